"""Word documents: their paragraphs and tables as text, with what a clerk's eye sees in them.

Read straight from the package (ECMA-376): tick boxes of every make, automatic numbers, merged cells, tracked changes
as they look when accepted. What is left out or not sure is said in remarks.
"""

from __future__ import annotations

from pathlib import Path

from xl_tools.books.file.controls import activex_box
from xl_tools.books.word.docx_parts import WordPackage, child
from xl_tools.books.word.numbering import Numbering
from xl_tools.books.word.paragraphs import Paragraph, settle_checkboxes
from xl_tools.books.word.table_grids import BodyReader, Remark, WordTable
from xl_tools.books.word.text_styles import Styles
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError

__all__ = ["Document", "Paragraph", "Remark", "WordTable", "read_document"]


@dataclass(frozen=True, slots=True)
class Document:
    """A document, read. ``remarks`` are about what stands outside its tables or is not tied to a cell."""

    path: str
    blocks: tuple[Paragraph | WordTable, ...]
    remarks: tuple[str, ...] = ()


def read_document(path: Path) -> Document:
    """The paragraphs and tables of a .docx in their order.

    Raises UserError (a sentence for the clerk) when the file cannot be read as one.
    """
    package = WordPackage.open(path)
    root = package.root(package.main)
    body = child(root, "body")
    if root is None or body is None:
        raise UserError(f"“{path.name}”里没有正文，请核对文件。")
    remarks: list[str] = []
    doubtful = settle_checkboxes(root)
    if doubtful:
        remarks.append(f"有 {doubtful} 个勾选框的状态与显示的符号不一致，按看不清处理（写作“⍰”），请核对原文")
    targets = {key: target for _, target, key in package.relations(package.main)}

    def activex(key: str) -> tuple[str, bool | None] | None:
        return activex_box(package.read, targets[key]) if key in targets else None

    numbering = Numbering(package.related("numbering"))
    reader = BodyReader(Styles(package.related("styles")), numbering, activex)
    outside: list[str] = []
    blocks = tuple(reader.blocks(body, outside.append))
    remarks += dict.fromkeys(f"表格以外：{text}" for text in outside)
    remarks += [f"自动编号的格式“{name}”不认得，按数字写出" for name in sorted(numbering.unknown)]
    return Document(str(path), blocks, tuple(remarks))

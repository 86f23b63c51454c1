"""Plain text as a document: a paragraph a line, tabs as they stand."""

from __future__ import annotations

from pathlib import Path

from xl_tools.books.file.guard import read_input
from xl_tools.books.word.document import Document, Paragraph
from xl_tools.books.word.kind import UTF16
from xl_tools.core.errors import UserError


def read_text_file(path: Path) -> Document:
    """The lines of a text file in UTF-8, UTF-16 (with its mark) or GB18030.

    Raises UserError (a sentence for the clerk) where it is written in none of them.
    """
    data = read_input(path)
    for encoding in ("utf-16",) if data.startswith(UTF16) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        return Document(str(path), tuple(Paragraph(line) for line in text.splitlines()))
    raise UserError(f"“{path.name}”的文字编码认不出，请用记事本打开，另存为“UTF-8”编码后再导入。")

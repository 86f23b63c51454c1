"""Marks for workbooks of old formats: they go into a new .xlsx, the original is never touched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from xl_tools.books.file.marked_file import mark_bytes
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import fitted
from xl_tools.core.grid import Book
from xl_tools.core.records import Finding


def marked_anew(book: Book, findings: Sequence[Finding], name: str) -> bytes:
    """A new .xlsx with the values of ``book`` and marks for the findings."""
    from xl_tools.write.plain_copy import sheet_names, write_plain

    names = sheet_names(book.grids)
    moved = [
        replace(finding, sheet=names.get(finding.sheet, finding.sheet)) if finding.sheet else finding
        for finding in findings
    ]
    data, _ = mark_bytes(write_plain(book.grids), moved, name=name)
    return data


OLD = frozenset({".xls", ".xlsb", ".ods", ".et"})
"""Endings of workbooks that marks cannot go into."""


def new_names(names: Collection[str]) -> list[str]:
    """What the copies of workbooks of these names will be called."""
    return [new_name(name, names) if Path(name).suffix.lower() in OLD else name for name in names]


def new_name(name: str, names: Collection[str]) -> str:
    """What the new .xlsx is called: as the original, with its ending in brackets where another file has that name."""
    path = Path(name)
    alike = sum(Path(other).stem.casefold() == path.stem.casefold() for other in names)
    return fitted(path.stem, ".xlsx" if alike < 2 else f"({path.suffix.lstrip('.')}).xlsx")


def refuse_in_place(path: Path) -> UserError:
    return UserError(
        f"“{path.name}”是旧格式，不能在原文件上标记；请用 --out 指定文件夹，标记会写在新的 .xlsx 里。原文件未改动。"
    )


def said(path: Path) -> str:
    """The sentence of the report."""
    kept = "只带文字、数字和它们的显示格式、删除线、隐藏的行列、合并格"
    return f"原文件是 {path.suffix.lower()}，标记写在新的 .xlsx 里（{kept}），原文件未改动。"

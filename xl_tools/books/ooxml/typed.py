"""Texts typed into cells of a workbook that people work in: only those cells change, each keeps its look."""

from __future__ import annotations

from collections.abc import Mapping

from xl_tools.books.ooxml.markup import Element, Patch, escape_cell, refuse, scan
from xl_tools.books.ooxml.package import Package
from xl_tools.books.ooxml.workbook import Workbook


def type_texts(data: bytes, sheet: str, texts: Mapping[str, str], *, name: str) -> bytes:
    """The workbook with these texts in the cells of a sheet ("A1"); "" empties one. Raises UserError when the sheet or
    a cell is not there: a cell that nobody wrote in or gave a look to has no place in the file."""
    package = Package(data, name)
    entry = next((one for one in Workbook(package).sheets if one.name == sheet), None)
    if entry is None:
        raise refuse(name, f"没有名为“{sheet}”的表")
    source = package.text(entry.part, "worksheet")
    root = scan(source.text)
    cells = {cell.get("r"): cell for cell in root.walk() if cell.name == "c"}
    patch = Patch(source.text)
    for place, text in texts.items():
        cell = cells.get(place)
        if cell is None:
            raise refuse(name, f"“{sheet}”里没有 {place} 这一格")
        patch.replace(cell.start, cell.end, _cell(cell, place, text))
    package.patch(entry.part, source, patch)
    return package.to_bytes()


def _cell(old: Element, place: str, text: str) -> str:
    look = f' s="{style}"' if (style := old.get("s")) else ""
    if not text:
        return f'<{old.qname} r="{place}"{look}/>'
    inner = f"<{old.prefix}is><{old.prefix}t>{escape_cell(text)}</{old.prefix}t></{old.prefix}is>"
    return f'<{old.qname} r="{place}"{look} t="inlineStr">{inner}</{old.qname}>'

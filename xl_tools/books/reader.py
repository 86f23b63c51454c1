"""The values of a workbook on disk, fast.

python-calamine reads values in a tenth of openpyxl's time. What it does not tell is looked up in the
package: error values and formulas without a stored value (it reads both as empty, which would turn
a filled cell into a missing one) and hidden rows. The look costs a search in bytes that are inflated
anyway; the sheet is parsed a second time only when the search hits.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import cast

import python_calamine
from lxml import etree

from xl_tools.books.controls import find_controls, may_hold_controls
from xl_tools.books.port import Book, CellValue, Control, Grid, Range
from xl_tools.books.sniff import Kind, sniff
from xl_tools.cells import split_cell
from xl_tools.errors import UserError

MAX_ROWS = 20_000
"""Rows read of a sheet; a progress table has tens, a province's merged one hundreds."""

_SUSPECT = re.compile(rb"""["']e["']|<(?:\w+:)?f[ />]|hidden=""")

_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": False}


def read_book(path: Path) -> Book:
    """All worksheets of the workbook at ``path``, in their order; chart and macro sheets left out.

    Raises UserError (a sentence for the clerk) when the file cannot be read as a workbook.
    """
    kind = sniff(path)
    try:
        if kind is Kind.OOXML:
            with zipfile.ZipFile(path) as package:
                grids = tuple(_grids(path, _Package(package).look))
        else:
            grids = tuple(_grids(path, lambda _, __: _Details()))
    except python_calamine.PasswordError:
        raise UserError(f"“{path.name}”设有打开密码，无法读取；请在 Excel 中取消密码后重新保存。") from None
    except (python_calamine.CalamineError, zipfile.BadZipFile, etree.XMLSyntaxError, OSError, ValueError, KeyError):
        raise UserError(f"“{path.name}”的内容已损坏，读不出表格；请用 Excel 打开并另存后再试。") from None
    return Book(path=str(path), grids=grids)


Rows = list[list[CellValue]]


@dataclass(frozen=True, slots=True)
class _Details:
    """What values alone do not tell of a sheet, as ``Grid`` wants it."""

    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    controls: tuple[Control, ...] = ()


def _grids(path: Path, look: Callable[[str, Rows], _Details]) -> Iterator[Grid]:
    with python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
        for meta in workbook.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            rows = cast(Rows, sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS))
            details = look(meta.name, rows)
            yield Grid(
                name=meta.name,
                rows=rows,
                merged=[Range(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ()],
                hidden_rows=details.hidden,
                faults=details.faults,
                visible=meta.visible == python_calamine.SheetVisibleEnum.Visible,
                controls=details.controls,
            )


class _Package:
    """Looks into the sheet parts of one OOXML package."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._parts = dict(self._sheet_parts())

    def look(self, sheet: str, rows: Rows) -> _Details:
        part = self._parts.get(sheet)
        if part is None:
            return _Details()
        data = self._package.read(part)
        faults: dict[tuple[int, int], str] = {}
        hidden: frozenset[int] = frozenset()
        controls: tuple[Control, ...] = ()
        if _SUSPECT.search(data):
            faults, hidden = _faults_and_hidden(etree.fromstring(data, etree.XMLParser(**_PARSER)))
        if may_hold_controls(data):

            def value(row: int, column: int) -> CellValue:
                return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None

            controls = find_controls(self._package, part, data, value)
        return _Details(faults, hidden, controls)

    def _sheet_parts(self) -> Iterator[tuple[str, str]]:
        names = {name.lower().lstrip("/"): name for name in self._package.namelist()}
        book_part = next((n for low, n in names.items() if low == "xl/workbook.xml"), None)
        rels_part = names.get("xl/_rels/workbook.xml.rels")
        if book_part is None or rels_part is None:
            return
        targets = {}
        for rel in etree.fromstring(self._package.read(rels_part), etree.XMLParser(**_PARSER)):
            target = rel.get("Target", "")
            full = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            targets[rel.get("Id")] = names.get(full.lower())
        for sheet in etree.fromstring(self._package.read(book_part), etree.XMLParser(**_PARSER)).iter("{*}sheet"):
            relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
            part = targets.get(relation)
            if part:
                yield sheet.get("name", ""), part


def _faults_and_hidden(root: etree._Element) -> tuple[dict[tuple[int, int], str], frozenset[int]]:
    faults: dict[tuple[int, int], str] = {}
    hidden: set[int] = set()
    row_number = 0
    for row in root.iter("{*}row"):
        row_number = int(row.get("r") or row_number + 1)
        if row.get("hidden") in ("1", "true"):
            hidden.add(row_number)
        column = 0
        for cell in row:
            name = cell.get("r")
            column = split_cell(name)[1] if name else column + 1
            value = cell.find("{*}v")
            stored = value.text if value is not None else None
            if cell.get("vm"):
                continue  # a picture placed in the cell is stored as an error value; it is none
            if cell.get("t") == "e":
                faults[row_number, column] = stored or "#N/A"
            elif cell.find("{*}f") is not None and not stored and cell.get("t") != "str":
                faults[row_number, column] = "="
    return faults, frozenset(hidden)

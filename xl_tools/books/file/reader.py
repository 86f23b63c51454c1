"""The values of a workbook on disk, fast.

python-calamine reads values in a tenth of openpyxl's time. It is handed a file only after the file has passed the
gate (``guard``), and each sheet's part after one look (``scan``) that also finds what calamine does not tell: error
values and formulas without a stored value (it reads both as empty, which would turn a filled cell into a missing
one), hidden rows and columns, number formats and strike (``cell_styles``), pictures in cells.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import cast

import python_calamine

from xl_tools.books.file.bounds import Bounds
from xl_tools.books.file.cell_styles import CellFormats, CellSet, Styles, pack
from xl_tools.books.file.controls import find_controls
from xl_tools.books.file.cut_cells import trimmed, without_cells
from xl_tools.books.file.guard import PANIC, Archive, limit, read_input, refuse
from xl_tools.books.file.identity_part import identity_in, identity_of_old
from xl_tools.books.file.scan import Scanned, Strings, look
from xl_tools.books.file.sniff import FileKind, sniff_bytes
from xl_tools.books.file.workbook_part import in_usual_form, read_workbook_part
from xl_tools.books.ooxml.package import Package
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.grid import LARGE_MERGE, Book, Cell, CellNote, CellValue, Control, Grid, Range, Stretch, Visibility

_RICH_VALUES = "xl/richData/rdrichvaluestructure.xml"

VISIBILITY = {
    "SheetVisibleEnum.Visible": Visibility.VISIBLE,
    "SheetVisibleEnum.Hidden": Visibility.HIDDEN,
    "SheetVisibleEnum.VeryHidden": Visibility.VERY_HIDDEN,
}
"""By the name that calamine has for it."""

_BROKEN = (python_calamine.CalamineError, OSError, ValueError, KeyError, OverflowError)
Rows = list[list[CellValue]]
_KINDS = "[Content_Types].xml"
"""Says of what kind each part is."""


def read_book(path: Path, data: bytes | None = None, *, notes: bool = False) -> Book:
    """All worksheets of the workbook at ``path``, in their order; chart and macro sheets left out.

    ``data`` is the file's content where the caller has it already (``guard.read_input``). With ``notes`` people's notes
    are read too, where these are not damaged; a file of an old format does not tell them. Raises UserError (a sentence
    for the clerk) when the file cannot be read as a workbook, or is beyond the limits.
    """
    data = read_input(path) if data is None else data
    kind = sniff_bytes(data, path.name)
    if kind is not FileKind.OOXML:
        return _old_book(path, data, kind)
    archive = Archive(data, path.name)
    try:
        identity = identity_in(archive, kind)
        reader = _Reader(archive, data)
        grids = tuple(reader.grids())
        said = reader.notes() if notes else None
    except python_calamine.PasswordError:
        raise UserError(f"“{path.name}”设有打开密码，无法读取；请在 Excel 中取消密码后重新保存。") from None
    except BaseException as error:
        if isinstance(error, _BROKEN) or type(error).__name__ == PANIC:
            raise UserError(f"“{path.name}”的内容已损坏，读不出表格；请用 Excel 打开并另存后再试。") from None
        raise
    return Book(path=str(path), grids=grids, identity=identity, from_1904=reader.from_1904, notes=said)


@dataclass(frozen=True, slots=True)
class _Look:
    """What one look at a sheet found, and how much of it is read."""

    part: str
    sheet: Scanned
    bounds: Bounds


class _Reader:
    """The sheets of one OOXML package."""

    def __init__(self, archive: Archive, data: bytes) -> None:
        self._archive = archive
        self._data = data
        self._styles = Styles()
        self._book = read_workbook_part(archive)
        self.from_1904 = self._book.from_1904

    def grids(self) -> Iterator[Grid]:
        looks = self._looks()
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self._fit(looks))) as workbook:
            for meta in workbook.sheets_metadata:
                if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                    continue
                seen = looks[meta.name]  # what was not looked at is not read
                sheet = workbook.get_sheet_by_name(meta.name)
                rows = cast(Rows, sheet.to_python(skip_empty_area=False, nrows=seen.bounds.rows))
                found = seen.sheet
                struck, struck_parts = _struck(found, self._styles, rows)
                yield Grid(
                    name=meta.name,
                    rows=rows,
                    merged=_merged(sheet.merged_cell_ranges, self._archive.name),
                    visibility=VISIBILITY[str(meta.visible)],
                    hidden_rows=frozenset(found.hidden),
                    hidden_columns=frozenset(found.hidden_columns),
                    faults=found.faults,
                    formats=CellFormats(found.styled, self._styles.formats),
                    struck=struck,
                    struck_parts=struck_parts,
                    pictures=CellSet(found.pictures, {0, 1} if found.pictures and self._holds_pictures() else {0}),
                    formulas=CellSet(found.formulas, {0}),
                    controls=self._controls(seen, rows, meta.name) if found.controls else (),
                    left_out=seen.bounds.said(found.rows, found.columns),
                )

    def notes(self) -> dict[str, dict[Cell, CellNote]] | None:
        """By the sheet's name. None where they are damaged."""
        if not (self._archive.has(_KINDS) and b"omment" in self._archive.read(_KINDS)):
            return {}
        from xl_tools.books.file.notes_part import find_notes  # lxml is paid for only here

        try:
            found = {listed.name: find_notes(self._archive, listed.part) for listed in self._book.sheets}
        except UserError:
            return None
        return {name: notes for name, notes in found.items() if notes}

    def _looks(self) -> dict[str, _Look]:
        """A look at every sheet that calamine may read. Raises UserError when together they hold too much."""
        archive, book = self._archive, self._book
        if book.styles:
            self._styles = Styles.of(archive, book.styles)
        strings = Strings.of(archive, book.strings, self._styles) if book.strings else Strings(rich={})
        looks: dict[str, _Look] = {}
        cells = characters = 0
        for listed in book.sheets:
            name, part = listed.name, listed.part
            if listed.kind not in ("worksheet", "chartsheet", "dialogsheet"):
                continue  # a macro sheet holds no table
            if len(name) > limit("sheet", "name"):
                raise refuse(archive.name, f"有一张工作表的名称长达 {len(name)} 字，请改短后再试")
            if name in looks:
                raise refuse(archive.name, f"有两张工作表都叫“{name}”，请改名后再试")
            if len(looks) >= limit("sheet", "sheets"):
                raise refuse(archive.name, f"有 {limit('sheet', 'sheets')} 张以上的工作表，请拆成几个文件再试")
            sheet = look(archive, part, strings, self._styles)
            bounds = Bounds.of(sheet.rows, sheet.columns)
            cells += bounds.rows * bounds.columns
            characters += sheet.characters
            if cells > limit("sheet", "cells") or sheet.merged > limit("sheet", "merged"):
                raise refuse(archive.name, "各张工作表的单元格合起来太多，请删去多余的工作表和行列再试")
            if characters > limit("sheet", "text_all"):
                raise refuse(archive.name, "各格的文字合起来太多，请拆成几个文件再试")
            if not sheet.controls and not sheet.recoded and bounds.hold(sheet.rows, sheet.columns):
                sheet.data = b""
            looks[name] = _Look(part, sheet, bounds)
        return looks

    def _holds_pictures(self) -> bool:
        """Whether the rich values of the workbook are pictures: placed in a cell, or fetched by IMAGE()."""
        if not self._archive.has(_RICH_VALUES):
            return False
        structures = self._archive.read(_RICH_VALUES)
        return b"_localImage" in structures or b"_webimage" in structures

    def _fit(self, looks: Mapping[str, _Look]) -> bytes:
        """The file as calamine gets to see it: without cells beyond the bounds, and sheets in UTF-8."""
        changed = {}
        for seen in looks.values():
            whole = seen.bounds.hold(seen.sheet.rows, seen.sheet.columns)
            if not whole or seen.sheet.recoded:
                changed[seen.part] = seen.sheet.data if whole else trimmed(seen.sheet.data, seen.bounds)
        if not self._book.usual:
            return in_usual_form(self._archive, self._book, changed)
        if not changed:
            return self._data
        package = Package(self._data, self._archive.name)
        for part, data in changed.items():
            package.write(part, [data])
        return package.to_bytes()

    def _controls(self, seen: _Look, rows: Rows, name: str) -> tuple[Control, ...]:
        def value(row: int, column: int) -> CellValue:
            return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None

        return find_controls(self._archive, seen.part, without_cells(seen.sheet.data), value, sheet=name)


def _struck(
    found: Scanned, styles: Styles, rows: Rows
) -> tuple[Set[Cell] | None, Mapping[Cell, tuple[Stretch, ...]] | None]:
    """The cells struck out as a whole, and the stretches of those that are struck in part."""
    if found.rich is None:
        return None, None
    whole = CellSet(found.styled, styles.struck)
    if not found.rich:
        return whole, {}
    parts: dict[Cell, tuple[Stretch, ...]] = {}
    entire: list[Cell] = []
    for cell, text in found.rich.items():
        struck = text.struck_in_struck if cell in whole else text.struck
        if struck == ((0, text.length),):
            entire.append(cell)
        elif struck:
            row, column = cell
            value = rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None
            parts[cell] = struck if isinstance(value, str) and len(value) == text.length else ()
    kept = [pack(*cell) for cell in whole if cell not in found.rich]
    return CellSet(array("Q", [*kept, *(pack(*cell) for cell in entire)]), {0}), parts


def _old_book(path: Path, data: bytes, kind: FileKind) -> Book:
    """A workbook in an old format: what its format, or the file, does not tell is left "not asked"."""
    from xl_tools.books.file.apart import read_apart  # starting a process is paid for only here

    read = read_apart(data, path.name, kind)
    facts = read.facts
    grids: list[Grid] = []
    for title, visibility, rows, merged, high, wide in read.sheets:
        bounds = Bounds.of(high, wide)
        grid = Grid(
            name=title,
            rows=rows,
            merged=None if merged is None else _merged(merged, path.name),
            visibility=VISIBILITY[visibility],
            left_out=bounds.said(high, wide),
        )
        if facts and (found := facts.sheets.get(title)):
            struck, struck_parts = _struck(found, facts.styles, rows)
            grid = replace(
                grid,
                hidden_rows=frozenset(found.hidden),
                hidden_columns=frozenset(found.hidden_columns),
                faults=found.faults,
                formats=CellFormats(found.styled, facts.styles.formats),
                struck=struck,
                struck_parts=struck_parts,
                pictures=frozenset(),  # an .xls has none in its cells, save those of WPS, which their value names
            )
        grids.append(grid)
    identity = identity_of_old(data, path.name, kind)
    return Book(str(path), tuple(grids), identity, from_1904=facts.from_1904 if facts else None)


Corners = tuple[tuple[int, int], tuple[int, int]]


def _merged(found: Sequence[Corners] | None, name: str) -> list[Range]:
    """Merged ranges. Raises UserError when they overlap so much that no program can have made them."""
    ranges = [Range(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in found or ()]
    sizes = ((block.bottom - block.top + 1) * (block.right - block.left + 1) for block in ranges)
    if sum(size for size in sizes if size <= LARGE_MERGE) > limit("sheet", "merged_cells"):
        raise refuse(name, "合并的单元格太多或互相重叠，请取消合并后再试")
    return ranges

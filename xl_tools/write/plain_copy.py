"""A workbook of an old format written anew as .xlsx: values, merged cells and a plain layout.

Whatever its reading hangs on goes along: number formats, what is struck out, hidden rows and columns, error values.
What the reader does not give (fonts, colours, formulas, drawings) is not carried over: the copy is for marks, the
original stays what is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from xlsxwriter.exceptions import OverlappingRange

from xl_tools.core.expressions import expression
from xl_tools.write.cell_xml import PartlyStruck
from xl_tools.write.form_books import new_workbook
from xl_tools.write.heights import GrowingSheet, row_height
from xl_tools.write.packing import pack

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

    from xl_tools.core.grid import Book, CellValue, Grid

_LONGEST = 32_767
_WIDTHS = (8.0, 56.0)
_NOT_IN_A_NAME = expression(r"[\[\]:*?/\\]|^'|'$")
_FIRST_YEAR = 1900
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))


def sheet_names(grids: Sequence[Grid]) -> dict[str, str]:
    """The name that each sheet gets: its own, unless Excel takes no such name."""
    names: dict[str, str] = {}
    for number, grid in enumerate(grids, 1):
        name = _NOT_IN_A_NAME.sub("_", grid.name)[:31] or f"Sheet{number}"
        taken = {other.casefold() for other in names.values()}
        names[grid.name] = name if name.casefold() not in taken else f"{name[:25]}({number})"
    return names


def write_plain(grids: Sequence[Grid]) -> bytes:
    """An .xlsx with the sheets' values at their places."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, "")
    copy_sheets(workbook, grids)
    pack(workbook, quick=False)
    return buffer.getvalue()


def copy_sheets(workbook: Workbook, grids: Sequence[Grid]) -> None:
    """The values of sheets at their places, in sheets of their own behind those that are there; the first that is not
    hidden is shown where it is the workbook's first."""
    looks = _Looks(workbook)
    names, alone = sheet_names(grids), not workbook.worksheets()
    first_shown = next((grid.name for grid in grids if grid.visible), None)
    for grid in grids:
        sheet = workbook.add_worksheet(names[grid.name], GrowingSheet)
        _fill(sheet, grid, looks)
        if grid.name == first_shown and alone:
            sheet.activate()
            sheet.set_first_sheet()
        elif not grid.visible and (first_shown is not None or not alone):
            sheet.hide()


def copy_own_sheets(workbook: Workbook, books: Sequence[Book]) -> None:
    """The sheets that people added to workbooks of ours, behind those of the new one: of each name the first, and
    others that hold something else."""
    ours = {sheet.get_name().casefold() for sheet in workbook.worksheets()}
    own: list[Grid] = []
    for grid in (grid for book in books for grid in book.grids if grid.name.casefold() not in ours):
        if not any(grid.name == one.name and list(grid.rows) == list(one.rows) for one in own):
            own.append(grid)
    copy_sheets(workbook, own)


class _Looks:
    """The formats of cells, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, bool], Format] = {}

    def of(self, shown: str, *, struck: bool = False) -> Format:
        """The look of a cell whose number format is ``shown``, "" for none."""
        if (shown, struck) not in self._made:
            look = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
            look |= {"num_format": shown} if shown else {}
            look |= {"font_strikeout": True} if struck else {}
            self._made[shown, struck] = self._workbook.add_format(look)
        return self._made[shown, struck]


def _fill(sheet: GrowingSheet, grid: Grid, looks: _Looks) -> None:
    widths = _widths(grid)
    hidden_rows, hidden_columns = grid.hidden_rows or (), grid.hidden_columns or ()
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, None, {"hidden": True} if column + 1 in hidden_columns else None)
    for block in grid.merged or ():
        if (block.bottom, block.right) != (block.top, block.left):
            with suppress(OverlappingRange):
                sheet.merge_range(block.top - 1, block.left - 1, block.bottom - 1, block.right - 1, "", looks.of(""))
    for index, row in enumerate(grid.rows):
        for column, value in enumerate(row):
            if value is not None and value != "":
                _write(sheet, grid, (index, column), value, looks)
        texts = ((value, widths[column]) for column, value in enumerate(row) if isinstance(value, str))
        sheet.fit_row(index, max(20.0, row_height(texts)), hidden=index + 1 in hidden_rows)
    for (line, place), error in (grid.faults or {}).items():
        if error in _ERRORS:
            sheet.write_formula(line - 1, place - 1, f"={error}", looks.of(""), error)


def _write(sheet: GrowingSheet, grid: Grid, place: tuple[int, int], value: CellValue, looks: _Looks) -> Any:
    row, column = place
    cell = row + 1, column + 1
    shown = (grid.formats or {}).get(cell)
    struck = cell in (grid.struck or ())
    look = looks.of(_shown(value) if shown is None else shown, struck=struck)
    if isinstance(value, date) and value.year < _FIRST_YEAR:
        return sheet.write_string(row, column, value.isoformat(), looks.of("", struck=struck))
    if isinstance(value, str):
        text = value[:_LONGEST]
        parts = (grid.struck_parts or {}).get(cell) if text == value else None
        return sheet.write_string(row, column, PartlyStruck(text, parts) if parts else text, look)
    if isinstance(value, bool):
        return sheet.write_boolean(row, column, value, look)
    if isinstance(value, date | time | timedelta):
        return sheet.write_datetime(row, column, value, look)
    return sheet.write_number(row, column, value, look)


def _shown(value: CellValue) -> str:
    """The number format for a value of which none is known."""
    if isinstance(value, time | timedelta):
        return "[h]:mm:ss"
    if isinstance(value, date):
        whole = not isinstance(value, datetime) or value.time() == time()
        return "yyyy-mm-dd" if whole else "yyyy-mm-dd hh:mm"
    return ""


def _widths(grid: Grid) -> list[float]:
    """Column widths by what stands in them; cells merged across do not count."""
    across = {(block.top, block.left) for block in grid.merged or () if block.right > block.left}
    count = max((len(row) for row in grid.rows), default=0)
    least, most = _WIDTHS
    longest = [0.0] * count
    for index, row in enumerate(grid.rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, str) and (index, column + 1) not in across:
                line = max(map(len, value.splitlines()), default=0) * 2
                longest[column] = max(longest[column], line * 0.5 if line > 24 else line + 2.0)
    return [min(most, max(least, width)) for width in longest]

"""What became of each cell of a table that was read: carried by an entry, told by a finding, or neither."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tests.compare.random_sheets import SECTIONS
from xl_tools.core.addresses import cell_name, column_letters, split_cell
from xl_tools.core.grid import Grid
from xl_tools.core.records import Field, Finding, ProgressRow, ProgressSheet
from xl_tools.core.text import squeeze
from xl_tools.parse.table.tables import Cells, cell_text

_OF_A_COLUMN = {"S104", "S137", "S138"}
"""Findings that a whole column is not read."""
_OF_A_ROW = {"M209", "S108", "S110", "S130", "S131", "S132", "S141", "S142", "S143", "S145"}
"""Findings that what stands in a row is not read, or not as it stands."""
_ONCE = {Field.REGION, Field.SERIAL, Field.PROVINCE_SERIAL, Field.STATUS}
"""Columns that are an entry's own: in its further rows they only say that it goes on."""


def untold(sheet: ProgressSheet, grid: Grid, findings: Sequence[Finding]) -> Iterator[str]:
    """The cells between a table's heading and the end of its last entry that hold something, stand in no entry, and
    are named by no finding."""
    findings = [found for found in findings if found.sheet == sheet.sheet]
    columns = {(found.cell or "").rstrip("0123456789") for found in findings if found.code in _OF_A_COLUMN}
    rows = {row for found in findings if found.code in _OF_A_ROW for row in _rows(sheet, found)}
    entries = {number: row for row in sheet.rows for number in (row.row, *row.also)}
    last = max(entries, default=0)
    cells = Cells(grid)
    for number in range(sheet.header_row + 1, last + 1):
        for place, value in enumerate(grid.rows[number - 1], 1):
            text, column = squeeze(cell_text(value)), column_letters(place)
            if not text or number in rows or column in columns:
                continue
            entry = entries.get(number)
            if entry and _is_carried(squeeze(cells.shown_text(number, place)), column, number, entry, sheet):
                continue  # a number with a format of its own is carried as it is shown
            again = not entry and number < last and text in map(squeeze, map(cell_text, grid.rows[number]))
            if not (again or (_is_carried(text, column, number, entry, sheet) if entry else _is_section(text, sheet))):
                yield cell_name(number, place)


def _rows(sheet: ProgressSheet, found: Finding) -> Collection[int]:
    """The rows that a finding is about: that of its cell, or all of the area that begins there."""
    areas = (left.area.split(":") for left in sheet.cells.left_out)
    area = next((area for area in areas if area[0] == found.cell), None)
    if area is None or found.row is None:
        return {found.row} - {None}
    return range(found.row, split_cell(area[-1])[0] + 1)


def _is_carried(text: str, column: str, number: int, entry: ProgressRow, sheet: ProgressSheet) -> bool:
    own = {name for name, letters in sheet.columns.items() if letters == column}
    if number != entry.row and own & _ONCE:
        return True
    said = (*entry.texts.values(), *entry.extras.values(), entry.status.text)
    return any(text in squeeze(one) for one in said)


def _is_section(text: str, sheet: ProgressSheet) -> bool:
    """Whether a line between entries is a section's: one of those that are drawn, one that names the unit of its
    entries, or their kind."""
    said = (squeeze(row.text(name)) for row in sheet.rows for name in (Field.REGION, Field.KIND))
    return text in map(squeeze, SECTIONS) or any(text in one or one in text for one in said if one)

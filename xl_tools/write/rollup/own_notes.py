"""Notes (批注) that people put into a roll-up's workbook, put on the same cells of the one that takes its place."""

from __future__ import annotations

from xlsxwriter.workbook import Workbook

from xl_tools.core.addresses import Cell
from xl_tools.core.text import carried
from xl_tools.rollup.additions import TOTAL, OwnNote
from xl_tools.rollup.layout import TASKS_SHEET, TOTALS_BY_KIND, TOTALS_BY_UNIT
from xl_tools.rollup.own_notes import one_line
from xl_tools.rollup.records import Merged
from xl_tools.write.formats import Kit
from xl_tools.write.plain_copy import sheet_names
from xl_tools.write.rollup.formulas import BY_KIND, BY_TASK, BY_UNIT

_CALLED = {TASKS_SHEET: BY_TASK, TOTALS_BY_UNIT: BY_UNIT, TOTALS_BY_KIND: BY_KIND}
"""Tables whose name in Excel is another than that by which people's columns are kept."""
_LONGEST = 32_767
_LINE, _WIDTH, _HEIGHT = 16, 220, 20
"""Characters of a line of a note, and the size of its box and of a line, in pixels."""


def add_own_notes(workbook: Workbook, merged: Merged, kit: Kit) -> None:
    """All sheets have been written."""
    names = sheet_names(merged.added.sheets)
    for one in merged.added.notes:
        for sheet, (row, column) in _cells(one, kit):
            page = workbook.get_worksheet_by_name(names.get(sheet, sheet))
            if page is not None:
                text = carried(one.note.text)[:_LONGEST]
                lines = sum(len(line) // _LINE + 1 for line in text.split("\n"))
                size = {"width": _WIDTH, "height": _HEIGHT * min(max(lines + 1, 3), 20)}
                look = {"author": carried(one.note.author), "font_name": "宋体", "font_size": 9}
                page.write_comment(row, column, text, size | look)


def _cells(one: OwnNote, kit: Kit) -> list[tuple[str, Cell]]:
    """The cells that a note stands on now, rows and columns from 0: none where its row is there no longer."""
    if one.row is None:
        return [(one.table, (one.cell[0] - 1, one.cell[1] - 1))]
    placed = kit.tables.get(_CALLED.get(one.table, one.table))
    columns = {one_line(heading): column for heading, column in placed.columns.items()} if placed else {}
    if placed is None or one.heading not in columns:
        return []
    rows = [place for place, row in enumerate((*kit.named.get(one.table, ()), TOTAL)) if row == one.row]
    return [(placed.sheet, (placed.first + row, columns[one.heading])) for row in rows[:1]]

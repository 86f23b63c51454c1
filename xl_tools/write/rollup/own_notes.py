"""Notes (批注) that people put into a roll-up's workbook, put on the same cells of the one that takes its place."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.workbook import Workbook

from xl_tools.core.addresses import Cell
from xl_tools.core.grid import CellNote
from xl_tools.core.text import carried
from xl_tools.rollup.additions import HEADINGS, TOTAL, OwnNote, RowName
from xl_tools.rollup.layout import TASKS_SHEET, TOTALS_BY_KIND, TOTALS_BY_UNIT
from xl_tools.rollup.own_notes import one_line
from xl_tools.rollup.records import Merged
from xl_tools.write.formats import Kit, Placed
from xl_tools.write.plain_copy import sheet_names
from xl_tools.write.rollup.formulas import BY_KIND, BY_TASK, BY_UNIT

_CALLED = {TASKS_SHEET: BY_TASK, TOTALS_BY_UNIT: BY_UNIT, TOTALS_BY_KIND: BY_KIND}
"""Tables whose name in Excel is another than that by which people's columns are kept."""
_LONGEST = 32_767
"""Units of UTF-16 that a note can hold."""
_LINE, _WIDTH, _HEIGHT = 16, 220, 20
"""Characters of a line of a note, and the size of its box and of a line, in pixels."""


def add_own_notes(workbook: Workbook, merged: Merged, kit: Kit) -> None:
    """All sheets have been written. A cell on which several notes would stand has one with the words of all."""
    names = sheet_names(merged.added.sheets)
    found: dict[tuple[str, Cell], list[CellNote]] = {}
    for sheet, cell, note in _placed(merged, kit):
        found.setdefault((names.get(sheet, sheet), cell), []).append(note)
    for (sheet, cell), notes in found.items():
        page = workbook.get_worksheet_by_name(sheet)
        if page is not None:
            text = _cut(carried("\n".join(dict.fromkeys(note.text for note in notes))))
            lines = sum(len(line) // _LINE + 1 for line in text.split("\n"))
            size = {"width": _WIDTH, "height": _HEIGHT * min(max(lines + 1, 3), 20)}
            look = {"author": carried(notes[0].author), "font_name": "宋体", "font_size": 9}
            page.write_comment(*cell, text, size | look)


def _cut(text: str) -> str:
    return text.encode("utf-16-le")[: 2 * _LONGEST].decode("utf-16-le", "ignore")


def _placed(merged: Merged, kit: Kit) -> Iterator[tuple[str, Cell, CellNote]]:
    """The notes by the sheet and the cell on which they stand now, from 0; not those whose row is there no longer."""
    known: dict[str, tuple[dict[str, int], dict[RowName, int]]] = {}
    for one in merged.added.notes:
        placed = kit.tables.get(_CALLED.get(one.table, one.table))
        if one.row is None:
            down = placed.first - one.top if placed and one.top else 0
            yield one.table, (max(one.cell[0] - 1 + down, 0), one.cell[1] - 1), one.note
        elif placed is not None:
            if one.table not in known:
                known[one.table] = _known(one.table, placed, kit)
            columns, rows = known[one.table]
            if one.row in rows:
                yield placed.sheet, (rows[one.row], columns.get(one.heading, 0)), _said(one, columns)


def _known(table: str, placed: Placed, kit: Kit) -> tuple[dict[str, int], dict[RowName, int]]:
    """The columns of a table by their headings, and its rows by what they are about."""
    columns = {one_line(heading): column for heading, column in placed.columns.items()}
    rows = {TOTAL: placed.last + 1, HEADINGS: placed.first - 1}
    for row, name in reversed([*enumerate(kit.named.get(table, ()), placed.first)]):
        rows[name] = row
    return columns, rows


def _said(one: OwnNote, columns: dict[str, int]) -> CellNote:
    """The note; one whose column is there no longer stands on the first cell of its row, and says where it stood."""
    if one.heading in columns:
        return one.note
    return CellNote(f"（原来在“{one.heading}”栏）{one.note.text}", one.note.author)

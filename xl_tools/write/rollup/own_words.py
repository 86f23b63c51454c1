"""各单位进展: what each unit wrote, a row a task and unit, from which it gets its own words back."""

from __future__ import annotations

from xlsxwriter.format import Format

from xl_tools.core.records import Field
from xl_tools.rollup.layout import OWN_COLUMN, OWN_TEXTS, SERIAL, STATE, UNIT_CODE, UNITS_SHEET
from xl_tools.rollup.records import Merged
from xl_tools.rollup.unit_rows import COLUMNS, lines_of, own_columns, unit_rows
from xl_tools.write.formats import Kit, set_up
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.blocks_of_rows import Column, write_table
from xl_tools.write.rollup.detail import shown_names

_WIDTHS = (7, 10, 18, 9, 6, 30, 30, 16, 60, 18, 13, 24, 16, 10, 19)
_OWN_WIDTH = 30


def write_own_words(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """The table 各单位进展. What many units have in the same words is written once; a unit's progress stands nowhere
    else alone."""
    rows = list(unit_rows(merged, shown_names(merged)))
    own = own_columns(rows)
    set_up(sheet, (*_WIDTHS, *[_OWN_WIDTH] * len(own)), 0)
    headings = (*COLUMNS, *(f"{OWN_COLUMN}{heading}" for heading in own))
    lines = [line for row in rows for line in lines_of(row, own)]
    values = list(zip(*lines, strict=True)) or [()] * len(headings)
    progress = OWN_TEXTS[Field.PROGRESS]
    columns = [
        Column(heading, _look(heading, kit), column, inline=heading == progress)
        for heading, column in zip(headings, values, strict=True)
    ]
    bottom = write_table(sheet, 0, UNITS_SHEET, columns, kit)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{chr(ord('A') + COLUMNS.index(UNIT_CODE))}{bottom}"})


def _look(heading: str, kit: Kit) -> Format:
    if heading in OWN_TEXTS.values() or heading.startswith(OWN_COLUMN):
        return kit.beginning
    return kit.number if heading == SERIAL else kit.centre if heading in (UNIT_CODE, STATE) else kit.text

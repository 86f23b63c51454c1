"""各单位进展: what each unit wrote, a row a task and unit, from which it gets its own words back."""

from __future__ import annotations

from xlsxwriter.format import Format

from xl_tools.core.records import Field
from xl_tools.rollup.layout import OWN_TEXTS, SERIAL, STATE, UNIT_CODE, UNITS_SHEET
from xl_tools.rollup.records import Merged
from xl_tools.rollup.unit_rows import COLUMNS, lines_of, unit_rows
from xl_tools.write.formats import Kit, set_up
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.blocks_of_rows import Column, write_table
from xl_tools.write.rollup.detail import shown_names

_WIDTHS = (7, 10, 18, 9, 6, 30, 30, 16, 60, 18, 13, 24, 16, 10, 19)


def write_own_words(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """The table 各单位进展. What many units have in the same words is written once; a unit's progress stands nowhere
    else alone."""
    set_up(sheet, _WIDTHS, 0)
    lines = [line for row in unit_rows(merged, shown_names(merged)) for line in lines_of(row)]
    values = list(zip(*lines, strict=True)) or [()] * len(COLUMNS)
    progress = OWN_TEXTS[Field.PROGRESS]
    columns = [
        Column(heading, _look(heading, kit), column, inline=heading == progress)
        for heading, column in zip(COLUMNS, values, strict=True)
    ]
    bottom = write_table(sheet, 0, UNITS_SHEET, columns, kit)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{chr(ord('A') + COLUMNS.index(UNIT_CODE))}{bottom}"})


def _look(heading: str, kit: Kit) -> Format:
    if heading in OWN_TEXTS.values():
        return kit.beginning
    return kit.number if heading == SERIAL else kit.centre if heading in (UNIT_CODE, STATE) else kit.text

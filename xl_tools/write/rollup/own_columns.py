"""Columns and sheets that people added to a roll-up's workbook, written into the one that takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from xlsxwriter.workbook import Workbook

from xl_tools.core.beside import text_of
from xl_tools.core.grid import CellValue
from xl_tools.rollup.additions import RowName
from xl_tools.rollup.records import Merged
from xl_tools.write.formats import Kit, Value
from xl_tools.write.plain_copy import copy_sheets
from xl_tools.write.rollup.blocks_of_rows import Column


def own_columns(merged: Merged, sheet: str, rows: Sequence[RowName], kit: Kit) -> list[Column]:
    """The columns that people added to a sheet, to stand behind ours; the kit is told what its rows are about, where
    there are notes to be put on them."""
    if merged.added.notes:
        kit.named[sheet] = rows
    found = []
    for heading, values in merged.added.beside(sheet, rows).items():
        said = [value for value in values if value not in (None, "")]
        if said and all(isinstance(value, date) for value in said):
            found.append(Column(heading, kit.date, [_day(value) for value in values]))
        elif said and all(isinstance(value, int | float) and not isinstance(value, bool) for value in said):
            found.append(Column(heading, kit.number, [_number(value) for value in values]))
        else:
            found.append(Column(heading, kit.wrapped, [text_of(value) for value in values]))
    return found


def _day(value: CellValue) -> Value:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _number(value: CellValue) -> Value:
    return value if isinstance(value, int | float) else None


def add_own_sheets(workbook: Workbook, merged: Merged) -> None:
    """The sheets that people added, behind ours: what stands in their cells."""
    copy_sheets(workbook, merged.added.sheets)

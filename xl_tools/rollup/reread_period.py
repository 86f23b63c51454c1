"""What a roll-up's workbook hands on to the next period: its day, the numbers of all periods, and for each unit's task
since when it is overdue and by when it had to be done."""

from __future__ import annotations

from datetime import date, datetime

from xl_tools.core.grid import Book, CellValue
from xl_tools.core.records import Status
from xl_tools.parse.table.tables import cell_text
from xl_tools.reports.rollup import Totals
from xl_tools.rollup.layout import (
    DETAIL_SHEET,
    DUE,
    HISTORY_SHEET,
    OVERDUE_PERIODS,
    PERIOD_COLUMNS,
    PERIOD_DAY,
    SERIAL,
    STATE,
    TASK_LABEL,
    TASKS_SHEET,
    TOTALS_SHEET,
    UNIT,
    WARNED_SHEET,
)
from xl_tools.rollup.lines import lines, number
from xl_tools.rollup.policy import not_applicable_label
from xl_tools.rollup.records import PartKey, PeriodTotals

_SEARCHED = 5
"""Rows in which the day is looked for: a clerk may have put a line above it."""


def as_of_in(book: Book) -> date | None:
    """The day for which a roll-up's workbook was made."""
    totals = next((grid for grid in book.grids if grid.name == TOTALS_SHEET), None)
    for row in totals.rows[:_SEARCHED] if totals else ():
        for value in row:
            if isinstance(value, date):
                return _day(value)
    return None


def history_in(book: Book) -> list[PeriodTotals]:
    """The numbers of tasks of all periods that a roll-up's workbook keeps."""
    grid = next((grid for grid in book.grids if grid.name == HISTORY_SHEET), None)
    periods = []
    for line in lines(grid, tuple(PERIOD_COLUMNS.values())):
        day = line[PERIOD_DAY]
        read = {name: number(line[heading]) for name, heading in PERIOD_COLUMNS.items()}
        counts = {name: count for name, count in read.items() if count is not None}
        if isinstance(day, date) and len(counts) == len(read):
            periods.append(PeriodTotals(_day(day), Totals(**counts)))
    return periods


def overdue_in(book: Book) -> dict[PartKey, int]:
    """For how many periods in a row each unit's task was overdue, as a roll-up's workbook counts them."""
    grid = next((grid for grid in book.grids if grid.name == WARNED_SHEET), None)
    found = {}
    for line in lines(grid, (TASK_LABEL, UNIT, OVERDUE_PERIODS)):
        periods = number(line[OVERDUE_PERIODS])
        if periods:
            found[_said(line[TASK_LABEL]), _said(line[UNIT])] = periods
    return found


def dues_in(book: Book) -> dict[PartKey, date]:
    """By when each unit has to have done what a roll-up's workbook does not list as completed."""
    grids = {grid.name: grid for grid in book.grids}
    labels = {
        number(line[SERIAL]): _said(line[TASK_LABEL]) for line in lines(grids.get(TASKS_SHEET), (SERIAL, TASK_LABEL))
    }
    settled = (Status.COMPLETED.label, not_applicable_label())
    return {
        (labels[serial], _said(line[UNIT])): _day(due)
        for line in lines(grids.get(DETAIL_SHEET), (SERIAL, UNIT, STATE, DUE))
        if (serial := number(line[SERIAL])) in labels
        and isinstance(due := line[DUE], date)
        and _said(line[STATE]) not in settled
    }


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _said(value: CellValue) -> str:
    return cell_text(value).strip()

"""Days of publicity: the end of a period from its start, or how many days it has."""

from __future__ import annotations

from pathlib import Path

from xl_tools.app.inputs import StrPath
from xl_tools.books.file.reader import read_book
from xl_tools.core.dates import Day, as_day
from xl_tools.core.errors import UserError
from xl_tools.core.working_days import MOST_DAYS, DayKind, DayUnit, WorkCalendar, national
from xl_tools.parse.closing.days_sheet import SHEET, read_days
from xl_tools.reports.closing import DaysReport


def days(
    start: Day,
    *,
    count: int | None = None,
    unit: DayUnit | str = DayUnit.WORKING,
    end: Day | None = None,
    calendar: StrPath | None = None,
) -> DaysReport:
    """A period from its start: its end, of the number of days that it shall have (the first day counts), or, for a
    given end, how many it has. ``calendar`` is a workbook with the office's own sheet 工作日历.

    Raises UserError where neither or both are given, or the calendar cannot be read.
    """
    if (count is None) == (end is None):
        raise UserError("请写明天数（--count）或者止日（--end），二者选一。")
    if unit not in list(DayUnit):
        raise UserError(f"unit 只能是{'、'.join(DayUnit)}，不能是“{unit}”。")
    known, counted_in = calendar_of(calendar), DayUnit(unit)
    first, until = as_day(start, "start"), None if end is None else as_day(end, "end")
    try:
        last = until or known.end_of(first, count or 0, counted_in).day
        found = known.count(first, last)
    except ValueError:
        raise UserError(f"天数要在 1 到 {MOST_DAYS} 之间，请核对起止日期和天数。") from None
    if last < first:
        raise UserError(f"止日 {last} 早于起日 {first}，请核对。")
    return DaysReport(
        start=first,
        end=last,
        asked=count,
        unit=None if count is None else counted_in.value,
        calendar_days=known.count(first, last, DayUnit.CALENDAR).days,
        working_days=found.days,
        estimated=found.estimated,
        off=tuple(known.said(first, last, DayKind.OFF)),
        on=tuple(known.said(first, last, DayKind.ON)),
    )


def calendar_of(path: StrPath | None) -> WorkCalendar:
    """The office's calendar over the State Council's. Raises UserError where the workbook has no sheet of it."""
    if path is None:
        return national()
    book = read_book(Path(path))
    own = read_days(book)
    if not own.days and not own.known:
        raise UserError(f"“{Path(path).name}”里没有填好的“{SHEET}”表。")
    return own.over(national())

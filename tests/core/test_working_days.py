"""Working days against real notices, the State Council's own words, and two packages by other hands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from tests.core.holidays_of_package import generated
from xl_tools.core.working_days import MOST_DAYS, DayKind, DayUnit, WorkCalendar, national
from xl_tools.data import folders

WORKING, CALENDAR = DayUnit.WORKING, DayUnit.CALENDAR

NOTICES = [
    ("2023-07-27", "2023-08-09", 14, 10),
    ("2024-09-29", "2024-10-09", 11, 4),
    ("2024-12-13", "2024-12-26", 14, 10),
    ("2025-09-01", "2025-09-12", 12, 10),
    ("2025-09-04", "2025-09-17", 14, 10),
    ("2025-01-21", "2025-02-08", 19, 10),
    ("2025-12-29", "2026-01-12", 15, 10),
    ("2019-12-13", "2019-12-19", 7, 5),
    ("2021-05-24", "2021-05-30", 7, 5),
    ("2022-11-21", "2022-11-27", 7, 5),
]
"""Publicity periods of ten published notices, counted by hand on a calendar."""


@pytest.mark.parametrize(("start", "end", "calendar_days", "working_days"), NOTICES)
def test_the_period_of_a_published_notice(start: str, end: str, calendar_days: int, working_days: int) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    assert national().count(first, last, CALENDAR).days == calendar_days
    assert national().count(first, last).days == working_days
    assert national().count(first, last).certain


@pytest.mark.parametrize(("start", "end"), [(start, end) for start, end, _, days in NOTICES if days == 10])
def test_a_period_of_ten_working_days_ends_where_the_notice_says(start: str, end: str) -> None:
    found = national().end_of(date.fromisoformat(start), 10)
    assert (found.day, found.certain) == (date.fromisoformat(end), True)


@pytest.mark.parametrize(("start", "end"), [(start, end) for start, end, days, _ in NOTICES if days == 7])
def test_a_period_of_seven_days_ends_where_the_notice_says(start: str, end: str) -> None:
    assert national().end_of(date.fromisoformat(start), 7, CALENDAR).day == date.fromisoformat(end)


def test_the_tenth_working_day_behind_a_holiday() -> None:
    assert national().end_of(date(2024, 9, 29), 10).day == date(2024, 10, 16)
    assert national().end_of(date(2024, 9, 29), 10, CALENDAR).day == date(2024, 10, 8)
    assert chinese_calendar.find_workday(9, date(2024, 9, 29)) == date(2024, 10, 16)


def test_a_first_day_off_does_not_count() -> None:
    assert national().end_of(date(2024, 10, 5), 1).day == date(2024, 10, 8)
    assert national().end_of(date(2024, 10, 12), 1).day == date(2024, 10, 12)


def test_no_day_lies_before_its_start() -> None:
    assert national().count(date(2024, 10, 9), date(2024, 10, 8)).days == 0


@pytest.mark.parametrize("number", [0, -1, MOST_DAYS + 1])
def test_no_number_of_days_that_there_cannot_be(number: int) -> None:
    with pytest.raises(ValueError, match="days"):
        national().end_of(date(2024, 1, 1), number)


def test_a_period_of_a_thousand_years_is_not_counted() -> None:
    with pytest.raises(ValueError, match="days"):
        national().count(date(2024, 1, 1), date(2924, 1, 1))


def test_holidays_in_words() -> None:
    start, end = date(2024, 9, 25), date(2024, 10, 16)
    assert national().said(start, end, DayKind.OFF) == ["国庆节10月1日至7日"]
    assert national().said(start, end, DayKind.ON) == ["国庆节9月29日、10月12日"]
    assert national().said(date(2025, 5, 30), date(2025, 6, 3), DayKind.OFF) == ["端午节6月2日"]


def test_an_unknown_year_is_estimated() -> None:
    unknown = max(national().known) + 1
    counted = national().count(date(unknown - 1, 12, 28), date(unknown, 1, 8))
    assert (counted.estimated, counted.certain) == ((unknown,), False)
    assert national().count(date(unknown - 1, 12, 28), date(unknown - 1, 12, 31)).certain
    assert national().end_of(date(unknown - 1, 12, 28), 10).estimated == (unknown,)
    mondays = sum(1 for day in range(7) if date(unknown, 6, 1 + day).weekday() < 5)
    assert national().count(date(unknown, 6, 1), date(unknown, 6, 7)).days == mondays == 5


def test_the_office_s_calendar_lies_over_ours() -> None:
    own = WorkCalendar(
        {date(2027, 1, 1): (DayKind.OFF, "元旦"), date(2024, 10, 8): (DayKind.OFF, "本地")}, frozenset({2027})
    )
    known = own.over(national())
    assert known.count(date(2026, 12, 31), date(2027, 1, 4)).days == 2
    assert known.count(date(2026, 12, 31), date(2027, 1, 4)).certain
    assert known.end_of(date(2024, 9, 29), 10).day == date(2024, 10, 17)


def every_day(first: int, last: int) -> Iterator[date]:
    start, end = date(first, 1, 1), date(last, 12, 31)
    return (start + timedelta(number) for number in range((end - start).days + 1))


def test_the_data_is_what_the_package_gives() -> None:
    (folder,) = folders()
    assert folder.joinpath("working_days.toml").read_text("utf-8") == generated()


def test_every_day_as_the_package_tells_it() -> None:
    """The generator and the reading of what it wrote, against the package's own answer."""
    assert [day for day in every_day(2004, 2026) if national().is_worked(day) != chinese_calendar.is_workday(day)] == []


CHANGED_IN_MARCH = {date(2019, 4, 28): True, date(2019, 5, 2): False, date(2019, 5, 3): False, date(2019, 5, 5): True}
"""Whether days around the first of May 2019 were worked: told by a second notice, of 22 March 2019 (1 to 4 May off, 28
April and 5 May worked), which the releases of ``holidays`` that go with our other packages do not have."""


def test_every_day_as_a_second_package_tells_it() -> None:
    other = holidays.country_holidays("CN", years=range(2015, 2027), language="zh_CN")
    wrong = [
        day
        for day in every_day(2015, 2026)
        if national().is_worked(day) != CHANGED_IN_MARCH.get(day, other.is_working_day(day))
    ]
    assert wrong == []


TOLD = {
    2023: (
        "0101-0102 0121-0127 0405 0429-0503 0622-0624 0929-1006 1231",
        "0128 0129 0423 0506 0625 1007 1008",
    ),
    2024: (
        "0101 0210-0217 0404-0406 0501-0505 0610 0915-0917 1001-1007",
        "0204 0218 0407 0428 0511 0914 0929 1012",
    ),
    2025: (
        "0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008",
        "0126 0208 0427 0928 1011",
    ),
}
"""Days off and make-up days as the State Council's notices for the three years tell them, entered by hand."""


@pytest.mark.parametrize("year", TOLD)
def test_the_days_of_the_state_council_s_notices(year: int) -> None:
    off, on = ({day for span in text.split() for day in days_of(year, span)} for text in TOLD[year])
    wrong = [
        day
        for day in every_day(year, year)
        if national().is_worked(day) != (day in on or (day.weekday() < 5 and day not in off))
    ]
    assert wrong == []


def days_of(year: int, span: str) -> Iterator[date]:
    first, _, last = span.partition("-")
    start, end = (date(year, int(text[:2]), int(text[2:])) for text in (first, last or first))
    return (start + timedelta(number) for number in range((end - start).days + 1))

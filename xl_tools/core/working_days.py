"""Working days: which days are worked, how many a period has, when a publicity period ends.

A day is told by the office's own calendar first, then by the State Council's holidays (``data/working_days.toml``).
In a year of which neither knows, Monday to Friday are taken for worked, and the answer says that it is estimated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from xl_tools.core.dataclass import dataclass
from xl_tools.data import load

MOST_DAYS = 3660
"""The longest period that is counted; a longer one holds a slip of the pen in its years."""


class DayUnit(StrEnum):
    """What a rule counts in. The values are what people write."""

    WORKING = "工作日"
    CALENDAR = "日历日"


class DayKind(StrEnum):
    """How a day differs from the week's usual."""

    OFF = "放假"
    ON = "调休上班"


@dataclass(frozen=True, slots=True)
class Count:
    """Days of a period, both ends counted. ``estimated`` are the years in it whose holidays are not known."""

    days: int
    estimated: tuple[int, ...] = ()

    @property
    def certain(self) -> bool:
        return not self.estimated


@dataclass(frozen=True, slots=True)
class End:
    """The last day of a period. ``estimated`` are the years in it whose holidays are not known."""

    day: date
    estimated: tuple[int, ...] = ()

    @property
    def certain(self) -> bool:
        return not self.estimated


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days that differ from the week's usual, with the feast that they are for; ``known`` are the years of which all
    such days are told."""

    days: Mapping[date, tuple[DayKind, str]] = field(default_factory=dict)
    known: frozenset[int] = frozenset()

    def over(self, lower: WorkCalendar) -> WorkCalendar:
        """This laid over another, day by day."""
        return replace(self, days={**lower.days, **self.days}, known=self.known | lower.known)

    def is_worked(self, day: date) -> bool:
        """Whether a day is worked, by the week where nothing else is told."""
        told = self.days.get(day)
        return day.weekday() < 5 if told is None else told[0] is DayKind.ON

    def count(self, start: date, end: date, unit: DayUnit = DayUnit.WORKING) -> Count:
        """The days from ``start`` to ``end``, both counted; 0 where the end lies before the start. Raises ValueError
        for a period longer than ``MOST_DAYS``."""
        days = list(_days(start, end))
        if unit is DayUnit.CALENDAR:
            return Count(len(days))
        return Count(sum(map(self.is_worked, days)), self._estimated(days))

    def end_of(self, start: date, number: int, unit: DayUnit = DayUnit.WORKING) -> End:
        """The day on which a period of ``number`` days ends. Its first day counts, where it is worked. Raises
        ValueError for a number below 1 or a period longer than ``MOST_DAYS``."""
        if not 1 <= number <= MOST_DAYS:
            raise ValueError(f"a period of {number} days")
        if unit is DayUnit.CALENDAR:
            return End(start + timedelta(number - 1))
        passed: list[date] = []
        worked = 0
        for day in _days(start, start + timedelta(MOST_DAYS - 1)):
            passed.append(day)
            worked += self.is_worked(day)
            if worked == number:
                return End(day, self._estimated(passed))
        raise ValueError(f"a period of {number} days")

    def said(self, start: date, end: date, kind: DayKind) -> list[str]:
        """What days of one kind a period has, in words, by the feast that they are for: 国庆节10月1日至7日. Weekends
        within a holiday are left out: nobody would have counted them."""
        found: dict[tuple[int, str], list[date]] = {}
        for day in _days(start, end):
            told = self.days.get(day)
            if told and told[0] is kind and (kind is DayKind.ON or day.weekday() < 5):
                found.setdefault((day.year, told[1]), []).append(day)
        words = _span if kind is DayKind.OFF else _list
        return [f"{feast}{words(days)}" for (_, feast), days in found.items()]

    def _estimated(self, days: Iterable[date]) -> tuple[int, ...]:
        return tuple(sorted({day.year for day in days} - self.known))


def _days(start: date, end: date) -> Iterator[date]:
    length = (end - start).days + 1
    if length > MOST_DAYS:
        raise ValueError(f"a period of {length} days")
    return (start + timedelta(number) for number in range(length))


def _span(days: list[date]) -> str:
    first, last = days[0], days[-1]
    if first == last:
        return _list(days)
    end = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
    return f"{_list([first])}至{end}"


def _list(days: list[date]) -> str:
    return "、".join(f"{day.month}月{day.day}日" for day in days)


@cache
def national() -> WorkCalendar:
    """The holidays that the State Council has told."""
    days: dict[date, tuple[DayKind, str]] = {}
    years = [(int(year), told) for year, told in load("working_days").items() if year.isdigit()]
    for year, told in years:
        for kind, spans in ((DayKind.OFF, told["off"]), (DayKind.ON, told["on"])):
            for span in spans:
                dates, _, feast = span.partition(" ")
                first, _, last = dates.partition("~")
                for day in _days(_day(year, first), _day(year, last or first)):
                    days[day] = kind, feast
    return WorkCalendar(days, frozenset(year for year, _ in years))


def _day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")

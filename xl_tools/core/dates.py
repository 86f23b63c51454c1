"""Days and times as people write them on an option or in a box."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from typing import TypeGuard

from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.text import fold, squeeze

_DAY = expression(r"(?:(20\d\d)(?:年|-|/|\.))?(\d{1,2})(?:月|-|/|\.)(\d{1,2})日?")
_EIGHT = expression(r"(20\d\d)(\d\d)(\d\d)")
_TIME = expression(r"(\d{1,2})(?::|时|点)(?:(\d{1,2})(?:分|:\d{1,2})?)?")

_WRITTEN = expression(
    r"(?:(?<!\d)(?P<year>\d{4})年)?(?<!\d)(?P<month>\d{1,2})月(?!度)(?:(?P<day>\d{1,2})[日号])?"
    r"|(?<![\d.\-/])(?P<iso>(?:19|20)\d\d)(?P<by>[\-/.])(?P<of>\d{1,2})(?P=by)(?P<on>\d{1,2})(?![\d.\-/])"
)

Day = date | str
"""A day as Python callers give it: a date, or ISO text ("2022-12-20")."""


def cn_date(day: date | None) -> str:
    """2022年3月5日, without zeros in front; "" for none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def as_day(given: Day, name: str) -> date:
    """The day that a parameter called ``name`` was given. Raises UserError for anything but a date or ISO text, and for
    a missing one (pandas has NaT, a date that is not even itself)."""
    if is_a_date(given):
        return given.date() if isinstance(given, datetime) else given
    if isinstance(given, str):
        with suppress(ValueError):
            return date.fromisoformat(given)
    raise UserError(f"{name} 要写成日期，或者 2022-12-20 这样的文字，不能是“{given}”。")


def is_a_date(given: object) -> TypeGuard[date]:
    return isinstance(given, date) and given == given


Moment = datetime | date | str
"""A time as Python callers give it, local: a datetime, ISO text, or a day for its last minute."""


def as_moment(given: Moment, name: str) -> datetime:
    """The time that a parameter called ``name`` was given. Raises UserError for anything else."""
    moment = given if is_a_date(given) and isinstance(given, datetime) else _moment(given)
    if moment is None:
        return datetime.combine(as_day(given, name), time(23, 59))
    return moment.astimezone().replace(tzinfo=None) if moment.tzinfo else moment


def _moment(text: Moment) -> datetime | None:
    """ISO text of more than a day; None for anything else."""
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) and len(text) > len("2022-12-25") else None
    except ValueError:
        return None


def days_that_are_none(text: str) -> Iterator[str]:
    """What is written as a day or a month and is none: 2022年13月40日, 2月30日, 2022-02-30. Without a year it may be of
    a leap year."""
    for match in _WRITTEN.finditer(fold(text)):
        year, month, day = (match["year"] or match["iso"], match["month"] or match["of"], match["day"] or match["on"])
        if _date(int(year or _LEAP), int(month), int(day or 1)) is None:
            yield match[0]


_LEAP = 2024


def days_in_month(year: int, month: int) -> int:
    """How many days a month has. (``calendar`` knows, too, and brings the languages of all countries.)"""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def read_day(text: str, today: date) -> date:
    """A day: 2022-12-20, 2022年12月20日, 2022.12.20, 2022/12/20, 20221220, or 12月20日 for the nearest to ``today``.
    Raises UserError for anything else, and for a day that there is not."""
    found = _day(squeeze(fold(text)), today)
    if found is None:
        raise UserError(f"日期“{text}”不对，请写成 2022-12-20 或 2022年12月20日 这样。")
    return found


def read_moment(text: str, today: date) -> datetime:
    """A time, or a day for its last minute; local time: 2022-12-25T18:00, 2022年12月25日18时, 12月25日 18:00.

    Raises UserError for anything else.
    """
    written = fold(text).strip()
    if moment := _with_zone(written):
        return moment
    line = squeeze(written.replace("T", " ").replace(" ", "日"))
    day, _, clock = line.replace("日日", "日").partition("日")
    found = _day(day, today)
    at = _clock(clock) if clock else time(23, 59)
    if found is None or at is None:
        raise UserError(f"时间“{text}”不对，请写成 2022-12-25、2022年12月25日 或 2022-12-25 18:00 这样。")
    return datetime.combine(found, at)


def _with_zone(text: str) -> datetime | None:
    """A time that names its zone, as one program writes it for another."""
    moment = _moment(text)
    return moment.astimezone().replace(tzinfo=None) if moment and moment.tzinfo else None


def _day(text: str, today: date) -> date | None:
    match = _DAY.fullmatch(text) or _EIGHT.fullmatch(text)
    if not match:
        return None
    year, month, day = match[1], int(match[2]), int(match[3])
    years = [int(year)] if year else [today.year - 1, today.year, today.year + 1]
    days = [found for one in years if (found := _date(one, month, day))]
    return min(days, key=lambda found: abs((found - today).days), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    match = _TIME.fullmatch(text)
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return time(int(match[1]), int(match[2] or 0))

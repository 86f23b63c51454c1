"""The month that a round is for: "2022-12" in the program, 2022年12月 for people."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import NewType

from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.text import squeeze

Period = NewType("Period", str)
"""A month as "2022-12": what ``read_period`` makes of people's writing. Periods sort as text."""

_NAMED = expression(r"(20\d\d)年(?:度)?(\d{1,2})月(?:份|底)?(?!\d)")
_WRITTEN = expression(r"(20\d\d)(?:-|/|\.|年)(\d{1,2})月?")


def read_period(text: str) -> Period:
    """ "2022-12" for 2022-12, 2022年12月, 2022.12. Raises UserError for anything else."""
    match = _WRITTEN.fullmatch(squeeze(text))
    if not match or not 1 <= int(match[2]) <= 12:
        raise UserError(f"期次“{text}”不对，请写成 2022-12 这样（年-月）。")
    return Period(f"{match[1]}-{int(match[2]):02d}")


def period_in(text: str) -> Period | None:
    """The month that a file name says ("莲都区2022年11月进展表"); None where it says none, or a day."""
    match = _NAMED.search(squeeze(text))
    return Period(f"{match[1]}-{int(match[2]):02d}") if match and 1 <= int(match[2]) <= 12 else None


def period_of(day: date) -> Period:
    """The month of a day."""
    return Period(f"{day.year}-{day.month:02d}")


def month(period: Period) -> str:
    """ "2022年12月" for "2022-12"."""
    year, _, number = period.partition("-")
    return f"{year}年{int(number)}月"


def with_month(title: str, period: Period | None) -> str:
    """A table's title with its month behind it in brackets, unless the title says it already or there is none."""
    if period is None:
        return title
    return title if (said := month(period)) in title else f"{title}（{said}）"


def read_moment(text: str) -> datetime:
    """A time (2022-12-25T18:00), or a day for its last minute; local time. Raises UserError for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"时间“{text}”不对，请写成 2022-12-25 或 2022-12-25T18:00 这样。") from None
    if moment.tzinfo is not None:
        moment = moment.astimezone().replace(tzinfo=None)
    return datetime.combine(moment, time(23, 59)) if len(text) <= len("2022-12-25") else moment

"""Dates as the rules need them: sure ones only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from xl_tools.core.dates import days_in_month
from xl_tools.core.expressions import expression
from xl_tools.core.records import ProgressRow

_NAMED = expression(
    # Begins with plain text, which the engine finds fast; full-width digits are put into half width before.
    r"20(\d\d)\s*年\s*(?:(\d{1,2})\s*月\s*(?:(\d{1,2})\s*日)?|(上半年|第?[一1]季度|第?[二2]季度|第?[三3]季度))?"
)
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_ENDS = {"上": (6, 30), "一": (3, 31), "1": (3, 31), "二": (6, 30), "2": (6, 30), "三": (9, 30), "3": (9, 30)}


def sure_due(row: ProgressRow) -> date | None:
    """The last day by which an entry is due under any reading; None where the year was assumed, or none is given."""
    reading = row.deadline
    if reading.due is None or reading.assumed_year or reading.fault:
        return None
    return max((reading.due, *reading.alternatives))


def days_named(text: str) -> Iterator[tuple[int, int, date]]:
    """(start, end, last day) of every date with a year in a text: "2022年上半年" is 2022-06-30, "2022年" 2022-12-31."""
    if "２" in text:
        text = text.translate(_WIDE)
    for match in _NAMED.finditer(text):
        day = _last_day(match)
        if day:
            yield match.start(), match.end(), day


def last_day_named(text: str) -> date | None:
    """The latest date named in a text; None when it names none with a year."""
    return max((day for _, _, day in days_named(text)), default=None)


def _last_day(match: re.Match[str]) -> date | None:
    year = 2000 + int(match[1])
    if match[4]:
        part = match[4].lstrip("第")[0]
        return date(year, *_ENDS[part])
    if not match[2]:
        return date(year, 12, 31)
    month = int(match[2])
    if not 1 <= month <= 12:
        return None
    last = days_in_month(year, month)
    day = int(match[3]) if match[3] else last
    return date(year, month, day) if 1 <= day <= last else None

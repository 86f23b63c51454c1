"""The month that a round is for: "2022-12" in the program, 2022年12月 for people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NewType

from xl_tools.core.dates import is_a_date
from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.text import squeeze

Period = NewType("Period", str)
"""A month as "2022-12": what ``read_period`` makes of people's writing. Periods sort as text."""

Month = date | str
"""A month as people and Python callers give it: in writing, or as a day of it."""

PARAMETER = "期次 period "
"""What the month is called where it is the parameter of a function, or the option of a command."""

_WRITTEN = expression(r"(20\d\d)(?:-|/|\.|年)(\d{1,2})月?")


def read_period(text: Month, name: str = "期次") -> Period:
    """ "2022-12" for 2022-12, 2022年12月, 2022.12, and for any day of it. Raises UserError for anything else; ``name``
    is what it calls the period."""
    if is_a_date(text):
        return period_of(text)
    match = _WRITTEN.fullmatch(squeeze(text)) if isinstance(text, str) else None
    if not match or not 1 <= int(match[2]) <= 12:
        raise UserError(f"{name}“{text}”不对，请写成 2022-12 这样（年-月）。")
    return Period(f"{match[1]}-{int(match[2]):02d}")


def period_in(text: str, as_of: date | None = None) -> Period | None:
    """The month that a title, a sheet's or a file's name says it is for; None where it says none.

    Written as 2022年12月, 2022年度12月份, 2022年9-12月 (the last), 2022.12, 2022-12, 202212, 二〇二二年十二月, or as a
    day up to which something counts (截至2022年12月20日). A month without a year ("（12月）") is, with ``as_of``, the
    last of that number that has begun then. What tells of something else is none: when the inspection was
    (2021年9月督察反馈), when a table was filled in, by when something is due.
    """
    line = _plain(text)
    for pattern in (_MONTHS, _MONTH, _UP_TO, _POINTED, _SIX):
        for match in pattern.finditer(line):
            if not _is_of_something_else(line, match) and 1 <= int(match["month"]) <= 12:
                return Period(f"{match['year']}-{int(match['month']):02d}")
    return _without_year(line, as_of) if as_of and len(line) <= _SHORT else None


_SHORT = 40
"""A longer line tells something: a month without a year in it may be any."""


def inspected_in(text: str) -> Period | None:
    """The month in a title that is rather when the inspection was than what the table is for."""
    line = _plain(text)
    months = (match for match in _MONTH.finditer(line) if _INSPECTION.match(line, match.end()))
    found = (Period(f"{match['year']}-{int(match['month']):02d}") for match in months if int(match["month"]) <= 12)
    return next(found, None)


_MONTHS = expression(
    r"(?P<year>20\d\d)年(?:度)?\d{1,2}月?(?:份)?(?:-|~|至|到)(?:(?:本|当)?年)?(?P<month>\d{1,2})月(?:份)?(?!\d)"
)
_MONTH = expression(r"(?P<year>20\d\d)年(?:度)?(?P<month>\d{1,2})月(?:份|底|末)?(?!\d)")
_UP_TO = expression(
    r"(?:截至|截止|截止到|统计到|数据到)(?P<year>20\d\d)(?:年|-|/|\.)(?P<month>\d{1,2})(?:月|-|/|\.)\d{1,2}日?"
)
_POINTED = expression(r"(?<![\d.])(?P<year>20\d\d)[-./](?P<month>\d{1,2})(?!\d|[-./]\d)")
_SIX = expression(r"(?<!\d)(?P<year>20\d\d)(?P<month>\d\d)(?!\d)")
_NUMBER = expression(r"(?<![\d年.第至~-])(?P<month>\d{1,2})月(?:份)?(?![\d底末]|至|-|~)")
_DUE = expression(r"(?:底|末|\d{1,2}日)?(?:以|之)?前")
_INSPECTION = expression(
    r"(?:\d{1,2}日)?(?:至\d{1,2}月)?(?:\d{1,2}日)?,?[^(),;。]{0,16}?"
    r"(?:督察|督查|巡察|巡视|警示片|审计|执法检查|回头看|反馈|交办|约谈|通报)"
)
_BEFORE = expression(
    r"(?:督察|督查|巡察|巡视|反馈|交办|进驻|印发|下发|填报|填表|报送|上报|制表|打印|编制|审核)(?:组|于|的|时间|日期|人)*[:]?$"
)


def _plain(text: str) -> str:
    """A text without spaces, dates in Chinese numerals (二〇二二年十二月) in digits, years of two digits (22年12月) in
    full."""
    return _SHORT_YEAR.sub("20", _CHINESE_DATE.sub(_in_digits, squeeze(text)))


_SHORT_YEAR = expression(r"(?<![\d第近满])(?=2\d年度?\d{1,2}月)")
_CHINESE_DATE = expression(r"([二][〇零○O0一二三四五六七八九]{3})年(?:度)?([一二三四五六七八九十]{1,3})月")
_CHINESE = {char: place for place, char in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○O0", 0)


def _in_digits(match: re.Match[str]) -> str:
    year = "".join(str(_CHINESE[char]) for char in match[1])
    tens, ten, ones = match[2].rpartition("十")
    number = (_CHINESE.get(tens, 1) * 10 if ten else 0) + (_CHINESE.get(ones, 0) if ones else 0)
    return f"{year}年{number}月"


def _is_of_something_else(line: str, match: re.Match[str]) -> bool:
    end = match.end()
    return bool(
        _DUE.match(line, end)
        or _INSPECTION.match(line, end)
        or _BEFORE.search(line[max(0, match.start() - 16) : match.start()])
    )


def _without_year(line: str, as_of: date) -> Period | None:
    for match in _NUMBER.finditer(line):
        number = int(match["month"])
        if 1 <= number <= 12 and not _is_of_something_else(line, match):
            return Period(f"{as_of.year - (number > as_of.month)}-{number:02d}")
    return None


def first_period(texts: Iterable[str], as_of: date | None = None) -> Period | None:
    """The month that the first of several texts says; one with its year goes before one without."""
    lines = list(texts)
    for day in (None, as_of):
        found = next((period for line in lines if (period := period_in(line, day))), None)
        if found:
            return found
    return None


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

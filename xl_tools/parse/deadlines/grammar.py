"""Tokens to spans of days: what one date or range says by itself, before anyone asks whether it is a deadline.

Patterns run over the kinds of the tokens (``kinds``). A date is read to the last day of what it names
("2021年12月" is its last day) except before 前: "2021年12月前" is strictly the day before the month begins, and the
month's last day is kept as the other reading. A day, a third of a month (旬) or 底 before 前 counts itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeAlias

from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import days_in_month
from xl_tools.parse.deadlines.kinds import TokenKind, letters, pattern
from xl_tools.parse.deadlines.tokens import BY_CLOCK, FIRST_YEAR, LAST_YEAR, Token

_MONTH = "MONTH [THIRD DAY]?"
_SIDE = f"[DATE YEAR_MONTH PLAN] | YEAR (?:[HALF QUARTER] | {_MONTH})? | [HALF QUARTER] | {_MONTH}"
_MARKED = "END* WITHIN* BEFORE?"
_POINT = pattern(
    f"(?:[DATE YEAR_MONTH PLAN] | YEAR (?:[HALF QUARTER HOLIDAY] | {_MONTH})? | [HALF QUARTER HOLIDAY] | {_MONTH}"
    f" | DAY | END) {_MARKED}"
)
_RANGE = pattern(
    f"(?:(?P<start>(?:{_SIDE}) END?) AFTER? TO | (?P<open>YEAR? MONTH? OPEN) [TO PAUSE] (?:OPEN [TO PAUSE]){{0,60}})"
    f"(?P<end>(?:{_SIDE} | DAY | END | QUANTITY) {_MARKED})"
)
_MARKS = frozenset(letters("END WITHIN BEFORE"))
_WITH_YEAR = letters("YEAR DATE YEAR_MONTH PLAN")
_WITH_MONTH = letters("DATE YEAR_MONTH MONTH")
_DAY_LISTS = (letters("DAY PAUSE"), letters("DAY BEFORE PAUSE"))
_OPEN_DAY = letters("MONTH OPEN")
_PERIODS = letters("YEAR HALF QUARTER MONTH YEAR_MONTH PLAN HOLIDAY")
_UNITS = (TokenKind.QUARTER, TokenKind.MONTH, TokenKind.DAY)

Parts: TypeAlias = dict[TokenKind, tuple[int, ...]]
"""The numbers of a date by the kind of their token."""


@dataclass(frozen=True, slots=True)
class Span:
    """Tokens ``begin`` to ``end`` (exclusive) and the days they mean.

    ``due`` is None without a known year. ``other`` is the second reading of 前. ``marked`` says that 底, 前, 内
    or a range shows a deadline; ``whole_year`` that it is nothing but a year.
    """

    begin: int
    end: int
    first: date | None = None
    due: date | None = None
    start: date | None = None
    other: date | None = None
    marked: bool = False
    whole_year: bool = False
    assumed: bool = False
    impossible: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a date that leaves out its year or month may take from: the date before it, or the clock."""

    as_of: date | None
    year: int | None = None
    month: int | None = None
    assumed: bool = False


def find_span(tokens: Sequence[Token], kinds: str, begin: int, known: Known) -> Span | None:
    """The date or range that begins at a token, if one does."""
    if match := _RANGE.match(kinds, begin):
        return _range(tokens, match, known)
    match = _POINT.match(kinds, begin)
    if match is None or _is_stray(tokens[begin], match[0], kinds[:begin]):
        return None
    return _point(tokens[begin : match.end()], begin, match.end(), known)


def _is_stray(token: Token, point: str, before: str) -> bool:
    """A day without a month counts only in a list of days or before 前; 底 alone is the bottom of something."""
    if token.kind is TokenKind.DAY:
        return point == TokenKind.DAY and not before.endswith(_DAY_LISTS)
    return token.kind is TokenKind.END and (token.value == (0,) or token.text == "全年")


def after_span(span: Span, tokens: Sequence[Token], known: Known) -> Known:
    """What the next date may take from this one."""
    inside = tokens[span.begin : span.end]
    if span.due is None:
        years = [token.value[0] for token in inside if token.kind is TokenKind.YEAR and len(token.value) == 1]
        months = [token.value[-1] for token in inside if token.kind is TokenKind.MONTH and len(token.value) == 1]
        return replace(known, year=years[-1] if years else known.year, month=months[-1] if months else known.month)
    last = span.other or span.due
    month = last.month if any(token.kind in _WITH_MONTH for token in inside) else None
    return Known(known.as_of, last.year, month, span.assumed)


def _range(tokens: Sequence[Token], match: re.Match[str], known: Known) -> Span:
    """ "2021年3月至10月", "2021年9、10月": each side takes from the other what it leaves out."""
    begin, end = match.span()
    side = "start" if match["start"] else "open"
    left, right = list(tokens[begin : match.end(side)]), list(tokens[match.start("end") : end])
    if right[0].kind is TokenKind.QUANTITY:  # "2021.3-10": a bare number is a month, and only behind 年.月
        if match[side] != TokenKind.YEAR_MONTH or not right[0].text.isdigit():
            return Span(begin, end, unsure=True)
        right[0] = replace(right[0], kind=TokenKind.MONTH, value=(int(right[0].text),))
    if side == "open":
        left[-1] = replace(left[-1], kind=_unit_of_open(match[side], match["end"], left[-1].value[0]))
    if left[0].kind not in _WITH_YEAR and right[0].kind is TokenKind.YEAR:
        left.insert(0, right[0])
    opening = _point(left, begin, match.end(side), known)
    closing = _point(right, match.start("end"), end, after_span(replace(opening, begin=0, end=len(left)), left, known))
    from_end = any(token.kind is TokenKind.END for token in left)
    start = opening.due if from_end else opening.first
    span = replace(closing, begin=begin, start=start, first=start, marked=True, whole_year=False)
    impossible = opening.impossible or closing.impossible
    unsure = opening.unsure or closing.unsure
    if span.start and span.due and span.start > span.due:
        return replace(span, unsure=True)  # "11月-3月" goes over the new year, or is a slip
    return replace(span, impossible=impossible, unsure=unsure, assumed=opening.assumed or closing.assumed)


def _unit_of_open(left: str, right: str, number: int) -> TokenKind:
    """What a bare number is ("9、10月", "9月1、2日"), by what stands before it and in the date behind."""
    unit = next((TokenKind(kind) for kind in right if kind in _UNITS), None)
    if left == TokenKind.OPEN:
        return TokenKind.YEAR if number > 31 else unit or TokenKind.VAGUE
    return TokenKind.DAY if left.endswith(_OPEN_DAY) else unit or TokenKind.MONTH


def _point(tokens: Sequence[Token], begin: int, end: int, known: Known) -> Span:
    kinds = "".join(token.kind for token in tokens)
    values = {token.kind: token.value for token in reversed(tokens)}
    marked = not _MARKS.isdisjoint(kinds)
    ended = values.get(TokenKind.END)
    if TokenKind.VAGUE in values or (ended and not _end_fits(kinds, ended[0])):
        return Span(begin, end, marked=marked, unsure=True)
    if plan := values.get(TokenKind.PLAN):
        first, due, other = _settle(date(plan[0], 1, 1), date(plan[1], 12, 31), kinds)
        return Span(begin, end, first, due, other=other, marked=marked)
    values, year, assumed = _fill(values, kinds, known)
    if _is_impossible(values, year):
        return Span(begin, end, marked=marked, impossible=True)
    if kinds[0] == TokenKind.DAY and TokenKind.MONTH not in values:
        return Span(begin, end, marked=marked, unsure=True)
    if year is None or (kinds[0] == TokenKind.END and _lacks_period(values)):
        return Span(begin, end, marked=marked)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Span(begin, end, marked=marked, unsure=True)
    first, due, other = _settle(*_days(values, year), kinds)
    return Span(begin, end, first, due, None, other, marked, whole_year=kinds == TokenKind.YEAR, assumed=assumed)


def _end_fits(kinds: str, months: int) -> bool:
    """ "2021年月底" has no month, "6月年底" is two things: neither is read."""
    before = kinds[: kinds.index(TokenKind.END)]
    if not before:
        return months > 0
    if months == 12:
        return before in (TokenKind.YEAR, TokenKind.PLAN)
    if months == 3:
        return before.endswith(TokenKind.QUARTER)
    return months == 0 or TokenKind.MONTH in before


def _lacks_period(values: Parts) -> bool:
    """A bare 月底 or 季末 whose month or quarter nobody knows."""
    ended = values[TokenKind.END][0]
    return {1: TokenKind.MONTH, 3: TokenKind.QUARTER}.get(ended, TokenKind.END) not in values


def _fill(given: Parts, kinds: str, known: Known) -> tuple[Parts, int | None, bool]:
    """Absolute numbers for all parts; the year, and whether it is only assumed from the clock."""
    values, clock = dict(given), known.as_of
    for kind, size in ((TokenKind.MONTH, 1), (TokenKind.QUARTER, 3)):
        if len(values.get(kind, ())) == 2:  # 本月, 下季度
            if clock is None:
                values[kind] = (1,)
                return values, None, False
            months = clock.year * 12 + (clock.month - 1) // size * size + values[kind][1] * size
            values[kind] = (months % 12 // size + 1,)
            return values, months // 12, True
    for kind in (TokenKind.DATE, TokenKind.YEAR_MONTH):
        if kind in values:
            named, month, *day = values.pop(kind)
            values |= {TokenKind.MONTH: (month,)} | ({TokenKind.DAY: (day[0],)} if day else {})
            return values, named, False
    year = values.get(TokenKind.YEAR, ())
    if len(year) == 1:
        return values, year[0], False
    if year and year[0] == BY_CLOCK:
        return values, clock.year + year[1] if clock else None, clock is not None
    if year:
        return values, None if known.year is None else known.year + year[1], known.assumed
    if kinds[0] in (TokenKind.DAY, TokenKind.END):
        _fill_period(values, kinds, known)
    if known.year is not None:
        return values, known.year, known.assumed
    return values, clock.year if clock else None, clock is not None


def _fill_period(values: Parts, kinds: str, known: Known) -> None:
    """The month of a bare day or 月底, the quarter of a bare 季末."""
    ended, clock = values[TokenKind.END][0] if kinds[0] == TokenKind.END else 0, known.as_of
    if kinds[0] == TokenKind.DAY or ended == 1:
        month = known.month or (clock.month if clock and ended else None)
        if month is not None:
            values[TokenKind.MONTH] = (month,)
    if ended == 3 and clock and known.year is None:
        values[TokenKind.QUARTER] = ((clock.month + 2) // 3,)


def _is_impossible(values: Parts, year: int | None) -> bool:
    """A month, quarter or day that no year has."""
    month, quarter, day = (values.get(kind, (1,))[-1] for kind in (TokenKind.MONTH, TokenKind.QUARTER, TokenKind.DAY))
    if not (1 <= month <= 12 and 1 <= quarter <= 4):
        return True
    return not 1 <= day <= days_in_month(year or 2000, month) if TokenKind.MONTH in values else day > 31


def _days(values: Parts, year: int) -> tuple[date, date]:
    """First and last day of what the parts name."""
    first, count = 1, 12
    if TokenKind.HALF in values:
        first, count = values[TokenKind.HALF][0] * 6 - 5, 6
    elif TokenKind.QUARTER in values:
        first, count = values[TokenKind.QUARTER][0] * 3 - 2, 3
    elif TokenKind.HOLIDAY in values:
        day = date(year, *values[TokenKind.HOLIDAY])
        return day, day
    elif TokenKind.MONTH in values:
        first, count = values[TokenKind.MONTH][0], 1
    last = first + count - 1
    ends = days_in_month(year, last)
    if TokenKind.DAY in values:
        day = date(year, first, values[TokenKind.DAY][0])
        return day, day
    if TokenKind.THIRD in values:
        tenth = values[TokenKind.THIRD][0]
        return date(year, first, {10: 1, 20: 11}.get(tenth, 21)), date(year, first, min(tenth, ends))
    return date(year, first, 1), date(year, last, ends)


def _settle(first: date, last: date, kinds: str) -> tuple[date, date, date | None]:
    """First day, due day and other reading: strictly before the period where 前 stands bare behind it."""
    closed = TokenKind.END in kinds or TokenKind.WITHIN in kinds
    if kinds[-1] == TokenKind.BEFORE and not closed and kinds[-2] in _PERIODS:
        return first, first - timedelta(days=1), last
    return first, last, None

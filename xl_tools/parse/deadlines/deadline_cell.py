"""From a deadline cell to its reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from xl_tools.core.expressions import expression
from xl_tools.core.records import DeadlineReading, Mode, UnitDeadline
from xl_tools.parse.deadlines.grammar import Known, Span
from xl_tools.parse.deadlines.kinds import CLAUSE_END, TokenKind, pattern
from xl_tools.parse.deadlines.other_column import belongs_elsewhere
from xl_tools.parse.deadlines.patterns import clean
from xl_tools.parse.deadlines.roles import Dates, has_only_term, has_term_after, sort_dates
from xl_tools.parse.deadlines.tokens import FIRST_YEAR, LAST_YEAR, Token, scan

Fault = Literal["unread", "impossible", "no_year", "other_content"]

_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = ((date(FIRST_YEAR, 1, 1) - _EXCEL_EPOCH).days, (date(LAST_YEAR, 12, 31) - _EXCEL_EPOCH).days)
_LONGEST = 4000
"""Characters looked at: no deadline is longer, and a pasted report must not slow the check of a sheet."""


def read_deadline(
    value: str | date | datetime | float | None,
    as_of: date | None = None,
    *,
    blocks: Sequence[tuple[str, str]] = (),
) -> DeadlineReading:
    """How a deadline cell is read (domain: 4. Deadlines; docs/readings/deadlines.md).

    ``value`` is the cell as it stands: text, a date, an Excel date serial (45001), or None. ``as_of`` gives the
    year where the text names none; what it gives is marked ``assumed_year`` with the fault ``no_year``. ``blocks``
    is the cell split by unit, (unit, text) pairs: each is read by itself, and the cell is due when the last is.
    Never raises, whatever the text; what is not sure has ``due`` None and a ``fault``.
    """
    if blocks:
        return _read_blocks(_shown(value), blocks, as_of)
    if isinstance(value, str):
        return _read_text(value, as_of)
    if value is None:
        return DeadlineReading(text="")
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return DeadlineReading(text=value.isoformat(), due=value, modes=(Mode.FIXED,))
    return _read_number(value)


def _shown(value: str | date | float | None) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _read_blocks(text: str, blocks: Sequence[tuple[str, str]], as_of: date | None) -> DeadlineReading:
    readings = [_read_text(part, as_of) for _, part in blocks]
    units = tuple(
        UnitDeadline(unit=unit, text=part, due=reading.due, start=reading.start, modes=reading.modes)
        for (unit, part), reading in zip(blocks, readings, strict=True)
    )
    dues = [reading.due for reading in readings if reading.due]
    faults = [reading.fault for reading in readings if reading.fault]
    return DeadlineReading(
        text=text,
        due=max(dues) if len(dues) == len(readings) else None,
        start=min((reading.start for reading in readings if reading.start), default=None),
        modes=tuple(mode for mode in Mode if any(mode in reading.modes for reading in readings)),
        blocks=units,
        assumed_year=any(reading.assumed_year for reading in readings),
        fault=faults[0] if faults else None,
    )


def _read_number(value: float) -> DeadlineReading:
    """A number cell: a date serial, a bare year, or 2021.12; 2021.1 may have lost the 0 of October and is unsure."""
    text = f"{value:.10g}" if abs(value) < 1e6 else str(value)
    if isinstance(value, bool) or value != value or abs(value) > 1e9:
        return DeadlineReading(text=str(value), fault="unread")
    if _SERIALS[0] <= value < _SERIALS[1] + 1:
        return _fixed(text, _EXCEL_EPOCH + timedelta(days=int(value)))
    if value == int(value):
        return _read_text(str(int(value)), None)
    if re.fullmatch(r"20[0-9]{2}\.1", text):
        january, october = (_read_text(text + zero, None).due for zero in ("", "0"))
        alternatives = tuple(day for day in (january, october) if day)
        return DeadlineReading(text=text, alternatives=alternatives, fault="unread")
    return _read_text(text, None)


def _fixed(text: str, due: date) -> DeadlineReading:
    return DeadlineReading(text=text, due=due, modes=(Mode.FIXED,))


_BARE_YEARS = expression(r"20[0-9]{2}(?:[-~]20[0-9]{2})?")
_BARE_MONTH = expression(r"(20[0-9]{2})(0[1-9]|1[0-2])")
_BARE_SERIAL = expression("[0-9]{5}")
_BARE_DAY = expression(
    r"([0-9]{1,2})(?:/([0-9]{1,2})|[./]([0-9]{1,2})日?(?=日|之?前|以前))(日?(?:[之以]?前)?)(?:完成)?"
)


def _spell_out(cleaned: str) -> str:
    """A cell that is nothing but digits and signs, written with 年, 月, 日."""
    if _BARE_YEARS.fullmatch(cleaned):
        return cleaned + "年"
    if match := _BARE_MONTH.fullmatch(cleaned):
        return f"{match[1]}年{match[2]}月"
    if match := _BARE_DAY.fullmatch(cleaned):
        return f"{match[1]}月{match[2] or match[3]}日前"
    if _BARE_SERIAL.fullmatch(cleaned) and _SERIALS[0] <= int(cleaned) <= _SERIALS[1]:
        return (_EXCEL_EPOCH + timedelta(days=int(cleaned))).isoformat()
    return cleaned


@lru_cache(maxsize=16384)
def _read_text(text: str, as_of: date | None) -> DeadlineReading:
    cleaned = _spell_out(clean(text[:_LONGEST]))
    if not cleaned:
        return DeadlineReading(text=text)
    tokens = scan(cleaned)
    kinds = "".join(token.kind for token in tokens)
    if belongs_elsewhere(cleaned, tokens, kinds):
        return DeadlineReading(text=text, fault="other_content")
    dates = sort_dates(tokens, kinds, Known(as_of))
    if any(span.impossible for span in dates.dues):
        return DeadlineReading(text=text, fault="impossible")
    last, fault = (None, "unread") if TokenKind.MOVED_BY in kinds else _last(dates)
    fixed = bool(dates.dues) and (last is not None or fault == "no_year")
    modes = _modes(tokens, kinds, dates, fixed)
    if fault is None and not modes:
        fault = "unread"
    others = _others(dates, last, fault)
    days = sorted({span.due for span in dates.dues if span.due})
    return DeadlineReading(
        text=text,
        due=last.due if last else None,
        start=min(_starts(dates, last), default=None),
        modes=modes,
        alternatives=tuple(sorted(others)),
        phases=tuple(days) if last and len(days) > 1 else (),
        assumed_year=bool(last and last.assumed),
        fault=fault,
    )


def _starts(dates: Dates, last: Span | None) -> list[date]:
    """Where the ranges begin, and what is said to begin before the due day."""
    ranges = [span.start for span in dates.dues if span.start]
    latest = last.due if last and last.due else date.max
    begun = [span.due if span.marked and not span.start else span.first for span in dates.starts]
    return ranges + [day for day in begun if day and day <= latest]


def _others(dates: Dates, last: Span | None, fault: Fault | None) -> set[date]:
    """What else a person might mean: the other sense of 前, or the dates that no sure reading chose from."""
    if last is not None:
        return {last.other} if last.other else set()
    if fault != "unread" or not dates.dues:
        return set()
    return {span.due for span in dates.dues + dates.unsure if span.due}


def _last(dates: Dates) -> tuple[Span | None, Fault | None]:
    """The date that the cell is due by, and why there is none that is sure."""
    dated = [span for span in dates.dues if span.due]
    last = max(dated, key=lambda span: span.due or date.min, default=None)
    if any(last is None or span.due is None or span.due > (last.due or date.min) for span in dates.unsure):
        return None, "unread"
    if len(dated) < len(dates.dues) or any(span.assumed for span in dated):
        return last, "no_year"
    return last, None


_ALONE = pattern(
    "[LEAD TO YEAR DATE YEAR_MONTH MONTH DAY QUARTER HALF END BEFORE WITHIN AFTER]*"
    " ONGOING_ALONE [ONGOING_ALONE DONE]* | ONGOING_ALONE [ONGOING_ALONE DONE OTHER]{0,4}"
)


def _modes(tokens: Sequence[Token], kinds: str, dates: Dates, fixed: bool) -> tuple[Mode, ...]:
    alone = any(_ALONE.fullmatch(clause) for clause in CLAUSE_END.split(kinds))
    several = len({span.due for span in dates.dues if span.due}) > 1
    recurs = not fixed and (dates.recurring or TokenKind.RECURRING in kinds)
    found = {
        Mode.FIXED: fixed,
        Mode.IMMEDIATE: TokenKind.IMMEDIATE in kinds,
        Mode.ONGOING: TokenKind.ONGOING in kinds or alone or recurs or (TokenKind.CARRIED_ON in kinds and not fixed),
        Mode.PHASED: TokenKind.PHASED in kinds or (fixed and (TokenKind.CARRIED_ON in kinds or several)),
    }
    modes = [mode for mode, holds in found.items() if holds]
    if dates.relative or has_term_after(kinds) or (not modes and has_only_term(tokens, kinds)):
        modes.append(Mode.RELATIVE)
    return tuple(modes)

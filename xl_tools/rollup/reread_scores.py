"""What a roll-up's workbook hands on to the next one of scores: the numbers that the bureau set, the groups of the
units, the months so far, and what was entered by hand (sheet 单位得分)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.period import period_in, period_of
from xl_tools.parse.table.tables import cell_text
from xl_tools.reports.league import ScoreEvent, UnitMonth
from xl_tools.rollup.layout import (
    EVENT,
    EVENT_SOURCE,
    GROUP,
    LOST,
    MONTH,
    NOTE,
    RANK,
    SCORE,
    SERIAL,
    TIMES,
    UNIT,
    UNIT_SCORES_SHEET,
)
from xl_tools.rollup.league import FOUND_NOTE, CarriedScores, month_of
from xl_tools.rollup.task_points import ZERO, Scheme, event_kinds, parameters


def scores_in(book: Book, day: date | None) -> CarriedScores | None:
    """What is handed on; None where the workbook has no scores. ``day`` is the one for which it was made."""
    grid = next((grid for grid in book.grids if grid.name == UNIT_SCORES_SHEET), None)
    if grid is None:
        return None
    league = [line for line in _table(grid, (UNIT, GROUP, RANK, SCORE)) if _said(line[UNIT])]
    months = {(one.month, one.unit): one for one in months_in(grid)}
    if day is not None:
        month = month_of(day)
        for line in league:
            unit = _said(line[UNIT])
            months[month, unit] = UnitMonth(
                month=month, unit=unit, score=number_in(line[SCORE]), rank=_whole(line[RANK])
            )
    groups = {_said(line[UNIT]): _said(line[GROUP]) for line in league}
    numbers, unread_numbers = _numbers(grid)
    events, unread_events = _typed_events(grid, groups)
    return CarriedScores(
        scheme=Scheme(numbers),
        groups=groups,
        months=tuple(months[key] for key in sorted(months)),
        entered=tuple(events),
        unread={**unread_numbers, **unread_events},
    )


def _table(grid: Grid, headings: Sequence[str], *, gaps: bool = False) -> Iterator[Mapping[str, CellValue]]:
    """The rows of the table with these headings, to its first empty row; with ``gaps``, which people leave where they
    fill it in, all that are not empty, to the next part of the sheet."""
    for top, row in enumerate(grid.rows):
        names = [_said(value) for value in row]
        if set(headings) <= set(names):
            for below in grid.rows[top + 1 :]:
                line = dict(zip(names, below, strict=False))
                if begins_a_part(below):
                    return
                if any(_said(line.get(name)) for name in (*headings, NOTE)):
                    yield line
                elif not gaps:
                    return
            return


def begins_a_part(row: Sequence[CellValue]) -> bool:
    """Whether a row is the heading of the next part of the sheet: 三、以前各月的得分."""
    return bool(row) and _PART.match(_said(row[0])) is not None


_PART = expression(r"[一二三四五]、")


def _numbers(grid: Grid) -> tuple[dict[str, Decimal | str], dict[str, str]]:
    """What stands beside the label of each number; and why not, by what is there, where that is none."""
    words = {entry.label: entry.choices for entry in parameters() if isinstance(entry.value, str)}
    most = {entry.label: entry.most for entry in parameters()}
    labels = {entry.label for entry in parameters()} | {kind.label for kind in event_kinds()}
    found: dict[str, Decimal | str] = {}
    unread: dict[str, str] = {}
    for row in grid.rows:
        label = _said(row[0]) if row else ""
        if label in labels and len(row) > 1 and label not in found:
            value: Decimal | str | None = _said(row[1]) if label in words else number_in(row[1])
            if label in words and value not in words[label]:
                value = None
            if isinstance(value, Decimal) and not ZERO <= value <= (most.get(label) or value):
                value = None
            if value is not None:
                found[label] = value
            elif _said(row[1]):
                unread[f"{label} {_said(row[1])}"] = f"“{UNIT_SCORES_SHEET}”里的这个数看不懂，"
    return found, unread


def months_in(grid: Grid) -> Iterator[UnitMonth]:
    """The scores of earlier months."""
    for line in _table(grid, (UNIT, MONTH, SCORE, RANK), gaps=True):
        if _said(line[UNIT]) and (month := month_in(line[MONTH])):
            yield UnitMonth(month=month, unit=_said(line[UNIT]), score=number_in(line[SCORE]), rank=_whole(line[RANK]))


def _typed_events(grid: Grid, units: Collection[str]) -> tuple[list[ScoreEvent], dict[str, str]]:
    """The events that a roll-up does not find by itself; and of those that are not understood why, by what stands in
    their rows."""
    found = {kind.label: kind.found for kind in event_kinds()}
    events: list[ScoreEvent] = []
    unread: dict[str, str] = {}
    for line in _table(grid, (UNIT, EVENT, SERIAL, MONTH, TIMES, EVENT_SOURCE), gaps=True):
        month, times, kind = month_in(line[MONTH]), number_in(line[TIMES]), _said(line[EVENT])
        if found.get(kind):
            if not _is_found(line):
                unread[_words(line)] = f"“{UNIT_SCORES_SHEET}”里的“{kind}”由汇总自己登记，这一行手工写的"
            continue
        if why := _unread(line, month, kind, found, units):
            unread[_words(line)] = f"“{UNIT_SCORES_SHEET}”里这一行的{why}，"
            continue
        events.append(
            ScoreEvent(
                unit=_said(line[UNIT]),
                serial=_whole(line[SERIAL]),
                kind=kind,
                month=month,
                times=Decimal(1) if times is None else times,
                points=ZERO,
                source=_said(line[EVENT_SOURCE]),
                note=_said(line.get(NOTE)),
            )
        )
    return events, unread


def _words(line: Mapping[str, CellValue]) -> str:
    """What people see of an event; what a formula makes of it is none of its words."""
    return " ".join(filter(None, (_said(value) for name, value in line.items() if name != LOST)))


def _is_found(line: Mapping[str, CellValue]) -> bool:
    """Whether an event stands there as a roll-up enters it."""
    return number_in(line[TIMES]) == 1 and FOUND_NOTE.fullmatch(_said(line.get(NOTE))) is not None


def _unread(
    line: Mapping[str, CellValue], month: str, kind: str, kinds: Collection[str], units: Collection[str]
) -> str:
    """Which cell of an event is not understood, in words; "" for none."""
    for name, said, known in ((UNIT, _said(line[UNIT]), units), (EVENT, kind, kinds)):
        if said not in known:
            return f"{name}“{said}”不认识" if said else f"{name}没有填"
    if not month:
        return f"{MONTH}看不懂" if _said(line[MONTH]) else f"{MONTH}没有填"
    for name, least in ((SERIAL, 1), (TIMES, 0)):
        number = number_in(line[name])
        if _said(line[name]) and (number is None or number < least or (name == SERIAL and number % 1)):
            return f"{name}看不懂"
    return ""


def _said(value: CellValue) -> str:
    return cell_text(value).strip()


def number_in(value: CellValue) -> Decimal | None:
    return Decimal(repr(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: CellValue) -> int | None:
    number = number_in(value)
    return None if number is None else int(number)


def month_in(value: CellValue) -> str:
    """2022-12, of 202212, 2022年12月 or a day in it."""
    if isinstance(value, date):
        return period_of(value)
    number = _whole(value)
    if number is None:
        return period_in(_said(value)) or ""
    return f"{number // 100}-{number % 100:02d}" if number > 0 and 1 <= number % 100 <= 12 else ""

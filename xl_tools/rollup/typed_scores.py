"""What people wrote on the sheet 单位得分 where the next roll-up takes nothing from: over what it writes itself, beside
and below its tables. It is in the copy that is kept, and is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from xl_tools.core.addresses import cell_name
from xl_tools.core.beside import text_of
from xl_tools.core.expressions import expression
from xl_tools.core.grid import CellValue, Grid
from xl_tools.rollup.layout import EVENT, GROUP, LOST, MONTH, RANK, SCORE, TIMES, UNIT, UNIT_SCORES_SHEET
from xl_tools.rollup.reread_scores import begins_a_part, month_in, months_in, number_in
from xl_tools.rollup.task_points import event_kinds, parameters

_TITLE = expression(r".*单位得分（(\d{4}-\d\d)）")
_REPORTED = ("已报", "未报")
_ABOVE = 3
"""Rows of title and notes."""
_COUNTED = "这一格由汇总写，手工写的字"
_NOWHERE = "不是要填的格，写的字"


def typed_beside_scores(grid: Grid | None) -> dict[str, str]:
    """Why it is not taken over, by the cell and what stands in it."""
    found: dict[str, str] = {}
    if grid is None or not grid.rows:
        return found
    title = text_of(grid.rows[0][0])
    month = _TITLE.fullmatch(title)
    if title and not month:
        found[_cell(0, 0, title)] = _COUNTED
    for part in _parts(grid.rows):
        found |= _told(grid, part, month[1] if month else "")
    return found


_LEAGUE, _EVENTS, _MONTHS = {UNIT, GROUP, RANK}, {UNIT, EVENT, TIMES}, {UNIT, MONTH, SCORE, RANK}


def _told(grid: Grid, part: range, now: str) -> Iterator[tuple[str, str]]:
    """What is not taken over of a part. The league, the events and the months have headings."""
    for top in part:
        heads = [text_of(value) for value in grid.rows[top]]
        told = next((names for names in (_LEAGUE, _EVENTS, _MONTHS) if names <= set(heads)), None)
        if told:
            yield from _loose(grid, range(part.start, top), 0)
            rows = range(top + 1, part.stop)
            which = _league if told is _LEAGUE else _events if told is _EVENTS else _months
            yield from which(grid, rows, heads, now)
            return
    yield from _numbers(grid, part)


def _parts(rows: Sequence[Sequence[CellValue]]) -> Iterator[range]:
    """The rows of the league, of the numbers, the events and the months: each from its headings, or its first line, to
    the next part."""
    starts = [_ABOVE, *(at + 1 for at, row in enumerate(rows) if begins_a_part(row))]
    for start, after in zip(starts, [*(start - 1 for start in starts[1:]), len(rows)], strict=True):
        if start < len(rows):
            yield range(start, after)


def _league(grid: Grid, rows: range, heads: Sequence[str], now: str) -> Iterator[tuple[str, str]]:
    """To the first row without a unit. Of the columns that are no formulas only the groups are taken over."""
    units = sum(1 for _ in takewhile(lambda at: text_of(grid.rows[at][0]), rows))
    yield from _loose(grid, rows[units:], 0)
    reported, last = heads.index("报送"), heads.index("上期名次")
    ranks = _last_ranks(grid, now)
    for at in rows[:units]:
        row = grid.rows[at]
        if text_of(row[reported]) not in ("", *_REPORTED):
            yield _cell(at, reported, row[reported]), _COUNTED
        if now and text_of(row[last]) and number_in(row[last]) != ranks.get(text_of(row[0])):
            yield _cell(at, last, row[last]), "上期名次从下面以前各月的得分取，这里写的"


def _last_ranks(grid: Grid, now: str) -> Mapping[str, object]:
    """Each unit's place in the month before, as the sheet tells it further down."""
    found: dict[str, tuple[str, object]] = {}
    for one in months_in(grid):
        if one.month < now and one.month >= found.get(one.unit, ("", None))[0]:
            found[one.unit] = one.month, one.rank
    return {unit: rank for unit, (_, rank) in found.items()}


def _numbers(grid: Grid, part: range) -> Iterator[tuple[str, str]]:
    """Labels and notes are ours, the numbers are taken over; two are formulas. Where most notes are others, an older
    program wrote them."""
    notes = {one.label: one.note for one in parameters()} | {
        one.label: f"每次扣几分。{one.note}" for one in event_kinds()
    }
    said: list[tuple[str, str]] = []
    for at in part:
        row = grid.rows[at]
        label = text_of(row[0])
        ours = label in notes or not grid.formulas or (at + 1, 2) in grid.formulas
        yield from _loose(grid, range(at, at + 1), 3 if ours else 0)
        if label in notes and len(row) > 2 and text_of(row[2]) not in ("", notes[label]):
            said.append((_cell(at, 2, row[2]), _COUNTED))
    if len(said) * 2 < len(notes):
        yield from said


def _events(grid: Grid, rows: range, heads: Sequence[str], _: str) -> Iterator[tuple[str, str]]:
    """The rows are taken over, or told, one by one; what an event takes is a formula."""
    lost, formulas = heads.index(LOST), grid.formulas or ()
    for at in rows:
        row = grid.rows[at]
        if formulas and len(row) > lost and text_of(row[lost]) and (at + 1, lost + 1) not in formulas:
            yield _cell(at, lost, row[lost]), "这一列由公式算，手工写在公式上的"
    yield from _loose(grid, rows, len(list(filter(None, heads))))


def _months(grid: Grid, rows: range, heads: Sequence[str], now: str) -> Iterator[tuple[str, str]]:
    """A month that is not understood is not taken over, nor is one that is not over, nor a score that is no number."""
    for at in rows:
        line = dict(zip(heads, grid.rows[at], strict=False))
        said = " ".join(filter(None, (text_of(line.get(name)) for name in (UNIT, MONTH, SCORE, RANK))))
        month = month_in(line[MONTH])
        if said and (not month or not text_of(line[UNIT])):
            yield _cell(at, 0, said), f"这一行的{MONTH if text_of(line[UNIT]) else UNIT}看不懂，"
        elif said and now and month >= now:
            yield _cell(at, 0, said), "只接以前各月的，这一行"
        elif said and text_of(line[SCORE]) and number_in(line[SCORE]) is None:
            yield _cell(at, 0, said), f"这一行的{SCORE}看不懂，"
    yield from _loose(grid, rows, len(list(filter(None, heads))))


def _loose(grid: Grid, rows: range, first: int) -> Iterator[tuple[str, str]]:
    """What stands in these rows from a column on."""
    for at in rows:
        for column, value in enumerate(grid.rows[at][first:], first):
            if text_of(value):
                yield _cell(at, column, value), _NOWHERE


def _cell(row: int, column: int, value: CellValue) -> str:
    return f"“{UNIT_SCORES_SHEET}”{cell_name(row + 1, column + 1)}“{text_of(value)}”"

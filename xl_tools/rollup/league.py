"""Task scores of all units, their events and ranks, from what a roll-up has merged (docs/scoring.md#任务得分)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from decimal import Decimal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.file_names import last_part
from xl_tools.core.records import Finding, ProgressSheet, Severity
from xl_tools.data import load
from xl_tools.reports.league import ScoreEvent, Scores, TaskScore, UnitMonth, UnitScore
from xl_tools.rollup.layout import missing_cell, warned_cell
from xl_tools.rollup.policy import LACKING, Standing
from xl_tools.rollup.task_points import (
    ONE,
    PROPOSED,
    ZERO,
    EventKind,
    Scheme,
    TaskPoints,
    event_kinds,
    rounded,
    task_points,
    task_weight,
    words,
)


@dataclass(frozen=True, slots=True)
class CarriedScores:
    """What the last roll-up's workbook hands on: what the bureau set in its cells, the groups of the units, all months
    with their ranks, and the events that somebody entered by hand. ``unread`` says why, by the words of its row, of an
    event that is not understood."""

    scheme: Scheme = PROPOSED
    groups: Mapping[str, str] = field(default_factory=dict)
    months: Sequence[UnitMonth] = ()
    entered: Sequence[ScoreEvent] = ()
    unread: Mapping[str, str] = field(default_factory=dict)

    def over(self, before: CarriedScores | None) -> CarriedScores:
        """This one, which stands in the workbook that is made anew, over what ``before`` it was handed on: what was set
        last holds, no event and no month is lost."""
        if before is None:
            return self
        known = {(one.unit, one.serial, one.kind, one.month, one.source) for one in self.entered}
        more = (one for one in before.entered if (one.unit, one.serial, one.kind, one.month, one.source) not in known)
        months = {(one.month, one.unit): one for one in (*self.months, *before.months)}
        return CarriedScores(
            scheme=self.scheme,
            groups={**before.groups, **self.groups},
            months=tuple(months[key] for key in sorted(months)),
            entered=(*more, *self.entered),
            unread={**before.unread, **self.unread},
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """One task of one unit as far as its score depends on it. ``filling`` and ``wording`` count the faults of its row
    (``row_faults``)."""

    serial: int
    unit: str
    kind: str
    standing: Standing
    overdue: bool
    filling: int
    wording: int


@dataclass(frozen=True, slots=True)
class Reporting:
    """A unit, whether it has reported, on which day and in which file, where that is known."""

    name: str
    reported: bool
    received: date | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class OverdueTask:
    """A unit's task in 预警 with the number of periods in a row in which it was overdue."""

    unit: str
    serial: int
    periods: int


FOUND_NOTE = expression(r"没有上报|20\d\d-\d\d-\d\d 收到，截止 20\d\d-\d\d-\d\d|连续逾期 \d+ 期")
"""What is said of the events that a roll-up knows by itself (``_found``)."""


def month_of(day: date) -> str:
    """2022-12."""
    return f"{day.year}-{day.month:02d}"


RowFaults = Mapping[tuple[str | None, str | None, int | None], tuple[int, int]]
"""(filling, wording) by file, sheet and row."""


def row_faults(findings: Iterable[Finding]) -> RowFaults:
    """How many cells of each row were filled wrongly, and whether its text or figures have faults. Hints do not count,
    nor what the unit has explained."""
    classes = load("task_scores")["faults"]
    wanted = {letter: place for place, name in enumerate(("filling", "wording")) for letter in classes[name]}
    cells: dict[tuple[str | None, str | None, int | None], tuple[set[str], set[str]]] = defaultdict(
        lambda: (set(), set())
    )
    for one in findings:
        place = wanted.get(one.code[0])
        if place is not None and one.row and one.severity is not Severity.HINT and one.accepted is None:
            cells[one.path, one.sheet, one.row][place].add(one.cell or one.code)
    return {key: (len(filling), len(wording)) for key, (filling, wording) in cells.items()}


def faults_of(faults: RowFaults, sheet: ProgressSheet | None, rows: Iterable[int]) -> tuple[int, int]:
    """The faults of a unit's rows for one task."""
    found = [faults.get((sheet.path, sheet.sheet, row), (0, 0)) for row in rows] if sheet else []
    return sum(one for one, _ in found), sum(other for _, other in found)


def league(
    tasks: Sequence[Scored],
    units: Sequence[Reporting],
    warned: Sequence[OverdueTask],
    *,
    as_of: date,
    report_by: date | None = None,
    carried: CarriedScores | None = None,
) -> Scores:
    """Every task's score, then every unit's, with its events. ``tasks`` stand in the order of 明细, ``warned`` in that
    of 预警, ``units`` in that of the roll-up."""
    carried = carried or CarriedScores()
    month, scheme = month_of(as_of), carried.scheme
    events = [
        *_found(units, warned, month, report_by, scheme),
        *(_priced(one, month, scheme) for one in carried.entered),
    ]
    void = {kind.label for kind in event_kinds() if kind.void}
    voided = {(one.unit, one.serial) for one in events if one.kind in void and one.month == month}
    scored = _scored(tasks, scheme, voided)
    earlier = tuple(one for one in carried.months if one.month < month)
    by_unit: dict[str, list[tuple[Scored, TaskScore]]] = defaultdict(list)
    for task, points in zip(tasks, scored, strict=True):
        by_unit[task.unit].append((task, points))
    standings = [_unit(unit, by_unit[unit.name], events, earlier, month, carried) for unit in units]
    return Scores(month=month, tasks=scored, units=_ranked(standings), events=tuple(events), months=earlier)


def _scored(
    tasks: Sequence[Scored], scheme: Scheme, voided: Container[tuple[str, int | None]]
) -> tuple[TaskScore, ...]:
    """Every task's score. There are thousands of tasks, and few sorts of them: the points of a sort are told once."""
    known: dict[tuple[object, ...], tuple[TaskPoints, Decimal]] = {}
    found = []
    for task in tasks:
        void = (task.unit, task.serial) in voided
        sort = task.standing, task.overdue, task.filling, task.wording, void, task.kind
        if sort not in known:
            points = task_points(task.standing, task.overdue, task.filling, task.wording, scheme, void=void)
            known[sort] = points, ZERO if points.score is None else task_weight(task.kind, scheme)
        points, weight = known[sort]
        progress, timeliness, completeness, quality = points.parts or (ZERO, ZERO, ZERO, ZERO)
        found.append(
            TaskScore(
                serial=task.serial,
                unit=task.unit,
                progress=progress,
                timeliness=timeliness,
                completeness=completeness,
                quality=quality,
                score=points.score,
                weight=weight,
                reason=points.why,
            )
        )
    return tuple(found)


# --- events --------------------------------------------------------------------------------------


def _found(
    units: Sequence[Reporting], warned: Sequence[OverdueTask], month: str, report_by: date | None, scheme: Scheme
) -> Iterator[ScoreEvent]:
    """What the roll-up knows by itself: who did not report, who was late, which tasks are overdue again and again."""
    kinds = {kind.key: kind for kind in event_kinds()}

    def event(key: str, unit: str, source: str, note: str, serial: int | None = None) -> ScoreEvent:
        label = kinds[key].label
        made = ScoreEvent(
            unit=unit, serial=serial, kind=label, month=month, times=ONE, points=ZERO, source=source, note=note
        )
        return _priced(made, month, scheme)

    for place, unit in enumerate(unit for unit in units if not unit.reported):
        yield event("unreported", unit.name, missing_cell(place), "没有上报")
    for unit in units:
        if report_by and unit.received and unit.received > report_by:
            note = f"{unit.received.isoformat()} 收到，截止 {report_by.isoformat()}"
            yield event("late", unit.name, last_part(unit.file), note)
    yellow, red = scheme.number("yellow_periods"), scheme.number("red_periods")
    for place, one in enumerate(warned):
        if 0 < red <= one.periods:
            yield event("red", one.unit, warned_cell(place), f"连续逾期 {one.periods} 期", one.serial)
        elif 0 < yellow <= one.periods:
            yield event("yellow", one.unit, warned_cell(place), f"连续逾期 {one.periods} 期", one.serial)


def _priced(event: ScoreEvent, month: str, scheme: Scheme) -> ScoreEvent:
    """The event with the points it takes by itself: those of this month. Yellow cards count together."""
    kind = next((kind for kind in event_kinds() if kind.label == event.kind), None)
    alone = kind is not None and kind.key != "yellow" and event.month == month
    return replace(event, points=scheme.points(kind) * event.times if kind and alone else ZERO)


def _cards(events: Iterable[ScoreEvent], month: str, scheme: Scheme) -> Decimal:
    """What yellow cards take: points for each full set of them."""
    kind: EventKind = next(kind for kind in event_kinds() if kind.key == "yellow")
    cards = sum((one.times for one in events if one.kind == kind.label and one.month == month), ZERO)
    every = scheme.number("yellow_every")
    return scheme.points(kind) * (cards // every) if every > 0 else ZERO


# --- units ---------------------------------------------------------------------------------------


def _unit(
    unit: Reporting,
    tasks: Sequence[tuple[Scored, TaskScore]],
    events: Sequence[ScoreEvent],
    earlier: Sequence[UnitMonth],
    month: str,
    carried: CarriedScores,
) -> UnitScore:
    own = [one for one in events if one.unit == unit.name]
    deducted = sum((one.points for one in own), ZERO) + _cards(own, month, carried.scheme)
    weight = sum((points.weight for _, points in tasks), ZERO)
    total = sum((points.score * points.weight for _, points in tasks if points.score is not None), ZERO)
    mean = rounded(total / weight) if weight else None
    score = None if mean is None else max(ZERO, rounded(mean - deducted))
    void = {kind.label for kind in event_kinds() if kind.void}
    counted = [task for task, points in tasks if points.score is not None]
    standings = Counter(task.standing for task in counted)
    past = [one for one in earlier if one.unit == unit.name]
    return UnitScore(
        name=unit.name,
        group=carried.groups.get(unit.name) or words()["group"],
        reported=unit.reported,
        mean=mean,
        deducted=deducted,
        score=score,
        rank=None,
        previous_rank=past[-1].rank if past else None,
        year=_year(score, past, month, carried.scheme),
        eligible=not any(one.kind in void and one.month[:4] == month[:4] for one in own),
        owed=len(counted),
        given=len(counted) - sum(standings[one] for one in LACKING),
        overdue=sum(task.overdue for task in counted),
        behind=standings[Standing.BEHIND],
    )


def _year(score: Decimal | None, past: Iterable[UnitMonth], month: str, scheme: Scheme) -> Decimal | None:
    """The mean of the year's months so far, or the last month alone."""
    if score is None or scheme.word("year") == words()["last"]:
        return score
    scores = [one.score for one in past if one.score is not None and one.month[:4] == month[:4]]
    return rounded((sum(scores, ZERO) + score) / (len(scores) + 1))


def _ranked(units: Sequence[UnitScore]) -> tuple[UnitScore, ...]:
    """With their ranks, group by group, the best first; equal scores share a place, the next one is left out."""
    found = []
    for group in dict.fromkeys(unit.group for unit in units):
        own = [unit for unit in units if unit.group == group]
        told = sorted((unit.score for unit in own if unit.score is not None), reverse=True)
        ranked = [unit if unit.score is None else replace(unit, rank=told.index(unit.score) + 1) for unit in own]
        found += sorted(ranked, key=lambda unit: (unit.rank is None, unit.rank or 0))
    return tuple(found)

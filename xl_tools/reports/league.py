"""Scores of tasks and of the units that report them, part of what a roll-up gives back (docs/scoring.md#任务得分)."""

from __future__ import annotations

from decimal import Decimal

from xl_tools.core.dataclass import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskScore:
    """One task of one unit, 0 to 100. ``score`` is None where the task does not concern the unit: it leaves the sum.
    The four parts add up to it; ``reason`` says why a task counts nothing or leaves the sum, else "". ``weight`` is
    what it counts in the unit's mean, 0 where it leaves the sum."""

    serial: int
    unit: str
    progress: Decimal
    timeliness: Decimal
    completeness: Decimal
    quality: Decimal
    score: Decimal | None
    weight: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEvent:
    """What takes points from a unit: ``kind`` in words, in which month ("2022-12"), and ``source``, the cell where it
    stands ("预警!I6") or the file. ``serial`` is the task's, None where it is about the unit. ``points`` are those that
    it takes by itself; cards that only count together take theirs in ``UnitScore.deducted``."""

    unit: str
    serial: int | None
    kind: str
    month: str
    times: Decimal
    points: Decimal
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitScore:
    """One unit. ``mean`` is over its tasks, ``score`` the same less what events took, not below 0; None where no task
    concerns it. ``rank`` counts within its ``group``, equal scores share a place; ``previous_rank`` is that of the last
    month known. ``year`` is the year's score as far as it has come. Beside the score stand the numbers of tasks owed,
    reported, overdue and behind: a score alone hides who did not report."""

    name: str
    group: str
    reported: bool
    mean: Decimal | None
    deducted: Decimal
    score: Decimal | None
    rank: int | None
    previous_rank: int | None
    year: Decimal | None
    eligible: bool
    owed: int
    given: int
    overdue: int
    behind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMonth:
    """What a unit's score and rank were in an earlier month; None where there was none."""

    month: str
    unit: str
    score: Decimal | None
    rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """All scores of a roll-up. ``units`` stand by rank, group by group; ``months`` are earlier ones, first to last."""

    month: str
    tasks: tuple[TaskScore, ...]
    units: tuple[UnitScore, ...]
    events: tuple[ScoreEvent, ...]
    months: tuple[UnitMonth, ...] = ()

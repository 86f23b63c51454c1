"""The roll-up inside the program: every merged task with the rows it came from, last period beside it, and the report
made of it. Every record is whole when it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Literal, cast

from xl_tools.closing.joining import Joined
from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Fault, Field, Finding, Level, Place, ProgressRow, ProgressSheet, Region, Status
from xl_tools.parse.table import inspections
from xl_tools.reports.league import Scores
from xl_tools.reports.rollup import (
    ChangedEntry,
    ChangeWord,
    DueSplit,
    Light,
    MergedTask,
    Rollup,
    SincePrevious,
    Totals,
    Undecided,
    UnitReport,
)
from xl_tools.rollup.additions import Additions
from xl_tools.rollup.layout import FORM_SHEET, form_cell, form_row
from xl_tools.rollup.league import CarriedScores
from xl_tools.rollup.lights import Thresholds, thresholds
from xl_tools.rollup.overflow import Overflow
from xl_tools.rollup.policy import Standing
from xl_tools.rollup.reporting import Unit
from xl_tools.rollup.titles import title_of
from xl_tools.rules.settings import SettingsReport

PartKey = tuple[str, str]
"""A task's label (第16项) and a unit: what one part is found by from one period to the next."""


RowKey = tuple[str, str, int]
"""File, sheet and number of a row."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit says about one task. ``issued`` is the row as it was issued to the unit, where that is known; of a
    unit without a row the one that it was handed, or that a task list has for it.
    ``sheet`` and ``row`` are None where it has no row for it; ``again`` are further rows of the sheet for the same
    task. ``filling`` and ``wording`` count the faults of these rows: cells filled or ticked wrongly, faults of text
    and figures."""

    unit: str
    standing: Standing
    sheet: ProgressSheet | None = None
    row: ProgressRow | None = None
    due: date | None = None
    ongoing: bool = False
    light: Light | None = None
    overdue: bool = False
    again: tuple[ProgressRow, ...] = ()
    issued: ProgressRow | None = None
    filling: int = 0
    wording: int = 0

    @property
    def told(self) -> ProgressRow | None:
        """The unit's row, else the one that it was handed."""
        return self.row or self.issued


@dataclass(frozen=True, slots=True)
class Draft:
    """A text of the merged table that who merges wrote: it stands there in place of the units'. ``based_on`` are
    digests of the units' texts that it was written from (``drafts.basis``)."""

    text: str
    based_on: Mapping[str, str]


def label(number: int | None, name: str, inspection: str) -> str:
    """How findings name a task: 第16项, or the beginning of its name; behind its inspection where there are several."""
    said = f"第{number}项" if number is not None else f"“{name}”"
    return inspections.short_name(inspection) + said if inspection else said


@dataclass(frozen=True, slots=True)
class Task:
    """One task over all units. ``number`` is the province's; ``name`` is short, for lists.

    ``texts`` holds the merged task, plan, deadline and progress texts in full length. ``parts`` has one entry for
    each unit that carries the task or ought to, in the order of the units. ``listed`` are the locked columns in which
    the units stand one by one, because they differ. ``kind`` is 个性, 共性 or 未分类; ``inspection`` the id of its
    inspection, "" where there is only one. ``carried`` are the units' texts of columns that no field claims, by
    heading. ``drafts`` are the texts that who merges wrote; ``lead`` is who leads it, "" where nobody says.
    """

    serial: int
    number: int | None
    name: str
    texts: Mapping[Field, str]
    parts: tuple[Part, ...]
    status: Status | None
    due: date | None
    ongoing: bool
    light: Light | None
    overdue: bool
    listed: frozenset[Field] = frozenset()
    kind: str = ""
    inspection: str = ""
    carried: Mapping[str, str] = field(default_factory=dict)
    drafts: Mapping[Field, Draft] = field(default_factory=dict)
    lead: str = ""

    @property
    def label(self) -> str:
        """How findings name the task."""
        return label(self.number, self.name, self.inspection)

    @property
    def shown(self) -> dict[Field, str]:
        """The texts as the merged table shows them: those that who merges wrote, else the units'. The status is among
        them only where it was typed."""
        return {**self.texts, **{name: draft.text for name, draft in self.drafts.items()}}

    def place(self, field: Field) -> Place:
        """Its cell in the table that the roll-up writes."""
        return Place(None, FORM_SHEET, form_row(self.serial), form_cell(self.serial, field), field)

    def counted(self) -> Iterator[Part]:
        """The parts that count: all but those of units that the task does not concern."""
        return (part for part in self.parts if part.standing.counts)

    def carriers(self) -> list[tuple[Part, ProgressRow]]:
        """The parts whose rows give the locked texts: those that count, or all when none counts."""
        carried = [(part, part.row) for part in self.parts if part.row]
        return [(part, row) for part, row in carried if part.standing.counts] or carried


@dataclass(frozen=True, slots=True)
class Warned:
    """A unit's task that is overdue or nearly due. ``days`` are left until the due date, below 0 when it has passed;
    ``periods`` is the number of periods in a row in which it was overdue, this one included. ``step`` goes by them,
    unless ``decided``: people typed another. ``remark`` is people's, ``code`` tells what they typed
    (``core/carried_rows.py``)."""

    task: Task
    part: Part
    days: int
    lead: str
    periods: int
    step: str
    decided: bool = False
    remark: str = ""
    code: str = ""


class Change(StrEnum):
    """How a unit's task stands against last period, in words."""

    NEW = "新增"
    ADVANCED = "前进"
    FALLEN = "退步"
    SAME = "未变"
    GONE = "本期没有"
    UNSURE = "不可比"
    """Its status is not known now, or was not then."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One task and unit in both periods. ``before`` and ``now`` are None where the unit had, or has, no row for it.
    ``same_text`` is None where there is no text to compare; ``moved`` is true when both due dates are known and
    differ."""

    task: Task
    unit: str
    before: Part | None
    now: Part | None
    change: Change
    same_text: bool | None
    moved: bool

    @property
    def due_before(self) -> date | None:
        return self.before.due if self.before else None

    @property
    def due_now(self) -> date | None:
        return self.now.due if self.now else None


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """How many tasks stood where on the day for which a roll-up was made."""

    day: date
    totals: Totals


@dataclass(frozen=True, slots=True)
class Previous:
    """Last period, as far as this one is compared with it. ``tasks`` are last period's; ``history`` its and all earlier
    numbers of tasks, earliest first; ``overdue`` for how many periods in a row a unit's task was overdue then, ``dues``
    by when a unit has to have done what it had not done then: it holds for one that does not report now;
    ``scores`` what its workbook hands on of scores."""

    tasks: tuple[Task, ...]
    history: tuple[PeriodTotals, ...] = ()
    overdue: Mapping[PartKey, int] = field(default_factory=dict)
    dues: Mapping[PartKey, date] = field(default_factory=dict)
    scores: CarriedScores | None = None

    def parts(self) -> dict[PartKey, tuple[Task, Part]]:
        """Every part of last period's table."""
        return {(task.label, part.unit): (task, part) for task in self.tasks for part in task.parts}


@dataclass(frozen=True, slots=True)
class Merged:
    """A whole roll-up. A finding with a ``path`` is about that file; one without is about the workbook that the
    roll-up makes, and so is its cell.

    ``warned`` is the list of what is overdue or nearly due; ``previous`` last period, where it is known, and
    ``changed`` every task and unit against it; ``received`` the day on which each unit's file was last changed, and
    ``report_by`` the day by which it was wanted; ``settings`` the bureau's own choice of rules; ``added`` is what
    people added to the workbook that is made anew, ``limits`` the days of the lights; ``carried`` what the scores
    take from earlier workbooks; ``faults`` the rules that broke down on the units' files. ``said`` is what stands
    beside each finding, "" for nothing; ``due`` the tasks by their due date. ``inspection`` is the only one that
    the tasks are of, as far as the units' tables tell it, ``called`` its full name in the office's own words.
    ``closing`` is how far each task (by its serial) is with
    each unit, by the ledger of closing steps; None where none was given."""

    level: Level
    region: Region
    as_of: date
    units: tuple[Unit, ...]
    tasks: tuple[Task, ...]
    totals: Totals
    findings: tuple[Finding, ...]
    scores: Scores
    carried: CarriedScores = field(default_factory=CarriedScores)
    overflows: tuple[Overflow, ...] = ()
    warned: tuple[Warned, ...] = ()
    previous: Previous | None = None
    changed: tuple[Changed, ...] = ()
    received: Mapping[str, date] = field(default_factory=dict)
    report_by: date | None = None
    settings: SettingsReport | None = None
    faults: tuple[Fault, ...] = ()
    totals_by_inspection: Mapping[str, Totals] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    due: DueSplit | None = None
    inspection: str = ""
    called: str = ""
    closing: Mapping[tuple[int, str], Joined] | None = None
    added: Additions = field(default_factory=Additions)
    limits: Thresholds = field(default_factory=thresholds)

    def report(self, out: str | None = None) -> Rollup:
        """What ``rollup --json`` prints; ``out`` is the workbook that was written."""
        rows = dict.fromkeys((unit.name for unit in self.units), 0)
        for task in self.tasks:
            for part in task.parts:
                rows[part.unit] += part.row is not None
        return Rollup(
            level=cast("Literal['city', 'province']", self.level.value),
            name=self.region.name,
            as_of=self.as_of,
            out=out,
            units=tuple(
                UnitReport(
                    name=unit.name,
                    path=unit.sheets[0].path if unit.sheets else None,
                    reported=unit.reported,
                    rows=rows[unit.name],
                )
                for unit in self.units
            ),
            missing=tuple(unit.name for unit in self.units if not unit.reported),
            tasks=tuple(_report(task, self.closing) for task in self.tasks),
            totals=self.totals,
            totals_by_inspection=dict(self.totals_by_inspection),
            findings=self.findings,
            faults=self.faults,
            settings=self.settings,
            scores=self.scores,
            due=self.due,
            change=_change(self.previous, self.changed) if self.previous else None,
        )


def _change(previous: Previous, changed: tuple[Changed, ...]) -> SincePrevious:
    return SincePrevious(
        day=previous.history[-1].day if previous.history else None,
        entries=tuple(
            ChangedEntry(
                task=one.task.label,
                unit=one.unit,
                change=cast("ChangeWord", one.change.name.lower()),
                before=one.before.standing.status if one.before else None,
                now=one.now.standing.status if one.now else None,
                due_before=one.due_before,
                due_now=one.due_now,
            )
            for one in changed
            if one.change is not Change.SAME or one.moved
        ),
    )


def _report(task: Task, closing: Mapping[tuple[int, str], Joined] | None) -> MergedTask:
    return MergedTask(
        province_serial=task.number,
        serial=task.serial,
        status=task.status,
        by_unit={part.unit: part.standing.status for part in task.counted()},
        due=task.due,
        light=task.light,
        inspection=task.inspection,
        progress=task.shown.get(Field.PROGRESS, ""),
        by_hand=tuple(str(name) for name in task.drafts),
        title=title_of(task.shown.get(Field.TASK, ""), task.name),
        closing=None
        if closing is None
        else {part.unit: one.state for part in task.counted() if (one := closing.get((task.serial, part.unit)))},
        kind=task.kind,
        lead=task.lead,
        modes=tuple(
            dict.fromkeys(mode for part in task.counted() if (row := part.told) for mode in row.deadline.modes)
        ),
        undecided=tuple(
            Undecided(unit=part.unit, why=part.standing.reason)
            for part in task.counted()
            if part.standing.status is None
        ),
    )

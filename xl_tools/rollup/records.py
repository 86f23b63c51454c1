"""The roll-up inside the program: every merged task with the rows it came from, and the report made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal, cast

from xl_tools.core.records import Field, Finding, Level, ProgressRow, ProgressSheet, Region, Status
from xl_tools.reports.rollup import Light, MergedTask, Rollup, Totals, UnitReport
from xl_tools.rollup.overflow import Overflow
from xl_tools.rollup.policy import Standing
from xl_tools.rollup.reporting import Unit
from xl_tools.rules.settings import SettingsReport

if TYPE_CHECKING:
    from xl_tools.rollup.previous import Previous
    from xl_tools.rollup.tracking import Warned


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit says about one task. ``sheet`` and ``row`` are None where it has no row for it."""

    unit: str
    standing: Standing
    sheet: ProgressSheet | None = None
    row: ProgressRow | None = None
    due: date | None = None
    ongoing: bool = False
    light: Light | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One task over all units. ``number`` is the province's; ``name`` is short, for lists.

    ``texts`` holds the merged task, plan, deadline and progress texts in full length. ``parts`` has one entry for
    each unit that carries the task or ought to, in the order of the units. ``listed`` are the locked columns in which
    the units stand one by one, because they differ. ``kind`` is 个性, 共性 or 未分类.
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

    @property
    def label(self) -> str:
        """How findings name the task: 第16项, or the beginning of its name."""
        return f"第{self.number}项" if self.number is not None else f"“{self.name}”"

    def counted(self) -> Iterator[Part]:
        """The parts that count: all but those of units that the task does not concern."""
        return (part for part in self.parts if part.standing.counts)

    def carriers(self) -> list[tuple[Part, ProgressRow]]:
        """The parts whose rows give the locked texts: those that count, or all when none counts."""
        carried = [(part, part.row) for part in self.parts if part.row]
        return [(part, row) for part, row in carried if part.standing.counts] or carried


@dataclass(frozen=True, slots=True)
class Merged:
    """A whole roll-up. A finding with a ``path`` is about that file; one without is about the workbook that the
    roll-up makes, and so is its cell.

    ``warned`` is the list of what is overdue or nearly due; ``previous`` last period, where it is known; ``received``
    the day on which each unit's file was last changed, and ``report_by`` the day by which it was wanted; ``settings``
    the bureau's own choice of rules."""

    level: Level
    region: Region
    as_of: date
    units: tuple[Unit, ...]
    tasks: tuple[Task, ...]
    totals: Totals
    findings: tuple[Finding, ...]
    overflows: tuple[Overflow, ...] = ()
    warned: tuple[Warned, ...] = ()
    previous: Previous | None = None
    received: Mapping[str, date] = field(default_factory=dict)
    report_by: date | None = None
    settings: SettingsReport | None = None

    @property
    def report(self) -> Rollup:
        """What ``rollup --json`` prints; ``out`` is for the caller to fill in."""
        rows = dict.fromkeys((unit.name for unit in self.units), 0)
        for task in self.tasks:
            for part in task.parts:
                rows[part.unit] += part.row is not None
        return Rollup(
            level=cast("Literal['city', 'province']", self.level.value),
            name=self.region.name,
            as_of=self.as_of,
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
            tasks=tuple(_report(task) for task in self.tasks),
            totals=self.totals,
            findings=self.findings,
            settings=self.settings,
        )


def _report(task: Task) -> MergedTask:
    return MergedTask(
        province_serial=task.number,
        serial=task.serial,
        status=task.status,
        by_unit={part.unit: part.standing.status for part in task.counted()},
        due=task.due,
        light=task.light,
    )

"""The report of a roll-up: what ``rollup --json`` prints (contract.md) and ``roll_up`` returns."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Fault, Finding, Mode, Severity, Status
from xl_tools.reports.league import Scores
from xl_tools.rules.settings import SettingsReport

if TYPE_CHECKING:
    from pandas import DataFrame


class Light(StrEnum):
    """How near a due date is. None, where a light is asked for, means that it cannot be told."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReport:
    """One unit of the roll-up: where its sheet was found, and how many of its rows were merged."""

    name: str
    path: str | None
    reported: bool
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A unit whose status on a task is not known, and why, in Chinese (没有勾选, 未报 …)."""

    unit: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedTask:
    """One task over all units.

    ``by_unit`` holds each unit that counts for the task; None where its status is not known (not reported,
    the row is missing, ticks that contradict each other). A unit that says the task does not concern it is
    left out. ``due`` is the units' common due date, or the latest when they disagree. ``inspection`` is the id of the
    task's inspection where tasks of several are merged, else "". ``progress`` is the text of the merged table in full
    length; ``by_hand`` are the columns of it that who merges wrote (市级统稿, or typed into 整改进展). ``title`` is the
    first sentence of the task; ``kind`` is 个性, 共性 or 未分类; ``lead`` who leads it, "" where no sheet says it;
    ``modes`` are those of the units' deadlines. ``closing`` is the present closing step of each unit that has a case in
    the ledger; None where no ledger was given.
    """

    province_serial: int | None
    serial: int
    status: Status | None
    by_unit: dict[str, Status | None]
    due: date | None
    light: Light | None
    inspection: str = ""
    progress: str = ""
    by_hand: tuple[str, ...] = ()
    title: str = ""
    kind: str = ""
    lead: str = ""
    modes: tuple[Mode, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    closing: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Numbers of tasks. The four statuses and ``undecided`` add up to ``tasks``; ``ongoing`` (长期坚持) and
    ``overdue`` count tasks of any status."""

    tasks: int
    completed: int
    on_schedule: int
    behind: int
    not_started: int
    undecided: int
    ongoing: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a base are done."""

    total: int
    done: int


@dataclass(frozen=True, slots=True)
class DueSplit:
    """Tasks by their due date against the day of the numbers: until and on that day, later in its year, in a later
    year, without a date."""

    now: Share
    year: Share
    later: Share
    none: Share

    @property
    def early(self) -> int:
        """Done before they are due."""
        return self.year.done + self.later.done


ChangeWord = Literal["new", "advanced", "fallen", "same", "gone", "unsure"]
"""How a unit's task stands against last period; unsure: its status is not known now, or was not then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedEntry:
    """A unit's task that is another than last period, or whose due date was moved (``change`` may be "same" then).
    ``task`` is its label (第8项); None is a status that was not known, or no row."""

    task: str
    unit: str
    change: ChangeWord
    before: Status | None
    now: Status | None
    due_before: date | None
    due_now: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SincePrevious:
    """What has changed since last period; ``day`` is the day of its numbers, None where its workbook does not say."""

    day: date | None
    entries: tuple[ChangedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """County sheets merged to a city's, or city sheets to a province's."""

    schema_: Literal["xl-tools/rollup/1"] = "xl-tools/rollup/1"
    level: Literal["city", "province"]
    name: str
    as_of: date
    out: str | None = None
    units: tuple[UnitReport, ...]
    missing: tuple[str, ...]
    tasks: tuple[MergedTask, ...]
    totals: Totals
    findings: tuple[Finding, ...] = ()
    faults: tuple[Fault, ...] = ()
    settings: SettingsReport | None = None
    kept: tuple[KeptCopy, ...] = ()
    totals_by_inspection: dict[str, Totals] = field(default_factory=dict)
    scores: Scores | None = None
    due: DueSplit | None = None
    change: SincePrevious | None = None

    @property
    def exit_code(self) -> int:
        """2 when a rule broke down; 1 with a finding of severity error that no one accepted; else 0."""
        if self.faults:
            return 2
        return int(any(found.severity is Severity.ERROR and found.accepted is None for found in self.findings))

    def to_frame(self) -> DataFrame:
        """Tasks × units: the status each unit reports, None where it is not known or does not apply.

        One row a task, indexed by ``serial``; first the columns ``province_serial``, ``status``, ``due`` and
        ``light``, then one column a unit. Serials are whole numbers, ``Int64``: missing is ``<NA>``.
        """
        from pandas import DataFrame, Index  # a second of start-up that only analysts need

        head = ["province_serial", "status", "due", "light"]
        rows = [
            [task.province_serial, task.status, task.due, task.light]
            + [task.by_unit.get(unit.name) for unit in self.units]
            for task in self.tasks
        ]
        columns = head + [unit.name for unit in self.units]
        serials = Index([task.serial for task in self.tasks], dtype="Int64", name="serial")
        frame = DataFrame(rows, index=serials, columns=columns, dtype=object)
        return frame.astype({"province_serial": "Int64"})

"""What stands in a ledger of closing steps (销号台账): cases, and what happened to them.

Dates are days; an empty cell is None or "". ``row`` is the row of the sheet, from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from xl_tools.core.dataclass import dataclass
from xl_tools.core.working_days import DayUnit, WorkCalendar


class Key(NamedTuple):
    """What a case is known by: a serial alone is not enough, since each inspection begins anew with one. Texts are
    without spaces; ``serial`` is the province's number, or that of a letter; ``point`` one of the task's places."""

    inspection: str
    serial: str
    unit: str
    point: str = ""


class LongTerm(StrEnum):
    """What becomes of tasks that are to be kept up for good. The values are what people choose."""

    NEVER = "不销号"
    STAGE = "分阶段"
    NORMAL = "同其他"


RETURNED, REVOKED = "退回", "撤销"
IN_PROGRESS = "整改中"
"""The word for a case without a completed step, and for what a case is sent back to from every step."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """How an inspection's tasks are closed. ``steps`` stand in their order, ``optional`` may be left out."""

    inspection: str
    steps: tuple[str, ...]
    optional: frozenset[str] = frozenset()
    days: int = 10
    unit: DayUnit = DayUnit.WORKING
    long_term: LongTerm = LongTerm.STAGE
    self_acceptance: bool = False
    row: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A task of a unit, or one of its places. ``ongoing``: to be kept up for good. ``state`` and ``category`` are what
    the workbook's formulas showed when it was saved."""

    row: int
    key: Key
    title: str = ""
    kind: str = ""
    works: str = ""
    lead: str = ""
    acceptor: str = ""
    acceptor_level: str = ""
    problem: str = ""
    goal: str = ""
    deadline: str = ""
    ongoing: bool = False
    progress_status: str = ""
    state: str = ""
    category: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the plan, and what was done about it."""

    row: int
    key: Key
    number: str = ""
    text: str = ""
    due: date | None = None
    answer: str = ""
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A step that was taken. ``step`` is one of the inspection's, or 退回 or 撤销; ``back_to`` names the step to which
    a case is sent back, or 整改中."""

    row: int
    key: Key
    day: date | None = None
    step: str = ""
    by_unit: str = ""
    result: str = ""
    back_to: str = ""
    paper: str = ""
    signed: str = ""
    sealed: str = ""
    reason: str = ""
    note: str = ""

    @property
    def sends_back(self) -> bool:
        return self.step in (RETURNED, REVOKED)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that proves something. ``digest`` is the SHA-256 of what it held when it was entered; ``value`` and
    ``limit`` are those of a monitoring report, in ``measured_in``."""

    row: int
    key: Key
    measure: str = ""
    kind: str = ""
    day: date | None = None
    file: str = ""
    digest: str = ""
    item: str = ""
    value: Decimal | None = None
    limit: Decimal | None = None
    measured_in: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A publicity period of a case. ``says`` is the number of days that the notice names, in ``says_unit``."""

    row: int
    key: Key
    number: str = ""
    title: str = ""
    text: str = ""
    channel: str = ""
    publisher: str = ""
    start: date | None = None
    end: date | None = None
    says: Decimal | None = None
    says_unit: str = ""
    objections: Decimal | None = None
    handled: date | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """A return or an objection, and how it ended. ``sort`` is 退回 or 异议."""

    row: int
    key: Key
    day: date | None = None
    sort: str = ""
    reason: str = ""
    demand: str = ""
    due: date | None = None
    answered: date | None = None
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A later look at a closed or long-term case."""

    row: int
    key: Key
    planned: date | None = None
    done: date | None = None
    result: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell whose content cannot be used: ``text`` stands there under ``heading``, ``why`` in Chinese."""

    sheet: str
    row: int
    cell: str
    heading: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class ClosingLedger:
    """A ledger, read. ``places`` maps a sheet ("events") to its name and its columns' letters by field."""

    path: str
    cases: tuple[Case, ...] = ()
    measures: tuple[Measure, ...] = ()
    events: tuple[Event, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    notices: tuple[Notice, ...] = ()
    matters: tuple[Matter, ...] = ()
    reviews: tuple[Review, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    unusable: tuple[Unusable, ...] = ()
    places: Mapping[str, SheetPlace] = field(default_factory=dict)
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """Where a sheet's columns stand: its name in the workbook, the row of its headings, the letters by field."""

    name: str
    header_row: int
    columns: Mapping[str, str]

    def cell(self, row: int, name: str) -> str | None:
        """The cell of a field; None where the sheet has no column for it."""
        letters = self.columns.get(name)
        return f"{letters}{row}" if letters else None

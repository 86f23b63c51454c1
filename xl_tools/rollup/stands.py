"""Where units and tasks stand by a roll-up's workbook: the rows of 明细, 任务统计 and 汇总统计, read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import STATUS_LABELS, Field, Status
from xl_tools.rollup.policy import undecided_label

STATUS_OF = {label: status for status, label in STATUS_LABELS.items()}
"""A status by what it is called."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of 明细: where one unit stands on one task. ``reason`` says why there is no status."""

    serial: int
    unit: str
    state: str
    reason: str
    due: date | None
    ongoing: bool
    overdue: bool

    @property
    def status(self) -> Status | None:
        return STATUS_OF.get(self.state)

    @property
    def counts(self) -> bool:
        """False for a unit that the task does not concern."""
        return self.status is not None or self.state == undecided_label()


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """A row of 任务统计, with the task's entries and its row of 整改进展 (``texts``, in full length). ``title`` is the
    first sentence of the task, ``name`` its short form; ``closed`` whether it is by the ledger of
    closing steps, None where none was given; ``unclear`` tells that it has no date because what stands there for one
    could not be read: that is not known, and not none."""

    serial: int
    label: str
    name: str
    title: str
    kind: str
    status: Status | None
    ongoing: bool
    overdue: bool
    due: date | None
    texts: Mapping[Field, str]
    entries: tuple[Entry, ...]
    closed: bool | None = None
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """A unit as 汇总统计 lists it."""

    name: str
    reported: bool
    late: bool

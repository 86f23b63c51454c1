"""Last period, as far as this one is compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from xl_tools.reports.rollup import Totals
from xl_tools.rollup.records import Merged, Part, Task

Key = tuple[str, str]
"""A task's label (第16项) and a unit."""


@dataclass(frozen=True, slots=True)
class Period:
    """The figures of one period."""

    day: date
    totals: Totals


@dataclass(frozen=True, slots=True)
class Previous:
    """``merged`` is last period's table; ``history`` its and all earlier figures, earliest first; ``overdue`` for how
    many periods in a row a unit's task was overdue then."""

    merged: Merged
    history: tuple[Period, ...] = ()
    overdue: Mapping[Key, int] = field(default_factory=dict)

    def parts(self) -> dict[Key, tuple[Task, Part]]:
        """Every part of last period's table."""
        return {(task.label, part.unit): (task, part) for task in self.merged.tasks for part in task.parts}


def overdue_then(merged: Merged) -> dict[Key, int]:
    """What was overdue in a table of which no count was kept: once, as far as one knows."""
    return {(task.label, part.unit): 1 for task in merged.tasks for part in task.parts if part.overdue}

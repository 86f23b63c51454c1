"""What the ledger of closing steps says of a roll-up's tasks. Completed comes from the progress tables, closed from the
ledger; neither overwrites the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xl_tools.closing.joining import ClosingTable, Joined
from xl_tools.rollup.records import Task

Closing = Mapping[tuple[int, str], Joined]
"""By a task's serial and a unit."""


def closing_of(tasks: Iterable[Task], table: ClosingTable | None, region: str) -> Closing | None:
    """How far each unit's task is; None where no ledger is given."""
    if table is None:
        return None
    return {
        (task.serial, part.unit): found
        for task in tasks
        for part in task.parts
        if (found := table.of(task.inspection, task.number, part.unit, region))
    }


def is_closed(task: Task, closing: Closing) -> bool:
    """Whether a task is closed: with every unit that counts."""
    counted = [part.unit for part in task.counted()]
    return bool(counted) and all((one := closing.get((task.serial, unit))) and one.closed for unit in counted)

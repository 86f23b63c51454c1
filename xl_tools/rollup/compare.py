"""The table that the city made itself, beside what its counties report; a province's likewise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.core.records import Field, Finding, ProgressSheet
from xl_tools.parse.table.inspections import settled
from xl_tools.rollup.records import Task
from xl_tools.rollup.task_keys import comparable_name
from xl_tools.rollup.texts import part_text
from xl_tools.rules.round.own_table import (
    deadline_differs_from_the_units,
    text_differs_from_the_units,
    tick_differs_from_the_units,
)


def compare(own: ProgressSheet, tasks: Sequence[Task]) -> Iterator[Finding]:
    """Where the city's own table says something else than its counties do; each finding names a cell of that table."""
    meant = settled([*(task.inspection for task in tasks), *(row.inspection for row in own.rows)])
    by_number = {(task.inspection, task.number): task for task in tasks if task.number is not None}
    by_name = {(task.inspection, comparable_name(task.texts[Field.TASK])): task for task in tasks}
    for row in own.rows:
        of = meant.get(row.inspection, "") if meant else ""
        name = comparable_name(row.text(Field.TASK))
        task = by_number.get((of, row.province_serial or 0)) or by_name.get((of, name))
        if task:
            said = {part.unit: part_text(part.row, Field.PROGRESS) for part in task.counted() if part.row}
            yield from text_differs_from_the_units(own, row, task, said)
            yield from deadline_differs_from_the_units(own, row, task)
            yield from tick_differs_from_the_units(own, row, task)

"""The table that the city made itself, beside what its counties report; a province's likewise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.core.records import Field, Finding, ProgressRow, ProgressSheet
from xl_tools.parse.table.inspections import settled
from xl_tools.rollup.records import Task
from xl_tools.rollup.task_keys import comparable_name
from xl_tools.rollup.texts import part_text
from xl_tools.rules.round.own_table import (
    deadline_differs_from_the_units,
    task_is_not_in_the_own_table,
    text_differs_from_the_units,
    tick_differs_from_the_units,
)


def compare(own: ProgressSheet, tasks: Sequence[Task]) -> Iterator[Finding]:
    """Where the city's own table says something else than its counties do; each finding names a cell of that table."""
    for row, task in _matched(own, tasks):
        said = {part.unit: part_text(part.row, Field.PROGRESS) for part in task.counted() if part.row}
        yield from text_differs_from_the_units(own, row, task, said)
        yield from deadline_differs_from_the_units(own, row, task)
        yield from tick_differs_from_the_units(own, row, task)


def lacking(owns: Sequence[ProgressSheet], tasks: Sequence[Task]) -> Iterator[Finding]:
    """The tasks of its counties that stand in none of the city's own tables."""
    there = {task.serial for own in owns for _, task in _matched(own, tasks)}
    for task in tasks:
        units = [part.unit for part in task.counted() if part.row]
        if owns and units and task.serial not in there:
            yield from task_is_not_in_the_own_table(owns[0], task, units)


def _matched(own: ProgressSheet, tasks: Sequence[Task]) -> Iterator[tuple[ProgressRow, Task]]:
    """The rows of the city's own table, each with the task that it is about."""
    meant = settled([*(task.inspection for task in tasks), *(row.inspection for row in own.rows)])
    by_number = {(task.inspection, task.number): task for task in tasks if task.number is not None}
    by_name = {(task.inspection, comparable_name(task.texts[Field.TASK])): task for task in tasks}
    for row in own.rows:
        of = meant.get(row.inspection, "") if meant else ""
        name = comparable_name(row.text(Field.TASK))
        task = by_number.get((of, row.province_serial or 0)) or by_name.get((of, name))
        if task:
            yield row, task

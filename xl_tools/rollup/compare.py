"""The table that the city made itself, beside what its counties report (X703, X705); a province's likewise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xl_tools.core.records import Field, Finding, ProgressRow, ProgressSheet
from xl_tools.parse.table.headings import title
from xl_tools.rollup.common_deadline import day
from xl_tools.rollup.records import Part, Task
from xl_tools.rollup.rows import listed
from xl_tools.rollup.task_keys import comparable_name
from xl_tools.rollup.texts import part_text, same_text
from xl_tools.rules import registry


def compare(own: ProgressSheet, tasks: Sequence[Task]) -> Iterator[Finding]:
    """Where the city's own table says something else than its counties do; each finding names a cell of that table.

    A progress text is compared only where the city's cell has a block for the unit, a deadline only where both are
    sure dates, the tick only where the counties' are all known.
    """
    by_number = {task.number: task for task in tasks if task.number is not None}
    by_name = {comparable_name(task.texts[Field.TASK]): task for task in tasks}
    for row in own.rows:
        task = by_number.get(row.province_serial or 0) or by_name.get(comparable_name(row.text(Field.TASK)))
        if task:
            yield from _texts(own, row, task)
            yield from _deadlines(own, row, task)
            yield from _ticks(own, row, task)


def _texts(own: ProgressSheet, row: ProgressRow, task: Task) -> Iterator[Finding]:
    reported = {part.unit: part.row for part in task.counted() if part.row}
    for unit, text in row.blocks.items():
        theirs = reported.get(unit)
        said = part_text(theirs, Field.PROGRESS) if theirs else ""
        if said.strip() and not same_text(text, said):
            here, there = _where_they_part(text, said)
            yield _differs(own, row, Field.PROGRESS, task, unit, here, there)
            return


def _deadlines(own: ProgressSheet, row: ProgressRow, task: Task) -> Iterator[Finding]:
    reading = row.deadline
    if reading.fault or reading.assumed_year:
        return
    blocks = {block.unit: block.due for block in reading.blocks}
    for part in task.counted():
        due = blocks.get(part.unit, None if blocks else reading.due)
        if due and part.due and due != part.due:
            yield _differs(own, row, Field.DEADLINE, task, part.unit, day(due), day(part.due))
            return


def _ticks(own: ProgressSheet, row: ProgressRow, task: Task) -> Iterator[Finding]:
    here, there = row.status.status, task.status
    if here is None or there is None or here is there:
        return
    units: Mapping[str, list[str]] = _by_status(list(task.counted()))
    told = "；".join(f"{listed(names)}{label}" for label, names in units.items())
    yield registry.finding(
        "X705",
        **_at(own, row, Field.STATUS),
        task=task.label,
        here=here.label,
        there=there.label,
        units=told,
    )


def _by_status(parts: Sequence[Part]) -> dict[str, list[str]]:
    units: dict[str, list[str]] = {}
    for part in parts:
        units.setdefault(part.standing.label, []).append(part.unit)
    return units


def _differs(
    own: ProgressSheet, row: ProgressRow, name: Field, task: Task, unit: str, here: str, there: str
) -> Finding:
    return registry.finding(
        "X703",
        **_at(own, row, name),
        task=task.label,
        column=title(name),
        unit=unit,
        here=here,
        there=there,
    )


def _at(own: ProgressSheet, row: ProgressRow, name: Field) -> dict[str, Any]:
    return {
        "path": own.path,
        "sheet": own.sheet,
        "row": row.row,
        "cell": own.cell(row.row, name),
        "field": name,
    }


def _where_they_part(here: str, there: str) -> tuple[str, str]:
    """Both texts from a little before the place where they begin to differ: long beginnings are alike."""
    place = next((at for at, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))
    start = max(place - 8, 0)
    return ("…" if start else "") + here[start:], ("…" if start else "") + there[start:]

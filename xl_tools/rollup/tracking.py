"""Who is late or soon will be: the list 预警, and what is done about it (domain.md#the-round)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from xl_tools.core.carried_rows import CODE, REMARK, CarriedRows, Row, name_of
from xl_tools.core.records import Field, ProgressRow
from xl_tools.parse.table.unit_names import read_units
from xl_tools.reports.rollup import Light
from xl_tools.rollup.layout import OVERDUE_PERIODS, STEP
from xl_tools.rollup.policy import Standing, escalation_step
from xl_tools.rollup.records import PartKey, Task, Warned

_LEAD = "牵头"
_LISTED = (Light.RED, Light.ORANGE, Light.YELLOW)
_LEADERS = (Field.LEADER, Field.PERSON)


def warned(
    tasks: Iterable[Task],
    as_of: date,
    before: Mapping[PartKey, int],
    leads: Mapping[str, str],
    typed: CarriedRows,
) -> tuple[Warned, ...]:
    """The list: red, orange and yellow, the most urgent first. ``before`` counts the periods until last time;
    ``leads`` names who leads a task (by its label) where no sheet does. ``typed`` is the list as it stands, in which
    people may have typed."""
    found = []
    typed = CarriedRows({name: _without_own_steps(row) for name, row in typed.rows.items()})
    for task in tasks:
        for part in task.parts:
            if part.light in _LISTED and part.due:
                periods = before.get((task.label, part.unit), 0) + 1 if part.overdue else 0
                days = (part.due - as_of).days
                lead = _lead([part.told] if part.told else []) or leads.get(task.label, "")
                name, written = name_of(task.label, part.unit), {OVERDUE_PERIODS: str(periods), _LEAD: lead}
                periods = _periods(typed.shown(name, written), periods)
                step = escalation_step(periods)
                cells = typed.shown(name, {**written, STEP: step})
                found.append(
                    Warned(
                        task,
                        part,
                        days,
                        lead=cells[_LEAD],
                        periods=periods,
                        step=cells[STEP],
                        decided=cells[STEP] != step,
                        remark=cells[REMARK],
                        code=cells[CODE],
                    )
                )
    return tuple(sorted(found, key=lambda one: (one.days, one.task.serial)))


def _periods(cells: Row, otherwise: int) -> int:
    said = cells.get(OVERDUE_PERIODS, "")
    return int(said) if said.isdecimal() else otherwise


def _without_own_steps(row: Row) -> Row:
    """A row without its step where that only follows the periods beside it, whoever put them there."""
    own = row.get(STEP) == escalation_step(_periods(row, 0))
    return {heading: text for heading, text in row.items() if not (own and heading == STEP)}


def overdue_then(tasks: Iterable[Task]) -> dict[PartKey, int]:
    """What was overdue in a table of which no count was kept: once, as far as one knows."""
    return {(task.label, part.unit): 1 for task in tasks for part in task.parts if part.overdue}


def dues_then(tasks: Iterable[Task]) -> dict[PartKey, date]:
    """By when each unit has to have done what it had not completed."""
    return {
        (task.label, part.unit): part.due
        for task in tasks
        for part in task.counted()
        if part.due and part.standing is not Standing.COMPLETED
    }


def _lead(rows: Iterable[ProgressRow]) -> str:
    """The unit marked as leading, else the leader named in the row; "" where neither is."""
    for row in rows:
        marked = [unit.name for unit in read_units(row.text(Field.UNITS)) if unit.role == "lead"]
        named = marked or [text for field in _LEADERS if (text := row.text(field).strip())]
        if named:
            return named[0]
    return ""


def lead_of(row: ProgressRow) -> str:
    """Who leads a task of a task list."""
    return _lead([row])

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
                lead = leads.get(task.label, "") or (marked_lead(part.told) if part.told else "")
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


def leading_units(row: ProgressRow) -> list[str]:
    """The units that a row marks as leading: in a column of their own, or among the responsible ones."""
    own = [unit.name for unit in read_units(row.text(Field.LEAD))]
    return own or [unit.name for unit in read_units(row.text(Field.UNITS)) if unit.role == "lead"]


def marked_lead(row: ProgressRow) -> str:
    """The unit that a row marks as leading; "" where none is. Whom a unit's own table names as responsible (责任人) is
    somebody of the unit, and leads nothing."""
    return next(iter(leading_units(row)), "")


def lead_of(row: ProgressRow) -> str:
    """Who leads a task of a task list: the unit marked as leading, else the leader that the list names."""
    return marked_lead(row) or row.text(Field.LEADER).strip()

"""The rows of all units, task by task; what a unit reported twice is kept once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Field, Finding, ProgressRow, ProgressSheet
from xl_tools.core.text import squeeze
from xl_tools.parse.table import inspections
from xl_tools.rollup.reporting import Unit
from xl_tools.rollup.task_keys import TaskKey, comparable_name, numbers_by_name, short_name, task_key
from xl_tools.rules.round.senders import inspection_cannot_be_told, unit_reported_twice

_CONTENT = (
    Field.TASK,
    Field.PLAN,
    Field.GOAL,
    Field.MEASURES,
    Field.DEADLINE,
    Field.PROGRESS,
    Field.PROBLEMS,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A unit's row for a task. ``twice`` when it reported another one with other content; ``again`` are the further
    rows of the same sheet for the task, whatever they say."""

    sheet: ProgressSheet
    row: ProgressRow
    twice: bool = False
    again: tuple[ProgressRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """``by_unit[unit name][key]`` is the unit's row. ``assigned`` are the tasks of the units of which it is known
    what they owe. ``keys`` are all tasks, ordered by the province's number, then those without one as the units list
    them; those of a plan in its order. ``by_name`` maps a task to the units matched by name. ``named`` gives the key of
    a task by that of a list."""

    keys: tuple[TaskKey, ...]
    by_unit: Mapping[str, Mapping[TaskKey, Taken]]
    assigned: Mapping[str, frozenset[TaskKey]]
    by_name: Mapping[TaskKey, tuple[str, ...]]
    named: Callable[[TaskKey], TaskKey]

    def only_by_name(self) -> Iterator[tuple[tuple[str, ...], TaskKey]]:
        """The units of which a task was told by its name alone. One that the plan gives to somebody without a number is
        no such task: the plan tells it."""
        planned = {key for keys in self.assigned.values() for key in keys if key.number is None}
        return ((units, key) for key, units in self.by_name.items() if key not in planned)


def task_label(key: TaskKey) -> str:
    """How findings name a task."""
    label = f"第{key.number}项" if key.number is not None else f"“{short_name(str(key.name))}”"
    return inspections.short_name(key.inspection) + label if key.inspection else label


def collect(
    units: Sequence[Unit],
    assignments: Mapping[str, frozenset[TaskKey]],
    beside: Iterable[str] = (),
    order: Iterable[TaskKey] = (),
) -> tuple[Rows, list[Finding]]:
    """Give every row its task. ``beside`` are inspections in use elsewhere: in lists, or last period, ``order`` that of
    a plan's tasks. Rows of a unit for the same task: the same content is kept once; with different content the first
    (by path) is kept and marked, and the finding X707 names all places, also where they differ only in columns that
    decide nothing. Twice in one sheet under one name is a fault of that sheet (S107) and no second report."""
    findings: list[Finding] = []
    numbers = numbers_by_name(row for unit in units for sheet in unit.sheets for row in sheet.rows)
    used = {row.inspection for unit in units for sheet in unit.sheets for row in sheet.rows}
    used |= {key.inspection for keys in assignments.values() for key in keys}
    meant = inspections.settled(used.union(beside))
    if meant:
        findings += inspection_cannot_be_told((sheet for unit in units for sheet in unit.sheets), meant)
    by_unit: dict[str, dict[TaskKey, Taken]] = {}
    by_name: dict[TaskKey, list[str]] = {}
    for unit in units:
        taken: dict[TaskKey, Taken] = {}
        others: dict[TaskKey, list[Taken]] = {}
        differing: set[TaskKey] = set()
        again: dict[TaskKey, list[ProgressRow]] = {}
        for sheet in unit.sheets:
            for row in sheet.rows:
                key = task_key(row, numbers, f"{unit.name}第{row.row}行", meant)
                new = Taken(sheet, row)
                if key not in taken:
                    taken[key] = new
                    if row.province_serial is None:
                        by_name.setdefault(key, []).append(unit.name)
                    continue
                if sheet is taken[key].sheet:
                    again.setdefault(key, []).append(row)
                same = _same(taken[key].row, row)
                if not same:
                    differing.add(key)
                if not same or not _same_beside(taken[key].row, row):
                    others.setdefault(key, []).append(new)
        reports = [(task_label(key), (taken[key], *rest)) for key, rest in others.items()]
        findings += unit_reported_twice(unit.name, reports)
        for key in {**others, **dict.fromkeys(again)}:
            taken[key] = replace(taken[key], twice=key in differing, again=tuple(again.get(key, ())))
        by_unit[unit.name] = taken
    named = partial(_named, numbers, meant)
    assigned = {unit: frozenset(map(named, keys)) for unit, keys in assignments.items()}
    keys = _ordered([*by_unit.values(), *assigned.values()], {named(key): place for place, key in enumerate(order)})
    return Rows(keys, by_unit, assigned, {key: tuple(names) for key, names in by_name.items()}, named), findings


def _same(one: ProgressRow, other: ProgressRow) -> bool:
    """Whether two rows say the same. Status cells are compared by what is ticked: folding drops the boxes."""
    if (one.status.status, one.status.ticks) != (other.status.status, other.status.ticks):
        return False
    return all(
        one.text(name) == other.text(name) or squeeze(one.text(name)) == squeeze(other.text(name)) for name in _CONTENT
    )


def _same_beside(one: ProgressRow, other: ProgressRow) -> bool:
    """Whether two rows have the same words in the columns, too, that do not decide how the task stands."""
    names = {*one.texts, *other.texts} - _NOT_COMPARED
    return one.extras == other.extras and all(squeeze(one.text(name)) == squeeze(other.text(name)) for name in names)


_NOT_COMPARED = frozenset(
    {*_CONTENT, Field.STATUS, Field.REGION, Field.SERIAL, Field.PROVINCE_SERIAL, Field.KIND, Field.INSPECTION}
)


def _named(numbers: Mapping[str, int], meant: Mapping[str, str] | None, key: TaskKey) -> TaskKey:
    inspection = meant.get(key.inspection, "") if meant else ""
    if key.number is not None:
        return TaskKey(key.number, inspection)
    name = comparable_name(str(key.name))
    return TaskKey(numbers.get(name, name), inspection)


def _ordered(
    groups: Sequence[Mapping[TaskKey, Taken] | frozenset[TaskKey]], places: Mapping[TaskKey, int]
) -> tuple[TaskKey, ...]:
    numbered = {key for keys in groups for key in keys if key.number is not None}
    named = [key for keys in groups for key in _stable(keys) if key.number is None]
    named.sort(key=lambda key: places.get(key, len(places)))
    ordered = [*sorted(numbered, key=lambda key: key.number or 0), *dict.fromkeys(named)]
    return tuple(sorted(ordered, key=lambda key: key.inspection))


def _stable(keys: Mapping[TaskKey, Taken] | frozenset[TaskKey]) -> Sequence[TaskKey]:
    """Rows keep their order; a set has none, so it is sorted."""
    return sorted(keys, key=lambda key: str(key.name)) if isinstance(keys, frozenset) else list(keys)

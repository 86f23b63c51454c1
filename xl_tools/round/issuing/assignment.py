"""Who is to report what: a unit × task assignment as people keep it in a sheet.

Three layouts are read, each found by its headings (``data/forms/assignment.toml``): a line for each unit with its tasks
(单位 | 任务: "1、3、5" or "全部"), a matrix with the units down and the tasks across, a matrix with the tasks down and
the units across. In a matrix any tick, name or number but 0 and 否 assigns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from xl_tools.core import regions
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, ProgressRow, Region
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.forms.definitions import read_by
from xl_tools.parse.serials import read_serial

Numbering = Literal["province", "own", "either"]
"""Whose number a task is named by: the province's list (省序号), the table's own (序号), or it does not say."""

_SEPARATORS = expression(r"[、,，;；/\s]+")


@dataclass(frozen=True, slots=True)
class Assignment:
    """``units`` in the order of the sheet; ``tasks`` holds for each unit's code the rows (by row number of the task
    table) that it is to report. ``faults`` are sentences about cells that could not be used."""

    units: tuple[Region, ...]
    tasks: Mapping[str, frozenset[int]]
    faults: tuple[str, ...] = ()


@dataclass
class _Reader:
    rows: Sequence[ProgressRow]
    within: Region | None
    listed: regions.UnitList
    units: dict[str, Region] = field(default_factory=dict)
    tasks: dict[str, set[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def unit(self, name: str, place: str) -> Region | None:
        found = regions.find(name, within=self.within, units=self.listed) or regions.find(name, units=self.listed)
        if found is None:
            near = regions.nearest(name, within=self.within, units=self.listed)
            hint = f"，是否指“{near.name}”" if near else ""
            self.faults.append(f"{place}“{name}”不是已知的单位，或者有重名{hint}")
        return found

    def task(self, name: str, numbering: Numbering, place: str) -> int | None:
        """The row of a task named by its number."""
        reading = read_serial(name)
        number = reading.province_serial or reading.number
        if number is None:
            self.faults.append(f"{place}“{name}”不是任务的序号")
            return None
        if reading.province_serial and numbering == "either":
            numbering = "province"
        by_province = {row.row for row in self.rows if row.province_serial == number}
        by_own = {row.row for row in self.rows if row.serial.number == number}
        found = {"province": by_province, "own": by_own, "either": by_province | by_own}[numbering]
        if len(found) == 1:
            return next(iter(found))
        if found:
            self.faults.append(f"{place}“{name}”可能指不同的任务，请把列标题写成“省序号”或“序号”")
        else:
            self.faults.append(f"{place}“{name}”在任务清单里没有")
        return None

    def assign(self, unit: Region, row: int | None) -> None:
        self.units.setdefault(unit.code, unit)
        given = self.tasks.setdefault(unit.code, set())
        if row is not None:
            given.add(row)

    def done(self) -> Assignment:
        tasks = {code: frozenset(rows) for code, rows in self.tasks.items()}
        return Assignment(tuple(self.units.values()), tasks, tuple(self.faults))


def read_assignment(
    grid: Sequence[Sequence[object]],
    rows: Sequence[ProgressRow],
    *,
    within: Region | None = None,
    units: regions.UnitList = regions.NONE,
) -> Assignment | None:
    """The assignment in the cells of a sheet; None when it holds none (a plain list of units).

    ``rows`` are the tasks that may be assigned; ``within`` settles names that several places share.
    """
    cells = [["" if value is None else _shown(value) for value in row] for row in grid]
    reader = _Reader(rows, within, units)
    for number, row in enumerate(cells):
        body = list(enumerate(cells[number + 1 :], number + 2))
        keys = [squeeze(text) for text in row]
        unit, tasks = _column(keys, "unit"), _column(keys, "tasks")
        if unit is not None and tasks is not None:
            _read_lines(reader, body, unit, tasks, _numbering(keys[tasks]))
            return reader.done()
        if unit is not None and (across := _task_headings(keys, unit)):
            _read_units_down(reader, body, unit, across)
            return reader.done()
        task = _column(keys, "task")
        if unit is None and task is not None and (columns := _unit_headings(row, task, reader)):
            _read_tasks_down(reader, body, task, columns, _numbering(keys[task]))
            return reader.done()
    return None


_Lines = Sequence[tuple[int, Sequence[str]]]


def _read_lines(reader: _Reader, body: _Lines, unit: int, task: int, numbering: Numbering) -> None:
    every = set(load("round")["assignment"]["all"])
    for number, row in body:
        name, said = _at(row, unit), _at(row, task)
        if not name:
            continue
        place = f"第 {number} 行"
        found = reader.unit(name, place)
        if found is None:
            continue
        reader.assign(found, None)
        if squeeze(said) in every:
            for entry in reader.rows:
                reader.assign(found, entry.row)
            continue
        for part in filter(None, _SEPARATORS.split(said)):
            reader.assign(found, reader.task(part, numbering, place))


def _read_units_down(reader: _Reader, body: _Lines, unit: int, across: Mapping[int, tuple[str, Numbering]]) -> None:
    columns = {column: reader.task(name, numbering, "表头") for column, (name, numbering) in across.items()}
    for number, row in body:
        name = _at(row, unit)
        found = reader.unit(name, f"第 {number} 行") if name else None
        if found is None:
            continue
        reader.assign(found, None)
        for column, task in columns.items():
            if _ticked(_at(row, column)):
                reader.assign(found, task)


def _read_tasks_down(
    reader: _Reader, body: _Lines, task: int, columns: Mapping[int, Region], numbering: Numbering
) -> None:
    for unit in columns.values():
        reader.assign(unit, None)
    for number, row in body:
        name = _at(row, task)
        ticked = [unit for column, unit in columns.items() if _ticked(_at(row, column))]
        if name and ticked:
            found = reader.task(name, numbering, f"第 {number} 行")
            for unit in ticked:
                reader.assign(unit, found)


def _shown(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _at(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _ticked(text: str) -> bool:
    return bool(text) and squeeze(text).casefold() not in load("round")["assignment"]["no"]


def _column(keys: Sequence[str], what: str) -> int | None:
    """The column with one of these headings; the first word of the list goes before the others."""
    form = next(iter(read_by("assignment")))
    words = (squeeze(word) for word in form.columns[Field(what)].headings)
    return next((keys.index(word) for word in words if word in keys), None)


def _numbering(heading: str) -> Numbering:
    words = load("round")["assignment"]
    if heading in words["province"]:
        return "province"
    return "own" if heading in words["own"] else "either"


def _task_headings(keys: Sequence[str], unit: int) -> dict[int, tuple[str, Numbering]]:
    """Columns whose heading is a task's number ("第16项", "序号3", "16")."""
    found: dict[int, tuple[str, Numbering]] = {}
    for column, key in enumerate(keys):
        reading = read_serial(key)
        if column > unit and (reading.number or reading.province_serial):
            found[column] = (key, "own" if key.startswith("序号") else "either")
    return found


def _unit_headings(row: Sequence[str], task: int, reader: _Reader) -> dict[int, Region]:
    """Columns whose heading is a unit; {} unless at least one is. Another heading (任务名称, 备注) is passed over."""
    found: dict[int, Region] = {}
    for column, text in _texts(row):
        place = regions.find(text, within=reader.within, units=reader.listed)
        if column != task and place:
            found[column] = place
    return found


def _texts(row: Sequence[str]) -> Iterator[tuple[int, str]]:
    return ((column, text) for column, text in enumerate(row) if text)

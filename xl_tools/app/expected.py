"""Who ought to report to a roll-up, and what: from the region data and the task list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import StrPath
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.errors import UserError
from xl_tools.core.records import Field, Form, Level, ProgressRow, ProgressSheet, Region
from xl_tools.parse.table.unit_names import read_units
from xl_tools.rollup.rows import task_label
from xl_tools.rollup.task_keys import TaskKey, comparable_name
from xl_tools.rollup.tracking import lead_of


def level_of(level: Level | str) -> Level:
    """Raises UserError for anything but city and province."""
    if level not in (Level.CITY, Level.PROVINCE):
        raise UserError(f"--level 只能是 city（汇总到市）或 province（汇总到省），不能是“{level}”。")
    return Level(level)


def region_of(name: str, level: Level) -> Region:
    """The city or province of a name. Raises UserError when there is none."""
    region = regions.find(name, level=level)
    if region:
        return region
    near = regions.nearest(name)
    kind = "市" if level is Level.CITY else "省"
    hint = f"是否指“{near.name}”？" if near and near.level is level else ""
    raise UserError(f"没有找到叫“{name}”的{kind}，请写全称，如 丽水市、浙江省。{hint}")


@dataclass
class Expected:
    """The units that ought to report, the sheets under their names, and those of counties whose city sent a table of
    its own: they do not count twice, they are held against it."""

    units: list[Region]
    sheets: list[ProgressSheet]
    beside: dict[str, list[ProgressSheet]] = field(default_factory=dict)


def expect(region: Region, sheets: Sequence[ProgressSheet], units: regions.UnitList) -> Expected:
    """A city expects its counties, a province its cities. Where a city sent no table of its own but its counties did,
    the counties stand in for it, named with their city: within a province several counties may share a name.
    """
    expected = list(regions.expected_units(region, units=units))
    if region.level is not Level.PROVINCE:
        return Expected(expected, list(sheets))
    present = {sheet.region.code for sheet in sheets if sheet.region and sheet.form.reports}
    found = Expected([], [])
    renamed: dict[str, Region] = {}
    city_of: dict[str, str] = {}
    for unit in expected:
        counties = regions.expected_units(unit, units=units) if unit.level is Level.CITY else ()
        if unit.code in present:
            city_of |= {county.code: unit.code for county in counties}
        elif not present.isdisjoint(county.code for county in counties):
            stand_in = [replace(one, name=unit.name + one.name, parent=region.code) for one in counties]
            renamed |= {one.code: one for one in stand_in}
            found.units += stand_in
            continue
        found.units.append(unit)
    for sheet in sheets:
        code = sheet.region.code if sheet.region else ""
        if code in city_of:
            found.beside.setdefault(city_of[code], []).append(sheet)
        else:
            found.sheets.append(replace(sheet, region=renamed[code]) if code in renamed else sheet)
    return found


@dataclass(frozen=True)
class Plan:
    """What a task list says: the tasks of each unit by its name, each task's kind in words, and who leads it (by its
    label)."""

    assignments: Mapping[str, frozenset[TaskKey]] | None = None
    kinds: Mapping[TaskKey, str] = field(default_factory=dict)
    leads: Mapping[str, str] = field(default_factory=dict)


def read_plan(tasks: StrPath | None, expected: Iterable[Region], occasion: Occasion) -> Plan:
    """A task list or table. A task that names no unit is everybody's. Raises UserError when there is no list in it."""
    if tasks is None:
        return Plan()
    names = {unit.code: unit.name for unit in expected}
    assigned: dict[str, set[TaskKey]] = {name: set() for name in names.values()}
    kinds: dict[TaskKey, str] = {}
    leads: dict[str, str] = {}
    sheets = [sheet for sheet in read_tables(read_book(Path(tasks)), occasion) if sheet.form.of_tasks]
    if not sheets:
        raise UserError(f"“{Path(tasks).name}”里没有找到任务清单，不知道各单位应报哪些任务；请核对文件。")
    for sheet in sheets:
        for row in sheet.rows:
            key: TaskKey = row.province_serial or comparable_name(row.text(Field.TASK))
            for name in _units_of(row, sheet.form, names, occasion.units) or assigned:
                assigned[name].add(key)
            kinds.setdefault(key, row.text(Field.KIND))
            leads.setdefault(task_label(key), lead_of(row))
    return Plan({name: frozenset(keys) for name, keys in assigned.items()}, kinds, leads)


def _units_of(row: ProgressRow, form: Form, names: Mapping[str, str], units: regions.UnitList) -> set[str]:
    named = row.text(form.whose) if form.whose else ""
    places = (regions.find(unit.name, units=units) for unit in read_units(named))
    return {names[place.code] for place in places if place and place.code in names}

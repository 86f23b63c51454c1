"""Who ought to report to a roll-up, and what: from the region data, what was issued, and the task list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from xl_tools.app.examine import Occasion, issued_to, read_tables
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import shown
from xl_tools.core.records import Field, Finding, Level, ProgressRow, ProgressSheet, Region
from xl_tools.rollup.task_keys import TaskKey, own_key
from xl_tools.rollup.tracking import lead_of
from xl_tools.round.issuing.cut import Cutter, name_under
from xl_tools.round.issuing.led import leads_in
from xl_tools.round.issuing.responsible import Responsible, responsible, responsible_text, unread_column
from xl_tools.rules.book.reading import file_cannot_be_read
from xl_tools.rules.round.senders import task_is_nobodys


def level_of(level: Level | str) -> Level:
    """Raises UserError for anything but city, province and county (市, 省, 县)."""
    found = Level.called(level)
    if found is None:
        raise UserError(f"--level 只能是 city（市，汇总到市）、province（省）或 county（县），不能是“{level}”。")
    return found


@dataclass
class Expected:
    """The units that ought to report, the sheets under their names, and those of counties whose city sent a table of
    its own: they do not count twice, they are held against it."""

    units: list[Region]
    sheets: list[ProgressSheet]
    beside: dict[str, list[ProgressSheet]] = field(default_factory=dict)


def expect(region: Region, sheets: Sequence[ProgressSheet], units: regions.UnitList) -> Expected:
    """A city expects its counties, a province its cities. Where a city sent no table of its own but its counties did,
    the counties stand in for it, named with their city: within a province several counties may share a name. So do
    those that have rows of their own in the city's own table, beside the city.
    """
    expected = list(regions.expected_units(region, units=units))
    if region.level is not Level.PROVINCE:
        return Expected(expected, list(sheets))
    present = {sheet.region.code for sheet in sheets if sheet.region and sheet.form.reports}
    found = Expected([], [])
    renamed: dict[str, Region] = {}
    city_of: dict[str, str] = {}
    for unit in expected:
        counties: Sequence[Region] = regions.expected_units(unit, units=units) if unit.level is Level.CITY else ()
        if unit.code in present:
            within = _in_tables_of(unit, sheets)
            city_of |= {county.code: unit.code for county in counties if county.code not in within}
            counties = [county for county in counties if county.code in within]
        elif present.isdisjoint(county.code for county in counties):
            counties = ()
        if unit.code in present or not counties:
            found.units.append(unit)
        stand_in = [replace(one, name=name_under(unit, one), parent=region.code) for one in counties]
        renamed |= {one.code: one for one in stand_in}
        found.units += stand_in
    for sheet in sheets:
        code = sheet.region.code if sheet.region else ""
        if code in city_of:
            found.beside.setdefault(city_of[code], []).append(sheet)
        else:
            found.sheets.append(replace(sheet, region=renamed[code]) if code in renamed else sheet)
    return found


def _in_tables_of(unit: Region, sheets: Sequence[ProgressSheet]) -> set[str]:
    """The codes of the units that have rows in a table in which a unit has its own."""
    own = {(sheet.path, sheet.sheet) for sheet in sheets if sheet.region == unit and sheet.form.reports}
    return {sheet.region.code for sheet in sheets if sheet.region and (sheet.path, sheet.sheet) in own}


@dataclass(frozen=True)
class Plan:
    """What was handed out: the tasks of each unit by its name, each task's kind in words, and who leads it;
    ``handed_out`` are the rows that a unit was given, or that a list has for it, by task.
    ``order`` are the tasks as the lists order them, else by the serials under which they were handed out.
    ``issued_to`` are the codes of the units that were issued a workbook, empty where no workbooks are given;
    ``still_owing`` are those of them that a list takes out since; what they were issued decides. ``findings`` name the
    files that could not be read."""

    assignments: Mapping[str, frozenset[TaskKey]] = field(default_factory=dict)
    kinds: Mapping[TaskKey, str] = field(default_factory=dict)
    leads: Mapping[TaskKey, str] = field(default_factory=dict)
    issued_to: frozenset[str] = frozenset()
    still_owing: tuple[Region, ...] = ()
    findings: tuple[Finding, ...] = ()
    handed_out: Mapping[str, Mapping[TaskKey, ProgressRow]] = field(default_factory=dict)
    order: tuple[TaskKey, ...] = ()

    def receivers(self, expected: Expected) -> list[Region]:
        """Of the expected units those that were issued a workbook, where workbooks are given, or have sent one."""
        reported = {sheet.region.code for sheet in expected.sheets if sheet.region}
        units = (*expected.units, *self.still_owing)
        return [unit for unit in units if not self.issued_to or unit.code in self.issued_to | reported]


def read_plan(
    lists: Iterable[Path],
    region: Region,
    expected: Iterable[Region],
    occasion: Occasion,
    own: Mapping[str, frozenset[TaskKey]],
) -> Plan:
    """The plan out of task lists and of workbooks that were issued; ``own`` is what units' returned workbooks say of
    themselves (``owed``).

    What a unit was issued decides, then what it returned as it was issued, then a list; a task of a list that names no
    unit is everybody's. A file that cannot be read costs a finding. Raises UserError when there are files and none
    of them tells who owes what.
    """
    issued: dict[str, dict[TaskKey, ProgressRow]] = {}
    listed: list[ProgressSheet] = []
    led: dict[TaskKey, str] = {}
    findings: list[Finding] = []
    files = list(lists)
    for file in files:
        try:
            book = read_book(file)
        except UserError as error:
            findings += file_cannot_be_read(file, f"下发的表：{error}", "不知道里面的单位应报哪些任务")
            continue
        led.update(leads_in(book))
        sheets = [sheet for sheet in read_tables(book, occasion) if sheet.form.of_tasks]
        unit = issued_to(book, occasion.units)
        if unit:
            given = issued.setdefault(unit.code, {})
            for row in (row for sheet in sheets for row in sheet.rows):
                given.setdefault(own_key(row), row)
        else:
            listed += sheets
    if files and not issued and not listed:
        where = "、".join(f"“{shown(file.name)}”" for file in files[:3])
        raise UserError(f"{where}里没有找到任务清单，也不是下发的工作簿，不知道各单位应报哪些任务；请核对文件。")
    still_owing = _taken_out(issued, region, occasion.units)
    expected = [*expected, *still_owing]
    names = {unit.code: unit.name for unit in expected}
    by_list, kinds, leads, not_told = _of_lists(listed, expected, names, occasion)
    findings += not_told
    told = dict(own) | {code: frozenset(tasks) for code, tasks in issued.items()}
    assignments = {name: frozenset(rows) for name, rows in by_list.items()}
    assignments |= {names[code]: tasks for code, tasks in told.items() if code in names}
    handed_out = by_list | {names[code]: rows for code, rows in issued.items() if code in names}
    order = dict.fromkeys(own_key(row) for sheet in listed for row in sheet.rows)
    order |= dict.fromkeys(_by_serial(issued.values()))
    return Plan(
        assignments, kinds, leads | led, frozenset(issued), still_owing, tuple(findings), handed_out, tuple(order)
    )


def _taken_out(codes: Iterable[str], region: Region, units: regions.UnitList) -> tuple[Region, ...]:
    """The units of a region among these that a list takes out of those who report."""
    zones = {zone.code: zone for zone in units.zones}
    found = (regions.by_code(code) or zones.get(code) for code in sorted(units.left_out.intersection(codes)))
    return tuple(unit for unit in found if unit and regions.is_within(unit, region))


def _by_serial(handed_out: Iterable[Mapping[TaskKey, ProgressRow]]) -> list[TaskKey]:
    """The tasks by the serials that they bear in the workbooks: those of the list."""
    serials = {key: row.serial.number for rows in handed_out for key, row in rows.items()}
    return sorted(serials, key=lambda key: serials[key] or len(serials))


def _of_lists(
    sheets: Sequence[ProgressSheet], expected: Sequence[Region], names: Mapping[str, str], occasion: Occasion
) -> tuple[dict[str, dict[TaskKey, ProgressRow]], dict[TaskKey, str], dict[TaskKey, str], list[Finding]]:
    """The rows of every unit by its name and task, the tasks' kinds and who leads them; nothing where there is no
    list. A task of which it cannot be told whose it is is a finding, and nobody's."""
    assigned: dict[str, dict[TaskKey, ProgressRow]] = {name: {} for name in names.values()} if sheets else {}
    kinds: dict[TaskKey, str] = {}
    leads: dict[TaskKey, str] = {}
    findings: list[Finding] = []
    cutter = Cutter.among(expected, occasion.units)
    for sheet in sheets:
        unread = unread_column(sheet, cutter)
        for row in sheet.rows:
            key = own_key(row)
            said = (
                Responsible(unclear=_NOT_READ.format(unread))
                if unread
                else _units_of(row, sheet, cutter, occasion.units)
            )
            if said.unclear or said.elsewhere:
                why = said.unclear or f"是{said.elsewhere}，不在应报的单位之内"
                findings += task_is_nobodys(sheet, row, why)
                continue
            for name in [names[code] for code in said.codes] or assigned:
                assigned[name].setdefault(key, row)
            kinds.setdefault(key, row.text(Field.KIND))
            leads.setdefault(key, lead_of(row))
    return assigned, kinds, leads, findings


_NOT_READ = "写在“{}”一栏，标题不认识"


def owed(sheets: Iterable[ProgressSheet], issues: Mapping[str, str]) -> dict[str, frozenset[TaskKey]]:
    """What units owe by their own returned workbooks: the tasks of each, by the unit's code. ``issues`` holds the issue
    of each path that still has its tasks as they were handed out. Of workbooks of several issues none is certain to
    hold all that a unit was given: then nothing is known."""
    if len(set(issues.values())) != 1:
        return {}
    tasks: dict[str, frozenset[TaskKey]] = {}
    for sheet in sheets:
        if sheet.path in issues and sheet.region and sheet.form.reports:
            tasks[sheet.region.code] = tasks.get(sheet.region.code, frozenset()) | frozenset(map(own_key, sheet.rows))
    return tasks


def _units_of(row: ProgressRow, sheet: ProgressSheet, cutter: Cutter, listed: regions.UnitList) -> Responsible:
    """Whose a task of a list is; everybody's where the list says so, or names offices only, or has no such column."""
    name = sheet.form.whose

    def said(one: ProgressRow) -> str:
        return responsible_text(one) if name is Field.UNITS else one.text(name).strip() if name else ""

    text = said(row)
    if not text and any(map(said, sheet.rows)):
        return Responsible(unclear="没有写")
    return responsible(text, cutter, listed)

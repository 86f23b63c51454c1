"""Rolling up: from files to the merged workbook, checks included."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from xl_tools.app.inputs import StrPath, output_folder, reference_sheets, unit_list, workbooks
from xl_tools.books.files import write_atomic
from xl_tools.books.reader import read_book
from xl_tools.errors import UserError
from xl_tools.models import Fault, Field, Finding, Form, Level, ProgressSheet, Region, Severity
from xl_tools.parse import regions
from xl_tools.parse.sheets import read_sheets
from xl_tools.parse.units import read_units
from xl_tools.rollup.keys import TaskKey
from xl_tools.rollup.merge import merge
from xl_tools.rollup.models import Rollup
from xl_tools.rules import registry
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

Assignments = dict[str, frozenset[TaskKey]]


def roll_up(
    paths: Iterable[StrPath],
    *,
    level: Level | str,
    name: str,
    out: StrPath | None = None,
    tasks: StrPath | None = None,
    as_of: date | None = None,
    previous: StrPath | None = None,
    units: StrPath | None = None,
) -> Rollup:
    """Merge county sheets to a city's table, or city and county sheets to a province's, checking them on the way.

    ``name`` is the city or province; ``out`` the workbook to write, in which every number is traced to its cell.
    ``tasks`` lists the tasks that each unit ought to report; without it every unit ought to report every task that
    any unit carries. ``previous`` is last period's table. A file that cannot be read costs a finding,
    not the run. Raises UserError when no file could be read or ``out`` cannot be written.
    """
    goal = _level(level)
    day = as_of or date.today()
    zones = unit_list(units)
    region = _region(name, goal)
    target = None if out is None else _target(Path(out))
    files = [path for path in workbooks(map(Path, paths)) if target is None or path.resolve() != target.resolve()]
    before = reference_sheets(previous, day, zones)
    found = _Found()
    for path in files:
        _read(path, day, zones, before, found)
    if found.unreadable == len(files):
        raise UserError(f"{len(files)} 个文件都读不出来，没有汇总。{found.findings[0].message}")
    expected, sheets = _units(region, found.sheets, zones)
    merged = merge(
        sheets,
        level=goal,
        region=region,
        expected=expected,
        as_of=day,
        assignments=_assignments(tasks, expected, day, zones),
        findings=found.findings,
    )
    report = merged.report.model_copy(update={"faults": tuple(found.faults)})
    if target is None:
        return report
    from xl_tools.write.rollup_book import rollup_bytes  # XlsxWriter is paid for only here

    write_atomic(target, rollup_bytes(merged))
    return report.model_copy(update={"out": str(target)})


@dataclass
class _Found:
    """What the files held: their tables, the rules' findings on them (each with its path), and what failed."""

    sheets: list[ProgressSheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unreadable: int = 0


def _read(
    path: Path, as_of: date, zones: regions.UnitList, before: Sequence[ProgressSheet], found: _Found
) -> None:
    """Read and check one file. Hints are left to ``check``: they are for the unit, not for who merges."""
    try:
        sheets = read_sheets(read_book(path), as_of=as_of, units=zones)
    except UserError as error:
        found.unreadable += 1
        findings: Iterable[Finding] = [registry.finding("S117", reason=str(error))]
    else:
        result = run(sheets, Context(as_of=as_of, previous=before))
        findings = (finding for finding in result.findings if finding.severity is not Severity.HINT)
        found.faults += [Fault(path=str(path), rule=crash.code, sheet=crash.sheet) for crash in result.crashes]
        found.sheets += sheets
    found.findings += [finding.model_copy(update={"path": str(path)}) for finding in findings]


def _units(
    region: Region, sheets: Sequence[ProgressSheet], zones: regions.UnitList
) -> tuple[list[Region], list[ProgressSheet]]:
    """The units expected to report, and the sheets under their names.

    A province expects its cities. Where a city sent no table of its own but its counties did, the counties stand
    in for it, named with their city: within a province several counties may share a name.
    """
    expected = list(regions.expected_units(region, units=zones))
    if region.level is not Level.PROVINCE:
        return expected, list(sheets)
    present = {sheet.region.code for sheet in sheets if sheet.region}
    units: list[Region] = []
    renamed: dict[str, Region] = {}
    for unit in expected:
        counties = regions.expected_units(unit, units=zones) if unit.level is Level.CITY else ()
        if unit.code in present or present.isdisjoint(county.code for county in counties):
            units.append(unit)
            continue
        for county in counties:
            renamed[county.code] = replace(county, name=unit.name + county.name, parent=region.code)
            units.append(renamed[county.code])
    named = [
        replace(sheet, region=renamed[sheet.region.code]) if sheet.region and sheet.region.code in renamed else sheet
        for sheet in sheets
    ]
    return units, named


def _assignments(
    tasks: StrPath | None, expected: Sequence[Region], as_of: date, zones: regions.UnitList
) -> Assignments | None:
    """Which unit ought to report which task, from a task list or table; a task that names no unit is everybody's."""
    if tasks is None:
        return None
    assigned: dict[str, set[TaskKey]] = {unit.name: set() for unit in expected}
    by_code = {unit.code: unit.name for unit in expected}
    sheets = read_sheets(read_book(Path(tasks)), as_of=as_of, units=zones)
    if not sheets:
        raise UserError(f"“{Path(tasks).name}”里没有找到任务清单，不知道各单位应报哪些任务；请核对文件。")
    for sheet in sheets:
        for row in sheet.rows:
            named = row.text(Field.REGION) if sheet.form is Form.PROGRESS else row.text(Field.UNITS)
            places = (regions.find(unit.name, units=zones) for unit in read_units(named))
            units = {by_code[place.code] for place in places if place and place.code in by_code}
            key: TaskKey = row.province_serial if row.province_serial is not None else row.text(Field.TASK)
            for name in units or assigned:
                assigned[name].add(key)
    return {name: frozenset(keys) for name, keys in assigned.items()}


def _level(level: Level | str) -> Level:
    if level not in (Level.CITY, Level.PROVINCE):
        raise UserError(f"--level 只能是 city（汇总到市）或 province（汇总到省），不能是“{level}”。")
    return Level(level)


def _region(name: str, level: Level) -> Region:
    region = regions.find(name, level=level)
    if region:
        return region
    near = regions.nearest(name)
    kind = "市" if level is Level.CITY else "省"
    hint = f"是否指“{near.name}”？" if near and near.level is level else ""
    raise UserError(f"没有找到叫“{name}”的{kind}，请写全称，如 丽水市、浙江省。{hint}")


def _target(path: Path) -> Path:
    """The workbook to write; its folder is made. Raises UserError when it cannot be."""
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"汇总工作簿的文件名要以 .xlsx 结尾，不能是“{path.name}”。")
    if path.is_dir():
        raise UserError(f"“{path}”是文件夹；请写汇总工作簿的文件名。")
    output_folder(path.parent)
    return path

"""Check and roll-up judge a workbook in the same way: what counts in one counts in the other."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import xl_tools
from tests.app.test_roll_up import FAR, OPEN, found, rolled, sheet, table
from tests.conftest import ROOT
from tests.robot import fill, ticked
from tests.round.round_kit import sheet as round_sheet
from tests.round.round_kit import task_table
from xl_tools.app.issue import issue
from xl_tools.core.records import Finding, Status
from xl_tools.reports.rollup import Rollup

AS_OF = date(2022, 12, 20)
REASON = "已请示市里，同意。"
LINES = (
    (3, OPEN, FAR, "1.已清运堆放点4处，还剩2处正在清运。"),
    (5, OPEN, FAR, "1.正在对场地逐处清理，下月完成。"),
)


def checked(path: Path, **options: object) -> Sequence[Finding]:
    (file,) = xl_tools.check([path], as_of=AS_OF, **options).files  # type: ignore[arg-type]
    return file.findings


def explained(path: Path, out: Path, code: str) -> Path:
    """The workbook marked, with a reason beside every finding of a code."""
    xl_tools.check([path], as_of=AS_OF, mark=True, out=out)
    book = openpyxl.load_workbook(out / path.name)
    lines = [row for row in book["校验结果"].iter_rows(min_row=7) if row[2].value == code]
    assert lines
    for row in lines:
        row[7].value = REASON
    book.save(out / path.name)
    return out / path.name


def reasons(findings: Sequence[Finding], code: str) -> list[str | None]:
    return [one.accepted for one in findings if one.code == code]


def test_a_reason_for_what_was_not_read_counts_in_both(tmp_path: Path) -> None:
    path = table(tmp_path / "in", "莲都区", *LINES)
    book = openpyxl.load_workbook(path)
    book.create_sheet("备查")["XFD1048576"] = 1
    book.save(path)
    assert reasons(checked(path), "S118") == [None]
    assert [one.accepted for one in found(rolled(path.parent), "S118")] == [None]
    explained(path, tmp_path / "out", "S118")
    assert reasons(checked(tmp_path / "out" / path.name), "S118") == [REASON]
    assert [one.accepted for one in found(rolled(tmp_path / "out"), "S118")] == [REASON]


def test_a_reason_of_last_period_counts_in_both(tmp_path: Path) -> None:
    lines = ((3, OPEN, FAR, "无"), LINES[1])
    before = explained(table(tmp_path / "11月", "莲都区", *lines), tmp_path / "上期", "M209")
    now = table(tmp_path / "12月", "莲都区", *lines)
    assert reasons(checked(now), "M209") == [None]
    assert reasons(checked(now, previous=before), "M209") == [REASON]
    assert [one.accepted for one in found(rolled(now.parent, previous=before), "M209")] == [REASON]


@pytest.fixture
def issued(tmp_path: Path) -> dict[str, Path]:
    """The workbooks of a city's round as they were handed out, by unit."""
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    report = issue(tasks, out=tmp_path / "下发", period="2022-12", as_of=AS_OF)
    return {book.unit: Path(book.path) for book in report.units}


def names(unit: str, rows: Sequence[int]) -> dict[str, str]:
    return {f"A{row}": unit for row in rows}


def rows_of(report: Rollup, name: str) -> int:
    (unit,) = (unit for unit in report.units if unit.name == name)
    return unit.rows


ALL = range(4, 8)


def test_a_workbook_under_a_neighbours_name_is_its_own_units(issued: dict[str, Path], tmp_path: Path) -> None:
    path = fill(issued["松阳县"], tmp_path / "in" / "表.xlsx", {}, cells=names("青田县", ALL))
    (told,) = (one for one in checked(path) if one.code == "S105")
    report = rolled(path.parent)
    (said,) = found(report, "S105")
    assert (said.cell, said.message, said.path) == (told.cell, told.message, str(path))
    assert said.message == "地区是“青田县”，而这份表是下发给“松阳县”的。"
    assert (rows_of(report, "松阳县"), rows_of(report, "青田县")) == (4, 0)
    assert "青田县" in report.missing
    assert {task.by_unit["松阳县"] for task in report.tasks} == {Status.COMPLETED}


def test_the_neighbours_own_workbook_still_counts_for_the_neighbour(issued: dict[str, Path], tmp_path: Path) -> None:
    fill(issued["松阳县"], tmp_path / "in" / "1.xlsx", {}, cells=names("青田县", ALL))
    fill(issued["青田县"], tmp_path / "in" / "2.xlsx", {})
    report = rolled(tmp_path / "in")
    paths = {unit.name: Path(unit.path).name for unit in report.units if unit.path}
    assert paths == {"松阳县": "1.xlsx", "青田县": "2.xlsx"}
    assert found(report, "X707") == []


def test_rows_under_a_neighbours_name_are_told_where_they_are_not_the_neighbours(
    issued: dict[str, Path], tmp_path: Path
) -> None:
    """Half the rows: without its identity the workbook would be taken for two units' and taken apart."""
    path = fill(issued["松阳县"], tmp_path / "in" / "表.xlsx", {}, cells=names("青田县", ALL[2:]))
    report = rolled(path.parent)
    assert (rows_of(report, "松阳县"), rows_of(report, "青田县")) == (4, 0)
    assert [one.cell for one in found(report, "S106")] == ["A6", "A7"]
    assert [one.cell for one in checked(path) if one.code == "S106"] == ["A6", "A7"]


def test_an_unreadable_region_is_the_units_that_it_was_issued_to(issued: dict[str, Path], tmp_path: Path) -> None:
    path = fill(issued["松阳县"], tmp_path / "in" / "表.xlsx", {}, cells=names("本县", ALL))
    report = rolled(path.parent)
    assert rows_of(report, "松阳县") == 4
    assert len(found(report, "S105")) == 1
    assert found(report, "X713") == []


def test_a_county_below_the_city_that_a_workbook_was_issued_to_keeps_its_rows(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "浙江省")
    report = issue(tasks, out=tmp_path / "下发", period="2022-12", as_of=AS_OF)
    city = next(Path(book.path) for book in report.units if book.unit == "丽水市")
    cells = names("松阳县", ALL[:2]) | names("青田县", ALL[2:])
    path = fill(city, tmp_path / "in" / "丽水市.xlsx", {}, cells=cells)
    merged = rolled(path.parent, name="浙江省", level="province")
    assert (rows_of(merged, "丽水市松阳县"), rows_of(merged, "丽水市青田县")) == (2, 2)


def test_last_period_too_a_workbook_is_its_own_units(issued: dict[str, Path], tmp_path: Path) -> None:
    past = {place: ("1.正在清理。", ticked(Status.ON_SCHEDULE)) for place in range(1, 5)}
    fill(issued["松阳县"], tmp_path / "上期" / "表.xlsx", past, cells=names("青田县", ALL))
    fill(issued["松阳县"], tmp_path / "in" / "表.xlsx", {})
    out = tmp_path / "丽水市.xlsx"
    rolled(tmp_path / "in", previous=tmp_path / "上期", out=out)
    changed = [line for line in sheet(out, "与上期对比") if "松阳县" in line]
    assert len(changed) == 4


def test_a_month_that_was_not_issued_is_told_once(issued: dict[str, Path], tmp_path: Path) -> None:
    """By what the workbook remembers; that most others are of another month says the same."""
    for unit in ("莲都区", "青田县", "缙云县"):
        fill(issued[unit], tmp_path / "in" / f"{unit}.xlsx", {})
    path = fill(
        issued["松阳县"], tmp_path / "in" / "松阳县.xlsx", {}, cells={"A1": "松阳县整改进展情况表（2022年11月）"}
    )
    assert [one.code for one in checked(path) if one.code == "S116"] == ["S116"]
    assert [one.path for one in found(rolled(path.parent), "S116")] == [str(path)]


def test_a_zone_is_known_by_its_name_when_the_unit_list_has_changed(tmp_path: Path) -> None:
    heading, first, second = ["单位", "所属市"], ["丽水经济技术开发区", "丽水市"], ["云湖景区", "丽水市"]
    before = round_sheet(tmp_path / "单位1.xlsx", [heading, second, first])
    after = round_sheet(tmp_path / "单位2.xlsx", [heading, first, second])
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    report = issue(tasks, out=tmp_path / "下发", units=before, period="2022-12", as_of=AS_OF)
    zone = next(Path(book.path) for book in report.units if book.unit == first[0])
    path = fill(zone, tmp_path / "in" / "表.xlsx", {})
    assert [one for one in checked(path, units=after) if one.code == "S105"] == []
    merged = rolled(path.parent, units=after)
    assert found(merged, "S105") == []
    assert rows_of(merged, first[0]) == 4


JUDGING = {
    "xl_tools.parse.table.sheets": {"read_sheets"},
    "xl_tools.rules.engine": {"run"},
    "xl_tools.rules.acceptance": {"accept"},
}
"""Who reads tables, runs rules or accepts reasons elsewhere begins a second way, and the two will disagree."""


def judges(text: str) -> bool:
    """Whether a module imports one of these functions, or the module of one to call it from there."""
    whole = {name.rpartition(".") for name in JUDGING}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import) and any(one.name in JUDGING for one in node.names):
            return True
        if isinstance(node, ast.ImportFrom):
            names = {one.name for one in node.names}
            if names & JUDGING.get(node.module or "", set()):
                return True
            if any(room == node.module and module in names for room, _, module in whole):
                return True
    return False


def test_one_module_reads_and_judges_workbooks() -> None:
    rooms = ("app", "surfaces", "round", "rollup", "scoring", "write", "sample")
    files = [path for room in rooms for path in (ROOT / "xl_tools" / room).rglob("*.py")]
    assert {path.name for path in files if judges(path.read_text("utf-8"))} == {"examine.py"}


@pytest.mark.parametrize(
    "line",
    [
        "from xl_tools.parse.table.sheets import (\n    headings,\n    read_sheets,\n)",
        "from xl_tools.rules import catalogue, engine",
        "import xl_tools.rules.acceptance as reasons",
    ],
)
def test_however_it_is_imported(line: str) -> None:
    assert judges(line)

"""A row in a unit's workbook that names another unit: it is the sender's only where it was handed out to the sender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import openpyxl
import pytest

import xl_tools
from tests.app.test_roll_up import found, rolled, table
from tests.app.test_roll_up import sheet as cells_of
from tests.robot import answer, fill, ticked
from tests.round.round_kit import sheet as plain
from tests.round.round_kit import task_table
from xl_tools.app.issue import issue
from xl_tools.app.month import month
from xl_tools.app.start import start
from xl_tools.app.workspace import read_workspace
from xl_tools.core.records import Finding, Severity, Status
from xl_tools.reports.month import Step
from xl_tools.reports.rollup import Rollup

AS_OF = date(2022, 12, 20)
OTHERS = "青田县"
TASKS = {"松阳县": "1、2、3", "青田县": "2、4"}
"""Task 2 is both units'; 4 is not the sender's."""
UNITS = [["单位", "任务"], *TASKS.items()]


@pytest.fixture
def issued(tmp_path: Path) -> dict[str, Path]:
    """松阳县 was handed out tasks 1 to 3, 青田县 2 and 4."""
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    units = plain(tmp_path / "分配.xlsx", UNITS)
    report = issue(tasks, out=tmp_path / "下发", units=units, period="2022-12", as_of=AS_OF)
    return {book.unit: Path(book.path) for book in report.units}


Row = Mapping[str, object]


def sent(
    issued: Mapping[str, Path], tmp_path: Path, *, copied: Sequence[str] = (), over: Row | None = None, file: str = "表"
) -> Path:
    """松阳县's workbook, filled in, with copies of 青田县's rows below (each under the name given), and cells typed
    over."""
    path = fill(issued["松阳县"], tmp_path / "in" / f"{file}.xlsx", {})
    other = openpyxl.load_workbook(issued[OTHERS]).worksheets[0]
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for place, name in enumerate(copied):
        row = 7 + place
        for column in range(1, 6):
            page.cell(row, column).value = other.cell(5 - place, column).value
        page.cell(row, 1).value = name or None
        page.cell(row, 6).value = answer(OTHERS, 9, str(page.cell(row, 3).value))
        page.cell(row, 7).value = ticked(Status.BEHIND)
    for cell, value in (over or {}).items():
        page[cell] = value
    book.save(path)
    return path


def checked(path: Path, **options: object) -> Sequence[Finding]:
    (file,) = xl_tools.check([path], as_of=AS_OF, **options).files  # type: ignore[arg-type]
    return file.findings


def told(findings: Sequence[Finding]) -> list[str | None]:
    found = [one for one in findings if one.code == "S149"]
    assert {one.severity for one in found} <= {Severity.ERROR}
    return [one.cell for one in found]


def rows(report: Rollup) -> dict[str, int]:
    return {unit.name: unit.rows for unit in report.units if unit.rows}


def words(path: Path) -> str:
    """Everything that a roll-up shows of units' rows."""
    sheets = ("整改进展", "明细", "各单位进展", "来源", "任务统计")
    return "\n".join(str(value) for name in sheets for line in cells_of(path, name) for value in line if value)


KNOWN = [{}, {"issued": "下发"}, {"issued": "任务.xlsx"}]
"""Without what was handed out, with the folder of it, with the list (which names nobody: it is everybody's)."""


@pytest.mark.parametrize("known", KNOWN[:2], ids=["alone", "issued"])
@pytest.mark.parametrize("names", [("青田县",), ("青田",), ("丽水市青田县",), ("青田显",), ("青田县、遂昌县",)])
def test_a_copied_row_of_a_task_that_was_not_handed_out_is_nobodys(
    issued: dict[str, Path], tmp_path: Path, names: Sequence[str], known: Mapping[str, str]
) -> None:
    path = sent(issued, tmp_path, copied=names)
    where = {name: tmp_path / file for name, file in known.items()}
    out = tmp_path / "丽水市.xlsx"
    assert told(checked(path, **where)) == ["A7"]
    report = rolled(path.parent, out=out, **where)
    assert told(report.findings) == ["A7"]
    assert rows(report) == {"松阳县": 3}
    assert "第9项" not in words(out)
    (behind,) = (unit for unit in report.units if unit.name == "青田县")
    assert not behind.reported


@pytest.mark.parametrize("known", KNOWN, ids=["alone", "issued", "list"])
def test_the_named_units_own_return_is_not_touched(
    issued: dict[str, Path], tmp_path: Path, known: Mapping[str, str]
) -> None:
    path = sent(issued, tmp_path, copied=["青田县", ""])
    fill(issued["青田县"], tmp_path / "in" / "青田.xlsx", {})
    where = {name: tmp_path / file for name, file in known.items()}
    out = tmp_path / "丽水市.xlsx"
    report = rolled(path.parent, out=out, **where)
    assert told(report.findings) == ["A7", "A8"]
    assert rows(report) == {"松阳县": 3, "青田县": 2}
    assert found(report, "X707") == []
    by_task = {task.province_serial: dict(task.by_unit) for task in report.tasks}
    assert by_task[2]["青田县"] == by_task[4]["青田县"] == by_task[2]["松阳县"] == Status.COMPLETED
    xl_tools.split(out, out=tmp_path / "拆")
    parts = [cells_of(part, openpyxl.load_workbook(part).sheetnames[0]) for part in (tmp_path / "拆").rglob("*.xlsx")]
    assert len(parts) == 2
    assert not [part for part in parts if "第9项" in str(part)]


def test_a_task_that_stands_under_the_senders_name_too_is_not_handed_out_twice(
    issued: dict[str, Path], tmp_path: Path
) -> None:
    """Task 2 is both units', and the sender's own row of it is there."""
    path = sent(issued, tmp_path, copied=["", "青田县"], over={"A7": "松阳县"})
    assert told(checked(path)) == ["A8"]
    assert rows(rolled(path.parent)) == {"松阳县": 4}  # task 4 under its own name is its own (S114 where that is known)


@pytest.mark.parametrize("known", KNOWN, ids=["alone", "issued", "list"])
@pytest.mark.parametrize("name", ["青田县", "松阳县、青田县", "青田显", "丽水市"])
def test_a_name_typed_over_what_was_handed_out_stays_the_senders(
    issued: dict[str, Path], tmp_path: Path, name: str, known: Mapping[str, str]
) -> None:
    path = sent(issued, tmp_path, over={"A6": name})
    where = {key: tmp_path / file for key, file in known.items()}
    assert told(checked(path, **where)) == []
    report = rolled(path.parent, **where)
    assert rows(report) == {"松阳县": 3}
    assert {one.code for one in report.findings if one.cell == "A6"} & {"S105", "S106"}


def test_a_slip_and_a_copied_row_are_told_apart(issued: dict[str, Path], tmp_path: Path) -> None:
    path = sent(issued, tmp_path, copied=["青田县"], over={"A5": "青田县"})
    assert told(checked(path)) == ["A7"]
    report = rolled(path.parent)
    assert rows(report) == {"松阳县": 3}
    assert [one.cell for one in found(report, "S106")] == ["A5"]


def test_where_nothing_tells_what_was_handed_out_another_units_name_is_believed(
    issued: dict[str, Path], tmp_path: Path
) -> None:
    """The text was changed, so that the workbook no longer holds what was handed out with it."""
    over = {"C4": "第1项：换过的文字。", "A6": "青田县", "A5": "青田显"}
    path = sent(issued, tmp_path, over=over)
    assert told(checked(path)) == ["A6"]
    assert rows(rolled(path.parent)) == {"松阳县": 2}
    assert told(checked(path, issued=tmp_path / "下发")) == []
    assert rows(rolled(path.parent, issued=tmp_path / "下发")) == {"松阳县": 3}


def test_a_list_that_names_units_tells_whose_a_task_is(issued: dict[str, Path], tmp_path: Path) -> None:
    head = ["序号", "整改任务", "整改目标", "整改措施", "整改时限", "责任单位"]
    entries = [
        [number, f"第{number}项：某处问题", "清零", "1.清运。", "2023年12月底前", units]
        for number, units in enumerate(("松阳县", "松阳县、青田县", "各县（市、区）", "青田县"), 1)
    ]
    listed = plain(tmp_path / "清单.xlsx", [["丽水市整改任务清单"], head, *entries])
    path = sent(issued, tmp_path, copied=["青田县"], over={"C4": "第1项：换过的文字。", "A5": "青田县", "A6": "青田县"})
    assert told(checked(path, issued=listed)) == ["A7"]
    assert rows(rolled(path.parent, issued=listed)) == {"松阳县": 3}


@pytest.mark.parametrize("known", KNOWN[:2], ids=["alone", "issued"])
def test_a_table_pasted_over_whole_is_nobodys_with_the_task_that_both_have(
    issued: dict[str, Path], tmp_path: Path, known: Mapping[str, str]
) -> None:
    """青田县 has the tasks 2 and 4, 松阳县 the tasks 1 to 3."""
    path = sent(issued, tmp_path, copied=["青田县", "青田县"])
    book = openpyxl.load_workbook(path)
    book.worksheets[0].delete_rows(4, 3)
    book.save(path)
    given = {name: tmp_path / place for name, place in known.items()}
    report = rolled(path.parent, **given)
    assert told(report.findings) == ["A4", "A5"]
    assert rows(report) == {}


def test_a_workbook_of_another_units_tasks_alone_is_no_report(issued: dict[str, Path], tmp_path: Path) -> None:
    """All of it was pasted over: neither has reported."""
    path = sent(issued, tmp_path)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    page.delete_rows(4, 3)
    for row, task in ((4, "第8项：甲处"), (5, "第9项：乙处")):
        for column, value in enumerate(
            ("青田县", task[1], task, "整改目标：清零。", "2023年12月底前", "1.清运。", "☑已完成"), 1
        ):
            page.cell(row, column).value = value
    book.save(path)
    report = rolled(path.parent)
    assert told(report.findings) == ["A4", "A5"]
    assert rows(report) == {}
    assert {"松阳县", "青田县"} <= set(report.missing)


def test_last_period_too(issued: dict[str, Path], tmp_path: Path) -> None:
    before = sent(issued, tmp_path, copied=["青田县"])
    before = before.rename(tmp_path / "上期.xlsx")
    sent(issued, tmp_path)
    out = tmp_path / "丽水市.xlsx"
    rolled(tmp_path / "in", previous=before, out=out)
    assert not [line for line in cells_of(out, "与上期对比") if "青田县" in line]


@pytest.mark.usefixtures("issued")
def test_a_table_that_remembers_nothing_is_held_against_what_was_handed_out(tmp_path: Path) -> None:
    """Without it a single name is taken for a slip, as people make them."""
    lines = [(number, Status.COMPLETED, "2023年12月底前", "1.清运。") for number in (1, 2, 3, 4)]
    path = table(tmp_path / "in", "松阳县", *lines)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    last = page.max_row
    page.cell(last, 1).value = "青田县"
    book.save(path)
    assert told(checked(path)) == []
    assert rows(rolled(path.parent)) == {"松阳县": 4}
    assert told(checked(path, issued=tmp_path / "下发")) == [f"A{last}"]
    report = rolled(path.parent, issued=tmp_path / "下发")
    assert told(report.findings) == [f"A{last}"]
    assert rows(report) == {"松阳县": 3}


def test_rows_without_a_task_are_not_the_same_task(tmp_path: Path) -> None:
    head = ["县区", "序号", "整改任务", "整改目标和措施", "完成时限", "进展情况", "备注"]
    lines = [
        [unit, n, "", "1.清运。", "2023年12月底前", f"1.已清运{n}处。", "☑已完成"]
        for n, unit in enumerate(("青田县", "莲都区", "莲都区", "莲都区"), 1)
    ]
    path = plain(tmp_path / "in" / "莲都区.xlsx", [["莲都区整改进展情况表"], head, *lines])
    assert told(checked(path)) == []
    assert rows(rolled(path.parent)) == {"莲都区": 4}


def test_without_what_was_handed_out_the_old_rules_hold(tmp_path: Path) -> None:
    """The task is that of the row above; the name is taken for a slip."""
    head = ["县区", "序号", "整改任务", "整改目标和措施", "完成时限", "进展情况", "备注"]
    units = ("莲都区", "莲都区", "", "青田县")
    lines = [
        [unit, n, f"第{n}项：某处问题" if n < 4 else "", "1.清运。", "2023年12月底前", f"1.已清运{n}处。", "☑已完成"]
        for n, unit in enumerate(units, 1)
    ]
    path = plain(tmp_path / "in" / "莲都区.xlsx", [["莲都区整改进展情况表"], head, *lines])
    assert told(checked(path)) == []
    assert told(rolled(path.parent).findings) == []


def test_collected_it_is_the_senders_with_an_error(issued: dict[str, Path], tmp_path: Path) -> None:
    path = sent(issued, tmp_path, copied=["青田县"])
    options = {"out": tmp_path / "收报", "period": "2022-12", "as_of": AS_OF, "issued": tmp_path / "下发"}
    report = xl_tools.collect(path.parent, **options)  # type: ignore[arg-type]
    state = {unit.unit: unit for unit in report.units}
    assert state["松阳县"].errors > 0
    assert state["青田县"].state != state["松阳县"].state


def test_in_a_workspace_it_is_sent_back_and_not_merged(tmp_path: Path) -> None:
    folder = tmp_path / "督察"
    start(task_table(tmp_path / "清单.xlsx", "丽水市", tasks=2), out=folder, period="2022-12", deadline="每月25日")
    book = openpyxl.load_workbook(folder / "工作台.xlsx")
    book["通讯录"]["C4"] = "ld@county.example"
    book.save(folder / "工作台.xlsx")
    late = date(2022, 12, 26)

    def run() -> Step | None:
        return month(read_workspace(folder), today=late, go_on=True).did

    assert run() is Step.ISSUE
    blank = next(path for path in (folder / "2022-12").rglob("*莲都区*.xlsx"))
    sent_in = fill(blank, folder / "2022-12" / "来件" / "莲都区.xlsx", {})
    made = openpyxl.load_workbook(sent_in)
    page = made.worksheets[0]
    for column, value in enumerate(
        ("青田县", "3", "第9项：别处的问题。", "整改目标：清零。", "2023年12月底前", "1.别处。"), 1
    ):
        page.cell(6, column).value = value
    made.save(sent_in)
    done = [run() for _ in range(6)]
    assert Step.RETURN in done
    assert Step.ROLLUP in done
    letter = message_from_bytes(next((folder / "2022-12").rglob("退回* 莲都区*.eml")).read_bytes(), policy=default)
    body = letter.get_body()
    assert body is not None
    assert "这一行写的是“青田县”" in body.get_content()
    merged = next((folder / "2022-12").rglob("丽水市汇总2022-12.xlsx"))
    assert "别处" not in words(merged)
    assert "S149" in str(cells_of(merged, "校验结果"))

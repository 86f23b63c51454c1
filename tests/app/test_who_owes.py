"""What was issued decides what a unit owes: a task handed out to two counties is not missing in the other seven."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.robot import fill
from tests.round.round_kit import sheet, task_table
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.app.roll_up import roll_up
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.reports.rollup import Rollup
from xl_tools.rollup.reread_period import history_in

NOVEMBER, DECEMBER = date(2022, 11, 20), date(2022, 12, 20)
TWO = ["松阳县", "龙泉市"]
OTHERS = ["莲都区", "青田县", "缙云县", "遂昌县", "云和县", "庆元县", "景宁畲族自治县"]
AMISS = {"X709", "X711", "X714"}


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Task 2 is issued to two counties, tasks 1 and 3 to all; ``填好`` holds what every county sends back."""
    folder = tmp_path_factory.mktemp("一期")
    given = [["单位", "任务"], *([unit, "1、2、3"] for unit in TWO), *([unit, "1、3"] for unit in OTHERS)]
    assigned = sheet(folder / "分配表.xlsx", given)
    tasks = task_table(folder / "任务.xlsx", "丽水市", tasks=3)
    report = issue(tasks, out=folder / "下发", units=assigned, period="2022-11", as_of=NOVEMBER)
    (folder / "填好").mkdir()
    for book in report.units:
        fill(Path(book.path), folder / "填好" / Path(book.path).name, {})
    return folder


def merged(folder: Path, out: Path, **how: object) -> Rollup:
    return roll_up([folder], **{"level": "city", "name": "丽水市", "out": out, "as_of": NOVEMBER, **how})  # type: ignore[arg-type]


def codes(report: Rollup) -> set[str]:
    return {finding.code for finding in report.findings}


@pytest.mark.parametrize("told", [False, True], ids=["by the workbooks themselves", "by what was issued"])
def test_nothing_is_missing_where_nothing_was_issued(month: Path, tmp_path: Path, told: bool) -> None:
    report = merged(month / "填好", tmp_path / "汇总.xlsx", issued=month / "下发" if told else None)
    assert codes(report).isdisjoint(AMISS)
    assert (report.totals.completed, report.totals.undecided) == (3, 0)
    assert set(report.tasks[1].by_unit) == set(TWO)


def test_the_second_month_holds_as_well(month: Path, tmp_path: Path) -> None:
    first = tmp_path / "上期汇总.xlsx"
    merged(month / "填好", first)
    given = issue(first, out=tmp_path / "下发", period="2022-12", as_of=DECEMBER, previous=first)
    assert {book.unit for book in given.units if "第2项" in book.tasks} == set(TWO)
    inbox = tmp_path / "来件"
    inbox.mkdir()
    for book in given.units:
        fill(Path(book.path), inbox / Path(book.path).name, {})
    received = collect(inbox, out=tmp_path / "收报", issued=tmp_path / "下发", as_of=DECEMBER)
    report = merged(Path(received.folder), tmp_path / "汇总.xlsx", previous=first, as_of=DECEMBER)
    assert codes(report).isdisjoint(AMISS)
    history = history_in(read_book(tmp_path / "汇总.xlsx"))
    first_period = history[0]
    assert (first_period.day, first_period.totals.completed, first_period.totals.undecided) == (NOVEMBER, 3, 0)


def test_a_unit_that_did_not_report_owes_what_it_was_issued(month: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "来件"
    inbox.mkdir()
    for path in (month / "填好").iterdir():
        if not path.name.startswith("莲都区"):
            (inbox / path.name).write_bytes(path.read_bytes())
    report = merged(inbox, tmp_path / "汇总.xlsx", issued=month / "下发")
    assert report.missing == ("莲都区",)
    assert [task.status is None for task in report.tasks] == [True, False, True]


def test_a_changed_workbook_no_longer_tells_what_was_issued(month: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "来件"
    inbox.mkdir()
    for path in (month / "填好").iterdir():
        (inbox / path.name).write_bytes(path.read_bytes())
    (changed,) = inbox.glob("莲都区*")
    book = openpyxl.load_workbook(changed)
    book.worksheets[0].delete_rows(5)  # task 3: it was issued, and is to be missed
    book.save(changed)
    for told in (None, month / "下发"):
        report = merged(inbox, tmp_path / "汇总.xlsx", issued=told)
        assert [one.message for one in report.findings if one.code == "X714"] == [
            f"莲都区已上报，但表里没有{'第3项' if told else '第2项、第3项'}。"
        ]


def test_workbooks_of_two_issues_do_not_tell_all_that_was_issued(month: Path, tmp_path: Path) -> None:
    given = sheet(tmp_path / "补发.xlsx", [["单位", "任务"], ["莲都区", "2"]])
    extra = issue(month / "任务.xlsx", out=tmp_path / "补发", units=given, period="2022-11", number=2, as_of=NOVEMBER)
    inbox = tmp_path / "来件"
    inbox.mkdir()
    for path in (month / "填好").iterdir():
        (inbox / path.name).write_bytes(path.read_bytes())
    (supplement,) = extra.units
    fill(Path(supplement.path), inbox / "补报.xlsx", {})
    (inbox / next((month / "填好").glob("莲都区*")).name).unlink()  # its first workbook has not come
    by_itself = merged(inbox, tmp_path / "汇总.xlsx")
    assert any("第1项、第3项" in one.message for one in by_itself.findings if one.code == "X714")


def test_units_that_were_issued_nothing_are_not_expected(month: Path, tmp_path: Path) -> None:
    some = tmp_path / "下发"
    some.mkdir()
    for unit in TWO:
        (path,) = (month / "下发").glob(f"{unit}*")
        (some / path.name).write_bytes(path.read_bytes())
    inbox = tmp_path / "来件"
    inbox.mkdir()
    for unit in TWO:
        (path,) = (month / "填好").glob(f"{unit}*")
        (inbox / path.name).write_bytes(path.read_bytes())
    report = merged(inbox, tmp_path / "汇总.xlsx", issued=some)
    assert report.missing == ()
    assert (report.totals.completed, report.totals.undecided) == (3, 0)


def test_what_tells_nothing_is_refused(month: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有"):
        merged(month / "填好", tmp_path / "汇总.xlsx", issued=month / "分配表.xlsx")
    assert not (tmp_path / "汇总.xlsx").exists()


AFTER = date(2024, 1, 20)


@pytest.fixture
def one_county(tmp_path: Path) -> Path:
    """Tasks 1 and 3 are issued to all; task 2 to 莲都区 alone, which does not report."""
    given = [["单位", "任务"], ["莲都区", "1、2、3"], *([unit, "1、3"] for unit in [*TWO, *OTHERS[1:]])]
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市", tasks=3)
    assigned = sheet(tmp_path / "分配表.xlsx", given)
    report = issue(tasks, out=tmp_path / "下发", units=assigned, period="2022-11", as_of=NOVEMBER)
    for book in report.units:
        if book.unit != "莲都区":
            fill(Path(book.path), tmp_path / "来件" / Path(book.path).name, {})
    return tmp_path


def second_row(path: Path) -> list[str]:
    form = openpyxl.load_workbook(path).worksheets[0]
    rows = [[str(cell or "") for cell in row] for row in form.iter_rows(values_only=True)]
    return next(row for row in rows if any(cell.startswith("第2项") for cell in row))


@pytest.mark.parametrize("told", ["issued", "tasks"])
def test_what_only_a_missing_unit_was_handed_is_told_by_what_was_handed_out(one_county: Path, told: str) -> None:
    how = {"issued": one_county / "下发"} if told == "issued" else {"tasks": [one_county / "清单.xlsx"]}
    if told == "tasks":
        rows = [["序号", "整改任务", "整改措施", "整改时限", "责任单位"]]
        rows += [[n, f"第{n}项：养殖尾水直排", "逐点核查", "2023年12月底前", "莲都区"] for n in (1, 2, 3)]
        sheet(one_county / "清单.xlsx", rows)
    out = one_county / "汇总.xlsx"
    report = merged(one_county / "来件", out, as_of=AFTER, **how)
    task = report.tasks[1]
    assert (task.province_serial, task.by_unit, task.status) == (2, {"莲都区": None}, None)
    assert task.undecided[0].why == "未报"
    assert (task.due, task.light) == (date(2023, 12, 31), "red")
    words = second_row(out)
    named = "采石场边坡裸露" if told == "issued" else "养殖尾水直排"
    assert any(named in cell for cell in words if cell.startswith("第2项"))
    assert any("逐点核查" in cell for cell in words)
    assert "2023年12月底前" in words


def test_a_missing_unit_keeps_the_deadline_that_it_was_handed(one_county: Path) -> None:
    def late(day: date) -> set[tuple[str, str]]:
        out = one_county / f"{day}.xlsx"
        merged(one_county / "来件", out, as_of=day, issued=one_county / "下发")
        warnings = openpyxl.load_workbook(out)["预警"]
        said = [[str(cell or "") for cell in row] for row in warnings.iter_rows(values_only=True)]
        return {(cell, row[row.index("莲都区")]) for row in said if "莲都区" in row for cell in row if "第" in cell}

    assert late(NOVEMBER) == set()
    assert {task.partition("：")[0] for task, _ in late(AFTER)} >= {"第1项", "第2项", "第3项"}


def test_what_a_missing_unit_had_completed_last_period_is_not_overdue(one_county: Path) -> None:
    before = one_county / "上期"
    for path in (one_county / "下发").glob("*整改进展情况表.xlsx"):
        fill(path, before / path.name, {})
    how = {"as_of": AFTER, "issued": one_county / "下发", "previous": before}
    report = merged(one_county / "来件", one_county / "汇总.xlsx", **how)
    assert (report.tasks[1].due, report.tasks[1].light) == (None, None)
    assert "采石场边坡裸露" in report.tasks[1].title


def test_what_is_to_be_kept_up_is_told_by_what_was_handed_out(one_county: Path) -> None:
    rows = [["序号", "整改任务", "整改措施", "整改时限", "责任单位"]]
    rows += [[n, f"第{n}项：养殖尾水直排", "逐点核查", "长期坚持", "莲都区"] for n in (1, 2, 3)]
    listed = sheet(one_county / "清单.xlsx", rows)
    report = merged(one_county / "来件", one_county / "汇总.xlsx", as_of=AFTER, tasks=[listed])
    assert report.tasks[1].modes == ("ongoing",)
    assert (report.tasks[1].due, report.tasks[1].light) == (None, "green")


@pytest.mark.parametrize(
    ("lead", "units"), [("莲都区", "各县（市、区）"), ("", "莲都区、各县（市、区）"), ("市水利局", "各县（市、区）")]
)
def test_all_counties_beside_the_one_that_leads_owe_what_is_issued_to_all(
    tmp_path: Path, lead: str, units: str
) -> None:
    rows = [["序号", "整改任务", "整改措施", "整改时限", "责任单位", "牵头单位"]]
    rows += [["1", "第1项：养殖尾水直排", "逐点核查", "2023年12月底前", units, lead]]
    listed = sheet(tmp_path / "清单.xlsx", rows)
    given = issue(listed, out=tmp_path / "下发", name="丽水市", period="2022-11", as_of=NOVEMBER)
    assert len(given.units) == 9
    (mine,) = (Path(book.path) for book in given.units if book.unit == "莲都区")
    (tmp_path / "来件").mkdir()
    fill(mine, tmp_path / "来件" / mine.name, {})
    report = merged(tmp_path / "来件", tmp_path / "汇总.xlsx", issued=listed)
    assert set(report.tasks[0].by_unit) == {*TWO, *OTHERS}
    assert report.totals.undecided == 1

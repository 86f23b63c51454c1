"""The workspace: what clerks write in 工作台.xlsx holds for every command in the folder, and a slip is a sentence."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.conftest import ROOT
from tests.round.round_kit import addresses, sheet, task_table
from xl_tools.app.check import check
from xl_tools.app.office import Office, given, of_user
from xl_tools.app.roll_up import roll_up
from xl_tools.app.start import start
from xl_tools.app.workspace import find_workspace, office_at, read_workspace
from xl_tools.core import user_folder
from xl_tools.core.errors import UserError
from xl_tools.core.records import Level, Severity

DAY = date(2022, 12, 20)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of the test's own."""
    folder = tmp_path / "用户"
    monkeypatch.setattr(user_folder, "folder", lambda: folder)
    return folder


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    tasks = task_table(tmp_path / "来的" / "任务清单.xlsx", "丽水市")
    folder = tmp_path / "督察"
    start(tasks, out=folder, period="2022-12", deadline="每月25日", signed="丽水市督察整改办")
    return folder


def write(folder: Path, cells: dict[str, object], page: str = "工作台") -> None:
    path = folder / "工作台.xlsx"
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book[page][cell] = value
    book.save(path)


def test_a_workspace_is_made_from_a_task_list_and_says_what_is_still_to_be_filled_in(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务清单.xlsx", "丽水市")
    made = start(tasks, out=tmp_path / "督察")
    assert (made.name, made.tasks) == ("丽水市", 4)
    assert made.lacking == ("期次", "报送截止", "署名", "通讯录里的邮箱")
    office = read_workspace(tmp_path / "督察")
    assert (office.name, office.level, office.period, office.deadline) == ("丽水市", Level.CITY, None, None)
    assert office.inspections[0].tasks == tmp_path / "督察" / "任务清单.xlsx"
    with pytest.raises(UserError, match="已经是工作台"):
        start(tasks, out=tmp_path / "督察")


def test_what_clerks_write_is_read_as_they_write_it(bench: Path) -> None:
    office = read_workspace(bench)
    assert (office.period, office.deadline) == ("2022-12", datetime(2022, 12, 25, 23, 59))
    # A month or a day that Excel has made a date of.
    write(bench, {"B7": datetime(2023, 1, 1), "B8": datetime(2023, 1, 28, 18), "B9": "1月29日"})
    office = read_workspace(bench)
    assert (office.period, office.deadline, office.as_of) == ("2023-01", datetime(2023, 1, 28, 18), date(2023, 1, 29))


@pytest.mark.parametrize(("said", "counts"), [("是", True), ("否", False), ("", False)])
def test_tables_on_hidden_sheets_count_where_the_office_says_so(bench: Path, said: str, counts: bool) -> None:
    write(bench, {"B15": said})
    assert read_workspace(bench).rules.hidden is counts


def test_every_slip_is_a_sentence_that_says_where(bench: Path) -> None:
    write(bench, {"B4": "里水市", "B5": "地级", "B7": "十二月", "B8": "下个月", "B15": "也许"})
    write(bench, {"C4": "没有的清单.xlsx"}, "督察")
    write(bench, {"A4": "高新园", "D4": ""}, "单位清单")
    with pytest.raises(UserError) as caught:
        read_workspace(bench)
    said = str(caught.value)
    for part in ("“工作台”B4", "里水市", "B5", "B7", "B8", "B15", "没有的清单.xlsx", "高新园"):
        assert part in said


@pytest.mark.parametrize(("page", "cell"), [("工作台", "B4"), ("督察", "C4"), ("单位清单", "A4"), ("规则", "A5")])
def test_what_is_struck_out_settles_nothing_and_is_told(bench: Path, page: str, cell: str) -> None:
    path = bench / "工作台.xlsx"
    book = openpyxl.load_workbook(path)
    page = next(name for name in book.sheetnames if name.startswith(page))
    book[page][cell].value = book[page][cell].value or "丽水经开区"
    book[page][cell].font = Font(strike=True)
    book.save(path)
    with pytest.raises(UserError, match=f"“{page}”{cell} 有划掉的字"):
        read_workspace(bench)


def test_the_nearest_workspace_above_counts(bench: Path) -> None:
    inner = bench / "2022-12" / "收报"
    inner.mkdir(parents=True)
    assert find_workspace(inner) == bench
    assert find_workspace(bench.parent) is None
    assert office_at(inner, DAY).name == "丽水市"


def test_option_goes_over_workspace_over_user_over_ours(bench: Path, own_folder: Path, tmp_path: Path) -> None:
    own_folder.mkdir()
    sheet(own_folder / "规则设置.xlsx", [["代码", "启用", "级别"], ["T306", "否", ""], ["P502", "是", "错误"]])
    book = openpyxl.load_workbook(own_folder / "规则设置.xlsx")
    book.worksheets[0].title = "规则设置"
    book.save(own_folder / "规则设置.xlsx")
    user_folder.choose_day(date(2022, 12, 1), DAY)
    assert of_user(DAY).as_of == date(2022, 12, 1)
    office = office_at(bench, DAY)
    assert (office.as_of, office.rules.off) == (date(2022, 12, 1), {"T306"})
    write(bench, {"B9": "2022-12-18"})
    office = office_at(bench, DAY)
    assert office.as_of == date(2022, 12, 18)
    option = tmp_path / "选项.toml"
    option.write_text('off = ["M209"]\n[severity]\nP502 = "提示"\n', "utf-8")
    over = given(settings=option).over(office)
    assert over.rules.off == {"T306", "M209"}
    assert over.rules.severity["P502"] is Severity.HINT
    assert over.rules_file == option
    where = {(one.what, Path(one.where).name) for one in office.settled}
    assert {("统计日期", "工作台.xlsx"), ("规则", "规则设置.xlsx"), ("单位", "工作台.xlsx")} <= where
    assert sum(one.what == "统计日期" for one in office.settled) == 1


def test_lists_add(bench: Path, tmp_path: Path) -> None:
    write(bench, {"A4": "丽水经济技术开发区", "D4": "丽水市"}, "单位清单")
    more = sheet(tmp_path / "更多.xlsx", [["单位", "上级"], ["丽水生态园区", "丽水市"]])
    office = given(units=more).over(office_at(bench, DAY))
    assert [(unit.name, unit.code) for unit in office.units.zones] == [
        ("丽水经济技术开发区", "331100Z01"),
        ("丽水生态园区", "331100Z02"),
    ]


def test_an_address_book_kept_elsewhere_is_taken_along(bench: Path, tmp_path: Path) -> None:
    book = addresses(tmp_path / "通讯录.xlsx", [["莲都区", "甲", "a@county.example", "联系人"]])
    write(bench, {"B13": str(book)})
    assert read_workspace(bench).contacts == (bench / "工作台.xlsx", book)


def test_it_travels_to_the_processes_of_a_roll_up(tmp_path: Path) -> None:
    option = tmp_path / "选项.toml"
    option.write_text('off = ["M204", "M205"]\n', "utf-8")
    counties = ROOT / "workbooks" / "样本市"
    there, ours = (
        roll_up([counties], level="city", name="丽水市", as_of=DAY, jobs=2, office=office)
        for office in (given(settings=option), Office())
    )
    assert {one.code for one in ours.findings} - {one.code for one in there.findings} == {"M204", "M205"}


def test_nothing_settled_is_ours() -> None:
    assert Office().over(Office()) == Office()


def test_the_list_of_a_workspace_is_an_original_whose_place_no_marked_copy_takes(bench: Path, tmp_path: Path) -> None:
    newer = task_table(tmp_path / "再来的" / "任务清单.xlsx", "丽水市", tasks=3)
    before = (bench / "任务清单.xlsx").read_bytes()
    with pytest.raises(UserError, match="可能是原件"):
        check(newer, mark=True, out=bench)
    assert (bench / "任务清单.xlsx").read_bytes() == before

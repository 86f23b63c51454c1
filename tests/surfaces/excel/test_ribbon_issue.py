"""The button 下发: what it asks, what it writes, what it says."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.doubles.desk import TODAY, Desk, write_table
from tests.round.round_kit import sheet, task_table
from xl_tools.app.inputs import workbooks
from xl_tools.books.file.reader import read_book
from xl_tools.core.period import period_of
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.round.issuing.identity import Identity
from xl_tools.surfaces.excel import ribbon

COUNTIES = {"莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市"}


def said(desk: Desk) -> str:
    return desk.excel.alerts[-1]


def issued(folder: Path) -> dict[str, Path]:
    """The workbooks of a folder by the unit that they were issued to."""
    found = {path: Identity.of(read_book(path).identity) for path in workbooks([folder])}
    return {identity.name: path for path, identity in found.items() if identity}


def front(desk: Desk, region: str = "丽水市") -> Path:
    """A task table of a region in front, an empty folder beside it."""
    path = task_table(desk.folder / "任务" / "任务.xlsx", region)
    desk.open(path)
    (desk.folder / "下发").mkdir()
    return path


def test_the_workbook_in_front_is_handed_out_as_it_stands_on_the_screen(desk: Desk) -> None:
    source = front(desk)
    before = source.read_bytes()
    desk.file.worksheets[0]["C4"] = "第1项：只在屏幕上的任务，还没有保存。"
    desk.excel.answers += ["yes", "no"]
    desk.addin.typed += ["2022-12", "<ENTER>"]
    desk.addin.picked.append(str(desk.folder / "下发"))
    desk.click(ribbon.issue)
    assert desk.addin.asked[1] == "丽水市"
    found = issued(desk.folder / "下发")
    assert found.keys() == COUNTIES
    (table,) = read_sheets(read_book(found["松阳县"]))
    assert table.period == "2022-12"
    assert "只在屏幕上的任务" in str(read_book(found["松阳县"]).grids[0].rows)
    assert said(desk).startswith(f"已给 9 个单位各写了一个工作簿，放在 {desk.folder / '下发'}。")
    assert Path(desk.excel.front.fullname).name == "下发清单2022-12.xlsx"
    assert source.read_bytes() == before


def test_a_file_can_be_chosen_instead_and_the_month_is_proposed(desk: Desk) -> None:
    desk.lay()
    source = task_table(desk.folder / "任务" / "任务.xlsx", "丽水市")
    desk.excel.answers += ["no", "no"]
    desk.addin.typed += ["<ENTER>", "<ENTER>"]
    desk.addin.picked += [str(source), str(desk.folder / "下发")]
    desk.click(ribbon.issue)
    assert desk.addin.asked == [period_of(TODAY), "丽水市"]
    assert len(issued(desk.folder / "下发")) == 9


def test_without_a_table_in_front_a_file_is_asked_for_at_once(desk: Desk) -> None:
    desk.open(sheet(desk.folder / "签到.xlsx", [["签到表"]]))
    source = task_table(desk.folder / "任务" / "任务.xlsx", "丽水市")
    desk.excel.answers.append("no")
    desk.addin.typed += ["2022-12", "<ENTER>"]
    desk.addin.picked += [str(source), str(desk.folder / "下发")]
    desk.click(ribbon.issue)
    assert len(issued(desk.folder / "下发")) == 9


def test_an_assignment_decides_who_gets_what(desk: Desk) -> None:
    front(desk)
    units = sheet(desk.folder / "分配.xlsx", [["单位", "任务"], ["莲都区", "1、2"], ["青田县", "全部"]])
    desk.excel.answers += ["yes", "yes"]
    desk.addin.typed += ["2022-12", "<ENTER>"]
    desk.addin.picked += [str(units), str(desk.folder / "下发")]
    desk.click(ribbon.issue)
    found = issued(desk.folder / "下发")
    assert found.keys() == {"莲都区", "青田县"}
    (table,) = read_sheets(read_book(found["莲都区"]))
    assert len(table.rows) == 2


@pytest.mark.parametrize(("answer", "receiver"), [("yes", "莲都区"), ("no", "丽水市")])
def test_a_province_hands_out_to_cities_or_counties(desk: Desk, answer: str, receiver: str) -> None:
    front(desk, "浙江省")
    desk.excel.answers += ["yes", answer, "no"]
    desk.addin.typed += ["2022-12", "<ENTER>"]
    desk.addin.picked.append(str(desk.folder / "下发"))
    desk.click(ribbon.issue)
    assert receiver in issued(desk.folder / "下发")
    assert len(issued(desk.folder / "下发")) == (90 if answer == "yes" else 11)


@pytest.mark.parametrize("answer", ["yes", "no", "cancel"])
def test_what_may_have_been_filled_in_is_only_replaced_when_asked(desk: Desk, answer: str) -> None:
    front(desk)
    out = desk.folder / "下发"
    mine = out / "松阳县2022年12月整改进展情况表.xlsx"
    write_table(mine)
    before = mine.read_bytes()
    desk.excel.answers += ["yes", "no", answer]
    desk.addin.typed += ["2022-12", "<ENTER>"]
    desk.addin.picked.append(str(out))
    desk.click(ribbon.issue)
    (question,) = [text for text in desk.excel.alerts if "可能已经填写" in text]
    assert question.endswith("要替换吗？选“是”替换，原来的留备份；选“否”就不下发。")
    if answer == "yes":
        assert issued(out).keys() == COUNTIES
        assert [copy.read_bytes() for copy in out.glob("*备份*")] == [before]
    else:
        assert list(out.iterdir()) == [mine]
        assert mine.read_bytes() == before


@pytest.mark.parametrize("step", range(5))
def test_cancel_at_any_step_writes_nothing(desk: Desk, step: int) -> None:
    front(desk)
    steps = ["source", "period", "name", "units", "out"]
    answers = {"source": "yes", "units": "no"}
    typed = {"period": "2022-12", "name": "<ENTER>"}
    picked = {"out": str(desk.folder / "下发")}
    cancelled = steps[step]
    desk.excel.answers += ["cancel" if name == cancelled else answer for name, answer in answers.items()]
    desk.addin.typed += ["" if name == cancelled else text for name, text in typed.items()]
    desk.addin.picked += ["" if name == cancelled else path for name, path in picked.items()]
    desk.click(ribbon.issue)
    assert list((desk.folder / "下发").iterdir()) == []
    assert all("？" in text for text in desk.excel.alerts)  # questions only


@pytest.mark.parametrize(
    ("period", "name", "words"),
    [("十二月", "<ENTER>", "期次“十二月”不对"), ("2022-12", "里水市", "没有找到叫“里水市”的省、市或县")],
)
def test_a_wrong_answer_is_one_sentence(desk: Desk, period: str, name: str, words: str) -> None:
    front(desk)
    desk.excel.answers += ["yes", "no"]
    desk.addin.typed += [period, name]
    desk.addin.picked.append(str(desk.folder / "下发"))
    desk.click(ribbon.issue)
    assert words in said(desk)
    assert "\n" not in said(desk)
    assert list((desk.folder / "下发").iterdir()) == []


def test_a_list_of_that_name_already_open_is_said(desk: Desk) -> None:
    desk.open(sheet(desk.folder / "下发清单2022-12.xlsx", [["别的"]]))
    front(desk)
    desk.excel.answers += ["yes", "no"]
    desk.addin.typed += ["2022-12", "<ENTER>"]
    desk.addin.picked.append(str(desk.folder / "下发"))
    desk.click(ribbon.issue)
    assert said(desk).endswith("同名的工作簿已经打开，请自己打开这个文件。")


def test_what_is_opened_holds_no_formula_and_no_macro(desk: Desk) -> None:
    source = front(desk)
    desk.file.worksheets[0]["C4"] = '\'=HYPERLINK("http://x")第1项'
    desk.excel.answers += ["yes", "no"]
    desk.addin.typed += ["2022-12", "<ENTER>"]
    desk.addin.picked.append(str(desk.folder / "下发"))
    desk.click(ribbon.issue)
    assert [book.name for book in desk.excel.open] == [source.name, "下发清单2022-12.xlsx"]
    opened = openpyxl.load_workbook(desk.folder / "下发" / "下发清单2022-12.xlsx")
    assert not [cell for page in opened for row in page.iter_rows() for cell in row if cell.data_type == "f"]

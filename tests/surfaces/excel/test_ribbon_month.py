"""The buttons 本月 and 收报: a whole round by clicks alone, in the workspace of the workbook in front or the last."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.doubles.desk import Desk
from tests.robot import fill
from tests.round import second_city as city
from tests.round.round_kit import sheet, task_table
from xl_tools.app.month import month as do_next
from xl_tools.app.next_period import open_next
from xl_tools.app.workspace import read_workspace
from xl_tools.books.file.reader import read_book
from xl_tools.rollup.reread_period import history_in
from xl_tools.surfaces.excel import ribbon

UNITS = ("莲都区", "青田县")


def said(desk: Desk) -> str:
    return desk.excel.alerts[-1]


def month(desk: Desk, *answers: str) -> str:
    desk.excel.answers += answers
    desk.click(ribbon.month)
    return said(desk)


@pytest.fixture
def bench(desk: Desk) -> Path:
    """A workspace made by the button, with addresses for two units and nobody else."""
    desk.lay()
    tasks = task_table(desk.folder / "任务清单.xlsx", "丽水市", tasks=2)
    folder = desk.folder / "督察"
    folder.mkdir()
    desk.addin.picked += [str(tasks), str(folder)]
    desk.addin.typed += ["2022-12", "2022-12-25"]
    assert "工作台建好了，2 项任务" in month(desk, "yes")
    assert Path(desk.excel.front.fullname) == folder / "工作台.xlsx"
    desk.close_front()
    book = openpyxl.load_workbook(folder / "工作台.xlsx")
    people = [row for row in book["通讯录"].iter_rows(min_row=4) if row[0].value]
    for number, row in enumerate(people):
        row[2].value = f"u{number}@county.example"
    others = [row[0].value for row in people if row[0].value not in (*UNITS, "浙江省")]
    for number, name in enumerate(others, 4):
        book["单位清单"][f"A{number}"], book["单位清单"][f"E{number}"] = name, "否"
    book.save(folder / "工作台.xlsx")
    return folder


def send(folder: Path, *names: str) -> None:
    for path in (folder / "2022-12").rglob("下发/*整改进展情况表.xlsx"):
        if path.name.startswith(names):
            fill(path, folder / "2022-12" / "来件" / path.name, {})


def test_a_round_by_clicks(desk: Desk, bench: Path) -> None:
    assert "这次做了下发" in month(desk)
    assert str(bench) in said(desk)
    send(bench, *UNITS)
    desk.click(ribbon.collect)
    assert "应收 2 个单位，已收 2，未收 0" in said(desk)
    assert Path(desk.excel.front.fullname).name == "收报情况2022-12.xlsx"
    assert "这次做了汇总" in month(desk)
    assert Path(desk.excel.front.fullname).name == "丽水市汇总2022-12.xlsx"
    assert "这次做了报送" in month(desk)
    assert "这次做了分发" in month(desk)
    assert "现在是2023年1月" in month(desk, "yes")
    assert "这次做了下发" in month(desk)
    assert sorted(path.name for path in (bench / "2023-01").rglob("*整改进展情况表.xlsx")) == [
        "莲都区2023年1月整改进展情况表.xlsx",
        "青田县2023年1月整改进展情况表.xlsx",
    ]


def test_nothing_is_done_where_nothing_has_come(desk: Desk, bench: Path) -> None:
    book = openpyxl.load_workbook(bench / "工作台.xlsx")
    book["工作台"]["B8"], book["工作台"]["B9"] = "2099-12-25", "2022-12-10"
    book.save(bench / "工作台.xlsx")
    month(desk)
    assert "来件还没有" in month(desk)
    send(bench, UNITS[0])
    assert "这次做了收报" in month(desk)
    assert "不等了，现在就汇总吗" in month(desk, "no")
    assert not list(bench.rglob("丽水市汇总*"))
    assert "这次做了汇总" in month(desk, "yes")


def test_the_table_in_front_is_written_as_it_goes_on_paper(desk: Desk) -> None:
    file = desk.open(task_table(desk.folder / "进展.xlsx", "丽水市", progress={1: "1.已核查。\n2.已治理。"}))
    file.sheets[0].range("F4").value = "1.屏幕上改的一句。"
    desk.click(ribbon.print_version)
    assert "打印稿写好了，4 项任务" in said(desk)
    (paper,) = desk.folder.glob("进展（打印稿）.xlsx")
    texts = [cell.value for row in openpyxl.load_workbook(paper).worksheets[0].iter_rows() for cell in row]
    assert any("屏幕上改的一句" in str(text) for text in texts)


def test_the_last_workspace_is_used_and_named_where_the_workbook_in_front_is_in_none(desk: Desk, bench: Path) -> None:
    desk.open(sheet(desk.folder / "别处" / "签到.xlsx", [["签到表"]]))
    assert f"工作台 {bench}" in month(desk)


def test_a_slip_in_the_workspace_is_told_and_nothing_is_done(desk: Desk, bench: Path) -> None:
    book = openpyxl.load_workbook(bench / "工作台.xlsx")
    book["工作台"]["B7"] = "十二月"
    book.save(bench / "工作台.xlsx")
    assert "B7" in month(desk)
    assert not (bench / "2022-12").exists()


def test_without_a_workspace_and_without_wanting_one_nothing_is_made(desk: Desk) -> None:
    desk.lay()
    month(desk, "no")
    assert not list(desk.folder.rglob("工作台.xlsx"))


def test_collecting_without_a_workspace_asks_for_its_folders(desk: Desk) -> None:
    (desk.folder / "来件").mkdir()
    desk.lay(name="来件/莲都区.xlsx")
    desk.addin.picked += [str(desk.folder / "来件"), str(desk.folder / "收报")]
    desk.addin.typed.append("无")
    desk.excel.answers.append("no")
    desk.click(ribbon.collect)
    assert "2022年11月应收 9 个单位：已收 1" in said(desk)


def test_a_second_city_by_clicks_comes_to_its_totals(desk: Desk) -> None:
    desk.lay()
    tasks = city.lay(desk.folder)
    folder = desk.folder / "督察"
    folder.mkdir()
    desk.addin.picked += [str(tasks), str(folder)]
    desk.addin.typed += [city.PERIOD, "2022-12-25"]
    assert "工作台建好了，5 项任务" in month(desk, "yes")
    desk.close_front()
    book = openpyxl.load_workbook(folder / "工作台.xlsx")
    book["工作台"]["B9"] = city.AS_OF
    for number, row in enumerate(book["通讯录"].iter_rows(min_row=4)):
        if row[0].value:
            row[2].value = f"u{number}@county.example"
    book.save(folder / "工作台.xlsx")
    assert "给 6 个单位各写了一个工作簿" in month(desk)
    base = folder / city.PERIOD / "央督二轮"
    city.report(base / "下发", folder / city.PERIOD / "来件")
    desk.click(ribbon.collect)
    assert "应收 6 个单位，已收 6，未收 0" in said(desk)
    assert "这次做了央督二轮的退回" in month(desk)
    assert "这次做了央督二轮的汇总" in month(desk)
    totals = history_in(read_book(base / f"{city.CITY}汇总{city.PERIOD}.xlsx"))[-1].totals
    assert {name: getattr(totals, name) for name in city.TOTALS} == city.TOTALS
    assert "这次做了央督二轮的报送" in month(desk)
    assert "这次做了央督二轮的分发" in month(desk)
    assert "现在是2023年1月" in month(desk, "yes")


def test_the_button_hands_out_what_the_month_does(desk: Desk, bench: Path) -> None:
    """From the list of the workspace: last period's texts beside the tasks, whoever writes the workbooks."""
    late = date(2022, 12, 27)
    do_next(read_workspace(bench), today=late)
    send(bench, *UNITS)
    while do_next(read_workspace(bench), today=late).did:
        pass
    open_next(read_workspace(bench), today=late)
    do_next(read_workspace(bench), today=date(2023, 1, 5))
    by_month = {path.name: path.read_bytes() for path in (bench / "2023-01").rglob("下发/*整改进展情况表.xlsx")}
    (desk.folder / "另发").mkdir()
    desk.open(bench / "任务清单.xlsx")
    desk.excel.answers += ["yes", "no"]
    desk.addin.typed += ["2023-01", "<ENTER>"]
    desk.addin.picked.append(str(desk.folder / "另发"))
    desk.click(ribbon.issue)
    by_button = {path.name: path.read_bytes() for path in (desk.folder / "另发").glob("*整改进展情况表.xlsx")}
    assert by_button.keys() == by_month.keys()
    assert by_button == by_month

"""The buttons on the double: what they do to the workbook, what they say, what happens when something is wrong."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.doubles.desk import SHEET, TODAY, Desk, spoil, write_table
from tests.doubles.marked import mark_open
from xl_tools.books.excel import sheet_painter
from xl_tools.books.file.reader import read_book
from xl_tools.core import user_folder
from xl_tools.sample import write_sample_city
from xl_tools.surfaces.excel import ribbon

VERSION = version("xl-tools")


def said(desk: Desk) -> str:
    return desk.excel.alerts[-1]


def two_sheets(book: Any) -> None:
    spoil(book)
    copy = book.copy_worksheet(book[SHEET])
    copy.title = "第二张"
    copy["G4"] = None


# --- checking ------------------------------------------------------------------------------------


def test_check_marks_the_sheet_in_front_and_says_the_counts(desk: Desk) -> None:
    desk.lay(two_sheets)
    desk.click(ribbon.check)
    assert said(desk).startswith("校验完成：错误 3，")
    marked = {row[3].value for row in desk.file["校验结果"].iter_rows(min_row=7)}
    assert marked == {SHEET}


def test_check_all_marks_every_sheet(desk: Desk) -> None:
    desk.lay(two_sheets)
    desk.click(ribbon.check_all)
    assert {row[3].value for row in desk.file["校验结果"].iter_rows(min_row=7)} == {SHEET, "第二张"}
    assert "正在读取“第二张”（第 2 张，共 2 张）…" in desk.excel.status_shown


def test_a_second_check_gives_the_same(desk: Desk) -> None:
    desk.lay(spoil)
    desk.click(ribbon.check_all)
    once = desk.saved()
    desk.click(ribbon.check_all)
    assert desk.saved() == once


def test_a_reason_beside_a_warning_accepts_it(desk: Desk) -> None:
    def change(book: Any) -> None:
        progress = "1.摸排点位3个，清单已建立，正在逐个处置。\n2.下一步继续推进。"
        book[SHEET]["F5"], book[SHEET]["G5"] = progress, "☑已完成\n□达到序时进度\n□未达序时进度\n□尚未启动"

    desk.lay(change)
    desk.click(ribbon.check)
    results = desk.file["校验结果"]
    (row, *_) = [cell.row for cell in results["B"] if cell.value == "警告" and cell.row > 6]
    before = said(desk)
    results.cell(row, 8).value = "已请示市里，本月完成验收。"
    desk.click(ribbon.check)
    assert said(desk) != before
    assert "已请示市里，本月完成验收。" in [cell.value for cell in desk.file["校验结果"]["H"]]


def test_what_is_put_right_is_no_longer_marked(desk: Desk) -> None:
    desk.lay(spoil)
    desk.click(ribbon.check)
    clean = openpyxl.load_workbook(write_table(desk.folder / "clean.xlsx"))[SHEET]
    for cell in ("G5", "E6", "F7"):
        desk.file[SHEET][cell] = clean[cell].value
    desk.click(ribbon.check)
    assert "没有发现问题" in said(desk)


@pytest.mark.parametrize("click", [ribbon.check, ribbon.check_all])
def test_no_table_is_said_and_nothing_changes(desk: Desk, click: Any) -> None:
    def empty(book: Any) -> None:
        book[SHEET].delete_rows(1, 20)
        book[SHEET]["A1"] = "签到表"

    desk.lay(empty)
    before = desk.saved()
    desk.click(click)
    assert "没有找到整改进展表或任务清单" in said(desk)
    assert "工作簿未改动" in said(desk)
    assert desk.saved() == before


def test_the_results_sheet_is_not_checked(desk: Desk) -> None:
    desk.lay(spoil)
    desk.click(ribbon.check)
    desk.click(ribbon.show_results)
    desk.click(ribbon.check)
    assert said(desk) == "当前是“校验结果”表，请先点到要校验的那张表。"


def test_what_could_not_be_marked_is_said(desk: Desk) -> None:
    def change(book: Any) -> None:
        spoil(book)
        book[SHEET].protection.sheet = True
        book[SHEET].protection.password = "x"

    desk.lay(change)
    desk.click(ribbon.check)
    assert "这张表设有保护密码，没有在格子上标记（" in said(desk)


def test_clear_says_whether_there_was_anything(desk: Desk) -> None:
    desk.lay(spoil)
    before = desk.saved()
    desk.click(ribbon.check)
    desk.click(ribbon.clear)
    assert said(desk) == "标记已全部清除。"
    assert desk.saved() == before
    desk.click(ribbon.clear)
    assert said(desk) == "这个工作簿里没有校验标记。"


# --- going through -------------------------------------------------------------------------------


def selected(desk: Desk) -> tuple[str, str]:
    sheet = desk.file.active.title
    return sheet, desk.excel.selections.get(sheet, "A1")


def test_next_and_previous_go_round(desk: Desk) -> None:
    book = desk.lay(spoil)
    from tests.books.test_excel_marks import THREE

    mark_open(book, THREE)
    desk.excel.alerts.clear()
    seen = []
    for _ in range(4):
        desk.click(ribbon.next_finding)
        seen.append(selected(desk)[1])
    assert seen == ["G5", "E6", "F7", "G5"]
    assert desk.excel.status_bar == "第 1 处，共 3 处：错误 T301：四项都没有勾。"
    for cell in ("F7", "E6", "G5"):
        desk.click(ribbon.previous_finding)
        assert selected(desk)[1] == cell
    assert desk.excel.alerts == []


def test_from_a_line_of_the_results_sheet_it_goes_on(desk: Desk) -> None:
    book = desk.lay(spoil)
    from tests.books.test_excel_marks import THREE

    mark_open(book, THREE)
    desk.click(ribbon.show_results)
    assert desk.file.active.title == "校验结果"
    desk.excel.selections["校验结果"] = "F8"
    desk.click(ribbon.next_finding)
    assert selected(desk) == (SHEET, "F7")


@pytest.mark.parametrize("click", [ribbon.next_finding, ribbon.previous_finding, ribbon.show_results])
def test_without_a_check_it_says_so(desk: Desk, click: Any) -> None:
    desk.lay()
    desk.click(click)
    assert said(desk).startswith("还没有校验结果")


# --- roll-up -------------------------------------------------------------------------------------


def city(desk: Desk) -> list[Path]:
    write_sample_city(desk.folder / "市")
    return sorted(path for path in (desk.folder / "市").glob("*.xlsx"))


def test_a_folder_is_rolled_up_and_the_result_opened(desk: Desk) -> None:
    city(desk)
    desk.lay()
    desk.addin.picked.append(str(desk.folder / "市"))
    desk.addin.typed.append("<ENTER>")
    desk.click(ribbon.roll_up_city)
    assert desk.addin.asked == ["丽水市"]
    out = desk.folder / "市" / "汇总结果" / f"丽水市汇总 {TODAY:%Y-%m-%d}.xlsx"
    assert out.is_file()
    assert desk.excel.front.fullname == str(out)
    assert "丽水市：" in said(desk)
    assert str(out) in said(desk)
    assert "正在汇总：读完第 1 个工作簿，共 9 个…" in desk.excel.status_shown
    assert desk.excel.status_bar is False


def test_a_workbook_of_that_name_already_open_is_said(desk: Desk) -> None:
    city(desk)
    desk.open(write_table(desk.folder / f"丽水市汇总 {TODAY:%Y-%m-%d}.xlsx"))
    desk.addin.picked.append(str(desk.folder / "市"))
    desk.addin.typed.append("<ENTER>")
    desk.click(ribbon.roll_up_city)
    assert said(desk).endswith("同名的工作簿已经打开，请自己打开这个文件。")
    assert next((desk.folder / "市" / "汇总结果").glob("[!~]*.xlsx")).is_file()


def test_open_workbooks_are_rolled_up_as_they_stand_on_the_screen(desk: Desk) -> None:
    for path in city(desk)[:2]:
        desk.open(path)
    front = desk.file.worksheets[0]
    unsaved = "只在屏幕上的进展，还没有保存。"
    front["F5"] = unsaved
    desk.excel.answers.append("yes")
    desk.addin.typed.append("<ENTER>")
    desk.click(ribbon.roll_up_city)
    out = next((desk.folder / "市" / "汇总结果").glob("[!~]*.xlsx"))
    texts = [str(value) for grid in read_book(out).grids for row in grid.rows for value in row if value]
    assert any(unsaved in text for text in texts)


@pytest.mark.parametrize("step", ["books", "folder", "name"])
def test_cancel_at_any_step_writes_nothing(desk: Desk, step: str) -> None:
    files = city(desk)
    desk.open(files[0])
    desk.open(files[1])
    desk.excel.answers.append("cancel" if step == "books" else "no")
    desk.addin.picked.append("" if step == "folder" else str(desk.folder / "市"))
    desk.addin.typed.append("")
    desk.click(ribbon.roll_up_city)
    assert not (desk.folder / "市" / "汇总结果").exists()
    assert desk.excel.alerts[1:] == []


def test_a_province_is_rolled_up_as_one(desk: Desk) -> None:
    city(desk)
    desk.lay()
    desk.addin.picked.append(str(desk.folder / "市"))
    desk.addin.typed.append("浙江省")
    desk.click(ribbon.roll_up_province)
    (made,) = (desk.folder / "市" / "汇总结果").glob("浙江省汇总*.xlsx")
    units = {str(row[0]) for row in openpyxl.load_workbook(made)["汇总统计"].iter_rows(values_only=True)}
    assert {"杭州市", "丽水市庆元县"} <= units


def test_an_unknown_city_is_one_sentence(desk: Desk) -> None:
    city(desk)
    desk.lay()
    desk.addin.picked.append(str(desk.folder / "市"))
    desk.addin.typed.append("里水市")
    desk.click(ribbon.roll_up_city)
    assert said(desk).startswith("没有找到叫“里水市”的市")


def test_missing_units_are_listed(desk: Desk) -> None:
    files = city(desk)
    gone = files[0]
    gone.unlink()
    desk.lay()
    desk.addin.picked.append(str(desk.folder / "市"))
    desk.addin.typed.append("<ENTER>")
    desk.click(ribbon.missing_units)
    assert f"未报 1 个：{gone.stem}" in said(desk)
    assert not (desk.folder / "市" / "汇总结果").exists()


def test_missing_cities_are_those_of_a_province(desk: Desk) -> None:
    city(desk)
    desk.lay()
    desk.addin.picked.append(str(desk.folder / "市"))
    desk.addin.typed.append("浙江省")
    desk.click(ribbon.missing_units)
    assert said(desk).startswith("浙江省：已报 ")
    assert "杭州市" in said(desk)


# --- settings ------------------------------------------------------------------------------------


def test_the_day_is_kept_for_today_only(desk: Desk) -> None:
    desk.lay(spoil)
    desk.addin.typed.append("2030-01-01")
    desk.click(ribbon.set_day)
    assert said(desk) == "今天的校验和汇总按 2030-01-01 判断是否到期。"
    desk.click(ribbon.check)
    assert "口径日期 2030-01-01（不是今天）。" in said(desk)
    assert user_folder.chosen_day(TODAY) == date(2030, 1, 1)
    assert user_folder.chosen_day(TODAY + timedelta(days=1)) is None
    desk.addin.typed.append("今天")
    desk.click(ribbon.set_day)
    assert user_folder.chosen_day(TODAY) is None


def test_a_bad_day_changes_nothing(desk: Desk) -> None:
    desk.lay()
    desk.addin.typed.append("二月三十日")
    desk.click(ribbon.set_day)
    assert said(desk) == "日期“二月三十日”不对，请写成 2022-12-20 或 2022年12月20日 这样。口径没有改。"


def test_doctor_and_help_speak(desk: Desk) -> None:
    desk.lay()
    desk.click(ribbon.doctor)
    assert VERSION in said(desk)
    desk.click(ribbon.help)
    assert "清除标记" in said(desk)


# --- failures ------------------------------------------------------------------------------------


def test_an_add_in_of_another_version_is_told(desk: Desk) -> None:
    desk.lay(spoil)
    before = desk.saved()
    desk.click(ribbon.check, "0.0.9")
    assert said(desk).startswith(f"加载项的版本是 0.0.9，程序包的版本是 {VERSION}")
    assert desk.saved() == before


def test_a_button_of_a_newer_add_in_is_told(desk: Desk) -> None:
    desk.lay()
    desk.click(ribbon.print_stamps)
    assert "没有这个功能" in said(desk)
    assert "print_stamps" not in ribbon.BUTTONS


def test_a_fault_is_one_sentence_and_a_log(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.lay(spoil)
    before = desk.saved()

    def fail(*_: Any, **__: Any) -> None:
        raise KeyError("secret detail")

    monkeypatch.setattr(sheet_painter, "paint", fail)
    desk.click(ribbon.check)
    assert said(desk).startswith("程序出错，这一步没有做完；详情已记入 ")
    assert "Traceback" not in said(desk)
    assert "secret detail" not in said(desk)
    log = user_folder.folder() / "xl_tools.log"
    assert str(log) in said(desk)
    assert "secret detail" in log.read_text("utf-8")
    assert desk.saved() == before
    assert desk.excel.screen_updating
    assert desk.excel.enable_events


def test_without_the_add_in_one_sentence(desk: Desk) -> None:
    desk.lay(spoil)
    desk.excel.macros.clear()
    desk.click(ribbon.check)
    assert "没有回应" in said(desk)


def test_without_any_workbook_a_click_is_silent(desk: Desk) -> None:
    assert desk.excel.open == []
    desk.click(ribbon.check)
    assert desk.excel.alerts == []

"""Workbooks as Excel hands them over: each works, or is answered by a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link import ExternalLink
from openpyxl.workbook.external_link.external import ExternalBook

from tests.books.test_excel_marks import THREE
from tests.doubles.desk import SHEET, Desk, spoil, write_table
from tests.doubles.marked import mark_open
from tests.surfaces.excel.test_ribbon import city, said
from tests.surfaces.excel.test_ribbon_score import task_book
from xl_tools.books.excel import open_book
from xl_tools.books.excel.opened import Opened, path_of
from xl_tools.surfaces.excel import desk as product
from xl_tools.surfaces.excel import functions, ribbon

# --- values --------------------------------------------------------------------------------------


def test_currency_is_a_number_and_a_time_of_day_a_time(desk: Desk) -> None:
    def change(book: Any) -> None:
        sheet = book[SHEET]
        sheet["B4"], sheet["B4"].number_format = 12.5, '"¥"#,##0.00'
        sheet["B5"], sheet["B5"].number_format = time(9, 30), "h:mm"

    (grid,) = open_book.read_book(Opened(desk.lay(change))).grids
    assert (grid.rows[3][1], type(grid.rows[3][1])) == (12.5, float)
    assert grid.rows[4][1] == time(9, 30)


def test_scores_typed_as_currency_are_scored_alike(desk: Desk) -> None:
    def scored(form: str) -> str:
        desk.close()
        desk.open(task_book(desk.folder / "任务书.xlsx"))
        for cell in ("F3", "F4"):
            desk.file["任务书"][cell].number_format = form
        desk.excel.answers.append("no")
        desk.click(ribbon.score)
        return said(desk)

    assert scored("0") == scored("¥#,##0.00")


def test_a_formula_over_currency_reads_numbers(desk: Desk) -> None:
    book = desk.lay(lambda held: setattr(held[SHEET]["B4"], "number_format", "¥0"))
    assert functions.XLT_CHECK(book.sheets[0].range("A3:G7")) == [["没有发现问题"]]


# --- workbooks -----------------------------------------------------------------------------------


def test_a_workbook_that_was_never_saved_is_checked(desk: Desk) -> None:
    """It has a name and no path."""
    desk.lay(spoil)
    desk.excel.front.never_saved = True
    desk.click(ribbon.check)
    assert said(desk).startswith("校验完成：错误 3，")


@pytest.mark.parametrize("click", [ribbon.check, ribbon.check_all, ribbon.clear])
def test_a_shared_workbook_is_one_sentence_and_left_alone(desk: Desk, click: Callable[..., None]) -> None:
    desk.lay(spoil)
    desk.excel.front.shared = True
    before = desk.saved()
    desk.click(click)
    assert said(desk).startswith("“县表.xlsx”是共享工作簿")
    assert "取消共享" in said(desk)
    assert desk.saved() == before


def test_a_workbook_in_the_cloud_is_checked_though_nobody_knows_its_path(desk: Desk) -> None:
    book = desk.lay(spoil)
    desk.excel.front.in_the_cloud = True
    assert path_of(book) == "县表.xlsx"
    desk.click(ribbon.check)
    assert said(desk).startswith("校验完成：错误 3")


def test_a_formula_in_a_workbook_in_the_cloud_checks_too(desk: Desk) -> None:
    book = desk.lay()
    desk.excel.front.in_the_cloud = True
    assert functions.XLT_CHECK(book.sheets[0].range("A3:G7")) == [["没有发现问题"]]


def test_a_chart_in_front_is_one_sentence(desk: Desk) -> None:
    desk.lay(spoil)
    desk.file.create_chartsheet("图", 0)
    desk.file.active = 0
    desk.click(ribbon.check)
    assert said(desk) == "当前是一张图表，没有格子可校验；请先点到要校验的那张表。"
    desk.click(ribbon.check_all)
    assert said(desk).startswith("校验完成：错误 3")
    assert desk.file.active.title == "图"


def test_the_users_own_macros_are_no_workbook_to_merge(desk: Desk) -> None:
    desk.open(write_table(desk.folder / "PERSONAL.xlsb.xlsx"))
    desk.excel.open[0]._path = desk.folder / "PERSONAL.XLSB"
    for path in city(desk)[:2]:
        desk.open(path)
    desk.excel.answers.append("cancel")
    desk.click(ribbon.roll_up_city)
    assert "用已打开的 2 个工作簿吗？" in said(desk)
    assert "启用编辑" in said(desk)


# --- sheets --------------------------------------------------------------------------------------


def test_sheets_selected_together_get_one_results_sheet(desk: Desk) -> None:
    book = desk.lay(lambda held: (spoil(held), held.create_sheet("乙")))
    desk.excel.front.grouped += [SHEET, "乙"]
    before = desk.saved()
    mark_open(book, THREE)
    assert desk.file.sheetnames == [SHEET, "乙", "校验结果"]
    desk.click(ribbon.clear)
    assert desk.saved() == before


def test_behind_a_very_hidden_sheet_the_results_still_find_their_place(desk: Desk) -> None:
    def change(book: Any) -> None:
        spoil(book)
        book.create_sheet("底稿").sheet_state = "veryHidden"

    desk.lay(change)
    before = desk.saved()
    desk.click(ribbon.check)
    assert desk.file.sheetnames == [SHEET, "校验结果", "底稿"]
    desk.click(ribbon.clear)
    assert desk.saved() == before


def hide_sheet(file: Any) -> None:
    file[SHEET].sheet_state = "hidden"


def filter_row(file: Any) -> None:
    file[SHEET].row_dimensions[5].hidden = True


def hide_column(file: Any) -> None:
    file[SHEET].column_dimensions["G"].hidden = True


@pytest.mark.parametrize("hide", [hide_sheet, filter_row, hide_column])
def test_a_finding_that_nobody_sees_is_led_to_by_its_line(desk: Desk, hide: Callable[[Any], None]) -> None:
    """And the next click goes on from there."""
    book = desk.lay(lambda held: held.create_sheet("乙"))
    mark_open(book, THREE)
    desk.file.active = 1
    hide(desk.file)
    desk.click(ribbon.next_finding)
    assert (desk.file.active.title, desk.excel.selections["校验结果"]) == ("校验结果", "E7")
    assert said(desk).startswith(f"第 1 处，共 3 处在“{SHEET}”G5，那里隐藏或被筛选了")
    desk.excel.alerts.clear()
    desk.click(ribbon.next_finding)
    there = (desk.file.active.title, desk.excel.selections.get(desk.file.active.title))
    assert there == (("校验结果", "E8") if hide is hide_sheet else (SHEET, "E6"))


@pytest.mark.parametrize("selected", ["G5,C3:D4", "G5:G7", "G5:G6,A1,B9"])
def test_of_several_areas_the_first_cell_is_where_the_user_stands(desk: Desk, selected: str) -> None:
    mark_open(desk.lay(), THREE)
    desk.excel.selections[SHEET] = selected
    desk.click(ribbon.next_finding)
    assert desk.excel.selections[SHEET] == "E6"


def test_opening_a_workbook_with_links_asks_nothing(desk: Desk, tmp_path: Path) -> None:
    """A box of Excel would stand inside the call, and Excel would wait for itself."""
    front = Opened(desk.lay())
    book = openpyxl.Workbook()
    target = Relationship(type="externalLinkPath", Target="别处.xlsx", TargetMode="External", Id="rId1")
    link = ExternalLink(externalBook=ExternalBook())
    link.file_link = target
    book._external_links.append(link)
    book.save(tmp_path / "有链接.xlsx")
    assert product.Desk(front, date(2022, 12, 20)).open(str(tmp_path / "有链接.xlsx")) == ""
    assert desk.excel.front.name == "有链接.xlsx"


def test_results_that_were_hidden_by_hand_are_one_sentence(desk: Desk) -> None:
    mark_open(desk.lay(), THREE)
    desk.file["校验结果"].sheet_state = "hidden"
    desk.click(ribbon.show_results)
    assert said(desk).startswith("“校验结果”表转不过去，可能隐藏了")


def test_a_sheet_is_known_whatever_the_case_of_its_name(desk: Desk) -> None:
    book = desk.lay(lambda held: held.create_sheet("Sheet2"))
    assert Opened(book).sheet("sheet2").name == "Sheet2"


# --- nothing stays behind ------------------------------------------------------------------------


def test_the_status_bar_is_empty_after_clearing(desk: Desk) -> None:
    mark_open(desk.lay(spoil), THREE)
    desk.click(ribbon.next_finding)
    assert desk.excel.status_bar.startswith("第 1 处")
    desk.click(ribbon.clear)
    assert desk.excel.status_bar is False


def test_the_package_is_asked_for_its_version_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.lay()
    desk.click(ribbon.help)
    monkeypatch.setattr("importlib.metadata.version", lambda _: pytest.fail("asked again"))
    desk.click(ribbon.help)

"""计算得分 on the double: an assessment into a workbook of its own, a progress table into a sheet beside it."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.doubles.desk import SHEET, TODAY, Desk, spoil
from tests.surfaces.excel.test_ribbon import said
from xl_tools.app.score_rule_table import new_score_book
from xl_tools.books.file.reader import read_book
from xl_tools.surfaces.excel import ribbon


def task_book(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "任务书"
    sheet.append(["2024年度工作任务书"])
    sheet.append(["序号", "单位", "类别", "重点工作", "目标任务", "分值"])
    sheet.append([1, "市甲局", "重点单位", "治水", "建成污水管网100公里。", 80])
    sheet.append([2, "市乙局", "重点单位", "治气", "完成锅炉改造20台。", 80])
    book.save(path)
    return path


def test_an_assessment_is_scored_as_it_stands_on_the_screen(desk: Desk) -> None:
    desk.open(task_book(desk.folder / "任务书.xlsx"))
    desk.file["任务书"]["B4"] = "市丙局"  # not saved
    desk.excel.answers.append("no")
    desk.click(ribbon.score)
    assert "2 个单位已计分" in said(desk)
    out = desk.folder / "计分结果" / f"任务书得分 {TODAY:%Y-%m-%d}.xlsx"
    assert desk.excel.front.fullname == str(out)
    texts = {str(value) for grid in read_book(out).grids for row in grid.rows for value in row if value}
    assert "市丙局" in texts
    assert "市乙局" not in texts


def test_the_tasks_of_a_progress_table_are_scored_beside_it(desk: Desk) -> None:
    """No cell of the table is changed; the second click writes over the first one's sheet."""
    desk.lay(spoil)
    before = [[cell.value for cell in row] for row in desk.file[SHEET].iter_rows()]
    for _ in range(2):
        desk.click(ribbon.score)
        assert "项任务已计分" in said(desk)
        assert [[cell.value for cell in row] for row in desk.file[SHEET].iter_rows()] == before
        assert desk.file.sheetnames == [SHEET, "任务得分"]
    lines = [[cell.value for cell in row] for row in desk.file["任务得分"].iter_rows(min_row=5)]
    tasks = len([row for row in before if str(row[2] or "").startswith("第")])
    assert len(lines) == tasks
    assert all(line[8].startswith("=IF(I$2>0,") and str(line[0]).startswith("=HYPERLINK") for line in lines)


def test_a_sheet_of_the_user_s_own_stays(desk: Desk) -> None:
    desk.lay(lambda book: book.create_sheet("任务得分").__setitem__("A1", "我的"))
    desk.click(ribbon.score)
    assert desk.file.sheetnames == [SHEET, "任务得分", "任务得分(2)"]
    assert desk.file["任务得分"]["A1"].value == "我的"


def test_no_assessment_is_one_sentence(desk: Desk) -> None:
    desk.lay(lambda book: book[SHEET].delete_rows(1, 3))
    desk.click(ribbon.score)
    assert "没有找到任务书" in said(desk)
    assert list((desk.folder / "计分结果").glob("*")) == []


def test_scoring_can_be_cancelled(desk: Desk) -> None:
    desk.open(task_book(desk.folder / "任务书.xlsx"))
    desk.excel.answers += ["cancel", "yes"]
    desk.click(ribbon.score)
    desk.addin.picked.append("")
    desk.click(ribbon.score)
    assert not (desk.folder / "计分结果").exists()
    assert len(desk.excel.alerts) == 2


def test_a_workbook_with_its_own_rules_is_scored_without_a_question(desk: Desk) -> None:
    """Twice, the second time what the first one wrote: the same totals."""
    new_score_book("he-zhang", desk.folder / "河长制.xlsx")
    desk.open(desk.folder / "河长制.xlsx")
    desk.file["填报"]["H4"], desk.file["填报"]["H6"] = 80, 90  # not saved: 30 x 0.8 and 40
    for _ in range(2):
        desk.click(ribbon.score)
        assert "4 个单位已计分" in said(desk)
        assert "1. 甲县 64.00 合格" in said(desk)
        result = desk.excel.front
        assert result.fullname.endswith(".xlsx")
        desk.excel.close(result)

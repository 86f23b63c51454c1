"""计算得分 on the double: an assessment into a workbook of its own, a progress table into a sheet beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.doubles.desk import ON_SCHEDULE, SHEET, TODAY, Desk, spoil
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


def scored(desk: Desk) -> Any:
    desk.lay(spoil)
    desk.click(ribbon.score)
    return desk.file["任务得分"]


def test_what_people_did_in_the_sheet_of_task_scores_stays_at_the_second_click(desk: Desk) -> None:
    """Points of the parts, words in the list, remarks, columns and notes of their own, below the list, too."""
    sheet = scored(desk)
    sheet["E2"], sheet["F2"], sheet["G2"], sheet["H2"] = 40, 30, 20, "=5+5"
    sheet["C5"], sheet["E6"], sheet["K7"], sheet["J4"].fill = (
        "已现场核实",
        12.5,
        '=I7&"分"',
        PatternFill("solid", "FFFF00"),
    )
    sheet["M4"], sheet["M6"], sheet["N6"] = "复核", "张三", "=I6*2"
    sheet["B2"], sheet["B3"] = "按办公会意见", "李四记"
    sheet["A10"], sheet["B12"] = "以下由王五填", "=SUM(I5:I8)"
    sheet["I5"].comment = Comment("核过", "张三")
    before = {cell.coordinate: cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None}
    for _ in range(2):
        desk.click(ribbon.score)
        now = {cell.coordinate: cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None}
        assert now == before
        assert desk.file.sheetnames == [SHEET, "任务得分"]
        assert sheet["I5"].comment.text == "核过"
        assert sheet["J4"].fill.fgColor.rgb == "00FFFF00"


def test_a_word_typed_into_the_list_goes_to_its_remarks_where_the_table_says_otherwise_now(desk: Desk) -> None:
    sheet = scored(desk)
    sheet["C5"], sheet["K5"], sheet["E5"] = "快好了", "盯住", 1
    desk.file[SHEET]["G4"] = "□已完成\n□达到序时进度\n□未达序时进度\n☑尚未启动"
    desk.click(ribbon.score)
    assert sheet["C5"].value == "尚未启动"
    assert sheet["K5"].value == "盯住状态原来手工写的是“快好了”。进度分原来手工写的是“1”。"
    assert sheet["E5"].value.startswith("=E$2*")


@pytest.mark.parametrize("change", ["a task more", "sorted", "a column put in", "another table"])
def test_where_the_tasks_are_others_the_sheet_stays_and_a_new_one_takes_the_points(desk: Desk, change: str) -> None:
    sheet = scored(desk)
    sheet["E2"], sheet["M6"], sheet["A10"] = 40, "张三", "以下由王五填"
    if change == "a task more":
        source = desk.file[SHEET]
        source.append(
            ["莲都区", 5, "第30项：污水直排5。", "整改目标：\n到位。", "2035年12月底前", "1.已启动。", ON_SCHEDULE]
        )
    elif change == "sorted":
        rows = [[cell.value for cell in line] for line in sheet["A5:L6"]]
        for line, values in zip(sheet["A5:L6"], reversed(rows), strict=True):
            for cell, value in zip(line, values, strict=True):
                cell.value = value
    elif change == "a column put in":
        sheet.insert_cols(3)
    else:
        desk.file[SHEET]["C4"] = "第99项：另一件事，群众多次反映，没有及时处置。"
    before = {cell.coordinate: cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None}
    desk.click(ribbon.score)
    assert {c.coordinate: c.value for line in sheet.iter_rows() for c in line if c.value is not None} == before
    assert desk.file.sheetnames == [SHEET, "任务得分", "任务得分(2)"]
    assert "“任务得分”表列的不是这些任务，或有人动过排列，留着没有动。" in said(desk)
    desk.click(ribbon.score)
    assert desk.file.sheetnames == [SHEET, "任务得分", "任务得分(2)"]
    assert "留着" not in said(desk)
    if change != "a column put in":
        assert desk.file["任务得分(2)"]["E2"].value == 40


def test_a_protected_sheet_of_task_scores_is_a_sentence(desk: Desk) -> None:
    scored(desk).protection.sheet = True
    desk.click(ribbon.score)
    assert said(desk).startswith("“任务得分”表设有保护，写不进去")

"""填报表 on the double: handed out from the assessment in front, taken back and scored, as the command does it."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.doubles.desk import TODAY, Desk
from tests.surfaces.excel.test_ribbon import said
from tests.surfaces.excel.test_ribbon_score import task_book
from xl_tools.app.score import score
from xl_tools.app.score_forms import issue_forms
from xl_tools.app.score_rule_table import new_score_book
from xl_tools.books.file.reader import read_book
from xl_tools.surfaces.excel import ribbon


def heading(page: openpyxl.worksheet.worksheet.Worksheet, text: str) -> tuple[int, int]:
    return next((cell.row, cell.column) for row in page.iter_rows() for cell in row if text in str(cell.value)[:6])


def fill_in(folder: Path, sheet: str, column: str, value: object) -> None:
    """What each unit types into the first row of its sheet."""
    for path in folder.glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        row, at = heading(book[sheet], column)
        book[sheet].cell(row + 1, at).value = value
        book.save(path)


def handed_out(desk: Desk, path: Path) -> Path:
    """By the button and by the command: the same files."""
    desk.open(path)
    desk.excel.answers.append("yes")
    folder = desk.folder / "下发"
    desk.addin.picked.append(str(folder))
    desk.click(ribbon.score_forms)
    assert f"各写了一份填报表，放在 {folder}" in said(desk)
    by_command = issue_forms(path, desk.folder / "命令")
    assert {one.name: one.read_bytes() for one in by_command} == {
        one.name: one.read_bytes() for one in folder.glob("*.xlsx")
    }
    return folder


def taken_back(desk: Desk, path: Path, folder: Path) -> None:
    desk.excel.answers.append("no")
    desk.addin.picked.append(str(folder))
    desk.click(ribbon.score_forms)
    out = desk.folder / "计分结果" / f"{path.stem}得分 {TODAY:%Y-%m-%d}.xlsx"
    assert desk.excel.front.fullname == str(out)
    by_command = score(path, out=desk.folder / "命令得分.xlsx", returned=folder)
    assert [grid.rows for grid in read_book(out).grids] == [
        grid.rows for grid in read_book(Path(by_command.out or "")).grids
    ]


def test_a_workbook_of_rules_goes_out_and_comes_back(desk: Desk) -> None:
    path = desk.folder / "河长制.xlsx"
    new_score_book("he-zhang", path)
    folder = handed_out(desk, path)
    fill_in(folder, "填报", "第1期", 80)
    next(folder.glob("丁县*")).unlink()
    taken_back(desk, path, folder)
    assert "丁县" in said(desk)


def test_a_task_book_goes_out_and_comes_back(desk: Desk) -> None:
    path = task_book(desk.folder / "任务书.xlsx")
    folder = handed_out(desk, path)
    fill_in(folder, "任务书", "实际完成", 50)
    taken_back(desk, path, folder)
    assert "2 个单位已计分" in said(desk)


def test_what_is_no_assessment_is_one_sentence(desk: Desk) -> None:
    desk.lay()
    desk.click(ribbon.score_forms)
    assert "没有考核任务书，也没有计分规则" in said(desk)


def test_letters_of_the_results_as_they_stand_on_the_screen(desk: Desk) -> None:
    new_score_book("he-zhang", desk.folder / "考核.xlsx")
    desk.open(desk.folder / "考核.xlsx")
    for row in desk.file["参评单位"].iter_rows():
        for cell in row:
            if cell.value == "甲县":
                cell.value = "新县"  # not saved
    desk.click(ribbon.result_letters)
    folder = desk.folder / "考核结果告知书"
    letters = sorted(path.name for path in folder.glob("*.docx"))
    assert "考核结果告知书（新县）.docx" in letters
    assert f"{len(letters)} 份考核结果" in said(desk)
    assert (folder / "告知书登记.xlsx").is_file()
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    desk.click(ribbon.result_letters)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_another_workbook_has_no_results(desk: Desk) -> None:
    desk.lay()
    desk.click(ribbon.result_letters)
    assert "请打开算好的得分工作簿" in said(desk)
    assert not (desk.folder / "考核结果告知书").exists()

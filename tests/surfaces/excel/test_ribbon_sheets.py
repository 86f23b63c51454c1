"""校验本表 in a workbook of several sheets: what stands about the others stays; calls do not grow with rows."""

from __future__ import annotations

import pytest

from tests.doubles.desk import SHEET, Desk, spoil
from tests.surfaces.excel.test_ribbon import said, two_sheets
from xl_tools.surfaces.excel import ribbon


def test_a_check_of_one_sheet_leaves_what_stands_about_the_others(desk: Desk) -> None:
    """Marks, findings and reasons of a sheet that was not checked again."""
    desk.lay(lambda book: (two_sheets(book), book["第二张"].__setitem__("F5", "无")))
    desk.click(ribbon.check_all)
    before = [[cell.value for cell in row[1:9]] for row in desk.file["校验结果"].iter_rows(min_row=7)]
    row = next(row for row in desk.file["校验结果"].iter_rows(min_row=7) if row[2].value == "M209")
    row[7].value = "上级已同意。"
    marks = desk.file["第二张"]["G4"].comment.text
    desk.file[SHEET]["E6"] = "2035年12月底前"
    desk.click(ribbon.check)
    assert said(desk).startswith("校验完成：错误 2，")
    after = [[cell.value for cell in row[1:9]] for row in desk.file["校验结果"].iter_rows(min_row=7)]
    kept = [[*line[:6], "上级已同意。" if line[1] == "M209" else line[6], *line[7:]] for line in before]
    assert after == [line for line in kept if line[2] != SHEET or "E6" not in line[3]]
    assert desk.file["校验结果"]["A1"].value == "校验结果"
    assert desk.file["第二张"]["G4"].comment.text == marks
    assert not desk.file[SHEET]["E6"].comment
    desk.click(ribbon.clear)
    assert not [cell for sheet in desk.file for line in sheet.iter_rows() for cell in line if cell.comment]


def test_a_sheet_that_is_gone_is_no_longer_listed(desk: Desk) -> None:
    desk.lay(two_sheets)
    desk.click(ribbon.check_all)
    del desk.file["第二张"]
    desk.click(ribbon.check)
    assert {row[3].value for row in desk.file["校验结果"].iter_rows(min_row=7)} == {SHEET}


@pytest.mark.parametrize("clicks", [1, 2])
def test_calls_of_a_click_do_not_grow_with_the_rows(desk: Desk, clicks: int) -> None:
    """The whole of 校验本表, the results sheet with its keys included; the second click reads and replaces it."""

    def calls(rows: int) -> int:
        desk.lay(spoil, rows=rows, name=f"{rows}.xlsx")
        for _ in range(clicks):
            desk.excel.calls.clear()
            desk.click(ribbon.check)
        assert desk.file["校验结果"]["I7"].value
        return sum(desk.excel.calls.values())

    assert calls(20) == calls(400) <= 80


def test_a_click_on_a_sheet_without_a_fault_takes_sixty_calls(desk: Desk) -> None:
    """Each is 0.2 to 0.5 ms between two processes: together they outweigh everything that Python does."""
    desk.lay(rows=20)
    desk.click(ribbon.check)
    desk.excel.calls.clear()
    desk.click(ribbon.check)
    assert sum(desk.excel.calls.values()) <= 60

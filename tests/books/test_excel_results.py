"""What people lay over the results sheet of a workbook open in Excel outlives the next click."""

from __future__ import annotations

from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.books.test_excel_marks import THREE
from tests.doubles.desk import Desk
from tests.doubles.marked import mark_open
from xl_tools.books.excel import sheet_painter
from xl_tools.books.excel.opened import Opened


def test_notes_and_colours_that_people_lay_over_the_results_are_there_after_the_next_click(desk: Desk) -> None:
    book = desk.lay()
    mark_open(book, THREE)
    sheet = desk.file["校验结果"]
    sheet["F8"].comment = Comment("已电话问过\n县里改", "张三")
    sheet["A1"].comment = Comment("第一轮", "张三")
    sheet["C8"].fill = sheet["B9"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["H9"].fill = PatternFill("solid", fgColor="00FF00")
    mark_open(book, [THREE[1], THREE[2]])  # the first is mended: the rows move up
    for _ in range(2):
        sheet = desk.file["校验结果"]
        coloured = {
            cell.coordinate: cell.fill.fgColor.rgb[-6:] for row in sheet["A7:H8"] for cell in row if cell.fill.fill_type
        }
        assert coloured == {"C7": "FFFF00", "B8": "FFFF00", "H8": "00FF00"}
        said = [str(cell.value) for row in sheet.iter_rows() for cell in row]
        for note in ("D402 整改进展 E6：批注：已电话问过 县里改", "批注：第一轮"):
            assert said.count(note) == 1
        mark_open(book, [THREE[1], THREE[2]])
    opened = Opened(book)
    sheet_painter.paint(opened, *sheet_painter.clearing(opened))
    said = [str(cell.value) for row in desk.file["校验结果"].iter_rows() for cell in row]
    assert "批注：第一轮" in said

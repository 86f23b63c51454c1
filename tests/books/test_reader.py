from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from xl_tools.books.file.reader import read_book
from xl_tools.core.grid import Grid, Range


def write(path: Path, build) -> Grid:  # type: ignore[no-untyped-def]
    with xlsxwriter.Workbook(str(path)) as book:
        build(book, book.add_worksheet("数据"))
    return read_book(path).grids[0]


def test_values_keep_their_place_and_type(tmp_path: Path) -> None:
    def build(book, sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.write_string("B3", "已完成")
        sheet.write_number("C3", 12)
        sheet.write_boolean("D3", True)
        sheet.write_datetime("E3", date(2022, 12, 31), book.add_format({"num_format": "yyyy-mm-dd"}))

    grid = write(tmp_path / "a.xlsx", build)
    assert grid.rows[2][1:5] == ["已完成", 12, True, date(2022, 12, 31)]
    assert grid.rows[0][0] == ""


def test_merged_ranges_and_hidden_rows(tmp_path: Path) -> None:
    def build(_, sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.merge_range("A1:G1", "标题")
        sheet.write_string("A4", "一")
        sheet.set_row(3, None, None, {"hidden": True})

    grid = write(tmp_path / "a.xlsx", build)
    assert grid.merged == [Range(1, 1, 1, 7)]
    assert grid.hidden_rows == {4}


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize(("row", "hidden"), [("ht={0}", True), ("ht={0.75}", True), ("ht={13.5}", False), ("", False)])
def test_rows_and_columns_pulled_to_nothing_are_hidden(tmp_path: Path, quote: str, row: str, hidden: bool) -> None:
    path = tmp_path / "a.xlsx"
    write(path, lambda _, sheet: sheet.write_string("A2", "一"))
    size = row.replace("{", quote).replace("}", quote)
    columns = (
        f"<cols><col min='1' max='1' {size.replace('ht', 'width').replace('13.5', '8')} customWidth='1'/></cols>"
        if size
        else ""
    )
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    xml = parts[part].decode()
    parts[part] = (
        xml.replace('<row r="2"', f'<row r="2" {size}').replace("<sheetData>", f"{columns}<sheetData>").encode()
    )
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    grid = read_book(path).grids[0]
    assert grid.hidden_rows == ({2} if hidden else set())
    assert grid.hidden_columns == ({1} if hidden else set())


def test_where_rows_have_no_height_those_without_one_of_their_own_are_hidden(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(path, lambda _, sheet: (sheet.write_string("A1", "一"), sheet.write_string("A2", "二"), sheet.set_row(0, 20)))
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = parts[part].replace(b"<sheetFormatPr ", b'<sheetFormatPr zeroHeight="1" ')
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert read_book(path).grids[0].hidden_rows == {2}


def test_errors_and_formulas_without_value_are_faults_not_empty_cells(tmp_path: Path) -> None:
    def build(_, sheet) -> None:  # type: ignore[no-untyped-def]
        sheet.write_formula("A1", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B1", "=A2", None, "")
        sheet.write_formula("C1", "=1+1", None, 2)
        sheet.write_formula("D1", '=""&"已完成"', None, "已完成")

    grid = write(tmp_path / "a.xlsx", build)
    assert grid.faults[1, 1] == "#DIV/0!"
    assert (1, 3) not in grid.faults
    assert (1, 4) not in grid.faults
    assert grid.rows[0][2] == 2


def test_hidden_sheets_are_read_and_chart_sheets_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("甲").write_string(0, 0, "x")
        book.add_worksheet("乙").hide()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=甲!$A$1:$A$2"})
        book.add_chartsheet("图").set_chart(chart)
    assert [(grid.name, grid.visible) for grid in read_book(path).grids] == [("甲", True), ("乙", False)]


def test_a_picture_in_a_cell_is_no_error_value(shared: Path) -> None:
    book = read_book(shared / "fixtures" / "lossless" / "image.xlsx")
    assert all(not grid.faults for grid in book.grids)

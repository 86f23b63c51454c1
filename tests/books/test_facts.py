"""What a sheet looks like beyond its values, in files that openpyxl, XlsxWriter and LibreOffice wrote."""

from __future__ import annotations

import subprocess
from dataclasses import fields
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.books.packages import pack, unpack
from xl_tools.books.file.reader import read_book
from xl_tools.core.grid import Grid, Visibility
from xl_tools.core.number_formats import shown

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)


def by_openpyxl(path: Path, *, rows: int = 0) -> Path:
    """Facts of every kind; with ``rows``, a sheet too large for the quick look."""
    book = openpyxl.Workbook()
    sheet = book.active
    for cell, value, code in (
        ("A1", date(2022, 12, 1), 'yyyy"年"m"月"'),
        ("B1", 0.125, "0.0%"),
        ("C1", 300, '"¥"#,##0.00'),
        ("D1", 7, "General"),
        ("E1", None, "0%"),
    ):
        sheet[cell] = value
        sheet[cell].number_format = code
    sheet["A2"], sheet["A2"].font = "已删的任务", Font(strike=True)
    sheet["B2"], sheet["B2"].font = date(2022, 6, 30), Font(strike=True)
    sheet["C2"].font = Font(strike=True)
    sheet["A3"] = CellRichText("清运完毕，", TextBlock(InlineFont(strike=True), "正在验收"), "已销号")
    sheet["B3"] = CellRichText(TextBlock(InlineFont(strike=True), "全部"), TextBlock(InlineFont(strike=True), "删去"))
    sheet["C3"] = CellRichText(TextBlock(InlineFont(b=True), "只是"), "加粗")
    sheet["D3"] = CellRichText(TextBlock(InlineFont(strike=False), "留下"), "删去")
    sheet["D3"].font = Font(strike=True)
    sheet.merge_cells("A4:B5")
    sheet.row_dimensions[6].hidden = True
    sheet["A6"] = "藏"
    sheet.column_dimensions["H"].hidden = True
    for row in range(10, 10 + rows):
        sheet.cell(row, 1, "一行文字" * 20)
        sheet.cell(row, 2, date(2022, 12, 31)).number_format = "m月d日"
    book.create_sheet("藏").sheet_state = "hidden"
    book.create_sheet("深藏").sheet_state = "veryHidden"
    book.save(path)
    return path


def saved_by_libreoffice(path: Path, ending: str = "xlsx") -> Path:
    profile, out = (path.parent / "profile").as_uri(), path.parent / "saved"
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", ending]
    subprocess.run([*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=120)
    return out / f"{path.stem}.{ending}"


def rewritten(path: Path, part: str, old: bytes, new: bytes) -> bytes:
    """The package with something in one of its parts written otherwise."""
    parts = unpack(path.read_bytes())
    (name,) = (name for name in parts if name.lower() == part.lower())
    assert old in parts[name]
    return pack(parts | {name: parts[name].replace(old, new)})


def words(grid: Grid) -> dict[tuple[int, int], list[str]]:
    """The struck words of each cell."""
    return {
        (row, column): [str(grid.rows[row - 1][column - 1])[start:end] for start, end in stretches]
        for (row, column), stretches in (grid.struck_parts or {}).items()
    }


def assert_facts(grid: Grid) -> None:
    assert grid.formats is not None
    texts = {(row, column): shown(grid.rows[row - 1][column - 1], code) for (row, column), code in grid.formats.items()}
    assert texts.items() >= {(1, 1): "2022年12月", (1, 2): "12.5%", (1, 3): "¥300.00"}.items()
    assert not {(1, 4), (1, 5)} & grid.formats.keys()
    assert grid.struck == {(2, 1), (2, 2), (3, 2)}
    assert words(grid) == {(3, 1): ["正在验收"], (3, 4): ["删去"]}
    assert grid.hidden_rows == {6}
    assert grid.hidden_columns == {8}
    assert grid.pictures == set()


@pytest.mark.parametrize("rows", [0, 2000])
def test_openpyxl(tmp_path: Path, rows: int) -> None:
    book = read_book(by_openpyxl(tmp_path / "a.xlsx", rows=rows))
    assert_facts(book.grids[0])
    assert [grid.visibility for grid in book.grids] == list(Visibility)
    assert book.from_1904 is False
    assert all(grid.not_asked == frozenset() for grid in book.grids)


@pytest.mark.real("soffice")
def test_libreoffice(tmp_path: Path) -> None:
    book = read_book(saved_by_libreoffice(by_openpyxl(tmp_path / "a.xlsx")))
    assert_facts(book.grids[0])
    assert book.grids[1].visibility is Visibility.HIDDEN


@pytest.mark.parametrize("rows", [0, 2000])
def test_xlsxwriter(tmp_path: Path, rows: int) -> None:
    """Shared strings, formats by number, pictures placed in cells; ``rows`` as above."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        struck = book.add_format({"font_strikeout": True})
        sheet.write_datetime("A1", date(2022, 12, 1), book.add_format({"num_format": 57}))
        sheet.write("B1", "删去", struck)
        sheet.write_blank("C1", None, struck)
        sheet.write_rich_string("A2", "留下", struck, "删去", "又留下")
        for row in range(9, 9 + rows):
            sheet.write(row, 0, "一行文字" * 20 + str(row))
    (grid,) = read_book(path).grids
    assert grid.formats == {(1, 1): 'yyyy"年"m"月"'}
    assert grid.struck == {(1, 2)}
    assert words(grid) == {(2, 1): ["删去"]}


def test_pictures_in_cells(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(PIXEL)
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.embed_image("B2", str(tmp_path / "p.png"))
        sheet.write_formula("B3", '_xlfn.DISPIMG("ID_1",1)', None, '=DISPIMG("ID_1",1)')
        sheet.write_formula("B4", '_xlfn.IMAGE("a.png")', None, "")
        sheet.write("B5", "文字")
    (grid,) = read_book(path).grids
    assert grid.pictures == {(2, 2), (3, 2), (4, 2)}
    assert (2, 2) not in (grid.faults or {})
    assert grid.rows[2][1] == '=DISPIMG("ID_1",1)'


def test_a_rich_value_that_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "p.png").write_bytes(PIXEL)
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().embed_image("B2", str(tmp_path / "p.png"))
    data = rewritten(path, "xl/richData/rdrichvaluestructure.xml", b"_localImage", b"_error")
    (grid,) = read_book(path, data).grids
    assert grid.pictures == set()


def test_days_counted_from_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = date(2022, 12, 1)
    book.save(tmp_path / "a.xlsx")
    read = read_book(tmp_path / "a.xlsx")
    assert read.from_1904 is True
    assert read.grids[0].rows[0][0] == date(2022, 12, 1)


@pytest.mark.real("soffice")
def test_xls_tells_nearly_all(tmp_path: Path) -> None:
    book = read_book(saved_by_libreoffice(by_openpyxl(tmp_path / "a.xlsx"), "xls"))
    assert_facts(book.grids[0])
    assert book.grids[1].visibility is Visibility.HIDDEN
    assert book.grids[0].not_asked == {"formulas", "controls"}
    assert book.from_1904 is False


@pytest.mark.real("soffice")
def test_ods_tells_values_and_little_more(tmp_path: Path) -> None:
    book = read_book(saved_by_libreoffice(by_openpyxl(tmp_path / "a.xlsx"), "ods"))
    asked = {"name", "rows", "visibility", "left_out"}
    assert book.grids[0].not_asked == {entry.name for entry in fields(Grid)} - asked
    assert book.from_1904 is None


def test_words_whose_place_is_not_sure_are_struck_somewhere(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        struck = book.add_format({"font_strikeout": True})
        book.add_worksheet().write_rich_string("A1", "一_x000D_", struck, "二", "三")
    data = rewritten(path, "xl/sharedStrings.xml", b"_x005F_x000D_", b"_x000D_")
    (grid,) = read_book(path, data).grids
    assert grid.struck_parts == {(1, 1): ()}


def test_more_than_can_be_held_is_not_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from xl_tools.data import load

    monkeypatch.setitem(load("limits")["sheet"], "struck", 2)
    shared = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(str(shared)) as book:
        struck = book.add_format({"font_strikeout": True})
        sheet = book.add_worksheet()
        for row in range(3):
            sheet.write_rich_string(row, 0, f"留下{row}", struck, "删去", "又留下")
    for path in (by_openpyxl(tmp_path / "a.xlsx"), shared):
        grid = read_book(path).grids[0]
        assert grid.struck is None
        assert grid.struck_parts is None
        assert grid.not_asked == {"struck", "struck_parts"}

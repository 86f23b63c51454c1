"""Packages that are odd but legal are read, marked, opened by openpyxl, cleared exactly; others are told truly."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from xl_tools.app.examine import Occasion, examine
from xl_tools.books.file.marked_file import clear_bytes, mark_bytes
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.records import Finding, Severity

HERE = Path(__file__).parent / "packages"
REFUSED = {
    "check_html_saved_as_xls.xls": "是网页，另存成了 .xls",
    "check_real_csv.csv": "是文本表格（CSV 一类）",
    "remark_doctype_in_sharedStrings.xlsx": "DOCTYPE",
}
NOT_FOR_OPENPYXL = {
    "check_gbk_declared_sheet.xlsx",
    "check_mergeCell_whole_column.xlsx",
    "check_sheet_state_show.xlsx",
    "check_zip_names_backslash.xlsx",
    # It looks for the styles at one place only, and marks need styles.
    "check_parts_in_zip_root.xlsx",
    "check_workbook_part_not_at_xl_workbook_xml.xlsx",
}
"""What openpyxl does not open as it came, or not with styles."""

FILES = sorted(path for path in HERE.iterdir() if path.suffix in (".xlsx", ".xlsm", ".xls", ".csv"))
LEGAL = [path for path in FILES if path.name not in REFUSED]
FOUND = Finding(
    code="M204", severity=Severity.ERROR, sheet="数据", row=3, cell="C3", message="没有写进展。", advice="请补"
)


def test_all_are_there() -> None:
    assert len(FILES) == 21


@pytest.mark.parametrize("path", [HERE / name for name in REFUSED], ids=lambda path: path.name)
def test_what_is_no_workbook_is_called_what_it_is(path: Path) -> None:
    with pytest.raises(UserError, match=re.escape(REFUSED[path.name])) as refused:
        read_book(path)
    assert "改了扩展名" not in str(refused.value)


@pytest.mark.parametrize("path", LEGAL, ids=lambda path: path.name)
def test_a_legal_package_is_read(path: Path) -> None:
    book = read_book(path)
    assert [grid.name for grid in book.grids] == ["数据"]
    control = read_book(HERE / "control_ok.xlsx").grids[0].rows
    if path.name.startswith("check_"):
        assert [list(row[:3]) for row in book.grids[0].rows[: len(control)]] == [list(row[:3]) for row in control]
    examine(book, Occasion(as_of=date(2022, 12, 20)))


@pytest.mark.parametrize("path", LEGAL, ids=lambda path: path.name)
def test_a_legal_package_is_marked_and_cleared_exactly(path: Path) -> None:
    data = path.read_bytes()
    marked, result = mark_bytes(data, [FOUND], name=path.name)
    assert (result.noted, result.overlaid) == (1, 1)
    again, _ = mark_bytes(marked, [FOUND], name=path.name)
    assert again == marked
    assert clear_bytes(again, name=path.name) == (data, True)
    if path.name not in NOT_FOR_OPENPYXL:
        book = openpyxl.load_workbook(io.BytesIO(marked))
        assert book.sheetnames[-1] == "校验结果"
    for name, text in sheets_of(marked):
        assert len(re.findall(r"<(?:\w+:)?legacyDrawing\b", text)) <= 1, name
        priorities = [int(number) for number in re.findall(r'priority="(\d+)"', text)]
        assert len(set(priorities)) == len(priorities)
        assert max(priorities, default=1) < 2**31


def sheets_of(data: bytes) -> list[tuple[str, str]]:
    with ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if "sheet" in name.lower() and name.endswith(".xml")]
        return [(name, package.read(name).decode("utf-8", "replace")) for name in names]


def test_notes_of_before_stay() -> None:
    data = (HERE / "mark_legacyDrawing_in_AlternateContent.xlsx").read_bytes()
    before = [note for _, note in notes(data)]
    marked, _ = mark_bytes(data, [FOUND])
    assert before
    assert [note for _, note in notes(marked) if note in before] == before


def notes(data: bytes) -> list[tuple[str, str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))["数据"]
    return [(cell.coordinate, cell.comment.text) for row in sheet for cell in row if cell.comment]


def test_a_new_styles_part_lies_where_it_is_looked_for_in_the_schema_s_order() -> None:
    for name in ("mark_no_styles_part.xlsx", "mark_empty_styleSheet.xlsx"):
        marked, _ = mark_bytes((HERE / name).read_bytes(), [FOUND])
        with ZipFile(io.BytesIO(marked)) as package:
            text = package.read("xl/styles.xml").decode()
        lists = re.findall(r"<(fonts|fills|borders|cellXfs|dxfs)\b", text)
        assert lists == ["fonts", "fills", "borders", "cellXfs", "dxfs"]


def test_a_doctype_is_refused_at_the_first_mark() -> None:
    data = (HERE / "remark_doctype_in_sharedStrings.xlsx").read_bytes()
    with pytest.raises(UserError, match="DOCTYPE"):
        mark_bytes(data, [FOUND])


# --- further ones of the kind ------------------------------------------------------------------------


def changed(part: str, old: bytes, new: bytes, *, rename: dict[str, str] | None = None) -> bytes:
    """The plain workbook with words of a part changed, and parts renamed."""
    buffer = io.BytesIO()
    with ZipFile(HERE / "control_ok.xlsx") as source, ZipFile(buffer, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content, name
                content = content.replace(old, new)
            target.writestr((rename or {}).get(name, name), content)
    return buffer.getvalue()


SHEET, BOOK, RELS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, b"<sheetData>", b'<dimension ref="1:3"/><sheetData>'),
        (SHEET, b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="8:9"/></mergeCells>'),
        (SHEET, b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="$K:$L"/></mergeCells>'),
        (BOOK, b'sheetId="1"', b'sheetId="1" state="Visible"'),
        (BOOK, b'sheetId="1"', b'sheetId="1" state=""'),
        (RELS, b'Target="worksheets/sheet1.xml"', b'Target="/xl/worksheets/sheet1.xml"'),
        (RELS, b'Target="worksheets/sheet1.xml"', b'Target="./worksheets/sheet1.xml"'),
        (RELS, b'Target="worksheets/sheet1.xml"', b'Target="worksheets/../worksheets/sheet1.xml"'),
        (RELS, b'Target="worksheets/sheet1.xml"', b'Target="worksheets/sheet%31.xml"'),
        (RELS, b'Target="worksheets/sheet1.xml"', b'Target="\\xl\\worksheets\\sheet1.xml"'),
    ],
)
def test_further_packages_are_read_and_cleared_exactly(tmp_path: Path, part: str, old: bytes, new: bytes) -> None:
    data = changed(part, old, new)
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    control = read_book(HERE / "control_ok.xlsx").grids[0]
    (grid,) = read_book(path).grids
    assert (grid.name, list(map(list, grid.rows)), grid.visibility) == (
        control.name,
        list(map(list, control.rows)),
        control.visibility,
    )
    marked, _ = mark_bytes(data, [FOUND])
    assert clear_bytes(marked)[0] == data


def test_a_hidden_sheet_of_an_odd_package_is_hidden(tmp_path: Path) -> None:
    data = changed(BOOK, b'sheetId="1"', b'sheetId="1" state="veryHidden"')
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    assert not read_book(path).grids[0].visible


@pytest.mark.parametrize("name", ["../外.xml", "C:\\外.xml", "xl/../../外.xml"])
def test_names_that_leave_the_package_stay_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(changed(SHEET, b"<sheetData>", b"<sheetData>", rename={"docProps/app.xml": name}))
    with pytest.raises(UserError, match="指向别处的路径"):
        read_book(path)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html><body><table>", "x.xls", "是网页"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "x.xlsx", "是网页"),
        ("单位,任务\n莲都区,1\n".encode("gb18030"), "x.csv", "是文本表格"),
        ("单位\t任务\n莲都区\t1\n".encode(), "x.xls", "是文本表格"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "x.xls", "XML 表格"),
        (b"%PDF-1.4 \x00\x01", "x.xlsx", "只是改了扩展名"),
    ],
)
def test_what_is_no_workbook_is_said_in_true_words(tmp_path: Path, content: bytes, name: str, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=words):
        read_book(path)

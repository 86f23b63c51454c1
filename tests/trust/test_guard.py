"""The gate itself: limits, encodings, what is cut out, how long a file may take."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from tests.books.biff8 import SMALL
from tests.books.packages import pack, workbook
from tests.trust.bases import table
from tests.trust.hostile_odd import dated
from xl_tools.app.patience import patience
from xl_tools.books.file import apart, scan
from xl_tools.books.file.bounds import Bounds
from xl_tools.books.file.cut_cells import trimmed, without_cells
from xl_tools.books.file.guard import Archive, limit, read_input
from xl_tools.books.file.reader import read_book
from xl_tools.books.file.sniff import FileKind
from xl_tools.books.file.xml_steps import Damaged, as_utf8, watch
from xl_tools.core.errors import UserError
from xl_tools.data import load


def read(data: bytes) -> list[list[object]]:
    return [list(row) for row in read_book(Path("表.xlsx"), data).grids[0].rows]


def test_a_stray_cell_is_left_out_and_said() -> None:
    plain, stray = table(), table(more='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    grid = read_book(Path("表.xlsx"), stray).grids[0]
    assert [list(row) for row in grid.rows] == read(plain)
    assert "1048576" in grid.left_out
    assert read_book(Path("表.xlsx"), plain).grids[0].left_out == ""


def test_a_table_longer_than_the_limit_is_never_cut_silently() -> None:
    last = limit("sheet", "rows") + 5
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in range(9, last + 1))
    grid = read_book(Path("表.xlsx"), table(more=rows)).grids[0]
    assert len(grid.rows) == limit("sheet", "rows")
    assert str(last) in grid.left_out


def test_a_wide_and_long_sheet_keeps_its_first_columns() -> None:
    assert Bounds.of(10, 10) == Bounds(10, 10)
    bounds = Bounds.of(60_000, 900)
    assert bounds.rows * bounds.columns <= limit("sheet", "cells")
    assert bounds.said(60_000, 900)


def test_trimming_takes_out_cells_and_nothing_else() -> None:
    xml = b"<w><sheetData><row r='1'><c r='A1'><v>1</v></c><c r='C1' t='s' x='>'/><c><v>2</v></c></row>"
    xml += b"<row r='9'><c r='A9'><v>3</v></c></row></sheetData><c r='Z9'/></w>"
    kept = b"<w><sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData><c r='Z9'/></w>"
    assert trimmed(xml, Bounds(2, 2)) == kept
    assert trimmed(xml, Bounds(9, 9)) == xml
    assert without_cells(xml) == b"<w><sheetData><row r='1'></row><row r='9'></row></sheetData><c r='Z9'/></w>"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gbk", "utf-8-sig"])
def test_a_sheet_in_another_encoding_is_read_and_not_taken_for_empty(encoding: str) -> None:
    xml = (
        str(workbook()["xl/worksheets/sheet1.xml"])
        .replace("<v>3</v>", "<is><t>遂昌县</t></is>")
        .replace('<c r="A3">', '<c r="A3" t="inlineStr">')
    )
    name = {"utf-8-sig": "UTF-8"}.get(encoding, encoding.upper().removesuffix("-LE").removesuffix("-BE"))
    assert read(pack(workbook(sheet=xml.replace("UTF-8", name).encode(encoding))))[2] == ["遂昌县"]


def test_watching_says_what_is_wrong() -> None:
    for xml, said in (
        ("<!DOCTYPE a><a/>", "DOCTYPE"),
        ("<a>", "损坏"),
        ("<a>" * 200_000 + "</a>" * 200_000, "嵌套"),
        ("<a " + "".join(f'b{n}="1" ' for n in range(60_000)) + "/>", "属性"),
    ):
        with pytest.raises(Damaged, match=said):
            watch(xml)
    with pytest.raises(Damaged, match="编码"):
        as_utf8(b"\xff\xfe\x00\xd8")


def test_parts_are_counted_once_and_named_in_sentences() -> None:
    archive = Archive(table(), "遂昌县.xlsx")
    for _ in range(3):
        assert archive.read("XL/workbook.xml") == archive.read("/xl/workbook.xml")
    with pytest.raises(UserError, match=r"遂昌县\.xlsx.*xl/none\.xml"):
        archive.read("xl/none.xml")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as stream:
        stream.truncate(limit("file", "package_mb") + 1)
    with pytest.raises(UserError, match="MB"):
        read_input(path)


def test_a_reader_that_gives_up_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_is_too_low", lambda _: False)  # which keeps such a file from calamine
    with pytest.raises(UserError, match="内容已损坏"):
        read(dated("-1e308"))


def test_a_number_too_low_for_a_date_is_found_in_plain_sheets_too() -> None:
    for number in ("-1e308", "-100000000001", "-1E+12"):
        for style in ("", ' s="1"'):
            assert read(table({"F2": f'<c r="F2"{style}><v>{number}</v></c>'}))[1][5] == float(number)
    cells = {f"F{row}": f'<c r="F{row}"><v>-1e12</v></c>' for row in range(2, 60)}
    with pytest.raises(UserError, match="数字小得不像数"):
        read(table(cells))
    assert read(table({"F2": '<c r="F2"><v>-1e-5</v></c>'}))[1][5] == -1e-5


def endless() -> None:
    while True:
        pass


def test_patience_ends() -> None:
    with pytest.raises(UserError, match="还没有完"), patience("表.xlsx", 0.05):
        endless()


def test_a_machine_that_is_busy_with_other_things_costs_a_table_nothing() -> None:
    with patience("表.xlsx", 0.3):
        time.sleep(1)


def test_a_table_of_many_rows_may_take_more() -> None:
    with patience("台账.xlsx", 0.05) as wait_for:
        wait_for(100)
        begun = time.process_time()
        while time.process_time() - begun < 0.3:
            pass


def test_an_old_workbook_is_read_however_busy_the_machine_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process is ended for what it worked, not for how long it waited."""
    monkeypatch.setitem(load("limits")["time"], "seconds", 1)
    monkeypatch.setattr(apart, "_CHILD", "import time\ntime.sleep(2)\n" + apart._CHILD)
    assert apart.read_apart(SMALL.read_bytes(), "旧表.xls", FileKind.LEGACY)


@pytest.mark.skipif(sys.platform == "win32", reason="the bound on a process's work is POSIX's")
def test_an_old_workbook_that_takes_too_much_work_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load("limits")["time"], "seconds", 1)
    endless = "class Endless:\n def from_filelike(_): all(True for _ in iter(int, 1))\n"
    patched = "from xl_tools.books.file import apart\napart.python_calamine.CalamineWorkbook = Endless\nsys.exit("
    monkeypatch.setattr(apart, "_CHILD", apart._CHILD.replace("sys.exit(", endless + patched))
    with pytest.raises(UserError, match="还没有读完"):
        apart.read_apart(SMALL.read_bytes(), "旧表.xls", FileKind.LEGACY)


@pytest.mark.skipif(sys.platform == "win32", reason="the bound on a process's work is POSIX's")
def test_what_an_old_workbook_tells_beside_its_values_may_take_too_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The values were handed out before: they stand, and the rest was not asked."""
    monkeypatch.setitem(load("limits")["time"], "seconds", 1)
    endless = "lambda *_: all(True for _ in iter(int, 1))"
    patched = f"from xl_tools.books.file import biff_facts\nbiff_facts.old_facts = {endless}\nsys.exit("
    monkeypatch.setattr(apart, "_CHILD", apart._CHILD.replace("sys.exit(", patched))
    read = apart.read_apart(SMALL.read_bytes(), "旧表.xls", FileKind.LEGACY)
    assert [title for title, *_ in read.sheets] == ["整改进展"]
    assert read.facts is None


def test_nothing_rings_afterwards() -> None:
    before = set(threading.enumerate())
    with patience("表.xlsx", 60):
        (bell,) = set(threading.enumerate()) - before
    bell.join(30)
    assert not bell.is_alive()

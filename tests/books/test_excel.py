"""A workbook open in Excel is read as its file is; Excel is left as it was; calls are counted."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.doubles import excel as double
from tests.doubles.desk import SHEET, Desk, spoil, write_table
from xl_tools.books.excel import open_book
from xl_tools.books.excel.opened import BookFacts, Opened, parse_book_facts, parse_facts
from xl_tools.books.excel.quick_xlwings import xw
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Control, Range, Visibility
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.sample import write_sample_city

AS_OF = date(2022, 12, 20)


def sheets_of(book: Any) -> list[Any]:
    """The tables of a workbook; formulas that were never calculated aside, which Excel would have on opening it, and
    what only the file is asked."""
    return [
        replace(
            sheet,
            path="",
            faults={cell: what for cell, what in sheet.faults.items() if what != "="},
            not_asked=frozenset(),
            cells=replace(sheet.cells, read=sheet.cells.read - [*sheet.faults.values()].count("=")),
        )
        for sheet in read_sheets(book, as_of=AS_OF)
    ]


def assert_same(desk: Desk, path: Path) -> int:
    here, there = sheets_of(open_book.read_book(Opened(desk.open(path)))), sheets_of(read_book(path))
    assert here == there
    return len(here)


def test_an_open_workbook_reads_as_its_file_does(desk: Desk, tmp_path: Path) -> None:
    write_sample_city(tmp_path / "city")
    files = sorted((tmp_path / "city").rglob("*.xlsx"))
    assert sum(assert_same(desk, path) for path in files) >= 9


def test_real_cases_read_as_their_files_do(desk: Desk, shared: Path) -> None:
    files = [path for path in sorted((shared / "cases").glob("*.xlsx")) if path.stat().st_size < 300_000]
    assert sum(assert_same(desk, path) for path in files) >= 1


def test_what_the_add_in_does_not_tell_is_not_asked(desk: Desk) -> None:
    (grid,) = open_book.read_book(Opened(desk.lay())).grids
    assert grid.not_asked == {"pictures", "formulas"}


def test_merged_regions_and_hidden_rows_come_from_the_add_in(desk: Desk) -> None:
    def change(book: Any) -> None:
        sheet = book[SHEET]
        sheet.merge_cells("A1:G1")
        sheet.merge_cells("A4:A7")
        sheet.row_dimensions[5].hidden = sheet.row_dimensions[6].hidden = True

    (grid,) = open_book.read_book(Opened(desk.lay(change))).grids
    assert set(grid.merged) == {Range(1, 1, 1, 7), Range(4, 1, 7, 1)}
    assert grid.hidden_rows == {5, 6}


def test_error_values_are_faults_new_ones_too(desk: Desk) -> None:
    def change(book: Any) -> None:
        for cell, value in (("C4", "#REF!"), ("D4", "#SPILL!")):
            book[SHEET][cell] = value
            book[SHEET][cell].data_type = "e"

    (grid,) = open_book.read_book(Opened(desk.lay(change))).grids
    assert grid.faults == {(4, 3): "#REF!", (4, 4): "#UNKNOWN!"}
    assert grid.rows[3][2] is grid.rows[3][3] is None


def test_only_the_sheets_asked_for(desk: Desk) -> None:
    book = desk.lay(lambda held: held.create_sheet("说明"))
    assert [grid.name for grid in open_book.read_book(Opened(book), only=["说明"]).grids] == ["说明"]
    assert [grid.name for grid in open_book.read_book(Opened(book)).grids] == [SHEET, "说明"]


def test_facts_are_read_line_by_line() -> None:
    text = (
        "used\t2\t1\t9\t7\nvisible\t2\nprotected\t1\nhidden\t4\t6\ncolumns\t3\t4\nmerged\t1\t1\t1\t7\n"
        'format\t4\t5\tyyyy"年"m"月"\nformat\t4\t6\t0\nstruck\t4\t3\t1\nstruck\t5\t3\t0\t\nstruck\t6\t3\t0\t0-2,5-9\n'
        "box\t5\t7\t?\t140\t 已完成\nbox\t5\t7\t1\t120\t达到序时进度\n"
    )
    facts = parse_facts(text)
    assert (facts.used, facts.visibility, facts.locked) == (Range(2, 1, 9, 7), Visibility.VERY_HIDDEN, True)
    assert (facts.hidden_rows, facts.hidden_columns) == ({4, 5, 6}, {3, 4})
    assert facts.formats == {(4, 5): 'yyyy"年"m"月"'}  # 0 shows no more than the value
    assert (facts.struck, facts.struck_parts) == ({(4, 3)}, {(5, 3): (), (6, 3): ((0, 2), (5, 9))})
    assert facts.merged == (Range(1, 1, 1, 7),)
    assert facts.controls == (Control(5, 7, "达到序时进度", True, 120), Control(5, 7, "已完成", None, 140))


def test_facts_of_a_workbook_are_read_line_by_line() -> None:
    text = "front\t甲\nshared\t1\nsheet\t甲\nsheet\t乙\nresults\t\nproperty\txlt.period\t2022-11\n"
    assert parse_book_facts(text) == BookFacts(("甲", "乙"), "甲", True, "", {"xlt.period": "2022-11"})
    assert parse_book_facts("shared\t0\nsheet\t甲\n") == BookFacts(("甲",))


def test_what_lies_beyond_the_limits_is_said_and_not_fetched(desk: Desk) -> None:
    book = desk.lay()
    desk.excel.macros["XLT_Facts"] = lambda *_: "used\t1\t1\t1048576\t7"
    (grid,) = open_book.read_book(Opened(book)).grids
    assert "1048576" in grid.left_out
    assert len(grid.rows) < 100_000


def test_an_issued_workbook_keeps_its_identity(desk: Desk) -> None:
    def change(book: Any) -> None:
        from openpyxl.packaging.custom import StringProperty

        book.custom_doc_props.append(StringProperty(name="xlt.period", value="2022-11"))
        book.custom_doc_props.append(StringProperty(name="其他", value="不相干"))

    assert open_book.read_book(Opened(desk.lay(change))).identity == {"xlt.period": "2022-11"}


def test_without_the_add_in_one_sentence_says_so(desk: Desk) -> None:
    book = desk.lay()
    desk.excel.macros.clear()
    with pytest.raises(UserError, match=r"加载项 xl_tools\.xlam 没有回应"):
        open_book.read_book(Opened(book))


# --- Excel is left as it was ---------------------------------------------------------------------


def test_screen_and_events_are_off_during_work_and_back_after_a_failure(desk: Desk) -> None:
    book = desk.lay()
    desk.excel.status_bar = "就绪"
    desk.excel.enable_events = False

    def fail() -> None:
        with open_book.at_work(book.app, "正在校验…"):
            assert (desk.excel.screen_updating, desk.excel.display_alerts) == (False, False)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    state = (desk.excel.screen_updating, desk.excel.enable_events, desk.excel.display_alerts, desk.excel.status_bar)
    assert state == (True, False, True, False)
    assert desk.excel.status_shown == ["正在校验…"]
    assert not desk.excel.calls["App.calculation="]


def test_one_setting_that_excel_refuses_does_not_keep_the_others_off(desk: Desk) -> None:
    book = desk.lay()
    desk.excel.refuse_setting.add("screen_updating")
    with open_book.at_work(book.app, "…"):
        pass
    assert (desk.excel.enable_events, desk.excel.display_alerts, desk.excel.status_bar) == (True, True, False)


# --- calls ---------------------------------------------------------------------------------------

READ_A_SHEET = 9
"""Calls from xlwings into Excel to read one sheet of one workbook, whatever its length: name and path of the workbook,
the add-in's facts of it and of the sheet, the values, and what xlwings asks itself on the way."""


def calls_to_read(desk: Desk, rows: int) -> int:
    book = desk.lay(rows=rows, name=f"{rows}.xlsx")
    desk.excel.calls.clear()
    open_book.read_book(Opened(book))
    assert (desk.excel.calls["App.run"], desk.excel.calls["Range.raw_value"]) == (2, 1)
    return sum(desk.excel.calls.values())


def test_calls_to_read_do_not_grow_with_the_rows(desk: Desk) -> None:
    assert calls_to_read(desk, 4) == calls_to_read(desk, 40) == calls_to_read(desk, 400) == READ_A_SHEET


# --- the double is honest ------------------------------------------------------------------------


def product_files() -> list[Path]:
    files = [path for room in ("books", "surfaces") for path in (ROOT / "xl_tools" / room / "excel").glob("*.py")]
    assert {"sheet_painter.py", "open_book.py", "ribbon.py", "desk.py"} <= {path.name for path in files}
    return files


@pytest.mark.parametrize("path", product_files(), ids=lambda path: path.name)
def test_no_way_round_the_public_interface(path: Path) -> None:
    names = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert not names & {"api", "impl", "xl", "com"}


def members(classes: dict[str, ast.ClassDef], name: str) -> set[str]:
    found: set[str] = set()
    held = classes[name]
    for node in held.body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    for base in held.bases:
        if isinstance(base, ast.Name) and base.id in classes:
            found |= members(classes, base.id)
    return found


NOT_XLWINGS = {
    "ws",
    "title",
    "change",
    "corner",
    "saved_as",
    "refuses_note",
    "active",
    "rule",
    "rich_text",
    "owner_file",
    "read_only",
}
"""Members of the double that its own parts use."""


def test_the_double_offers_only_what_xlwings_has_on_windows() -> None:
    """Each call that is counted exists in xlwings' engine for Windows, read as text: it cannot be imported here."""
    package = Path(xw.__file__).parent
    tree = ast.parse((package / "_xlwindows.py").read_text("utf-8"))
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    for name in (
        "App",
        "Books",
        "Book",
        "Sheets",
        "Sheet",
        "Range",
        "Note",
    ):
        offered = {member for member in vars(getattr(double, name)) if not member.startswith("_")}
        there = members(classes, name)
        base = {"contains", "max_cells_per_read", "max_cells_per_write", "app"}  # inherited, or set in __init__
        assert offered - NOT_XLWINGS - there - base == set(), name


def test_the_sample_table_has_the_three_faults_and_no_other(tmp_path: Path) -> None:
    from xl_tools.app.check import check

    clean = check([write_table(tmp_path / "甲.xlsx")], as_of=AS_OF)
    assert not [found for file in clean.files for found in file.findings if found.severity != "hint"]
    (file,) = check([write_table(tmp_path / "乙.xlsx", spoil)], as_of=AS_OF).files
    assert {found.cell for found in file.findings if found.severity == "error"} == {"G5", "E6", "F7"}

"""The add-in's own VBA, run: colours, the results sheet, what is hidden, errors that come back as text."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment
from pyopenvba.apps.excel import ExcelApplication

from tests.doubles.desk import SHEET, write_table
from tests.doubles.vba import interpreter
from tests.doubles.vba_members import Held, rules_of, struck_words
from xl_tools.books.excel.opened import parse_book_facts, parse_facts


def probe(app: ExcelApplication, expression: str) -> Any:
    """What an expression of VBA gives."""
    name = f"Probe{next(_NUMBERS)}"
    app.add_module(f"Public Function {name}()\n    {name} = {expression}\nEnd Function\n", name=f"{name}Module")
    return app.run(name)


_NUMBERS = count()


# --- marks ---------------------------------------------------------------------------------------


def formats(app: ExcelApplication, sheet: str = SHEET) -> list[tuple[str, int, str, int, bool]]:
    held = rules_of(app.workbook.sheet_named(sheet)).rules
    return [(rule.address, rule.kind, rule.formula, rule.colour, rule.stops) for rule in held]


def test_a_colour_is_laid_in_front_and_taken_off_again(tmp_path: Path) -> None:
    """By the add-in itself: without pywin32's cache of types ``FormatConditions.Add`` loses all arguments but one."""
    app = interpreter(write_table(tmp_path / "a.xlsx"))
    own = rules_of(app.workbook.sheet_named(SHEET)).rules
    own += [Held("B4:B7", 1, "=2"), Held("C4:C7", 3, "")]
    assert app.run("XLT_Overlay", "a.xlsx", SHEET, "G5;E6,E7", '=N("XLT:error")=0', 255) == ""
    ours = [(cells, 2, '=N("XLT:error")=0', 255, False) for cells in ("E6,E7", "G5")]
    assert formats(app) == [*ours, ("B4:B7", 1, "=2", 0, True), ("C4:C7", 3, "", 0, True)]
    assert app.run("XLT_Overlaid", "a.xlsx", SHEET, "XLT:", "ours", 0) == "2\t0"
    assert app.run("XLT_Overlaid", "a.xlsx", SHEET, "XLT:", "ours", 1) == "2\t0"
    assert [cells for cells, *_ in formats(app)] == ["B4:B7", "C4:C7"]


def test_our_notes_are_counted(tmp_path: Path) -> None:
    def note(book: Any) -> None:
        for cell, text in (("G5", "clerk's\nours"), ("E6", "clerk's")):
            book[SHEET][cell].comment = Comment(text, "clerk")

    app = interpreter(write_table(tmp_path / "a.xlsx", note))
    assert app.run("XLT_Overlaid", "a.xlsx", SHEET, "XLT:", "ours", 1) == "0\t1"


def test_a_cell_is_led_to_and_a_hidden_sheet_is_not(tmp_path: Path) -> None:
    app = interpreter(write_table(tmp_path / "a.xlsx", lambda book: book.create_sheet("乙")))
    assert app.run("XLT_Select", "a.xlsx", "乙", "B7") == ""
    assert (probe(app, "ActiveSheet.Name"), probe(app, "ActiveCell.Address")) == ("乙", "$B$7")
    assert app.run("XLT_Select", "a.xlsx", "", "") == ""
    assert probe(app, "ActiveSheet.Name") == "乙"


def test_the_results_sheet_stands_behind_the_last_that_shows_and_goes_whole(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.xlsx", lambda book: [book.create_sheet(name) for name in ("乙", "丙")])
    app = interpreter(path)
    app.add_module('Public Sub Hide()\n    Worksheets("丙").Visible = xlSheetVeryHidden\nEnd Sub\n', name="Hiding")
    app.run("Hide")
    assert app.run("XLT_AddResults", "a.xlsx", "校验'结果") == ""
    book = parse_book_facts(str(app.run("XLT_Book", "a.xlsx")))
    assert (book.sheets, book.front, book.results) == ((SHEET, "乙", "校验'结果", "丙"), SHEET, "校验'结果")
    assert probe(app, 'Workbooks("a.xlsx").Names("_xlt_results").Visible') is False
    assert app.run("XLT_RemoveResults", "a.xlsx") == ""
    assert parse_book_facts(str(app.run("XLT_Book", "a.xlsx"))).results is None
    assert app.run("XLT_RemoveResults", "a.xlsx") == ""


def test_a_plain_sheet_is_added_and_is_no_results_sheet(tmp_path: Path) -> None:
    app = interpreter(write_table(tmp_path / "a.xlsx"))
    assert app.run("XLT_AddSheet", "a.xlsx", "任务得分") == ""
    book = parse_book_facts(str(app.run("XLT_Book", "a.xlsx")))
    assert (book.sheets, book.front, book.results) == ((SHEET, "任务得分"), SHEET, None)


def test_a_title_that_excel_does_not_take_leaves_no_sheet_behind(tmp_path: Path) -> None:
    app = interpreter(write_table(tmp_path / "a.xlsx"))
    assert str(app.run("XLT_AddResults", "a.xlsx", SHEET)).startswith("error\t")
    assert parse_book_facts(str(app.run("XLT_Book", "a.xlsx"))).sheets == (SHEET,)


def test_the_results_sheet_is_dressed(tmp_path: Path) -> None:
    app = interpreter(write_table(tmp_path / "a.xlsx"))
    app.run("XLT_AddResults", "a.xlsx", "校验结果")
    assert app.run("XLT_Dress", "a.xlsx", "校验结果", "6;8.5;0", "6;9;8;2", "1;2", "错误=255;警告=9") == ""
    levels = [("B7:B9", 1, '="警告"', 9, False), ("B7:B9", 1, '="错误"', 255, False)]
    assert formats(app, "校验结果") == levels
    sheet = 'Workbooks("a.xlsx").Worksheets(2)'
    assert probe(app, f"{sheet}.Columns(3).Hidden")
    assert probe(app, f'{sheet}.Range("A6").Font.Bold')
    assert probe(app, f'{sheet}.Range("H9").WrapText')


@pytest.mark.parametrize(
    "call",
    [
        ("XLT_Book", "b.xlsx"),
        ("XLT_Facts", "a.xlsx", "没有"),
        ("XLT_Unlock", "a.xlsx", "没有"),
        ("XLT_Lock", "a.xlsx", "没有", "1101000000000000"),
        ("XLT_Overlay", "a.xlsx", SHEET, "G5", "=1", 1),
        ("XLT_Overlaid", "a.xlsx", "没有", "XLT:", "ours", 1),
        ("XLT_Select", "a.xlsx", "没有", "A1"),
        ("XLT_IsHidden", "a.xlsx", "没有", "A1"),
        ("XLT_Dress", "a.xlsx", "没有", "", "6;9;8;2", "1;2", ""),
        ("XLT_RemoveResults", "b.xlsx"),
    ],
    ids=lambda call: call[0],
)
def test_an_error_comes_back_as_text(tmp_path: Path, call: tuple[Any, ...]) -> None:
    """One that leaves VBA would stop Excel with a box of its own, and Python would hear of no reason."""
    app = interpreter(write_table(tmp_path / "a.xlsx"))
    rules_of(app.workbook.sheet_named(SHEET)).refuses = True
    answer = str(app.run(*call))
    assert answer.startswith("error\t")
    assert "\n" not in answer


def test_a_hidden_sheet_row_or_column_is_told(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book[SHEET].row_dimensions[5].hidden = True
        book[SHEET].column_dimensions["D"].hidden = True
        book.create_sheet("乙")

    app = interpreter(write_table(tmp_path / "a.xlsx", change))
    app.add_module('Public Sub Hide()\n    Worksheets("乙").Visible = xlSheetHidden\nEnd Sub\n', name="Hiding")
    app.run("Hide")
    cells = [(SHEET, "G5"), (SHEET, "D6"), ("乙", "A1"), (SHEET, "G6")]
    assert [app.run("XLT_IsHidden", "a.xlsx", *cell) for cell in cells] == ["1", "1", "1", "0"]


# --- words struck out ------------------------------------------------------------------------------


def test_struck_words_are_told_by_their_places(tmp_path: Path) -> None:
    """Excel answers Null for a text of which some words are struck."""

    def change(book: Any) -> None:
        book[SHEET]["F5"], book[SHEET]["F6"] = "甲乙丙丁", "甲乙"

    app = interpreter(write_table(tmp_path / "a.xlsx", change))
    struck_words(app.workbook.sheet_named(SHEET)).update({(5, 6): {0, 1, 3}, (6, 6): {1}})
    facts = parse_facts(str(app.run("XLT_Facts", "a.xlsx", SHEET)))
    assert facts.struck_parts == {(5, 6): ((0, 2), (3, 4)), (6, 6): ((1, 2),)}
    assert facts.struck == frozenset()


def test_what_people_laid_over_the_results_is_told_and_laid_again(tmp_path: Path) -> None:
    app = interpreter(write_table(tmp_path / "a.xlsx"))
    assert app.run("XLT_ByHand", "a.xlsx", 6, 8, 2) == ""
    app.run("XLT_AddResults", "a.xlsx", "校验结果")
    app.run("XLT_Dress", "a.xlsx", "校验结果", "6;8.5;0", "6;9;8;2", "1;2", "错误=255;警告=9")
    assert app.run("XLT_ByHand", "a.xlsx", 6, 8, 2) == ""
    assert app.run("XLT_FillAgain", "a.xlsx", "校验结果", "7,3=65535;9,8=255;6,1=7") == ""
    app.add_module(
        'Public Sub Note()\n    Worksheets("校验结果").Range("F8").AddComment "甲" & vbLf & "乙"\nEnd Sub\n', name="N"
    )
    app.run("Note")
    told = str(app.run("XLT_ByHand", "a.xlsx", 6, 8, 2)).splitlines()
    assert told == ["note\t8\t6\t甲 乙", "fill\t7\t3\t65535", "fill\t9\t8\t255"]
    for call in (("XLT_ByHand", "b.xlsx", 6, 8, 2), ("XLT_FillAgain", "a.xlsx", "没有", "7,3=1")):
        assert str(app.run(*call)).startswith("error\t")

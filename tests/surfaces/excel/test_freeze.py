"""冻结公式: formulas of our functions become what they show; nothing else is touched, and nothing without a yes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from tests.doubles.desk import SHEET, Desk, write_table
from tests.doubles.vba import interpreter
from tests.surfaces.excel.test_ribbon import said
from xl_tools.surfaces.excel import functions, ribbon

OURS = r"""='C:\x\xl_tools.xlam'!XLT_STATUS(G4)"""


def with_formulas(book: Any) -> None:
    sheet = book[SHEET]
    sheet["I4"], sheet["I5"], sheet["I6"] = OURS, "=LEN(A4)", "=IF(xlt_grade(91)=1,2,3)"
    sheet["I7"] = "XLT_STATUS(G4)"


def laid(desk: Desk, answer: str) -> None:
    desk.lay(with_formulas)
    desk.excel.answers.append(answer)
    desk.click(ribbon.freeze_formulas)


def test_it_asks_and_replaces_what_is_ours(desk: Desk) -> None:
    laid(desk, "yes")
    assert desk.excel.alerts[-2].startswith("把 2 个 XLT_ 公式换成现在的值吗？")
    assert said(desk) == "2 个 XLT_ 公式已换成值。"
    sheet = desk.file[SHEET]
    assert [sheet[cell].data_type for cell in ("I4", "I5", "I6", "I7")] == ["n", "f", "n", "s"]
    desk.click(ribbon.freeze_formulas)
    assert said(desk) == "没有要冻结的 XLT_ 公式。"


def test_without_a_yes_nothing_changes(desk: Desk) -> None:
    for answer in ("no", "cancel"):
        laid(desk, answer)
        assert desk.file[SHEET]["I4"].value == OURS
        desk.close()


def test_a_protected_sheet_is_named_and_left_alone(desk: Desk) -> None:
    desk.lay(lambda book: (with_formulas(book), setattr(book[SHEET].protection, "sheet", True)))
    desk.click(ribbon.freeze_formulas)
    assert said(desk).startswith(f"没有要冻结的 XLT_ 公式。“{SHEET}”设有保护，没有看")


# --- the VBA itself --------------------------------------------------------------------------------


PROBE = """
Public Sub Enter(cell As String, formula As String)
    Workbooks("a.xlsx").Worksheets(1).Range(cell).Formula = formula
End Sub
Public Function Holds(cell As String) As Boolean
    Holds = Workbooks("a.xlsx").Worksheets(1).Range(cell).HasFormula
End Function
Public Function Shows(cell As String)
    Shows = Workbooks("a.xlsx").Worksheets(1).Range(cell).Value2
End Function
"""


def test_the_vba_counts_and_settles(tmp_path: Path) -> None:
    """The interpreter has no functions of ours: formulas with the word in them stand in."""
    app = interpreter(write_table(tmp_path / "a.xlsx"))
    app.add_module(PROBE, name="Probe")
    for cell, formula in (("I4", '=LEFT("2022-11XLT_",7)'), ("I5", "=1+1"), ("I6", '=5+N("xlt_")')):
        app.run("Enter", cell, formula)
    assert app.run("XLT_Freeze", "a.xlsx", "XLT_", 0) == "2"
    assert app.run("Holds", "I4")
    assert app.run("XLT_Freeze", "a.xlsx", "XLT_", 1) == "2"
    found = {cell: (app.run("Holds", cell), app.run("Shows", cell)) for cell in ("I4", "I5", "I6")}
    assert found == {"I4": (False, "2022-11"), "I5": (True, 2), "I6": (False, 5)}
    assert app.run("XLT_Freeze", "a.xlsx", "XLT_", 0) == "0"


def test_the_vba_leaves_a_protected_sheet(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.xlsx", with_formulas)
    book = openpyxl.load_workbook(path)
    book[SHEET].protection.sheet = True
    book.create_sheet("空")
    book.save(path)
    assert interpreter(path).run("XLT_Freeze", "a.xlsx", "XLT_", 1) == f"0\t{SHEET}"


# --- an add-in of 0.1 ------------------------------------------------------------------------------


def test_functions_of_an_older_add_in_say_that_the_versions_differ() -> None:
    """Its formulas call ``xl_tools.functions``, where they stood then."""
    from importlib import import_module

    older = import_module("xl_tools.functions")
    for function in functions.FUNCTIONS:
        assert getattr(older, function.__name__)("…").startswith(
            "加载项和程序包不是一套：请关闭 Excel，重新运行安装程序"
        )

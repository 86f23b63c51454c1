"""The add-in's own VBA, run: callbacks, greying, facts of a sheet, protection, error values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._shapes import Shapes
from pyopenvba.interpreter import NOTHING, VBAErrorValue, VBAObject, member, method

from tests.doubles.desk import SHEET, Desk, spoil, write_table
from tests.doubles.marked import mark_open
from tests.doubles.vba import Items, callbacks, give_dialog, interpreter, module_texts
from xl_tools.books.excel.opened import parse_book_facts, parse_facts
from xl_tools.books.file.reader import read_book
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.sample import write_sample_city


class Ribbon(VBAObject):
    """Excel's ribbon, as far as the add-in asks for it."""

    invalidated = 0

    @method
    def Invalidate(self) -> object:
        self.invalidated += 1
        return None


CLICKS = {name for name, parameters in callbacks(module_texts()["XltRibbon"]).items() if "control" in parameters} - {
    "XLT_HasBook",
    "XLT_HasTable",
    "XLT_HasResults",
}


def enabled(app: ExcelApplication, callback: str) -> bool:
    """What Excel gets back in the parameter that a getEnabled callback fills."""
    probe = (
        f"Public Function Probe()\n    Dim answer\n    {callback} Nothing, answer\n    Probe = answer\nEnd Function\n"
    )
    app.add_module(probe, name=f"Probe{callback}")
    return bool(app.run(f"Probe{callback}.Probe"))


# --- callbacks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("callback", sorted(CLICKS))
def test_each_click_runs_one_python_command(callback: str, tmp_path: Path) -> None:
    from importlib.metadata import version

    commands: list[str] = []
    app = interpreter(write_table(tmp_path / "a.xlsx"), commands.append)
    app.run(callback, NOTHING)
    (command,) = commands
    head, _, call = command.partition("; ")
    assert head == "from xl_tools import ribbon"
    name, _, argument = call.removeprefix("ribbon.").partition("(")
    assert argument == f"'{version('xl-tools')}')"
    from xl_tools.surfaces.excel import ribbon

    assert name in ribbon.BUTTONS


@pytest.mark.parametrize("callback", sorted(CLICKS))
def test_without_a_workbook_nothing_runs(callback: str) -> None:
    commands: list[str] = []
    interpreter(None, commands.append).run(callback, NOTHING)
    assert commands == []


@pytest.mark.parametrize("answer", [-1, RuntimeError("could not load the DLL")])
def test_python_that_does_not_start_is_said_in_chinese(tmp_path: Path, answer: Any) -> None:
    def broken(_: str) -> Any:
        if isinstance(answer, Exception):
            from pyopenvba.exceptions import VBARuntimeError

            raise VBARuntimeError(1000, str(answer))
        return answer

    app = interpreter(write_table(tmp_path / "a.xlsx"), broken)
    app.answer_dialogs(1)
    app.run("XLT_Check", NOTHING)
    (dialog,) = app.dialogs
    assert "工具没有启动" in dialog[1] + dialog[0]


def test_a_workbook_in_the_protected_view_is_said_to_be_view_only() -> None:
    """It is none of Excel's workbooks: the buttons are live all the same, and the click says what to do."""
    commands: list[str] = []
    app = interpreter(None, commands.append)
    app.application.__dict__["view_only_in_the_test"] = True
    assert enabled(app, "XLT_HasBook")
    app.answer_dialogs(1)
    app.run("XLT_CheckAll", NOTHING)
    assert "启用编辑" in app.dialogs[0][1]
    assert commands == []


def test_the_ribbon_is_found_again_after_end_in_a_box_of_vba(tmp_path: Path) -> None:
    """End empties every variable; without the ribbon no button would ever change between grey and live."""
    app = interpreter(write_table(tmp_path / "a.xlsx"), lambda _: None)
    ribbon = Ribbon()
    app.interpreter.run("XLT_OnLoad", [ribbon])
    app.add_module(module_texts()["XltRibbon"], name="XltRibbon")  # loaded anew: its variables are empty
    app.run("XLT_Refresh")
    assert ribbon.invalidated == 1


# --- greying -------------------------------------------------------------------------------------


def test_buttons_are_grey_without_a_workbook() -> None:
    app = interpreter(None)
    assert not any(enabled(app, name) for name in ("XLT_HasBook", "XLT_HasTable", "XLT_HasResults"))


def test_the_table_button_is_live_over_a_table_only(tmp_path: Path) -> None:
    assert enabled(interpreter(write_table(tmp_path / "a.xlsx")), "XLT_HasTable")
    blank = tmp_path / "b.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "会议签到"
    book.active["A2"] = "姓名"
    book.save(blank)
    app = interpreter(blank)
    assert enabled(app, "XLT_HasBook")
    assert not enabled(app, "XLT_HasTable")


def is_table(path: Path) -> bool:
    return path.stat().st_size < 300_000 and len(read_sheets(read_book(path))) == len(read_book(path).grids)


def test_it_is_live_over_every_table_of_the_sample_city(tmp_path: Path) -> None:
    write_sample_city(tmp_path)
    grey = []
    for path in sorted(tmp_path.rglob("*.xlsx")):
        app = interpreter(path)
        names = {sheet.sheet for sheet in read_sheets(read_book(path))}
        if app.application.active_book.active_sheet.name in names and not enabled(app, "XLT_HasTable"):
            grey.append(path.name)
    assert grey == []


def test_it_is_live_over_real_tables(shared: Path) -> None:
    """Those of offices, and such as offices send; odd packages, of which some are refused, are none of them."""
    cases = shared / "cases"
    books = [*cases.glob("*.xlsx"), *(cases / "forms").glob("*.xlsx"), *(cases / "reports").rglob("*.xlsx")]
    real = [path for path in sorted(books) if is_table(path)]
    assert len(real) > 30
    for path in real:
        assert enabled(interpreter(path), "XLT_HasTable"), path.name


def test_the_results_buttons_follow_the_defined_name(desk: Desk, tmp_path: Path) -> None:
    book = desk.lay(spoil)
    assert not enabled(interpreter(desk.excel.front.saved_as(tmp_path / "a.xlsx")), "XLT_HasResults")
    mark_open(book, [])
    assert enabled(interpreter(desk.excel.front.saved_as(tmp_path / "b.xlsx")), "XLT_HasResults")


# --- facts ---------------------------------------------------------------------------------------


def build(book: Any) -> None:
    from openpyxl.packaging.custom import StringProperty

    sheet = book[SHEET]
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("A4:A7")
    sheet.merge_cells("C5:D6")
    for row in (5, 6, 9):
        sheet.row_dimensions[row].hidden = True
    sheet.protection.sheet = True
    sheet["B5"].number_format = "0%"
    sheet["C5"].font = openpyxl.styles.Font(strike=True)
    sheet.column_dimensions["D"].hidden = True
    hidden = book.create_sheet("旧表")
    hidden.sheet_state = "hidden"
    hidden["C4"] = "只有一格"
    book.custom_doc_props.append(StringProperty(name="xlt.period", value="2022-11"))
    book.custom_doc_props.append(StringProperty(name="别的", value="x"))


@pytest.mark.parametrize("sheet", [SHEET, "旧表"])
def test_the_facts_are_those_of_the_double(desk: Desk, tmp_path: Path, sheet: str) -> None:
    book = desk.lay(build, rows=8)
    path = desk.excel.front.saved_as(tmp_path / "copy.xlsx")
    app = interpreter(path)
    hide = 'Public Sub Hide()\n    Worksheets("旧表").Visible = xlSheetHidden\nEnd Sub\n'
    app.add_module(hide, name="Hiding")  # the interpreter does not take this from the file
    app.run("Hide")
    told = parse_facts(str(app.run("XLT_Facts", "copy.xlsx", sheet)))
    assumed = parse_facts(desk.addin.facts(book.name, sheet))
    assert told == assumed
    assert told.visibility == ("visible" if sheet == SHEET else "hidden")
    assert told.locked == (sheet == SHEET)
    if sheet == SHEET:
        assert told.hidden_columns == {4}
        assert (told.formats, told.struck) == ({(5, 2): "0%"}, {(5, 3)})
    assert parse_book_facts(str(app.run("XLT_Book", "copy.xlsx"))) == parse_book_facts(desk.addin.book(book.name))


@pytest.mark.parametrize("member", ["read_only", "shared"])
def test_what_others_do_with_a_workbook_is_told(tmp_path: Path, member: str) -> None:
    app = interpreter(write_table(tmp_path / "a.xlsx"))
    assert getattr(parse_book_facts(str(app.run("XLT_Book", "a.xlsx"))), member) is False
    app.workbook.__dict__[f"{member}_in_the_test"] = True
    assert getattr(parse_book_facts(str(app.run("XLT_Book", "a.xlsx"))), member) is True


def test_the_facts_of_real_workbooks_are_those_of_their_files(shared: Path) -> None:
    for path in sorted((shared / "cases").glob("*.xlsx")):
        if path.stat().st_size > 100_000:
            continue
        app = interpreter(path)
        for grid in read_book(path).grids:
            facts = parse_facts(str(app.run("XLT_Facts", path.name, grid.name)))
            assert set(facts.merged) == set(grid.merged)
            filled = {row for row in grid.hidden_rows if row <= facts.used.bottom}
            assert facts.hidden_rows >= {row for row in filled if row >= facts.used.top}


def test_tick_boxes_are_told_with_their_state(tmp_path: Path) -> None:
    app = ExcelApplication.open(write_table(tmp_path / "a.xlsx"), with_vba=False)
    sheet = app.sheet(1)
    for name, top, text in (("one", 61, "已完成"), ("two", 76, "达到\n序时进度")):
        sheet.add_form_control(1, left=400, top=top, width=80, height=14, name=name, text=text)
    sheet.set_control_value("two", 1)
    app.save(tmp_path / "b.xlsx")
    facts = parse_facts(str(interpreter(tmp_path / "b.xlsx").run("XLT_Facts", "b.xlsx", SHEET)))
    assert [(box.caption, box.checked) for box in facts.controls] == [("已完成", False), ("达到 序时进度", True)]
    assert facts.controls[0].row <= facts.controls[1].row
    assert facts.controls[0].middle < facts.controls[1].middle


class Group(VBAObject):
    """Shapes grouped together, which the interpreter cannot do."""

    def __init__(self, shapes: list[object]) -> None:
        self._shapes = shapes

    @member
    def Type(self) -> object:
        return 6  # msoGroup

    @member
    def GroupItems(self) -> object:
        return Items(self._shapes)


def with_box(tmp_path: Path, left: float) -> Path:
    app = ExcelApplication.open(write_table(tmp_path / "a.xlsx"), with_vba=False)
    app.sheet(1).add_form_control(1, left=left, top=61, width=80, height=14, name="one", text="已完成")
    app.sheet(1).set_control_value("one", 1)
    app.save(tmp_path / "b.xlsx")
    return tmp_path / "b.xlsx"


def test_tick_boxes_in_a_group_are_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = interpreter(with_box(tmp_path, 400))
    alone = app.run("XLT_Facts", "b.xlsx", SHEET)
    assert "已完成" in str(alone)
    shapes = Shapes.vba_items
    monkeypatch.setattr(Shapes, "vba_items", lambda self: [Group([Group(shapes(self))])])
    assert app.run("XLT_Facts", "b.xlsx", SHEET) == alone


@pytest.mark.parametrize(("left", "column"), [(30, 1), (40, 2)])
def test_a_tick_box_belongs_to_the_column_under_the_box_itself(tmp_path: Path, left: float, column: int) -> None:
    """Not to the one under its frame's corner: column A is 48 points wide, the box stands 9 points from the left."""
    facts = parse_facts(str(interpreter(with_box(tmp_path, left)).run("XLT_Facts", "b.xlsx", SHEET)))
    assert [box.column for box in facts.controls] == [column]


def test_a_format_in_the_last_row_is_no_row(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book[SHEET]["A1048576"].font = openpyxl.styles.Font(bold=True)

    path = write_table(tmp_path / "a.xlsx", change)
    facts = parse_facts(str(interpreter(path).run("XLT_Facts", "a.xlsx", SHEET)))
    assert facts.used.bottom == 7


# --- protection ----------------------------------------------------------------------------------


def test_a_protection_is_taken_off_and_put_back_as_it_was(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        protection = book[SHEET].protection
        protection.sheet = True
        protection.formatRows = protection.autoFilter = protection.sort = False  # False: allowed

    path = write_table(tmp_path / "a.xlsx", change)
    app = interpreter(path)
    state = app.run("XLT_Unlock", "a.xlsx", SHEET)
    assert app.run("XLT_Unlock", "a.xlsx", SHEET) == "-"
    app.run("XLT_Lock", "a.xlsx", SHEET, state)
    app.save(tmp_path / "after.xlsx", workbook=app.workbook)
    before, after = (openpyxl.load_workbook(file)[SHEET].protection for file in (path, tmp_path / "after.xlsx"))
    for name in ("sheet", "objects", "scenarios", "formatRows", "formatCells", "autoFilter", "sort", "insertRows"):
        assert getattr(after, name) == getattr(before, name), name


def test_a_password_keeps_the_sheet_locked(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book[SHEET].protection.sheet = True
        book[SHEET].protection.password = "secret"

    app = interpreter(write_table(tmp_path / "a.xlsx", change))
    assert app.run("XLT_Unlock", "a.xlsx", SHEET) == ""


# --- asking --------------------------------------------------------------------------------------


def test_a_folder_is_picked() -> None:
    app = interpreter(None)
    shown = give_dialog(app, ["D:\\收报"])
    assert app.run("XLT_PickFolder", "选文件夹") == "D:\\收报"
    assert [(kind, dialog.title) for kind, dialog in shown.items()] == [(4, "选文件夹")]


def test_one_workbook_is_picked_among_workbooks() -> None:
    app = interpreter(None)
    shown = give_dialog(app, ["D:\\通讯录.xlsx"])
    assert app.run("XLT_PickFiles", "选通讯录", "*.xlsx;*.et", False) == "D:\\通讯录.xlsx"
    dialog = shown[3]
    assert (dialog.title, dialog.many) == ("选通讯录", False)
    assert dialog.filters.added == [("*.xlsx;*.et", "*.xlsx;*.et")]


def test_several_files_of_any_kind_are_picked() -> None:
    app = interpreter(None)
    shown = give_dialog(app, ["D:\\汇总.xlsx", "D:\\图.png"])
    assert app.run("XLT_PickFiles", "选文件", "", True) == "D:\\汇总.xlsx\nD:\\图.png"
    assert shown[3].many
    assert shown[3].filters.added == []


@pytest.mark.parametrize("picker", [("XLT_PickFolder", "选"), ("XLT_PickFiles", "选", "", True)])
def test_cancel_picks_nothing(picker: tuple[Any, ...]) -> None:
    app = interpreter(None)
    give_dialog(app, [])
    assert app.run(*picker) == ""


# --- worksheet functions -------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "number"), [("#N/A", 2042), ("#VALUE!", 2015), ("#NUM!", 2036), ("#NULL!", 2000)])
def test_names_of_errors_become_error_values(answer: str, number: int) -> None:
    value = interpreter(None).interpreter.run("XltCell", [answer])
    assert isinstance(value, VBAErrorValue)
    assert str(number) in repr(value)


@pytest.mark.parametrize("answer", ["已完成", "", 9.5, True])
def test_other_answers_stay_as_they_are(answer: Any) -> None:
    assert interpreter(None).run("XltCell", answer) == answer

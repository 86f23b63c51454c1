"""Marks in a workbook open in Excel: put in, taken out exactly, the same on both surfaces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill

from tests.doubles.addin import PASSWORD
from tests.doubles.desk import SHEET, Desk
from tests.doubles.marked import clear_open, mark_open
from xl_tools.books.excel import results_sheet, sheet_painter
from xl_tools.books.excel.opened import Opened
from xl_tools.books.file.marked_file import clear_file, mark_file
from xl_tools.core.errors import UserError
from xl_tools.core.records import Finding, Severity
from xl_tools.marks.note_text import HEAD, TAIL
from xl_tools.marks.plan import WORDS_STAY
from xl_tools.marks.results import BESIDE


def finding(cell: str | None, severity: str = "error", **more: Any) -> Finding:
    values = {"code": "T301", "message": "四项都没有勾。", "advice": "勾一项。", "sheet": SHEET} | more
    return Finding(cell=cell, severity=Severity(severity), **values)


THREE = [
    finding("G5"),
    finding("E6", "warning", code="D402", message="13月不存在。"),
    finding("F7", "hint", code="T313", advice=""),
]


def rules(desk: Desk, sheet: str = SHEET) -> list[tuple[str, str]]:
    """(cells, formula) of the conditional formats of a sheet, the first in order first."""
    held = desk.file[sheet].conditional_formatting._cf_rules
    found = [(rule.priority, str(block.sqref), rule.formula[0]) for block, rules in held.items() for rule in rules]
    return [(cells, formula) for _, cells, formula in sorted(found)]


def notes(desk: Desk) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in desk.file[SHEET].iter_rows() for cell in row if cell.comment}


def table(desk: Desk) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in desk.file["校验结果"].iter_rows(min_row=6)]


# --- marking -------------------------------------------------------------------------------------


def test_marks_are_an_overlay_a_note_and_a_row(desk: Desk) -> None:
    result = mark_open(desk.lay(), THREE, title="莲都区")
    assert (result.noted, result.overlaid, result.skipped) == (3, 3, ())
    assert set(rules(desk)) == {
        ("G5", 'N("XLT:error")=0'),
        ("E6", 'N("XLT:warning")=0'),
        ("F7", 'N("XLT:hint")=0'),
    }
    said = notes(desk)
    assert said.keys() == {"G5", "E6", "F7"}
    assert "错误 T301" in said["G5"]
    assert said["G5"].endswith(TAIL)
    assert [row[:7] for row in table(desk)] == [
        ["序号", "级别", "代码", "工作表", "单元格", "问题", "怎么改"],
        [1, "错误", "T301", SHEET, f'=HYPERLINK("#\'{SHEET}\'!G5","G5")', "四项都没有勾。", "勾一项。"],
        [2, "警告", "D402", SHEET, f'=HYPERLINK("#\'{SHEET}\'!E6","E6")', "13月不存在。", "勾一项。"],
        [3, "提示", "T313", SHEET, f'=HYPERLINK("#\'{SHEET}\'!F7","F7")', "四项都没有勾。", None],
    ]
    assert desk.file.defined_names["_xlt_results"].hidden
    assert desk.addin.fitted == [SHEET]


def test_no_cell_is_touched_and_the_sheet_in_front_stays(desk: Desk) -> None:
    book = desk.lay(lambda held: held.create_sheet("说明"))
    desk.excel.selections[SHEET] = "E6"
    before = [[cell.value for cell in row] for row in desk.file[SHEET].iter_rows()]
    mark_open(book, THREE)
    assert [[cell.value for cell in row] for row in desk.file[SHEET].iter_rows()] == before
    assert desk.file.active.title == SHEET
    assert desk.excel.selections == {SHEET: "E6"}
    assert desk.file.sheetnames == [SHEET, "说明", "校验结果"]


def owned(book: Any) -> None:
    """A note and a rule of the clerk's, a filter, a merged title, a hidden row."""
    sheet = book[SHEET]
    sheet["G5"].comment = Comment("张三：待核实\n第二行", "张三")
    sheet["B4"].comment = Comment("留着", "张三")
    fill = PatternFill(bgColor="FF00FF00", fill_type="solid")
    sheet.conditional_formatting.add("B4:B7", CellIsRule(operator="greaterThan", formula=["2"], fill=fill))
    sheet.conditional_formatting.add("G4:G7", CellIsRule(operator="equal", formula=['"x"'], fill=fill))
    sheet.auto_filter.ref = "A3:G7"
    sheet.merge_cells("A1:G1")
    sheet.row_dimensions[5].hidden = True


@pytest.mark.parametrize("times", [1, 3])
def test_clearing_gives_the_workbook_back(desk: Desk, times: int) -> None:
    book = desk.lay(owned)
    before = desk.saved()
    for _ in range(times):
        mark_open(book, THREE)
    assert desk.saved() != before
    assert clear_open(book)
    assert desk.saved() == before
    assert not clear_open(book)


def test_marking_again_replaces_what_was_marked(desk: Desk) -> None:
    book = desk.lay(owned)
    mark_open(book, THREE)
    once = desk.saved()
    mark_open(book, THREE)
    assert desk.saved() == once


def test_a_note_of_the_clerks_keeps_its_words(desk: Desk) -> None:
    mark_open(desk.lay(owned), THREE)
    said = notes(desk)["G5"]
    assert said.startswith("张三：待核实\n第二行\n──")
    assert HEAD in said
    assert notes(desk)["B4"] == "留着"


def test_ours_lies_over_the_clerks_rules_which_keep_their_order(desk: Desk) -> None:
    mark_open(desk.lay(owned), THREE)
    assert [formula for _, formula in rules(desk)][-2:] == ["2", '"x"']


def test_a_merged_range_is_marked_whole_and_noted_once(desk: Desk) -> None:
    book = desk.lay(lambda held: held[SHEET].merge_cells("A4:A7"))
    mark_open(book, [finding("A5"), finding("A6", "hint")])
    assert ("A4:A7", 'N("XLT:error")=0') in rules(desk)
    assert notes(desk).keys() == {"A4"}


def test_addresses_stay_as_short_as_excel_wants_them(desk: Desk) -> None:
    book = desk.lay(rows=200)
    mark_open(book, [finding(f"{column}{row}") for row in range(4, 203, 2) for column in "EG"])
    assert len(rules(desk)) > 2
    marked = " ".join(cells for cells, _ in rules(desk)).split()
    assert len(marked) == 200


def test_a_finding_of_another_workbook_is_refused_before_anything_changes(desk: Desk) -> None:
    book = desk.lay()
    before = desk.saved()
    with pytest.raises(UserError, match="没有名为“别的表”的工作表"):
        mark_open(book, [finding("A1", sheet="别的表")])
    assert desk.saved() == before


def test_a_failure_half_way_leaves_no_mark(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    book = desk.lay(owned)
    before = desk.saved()

    def fail(*_: Any) -> None:
        raise RuntimeError("Excel went away")

    monkeypatch.setattr(results_sheet, "_dress", fail)
    with pytest.raises(RuntimeError):
        mark_open(book, THREE)
    assert desk.saved() == before


def test_a_failure_half_way_loses_no_reason(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    book = desk.lay()
    mark_open(book, THREE)
    desk.file["校验结果"]["H8"] = "上级同意延期"
    with monkeypatch.context() as broken:
        broken.setattr(sheet_painter, "_addresses", None)
        with pytest.raises(TypeError):
            mark_open(book, THREE)
    assert [row[7] for row in table(desk)[1:]] == [None, "上级同意延期", None]
    mark_open(book, THREE)
    assert [row[7] for row in table(desk)[1:]] == [None, "上级同意延期", None]


# --- what Excel refuses --------------------------------------------------------------------------


def protect(book: Any, password: str = "") -> None:
    book[SHEET].protection.sheet = True
    if password:
        book[SHEET].protection.password = password


def test_a_sheet_protected_without_password_is_marked_and_locked_again(desk: Desk) -> None:
    book = desk.lay(protect)
    before = desk.saved()
    assert mark_open(book, THREE).noted == 3
    assert desk.file[SHEET].protection.sheet
    assert clear_open(book)
    assert desk.saved() == before


def test_it_is_locked_again_after_a_failure(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results_sheet, "_dress", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        mark_open(desk.lay(protect), THREE)
    assert desk.file[SHEET].protection.sheet


def test_a_password_is_respected_and_the_findings_are_listed(desk: Desk) -> None:
    book = desk.lay(lambda held: protect(held, PASSWORD))
    result = mark_open(book, THREE)
    assert (result.noted, result.overlaid) == (0, 0)
    assert [cell for cell, _ in result.skipped] == [f"{SHEET}!{cell}" for cell in ("G5", "E6", "F7")]
    assert rules(desk) == []
    assert len(table(desk)) == 4


def test_marks_under_a_password_are_not_said_to_be_cleared(desk: Desk) -> None:
    book = desk.lay()
    mark_open(book, THREE)
    protect(desk.file, PASSWORD)
    with pytest.raises(UserError, match=f"“{SHEET}”设有保护密码"):
        clear_open(book)


def test_a_protected_structure_costs_the_list_not_the_marks(desk: Desk) -> None:
    def lock(book: Any) -> None:
        from openpyxl.workbook.protection import WorkbookProtection

        book.security = WorkbookProtection(lockStructure=True)

    result = mark_open(desk.lay(lock), THREE)
    assert result.noted == 3
    assert result.skipped == (("校验结果", "工作簿结构受保护，没有加“校验结果”表"),)


def test_a_cell_that_takes_no_note_is_coloured_all_the_same(desk: Desk) -> None:
    book = desk.lay()
    desk.excel.front.refuses_note.add("E6")
    result = mark_open(book, THREE)
    assert result.noted == 2
    assert result.skipped[0][0] == f"{SHEET}!E6"
    assert len(rules(desk)) == 3


# --- the results sheet ---------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@x", "2022-11", "12", "'引号", "甲\n乙"])
def test_text_stays_text_whatever_it_looks_like(desk: Desk, text: str) -> None:
    mark_open(desk.lay(), [finding("G5", message=text)])
    cell = desk.file["校验结果"]["F7"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_links_to_sheets_with_awkward_names(desk: Desk) -> None:
    name = "a'b\"c"

    def rename(book: Any) -> None:
        book[SHEET].title = name

    mark_open(desk.lay(rename), [finding("G5", sheet=name)])
    assert desk.file["校验结果"]["E7"].value == '=HYPERLINK("#\'a\'\'b""c\'!G5","G5")'


def test_findings_without_a_cell_are_listed_without_a_link(desk: Desk) -> None:
    mark_open(desk.lay(), [finding(None, sheet=None, code="S101")])
    assert table(desk)[1][3:5] == ["整个文件", None]


def test_no_finding_is_said(desk: Desk) -> None:
    mark_open(desk.lay(), [])
    assert desk.file["校验结果"]["A7"].value == "没有发现问题。"


def test_a_sheet_of_the_clerks_with_that_name_is_left_alone(desk: Desk) -> None:
    book = desk.lay(lambda held: held.create_sheet("校验结果"))
    mark_open(book, THREE)
    assert desk.file.sheetnames == [SHEET, "校验结果", "校验结果(2)"]
    clear_open(book)
    assert desk.file.sheetnames == [SHEET, "校验结果"]


def test_what_the_clerk_wrote_is_carried_over(desk: Desk) -> None:
    book = desk.lay()
    mark_open(book, THREE)
    desk.file["校验结果"]["H8"] = "上级同意延期"
    mark_open(book, THREE)
    assert [row[7] for row in table(desk)[1:]] == [None, "上级同意延期", None]


def test_words_beside_the_reasons_are_carried_and_outlive_the_marks(desk: Desk) -> None:
    book = desk.lay()
    mark_open(book, THREE)
    desk.file["校验结果"]["L7"] = "陈某"
    desk.file["校验结果"]["G7"] = "已告知镇里"
    desk.file["校验结果"]["A5"] = "共三处"
    desk.file["校验结果"]["A12"] = "王某：下周再看"
    moved = ["共三处", "T301 整改进展 G5：怎么改改写为：已告知镇里", "T301 整改进展 G5：陈某", "王某：下周再看"]
    for _ in range(2):
        mark_open(book, THREE)
        assert [row[0] for row in table(desk)[len(THREE) + 2 :]] == [BESIDE, *moved]
    opened = Opened(book)
    _, said = sheet_painter.paint(opened, *sheet_painter.clearing(opened))
    assert [str(one.text) for one in said] == ["标记已全部清除。", WORDS_STAY]
    assert [row[0] for row in table(desk)[1:]] == ["标记已清除。", None, BESIDE, *moved]


def test_a_results_sheet_deleted_by_hand_is_no_obstacle(desk: Desk) -> None:
    book = desk.lay()
    mark_open(book, THREE)
    del desk.file["校验结果"]
    mark_open(book, THREE)
    assert desk.file.sheetnames == [SHEET, "校验结果"]


# --- both surfaces -------------------------------------------------------------------------------


def marks_in(path: Path) -> list[str]:
    """What a saved workbook shows of our marks, by openpyxl."""
    book = openpyxl.load_workbook(path)
    found = [name for name in book.sheetnames if name.startswith("校验结果")]
    found += [name for name in book.defined_names if name.startswith("_xlt")]
    for sheet in book:
        found += [str(block.sqref) for block in sheet.conditional_formatting if "XLT:" in str(block.rules[0].formula)]
        found += [
            cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment and HEAD in cell.comment.text
        ]
    return found


def test_marked_in_excel_cleared_as_a_file(desk: Desk, tmp_path: Path) -> None:
    mark_open(desk.lay(owned), THREE)
    marked = desk.excel.front.saved_as(tmp_path / "marked.xlsx")
    assert len(marks_in(marked)) == 8
    assert clear_file(marked, tmp_path / "cleared.xlsx")
    assert marks_in(tmp_path / "cleared.xlsx") == []
    kept = openpyxl.load_workbook(tmp_path / "cleared.xlsx")[SHEET]
    assert kept["G5"].comment.text == "张三：待核实\n第二行"
    assert len(list(kept.conditional_formatting)) == 2


def test_marked_as_a_file_cleared_in_excel(desk: Desk, tmp_path: Path) -> None:
    desk.lay(owned)
    mark_file(desk.excel.front._path, THREE, tmp_path / "marked.xlsx")
    assert len(marks_in(tmp_path / "marked.xlsx")) == 8
    assert clear_open(desk.open(tmp_path / "marked.xlsx"))
    cleared = desk.excel.front.saved_as(tmp_path / "cleared.xlsx")
    assert marks_in(cleared) == []
    assert not clear_file(cleared, tmp_path / "again.xlsx")
    assert openpyxl.load_workbook(cleared)[SHEET]["G5"].comment.text == "张三：待核实\n第二行"


def test_a_reason_written_in_a_file_is_kept_in_excel(desk: Desk, tmp_path: Path) -> None:
    desk.lay()
    mark_file(desk.excel.front._path, THREE, tmp_path / "marked.xlsx")
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    book["校验结果"]["H7"] = "已请示"
    book.save(tmp_path / "said.xlsx")
    mark_open(desk.open(tmp_path / "said.xlsx"), THREE)
    assert table(desk)[1][7] == "已请示"


# --- calls ---------------------------------------------------------------------------------------

FIXED, A_NOTE = 50, 4
"""Calls from xlwings into Excel to mark one sheet: so many whatever there is to mark, and so many for each note."""


def calls_to_mark(desk: Desk, rows: int, findings: Sequence[Finding]) -> int:
    book = desk.lay(rows=rows, name=f"{rows}-{len(findings)}.xlsx")
    desk.excel.calls.clear()
    mark_open(book, findings)
    return sum(desk.excel.calls.values())


def test_calls_to_mark_grow_with_the_notes_only(desk: Desk) -> None:
    one, thirty = [finding("G5")], [finding(f"G{row}") for row in range(4, 34)]
    assert calls_to_mark(desk, 40, one) == calls_to_mark(desk, 400, one) <= FIXED
    more = calls_to_mark(desk, 401, thirty) - calls_to_mark(desk, 401, one)
    assert more == 29 * A_NOTE


def test_a_finding_without_a_note_of_its_own_costs_no_call(desk: Desk) -> None:
    same = [finding("G5", message=f"第{number}条") for number in range(50)]
    assert calls_to_mark(desk, 10, same) == calls_to_mark(desk, 11, same[:1])

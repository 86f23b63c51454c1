"""A reason beside a warning holds on both surfaces, whichever of them put the marks in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xl_tools
from tests.doubles.desk import SHEET, TODAY, Desk, write_table
from tests.surfaces.excel.test_ribbon_rules import choose, kept
from xl_tools.books.excel import results_sheet
from xl_tools.books.excel.opened import Opened
from xl_tools.core.records import Finding, Severity
from xl_tools.marks.results import KEY, STALE, UNCHECKED
from xl_tools.surfaces.excel import ribbon

REASON = "已请示市里，本月完成验收。"
CELL = "F5"
SHORT, OTHER = "无", "同上"
"""Progress texts that are warned about."""


def vague(book: Any) -> None:
    book[SHEET][CELL] = SHORT


def warnings(path: Path) -> list[Finding]:
    report = xl_tools.check([path], as_of=TODAY)
    return [found for found in report.files[0].findings if found.severity is Severity.WARNING and found.cell == CELL]


def give_reasons(sheet: Any) -> int:
    """Write the reason beside every warning about the cell; how many there were."""
    rows = [row for row in sheet.iter_rows(min_row=7) if row[1].value == "警告" and CELL in str(row[4].value)]
    for row in rows:
        row[7].value = REASON
    return len(rows)


def explained_file(folder: Path) -> tuple[Path, int]:
    """A workbook marked and explained without Excel."""
    (folder / "in").mkdir()
    source = write_table(folder / "in" / "县表.xlsx", vague)
    xl_tools.check([source], as_of=TODAY, mark=True, out=folder / "out")
    book = openpyxl.load_workbook(folder / "out" / "县表.xlsx")
    count = give_reasons(book["校验结果"])
    book.save(folder / "out" / "县表.xlsx")
    return folder / "out" / "县表.xlsx", count


def test_the_key_stands_hidden_beside_each_finding_as_in_a_file(desk: Desk, tmp_path: Path) -> None:
    desk.lay(vague)
    source = desk.excel.front._path
    desk.click(ribbon.check_all)
    in_excel = desk.file["校验结果"]
    desk.close()
    xl_tools.check([source], as_of=TODAY, mark=True, out=tmp_path / "out")
    in_file = openpyxl.load_workbook(tmp_path / "out" / source.name)["校验结果"]
    assert in_excel["I6"].value == in_file["I6"].value == KEY
    keys = [in_excel.cell(row, 9).value for row in range(7, in_excel.max_row + 1)]
    assert any(keys)
    assert keys == [in_file.cell(row, 9).value for row in range(7, in_file.max_row + 1)]
    assert in_excel.column_dimensions["I"].hidden
    assert in_file.column_dimensions["I"].hidden


def test_both_surfaces_list_the_same(desk: Desk, tmp_path: Path) -> None:
    path, _ = explained_file(tmp_path)
    book = desk.open(path)
    assert book.name == "县表.xlsx"
    desk.click(ribbon.check_all)
    listed = desk.file["校验结果"]
    desk.close()
    xl_tools.check([path], as_of=TODAY, mark=True, out=tmp_path / "again")
    in_file = openpyxl.load_workbook(tmp_path / "again" / path.name)["校验结果"]
    rows = [[row[number].value for number in (0, 1, 2, 3, 5, 6, 7, 8)] for row in listed.iter_rows()]
    assert rows == [[row[number].value for number in (0, 1, 2, 3, 5, 6, 7, 8)] for row in in_file.iter_rows()]


def test_a_reason_written_in_excel_is_accepted_there_and_from_the_file(desk: Desk, tmp_path: Path) -> None:
    desk.lay(vague)
    desk.click(ribbon.check)
    before = desk.excel.alerts[-1]
    count = give_reasons(desk.file["校验结果"])
    assert count
    saved = desk.excel.front.saved_as(tmp_path / "said.xlsx")
    assert [found.accepted for found in warnings(saved)] == [REASON] * count
    desk.click(ribbon.check)
    assert desk.excel.alerts[-1] != before
    assert f"警告已说明 {count} 处。" in desk.excel.alerts[-1]
    again = desk.excel.front.saved_as(tmp_path / "again.xlsx")
    assert [found.accepted for found in warnings(again)] == [REASON] * count


@pytest.mark.parametrize("surface", ["excel", "file"])
def test_a_reason_written_in_excel_falls_with_the_value(desk: Desk, tmp_path: Path, surface: str) -> None:
    desk.lay(vague)
    desk.click(ribbon.check)
    count = give_reasons(desk.file["校验结果"])
    desk.file[SHEET][CELL] = OTHER
    if surface == "file":
        found = warnings(desk.excel.front.saved_as(tmp_path / "changed.xlsx"))
        assert found
        assert {one.accepted for one in found} == {None}
        return
    desk.click(ribbon.check)
    assert "已说明" not in desk.excel.alerts[-1]
    reasons = [row[7].value for row in desk.file["校验结果"].iter_rows(min_row=7) if row[7].value]
    assert reasons == [STALE + REASON] * count


@pytest.mark.parametrize("changed", [False, True])
def test_a_reason_written_in_a_marked_file_counts_in_excel(desk: Desk, tmp_path: Path, changed: bool) -> None:
    path, count = explained_file(tmp_path)
    desk.open(path)
    if changed:
        desk.file[SHEET][CELL] = OTHER
    desk.click(ribbon.check)
    assert (f"警告已说明 {count} 处。" in desk.excel.alerts[-1]) is not changed
    reasons = {row[7].value for row in desk.file["校验结果"].iter_rows(min_row=7) if row[7].value}
    assert reasons == ({STALE + REASON} if changed else {REASON})


def test_a_reason_goes_with_its_task_when_rows_move(desk: Desk, tmp_path: Path) -> None:
    desk.lay(vague)
    desk.click(ribbon.check)
    count = give_reasons(desk.file["校验结果"])
    desk.file[SHEET].move_range("A5:G7", rows=1)
    for column, text in enumerate(("莲都区", 9, "第9项：新的任务。", "整改目标：\n完成。\n整改措施：\n1.推进。"), 1):
        desk.file[SHEET].cell(5, column).value = text
    saved = desk.excel.front.saved_as(tmp_path / "moved.xlsx")
    report = xl_tools.check([saved], as_of=TODAY)
    accepted = [found.cell for found in report.files[0].findings if found.accepted == REASON]
    assert accepted == ["F6"] * count


def reasons(sheet: Any) -> list[tuple[str, str]]:
    """Code and reason of every row that has one; the second is "" where the row is there only to keep it."""
    lines = [row for row in sheet.iter_rows(min_row=7, values_only=True) if row[7]]
    return [(str(row[2]), "" if row[6] == UNCHECKED else str(row[7])) for row in lines]


def test_reasons_beside_rules_that_are_not_asked_for_are_kept_and_count_again(tmp_path: Path) -> None:
    path, count = explained_file(tmp_path)
    given = openpyxl.load_workbook(path)["校验结果"]
    shown = [row for row in given.iter_rows(min_row=7, values_only=True) if row[7]]

    xl_tools.check([path], as_of=TODAY, only=["D401"], mark=True, out=tmp_path / "part")
    part = tmp_path / "part" / path.name
    sheet = openpyxl.load_workbook(part)["校验结果"]
    assert reasons(sheet) == [(code, "") for code in [str(row[2]) for row in shown]]
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == [0, 0, 0]
    marks = openpyxl.load_workbook(part)[SHEET]
    assert marks[CELL].comment is None

    xl_tools.check([part], as_of=TODAY, only=["D401"], mark=True, out=tmp_path / "twice")
    twice = openpyxl.load_workbook(tmp_path / "twice" / path.name)["校验结果"]
    assert reasons(twice) == reasons(sheet)

    assert [one.accepted for one in warnings(tmp_path / "twice" / path.name)] == [REASON] * count
    xl_tools.check([tmp_path / "twice" / path.name], as_of=TODAY, mark=True, out=tmp_path / "all")
    whole = openpyxl.load_workbook(tmp_path / "all" / path.name)["校验结果"]
    assert [row for row in whole.iter_rows(min_row=7, values_only=True) if row[7]] == shown


def test_a_reason_beside_what_is_no_longer_found_goes(tmp_path: Path) -> None:
    path, _ = explained_file(tmp_path)
    book = openpyxl.load_workbook(path)
    book[SHEET][CELL] = "1.已清运垃圾12吨，场地平整完毕。\n2.已建立巡查制度，每周巡查。"
    book.save(path)
    gone = {one.code for one in xl_tools.check([path], as_of=TODAY).files[0].findings}
    xl_tools.check([path], as_of=TODAY, mark=True, out=tmp_path / "next")
    sheet = openpyxl.load_workbook(tmp_path / "next" / path.name)["校验结果"]
    assert {code for code, _ in reasons(sheet)} <= gone


def test_reasons_beside_rules_that_are_off_are_kept_in_excel_too(desk: Desk, tmp_path: Path) -> None:
    path, count = explained_file(tmp_path)
    codes = {one.code for one in warnings(path)}
    book = desk.open(path)
    choose(**dict.fromkeys(codes, ("否", "")))
    desk.click(ribbon.check)
    assert reasons(desk.file["校验结果"]) == [
        (code, "") for code, _ in reasons(openpyxl.load_workbook(path)["校验结果"])
    ]
    assert "已说明" not in desk.excel.alerts[-1]
    assert not [one for one in results_sheet.listed(Opened(book)) if any(code in one.text for code in codes)]
    xl_tools.check([desk.excel.front.saved_as(tmp_path / "off.xlsx")], as_of=TODAY, mark=True, out=tmp_path / "on")
    assert {said for _, said in reasons(openpyxl.load_workbook(tmp_path / "on" / "off.xlsx")["校验结果"])} == {REASON}
    kept().unlink()
    desk.click(ribbon.check)
    assert f"警告已说明 {count} 处。" in desk.excel.alerts[-1]
    assert {said for _, said in reasons(desk.file["校验结果"])} == {REASON}

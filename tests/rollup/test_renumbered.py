"""Rows that people put into 整改进展, took out or sorted, and then numbered anew: each is the task that it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.rollup.test_hand_work import AS_OF, OWN, again, edit, made, said
from tests.round.mail.altered import Base, through_libreoffice
from xl_tools.app.examine import read_tables
from xl_tools.app.issue import issue
from xl_tools.books.file.reader import read_book
from xl_tools.core.grid import Book
from xl_tools.core.records import Field, ProgressSheet
from xl_tools.rollup.as_it_stands import as_it_stands
from xl_tools.rollup.reread import owed_in, with_own_words

__all__ = ["made"]

FIRST, NUMBER, NAME, PLAN, PROGRESS = 4, 2, 3, 4, 6


def rows(made: Base) -> list[list[object]]:
    page = openpyxl.load_workbook(made.merged)["整改进展"]
    return [[cell.value for cell in row[:7]] for row in page.iter_rows(min_row=FIRST)]


def numbered(page: Worksheet) -> None:
    for serial, row in enumerate(range(FIRST, page.max_row + 1), 1):
        page.cell(row, NUMBER).value = serial


def take_out(page: Worksheet) -> None:
    page.delete_rows(FIRST + 1)


def put_in(page: Worksheet) -> None:
    page.insert_rows(FIRST + 1)
    for column, text in enumerate(
        ["丽水市", "2", "市本级：食堂油烟", "净化达标。", "2023年底", "已装净化器。", "☑已完成"], 1
    ):
        page.cell(FIRST + 1, column).value = text


def turn_round(page: Worksheet) -> None:
    there = [[cell.value for cell in row] for row in page.iter_rows(min_row=FIRST)]
    for row, values in zip(page.iter_rows(min_row=FIRST), reversed(there), strict=True):
        for cell, value in zip(row, values, strict=True):
            cell.value = value


def changed(*changes: Callable[[Worksheet], None]) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for one in (*changes, numbered):
            one(book["整改进展"])

    return change


def words(book: Book, sheets: Sequence[ProgressSheet]) -> dict[str, dict[str, str]]:
    """The units' own words of each task."""
    (form,) = (sheet for sheet in with_own_words(book, sheets) if sheet.sheet == "整改进展")
    return {row.text(Field.TASK): dict(row.blocks) for row in form.rows}


def own_draft(page: Worksheet) -> None:
    """The city's own text of the last task, wherever it stands."""
    page.cell(page.max_row, PROGRESS).value = OWN


@pytest.mark.parametrize("change", [take_out, put_in, turn_round])
def test_each_task_keeps_its_texts_and_the_draft_that_was_written_for_it(
    made: Base, change: Callable[[Worksheet], None]
) -> None:
    before = rows(made)
    edit(made, changed(own_draft, change))
    report = again(made)
    before[-1][PROGRESS - 1] = OWN
    assert rows(made)[: len(before)] == before
    assert [task.by_hand for task in report.tasks] == [()] * (len(before) - 1) + [("progress",)]
    assert said(report, "X705") == []


def test_a_row_that_was_taken_out_is_told(made: Base) -> None:
    edit(made, changed(take_out))
    (why,) = said(again(made), "X717")
    assert why.endswith("从“整改进展”里删掉（单位报来的任务照样写在表里）没有接过来。")


def test_a_row_that_was_put_between_is_no_task_and_kept(made: Base) -> None:
    edit(made, changed(put_in))
    report = again(made)
    assert rows(made)[-1][NAME - 1] == "市本级：食堂油烟"
    assert said(report, "X718") == [f"序号{len(rows(made))}是手工加的一行，没有算进统计。"]


def test_a_row_that_was_copied_is_no_second_task(made: Base) -> None:
    before = rows(made)

    def copy(page: Worksheet) -> None:
        texts = [cell.value for cell in page[FIRST]]
        page.insert_rows(FIRST + 1)
        for column, text in enumerate(texts, 1):
            page.cell(FIRST + 1, column).value = text

    edit(made, changed(copy))
    again(made)
    assert rows(made)[: len(before)] == before


def test_a_name_tells_more_than_texts_that_are_copied(made: Base) -> None:
    before = rows(made)

    def copy(page: Worksheet) -> None:
        for column in (PLAN, PROGRESS):
            page.cell(FIRST, column).value = page.cell(FIRST + 1, column).value

    edit(made, changed(copy))
    again(made)
    assert [row[NAME - 1] for row in rows(made)] == [row[NAME - 1] for row in before]
    assert rows(made)[0][PROGRESS - 1] == before[1][PROGRESS - 1]


def test_a_row_whose_texts_are_all_written_anew_is_still_the_task_of_its_serial(made: Base) -> None:
    def write(page: Worksheet) -> None:
        for column in (NAME, PLAN, PROGRESS):
            page.cell(FIRST, column).value = f"新写的{column}"

    edit(made, changed(write))
    report = again(made)
    assert report.tasks[0].by_hand == ("task", "plan", "progress")


@pytest.mark.real("soffice")
def test_what_reads_a_roll_up_that_is_not_made_again_takes_each_row_for_its_task(made: Base, tmp_path: Path) -> None:
    names = [row[NAME - 1] for row in rows(made)]
    before = read_book(made.merged)
    edit(made, changed(take_out))
    (saved,) = through_libreoffice([made.merged], tmp_path / "另")
    book = read_book(saved)
    sheets = read_tables(book)
    stands = as_it_stands(book, sheets)
    assert stands
    assert [task.texts.get(Field.TASK) for task in stands.tasks] == [names[0], None, *names[2:]]
    assert any("没有" in one for one in stands.gone)
    owed, was = owed_in(book, sheets[0]), owed_in(before, read_tables(before)[0])
    assert all(owed[unit] < was[unit] for unit in owed)
    assert words(book, sheets) == {
        name: own for name, own in words(before, read_tables(before)).items() if name != names[1]
    }
    given = issue(saved, out=tmp_path / "下发", name="丽水市", period="2023-01", as_of=AS_OF)
    assert [one.message for one in given.notices if "分不清" in one.message] == []

"""What people fill into a score workbook is in the next one, made of the task book again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.round.mail.altered import through_libreoffice
from tests.scoring.test_app import ROWS, SECOND, task_book
from xl_tools.app.score import score


def filled(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page = book["任务书"]
    page["L6"], page["L7"], page["H6"] = 15, 50, 60
    process = book["过程"]
    process.append(["甲局", None, process["C4"].value])
    book.save(path)


def test_what_was_achieved_stays(tmp_path: Path) -> None:
    source, out = task_book(tmp_path / "任务书.xlsx", ROWS), tmp_path / "评分.xlsx"
    score(source, rules=SECOND, out=out)
    filled(out)
    again = score(source, rules=SECOND, out=out)
    assert again.offices[1].work == 35  # half a year: 15 of 30; and half by hand
    page = openpyxl.load_workbook(out)["任务书"]
    assert (page["L6"].value, page["L7"].value, page["H6"].value) == (15, 50, 60)
    assert [one.message for one in again.findings if one.code == "A830"] == []
    third = score(source, rules=SECOND, out=out)
    assert [office.total for office in third.offices] == [office.total for office in again.offices]
    assert third.kept == ()


@pytest.mark.real("soffice")
def test_through_libreoffice(tmp_path: Path) -> None:
    source, out = task_book(tmp_path / "任务书.xlsx", ROWS), tmp_path / "评分.xlsx"
    score(source, rules=SECOND, out=out)
    filled(out)
    (saved,) = through_libreoffice([out], tmp_path)
    out.write_bytes(saved.read_bytes())
    assert score(source, rules=SECOND, out=out).offices[1].work == 35


def test_the_task_book_decides_where_it_says_something_and_that_is_said(tmp_path: Path) -> None:
    source, out = task_book(tmp_path / "任务书.xlsx", ROWS), tmp_path / "评分.xlsx"
    score(source, rules=SECOND, out=out)
    book = openpyxl.load_workbook(out)
    book["任务书"]["L4"] = 7
    book["任务书"]["L6"] = "约10台"
    book.save(out)
    again = score(source, rules=SECOND, out=out)
    assert again.offices[0].work == 70
    said = [one.message for one in again.findings if one.code == "A830"]
    assert len(said) == 2
    assert "填的是 7，任务书写的是 10" in said[0]
    assert "约10台" in said[1]
    (kept,) = again.kept
    assert openpyxl.load_workbook(kept.backup)["任务书"]["L4"].value == 7


def test_a_task_that_is_gone_is_said(tmp_path: Path) -> None:
    source, out = task_book(tmp_path / "任务书.xlsx", ROWS), tmp_path / "评分.xlsx"
    score(source, rules=SECOND, out=out)
    filled(out)
    task_book(source, [*ROWS[:2], [2, "乙局", "乙类", "淘汰车辆60台。", 70, None]])
    said = [one.message for one in score(source, rules=SECOND, out=out).findings if one.code == "A830"]
    assert [("没有这项任务了" in one) for one in said] == [True, True]


@pytest.mark.parametrize("name", ["评分.xlsx", "另存的评分.xlsx"])
def test_a_sheet_of_people_s_own_goes_along_under_whatever_name(tmp_path: Path, name: str) -> None:
    """Beside the workbook that is made anew, and out of the one that is scored again; an office's own task book keeps
    its other sheets to itself."""
    source, out = task_book(tmp_path / "任务书.xlsx", ROWS), tmp_path / "评分.xlsx"
    book = openpyxl.load_workbook(source)
    book.create_sheet("办法原文")["A1"] = "第一条"
    book.save(source)
    score(source, rules=SECOND, out=out)
    assert "办法原文" not in openpyxl.load_workbook(out).sheetnames
    book = openpyxl.load_workbook(out)
    book.create_sheet("会商记录")["B2"] = "甲局同意"
    book.save(out)
    again = tmp_path / name
    score(source if again == out else out, rules=SECOND, out=again)
    made = openpyxl.load_workbook(again)
    assert made["会商记录"]["B2"].value == "甲局同意"
    assert len(made.sheetnames) == 10

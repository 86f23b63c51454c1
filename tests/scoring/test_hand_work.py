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

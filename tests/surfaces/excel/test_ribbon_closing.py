"""销号 on the double: the ledger made and opened, checked as it stands on the screen, notices written from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl

from tests.closing.made import book
from tests.closing.rule_cases import CLEAN, NOTICE
from tests.conftest import ROOT
from tests.doubles.desk import TODAY, Desk
from tests.petitions.test_adding import HEAD
from tests.petitions.test_adding import book as petition_list
from tests.round.round_kit import task_table
from tests.surfaces.excel.test_ribbon import said
from xl_tools.app.petitions import add_petitions
from xl_tools.app.start import start as begin
from xl_tools.books.file.reader import read_book
from xl_tools.parse.closing.ledger import read_rows
from xl_tools.surfaces.excel import ribbon
from xl_tools.write.closing.ledger_book import ledger_bytes


def table(folder: Path) -> Path:
    path = folder / "莲都区.xlsx"
    shutil.copy(ROOT / "workbooks" / "样本市" / "莲都区.xlsx", path)
    return path


def ledger(folder: Path) -> Path:
    """A ledger whose publicity was too short; nobody has published task 7 of 青田县 yet."""
    short = NOTICE | {"end": NOTICE["start"]}
    path = folder / "销号台账.xlsx"
    path.write_bytes(ledger_bytes(read_rows(book(CLEAN | {"notices": [short]})), TODAY))
    return path


def test_the_ledger_is_made_and_opened(desk: Desk) -> None:
    desk.lay()
    desk.addin.picked.append(str(table(desk.folder)))
    desk.excel.answers.append("no")
    desk.click(ribbon.make_ledger)
    assert "填过的都在" in said(desk)
    assert desk.excel.front.fullname == str(desk.folder / "销号台账.xlsx")
    desk.addin.picked.append(str(desk.folder / "莲都区.xlsx"))
    desk.excel.answers.append("no")
    desk.click(ribbon.make_ledger)
    assert "正在打开；请保存、关闭它" in said(desk)


def test_a_workbook_in_the_cloud_that_is_open_too_stops_nobody(desk: Desk) -> None:
    """Nobody knows its path."""
    desk.lay()
    desk.excel.front.in_the_cloud = True
    desk.addin.picked.append(str(table(desk.folder)))
    desk.excel.answers.append("no")
    desk.click(ribbon.make_ledger)
    assert "填过的都在" in said(desk)


def test_the_ledger_in_front_is_checked_whole_whatever_sheet_is_in_front(desk: Desk) -> None:
    desk.open(ledger(desk.folder))
    desk.click(ribbon.check)
    assert "V901" in str(list(desk.file["校验结果"].iter_rows(values_only=True)))


def test_the_ledger_is_checked_against_a_progress_table(desk: Desk) -> None:
    desk.open(ledger(desk.folder))
    desk.addin.picked.append(str(table(desk.folder)))
    desk.excel.answers.append("yes")
    desk.click(ribbon.check_ledger)
    found = str(list(desk.file["校验结果"].iter_rows(values_only=True)))
    assert "台账里没有这一件" in found


def test_the_ledger_is_checked_against_the_petitions_of_its_workspace(desk: Desk) -> None:
    tasks = task_table(desk.folder / "任务清单.xlsx", "丽水市", tasks=2)
    office = desk.folder / "督察"
    begin(tasks, out=office, period="2024-12", deadline="每月25日", signed="丽水市督察整改办")
    row = ("D3ZJ202405070001", 1, "2024-05-08", "来电", "莲都区", "水", "河里有人采砂", 7)
    listed = petition_list(desk.folder / "第一批.xlsx", (*HEAD, "对应整改任务"), row)
    add_petitions(office / "信访件台账.xlsx", listed, write=True)
    desk.open(ledger(office))
    desk.excel.answers.append("no")
    desk.click(ribbon.check_ledger)
    found = str(list(desk.file["校验结果"].iter_rows(values_only=True)))
    assert "V923" in found
    assert "D3ZJ202405070001" in found


def test_a_notice_is_written_with_its_computed_end(desk: Desk) -> None:
    desk.open(ledger(desk.folder))
    desk.addin.typed += ["7莲都区", "2024-09-29"]
    desk.click(ribbon.write_notices)
    assert "2024-09-29 至 2024-10-16（10 个工作日）" in said(desk)
    assert [path.name for path in (desk.folder / "公示文稿").glob("*.docx")] == ["公示（第7项莲都区）.docx"]


def test_shares_go_out_and_what_comes_back_is_put_into_the_ledger(desk: Desk) -> None:
    whole = ledger(desk.folder)
    desk.open(whole)
    desk.click(ribbon.issue_ledgers)
    assert "1 个单位的台账" in said(desk)
    (share,) = (desk.folder / "下发台账").glob("*.xlsx")
    filled = openpyxl.load_workbook(share)
    row = next(row for row in filled["环节记录"].iter_rows(min_row=4) if row[0].value is None)
    for cell, value in zip(row, (TODAY, "央督二轮", 7, "莲都区", None, "报备"), strict=False):
        cell.value = value
    filled["环节记录"].cell(4, 8).value = "改过的结果"
    filled.save(share)
    desk.addin.picked.append(str(whole))
    desk.click(ribbon.collect_ledgers)
    assert "正在打开；请保存、关闭它" in said(desk)
    desk.close()
    desk.lay()
    desk.addin.picked += [str(whole), str(share)]
    desk.click(ribbon.collect_ledgers)
    assert "收了 1 份台账：新加 1 行" in said(desk)
    assert "没有收的 1 处" in said(desk)
    assert "报备" in str(read_rows(read_book(whole)).rows["events"])


def test_another_workbook_is_no_ledger(desk: Desk) -> None:
    desk.lay()
    for button in (ribbon.check_ledger, ribbon.issue_ledgers, ribbon.write_notices):
        desk.click(button)
        assert "销号台账" in said(desk)
    assert openpyxl.load_workbook(desk.folder / "县表.xlsx").sheetnames == ["整改进展"]

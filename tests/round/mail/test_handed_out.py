"""Workbooks that were handed out go to the unit that they name, those of one period, each once."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.robot import fill
from tests.round.mail.conftest import AS_OF, COUNTIES
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.app.mail import Prepared, prepare
from xl_tools.core.errors import UserError
from xl_tools.reports.round import IssueReport


def names(made: Prepared) -> dict[str, list[str]]:
    """The attachments of each unit's mails."""
    found: dict[str, list[str]] = {}
    for mail, _ in made.mails:
        found.setdefault(mail.unit, []).extend(file.name for file in mail.attachments)
    return found


def withheld(made: Prepared) -> dict[str, str]:
    return {line.unit: line.note for line in made.withheld}


def save_as(source: Path, target: Path, unit: str, *, rows: range = range(1, 9)) -> None:
    """What a clerk does: open one county's workbook, write another county into it, save it over that one's."""
    book = openpyxl.load_workbook(source)
    for row in rows:
        cell = book.worksheets[0].cell(row, 1)
        if cell.value and row != 3:
            cell.value = f"{unit}督察反馈问题整改进展情况表" if row == 1 else unit
    book.save(target)


def test_a_workbook_saved_over_another_county_s_goes_to_neither(issued: IssueReport, people: Path) -> None:
    first, second = (Path(book.path) for book in issued.units[:2])
    save_as(first, second, "青田县")
    made = prepare("下发", [issued.out], addresses=people)
    assert set(names(made)) == set(COUNTIES[2:])
    assert first.name in withheld(made)["莲都区"]
    assert second.name in withheld(made)["莲都区"]
    first.unlink()
    again = prepare("下发", [issued.out], addresses=people)
    assert set(names(again)) == set(COUNTIES[2:])
    assert "下发给莲都区的，表里填的却是青田县" in withheld(again)["莲都区"]


def test_one_row_of_another_county_is_enough(issued: IssueReport, people: Path) -> None:
    first = Path(issued.units[0].path)
    save_as(first, first, "青田县", rows=range(7, 8))
    assert "表里填的却是青田县" in withheld(prepare("下发", [issued.out], addresses=people))["莲都区"]


def test_a_changed_task_is_sent_and_said(issued: IssueReport, people: Path) -> None:
    first = Path(issued.units[0].path)
    book = openpyxl.load_workbook(first)
    book.worksheets[0]["C4"] = "第1项：改写过的任务"
    book.save(first)
    made = prepare("下发", [issued.out], addresses=people)
    assert set(names(made)) == set(COUNTIES)
    assert set(made.notes) == {"莲都区"}


def test_a_copy_made_beside_it_is_not_sent_as_well(issued: IssueReport, people: Path) -> None:
    first = Path(issued.units[0].path)
    shutil.copy(first, first.with_name(f"{first.stem} - 副本.xlsx"))
    assert names(prepare("下发", [issued.out], addresses=people))["莲都区"] == [first.name]


@pytest.fixture
def three_months(tmp_path: Path, issued: IssueReport) -> str:
    """The same folder, month after month; 9月 sorts behind 12月."""
    for period in ("2022-09", "2022-11"):
        issue(tmp_path / "任务.xlsx", out=issued.out, period=period, as_of=AS_OF)
    return issued.out


def test_earlier_months_in_the_folder_do_not_go_out_again(three_months: str, people: Path) -> None:
    made = prepare("下发", [three_months], addresses=people)
    assert names(made) == {unit: [f"{unit}2022年12月整改进展情况表.xlsx"] for unit in COUNTIES}
    assert set(withheld(made)) == {"2022年9月、2022年11月"}
    asked = prepare("下发", [three_months], addresses=people, period="2022-11")
    assert names(asked) == {unit: [f"{unit}2022年11月整改进展情况表.xlsx"] for unit in COUNTIES}
    assert not asked.withheld
    with pytest.raises(UserError, match="没有2022年10月下发的工作簿"):
        prepare("下发", [three_months], addresses=people, period="2022-10")


def test_a_reminder_carries_the_blank_table_of_its_month(three_months: str, people: Path, tmp_path: Path) -> None:
    (tmp_path / "来").mkdir()
    receipt = collect(tmp_path / "来", out=tmp_path / "收", issued=three_months, period="2022-12", as_of=AS_OF)
    made = prepare("催报", [receipt.receipt, three_months], addresses=people, as_of=AS_OF)
    assert names(made) == {unit: [f"{unit}2022年12月整改进展情况表.xlsx"] for unit in COUNTIES}


def test_a_table_filled_in_as_another_county_s_is_returned_to_nobody(
    tmp_path: Path, issued: IssueReport, people: Path
) -> None:
    cells = {f"A{row}": "青田县" for row in range(4, 8)}
    fill(Path(issued.units[0].path), tmp_path / "来" / "a.xlsx", {}, cells=cells)
    made = prepare("退回修改", [tmp_path / "来"], addresses=people, issued=issued.out, as_of=AS_OF)
    assert made.mails == []
    assert "下发给莲都区的，表里填的却是青田县" in withheld(made)["a.xlsx"]

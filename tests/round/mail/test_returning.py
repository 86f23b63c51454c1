"""A table is returned to the unit that it surely is of: what names two is returned to nobody, and not received."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.round.mail.conftest import AS_OF
from tests.round.round_kit import sheet
from xl_tools.app.collect import collect
from xl_tools.app.mail import prepare
from xl_tools.app.office import Office

HEADINGS = ["县（市、区）名称", "序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况及存在问题", "备注"]
TASK = [1, "第一项：河岸堆场越界", "整改目标：清退。整改措施：1.核查。", "", "1.已核查12处。", "达到序时进度"]
"""Without a deadline: there is something to return it for."""


def table(path: Path, *above: str, unit: str = "青田县", name: str = "整改进展") -> Path:
    sheet(path, [*([line] for line in above), HEADINGS, [unit, *TASK]])
    book = openpyxl.load_workbook(path)
    book.worksheets[0].title = name
    book.save(path)
    return path


TITLE = "整改进展情况表（2022年12月）"
CASES = {
    "title": ((f"莲都区{TITLE}",), "整改进展", "标题写的却是莲都区"),
    "title of another city": ((f"杭州市西湖区{TITLE}",), "整改进展", "标题写的却是西湖区"),
    "who fills it in": ((TITLE, "填报单位：莲都区"), "整改进展", "填报单位写的却是莲都区"),
    "who fills it in, under a city": ((f"丽水市{TITLE}", "填报单位（盖章）：莲都区人民政府"), "整改进展", "莲都区"),
    "sheet": ((TITLE,), "莲都区", "工作表名写的却是莲都区"),
    "one of two titles": ((f"青田县{TITLE}", f"莲都区{TITLE}"), "整改进展", "标题写的却是莲都区"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_names_two_units_is_neither_received_nor_returned(case: str, people: Path, tmp_path: Path) -> None:
    above, name, told = CASES[case]
    table(tmp_path / "来" / "a.xlsx", *above, name=name)
    made = prepare("退回修改", [tmp_path / "来"], addresses=people, as_of=AS_OF)
    assert made.mails == []
    assert [told in line.note for line in made.withheld] == [True]
    received = collect(tmp_path / "来", out=tmp_path / "收", name="丽水市", period="2022-12", as_of=AS_OF)
    assert [file.outcome for file in received.files] == ["doubtful"]


def test_a_file_called_after_another_unit_is_returned_to_nobody(people: Path, tmp_path: Path) -> None:
    table(tmp_path / "来" / "12月莲都区.xlsx", TITLE)
    made = prepare("退回修改", [tmp_path / "来"], addresses=people, as_of=AS_OF)
    assert made.mails == []
    assert "文件名写的却是莲都区" in made.withheld[0].note


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ((f"青田县{TITLE}",), "莲都区"),  # the sheet was copied from the neighbour's, title and rows agree
        ((f"丽水市{TITLE}", "填报单位：青田县"), "整改进展"),
        ((f"浙江省丽水市{TITLE}",), "12月"),
    ],
)
def test_what_only_looks_like_it_is_returned(above: tuple[str, ...], name: str, people: Path, tmp_path: Path) -> None:
    table(tmp_path / "来" / "青田县.xlsx", *above, name=name)
    made = prepare("退回修改", [tmp_path / "来"], addresses=people, as_of=AS_OF)
    assert [mail.unit for mail, _ in made.mails] == ["青田县"]


def test_the_line_of_who_fills_it_in_names_the_unit(people: Path, tmp_path: Path) -> None:
    table(tmp_path / "来" / "a.xlsx", f"丽水市{TITLE}", "填报单位（盖章）：莲都区人民政府", unit="")
    made = prepare("退回修改", [tmp_path / "来"], addresses=people, as_of=AS_OF)
    assert [mail.unit for mail, _ in made.mails] == ["莲都区"]


@pytest.mark.parametrize(("today", "asked"), [(date(2022, 12, 24), "于2022年12月25日前"), (date(2022, 12, 26), "尽快")])
def test_nobody_is_asked_for_anything_by_a_day_that_is_over(
    today: date, asked: str, people: Path, tmp_path: Path
) -> None:
    """By the day of the work, whatever day an office has settled to count by."""
    table(tmp_path / "来" / "青田县.xlsx", TITLE)
    due = datetime(2022, 12, 25, 23, 59)
    office = Office(as_of=date(2022, 12, 1))
    made = prepare("退回修改", [tmp_path / "来"], addresses=people, deadline=due, office=office, today=today)
    ((mail, _),) = made.mails
    assert asked in mail.body
    assert ("12月25日" in mail.body) == (today.day == 24)

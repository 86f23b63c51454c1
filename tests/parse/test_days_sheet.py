"""工作日历, as an office fills it in."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.working_days import DayKind
from xl_tools.parse.closing.days_sheet import read_days


def book(*rows: list[CellValue]) -> Book:
    return Book("台账.xlsx", (Grid("工作日历", rows),))


def test_days_and_years() -> None:
    found = read_days(
        book(
            ["工作日历"],
            ["日期", "放假或调休上班", "节日", "来源", None, "年度", "放假安排"],
            ["2027年1月1日", "放假", "元旦", "国办通知", None, 2027.0, "已公布"],
            [datetime(2027, 2, 20), "调休上班", "春节", "", None, "2028年", "未公布"],
            [date(2027, 2, 21), "休", "春节"],
        )
    )
    assert found.days == {
        date(2027, 1, 1): (DayKind.OFF, "元旦"),
        date(2027, 2, 20): (DayKind.ON, "春节"),
        date(2027, 2, 21): (DayKind.OFF, "春节"),
    }
    assert found.known == {2027}


def test_days_without_the_table_of_years_leave_the_year_unknown() -> None:
    assert read_days(book(["日期", "类型", "名称"], ["2027-01-01", "放假", "元旦"])).known == frozenset()


def test_a_workbook_without_the_sheet_has_no_days() -> None:
    assert read_days(Book("表.xlsx", (Grid("明细", [["日期"]]),))).days == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["1月1日", "放假"], "日期“1月1日”读不出"),
        (["2027-02-30", "放假"], "日期“2027-02-30”读不出"),
        (["2027-01-01", "加班"], "“加班”不是"),
        (["2027-01-01", None], "“”不是"),
        ([None, "放假"], "日期“”读不出"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(row: list[CellValue], said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_days(book(["日期", "放假或调休上班"], row))


def test_a_sheet_without_headings_is_told() -> None:
    with pytest.raises(UserError, match="没有认得的表头"):
        read_days(book(["2027-01-01", "放假"]))

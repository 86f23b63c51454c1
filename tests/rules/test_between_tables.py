"""Where no period was asked for, that of most tables is the one wanted (S116): most, not as many as any other."""

from __future__ import annotations

import pytest

from tests.drawn import progress
from xl_tools.rules.table.issued import period_is_not_that_of_most

NOVEMBER, DECEMBER, UNSAID = "整改进展情况表（2022年11月）", "整改进展情况表（2022年12月）", "整改进展情况表"
TABLE = """
    | 整改任务 |
    | 第一项：河道采砂 |"""


@pytest.mark.parametrize(
    ("titles", "odd"),
    [
        ([NOVEMBER, NOVEMBER, DECEMBER], ["2.xlsx"]),
        ([NOVEMBER, NOVEMBER, DECEMBER, DECEMBER], []),
        ([NOVEMBER, NOVEMBER, NOVEMBER, DECEMBER, DECEMBER], ["3.xlsx", "4.xlsx"]),
        ([NOVEMBER, DECEMBER], []),
        ([NOVEMBER, NOVEMBER, NOVEMBER], []),
        ([NOVEMBER, NOVEMBER, DECEMBER, UNSAID, UNSAID], ["2.xlsx"]),
        ([NOVEMBER, DECEMBER, UNSAID], []),
    ],
    ids=["two of three", "a tie", "three of five", "too few", "all the same", "some say none", "too few say one"],
)
def test_the_period_of_most_is_wanted(titles: list[str], odd: list[str]) -> None:
    sheets = [progress(f"{title}{TABLE}", path=f"{place}.xlsx") for place, title in enumerate(titles)]
    found = list(period_is_not_that_of_most(sheets))
    assert [one.path for one in found] == odd
    assert all("2022年12月" in one.message and "2022年11月" in one.advice for one in found)

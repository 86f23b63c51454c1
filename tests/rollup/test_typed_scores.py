"""What people wrote on 单位得分 is taken over or told: nothing goes without a word."""

from __future__ import annotations

import openpyxl
import pytest

from tests.rollup.test_hand_work import LATE, again, edit, made, said
from tests.round.mail.altered import Base
from xl_tools.books.file.reader import read_book
from xl_tools.core.grid import CellValue

__all__ = ["made"]

SHEET = "单位得分"


def row_of(made: Base, text: str) -> int:
    """The row that begins with a text."""
    (grid,) = (grid for grid in read_book(made.merged).grids if grid.name == SHEET)
    return next(at for at, row in enumerate(grid.rows, 1) if str(row[0]).startswith(text))


def write(made: Base, row: int, cells: dict[str, CellValue]) -> None:
    def change(book: openpyxl.Workbook) -> None:
        for column, value in cells.items():
            book[SHEET][f"{column}{row}"] = value

    edit(made, change)


def told(made: Base) -> list[str]:
    """What X717 says of a roll-up in which something else is new, too."""
    return said(again(made, LATE), "X717")


EVENT = {"B": "退办", "D": 202212, "E": 1}


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"C": "第二项"}, "汇总序号看不懂"),
        ({"C": 1.5}, "汇总序号看不懂"),
        ({"E": -2}, "次数看不懂"),
        ({"B": "迟报"}, "“迟报”由汇总自己登记"),
        ({"B": "通报批评"}, "事项“通报批评”不认识"),
        ({"A": None, "B": None, "D": None, "E": None, "H": "待核实"}, "单位没有填"),
        ({"F": 5}, "手工写在公式上的"),
    ],
)
def test_an_event_that_is_not_understood_is_told(made: Base, cells: dict[str, CellValue], why: str) -> None:
    """Also behind an empty row: people leave some."""
    row = row_of(made, "三、以前") - 4
    write(made, row, {"A": unit(made), **EVENT, **cells})
    (one,) = told(made)
    assert why in one
    assert told(made) == []


def unit(made: Base) -> str:
    (grid,) = (grid for grid in read_book(made.merged).grids if grid.name == SHEET)
    return str(grid.rows[4][0])


def test_an_event_behind_an_empty_row_is_taken_over(made: Base) -> None:
    write(made, row_of(made, "三、以前") - 4, {"A": unit(made), **EVENT, "C": 1, "H": "材料不实"})
    assert told(made) == []
    (grid,) = (grid for grid in read_book(made.merged).grids if grid.name == SHEET)
    (row,) = (row for row in grid.rows if row[1:3] == ["退办", 1])
    assert row[7] == "材料不实"


@pytest.mark.parametrize(
    ("label", "value"), [("未达序时进度给几成", 5), ("退办", -1), ("全年得分", "取最高"), ("进度分", "六十")]
)
def test_a_number_that_cannot_be_meant_is_told(made: Base, label: str, value: CellValue) -> None:
    write(made, row_of(made, label), {"B": value})
    assert told(made) == [f"{label} {value}：“单位得分”里的这个数看不懂，没有接过来。"]


@pytest.mark.parametrize(
    ("label", "below", "cells", "why"),
    [
        ("丽水市单位得分", 0, {"A": "单位得分（征求意见稿）"}, "A1“单位得分（征求意见稿）”：这一格由汇总写"),
        ("单位", 1, {"H": "请假"}, "“请假”：这一格由汇总写"),
        ("单位", 1, {"M": 3}, "“3”：上期名次从下面"),
        ("一、分值", -3, {"A": "注：开发区另报"}, "“注：开发区另报”：不是要填的格"),
        ("进度分", 0, {"C": "会议定的"}, "“会议定的”：这一格由汇总写"),
        ("进度分", 0, {"Q": "再问"}, "“再问”：不是要填的格"),
        ("三、以前", 2, {"A": "青田县", "B": "二月", "C": 88}, "“青田县 二月 88”：这一行的月份看不懂"),
        ("三、以前", 2, {"A": "青田县", "B": 202211, "C": "优"}, "“青田县 202211 优”：这一行的得分看不懂"),
    ],
)
def test_what_stands_where_nothing_is_taken_from_is_told(
    made: Base, label: str, below: int, cells: dict[str, CellValue], why: str
) -> None:
    write(made, row_of(made, label) + below, cells)
    (one,) = told(made)
    assert why in one


def test_of_a_workbook_in_which_only_the_groups_and_earlier_months_were_filled_in_nothing_is_told(made: Base) -> None:
    write(made, row_of(made, "单位") + 1, {"B": "重点县"})
    write(made, row_of(made, "三、以前") + 2, {"A": unit(made), "B": 202211, "C": 88, "D": 1})
    assert told(made) == []
    assert told(made) == []

"""Going through the findings: from one to the next, round the ends, from a line of the results sheet."""

from __future__ import annotations

import pytest

from xl_tools.core.errors import UserError
from xl_tools.marks.going import Selected, Stop, going
from xl_tools.marks.plan import Say, Select

STOPS = [
    Stop(7, "甲", "G5", "错误 T301：没有勾。\n第二行"),
    Stop(8, "甲", "E6", "警告 D402：日期。"),
    Stop(10, "乙", "F7", "提示 T313：短。"),
]


def goes_to(selected: Selected | None, direction: int) -> str | None:
    select, _ = going(STOPS, selected, direction)
    assert isinstance(select, Select)
    return select.cell


@pytest.mark.parametrize(("cell", "after", "before"), [("G5", "E6", "F7"), ("E6", "F7", "G5"), ("A1", "G5", "F7")])
def test_from_a_cell_round_the_ends(cell: str, after: str, before: str) -> None:
    selected = Selected("甲", cell, 5, in_results=False)
    assert (goes_to(selected, 1), goes_to(selected, -1)) == (after, before)


def test_the_same_cell_of_another_sheet_is_no_finding() -> None:
    assert goes_to(Selected("乙", "G5", 5, in_results=False), 1) == "G5"


@pytest.mark.parametrize(("row", "after"), [(7, "E6"), (8, "F7"), (9, "G5"), (10, "G5"), (11, "G5")])
def test_from_a_line_of_the_results_sheet(row: int, after: str) -> None:
    assert goes_to(Selected("校验结果", f"F{row}", row, in_results=True), 1) == after


def test_without_a_selection_it_begins_at_the_end_it_comes_from() -> None:
    assert (goes_to(None, 1), goes_to(None, -1)) == ("G5", "F7")


def test_the_status_bar_tells_the_first_line() -> None:
    assert going(STOPS, None, 1)[1] == Say("第 1 处，共 3 处：错误 T301：没有勾。", "status")


def test_nowhere_to_go_is_a_sentence() -> None:
    with pytest.raises(UserError, match="还没有校验结果"):
        going([], None, 1)

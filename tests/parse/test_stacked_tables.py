"""Tables of several units on one sheet, one below the other."""

from __future__ import annotations

import pytest

from tests.parse.small_tables import AS_OF, HEAD, entry
from xl_tools.core.grid import Book, Grid, Range
from xl_tools.core.records import Field
from xl_tools.parse.table.sheets import read_sheets


@pytest.mark.parametrize("heading", [True, False], ids=["headings again", "headings once"])
@pytest.mark.parametrize("gap", [0, 2])
@pytest.mark.parametrize("line", ["青田县督察反馈问题整改进展情况表", "青田县整改进展表（续）", "填报单位：青田县"])
def test_tables_of_several_units_one_below_the_other_are_each_its_own(heading: bool, gap: int, line: str) -> None:
    """Under the same headings, without a column of units, told apart by what stands over each."""
    head, width = list(HEAD[1:]), len(HEAD) - 1
    own = [list(entry(n)[1:]) for n in (1, 2, 3, 1)]
    blank = [""] * width
    first = [["莲都区督察反馈问题整改进展情况表", *blank[1:]], head, *own[:2]]
    rows = [*first, *[blank] * gap, [line, *blank[1:]], *([head] if heading else []), *own[2:]]
    across = Range(len(first) + gap + 1, 1, len(first) + gap + 1, width)
    (sheet,) = read_sheets(Book("12月.xlsx", (Grid("表一", rows, (across,)),)), as_of=AS_OF)
    assert [row.text(Field.REGION) for row in sheet.rows] == ["莲都区", "莲都区", "青田县", "青田县"]
    assert sheet.cells.unaccounted == 0


def test_the_title_over_the_next_page_names_nobody_new() -> None:
    head, width = list(HEAD[1:]), len(HEAD) - 1
    title = ["莲都区督察反馈问题整改进展情况表", *[""] * (width - 1)]
    rows = [title, head, list(entry(1)[1:]), title, head, list(entry(2)[1:])]
    (sheet,) = read_sheets(Book("12月.xlsx", (Grid("表一", rows, ()),)), as_of=AS_OF)
    assert sheet.region is not None
    assert (sheet.region.name, [row.text(Field.REGION) for row in sheet.rows]) == ("莲都区", ["", ""])

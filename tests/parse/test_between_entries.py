"""Lines between a table's heading and its last entry that are no entry: read as what they are, or told."""

from __future__ import annotations

from datetime import date

import pytest

from xl_tools.core.grid import Book, Grid, Range
from xl_tools.core.records import Field, ProgressSheet
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

AS_OF = date(2022, 12, 20)
HEADINGS = ("县（市、区）", "序号", "整改任务", "整改目标和措施", "完成时限", "目前进展情况", "备注")
FIRST = ("莲都区", "1", "第一项：河道采砂", "禁采。", "2023年12月底前", "1.已巡查12次。", "达到序时进度")
SECOND = ("莲都区", "2", "第二项：管网破损", "修复。", "2023年12月底前", "1.检测12公里。", "达到序时进度")
WIDTH = len(HEADINGS) + 1


def read(*lines: tuple[object, ...], headings: tuple[str, ...] = HEADINGS, merged: int = 0) -> ProgressSheet:
    """A table of these lines; the line of the number ``merged`` is merged over its columns."""
    rows = tuple((*line, *[""] * (WIDTH - len(line))) for line in (headings, *lines))
    across = (Range(merged, 1, merged, len(HEADINGS)),) if merged else ()
    (sheet,) = read_sheets(Book("莲都区.xlsx", (Grid("表", rows, merged=across),)), as_of=AS_OF)  # type: ignore[arg-type]
    return sheet


def told(sheet: ProgressSheet) -> dict[int | None, str]:
    found = run([sheet], Context(as_of=AS_OF)).findings
    return {one.row: one.code for one in found if one.code in _TELL}


_TELL = ("S130", "S131", "S132", "S133", "S136", "S141")


@pytest.mark.parametrize(
    "line",
    [
        (44896.0,),
        (True,),
        ("", "", "", "", "", "", "", "待补"),
        ("莲都区", "", "", "", "", "", "", "与上月不同"),
        ("（一）补栽护岸林。（二）清走沙堆",),
        ("补栽护岸林；清走沙堆",),
        ("补栽护岸林\n清走沙堆",),
        (
            "以下各项的佐证材料已经另行报送给市局和省厅的督察整改领导小组办公室，请从内网的共享文件夹里下载，不再随表上报，请各科室相互转告，特此说明",
        ),
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["below the heading", "between entries"])
@pytest.mark.parametrize("across", [True, False], ids=["merged", "alone"])
def test_what_is_no_name_of_a_section_is_told(line: tuple[object, ...], first: bool, across: bool) -> None:
    row = 2 if first else 3
    merged = row if across and len(line) == 1 else 0
    sheet = read(line, FIRST, SECOND, merged=merged) if first else read(FIRST, line, SECOND, merged=merged)
    assert told(sheet) == {row: "S131"}
    assert len(sheet.rows) == 2
    assert sheet.cells.unaccounted == 0


@pytest.mark.parametrize("line", [("", "", "", "", "2024年底前"), ("", "", "", "", "", "已种树")])
def test_what_may_belong_to_the_entry_above_is_told_where_there_is_none(line: tuple[str, ...]) -> None:
    assert told(read(line, FIRST, SECOND)) == {2: "S131"}
    (row,) = told(read(FIRST, line, SECOND)).items()
    assert row in ((2, "S136"), (3, "S133"))


@pytest.mark.parametrize(
    "line",
    [
        ("一、个性问题",),
        ("（二）责任落实有差距。",),
        ("水的方面",),
        ("莲都区",),
        ("1", "2", "3", "4", "5", "6", "7"),
        HEADINGS,
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["below the heading", "between entries"])
def test_names_of_sections_and_headings_are_silent(line: tuple[str, ...], first: bool) -> None:
    sheet = read(line, FIRST, SECOND, merged=2) if first else read(FIRST, line, SECOND, merged=3)
    assert told(sheet) == {}
    assert [row.serial.number for row in sheet.rows] == [1, 2]


@pytest.mark.parametrize("line", [("合计", "2"), ("注：每月25日前报送",)])
def test_sums_and_notes_may_stand_below_the_heading(line: tuple[str, ...]) -> None:
    assert told(read(line, FIRST, SECOND)) == {}
    assert told(read(FIRST, line, SECOND)) == {3: "S130"}


@pytest.mark.parametrize("unit", ["青田县", "青田", "一、青田县", "青田县（3项）"])
def test_a_line_that_names_another_unit_than_the_rows_below_is_told(unit: str) -> None:
    assert told(read((unit,), FIRST, SECOND, merged=2)) == {2: "S141"}


@pytest.mark.parametrize("unit", ["莲都区", "莲都", "丽水市"])
def test_a_line_that_names_the_unit_of_the_rows_below_is_not(unit: str) -> None:
    assert told(read((unit,), FIRST, SECOND, merged=2)) == {}


def test_a_short_name_counts_where_the_table_s_own_unit_is_known() -> None:
    """Rows without a unit of their own are that unit's."""
    sheet = read(FIRST, ("青田",), ("", *SECOND[1:]), merged=3)
    assert [row.text(Field.REGION) for row in sheet.rows] == ["莲都区", "青田"]


def test_a_section_s_line_that_begins_in_a_column_without_a_heading_is_one() -> None:
    headings = ("", *HEADINGS[1:])
    sheet = read(FIRST, ("（二）水的方面",), SECOND, headings=headings, merged=3)
    assert told(sheet) == {}
    assert [row.text(Field.KIND) for row in sheet.rows] == ["", "（二）水的方面"]


def test_two_columns_of_one_unknown_name_are_both_carried() -> None:
    headings = (*HEADINGS[:6], "联系电话", "联系电话")
    sheet = read((*FIRST[:6], "5781111", "5782222"), (*SECOND[:6], "5783333"), headings=headings)
    assert [dict(row.extras) for row in sheet.rows] == [
        {"联系电话": "5781111\n5782222"},
        {"联系电话": "5783333"},
    ]


@pytest.mark.parametrize(
    "line", [(44896.0,), (True,), (False,), (0.5,), (date(2022, 12, 1),), ("44896",), ("请各单位抓紧",)]
)
@pytest.mark.parametrize("first", [True, False], ids=["below the heading", "between entries"])
def test_beside_a_line_that_names_a_unit_what_names_none_is_no_unit(line: tuple[object, ...], first: bool) -> None:
    """Where one line names a unit, others name units that are not known, but not over rows that name their own, and
    a number, a date or a truth value never does."""
    other = ("缙云县", "3", "第三项：矿坑复绿", "复绿。", "2023年12月底前", "1.复绿3亩。", "达到序时进度")
    lines = (line, FIRST, SECOND) if first else (FIRST, line, SECOND)
    sheet = read(*lines, ("缙云县",), other, merged=2 if first else 3)
    row = 2 if first else 3
    assert len(sheet.rows) == 3
    if isinstance(line[0], str) and not line[0].isdecimal():  # the kind of the tasks below
        below = next(one for one in sheet.rows if one.row > row)
        assert below.text(Field.KIND) == line[0]
    else:
        assert told(sheet).get(row) == "S131"

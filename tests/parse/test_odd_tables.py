"""Tables as people make them: rows that number columns, tables of numbers below, closed tasks in one line, units where
no column names them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.parse.small_tables import AS_OF, HEAD, TASKS, Row, book, codes, entry, read, rows_of
from xl_tools.core.grid import CellValue, Range
from xl_tools.core.records import Field, Status
from xl_tools.parse.table.by_unit import by_unit
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run


def units(rows: Sequence[Row], path: str, merged: Sequence[Range] = ()) -> dict[str | None, int]:
    made = book(rows, merged=merged)
    sheets = by_unit(read_sheets(type(made)(path, made.grids), as_of=AS_OF))
    found: dict[str | None, int] = {}
    for sheet in sheets:
        name = sheet.region.name if sheet.region else None
        found[name] = found.get(name, 0) + len(sheet.rows)
    return found


# --- rows under the heading, and tables below ----------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        (1, 2, 3, 4, 5, 6, 7),
        ("（1）", "（2）", "（3）", "（4）", "（5）", "（6）", "（7）"),
        ("①", "②", "③", "④", "⑤", "⑥", "⑦"),
        ("1.", "2.", "3.", "4.", "5.", "6.", "7."),
        ("甲", "乙", "丙", "1", "2", "3", "4"),
        ("甲", "乙", "丙", "丁", "戊", "己", "庚"),
        ("A", "B", "C", "D", "E", "F", "G"),
    ],
)
def test_a_row_that_numbers_the_columns_is_no_entry(line: Row) -> None:
    sheet = read([HEAD, line, entry(1), entry(2)])
    assert rows_of(sheet) == [3, 4]
    assert not {"S105", "S108", "S131", "T305"} & codes(sheet)


@pytest.mark.parametrize(
    "head",
    [
        ("", "", "任务总数", "已完成", "达到序时进度", "未达序时进度", "尚未启动"),
        ("县区", "总数", "完成", "序时", "滞后", "未启动", ""),
    ],
)
@pytest.mark.parametrize("gap", [0, 1])
def test_a_table_of_numbers_below_is_no_entry(head: Row, gap: int) -> None:
    numbers: Row = ("莲都区", 2, 2, 0, 2, 0, 0)
    sheet = read([HEAD, entry(1), entry(2), *[[""] * 7] * gap, head, numbers, numbers])
    assert rows_of(sheet) == [2, 3]
    assert [left.reason for left in sheet.cells.left_out] == ["一张统计表（只有各类任务的数量）"]


def test_a_table_of_numbers_between_entries_is_told() -> None:
    head = ("", "", "任务总数", "已完成", "达到序时进度", "未达序时进度", "尚未启动")
    sheet = read([HEAD, entry(1), head, ("", "", 2, 0, 2, 0, 0), entry(2)])
    assert rows_of(sheet) == [2, 5]
    assert "S131" in codes(sheet)


@pytest.mark.parametrize("word", ["合计（2项）", "小计（共2项）", "合计", "莲都区小计（2项）"])
def test_a_sum_in_the_column_of_tasks_is_none_of_them(word: str) -> None:
    sheet = read([HEAD, entry(1), ["", "", word, "", "", "已完成0项，达到序时进度2项", ""], entry(2)])
    assert rows_of(sheet) == [2, 4]
    assert [left.kind for left in sheet.cells.left_out] == ["total"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("莲都区整改进展情况表（续）", ""),
        ("莲都区整改进展情况表", ""),
        ("二、共性问题", "二、共性问题"),
        ("共性问题", "共性问题"),
    ],
)
def test_a_title_above_a_repeated_heading_is_no_kind_of_task(line: str, kind: str) -> None:
    rows = [HEAD, entry(1), [line, *[""] * 6], HEAD, entry(2)]
    sheet = read(rows, [Range(3, 1, 3, 7)])
    assert rows_of(sheet) == [2, 5]
    assert [row.text(Field.KIND) for row in sheet.rows] == ["", kind]


# --- tasks in one line ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "某砖厂无组织排放（已销号，不再填报）",
        "某砖厂无组织排放(已完成销号)",
        "某砖厂无组织排放（现已完成整改并验收）。",
        "第五项：某砖厂无组织排放（已于8月办结，不再调度）",
    ],
)
@pytest.mark.parametrize("where", ["across", "in the column of tasks", "with unit and serial"])
def test_a_closed_task_needs_no_more_than_its_line(text: str, where: str) -> None:
    line: Sequence[CellValue] = [text, *[""] * 6]
    if where != "across":
        line = ["", "", text, "", "", "", ""] if where.startswith("in") else ["莲都区", 2, text, "", "", "", ""]
    sheet = read([HEAD, entry(1), line, entry(3)], [Range(3, 1, 3, 7)] if where == "across" else ())
    assert rows_of(sheet) == [2, 3, 4]
    closed = sheet.rows[1]
    assert closed.status.status is Status.COMPLETED
    assert closed.text(Field.TASK).endswith("某砖厂无组织排放")
    assert closed.serial.number == (2 if where.startswith("with") else None)
    found = codes(sheet)
    assert "S145" in found
    assert not {"M202", "M203", "M204", "M205"} & found


@pytest.mark.parametrize(
    "text", ["二、已销号的问题（3项，已完成销号）", "已销号问题（已完成3项）", "以下任务（已销号，不再填报）"]
)
def test_a_line_over_closed_tasks_is_none_of_them(text: str) -> None:
    sheet = read([HEAD, entry(1), [text, *[""] * 6], entry(2)], [Range(3, 1, 3, 7)])
    assert rows_of(sheet) == [2, 4]


# --- several rows of one task --------------------------------------------------------------------

_OPTIONS = ("已完成", "达到序时进度", "未达序时进度", "尚未启动")


@pytest.mark.parametrize("ticked", [*range(4), None])
def test_a_row_for_each_option(ticked: int | None) -> None:
    boxes = [f"{'☑' if place == ticked else '□'}{option}" for place, option in enumerate(_OPTIONS)]
    rows = [HEAD, entry(1, status=boxes[0]), *([*[""] * 6, box] for box in boxes[1:]), entry(2)]
    sheet = read(rows, [Range(2, column, 5, column) for column in range(1, 7)])
    assert rows_of(sheet) == [2, 6]
    assert sheet.rows[0].status.status is (None if ticked is None else list(Status)[ticked])
    assert sheet.rows[0].status.verdict == ("none" if ticked is None else "one")


@pytest.mark.parametrize(("second", "told"), [("已完成", True), ("达到序时进度", False), ("", False)])
def test_a_row_without_a_task_that_has_another_status_is_told(second: str, told: bool) -> None:
    more = ["", "", "", "3.巡查。", "2023年底前", "3.每周巡查。", second]
    assert ("S148" in codes(read([HEAD, entry(1), more, entry(2)]))) is told
    over = [Range(2, column, 3, column) for column in (1, 2, 3)]
    assert "S148" not in codes(read([HEAD, entry(1), more, entry(2)], over))


# --- whose rows ----------------------------------------------------------------------------------


def test_lines_over_rows_name_their_units_however_few_rows_one_has() -> None:
    rows = [HEAD, ["莲都区"], *(entry(n, region="") for n in (1, 2, 3)), ["青田县"], entry(4, region="")]
    lines = [Range(row, 1, row, 7) for row in (2, 6)]
    assert units(rows, "丽水市汇总.xlsx", lines) == {"莲都区": 3, "青田县": 1}


def test_rows_of_several_units_in_a_table_that_is_nobody_s() -> None:
    named = ["莲都区", "莲都区", "青田县", "青田县"]
    rows = [HEAD, *(entry(n, region=name) for n, name in enumerate(named, 1)), entry(1, task="第八项：噪声。")]
    assert units(rows, "汇总表.xlsx") == {"莲都区": 3, "青田县": 2}
    assert units(rows, "莲都区.xlsx") == {"莲都区": 5}
    assert "S106" in codes(read(rows))


_NO_REGION = ("序号", "整改任务", "责任单位", "整改目标和措施", "整改时限", "进展情况", "备注")


def _by_responsible(*named: str) -> list[Row]:
    lines = ([n, TASKS[n - 1], name, *entry(n)[3:]] for n, name in enumerate(named, 1))
    return [_NO_REGION, *lines]


@pytest.mark.parametrize(
    ("named", "path", "expected"),
    [
        (("莲都区", "青田县", "缙云县"), "丽水市汇总.xlsx", {"莲都区": 1, "青田县": 1, "缙云县": 1}),
        (("莲都区", "莲都区"), "汇总.xlsx", {"莲都区": 2}),
        (("县住建局", "县水利局"), "莲都区.xlsx", {"莲都区": 2}),
        (("丽水市", "丽水市"), "莲都区.xlsx", {"莲都区": 2}),
        (("青田县", "青田县"), "莲都区.xlsx", {"莲都区": 2}),
        (("莲都区", "青田县", "市水利局"), "丽水市汇总.xlsx", {"莲都区": 1, "青田县": 1, None: 1}),
    ],
)
def test_responsible_units_name_the_rows_units_where_nothing_else_does(
    named: tuple[str, ...], path: str, expected: dict[str | None, int]
) -> None:
    assert units(_by_responsible(*named), path) == expected


@pytest.mark.parametrize("label", ["县区", "单位", "地区", "县（市、区）", "填报单位"])
def test_a_line_above_the_heading_names_the_unit(label: str) -> None:
    rows = [[f"{label}：莲都区"], HEAD[1:], entry(1)[1:], entry(2)[1:]]
    assert units(rows, "进展表.xlsx") == {"莲都区": 2}


@pytest.mark.parametrize("between", [" ", "\n", "、"])
@pytest.mark.parametrize("heading", ["完成情况", "整改完成情况"])
def test_options_that_lost_their_boxes_are_no_prose(heading: str, between: str) -> None:
    sheet = read([(*HEAD[:6], heading), entry(1, status=between.join(_OPTIONS))])
    assert sheet.rows[0].text(Field.STATUS) == between.join(_OPTIONS)
    assert sheet.rows[0].status.verdict == "unknown"
    assert "T305" in codes(sheet)


def test_an_error_value_between_entries_is_called_what_it_is() -> None:
    rows = [HEAD, entry(1), [None] * len(HEAD), entry(2)]
    sheet = read(rows, faults={(3, 1): "#DIV/0!"})
    result = run([sheet], Context(as_of=AS_OF))
    (told,) = (one for one in result.findings if one.code == "S131")
    assert "公式的错误值" in told.message


def test_a_struck_line_that_names_a_unit_is_told() -> None:
    rows = [HEAD, entry(1), ["青田县"], entry(2, region="")]
    sheet = read(rows, merged=[Range(3, 1, 3, 7)], struck=frozenset({(3, 1)}))
    assert sheet.struck_words == {"A3": "青田县"}


def test_a_task_in_one_line_across_the_table_is_not_its_unit() -> None:
    """The line came first, and its words were what the table's unit was called."""
    rows = [HEAD, ["第二项：管网错接（已完成销号）", *[None] * 6], entry(3)]
    sheet = read(rows, merged=[Range(2, 1, 2, 7)])
    assert (sheet.region_text, rows_of(sheet)) == ("莲都区", [2, 3])
    assert not {"S105", "S106"} & codes(sheet)


def test_a_unit_merged_with_the_serial_is_still_one() -> None:
    sheet = read([HEAD, entry(1, serial=None), entry(2)], merged=[Range(2, 1, 2, 2)])
    assert sheet.region_text == "莲都区"


def test_a_unit_over_two_columns_is_one() -> None:
    head = [HEAD[0], None, *HEAD[1:]]
    rows = [head, *([one[0], None, *one[1:]] for one in (entry(1), entry(2)))]
    sheet = read(rows, merged=[Range(row, 1, row, 2) for row in (1, 2, 3)])
    assert sheet.region_text == "莲都区"


@pytest.mark.parametrize("mark", ["（同上）", "(同上)", "仝上", "与上相同", "（〃）"])
def test_marks_in_brackets_stand_for_the_cell_above(mark: str) -> None:
    sheet = read([HEAD, entry(1, deadline="2022年6月底前"), entry(2, deadline=mark, plan=mark)])
    assert sheet.rows[1].deadline == sheet.rows[0].deadline
    assert sheet.rows[1].text(Field.PLAN) == sheet.rows[0].text(Field.PLAN)
    assert set(sheet.layout.dittos) == {"D3", "E3"}


@pytest.mark.parametrize("text", ["（无）", "（略）", "(/)"])
def test_a_placeholder_in_brackets_is_one(text: str) -> None:
    assert "M209" in codes(read([HEAD, entry(1, plan=text)]))

"""What is struck out of a heading, items in brackets, days that are numbers, and more that people do to a table."""

from __future__ import annotations

from datetime import date

import pytest

from tests.parse.small_tables import AS_OF, HEAD, codes, entry, read, rows_of
from tests.parse.test_habits_of_columns import with_columns
from xl_tools.core.grid import CellValue, Range
from xl_tools.core.records import Field, Status
from xl_tools.parse.table.inspections import inspection_in, settled, short_name
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run


@pytest.mark.parametrize("older", ["整改时限", "完成时限"])
@pytest.mark.parametrize("first", [True, False])
def test_a_column_whose_heading_is_struck_out_loses(older: str, first: bool) -> None:
    rows = with_columns([older, "时限"], ["2021年6月底前"] * 2, ["2023年12月底前"] * 2, drop=(4,))
    column = 7
    if not first:
        rows = [[*row[:6], row[7], row[6]] for row in rows]
        column = 8
    sheet = read(rows, struck=frozenset({(1, column)}))
    assert {row.deadline.due for row in sheet.rows} == {date(2023, 12, 31)}
    assert "S138" in codes(sheet)
    assert sheet.struck_words == {}


def test_a_struck_heading_that_has_no_other_is_read_and_told() -> None:
    sheet = read(with_columns(["批示"], ["已阅", "已阅"]), struck=frozenset({(1, 5), (1, 8)}))
    assert {row.deadline.due for row in sheet.rows} == {date(2023, 12, 31)}
    assert sheet.struck_words == {"E1": "整改时限", "H1": "批示"}
    told = [one.message for one in run([sheet], Context(as_of=AS_OF)).findings if one.code == "S143"]
    assert len(told) == 2
    assert "仍照它读" in told[0]


def test_half_a_line_each_below_a_heading_of_status_is_progress() -> None:
    texts = ["已完成清淤3公里，复绿2亩", "拆除围网12处，剩余3处"]
    sheet = read(with_columns(["整改完成情况"], texts, drop=(5, 6)))
    assert [row.text(Field.PROGRESS) for row in sheet.rows] == texts
    assert "S121" in codes(sheet)
    mixed = read(with_columns(["整改完成情况"], [texts[0], "已完成"], drop=(5, 6)))
    assert mixed.rows[1].status.status is Status.COMPLETED
    beside = read(with_columns(["整改完成情况"], texts, drop=(6,)))
    assert "T305" in codes(beside)


@pytest.mark.parametrize("number", [44896, 44896.0, "44896", " 44896 "])
def test_a_day_that_is_shown_as_a_number_is_told(number: CellValue) -> None:
    sheet = read([HEAD, entry(1, deadline=number)])
    assert sheet.rows[0].deadline.due == date(2022, 12, 1)
    assert "D411" in codes(sheet)
    assert "D411" not in codes(read([HEAD, entry(1, deadline=date(2022, 12, 1))]))


@pytest.mark.parametrize(
    "serials", [("1", "（1）", "（2）"), ("一", "(一)", "(二)"), ("1", "1）", "2）"), ("一", "（1）", "（2）")]
)
def test_items_in_brackets_belong_to_the_task_above(serials: tuple[str, str, str]) -> None:
    whole, first, second = serials
    item = {"region": "", "deadline": "", "status": "", "plan": ""}
    rows = [
        HEAD,
        entry(1, serial=whole),
        entry(1, serial=first, task="雨污分流", progress="已铺设管网2公里。", **item),
        entry(1, serial=second, task="泵站改造", progress="已更换水泵3台。", **item),
        entry(2),
    ]
    sheet = read(rows)
    assert rows_of(sheet) == [2, 5]
    assert sheet.layout.parts == {3: 2, 4: 2}
    assert sheet.rows[0].status.status is Status.ON_SCHEDULE
    assert "雨污分流" in sheet.rows[0].text(Field.PLAN)
    assert "已更换水泵3台" in sheet.rows[0].text(Field.PROGRESS)
    assert "S136" in codes(sheet)


def test_lines_in_brackets_are_tasks_of_their_own_where_they_say_so() -> None:
    """A deadline, a tick, another unit, a number out of turn, or nothing above that is a task."""
    item = {"region": "", "deadline": "", "status": "", "plan": ""}
    for other in ({"deadline": "2022年6月底前"}, {"status": "已完成"}, {"region": "青田县"}, {"serial": "（3）"}):
        line = entry(2, **{**item, "serial": "（1）", "task": "泵站改造", **other})
        assert rows_of(read([HEAD, entry(1), line])) == [2, 3]
    group = entry(1, serial="一", task="水环境问题", progress="", **item)
    assert rows_of(read([HEAD, group, entry(2, serial="（1）", **item)]))[-1] == 3


@pytest.mark.parametrize(
    ("text", "expected", "short"),
    [
        ("二、“回头看”反馈问题", "again", "回头看"),
        ("督察“回头看”", "again", "回头看"),
        ("2021年督察回头看整改情况", "again-2021", "回头看2021"),
        ("12月开展回头看，没有反弹", "", ""),
    ],
)
def test_looking_back_without_its_inspection(text: str, expected: str, short: str) -> None:
    assert inspection_in(text) == expected
    assert short_name(expected) == short


@pytest.mark.parametrize(
    ("found", "again"),
    [
        (("central-2", "again"), "again"),
        (("central-2", "central-2r", "again"), "central-2r"),
        (("central-r", "again", "own"), "central-r"),
        (("central-2r", "province-1r", "again"), ""),
    ],
)
def test_looking_back_is_of_the_one_that_is_looked_back_upon(found: tuple[str, ...], again: str) -> None:
    assert settled(found) == {"": "", **{name: name for name in found}, "again": again}


def test_tasks_below_a_line_of_looking_back_are_not_the_title_s() -> None:
    rows = [
        ["第二轮中央督察反馈问题整改进展"],
        HEAD,
        entry(1),
        ["二、“回头看”反馈问题"],
        entry(1, task="第二项：噪声。"),
    ]
    sheet = read(rows, [Range(4, 1, 4, 7)])
    assert [row.inspection for row in sheet.rows] == ["central-2", "again"]


@pytest.mark.parametrize(
    ("months", "newest"),
    [
        (("11月", "12月", "10月"), 1),
        (("12月", "10月", "11月"), 0),
        (("10月", "12月", "11月"), 1),
        (("11月", "12月", "1月"), 2),
        (("12月", "1月", "11月"), 1),
    ],
)
def test_months_in_no_order(months: tuple[str, ...], newest: int) -> None:
    texts = [f"1.{month}做了许多事，整改3处。" for month in months]
    sheet = read(with_columns([f"{month}进展" for month in months], *([text] * 2 for text in texts), drop=(5,)))
    assert {row.text(Field.PROGRESS) for row in sheet.rows} == {texts[newest]}


def test_a_struck_month_is_neither_this_nor_the_one_before() -> None:
    rows = with_columns(["11月进展", "12月进展"], ["1.十一月。"] * 2, ["1.十二月。"] * 2, drop=(5,))
    sheet = read(rows, struck=frozenset({(1, 8)}))
    assert {row.text(Field.PROGRESS) for row in sheet.rows} == {"1.十一月。"}
    assert Field.PREVIOUS not in sheet.columns
    assert sheet.struck_words == {}


def test_a_small_table_beside_the_table_does_not_take_its_columns() -> None:
    rows = [[*HEAD, "", "状态", "项数"], [*entry(1), "", "已完成", 3], [*entry(2), "", "达到序时进度", 5]]
    sheet = read(rows)
    assert {row.status.status for row in sheet.rows} == {Status.ON_SCHEDULE}
    assert {left.area for left in sheet.cells.left_out if "I" in left.area}
    own = read([[*HEAD[:6], "", "状态"], [*entry(1)[:6], "", "已完成"], [*entry(2)[:6], "", "已完成"]])
    assert {row.status.status for row in own.rows} == {Status.COMPLETED}


@pytest.mark.parametrize("how", ["hidden_columns", "struck"])
def test_a_hidden_status_loses_to_a_remark_with_statuses(how: str) -> None:
    rows = [[*HEAD[:6], "完成状态", "备注"], *([*entry(n)[:6], "已完成", "达到序时进度"] for n in (1, 2))]
    facts = {how: frozenset({7 if how == "hidden_columns" else (1, 7)})}
    sheet = read(rows, **facts)
    assert {row.status.status for row in sheet.rows} == {Status.ON_SCHEDULE}
    assert "S138" in codes(sheet)
    for row in rows[1:]:
        row[7] = "已报省厅"
    assert {row.status.status for row in read(rows, **facts).rows} == {Status.COMPLETED}


def test_prose_beside_a_question_is_progress() -> None:
    texts = ["已完成清淤3公里，复绿2亩", "拆除围网12处"]
    sheet = read(with_columns(["整改完成情况", "是否完成"], texts, ["是", "否"], drop=(5, 6)))
    assert [row.text(Field.PROGRESS) for row in sheet.rows] == texts
    assert sheet.rows[0].status.status is Status.COMPLETED


def test_what_stands_once_over_rows_is_read_there_as_in_its_first() -> None:
    rows = [HEAD, entry(1, deadline="2022年6月底前"), entry(2, deadline="〃"), entry(3, deadline="")]
    sheet = read(rows, [Range(3, 5, 4, 5)])
    assert {row.deadline.due for row in sheet.rows} == {date(2022, 6, 30)}
    rows = [HEAD, entry(1), entry(2, deadline="2021年6月底前"), entry(3, deadline="")]
    struck = read(rows, [Range(3, 5, 4, 5)], struck=frozenset({(3, 5)}))
    assert [row.deadline.due for row in struck.rows[1:]] == [None, None]


@pytest.mark.parametrize("text", [44896, "12", "3.5"])
def test_progress_that_is_only_a_number_is_told(text: CellValue) -> None:
    assert "M204" in codes(read([HEAD, entry(1, progress=text)]))
    assert "M204" not in codes(read([HEAD, entry(1, progress="已整改12处")]))

"""Further tables of each kind in tests/cases, in columns and cells: other headings, formats, marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pytest

from tests.parse.small_tables import AS_OF, HEAD, TASKS, codes, entry, read
from xl_tools.core.grid import Cell, CellValue
from xl_tools.core.records import Field, Mode, Status
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

# --- columns -------------------------------------------------------------------------------------


def with_columns(
    heads: Sequence[str], *columns: Sequence[CellValue], drop: Sequence[int] = ()
) -> list[list[CellValue]]:
    """The standard table without some columns, with others behind."""
    kept = [place for place in range(len(HEAD)) if place not in drop]
    rows: list[list[CellValue]] = [[*(HEAD[place] for place in kept), *heads]]
    for number in range(1, max(map(len, columns), default=2) + 1):
        own = entry(number)
        rows.append([*(own[place] for place in kept), *(column[number - 1] for column in columns)])
    return rows


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("进展情况（11月）", "进展情况（12月）"),
        ("11月进展", "12月进展"),
        ("11月份进展情况", "12月份进展情况"),
        ("2022年11月进展情况", "2022年12月进展情况"),
        ("12月进展情况", "1月进展情况"),
        ("2021年12月进展", "2022年1月进展"),
        ("上月完成情况", "本月完成情况"),
        ("截至11月底进展情况", "截至12月底进展情况"),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_month_is_read(older: str, newer: str, turned: bool) -> None:
    status = "完成情况" in newer
    texts = ("未达序时进度", "达到序时进度") if status else ("上期的文字，说了很多。", "本期的文字，说了更多。")
    names = [(older, [texts[0]] * 2), (newer, [texts[1]] * 2)]
    names = names[::-1] if turned else names
    rows = with_columns([name for name, _ in names], *(cells for _, cells in names), drop=(6,) if status else (5,))
    sheet = read(rows)
    wanted = Field.STATUS if status else Field.PROGRESS
    assert {row.text(wanted) for row in sheet.rows} == {texts[1]}
    assert "S104" not in codes(sheet)


def test_a_month_without_any_text_is_not_the_newest_and_nothing_old_stands_in_for_a_gap() -> None:
    rows = with_columns(["11月进展", "12月进展"], ["上期一。", "上期二。"], ["", ""], drop=(5,))
    assert [row.text(Field.PROGRESS) for row in read(rows).rows] == ["上期一。", "上期二。"]
    rows = with_columns(["11月进展", "12月进展"], ["上期一。", "上期二。"], ["本期一。", ""], drop=(5,))
    assert [row.text(Field.PROGRESS) for row in read(rows).rows] == ["本期一。", ""]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("原完成时限", "调整后完成时限"),
        ("完成时限", "调整后完成时限"),
        ("原完成时限", "完成时限"),
        ("完成时限（原）", "完成时限（调整后）"),
        ("调整前完成时限", "变更后完成时限"),
        ("原定整改时限", "现行整改时限"),
    ],
)
def test_what_was_changed_is_read(old: str, new: str) -> None:
    sheet = read(with_columns([old, new], ["2021年底前"] * 2, ["2023年底前"] * 2, drop=(4,)))
    assert {row.deadline.due for row in sheet.rows} == {date(2023, 12, 31)}
    assert "S104" not in codes(sheet)
    assert "S138" in codes(sheet)


@pytest.mark.parametrize("blank", ["", None, " ", "/", "—", "无", "不变", "未调整", "同左"])
@pytest.mark.parametrize(("old", "new"), [("完成时限", "调整后完成时限"), ("完成时限（原）", "完成时限（调整后）")])
def test_where_nothing_was_changed_what_held_before_holds(old: str, new: str, blank: str | None) -> None:
    before = ["2021年底前", "2022年底前"]
    sheet = read(with_columns([old, new], before, ["2023年底前", blank], drop=(4,)))
    assert [row.deadline.due for row in sheet.rows] == [date(2023, 12, 31), date(2022, 12, 31)]
    assert "M203" not in codes(sheet)
    first = with_columns([old, new], before, [blank, "2023年底前"], drop=(4,))
    assert [row.deadline.due for row in read(first).rows] == [date(2021, 12, 31), date(2023, 12, 31)]


def test_a_hidden_column_loses_but_alone_is_read() -> None:
    rows = with_columns(["整改时限"], ["2025年底前"] * 2)
    assert {row.deadline.due for row in read(rows, hidden_columns=frozenset({5})).rows} == {date(2025, 12, 31)}
    alone = read([HEAD, entry(1)], hidden_columns=frozenset({5}))
    assert alone.rows[0].deadline.due == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("hidden", "told"),
    [({5}, True), ({6}, True), ({7}, True), ({5, 6}, True), ({1, 2}, False), ({4}, False), (set(), False)],
)
def test_a_hidden_column_that_decides_how_a_task_stands_is_told(hidden: set[int], told: bool) -> None:
    sheet = read([HEAD, entry(1)], hidden_columns=frozenset(hidden), hidden_rows=frozenset())
    assert ("S109" in codes(sheet)) is told


def test_a_hidden_column_that_another_replaces_is_told_once() -> None:
    rows = with_columns(["整改时限"], ["2025年底前"] * 2)
    found = codes(read(rows, hidden_columns=frozenset({5}), hidden_rows=frozenset()))
    assert "S138" in found
    assert "S109" not in found


def test_the_short_name_of_a_step_heads_an_option() -> None:
    heads = ("已完成", "序时", "滞后", "未启动")
    sheet = read(with_columns(heads, ["", "√"], ["√", ""], [""] * 2, [""] * 2, drop=(6,)))
    assert [row.status.status for row in sheet.rows] == [Status.ON_SCHEDULE, Status.COMPLETED]


@pytest.mark.parametrize(
    ("heads", "ticks", "status"),
    [
        (("已完成", "达到序时进度", "未达序时进度", "尚未启动"), ("/", "√", "/", "/"), Status.ON_SCHEDULE),
        (("完成整改", "达到序时进度", "未达到序时进度", "尚未启动"), ("√", "", "", ""), Status.COMPLETED),
        (("完成", "达到", "滞后"), ("—", "—", "√"), Status.BEHIND),
        (("已完成", "未完成序时", "未启动"), ("√", "×", "×"), Status.COMPLETED),
        (("已完成整改", "未开工"), ("", "☑"), Status.NOT_STARTED),
        (("已完成", "达到序时进度", "进度滞后"), (1, 0, 0), Status.COMPLETED),
        (("已完成", "达序时", "未达序时", "未启动"), ("×", "×", "×", "√"), Status.NOT_STARTED),
        (("已完成", "达到序时进度"), ("-", "是"), Status.ON_SCHEDULE),
    ],
)
def test_columns_of_options(heads: tuple[str, ...], ticks: tuple[CellValue, ...], status: Status) -> None:
    sheet = read(with_columns(heads, *([tick] * 2 for tick in ticks), drop=(6,)))
    assert {row.status.status for row in sheet.rows} == {status}
    assert not {"M209", "T305"} & codes(sheet)


def test_columns_of_counts_are_no_options() -> None:
    sheet = read(with_columns(("已完成", "达到序时进度"), [3, 5], [2, 0]))
    assert {row.status.status for row in sheet.rows} == {Status.ON_SCHEDULE}


def test_what_no_field_claims_is_carried() -> None:
    sheet = read(with_columns(["下一步打算", "佐证材料"], ["年底前验收", "继续巡查"], ["照片3张", ""]))
    assert [dict(row.extras) for row in sheet.rows] == [
        {"下一步打算": "年底前验收", "佐证材料": "照片3张"},
        {"下一步打算": "继续巡查"},
    ]
    found = run([sheet], Context(as_of=AS_OF)).findings
    assert {found.severity.value for found in found if found.code == "S103"} == {"hint"}


# --- a heading's meaning -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status", "ongoing"),
    [
        ("是", Status.COMPLETED, False),
        ("√", Status.COMPLETED, False),
        ("否", None, False),
        ("×", None, False),
        ("未完成", None, False),
        ("已完成，长期坚持", Status.COMPLETED, True),
        ("是，长期坚持", Status.COMPLETED, True),
        ("是（已销号）", Status.COMPLETED, False),
        ("是，尚未销号", Status.COMPLETED, False),
        ("否（长期坚持）", None, True),
        ("否，长期坚持", None, True),
        ("否（正在推进）", None, False),
        ("否，滞后", Status.BEHIND, False),
        ("否（达到序时进度）", Status.ON_SCHEDULE, False),
    ],
)
def test_a_heading_that_asks(answer: str, status: Status | None, ongoing: bool) -> None:
    sheet = read(with_columns(["是否完成"], [answer, "是"], drop=(6,)))
    assert sheet.rows[0].status.status is status
    assert (Mode.ONGOING in sheet.rows[0].status.also) is ongoing
    assert "T305" not in codes(sheet)
    assert ("S147" in codes(sheet)) is (status is None)


@pytest.mark.parametrize("heading", ["整改完成情况", "完成情况", "整改进度情况"])
def test_prose_below_a_heading_of_status_is_progress(heading: str) -> None:
    prose = ["1.摸排排口3处，全部封堵。2.建成管网2公里，正在验收。", "1.拆除围网120亩。2.每周巡查两次，没有反弹。"]
    sheet = read(with_columns([heading, "备注"], prose, ["达到序时进度", "已完成"], drop=(5, 6)))
    assert [row.text(Field.PROGRESS) for row in sheet.rows] == prose
    assert [row.status.status for row in sheet.rows] == [Status.ON_SCHEDULE, Status.COMPLETED]
    assert "S121" in codes(sheet)


def test_prose_that_begins_with_the_status() -> None:
    prose = ["已完成。1.摸排排口3处，全部封堵。", "达到序时进度。1.拆除围网120亩，还有3亩。"]
    sheet = read(with_columns(["整改完成情况"], prose, drop=(5, 6)))
    assert [row.status.status for row in sheet.rows] == [Status.COMPLETED, Status.ON_SCHEDULE]
    assert [row.text(Field.PROGRESS) for row in sheet.rows] == prose


def test_problems_are_the_task_where_there_is_no_other() -> None:
    sheet = read(with_columns(["存在问题"], ["管网错接，汛期溢流。", "应急池不足。"], drop=(2,)))
    assert [row.text(Field.TASK) for row in sheet.rows] == ["管网错接，汛期溢流。", "应急池不足。"]
    beside = read(with_columns(["存在问题"], ["资金不足", "无"]))
    assert beside.rows[0].text(Field.PROBLEMS) == "资金不足"


def test_a_problem_beside_a_task() -> None:
    sheet = read(with_columns(["反馈问题"], ["管网错接。", "应急池不足。"], drop=(3,)))
    assert sheet.rows[0].text(Field.TASK) == "管网错接。"
    assert sheet.rows[0].text(Field.GOAL) == TASKS[0]
    assert "S104" not in codes(sheet)


@pytest.mark.parametrize("heading", ["问题序号", "任务序号", "编号"])
def test_a_serial_beside_another(heading: str) -> None:
    sheet = read(with_columns([heading], [21, 22]))
    assert [(row.serial.number, row.province_serial) for row in sheet.rows] == [(1, 21), (2, 22)]
    assert "S104" not in codes(sheet)


@pytest.mark.parametrize("cells", [("35%", "100%"), (0.35, 0.8), (35, 100), ("35.5%", "60％")])
def test_percentages_are_never_a_status(cells: tuple[CellValue, ...]) -> None:
    sheet = read(with_columns(["整改进度", "备注"], cells, ["达到序时进度", "已完成"], drop=(6,)))
    assert [row.status.status for row in sheet.rows] == [Status.ON_SCHEDULE, Status.COMPLETED]
    assert sheet.rows[0].extras


# --- what is shown is what is meant --------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "due"),
    [
        ('yyyy"年"m"月"', date(2022, 12, 31)),
        ("yyyy-mm", date(2022, 12, 31)),
        ("yyyy/m", date(2022, 12, 31)),
        ("[$-804]yyyy年m月", date(2022, 12, 31)),
        ('[DBNum1]yyyy"年"m"月"', date(2022, 12, 31)),
        ("mmm-yy", date(2022, 12, 31)),
        ("yyyy年", date(2022, 12, 31)),
        ('yyyy"年"m"月"d"日"', date(2022, 12, 1)),
        ("yyyy-mm-dd", date(2022, 12, 1)),
        ("m/d/yyyy h:mm", date(2022, 12, 1)),
        ("General", date(2022, 12, 1)),
    ],
)
@pytest.mark.parametrize("value", [date(2022, 12, 1), datetime(2022, 12, 1)])
def test_a_date_is_read_by_its_format(code: str, due: date, value: CellValue) -> None:
    formats: Mapping[Cell, str] = {(2, 5): code}
    assert read([HEAD, entry(1, deadline=value)], formats=formats).rows[0].deadline.due == due


@pytest.mark.parametrize("mark", ["〃", '"', "″", "“", "同上", "同 上", "同左", "々"])
@pytest.mark.parametrize("name", ["region", "task", "plan", "deadline"])
def test_a_mark_for_the_cell_above(mark: str, name: str) -> None:
    sheet = read([HEAD, entry(1), entry(2, **{name: mark}), entry(3, **{name: mark})])
    assert {row.text(Field(name)) for row in sheet.rows} == {sheet.rows[0].text(Field(name))}
    if name != "region":
        assert "M209" in codes(sheet)


@pytest.mark.parametrize(
    "picture", ['=DISPIMG("ID_1",1)', '=_xlfn.DISPIMG("ID_1",1)', '=IMAGE("https://x.invalid/1.png")']
)
@pytest.mark.parametrize("name", ["task", "progress", "status"])
def test_a_picture_is_told_as_one(picture: str, name: str) -> None:
    sheet = read([HEAD, entry(1, **{name: picture}), entry(2)])
    assert sheet.rows[0].text(Field(name)) == ""
    assert "S139" in codes(sheet)
    assert not {"M201", "M204", "M205", "T305"} & codes(sheet)


def test_two_columns_of_ticks_that_say_the_same_are_both_read() -> None:
    head = [*HEAD[:-1], "已销号", "已完成", "达到序时进度", "未达序时进度", "尚未启动"]
    ticks = [["√", "", "", "", ""], ["", "√", "", "", ""], ["/", "/", "√", "/", "/"], ["√", "√", "", "", ""]]
    sheet = read([head, *([*entry(n)[:-1], *own] for n, own in enumerate(ticks, 1))])
    assert [row.status.status for row in sheet.rows] == [
        Status.COMPLETED,
        Status.COMPLETED,
        Status.ON_SCHEDULE,
        Status.COMPLETED,
    ]
    assert sheet.unknown_columns == ()


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("序时推进", Status.ON_SCHEDULE),
        ("按时序推进", Status.ON_SCHEDULE),
        ("序时进度内", Status.ON_SCHEDULE),
        ("进展滞后", Status.BEHIND),
        ("超期未完成", Status.BEHIND),
        ("整改到位", Status.COMPLETED),
        ("提前完成", Status.COMPLETED),
    ],
)
def test_a_column_of_ticks_may_be_headed_as_a_status_is_spelled(heading: str, status: Status) -> None:
    others = [one for one in ("已完成", "滞后") if one != heading][: 1 if status is Status.ON_SCHEDULE else 2]
    rows = [
        [*HEAD[:6], *others, heading],
        [*entry(1)[:6], *["/"] * len(others), "√"],
        [*entry(2)[:6], "√", *["/"] * len(others)],
    ]
    sheet = read(rows)
    assert sheet.rows[0].status.status is status
    assert sheet.unknown_columns == ()
    told = read([[*HEAD, heading], [*entry(1), "1.一段话，不是勾，说了许多。"]])
    assert [one.column for one in told.unknown_columns] == ["H"]

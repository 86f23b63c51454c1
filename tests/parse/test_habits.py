"""Further tables of each kind in tests/cases, in rows: other words, other places, other programs' cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from tests.parse.small_tables import AS_OF, HEAD, TASKS, Row, book, codes, entry, read, rows_of
from xl_tools.core.grid import CellValue, Range
from xl_tools.core.records import Field, Status
from xl_tools.parse.table.sheets import read_sheets

# --- what is an entry ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first",
    [
        "莲都区（联系人：王某，电话：0578-1）",
        "负责人：张某",
        "分管领导：李某",
        "合计",
        "小计",
        "注：",
        "注1",
        "备注：莲都区",
        "填报单位：莲都区",
        "联系电话：0578-1",
        "审核人：某某",
        "说明：",
        "单位盖章：",
    ],
)
def test_whatever_its_first_cell_says(first: str) -> None:
    assert rows_of(read([HEAD, entry(1, region=first), entry(2)])) == [2, 3]


@pytest.mark.parametrize(
    "line",
    [
        ("合计", "", "", "", "", "", "2项"),
        ("莲都区小计", "", "", "", "", 2, ""),
        ("本页合计", "", "2项", "", "", "", ""),
        ("", "合计", "", "", "", "共2项", ""),
        ("总计：", 2, "", "", "", "", ""),
        ("莲都区合计：2项", "", "", "", "", "", ""),
        ("小计", 1, 2, 3, 4, 5, 6),
        ("共计2项", "", "", "", "", "", ""),
        ("汇总", "", "", "", "", "", "2"),
        ("全区总计", "", "", "", "", "完成1项", ""),
    ],
)
def test_a_sum_is_none(line: Row) -> None:
    sheet = read([HEAD, entry(1), line, entry(2)])
    assert rows_of(sheet) == [2, 4]
    assert [left.kind for left in sheet.cells.left_out] == ["total"]
    assert "S130" in codes(sheet)


@pytest.mark.parametrize(
    "other",
    [
        {"region": "示例"},
        {"serial": "例"},
        {"serial": "示例1"},
        {"region": "××县"},
        {"region": "XX县（市、区）"},
        {"region": "**区"},
        {"task": "第X项：……"},
        {"task": "第×项：某某问题"},
        {"task": "（示例）某河道采砂没有管住"},
        {"task": "示例：某河道采砂没有管住"},
        {"task": "【示例】某河道采砂没有管住"},
        {"task": "第X项：（示例，请删除）河道采砂"},
        {"region": "ＸＸ县", "task": "第N项：……"},
    ],
)
def test_an_example_is_none(other: dict[str, CellValue]) -> None:
    sheet = read([HEAD, entry(1, **other), entry(2)])
    assert rows_of(sheet) == [3]
    assert [left.kind for left in sheet.cells.left_out] == ["example"]
    assert "S130" in codes(sheet)


@pytest.mark.parametrize(
    "task",
    [
        "第一项：例行监测没有开展。",
        "第十项：示范河道没有管护。",
        "某砖瓦厂超标排放。",
        "案例整改不到位。",
        "第1项：X射线装置没有许可。",
    ],
)
def test_a_task_that_only_looks_like_an_example_is_kept(task: str) -> None:
    assert rows_of(read([HEAD, entry(1, task=task), entry(2)])) == [2, 3]


_BOXES = "□已完成\n□达到序时进度\n□未达序时进度\n□尚未启动"


@pytest.mark.parametrize(
    "line",
    [
        ("莲都区", 5, "", "", "", "", _BOXES),
        ("", 5, "", "", "", "", _BOXES),
        ("莲都区", 5, "", "", "", "", ""),
        ("", "五", "", "", "", "", ""),
        ("", "", "", "", "", "", _BOXES),
        ("莲都区", "", "", "", "", "", _BOXES),
        ("莲都区", "5.", "", "", "", "", "○已完成 ○尚未启动"),
        ("", "（五）", "", "", "", "", "[ ]已完成 [ ]尚未启动"),
    ],
)
def test_a_row_that_was_only_made_ready_is_none(line: Row) -> None:
    sheet = read([HEAD, entry(1), entry(2), line, line])
    assert rows_of(sheet) == [2, 3]
    assert "S132" in codes(sheet)
    assert not {"M201", "M204", "T301"} & codes(sheet)


@pytest.mark.parametrize(
    "other", [{"status": "☑已完成"}, {"deadline": "2023年底前"}, {"progress": "正在整改，已完成两处。"}]
)
def test_a_row_with_a_tick_a_deadline_or_progress_is_an_entry(other: dict[str, CellValue]) -> None:
    empty: dict[str, CellValue] = dict.fromkeys(("task", "plan", "deadline", "progress", "status"), "")
    sheet = read([HEAD, entry(1), entry(2, **(empty | other))])
    assert rows_of(sheet) == [2, 3]
    assert "M201" in codes(sheet)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("第三项：矿山治理。该任务已于2022年8月销号，本期不再填报。", Status.COMPLETED),
        ("第三项：矿山治理（已销号，不再填报）", Status.COMPLETED),
        ("第3项：矿山治理。已完成整改。", Status.COMPLETED),
        ("第三项：矿山治理。已销号", Status.COMPLETED),
        ("第三项：矿山治理", None),
    ],
)
@pytest.mark.parametrize("merged", [True, False])
def test_a_task_in_one_line(line: str, status: Status | None, merged: bool) -> None:
    sheet = read([HEAD, entry(1), [line, *[""] * 6], entry(2)], [Range(3, 1, 3, 7)] if merged else ())
    assert rows_of(sheet) == [2, 3, 4]
    assert sheet.rows[1].province_serial == 3
    assert sheet.rows[1].status.status is status
    assert "S145" in codes(sheet)


@pytest.mark.parametrize(
    "head",
    [
        ("单位", "姓名", "职务", "电话"),
        ("姓名", "联系电话"),
        ("部门", "联络员", "手机"),
        ("联系人", "办公电话", "邮箱"),
        ("", "姓名", "电话"),
    ],
)
@pytest.mark.parametrize("gap", [0, 1])
def test_a_list_of_people_below(head: Row, gap: int) -> None:
    people = ["某甲" if text else "" for text in head]
    sheet = read([HEAD, entry(1), entry(2), *[[]] * gap, ["联络员名单"], head, people, people])
    assert rows_of(sheet) == [2, 3]
    assert {left.kind for left in sheet.cells.left_out} == {"contact"}


def test_a_list_of_people_beside_the_table() -> None:
    rows = [[*HEAD, "", "姓名", "电话"], [*entry(1), "", "某甲", 5781], [*entry(2), "", "某乙", 5782]]
    sheet = read(rows)
    assert rows_of(sheet) == [2, 3]
    assert {left.kind for left in sheet.cells.left_out} == {"contact"}
    assert not any(row.extras for row in sheet.rows)


# --- cells for several rows ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        {"progress": "3.安排专人看护。"},
        {"plan": "3.巡查。", "progress": "3.每周巡查。"},
        {"plan": "（三）举一反三"},
        {"progress": "（续上）资金到位。"},
        {"progress": "三、每周巡查一次。"},
        {"region": "莲都区", "progress": "3.安排专人看护。"},
    ],
)
@pytest.mark.parametrize("last", [True, False])
def test_text_that_goes_on_in_the_next_row(line: dict[str, CellValue], last: bool) -> None:
    blank: dict[str, CellValue] = dict.fromkeys(
        ("region", "serial", "task", "plan", "deadline", "progress", "status"), ""
    )
    more = list((blank | line).values())
    sheet = read([HEAD, entry(1), entry(2), more] if last else [HEAD, entry(1), more, entry(2)])
    upper = sheet.rows[1 if last else 0]
    assert len(sheet.rows) == 2
    assert len(upper.also) == 1
    for name, text in line.items():
        assert str(text) in upper.text(Field(name))
    assert "S133" in codes(sheet)


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("已完成", "达到序时进度", Status.ON_SCHEDULE),
        ("已完成", "未达序时进度", Status.BEHIND),
        ("已完成", "已完成", Status.COMPLETED),
        ("已完成", "尚未启动", Status.ON_SCHEDULE),
        ("尚未启动", "尚未启动", Status.NOT_STARTED),
        ("已完成", "基本完成", None),
        ("已完成", "", Status.COMPLETED),
    ],
)
def test_a_row_for_each_measure(first: str, second: str, together: Status | None, merged: bool) -> None:
    rows = [
        HEAD,
        entry(1, status=first, deadline="2022年6月底前"),
        ["", "", "", "3.巡查。", "2023年底前", "3.巡查。", second],
        entry(2),
    ]
    sheet = read(rows, [Range(2, column, 3, column) for column in (1, 2, 3)] if merged else ())
    assert rows_of(sheet) == [2, 4]
    assert sheet.rows[0].status.status is together
    assert sheet.rows[0].deadline.due == date(2023, 12, 31)
    assert "3.巡查。" in sheet.rows[0].text(Field.PLAN)


@pytest.mark.parametrize(
    "serials", [("1", "1.1", "1.2"), (1, 1.1, 1.2), ("一", "1.1", "1.2"), ("1", "1-1", "1-2"), ("1", "1.1", "1.10")]
)
def test_items_belong_to_their_entry(serials: tuple[CellValue, ...]) -> None:
    rows = [entry(1, serial=serials[0]), *(entry(1, serial=serial, task="漏项") for serial in serials[1:]), entry(2)]
    sheet = read([HEAD, *rows])
    assert rows_of(sheet) == [2, 5]
    assert "漏项" in sheet.rows[0].text(Field.PLAN)
    assert "S136" in codes(sheet)


@pytest.mark.parametrize("serials", [("1.1", "1.2"), ("1-1", "1-2")])
def test_items_without_a_task_of_their_own_belong_to_it_too(serials: tuple[str, ...]) -> None:
    more = [
        entry(1, serial=serial, task="", status=said)
        for serial, said in zip(serials, ("已完成", "未达序时进度"), strict=True)
    ]
    sheet = read([HEAD, entry(1, status="已完成"), *more, entry(2)])
    assert rows_of(sheet) == [2, 5]
    assert sheet.rows[0].status.status is Status.BEHIND
    assert "S136" in codes(sheet)
    assert "S148" not in codes(sheet)


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("units", [("莲都区", "青田县"), ("莲都区", "青田县", "缙云县")])
def test_a_task_over_a_row_for_each_unit(units: tuple[str, ...], merged: bool) -> None:
    rows = [entry(1, region=units[0])]
    rows += [[unit, "", "", "", "", f"{unit}整改2处。", "已完成"] for unit in units[1:]]
    down = [Range(2, column, len(units) + 1, column) for column in (2, 3, 4, 5)] if merged else []
    sheet = read([HEAD, *rows, entry(2)], down)
    assert [row.text(Field.REGION) for row in sheet.rows] == [*units, "莲都区"]
    shared = sheet.rows[: len(units)]
    assert {(row.province_serial, row.deadline.due, row.serial.number) for row in shared} == {
        (2, date(2023, 12, 31), 1)
    }
    assert not {"M201", "M202", "M203", "S108"} & codes(sheet)


def test_a_numbered_row_below_a_merged_task_stays_an_entry() -> None:
    sheet = read([HEAD, entry(1), entry(2, task=""), entry(3)], [Range(2, 3, 3, 3)])
    assert rows_of(sheet) == [2, 3, 4]
    assert sheet.rows[1].text(Field.TASK) == TASKS[0]
    assert "S107" in codes(sheet)


@pytest.mark.parametrize(
    ("task", "serial"),
    [
        ("第2-4项：管网问题", 1),
        ("第二项至第四项：管网问题", 1),
        ("第2、3、4项：管网问题", 1),
        ("第二、三项：管网问题", 1),
        ("第2项和第3项：管网问题", 1),
        ("第2—4项：管网问题", 1),
        ("第2到4项：管网问题", 1),
        ("任务第2~4项：管网问题", 1),
        ("管网问题", "1-3"),
        ("管网问题", "1、2、3"),
        ("管网问题", "1至3"),
    ],
)
def test_several_tasks_in_one_row(task: str, serial: CellValue) -> None:
    assert "S135" in codes(read([HEAD, entry(1, task=task, serial=serial)]))


@pytest.mark.parametrize(
    "task", ["第2项：管网，第4项的后续。", "第二项：1至3号排口漏水。", "第十二项：第1、2号矿坑。", "第2项：2-4号炉。"]
)
def test_one_task_that_names_others_is_one(task: str) -> None:
    assert "S135" not in codes(read([HEAD, entry(1, task=task)]))


# --- the next sheet, the second table ------------------------------------------------------------


def test_a_sheet_without_headings_goes_on() -> None:
    first, second = read_sheets(book([HEAD, entry(1), entry(2)], [entry(3), entry(4)]), as_of=AS_OF)
    assert (rows_of(first), rows_of(second)) == ([2, 3], [1, 2])
    assert second.layout.continues == "表一"
    assert second.region
    assert second.region.name == "莲都区"


@pytest.mark.parametrize(
    "sheet",
    [
        [["姓名", "职务", "单位", "电话"], ["某甲", "科长", "莲都分局环境监察大队", "0578"]],
        [["年份", "降雨量毫米", "水位米", "流量立方米每秒"], [2021, 1, 2, 3], [2022, 1, 2, 3]],
        [["这里写说明"]],
        [["一", "二", "三", "四", "五", "六", "七"]],
        [[]],
    ],
)
def test_another_sheet_does_not(sheet: Sequence[Row]) -> None:
    assert len(read_sheets(book([HEAD, entry(1)], sheet), as_of=AS_OF)) == 1


def test_a_second_table_has_its_own_columns() -> None:
    order = (1, 0, 2, 4, 3, 5, 6)
    other = [[row[place] for place in order] for row in (HEAD, entry(3), entry(4))]
    first, second = read_sheets(book([HEAD, entry(1), entry(2), [], ["二、省级督察"], *other]), as_of=AS_OF)
    assert (rows_of(first), rows_of(second)) == ([2, 3], [7, 8])
    assert second.columns[Field.REGION] == "B"
    assert {first.cells.unaccounted, second.cells.unaccounted} == {0}


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("第2项已完成整改销号", 2),
        ("第二项：已销号。", 2),
        ("第2项任务，已于2022年6月完成整改并销号，不再填报", 2),
        ("第十六项问题现已办结", 16),
    ],
)
def test_a_task_named_by_its_number_in_a_line_that_says_it_is_closed_is_one(line: str, number: int) -> None:
    sheet = read([HEAD, entry(1), [line, "", "", "", "", "", ""], entry(3)], [Range(3, 1, 3, 7)])
    assert rows_of(sheet) == [2, 3, 4]
    closed = sheet.rows[1]
    assert closed.status.status is Status.COMPLETED
    assert closed.province_serial == number
    assert "S145" in codes(sheet)


@pytest.mark.parametrize("region", ["（示例）莲都区", "莲都区（示例）", "【例】某县", "示例：莲都区"])
def test_a_unit_that_says_it_is_an_example_is_one(region: str) -> None:
    assert rows_of(read([HEAD, entry(1, region=region), entry(2)])) == [3]


@pytest.mark.parametrize(
    "heading", ["是否完成整改", "整改是否完成", "是否已完成", "是否整改到位", "是否办结", "完成与否"]
)
def test_a_heading_that_asks_is_one_however_it_asks(heading: str) -> None:
    head = [*HEAD[:-1], heading]
    sheet = read([head, entry(1, status="是"), entry(2, status="否")])
    assert [row.status.status for row in sheet.rows] == [Status.COMPLETED, None]
    assert "S147" in codes(sheet)


def test_a_sheet_that_goes_on_in_the_middle_of_an_entry_is_read_and_the_rest_told() -> None:
    rest = ["", "", "", "3.验收。", "", "3.已验收。", ""]
    first, more = read_sheets(book([HEAD, entry(1), entry(2)], [rest, entry(3), entry(4)]), as_of=AS_OF)
    assert (rows_of(first), rows_of(more)) == ([2, 3], [2, 3])
    assert [left.area for left in more.cells.left_out] == ["D1:F1"]
    assert {"S131", "S144"} <= codes(more)


def test_a_sheet_whose_first_row_is_a_heading_of_its_own_does_not_go_on() -> None:
    own = ["单位", "编号", "事项", "做法", "期限", "近况", "注"]
    assert len(read_sheets(book([HEAD, entry(1), entry(2)], [own, entry(3)]), as_of=AS_OF)) == 1


@pytest.mark.parametrize("mark", ["同上。", "同上一项", "同上条", "如上"])
def test_further_words_for_the_cell_above(mark: str) -> None:
    sheet = read([HEAD, entry(1), entry(2, deadline=mark)])
    assert sheet.rows[1].deadline.due == date(2023, 12, 31)


@pytest.mark.parametrize("text", ["同第1项", "同第三项进展", "同上一项。", "同前项"])
def test_progress_that_only_points_to_another_is_told(text: str) -> None:
    assert "M209" in codes(read([HEAD, entry(1), entry(2, progress=text)]))

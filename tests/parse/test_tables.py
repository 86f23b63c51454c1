from __future__ import annotations

import pytest

from xl_tools.core.grid import CellValue, Grid, Range
from xl_tools.core.records import Field, Level, Status
from xl_tools.forms.headings import vocabularies
from xl_tools.parse.table.lines import sort_lines
from xl_tools.parse.table.sorted_lines import Kind
from xl_tools.parse.table.tables import Cells, Table, cell_text, find_table

HEAD = ["县（市、区）名称", "序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况\n及存在问题", "备注"]
ENTRY = ["莲都区", "一", "第一项：某问题", "整改目标：……", "2021年12月底前", "1.已完成。", "☑已完成"]


def cells(rows: list[list[CellValue]], *merged: Range) -> Cells:
    return Cells(Grid("表", rows, merged))


def table(rows: list[list[CellValue]], *merged: Range) -> Table:
    found = find_table(cells(rows, *merged))
    assert found is not None
    return found


def entries(rows: list[list[CellValue]], *merged: Range) -> list[int]:
    return [entry.row for entry in sort_lines(cells(rows, *merged), table(rows, *merged)).entries]


@pytest.mark.parametrize("above", range(29))
def test_the_heading_is_found_in_any_of_the_first_thirty_rows(above: int) -> None:
    found = table([*([["附件"]] * above), HEAD, ENTRY])
    assert found.header_row == above + 1
    assert found.columns[Field.STATUS] == 7


def test_below_the_thirtieth_row_it_is_not_looked_for() -> None:
    assert find_table(cells([*([["附件"]] * 30), HEAD, ENTRY])) is None


def test_a_blank_first_column_and_shuffled_columns() -> None:
    found = table([["", *reversed(HEAD)], ["", *reversed(ENTRY)]])
    assert found.columns[Field.REGION] == 8
    assert found.columns[Field.STATUS] == 2


def test_two_heading_rows_with_merged_cells() -> None:
    top = ["县区", "序号", "整改任务", "整改要求", "", "时限", "整改情况", "", "完成情况"]
    low = ["", "", "", "整改目标", "整改措施", "", "目前进展", "存在问题", ""]
    entry = ["云和县", 1, "第三项：……", "目标", "1.措施", "2022年底前", "1.完成", "无", "已完成"]
    down = [Range(1, column, 2, column) for column in (1, 2, 3, 6, 9)]
    found = table([top, low, entry], *down, Range(1, 4, 1, 5), Range(1, 7, 1, 8))
    assert (found.top, found.header_row) == (1, 2)
    assert found.columns == {
        "region": 1,
        "serial": 2,
        "task": 3,
        "goal": 4,
        "measures": 5,
        "deadline": 6,
        "progress": 7,
        "problems": 8,
        "status": 9,
    }


def test_four_option_columns() -> None:
    top = ["县区", "序号", "整改任务", "整改目标和措施", "时限", "目前进展", "备注", "", "", ""]
    low = ["", "", "", "", "", "", "已完成", "达到序时进度", "未达序时进度", "尚未启动"]
    found = table([top, low, [*ENTRY[:6], "√", "", "", ""]], Range(1, 7, 1, 10))
    assert found.options == {
        Status.COMPLETED: 7,
        Status.ON_SCHEDULE: 8,
        Status.BEHIND: 9,
        Status.NOT_STARTED: 10,
    }
    assert found.columns[Field.STATUS] == 7


def test_a_list_and_a_city_table_are_told_apart() -> None:
    listed = table(
        [["序号", "省序号", "反馈问题", "责任领导", "责任单位", "责任人", "整改目标", "整改时限", "整改措施"], ENTRY]
    )
    assert listed.form.name == "list"
    assert table([["地市名称", *HEAD[1:]], ENTRY]).level is Level.CITY
    assert table([HEAD, ENTRY]).level is Level.COUNTY


def test_unknown_and_double_headings_are_listed() -> None:
    found = table([[*HEAD, "联系人电话", "完成时限"], [*ENTRY, "123", "2022年底"]])
    assert found.unknown == {8: "联系人电话"}
    assert found.duplicates == {9: Field.DEADLINE}
    assert found.columns[Field.DEADLINE] == 5


def test_a_remark_column_beside_a_status_column_is_no_double_claim() -> None:
    found = table([[*HEAD[:6], "完成情况", "备注"], [*ENTRY, ""]])
    assert found.columns[Field.STATUS] == 7
    assert found.columns[Field.REMARK] == 8
    assert not found.duplicates


@pytest.mark.parametrize(
    "rows",
    [
        [["序号", "姓名", "电话"], [1, "某", "123"]],
        [["整改任务名称"], ["第一项"]],
        [[""]],
        [],
    ],
)
def test_other_sheets_hold_no_table(rows: list[list[CellValue]]) -> None:
    assert find_table(cells(rows)) is None


def test_entries_footnotes_sums_and_stray_text() -> None:
    rows: list[list[CellValue]] = [
        HEAD,
        ENTRY,
        ["合计", 1, "", "", "", "", "1项"],
        ["", "", "", "", "", "另有一段没有序号的文字", ""],
        ["注：本表每月报送。"],
        ["填表人：某某", "", "", "审核人：某某"],
    ]
    found = sort_lines(cells(rows), table(rows))
    assert entries(rows) == [2]
    assert list(found.kinds.values()) == [Kind.ENTRY, Kind.TOTAL, Kind.OTHER, Kind.NOTE, Kind.SIGNATURE]


@pytest.mark.parametrize(
    "row",
    [
        ["单位负责人签字：", "", "填表人：某某", "", "", "2022年12月20日", ""],
        ["分管领导：", "", "", "经办人：某某  电话：0578-2000000", "", "", ""],
        ["填报单位（盖章）：某县人民政府"],
        ["", "", "", "", "", "某县督察整改工作领导小组办公室", ""],
        ["", "", "", "", "", "2022年12月20日", ""],
        ["（公章）"],
        HEAD,
    ],
)
def test_what_is_signed_stamped_dated_or_headed_again_is_no_entry(row: list[CellValue]) -> None:
    rows: list[list[CellValue]] = [HEAD, ENTRY, row, ENTRY]
    assert entries(rows) == [2, 4]
    assert sort_lines(cells(rows), table(rows)).kinds[3] in (Kind.NOTE, Kind.SIGNATURE, Kind.HEADING)


@pytest.mark.parametrize(
    "row",
    [
        ["青田县", "", "", "", "2022年12月20日", "整治排口3处。", "已完成"],
        ["", "", "环评审核：有的项目把关不严", "整改措施：1.逐个复核。" * 6, "2022年底", "复核12个。", "已完成"],
        ["", "", "整改任务名称", "整改目标", "2022年底", "复核12个。", "已完成"],
    ],
)
def test_an_entry_that_begins_like_a_signature_or_a_heading_is_kept(row: list[CellValue]) -> None:
    rows: list[list[CellValue]] = [HEAD, ENTRY, row]
    assert entries(rows) == [2, 3]


def test_section_lines_give_the_kind_of_what_follows() -> None:
    rows: list[list[CellValue]] = [HEAD, ["一、个性问题"], ENTRY, ["二、共性问题"], ENTRY]
    grid = cells(rows, Range(2, 1, 2, 7), Range(4, 1, 4, 7))
    found = sort_lines(grid, table(rows))
    assert {entry.row: entry.section for entry in found.entries} == {3: "一、个性问题", 5: "二、共性问题"}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("完成 时限", Field.DEADLINE),
        ("完成\n时限（年月）", Field.DEADLINE),
        ("目前进展情况及存在问题", Field.PROGRESS),
        ("县（市、区）", Field.REGION),
        ("＊序号", Field.SERIAL),
    ],
)
def test_headings_are_read_with_spaces_breaks_and_brackets(text: str, field: Field) -> None:
    heading = vocabularies()[0].read(text)
    assert heading is not None
    assert heading.field is field


def test_an_unknown_heading_is_not_guessed_but_the_nearest_is_offered() -> None:
    assert vocabularies()[0].read("完成期限时间") is None
    assert vocabularies()[0].nearest("完成期限时间") is Field.DEADLINE
    assert vocabularies()[0].nearest("联系电话") is None


@pytest.mark.parametrize(("value", "text"), [(3.0, "3"), (0.5, "0.5"), (None, ""), (True, "TRUE"), ("一 ", "一 ")])
def test_cell_text(value: CellValue, text: str) -> None:
    assert cell_text(value) == text

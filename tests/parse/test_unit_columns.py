"""What else tells whose rows are: columns of units under headings that are not known, 填报单位 under the table, and
names in hidden columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.parse.test_misnamed import AS_OF, DALI, FACTS, HEAD, PLAIN, entry, read, table, whose
from xl_tools.core.grid import Grid, Range
from xl_tools.core.records import ProgressSheet
from xl_tools.parse.table.by_unit import by_unit
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

J, E, B = "剑川县", "洱源县", "宾川县"
ABOUT_UNITS = ("S105", "S106", "S109", "S121", "S141")


def with_column(heading: str, cells: Sequence[str], path: str = "剑川县.xlsx") -> list[ProgressSheet]:
    rows = [[PLAIN], [heading, *HEAD], *([cell, *entry(number)] for number, cell in enumerate(cells, 1))]
    return read(Grid("Sheet1", rows, merged=(), **FACTS), path=path)  # type: ignore[arg-type]


def codes(sheets: list[ProgressSheet]) -> list[str]:
    return [one.code for one in run(sheets, Context(as_of=AS_OF), only=ABOUT_UNITS).findings]


def owners(sheets: list[ProgressSheet]) -> dict[str, int]:
    return {whose(part): len(part.rows) for part in by_unit(sheets, within=DALI)}


@pytest.mark.parametrize(
    ("heading", "cells", "expected"),
    [
        ("承办县市", [E, E, E], {E: 3}),
        ("承办县市", ["洱源", "剑川", "宾川"], {E: 1, J: 1, B: 1}),
        ("承办县市", [J, E, J, E, "州住建局"], {J: 2, E: 2, "?州住建局": 1}),
        ("承办县市", [J, J, J, J, "洱原县"], {J: 4, "?洱原县": 1}),
        ("承办县市", ["洱原县", "洱原县"], {"?洱原县": 2}),
        ("实施单位", [E, B], {E: 1, B: 1}),
        ("单位", [E, E, B], {E: 3}),
        ("任务县市", ["大理州洱源县", "大理州剑川县"], {E: 1, J: 1}),
        ("办理县（市）", [f"{E}（张某 0872-5123456）", B], {E: 1, B: 1}),
    ],
)
def test_a_column_of_units_under_a_heading_that_is_not_known(
    heading: str, cells: list[str], expected: dict[str, int]
) -> None:
    found = with_column(heading, cells)
    assert owners(found) == expected
    assert codes(found)[0] == "S121"


def test_a_row_of_another_unit_among_those_of_one_is_told() -> None:
    found = with_column("承办县市", [J, J, J, E])
    assert (owners(found), codes(found)) == ({J: 4}, ["S121", "S106"])


@pytest.mark.parametrize("path", ["大理州.xlsx", "12月.xlsx"])
def test_in_a_table_of_nobody_or_of_the_region_above_each_row_is_its_units(path: str) -> None:
    assert owners(with_column("承办县市", [J, E], path)) == {J: 1, E: 1}


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("承办县市", [J, E, "州住建局", "州水务局"]),
        ("承办县市", [E]),
        ("承办县市", [E, "", "", "", ""]),
        ("实施单位", [J, E, E, E, "县水务局"]),
        ("涉及区域", [E, E, E]),
        ("归口", [E, E]),
    ],
)
def test_where_it_is_unsure_the_rows_stay_and_it_is_told(heading: str, cells: list[str]) -> None:
    found = with_column(heading, cells)
    (said,) = run(found, Context(as_of=AS_OF), only=ABOUT_UNITS).findings
    assert said.message == f"A列（{heading}）写的是“{E}”，而这张表是“{J}”的。"
    assert owners(found) == {J: len(cells)}


CLEAN = {
    "承办股室": ["水务股", "环评股", "执法大队"],
    "承办县市": [J, J, J],
    "整改县区": [J, "剑川", J],
    "实施单位": ["县水务局", "县住建局", "金华镇人民政府"],
    "县级责任单位": ["县水务局", "县住建局", "县水务局"],
    "市直牵头": ["州住建局", "州水务局", "州农业农村局"],
    "乡镇": ["金华镇", "甸南镇", "沙溪镇"],
    "属地乡镇": ["金华镇", "", "甸南镇"],
    "所属流域": ["剑湖流域", "黑惠江流域", "金沙江流域"],
    "涉及区域": ["剑湖周边", "甸南坝区", "全县"],
    "涉及县市": [J, "剑川县、洱源县", "剑川县、鹤庆县"],
    "督导单位": ["大理州生态环境局", "云南省生态环境厅", E],
    "督导县市": [E, E, E],
    "帮扶单位": ["上海市青浦区", "上海市青浦区", "上海市青浦区"],
    "对口支援市": ["上海市", "上海市", "上海市"],
    "配合县市": [E, "鹤庆县", E],
    "交界县市": [E, "鹤庆县", "兰坪县"],
    "审核县市": [E, E, E],
    "转运县市": [E, E, "鹤庆县"],
    "问题来源": ["中央督察", "省级督察", "云南省"],
    "层级": ["县级", "市级", "县级"],
    "区域类型": ["城区", "郊区", "矿区"],
    "功能区": ["工业区", "商业区", "居民区"],
    "片区": ["东片区", "西片区", "南片区"],
    "灌区名称": ["剑湖灌区", "海西灌区", "沙溪灌区"],
    "产业园区": ["剑川工业园区", "邓川工业园区", "上登工业园区"],
    "保护区": ["苍山洱海保护区", "剑湖湿地保护区", "老君山保护区"],
    "包保领导": ["张县长", "李县长", "王市长"],
    "点位": ["剑湖", "洱海", "苍山"],
    "是否跨县": ["是", "否", "是"],
    "企业名称": ["洱源县水泥厂", "剑川县砖厂", "鹤庆县铝厂"],
    "项目地点": ["洱源县茈碧湖镇", "剑川县金华镇", "甸南镇"],
}


@pytest.mark.parametrize("heading", CLEAN)
def test_other_columns_say_nothing_of_whose_the_rows_are(heading: str) -> None:
    found = with_column(heading, CLEAN[heading])
    assert (owners(found), codes(found)) == ({J: 3}, [])


@pytest.mark.parametrize("office", ["实施单位", "涉及县市"])
def test_a_table_of_the_region_above_speaks_of_its_units(office: str) -> None:
    found = with_column(office, [J, "州水务局", E, "州住建局"], "大理州.xlsx")
    assert (owners(found), codes(found)) == ({"大理白族自治州": 4}, [])


@pytest.mark.parametrize("upper", ["地市", "市州", "市"])
def test_beside_the_region_above_the_column_of_counties_names_the_units(upper: str) -> None:
    rows = [[upper, "县（市）", *HEAD], *(["大理州", unit, *entry(number)] for number, unit in enumerate((J, E, B), 1))]
    found = read(Grid("Sheet1", rows, merged=(), **FACTS), path="12月.xlsx")  # type: ignore[arg-type]
    assert owners(found) == {J: 1, E: 1, B: 1}
    assert not {"S104", "S105", "S106", "S141"} & {one.code for one in run(found, Context(as_of=AS_OF)).findings}


def test_where_only_the_region_above_is_filled_in_it_is_the_unit() -> None:
    rows = [["地市", "县区", *HEAD], *(["大理州", "", *entry(number)] for number in (1, 2))]
    assert owners(read(Grid("Sheet1", rows, merged=(), **FACTS), path="12月.xlsx")) == {"大理白族自治州": 2}  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["剑川县.xlsx", "大理州.xlsx"])
def test_the_form_of_the_region_above_names_that_in_the_rows_of_a_county(path: str) -> None:
    found = with_column("地市名称", ["大理州", "大理州"], path)
    assert (owners(found), codes(found)) == ({J if path == "剑川县.xlsx" else "大理白族自治州": 2}, [])


@pytest.mark.parametrize("heading", ["属地", "地区"])
def test_towns_where_the_problems_of_a_county_lie_are_no_units(heading: str) -> None:
    found = with_column(heading, ["金华镇", "剑阳街道", J, "马登镇"])
    assert (owners(found), codes(found)) == ({J: 4}, [])
    for cells, path in ((["金华镇", E, J, "马登镇"], "剑川县.xlsx"), (["金华镇", "马登镇"], "12月.xlsx")):
        assert "S105" in codes(with_column(heading, cells, path))


def test_beside_a_column_of_units_where_the_problems_lie_is_carried_along() -> None:
    rows = [["县区", "属地", *HEAD], *([J, "金华镇", *entry(number)] for number in (1, 2))]
    (sheet,) = read(Grid("Sheet1", rows, merged=(), **FACTS))  # type: ignore[arg-type]
    assert (sheet.duplicates, [one.heading for one in sheet.unknown_columns]) == ({}, ["属地"])


def test_ditto_marks_in_a_column_of_units_are_what_stands_above() -> None:
    found = with_column("承办县市", [E, "同上", "〃", B], "大理州.xlsx")
    assert (owners(found), codes(found)) == ({E: 3, B: 1}, ["S121"])


@pytest.mark.parametrize("upper", ["", "大理州"])
@pytest.mark.parametrize("path", ["12月.xlsx", "大理州.xlsx"])
def test_the_title_right_over_a_table_names_its_unit_under_that_of_the_region(upper: str, path: str) -> None:
    (sheet,) = read(table(upper + PLAIN, E + PLAIN, 0, 1, 2), path=path)
    assert whose(sheet) == E
    found = read(table(upper + PLAIN, E + PLAIN, 0, 1, 2, J + PLAIN, 0, 1), path=path)
    assert (owners(found), codes(found)) == ({E: 2, J: 1}, [])
    found = read(table(upper + PLAIN, E + PLAIN, 0, 1, "高新区" + PLAIN, 0, 2, J + PLAIN, 0, 1), path=path)
    assert owners(found) == {E: 1, "?高新区": 1, J: 1}


def test_a_slip_right_over_a_table_under_the_title_of_the_region_is_nobody_s() -> None:
    (sheet,) = read(table("大理州" + PLAIN, "洱源市" + PLAIN, 0, 1, 2), path="大理州.xlsx")
    assert (whose(sheet), codes([sheet])) == ("?洱源市", ["S105"])


# --- 填报单位 under the table ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "填报单位：洱源县",
        "填报单位（盖章）：洱源县    填报人：张三",
        "填报人：张三  填报单位：洱源县",
        "填报单位：大理州洱源县",
        "填报单位：大理州生态环境局洱源分局",
        "报送单位：洱源",
        "填报单位：洱源县，联系电话：0872-1234567",
        "填报单位：（盖章）洱源县人民政府",
        "填报县（市、区）：洱源县",
    ],
)
def test_another_unit_that_signs_the_table_is_told(line: str) -> None:
    found = read(table(PLAIN, 0, 1, 2, line))
    (said,) = run(found, Context(as_of=AS_OF), only=ABOUT_UNITS).findings
    assert said.message == f"填报单位写的是“{E}”，而这张表是“{J}”的。"
    assert owners(read(table(PLAIN, 0, 1, 2, line), path="12月.xlsx")) == {E: 2}  # where nothing else tells


@pytest.mark.parametrize(
    ("title", "path", "owner"),
    [
        ("大理州" + PLAIN, "12月.xlsx", E),
        ("大理州" + PLAIN, "大理州.xlsx", E),
        (PLAIN, "大理州进展表.xlsx", E),
        ("大理州" + PLAIN, "剑川县.xlsx", J),
        (J + PLAIN, "大理州.xlsx", J),
    ],
)
def test_the_form_of_the_region_above_is_of_who_signs_it(title: str, path: str, owner: str) -> None:
    assert owners(read(table(title, 0, 1, 2, f"填报单位：{E}"), path=path)) == {owner: 2}


@pytest.mark.parametrize("name", ["洱原县", "洱源市", "洱县", "洱源县、剑川县"])
def test_a_slip_of_who_signs_the_table_is_told(name: str) -> None:
    for title, owner in ((PLAIN, J), (E + PLAIN, E)):
        found = read(table(title, 0, 1, 2, f"填报单位：{name}"))
        assert (owners(found), codes(found)) == ({owner: 2}, ["S105"])


def test_the_name_may_stand_in_the_next_cell() -> None:
    rows = [[PLAIN], HEAD, entry(1), entry(2), ["填报单位：", E, "", "填报人：", "张三"]]
    assert codes(read(Grid("Sheet1", rows, merged=(), **FACTS))) == ["S141"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "line",
    [
        "填报单位：剑川县",
        "填报单位（盖章）：剑川县人民政府",
        "填报单位：剑川县生态环境局  填报人：张三  联系电话：0872-123456",
        "填报单位：",
        "填报单位（盖章）：          填报人：",
        "填报单位：县水务局",
        "填报单位：大理州生态环境局剑川分局",
        "填报单位：大理州生态环境局",
        "填报单位：金华镇人民政府",
        "填报单位：填写县（市、区）名称",
        "填报单位：各县（市、区）",
        "填报单位：如洱源县",
        "注：填报单位：如洱源县",
        "填报单位：XX县",
        "填报单位：剑川县（盖章）2022年12月20日",
        "填报单位负责人：王县长",
    ],
)
def test_lines_under_the_table_that_contradict_nothing(line: str) -> None:
    found = read(table(PLAIN, 0, 1, 2, line))
    assert (owners(found), codes(found)) == ({J: 2}, [])


def test_who_signs_a_second_table_does_not_sign_the_first() -> None:
    second = ["序号", "整改任务名称", "完成时限", "备注", "目前进展情况及存在问题"]
    rows = [[J + PLAIN], HEAD, entry(1), [], ["填报单位：洱源县"], second, ["1", "第1项", "2023年底前", "已完成", "好"]]
    found = read(Grid("Sheet1", rows, merged=(), **FACTS))  # type: ignore[arg-type]
    assert "填报单位" not in found[0].also_named


# --- names in hidden columns -------------------------------------------------------------------------


def test_a_title_or_line_in_a_hidden_column_that_names_a_unit_is_told() -> None:
    across = (Range(1, 1, 1, 6),)
    for grid, cells in (
        (table(E + PLAIN, 0, 1, 2), ("A1",)),
        (table("附件1", E + PLAIN, 0, 1, 2), ("A2",)),
        (table(PLAIN, "填报单位：洱源县", 0, 1, 2), ("A2",)),
        (table(PLAIN, 0, E, 1, J, 2), ("A3",)),
        (table(PLAIN, 0, 1, 2), ()),
        (replace(table(E + PLAIN, 0, 1, 2), merged=across), ()),
        (replace(table(E + PLAIN, 0, 1, 2), hidden_rows=frozenset({1})), ()),
    ):
        (sheet,) = read(replace(grid, hidden_columns=frozenset({1})))
        assert sheet.hidden_names == cells
        said = run([sheet], Context(as_of=AS_OF), only=("S109",)).findings
        assert [one.cell for one in said if one.cell] == list(cells)

"""Names that look like a unit's and are not known, in titles, lines of who fills in, section lines and sheets' names:
told, and the rows are not credited to whom the next place names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from xl_tools.core.grid import Book, Grid
from xl_tools.core.records import Field, ProgressSheet
from xl_tools.core.regions import NONE, Region, UnitList, find
from xl_tools.parse.table.by_unit import by_unit
from xl_tools.parse.table.named import named_in_line
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

AS_OF = date(2022, 12, 20)
DALI = find("大理州")
HEAD = ["序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况及存在问题", "备注"]
PLAIN = "突出生态环境问题整改进展情况表（2022年12月）"
FACTS = {"hidden_rows": frozenset[int](), "struck": frozenset[tuple[int, int]](), "faults": {}, "controls": ()}


def entry(number: int) -> list[str]:
    plan = f"整改目标：\n完成{number}号点整治。\n整改措施：\n1.清理{number}号点。"
    return [
        str(number),
        f"第{number}项：{number}号点乱堆",
        plan,
        "2023年底前",
        f"1.清理{number}号点。",
        "☑达到序时进度",
    ]


def table(*lines: str | int, name: str = "Sheet1") -> Grid:
    """A number is an entry, None the heading, a text a line in column A."""
    rows: list[Sequence[str]] = []
    for line in lines:
        rows.append(HEAD if line == 0 else entry(line) if isinstance(line, int) else [line, *[""] * 5])
    return Grid(name, rows, merged=(), **FACTS)  # type: ignore[arg-type]


def read(*grids: Grid, path: str = "剑川县.xlsx", units: UnitList = NONE) -> list[ProgressSheet]:
    return read_sheets(Book(path, grids), as_of=AS_OF, units=units)


def whose(sheet: ProgressSheet) -> str:
    return sheet.region.name if sheet.region else f"?{sheet.region_text}"


def said(*sheets: ProgressSheet) -> list[str]:
    found = run(sheets, Context(as_of=AS_OF), only=("S105", "S141")).findings
    return [f"{one.code} {one.message}" for one in found]


NEAR = "S105 地区（{}）“{}”不是已知的单位名称，是否指“洱源县”。"
BOTH = "S105 地区（{}）“{}”写着几个单位（洱源县、剑川县），看不出是哪一个。"
MISSPELT = ["洱原县", "耳源县", "洱元县", "洱源市", "洱源区"]
SEVERAL = ["洱源县、剑川县", "洱源县剑川县", "洱源县和剑川县"]
KNOWN = [
    "洱源县",
    "洱 源县",
    "洱源",
    "洱源县上报",
    "洱源县（12月）",
    "12月洱源县",
    "附件1洱源县",
    "云南省洱源县",
    "洱源县政府",
]


@pytest.mark.parametrize("name", MISSPELT)
def test_a_misspelt_unit_is_told_and_is_not_the_files(name: str) -> None:
    for place, grid in (
        ("工作表名", table(PLAIN, 0, 1, 2, name=name)),
        ("标题", table(name + PLAIN, 0, 1, 2)),
        ("标题", table("大理州" + name + PLAIN, 0, 1, 2)),
        ("填报单位", table(PLAIN, f"填报单位（盖章）：{name}", 0, 1, 2)),
    ):
        (sheet,) = read(grid)
        assert whose(sheet) == f"?{name}"
        assert said(sheet) == [NEAR.format(place, name)]


@pytest.mark.parametrize("name", SEVERAL)
def test_two_units_in_one_name_are_nobody(name: str) -> None:
    for place, grid in (("工作表名", table(PLAIN, 0, 1, name=name)), ("标题", table(name + PLAIN, 0, 1))):
        (sheet,) = read(grid)
        assert sheet.region is None
        assert said(sheet) == [BOTH.format(place, name)]


@pytest.mark.parametrize("name", KNOWN)
def test_a_name_with_words_around_it_is_the_units(name: str) -> None:
    for grid in (table(PLAIN, 0, 1, name=name), table(f"{name}整改进展情况表", 0, 1)):
        (sheet,) = read(grid)
        assert whose(sheet) == "洱源县"
        assert said(sheet) == []


OTHERS = [
    "Sheet1",
    "进度表",
    "12月",
    "十二月",
    "附件1",
    "汇总",
    "总表",
    "整改进展",
    "个性问题",
    "说明",
    "水",
    "大气",
    "工业园区",
    "禁养区",
    "城区",
    "矿区",
    "各县",
    "全县",
    "县级",
    "市本级",
    "中央督察",
    "第二轮",
    "2022年12月",
    "填报说明",
    "表1",
]


@pytest.mark.parametrize(
    "name",
    OTHERS,
)
def test_other_names_of_sheets_are_no_units(name: str) -> None:
    (sheet,) = read(table(PLAIN, 0, 1, name=name))
    assert whose(sheet) == "剑川县"
    assert said(sheet) == []


TITLES = [
    "各县（市、区）整改进展情况表",
    "全县突出问题整改台账",
    "县级整改任务清单",
    "县市区整改进展情况统计表",
    "附件1：整改进展情况表",
    "附件",
    "自然保护区问题整改进展表",
    "工业园区突出环境问题整改台账",
    "城市黑臭水体整治进展情况表",
    "县城生活污水处理问题整改台账",
    "市政管网问题整改进展表",
    "区域限批问题整改台账",
    "县域内畜禽养殖问题清单",
    "第二轮中央生态环境保护督察整改进展情况表",
    "全州整改任务进展情况表",
    "我县整改进展情况表",
    "矿区生态修复进展情况表",
    "县直部门整改任务清单",
    "填报日期：2022年12月20日",
    "单位：万元",
    "老城区雨污分流整改清单",
    "沿线各市县整改进展情况表",
    "市住建局整改进展情况表",
    "流域上下游县整改进展情况表",
    "贫困县污水设施整改台账",
]


@pytest.mark.parametrize("area", [DALI, find("丽水市")], ids=str)
@pytest.mark.parametrize("title", TITLES)
def test_titles_that_name_no_unit(title: str, area: Region) -> None:
    assert named_in_line(title, NONE, area) == (None, "")


@pytest.mark.parametrize("title", ["杭州市西湖区整改进展情况表", "上城区整改进展情况表", "全州县整改进展情况表"])
def test_a_place_elsewhere_whose_name_ends_in_such_a_word_is_a_place(title: str) -> None:
    found = named_in_line(title, NONE, DALI)
    assert found.unit is not None
    assert found.unit.name in title


def test_a_zone_that_no_list_has_is_told_and_one_of_the_list_is_itself() -> None:
    zones = UnitList.from_rows([["单位", "所属市"], ["大理经济技术开发区", "大理州"]])
    for grid in (table(PLAIN, 0, 1, name="大理经开区"), table("大理经开区" + PLAIN, 0, 1)):
        (sheet,) = read(grid)
        assert whose(sheet) == "?大理经开区"
        (sheet,) = read(grid, units=zones)
        assert whose(sheet) == "大理经济技术开发区"


def test_a_slip_beside_the_right_name_is_only_told() -> None:
    for grid in (table(PLAIN, 0, 1, name="洱原县"), table("洱原县" + PLAIN, 0, 1)):
        (sheet,) = read(grid, path="洱源县.xlsx")
        assert whose(sheet) == "洱源县"
        assert said(sheet)[0].startswith("S105")


def test_what_stands_above_decides_and_a_slip_below_it_is_told() -> None:
    (sheet,) = read(table("洱源县" + PLAIN, 0, 1, name="建川县"))
    assert whose(sheet) == "洱源县"
    assert said(sheet) == ["S141 工作表名写的是“建川县”，而这张表是“洱源县”的。"]


def test_among_sheets_named_after_units_every_name_is_a_units() -> None:
    names = ["剑川县", "洱原", "总表", "备注"]
    sheets = read(*(table(PLAIN, 0, 1, name=name) for name in names), path="大理州.xlsx")
    assert [whose(sheet) for sheet in sheets] == ["剑川县", "?洱原", "大理白族自治州", "大理白族自治州"]


@pytest.mark.parametrize("name", [*MISSPELT, *SEVERAL, "洱源县上报"])
@pytest.mark.parametrize("path", ["剑川县.xlsx", "大理州12月.xlsx"])
def test_a_misspelt_line_over_the_rows_is_nobodys(name: str, path: str) -> None:
    for lines in ((PLAIN, 0, name, 1, 2), (PLAIN, 0, "剑川县", 1, name, 1)):
        parts = by_unit(read(table(*lines), path=path), within=DALI)
        assert [whose(part) for part in parts][-1] == f"?{name}"
        assert "洱源县" not in map(whose, parts)


def test_a_hidden_line_that_names_a_unit_is_told() -> None:
    for lines, row in (
        (("剑川县" + PLAIN, 0, 1), 1),
        ((PLAIN, 0, "剑川县", 1, "洱源县", 2), 5),
        (("附件1", PLAIN, 0, 1), 0),
    ):
        grid = replace(table(*lines), hidden_rows=frozenset({row or 1}))
        (sheet,) = read(grid, path="洱源县.xlsx")
        assert sheet.hidden_rows == ({row} if row else set())


@pytest.mark.parametrize("title", ["洱源县", "洱原县"])
@pytest.mark.parametrize("first", ["剑川县" + PLAIN, PLAIN])
@pytest.mark.parametrize("again", [True, False], ids=["headings again", "headings once"])
def test_a_title_over_a_second_table_names_its_unit(title: str, first: str, again: bool) -> None:
    lines = (first, 0, 1, 2, f"{title}整改进展情况表（2022年12月）", *((0,) if again else ()), 1, 2)
    (sheet,) = read(table(*lines))
    assert [row.text(Field.REGION) for row in sheet.rows] == ["剑川县", "剑川县", title, title]


TOPICS = [
    "第二轮",
    "大气",
    "洱海",
    "苍山",
    "照片",
    "未完成",
    "已销号",
    "滞后",
    "举一反三",
    "信访件",
    "警示片",
    "市直",
    "州住建局",
    "存疑",
    "验收",
    "乡镇街道",
]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_sheet_of_another_kind_beside_sheets_of_units_is_the_files(topic: str) -> None:
    for names, path, owner in (
        (["剑川县", topic], "剑川县.xlsx", "剑川县"),
        (["剑川县", "洱源县", topic], "大理州.xlsx", "大理白族自治州"),
    ):
        sheets = read(*(table(PLAIN, 0, 1, name=name) for name in names), path=path)
        assert whose(sheets[-1]) == owner
        assert said(*sheets) == []


@pytest.mark.parametrize("name", ["洱原", "耳源", "见川", "开发区", "上关镇"])
def test_a_slip_a_zone_or_a_town_beside_sheets_of_units_is_told(name: str) -> None:
    sheets = read(*(table(PLAIN, 0, 1, name=one) for one in ["剑川县", "洱源县", name]), path="大理州.xlsx")
    assert whose(sheets[-1]) == f"?{name}"


PLAIN_WORDS = [
    "开发区",
    "高新区",
    "东区",
    "矿区",
    "农业县",
    "产粮大县",
    "沿边县",
    "十二县",
    "第二轮剑川县",
    "剑川县和县直",
    "市和县",
]


@pytest.mark.parametrize("name", PLAIN_WORDS)
def test_words_that_end_like_a_unit_are_none(name: str) -> None:
    (sheet,) = read(table(PLAIN, 0, 1, name=name))
    assert (whose(sheet), said(sheet)) == ("剑川县", [])
    (sheet,) = read(table("剑川县" + PLAIN, 0, 1, name=name), path="12月.xlsx")
    assert (whose(sheet), said(sheet)) == ("剑川县", [])


@pytest.mark.parametrize(
    "title",
    [
        "十二县市整改进展情况表",
        "洱海流域县市整改进展表",
        "沿江县区整改情况表",
        "制糖大县整改情况表",
        "省州县整改清单",
        "红旗水库整改情况表",
        "乡镇和县直部门整改清单",
        "剑川县和县直部门整改进展情况表",
        "开发区环境问题整改台账",
        "大理州生态环境局剑川分局整改进展情况表",
        "州生态环境局剑川县分局整改进展情况表",
        "填报单位：大理白族自治州生态环境局剑川分局（盖章）",
        "云南省督察整改进展情况表",
        "大理州各县市整改进展情况表",
    ],
)
def test_titles_over_the_table_of_a_county_that_leave_it_its_own(title: str) -> None:
    (sheet,) = read(table(title, 0, 1, 2))
    assert (whose(sheet), said(sheet)) == ("剑川县", [])


@pytest.mark.parametrize(
    "title",
    [
        "大理经济技术开发区整改进展情况表",
        "大理产业集聚区整改清单",
        "洱原县区域整改进展情况表",
        "大理州开发区整改进展情况表",
        "填报单位：开发区",
    ],
)
def test_what_stands_behind_a_slip_does_not_hide_it(title: str) -> None:
    (sheet,) = read(table(title, 0, 1, 2))
    assert sheet.region is None
    assert said(sheet)[0].startswith("S105")


SEVERAL_SHORT = ["剑川、洱源", "剑川和洱源县", "弥渡及宾川"]


@pytest.mark.parametrize("name", ["洱县", "川县", *SEVERAL_SHORT])
def test_a_lost_character_and_several_short_names_are_told(name: str) -> None:
    for grid in (
        table(PLAIN, 0, 1, name=name),
        table(name + PLAIN, 0, 1),
        table(f"（{name}）整改进展情况表", 0, 1),
        table(PLAIN, f"填报单位：{name}", 0, 1),
        table(PLAIN, 0, name, 1),
    ):
        found = read(grid, path="剑川县.xlsx")
        assert [whose(part) for part in by_unit(found, within=DALI)] == [f"?{name}"]


@pytest.mark.parametrize(
    "line",
    [
        "整改进展情况表（洱原县）",
        "（洱原县）整改进展情况表",
        "填报单位：大理州生态环境局洱原县分局",
        "填报单位：大理州洱原",
    ],
)
def test_a_slip_in_brackets_and_in_the_branch_of_an_office_is_told(line: str) -> None:
    (sheet,) = read(table(line, 0, 1))
    assert whose(sheet).startswith("?洱原")
    assert said(sheet)[0].startswith("S105")


@pytest.mark.parametrize("line", ["县（市）整改进展情况表", "县道沿线整改表", "三县整改进展情况表", "邻县交界整改清单"])
@pytest.mark.parametrize("area", ["大理州", "绵阳市", "广安市", "桂林市"])
def test_short_words_that_end_in_a_county_are_none(line: str, area: str) -> None:
    assert named_in_line(line, NONE, find(area)) == (None, "")


def test_under_a_title_of_the_region_a_slip_of_the_sheet_is_not_the_files() -> None:
    (sheet,) = read(table("大理州" + PLAIN, 0, 1, name="洱原县"))
    assert whose(sheet) == "?洱原县"
    assert said(sheet)[0].startswith("S105")


@pytest.mark.parametrize("heading", ["县市", "县市名称", "所属县市", "责任县市", "州县", "旗县区"])
def test_columns_of_counties_and_cities_name_the_units_of_their_rows(heading: str) -> None:
    rows = [[PLAIN], [heading, *HEAD], ["剑川县", *entry(1)], ["洱源县", *entry(2)], ["洱原县", *entry(3)]]
    (sheet,) = read(Grid("Sheet1", rows, merged=(), **FACTS))  # type: ignore[arg-type]
    assert [row.text(Field.REGION) for row in sheet.rows] == ["剑川县", "洱源县", "洱原县"]
    assert "S105 地区“洱原县”不是已知的单位名称，是否指“洱源县”。" in said(sheet)


def test_a_hidden_column_that_names_several_units_is_told() -> None:
    rows = [[PLAIN], ["县市", *HEAD], ["剑川县", *entry(1)], ["洱源县", *entry(2)]]
    grid = Grid("Sheet1", rows, merged=(), **{**FACTS, "hidden_columns": frozenset({1})})  # type: ignore[arg-type]
    found = run(read(grid), Context(as_of=AS_OF), only=("S109",)).findings
    assert [one.cell for one in found] == ["A2"]

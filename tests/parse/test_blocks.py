from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_tools.core.records import Region
from xl_tools.core.regions import UnitList, expected_units, find
from xl_tools.parse.table.blocks import merge_texts, names_in, split_blocks, split_dates, split_texts

if TYPE_CHECKING:
    from pathlib import Path


def the(name: str) -> Region:
    region = find(name)
    assert region is not None
    return region


LISHUI = names_in(the("丽水市"))
ANYWHERE = names_in()


# --- cells that people wrote ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "松阳县",
        "松阳县：",
        "松阳县:",
        "  松阳县 ：",
        "松 阳 县：",
        "松阳：",
        "【松阳县】",
        "【松阳县】：",
        "[松阳县]",
        "一、松阳县：",
        "一、松阳县",
        "（一）松阳县",
        "(1) 松阳县：",
        "1.松阳县：",
        "2、松阳县",
        "丽水市松阳县：",
        "\u200b松阳县：",
    ],
)
def test_headings(heading: str) -> None:
    text = f"{heading}\n1.已开工。\n2.已验收。\n龙泉市：\n已关停4家。"
    assert split_blocks(text, LISHUI) == (("松阳县", "1.已开工。\n2.已验收。"), ("龙泉市", "已关停4家。"))


def test_text_behind_the_colon_belongs_to_the_block() -> None:
    text = "莲都区：排查12处，整改12处。\r\n另有1处在建。\r\n景宁：无新增问题。"
    assert split_blocks(text, LISHUI) == (
        ("莲都区", "排查12处，整改12处。\n另有1处在建。"),
        ("景宁畲族自治县", "无新增问题。"),
    )


def test_deadlines_one_line_each() -> None:
    text = "青田县\n2022年6月底前\n\n缙云县\n2023年12月底前\n"
    assert split_blocks(text, LISHUI) == (("青田县", "2022年6月底前"), ("缙云县", "2023年12月底前"))


def test_one_unit_alone_is_a_block() -> None:
    assert split_blocks("云和县：\n1.管网已修复3公里。", LISHUI) == (("云和县", "1.管网已修复3公里。"),)


def test_a_unit_without_text_has_an_empty_block() -> None:
    assert split_blocks("云和县：\n庆元县：\n已完成。", LISHUI) == (("云和县", ""), ("庆元县", "已完成。"))


def test_a_heading_may_stand_before_the_first_block() -> None:
    assert split_blocks("整改目标：\n\n松阳县：达标。\n龙泉市：达标。", LISHUI) == (
        ("松阳县", "达标。"),
        ("龙泉市", "达标。"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "1.开展排查。\n2.建立台账。",
        "1.开展排查。\n松阳县：已完成。\n2.建立台账。",
        "全市共排查83处。\n松阳县：已完成。\n龙泉市：已完成。",
        "已完成\n松阳县：12处。",
        "整改目标：达标。\n松阳县：已完成。",
        "1.松阳县新建污水处理设施3座，已投用。\n2.龙泉市关停4家。",
        "松阳县、龙泉市已完成整改。",
        "松阳县已完成整改，\n龙泉市已完成整改。",
        # numbered measures that name a county
        "1.松阳县：完成3家提升改造。\n2.加强日常监管。",
        "松阳县：\n完成3家。\n2.龙泉市：完成4家。",
        # a unit twice: goals of all units, then measures of all units
        "松阳县：达标。\n龙泉市：达标。\n整改措施：\n松阳县：改造3家。\n龙泉市：改造1座。",
        # text of several units, or of nobody known, must not go to the unit before it
        "松阳县：\n已完成。\n青田县、缙云县：\n正在办理。",
        "松阳县：已完成。\n市本级：已完成。",
        "松阳县：已完成。\n经开区：正在办理。",
        "松阳县：已完成。\n衢州市：已完成。",
        "松阳县：已完成。\n鼓楼区：已完成。",
        "松阳县（2家）：已完成。\n龙泉市（1家）：已完成。",
        "松阳县：已完成。\n龙泉市（1家）：已完成。",
        # a unit of another city
        "柯城区：已完成。\n江山市：已完成。",
        "松阳县：改造3家；龙泉市：改造1家。",
    ],
)
def test_not_split(text: str) -> None:
    assert split_blocks(text, LISHUI) == ()


@pytest.mark.parametrize(
    "text",
    [
        "松阳县：2021年12月底前\n龙泉市：2022年底，长期坚持",
        "松阳县：2021年12月底前；龙泉市：2022年底，长期坚持。",
        "松阳县2021年12月底前，龙泉市2022年底，长期坚持",
        "【松阳县】2021年12月底前\n【龙泉市】 2022年底，长期坚持",
        "1.松阳县：2021年12月底前；\n2.龙泉市：2022年底，长期坚持",
        "松阳县\n2021年12月底前\n龙泉市\n2022年底，长期坚持",
    ],
)
def test_dates_of_several_units(text: str) -> None:
    assert split_dates(text, LISHUI) == (("松阳县", "2021年12月底前"), ("龙泉市", "2022年底，长期坚持"))


@pytest.mark.parametrize(
    "text",
    [
        "松阳县2021年底，龙泉市2022年底，市本级2023年底",
        "松阳县：2021年底；龙泉市：2022年底；其余：2023年底",
        "松阳县2021年底，其余县2022年底",
        "青田县、遂昌县2023年6月底前，云和县2022年底",
        "总体2023年底，松阳县2021年底，龙泉市2022年底",
        "松阳县2021年底，松阳县2022年底",
    ],
)
def test_dates_that_are_not_surely_of_one_unit_each(text: str) -> None:
    assert split_dates(text, LISHUI) == ()


def test_sub_headings_stay_in_their_block() -> None:
    text = (
        "松阳县：\n整改目标：\n达标排放。\n整改措施：\n1.改造3家。\n（一）管网：\n修复。\n龙泉市：\n整改目标：\n达标。"
    )
    assert [unit for unit, _ in split_blocks(text, LISHUI)] == ["松阳县", "龙泉市"]
    assert split_blocks(text, LISHUI)[0][1].endswith("（一）管网：\n修复。")


def test_across_the_country_only_plain_names_count() -> None:
    assert split_blocks("松阳县：好。\n随县：好。", ANYWHERE) == (("松阳县", "好。"), ("随县", "好。"))
    assert split_blocks("平安：好。\n和平：好。", ANYWHERE) == ()
    assert split_blocks("朝阳区：好。\n海淀区：好。", ANYWHERE) == ()
    assert len(split_blocks("朝阳区：好。\n海淀区：好。", names_in(the("北京市")))) == 2


def test_a_zone_of_the_unit_list_is_a_unit() -> None:
    units = UnitList.from_rows([["单位", "所属市"], ["丽水经济技术开发区", "丽水市"]])
    text = "莲都区：已完成。\n经开区：正在办理。"
    assert split_blocks(text, names_in(the("丽水市"), units)) == (
        ("莲都区", "已完成。"),
        ("丽水经济技术开发区", "正在办理。"),
    )


def test_a_province_cell_is_split_by_cities_and_the_county_blocks_stay_inside() -> None:
    inner = merge_texts({"莲都区": "已完成。", "松阳县": "1.改造3家。"})
    cell = merge_texts({"丽水市": inner, "衢州市": "柯城区：\n已完成。"})
    cities = names_in(the("浙江省"))
    assert split_blocks(cell, cities) == (("丽水市", inner), ("衢州市", "柯城区：\n已完成。"))
    assert split_blocks(inner, LISHUI) == (("莲都区", "已完成。"), ("松阳县", "1.改造3家。"))
    # a county of another city in a city's block
    assert split_blocks("丽水市：\n柯城区：\n已完成。", cities) == ()


def test_the_real_table_of_lishui(city_table: Path) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(city_table)
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    for names in (LISHUI, ANYWHERE):
        split = {
            (row, column): [unit for unit, _ in blocks]
            for row, cells in enumerate(rows, start=1)
            for column, cell in zip("ABCDEFG", cells, strict=True)
            if (blocks := split_blocks(str(cell), names))
        }
        assert split == {(6, column): ["松阳县", "龙泉市"] for column in "DEF"}
    assert [text for _, text in split_blocks(str(rows[5][4]), LISHUI)] == ["2021年12月底前", "2021年12月底前"]
    assert split_blocks(str(rows[5][3]), LISHUI)[1][1].startswith("整改目标：")


@given(
    st.text()
    | st.text(alphabet="松阳县龙泉市：:\n\r 、12.一（）【】\u2060")
    | st.from_regex(r"(松阳县|龙泉市)[：:]?\n.{0,9}")
)
def test_any_text_is_taken(text: str) -> None:
    blocks = split_blocks(text, LISHUI)
    assert all(unit in {"松阳县", "龙泉市"} or LISHUI(unit) == unit for unit, _ in blocks)
    if "\u2060" not in text:
        assert all(part in text.replace("\r\n", "\n") for _, part in blocks)


# --- merged cells ---------------------------------------------------------------------------------


def test_a_merged_cell_reads_well() -> None:
    merged = merge_texts({"松阳县": "1.已改造3家。\n2.已验收。", "龙泉市": "已关停4家。"})
    assert merged == "松阳县：\n1.已改造3家。\n2.已验收。\n龙泉市：\n已关停4家。"
    assert split_texts(merged, ["龙泉市", "松阳县"]) == {"松阳县": "1.已改造3家。\n2.已验收。", "龙泉市": "已关停4家。"}


def test_ordinary_headings_get_no_mark() -> None:
    text = "整改目标：\n达标。\n青田县：\n不相干。"
    assert merge_texts({"松阳县": text}) == f"松阳县：\n{text}"


@pytest.mark.parametrize(
    "line",
    [
        "龙泉市：",
        "松阳县：",
        "龙泉市",
        "【龙泉市】",
        "一、龙泉市：已完成",
        "龙泉市:已完成",
        " 龙泉市 ：",
        "2.龙泉市：好",
    ],
)
def test_a_text_cannot_pass_for_the_block_of_another_unit(line: str) -> None:
    parts = {"松阳县": f"开头。\n{line}\n结尾。", "龙泉市": line}
    merged = merge_texts(parts)
    assert f"\u2060{line}" in merged
    assert split_texts(merged, parts) == parts
    assert split_blocks(merged, LISHUI) == tuple((unit, text.strip()) for unit, text in parts.items())


def test_nor_for_the_block_of_a_unit_that_has_not_reported() -> None:
    parts = {"松阳县": "好。\n云和县：\n已完成。"}
    everyone = [unit.name for unit in expected_units(the("丽水市"))]
    merged = merge_texts(parts, also=everyone)
    assert split_texts(merged, everyone) == parts
    assert split_blocks(merged, LISHUI) == (("松阳县", parts["松阳县"]),)


@pytest.mark.parametrize(
    "merged", ["", "已完成。", "前言\n松阳县：\n已完成。", "松阳县：\n一\n松阳县：\n二", "松阳县：已完成。"]
)
def test_what_was_not_merged_so_gives_nothing(merged: str) -> None:
    assert split_texts(merged, ["松阳县"]) == {}


def test_nothing_merged() -> None:
    assert merge_texts({}) == ""
    assert split_texts("", []) == {}


def test_a_last_line_end_that_was_cut_loses_no_block() -> None:
    merged = merge_texts({"松阳县": "已完成。", "龙泉市": ""})
    assert split_texts(merged.removesuffix("\n"), ["松阳县", "龙泉市"]) == {"松阳县": "已完成。", "龙泉市": ""}


UNITS = ("松阳县", "龙泉市", "丽水经济技术开发区", "市直（本级）", "一、示范园")
LINES = st.one_of(
    st.builds(
        "".join,
        st.tuples(
            st.sampled_from(["", "", "\u2060", "\u2060\u2060", " ", "\t", "\u200b", " \u2060"]),
            st.sampled_from(["", "", "一、", "（一）", "1.", "【"]),
            st.sampled_from([*UNITS, "云和县", "整改措施", ""]),
            st.sampled_from(["", "（2家）", "】", " "]),
            st.sampled_from(["", "：", "：", ":", "：已完成", "：\u2060"]),
            st.sampled_from(["", "", "\r", " ", "\u2060", "\u2028", "\v"]),
        ),
    ),
    st.text(max_size=12),
)
TEXTS = st.one_of(st.text(), st.lists(LINES, max_size=6).map("\n".join), st.lists(LINES, max_size=6).map("\r\n".join))


@given(st.permutations(UNITS), st.lists(TEXTS, max_size=len(UNITS)))
def test_split_is_the_inverse_of_merge(order: list[str], texts: list[str]) -> None:
    parts = dict(zip(order, texts, strict=False))
    assert list(split_texts(merge_texts(parts), parts).items()) == list(parts.items())
    assert split_texts(merge_texts(parts, also=UNITS), UNITS) == parts


@given(st.lists(TEXTS, min_size=2, max_size=2), st.lists(TEXTS, min_size=2, max_size=2))
def test_cities_hold_counties(first: list[str], second: list[str]) -> None:
    counties = [
        dict(zip(["莲都区", "松阳县"], first, strict=True)),
        dict(zip(["柯城区", "江山市"], second, strict=True)),
    ]
    cities = dict(zip(["丽水市", "衢州市"], map(merge_texts, counties), strict=True))
    back = split_texts(merge_texts(cities), cities)
    assert [split_texts(back["丽水市"], counties[0]), split_texts(back["衢州市"], counties[1])] == counties


def test_a_whole_province_merges_and_comes_apart_again() -> None:
    cities = expected_units(the("浙江省"))
    counties = [county.name for city in cities for county in expected_units(city)]
    dice = random.Random(8)
    line = "3.工程自2021年3月开工，累计完成投资1200万元，管网已修复17公里，出水水质稳定达标。\n整改措施：\n"
    texts = [(line * 80)[: dice.randint(300, 3000)] for _ in range(200)]
    tasks = [{county: dice.choice(texts) for county in counties} for _ in range(60)]
    merged = [merge_texts(parts) for parts in tasks]
    assert [split_texts(cell, counties) for cell in merged] == tasks


@pytest.mark.parametrize(
    "text",
    [
        "2021年12月底前（松阳县）、2022年底，长期坚持（龙泉市）",
        "2021年12月底前(松阳县);2022年底，长期坚持(龙泉市)。",
        "２０２１年12月底前（松阳县）2022年底，长期坚持（龙泉市）",
    ],
)
def test_dates_with_their_units_behind(text: str) -> None:
    first, second = split_dates(text, LISHUI)
    assert (first[0], second) == ("松阳县", ("龙泉市", "2022年底，长期坚持"))

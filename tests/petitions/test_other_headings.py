"""Public lists whose headings are put together otherwise: read all the same, each column as what it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.petitions.test_adding import book
from xl_tools.app.check import check
from xl_tools.app.petition_reading import read_petitions

DAY = date(2024, 5, 20)
TITLE = "第三批群众信访举报转办和边督边改公开情况一览表（2024年5月10日）"
NONE = "-"
"""A heading of a table for which there is no column."""

# Heading, the column that it is, what stands under it.
LISTS: list[list[tuple[str, str, object]]] = [
    [
        ("序号", "serial", 1),
        ("信访件受理编码", "code", "D3ZJ202405070001"),
        ("群众反映的主要问题", "complaint", "沙场洗砂水流进小溪"),
        ("所属县（市、区）", "region", "青田县"),
        ("涉及污染类别", "types", "水"),
        ("现场核查情况", "inquiry", "经查，沙场有沉淀池"),
        ("是否属实", "verdict", "属实"),
        ("整改落实情况", "handling", "已清理"),
        ("追责问责", "accounted", "无"),
        ("办结状态", "settled", "已办结"),
    ],
    [
        ("编号", "serial", 1),
        ("举报件受理号", "code", "D3ZJ202405070001"),
        ("信访反映情况", "complaint", "沙场洗砂水流进小溪"),
        ("属地县区", "region", "青田县"),
        ("环境要素", "types", "水"),
        ("调查核实结论", "inquiry", "经查，沙场有沉淀池"),
        ("属实情况", "verdict", "部分属实"),
        ("处理整改落实情况", "handling", "已清理"),
        ("责任追究", "accounted", "无"),
        ("是否办结", "settled", "是"),
    ],
    [
        ("序号", "serial", 1),
        ("案件受理编号", "code", "D3ZJ202405070001"),
        ("交办件基本情况", "complaint", "沙场洗砂水流进小溪"),
        ("行政区", "region", "青田县"),
        ("问题类型", "types", "水、噪声"),
        ("核查核实情况", "inquiry", "经查"),
        ("属实与否", "verdict", "基本属实"),
        ("整改处理情况", "handling", "已清理"),
        ("问责处理情况", "accounted", "无"),
        ("进展状态", "settled", "阶段性办结"),
    ],
    [
        ("序号", "serial", 1),
        ("转办编号", "code", "D3ZJ202405070001"),
        ("反映问题概述", "complaint", "沙场洗砂水流进小溪"),
        ("区县（功能区）", "region", "青田县"),
        ("污染种类", "types", "水"),
        ("调查情况说明", "inquiry", "经查"),
        ("核实是否属实", "verdict", "不属实"),
        ("查处及整改情况", "handling", "无需整改"),
        ("责任人处理", "accounted", "无"),
        ("办理进展", "settled", "已办结"),
    ],
    [
        ("序号", "serial", 1),
        ("信访举报件编号", "code", "D3ZJ202405070001"),
        ("来电来信内容摘要", "complaint", "沙场洗砂水流进小溪"),
        ("地市/县区", "region", "青田县"),
        ("类别（水/气/声/渣）", "types", "水"),
        ("县区调查核实情况", "inquiry", "经查"),
        ("是否属实（是/否/部分）", "verdict", "部分"),
        ("县区处理和整改情况", "handling", "已清理"),
        ("问责人数", "blamed", 0),
        ("办结情况（已办结/阶段性办结/未办结）", "settled", "已办结"),
    ],
    [
        ("序号", "serial", 1),
        ("举报编号", "code", "D3ZJ202405070001"),
        ("举报问题（原文）", "complaint", "沙场洗砂水流进小溪"),
        ("被举报单位所在地", "region", "青田县"),
        ("主要污染类型", "types", "水"),
        ("核查属实情况", "-", "经查"),
        ("举报问题是否属实", "verdict", "是"),
        ("办理落实情况", "handling", "已清理"),
        ("对责任人处理情况", "accounted", "无"),
        ("是否办结（是/否）", "settled", "是"),
    ],
    [
        ("批次", "batch", "第三批"),
        ("序号", "serial", 1),
        ("交办编码", "code", "D3ZJ202405070001"),
        ("投诉举报内容", "complaint", "沙场洗砂水流进小溪"),
        ("所在县（市、区）", "region", "青田县"),
        ("污染问题类型", "types", "水"),
        ("核查结果及结论", "inquiry", "经查"),
        ("是否属实", "verdict", "属实"),
        ("整改措施及落实情况", "handling", "已清理"),
        ("领导包案", "leader", "张副县长"),
        ("办结时间", "done_on", "2024年5月20日"),
    ],
    [
        ("序号", "serial", 1),
        ("受理编号", "code", "D3ZJ202405070001"),
        ("重点关注", "key", "★"),
        ("交办问题基本情况", "complaint", "沙场洗砂水流进小溪"),
        ("责任县（市、区）", "region", "青田县"),
        ("污染类型", "types", "水"),
        ("调查核实情况", "inquiry", "经查"),
        ("是否属实", "verdict", "属实"),
        ("处理情况", "handling", "已责令停产"),
        ("整改情况", "-", "已清理"),
        ("问责情况", "accounted", "无"),
        ("办结情况", "settled", "已办结"),
    ],
    [
        ("序号", "serial", 1),
        ("信访编号", "code", "D3ZJ202405070001"),
        ("信访事项内容", "complaint", "沙场洗砂水流进小溪"),
        ("事发地", "region", "青田县"),
        ("要素类型", "types", "水"),
        ("承办单位核查情况", "inquiry", "经查"),
        ("真实性判定", "verdict", "属实"),
        ("承办单位办理情况", "handling", "已清理"),
        ("追责情况", "accounted", "无"),
        ("结案情况", "settled", "已结案"),
    ],
    [
        ("序号", "serial", 1),
        ("受理编号\n（加*为重点）", "code", "D3ZJ202405070001"),
        ("交办问题\n基本情况", "complaint", "沙场洗砂水流进小溪"),
        ("行政\n区域", "region", "青田县"),
        ("污染\n类型", "types", "水"),
        ("调查核\n实情况", "inquiry", "经查"),
        ("是否\n属实", "verdict", "属实"),
        ("处理和\n整改情况", "handling", "已清理"),
        ("责任人被\n处理情况", "accounted", "无"),
        ("办结\n情况", "settled", "已办结"),
    ],
    [
        ("流水号", "serial", 1),
        ("交办单号", "code", "D3ZJ202405070001"),
        ("环境问题描述", "complaint", "沙场洗砂水流进小溪"),
        ("承办地区", "region", "青田县"),
        ("污染要素", "types", "水"),
        ("调查情况", "inquiry", "经查"),
        ("是否属实", "verdict", "属实"),
        ("整改措施及完成情况", "handling", "已清理"),
        ("追责情况", "accounted", "无"),
        ("办结情况", "settled", "已办结"),
    ],
]


@pytest.mark.parametrize("table", LISTS, ids=lambda table: table[2][0].split()[0])
def test_a_list_with_other_headings_is_read(tmp_path: Path, table: list[tuple[str, str, object]]) -> None:
    headings, _, cells = zip(*table, strict=True)
    path = book(tmp_path / "一览表.xlsx", headings, cells, sheet="Sheet1", title=TITLE)
    (sheet,) = check([path], as_of=DAY).files[0].sheets
    assert sheet.form == "petition"
    assert {heading: column for heading, column, _ in table if column != NONE and column not in sheet.columns} == {}
    (petition,) = read_petitions(path, as_of=DAY)
    assert (petition.code, petition.batch) == ("D3ZJ202405070001", 3)
    assert petition.types
    assert petition.verdict
    assert petition.settled or "done_on" in sheet.columns


@pytest.mark.parametrize(
    "heading",
    [
        "举报人情况",
        "责任人",
        "联系电话",
        "交办时间",
        "整改时限",
        "办结时限",
        "举报方式",
        "信访科室",
        "处理意见",
        "污染源名称",
        "所在地址",
    ],
)
def test_other_headings_are_none_of_these(tmp_path: Path, heading: str) -> None:
    """What is put together of other words stays what it was."""
    head = ("受理编号", "交办问题基本情况", "是否属实", "办结情况", heading)
    path = book(tmp_path / "表.xlsx", head, ("D3ZJ202405070001", "沙场洗砂水流进小溪", "属实", "已办结", "某某"))
    (sheet,) = check([path], as_of=DAY).files[0].sheets
    taken = {name for name, letter in sheet.columns.items() if letter == "E"}
    assert not taken & {
        "code",
        "complaint",
        "region",
        "types",
        "inquiry",
        "verdict",
        "handling",
        "accounted",
        "settled",
    }


def test_a_row_under_headings_of_which_one_is_known_is_no_second_heading(tmp_path: Path) -> None:
    """What the table is about stands under a heading that is not known: its first petition is none of its headings."""
    head = ("甲", "受理编号", "乙", "辖区", "污染要素", "整改落实情况", "丙", "办结情况")
    row = (1, "D3ZJ202405070001", "沙场洗砂水流进小溪", "青田县", "水", "已清理", "属实", "已办结")
    (sheet,) = check([book(tmp_path / "表.xlsx", head, row, title=TITLE)], as_of=DAY).files[0].sheets
    assert [found.row for found in sheet.rows] == [sheet.header_row + 1]

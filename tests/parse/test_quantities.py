"""Numbers with units, magnitudes and limits; and what only looks like a quantity."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_tools.parse.figures.quantities import find_quantities


def read(text: str) -> list[tuple[str, str]]:
    return [(f"{quantity.value.normalize():f}", quantity.unit) for quantity in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("已整改83个", "83", "个"),
        ("投资2000万元", "20000000", "元"),
        ("投资2000万", "20000000", ""),
        ("１．２亿元", "120000000", "元"),
        ("资金1,255.2万元", "12552000", "元"),
        ("推广配方肥4.22万吨", "42200", "吨"),
        ("面积23.63万亩", "236300", "亩"),
        ("水量7.73亿立方米", "773000000", "立方米"),
        ("管网１７０４０米", "17040", "米"),
        ("浓度98.2毫克/升", "98.2", "毫克/升"),
        ("浓度98.2mg/L", "98.2", "毫克/升"),
        ("规模500吨／天", "500", "吨/天"),
        ("能力10万吨/日", "100000", "吨/天"),
        ("装机75万千瓦", "750000", "千瓦"),
        ("长度5千米", "5", "公里"),
        ("完成104.1％", "104.1", "%"),
        ("百分之八十三点五", "83.5", "%"),
        ("百分之90", "90", "%"),
        ("提高5个百分点", "5", "个百分点"),
        ("超标160倍", "160", "倍"),
        ("问题十二个", "12", "个"),
        ("两千万元", "20000000", "元"),
        ("三万五千亩", "35000", "亩"),
        ("检查 1 200 家次", "1200", "家次"),
        ("附件3 21家", "21", "家"),
        ("共３ ５ 个", "35", "个"),
        ("能耗5万吨标准煤", "50000", "吨标准煤"),
        ("占83\ue0103%", "83.3", "%"),
        ("3.21家企业", "21", "家"),
        ("COD98毫克/升", "98", "毫克/升"),
        ("其中A40个", "40", "个"),
    ],
)
def test_value_and_unit(text: str, value: str, unit: str) -> None:
    assert read(text) == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "2021年12月底前",
        "2022年",
        "12月7日8:30",
        "2021.12.30",
        "第16项",
        "第十六项、第7、8项",
        "3.加强监管",
        "GB13456-2012表2",
        "〔2022〕3号",
        "12345热线",
        "PM2.5和O3",
        "3个月内，15个工作日",
        "整改一个、销号一个",
        "三四个",
        "数十家",
        "二〇二一年",
        "三分之二",
        "二期、三级",
        "12.3.4万元",
        "1,23,4个",
        "TC20台",
        "“五个决不放过”",
        "",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("2000个以上", "min"),
        ("不少于5家", "min"),
        ("超过30处", "min"),
        ("不超过30处", "max"),
        ("小于35mg/L", "max"),
        ("2蒸吨/小时及以下", "max"),
        ("约1000亩", "about"),
        ("116万余平方米", "about"),
        ("三十多个", "about"),
        ("近20%", "about"),
        ("不足5000亩", "about"),
        ("3%-5%", "about"),
        ("83个", ""),
        ("达到90%", ""),
    ],
)
def test_limits_and_rounded_numbers(text: str, bound: str) -> None:
    assert {quantity.bound for quantity in find_quantities(text)} == {bound}


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("共排查发现非正规堆放点83个", "非正规堆放点"),
        ("21家企业", "企业"),
        ("36个“两高”项目中", "两高项目"),
        ("已完成整改83个", ""),
        ("培育服务组织39家", "服务组织"),
    ],
)
def test_what_is_counted(text: str, noun: str) -> None:
    assert find_quantities(text)[0].noun == noun


def test_measures_compare_in_their_base_unit() -> None:
    kilometres, metres = find_quantities("10公里，10000米")
    assert kilometres.base == metres.base == ("length", Decimal(10000))
    assert (kilometres.counted, find_quantities("10个")[0].counted) == (False, True)


def test_a_lost_decimal_point_is_restored_and_said() -> None:
    lost, kept = find_quantities("达到93\ue01034%，占83.\ue0103%")
    assert (lost.value, lost.damaged) == (Decimal("93.34"), True)
    assert (kept.value, kept.damaged) == (Decimal("83.3"), False)


def test_a_symbol_font_bullet_behind_the_number_of_an_item_is_no_part_of_what_it_counts() -> None:
    (found,) = find_quantities("措施：\n1.\uf0b75人到岗")
    assert (found.value, found.raw, found.damaged) == (5, "5人", False)


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*"019.,，万亿个家%％ \ue010十百千二第—-/", "万元", "吨/日"]), max_size=40).map("".join)
)
def test_any_text_gives_true_places(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert text[slice(*quantity.span)] == quantity.raw
        assert quantity.span[0] >= end
        assert quantity.value >= 0
        end = quantity.span[1]

"""The quick look leaves nothing out that the full reading would complain about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from xl_tools.parse.figures.claims import impossible_percentages, read_figures, restated, totals, unreadable_numbers
from xl_tools.parse.figures.doubt import (
    doubtful_parts,
    may_be_impossible,
    may_be_unreadable,
    may_have_fallen,
    target_parts,
)

CORPUS = [
    line.partition("\t")[0]
    for line in (ROOT / "tests" / "corpus" / "figures.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def wrong(text: str) -> set[tuple[str, str]]:
    return {(claim.kind, claim.expression) for claim in read_figures(text) if not claim.holds}


def quickly(text: str) -> set[tuple[str, str]]:
    return {found for part in doubtful_parts(text) for found in wrong(part)}


@pytest.mark.parametrize("text", CORPUS)
def test_every_wrong_claim_of_the_corpus_is_seen(text: str) -> None:
    assert quickly(text) == wrong(text)
    assert may_be_impossible(text) or not impossible_percentages(text)
    assert may_be_unreadable(text) or not unreadable_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "共排查发现问题12个。目前已整改15个。",
        "共排查发现问题12个，\n已整改15个。",
        "矿山12座。\n其中复绿7座、转型3座、关闭1座。",
        "共排查发现问题１２个，已整改１５个。",
        "问题点位共两个，已整改三个。",
        "排查堤段2公里，已完成整治3公里。",
        "县级300万元、镇级200万元、企业500万元，合计1200万元。",
        "应装80家，已安装60家，安装率85%。",
    ],
)
def test_a_wrong_claim_is_seen_however_it_stands(text: str) -> None:
    around = f"1.前期走访村庄3个，建档{text}\n2.公示期满，资料归档。"
    assert wrong(text)
    assert quickly(text) == wrong(text)
    assert quickly(around) >= wrong(around)


_PIECES = [
    *(
        "共排查",
        "发现",
        "问题",
        "已整改",
        "完成",
        "其中",
        "剩余",
        "合计",
        "占",
        "率",
        "任务数",
        "的",
        "分别",
        "县级",
        "、",
    ),
    *(
        "12个",
        "9个",
        "15个",
        "三个",
        "8公里",
        "500米",
        "2.5公里",
        "30%",
        "118%",
        "118.5%",
        "9334%",
        "1,23,4个",
        "12.3.4万元",
    ),
    *("，", "。", "；", "\n", "：", "（", "）", " ", "２０个", "XX家", "2O个", "\u200b", "。其中"),
    *("百分之百", "百分之", "一百二十", "八十", "250", "A2O", "SO2", "NOx", "COD"),
    *("X", "O", "○", "〇", "l", "×", "_", "家"),
]


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
def test_numbers_that_cannot_be_are_never_left_out(text: str) -> None:
    assert may_be_impossible(text) or not impossible_percentages(text)
    assert may_be_unreadable(text) or not unreadable_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "扬尘“六个百分之百”落实，处置率百分之九十五。",
        "采用A2O+MBR工艺，COD 21.7毫克/升。",
        "SO2、NOx达标，完成VOCs治理。",
    ],
)
def test_names_and_a_whole_hundred_are_no_cause_to_read_a_text(text: str) -> None:
    assert not may_be_impossible(text)
    assert not may_be_unreadable(text)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join), st.text(max_size=30))
def test_it_never_fails(text: str, more: str) -> None:
    for said in (text, more, text + more):
        doubtful_parts(said)
        may_be_impossible(said)
        may_be_unreadable(said)
        list(target_parts(said))
        may_have_fallen(said, text)


@pytest.mark.parametrize(
    ("now", "before", "fallen"),
    [
        ("累计修复管网36公里。", "累计修复管网43公里。", True),
        ("累计修复管网43公里。", "累计修复管网36公里。", False),
        ("已完成整改18个。", "已完成整改二十个。", True),
        ("本月修复3公里。", "累计修复管网43公里。", False),
    ],
)
def test_cumulative_figures(now: str, before: str, fallen: bool) -> None:
    then = {key: quantity.value for key, quantity in totals(before)}
    surely = any(key in then and quantity.value < then[key] for key, quantity in totals(now))
    assert may_have_fallen(now, before) is fallen
    assert fallen or not surely


def test_a_target_of_the_plan() -> None:
    (part,) = target_parts("1.走访村庄3个。\n2.取土化验任务数1800个，布点结束。\n3.公示。")
    assert [claim.expression for claim in restated("完成取土化验2000个。", part)] == ["2000≠1800"]

"""Targets out of texts: nothing silently wrong; what is not sure goes to a person with its reason."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl_tools.books.file.reader import read_book
from xl_tools.data import load
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.parse.assessment.entries import Direction, direction_words
from xl_tools.parse.assessment.targets import split_targets, subject

GOLDEN = Path(__file__).with_name("targets-golden.tsv")
LEAST, MOST, HAND = Direction.AT_LEAST, Direction.AT_MOST, Direction.HAND


def read(text: str) -> list[tuple[str, str, Direction]]:
    return [
        ("" if target.quantity is None else str(target.quantity), target.unit, target.direction)
        for target in split_targets(text)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("新增光伏装机12万千瓦,新建充电桩320个。", [("12", "万千瓦", LEAST), ("320", "个", LEAST)]),
        ("填埋比例控制在6%以内", [("6", "%", MOST)]),
        ("尾矿点数量减少到7处", [("7", "处", MOST)]),
        ("尾矿点从9处减少到7处", [("7", "处", MOST)]),
        ("煤炭消费量压减至120万吨", [("120", "万吨", MOST)]),
        ("煤炭消费量压减30万吨", [("30", "万吨", LEAST)]),
        ("抽检不低于13次/万艘次", [("13", "次/万艘次", LEAST)]),
        ("超标天数不超过3次", [("3", "次", MOST)]),
        ("投诉率低于0.5%", [("0.5", "%", MOST)]),
        ("回收率达到百分之百", [("100", "%", LEAST)]),
        ("产能扩大2倍以上", [("2", "倍", LEAST)]),
        ("改造35台4蒸吨/小时及以下锅炉", [("35", "台", LEAST)]),
        ("扶持年产500吨以上企业6家", [("6", "家", LEAST)]),
        ("退出8条3000万块标砖/年以下生产线", [("8", "条", LEAST)]),
        ("清理25.5万亩以上、3.5万株以上的枯木", [("25.5", "万亩", LEAST), ("3.5", "万株", LEAST)]),
        ("培育1家“零碳集团”和3个“零碳街区(商圈)”", [("1", "家", LEAST), ("3", "个", LEAST)]),
        ("建成样板区9个、社区6个,覆盖率达70%", [("9", "个", LEAST), ("6", "个", LEAST), ("70", "%", LEAST)]),
        ("亩均产值、亩均税收增长6%", [("6", "%", LEAST), ("6", "%", LEAST)]),
        ("废水、废气处理率达到98%", [("98", "%", LEAST)]),
        ("市级和55%县区通过评估", [("", "", HAND), ("55", "%", LEAST)]),
        ("市级示范点和55%县区通过评估", [("55", "%", LEAST)]),
        ("由5%提高到8%", [("8", "%", LEAST)]),
        ("责任事故0起", [("0", "起", MOST)]),
        ("建成1,220个点位", [("1220", "个", LEAST)]),
        ("２０２４年底前完成３０个", [("30", "个", LEAST)]),
        ("二十个村完成改造", [("20", "个", LEAST)]),
    ],
)
def test_quantity_unit_and_direction(text: str, wanted: list[tuple[str, str, Direction]]) -> None:
    assert read(text) == wanted


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("持续做好日常监管。", "none"),
        ("推进“811”行动和“七个百分之百”全覆盖", "none"),
        ("产值翻一番", "none"),
        ("占比达到80%或较上年提高5个百分点以上", "alternatives"),
        ("建成甲类2个乙类3个", "several"),
        ("完成投资约20亿元", "about"),
        ("每县建成示范点2个", "each"),
        ("不发生3起以上事故", "negated"),
        ("培育企业3至5家", "unknown_unit"),
        ("新建驿站5趟", "unknown_unit"),
        ("控制用水总量7.73亿立方米", "unsure"),
    ],
)
def test_what_is_not_sure_goes_to_a_person_with_its_reason(text: str, why: str) -> None:
    (target,) = split_targets(text)
    assert (target.direction, target.quantity, target.why) == (HAND, None, why)
    assert why in load("targets")["why"]


def test_a_doubtful_part_does_not_spoil_the_others() -> None:
    targets = split_targets("处理率稳定在98%以上,占比达到80%或提高5个百分点,回用率19%以上。")
    assert [(target.quantity, target.direction) for target in targets] == [
        (Decimal(98), LEAST),
        (None, HAND),
        (Decimal(19), LEAST),
    ]


def test_sentences_without_a_number_can_be_a_target_of_their_own() -> None:
    text = "淘汰老旧车120辆。落实限行措施。"
    assert len(split_targets(text)) == 1
    rest = split_targets(text, rest_by_hand=True)[1]
    assert (rest.name, rest.direction, rest.why) == ("落实限行措施", HAND, "rest")


def test_names_keep_what_stands_in_quotation_marks() -> None:
    (target,) = split_targets("建成3个“二〇二四”样板")
    assert target.name == "建成3个“二〇二四”样板"


@given(
    st.text(
        alphabet="新建改造完成12305.%％,，、。；“”《》()控制在以内以上或和至百分之个家项万吨第年 \n\ue000", max_size=60
    )
)
def test_any_text_gives_targets_that_are_either_whole_or_by_hand(text: str) -> None:
    targets = split_targets(text)
    assert targets
    for target in targets:
        assert (target.direction is HAND) == (target.quantity is None) == bool(target.why)


def test_the_same_words_around_another_number_are_the_same_subject() -> None:
    assert subject("改造47台2蒸吨/小时锅炉") == subject("改造 45 台2蒸吨/小时锅炉。") != subject("淘汰47台锅炉")


def test_every_direction_has_its_words() -> None:
    assert set(direction_words().values()) == set(Direction)
    assert all(direction_words()[direction.label] is direction for direction in Direction)


def test_the_golden_table_of_the_real_task_book(shared: Path) -> None:
    """Reviewed by a person, number by number; item numbers only, no sentences. 95 % must be right: all are."""
    wanted: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    with GOLDEN.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            wanted[int(row["item"])].append((row["quantity"], row["unit"], row["direction"]))
    book = read_assessment(read_book(shared / "cases" / "lishui-assessment-2024.xlsx"))
    assert book is not None
    assert len(book.items) == len(wanted) == 164
    for number, item in enumerate(book.items, 1):
        split = [("" if t.quantity is None else str(t.quantity), t.unit, str(t.direction)) for t in item.targets]
        assert split == wanted[number], number

"""Folding and Chinese numerals."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl_tools.core.text import CHINESE_NUMERALS, chinese_number, fold, shortened, some_of, squeeze


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("２０２１．６，ＡＢ％", "2021.6,AB%"),
        ("（一）目标：“完成”——～", '(一)目标:"完成"--~'),
        ("一、完成。", "一、完成。"),
        ("\u3000a\u00a0 \t b\u200b\ufeffc ", "a bc"),
        ("一行 \r\n 二行\v三行\u2028四行_x000D_五行", "一行\n二行\n三行\n四行\n五行"),
        ("已完成[bookmark: _GoBack]。", "已完成。"),
        ("\uf0fe已完成\uf0a8", "已完成"),
        ("①2021年⑪项㉑", "(1)2021年(11)项(21)"),
        ("⒈整改⑵", "1.整改(2)"),
        ("⽉⼀㎡", "月一m2"),
        ("\ud83d坏的", "坏的"),
        ("abc123", "abc123"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_squeeze_takes_all_spaces() -> None:
    assert squeeze("２０２１ 年\n 12\u3000月") == "2021年12月"


@settings(max_examples=300)
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_fold_takes_any_text_and_is_done_after_once(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert squeeze(once) == squeeze(text)
    assert not any(char.isspace() and char not in " \n" for char in once)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Co") and char != "\n" for char in once)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十一", 11),
        ("二十", 20),
        ("九十九", 99),
        ("一百零三", 103),
        ("一百一十", 110),
        ("一千二百", 1200),
        ("两千", 2000),
        ("一万二千", 12000),
        ("廿", 20),
        ("廿一", 21),
        ("卅", 30),
        ("拾壹", 11),
        ("贰拾", 20),
        ("〇", 0),
        ("零", 0),
        ("二〇二一", 2021),
        ("二○二一", 2021),
        ("二O二一", 2021),
        ("二零二一", 2021),
        ("⑪", 11),
        ("①", 1),
        ("㈠", 1),
        ("(11)", 11),
        ("（十一）", 11),
        ("２１", 21),
        ("21", 21),
        ("0021", 21),
        ("1.", 1),
        (" 十 一 ", 11),
    ],
)
def test_chinese_number(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "第三",
        "十一、",
        "五十十",
        "十二十",
        "三三十",
        "百",
        "万",
        "○",
        "O",
        "1.5",
        "-1",
        "一个",
        "123456789",
        "abc",
        "½",
    ],
)
def test_what_is_not_one_number(text: str) -> None:
    assert chinese_number(text) is None


_DIGITS = "零一二三四五六七八九"


def spelt(number: int) -> str:
    """The numeral as it is written in documents, 1 to 9999."""
    text, zero = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if zero and text else "") + _DIGITS[digit] + unit
        zero = not digit
    return text.removeprefix("一") if text.startswith("一十") else text


@pytest.mark.parametrize("number", [*range(1, 130), 200, 305, 999, 1001, 1010, 2030, 9999])
def test_every_numeral_is_read_back(number: int) -> None:
    assert chinese_number(spelt(number)) == number


@settings(max_examples=200)
@given(st.one_of(st.text(), st.text(alphabet=CHINESE_NUMERALS)))
def test_any_text_is_a_number_or_none(text: str) -> None:
    number = chinese_number(text)
    assert number is None or 0 <= number < 10**8


def test_a_long_text_is_cut_to_what_a_message_has_room_for() -> None:
    assert shortened("河道\n采砂  点", 6) == "河道 采砂…"
    assert shortened("河道采砂点越", 6) == "河道采砂点越"


def test_of_many_names_the_first_are_told_and_how_many_there_are() -> None:
    assert some_of([]) == ""
    assert some_of(list("甲乙丙丁戊己")) == "甲、乙、丙、丁、戊、己"
    assert some_of(list("甲乙丙丁戊己庚")) == "甲、乙、丙、丁、戊、己等7个"
    assert some_of(["甲", "乙", "丙"], 2, "项") == "甲、乙等3项"

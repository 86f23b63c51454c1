from __future__ import annotations

from datetime import date

import pytest

from xl_tools.rules.registry import finding
from xl_tools.rules.templates import excerpt, fill, quote_limit, quoted


def test_a_missing_value_raises() -> None:
    with pytest.raises(KeyError, match=r"T303: .*ticked"):
        finding("T303")


def test_a_value_too_many_raises() -> None:
    with pytest.raises(KeyError, match=r"T301: .*ticked"):
        finding("T301", ticked="“已完成”")


def test_an_unknown_code_raises() -> None:
    with pytest.raises(KeyError):
        finding("T399")


def test_dates_and_lists_are_put_in_words() -> None:
    values = {"day": date(2022, 3, 1), "units": ["松阳县", "龙泉市"]}
    assert fill("{day}：{units}", values) == "2022年3月1日：松阳县、龙泉市"


def test_a_quoted_text_stands_on_one_line_and_is_cut() -> None:
    assert quoted("一、\n已完成。 \r\n二") == "一、 已完成。 二"
    assert quoted("整" * quote_limit()) == "整" * quote_limit()
    long = quoted("整" * 5000)
    assert len(long) == quote_limit()
    assert long.endswith("整…")


def test_braces_in_a_cell_are_only_text() -> None:
    made = finding("M209", heading="目前进展", text="{0.__class__}")
    assert "{0.__class__}" in made.message


def test_an_excerpt_keeps_what_it_is_about() -> None:
    text = "前" * 100 + "正在施工" + "后" * 100
    part = excerpt(text, 100, 104)
    assert "正在施工" in part
    assert part.startswith("…前")
    assert part.endswith("后…")
    assert len(part) <= quote_limit() + 2
    assert excerpt("正在施工", 0, 4) == "正在施工"

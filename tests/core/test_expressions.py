"""An expression that is compiled when first used does what the compiled one does."""

from __future__ import annotations

import re

import pytest

from xl_tools.core import expressions
from xl_tools.core.expressions import expression


def test_it_is_compiled_once_and_not_before_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    real = re.compile

    def compile_(pattern: str, flags: int) -> re.Pattern[str]:
        compiled.append(pattern)
        return real(pattern, flags)

    monkeypatch.setattr(expressions.re, "compile", compile_)
    year = expression(r"\d{4}年")
    assert (year.pattern, compiled) == (r"\d{4}年", [])
    assert year.search("在2022年")
    assert not year.match("在2022年")
    assert year.sub("", "2022年底") == "底"
    assert compiled == [year.pattern]


@pytest.mark.parametrize("name", [name for name in dir(re.Pattern) if not name.startswith("_")])
def test_it_has_all_that_a_compiled_one_has(name: str) -> None:
    own, compiled = getattr(expression("(?P<a>X)", re.I), name), getattr(re.compile("(?P<a>X)", re.I), name)
    if callable(compiled):
        assert own.__name__ == compiled.__name__ == name
    else:
        assert own == compiled


def test_an_expression_of_bytes() -> None:
    assert expression(rb"\d+").findall(b"1a22") == [b"1", b"22"]


def test_one_that_waits_for_its_words_takes_what_a_compiled_one_takes() -> None:
    """Methods with more than the text, by place and by name, before and after the words are met."""
    pattern = next(iter(expressions._listed()))
    assert isinstance(pattern, str)
    real = re.compile(pattern)
    for text in ("", "a b", "甲乙"):
        waiting = expression(pattern)
        assert waiting.sub("-", text, count=1) == real.sub("-", text, count=1)
        assert waiting.split(text, maxsplit=1) == real.split(text, maxsplit=1)
        assert bool(waiting.search(text, 1)) == bool(real.search(text, 1))

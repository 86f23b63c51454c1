"""An expression that is compiled when first used does what the compiled one does."""

from __future__ import annotations

import re
from random import Random

import pytest

from xl_tools.core import expressions
from xl_tools.core.expressions import expression, quick_to_compile


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


@pytest.mark.parametrize(
    ("written", "compiled"),
    [
        ("人(?![民大才])", r"人(?!(?:民|大|才|[^\s\S]))"),
        ("a[一二三]{1,3}(?<=[底末终])", r"a(?:一|二|三|[^\s\S]){1,3}(?<=(?:底|末|终|[^\s\S]))"),
        ("[一二三]a", "[一二三]a"),
        ("(?:([一二三])a", "(?:([一二三])a"),
        ("a[一二三]+b[一二三]*+", "a[一二三]+b[一二三]*+"),
        (r"a\[一二三][]一二三][^一二三][一-三]", r"a\[一二三][]一二三][^一二三][一-三]"),
        ("a[(【[〔「『][一二]", "a[(【[〔「『][一二]"),
    ],
)
def test_small_sets_are_compiled_as_alternatives(written: str, compiled: str) -> None:
    assert quick_to_compile(written) == compiled


def test_alternatives_match_what_their_sets_match() -> None:
    """Every listed expression, in texts of its own signs and of any."""
    random = Random(3)
    changed = [one for one in expressions._listed() if isinstance(one, str) and quick_to_compile(one) != one]
    assert len(changed) > 20
    for pattern in changed:
        real, quick = re.compile(pattern), re.compile(quick_to_compile(pattern))
        for _ in range(100):
            signs = random.choices(pattern, k=30) + [chr(random.randrange(0xD800)) for _ in range(3)]
            text = "".join(random.sample(signs, len(signs)))
            assert [(one.span(), one.groups()) for one in quick.finditer(text)] == [
                (one.span(), one.groups()) for one in real.finditer(text)
            ]

"""An expression that waits for its words loses no match: the words are proven from its tree, line by line."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.core.needed_words import choices, lacks, table
from xl_tools.core import expressions
from xl_tools.core.expressions import expression

TABLE = table()


def test_every_match_of_a_listed_expression_has_one_of_its_words() -> None:
    assert len(TABLE) > 200
    assert all(TABLE.values())
    assert not [pattern for pattern, lists in TABLE.items() if any(lacks(pattern, words) for words in lists)]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("中央|央督", ["中央", "央督"]),
        ("中央|央督", ["央"]),
        ("(?:第?[一二1-3](?:轮|次)|首轮)省.{0,8}回头看", ["回头看"]),
        ("(?:第?[一二1-3](?:轮|次)|首轮)省", ["轮省", "次省"]),
        ("已?完成", ["完成"]),
        ("(?:完成){2,3}", ["成完"]),
        ("督察(?=组|员)", ["督察组", "督察员"]),
        ("(?<=督)察", ["督"]),
        ("(?P<a>截至)?(?(a)目前|如今)", ["目前", "如今"]),
        ("[甲乙丙]", ["甲", "乙", "丙"]),
    ],
)
def test_words_that_every_match_has_are_proven(pattern: str, words: list[str]) -> None:
    assert not lacks(pattern, words)


@pytest.mark.parametrize(
    ("pattern", "words", "match"),
    [
        ("中央|央督", ["中央"], "央督"),
        ("已?完成", ["已完成"], "完成"),
        ("(?:完成)*", ["完成"], ""),
        ("(?:完成)+", ["成完"], "完成"),
        ("督察(?!组)", ["组"], "督察"),
        ("[一-鿿]完", ["已完"], "未完"),
        ("[^甲]", ["乙"], "丙"),
        (r"\d项", ["1项"], "2项"),
        (".项", ["1项"], "二项"),
        ("(?i:QQ)", ["QQ"], "qq"),
        ("(?i)QQ", ["QQ"], "qq"),
        (r"(甲|乙)\1", ["甲甲"], "乙乙"),
        ("(?P<a>截至)?(?(a)目前|如今)", ["目前"], "如今"),
        ("甲{0,2}乙", ["甲乙"], "乙"),
        ("甲(?:)乙|丙", ["甲乙"], "丙"),
    ],
)
def test_words_that_a_match_may_lack_are_refused(pattern: str, words: list[str], match: str) -> None:
    assert re.fullmatch(pattern, match)
    assert not any(word in match for word in words)
    assert lacks(pattern, words)


def test_words_are_found_where_an_expression_has_some() -> None:
    assert frozenset({"回头看"}) in set(choices(re._parser.parse("(?:中央|央督).{0,16}回头看")))  # type: ignore[attr-defined]
    assert not list(choices(re._parser.parse(r"\d*甲?")))  # type: ignore[attr-defined]


USES: dict[str, tuple[Any, ...]] = {"sub": ("-",), "subn": ("-",)}


@pytest.mark.parametrize("text", ["", "无此事", "督察组到了，督察完了", "督", "察督"])
@pytest.mark.parametrize("name", sorted(expressions._WITHOUT_A_MATCH))
def test_methods_give_what_those_of_a_compiled_one_give(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "_listed", lambda: {"督(察)": [["督", "首"], ["督察"]]})
    said = (*USES.get(name, ()), text)
    waiting = expression("督(察)")
    for _ in range(2):
        assert plain(getattr(waiting, name)(*said)) == plain(getattr(re.compile("督(察)"), name)(*said))


def plain(given: Any) -> Any:
    """What a method gave, so that it can be compared."""
    if isinstance(given, re.Match):
        return given.span(), given.groups()
    return [plain(one) for one in given] if hasattr(given, "__next__") else given


def test_it_compiles_for_a_text_with_a_word_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    real = re.compile

    def compile_(pattern: str, flags: int) -> re.Pattern[str]:
        compiled.append(pattern)
        return real(pattern, flags)

    monkeypatch.setattr(expressions, "_listed", lambda: {"督(察)": [["督", "首"], ["督察"]]})
    monkeypatch.setattr(expressions.re, "compile", compile_)
    waiting = expression("督(察)")
    search = waiting.search
    assert search("督办，查") is None
    assert compiled == []
    assert search("督察组")
    assert waiting.search("督察组")
    assert compiled == ["督(察)"]


def test_flags_make_another_expression(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "_listed", lambda: {"QQ": [["QQ"]]})
    assert expression("QQ", re.I).search("qq")

"""A cleaned deadline text cut into tokens of one letter each (``patterns``), with the numbers they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from xl_tools.core.text import CHINESE_NUMERALS, chinese_number
from xl_tools.data import load
from xl_tools.parse.deadlines.patterns import scanner, word_kinds

Value: TypeAlias = tuple[int, ...]

FIRST_YEAR, LAST_YEAR = 2000, 2060
"""A year outside is a slip of the pen, not a deadline."""

BY_CLOCK, BY_TEXT = 0, 1
"""First number of a relative year, month or quarter: counted from ``as_of``, or from the year named before it."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word. ``value`` holds a date word's numbers: (2021,), (2021, 12, 31), or (BY_CLOCK, offset)."""

    kind: str
    text: str
    value: Value = ()


def scan(text: str) -> list[Token]:
    """The tokens of a cleaned text, in order; neighbouring unknown characters make one token."""
    tokens: list[Token] = []
    kinds, end = "s", 0
    for match in scanner().finditer(text):
        begin = match.start()
        if begin > end:
            tokens.append(Token("w", text[end:begin]))
            kinds += "w"
        end, word, kind = match.end(), match[0], match.lastgroup or "w"
        token = _token(word_kinds()[word] if kind == "W" else kind, word, kinds[-2:], text[end : end + 1])
        tokens.append(token)
        kinds += token.kind
    if end < len(text):
        tokens.append(Token("w", text[end:]))
    return tokens


def _token(kind: str, word: str, before: str, after: str) -> Token:
    """The token of a match; some are what they look like only behind or before certain others."""
    last = before[-1]
    if kind == "C":
        return Token("M", word, (_number(word),)) if last == "Y" else Token("w", word)
    if kind == "O" and len(word) < 4 and after in "、,和及" and last not in "YM" and before != "Oc":
        return Token("q", word)  # an item's number: "一、2021年…", "1、12月底前…"
    if kind == "D" and word.isdigit() and last != "M":
        return Token("q", word)
    if kind == "L" and last not in "Yscl":
        return Token("w", word)
    if kind == "K" and after == ":":
        return Token("w", word)  # "长期：2025年底" is a heading
    value = _value(kind, word)
    if kind == "Y" and value[0] > BY_TEXT and not FIRST_YEAR <= value[0] <= LAST_YEAR:
        return Token("V", word)
    return Token(kind, word, value)


_NOT_NUMERAL = re.compile(rf"[^0-9{CHINESE_NUMERALS}Oo]")


def _number(word: str) -> int:
    """The number in a date word; -1 where it is none that a date can have."""
    number = chinese_number(_NOT_NUMERAL.sub("", word))
    return -1 if number is None else number


_RELATIVE_YEARS: dict[str, Value] = {
    **dict.fromkeys("今本", (BY_CLOCK, 0)),
    **dict.fromkeys("明来", (BY_CLOCK, 1)),
    **dict.fromkeys("去上", (BY_CLOCK, -1)),
    "后": (BY_CLOCK, 2),
    **dict.fromkeys("同当", (BY_TEXT, 0)),
    **dict.fromkeys("次翌", (BY_TEXT, 1)),
}


def _year(word: str) -> Value:
    if word[0] in _RELATIVE_YEARS:
        return _RELATIVE_YEARS[word[0]]
    year = _number(word)
    return (year + 2000 if year < 100 else year,)


def _parts(word: str) -> Value:
    if word.isdigit():
        return int(word[:4]), int(word[4:6]), int(word[6:])
    return tuple(int(part) for part in re.findall("[0-9]+", word))


def _period(word: str) -> Value:
    """A month or a quarter by number, or 本月, 下季度 and the like by its offset."""
    offset = {"本": 0, "当": 0, "下": 1, "上": -1}.get(word[0])
    if offset is not None:
        return BY_CLOCK, offset
    return (1,) if word[0] == "元" else (_number(word),)


def _months_ended(word: str) -> Value:
    """How many months the period has whose end the word names; 0 for a bare 底."""
    if word[0] in "年本当全":
        return (12,)
    return ({"季": 3, "月": 1}.get(word[0], 0),)


@lru_cache(maxsize=4096)
def _value(kind: str, word: str) -> Value:
    return _VALUES[kind](word) if kind in _VALUES else ()


_VALUES: dict[str, Callable[[str], Value]] = {
    "Y": _year,
    "F": _parts,
    "G": _parts,
    "M": _period,
    "Q": _period,
    "H": lambda word: (1 if word[0] in "上前年" else 2,),
    "X": lambda word: ({"上旬": 10, "中旬": 20, "上中旬": 20}.get(word, 31),),
    "D": lambda word: (_number(word),),
    "O": lambda word: (_number(word),),
    "E": _months_ended,
    "P": lambda word: tuple(load("deadlines")["plans"][word[:3]]),
    "L": lambda word: tuple(load("deadlines")["holidays"][word]),
}

"""A cleaned deadline text cut into tokens, each of one kind (``kinds``), with the numbers they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.text import CHINESE_NUMERALS, chinese_number
from xl_tools.data import load
from xl_tools.parse.deadlines.kinds import TokenKind, letters
from xl_tools.parse.deadlines.patterns import FIRST_MONTHS, PLAIN_WORD, word_kinds, words_of

Value: TypeAlias = tuple[int, ...]

FIRST_YEAR, LAST_YEAR = 2000, 2060
"""A year outside is a slip of the pen, not a deadline."""

BY_CLOCK, BY_TEXT = 0, 1
"""First number of a relative year, month or quarter: counted from ``as_of``, or from the year named before it."""
NEXT_YEAR: Value = (BY_TEXT, 1)


@dataclass(frozen=True, slots=True)
class Token:
    """One word. ``value`` holds a date word's numbers: (2021,), (2021, 12, 31), or (BY_CLOCK, offset)."""

    kind: TokenKind
    text: str
    value: Value = ()


def scan(text: str) -> list[Token]:
    """The tokens of a cleaned text, in order; neighbouring unknown characters make one token."""
    tokens: list[Token] = []
    kinds, end = str(TokenKind.STOP), 0
    for group, begin, behind in words_of(text):
        if begin > end:
            tokens.append(Token(TokenKind.OTHER, text[end:begin]))
            kinds += TokenKind.OTHER
        end = behind
        token = _token(group, text[begin:end], kinds[-2:], text[end : end + 1])
        tokens.append(token)
        kinds += token.kind
    if end < len(text):
        tokens.append(Token(TokenKind.OTHER, text[end:]))
    return tokens


_BEFORE_HOLIDAY = letters("YEAR STOP PAUSE LEAD")
_OPEN_LIST = letters("OPEN PAUSE")


def _token(group: str, word: str, before: str, after: str) -> Token:
    """The token of a match; some are what they look like only behind or before certain others."""
    last = before[-1]
    if group == FIRST_MONTHS:
        return (
            Token(TokenKind.MONTH, word, (_number(word),)) if last == TokenKind.YEAR else Token(TokenKind.OTHER, word)
        )
    kind = word_kinds()[word] if group == PLAIN_WORD else TokenKind[group]
    if kind is TokenKind.OPEN and _is_item_number(word, before, after):
        return Token(TokenKind.QUANTITY, word)
    if kind is TokenKind.DAY and word.isdigit() and last != TokenKind.MONTH:
        return Token(TokenKind.QUANTITY, word)
    if kind is TokenKind.HOLIDAY and last not in _BEFORE_HOLIDAY:
        return Token(TokenKind.OTHER, word)
    if kind is TokenKind.ONGOING_ALONE and after == ":":
        return Token(TokenKind.OTHER, word)  # "长期：2025年底" is a heading
    value = _value(kind, word)
    if kind is TokenKind.YEAR and value[0] > BY_TEXT and not FIRST_YEAR <= value[0] <= LAST_YEAR:
        return Token(TokenKind.VAGUE, word)
    return Token(kind, word, value)


def _is_item_number(word: str, before: str, after: str) -> bool:
    """ "一、2021年…", "1、12月底前…": the number of an item, no month or day of a list."""
    listed = before[-1] in (TokenKind.YEAR, TokenKind.MONTH) or before == _OPEN_LIST
    return len(word) < 4 and after in "、,和及" and not listed


_NOT_NUMERAL = expression(rf"[^0-9{CHINESE_NUMERALS}Oo]")


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
    **dict.fromkeys("次翌", NEXT_YEAR),
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
def _value(kind: TokenKind, word: str) -> Value:
    return _VALUES[kind](word) if kind in _VALUES else ()


_VALUES: dict[TokenKind, Callable[[str], Value]] = {
    TokenKind.YEAR: _year,
    TokenKind.DATE: _parts,
    TokenKind.YEAR_MONTH: _parts,
    TokenKind.MONTH: _period,
    TokenKind.QUARTER: _period,
    TokenKind.HALF: lambda word: (1 if word[0] in "上前年" else 2,),
    TokenKind.THIRD: lambda word: ({"上旬": 10, "中旬": 20, "上中旬": 20}.get(word, 31),),
    TokenKind.DAY: lambda word: (_number(word),),
    TokenKind.OPEN: lambda word: (_number(word),),
    TokenKind.END: _months_ended,
    TokenKind.PLAN: lambda word: tuple(load("deadlines")["plans"][word[:3]]),
    TokenKind.HOLIDAY: lambda word: tuple(load("deadlines")["holidays"][word]),
}

"""What the rules share about words: the lists of ``data/rules.toml`` ready for searching, and plain helpers.

Texts are long and most hold nothing of interest, so every list is searched by a cheap word before a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, TypeVar

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, ProgressRow, ProgressSheet
from xl_tools.core.text import CHINESE_NUMERALS, squeeze
from xl_tools.core.word_search import Words
from xl_tools.data import load

T = TypeVar("T")

_NUMBERED = expression(rf"^第[0-9{CHINESE_NUMERALS}]+[项条个号][:、,.]?")
_MARKS = expression(r"[\W_]+")


def settings(section: str) -> dict[str, Any]:
    """A section of ``data/rules.toml``."""
    found: dict[str, Any] = load("rules")[section]
    return found


def bare(text: str) -> str:
    """The text without any white space: for short cells and for finding out that one is empty."""
    return "".join(text.split())


def is_blank(text: str) -> bool:
    return not text or text.isspace()


@cache
def pattern(section: str, key: str) -> re.Pattern[str]:
    """A pattern of ``data/rules.toml``; a list of patterns is read as alternatives."""
    found = settings(section)[key]
    return expression(found if isinstance(found, str) else "|".join(found))


@cache
def words(section: str, key: str) -> Words:
    return Words(settings(section)[key])


def comparable_task(text: str) -> str:
    """A task's name without its number ("第十六项："), spaces and punctuation."""
    return _MARKS.sub("", _NUMBERED.sub("", squeeze(text)))


def same_text(one: str, other: str) -> bool:
    """True for texts that differ only in spaces, line breaks, width of signs or what ends them."""
    return one == other or without_end(one) == without_end(other)


def without_end(text: str) -> str:
    """The text folded, without the stop that ends it."""
    return squeeze(text).rstrip("。.;；,，、")


class _Same:
    """A sheet, equal only to itself."""

    __slots__ = ("sheet",)

    def __init__(self, sheet: ProgressSheet) -> None:
        self.sheet = sheet

    def __hash__(self) -> int:
        return id(self.sheet)

    def __eq__(self, value: object) -> bool:
        return isinstance(value, _Same) and self.sheet is value.sheet


def once_per_sheet(function: Callable[[ProgressSheet], T]) -> Callable[[ProgressSheet], T]:
    """Keeps the last answer: several rules ask the same of one sheet, one after the other."""

    @lru_cache(maxsize=1)
    def kept(same: _Same) -> T:
        return function(same.sheet)

    def ask(sheet: ProgressSheet) -> T:
        return kept(_Same(sheet))

    return ask


def plan_text(row: ProgressRow) -> str:
    """Goal and measures of an entry, in one column or in two."""
    parts = (row.text(name) for name in (Field.PLAN, Field.GOAL, Field.MEASURES))
    return "\n".join(part for part in parts if part)


def plan_column(sheet: ProgressSheet) -> Field | None:
    """The column in which the measures stand."""
    return next((name for name in (Field.PLAN, Field.MEASURES, Field.GOAL) if name in sheet.columns), None)


def sentence_around(text: str, start: int, end: int, ends: str = "。；;！!？?\n") -> tuple[int, int]:
    """Where the sentence begins and ends that holds text[start:end]; with other ``ends`` a clause."""
    left = max(text.rfind(mark, 0, start) for mark in ends) + 1
    right = min((place for mark in ends if (place := text.find(mark, end)) >= 0), default=len(text))
    return left, right

"""The kinds of token in a deadline text.

The grammar matches expressions over a text's tokens as over a text, in which each kind is one letter. Nobody writes the
letters: ``pattern("YEAR MONTH? END BEFORE?")`` builds an expression from the names.
"""

from __future__ import annotations

import re
from enum import StrEnum

from xl_tools.core.expressions import expression


class TokenKind(StrEnum):
    """One kind of token; its value is the letter that stands for it in a string of kinds."""

    # Dates and their parts.
    YEAR = "Y"
    """2021年, 二〇二一年, 21年(12月), 今年"""
    DATE = "F"
    """A whole date: 2021-12-31, 20211231."""
    YEAR_MONTH = "G"
    """2021.12"""
    PLAN = "P"
    """A five-year plan: 十四五."""
    HALF = "H"
    """上半年"""
    QUARTER = "Q"
    MONTH = "M"
    THIRD = "X"
    """A third of a month: 上旬, 中旬, 下旬."""
    DAY = "D"
    HOLIDAY = "L"
    """One with a fixed day, and only with 前 behind it."""
    OPEN = "O"
    """A number that takes the unit of the next date: the 9 of 9、10月."""
    END = "E"
    """底, 末, 年底, 月底, 年内"""

    # What stands around a date.
    BEFORE = "B"
    """前, 之前, 以前"""
    WITHIN = "N"
    """内, 以内, 期间, 止"""
    AFTER = "A"
    """From here on: 后, 起, 以来."""
    TO = "T"
    """至, 到, -, ~"""
    TERM = "U"
    """3个月内, 15个工作日, 3-5年"""
    RECURRING = "R"
    """每年, 每季度, 按月"""
    VAGUE = "V"
    """A time that cannot be told: 汛期, 年初, XX年."""
    EXTENDED = "x"
    """延期至: the date behind takes the place of those before."""
    MOVED_BY = "y"
    """延期(半年): moved by a span that nobody has counted."""
    ORIGINAL = "z"
    """原定"""

    # Words, most of them from the lists of ``data/deadlines.toml``.
    IMMEDIATE = "i"
    ONGOING = "o"
    CARRIED_ON = "k"
    """持续推进 and the like: phased beside a date, ongoing without one."""
    ONGOING_ALONE = "K"
    """长期 and the like, which count only in a clause of their own."""
    PHASED = "p"
    LEAD = "l"
    """In front of a date: this is when it is to be done (计划于)."""
    DONE = "d"
    """What is reached by the date (完成)."""
    BEGIN = "b"
    """What begins at the date (开工)."""
    MENTION = "r"
    """Tells of something else than the deadline (根据, 反馈)."""
    NAMED_BY_YEAR = "n"
    """A thing that a year in front of it names (目标任务)."""
    ALREADY = "a"
    """已, 累计"""
    EVENT = "e"
    """What a term is counted from: 反馈, 出台."""
    QUANTITY = "q"
    """A number that is no date, with or without its measure."""

    STOP = "s"
    """The end of a sentence."""
    PAUSE = "c"
    """The end of a clause, or what joins two."""
    OTHER = "w"


_NAME = expression("[A-Z][A-Z_]+")


def letters(names: str) -> str:
    """Names of kinds as they stand in a string of kinds, spaces left out: "DAY PAUSE" is "Dc"."""
    return _NAME.sub(lambda match: TokenKind[match[0]].value, names).replace(" ", "")


def pattern(names: str) -> re.Pattern[str]:
    """An expression over strings of kinds, written with the names of kinds; spaces mean nothing."""
    return expression(letters(names))


CLAUSE_END = pattern("[STOP PAUSE]")

"""Deadline cells that hold what belongs into another column: units, people, a status, measures, an amount."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from xl_tools.core.expressions import expression
from xl_tools.data import load
from xl_tools.parse.deadlines.kinds import TokenKind, pattern
from xl_tools.parse.deadlines.patterns import any_of
from xl_tools.parse.deadlines.tokens import Token

_TIMES = pattern(
    "[YEAR DATE YEAR_MONTH PLAN HALF QUARTER MONTH THIRD DAY END TERM"
    " IMMEDIATE ONGOING ONGOING_ALONE CARRIED_ON PHASED RECURRING]"
)
_TICKS = expression("[☑☐□■✓✔√☒⊠]")
_ASIDES = expression(r"\([^()]*\)")
_LED_BY = expression(r"^(?:牵头|配合|责任)单位:?")
_BETWEEN = expression(r"[,、;。\n]+")
_LONGEST_LIST = 300
"""Characters; a longer cell is no list of units."""


@cache
def _label() -> re.Pattern[str]:
    return expression(rf"\A(?:[0-9]+[.、])?(?:{any_of(load('deadlines')['other']['labels'])})[:：]")


@cache
def _units() -> re.Pattern[str]:
    other = load("deadlines")["other"]
    letter = r"[\u4e00-\u9fff]"
    unit = rf"{letter}*(?:{any_of(other['organisations'])})|{letter}+(?:{any_of(other['titles'])}){letter}{{0,3}}"
    return expression(rf"\A(?:{unit})")


def belongs_elsewhere(cleaned: str, tokens: Sequence[Token], kinds: str) -> bool:
    """The cell is surely not a deadline but another column's content (rule D408)."""
    if _label().match(cleaned):
        return True
    if _TIMES.search(kinds):
        return False
    statuses = load("deadlines")["other"]["statuses"]
    plain = cleaned.rstrip("。;")
    if plain in statuses or (_TICKS.search(plain) and any(status in plain for status in statuses)):
        return True
    if len(plain) <= _LONGEST_LIST and _is_list_of_units(_ASIDES.sub("", plain)):
        return True
    return _is_amount(tokens)


def _is_list_of_units(text: str) -> bool:
    """Each piece between the signs is a unit or a person; 和 joins two within a piece, and stands in names too. No name
    has a figure in it."""
    return not any(map(str.isdigit, text)) and all(
        _units().fullmatch(piece) for piece in _BETWEEN.split(_LED_BY.sub("", text))
    )


def _is_amount(tokens: Sequence[Token]) -> bool:
    """A number with its measure ("日处理量300吨"); 第7项 is a number of another kind."""
    before = ""
    for token in tokens:
        if token.kind is TokenKind.QUANTITY and not token.text[-1].isdigit() and not before.endswith("第"):
            return True
        before = token.text
    return False

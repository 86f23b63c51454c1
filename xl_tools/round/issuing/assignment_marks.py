"""What a mark in an assignment says: the words and signs of who is to report a task, and of who is not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from xl_tools.core.expressions import expression
from xl_tools.core.text import squeeze
from xl_tools.data import load


def meaning(text: str) -> bool | None:
    key = squeeze(text).casefold()
    known = words()
    if not key or key in known["no"]:
        return False
    if key in known["yes"] or set(key) <= known["ticked"] or _is_ticked_by(key, known):
        return True
    return True if NUMBER.fullmatch(key) and float(key) > 0 else None


def _is_ticked_by(key: str, known: Mapping[str, frozenset[str]]) -> bool:
    """Whether a tick stands with the word for what the unit does: √牵头, 牵头（√）, ☑配合单位."""
    rest = "".join(char for char in key if char not in known["ticked"] and char not in "()[]、,;:/")
    return rest in known["yes"] and any(char in known["ticked"] for char in key)


NUMBER = expression(r"\d{1,4}(?:\.\d+)?")


@cache
def words() -> Mapping[str, frozenset[str]]:
    data = load("round")["assignment"]
    found = {name: frozenset(squeeze(word).casefold() for word in data[name]) for name in _LISTS}
    return {**found, "ticked": frozenset(load("ticks")["glyphs"]["ticked"])}


_LISTS = ("all", "no", "yes", "remarks", "beside")

"""Lists whose parts make the whole by their own names: 属实, 部分属实, 不属实."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.data import load
from xl_tools.parse.figures.sentence import Mention

_WORDS = expression(r"[一-鿿]")
_BEHIND = expression(r"[^一-鿿].*$")


@dataclass(frozen=True, slots=True)
class _List:
    """The names of a closed list in order, which of them must stand there for it to be whole (``needed``), whether any
    two have nothing in common (``apart``), and pairs of which the first may take in the second (``takes_in``)."""

    names: tuple[re.Pattern[str], ...]
    needed: frozenset[int]
    apart: bool
    takes_in: tuple[tuple[int, int], ...]


@cache
def _lists() -> tuple[_List, ...]:
    return tuple(
        _List(
            tuple(expression(rf"(?:{name})(?:的|有|了)?$") for name in entry["parts"]),
            frozenset(i for i, name in enumerate(entry["parts"]) if name not in entry.get("optional", ())),
            entry.get("apart", True),
            tuple((outer, inner) for outer, inner in entry.get("takes_in", ())),
        )
        for entry in load("figures")["closed"]
    )


def closed_list(total: Mention, parts: Sequence[Mention]) -> Literal["whole", "some", "apart"] | None:
    """Whether the parts are a closed list: ``whole`` with all its names, ``some`` where one in between is missing,
    ``apart`` for any two of them, which at least have nothing in common."""
    for one in _lists():
        found = [_name(_said(part), one.names) for part in parts]
        known = len(set(found)) == len(found) > 1 and None not in found
        if not known or _name(total.clause, one.names) is not None:
            continue
        values = {name: part.quantity.base[1] for name, part in zip(found, parts, strict=True)}
        if any({*pair} <= values.keys() and values[pair[0]] >= values[pair[1]] for pair in one.takes_in):
            return None
        if {0, len(one.names) - 1} <= set(found):
            return "whole" if one.needed <= set(found) else "some"
        return "apart" if one.apart else None
    return None


def _said(part: Mention) -> str:
    """The words that name a part: those before its number, or where there are none those behind it ("8件正在办理")."""
    return part.clause if _WORDS.search(part.clause) else _BEHIND.sub("", part.after)


def _name(clause: str, names: Sequence[re.Pattern[str]]) -> int | None:
    return next((index for index, name in enumerate(names) if name.search(clause)), None)

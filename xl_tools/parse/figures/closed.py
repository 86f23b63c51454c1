"""Lists whose parts make the whole by their own names: 属实, 部分属实, 不属实."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from xl_tools.core.expressions import expression
from xl_tools.data import load
from xl_tools.parse.figures.sentence import Mention


@cache
def _lists() -> tuple[tuple[tuple[re.Pattern[str], ...], frozenset[int]], ...]:
    """For each closed list its names in order, and which of them must stand there for it to be whole."""
    return tuple(
        (
            tuple(expression(rf"(?:{name})(?:的|有|了)?$") for name in entry["parts"]),
            frozenset(i for i, name in enumerate(entry["parts"]) if name not in entry.get("optional", ())),
        )
        for entry in load("figures")["closed"]
    )


def closed_list(parts: Sequence[Mention]) -> Literal["whole", "some", "apart"] | None:
    """Whether the parts are a closed list: ``whole`` with all its names, ``some`` where one in between is missing,
    ``apart`` for any two of them, which at least have nothing in common."""
    for names, needed in _lists():
        found = [_name(part.clause, names) for part in parts]
        if len(set(found)) == len(found) > 1 and None not in found:
            if {0, len(names) - 1} <= set(found):
                return "whole" if needed <= set(found) else "some"
            return "apart"
    return None


def _name(clause: str, names: Sequence[re.Pattern[str]]) -> int | None:
    return next((index for index, name in enumerate(names) if name.search(clause)), None)

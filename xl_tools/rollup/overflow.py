"""Texts longer than a cell: the beginning stays, the rest goes to the sheet 超长续文. Nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field
from xl_tools.data import load
from xl_tools.rollup.layout import OVERFLOW_SHEET


@dataclass(frozen=True, slots=True)
class Overflow:
    """One cell of 整改进展 whose text did not fit: ``head`` stands there and ends with a pointer to ``row`` of
    超长续文, where the ``rests`` follow one a row."""

    serial: int
    field: Field
    head: str
    rests: tuple[str, ...]
    row: int


def excel_length(text: str) -> int:
    """The length as Excel counts it, in UTF-16 units: a rare character may count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cell_limit() -> int:
    """How many UTF-16 units fit into a cell."""
    return int(load("policy")["cell"]["limit"])


def is_too_long(text: str) -> bool:
    """True when a text does not fit into one cell. Quick for the texts that are short for sure."""
    limit = cell_limit()
    return len(text) > limit // 2 and excel_length(text) > limit


def overflow(text: str, serial: int, field: Field, row: int) -> Overflow:
    """Cut a text that is too long; its first continuation will stand on ``row`` of 超长续文."""
    pointer = str(load("policy")["cell"]["pointer"]).format(sheet=OVERFLOW_SHEET, row=row)
    head, rest = _cut(text, cell_limit() - len(pointer))
    piece_limit = int(load("policy")["cell"]["piece"])
    rests = []
    while rest:
        piece, rest = _cut(rest, piece_limit)
        rests.append(piece)
    return Overflow(serial, field, head + pointer, tuple(rests), row)


def in_cells(text: str) -> tuple[str, ...]:
    """The text in as many cells as it takes, one for "": joined they are the text. Each leaves room for one character
    more."""
    cell, rest = _cut(text, cell_limit() - 1)
    cells = [cell]
    while rest:
        cell, rest = _cut(rest, cell_limit() - 1)
        cells.append(cell)
    return tuple(cells)


def rejoin(head: str, rests: Sequence[str]) -> str:
    """The whole text again, from the cell and its continuations."""
    return _pointer().sub("", head) + "".join(rests)


def _cut(text: str, limit: int) -> tuple[str, str]:
    """At most ``limit`` UTF-16 units, ending behind a line if one ends in the second half, and the rest."""
    if len(text) <= limit // 2 or (len(text) <= limit and excel_length(text) <= limit):
        return text, ""
    end = min(len(text), limit)
    while excel_length(text[:end]) > limit:
        end -= max(1, (excel_length(text[:end]) - limit) // 2)
    line = text.rfind("\n", end // 2, end) + 1
    return text[: line or end], text[line or end :]


@cache
def _pointer() -> re.Pattern[str]:
    before, after = str(load("policy")["cell"]["pointer"]).format(sheet=OVERFLOW_SHEET, row="\0").split("\0")
    return expression(re.escape(before) + r"\d+" + re.escape(after) + r"\Z")

"""What came back from a unit against what stands here, cell by cell."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xl_tools.core.dataclass import dataclass

GONE = "下发时有这一行，交回来的没有了，这里的没有动"
"""Of a row that a unit deleted."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell of a file that was not taken over: the unit, what it is about, the heading, what stands there, and why
    not, as a sentence."""

    file: str
    sheet: str
    cell: str | None
    unit: str
    item: str
    heading: str
    text: str
    why: str


def taken(here: Any, theirs: Any, issued: Any) -> tuple[Any, bool]:
    """What holds in a cell, and whether the two disagree. ``issued`` is what it was handed out with: what came back is
    taken where here is nothing new. An emptied cell takes nothing away."""
    if is_nothing(theirs) or theirs in (here, issued):
        return here, False
    if is_nothing(here) or here == issued:
        return theirs, False
    return here, True


def is_nothing(value: Any) -> bool:
    """Whether a cell is empty."""
    return value is None or value == ""


def words(value: Any) -> str:
    """A cell's value in words."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def already(here: Any) -> str:
    """Why a value that disagrees with one here is not taken."""
    return f"这里已经填了“{words(here)}”，没有采用；要采用的，改填报表里的数"

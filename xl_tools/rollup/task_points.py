"""The score of one task of one unit, 0 to 100, and the numbers it rests on (docs/scoring.md#任务得分). Pure.

Every number here is also a native formula of the roll-up's workbook (``write/rollup/task_scores.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import NamedTuple

from xl_tools.core.dataclass import dataclass
from xl_tools.data import load
from xl_tools.rollup.policy import LACKING, Standing, kind_names

ZERO, ONE, FULL = Decimal(0), Decimal(1), Decimal(100)
_CENT = Decimal("0.01")
PARTS = ("progress", "timeliness", "completeness", "quality")
"""What a task's score is made of, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number (or a word) that a bureau may set. ``choices`` are the words allowed; () for a number, which may be as
    high as ``most``."""

    key: str
    label: str
    value: Decimal | str
    note: str
    choices: tuple[str, ...] = ()
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class EventKind:
    """What takes ``points`` from a unit each time. ``found``: a roll-up enters it by itself. ``void``: the task counts
    nothing, and the unit is not eligible."""

    key: str
    label: str
    points: Decimal
    note: str
    found: bool
    void: bool


@cache
def parameters() -> tuple[Parameter, ...]:
    """The proposals, in the order of the sheet."""
    return tuple(
        Parameter(
            entry["key"], entry["label"], _value(entry["value"]), entry["note"], tuple(entry.get("choices", ())),
            _number(entry["most"]) if "most" in entry else None,
        )
        for entry in load("task_scores")["parameters"]
    )  # fmt: skip


@cache
def event_kinds() -> tuple[EventKind, ...]:
    """The kinds of events, in the order of the sheet."""
    return tuple(
        EventKind(
            entry["key"], entry["label"], _number(entry["points"]), entry["note"], entry["found"],
            entry.get("void", False),
        )
        for entry in load("task_scores")["events"]
    )  # fmt: skip


def words() -> Mapping[str, str]:
    """Words that stand in the sheets."""
    found: Mapping[str, str] = load("task_scores")["words"]
    return found


def _value(value: str | float) -> Decimal | str:
    return value if isinstance(value, str) else _number(value)


def _number(value: float) -> Decimal:
    return Decimal(str(value))


@dataclass(frozen=True, slots=True)
class Scheme:
    """The numbers that hold: the proposals, or what a bureau has set in their place. ``by_label`` goes by the labels of
    the parameters and of the kinds of events; a label that it does not hold keeps its proposal."""

    by_label: Mapping[str, Decimal | str]

    def number(self, key: str) -> Decimal:
        """A parameter that is a number."""
        entry = _entries()[key]
        value = self.by_label.get(entry.label, entry.value)
        return value if isinstance(value, Decimal) else ZERO

    def word(self, key: str) -> str:
        """A parameter that is a word."""
        entry = _entries()[key]
        return str(self.by_label.get(entry.label, entry.value))

    def points(self, kind: EventKind) -> Decimal:
        """What an event of this kind costs each time."""
        value = self.by_label.get(kind.label, kind.points)
        return value if isinstance(value, Decimal) else ZERO


PROPOSED = Scheme({})
"""The scheme of a bureau that has set nothing."""


@cache
def _entries() -> Mapping[str, Parameter]:
    return {entry.key: entry for entry in parameters()}


class TaskPoints(NamedTuple):
    """The points of a task's parts, and together (0 to 100); None where the task does not concern the unit. ``why``
    says why it counts nothing, "" where it counts."""

    parts: tuple[Decimal, ...]
    score: Decimal | None
    why: str


def task_points(
    standing: Standing, overdue: bool, filling: int, wording: int, scheme: Scheme = PROPOSED, *, void: bool = False
) -> TaskPoints:
    """A task's score. ``filling`` and ``wording`` count the faults of its row: cells not filled or ticked wrongly,
    faults of text and figures. ``void`` where it counts nothing whatever is reported."""
    nothing = (ZERO,) * len(PARTS)
    if not standing.counts:
        return TaskPoints((), None, standing.label)
    if standing in LACKING:
        return TaskPoints(nothing, ZERO, standing.reason)
    if void:
        return TaskPoints(nothing, ZERO, words()["void"])
    cells = scheme.number("cells")
    shares = (
        scheme.number(standing.status.value if standing.status else "undecided"),
        ZERO if overdue else ONE,
        max(ZERO, ONE - filling / cells) if cells > 0 else ONE,
        ONE if wording == 0 else ZERO,
    )
    parts = tuple(scheme.number(name) * share for name, share in zip(PARTS, shares, strict=True))
    full = sum((scheme.number(name) for name in PARTS), ZERO)
    return TaskPoints(parts, rounded(FULL * sum(parts, ZERO) / full) if full > 0 else ZERO, "")


def task_weight(kind: str, scheme: Scheme = PROPOSED) -> Decimal:
    """What a task of this kind (个性, 共性 …) counts."""
    return scheme.number(f"weight_{kind_names().index(kind)}") if kind in kind_names() else ONE


def rounded(value: Decimal) -> Decimal:
    """To two decimals, halves up, as Excel's ROUND does."""
    return value.quantize(_CENT, ROUND_HALF_UP)

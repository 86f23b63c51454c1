"""What an assessment workbook holds, read: items with their targets, and what the sheets beside them record.

Plain frozen dataclasses: a province has hundreds of thousands of targets. Cells are named by sheet and ``A1`` name.
``Decimal`` throughout: points and shares are never binary fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from functools import cache

from xl_tools.core.dataclass import dataclass
from xl_tools.data import load


class Direction(StrEnum):
    """Which side of its quantity fulfils a target. ``HAND``: a person says how far it is done, in percent."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EXACT = "exact"
    HAND = "hand"

    @property
    def label(self) -> str:
        """The word in the column 方向."""
        return _labels()[self]


@cache
def _labels() -> Mapping[Direction, str]:
    return {Direction(name): str(words[0]) for name, words in load("targets")["directions"].items()}


@cache
def direction_words() -> Mapping[str, Direction]:
    """Every word understood in the column 方向."""
    return {word: Direction(name) for name, words in load("targets")["directions"].items() for word in words}


SHARE_UNITS = frozenset({"%", "％", "‰", "个百分点"})
"""Shares of a whole: part of a year asks for all of them."""
HAND_FULL = Decimal(100)
"""What a hand-scored target counts to: percent."""


@dataclass(frozen=True, slots=True)
class Review:
    """Points of a target on their way: what the office gives itself (``own``), then what who assesses gives, first,
    again after an objection (``appeal``), and in the end; ``why`` is the reason given."""

    own: Decimal | None = None
    first: Decimal | None = None
    again: Decimal | None = None
    final: Decimal | None = None
    appeal: str = ""
    why: str = ""

    def decided(self, reached: Decimal | None) -> Decimal | None:
        """The points that count in place of those by the rule; None where it stands. What an office gives itself counts
        where it says nothing of what it ``reached``."""
        last = next((points for points in (self.final, self.again, self.first) if points is not None), None)
        return self.own if last is None and reached is None else last


NOT_REVIEWED = Review()


@dataclass(frozen=True, slots=True)
class Target:
    """One target of an item. ``quantity`` is in ``unit`` as written (75 with 万千瓦).

    ``direction`` is None where the sheet's word is not known; ``why`` says why a target is scored by hand, "" where
    it is not. ``actual`` is None where nothing usable stands there. ``row`` is the sheet row, the item's own for
    targets that are read from its text. ``given`` is a score that stands in the sheet (checked, never used).
    """

    name: str
    quantity: Decimal | None
    unit: str
    direction: Direction | None
    row: int
    share: Decimal = Decimal(1)
    actual: Decimal | None = None
    why: str = ""
    note: str = ""
    given: Decimal | None = None
    review: Review = NOT_REVIEWED

    @property
    def by_hand(self) -> bool:
        return self.direction is Direction.HAND

    @property
    def is_share(self) -> bool:
        return self.unit in SHARE_UNITS

    @property
    def never_negative(self) -> bool:
        """Whether what is reached is a number of things, or a percentage of completion."""
        return self.by_hand or (not self.is_share and (self.quantity or 0) >= 0)


@dataclass(frozen=True, slots=True)
class Item:
    """One task of an office: its text, its points, its targets in order. ``weight`` is None where it is no number."""

    office: str
    kind: str
    work: str
    text: str
    weight: Decimal | None
    row: int
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class UnreadableCell:
    """A cell that should hold a number (or a known word) and holds something else, or a number typed as text."""

    sheet: str
    cell: str
    row: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a table stands. ``columns`` maps a field's name to its column letters."""

    name: str
    header_row: int
    columns: Mapping[str, str]
    unknown_columns: tuple[str, ...] = ()

    def cell(self, row: int, field_name: str) -> str | None:
        column = self.columns.get(field_name)
        return f"{column}{row}" if column else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the sheets 过程 and 附加分: an office, what it is about, an amount. ``reason`` is the kind of
    deduction, ``note`` the words a person wrote, ``source`` where it comes from."""

    office: str
    subject: str
    reason: str
    amount: Decimal | None
    note: str
    source: str
    row: int

    def earns(self, worth: Mapping[str, Decimal]) -> Decimal:
        """What an entry of 附加分 earns before the cap; ``worth`` holds the points of each subject."""
        return max(self.amount or Decimal(0), Decimal(0)) * worth.get(self.subject, Decimal(0))


@dataclass(frozen=True, slots=True)
class Evaluations:
    """A matrix of grade words: ``words[office][heading]`` is (word, cell)."""

    sheet: Sheet
    words: Mapping[str, Mapping[str, tuple[str, str]]]
    rows: Mapping[str, int]
    title: str = ""


@dataclass(frozen=True, slots=True)
class AssessmentBook:
    """An assessment workbook. ``items_sheet`` is where the items stand; the other sheets may be missing (None).

    ``overrides`` are the rules of the sheet 考核办法 by their key, as text, each with its cell.
    ``above`` holds the texts over the items, top first. ``unreadable`` are cells that hold no number, ``typed`` those
    that hold one as text (it counts).
    """

    path: str
    items_sheet: Sheet
    items: tuple[Item, ...]
    above: tuple[str, ...] = ()
    process_sheet: Sheet | None = None
    process: tuple[Entry, ...] = ()
    bonus_sheet: Sheet | None = None
    bonus: tuple[Entry, ...] = ()
    evaluations: tuple[Evaluations, ...] = ()
    rules_sheet: Sheet | None = None
    overrides: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    unreadable: tuple[UnreadableCell, ...] = ()
    typed: tuple[UnreadableCell, ...] = ()

    @property
    def has_actuals(self) -> bool:
        """Whether the items have a column for what was achieved."""
        return "actual" in self.items_sheet.columns

"""One petition, one batch, and how an office counts them: what the rules, the statistics and the ledger look at.

Days are days; fines are in 元; a number that could not be read is None and is never taken for 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Field, ProgressRow, ProgressSheet
from xl_tools.data import load


class Verdict(StrEnum):
    """Whether what was complained of is so."""

    TRUE = "true"
    MOSTLY = "mostly"
    PARTLY = "partly"
    FALSE = "false"

    @property
    def label(self) -> str:
        return {"true": "属实", "mostly": "基本属实", "partly": "部分属实", "false": "不属实"}[self.value]


class Settled(StrEnum):
    """How far a petition is dealt with. Closing (销号) is a step of its own, behind it."""

    DONE = "done"
    PHASE = "phase"
    OPEN = "open"

    @property
    def label(self) -> str:
        return {"done": "已办结", "phase": "阶段性办结", "open": "未办结"}[self.value]


class Channel(StrEnum):
    CALLS = "calls"
    LETTERS = "letters"
    OTHERS = "others"

    @property
    def label(self) -> str:
        return str(load("petitions")["channel_titles"][self.value])


COUNTS = tuple(Field(name) for name in ("ordered", "punished", "cases", "detained", "arrested", "talked", "blamed"))
"""Columns of whole numbers, in the order of the form."""


REPORTED = (Field("inquiry"), Field("verdict"), Field("handling"), Field("settled"))
"""Columns in which a unit writes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """One row of a petition table, read.

    ``code`` is the number under which it was received, without the ``part`` ("-1") that tells the shares of several
    units apart; "" where it has none. ``batch`` is the number of its hand-over, ``handed`` the day of it, from their
    columns, else from the table's title. ``regions`` are the names of the places it concerns, ``shares`` what each has
    of it, () where nothing says it. ``types`` are the names under which its types are counted, as far as they are
    known, ``unknown_types`` the others; ``main`` comes first. ``verdict`` and ``settled`` are None where the cell is
    empty or not understood: ``odd`` then names the columns whose text was not understood. ``counts`` holds the numbers
    that can be read, ``fine`` is in 元. ``again`` are later batches in which it was handed over once more.
    """

    row: int
    source: ProgressRow
    code: str
    part: str = ""
    batch: int | None = None
    handed: date | None = None
    channel: Channel | None = None
    key: bool = False
    regions: tuple[str, ...] = ()
    shares: tuple[Decimal, ...] = ()
    types: tuple[str, ...] = ()
    unknown_types: tuple[str, ...] = ()
    verdict: Verdict | None = None
    settled: Settled | None = None
    done_on: date | None = None
    next_due: date | None = None
    counts: Mapping[Field, int] = field(default_factory=dict)
    fine: Decimal | None = None
    repeat: bool = False
    again: tuple[int, ...] = ()
    accepted: date | None = None
    noticed: date | None = None
    closed: date | None = None
    is_closed: bool = False
    published: date | None = None
    is_published: bool = False
    odd: frozenset[Field] = frozenset()

    @property
    def key_text(self) -> str:
        """Code and part: what tells it from others of its inspection."""
        return self.code + self.part

    @property
    def is_settled(self) -> bool:
        """Done, or done for now."""
        return self.settled in (Settled.DONE, Settled.PHASE)

    @property
    def is_done(self) -> bool:
        return self.settled is Settled.DONE

    @property
    def is_phase(self) -> bool:
        return self.settled is Settled.PHASE

    @property
    def is_reported(self) -> bool:
        """Whether the unit wrote anything back."""
        return any(self.text(name).strip() for name in REPORTED)

    def text(self, name: Field) -> str:
        return self.source.text(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A day's hand-over as it was counted then: what the ledger must add up to. Numbers that stand nowhere are None."""

    number: int | None
    row: int
    sheet: str
    handed: date | None = None
    total: int | None = None
    by_channel: Mapping[Channel, int] = field(default_factory=dict)
    key: int | None = None


def _usual(name: str) -> Any:
    """A field that is as the table of petitions says where nothing else does."""
    return field(default_factory=lambda: load("petitions")["defaults"][name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """How the petitions of an inspection are numbered, due and counted (its sheet 口径).

    ``described`` is False where nothing says it, and everything here is what is usual. ``pattern`` is the shape of its
    codes as an expression, ``first_day`` the first day on which petitions were received. ``report_days``,
    ``publish_days`` and ``notice_days`` are calendar days: after the hand-over, after it, and of the public notice
    before closing. ``types`` are its types of pollution in order. The other six are the conventions of counting.
    """

    described: bool = False
    inspection: str = ""
    pattern: str = ""
    example: str = ""
    first_day: date | None = None
    report_days: int = _usual("report_days")
    publish_days: int = _usual("publish_days")
    notice_days: int = _usual("notice_days")
    fine_unit: str = _usual("fine_unit")
    types: tuple[str, ...] = ()
    letters: str = _usual("letters")
    calls: str = _usual("calls")
    count_by: str = "whole"
    types_by: str = "mentions"
    share_of: str = "mentions"
    repeats: str = "counted"
    done_rate: str = "done_or_phase"
    batches_by: str = "received"

    def due(self, petition: Petition) -> date | None:
        """The day by which the unit must have reported back."""
        return petition.handed + timedelta(days=self.report_days) if petition.handed else None

    def publish_due(self, petition: Petition) -> date | None:
        return petition.handed + timedelta(days=self.publish_days) if petition.handed else None


@dataclass(frozen=True)
class Ledger:
    """A petition table with what its workbook says about it. ``batches`` are the lines of its sheet 批次, () where it
    has none. ``public`` tells whether it is a list for the public."""

    sheet: ProgressSheet
    petitions: tuple[Petition, ...]
    conventions: Conventions
    batches: tuple[Batch, ...] = ()
    public: bool = False

    @cached_property
    def by_code(self) -> Mapping[str, tuple[Petition, ...]]:
        """Petitions that have a code, by it; the parts of one together."""
        found: dict[str, list[Petition]] = {}
        for petition in self.petitions:
            if petition.code:
                found.setdefault(petition.code, []).append(petition)
        return {code: tuple(own) for code, own in found.items()}

    @cached_property
    def by_batch(self) -> Mapping[int, tuple[Petition, ...]]:
        """The petitions of each batch; one that was handed over once more is of each of its batches."""
        found: dict[int, list[Petition]] = {}
        for petition in self.petitions:
            for number in dict.fromkeys((petition.batch, *petition.again)):
                if number is not None:
                    found.setdefault(number, []).append(petition)
        return {number: tuple(own) for number, own in found.items()}

    def handed_on(self, batch: int | None) -> date | None:
        """The day on which a batch was handed over: that of its first petition that tells one, else of its line."""
        own = self.by_batch.get(batch, ()) if batch is not None else self.petitions
        days = (one.handed for one in own if one.batch == batch and one.handed)
        return next(days, None) or next((line.handed for line in self.batches if line.number == batch), None)

"""What lists say of petitions, and what speaks against taking it.

That is another unit's petition, another list of the run, a value that a person typed, a list that was added before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import PurePath

from xl_tools.core import regions
from xl_tools.core.form import Field
from xl_tools.core.records import Level, Region
from xl_tools.core.text import squeeze
from xl_tools.parse.table.inspections import is_asked_for, or_asked, short_name
from xl_tools.parse.table.named import region_at_the_head
from xl_tools.parse.table.roles import day_in
from xl_tools.petitions.reading import BATCH, CODE, HANDED
from xl_tools.petitions.records import Ledger, Petition
from xl_tools.petitions.state import Change, State
from xl_tools.petitions.words import batch_of, code_of, regions_in

_DAYS = frozenset(map(Field, ("handed", "done_on", "next_due", "accepted", "noticed", "closed", "filed", "published")))
SERIAL = Field("serial")

_FOREIGN = "这一件不是{name}的"
_DISPUTED = "这次的几张表说法不一"
_TYPED = "台账里的值有人改过，上一张表写的是“{said}”"
_REPEATED = "这张表以前并过，这个值后来改了"

Key = tuple[str, str]
"""The inspection, and code with part; without a code the batch and the serial within it."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A list to be added: its petitions, and the file that it came in."""

    ledger: Ledger
    file: str


@dataclass(frozen=True, slots=True)
class Doubts:
    """Why a list's value for a cell of a petition may not be taken: ``foreign`` is the unit that speaks of another
    unit's petition, "" for its own; ``disputed`` are the columns that the lists of this run answer differently,
    ``record`` is what was changed in the petition before. ``answers`` tells that the row of the list is one that a unit
    sent back, not one that is handed over."""

    foreign: str
    disputed: frozenset[Field]
    record: Sequence[Change]
    file: str
    answers: bool

    def reason(self, name: Field, title: str, old: str, text: str) -> str:
        """Told with the conflict; "" where nothing stands against the value."""
        if self.foreign:
            return _FOREIGN.format(name=self.foreign)
        if name in self.disputed:
            return _DISPUTED
        record = [change for change in self.record if change.title == title]
        if record and not same(name, record[-1].new, old):
            return _TYPED.format(said=record[-1].new)
        if any(change.source == self.file and same(name, change.new, text) for change in record[:-1]):
            return _REPEATED
        if record and not self.answers and same(name, record[0].old, text):
            return _REPEATED
        return ""

    def is_recorded(self, title: str) -> bool:
        return any(change.title == title for change in self.record)


class Said:
    """What the lists of a run say together of each petition, and what the ledger's record says of it."""

    def __init__(self, state: State, lists: Sequence[HandedIn], units: regions.UnitList, asked: str) -> None:
        self.units = units
        self.record: dict[str, list[Change]] = {}
        for change in state.changes:
            self.record.setdefault(change.key, []).append(change)
        self.known: dict[str, list[Mapping[Field, str]]] = {}
        for row in state.rows:
            self.known.setdefault(key_of(row.texts, "")[1], []).append(row.texts)
        self.find = cache(self._find)
        self.disputed: dict[Key, set[Field]] = {}
        self._read(lists, asked)

    def _read(self, lists: Sequence[HandedIn], asked: str) -> None:
        """The columns of each petition that two lists answer differently; of a list its first row of a petition."""
        said: dict[tuple[str, Field], list[tuple[str, str]]] = {}
        for handed in lists:
            seen: set[Key] = set()
            for petition in handed.ledger.petitions:
                texts = texts_of(petition)
                key = key_of(texts, or_asked(petition.source.inspection, asked))
                known = self.known.get(key[1], ())
                if key in seen or (known and all(self.foreign(own, petition, handed) for own in known)):
                    continue
                seen.add(key)
                for name, text in texts.items():
                    before = said.setdefault((key[1], name), [])
                    for inspection, other in before:
                        if is_one(inspection, key[0]) and not same(name, other, text):
                            self.disputed.setdefault((inspection, key[1]), set()).add(name)
                            self.disputed.setdefault(key, set()).add(name)
                    before.append((key[0], text))

    def doubts(
        self, key: Key, own: Mapping[Field, str], petition: Petition, handed: HandedIn, *, alone: bool
    ) -> Doubts:
        """``alone`` tells that no other inspection has a petition of the code: the record does not tell them apart."""
        return Doubts(
            foreign=self.foreign(own, petition, handed),
            disputed=self.disputed_in(key),
            record=self.record.get(key[1], ()) if alone else (),
            file=handed.file,
            answers=petition.is_reported,
        )

    def disputed_in(self, key: Key) -> frozenset[Field]:
        return frozenset(self.disputed.get(key, ()))

    def foreign(self, own: Mapping[Field, str], petition: Petition, handed: HandedIn) -> str:
        """The unit for which a list, or its row, speaks, where the petition of the ledger is surely another's; "" where
        it is its own, or nobody can tell."""
        names = regions_in(own.get(Field.REGION, ""))[0]
        places = [place for name in names if (place := self.find(name))]
        lead = own.get(Field.LEAD, "")
        if not places or len(places) < len(names):
            return ""
        spoken = [[place for name in petition.regions if (place := self.find(name))]]
        if len(spoken[0]) < len(petition.regions):
            spoken = []
        unit = self._unit(handed)
        spoken += [[unit]] if unit else []
        for units in spoken:
            if units and not any(_touch(one, place) or one.short in lead for one in units for place in places):
                return "、".join(one.name for one in units)
        return ""

    def _unit(self, handed: HandedIn) -> Region | None:
        """The county that a list's title, its file's name, its sheet or all its rows name."""
        sheet = handed.ledger.sheet
        heads = (region_at_the_head(text) for text in (sheet.title, PurePath(handed.file).stem))
        return next((one for one in (*heads, sheet.region) if one and one.level is Level.COUNTY), None)

    def _find(self, name: str) -> Region | None:
        return regions.find(name, units=self.units)


def _touch(one: Region, other: Region) -> bool:
    return one.code == other.code or regions.is_within(one, other) or regions.is_within(other, one)


def is_one(inspection: str, other: str) -> bool:
    """Whether two may be the same inspection: one that a side does not tell, or tells no more of than its kind, may."""
    return (
        not inspection
        or not other
        or inspection == other
        or is_asked_for(inspection, other)
        or is_asked_for(other, inspection)
    )


def texts_of(petition: Petition) -> dict[Field, str]:
    """What a list says of a petition; batch and day as the title tells them, where no column does."""
    texts = {name: text for name, text in petition.source.texts.items() if text.strip()}
    if petition.batch is not None:
        texts.setdefault(BATCH, str(petition.batch))
    if petition.handed is not None:
        texts.setdefault(HANDED, petition.handed.isoformat())
    if petition.source.inspection:
        texts.setdefault(Field.INSPECTION, short_name(petition.source.inspection))
    return texts


def key_of(texts: Mapping[Field, str], inspection: str) -> Key:
    code, part = code_of(texts.get(CODE, ""))
    if code:
        return inspection, code + part
    batch, serial = texts.get(BATCH, "").strip(), squeeze(texts.get(SERIAL, ""))
    return inspection, f"第{batch_of(batch)}批第{serial}件" if batch and serial else ""


def same(name: Field, one: str, other: str) -> bool:
    """Whether two texts of a column say the same: days and numbers by their value."""
    if squeeze(one) == squeeze(other):
        return True
    if name is CODE:
        return code_of(one) == code_of(other)
    if name is BATCH:
        return batch_of(one) == batch_of(other) is not None
    if name in _DAYS:
        return day_in(one) == day_in(other) is not None
    if name is Field.REGION:
        short, long = sorted((squeeze(one), squeeze(other)), key=len)
        return bool(short) and long.endswith(short)
    return _number(one) == _number(other) is not None


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None

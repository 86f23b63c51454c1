"""What lists say of petitions, and what speaks against taking it.

That is another unit's petition, another list of the run, a value that a person typed, a list that was added before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import PurePath

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.form import Field
from xl_tools.core.records import Level, Region
from xl_tools.core.text import squeeze
from xl_tools.forms.definitions import about
from xl_tools.forms.headings import vocabularies
from xl_tools.parse.table.inspections import is_asked_for, or_asked, short_name
from xl_tools.parse.table.named import region_at_the_head
from xl_tools.parse.table.roles import day_in
from xl_tools.petitions.reading import AGAIN, BATCH, CODE, HANDED, REPEAT, REPEAT_OF
from xl_tools.petitions.records import Ledger, Petition
from xl_tools.petitions.state import Change, State
from xl_tools.petitions.words import batch_of, code_of, regions_in

_DAYS = frozenset(map(Field, ("handed", "done_on", "next_due", "accepted", "noticed", "closed", "filed", "published")))
SERIAL = Field("serial")
_OF_A_REPEAT = frozenset((BATCH, HANDED, REPEAT, REPEAT_OF, AGAIN))
"""What is not the same in each hand-over of one petition."""

_FOREIGN = "这一件不是{name}的"
DISPUTED = "这次的几张表说法不一"
_TWICE = "这张表里同一件有两行，说法不一"
_TYPED = "台账里的值有人改过，上一张表写的是“{said}”"
_REPEATED = "这张表以前并过，这个值后来改了"

Key = tuple[str, str]
"""The inspection, and code with part; without a code the batch and the serial within it."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A list to be added: its petitions, and the file that it came in."""

    ledger: Ledger
    file: str

    @property
    def day(self) -> date | None:
        """The day that the list bears, in its title, another line over its table or its file's name."""
        sheet = self.ledger.sheet
        lines = (sheet.title, *sheet.above, PurePath(self.file).stem)
        return next((day for line in lines if (day := day_in(line))), None)


def oldest_first(lists: Sequence[HandedIn]) -> list[HandedIn]:
    """By the days that they bear where each has one, else as they were given."""
    days = [one.day for one in lists]
    return sorted(lists, key=lambda one: one.day or date.min) if None not in days else list(lists)


@dataclass(frozen=True, slots=True)
class Doubts:
    """Why a list's value for a cell of a petition may not be taken: ``foreign`` is the unit that speaks of another
    unit's petition, "" for its own; ``disputed`` are the columns that the lists of this run answer differently,
    ``twice`` those that two rows of one list do. ``record`` is what was changed in the petition before. ``answers``
    tells that the row of the list is one that a unit sent back, not one that is handed over; ``files`` are all of the
    run, oldest first, and with ``newer`` the later of them is right."""

    foreign: str
    disputed: frozenset[str]
    twice: frozenset[str]
    record: Sequence[Change]
    file: str
    answers: bool
    files: Sequence[str]
    newer: bool

    def reason(self, name: str, title: str, old: str, text: str) -> str:
        """Told with the conflict; "" where nothing stands against the value."""
        if self.foreign:
            return _FOREIGN.format(name=self.foreign)
        if name in self.twice:
            return _TWICE
        if name in self.disputed and not self.newer:
            return DISPUTED
        record = [change for change in self.record if change.title == title]
        if record and not same(name, record[-1].new, old):
            return _TYPED.format(said=record[-1].new)
        if self.newer or not record:
            return ""
        if any(change.source == self.file and same(name, change.new, text) for change in record[:-1]):
            return _REPEATED
        # The list that brought the first value is not on record: it may be this one, or one that says it anew.
        unsure = not self.answers or (record[-1].source in self.files and record[-1].source != self.file)
        return _REPEATED if unsure and same(name, record[0].old, text) else ""

    def is_followed(self, name: str, title: str, old: str, text: str) -> bool:
        """Whether the value was taken from this file before, and then another's that lies beside it in this run: what
        the older of two returns says is settled."""
        record = [change for change in self.record if change.title == title]
        taken = any(change.source == self.file and same(name, change.new, text) for change in record[:-1])
        if not taken or record[-1].source not in self.files or not same(name, record[-1].new, old):
            return False
        return not self.newer or self.files.index(record[-1].source) > self.files.index(self.file)

    def is_recorded(self, title: str) -> bool:
        return any(change.title == title for change in self.record)


class Said:
    """What the lists of a run say together of each petition, and what the ledger's record says of it."""

    def __init__(
        self, state: State, lists: Sequence[HandedIn], units: regions.UnitList, asked: str, *, newer: bool
    ) -> None:
        """``newer``: where lists answer differently, the later one is to be taken."""
        self.units = units
        self.files = tuple(dict.fromkeys(handed.file for handed in lists))
        self.newer = newer
        self.record: dict[str, list[Change]] = {}
        for change in state.changes:
            self.record.setdefault(change.key, []).append(change)
        self.known: dict[str, list[Mapping[Field, str]]] = {}
        for row in state.rows:
            self.known.setdefault(key_of(row.texts, "")[1], []).append(row.texts)
        self.find = cache(self._find)
        self.disputed: dict[Key, set[str]] = {}
        self.twice: dict[Key, set[str]] = {}
        self._read(lists, asked)

    def _read(self, lists: Sequence[HandedIn], asked: str) -> None:
        """The columns of each petition that two lists, or two rows of one, answer differently. What was taken from a
        list before is no answer of this run."""
        said: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
        for place, handed in enumerate(lists):
            for petition in handed.ledger.petitions:
                texts = texts_of(petition)
                key = key_of(texts, or_asked(petition.source.inspection, asked))
                known = self.known.get(key[1], ())
                if known and all(self.foreign(own, petition, handed) for own in known):
                    continue
                for name, text in said_by(texts, petition).items():
                    if (name in _OF_A_REPEAT and petition.repeat) or self._was_taken(key, name, text, handed):
                        continue
                    before = said.setdefault((key[1], name), [])
                    for inspection, other, list_ in before:
                        into = self.twice if list_ == place else self.disputed
                        if is_one(inspection, key[0]) and not same(name, other, text):
                            into.setdefault((inspection, key[1]), set()).add(name)
                            into.setdefault(key, set()).add(name)
                    before.append((key[0], text, place))

    def _was_taken(self, key: Key, name: str, text: str, handed: HandedIn) -> bool:
        """Not told of a code that several inspections have: the record does not tell them apart."""
        record = self.record.get(key[1], ()) if len(self.known.get(key[1], ())) == 1 else ()
        title = title_of(name)
        return any(
            change.title == title and change.source == handed.file and same(name, change.new, text) for change in record
        )

    def doubts(
        self, key: Key, own: Mapping[Field, str], petition: Petition, handed: HandedIn, *, alone: bool
    ) -> Doubts:
        """``alone`` tells that no other inspection has a petition of the code: the record does not tell them apart."""
        return Doubts(
            foreign=self.foreign(own, petition, handed),
            disputed=frozenset(self.disputed.get(key, ())),
            twice=frozenset(self.twice.get(key, ())),
            record=self.record.get(key[1], ()) if alone else (),
            file=handed.file,
            answers=petition.is_reported,
            files=self.files,
            newer=self.newer,
        )

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
            if units and not any(
                regions.are_related(one, place) or one.short in lead for one in units for place in places
            ):
                return "、".join(one.name for one in units)
        return ""

    def _unit(self, handed: HandedIn) -> Region | None:
        """The county that a list's title, its file's name, its sheet or all its rows name."""
        sheet = handed.ledger.sheet
        heads = (region_at_the_head(text) for text in (sheet.title, PurePath(handed.file).stem))
        return next((one for one in (*heads, sheet.region) if one and one.level is Level.COUNTY), None)

    def _find(self, name: str) -> Region | None:
        return regions.find(name, units=self.units)


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


def extras_of(petition: Petition) -> dict[str, str]:
    """What a list has in columns of its own, as far as something stands there. One whose heading the ledger knows as
    another column's (a list's 编号 that was no serial) gets a heading that stays its own."""
    if not petition.source.extras:
        return {}
    form = about(Field("complaint"))
    known = [words for words in vocabularies() if form in words.forms]
    return {
        f"来件{heading}" if any(words.read(heading) for words in known) else heading: text
        for heading, text in petition.source.extras.items()
        if text.strip()
    }


def said_by(texts: Mapping[Field, str], petition: Petition) -> dict[str, str]:
    """``texts`` with the columns of the list's own: each column's text by field or heading."""
    return dict[str, str]((*texts.items(), *extras_of(petition).items()))


def title_of(name: str) -> str:
    """A column as it is called in the ledger: a field by its title, a column that no field claims by its heading."""
    columns = about(Field("complaint")).columns
    return columns[name].title if isinstance(name, Field) and name in columns else name


def key_of(texts: Mapping[Field, str], inspection: str) -> Key:
    code, part = code_of(texts.get(CODE, ""))
    if code:
        return inspection, code + part
    batch, serial = texts.get(BATCH, "").strip(), squeeze(texts.get(SERIAL, ""))
    return inspection, f"第{batch_of(batch)}批第{serial}件" if batch and serial else ""


def same(name: str, one: str, other: str) -> bool:
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

"""Lists to a ledger: hand-over lists and what counties send back, matched by code.

What is new is added behind; what is known takes what the list says anew, and the old value is kept in the record of
changes; what was handed over is never changed. Adding the same list twice changes nothing. What nobody can decide is
told and not written: a unit's row about another unit's petition, lists that answer one question differently, and a
value that a person typed over a list's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.form import Field
from xl_tools.forms.definitions import about
from xl_tools.parse.table.inspections import asked_for, inspection_in, or_asked
from xl_tools.parse.table.roles import day_in
from xl_tools.petitions.doubts import (
    DISPUTED,
    SERIAL,
    Doubts,
    HandedIn,
    Key,
    Said,
    extras_of,
    is_one,
    key_of,
    oldest_first,
    said_by,
    same,
    texts_of,
    title_of,
)
from xl_tools.petitions.reading import AGAIN, BATCH, HANDED, REPEAT, REPEAT_OF
from xl_tools.petitions.records import Batch, Channel, Ledger, Petition
from xl_tools.petitions.state import Change, Row, State
from xl_tools.petitions.words import batch_in_title, batch_of, batches_in


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that a list has otherwise than the ledger: it was not written. ``reason`` tells why, "" for a cell of what
    was handed over."""

    key: str
    title: str
    ledger: str
    list: str
    file: str
    row: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Double:
    """A petition that stands in a list a second time, in ``row``; it was there in ``first``."""

    key: str
    file: str
    row: int
    first: int


@dataclass(frozen=True, slots=True)
class Stray:
    """A petition that a list answers though the ledger has none of its code, and nothing tells its batch."""

    key: str
    file: str
    row: int


@dataclass(slots=True)
class Added:
    """What adding lists comes to. ``new`` and ``updated`` are keys of petitions, ``unchanged`` counts the others that
    the lists have, ``nameless`` rows of lists that nothing tells apart. ``replaced`` are values that were changed
    though the record of changes does not tell who wrote them: a person may have typed them. ``disputed`` tells that
    lists answer differently; of ``files`` a later one is the newer."""

    state: State
    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    nameless: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    replaced: list[Conflict] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    disputed: bool = False
    files: list[str] = field(default_factory=list)


def add(
    state: State, lists: Sequence[HandedIn], day: date, units: regions.UnitList = regions.NONE, *, newer: bool = False
) -> Added:
    """The ledger with lists added, in their order. ``day`` stands in the record of changes, ``units`` are those that an
    office adds to the regions. With ``newer`` the later of lists that answer differently is taken: by the days that the
    lists bear, where each has one."""
    by_day = oldest_first(lists)
    lists = by_day if newer else lists
    made = Added(state, files=list(dict.fromkeys(handed.file for handed in by_day)))
    rows = list(state.rows)
    asked = _inspection(state)
    places: dict[str, dict[str, int]] = {}
    for place, row in enumerate(rows):
        inspection, name = key_of(row.texts, or_asked(_named(row.texts), asked))
        places.setdefault(name, {}).setdefault(inspection, place)
    counted = Counter(number for row in rows for number in _batches_of(row.texts))
    batches = {batch.number: batch for batch in state.batches}
    said = Said(state, lists, units, asked, newer=newer)
    for handed in lists:
        before = Counter(counted)
        seen: dict[Key, int] = {}
        for petition in handed.ledger.petitions:
            texts = texts_of(petition)
            key = key_of(texts, or_asked(petition.source.inspection, asked))
            if not key[1]:
                made.nameless += 1
                continue
            inspection, name = key
            found = _known(places.get(name, {}), inspection)
            if key in seen:
                made.doubles.append(Double(name, handed.file, petition.row, seen[key]))
            changes = len(made.changes)
            if found is None:
                places.setdefault(name, {})[inspection] = len(rows)
                doubts = said.doubts(key, {}, petition, handed, alone=False)
                rows.append(_first(texts, petition, key, handed, made, doubts, day))
                counted[petition.batch] += 1
                made.new.append(name)
                if state.rows and petition.is_reported and petition.batch is None:
                    made.strays.append(Stray(name, handed.file, petition.row))
            else:
                alone = len(places[name]) == 1
                doubts = said.doubts(key, rows[found].texts, petition, handed, alone=alone)
                row = rows[found]
                rows[found] = _updated(row, texts, petition, name, handed, made, day, doubts)
                counted.update(_batches_of(rows[found].texts) - _batches_of(row.texts))
                made.unchanged += rows[found] is row and key not in seen
            said.record.setdefault(name, []).extend(made.changes[changes:])
            seen.setdefault(key, petition.row)
        _add_batches(batches, handed, before, counted, made)
    made.disputed = any(conflict.reason == DISPUTED for conflict in made.conflicts)
    numbers = sorted((batch for batch in batches.values()), key=lambda batch: (batch.number or 0, batch.row))
    made.state = replace(state, rows=tuple(rows), batches=tuple(numbers), changes=(*state.changes, *made.changes))
    made.updated = list(dict.fromkeys(made.updated))
    return made


def _named(texts: Mapping[Field, str]) -> str:
    """The id of the inspection that a row of the ledger names; "" where it names none."""
    return inspection_in(texts.get(Field.INSPECTION, "").strip(), alone=True)


def _known(there: Mapping[str, int], inspection: str) -> int | None:
    """The row of a code that is known, by the inspections under which it stands. One that one side does not tell, or
    tells no more of than its kind, is taken for the other's where only one can be meant."""
    if inspection in there:
        return there[inspection]
    fitting = [place for own, place in there.items() if is_one(own, inspection)]
    return fitting[0] if len(fitting) == 1 else None


def _inspection(state: State) -> str:
    return asked_for(state.conventions.inspection) if state.conventions.inspection else ""


def _batches_of(texts: Mapping[Field, str]) -> set[int | None]:
    """The batches in which a petition of the ledger was handed over."""
    return {batch_of(texts.get(BATCH, "")), *batches_in(texts.get(AGAIN, ""))}


def _first(
    texts: Mapping[Field, str], petition: Petition, key: Key, handed: HandedIn, made: Added, doubts: Doubts, day: date
) -> Row:
    """What the first list that has a petition says of it, without answers that another list contradicts. An answer that
    is taken all the same, because a later one follows it, is put on record."""
    disputed = (doubts.disputed | doubts.twice).difference(about(Field("complaint")).locked)
    if not petition.is_reported:
        disputed = disputed.difference(texts)
    extras = extras_of(petition)
    left = set()
    for name, text in said_by(texts, petition).items():
        if name not in disputed:
            continue
        title = title_of(name)
        if reason := doubts.reason(name, title, "", text):
            left.add(name)
            made.conflicts.append(Conflict(key[1], title, "", text, handed.file, petition.row, reason))
        else:
            made.changes.append(Change(key[1], title, "", text, day.isoformat(), handed.file))
    return Row(
        {name: text for name, text in texts.items() if name not in left},
        {heading: text for heading, text in extras.items() if heading not in left},
    )


def _updated(
    row: Row,
    texts: Mapping[Field, str],
    petition: Petition,
    key: str,
    handed: HandedIn,
    made: Added,
    day: date,
    doubts: Doubts,
) -> Row:
    """A row with what a list says anew, the row itself where that is nothing; what was handed over or is in doubt, and
    is otherwise in the list, stays and is told."""
    own, extras = dict(row.texts), dict(row.extras)
    locked = about(Field("complaint")).locked
    changes: list[Change] = []
    for name, text in said_by(_of_known(own, texts, petition), petition).items():
        old = (own.get(name, "") if isinstance(name, Field) else extras.get(name, "")).strip()
        title = title_of(name)
        if name is SERIAL or name is Field.INSPECTION or same(name, old, text):
            continue
        if name in locked and old:
            made.conflicts.append(Conflict(key, title, old, text, handed.file, petition.row))
            continue
        if doubts.is_followed(name, title, old, text):
            continue
        reason = doubts.reason(name, title, old, text)
        if reason:
            made.conflicts.append(Conflict(key, title, old, text, handed.file, petition.row, reason))
            continue
        if old and not doubts.is_recorded(title):
            made.replaced.append(Conflict(key, title, old, text, handed.file, petition.row))
        changes.append(Change(key, title, old, text, day.isoformat(), handed.file))
        if isinstance(name, Field):
            own[name] = text
        else:
            extras[name] = text
    if not changes:
        return row
    made.updated.append(key)
    made.changes += changes
    return Row(own, extras)


def _of_known(own: Mapping[Field, str], texts: Mapping[Field, str], petition: Petition) -> Mapping[Field, str]:
    """What a list says of a petition that is in the ledger. The day over a return is not that of the hand-over. Of one
    that is handed over once more (是否重复) the batch is noted beside the first one, and the petition that was handed
    over first is not the repeat."""
    if petition.is_reported and HANDED in own and not petition.text(HANDED).strip():
        texts = {name: text for name, text in texts.items() if name is not HANDED}
    first = batch_of(own.get(BATCH, ""))
    if not petition.repeat or petition.batch is None or first is None or first == petition.batch:
        return texts
    again = sorted({*batches_in(own.get(AGAIN, "")), petition.batch})
    left = {name: text for name, text in texts.items() if name not in (BATCH, HANDED, REPEAT, REPEAT_OF)}
    return {**left, AGAIN: "、".join(map(str, again))}


def _add_batches(
    batches: dict[int | None, Batch],
    handed: HandedIn,
    before: Mapping[int | None, int],
    counted: Mapping[int | None, int],
    made: Added,
) -> None:
    """The lines of the batches that a list brings: as its workbook counts them, else by its rows. A batch without a
    petition has a line, too, so that it is known to be none that was lost."""
    ledger = handed.ledger
    for batch in ledger.batches:
        if batch.number is not None and batch.number not in batches:
            batches[batch.number] = batch
            made.batches.append(batch.number)
    numbers = dict(ledger.by_batch)
    title = batch_in_title(ledger.sheet.title)
    if title is not None:
        numbers.setdefault(title, ())
    for number, own in numbers.items():
        known = batches.get(number)
        if known is None:
            batches[number] = _line(number, own, ledger)
            made.batches.append(number)
        elif known.total is not None and counted[number] > before[number] and before[number] == known.total:
            channels = dict(known.by_channel)
            batches[number] = replace(known, total=counted[number], by_channel=_more(channels, own, made.new))


def _line(number: int, own: Sequence[Petition], ledger: Ledger) -> Batch:
    codes = {one.code or f"{one.row}": one for one in own}
    channels = {channel: sum(one.channel is channel for one in codes.values()) for channel in Channel}
    told = any(channels.values())
    handed = ledger.handed_on(number) or (day_in(ledger.sheet.title) if not own else None)
    return Batch(
        number=number,
        row=0,
        sheet="批次",
        handed=handed,
        total=len(codes),
        by_channel=channels if told else {},
        key=sum(one.key for one in codes.values()),
    )


def _more(channels: dict[Channel, int], own: Sequence[Petition], new: Sequence[str]) -> dict[Channel, int]:
    """The channels of a batch with those of a supplement."""
    if not channels:
        return channels
    added = Counter(one.channel for one in own if one.key_text in set(new) and one.channel)
    return {channel: channels.get(channel, 0) + added[channel] for channel in {*channels, *added}}

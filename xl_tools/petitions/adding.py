"""Lists to a ledger: hand-over lists and what counties send back, matched by code.

What is new is added behind; what is known takes what the list says anew, and the old value is kept in the record of
changes; what was handed over is never changed. Adding the same list twice changes nothing. What nobody can decide is
told and not written: a unit's row about another unit's petition, lists that answer one question differently, and a
value that a person typed over a list's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from xl_tools.core import regions
from xl_tools.core.form import Field
from xl_tools.forms.definitions import about
from xl_tools.forms.headings import vocabularies
from xl_tools.parse.table.inspections import asked_for, inspection_in, or_asked
from xl_tools.parse.table.roles import day_in
from xl_tools.petitions.doubts import SERIAL, Doubts, HandedIn, Key, Said, is_one, key_of, same, texts_of
from xl_tools.petitions.reading import BATCH, REPEAT
from xl_tools.petitions.records import Batch, Channel, Ledger, Petition
from xl_tools.petitions.state import Change, Row, State
from xl_tools.petitions.words import batch_in_title, batch_of


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


@dataclass(slots=True)
class Added:
    """What adding lists comes to. ``new`` and ``updated`` are keys of petitions, ``unchanged`` counts the others that
    the lists have, ``nameless`` rows of lists that nothing tells apart. ``replaced`` are values that were changed
    though the record of changes does not tell who wrote them: a person may have typed them."""

    state: State
    new: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    nameless: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    replaced: list[Conflict] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)


def add(state: State, lists: Sequence[HandedIn], day: date, units: regions.UnitList = regions.NONE) -> Added:
    """The ledger with lists added, in their order. ``day`` stands in the record of changes, ``units`` are those that an
    office adds to the regions."""
    made = Added(state)
    rows = list(state.rows)
    asked = _inspection(state)
    places: dict[str, dict[str, int]] = {}
    for place, row in enumerate(rows):
        inspection, name = key_of(row.texts, or_asked(_named(row.texts), asked))
        places.setdefault(name, {}).setdefault(inspection, place)
    counted = Counter(batch_of(row.texts.get(BATCH, "")) for row in rows)
    batches = {batch.number: batch for batch in state.batches}
    said = Said(state, lists, units, asked)
    for handed in lists:
        before = Counter(counted)
        seen: set[Key] = set()
        for petition in handed.ledger.petitions:
            texts = texts_of(petition)
            key = key_of(texts, or_asked(petition.source.inspection, asked))
            if not key[1]:
                made.nameless += 1
                continue
            inspection, name = key
            found = _known(places.get(name, {}), inspection)
            if found is None:
                places.setdefault(name, {})[inspection] = len(rows)
                rows.append(Row(_first(texts, petition, key, handed, made, said), _extras(petition)))
                counted[petition.batch] += 1
                made.new.append(name)
            elif key not in seen:
                alone = len(places[name]) == 1
                doubts = said.doubts(key, rows[found].texts, petition, handed, alone=alone)
                rows[found] = _updated(rows[found], texts, petition, name, handed, made, day, doubts)
            seen.add(key)
        _add_batches(batches, handed, before, counted, made)
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


def _extras(petition: Petition) -> dict[str, str]:
    """What a list has in columns of its own. One whose heading the ledger knows as another column's (a list's 编号 that
    was no serial) gets a heading that stays its own."""
    form = about(Field("complaint"))
    known = [words for words in vocabularies() if form in words.forms]
    return {
        f"来件{heading}" if any(words.read(heading) for words in known) else heading: text
        for heading, text in petition.source.extras.items()
    }


def _first(
    texts: dict[Field, str], petition: Petition, key: Key, handed: HandedIn, made: Added, said: Said
) -> dict[Field, str]:
    """What the first list that has a petition says of it, without a unit's answers that another list contradicts."""
    form = about(Field("complaint"))
    disputed = said.disputed_in(key).difference(form.locked) if petition.is_reported else frozenset()
    doubts = Doubts("", disputed, (), handed.file, answers=True)
    for name in (name for name in texts if name in disputed):
        title, text = form.columns[name].title, texts[name]
        reason = doubts.reason(name, title, "", text)
        made.conflicts.append(Conflict(key[1], title, "", text, handed.file, petition.row, reason))
    return {name: text for name, text in texts.items() if name not in disputed}


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
    """A row with what a list says anew; what was handed over or is in doubt, and is otherwise in the list, stays and
    is told."""
    own = dict(row.texts)
    locked = about(Field("complaint")).locked
    changes: list[Change] = []
    for name, text in texts.items():
        old = own.get(name, "").strip()
        if name is SERIAL or name is Field.INSPECTION or same(name, old, text):
            continue
        title = about(Field("complaint")).columns[name].title
        if name in locked and old:
            if not (name is BATCH and REPEAT in own and petition.repeat):
                made.conflicts.append(Conflict(key, title, old, text, handed.file, petition.row))
            continue
        reason = doubts.reason(name, title, old, text)
        if reason:
            made.conflicts.append(Conflict(key, title, old, text, handed.file, petition.row, reason))
            continue
        if old and not doubts.is_recorded(title):
            made.replaced.append(Conflict(key, title, old, text, handed.file, petition.row))
        changes.append(Change(key, title, old, text, day.isoformat(), handed.file))
        own[name] = text
    taken = {} if doubts.foreign else _extras(petition)
    extras = {**row.extras, **{heading: text for heading, text in taken.items() if text.strip()}}
    if not changes and extras == dict(row.extras):
        made.unchanged += 1
        return row
    made.updated.append(key)
    made.changes += changes
    return Row(own, extras)


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
    handed = next((one.handed for one in own if one.handed), None) or (day_in(ledger.sheet.title) if not own else None)
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

"""Counties' ledgers to a city's, cities' to a province's: by code and part, nothing counted twice and nothing lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from decimal import Decimal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.form import Field
from xl_tools.forms.definitions import about
from xl_tools.petitions.reading import AGAIN, BATCH, CODE, HANDED, SETTLED, SHARE, VERDICT
from xl_tools.petitions.records import COUNTS, Batch, Ledger, Petition, Settled
from xl_tools.petitions.state import Row
from xl_tools.petitions.words import batch_of, batches_in, count_of

FINES = (Field("fine"), Field("fine_yuan"))
_ORDER = {Settled.OPEN: 0, None: 0, Settled.PHASE: 1, Settled.DONE: 2}


@dataclass(frozen=True, slots=True)
class Sent:
    """A unit's ledger: the name of the unit, its petitions, the file."""

    unit: str
    ledger: Ledger
    file: str


@dataclass(frozen=True, slots=True)
class Together:
    """The petitions of several units. ``joint`` are codes that several of them sent: their texts stand in a block a
    unit, their state is that of the unit that is furthest behind."""

    rows: tuple[Row, ...]
    batches: tuple[Batch, ...]
    counted: Mapping[str, int]
    joint: tuple[str, ...] = field(default=())


def merge(sent: Sequence[Sent]) -> Together:
    """The ledgers as one, in the order of the units; of a code and part that several sent, one row."""
    by_key: dict[tuple[str, str], list[tuple[Sent, Petition]]] = {}
    for one in sent:
        for petition in one.ledger.petitions:
            by_key.setdefault(_key(one, petition), []).append((one, petition))
    rows = [_row(own) for own in by_key.values()]
    joint = [key[1] for key, own in by_key.items() if len({one.unit for one, _ in own}) > 1]
    counted: dict[str, int] = {}
    for one in sent:
        counted[one.unit] = counted.get(one.unit, 0) + len(one.ledger.petitions)
    return Together(tuple(rows), _batches(sent, rows), counted, tuple(joint))


def _key(sent: Sent, petition: Petition) -> tuple[str, str]:
    """Without a code a petition is its unit's own: the serials of several units are no one's."""
    inspection = petition.source.inspection
    return inspection, petition.key_text or f"{sent.unit}第{petition.batch}批第{petition.row}行"


def _row(own: Sequence[tuple[Sent, Petition]]) -> Row:
    if len(own) == 1:
        sent, petition = own[0]
        return Row(_told(petition, sent.unit), dict(petition.source.extras))
    texts = _told(own[0][1], "")
    form = about(Field("complaint"))
    for name in form.own:
        said = [(sent.unit, petition.text(name).strip()) for sent, petition in own if petition.text(name).strip()]
        if not said:
            continue
        if name in COUNTS:
            texts[name] = str(sum(count_of(text) or 0 for _, text in said))
        elif name is SETTLED:
            worst = min((petition.settled for _, petition in own), key=lambda settled: _ORDER[settled])
            texts[name] = worst.label if worst else ""
        elif name in FINES:
            yuan = name is FINES[1] or own[0][0].ledger.conventions.fine_unit == "元"
            fines = [petition.fine for _, petition in own if petition.fine is not None]
            texts[name] = f"{(sum(fines, Decimal(0)) / (1 if yuan else 10_000)).normalize():f}"
        elif name is VERDICT or len({text for _, text in said}) > 1:
            one = {text for _, text in said}
            texts[name] = one.pop() if len(one) == 1 else "\n".join(f"{unit}：{text}" for unit, text in said)
        else:
            texts[name] = said[0][1]
    texts[Field.REGION] = "、".join(
        dict.fromkeys(name for sent, petition in own for name in petition.regions or (sent.unit,))
    )
    shares = [petition.text(SHARE).strip() for _, petition in own]
    if all(shares):
        texts[SHARE] = "、".join(shares)
    extras = {heading: text for _, petition in own for heading, text in petition.source.extras.items()}
    return Row(texts, extras)


def _told(petition: Petition, unit: str) -> dict[Field, str]:
    texts = {name: text for name, text in petition.source.texts.items() if text.strip()}
    texts[CODE] = petition.key_text or texts.get(CODE, "")
    if petition.batch is not None:
        texts[BATCH] = str(petition.batch)
    if petition.handed is not None:
        texts.setdefault(HANDED, petition.handed.isoformat())
    if unit:
        texts.setdefault(Field.REGION, unit)
    return texts


def _batches(sent: Sequence[Sent], rows: Sequence[Row]) -> tuple[Batch, ...]:
    """The batches that the units name, each with the petitions that are here: a unit sees its part of one alone."""
    days = {number: one.ledger.handed_on(number) for one in sent for number in one.ledger.by_batch}
    held: dict[int, int] = {}
    for row in rows:
        for number in dict.fromkeys((batch_of(row.texts.get(BATCH, "")), *batches_in(row.texts.get(AGAIN, "")))):
            if number is not None:
                held[number] = held.get(number, 0) + 1
    return tuple(
        Batch(number=number, row=0, sheet="批次", handed=days.get(number), total=count)
        for number, count in sorted(held.items())
    )

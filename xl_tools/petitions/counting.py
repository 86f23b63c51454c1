"""Petitions counted as an office counts them: one line for each place a petition concerns, with what it weighs there.

Every statistic is a sum over these lines, so that a workbook can do it with formulas of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Field
from xl_tools.petitions.records import COUNTS, Channel, Conventions, Ledger, Petition, Settled, Verdict

JOINT = "几地合办件"
"""The class of petitions that concern several places, where they are a class of their own."""
NO_PLACE, NO_TYPE, NOT_LOOKED_INTO = "未填地区", "未填类型", "未核实"
COMBINED = "同时涉及几个类型"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a petition counts for in one place. ``weight`` is how much of it; ``first`` is 1 on its first line and 0 on
    the others, so that their sum is how many petitions there are. ``types`` maps a type to what the petition weighs in
    it. Numbers and the fine (元) stand on the first line alone: they are counted once."""

    petition: Petition
    place: str
    weight: Decimal
    first: int
    channel: str
    settled: str
    verdict: str
    types: Mapping[str, Decimal]
    due: date | None
    publish_due: date | None
    counts: Mapping[Field, int] = field(default_factory=dict)
    fine: Decimal = Decimal(0)

    @property
    def is_reported(self) -> bool:
        return self.petition.is_settled or bool(self.petition.verdict)


UnitOf = Callable[[str], str]
"""The unit under which a place is counted: a county itself, or the city that it lies in."""


def lines_of(petitions: Sequence[Petition], conventions: Conventions, unit_of: UnitOf = str) -> tuple[Line, ...]:
    """The lines of petitions, in their order. A repeat is left out where the office leaves repeats out."""
    counted = [one for one in petitions if conventions.repeats == "counted" or not one.repeat]
    seen: set[str] = set()
    return tuple(line for petition in counted for line in _lines(petition, conventions, seen, unit_of))


def _lines(petition: Petition, conventions: Conventions, seen: set[str], unit_of: UnitOf) -> Iterator[Line]:
    first = int(not petition.part or petition.code not in seen)  # the parts of one are one petition
    seen.add(petition.code)
    for at, (place, weight) in enumerate(_places(petition, conventions, unit_of)):
        alone = at == 0
        yield Line(
            petition=petition,
            place=place,
            weight=weight,
            first=first if alone else 0,
            channel=petition.channel.label if petition.channel else Channel.OTHERS.label,
            settled=petition.settled.label if petition.settled else Settled.OPEN.label,
            verdict=petition.verdict.label if petition.verdict else NOT_LOOKED_INTO,
            types=dict.fromkeys(_types(petition, conventions), weight),
            due=conventions.due(petition),
            publish_due=conventions.publish_due(petition),
            counts=petition.counts if alone else {},
            fine=(petition.fine or Decimal(0)) if alone else Decimal(0),
        )


def _places(petition: Petition, conventions: Conventions, unit_of: UnitOf) -> list[tuple[str, Decimal]]:
    """The units of a petition's places, each once, with what the petition weighs there."""
    places = [unit_of(place) for place in petition.regions] or [NO_PLACE]
    if conventions.count_by == "share":
        given = len(petition.shares) == len(places)
        shares = petition.shares if given else (Decimal(1) / len(places),) * len(places)
        weights: dict[str, Decimal] = {}
        for place, share in zip(places, shares, strict=True):
            weights[place] = weights.get(place, Decimal(0)) + share
        return list(weights.items())
    units = list(dict.fromkeys(places))
    if conventions.count_by == "own_class" and len(units) > 1:
        return [(JOINT, Decimal(1))]
    return [(unit, Decimal(1)) for unit in units]


def _types(petition: Petition, conventions: Conventions) -> Sequence[str]:
    types = petition.types + petition.unknown_types
    if not types:
        return (NO_TYPE,)
    if conventions.types_by == "main":
        return types[:1]
    if conventions.types_by == "combined" and len(types) > 1:
        return (COMBINED,)
    return types


def places_in(lines: Sequence[Line], expected: Sequence[str] = ()) -> tuple[str, ...]:
    """The places of lines, those that must report first, in their order."""
    return tuple(dict.fromkeys((*expected, *(line.place for line in lines))))


def types_in_use(lines: Sequence[Line], conventions: Conventions) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*conventions.types, *(name for line in lines for name in line.types))))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """The numbers of one place, or of all (``place`` ""). Weights are exact; fines are in 元."""

    place: str
    total: Decimal
    channels: Mapping[str, Decimal]
    key: Decimal
    settled: Mapping[str, Decimal]
    verdicts: Mapping[str, Decimal]
    types: Mapping[str, Decimal]
    counts: Mapping[Field, int]
    fine: Decimal
    done_rate: Decimal | None
    false_rate: Decimal | None


def count(lines: Sequence[Line], place: str, conventions: Conventions) -> PlaceCount:
    """The numbers of a place; of all lines for ""."""
    own = [line for line in lines if not place or line.place == place]

    def weigh(wanted: Mapping[str, object]) -> dict[str, Decimal]:
        sums: dict[str, Decimal] = {str(name): Decimal(0) for name in wanted}
        return sums

    channels = weigh(dict.fromkeys(channel.label for channel in Channel))
    settled = weigh(dict.fromkeys(one.label for one in Settled))
    verdicts = weigh(dict.fromkeys([*(one.label for one in Verdict), NOT_LOOKED_INTO]))
    types: dict[str, Decimal] = {}
    for line in own:
        channels[line.channel] += line.weight
        settled[line.settled] += line.weight
        verdicts[line.verdict] += line.weight
        for name, weight in line.types.items():
            types[name] = types.get(name, Decimal(0)) + weight
    total = sum((line.weight for line in own), Decimal(0))
    done = settled[Settled.DONE.label]
    if conventions.done_rate == "done_or_phase":
        done += settled[Settled.PHASE.label]
    return PlaceCount(
        place=place,
        total=total,
        channels=channels,
        key=sum((line.weight for line in own if line.petition.key), Decimal(0)),
        settled=settled,
        verdicts=verdicts,
        types=types,
        counts={name: sum(line.counts.get(name, 0) for line in own) for name in COUNTS},
        fine=sum((line.fine for line in own), Decimal(0)),
        done_rate=done / total if total else None,
        false_rate=verdicts[Verdict.FALSE.label] / total if total else None,
    )


def number_of(petitions: Iterable[Petition]) -> int:
    """How many petitions rows are, repeats among them: the parts of one are one."""
    petitions = tuple(petitions)
    return len({one.code for one in petitions if one.part}) + sum(not one.part for one in petitions)


def petition_count(lines: Sequence[Line]) -> int:
    """How many petitions there are, however many places each concerns."""
    return sum(line.first for line in lines)


def batch_count(ledger: Ledger) -> int:
    """How many batches there were: those received, or the highest number, as the office counts them."""
    numbers = {batch.number for batch in ledger.batches if batch.number and batch.total != 0}
    numbers |= set(ledger.by_batch)
    if ledger.conventions.batches_by == "number":
        return max((number for number in numbers if number), default=0)
    return len(numbers)

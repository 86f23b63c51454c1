"""What texts say of petitions in numbers: "42件信访件已办结40件", held against the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.parse.table.inspections import inspection_in, is_asked_for
from xl_tools.petitions.records import Petition
from xl_tools.petitions.words import batch_in_title

_SENTENCES = expression(r"[。；;！!\n]+")
_SEVERAL_BATCHES = expression(r"批次?(?:至|到|-|~|、)第?|前\d{1,4}批|\d-\d{1,4}批")
_STATES = ("total", "done", "phase", "open", "closed")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A number that a text gives: ``state`` is total, done, phase, open or closed; ``batch`` the one that the sentence
    is about, ``inspection`` the id of the one that it names, "" for none."""

    state: str
    number: int
    words: str
    batch: int | None
    inspection: str


def quoted(text: str) -> Iterator[Quoted]:
    """The numbers of petitions that a text gives, in its order. A sentence about several batches says nothing sure."""
    patterns = _patterns()
    for sentence in _SENTENCES.split(text):
        said = squeeze(sentence)
        if not patterns["about"].search(said) or _SEVERAL_BATCHES.search(said):
            continue
        for state in _STATES:
            found = list(patterns[state].finditer(said))
            if len(found) == 1:  # several numbers of one state are of several places or times
                number = next(group for group in found[0].groups() if group)
                yield Quoted(
                    state, int(number.replace(",", "")), found[0][0], batch_in_title(said), inspection_in(said)
                )


def counted(petitions: Sequence[Petition]) -> Mapping[str, tuple[int, ...]]:
    """How many petitions there are in each state, the parts of one counted once; what is done may be said with or
    without what is done for now."""

    def number(own: Sequence[Petition]) -> int:
        return len({one.code for one in own if one.part}) + sum(not one.part for one in own)

    done = number([one for one in petitions if one.is_done])
    phase = number([one for one in petitions if one.is_phase])
    total = number(petitions)
    return {
        "total": (total,),
        "done": (done, done + phase),
        "phase": (phase,),
        "open": (total - done - phase,),
        "closed": (number([one for one in petitions if one.is_closed]),),
    }


def differing(text: str, petitions: Sequence[Petition], inspection: str) -> Iterator[tuple[Quoted, int]]:
    """What a text says otherwise than the ledger, each with the ledger's number."""
    for one in quoted(text):
        if one.inspection and inspection and not is_asked_for(inspection, one.inspection):
            continue  # of another inspection
        own = [petition for petition in petitions if one.batch is None or petition.batch == one.batch]
        numbers = counted(own)[one.state]
        if own and one.number not in numbers:
            yield one, numbers[0]


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    section = load("petitions")["quoted"]
    return {name: expression(section[name]) for name in ("about", *_STATES)}

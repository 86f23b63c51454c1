"""Complaints of one place that say nearly the same, found without comparing each with each.

Of each text the smallest hashes of its runs of characters are kept: two texts that are alike share most of their runs,
and so most of these. Only texts that share some are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from heapq import nsmallest
from zlib import crc32

from xl_tools.core.form import Field
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.petitions.records import Petition

_RUN = 4
_KEPT = 24
"""So many hashes of a text are kept."""
_SHARED = 0.4
"""So large a part of them must be shared before two texts are compared: far less than texts share that are alike."""
_CROWDED = 24
"""A hash in more texts is of a phrase that many have (影响周边居民): only the last of them are looked up."""
_COMPARED = 4
"""So many of the nearest are compared with a text."""
_SHORTEST = 12


def alike(petitions: Sequence[Petition]) -> Iterator[tuple[int, int]]:
    """(row, earlier row) of petitions of one place whose complaints are alike, each with the first that is so."""
    share = float(load("petitions")["alike"]["share"])
    by_place: dict[tuple[str, ...], list[Petition]] = {}
    for petition in petitions:
        by_place.setdefault(petition.regions, []).append(petition)
    for own in by_place.values():
        yield from _in_one_place(own, share)


def _in_one_place(petitions: Sequence[Petition], share: float) -> Iterator[tuple[int, int]]:
    texts: dict[int, str] = {}
    bearing: dict[int, list[int]] = {}
    same: dict[str, int] = {}
    for petition in petitions:
        text = squeeze(petition.text(Field("complaint")))
        if len(text) < _SHORTEST:
            continue
        first = same.setdefault(text, petition.row)
        if first != petition.row:
            yield petition.row, first
            continue
        sketch = _sketch(text)
        candidates = Counter(row for mark in sketch for row in bearing.get(mark, ())[-_CROWDED:])
        least = _SHARED * len(sketch)
        near = [row for row, count in candidates.most_common(_COMPARED) if count >= least]
        found = next((row for row in sorted(near) if _are_alike(texts[row], text, share)), None)
        if found is not None:
            yield petition.row, found
        texts[petition.row] = text
        for mark in sketch:
            bearing.setdefault(mark, []).append(petition.row)


def _sketch(text: str) -> list[int]:
    data = text.encode("utf-16-le", "surrogatepass")
    return nsmallest(_KEPT, {crc32(data[place : place + 2 * _RUN]) for place in range(0, len(data) - 2 * _RUN + 1, 2)})


def _are_alike(one: str, other: str, share: float) -> bool:
    """Whether of both texts together so large a share stays in order."""
    if 2 * min(len(one), len(other)) < share * (len(one) + len(other)):
        return False
    # Which characters there are tells most pairs apart, and is counted fifty times as fast as they are compared.
    common = sum((Counter(one) & Counter(other)).values())
    if 2 * common < share * (len(one) + len(other)):
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= share

"""What a text claims with its numbers, and whether it is so (domain.md#figures; rules N601 to N607).

Every check is conservative: where it is not sure what a number counts, or of what a percentage is the share, it
says nothing. ``read_figures`` looks inside one text; ``restated`` compares a progress text with its plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from xl_tools.parse.figures.claim import Claim, located
from xl_tools.parse.figures.faults import Unreadable, impossible_percentages, totals, unreadable_numbers
from xl_tools.parse.figures.quantities import KEPT_FINDINGS, scan
from xl_tools.parse.figures.restated import restated, restated_within
from xl_tools.parse.figures.sentence import Sentence, sentences
from xl_tools.parse.figures.shares import shares, subsets
from xl_tools.parse.figures.sums import sums

__all__ = [
    "Claim",
    "Unreadable",
    "impossible_percentages",
    "read_figures",
    "restated",
    "totals",
    "unreadable_numbers",
]


@lru_cache(maxsize=KEPT_FINDINGS)
def read_figures(text: str) -> tuple[Claim, ...]:
    """The claims inside one text, in its order, each once. Never raises; no numbers give no claims."""
    scanned = scan(text)
    if len(scanned.quantities) < 2:
        return ()
    before: Sentence | None = None
    claims: dict[tuple[str, str, tuple[tuple[int, int], ...]], Claim] = {}
    for sentence in sentences(text):
        for claim in _claims(sentence, before):
            claims.setdefault((claim.kind, claim.expression, claim.spans), claim)
        before = sentence
    return tuple(located(claim, scanned, text) for claim in claims.values())


def _claims(sentence: Sentence, before: Sentence | None) -> Iterator[Claim]:
    if not sentence.readable:
        return
    found = list(sums(sentence))
    yield from (claim for claim, _ in found if claim is not None)
    yield from subsets(sentence, before, [item for _, items in found for item in items])
    yield from shares(sentence)
    yield from restated_within(sentence)

"""A paper that people worked in, read again: numbers that were typed over (R09), and its other checks anew."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from xl_tools.core.expressions import expression
from xl_tools.write.documents.fill import Texts

_NUMBER = expression(r"\d+(?:\.\d+)?%?")
_TOKEN = expression(r"\d+(?:\.\d+)?%?|[^\d]")
_ALIKE = 0.7
"""A sentence that was reworded is still the same one where so much of it stands."""
_AROUND = 8


def typed_over(written: Texts, made: Texts) -> Iterator[str]:
    """Numbers of ``written`` that are others in ``made``, the paper as it comes from the workbook, each with what
    stands around it. A paragraph that is in ``made`` as it is, or like none of it, says nothing; the cells of tables
    are compared by their places, where there are as many as there were."""
    there = set(made.running)
    sentences = [text for text in made.running if _NUMBER.search(text)]
    for text in written.running:
        if text not in there and _NUMBER.search(text):
            meant = max(sentences, key=lambda one: _alike(one, text), default="")
            if meant and _alike(meant, text) >= _ALIKE:
                yield from _differing(text, meant)
    if len(written.in_tables) == len(made.in_tables):
        for text, counted in zip(written.in_tables, made.in_tables, strict=True):
            yield from _differing(text, counted)


def _alike(one: str, other: str) -> float:
    """How alike two texts are but for their numbers."""
    matcher = SequenceMatcher(None, _NUMBER.sub("0", one), _NUMBER.sub("0", other), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0


def _differing(typed: str, counted: str) -> Iterator[str]:
    own, meant = _TOKEN.findall(typed), _TOKEN.findall(counted)
    for what, start, end, first, last in SequenceMatcher(None, own, meant, autojunk=False).get_opcodes():
        if what != "replace" or end - start != last - first:
            continue
        for place in range(end - start):
            said, known = own[start + place], meant[first + place]
            if said != known and _NUMBER.fullmatch(said) and _NUMBER.fullmatch(known):
                around = "".join(own[max(0, start + place - _AROUND) : start + place + _AROUND])
                yield f"“{around.strip()}”里写的是{said}，汇总工作簿里是{known}"

"""Sentences that are as varied as what people write, from short words: for large made-up files."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from xl_tools.core.expressions import expression
from xl_tools.sample.sentences import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

_SLOT = expression("〈(.)〉")


def sentence(kind: str, random: Random) -> str:
    """A sentence of a kind of shape in ``phrases.toml``: "done", "ought" or "fault"."""
    shapes = _shapes(kind)
    words = shapes[int(random.random() * len(shapes))]
    return "".join(word if isinstance(word, str) else word(random) for word in words)


@cache
def _shapes(kind: str) -> Sequence[Sequence[str | Callable[[Random], str]]]:
    """Each shape as its fixed words and, for its gaps, what fills them."""
    shapes = []
    for shape in load("phrases")["shapes"][kind]:
        pieces = _SLOT.split(shape)
        shapes.append([_filler(piece) if index % 2 else piece for index, piece in enumerate(pieces)])
    return shapes


@cache
def _filler(name: str) -> Callable[[Random], str]:
    own = {"地": _place, "企": _firm, "日": _day, "量": _amount, "河": _river}
    if name in own:
        return own[name]
    words: list[str] = load("phrases")["lists"][name]
    return lambda random: _one(words, random)


def _one(words: Sequence[str], random: Random) -> str:
    return words[int(random.random() * len(words))]


def _place(random: Random) -> str:
    words = load("phrases")
    return _one(words["places"], random) + _one(words["places"], random) + _one(words["place_ends"], random)


def _firm(random: Random) -> str:
    words = load("phrases")
    stem = _one(words["firm_stems"], random) + _one(words["firm_stems"], random)
    return stem + _one(words["firm_trades"], random) + _one(words["firm_ends"], random)


def _river(random: Random) -> str:
    words = load("phrases")
    return _one(words["places"], random) + _one(words["rivers"], random) + _one(words["river_ends"], random)


def _day(random: Random) -> str:
    return f"{random.randint(2019, 2021)}年{random.randint(1, 12)}月{random.randint(1, 28)}日"


def _amount(random: Random) -> str:
    return f"{int(10 ** (random.random() * 3.5)) + 2}{_one(load('phrases')['units'], random)}"

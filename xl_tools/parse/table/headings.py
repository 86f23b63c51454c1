"""Which field a column heading names. Columns are found by heading, never by position.

The names are data (``data/headings.toml``). A heading that is not among them is unknown: it is listed,
with the nearest known name beside it, and never guessed.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from xl_tools.core.records import STATUS_LABELS, Field, Level, Status
from xl_tools.core.text import squeeze
from xl_tools.data import load

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>")
_NOISE = re.compile(r"[\s:：*＊※·,，、。;；/()\[\]<>\"'“”‘’|_\-~]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading text means. ``weak`` means: only if no other column claims the field."""

    field: Field
    weak: bool = False
    level: Level | None = None


def title(name: Field, level: Level = Level.COUNTY) -> str:
    """The standard form's heading of a field; the region's depends on whose sheet it is."""
    entry = load("headings")[name.value]
    return str(entry["city"][0] if name is Field.REGION and level is not Level.COUNTY else entry["title"])


@lru_cache(maxsize=4096)
def read_heading(text: str) -> Heading | None:
    """The field a heading names; None when it is not known.

    A remark in brackets is left out when the whole is not known ("完成时限（年月）").
    """
    known = _known()
    folded = squeeze(text)
    return known.get(_key(folded)) or known.get(_key(_BRACKETED.sub("", folded)))


@lru_cache(maxsize=256)
def option_heading(text: str) -> Status | None:
    """The status a heading names where the four options stand in four columns."""
    key = _key(squeeze(text))
    return next((status for status, label in STATUS_LABELS.items() if _key(label) == key), None)


@lru_cache(maxsize=1024)
def nearest_field(text: str) -> Field | None:
    """The field whose known heading is nearest in spelling, for "did you mean"; None if none is near."""
    close = difflib.get_close_matches(_key(squeeze(text)), _known(), n=1, cutoff=0.6)
    return _known()[close[0]].field if close else None


def _key(folded: str) -> str:
    return _NOISE.sub("", folded).lower()


@cache
def _known() -> dict[str, Heading]:
    known: dict[str, Heading] = {}
    for name, entry in load("headings").items():
        field = Field(name)
        level = Level.COUNTY if field is Field.REGION else None
        for text in entry.get("weak", ()):
            known[_key(squeeze(text))] = Heading(field, weak=True)
        for text in (entry["title"], *entry.get("aliases", ())):
            weak = text in entry.get("weak", ())
            known[_key(squeeze(text))] = Heading(field, weak=weak, level=level)
        for text in entry.get("city", ()):
            known[_key(squeeze(text))] = Heading(field, level=Level.CITY)
    return known

"""Which column a heading names. Columns are found by heading, never by position.

A heading that no form knows is unknown: it is listed, with the nearest known name beside it, and never guessed.
Forms that know the same headings share a vocabulary; a form with headings of its own has one to itself, so that what
its headings mean in it they mean nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import STATUS_LABELS, Field, Form, Level, Status
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.forms import definitions

_BRACKETED = expression(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>")
_NOISE = expression(r"[\s:：*＊※·,，、。;；/()\[\]<>\"'“”‘’|_\-~]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading text means. ``weak`` means: only if no other column claims the field."""

    field: Field
    weak: bool = False
    level: Level | None = None


class Vocabulary:
    """The headings that some forms know."""

    def __init__(self, known: Mapping[str, Heading], forms: tuple[Form, ...]) -> None:
        self.forms = forms
        self.flat = all(form.flat for form in forms)
        """Whether it is of registers alone: there a heading means what its own words say, whatever stands beside it."""
        self._known = known
        columns = [column for form in forms for column in form.columns.values() if column.like]
        self._alike = [(expression(column.like), Heading(column.field, weak=True)) for column in columns]
        self.read = lru_cache(maxsize=4096)(self._read)
        """The column a heading names; None when it is not known. A remark in brackets is left out when the whole is
        not known ("完成时限（年月）")."""
        self.nearest = lru_cache(maxsize=1024)(self._nearest)
        """The column whose known heading is nearest in spelling, for "did you mean"; None if none is near."""

    def _read(self, text: str) -> Heading | None:
        whole, bare = _keys(text)
        return (
            self._known.get(whole) or self._known.get(bare) or (self._alike and self._put_together(whole, bare)) or None
        )

    def _put_together(self, *keys: str) -> Heading | None:
        once = dict.fromkeys(keys)  # most headings have no remark: both keys are one
        return next((heading for key in once for words, heading in self._alike if words.fullmatch(key)), None)

    def _nearest(self, text: str) -> Field | None:
        from difflib import get_close_matches  # not needed where every heading is known

        close = get_close_matches(_key(squeeze(text)), self._known, n=1, cutoff=0.6)
        return self._known[close[0]].field if close else None

    def form_of(self, columns: Collection[Field]) -> Form | None:
        """The form of a heading with these columns: of several that it may be, the one that lacks least."""
        fitting = (form for form in self.forms if form.recognises(columns))
        return min(fitting, key=lambda form: len(form.lacking(columns)), default=None)


def vocabularies() -> tuple[Vocabulary, ...]:
    """Those of all forms that are tables in general, the standard form's first."""
    return _vocabularies(definitions.read_by("table"))


@lru_cache(maxsize=8192)
def known_to(text: str, some: tuple[Vocabulary, ...]) -> bool:
    """Whether any of several vocabularies knows a heading."""
    return any(words.read(text) for words in some)


@lru_cache(maxsize=8192)
def option_heading(text: str) -> Status | None:
    """The status a heading names where the options stand in columns of their own, however it is spelled."""
    return _option_names().get(_key(squeeze(text)))


@lru_cache(maxsize=2048)
def how_many_known(texts: tuple[str, ...], words: Vocabulary) -> int:
    """How many texts of a row name a column or an option: every county's table is headed by the same ones."""
    return sum(bool(words.read(text) or option_heading(text)) for text in texts)


@cache
def _option_names() -> Mapping[str, Status]:
    named = {_key(name): Status(status) for status, names in load("ticks")["options"].items() for name in names}
    return named | {_key(label): status for status, label in STATUS_LABELS.items()}


def is_title(forms: Collection[Form], name: Field, text: str) -> bool:
    """Whether a heading is a column's own title, not another name for it."""
    key = _key(squeeze(text))
    return any(name in form.columns and _key(squeeze(form.columns[name].title)) == key for form in forms)


def title(form: Form, name: Field, level: Level | None = None) -> str:
    """The heading that a form prints over a column; the region's depends on whose table it is (a county's, if that
    is not known)."""
    column = form.columns[name]
    return column.city[0] if column.city and level not in (None, Level.COUNTY) else column.title


@lru_cache(maxsize=4096)
def _keys(text: str) -> tuple[str, str]:
    """What a heading is looked up by, as it stands and without a remark in brackets: once for all vocabularies."""
    folded = squeeze(text)
    return _key(folded), _key(_BRACKETED.sub("", folded))


def _key(folded: str) -> str:
    return _NOISE.sub("", folded).lower()


@cache
def _vocabularies(forms: tuple[Form, ...]) -> tuple[Vocabulary, ...]:
    groups: list[tuple[dict[str, Heading], list[Form]]] = []
    for form in sorted(forms, key=lambda form: not form.standard):
        known = _known(form)
        same = next((group for words, group in groups if words == known), None)
        if same is None:
            groups.append((known, [form]))
        else:
            same.append(form)
    return tuple(Vocabulary(known, tuple(group)) for known, group in groups)


def _known(form: Form) -> dict[str, Heading]:
    known: dict[str, Heading] = {}
    for column in form.columns.values():
        level = Level.COUNTY if column.city else None
        for text in column.weak:
            known[_key(squeeze(text))] = Heading(column.field, weak=True)
        for text in (column.title, *column.aliases):
            known[_key(squeeze(text))] = Heading(column.field, weak=text in column.weak, level=level)
        for text in column.city:
            known[_key(squeeze(text))] = Heading(column.field, level=Level.CITY)
    return known

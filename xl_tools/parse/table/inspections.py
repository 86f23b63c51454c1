"""Which inspection a task is of (forms.md 10): numbers begin anew in each, so that a number alone is no identity."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.text import chinese_number, squeeze
from xl_tools.data import load

_YEAR = expression(r"(20\d\d)年?")
REMEMBERED = "xlt.inspection"
"""The document property in which a workbook of ours keeps the inspection of its tasks."""
_LONGEST = 30
"""A longer text of a column tells a story and names no inspection of its own."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """``kind`` is what its ids begin with, and what stands for the one of that kind where the text says no more."""

    kind: str
    tail: str
    short: str
    title: str
    patterns: tuple[re.Pattern[str], ...]


@cache
def _kinds() -> tuple[_Kind, ...]:
    data = load("inspections")
    found = []
    for entry in data["inspection"]:
        kind, _, tail = entry["id"].partition("-{")
        patterns = tuple(expression(text.replace("{round}", data["round"])) for text in entry["patterns"])
        kind += "-r" if tail.endswith("r") else ""
        found.append(_Kind(kind, f"-{{{tail}", entry["short"], entry["title"], patterns))
    return tuple(found)


@lru_cache(maxsize=2048)
def inspection_in(text: str, *, alone: bool = False) -> str:
    """The id of the inspection that a text speaks of ("central-2", "film-yangtze-2021"), of its kind alone where it
    says no round or year ("central"); "" for none. ``alone``: the text is a cell of a column for it and names one in
    any case."""
    line = squeeze(text)
    if _both().search(line):
        return line if alone and len(line) <= _LONGEST else ""
    several = _rounds().search(line) is not None
    for kind in _kinds():
        match = next((match for pattern in kind.patterns if (match := pattern.search(line))), None)
        if match is None:
            continue
        groups = match.groupdict()
        number = 1 if groups.get("first") else chinese_number(groups.get("n") or "")
        year = _YEAR.search(line)
        if "{n}" in kind.tail:
            known = number and not several
            return f"{kind.kind.removesuffix('-r')}{kind.tail.format(n=number)}" if known else kind.kind
        return f"{kind.kind}{kind.tail.format(year=year[1])}" if year else kind.kind
    return line if alone and len(line) <= _LONGEST else ""


@cache
def _both() -> re.Pattern[str]:
    return expression(load("inspections")["both"])


@cache
def _rounds() -> re.Pattern[str]:
    return expression(load("inspections")["rounds"])


def with_round(inspection: str, text: str) -> str:
    """An inspection known by its kind alone, with the round that another text names without its kind (第二轮)."""
    if not any(inspection == kind.kind for kind in _kinds()) or (said := _ROUND.match(squeeze(text))) is None:
        return inspection
    found = inspection_in(f"{said[1]}{long_name(inspection)}")
    return found if _is_of(found, inspection) else inspection


_ROUND = expression(
    r"(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.]?)?((?:首|第[一二三四五1-5])轮)(?:督察|反馈|整改|问题|任务|清单|\d|项|[()])*$"
)


def short_name(inspection: str) -> str:
    """How people call an inspection, for lists: 央督二轮."""
    return _called(inspection, lambda kind: kind.short)


def long_name(inspection: str) -> str:
    """How a table names an inspection: 第二轮中央生态环境保护督察."""
    return _called(inspection, lambda kind: kind.title)


def _called(inspection: str, words: Callable[[_Kind], str]) -> str:
    for kind in _kinds():
        if inspection == kind.kind:
            return _OPEN.sub("", words(kind))
        if _is_of(inspection, kind.kind):
            number = inspection.rpartition("-")[2].removesuffix("r")
            return words(kind).format(n="〇一二三四五"[int(number)] if len(number) == 1 else number, year=number)
    return inspection


_OPEN = expression(r"第?\{\w+\}[轮年]?")


def asked_for(words: str) -> str:
    """The id of the inspection that the office names: by its id, or as people call it."""
    text = words.strip()
    if is_known(text):
        return text
    return inspection_in(text, alone=True)


def or_asked(found: str, asked: str) -> str:
    """The inspection of a task where the office says which one is asked for: what tells nothing, or no more than its
    kind, is of that one."""
    return asked if asked and (not found or _is_of(asked, found)) else found


def may_be_one(inspection: str, asked: str) -> bool:
    """Whether what a table names and what is asked for may be one inspection, with its round or without."""
    return inspection == asked or _is_of(inspection, asked) or _is_of(asked, inspection)


def is_known(inspection: str) -> bool:
    """Whether it is the id of an inspection, and not words of which none is read."""
    return any(inspection == kind.kind or _is_of(inspection, kind.kind) for kind in _kinds())


def is_asked_for(inspection: str, asked: str) -> bool:
    """Whether a task is of the inspection that is asked for, or of one of that kind."""
    return inspection == asked or _is_of(inspection, asked)


def settled(found: Iterable[str]) -> Mapping[str, str] | None:
    """What each name of an inspection means among those in use; None where there is one only, and nothing to tell
    apart. A kind alone means the one of that kind that is in use; "" where several are, or where nothing is said."""
    names = set(found)
    kinds = {kind.kind for kind in _kinds()}
    meant: dict[str, str] = {"": ""}
    for name in names - {""}:
        plain = kinds if name != _AGAIN else ()
        own = sorted(other for other in names if name in kinds and other not in plain and _is_of(other, name))
        meant[name] = name if not own else own[0] if len(own) == 1 else ""
    return meant if len(set(meant.values()) - {""}) > 1 else None


_AGAIN = "again"
"""The kind of a 回头看 that does not say of which inspection: of the one that is looked back upon."""


def only_one(found: Iterable[str]) -> str:
    """The one inspection that names speak of, in the words that tell most; "" where they speak of none or several."""
    names = set(found)
    return "" if settled(names) is not None else max(sorted(names), key=len, default="")


def _is_of(inspection: str, kind: str) -> bool:
    """Whether it is one of a kind, its round or year with it."""
    head, _, rest = inspection.rpartition("-")
    if kind == _AGAIN and rest.endswith("r"):
        return any(one.kind == f"{head}-r" for one in _kinds())
    again = rest.endswith("r")
    return rest[:1].isdecimal() and head == kind.removesuffix("-r") and again == kind.endswith("-r")

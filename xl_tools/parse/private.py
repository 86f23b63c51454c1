"""What of a text tells who somebody is, or how to reach him: numbers in any of their spellings, names behind a role."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from xl_tools.core.expressions import expression
from xl_tools.data import load
from xl_tools.parse.table.unit_names import SURNAMES

_FEWEST_DIGITS = 7
_SOME_DIGITS = expression(
    rf"(?:\d[^\d\n]?){{{_FEWEST_DIGITS}}}|@|微信|[Qq]{{2}}|[零〇一二三四五六七八九幺]{{9}}"
    r"|[一-鿿][A-Z][ ·•・]?[A-Z\d]{5}"
)


def numbers_in(text: str, kinds: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Numbers of telephones and of people, each with its kind, in half-width signs; of all kinds for ()."""
    said = unicodedata.normalize("NFKC", text)
    if not _SOME_DIGITS.search(said):
        return
    taken: list[tuple[int, int]] = []
    for kind, pattern in _numbers():
        for match in pattern.finditer(said):
            start, end = match.span()
            if any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            if not kinds or kind in kinds:
                yield kind, match[0].lstrip(":为是号码 ")


def names_in(text: str, *, complainants: bool = False) -> Iterator[str]:
    """Names of people behind what they are: 联系人：张三、李四; only of ``complainants`` where that is asked."""
    said = unicodedata.normalize("NFKC", text)
    for match in (_complainants() if complainants else _names()).finditer(said):
        yield from _people(re.split(r"[、,和 ]+", match["named"] or match["known"] or match["did"]))


def people_in(text: str) -> Iterator[str]:
    """The names of people in a cell that holds nothing else: 王小明、李四（户主）."""
    said = unicodedata.normalize("NFKC", text)
    yield from _people(name for name in _ALONE.split(said) if _is_name().fullmatch(name))


_ALONE = expression(r"[、,;/\s]+|\([^()]*\)|先生|女士|同志")


def _people(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if len(name) > 1 and "某" not in name and name not in _none() and name[-1] not in _offices():
            yield name


@cache
def _numbers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((entry["kind"], expression(entry["pattern"])) for entry in load("private")["numbers"])


@cache
def _is_name() -> re.Pattern[str]:
    two = "|".join(load("private")["names"]["surnames_of_two"])
    return expression(rf"(?:[{SURNAMES}]|{two})[一-鿿]{{1,2}}")


@cache
def _names() -> re.Pattern[str]:
    words = load("private")["names"]
    return _behind(words["complainants"] + words["roles"])


@cache
def _complainants() -> re.Pattern[str]:
    return _behind(load("private")["names"]["complainants"])


def _behind(roles: Sequence[str]) -> re.Pattern[str]:
    """Behind a colon anybody; else somebody with a usual surname, before a sign, a number, a form of address or what
    he did (举报人张三反映; 举报人于近期反映 names nobody)."""
    role = "|".join(roles)
    known = rf"[{SURNAMES}][一-鿿]{{1,2}}"
    ending = r"(?=[\s,.。;、()\d/]|$|同志|先生|女士|联系|电话|手机)"
    did = rf"(?![于和何应常向])(?P<did>{known})(?=反映|投诉|举报|来[电信访])"
    named = r"[:为是] ?(?P<named>[一-鿿]{2,4}?(?:[、,和 ][一-鿿]{2,4}?)*)"
    return expression(rf"(?:{role})(?:姓名)?[( ]*(?:(?:{named}|(?P<known>{known}(?:[、和 ]{known})*)){ending}|{did})")


def _none() -> Collection[str]:
    return load("private")["names"]["none"]  # type: ignore[no-any-return]


def _offices() -> str:
    return str(load("private")["names"]["offices"])

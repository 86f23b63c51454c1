"""What the cells of a petition table say. Wording that is not known decides nothing: it is told, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field
from xl_tools.core.text import chinese_number, squeeze
from xl_tools.data import load
from xl_tools.parse.table.roles import day_in
from xl_tools.petitions.records import Channel, Settled, Verdict

_SEVERAL = expression(r"[、,，;；/\n和及与+＋]+")
_PLACES = expression(r"[、,，;；/\n]+")
_PART = expression(r"(?<=[0-9A-Za-z])(?:[-–—－_]|\()(\d{1,2})\)?$")
_AMOUNT = expression(r"(-?\d[\d,]*(?:\.\d+)?)(家次|家|户|件次|件|起|人次|人|万元|元|个)?")
_BATCH = expression(r"第?(\d{1,3}|[一二三四五六七八九十百〇零两]{1,5})(?:批次|批)?")
_BATCH_IN_TITLE = expression(r"第(\d{1,3}|[一二三四五六七八九十百〇零两]{1,5})批")
_HANDED = expression(r"交办|转办|移交|批次")
_BRACKETED = expression(r"[(（][^()（）]{6,20}[)）]")
_NUMBERS = expression(r"\d{1,4}")
_SHARE = expression(r"^(.*?)[（(:：]?\s?(\d(?:\.\d+)?|\d{1,3}[%％])\s?件?[)）]?$")


def verdict_of(text: str) -> Verdict | None:
    name = _name_of(text, "verdict")
    return Verdict(name) if name and name != "none" else None


def settled_of(text: str) -> Settled | None:
    name = _name_of(text, "settled")
    return Settled(name) if name else None


def channel_of(text: str) -> Channel | None:
    name = _name_of(text, "channel")
    return Channel(name) if name else None


def is_known(kind: str, text: str) -> bool:
    """Whether a cell's wording is one of those that are known, be it for nothing yet."""
    return _name_of(text, kind) is not None


def _name_of(text: str, kind: str) -> str | None:
    return _spelled(kind).get(squeeze(text).rstrip("。.;；")) if text else None


@cache
def _spelled(kind: str) -> Mapping[str, str]:
    return {squeeze(word): name for name, words in load("petitions")[kind].items() for word in words}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """An expression of ``[words]``."""
    return expression(load("petitions")["words"][name])


def says_yes(text: str) -> bool:
    return squeeze(text).lower() in _spelled("yes") and not says_nothing(text)


def says_nothing(text: str) -> bool:
    """Whether a cell is empty or says that there is nothing: 无, /."""
    return not text or _spelled("yes").get(squeeze(text)) == "nothing" or not squeeze(text)


def types_in(text: str, listed: Iterable[str] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The types that a cell names, in its order: those that are known, under the name that counts them, and the
    others. ``listed`` are the inspection's own; "" for none: all that are known anywhere."""
    return _types_in(text, tuple(listed))


@lru_cache(maxsize=1024)
def _types_in(text: str, listed: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known = _types(listed)
    names = [name for part in _SEVERAL.split(text) if (name := squeeze(part))]
    found = dict.fromkeys(known[name] for name in names if name in known)
    return tuple(found), tuple(dict.fromkeys(name for name in names if name not in known))


@cache
def _types(listed: tuple[str, ...]) -> Mapping[str, str]:
    """The name that counts a type, by each of its spellings."""
    spelled = {name: tuple(map(squeeze, words)) for name, words in load("petitions")["types"].items()}
    if not listed:
        return {word: name for name, words in spelled.items() for word in words}
    known: dict[str, str] = {}
    for name in listed:
        own = next((words for words in spelled.values() if squeeze(name) in words), ())
        known |= dict.fromkeys(own, name)
    return known | {squeeze(name): name for name in listed}


def code_of(text: str) -> tuple[str, str]:
    """A code in one spelling, and the part that tells shares of several units apart: ("D3ZJ202405070001", "-1")."""
    said = squeeze(text).upper().lstrip("★☆*")
    match = _PART.search(said)
    if match and len(said) - len(match[0]) >= _SHORTEST:
        return said[: match.start()], f"-{int(match[1])}"
    return said, ""


_SHORTEST = 6
"""A code of fewer characters has no part behind it: "12-3" is a code as it stands."""


@lru_cache(maxsize=512)
def batch_of(text: str) -> int | None:
    """The number of a batch: 3, 第三批, 第20批次."""
    said = squeeze(text)
    match = _BATCH.fullmatch(said)
    return _number(match[1]) if match else None


def batches_in(text: str) -> tuple[int, ...]:
    """The numbers of several batches: 3、5, 第三批、第五批. Text that is none is left out."""
    return tuple(number for part in _PLACES.split(text) if (number := batch_of(part)) is not None)


def numbers_in(text: str) -> list[int]:
    """The numbers of a cell, in digits: "21、第22项"."""
    return [int(number) for number in _NUMBERS.findall(text)]


def batch_in_title(text: str) -> int | None:
    """The one batch that a line names; None where it names several (第一批至第十一批)."""
    named = {_number(said) for said in _BATCH_IN_TITLE.findall(squeeze(text))}
    return named.pop() if len(named) == 1 else None


def day_of_hand_over(line: str) -> date | None:
    """The day that a line above a table gives for the hand-over; None for a day that may be that of the report."""
    said = squeeze(line)
    return day_in(line) if batch_in_title(said) or _HANDED.search(said) or _BRACKETED.fullmatch(said) else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() else chinese_number(text)


def count_of(text: str) -> int | None:
    """A whole number of a cell, its unit left out; 0 where it says that there is none, None where it says none."""
    amount = amount_of(text)
    return int(amount) if amount is not None and amount == int(amount) and amount >= 0 else None


def amount_of(text: str) -> Decimal | None:
    """A number of a cell, its unit left out; 0 where it says that there is none."""
    if says_nothing(text):
        return Decimal(0)
    match = _AMOUNT.fullmatch(squeeze(text))
    return Decimal(match[1].replace(",", "")) if match else None


def money(text: str) -> str:
    """An amount of money with its unit in full: 2万 is 2万元."""
    return f"{text.rstrip()}元" if text.rstrip().endswith("万") else text


def unit_in(text: str) -> str:
    """The unit behind the number of a cell, "" where there is none."""
    match = _AMOUNT.fullmatch(squeeze(text)) if text else None
    return (match[2] or "") if match else ""


@lru_cache(maxsize=1024)
def regions_in(text: str) -> tuple[tuple[str, ...], tuple[Decimal, ...]]:
    """The places that a cell names, and the share of each where each has one: "莲都区（0.5）、青田县（0.5）"."""
    names: list[str] = []
    shares: list[Decimal] = []
    for part in _PLACES.split(text):  # 和 is part of a name: 云和县
        said = part.strip()
        match = _SHARE.match(said)
        if match and match[1].strip():
            names.append(match[1].strip())
            shares.append(_share(match[2]))
        elif said:
            names.append(said)
    return tuple(names), tuple(shares) if len(shares) == len(names) else ()


def shares_in(text: str) -> tuple[Decimal, ...]:
    """The shares of a cell of its own: "0.5、0.5", "1"."""
    parts = [part.strip() for part in _SEVERAL.split(text) if part.strip()]
    found = [_share(part) for part in parts if re.fullmatch(r"\d(?:\.\d+)?|\d{1,3}[%％]", part)]
    return tuple(found) if len(found) == len(parts) else ()


def _share(text: str) -> Decimal:
    return Decimal(text[:-1]) / 100 if text[-1] in "%％" else Decimal(text)


@cache
def _counted() -> Mapping[Field, re.Pattern[str]]:
    return {Field(name): expression(entry["said"]) for name, entry in load("petitions")["counts"].items()}


def count_titles() -> Iterator[tuple[Field, str, str]]:
    """Each column of numbers with its title and unit, in the order of the form."""
    for name, entry in load("petitions")["counts"].items():
        yield Field(name), entry["title"], entry["unit"]


def number_said(name: Field, text: str) -> int | None:
    """The number that a text gives for a column ("立案处罚2家"); None where it gives none, or several."""
    found = {int(match["n"]) for match in _counted()[name].finditer(text)}
    return found.pop() if len(found) == 1 else None


@cache
def _fine() -> re.Pattern[str]:
    return expression(load("petitions")["fine"]["said"])


def fine_said(text: str) -> Decimal | None:
    """The fine that a text gives, in 元; None where it gives none, or several."""
    found = {
        Decimal(match["n"].replace(",", "")) * (10_000 if match["unit"] == "万元" else 1)
        for match in _fine().finditer(squeeze(text))
    }
    return found.pop() if len(found) == 1 else None

"""Numbers that cannot be: percentages (N604), figures that are no number (N606); and cumulative figures (N607)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.text import CHINESE_NUMERALS
from xl_tools.data import load
from xl_tools.parse.figures.quantities import KEPT_FINDINGS, Quantity, any_of, flattened, grammar, relocate, scan
from xl_tools.parse.figures.sentence import Mention, Sentence, sentences
from xl_tools.parse.figures.shares import shares
from xl_tools.parse.figures.sums import NOT_ADDED

# --- percentages ------------------------------------------------------------------------------------------

_LOST_POINT = Decimal(1000)
"""From here on even the fulfilment of a target is more likely a lost decimal point."""


@dataclass(frozen=True, slots=True)
class _PercentCues:
    bounded: re.Pattern[str]
    unbounded: re.Pattern[str]
    growth: re.Pattern[str]
    fulfilled: re.Pattern[str]


@cache
def _percent_cues() -> _PercentCues:
    data = {name: any_of(pieces) for name, pieces in load("figures")["percent"].items()}
    return _PercentCues(
        bounded=expression(rf"(?:{data['bounded']})"),
        unbounded=expression(data["unbounded"]),
        growth=expression(data["growth"]),
        fulfilled=expression(data["fulfilled"]),
    )


@lru_cache(maxsize=KEPT_FINDINGS)
def impossible_percentages(text: str) -> tuple[Quantity, ...]:
    """Percentages that cannot be (N604): a rate above 100 %, or a decimal point lost ("9334%").

    A point that a symbol-font character stands for is lost for the reader too ("93?34%" shows as 9334%); it is
    passed over where two numbers beside it confirm the percentage. Growth may be any number; the fulfilment
    of a target up to 1000 %.
    """
    if "%" not in text and "％" not in text and "﹪" not in text and "百分之" not in text:
        return ()
    scanned = scan(text)
    found: list[Quantity] = []
    for sentence in sentences(text):
        if not sentence.readable:
            continue
        doubtful = [item.quantity for at, item in enumerate(sentence.items) if _cannot_be(sentence, at)]
        if doubtful:
            confirmed = {claim.spans[-1] for claim in shares(sentence) if claim.holds}
            found += [quantity for quantity in doubtful if quantity.span not in confirmed]
    return tuple(relocate(scanned, text, quantity) for quantity in found)


def _cannot_be(sentence: Sentence, at: int) -> bool:
    cues, item = _percent_cues(), sentence.items[at]
    quantity = item.quantity
    if quantity.unit != "%" or quantity.damaged or quantity.value <= 100:
        return quantity.unit == "%" and quantity.damaged
    clause = _words_before(sentence.items, at)
    if cues.growth.search(clause) or item.quantity.bound == "about":
        return False
    rates = list(cues.bounded.finditer(clause))
    free = list(cues.unbounded.finditer(clause))
    if rates and not (free and free[-1].end() >= rates[-1].end()):
        return not cues.fulfilled.search(clause, rates[-1].end())
    if cues.fulfilled.search(clause + item.after) or free:
        return quantity.value >= _LOST_POINT
    return quantity.value >= _LOST_POINT and quantity.value == quantity.value.to_integral_value()


def _words_before(items: Sequence[Mention], at: int) -> str:
    """The words that lead to a percentage; in a list ("分别为91%、93%") those before the list."""
    while at and items[at].quantity.unit == "%" == items[at - 1].quantity.unit and len(items[at].lead) < 3:
        at -= 1
    return re.split(r"[,;(]", items[at].lead)[-1]


# --- what is no number ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Characters that stand where a number should and are none; ``span`` in the text given."""

    raw: str
    span: tuple[int, int]


@cache
def _unreadable() -> re.Pattern[str]:
    unit = rf"(?:万亿|[十百千]?[万亿])?(?:{grammar().units})"
    han = CHINESE_NUMERALS.replace("〇", "").replace("零", "").replace("○", "")
    # The units stand there once: they take long to compile.
    return expression(
        r"(?:(?P<points>(?<![\d.A-Za-z])\d+(?:\.\d+){2,})"
        r"|(?P<doubled>(?<![\d.A-Za-z])\d+(?:\.{2,}|\.,|,\.|,,+)\d+(?:[.,]\d+)*)"
        r"|(?P<groups>(?<![\d.,A-Za-z])\d{1,3}(?:,\d+)+(?:\.\d+)?)"
        r"|(?P<letter>(?<![A-Za-z\d.])(?:\d+[OoＯ○〇]\d*|[Oo○〇]\d+|\d+[lI|]\d+))"
        r"|(?P<blank>(?<![A-Za-z\d])(?:[Xx]{2,}|×{1,4}|(?<!_)_{2,}+)))"
        rf"(?={unit})"
        rf"|(?P<han>(?<![{han}])[{han}]*+(?<=[十百千])[Oo0][{han}]+)"
    )


# Looked for first: a year between two commas is nothing of the kind.
_SUSPECT_FLAT = expression(r"\d(?:[.,][.,]|\.\d+\.\d|,\d+,\d|[OoＯ○〇lI|])|[Oo○〇]\d|[十百千][Oo0]|[Xx]{2}|×|__")
# What such numbers are made of, and nothing else.
_SIGNS = frozenset(f"0123456789.,OoＯ○〇lI|Xx×_{CHINESE_NUMERALS}")
_GROUPED = expression(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LISTS = expression(r"第|分别|序号|编号|点位号|清单|[、,]$")


@lru_cache(maxsize=KEPT_FINDINGS)
def unreadable_numbers(text: str) -> tuple[Unreadable, ...]:
    """Figures that cannot be read (N606): "12.3.4万元", "1,23,4个", "二千O五", "2O82个", "XX家".

    Section numbers ("3.2.1"), dates ("2021.12.30") and the number of an item before its text ("12.3.4万元" where an
    item "11." stands before it) are none of these.
    """
    scanned = flattened(text)
    if not _SUSPECT_FLAT.search(scanned.flat):
        return ()
    found = []
    for match in _strange_numbers(scanned.flat):
        if _is_unreadable(scanned.flat, match):
            start, end = scanned.original(*match.span())
            found.append(Unreadable(text[start:end], (start, end)))
    return tuple(found)


def _strange_numbers(flat: str) -> Iterator[re.Match[str]]:
    """Only around what looks strange: to look for all kinds everywhere takes ten times as long."""
    passed = 0
    for strange in _SUSPECT_FLAT.finditer(flat):
        if strange.start() < passed:
            continue
        place = strange.start()
        while place > passed and flat[place - 1] in _SIGNS:
            place -= 1
        passed = strange.end()
        while passed < len(flat) and flat[passed] in _SIGNS:
            passed += 1
        while place < passed:
            match = _unreadable().match(flat, place)
            if match:
                yield match
            place = match.end() if match else place + 1


def _is_unreadable(flat: str, match: re.Match[str]) -> bool:
    before = flat[max(0, match.start() - 12) : match.start()]
    clause = re.split(r"[;。\n]", before)[-1]
    if match["points"]:
        return not (_line_start(before) and _is_item(flat, match["points"])) and not before.endswith(("第", "-"))
    if match["groups"]:
        return not (_GROUPED.fullmatch(match["groups"]) or _LISTS.search(clause) or not _misgrouped(match["groups"]))
    return True


def _line_start(before: str) -> bool:
    return not before or before[-1] in "\n。;!?"


def _is_item(flat: str, points: str) -> bool:
    """Is "2.23.4" item 2 and 23.4? When it is item 1, or the item before it stands in the text too."""
    number = int(points.split(".")[0])
    return number == 1 or re.search(rf"(?:^|[\n。;!?]){number - 1}[.、]", flat) is not None


def _misgrouped(groups: str) -> bool:
    """ "1,23,4" mixes lengths as no list does; "5,12" may be two numbers."""
    return groups.count(",") > 1 and len({len(group) for group in groups.split(",")[1:]}) > 1


# --- cumulative figures -----------------------------------------------------------------------------------


@cache
def _total_cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load("figures")["totals"]
    return expression(any_of(data["cumulative"])), expression(any_of(data["resets"]))


_DATE = expression(r"截[至止]?到?(?:目前|[\d年月日]+[底末初前]?)")
_FILLING = expression(r"累计|目前|现已|已经|[已共了]|^\d+\.")


def totals(text: str) -> tuple[tuple[str, Quantity], ...]:
    """Cumulative figures, each under a key that stays the same from one period's text to the next (N607).

    The key is the wording around the number without number, dates and filling words. Figures of a month or a
    year, limits and rounded numbers are left out, as is a wording that occurs twice: it would not be sure
    which is which.
    """
    if not _total_cues()[0].search(text):
        return ()
    scanned = scan(text)
    entries = [entry for sentence in sentences(text) for entry in _entries(sentence)]
    times = Counter(key for key, _ in entries)
    return tuple((key, relocate(scanned, text, quantity)) for key, quantity in entries if times[key] == 1)


def _entries(sentence: Sentence) -> Iterator[tuple[str, Quantity]]:
    cumulative, resets = _total_cues()
    for item in sentence.items:
        quantity = item.quantity
        if quantity.bound or quantity.base[0] in NOT_ADDED or not cumulative.search(item.clause):
            continue
        if resets.search(item.lead):
            continue
        about = _FILLING.sub("", _DATE.sub("", item.clause))
        noun = "" if quantity.noun in item.clause else quantity.noun
        if len(about + noun) >= 2:
            yield f"{about}/{noun}/{quantity.base[0]}", quantity

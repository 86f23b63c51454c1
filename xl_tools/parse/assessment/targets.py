"""Targets out of a task's text: "新增风光装机数75万千瓦,新建充电桩750个" gives two (domain.md#scoring).

Every number is either read for sure (quantity, unit, direction) or handed to a person with the reason; a text
without a number is one target by hand. Words are data (``data/targets.toml``). Never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.text import fold
from xl_tools.data import load
from xl_tools.parse.assessment.entries import Direction
from xl_tools.parse.figures.quantities import Quantity, any_of, find_quantities


@dataclass(frozen=True, slots=True)
class TextTarget:
    """A target as the text gives it. ``quantity`` and ``unit`` as written: 75 and 万千瓦. By hand ``direction`` is
    ``HAND``, ``quantity`` None and ``why`` the key of a reason in ``targets.toml``."""

    name: str
    quantity: Decimal | None
    unit: str
    direction: Direction
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the text that holds at most one target: between commas and enumeration marks. ``why`` is set where
    it is known beforehand that a person has to judge it."""

    start: int
    end: int
    name: str
    why: str = ""


@lru_cache(maxsize=4096)
def split_targets(text: str, *, rest_by_hand: bool = False) -> tuple[TextTarget, ...]:
    """The targets of a task's text, in its order; at least one.

    ``rest_by_hand`` adds a target by hand for the sentences without a number beside sentences with one.
    """
    shielded = _without_names(text).replace(_ALL, "100%")
    found = find_quantities(shielded)
    targets = [target for part in _parts(text, shielded, found) for target in _of_part(shielded, part, found)]
    if not targets:
        return (_by_hand(text, "none"),)
    if rest_by_hand and (rest := _rest(shielded, found)):
        targets.append(_by_hand(rest, "rest"))
    return tuple(targets)


_WORDS = expression(r"[一-鿿A-Za-z]+")


def subject(name: str) -> str:
    """What a target's words say without numbers and marks: the same for the same target of two offices."""
    return "".join(_WORDS.findall(name))


def _by_hand(name: str, why: str) -> TextTarget:
    return TextTarget(name.strip(" 。;；,，、"), None, "", Direction.HAND, why)


# --- the text in parts ------------------------------------------------------------------------------

_ALL = "百分之百"
"""As long as the 100% it is read as, so that places stay."""
_NAMES = expression(r"“[^“”]*”|‘[^‘’]*’|《[^《》]*》|\"[^\"]*\"")
_SENTENCE = expression(r"[。；;！!\n]")
_CLAUSE = expression(r"[。；;！!\n]|(?<!\d)[,，]|[,，](?!\d{3})")
_BRACKETED = expression(r"[(（][^()（）]*[)）]")


def _without_names(text: str) -> str:
    """The text with the digits and numerals inside quotation marks made unreadable, at the same length: “811” is a
    name, and so is “七个百分之百”."""
    return _NAMES.sub(lambda match: re.sub(r"[\d０-９零一二两三四五六七八九十百千万亿%％]", "〇", match[0]), text)


def _cuts(text: str, marks: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in marks.finditer(text):
        yield start, mark.start()
        start = mark.end()
    yield start, len(text)


def _parts(original: str, text: str, found: Sequence[Quantity]) -> Iterator[_Part]:
    """The clauses with something in them; one with several numbers is cut further, at 、 and at 和 before a number."""
    begins = {quantity.span[0] for quantity in found}
    for start, end in _cuts(text, _CLAUSE):
        inside = [quantity for quantity in found if start <= quantity.span[0] < end]
        name = original[start:end].strip()
        if not name:
            continue
        if len(inside) < 2:
            yield from _of_one_number(original, text, _Part(start, end, name), inside)
            continue
        bracketed = {place for match in _BRACKETED.finditer(text, start, end) for place in range(*match.span())}
        marks = [
            place
            for place in range(start, end)
            if (text[place] == "、" and place not in bracketed) or (text[place] in "和及" and place + 1 in begins)
        ]
        pieces = list(zip([start, *(place + 1 for place in marks)], [*marks, end], strict=True))
        for left, right in _joined(pieces, inside):
            yield _Part(left, right, original[left:right].strip())


def _of_one_number(original: str, text: str, whole: _Part, inside: Sequence[Quantity]) -> Iterator[_Part]:
    """A clause with one number may still name two things: the level itself beside a share of its places
    ("市级和55%县"), or two measures of one kind that share the number ("亩均产值、亩均税收增长6%")."""
    before = text[whole.start : inside[0].span[0]] if inside else ""
    if level := _words().level_before.search(before):
        yield _Part(whole.start, whole.start + level.end(1), whole.name, "level")
        yield _Part(inside[0].span[0], whole.end, original[inside[0].span[0] : whole.end].strip())
        return
    if before.count("、") == 1 and inside[0].unit == "%":
        first, second = before.split("、")
        if second[:2] and second[:2] in first:
            middle = whole.start + len(first)
            yield _Part(whole.start, whole.end, original[whole.start : middle].strip())
            yield _Part(middle + 1, whole.end, original[middle + 1 : whole.end].strip())
            return
    yield whole


def _joined(pieces: Sequence[tuple[int, int]], inside: Sequence[Quantity]) -> Iterator[tuple[int, int]]:
    """Pieces without a number belong to the next one with a number ("亩均增加值、亩均税收增长6%")."""
    open_from: int | None = None
    for left, right in pieces:
        if any(left <= quantity.span[0] < right for quantity in inside):
            yield (left if open_from is None else open_from), right
            open_from = None
        elif open_from is None:
            open_from = left


def _rest(text: str, found: Sequence[Quantity]) -> str:
    """The sentences without a number."""
    spans = [(start, end) for start, end in _cuts(text, _SENTENCE) if text[start:end].strip()]
    return "；".join(
        text[start:end].strip()
        for start, end in spans
        if not any(start <= quantity.span[0] < end for quantity in found)
    )


# --- one part ---------------------------------------------------------------------------------------


def _of_part(text: str, part: _Part, found: Sequence[Quantity]) -> Iterator[TextTarget]:
    if part.why:
        yield _by_hand(part.name, part.why)
        return
    inside = [quantity for quantity in found if part.start <= quantity.span[0] < part.end]
    if _unread_digits(text, part, inside):
        yield _by_hand(part.name, "unknown_unit")
        return
    if not inside:
        return
    kept = _without_attributes(text, part, inside)
    why = _doubt(text, part, kept)
    if why:
        yield _by_hand(part.name, why)
        return
    (quantity,) = kept
    number, unit = _as_written(text, quantity)
    direction = _direction(text, part, quantity)
    if direction is None:
        yield _by_hand(part.name, "unsure")
    else:
        yield TextTarget(part.name.strip(" 。;；,，、"), number, unit, direction)


def _unread_digits(text: str, part: _Part, inside: Sequence[Quantity]) -> bool:
    """Is there a number that is neither a quantity nor a date, an ordinal or a code?"""
    rules = _words()
    for match in re.finditer(r"\d+(?:\.\d+)?", text[part.start : part.end]):
        start, end = part.start + match.start(), part.start + match.end()
        if any(quantity.span[0] <= start < quantity.span[1] for quantity in inside):
            continue
        before, after = text[max(0, start - 3) : start], text[end : end + 3]
        if rules.no_quantity.match(after) or re.search(r"[A-Za-z第\-—.〔\[]\s?$", before):
            continue
        if re.match(r"[A-Za-z]", after) or (after.startswith(("-", "—", "～", "~")) and len(match[0]) == 4):
            continue
        return True
    return False


def _without_attributes(text: str, part: _Part, inside: list[Quantity]) -> list[Quantity]:
    """Without the numbers that only describe a thing ("47台2蒸吨/小时及以下锅炉", "1000吨以上企业3家") or say where
    something starts ("由5%提高到8%")."""
    rules = _words()
    kept = list(inside)
    for place, quantity in enumerate(inside):
        if len(kept) == 1:
            break
        start, end = quantity.span
        touching = place > 0 and inside[place - 1].span[1] == start and inside[place - 1].counted
        bound = rules.bound_after.match(text, end)
        after = text[bound.end() if bound else end : part.end]
        begins = re.match(r"[一-鿿]", after) and not after.startswith(rules.alternatives)
        describes = bool(bound and begins) or bool(
            rules.bound_before.search(text[part.start : start]) and after[:1] == "的"
        )
        later = any(rules.to.search(text[part.start : other.span[0]]) for other in inside[place + 1 :])
        starts = bool(rules.from_.search(text[max(part.start, start - 4) : start])) and later
        if touching or describes or starts:
            kept.remove(quantity)
    return kept


def _doubt(text: str, part: _Part, kept: Sequence[Quantity]) -> str:
    """Why a part's numbers cannot be read for sure; "" when they can."""
    rules = _words()
    words = text[part.start : part.end]
    if len(kept) > 1:
        between = text[kept[0].span[1] : kept[-1].span[0]]
        return "alternatives" if any(word in between for word in rules.alternatives) else "several"
    quantity = kept[0]
    if quantity.bound == "about" or quantity.damaged:
        return "about"
    if rules.negated.search(words):
        return "negated"
    return "each" if rules.each.search(text[part.start : quantity.span[0]]) else ""


_WRITTEN = expression(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s*(.*)", re.DOTALL)
_PER = expression(r"/[一-鿿A-Za-z]{1,4}")


def _as_written(text: str, quantity: Quantity) -> tuple[Decimal, str]:
    """Number and unit as they stand there: 75 and 万千瓦, so that the actual is typed the same way."""
    match = _WRITTEN.fullmatch(fold(quantity.raw))
    per = _PER.match(text, quantity.span[1])
    tail = per[0] if per and "/" not in quantity.raw else ""
    if not match:
        return quantity.value, quantity.unit + tail
    return Decimal(match[1].replace(",", "")), match[2] + tail


def _direction(text: str, part: _Part, quantity: Quantity) -> Direction | None:
    """Which side fulfils the target; None where a limit is spoken of and no word beside the number decides."""
    if quantity.value == 0:
        return Direction.AT_MOST  # "0起": nobody is asked to reach none
    rules = _words()
    after = text[quantity.span[1] : part.end]
    if per := _PER.match(after):
        after = after[per.end() :]
    before = text[part.start : quantity.span[0]]
    if rules.at_most_after.match(after):
        return Direction.AT_MOST
    if rules.at_least_after.match(after):
        return Direction.AT_LEAST
    most, least = rules.at_most_before.search(before), rules.at_least_before.search(before)
    if most or least:
        # "不超过" ends with "超过", "不低于" with "低于": the longer word is the one that is written.
        return (
            Direction.AT_MOST if len(most[0] if most else "") > len(least[0] if least else "") else Direction.AT_LEAST
        )
    if rules.falls_to.search(before):
        return Direction.AT_MOST
    return None if rules.limits.search(before) else Direction.AT_LEAST


@dataclass(frozen=True, slots=True)
class _Words:
    at_most_before: re.Pattern[str]
    at_least_before: re.Pattern[str]
    at_most_after: re.Pattern[str]
    at_least_after: re.Pattern[str]
    bound_after: re.Pattern[str]
    bound_before: re.Pattern[str]
    from_: re.Pattern[str]
    to: re.Pattern[str]
    falls_to: re.Pattern[str]
    limits: re.Pattern[str]
    each: re.Pattern[str]
    negated: re.Pattern[str]
    no_quantity: re.Pattern[str]
    level_before: re.Pattern[str]
    alternatives: tuple[str, ...]


@cache
def _words() -> _Words:
    data = load("targets")["words"]
    after = [*data["at_most_after"], *data["at_least_after"]]
    falls = any_of(data["falls"])
    before = [*data["at_most_before"], *data["at_least_before"]]
    return _Words(
        at_most_before=expression(rf"(?:{any_of(data['at_most_before'])})[为在到至]?$"),
        at_least_before=expression(rf"(?:{any_of(data['at_least_before'])})[为在到至]?$"),
        at_most_after=expression(any_of(data["at_most_after"])),
        at_least_after=expression(any_of(data["at_least_after"])),
        bound_after=expression(any_of(after)),
        bound_before=expression(rf"(?:{any_of(before)})$"),
        from_=expression(rf"(?:{any_of(data['from'])})[一-鿿]{{0,3}}$"),
        to=expression(rf"(?:{any_of(data['to'])})$"),
        falls_to=expression(rf"(?:{falls})(?:(?!{falls}).)*(?:{any_of(data['falls_to'])})$"),
        limits=expression(any_of(data["limits"])),
        each=expression("|".join(data["each"])),
        negated=expression(any_of(data["negated"])),
        no_quantity=expression(data["no_quantity"]),
        level_before=expression(data["level_before"]),
        alternatives=tuple(data["alternatives"]),
    )

"""Quantities in running text: a number with its unit and magnitude ("116万余平方米", "4.22万吨", "十二个").

What only looks like one is left alone: dates and times, serials ("第16项", "3."), standards and document
numbers ("GB13456-2012", "〔2022〕3号"), telephone numbers, model names. Units, magnitudes and the words
around a number are data (``data/figures.toml``); domain.md#figures says what the numbers are for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.text import CHINESE_NUMERALS, chinese_number, fold, is_letter, with_point
from xl_tools.core.word_search import behind_the_last
from xl_tools.data import load

Bound = Literal["", "min", "max", "about"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with a unit, read from a text.

    ``value`` has its magnitude applied ("2000万" is 20000000, "4.22万吨" is 42200). ``unit`` is the unit's
    usual name ("mg/L" is 毫克/升), "" for a bare "2000万". ``noun`` is what is counted, as far as it stands
    beside the number. ``span`` is (start, end) in the text that was given, ``raw`` what stands there.
    ``bound`` is "" for an exact number; a number that is a limit (以上, 不超过), a range or rounded
    (约, 余, 不足) takes part in no check that needs equality. ``damaged`` says that a decimal point was
    restored where a symbol-font character stands between the digits.
    """

    value: Decimal
    unit: str
    noun: str
    span: tuple[int, int]
    raw: str
    bound: Bound = ""
    damaged: bool = False

    @property
    def base(self) -> tuple[str, Decimal]:
        """What is measured, and the value in its base unit: 10公里 and 10000米 are the same."""
        what, factor = grammar().dimensions.get(self.unit, (self.unit, Decimal(1)))
        return what, self.value * factor

    @property
    def counted(self) -> bool:
        """Things, not a measure: half of one does not exist."""
        return self.unit in grammar().counted


@dataclass(frozen=True, slots=True)
class Scan:
    """A text in the spelling that is parsed, its quantities there, and the way back to the text given."""

    flat: str
    positions: Sequence[int]
    """For each character of ``flat`` its place in the text given."""
    quantities: tuple[Quantity, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text given."""
        return self.positions[start], self.positions[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Grammar:
    """The data of ``figures.toml``, compiled."""

    quantity: re.Pattern[str]
    damaged: re.Pattern[str]
    """Where a symbol-font character may stand for a decimal point. (Their range takes long to compile.)"""
    counted: frozenset[str]
    names: Mapping[str, str]
    magnitudes: Mapping[str, Decimal]
    dimensions: Mapping[str, tuple[str, Decimal]]
    before: Mapping[str, Bound]
    after: Mapping[str, Bound]
    noun_ends: tuple[str, ...]
    noun_begins: tuple[str, ...]
    noun_links: tuple[str, ...]
    units: str
    """All units as one regular expression."""


def any_of(words: list[str]) -> str:
    """Word pieces as one alternation, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


# --- one spelling, character for character -------------------------------------------------------------

# ``fold`` does not keep positions, and a Quantity must say where it stands: so only the signs that fold to one sign.
_FOLDED = "\u2010-\u2015\u2212\u2018-\u201f\uff01-\uff5e\u301c\u223c"
_SMALL = {"﹪": "%", "﹒": ".", "﹐": ","}
# Substituting the few signs is four times as fast as str.translate, which asks for every character.
_SIGN = expression(f"[{_FOLDED}{''.join(_SMALL)}]")


@cache
def _one_sign(sign: str) -> str:
    """What a sign is folded to; itself where that is not one sign."""
    folded = _SMALL.get(sign) or fold(sign)
    return folded if len(folded) == 1 else sign


_PRIVATE = "\ue000-\uf8ff"
# Kept: a space that parts letters from digits ("A 1家", "GB 13456"), or an item's number from its text ("3. 21家").
_SPACE = expression(r"[^\S\n]+|[\u200b-\u200f\ufeff\u00ad]+")
_GLUED = expression(r"[一-鿿](?<![件表图第附号页栏章条款])\s*\d+$")


def _flatten(text: str) -> tuple[str, Sequence[int]]:
    """The text without needless spaces, and for each character its place in ``text``."""
    flat = _SIGN.sub(lambda match: _one_sign(match[0]), text)
    pieces: list[str] = []
    positions: list[int] = []
    last = 0
    for gap in _SPACE.finditer(flat):
        start, end = gap.span()
        pieces.append(flat[last:start])
        positions.extend(range(last, start))
        if _parts_words(flat, start, end):
            pieces.append(" ")
            positions.append(start)
        last = end
    if not last:
        return flat, range(len(flat))
    pieces.append(flat[last:])
    positions.extend(range(last, len(flat)))
    return "".join(pieces), positions


def _parts_words(flat: str, start: int, end: int) -> bool:
    """Does the space keep apart what would be read as one? (letters from digits; "3. 21家"; "附件3 21家")"""
    left, right = flat[start - 1 : start], flat[end : end + 1]
    if not left or not right or not (right.isascii() and right.isalnum()):
        return False
    if left == ".":
        return start > 1 and flat[start - 2].isdigit()
    if not (left.isascii() and left.isalnum()):
        return False
    if left.isdigit() and right.isdigit():
        return not _GLUED.search(flat, max(0, start - 8), start)
    return True


# --- the grammar ---------------------------------------------------------------------------------------

_HAN = f"(?>[{CHINESE_NUMERALS}]+)"


@cache
def grammar() -> Grammar:
    """The grammar of quantities, built from the data on first use."""
    data = load("figures")
    dimensions: dict[str, tuple[str, Decimal]] = {}
    names = {unit: unit for unit in data["counted"]["units"]}
    names |= {unit: data["measured_names"].get(unit, unit) for kind in data["measured"] for unit in kind["units"]}
    for kind in data["measured"]:
        for unit, factor in kind["units"].items():
            dimensions.setdefault(names[unit], (kind["what"], Decimal(str(factor))))
    not_before = data["counted"]["not_before"] | data["measured_not_before"]
    per = "|".join(re.escape(unit) for unit in sorted(data["per"], key=len, reverse=True))
    units = "|".join(_unit(unit, not_before) for unit in sorted(names, key=len, reverse=True))
    units = rf"(?:{units})(?:/(?:{per})(?![A-Za-z]))?"
    magnitudes = any_of(list(data["magnitudes"]))
    words = data["words"]
    return Grammar(
        quantity=_quantity(magnitudes, units, r"\."),
        damaged=_quantity(magnitudes, units, rf"(?:\.[{_PRIVATE}]?|[{_PRIVATE}])", _PRIVATE),
        counted=frozenset(data["counted"]["units"]),
        names=names | {f"/{unit}": f"/{name}" for unit, name in data["per"].items()},
        magnitudes={word: Decimal(value) for word, value in data["magnitudes"].items()},
        dimensions=dimensions,
        before=_bounds(data["bounds"], "before"),
        after=_bounds(data["bounds"], "after"),
        noun_ends=tuple(words["noun_ends"]),
        noun_begins=tuple(words["noun_begins"]),
        noun_links=tuple(words["noun_links"]),
        units=units,
    )


def _quantity(magnitudes: str, units: str, point: str, points: str = "") -> re.Pattern[str]:
    """A number with its unit, behind it or its magnitude: once in the expression, as units take long to compile."""
    west = rf"(?>(?:\d{{1,3}}(?:,\d{{3}})+(?![,\d])|\d+)(?:{point}\d+)?)(?!\.\d)"
    return expression(
        rf"百分之(?P<percent>{west}|{_HAN}(?:点{_HAN})?)"
        rf"|(?:(?<![\d.{points}])(?:(?<=\d{{4}},)|(?<!\d,))(?P<west>{west})(?P<about>[余多来几])?"
        rf'|(?<!["第每几数上成两之{CHINESE_NUMERALS}])(?P<han>{_HAN})(?P<billion>亿)?(?P<about_han>[余多来几])?)'
        rf"(?:(?(west)(?P<magnitude>{magnitudes})(?P<about_magnitude>[余多])?|(?!)))??"
        rf"(?P<unit>{units})?(?(unit)|(?(magnitude)|(?!)))"
    )


def _unit(unit: str, not_before: Mapping[str, str]) -> str:
    pattern = re.escape(unit)
    if unit[-1].isascii() and unit[-1].isalpha():
        pattern += "(?![A-Za-z])"
    if unit in not_before:
        pattern += f"(?!{not_before[unit]})"
    return pattern


def _bounds(data: Mapping[str, list[str]], side: str) -> dict[str, Bound]:
    """The words of one side, the longest first: 不超过 is no 超过."""
    kinds: tuple[Bound, ...] = ("about", "max", "min")
    bounds = {word: kind for kind in kinds for word in data[f"{kind}_{side}"]}
    return dict(sorted(bounds.items(), key=lambda entry: -len(entry[0])))


# --- reading -------------------------------------------------------------------------------------------


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, in its order, with spans in the text given. Never raises."""
    scanned = scan(text)
    return tuple(relocate(scanned, text, quantity) for quantity in scanned.quantities)


def relocate(scanned: Scan, text: str, quantity: Quantity) -> Quantity:
    """The same quantity with its span and wording in the text given."""
    start, end = scanned.original(*quantity.span)
    return replace(quantity, span=(start, end), raw=text[start:end])


KEPT = 128
"""Texts whose reading is kept: those of a county's sheet, of which one rule after another asks."""
KEPT_FINDINGS = 1024
"""Texts of which is kept what is wrong in them: locked texts come again with every county."""


@lru_cache(maxsize=KEPT)
def scan(text: str) -> Scan:
    """The text as it is parsed, with its quantities (spans in ``flat``)."""
    spelt = flattened(text)
    return replace(spelt, quantities=tuple(_quantities(spelt.flat)))


@lru_cache(maxsize=KEPT)
def flattened(text: str) -> Scan:
    """The text as it is parsed, its quantities not looked for."""
    return Scan(*_flatten(text), ())


def _quantities(flat: str) -> Iterator[Quantity]:
    rules = grammar()
    for match in _matches(flat, rules.quantity if flat.replace("\n", "").isprintable() else rules.damaged):
        value = _value(match, rules)
        if value is None or not _is_quantity(flat, match):
            continue
        start, end = match.span()
        west = match["west"]
        if west and "." in west and _item_number(flat, match, rules):
            digits = with_point(west).partition(".")[2]
            start, value = match.end("west") - len(digits), Decimal(digits)
        spelled = "%" if match["percent"] else match["unit"] or ""
        unit = _name(spelled, rules)
        yield Quantity(
            value=value,
            unit=unit,
            noun=_noun(flat, start, end, rules),
            span=(start, end),
            raw=flat[start:end],
            bound=_bound(flat, start, end, match, rules),
            damaged=bool(west) and "." not in west and with_point(west) != west,
        )


_MOST_DIGITS = 30
# Runs of digits first, the grammar only there: four times as fast as the grammar at every character.
_DIGITS = expression(rf"\d+|[{CHINESE_NUMERALS}]+")


def _matches(flat: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    end = 0
    for run in _DIGITS.finditer(flat):
        if run.start() >= end and (match := pattern.match(flat, run.start())):
            end = match.end()
            yield match


def _value(match: re.Match[str], rules: Grammar) -> Decimal | None:
    """The number with its magnitude; None where the characters make no number, or one longer than figures are."""
    if max(len(match["west"] or ""), len(match["percent"] or "")) > _MOST_DIGITS:
        return None
    if match["percent"]:
        return _percent(match["percent"])
    if match["han"]:
        number = _han(match["han"])
        return None if number is None else number * (100_000_000 if match["billion"] else 1)
    number = Decimal(with_point(match["west"].replace(",", "")))
    if match["magnitude"] is None:
        return number
    if not match["unit"] and match["magnitude"] in "十百千":
        return None
    return number * rules.magnitudes[match["magnitude"]]


def _percent(text: str) -> Decimal | None:
    if text[0].isdigit():
        return Decimal(text.replace(",", "")) if text.isascii() else None
    whole, _, decimals = text.partition("点")
    number = _han(whole)
    digits = [chinese_number(char) for char in decimals]
    if number is None or any(digit is None or digit > 9 for digit in digits):
        return None
    return Decimal(f"{number}.{''.join(map(str, digits))}") if decimals else number


def _han(text: str) -> Decimal | None:
    """A Chinese numeral that is one number: not 三四 ("three or four"), not 一 (一个 is an article)."""
    if text == "一" or (len(text) > 1 and not re.search("[十百千万拾佰仟廿卅]", text)):
        return None
    number = chinese_number(text)
    return None if number is None else Decimal(number)


# Before a quantity: a serial's 第, a list of serials ("第7、8项"), a letter code, a standard's dash.
_SERIAL = expression(
    r"第[\d一二三四五六七八九十、,和至到~-]*$|(?:(?<![A-Za-z])[A-Za-z]{2,}+[ -]?|[A-Za-z0-9]-)$"
    r"|(?:编号|序号|文号|电话|热线):?$"
)
_FRACTION = expression(r"分之$")


def _is_quantity(flat: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    before = flat[max(0, start - 10) : start]
    if match["percent"]:
        return True
    if serial := _SERIAL.search(before):
        code = serial[0].rstrip()
        if not code.isascii() or "-" in code:
            return False
        # Letters glued to a number of things are a name ("TC20台"), not so before a measure ("COD98毫克/升").
        return before.endswith(" ") or bool(match["han"]) or match["unit"] not in grammar().counted
    return not (_FRACTION.search(before) or (match["han"] and flat[end : end + 2] == "分之"))


_ITEM_START = expression(r"(?:^|[\n。;!?)])$")


def _item_number(flat: str, match: re.Match[str], rules: Grammar) -> bool:
    """ "3.21家企业" at the start of an item: its number is 3, and it speaks of 21 (nobody counts 3.21 companies)."""
    whole = match["west"].split(".")[0]
    return (
        match["unit"] in rules.counted
        and match["magnitude"] is None
        and len(whole) <= 2
        and _ITEM_START.search(flat[max(0, match.start() - 1) : match.start()]) is not None
    )


def _name(spelled: str, rules: Grammar) -> str:
    if spelled in rules.names:
        return rules.names[spelled]
    unit, slash, per = spelled.rpartition("/")
    return rules.names.get(unit, unit) + rules.names.get(slash + per, slash + per)


_RANGE_BEFORE = expression(r"[\d%‰一-鿿][-~+]$|[\d个家项处公里亩吨元%][至到]$|/$")
_JOINS = ("-", "~", "+", "至", "到", "/")
_RANGE_AFTER = expression(r"[-~+]\d|[至到]\d")


def _bound(flat: str, start: int, end: int, match: re.Match[str], rules: Grammar) -> Bound:
    if match["about"] or match["about_magnitude"] or match["about_han"]:
        return "about"
    before, after = flat[max(0, start - 6) : start], flat[end : end + 3]
    if (before.endswith(_JOINS) and _RANGE_BEFORE.search(before)) or _RANGE_AFTER.match(after):
        return "about"
    if after.startswith(tuple(rules.after)):
        return next(bound for word, bound in rules.after.items() if after.startswith(word))
    if before.endswith(tuple(rules.before)):
        return next(bound for word, bound in rules.before.items() if before.endswith(word))
    return ""


def _noun(flat: str, start: int, end: int, rules: Grammar) -> str:
    """What is counted: the words after the unit, else those before the number without their verbs. (Few numbers are
    read: an expression for all Chinese characters would take longer to compile.)"""
    room, stop = flat[end : end + 16], 0
    while (
        stop < len(room) and (room[stop] == '"' or is_letter(room[stop])) and not room.startswith(rules.noun_ends, stop)
    ):
        stop += 1
    if stop:
        return room[:stop].replace('"', "")
    before = flat[max(0, start - 24) : start].removesuffix('"')
    while before.endswith(rules.noun_links):
        before = before[: -max(len(link) for link in rules.noun_links if before.endswith(link))]
    return behind_the_last(before, rules.noun_begins, is_letter)

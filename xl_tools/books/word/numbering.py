"""Automatic numbering as the text that Word shows: "1.", "（一）", "①".

Word stores only which list a paragraph belongs to and at which level; the numbers are counted when it is shown
(ECMA-376 part 1, 17.9). Without them "1." and "（一）" would be missing from measures and answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from xl_tools.books.word.docx_parts import Element, child, get, is_on, local, whole
from xl_tools.books.word.symbols import bullet, symbol
from xl_tools.core.dataclass import dataclass

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """A number from 0 to 9999 in Chinese; "十一" without a leading one."""
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else str(number)
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += ("零" if gap else "") + digits[digit] + (units[power - 1] if power else "")
            gap = False
        else:
            gap = bool(text)
    return text[1:] if 10 <= number < 20 and digits is _DIGITS else text


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        text += sign * count
    return text


def _letters(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def _within(first: str, most: int) -> Callable[[int], str]:
    """Signs of their own for the first numbers, plain digits beyond."""
    return lambda number: chr(ord(first) + number - 1) if 1 <= number <= most else str(number)


def _listed(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else str(number)


def _circled(number: int) -> str:
    return chr(0x3250 + number - 20) if 21 <= number <= 35 else _within("①", 20)(number)


FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalHalfWidth": str,
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + n: ord("０") + n for n in range(10)}),
    "decimalFullWidth2": lambda number: str(number).translate({ord("0") + n: ord("０") + n for n in range(10)}),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "taiwaneseDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number, _FORMAL, "拾佰仟"),
    "ideographLegalTraditional": lambda number: chinese(number, _FORMAL, "拾佰仟"),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "ideographEnclosedCircle": _within("㊀", 10),
    "decimalEnclosedParen": _within("⑴", 20),
    "decimalEnclosedFullstop": _within("⒈", 20),
    "ideographTraditional": _listed(_STEMS),
    "ideographZodiac": _listed(_BRANCHES),
    "none": lambda _: "",
}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    font: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None
    """The level (from 1) whose number restarts this one; 0 never; None any higher one."""


@dataclass(frozen=True, slots=True)
class _List:
    key: str
    """Numbers that share this key go on from one another."""
    levels: Mapping[int, _Level]
    restarts: Mapping[int, int]
    """Levels that begin anew, with their first number, where this list is first used."""


class Numbering:
    """Counts the automatic numbers of a document. Ask for labels in the order of the text."""

    def __init__(self, root: Element | None) -> None:
        elements = list(root) if root is not None else []
        self._abstract = {get(e, "abstractNumId"): e for e in elements if local(e) == "abstractNum"}
        self._styled = {
            style: e for e in self._abstract.values() if (style := get(child(e, "styleLink"), "val"))
        }  # "numStyleLink" points at the list that defines the style
        self._lists = {get(e, "numId"): self._list(e) for e in elements if local(e) == "num"}
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[str] = set()
        self.unknown: set[str] = set()
        """Number formats that were met and are not known."""

    def _list(self, num: Element) -> _List:
        key = get(child(num, "abstractNumId"), "val")
        abstract = self._abstract.get(key)
        link = get(child(abstract, "numStyleLink"), "val")
        if link in self._styled:
            abstract = self._styled[link]
        levels = {} if abstract is None else {_index(e): _level(e) for e in abstract if local(e) == "lvl"}
        restarts = {}
        for override in (e for e in num if local(e) == "lvlOverride"):
            own, start = child(override, "lvl"), get(child(override, "startOverride"), "val")
            if own is not None:
                levels[_index(override)] = _level(own)
            if start:
                restarts[_index(override)] = whole(start)
        return _List(get(abstract, "abstractNumId", key), levels, restarts)

    def label(self, number: str, level: int) -> tuple[str, str]:
        """The text before the next paragraph of a list, and what stands behind it (tab, space, nothing)."""
        found = self._lists.get(number)
        own = found.levels.get(level) if found else None
        if found is None or own is None:
            return "", "nothing"
        counts = self._counts.setdefault(found.key, {})
        if number not in self._used:
            self._used.add(number)
            for index, start in found.restarts.items():
                counts[index] = start - 1
        counts[level] = counts.get(level, own.start - 1) + 1
        for deeper in [index for index in counts if index > level]:
            restart = found.levels[deeper].restart if deeper in found.levels else None
            if restart is None or 0 < level + 1 <= restart:
                del counts[deeper]
        if own.format == "bullet":
            return "".join(bullet(_bullet_sign(char, own.font)) for char in own.text[:1]), own.suffix
        return re.sub(r"%([1-9])", lambda m: self._number(found, own, int(m[1]) - 1), own.text), own.suffix

    def _number(self, found: _List, own: _Level, index: int) -> str:
        level = found.levels.get(index, _Level())
        value = self._counts[found.key].get(index, level.start)
        if own.legal:
            return str(value)
        if level.format not in FORMATS:
            self.unknown.add(level.format)
        return FORMATS.get(level.format, str)(value)


def _bullet_sign(char: str, font: str) -> str:
    known = symbol(font, ord(char))
    if known:
        return known
    return "" if "\ue000" <= char <= "\uf8ff" else char


def _index(element: Element) -> int:
    return whole(get(element, "ilvl"))


def _level(element: Element) -> _Level:
    start, restart = get(child(element, "start"), "val"), get(child(element, "lvlRestart"), "val")
    fonts = child(element, "rPr", "rFonts")
    return _Level(
        start=whole(start),
        format=get(child(element, "numFmt"), "val", "decimal"),
        text=get(child(element, "lvlText"), "val"),
        font=get(fonts, "ascii") or get(fonts, "hAnsi"),
        suffix=get(child(element, "suff"), "val", "tab"),
        legal=is_on(child(element, "isLgl")),
        restart=whole(restart) if restart else None,
    )

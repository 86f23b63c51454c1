"""Text made comparable: one spelling for what looks the same, and Chinese numerals as numbers.

Every reader parses folded text; nothing here ever changes a cell. Folding keeps the order of what stands
in the text, not its length: positions in folded text are not positions in the cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from xl_tools.core.expressions import expression

# Numbers in circles are labels ("①2021年底前…"). Plain NFKC would melt them into the digits that follow.
_CIRCLED = expression("[\u2460-\u2473\u24ea-\u24ff\u2776-\u2793\u3251-\u325f\u3280-\u3289\u32b1-\u32bf]")
_ALIKE = (("-", "‐‑‒–—―−─━﹘－"), ("~", "〜∼～"), ('"', "“”„‟〝〞＂"), ("'", "‘’‚‛"), ("内", "內"), ("户", "戶"))
_MARKS = [(mark, sign) for sign, marks in _ALIKE for mark in marks]
# What NFKC makes of the usual signs of Chinese text; texts with no others are spared a walk through its tables.
_WIDE = [(wide, unicodedata.normalize("NFKC", wide)) for wide in "，：；（）％"]

# Word leaves these behind when its text is copied; "_x000D_" is how Excel stores a control character.
_RESIDUE = expression(r"\[\s*(?:bookmark|image|footnote|endnote|comment)\s*:[^\[\]\n]*\]", re.IGNORECASE)
_ESCAPED_CONTROL = expression(r"_x(00[01][0-9A-F])_", re.IGNORECASE)
_LINE_END = expression(r"\r\n?|[\v\f\x85\u2028\u2029]")
_SPACES = expression(r"[^\S\n]+|[\u115f\u1160\u2800\u3164\uffa0]+")
# Controls, zero-width and direction marks, symbol-font glyphs (private use), halves of broken pairs.
_UNSEEN = expression(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffd\ud800-\udfff\ue000-\uf8ff"
    r"\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# Most texts hold nothing of all this: a look tells, before and after the widths are united. Python calls what is not
# seen "not printable", and every space but one; these are the unseen that it calls printable.
_UNSEEN_PRINTABLE = r"\u034f\u180b-\u180f\ufe00-\ufe0f\ufffc\ufffd\U000e0000-\U000e0fff"
_ODD = expression(rf"[{_CIRCLED.pattern[1:-1]}{_UNSEEN_PRINTABLE}]")
_UNEVEN = expression(rf"[{_UNSEEN_PRINTABLE}\[\u115f\u1160\u2800\u3164]")


def _has(text: str, these: re.Pattern[str]) -> bool:
    """Whether the text has something that is not seen, a space that is not the usual one, or any of these."""
    return not text.replace("\n", "").isprintable() or these.search(text) is not None


def fold(text: str) -> str:
    """The text in one spelling, for comparing and parsing.

    Full-width letters, digits and signs become half-width (NFKC: "２０２１．６" and "2021.6", "，" and ",");
    the Chinese full stop and enumeration comma stay. Dashes of every length become "-", quotation marks
    straight ones. Numbers in circles become "(1)". Runs of spaces of any kind become one space, line ends
    "\\n", and both are cut at the ends. Zero-width characters, controls, symbol-font glyphs and what Word
    leaves behind ("[bookmark: …]") go. Any ``str`` is taken, also one with broken surrogates.
    """
    if text.isascii() and text.isalnum():
        return text
    return _folded_once(text) if len(text) <= _SHORT_TEXT else _folded_lately(text)


_SHORT_TEXT = 48
"""Regions, serials, deadlines, ticks: the same ones stand in row after row."""


def _folded(text: str) -> str:
    if _has(text, _ODD) or "_x" in text or "_X" in text:
        text = _ESCAPED_CONTROL.sub(lambda m: chr(int(m[1], 16)), text)
        text = _CIRCLED.sub(lambda m: f"({int(unicodedata.numeric(m[0]))})", _UNSEEN.sub("", text))
    for wide, sign in _WIDE:
        text = text.replace(wide, sign)
    text = unicodedata.normalize("NFKC", text)
    for mark, sign in _MARKS:
        text = text.replace(mark, sign)
    if _has(text, _UNEVEN):
        text = _RESIDUE.sub("", _UNSEEN.sub("", text))
        text = _SPACES.sub(" ", _LINE_END.sub("\n", text))
    while "  " in text:
        text = text.replace("  ", " ")
    return text.replace(" \n", "\n").replace("\n ", "\n").strip()


_folded_once = lru_cache(maxsize=4096)(_folded)
_folded_lately = lru_cache(maxsize=512)(_folded)
"""Of long texts those of a sheet or two: one after the other asks for them, and locked ones come with every county."""


_UNUSUAL = expression("[^一-鿿0-9\n 。，、；：！？.（）“”《》]")


@lru_cache(maxsize=1024)
def unusual(text: str) -> str:
    """The characters that plain Chinese prose does not have (letters, signs, controls …), in their order; mostly none.

    Many checks look for one of these. Looking through a long text once is what they share.
    """
    return "".join(_UNUSUAL.findall(text))


def squeeze(text: str) -> str:
    """``fold`` without any space or line end: for texts that differ only in how they are broken."""
    return "".join(fold(text).split())


_ZERO_SHAPES, _TYPED_AS_ZERO = "○◯", "OoО0"
_DIGITS = dict.fromkeys("〇零" + _ZERO_SHAPES + _TYPED_AS_ZERO, 0)
for _value, _chars in enumerate(
    ("一壹", "二贰贰两貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"), start=1
):
    _DIGITS |= dict.fromkeys(_chars, _value)
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SHORT = str.maketrans({"廿": "二十", "卄": "二十", "卅": "三十", "萬": "万"})

CHINESE_DIGITS = "".join(char for char in _DIGITS if char not in _TYPED_AS_ZERO)
"""Every character that stands for a digit, for building patterns (the letter O is left out)."""
CHINESE_NUMERALS = CHINESE_DIGITS + "".join(_UNITS) + "廿卄卅万萬"
"""Every character that a Chinese numeral may hold."""

_NUMERAL = expression(rf"\(?([0-9]+|[{''.join(_DIGITS)}{''.join(_UNITS)}万]+)[.)]*")


def chinese_number(text: str) -> int | None:
    """The whole number that a text is, 0 to 99,999,999; None for anything that is not one number.

    Reads 一, 十一, 二十, 廿一, 一百零三, 拾壹, 两千, 二〇二一 and 二○二一 (digit by digit), ⑪, (11), ２１ and 21.
    A text with more than the number in it ("十一、", "第三") is not one; neither is "五十十".
    """
    match = _NUMERAL.fullmatch(squeeze(text).translate(_SHORT))
    if not match:
        return None
    numeral = match[1]
    if numeral.isdigit():
        return int(numeral) if len(numeral) <= 8 else None
    if not any(char in _UNITS or char == "万" for char in numeral):
        return _digit_by_digit(numeral)
    high, wan, low = numeral.partition("万")
    if not wan:
        return _below_ten_thousand(numeral)
    above, below = _below_ten_thousand(high), _below_ten_thousand(low) if low else 0
    return None if not above or below is None else above * 10_000 + below


def _digit_by_digit(numeral: str) -> int | None:
    """ "二〇二一": one digit each. A circle or the letter O is a zero only behind a digit (二○二一, 二O二一)."""
    if numeral[0] in _ZERO_SHAPES + _TYPED_AS_ZERO or len(numeral) > 8:
        return None
    return int("".join(str(_DIGITS[char]) for char in numeral))


def _below_ten_thousand(numeral: str) -> int | None:
    """ "二千零三十" and the like: units must fall from left to right, and a digit stands before each but 十."""
    total, last = 0, 10_000
    digit: int | None = None
    for char in numeral:
        if char in _UNITS:
            unit = _UNITS[char]
            if unit >= last or (digit is None and (unit != 10 or total)):
                return None
            total, digit, last = total + (1 if digit is None else digit) * unit, None, unit
        elif char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char] or None
        else:
            return None
    return total + (digit or 0)


# What XML 1.0 cannot carry, and the direction overrides that make a text read other than it is written.
_UNFIT = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def carried(text: str) -> str:
    """Text that XML can carry and that reads as it is written; line breaks as ``\\n``."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub("", text)


def cell_digest(text: str) -> str:
    """Of what stands in a cell, but for spaces and line ends, which programs write in ways of their own."""
    return sha256("".join(text.split()).encode("utf-8", "replace")).hexdigest()[:8]


def shortened(text: str, most: int) -> str:
    """The text on one line, as a message names it: where it is longer than so many characters, cut to them, the last
    one "…"."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def some_of(names: Sequence[str], most: int = 6, counted: str = "个") -> str:
    """ "甲、乙、丙"; of more names than ``most`` the first ones and how many there are, in a word for what is
    counted."""
    return "、".join(names[:most]) + (f"等{len(names)}{counted}" if len(names) > most else "")


def number_text(number: Decimal) -> str:
    """A number as a person writes it: 80, not 80.0 or 8E+1."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_chinese(char: str) -> bool:
    """Whether a character is a Chinese one, as ``[一-鿿]`` in an expression, which takes long to compile."""
    return "一" <= char <= "鿿"


def is_letter(char: str) -> bool:
    """Whether a character is a Chinese one or a Latin letter."""
    return is_chinese(char) or (char.isascii() and char.isalpha())


_SYMBOL_POINT = expression("\\.?[\ue000-\uf8ff]")


def with_point(number: str) -> str:
    """The number with a decimal point where a symbol-font character stands for one."""
    return number if number.isprintable() else _SYMBOL_POINT.sub(".", number)

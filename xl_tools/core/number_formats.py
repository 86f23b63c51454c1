"""What a cell shows, from its value and the code of its number format.

A month typed as 2022年12月 is stored as the first of that month; only the format ``yyyy"年"m"月"`` tells that no day
was meant. 0.125 under ``0%`` shows 13%. Formats that are not understood (fractions, conditions, other calendars) give
None, "not known", never a guess.

Source: ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from xl_tools.core.expressions import expression
from xl_tools.core.grid import CellValue
from xl_tools.data import load

_TOKEN = expression(
    r"""(?P<quoted>"[^"]*")|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)
    |\[(?P<bracket>[^\]]{0,255}+)\]
    |(?P<half>AM/PM|A/P|上午/下午)
    |(?P<general>General|G/通用格式)
    |(?P<date>y+|m+|d+|h+|s+|a{3,4}|e+|b+|g+)
    |(?<=s)(?P<moment>\.0+)
    |(?P<number>[#0?][#0?,]*+(?:\.[#0?]*+)?+,*+|\.[#0?]+)
    |(?P<exponent>E[+-])
    |(?P<percent>%)|(?P<text>@)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_PLAIN_NUMBER = expression(r"#?[#,?]*0?(?:\.[0#?]*)?")
_COLOURS = expression(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r\s?\d+|[黑蓝青绿洋红白黄]+色?|颜色\s?\d+)", re.IGNORECASE
)
_CURRENCY = expression(r"\$(?P<sign>[^-]*)(?:-(?P<locale>[0-9A-Fa-f]+))?")
_OF_THE_SYSTEM = (("[$-F800]", 'yyyy"年"m"月"d"日"'), ("[$-F400]", "h:mm:ss"))
"""The long date and the time as the computer shows them, whatever the rest of the code says; here, a Chinese one."""
_DIGITS = "〇一二三四五六七八九"
_WEEKDAYS = "一二三四五六日"


class _Part(NamedTuple):
    """One piece of a format: what it is (a group of ``_TOKEN``) and its text."""

    kind: str
    text: str


def built_in(number: int) -> str | None:
    """The code of a format that is named by number alone; None for one that shows the value itself, or is unknown."""
    return load("number_formats")["built_in"].get(str(number))  # type: ignore[no-any-return]


@lru_cache(maxsize=1024)
def is_telling(code: str) -> bool:
    """Whether a format shows something that the value alone does not say: a date, a percentage, a currency, a unit."""
    sections = _sections(code)
    if not all(sections):
        return True  # an empty section hides what falls under it
    for section in sections:
        for kind, text in section:
            if kind in ("date", "half", "percent", "exponent", "bracket"):
                return True
            if kind in ("quoted", "escaped", "other") and text.strip(" ()-+"):
                return True
            if kind == "number" and not _PLAIN_NUMBER.fullmatch(text):
                return True
    return False


def shown(value: CellValue, code: str) -> str | None:
    """The text that a cell with this value and format code shows; None where that is not known."""
    sections = _sections(code)
    if isinstance(value, str):
        return _filled(sections[3], value) if len(sections) > 3 else value
    if isinstance(value, datetime | date | time):
        return _as_date(sections[0], value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _as_number(sections, Decimal(repr(value)))
    return None


@lru_cache(maxsize=1024)
def smallest_date_field(code: str) -> str:
    """ "d" for a format that shows a day, or anything smaller; "m" for a year and a month, "y" for a year alone; "" for
    one that shows no year, or no date."""
    letters = {text[0].lower() for kind, text in _sections(code)[0] if kind == "date"}
    if letters & set("dhs"):
        return "d"
    year = bool(letters & set("ye"))
    return "m" if year and "m" in letters else "y" if year else ""


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[tuple[_Part, ...], ...]:
    """The parts of a code, by sections (positive; negative; zero; text). What only sets colour or language is gone."""
    code = next((ours for head, ours in _OF_THE_SYSTEM if code.upper().startswith(head)), code)
    sections: list[list[_Part]] = [[]]
    for part in _parts(code):
        if part == _Part("other", ";"):
            sections.append([])
        else:
            sections[-1].append(part)
    return tuple(map(tuple, sections))


def _parts(code: str) -> Iterator[_Part]:
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or "other"
        text = match[kind]
        if kind == "quoted":
            yield _Part(kind, text[1:-1])
        elif kind == "space":
            yield _Part("other", " ")
        elif kind == "bracket":
            currency = _CURRENCY.fullmatch(text)
            if currency and currency["sign"]:
                yield _Part("quoted", currency["sign"])
            elif not currency and not _COLOURS.fullmatch(text):
                yield _Part(kind, text)
        elif kind != "fill":
            yield _Part(kind, text)


def _filled(section: tuple[_Part, ...], text: str) -> str | None:
    if any(kind not in ("text", "quoted", "escaped", "other") for kind, _ in section):
        return None
    return "".join(text if kind == "text" else part for kind, part in section).strip()


# --- dates ------------------------------------------------------------------------------------------


def _as_date(section: tuple[_Part, ...], value: date | time) -> str | None:
    chinese = False
    half = any(kind == "half" for kind, _ in section)
    said: list[str] = []
    before = ""
    for place, (kind, text) in enumerate(section):
        if kind == "bracket" and text.lower() == "dbnum1":
            chinese = True
        elif kind == "date":
            letters = text.lower()
            after = next((other.lower()[0] for named, other in section[place + 1 :] if named == "date"), "")
            if letters[0] == "m" and len(letters) < 3 and (before == "h" or after == "s"):
                letters = "n" * len(letters)  # minutes
            field = _date_field(letters, value, half, chinese)
            if field is None:
                return None
            said.append(field)
            before = letters[0]
        elif kind == "half":
            hour = getattr(value, "hour", 0)
            said.append(("下午" if hour >= 12 else "上午") if text == "上午/下午" else "PM" if hour >= 12 else "AM")
        elif kind in ("quoted", "escaped", "other"):
            said.append(text)
        elif kind != "text":
            return None
    return "".join(said).strip() if before else None


def _date_field(letters: str, value: date | time, half: bool, chinese: bool) -> str | None:
    """One field of a date; "n" stands for minutes. None for a field that the value lacks or that is not understood."""
    kind, width = letters[0], len(letters)
    if kind in "ymde" and isinstance(value, time):
        return None
    if kind == "y" and isinstance(value, date):
        year = str(value.year) if width > 2 else f"{value.year % 100:02d}"
        return "".join(_DIGITS[int(digit)] for digit in year) if chinese else year
    if kind == "e" and isinstance(value, date):
        return str(value.year)
    if kind == "a" and isinstance(value, date):
        return ("星期" if width == 4 else "") + _WEEKDAYS[value.weekday()]
    if kind in "md" and width > 2 and isinstance(value, date):
        return _MONTHS[value.month - 1] if letters == "mmm" else None
    numbers = {"m": "month", "d": "day", "h": "hour", "n": "minute", "s": "second"}
    if kind not in numbers:
        return None
    number = getattr(value, numbers[kind], 0)
    if kind == "h" and half:
        number = number % 12 or 12
    if chinese:
        return _chinese(number)
    return f"{number:02d}" if width == 2 else str(number)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _chinese(number: int) -> str:
    """A number below 100 in Chinese: 十二, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones or not tens else "")


# --- numbers ----------------------------------------------------------------------------------------


def _as_number(sections: tuple[tuple[_Part, ...], ...], value: Decimal) -> str | None:
    numeric = sections[:3]
    if value == 0 and len(numeric) > 2:
        section, sign = numeric[2], ""
    elif value < 0 and len(numeric) > 1:
        section, sign = numeric[1], ""
    else:
        section, sign = numeric[0], "-" if value < 0 else ""
    if not all(kind in _NUMBER_PARTS for kind, _ in section) or sum(kind == "number" for kind, _ in section) > 1:
        return None
    amount = abs(value) * 100 ** sum(kind == "percent" for kind, _ in section)
    said = []
    for kind, text in section:
        if kind == "number":
            said.append(_digits(text, amount))
        elif kind == "general":
            said.append(format(amount.normalize(), "f"))
        else:
            said.append(text)
    return (sign + "".join(said)).strip()


_NUMBER_PARTS = frozenset(("number", "general", "percent", "quoted", "escaped", "other"))


def _digits(pattern: str, amount: Decimal) -> str:
    """The digits of an amount under a pattern of "#", "0", "?", "," and "."; trailing commas divide by 1,000."""
    body = pattern.rstrip(",")
    amount /= 1000 ** (len(pattern) - len(body))
    whole, _, places = body.partition(".")
    rounded = amount.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    integer, _, decimals = format(rounded, "f").partition(".")
    integer = integer.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole and integer:
        integer = f"{int(integer):,}".rjust(len(integer), "0")
    needed = len(places.rstrip("#"))
    while len(decimals) > needed and decimals.endswith("0"):
        decimals = decimals[:-1]
    return integer + ("." + decimals if "." in body else "")

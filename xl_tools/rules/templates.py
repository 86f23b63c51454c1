"""Message templates: Chinese sentences with named gaps, filled strictly.

A gap without its value raises, and so does a value without its gap: a message never prints "" or "unknown"
for something it does not know, and a misspelt name is found by the first test that fires the rule.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from xl_tools.core.text import shortened
from xl_tools.data import load


def quoted(text: str) -> str:
    """Text as it is quoted in a message: on one line, cut with "…" where it is long."""
    return shortened(text, quote_limit())


def in_words(day: date) -> str:
    """2023年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def excerpt(text: str, start: int, end: int) -> str:
    """The part of a text around text[start:end], on one line, no longer than a quotation may be."""
    room = max(quote_limit() - (end - start) - 2, 0)
    left = max(start - room // 2, 0)
    right = min(end + room - (start - left), len(text))
    part = " ".join(text[left:right].split())
    return ("…" if text[:left].strip() else "") + part + ("…" if text[right:].strip() else "")


@cache
def quote_limit() -> int:
    """The longest quotation, in characters."""
    return int(load("rules")["quote"])


class _Filler(string.Formatter):
    """``{name}`` puts a value in words, ``{name!q}`` quotes a text from a cell, without the stop that ends it."""

    def convert_field(self, value: Any, conversion: Any) -> Any:
        if conversion == "q":
            return quoted(value.rstrip("。；;，, \t\r\n") or value)
        return super().convert_field(value, conversion)

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, date):
            return in_words(value)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return "、".join(map(str, value))
        return str(super().format_field(value, format_spec))


_FILLER = _Filler()


@cache
def gaps(template: str) -> frozenset[str]:
    """The names of a template's gaps."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def fill(template: str, values: Mapping[str, object]) -> str:
    """The sentence. Raises KeyError for a gap without a value."""
    return _FILLER.vformat(template, (), values) if gaps(template) else template


def check_values(code: str, templates: Sequence[str], values: Mapping[str, object]) -> None:
    """Raise KeyError unless the values are exactly what the templates of a code ask for."""
    wanted = frozenset().union(*map(gaps, templates))
    if wanted != values.keys():
        odd = ", ".join(sorted(wanted ^ values.keys()))
        raise KeyError(f"{code}: values do not fit the message: {odd}")

"""Cells as the XML of a sheet's part."""

from __future__ import annotations

import re

from xl_tools.core.expressions import expression

_WRITTEN = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "_x000D_"))
_LIKE_A_CONTROL = expression("_(?=x[0-9A-Fa-f]{4}_)")
_UNKNOWN = expression("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML does not know: controls, halves of pairs, and two that are no characters."""


def escaped(text: str) -> str:
    """A text as it may stand in XML. Controls that XML does not know are written as Excel writes them."""
    if "_x" in text:
        text = _LIKE_A_CONTROL.sub("_x005F_", text)
    for sign, written in _WRITTEN:  # long texts of few signs: looking for each is faster than going through them
        if sign in text:
            text = text.replace(sign, written)
    return text if text.isprintable() else _UNKNOWN.sub(_as_excel_writes, text)


def _as_excel_writes(found: re.Match[str]) -> str:
    char = found[0]
    return "" if "\ud800" <= char <= "\udfff" else f"_x{ord(char):04X}_"


def inline(text: str) -> str:
    """What follows a cell's address and format where it holds a text, whatever it looks like; an empty one is blank."""
    if not text:
        return "/>"
    keep = text[0] <= " " or text[-1] <= " " or "\n" in text
    return f' t="inlineStr"><is>{_text(escaped(text), keep)}</is></c>'


def shared(text: str) -> str:
    """One of the shared strings, as XlsxWriter writes it."""
    written = escaped(text)
    return f"<si>{_text(written, written[:1].isspace() or written[-1:].isspace())}</si>"


def _text(written: str, keep: bool) -> str:
    attribute = ' xml:space="preserve"' if keep else ""
    return f"<t{attribute}>{written}</t>"


def text_cell(place: str, look: int, text: str) -> str:
    """A text in a cell of its own."""
    return f'<c r="{place}" s="{look}"{inline(text)}'

"""Cells as the XML of a sheet's part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Self

from xl_tools.core.expressions import expression
from xl_tools.core.grid import Stretch

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
    return text if text.replace("\n", "").isprintable() else _UNKNOWN.sub(_as_excel_writes, text)


def _as_excel_writes(found: re.Match[str]) -> str:
    char = found[0]
    return "" if "\ud800" <= char <= "\udfff" else f"_x{ord(char):04X}_"


def inline(text: str) -> str:
    """What follows a cell's address and format where it holds a text, whatever it looks like; an empty one is blank."""
    if not text:
        return "/>"
    keep = text[0] <= " " or text[-1] <= " " or "\n" in text
    return f' t="inlineStr"><is>{_text(escaped(text), keep)}</is></c>'


_FONT = '<sz val="11"/><rFont val="宋体"/>'
"""That of plain copies, in which alone texts are struck in part."""


class PartlyStruck(str):
    """A text of which stretches are struck out; another one than the same text of which none is, or others are."""

    __slots__ = ("_struck",)
    _struck: tuple[Stretch, ...]

    def __new__(cls, text: str, struck: Sequence[Stretch]) -> Self:
        made = super().__new__(cls, text)
        made._struck = tuple(struck)
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartlyStruck) and str(self) == str(other) and self._struck == other._struck

    def __hash__(self) -> int:
        return hash((str(self), self._struck))

    def runs(self) -> str:
        """The runs of the text as XML."""
        edges = [0, *(edge for stretch in self._struck for edge in stretch), len(self)]
        runs = []
        for place, (start, end) in enumerate(pairwise(edges)):
            if start < end:
                strike = "<strike/>" if place % 2 else ""
                runs.append(f"<r><rPr>{strike}{_FONT}</rPr>{_text(escaped(self[start:end]), keep=True)}</r>")
        return "".join(runs)


def shared(text: str) -> str:
    """One of the shared strings, as XlsxWriter writes it."""
    if isinstance(text, PartlyStruck):
        return f"<si>{text.runs()}</si>"
    written = escaped(text)
    return f"<si>{_text(written, written[:1].isspace() or written[-1:].isspace())}</si>"


def _text(written: str, keep: bool) -> str:
    attribute = ' xml:space="preserve"' if keep else ""
    return f"<t{attribute}>{written}</t>"


def text_cell(place: str, look: int, text: str) -> str:
    """A text in a cell of its own."""
    return f'<c r="{place}" s="{look}"{inline(text)}'

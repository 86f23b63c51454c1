"""Cells as the XML of a sheet's part."""

from __future__ import annotations

_SAFE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "_x000D_"})


def escaped(text: str) -> str:
    """A text as it may stand in XML. Controls that XML does not know are written as Excel writes them."""
    if text.isprintable() and "_x" not in text:
        return text.translate(_SAFE) if "&" in text or "<" in text or ">" in text else text
    guarded = text.replace("_x", "_x005F_x").translate(_SAFE)
    return "".join(
        f"_x{ord(char):04X}_" if (char < " " and char not in "\n\t") or char in "\ufffe\uffff" else char
        for char in guarded
        if not "\ud800" <= char <= "\udfff"
    )


def inline(text: str) -> str:
    """What follows a cell's address and format where it holds a text, whatever it looks like; an empty one is blank."""
    if not text:
        return "/>"
    keep = ' xml:space="preserve"' if text[0] <= " " or text[-1] <= " " or "\n" in text else ""
    return f' t="inlineStr"><is><t{keep}>{escaped(text)}</t></is></c>'


def text_cell(place: str, look: int, text: str) -> str:
    """A text in a cell of its own."""
    return f'<c r="{place}" s="{look}"{inline(text)}'

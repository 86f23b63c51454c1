"""Characters of Word's symbol fonts as ordinary signs, and what a sign says when it is a box."""

from __future__ import annotations

from functools import cache

from xl_tools.data import load

UNREADABLE = "⍰"
"""Stands for a box whose state cannot be read: every reader of ticks takes it for "not sure"."""

TICKED, EMPTY = "☑", "□"


@cache
def _fonts() -> dict[str, dict[int, str]]:
    settings = load("symbols")
    fonts = {name: {int(code, 16): sign for code, sign in signs.items()} for name, signs in settings["fonts"].items()}
    return fonts | {alias: fonts[name] for alias, name in settings["aliases"].items()}


def is_symbol_font(font: str) -> bool:
    return font.strip().casefold() in _fonts()


def symbol(font: str, code: int) -> str | None:
    """The sign that a character of a symbol font shows; None where it is not known."""
    return _fonts().get(font.strip().casefold(), {}).get(code & 0xFF if 0xF000 <= code <= 0xF0FF else code)


def box(sign: str) -> bool | None:
    """What a sign says as a box: ticked, empty, or None when it is no box or not sure."""
    glyphs = load("ticks")["glyphs"]
    if sign in glyphs["ticked"]:
        return True
    return False if sign in glyphs["empty"] else None


def bullet(sign: str) -> str:
    """An automatic list's sign as text: a box stays a box, a mere bullet becomes "·", which no reader takes for one."""
    return "·" if not sign.strip() or sign in load("symbols")["bullets"]["plain"] else sign

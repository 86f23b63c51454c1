"""How high a row must be for its texts: worked out here, because a file cannot leave it to the program that opens it.

Excel fits a row by itself only when a person edits it, LibreOffice and WPS not at all on opening.
"""

from __future__ import annotations

from collections.abc import Iterable

MAX_HEIGHT = 409.0
"""Points; Excel makes no row higher."""
_LINE = 1.47
_PIXELS = 7
"""Of one character of a column's width."""
_ENOUGH = 6000
"""So many characters pass MAX_HEIGHT in any column used here: no need to measure more."""


def height_of(texts: Iterable[tuple[str, float]], size: int) -> float:
    """Points that wrapped texts need in columns of the given widths, in a font of this size; an estimate.

    More than ``MAX_HEIGHT`` means that the row cannot show them whole.
    """
    most = 1
    for text, width in texts:
        room = max(2, int(width * _PIXELS / (size * 2 / 3)) - 2)
        # A Chinese character takes two bytes in this encoding, and the room of two letters on paper.
        lines = text[:_ENOUGH].split("\n")
        most = max(most, sum(1 + (len(line.encode("gbk", "replace")) - 1) // room for line in lines))
    return most * size * _LINE + 4

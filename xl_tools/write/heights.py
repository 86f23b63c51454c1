"""Row heights for long wrapped texts.

Excel makes a row as high as its text only when nothing else is said; LibreOffice, phones and mail previews show
the stored height, and a row without one as a single line. So the height is estimated and stored, but not as
"custom": the row still grows when a clerk types into it.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_HEIGHT = 409.0
"""Points; Excel has no higher row."""


def row_height(cells: Iterable[tuple[str, float]], *, size: float = 11) -> float:
    """Height in points at which every text of a row shows in full, at most ``MAX_HEIGHT``.

    ``cells`` gives each text with the width of its column (in characters of 11 points, as Excel counts);
    ``size`` is the size of the font in points.
    """
    lines = max((_lines(text, width * 11 / size) for text, width in cells), default=1)
    return min(MAX_HEIGHT, lines * size * 1.38 + 10)


def _lines(text: str, width: float) -> int:
    # A Chinese character is two wide, which is also its length in GBK; a little room is lost at every line's end.
    room = max(2.0, width - 1.5)
    return sum(max(1, ceil(len(line.encode("gbk", "replace")) / room)) for line in text.split("\n"))


class GrowingSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose rows may carry an estimated height that is not custom.

    XlsxWriter marks each height it writes as custom, which stops Excel from fitting the row later.
    """

    def __init__(self) -> None:
        super().__init__()
        self._estimated: set[int] = set()

    def fit_row(self, row: int, height: float, *, hidden: bool = False) -> None:
        """Give a row (counted from 0) an estimated height in points."""
        self.set_row(row, height, None, {"hidden": True} if hidden else None)
        self._estimated.add(row + 1)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        if tag == "row" and self._estimated and attributes[0][1] in self._estimated:
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

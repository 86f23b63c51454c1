"""Where things lie on the sheet of a file: its merged ranges, and its cells in pixels."""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate

from xl_tools.books.ooxml.markup import Element, whole_number
from xl_tools.core.addresses import LAST_COLUMN, LAST_ROW
from xl_tools.core.expressions import expression
from xl_tools.marks.areas import Area

_ROW = expression(r"<(?:[\w.-]+:)?row(?=[\s/>])([^>]*)>")
_ROW_ATTR = expression(r"\s(r|ht|hidden)\s*=\s*[\"']([^\"']*)[\"']")


def merged_ranges(sheet: Element) -> list[Area]:
    """The merged ranges of a sheet's part."""
    holder = sheet.child("mergeCells")
    refs = (merge.get("ref") or "" for merge in holder.all("mergeCell")) if holder else ()
    return [area for ref in refs if (area := Area.parse(ref))]


class Geometry:
    """How wide the columns and how tall the rows of a sheet are, in pixels at 96 dpi."""

    def __init__(self, sheet: Element, text: str) -> None:
        form = sheet.child("sheetFormatPr")
        values = form.attributes() if form else {}
        self._width = _width(values.get("defaultColWidth"), 64)
        self._height = _height(values.get("defaultRowHeight"), 20)
        self._columns: list[tuple[int, int, int]] = []
        columns = sheet.child("cols")
        for column in columns.all("col") if columns else ():
            has = column.attributes()
            hidden = has.get("hidden") in ("1", "true")
            width = 0 if hidden else _width(has.get("width"), self._width)
            try:
                self._columns.append((int(has["min"]), min(int(has["max"]), LAST_COLUMN), width))
            except (KeyError, ValueError):
                continue
        self._rows = self._tall_rows(sheet.child("sheetData"), text)
        self._sorted = sorted(self._rows)
        self._sums = list(accumulate((self._rows[row] - self._height for row in self._sorted), initial=0))

    def _tall_rows(self, data: Element | None, text: str) -> dict[int, int]:
        """Rows whose height is given or that are hidden; a row without a number follows the one before."""
        rows: dict[int, int] = {}
        number = 0
        for match in _ROW.finditer(text, data.head, data.foot) if data else ():
            has = dict(_ROW_ATTR.findall(match[1]))
            number = whole_number(has.get("r", "")) or number + 1
            if has.get("hidden") in ("1", "true"):
                rows[number] = 0
            elif "ht" in has:
                rows[number] = _height(has["ht"], self._height)
        return rows

    def width(self, column: int) -> int:
        return next((width for first, last, width in self._columns if first <= column <= last), self._width)

    def height(self, row: int) -> int:
        return self._rows.get(row, self._height)

    def left(self, column: int) -> int:
        """Pixels from the sheet's edge to a column."""
        wider = sum(
            (min(last + 1, column) - first) * (width - self._width)
            for first, last, width in self._columns
            if first < column
        )
        return (column - 1) * self._width + wider

    def top(self, row: int) -> int:
        """Pixels from the sheet's edge to a row."""
        return (row - 1) * self._height + self._sums[bisect_left(self._sorted, row)]

    def step_right(self, column: int, pixels: int) -> tuple[int, int]:
        """The column, and the offset in it, so many pixels right of the left edge of ``column``."""
        while column < LAST_COLUMN and pixels >= self.width(column):
            pixels -= self.width(column)
            column += 1
        return column, min(pixels, self.width(column))

    def step_down(self, row: int, pixels: int) -> tuple[int, int]:
        while row < LAST_ROW and pixels >= self.height(row):
            pixels -= self.height(row)
            row += 1
        return row, min(pixels, self.height(row))


def _width(text: str | None, default: int) -> int:
    """A column's width in characters to pixels."""
    try:
        return min(max(int(float(text or "") * 7 + 5), 1), 2000)
    except (ValueError, OverflowError):
        return default


def _height(text: str | None, default: int) -> int:
    """A row's height in points to pixels."""
    try:
        return min(max(int(float(text or "") * 4 / 3), 1), 600)
    except (ValueError, OverflowError):
        return default

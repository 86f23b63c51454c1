"""Where on a sheet a drawn thing lies: pixels from the sheet's corner, and the cell under them.

People place tick boxes by eye, often across an edge; the cell is the one under the box
itself, not under its frame's corner.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import field
from typing import TYPE_CHECKING

from xl_tools.core.dataclass import dataclass

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MOST = 20_000
"""Rows looked at; as many as are read of a sheet."""
_PIXELS_PER_POINT = 96 / 72
_EMU_PER_PIXEL = 9525
_NEAR = 8.0
_BOX_WIDTH = 12.0
"""The box of a tick-box control stands at its left and is about as wide; the caption follows it."""


@dataclass(frozen=True, slots=True)
class Rect:
    """In pixels from the sheet's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def is_near(self, other: Rect) -> bool:
        """Whether the two begin at the same place, give or take a few pixels."""
        return abs(self.left - other.left) < _NEAR and abs(self.top - other.top) < _NEAR


@dataclass
class _Axis:
    """Sizes of rows or columns by number from 0, and their edges as far as anyone asked."""

    usual: float
    sizes: dict[int, float]
    _edges: list[float] = field(default_factory=lambda: [0.0])

    def edge(self, index: int) -> float:
        index = min(index, _MOST)
        while len(self._edges) <= index:
            self._edges.append(self._edges[-1] + self.sizes.get(len(self._edges) - 1, self.usual))
        return self._edges[index]

    def under(self, point: float) -> int:
        """The number from 1 of the row or column that holds a point."""
        while self._edges[-1] <= point and len(self._edges) <= _MOST:
            self.edge(len(self._edges))
        return max(1, bisect_right(self._edges, point))

    def at_least(self, index: int, size: float) -> None:
        if size > self.sizes.get(index, self.usual) > 0:
            self.sizes[index] = size


@dataclass
class Layout:
    """Row heights and column widths of a sheet, in pixels."""

    rows: _Axis
    columns: _Axis

    @classmethod
    def of(cls, sheet: Element) -> Layout:
        said = sheet.find("{*}sheetFormatPr")
        usual = said.attrib if said is not None else {}
        heights: dict[int, float] = {}
        for row in sheet.iter("{*}row"):
            hidden = row.get("hidden") in ("1", "true")
            if row.get("r") and (row.get("ht") or hidden):
                heights[int(row.get("r")) - 1] = 0.0 if hidden else _number(row.get("ht"), 15) * _PIXELS_PER_POINT
        widths: dict[int, float] = {}
        for column in sheet.iter("{*}col"):
            hidden = column.get("hidden") in ("1", "true")
            width = 0.0 if hidden else _characters(_number(column.get("width"), 9.14))
            first, last = int(_number(column.get("min"), 1)), int(_number(column.get("max"), 1))
            widths.update(dict.fromkeys(range(first - 1, min(last, first + 255)), width))
        height = _number(usual.get("defaultRowHeight"), 15) * _PIXELS_PER_POINT
        return cls(_Axis(height, heights), _Axis(_characters(_number(usual.get("defaultColWidth"), 9.14)), widths))

    def stretch(self, anchor: str) -> None:
        """Learn from an anchor: a row or column is at least as large as an offset into it."""
        numbers = _anchor(anchor)
        for index, axis in ((0, self.columns), (2, self.rows), (4, self.columns), (6, self.rows)) if numbers else ():
            axis.at_least(numbers[index], numbers[index + 1] + 1)

    def cell_of(self, place: Rect) -> tuple[int, int]:
        """Row and column (from 1) under a tick box."""
        across = min(place.left + _BOX_WIDTH, (place.left + place.right) / 2)
        return self.rows.under(place.middle), self.columns.under(across)


def _characters(width: float) -> float:
    """A column width in characters as pixels, in the usual font."""
    return max(0.0, width * 7)


def _number(text: str | None, usual: float) -> float:
    try:
        return float(text) if text else usual
    except ValueError:
        return usual


def _anchor(text: str) -> list[int]:
    """Column, offset, row, offset of both corners of a VML anchor, offsets in pixels; [] for anything else."""
    numbers = [int(number) for number in re.findall(r"-?\d+", text)]
    return numbers if len(numbers) == 8 and min(numbers[::2]) >= 0 else []


def from_vml_anchor(text: str, layout: Layout) -> Rect | None:
    """The place that an anchor of a VML drawing gives: column, offset, row, offset of both corners, in pixels."""
    if not (numbers := _anchor(text)):
        return None
    left, dx, top, dy, right, dx2, bottom, dy2 = numbers
    return Rect(
        layout.columns.edge(left) + dx,
        layout.rows.edge(top) + dy,
        layout.columns.edge(right) + dx2,
        layout.rows.edge(bottom) + dy2,
    )


def anchor_rect(anchor: Element, layout: Layout) -> Rect | None:
    """The place that a control's own anchor in the sheet gives."""
    corners = []
    for name in ("from", "to"):
        corner = anchor.find(f"{{*}}{name}")
        said = {child.tag.rpartition("}")[2]: _number(child.text, 0) for child in corner} if corner is not None else {}
        if not {"col", "row"} <= set(said):
            return None
        corners.append(
            (
                layout.columns.edge(int(said["col"])) + said.get("colOff", 0) / _EMU_PER_PIXEL,
                layout.rows.edge(int(said["row"])) + said.get("rowOff", 0) / _EMU_PER_PIXEL,
            )
        )
    (left, top), (right, bottom) = corners
    return Rect(left, top, right, bottom) if right > left and bottom > top else None


def inside_group(shape: Element, layout: Layout) -> Rect | None:
    """The place of a shape that lies in a group: its share of the group's own place; None where it is not said."""
    group = shape.getparent()
    if group is None or not str(group.tag).endswith("}group"):
        return None
    data = group.find("{*}ClientData")
    outer = from_vml_anchor((data.findtext("{*}Anchor") if data is not None else "") or "", layout)
    outer = outer or inside_group(group, layout)
    size = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", group.get("coordsize", ""))]
    origin = [float(part) for part in re.findall(r"-?\d+(?:\.\d+)?", group.get("coordorigin", "0,0"))]
    style = dict(re.findall(r"(left|top|width|height):(-?\d+(?:\.\d+)?)", shape.get("style", "")))
    if outer is None or len(size) != 2 or len(origin) != 2 or 0 in size or len(style) != 4:
        return None
    wide, high = (outer.right - outer.left) / size[0], (outer.bottom - outer.top) / size[1]
    left = outer.left + (float(style["left"]) - origin[0]) * wide
    top = outer.top + (float(style["top"]) - origin[1]) * high
    return Rect(left, top, left + float(style["width"]) * wide, top + float(style["height"]) * high)

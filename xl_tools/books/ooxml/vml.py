"""The boxes of notes: shapes in a VML drawing.

VML is often no well-formed XML (Excel writes ``<br>``), so it is handled as text: a shape goes in before the end of
the root, and comes out from its opening to its closing tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xl_tools.books.ooxml.geometry import Geometry
from xl_tools.books.ooxml.markup import OURS
from xl_tools.core.addresses import LAST_COLUMN, LAST_ROW, Cell
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.marks.areas import Area

_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_ROOT = expression(r"<(?:[\w.-]+:)?xml(?=[\s>])[^<>]*>")
_ROOT_END = expression(r"</\s*(?:[\w.-]+:)?xml\s*>")
_TAG = expression(r"<(/?)((?:[\w.-]+:)?shape(?:type)?)(?=[\s>])[^<>]*>")
_SHAPE_ID = expression(r"_x0000_[si](\d{1,9})")
_CLUSTER = expression(r"<(?:[\w.-]+:)?idmap\b[^<>]*?\bdata\s*=\s*[\"']([\d,\s]+)[\"']")
_NOTE = expression(r"ObjectType\s*=\s*[\"']Note[\"']")
_AT = expression(r"<(?:[\w.-]+:)?(Row|Column)>\s*(\d+)\s*</")
_CLUSTER_SIZE = 1024
_WIDTH, _WIDE, _TALLEST = 330, 520, 520


@dataclass(frozen=True, slots=True)
class NoteBox:
    """A note's box: the cell it belongs to, the area it must not cover, its text, its colour (``#rrggbb``)."""

    cell: Cell
    area: Area
    text: str
    color: str


def new_drawing(boxes: Iterable[NoteBox], count: int, geometry: Geometry, cluster: int) -> Iterator[str]:
    """A drawing of its own with ``count`` boxes, in pieces. ``cluster`` is the first free block of 1,024 shape numbers
    in the workbook."""
    first = cluster * _CLUSTER_SIZE + 1
    clusters = ",".join(str(cluster + index) for index in range((count + 1) // _CLUSTER_SIZE + 1))
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
    yield f'<xml {names}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{clusters}"/></o:shapelayout>'
    yield _shape_type("")
    for index, box in enumerate(boxes):
        yield _shape(box, geometry, first + index, index + 1, "")
    yield "</xml>"


def extend_drawing(text: str, boxes: Iterable[NoteBox], geometry: Geometry) -> str | None:
    """A drawing that is there already, with our boxes in it; None where the text is no VML drawing."""
    opening = _ROOT.search(text)
    ends = list(_ROOT_END.finditer(text))
    if opening is None or not ends:
        return None
    at = ends[-1].start()
    local = "".join(
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in _NAMESPACES.items()
        if f'xmlns:{prefix}="{uri}"' not in opening[0].replace("'", '"')
    )
    first = max((int(number) for number in _SHAPE_ID.findall(text)), default=_CLUSTER_SIZE) + 1
    has_type = re.search(r"\bid\s*=\s*[\"']_x0000_t202[\"']", text)
    added = "" if has_type else _shape_type(local)
    added += "".join(_shape(box, geometry, first + index, index + 1, local) for index, box in enumerate(boxes))
    return text[:at] + added + text[at:]


def clusters(text: str) -> set[int]:
    """The blocks of shape numbers that a drawing claims."""
    return {int(n) for found in _CLUSTER.findall(text) for n in re.findall(r"\d{1,6}", found)}


def strip_boxes(text: str, cells: Iterable[Cell] = ()) -> str:
    """The drawing without what we put in, and without the boxes of the notes on ``cells`` (for a file that
    another program saved)."""
    wanted = set(cells)

    def drop(tag: str, whole: str) -> bool:
        if OURS in tag:
            return True
        if not wanted or not _NOTE.search(whole):
            return False
        at = {name: int(number) + 1 for name, number in _AT.findall(whole)}
        return (at.get("Row", 0), at.get("Column", 0)) in wanted

    kept, last = [], 0
    for start, end, tag in _pieces(text):
        if drop(tag, text[start:end]):
            kept.append(text[last:start])
            last = end
    return "".join([*kept, text[last:]])


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and opening tag of every shape and shape type that is closed. One pass: a drawing made to hurt has
    thousands that never close."""
    opened: re.Match[str] | None = None
    for match in _TAG.finditer(text):
        if not match[1]:
            opened = None if match[0].endswith("/>") else match
        elif opened is not None and opened[2] == match[2]:
            yield opened.start(), match.end(), opened[0]
            opened = None


def _shape_type(local: str) -> str:
    return (
        f'<v:shapetype {OURS}{local} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
        'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
    )


def _shape(box: NoteBox, geometry: Geometry, number: int, layer: int, local: str) -> str:
    width, height = box_size(box.text)
    # Right of the cell; at the sheet's last columns and rows the box is moved in.
    column, row = min(box.area[3] + 1, LAST_COLUMN - 12), min(box.cell[0], LAST_ROW - 40)
    left, top = (12 if column == box.area[3] + 1 else 0), (4 if row == box.cell[0] else 0)
    right, bottom = geometry.step_right(column, left + width), geometry.step_down(row, top + height)
    anchor = (column - 1, left, row - 1, top, right[0] - 1, right[1], bottom[0] - 1, bottom[1])
    place = (
        f"margin-left:{(geometry.left(column) + left) * 0.75:g}pt;margin-top:{(geometry.top(row) + top) * 0.75:g}pt;"
        f"width:{width * 0.75:g}pt;height:{height * 0.75:g}pt"
    )
    return (
        f'<v:shape {OURS}{local} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;{place};'
        f'z-index:{layer};visibility:hidden" fillcolor="{box.color}" o:insetmode="auto"><v:fill color2="{box.color}"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>'
        f"{', '.join(map(str, anchor))}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{box.cell[0] - 1}</x:Row>"
        f"<x:Column>{box.cell[1] - 1}</x:Column></x:ClientData></v:shape>"
    )


def box_size(text: str) -> tuple[int, int]:
    """Pixels that hold a note's text in 9-point type."""
    for width in (_WIDTH, _WIDE):
        height = 16 * sum(_lines(line, width - 20) for line in text.split("\n")) + 16
        if height <= _TALLEST:
            return width, height
    return _WIDE, _TALLEST


def _lines(line: str, width: int) -> int:
    pixels = sum(12 if character > "\u2e7f" else 7 for character in line)
    return max(1, -(-pixels // width))

"""Our Word templates, made of the lines of ``data/documents``: the layout of official papers (GB/T 9704-2012).

A line is ``look| text``; ``{%p … %}`` and ``{%tr … %}`` on a line of their own are docxtpl's. A table is ``table|``
with the widths of its columns (in twentieths of a point), ``head|`` and ``row|`` with cells between ``|``, ``end|``;
a cell that begins with ``<`` stands to the left. What ``page|`` and each look mean is told by ``_LOOKS``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from xml.sax.saxutils import escape

from xl_tools import data
from xl_tools.data import load
from xl_tools.write.documents.package import document_bytes

_PORTRAIT = (11906, 16838, 2098, 1474, 1984, 1588)
"""Width, height, and margins on top, right, bottom, left: A4 with 37, 26, 35 and 28 mm."""
_LANDSCAPE = (16838, 11906, 1588, 2098, 1474, 1984)
_LINE = 560
"""28 pt exactly: 22 lines a page, as LibreOffice sets it, too (29 pt gives 21)."""
_TIGHT = -5
"""A quarter of a point less between characters: 28 a line."""
_CHARACTER = 320
_RED = "FF0000"


@dataclass(frozen=True, slots=True)
class _Look:
    """How a paragraph looks. ``font`` is its use in the settings; ``size`` in half points; ``first`` and ``right`` are
    indents in characters; ``rule`` draws a red line under it; ``tab`` has a tab stop at the right margin;
    ``keep`` stays on the page of what follows."""

    font: str = "body"
    size: int = 32
    align: str = "both"
    first: int = 0
    right: int = 0
    colour: str = ""
    rule: bool = False
    tab: bool = False
    before: int = 0
    after: int = 0
    line: int = _LINE
    keep: bool = False


_LOOKS = {
    "masthead": _Look("title", 52, "center", colour=_RED, line=800, before=600, after=400),
    "issue": _Look("body", 32, "center"),
    "number": _Look(rule=True, tab=True, align="left"),
    "title": _Look("title", 44, "center", before=560, after=280, line=640),
    "to": _Look(align="left"),
    "body": _Look(first=2),
    "h1": _Look("heading", first=2, keep=True),
    "h2": _Look("second", first=2, keep=True),
    "flush": _Look("heading", align="left"),
    "right": _Look(size=24, align="right", line=400),
    "sign": _Look(align="right", right=2),
    "blank": _Look(),
}
_CELL = _Look(size=21, align="center", line=300)
_HEAD = _Look("heading", 21, "center", line=300)
_IMPRINT = _Look(size=28, align="left", tab=True, right=1, line=480)


def template_lines(name: str) -> list[str]:
    """The lines of one of our templates."""
    return (files(data) / "documents" / f"{name}.txt").read_text("utf-8").splitlines()


def template_bytes(name: str) -> bytes:
    """One of our templates as a .docx: the same bytes each time."""
    lines = template_lines(name)
    landscape = "page| landscape" in lines
    body = "".join(_blocks([line for line in lines if not line.startswith("page|")]))
    return document_bytes(body + _section(landscape), _styles())


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    rest = iter(lines)
    imprint: list[str] = []
    for line in rest:
        look, _, text = line.partition("|")
        if line.startswith("{%"):
            yield _paragraph(line, _LOOKS["body"])
        elif look == "table":
            yield _table([int(width) for width in text.split()], rest)
        elif look == "imprint":
            imprint.append(text.strip())
        else:
            yield _paragraph(text.strip(), _LOOKS[look])
    if imprint:
        yield _imprint(imprint)


def _paragraph(text: str, look: _Look) -> str:
    parts = text.split("\\t")
    runs = "<w:r><w:tab/></w:r>".join(_run(part, look) for part in parts)
    return f"<w:p>{_paragraph_properties(look)}{runs}</w:p>"


def _paragraph_properties(look: _Look) -> str:
    border = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="{_RED}"/></w:pBdr>' if look.rule else ""
    stop = '<w:tabs><w:tab w:val="right" w:pos="8844"/></w:tabs>' if look.tab else ""
    spacing = f'<w:spacing w:before="{look.before}" w:after="{look.after}" w:line="{look.line}" w:lineRule="exact"/>'
    indents = ""
    if look.first:
        indents = f'<w:ind w:firstLineChars="{look.first * 100}" w:firstLine="{look.first * _CHARACTER}"/>'
    elif look.right and not look.tab:
        indents = f'<w:ind w:rightChars="{look.right * 100}" w:right="{look.right * _CHARACTER}"/>'
    keep = "<w:keepNext/>" if look.keep else ""
    return f'<w:pPr>{keep}{border}{stop}{spacing}{indents}<w:jc w:val="{look.align}"/></w:pPr>'


def _run(text: str, look: _Look) -> str:
    if not text:
        return ""
    colour = f'<w:color w:val="{look.colour}"/>' if look.colour else ""
    spacing = f'<w:spacing w:val="{_TIGHT}"/>' if look.size == 32 else ""
    size = f'<w:sz w:val="{look.size}"/><w:szCs w:val="{look.size}"/>'
    return (
        f"<w:r><w:rPr>{_fonts(look.font)}{colour}{spacing}{size}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _fonts(use: str) -> str:
    name = escape(load("documents")["fonts"][use], {'"': "&quot;"})
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _table(widths: Sequence[int], lines: Iterator[str]) -> str:
    """Widths stand in the grid and in each cell: LibreOffice looks at the one, Word at the other."""
    rows = []
    for line in lines:
        look, _, text = line.partition("|")
        if look == "end":
            break
        if line.startswith("{%"):
            rows.append(_row(widths[:1], [line], _CELL))
        else:
            cells = [cell.strip() for cell in text.split("|")]
            rows.append(_row(widths, cells, _HEAD if look == "head" else _CELL, repeat=look == "head"))
    return _framed(widths, "".join(rows), '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>')


def _framed(widths: Sequence[int], rows: str, line: str, place: str = "") -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(line.replace("{side}", side) for side in sides)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
    return (
        f'<w:tbl><w:tblPr>{place}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/>{margins}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _row(widths: Sequence[int], cells: Sequence[str], look: _Look, *, repeat: bool = False) -> str:
    """A row; ``repeat``: it stands again on top of each page."""
    properties = "<w:trPr><w:tblHeader/></w:trPr>" if repeat else ""
    return f"<w:tr>{properties}{''.join(_cell(*one, look) for one in zip(widths, cells, strict=True))}</w:tr>"


def _cell(width: int, text: str, look: _Look) -> str:
    left = text.startswith("<")
    shown = _Look(look.font, look.size, "left" if left else look.align, line=look.line)
    properties = (
        f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="{"top" if left else "center"}"/></w:tcPr>'
    )
    return f"<w:tc>{properties}{_paragraph(text.removeprefix('<'), shown)}</w:tc>"


def _imprint(lines: Sequence[str]) -> str:
    """版记: a table between lines at the foot of the page; a row whose text comes out empty stays as an empty line."""
    place = (
        '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="margin" '
        'w:tblpXSpec="center" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
    )
    rows = []
    for place_, text in enumerate(lines):
        top = 12 if place_ == 0 else 6
        bottom = 12 if place_ == len(lines) - 1 else 6
        borders = (
            f'<w:tcBorders><w:top w:val="single" w:sz="{top}" w:space="0" w:color="000000"/>'
            f'<w:bottom w:val="single" w:sz="{bottom}" w:space="0" w:color="000000"/></w:tcBorders>'
        )
        cell = f'<w:tcPr><w:tcW w:w="8844" w:type="dxa"/>{borders}</w:tcPr>{_paragraph(text, _IMPRINT)}'
        rows.append(f"<w:tr><w:tc>{cell}</w:tc></w:tr>")
    none = '<w:{side} w:val="nil"/>'
    return _framed([8844], "".join(rows), none, place) + _paragraph("", _LOOKS["blank"])


def _section(landscape: bool) -> str:
    width, height, top, right, bottom, left = _LANDSCAPE if landscape else _PORTRAIT
    turned = ' w:orient="landscape"' if landscape else ""
    return (
        '<w:sectPr><w:footerReference w:type="even" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="851" w:footer="1400" '
        'w:gutter="0"/></w:sectPr>'
    )


def _styles() -> str:
    """The defaults, and the number of a page: 4号, right on odd pages and left on even ones."""
    return f'<w:rPrDefault><w:rPr>{_fonts("body")}<w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:rPrDefault>'

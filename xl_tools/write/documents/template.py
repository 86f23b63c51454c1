"""Our Word templates, made of the lines of ``data/documents``: the layout of official papers (GB/T 9704-2012).

A line is ``look| text``; ``{%p … %}`` and ``{%tr … %}`` on a line of their own are docxtpl's. In a text ``\\t`` is a
tab, and what stands behind ``\\k`` is set in 楷体. A table is ``table|`` with the widths of its columns (in twentieths
of a point), ``head|`` and ``row|`` with cells between ``|`` and blanks, ``end|``; a cell that begins with ``<`` stands
to the left. ``foot|`` is 版记, a table at the foot of the page. ``page|`` is ``landscape`` or ``letter`` (whose
``letterhead|`` stands in the head of its first page, between red lines); what each look means is told by ``_LOOKS``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from itertools import takewhile
from xml.sax.saxutils import escape

from xl_tools import data
from xl_tools.core.dataclass import dataclass
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
_BLACK = "000000"
_WIDTH = 8844
"""Of the text on a portrait page: 156 mm."""
_THICK, _THIN = 8, 6
"""Lines of 版记 in eighths of a point: 0.35 and 0.25 mm."""
_NARROW = 20
"""The height of a paragraph that is only there for its line."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a paragraph looks. ``font`` is its use in the settings; ``size`` in half points; ``first``, ``left`` and
    ``right`` are indents in characters; ``bottom`` draws a line of so many eighths of a point under it, ``space``
    points away; ``tab`` has a tab stop at the right; ``keep`` stays on the page of what follows."""

    font: str = "body"
    size: int = 32
    align: str = "both"
    first: int = 0
    left: int = 0
    right: int = 0
    colour: str = ""
    bottom: int = 0
    line_colour: str = _BLACK
    space: int = 0
    tab: bool = False
    before: int = 0
    after: int = 0
    line: int = _LINE
    keep: bool = False


_NUMBER = _Look(align="center", before=2 * _LINE, bottom=12, line_colour=_RED, space=11)
_LOOKS = {
    # Its upper edge is 35 mm under that of the text; the number follows two lines below, the red line 4 mm under it.
    "masthead": _Look("title", 52, "center", colour=_RED, line=800, before=1860),
    "paper": _Look("title", 52, "center", colour=_RED, line=800, before=600, after=200),
    "letterhead": _Look("title", 52, "center", colour=_RED, line=800, after=227),
    "issue": _Look("body", 32, "center"),
    "number": _NUMBER,
    "number_up": replace(_NUMBER, align="left", first=1, right=1, tab=True),
    "issued": replace(_NUMBER, align="left", first=1, right=1, tab=True, before=0),
    "number_letter": _Look(align="right", before=280),
    "title": _Look("title", 44, "center", before=2 * _LINE, after=280, line=640, keep=True),
    "heading": _Look("title", 44, "center", before=_LINE, after=280, line=640, keep=True),
    "to": _Look(align="left"),
    "body": _Look(first=2),
    "last": _Look(first=2, keep=True),
    "h1": _Look("heading", first=2, keep=True),
    "h2": _Look("second", first=2, keep=True),
    "flush": _Look("heading", align="left"),
    "right": _Look(size=24, align="right", line=400),
    # The date ends four characters before the edge, and the name stands over its middle, for the seal.
    "sign": _Look(align="center", left=11, right=-2, keep=True),
    "blank": _Look(keep=True),
    "anchor": _Look(line=_NARROW),
    "gap": _Look(line=140, keep=True),
}
_CELL = _Look(size=21, align="center", line=300)
_HEAD = _Look("heading", 21, "center", line=300)
_FOOT = _Look(size=28, align="left", first=1, right=1, tab=True, line=480)


def template_lines(name: str) -> list[str]:
    """The lines of one of our templates."""
    return (files(data) / "documents" / f"{name}.txt").read_text("utf-8").splitlines()


def template_bytes(name: str) -> bytes:
    """One of our templates as a .docx: the same bytes each time."""
    lines = template_lines(name)
    page = next((line.partition("|")[2].strip() for line in lines if line.startswith("page|")), "")
    head = [line.partition("|")[2].strip() for line in lines if line.startswith("letterhead|")]
    body = "".join(_blocks([line for line in lines if not line.startswith(("page|", "letterhead|"))]))
    if page != "letter":
        return document_bytes(body + _section(landscape=page == "landscape"), _styles())
    first = "".join(_paragraph(text, _LOOKS["letterhead"]) for text in head) + _red_lines(top=24, bottom=6)
    section = _section(first=True)
    return document_bytes(body + section, _styles(), first_head=first, first_foot=_red_lines(top=6, bottom=24))


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    rest = iter(lines)
    for line in rest:
        look, _, text = line.partition("|")
        if line.startswith("{%"):
            yield _paragraph(line, _LOOKS["body"])
        elif look == "table":
            yield _table([int(width) for width in text.split()], rest)
        elif look == "foot":
            yield _foot(rest)
        else:
            yield _paragraph(text.strip(), _LOOKS[look])


def _paragraph(text: str, look: _Look) -> str:
    plain, _, other = text.partition("\\k")
    runs = _runs(plain, look) + _runs(other, replace(look, font="second"))
    return f"<w:p>{_paragraph_properties(look)}{runs}</w:p>"


def _runs(text: str, look: _Look) -> str:
    return "<w:r><w:tab/></w:r>".join(_run(part, look) for part in text.split("\\t"))


def _paragraph_properties(look: _Look) -> str:
    line = f'<w:bottom w:val="single" w:sz="{look.bottom}" w:space="{look.space}" w:color="{look.line_colour}"/>'
    border = f"<w:pBdr>{line}</w:pBdr>" if look.bottom else ""
    stop = f'<w:tabs><w:tab w:val="right" w:pos="{_WIDTH - look.right * _CHARACTER}"/></w:tabs>' if look.tab else ""
    spacing = f'<w:spacing w:before="{look.before}" w:after="{look.after}" w:line="{look.line}" w:lineRule="exact"/>'
    keep = "<w:keepNext/>" if look.keep else ""
    return f'<w:pPr>{keep}{border}{stop}{spacing}{_indents(look)}<w:jc w:val="{look.align}"/></w:pPr>'


def _indents(look: _Look) -> str:
    if look.first:
        return f'<w:ind w:firstLineChars="{look.first * 100}" w:firstLine="{look.first * _CHARACTER}"/>'
    if not (look.left or look.right):
        return ""
    return f'<w:ind w:left="{look.left * _CHARACTER}" w:right="{look.right * _CHARACTER}"/>'


def _red_lines(*, top: int, bottom: int) -> str:
    """A thick line and a thin one close together, 170 mm long in the middle of the sheet."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{_RED}"/>'
        for side, size in (("top", top), ("bottom", bottom))
    )
    return (
        f'<w:p><w:pPr><w:pBdr>{lines}</w:pBdr><w:spacing w:before="0" w:after="0" w:line="40" w:lineRule="exact"/>'
        '<w:ind w:left="-454" w:right="-340"/></w:pPr></w:p>'
    )


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
    for line in takewhile(_not_the_end, lines):
        look, _, text = line.partition("|")
        if line.startswith("{%"):
            rows.append(_row(widths[:1], [line], _CELL))
        else:
            cells = [cell.strip() for cell in f"{text} ".split(" | ")]  # the last may be empty
            rows.append(_row(widths, cells, _HEAD if look == "head" else _CELL, repeat=look == "head"))
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return _framed(widths, rows, [(side, 4) for side in sides])


def _foot(lines: Iterator[str]) -> str:
    """版记. It floats, to stand at the foot of the last page; measured from the sheet's edge, since LibreOffice floats
    no table of the text's full width that is measured from the text."""
    place = (
        '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="page" '
        f'w:tblpX="{_PORTRAIT[5]}" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
    )
    texts = (
        line if line.startswith("{%") else line.partition("|")[2].strip() for line in takewhile(_not_the_end, lines)
    )
    rows = [_row([_WIDTH], [text], _FOOT) for text in texts]
    return _framed([_WIDTH], rows, [("top", _THICK), ("bottom", _THICK), ("insideH", _THIN)], place)


def _not_the_end(line: str) -> bool:
    return not line.startswith("end|")


def _framed(widths: Sequence[int], rows: Sequence[str], lines: Sequence[tuple[str, int]], place: str = "") -> str:
    """``lines`` are its sides and their weights in eighths of a point."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{weight}" w:space="0" w:color="{_BLACK}"/>' for side, weight in lines
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>'
    return (
        f'<w:tbl><w:tblPr>{place}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/>{margins}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _row(widths: Sequence[int], cells: Sequence[str], look: _Look, *, repeat: bool = False) -> str:
    """A row; ``repeat``: it stands again on top of each page."""
    properties = "<w:trPr><w:tblHeader/></w:trPr>" if repeat else ""
    return f"<w:tr>{properties}{''.join(_cell(*one, look) for one in zip(widths, cells, strict=True))}</w:tr>"


def _cell(width: int, text: str, look: _Look) -> str:
    left = text.startswith("<")
    shown = replace(look, align="left" if left else look.align)
    properties = (
        f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="{"top" if left else "center"}"/></w:tcPr>'
    )
    return f"<w:tc>{properties}{_paragraph(text.removeprefix('<'), shown)}</w:tc>"


def _section(*, landscape: bool = False, first: bool = False) -> str:
    """``first``: the first page has a head and a foot of its own."""
    width, height, top, right, bottom, left = _LANDSCAPE if landscape else _PORTRAIT
    turned = ' w:orient="landscape"' if landscape else ""
    own = '<w:headerReference w:type="first" r:id="rId7"/>' if first else ""
    own_foot = '<w:footerReference w:type="first" r:id="rId8"/>' if first else ""
    return (
        f'<w:sectPr>{own}<w:footerReference w:type="even" r:id="rId3"/>'
        f'<w:footerReference w:type="default" r:id="rId4"/>{own_foot}<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="1560" w:footer="1134" '
        f'w:gutter="0"/>{"<w:titlePg/>" if first else ""}</w:sectPr>'
    )


def _styles() -> str:
    """The defaults, and the number of a page: 4号, right on odd pages and left on even ones."""
    return f'<w:rPrDefault><w:rPr>{_fonts("body")}<w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:rPrDefault>'

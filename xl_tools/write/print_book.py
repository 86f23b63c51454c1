"""The print version of a progress table: one type size, nothing cut. A text goes on over as many rows, and so pages, as
it takes: Excel makes no row higher than 409 points, and no page break goes through one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from io import BytesIO

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from xl_tools.core.records import Level
from xl_tools.write.form_books import HEADER_ROW, SHEET, FormRow, cell_formats, headings, new_workbook, page_setup
from xl_tools.write.formats import FONT, as_text
from xl_tools.write.packing import pack

SIZE = 10
"""Points of all texts."""
_WIDTHS = (11, 6, 32, 46, 15, 80, 18)
_WHOLE, _LINES = 20, 12
"""Lines up to which an entry stays whole; one that has more goes on over rows of so many, low enough that the bottom of
a page does not stay white."""
_LINE_HEIGHT, _ROOM_ABOVE = 15.0, 5.0
_CENTRED = ("region", "serial", "deadline")
_SPARE = 3
"""Letters of a line that are left free: programs break lines each in its own way."""
_NOT_FIRST = "，。；：！？、）》”’」』】〉…—,.;:!?)"
"""Signs that begin no line: the one before is taken along."""


def print_book(title: str, level: Level, rows: Sequence[FormRow], carried: Sequence[str] = ()) -> bytes:
    """The workbook: A3 landscape, the heading on every page. ``carried`` says under the title what holds for all."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, title)
    sheet = workbook.add_worksheet(SHEET)
    look = cell_formats(workbook, size=SIZE)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "附件", look["annex"])
    sheet.merge_range(1, 0, 1, len(_WIDTHS) - 1, "", look["title"])
    sheet.write_string(1, 0, as_text("　".join((title, *carried))), look["title"])
    sheet.set_row(1, 36)
    sheet.set_row(HEADER_ROW - 1, 34)
    for column, heading in enumerate(headings(level)):
        sheet.write_string(HEADER_ROW - 1, column, heading, look["header"])
    looks = _looks(workbook)
    line = HEADER_ROW
    for row in rows:
        for part in parts_of(row):
            sheet.set_row(line, part.lines * _LINE_HEIGHT + _ROOM_ABOVE)
            for column, (name, text) in enumerate(part.texts.items()):
                sheet.write_string(line, column, as_text(text), looks[name in _CENTRED, part.first, part.last])
            line += 1
    sheet.freeze_panes(HEADER_ROW, 2)
    page_setup(sheet, HEADER_ROW, len(_WIDTHS))
    pack(workbook, quick=False)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Part:
    """One row on paper: what of each column stands there, over how many lines."""

    texts: dict[str, str]
    lines: int
    first: bool
    last: bool


def parts_of(row: FormRow) -> Iterator[Part]:
    """The rows on paper of one entry: joined, the pieces of a column are its text, but for line breaks at the cuts."""
    names = [column.name for column in fields(FormRow)]
    lines = {name: list(_lines(getattr(row, name), width)) for name, width in zip(names, _WIDTHS, strict=True)}
    most = _WHOLE if max(map(len, lines.values())) <= _WHOLE else _LINES
    cut = {name: list(_pieces(own, most)) for name, own in lines.items()}
    count = max(map(len, cut.values()))
    for place in range(count):
        there = {name: pieces[place] if place < len(pieces) else ("", 1) for name, pieces in cut.items()}
        texts = {name: text for name, (text, _) in there.items()}
        yield Part(texts, max(lines for _, lines in there.values()), place == 0, place == count - 1)


def _pieces(lines: Sequence[str], most: int) -> Iterator[tuple[str, int]]:
    """Lines in pieces of at most ``most``, each with how many it has."""
    for start in range(0, len(lines), most):
        piece = lines[start : start + most]
        yield "".join(piece).removesuffix("\n"), len(piece)


def _lines(text: str, width: float) -> Iterator[str]:
    """The lines in which a column shows a text; one that the text ends itself keeps its line break."""
    room = max(4, int(width * 7 / (SIZE * 2 / 3)) - _SPARE)
    paragraphs = text.split("\n")
    for number, paragraph in enumerate(paragraphs, 1):
        start, used = 0, 0
        for place, char in enumerate(paragraph):
            wide = 1 if char.isascii() else 2
            if used + wide > room and place > start and char not in _NOT_FIRST:
                yield paragraph[start:place]
                start, used = place, 0
            used += wide
        yield paragraph[start:] + ("\n" if number < len(paragraphs) else "")


def _looks(workbook: Workbook) -> dict[tuple[bool, bool, bool], Format]:
    """Looks by centred, first and last: one border goes around all rows of an entry."""
    base = {"font_name": FONT, "font_size": SIZE, "text_wrap": True, "valign": "top", "left": 1, "right": 1}
    return {
        (centred, first, last): workbook.add_format(
            base | {"top": int(first), "bottom": int(last)} | ({"align": "center"} if centred else {})
        )
        for centred in (False, True)
        for first in (False, True)
        for last in (False, True)
    }

"""The print version of a progress table: one type size, nothing cut. Each line of a text is a row of the sheet: a text
goes on over as many pages as it takes, and no page ends early because a row would not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from io import BytesIO
from itertools import zip_longest

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Level
from xl_tools.write.form_books import HEADER_ROW, SHEET, FormRow, cell_formats, headings, new_workbook, page_setup
from xl_tools.write.formats import FONT
from xl_tools.write.packing import pack

SIZE = 10
"""Points of all texts."""
_COLUMNS = tuple(column.name for column in fields(FormRow))
_SHORT = {"region": 11, "serial": 6, "deadline": 20, "status": 18}
"""Widths of the columns that are alike in all tables."""
_LONG = {"task": 31, "plan": 45, "progress": 77}
"""The long texts share the rest of the page, like this where no other way takes fewer lines."""
_NARROWEST, _STEP = 24, 6
_LINE_HEIGHT = 13.5
_CENTRED = ("region", "serial", "deadline")
_SPARE = 3
"""Letters of a line that are left free: a font may be a little wider than was reckoned."""
_WIDE = frozenset("@%&#WMmw+=<>~")
_NOT_FIRST = "，。；：！？、）》”’」』】〉…—,.;:!?)"
"""Signs that begin no line: the one before is taken along."""


def print_book(title: str, level: Level, rows: Sequence[FormRow], carried: Sequence[str] = ()) -> bytes:
    """The workbook: A3 landscape, the heading on every page. ``carried`` says under the title what holds for all."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, title)
    sheet = workbook.add_worksheet(SHEET)
    look = cell_formats(workbook, size=SIZE)
    widths = widths_for(rows)
    for column, name in enumerate(_COLUMNS):
        sheet.set_column(column, column, widths[name])
    sheet.write_string(0, 0, "附件", look["annex"])
    sheet.merge_range(1, 0, 1, len(_COLUMNS) - 1, "", look["title"])
    sheet.write_string(1, 0, "　".join((title, *carried)), look["title"])
    sheet.set_row(1, 36)
    sheet.set_row(HEADER_ROW - 1, 34)
    for column, heading in enumerate(headings(level)):
        sheet.write_string(HEADER_ROW - 1, column, heading, look["header"])
    looks = _looks(workbook)
    line = HEADER_ROW
    for row in rows:
        for part in parts_of(row, widths):
            sheet.set_row(line, _LINE_HEIGHT)
            for column, (name, text) in enumerate(part.texts.items()):
                sheet.write_string(line, column, text, looks[name in _CENTRED, part.first, part.last])
            line += 1
    sheet.freeze_panes(HEADER_ROW, 2)
    page_setup(sheet, HEADER_ROW, len(_COLUMNS))
    pack(workbook, quick=False)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Part:
    """One row on paper: a line of each column."""

    texts: dict[str, str]
    first: bool
    last: bool


def parts_of(row: FormRow, widths: Mapping[str, int]) -> Iterator[Part]:
    """The rows on paper of one entry: joined, the lines of a column are its text, but for its line breaks."""
    columns = [list(_lines(getattr(row, name), widths[name])) for name in _COLUMNS]
    count = max(map(len, columns))
    for place, lines in enumerate(zip_longest(*columns, fillvalue="")):
        yield Part(dict(zip(_COLUMNS, lines, strict=True)), place == 0, place == count - 1)


def widths_for(rows: Sequence[FormRow]) -> dict[str, int]:
    """The widths at which a table takes the fewest lines: where plans are longer than what was done, they have the
    wider column."""
    letters = [[[_wide(line) for line in getattr(row, name).split("\n")] for name in _LONG] for row in rows]

    def cost(shares: Sequence[int]) -> tuple[float, int]:
        rooms = [_room(width) for width in shares]
        lines = sum(
            max(sum(-(-wide // room) or 1 for wide in texts) for texts, room in zip(row, rooms, strict=True))
            for row in letters
        )
        return lines, sum(abs(width - usual) for width, usual in zip(shares, _LONG.values(), strict=True))

    whole = sum(_LONG.values())
    steps = range(_NARROWEST, whole - 2 * _NARROWEST + 1, _STEP)
    shares = [(task, plan, whole - task - plan) for task in steps for plan in steps]
    best = min((share for share in shares if share[2] >= _NARROWEST), key=cost)
    return _SHORT | dict(zip(_LONG, best, strict=True))


def _lines(text: str, width: int) -> Iterator[str]:
    """The lines in which a column shows a text. A day and a number stay on one line where it has room for them."""
    room = _room(width)
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for piece in _pieces(paragraph, room):
            wide = _wide(piece)
            if line and used + wide > room and piece not in _NOT_FIRST:
                yield line
                line, used = "", 0
            line, used = line + piece, used + wide
        yield line


def _pieces(text: str, room: int) -> Iterator[str]:
    """What stays together of a text: days, of those too long for a line their years, months and days; then numbers,
    then single signs."""
    for whole in (found[0] for found in _WHOLE.finditer(text)):
        if _wide(whole) <= room:
            yield whole
            continue
        for part in (found[0] for found in _PARTED.finditer(whole)):
            yield from (part,) if _wide(part) <= room else part


_NUMBER = r"[A-Za-z0-9][A-Za-z0-9.,%/+-]*[%℃‰]?"
_DAY = r"\d{1,2}月(?:\d{1,2}[日号]|底)?前?"
_WHOLE = expression(rf"\d{{2,4}}年{_DAY}|{_DAY}|\d{{2,4}}年底?前?|{_NUMBER}|(?s:.)")
_PARTED = expression(rf"\d+年|\d+月|(?:\d+[日号]|底)前?|{_NUMBER}|(?s:.)")


def _room(width: int) -> int:
    """How many letters a line of a column has room for; a Chinese sign takes two."""
    return max(4, int(width * 7 / (SIZE * 2 / 3)) - _SPARE)


def _wide(text: str) -> float:
    return sum(2.0 if not char.isascii() or char in _WIDE else 1.4 if char.isupper() else 1.1 for char in text)


def _looks(workbook: Workbook) -> dict[tuple[bool, bool, bool], Format]:
    """Looks by centred, first and last: one border goes around all rows of an entry. A line that is wider than its
    column after all, in a font of another machine, is shown smaller and not cut."""
    base = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter", "left": 1, "right": 1, "shrink": True}
    return {
        (centred, first, last): workbook.add_format(
            base | {"top": int(first), "bottom": int(last)} | ({"align": "center"} if centred else {})
        )
        for centred in (False, True)
        for first in (False, True)
        for last in (False, True)
    }

"""What the cells of an .xls (BIFF, also WPS's .et) tell beyond their values: xlrd reads it, calamine does not.

The same records are filled as by the look at a sheet of .xlsx (``scan``, ``cell_styles``, ``rich_text``), so that what
is shown is read the same. This runs in the process of ``apart``, within its bounds: xlrd follows what the file says.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import field

import xlrd
from xlrd.formatting import std_format_strings

from xl_tools.books.file.cell_styles import Styles, pack
from xl_tools.books.file.rich_text import RichText
from xl_tools.books.file.scan import LOWEST_SEEN, THINNEST_SEEN, Scanned
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Stretch
from xl_tools.core.number_formats import built_in, is_telling

_LONGEST = 255
"""Characters of a number format in Excel."""
_LOWEST_SEEN, _THINNEST_SEEN = LOWEST_SEEN * 20, THINNEST_SEEN * 256
"""In the file's units."""


@dataclass(slots=True)
class OldFacts:
    """What was found in a workbook: its styles, and each worksheet's cells by the sheet's name."""

    styles: Styles
    from_1904: bool
    sheets: dict[str, Scanned] = field(default_factory=dict)


def old_facts(data: bytes, most_struck: int) -> OldFacts:
    """The facts of an .xls. With more than ``most_struck`` texts struck in part nothing is said about strike.

    Raises whatever xlrd raises on a file that it does not understand.
    """
    book = xlrd.open_workbook(
        file_contents=data,
        logfile=io.StringIO(),
        formatting_info=True,
        on_demand=True,
        ragged_rows=True,
        ignore_workbook_corruption=True,  # of the container, as some programs leave it; Excel and calamine read it
    )
    found = OldFacts(_styles(book), from_1904=bool(book.datemode))
    for number, name in enumerate(book.sheet_names()):
        found.sheets[name] = _looked_at(book, book.sheet_by_index(number), found.styles, most_struck)
        book.unload_sheet(number)
    return found


def _styles(book: xlrd.Book) -> Styles:
    styles = Styles()
    for number, style in enumerate(book.xf_list):
        code = _code(book, style.format_key)
        if code and len(code) <= _LONGEST and is_telling(code):
            styles.formats[number] = code
        if _is_struck(book, style.font_index):
            styles.struck.add(number)
    return styles


def _code(book: xlrd.Book, number: int) -> str | None:
    """The code of a number format: the file's own, else the one that Excel means by the number alone (xlrd fills in
    American ones)."""
    own = book.format_map[number].format_str if number in book.format_map else None
    return own if own and own != std_format_strings.get(number) else built_in(number)


def _is_struck(book: xlrd.Book, font: int) -> bool:
    return font < len(book.font_list) and bool(book.font_list[font].struck_out)


def _looked_at(book: xlrd.Book, sheet: xlrd.sheet.Sheet, styles: Styles, most_struck: int) -> Scanned:
    found = Scanned(
        hidden={row + 1 for row, said in sheet.rowinfo_map.items() if said.hidden or said.height < _LOWEST_SEEN},
        hidden_columns={
            column + 1 for column, said in sheet.colinfo_map.items() if said.hidden or said.width < _THINNEST_SEEN
        },
    )
    if sheet.default_row_hidden:
        found.hidden |= {row + 1 for row in range(sheet.nrows) if row not in sheet.rowinfo_map}
    telling = styles.formats.keys() | styles.struck
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == xlrd.XL_CELL_EMPTY or kind == xlrd.XL_CELL_BLANK:
                continue
            style = sheet.cell_xf_index(row, column)
            if style in telling:
                found.styled.append(pack(row + 1, column + 1, style))
            if kind == xlrd.XL_CELL_ERROR:
                code = sheet.cell_value(row, column)
                found.faults[row + 1, column + 1] = xlrd.error_text_from_code.get(code, "#N/A")
    rich = {}
    for (row, column), runs in sheet.rich_text_runlist_map.items():
        text = sheet.cell_value(row, column)
        struck = _struck(book, text, runs, sheet.cell_xf_index(row, column) in styles.struck)
        if struck or sheet.cell_xf_index(row, column) in styles.struck:
            rich[row + 1, column + 1] = RichText(len(text), struck, struck)
    found.rich = rich if len(rich) <= most_struck else None
    return found


def _struck(book: xlrd.Book, text: str, runs: Sequence[tuple[int, int]], cell: bool) -> tuple[Stretch, ...]:
    """The struck stretches of a text, neighbours joined. What stands before its first run looks as its ``cell``."""
    found: list[Stretch] = []
    for start, end, struck in _stretches(book, text, runs, cell):
        if not struck or start >= end:
            continue
        if found and found[-1][1] == start:
            start = found.pop()[0]
        found.append((start, end))
    return tuple(found)


def _stretches(
    book: xlrd.Book, text: str, runs: Sequence[tuple[int, int]], cell: bool
) -> Iterator[tuple[int, int, bool]]:
    """First character, the one behind the last, and whether it is struck. The file counts in UTF-16."""
    units = text.encode("utf-16-le", "surrogatepass")
    wide = len(units) != 2 * len(text)

    def place(offset: int) -> int:
        offset = min(offset, len(units) // 2)
        return len(units[: 2 * offset].decode("utf-16-le", "ignore")) if wide else offset

    begun, struck = 0, cell
    for offset, font in runs:
        yield begun, place(offset), struck
        begun, struck = place(offset), _is_struck(book, font)
    yield begun, len(text), struck

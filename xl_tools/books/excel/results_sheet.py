"""The results sheet 校验结果 of a workbook open in Excel: the rows that a file gets, too (``marks/results.py``).

It is written in one block and dressed by the add-in: the number of calls does not depend on the number of findings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import zip_longest
from typing import TYPE_CHECKING

from xl_tools.books.excel.open_book import grid_of
from xl_tools.books.excel.opened import Opened
from xl_tools.books.ooxml.workbook import RESULTS_TITLE, quoted
from xl_tools.core.addresses import cell_at, cell_name
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.records import Severity
from xl_tools.marks.going import Stop
from xl_tools.marks.looks import FILLS
from xl_tools.marks.plan import Link, Results
from xl_tools.marks.results import HEADER_ROW, HEADINGS, UNCHECKED, WHOLE_FILE, WIDTHS, Row, fit

if TYPE_CHECKING:
    from xlwings import Sheet

_FIRST = HEADER_ROW + 1
_LAST_COLUMN = len(HEADINGS)
_HIDDEN = 2
"""Columns behind the others: key and code."""
_LEVEL_COLUMN, _CELL_COLUMN = 2, 5
_DARK, _PEN = "#1F4E78", "#FFF9E5"


def rows(opened: Opened) -> list[dict[int, str]]:
    """The texts of the results sheet, row by row; [] where there is none."""
    return [{column: text for column, text in enumerate(line, 1) if text} for line in _texts(opened)]


def listed(opened: Opened) -> list[Stop]:
    """The findings of the results sheet that name a cell, in its order."""
    return [
        Stop(number, line[3], line[4], f"{line[1]} {line[2]}：{line[5]}")
        for number, line in enumerate(_texts(opened), 1)
        if number >= _FIRST and cell_at(line[4]) and line[6] != UNCHECKED
    ]


def _texts(opened: Opened) -> list[list[str]]:
    name = opened.facts.results
    found = grid_of(opened, name).rows if name else []
    return [
        ["" if value is None else _shown(value) for value in [*row, *[None] * (_LAST_COLUMN + _HIDDEN - len(row))]]
        for row in found
    ]


def _shown(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@dataclass(frozen=True, slots=True)
class ByHand:
    """What people laid over the results sheet: ``notes`` as lines of text, ``fills`` by the finding beside which they
    stand, each with its column and colour."""

    notes: tuple[str, ...] = ()
    fills: Mapping[_Place, Mapping[int, int]] = field(default_factory=dict)


_Place = tuple[str, str, str]
"""By what a finding is found again: its code, and its key, or where it has none its sheet and cell."""


def by_hand(opened: Opened) -> ByHand:
    """What people laid over the results sheet, which goes with the sheet when it is made anew."""
    if not opened.facts.results:
        return ByHand()
    laid = opened.ask("XLT_ByHand", HEADER_ROW, _LAST_COLUMN, colour(_PEN)).splitlines()
    lines = _texts(opened) if laid else []
    notes: list[str] = []
    fills: dict[_Place, dict[int, int]] = {}
    for entry in laid:
        kind, row, column, said = entry.split("\t", 3)
        line = lines[int(row) - 1] if int(row) <= len(lines) else []
        code, *place = (line[at] for at in (2, 3, 4)) if line and int(row) >= _FIRST else ("",)
        if kind == "note":
            notes.append(f"{' '.join((code, *filter(None, place)))}：批注：{said}" if code else f"批注：{said}")
        elif code:
            fills.setdefault(_place(code, line[_LAST_COLUMN], *place), {})[int(column)] = int(said)
    return ByHand(tuple(notes), fills)


def fill_again(opened: Opened, title: str, results: Results, fills: Mapping[_Place, Mapping[int, int]]) -> None:
    """Colour the cells of the findings beside which people had coloured them."""
    found = []
    for row, (finding, _) in enumerate(results.listed, _FIRST):
        own = fills.get(_place(finding.code, finding.key or "", finding.sheet or WHOLE_FILE, finding.cell or ""), {})
        found += [f"{row},{column}={pen}" for column, pen in own.items()]
    for first in range(0, len(found), _AT_ONCE):
        opened.ask("XLT_FillAgain", title, ";".join(found[first : first + _AT_ONCE]))


_AT_ONCE = 500


def _place(code: str, key: str, sheet: str, cell: str) -> _Place:
    return (code, key, "") if key else (code, sheet, cell)


def remove(opened: Opened) -> bool:
    """Delete the results sheet and its name; returns whether there was anything."""
    if opened.facts.results is None:
        return False
    try:
        opened.ask("XLT_RemoveResults")
    except UserError as error:
        raise UserError(
            f"“{RESULTS_TITLE}”表删不掉，工作簿结构可能受保护；请先在“审阅”里撤销保护工作簿，再试一次。"
        ) from error
    opened.changed()
    return True


def write(opened: Opened, results: Results, fills: Mapping[_Place, Mapping[int, int]] | None = None) -> bool:
    """Add the results sheet behind the last sheet that shows, the sheet in front staying in front; ``fills`` are what
    people had coloured.

    Returns False where the workbook does not let a sheet be added.
    """
    title = _free_title(opened.facts.sheets)
    try:
        opened.ask("XLT_AddResults", title)
    except UserError:  # a protected structure; the marks on the cells stand all the same
        return False
    opened.changed()
    _fill(opened.sheet(title), results)
    _dress(opened, title, results)
    if fills:
        fill_again(opened, title, results, fills)
    return True


def _free_title(taken: Sequence[str]) -> str:
    names = {name.lower() for name in taken}
    number, title = 1, RESULTS_TITLE
    while title.lower() in names:
        number += 1
        title = f"{RESULTS_TITLE}({number})"
    return title


def _fill(sheet: Sheet, results: Results) -> None:
    """Everything in one block, as it is typed in: a text begins with an apostrophe, a link is a formula.

    Written raw: the conversions of xlwings, which nothing here needs, ask Excel some sixty times for the sheet.
    """
    lines: list[Row] = list(results.rows)
    links = {link.row: _link(link) for link in results.links}
    block: list[list[str | int]] = []
    for row, (line, behind) in enumerate(zip_longest(lines, results.behind, fillvalue=("", "")), 1):
        cells = [*map(_entered, line), *[""] * (_LAST_COLUMN - len(line))]
        if row in links:
            cells[_CELL_COLUMN - 1] = links[row]
        block.append([*cells, *map(_entered, behind)])
    sheet.range(f"A1:{cell_name(len(lines), _LAST_COLUMN + _HIDDEN)}").raw_value = block


def _entered(value: str | int) -> str | int:
    """A value that Excel takes as text, whatever it looks like: "=1+1" is no formula, "2022-11" no date."""
    if isinstance(value, int):
        return value
    return f"'{fit(value)}" if value else ""


def _link(link: Link) -> str:
    target = f"#{quoted(link.sheet)}!{link.cell}".replace('"', '""')
    return f'=HYPERLINK("{target}","{link.cell}")'


def _dress(opened: Opened, title: str, results: Results) -> None:
    """Widths, headings, wrapped text, colours of the levels; keys and codes are hidden."""
    last = HEADER_ROW + max(len(results.listed), 1)
    widths = [*WIDTHS, *[0] * _HIDDEN]
    table = [HEADER_ROW, last, _LAST_COLUMN, _LEVEL_COLUMN]
    levels = [f"{severity.label}={colour(FILLS[severity])}" for severity in Severity]
    opened.ask(
        "XLT_Dress",
        title,
        ";".join(map(str, widths)),
        ";".join(map(str, table)),
        f"{colour(_DARK)};{colour(_PEN)}",
        ";".join(levels),
    )


def colour(hex_code: str) -> int:
    """A colour as Excel counts it: red in the lowest byte."""
    red, green, blue = (int(hex_code[place : place + 2], 16) for place in (1, 3, 5))
    return red + green * 256 + blue * 65536

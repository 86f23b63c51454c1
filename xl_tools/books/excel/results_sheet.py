"""The results sheet 校验结果 of a workbook open in Excel: the rows that a file gets, too (``marks/results.py``).

It is written in one block and dressed by the add-in: the number of calls does not depend on the number of findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from xl_tools.books.excel.open_book import grid_of
from xl_tools.books.excel.opened import Opened
from xl_tools.books.ooxml.workbook import RESULTS_TITLE, quoted
from xl_tools.core.addresses import cell_at, cell_name
from xl_tools.core.errors import UserError
from xl_tools.core.records import Severity
from xl_tools.marks.going import Stop
from xl_tools.marks.looks import FILLS
from xl_tools.marks.plan import Link, Results
from xl_tools.marks.results import HEADER_ROW, HEADINGS, UNCHECKED, WIDTHS, Row, fit

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


def write(opened: Opened, results: Results) -> bool:
    """Add the results sheet behind the last sheet that shows, the sheet in front staying in front.

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

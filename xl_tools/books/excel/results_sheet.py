"""The results sheet 校验结果 of a workbook open in Excel: the rows that a file gets, too (``marks/results.py``).

It is written in blocks: the number of calls does not depend on the number of findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from xl_tools.books.excel.open_book import call_addin
from xl_tools.books.ooxml.workbook import RESULTS_NAME, RESULTS_TITLE, quoted
from xl_tools.core.addresses import cell_at
from xl_tools.core.errors import UserError
from xl_tools.core.records import Finding, Severity
from xl_tools.marks.going import Stop
from xl_tools.marks.looks import FILLS
from xl_tools.marks.plan import Link, Results
from xl_tools.marks.results import HEADER_ROW, HEADINGS, KEY, UNCHECKED, WIDTHS, Row, findings_in, fit

if TYPE_CHECKING:
    from xlwings import Book, Sheet

_FIRST = HEADER_ROW + 1
_LAST_COLUMN = len(HEADINGS)
_KEY_COLUMN = _LAST_COLUMN + 1
_DARK, _PEN = "#1F4E78", "#FFF9E5"


def find(book: Book) -> Sheet | None:
    """The results sheet of an open workbook, found by its defined name; None when there is none."""
    if RESULTS_NAME not in book.names:
        return None
    with suppress(Exception):  # the sheet was deleted by hand and the name leads nowhere
        return book.names[RESULTS_NAME].refers_to_range.sheet
    return None


def earlier(book: Book) -> list[tuple[Finding, str]]:
    """The findings listed so far, each with what the clerk wrote beside it; [] where there is no results sheet."""
    sheet = find(book)
    lines = _texts(sheet) if sheet else []
    return findings_in({column: text for column, text in enumerate(line, 1) if text} for line in lines)


def listed(book: Book) -> list[Stop]:
    """The findings of the results sheet that name a cell, in its order."""
    sheet = find(book)
    lines = _texts(sheet) if sheet else []
    return [
        Stop(number, line[3], line[4], f"{line[1]} {line[2]}：{line[5]}")
        for number, line in enumerate(lines, 1)
        if number >= _FIRST and cell_at(line[4]) and line[6] != UNCHECKED
    ]


def _texts(sheet: Sheet) -> list[list[str]]:
    used = sheet.used_range
    last = used.row + used.shape[0] - 1
    values = sheet.range((1, 1), (max(last, _FIRST), _KEY_COLUMN)).options(ndim=2).value
    return [["" if value is None else str(value) for value in row] for row in values]


def remove(book: Book) -> bool:
    """Delete the results sheet and its name; returns whether there was anything."""
    sheet = find(book)
    if RESULTS_NAME not in book.names:
        return False
    if sheet is not None:
        try:
            sheet.delete()
        except Exception as error:
            raise UserError(
                f"“{RESULTS_TITLE}”表删不掉，工作簿结构可能受保护；请先在“审阅”里撤销保护工作簿，再试一次。"
            ) from error
    if RESULTS_NAME in book.names:
        book.names[RESULTS_NAME].delete()
    return True


def write(book: Book, taken: Sequence[str], results: Results) -> bool:
    """Add the results sheet as the last one, the sheet in front staying in front.

    ``taken`` are the sheets of the workbook. Returns False where the workbook does not let a sheet be added.
    """
    front = book.sheets.active
    try:
        sheet = book.sheets.add(_free_title(taken), after=book.sheets[len(taken) - 1])
    except Exception:  # a protected structure; the marks on the cells stand all the same
        return False
    try:
        book.names.add(RESULTS_NAME, f"={quoted(sheet.name)}!$A$1")
        _fill(sheet, results)
        _dress(sheet, results)
        with suppress(UserError):
            call_addin(book.app, "XLT_HideName", book.name, RESULTS_NAME)
    finally:
        front.activate()
    return True


def _free_title(taken: Sequence[str]) -> str:
    names = {name.lower() for name in taken}
    number, title = 1, RESULTS_TITLE
    while title.lower() in names:
        number += 1
        title = f"{RESULTS_TITLE}({number})"
    return title


def _fill(sheet: Sheet, results: Results) -> None:
    lines: list[Row] = list(results.rows)
    if results.keys:
        behind = [*[""] * (HEADER_ROW - 1), KEY, *(key or "" for key in results.keys)]
        lines = [(*line, *[""] * (_LAST_COLUMN - len(line)), key) for line, key in zip(lines, behind, strict=True)]
    last = _KEY_COLUMN if results.keys else _LAST_COLUMN
    entered = [[_entered(value) for value in line] for line in lines]
    sheet.range((1, 1), (len(lines), last)).value = [[*line, *[None] * (last - len(line))] for line in entered]
    if results.listed:
        # A cell without a link is entered anew, too: the column is written in one block.
        links = {link.row: _link(link) for link in results.links}
        cells = [[links.get(row) or _entered(line[4]) or ""] for row, line in enumerate(lines, 1) if row >= _FIRST]
        sheet.range((_FIRST, 5), (len(lines), 5)).formula = cells


def _entered(value: str | int) -> str | int | None:
    """A value that Excel takes as text, whatever it looks like: "=1+1" is no formula, "2022-11" no date."""
    if isinstance(value, int):
        return value
    return f"'{fit(value)}" if value else None


def _link(link: Link) -> str:
    target = f"#{quoted(link.sheet)}!{link.cell}".replace('"', '""')
    return f'=HYPERLINK("{target}","{link.cell}")'


def _dress(sheet: Sheet, results: Results) -> None:
    last = HEADER_ROW + max(len(results.listed), 1)
    for column, width in enumerate(WIDTHS, 1):
        sheet.range((1, column)).column_width = width
    if results.keys:
        sheet.range((1, _KEY_COLUMN)).column_width = 0  # which hides it
    sheet.range("A1").font.set(bold=True, size=16)
    head = sheet.range((HEADER_ROW, 1), (HEADER_ROW, _LAST_COLUMN))
    head.font.set(bold=True, color="#FFFFFF")
    head.color = _DARK
    table = sheet.range((HEADER_ROW, 1), (last, _LAST_COLUMN))
    table.wrap_text = True
    table.vertical_alignment = "center"
    sheet.range((_FIRST, _LAST_COLUMN), (last, _LAST_COLUMN)).color = _PEN
    levels = sheet.range((_FIRST, 2), (last, 2)).conditional_formats
    for severity in Severity:
        levels.add_cell_value("equal_to", f'="{severity.label}"', fill_color=FILLS[severity])
    sheet.autofit("rows")

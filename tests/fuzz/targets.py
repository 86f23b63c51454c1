"""What is fuzzed. A target takes a source of chance and does one execution; an exception or a hang is a finding."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from tests.books.packages import THREE
from tests.fuzz import mutations
from xl_tools.books.file.marked_file import clear_bytes, mark_bytes, read_explanations
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book, Grid, Range
from xl_tools.parse.phrases import reader
from xl_tools.parse.status.ticks import read_boxes
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.parse.table.unit_names import read_units
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

AS_OF = date(2022, 12, 20)


def patcher(dice: random.Random) -> None:
    """Marks put in and taken out: a sentence, or a file that clears to what clearing the original gives."""
    data = mutations.package(dice)
    with suppress(UserError):
        read_explanations(data)
    try:
        marked = mark_bytes(data, THREE)[0]
        before = clear_bytes(data)[0]
    except UserError:
        return
    after, found = clear_bytes(marked)
    assert found
    assert clear_bytes(after) == (after, False)
    assert len(after) <= len(before) + 4096


def reading(dice: random.Random) -> None:
    """A workbook read, its tables found and checked."""
    try:
        book = read_book(Path("遂昌县.xlsx"), mutations.package(dice))
    except UserError:
        return
    check(book)


def tables(dice: random.Random) -> None:
    """Headings found and entries read in a drawn sheet."""
    sheet = mutations.rows(dice)
    corner = dice.randrange(1, 4)
    merged = [Range(corner, 1, corner + dice.randrange(3), dice.randrange(1, 6))] if dice.random() < 0.5 else []
    check(Book("遂昌县.xlsx", (Grid("表", sheet, merged=merged, hidden_rows=frozenset({dice.randrange(1, 9)})),)))


def check(book: Book) -> None:
    sheets = read_sheets(book, as_of=AS_OF)
    crashes = run(sheets, Context(as_of=AS_OF, previous=sheets)).crashes
    assert not crashes, [(crash.code, crash.error) for crash in crashes]


def parsers(dice: random.Random) -> None:
    """Each parser on one text."""
    text = mutations.text(dice)
    for what in ("deadline", "status", "serial", "figures"):
        reader(what, AS_OF)(text)
    read_boxes(text)
    read_units(text)


TARGETS: dict[str, Callable[[random.Random], None]] = {
    "patcher": patcher,
    "reading": reading,
    "tables": tables,
    "parsers": parsers,
}

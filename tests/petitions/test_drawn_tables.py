"""Tables of petitions as offices draw them are read as they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.petitions.drawn_tables import TABLES, Drawn, Said
from tests.petitions.ledgers import grid
from xl_tools.core.grid import Book, Grid, Range
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.petitions.reading import ledger_of
from xl_tools.petitions.records import Conventions, Ledger, Petition

ABOVE, LEFT = "^", "<"


def drawn(table: Drawn) -> Grid:
    """The sheet, its merged cells as a workbook has them."""
    rows = [list(row) for row in table.rows]
    merged = []
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell in (ABOVE, LEFT):
                continue
            right = column
            while right + 1 < len(row) and row[right + 1] == LEFT:
                right += 1
            below = at
            while below + 1 < len(rows) and rows[below + 1][column] == ABOVE:
                below += 1
            if (right, below) != (column, at):
                merged.append(Range(at + 1, column + 1, below + 1, right + 1))
    plain = [["" if cell in (ABOVE, LEFT) else cell for cell in row] for row in rows]
    return replace(grid(table.sheet, plain), merged=tuple(merged))


def read(table: Drawn) -> list[Ledger]:
    sheets = read_sheets(Book("表.xlsx", (drawn(table),)), as_of=date(2025, 7, 1))
    return [ledger_of(sheet, Conventions()) for sheet in sheets if sheet.form.name == "petition"]


def said(one: Petition) -> Said:
    verdict, settled = one.verdict or "", one.settled or ""
    return Said(one.code, one.batch, str(one.handed or ""), one.regions, one.types, str(verdict), str(settled))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_what_was_written_down(name: str) -> None:
    found = read(TABLES[name])
    assert [said(one) for ledger in found for one in ledger.petitions] == list(TABLES[name].said)
    assert sum(ledger.sheet.cells.unaccounted or 0 for ledger in found) == 0

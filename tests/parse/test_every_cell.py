"""Every cell of a table is what it is: random tables whose cells are labelled, against what the reader says."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from tests.parse.labelled import Labelled, labelled_table, read_labels
from xl_tools.core.grid import Book, Cell
from xl_tools.core.records import ProgressSheet
from xl_tools.parse.table import lines
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.parse.table.sorted_lines import Kind
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

AS_OF = date(2022, 12, 20)
SEEDS = range(400)


def read(table: Labelled) -> ProgressSheet:
    (sheet,) = read_sheets(Book("莲都区.xlsx", (table.grid(),)), as_of=AS_OF)
    return sheet


def differences(table: Labelled, sheet: ProgressSheet) -> dict[Cell, tuple[str | int, str | int]]:
    """The cells that are read as something else: (what they are, what they were read as)."""
    said = read_labels(sheet, table)
    same = {"section": "heading"}  # both group entries; neither is one
    return {
        cell: (label, said[cell]) for cell, label in table.labels.items() if same.get(str(label), label) != said[cell]
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_every_cell_is_read_as_what_it_is(seed: int) -> None:
    table = labelled_table(Random(f"cells {seed}"))
    sheet = read(table)
    assert differences(table, sheet) == {}
    assert [row.row for row in sheet.rows] == table.entries
    assert sheet.cells.unaccounted == 0
    left = sum(1 for label in table.labels.values() if isinstance(label, str) and label in _LEFT)
    assert sheet.cells.read == len(table.cells) - left


_LEFT = {"note", "signature", "total", "example", "contact", "other"}


@pytest.mark.parametrize("seed", range(60))
def test_what_is_left_out_between_entries_is_told(seed: int) -> None:
    table = labelled_table(Random(f"cells {seed}"))
    sheet = read(table)
    found = {finding.row for finding in run([sheet], Context(as_of=AS_OF)).findings if finding.code in _TELL}
    rows = {row for (row, _), label in table.labels.items() if label in _LEFT}
    between = {row for row in rows if sheet.rows[0].row < row < table.entries[-1]}
    first_of = {row for row in between if row - 1 not in between or table.labels[row, 1] != table.labels[row - 1, 1]}
    prepared = {row for row in first_of if table.labels[row, 1] == "other"}
    assert first_of - prepared <= found
    assert not prepared or min(row for row, _ in table.cells if row in prepared) in found


_TELL = {"S130", "S131", "S132"}


def test_a_reader_that_calls_an_entry_a_note_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that this test is for, made on purpose: contacts in an entry's first cell once made a note of it."""
    sure = lines._Sorter._kind

    def by_the_first_cell(self: lines._Sorter, row: int, filled: list[int]) -> Kind:
        text = self.cells.text(row, self.filled[row][0])
        return Kind.NOTE if "联系人" in text or "负责人" in text else sure(self, row, filled)

    monkeypatch.setattr(lines._Sorter, "_kind", by_the_first_cell)
    tables = [labelled_table(Random(f"cells {seed}")) for seed in range(60)]
    assert any(differences(table, read(table)) for table in tables)

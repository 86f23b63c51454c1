"""Notes (批注) that people put on cells of a roll-up's workbook: what each stands on, so that it is found again in the
workbook that takes its place, where rows may stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xl_tools.core.addresses import cell_name, column_letters
from xl_tools.core.beside import headed, table_in, text_of
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Book, Cell, CellNote, CellValue, Grid
from xl_tools.core.records import ProgressSheet
from xl_tools.core.text import shortened
from xl_tools.rollup.additions import HEADINGS, NOTE_SAID, TOTAL, OwnNote, RowName, own_row
from xl_tools.rollup.layout import FORM_SHEET, TOTALS_BY_KIND, TOTALS_BY_UNIT, TOTALS_SHEET
from xl_tools.rollup.our_headings import SHEETS, our_headings, tables_within
from xl_tools.rollup.reread_additions import is_own, row_name
from xl_tools.rollup.typed_formulas import TOLD_BY

_WITH_TOTALS = (TOTALS_BY_KIND, TOTALS_BY_UNIT)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as it stands: what it is called, its headings by column, its rows' names by row (all from 1)."""

    name: str
    top: int
    heads: Mapping[int, str]
    rows: Mapping[int, RowName]


def own_notes(book: Book, form: ProgressSheet, coded: Mapping[int, str]) -> tuple[list[OwnNote], dict[str, str]]:
    """The notes with what they stand on, and those that stand on nothing which comes again, in words by their cell.
    ``form`` is the merged table, ``coded`` the labels of the tasks that the program wrote, by serial."""
    found: list[OwnNote] = []
    lost: dict[str, str] = {}
    grids = {grid.name: grid for grid in book.grids}
    for sheet, notes in (book.notes or {}).items():
        if sheet not in grids:
            continue
        tables = list(_tables(grids[sheet], form, coded))
        theirs = sheet not in {form.sheet, *SHEETS} and is_own(grids[sheet])
        for cell, note in notes.items():
            place = _place(sheet, cell, note, tables, theirs=theirs)
            if place:
                found.append(place)
            else:
                lost[f"“{sheet}”{cell_name(*cell)}"] = f"批注“{shortened(note.text, NOTE_SAID)}”"
    return found, lost


def _place(sheet: str, cell: Cell, note: CellNote, tables: Sequence[_Table], *, theirs: bool) -> OwnNote | None:
    row, column = cell
    for table in tables:
        if row in table.rows and column in table.heads:
            return OwnNote(table.name, table.rows[row], table.heads[column], note)
        if row == table.top and column in table.heads:
            return OwnNote(table.name, HEADINGS, table.heads[column], note)
    if theirs:
        return OwnNote(sheet, None, "", note, cell)
    if tables and row <= min(table.top for table in tables):
        name = FORM_SHEET if tables[0].name == FORM_SHEET else sheet
        return OwnNote(name, None, "", note, cell, 0 if name == TOTALS_SHEET else tables[0].top)
    return None


def _tables(grid: Grid, form: ProgressSheet, coded: Mapping[int, str]) -> Iterator[_Table]:
    if grid.name == form.sheet:
        entries = [grid.rows[row.row - 1] for row in form.rows]
        titles = headed([text_of(value) for value in grid.rows[form.header_row - 1]], entries)
        names = {row.row: (coded.get(row.serial.number or 0, ""), "") for row in form.rows}
        added = (row for row, name in names.items() if not any(name))
        names |= {row: own_row(number) for number, row in enumerate(added if coded else ())}
        columns = {column: one_line(head) or column_letters(column) for column, head in enumerate(titles, 1)}
        yield _Table(FORM_SHEET, form.header_row, columns, {row: name for row, name in names.items() if any(name)})
        return
    within = [(name, (told_by,)) for name, (sheet, told_by, _) in tables_within().items() if sheet == grid.name]
    if grid.name in our_headings():
        top, heads, below = table_in(grid, TOLD_BY)
        yield _Table(grid.name, top + 1, *_named(grid.name, top, heads, below, coded))
    for name, told_by in within:
        top, heads, below = table_in(grid, told_by, within=True)
        yield _Table(name, top + 1, *_named(name, top, heads, below, coded, told_by[0][0]))


def _named(
    table: str,
    top: int,
    heads: Sequence[str],
    below: Sequence[Sequence[CellValue]],
    coded: Mapping[int, str],
    name: str = "",
) -> tuple[dict[int, str], dict[int, RowName]]:
    """The headings by column and the rows by number; ``name`` is the heading of the rows' names, where it alone tells
    them."""
    names = headed(heads, below)
    rows: dict[int, RowName] = {}
    for row, values in enumerate(below, top + 2):
        line = dict(zip(names, values, strict=False))
        told = ("", text_of(line.get(name))) if name else row_name(line, coded)
        if any(told) and (told != TOTAL or table in _WITH_TOTALS):
            rows[row] = told
    return {column: one_line(head) for column, head in enumerate(names, 1) if head}, rows


def one_line(heading: str) -> str:
    """A heading as it is told from others, however it is broken into lines."""
    return "".join(heading.split())

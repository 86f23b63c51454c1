"""What is read though nobody sees it: hidden rows, and names of units in hidden columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xl_tools.core.addresses import cell_name, split_cell
from xl_tools.core.period import period_in
from xl_tools.parse.table.inspections import inspection_in
from xl_tools.parse.table.live_cells import own_live_value
from xl_tools.parse.table.sections import Sections
from xl_tools.parse.table.tables import Cells, cell_text
from xl_tools.parse.table.whose_table import Names


def hidden_rows(cells: Cells, above: range, names: Names, sections: Sections, entries: Iterable[int]) -> Iterator[int]:
    """The hidden rows that are read: of entries, and of what names their unit, inspection or period. ``above`` are the
    rows over the table."""
    hidden = cells.grid.hidden_rows
    if not hidden:
        return
    yield from (row for row in (*entries, *(row for row, _ in _lines(sections))) if row in hidden)
    for row in above:
        texts = [text for _, text in _texts(cells, row)] if row in hidden else ()
        if any(names.are_told_by(text) or inspection_in(text) or period_in(text) for text in texts):
            yield row


def hidden_names(cells: Cells, above: range, names: Names, sections: Sections) -> Iterator[str]:
    """The cells over a table, and of the lines between its entries, that name a unit where nobody sees it: in a row
    that is shown, in columns that are not."""
    if not cells.grid.hidden_columns:
        return
    rows = cells.grid.hidden_rows or ()
    found = [(row, column) for row in above for column, text in _texts(cells, row) if names.are_told_by(text)]
    unseen = [(row, column) for row, column in (*found, *_lines(sections)) if _is_unseen(cells, row, column)]
    for column in sorted({column for _, column in unseen}):
        if in_it := [row for row, other in unseen if other == column and row not in rows]:
            yield cell_name(min(in_it), column)


def _is_unseen(cells: Cells, row: int, column: int) -> bool:
    """Whether all columns of a cell are hidden: what is merged beyond them is seen."""
    hidden = cells.grid.hidden_columns or ()
    block = cells.merged(row, column)
    return all(one in hidden for one in (range(block.left, block.right + 1) if block else (column,)))


def _lines(sections: Sections) -> list[tuple[int, int]]:
    return [split_cell(section.cell) for section in sections.by_row.values() if section.cell]


def _texts(cells: Cells, row: int) -> Iterator[tuple[int, str]]:
    for _, columns in cells.filled_rows(row, row):
        for column in columns:
            if text := cell_text(own_live_value(cells, row, column)).strip():
                yield column, text

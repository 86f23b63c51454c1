"""The lines under the heading of a register: each is an entry of its own, so that its kind is told by less than that
of a line in a table of tasks (``lines.py``)."""

from __future__ import annotations

from collections.abc import Sequence

from xl_tools.core.expressions import expression
from xl_tools.core.form import Field
from xl_tools.parse.table.content import (
    LONGEST_LABEL,
    are_contact_headings,
    is_footnote,
    is_section_number,
    is_signature,
    is_sum,
    shows_how,
)
from xl_tools.parse.table.lines import sort_lines
from xl_tools.parse.table.live_cells import live_text, struck_task
from xl_tools.parse.table.sorted_lines import Entry, Kind, Lines
from xl_tools.parse.table.struck import is_struck_row
from xl_tools.parse.table.tables import Cells, Table


def lines_of(cells: Cells, table: Table) -> Lines:
    """Every row of the table's part of the sheet, named, as the table's form has them."""
    return _register_lines(cells, table) if table.form.flat else sort_lines(cells, table)


def _register_lines(cells: Cells, table: Table) -> Lines:
    kinds: dict[int, Kind] = {}
    filled_by_row: dict[int, list[int]] = {}
    struck: dict[int, str] = {}
    entries: list[Entry] = []
    section = ""
    subject = table.columns.get(table.form.subject)
    for row, filled in cells.filled_rows(table.header_row + 1, table.last):
        filled_by_row[row] = filled
        kind = _kind(cells, table, row, filled)
        if kind is Kind.ENTRY and cells.grid.struck:
            own = [(row, column) for column in filled if column in table.fields]
            if is_struck_row(cells.grid, (row, subject) if subject else None, own):
                struck[row] = struck_task(cells, row, subject)
                kind = Kind.STRUCK
        kinds[row] = kind
        if kind is Kind.SECTION:
            section = live_text(cells, row, filled[0]).strip()
        elif kind is Kind.ENTRY:
            entries.append(Entry(row, section))
    return Lines(tuple(entries), kinds, filled_by_row, struck)


def _kind(cells: Cells, table: Table, row: int, filled: Sequence[int]) -> Kind:
    texts = {column: cells.text(row, column) for column in filled if column in table.fields}
    first = cells.text(row, filled[0])
    if len(filled) == 1 and _stands_across(cells, table, row, filled[0], first):
        return Kind.SECTION if len(first) <= LONGEST_LABEL and not is_footnote(first) else Kind.NOTE
    if not texts:
        return Kind.BESIDE
    if all(len(text) <= LONGEST_LABEL for text in texts.values()):
        if table.is_heading_again(texts):
            return Kind.HEADING
        if are_contact_headings(texts):
            return Kind.CONTACT
    if any(shows_how(texts.get(table.columns.get(name, 0), ""), task=False) for name in (Field.REGION, Field.SERIAL)):
        return Kind.EXAMPLE
    said = [cells.text(row, column) for column in filled]
    if is_signature(said, len(filled) == 1) or all(is_signature((text,), alone=True) for text in said):
        return Kind.SIGNATURE
    if is_footnote(first):
        return Kind.NOTE
    if is_sum(first):
        return Kind.ENTRY if table.form.sums else Kind.TOTAL
    named = {table.fields[column] for column in texts}
    if named == {Field.SERIAL}:
        return Kind.PREPARED
    return Kind.ENTRY if len(named) > 1 or table.form.subject in named else Kind.OTHER


def _stands_across(cells: Cells, table: Table, row: int, column: int, text: str) -> bool:
    """Whether a text alone in its row is a line across the table, or groups what follows."""
    block = cells.merged(row, column)
    if block and block.top == block.bottom and block.right - block.left >= 2:
        return True
    return column == min(table.fields) and (is_section_number(text) or _BATCH.match(text) is not None)


_BATCH = expression(r"[（(]?第[一二三四五六七八九十百零〇\d]{1,4}批")
"""A line over the petitions of a batch."""

"""Finding the table in a sheet: the heading row, what each column holds, which rows are entries.

Works on addresses: everything here is in rows and columns counted from 1, as ``Grid`` gives them. What the
cells mean is read in ``sheets.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property

from xl_tools.core.expressions import expression
from xl_tools.core.grid import LARGE_MERGE, CellValue, Grid, Range
from xl_tools.core.records import Field, Form, Level, Status
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.forms.headings import Heading, Vocabulary, option_heading, vocabularies

_LONGEST = 60
"""A longer text is no heading."""


def cell_text(value: CellValue) -> str:
    """A cell's value as text: whole numbers without ".0", dates as ISO, empty as "". Text stays as it is."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class Cells:
    """A grid with its merged ranges spread: every cell of one shows the value at its top left."""

    grid: Grid

    @cached_property
    def _anchors(self) -> dict[tuple[int, int], Range]:
        spread = {}
        for block in self.grid.merged or ():
            if (block.bottom - block.top + 1) * (block.right - block.left + 1) > LARGE_MERGE:
                continue
            for row in range(block.top, block.bottom + 1):
                for column in range(block.left, block.right + 1):
                    spread[row, column] = block
        return spread

    def merged(self, row: int, column: int) -> Range | None:
        return self._anchors.get((row, column))

    def own(self, row: int, column: int) -> CellValue:
        """The value stored in the cell itself."""
        rows = self.grid.rows
        if row > len(rows) or column > len(rows[row - 1]):
            return None
        return rows[row - 1][column - 1]

    def shown(self, row: int, column: int) -> CellValue:
        """The value a person sees there: the merged range's, where the cell is part of one."""
        block = self._anchors.get((row, column))
        return self.own(block.top, block.left) if block else self.own(row, column)

    def filled(self, row: int, column: int) -> bool:
        return (row, column) in (self.grid.faults or ()) or bool(cell_text(self.own(row, column)).strip())

    def width(self, row: int) -> int:
        return len(self.grid.rows[row - 1]) if row <= len(self.grid.rows) else 0


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table stands and what its columns hold (column numbers)."""

    form: Form
    words: Vocabulary
    top: int
    header_row: int
    """The last row of the heading; entries start below it."""
    columns: Mapping[Field, int]
    level: Level | None
    options: Mapping[Status, int] = field(default_factory=dict)
    unknown: Mapping[int, str] = field(default_factory=dict)
    duplicates: Mapping[int, Field] = field(default_factory=dict)


def find_table(cells: Cells) -> Table | None:
    """The table of a sheet, looked for by its heading words; None when there is none.

    The row among the first with the most known headings wins; a heading may take two rows, the upper one
    grouping the lower.
    """
    best: Table | None = None
    for words in vocabularies():
        for table in _headings(cells, words):
            if best is None or _rank(table) > _rank(best):
                best = table
    return best


def _headings(cells: Cells, words: Vocabulary) -> Iterator[Table]:
    """The tables that the first rows of a sheet may be the heading of."""
    least = load("tables")["least_headings"]
    last = min(load("tables")["search_rows"], len(cells.grid.rows))
    above = 0
    for bottom in range(1, last + 1):
        here = _known_headings(cells, bottom, words)
        tops = ([bottom - 1] if above else []) + [bottom] if above + here >= least else []
        yield from (table for top in tops if (table := _heading(cells, top, bottom, words)))
        above = here


def _known_headings(cells: Cells, row: int, words: Vocabulary) -> int:
    """How many texts of a row are known headings: a quick look that spares most rows the thorough one."""
    texts = (value for value in cells.grid.rows[row - 1] if isinstance(value, str) and 0 < len(value) <= _LONGEST)
    return sum(bool(words.read(text) or option_heading(text)) for text in texts)


def _rank(table: Table) -> tuple[int, int]:
    """More known headings first; of equals the heading of fewer rows, or a title would count as a heading."""
    return len(table.columns) + len(table.options), table.top - table.header_row


def _heading(cells: Cells, top: int, bottom: int, words: Vocabulary) -> Table | None:
    """The table whose heading takes the rows top to bottom; None when they are no heading."""
    settings = load("tables")
    texts = {
        column: parts
        for column in range(1, max(cells.width(top), cells.width(bottom)) + 1)
        if (parts := _stacked(cells, top, bottom, column))
    }
    said = {part for parts in texts.values() for part in parts}
    if not texts or said.issuperset(settings["results_headings"]):
        return None
    claims: dict[int, Heading] = {}
    options: dict[Status, int] = {}
    unknown: dict[int, str] = {}
    for column, parts in texts.items():
        status = option_heading(parts[-1])
        heading = None if status else _read_stacked(parts, words)
        if status and status not in options:
            options[status] = column
        elif heading:
            claims[column] = heading
        else:
            unknown[column] = "".join(parts)
    columns, duplicates = _settle(claims)
    if len(columns) + len(options) < settings["least_headings"]:
        return None
    if len(options) < len(Status):
        unknown.update({column: status.label for status, column in options.items()})
        options = {}
    elif Field.STATUS not in columns:
        columns[Field.STATUS] = min(options.values())
    form = words.form_of(columns)
    if form is None:
        return None
    if bottom > top and _is_entry_row(cells, bottom, form, words, columns):
        return None
    level = next((heading.level for heading in claims.values() if heading.level), None)
    merged = (cells.merged(top, column) for column in texts)
    first = min((block.top for block in merged if block), default=top)
    return Table(form, words, min(first, top), bottom, columns, level, options, unknown, duplicates)


def _stacked(cells: Cells, top: int, bottom: int, column: int) -> list[str]:
    """The different texts of a heading column from top to bottom, as shown."""
    parts: list[str] = []
    for row in range(top, bottom + 1):
        text = cell_text(cells.shown(row, column)).strip()
        if text and text not in parts and len(text) <= _LONGEST:
            parts.append(text)
    return parts


def _read_stacked(parts: list[str], words: Vocabulary) -> Heading | None:
    """The nearest heading to the entries counts first, then both together, then the upper one."""
    return words.read(parts[-1]) or words.read("".join(parts)) or words.read(parts[0])


def _settle(claims: Mapping[int, Heading]) -> tuple[dict[Field, int], dict[int, Field]]:
    """One column a field: strong claims first, from the left; what is left over is a duplicate.

    A weak claim beside a strong one is not a duplicate: it is a remark column.
    """
    columns: dict[Field, int] = {}
    duplicates: dict[int, Field] = {}
    for column, heading in claims.items():
        if heading.weak:
            continue
        if heading.field in columns:
            duplicates[column] = heading.field
        else:
            columns[heading.field] = column
    strong = set(columns)
    for column, heading in claims.items():
        if not heading.weak:
            continue
        if heading.field not in columns:
            columns[heading.field] = column
        elif heading.field not in strong:
            duplicates[column] = heading.field
        else:
            columns.setdefault(Field.REMARK, column)
    return columns, duplicates


def _is_entry_row(cells: Cells, row: int, form: Form, words: Vocabulary, columns: Mapping[Field, int]) -> bool:
    """Whether the row under a heading already holds an entry, so that the heading has one row only."""
    long = sum(len(cell_text(cells.own(row, column)).strip()) > 30 for column in columns.values())
    subject = columns.get(form.subject) or columns.get(Field.PLAN)
    said = cell_text(cells.own(row, subject)) if subject and cells.filled(row, subject) else None
    return long > 0 or (said is not None and not words.read(said))


@dataclass(frozen=True, slots=True)
class EntryRows:
    """The rows under a heading, sorted out. ``notes`` maps (row, column) to text that is no entry."""

    entries: tuple[int, ...]
    notes: Mapping[tuple[int, int], str]
    kinds: Mapping[int, str]
    """The section line ("一、个性问题") above an entry, where the table has such lines."""


def entry_rows(cells: Cells, table: Table) -> EntryRows:
    """Which rows under the heading are entries, and the text under the table that is none.

    An entry says what it is about (a task text), or has a serial with something else, or at least three filled cells.
    Footnotes, signatures, sums, section lines and the heading over again are none; they are quiet. Other text under
    the last entry is kept as a note.
    """
    entries: list[int] = []
    notes: dict[tuple[int, int], str] = {}
    kinds: dict[int, str] = {}
    kind = ""
    for row, filled in _filled_rows(cells, table):
        first = min(filled)
        text = cell_text(cells.own(row, first)).strip()
        if (
            _is_footnote(text, len(filled))
            or _is_signature(cells, row, filled)
            or _is_heading_again(cells, row, filled, table)
        ):
            continue
        if _is_section(cells, row, filled, table):
            kind = text
        elif _is_entry(table, filled):
            notes.clear()
            entries.append(row)
            if kind:
                kinds[row] = kind
        else:
            notes[row, first] = text
    return EntryRows(tuple(entries), notes, kinds)


def _filled_rows(cells: Cells, table: Table) -> Iterator[tuple[int, list[int]]]:
    """(row, filled columns) of the rows below the heading that hold anything in the table's columns."""
    wanted = sorted({*table.columns.values(), *table.options.values(), *table.unknown, *table.duplicates})
    for row in range(table.header_row + 1, len(cells.grid.rows) + 1):
        filled = [column for column in wanted if cells.filled(row, column)]
        if filled:
            yield row, filled


def _is_footnote(text: str, filled: int) -> bool:
    rows = load("tables")["rows"]
    start = squeeze(text)
    if any(start == word or start.startswith((f"{word}:", f"{word}一", f"{word}1")) for word in rows["footnotes"]):
        return True
    return filled > 1 and start in rows["sums"]


def _is_signature(cells: Cells, row: int, filled: list[int]) -> bool:
    """Whether a row is to be signed, stamped or dated: it begins like that, and no text is as long as an entry's."""
    start = cell_text(cells.own(row, filled[0]))
    if len(start) > _LONGEST or not _signature(len(filled) == 1).fullmatch(squeeze(start)):
        return False
    return all(len(cell_text(cells.own(row, column))) <= _LONGEST for column in filled)


@cache
def _signature(alone: bool) -> re.Pattern[str]:
    rows = load("tables")["rows"]
    return expression(f"{rows['signature']}|{rows['sign_off']}" if alone else rows["signature"])


def _is_heading_again(cells: Cells, row: int, filled: list[int], table: Table) -> bool:
    """Whether a row repeats the heading, as people do for the next printed page."""
    fields = {column: name for name, column in table.columns.items()}
    for column in filled:
        text = cell_text(cells.own(row, column))
        heading = table.words.read(text) if len(text) <= _LONGEST else None
        if heading is None or heading.field is not fields.get(column):
            return False
    return len(filled) >= int(load("tables")["least_headings"])


def _is_section(cells: Cells, row: int, filled: list[int], table: Table) -> bool:
    """A line across the table that groups the entries below it."""
    if len(filled) != 1:
        return False
    block = cells.merged(row, filled[0])
    return bool(block and block.top == block.bottom == row and block.right - block.left >= 2 and len(table.columns) > 3)


def _is_entry(table: Table, filled: list[int]) -> bool:
    here = {name for name, column in table.columns.items() if column in filled}
    if table.form.subject in here:
        return len(here) > 1
    return (Field.SERIAL in here and len(here - {Field.REGION}) > 1) or len(here - {Field.REGION}) >= 3

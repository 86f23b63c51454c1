"""The progress tables and task lists of a document, each whole: the pieces that a page or a hand cut it into, joined.

A piece is joined only where it is sure that it goes on: the same heading again, or no heading, as many columns, and
nothing but blank lines between. What is done that cannot be seen in the result is said in notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace

from xl_tools.books.word.document import Document, Paragraph, WordTable
from xl_tools.books.word.table_grids import grid_of
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Grid, Range
from xl_tools.core.text import squeeze
from xl_tools.parse.table.tables import Cells, Table, find_table

_TITLE_LINES = 6
_TITLE_LENGTH = 80
NAMES_A_TABLE = expression(r"(?:表|清单|台账|台帐)(?:[（(][^（）()]*[）)])?$")
_CONTINUED = expression(r"^[（(]?(?:续表|接上表|续上表|续|上接|接上页)[^，。；]{0,8}[）)]?[:：]?$")
_SECTION = expression(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])[^。；]{1,28}$")


@dataclass
class DocumentTable:
    """One table. ``origin`` gives for each row of the grid the table and row of the document ((0, 0): none)."""

    grid: Grid
    table: Table
    origin: list[tuple[int, int]]
    notes: list[str] = field(default_factory=list)
    remarks: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    """What is not sure about a cell, by row and column of the grid."""


@dataclass
class _Pieces:
    """A table under construction."""

    lines: list[str]
    rows: list[list[str]] = field(default_factory=list)
    origin: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    remarks: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    found: Table | None = None

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def add(self, table: WordTable, number: int, skip: int = 0, columns: Sequence[int] | None = None) -> None:
        """Append the rows of a table behind the first ``skip``; ``columns`` says where each of its columns goes."""
        onto = columns or range(table.width)
        at = len(self.rows) - skip
        for index, texts in enumerate(table.rows[skip:], skip + 1):
            row = [""] * max(self.width, max(onto, default=0) + 1)
            for column, text in zip(onto, texts, strict=True):
                row[column] = f"{row[column]}\n{text}" if row[column] and text else row[column] or text
            self.rows.append(row)
            self.origin.append((number, index))
        for block in table.merged:
            if block.top > skip:
                left, right = onto[block.left - 1] + 1, onto[block.right - 1] + 1
                self.merged.append(Range(block.top + at, left, block.bottom + at, right))
        for remark in table.remarks:
            if remark.row > skip:
                place = (remark.row + at, onto[min(remark.column, len(onto)) - 1] + 1)
                self.remarks.setdefault(place, []).append(remark.text)

    def add_line(self, text: str) -> None:
        """A line between two pieces, as a row across the table."""
        self.rows.append([text, *[""] * (self.width - 1)])
        self.origin.append((0, 0))
        self.merged.append(Range(len(self.rows), 1, len(self.rows), self.width))

    def grid(self) -> Grid:
        """The lines above, then the rows; also looks up where the heading is."""
        above = len(self.lines)
        merged = [Range(block.top + above, block.left, block.bottom + above, block.right) for block in self.merged]
        return grid_of("", [[line] for line in self.lines] + self.rows, merged)


def gather(document: Document) -> tuple[list[DocumentTable], list[str]]:
    """The tables of a document that are progress tables or task lists, and what is to be said of the others."""
    done: list[_Pieces] = []
    said: list[str] = []
    lines: list[Paragraph] = []
    number = 0
    current: _Pieces | None = None
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if block.text.strip():
                lines.append(block)
            continue
        number += 1
        if current and _goes_on(current, block, number, [line.text.strip() for line in lines]):
            lines = []
            continue
        started = list(_start(block, number, _title_lines(lines)))
        current = started[-1] if started else None
        done += started
        lines = []
        if not started:
            said.append(f"第 {number} 个表没有认得的表头，没有导入")
    return [_whole(pieces) for pieces in done], said


def _start(table: WordTable, number: int, lines: list[str]) -> Iterator[_Pieces]:
    """A new table; where the table is only a frame, the tables in it."""
    pieces = _Pieces(lines)
    pieces.add(table, number)
    pieces.found = find_table(Cells(pieces.grid()))
    if pieces.found:
        yield pieces
        return
    for inner in table.inner:
        yield from _start(inner, number, lines)


def _goes_on(current: _Pieces, table: WordTable, number: int, between: Sequence[str]) -> bool:
    """Join a table to the one before it if it surely goes on; returns whether it does."""
    if current.found is None or not all(_CONTINUED.match(line) or _SECTION.match(line) for line in between):
        return False
    above = len(current.lines)
    heading = [_key(row) for row in current.rows[: current.found.header_row - above]]
    skip = 0
    while skip < len(table.rows) and _key(table.rows[skip]) in heading:
        skip += 1
    columns: Sequence[int] | None = None
    if skip:
        columns = _same_columns(current.rows[len(heading) - 1], table.rows[skip - 1])
        if columns is None or _key(table.rows[skip - 1]) != heading[-1]:
            return False
    elif table.width != current.width or find_table(Cells(table.grid(""))):
        return False
    else:
        current.notes.append(f"第 {number} 个表没有表头，栏数相同，接在前一个表后面，请核对")
    for line in between:
        if _SECTION.match(line):
            current.add_line(line)
    current.add(table, number, skip, columns)
    return True


def _key(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in map(squeeze, row) if text)


def _same_columns(first: Sequence[str], second: Sequence[str]) -> list[int] | None:
    """Where the columns of a second table go under an equal heading whose cells may span other columns."""
    if len(first) == len(second):
        return list(range(len(second)))
    starts, others = ([i for i, text in enumerate(row) if text.strip()] for row in (first, second))
    if len(starts) != len(others) or not others or others[0] != 0:
        return None
    ends = [*starts[1:], len(first)]
    columns: list[int] = []
    for column in range(len(second)):
        cell = max(index for index, start in enumerate(others) if start <= column)
        columns.append(min(starts[cell] + column - others[cell], ends[cell] - 1))
    return columns


def _title_lines(lines: Sequence[Paragraph]) -> list[str]:
    """The lines above a table that belong to it: short ones, no sentences. A title broken in two becomes one."""
    near: list[Paragraph] = []
    for line in reversed(lines):
        text = line.text.strip()
        if len(near) == _TITLE_LINES or len(text) > _TITLE_LENGTH or text.endswith(("。", "；")):
            break
        near.insert(0, line)
    texts: list[str] = []
    for index, line in enumerate(near):
        text = " ".join(line.text.split())
        before = near[index - 1] if index else None
        if before and before.centred and line.centred and NAMES_A_TABLE.search(text) and _is_half(texts[-1]):
            texts[-1] += text
        else:
            texts.append(text)
    return texts


def _is_half(text: str) -> bool:
    """Whether a line can be the first half of a title."""
    return not (text.startswith("附") or NAMES_A_TABLE.search(text) or text[-1:] in "。：:）)、，")


def _whole(pieces: _Pieces) -> DocumentTable:
    """Without the heading rows that come again on later pages."""
    grid = pieces.grid()
    found = pieces.found
    assert found is not None
    above = len(pieces.lines)
    origin = [(0, 0)] * above + pieces.origin
    headings = {_key(texts) for texts in (list(map(str, row)) for row in grid.rows[above : found.header_row])}
    again = {
        index
        for index, row in enumerate(grid.rows[found.header_row :], found.header_row + 1)
        if _key(list(map(str, row))) in headings
    }
    kept = [index for index in range(1, len(grid.rows) + 1) if index not in again]
    new = {old: index for index, old in enumerate(kept, 1)}
    merged = [block for block in (_moved(block, new) for block in grid.merged or ()) if block]
    return DocumentTable(
        replace(grid, rows=[grid.rows[index - 1] for index in kept], merged=merged),
        found,
        [origin[index - 1] for index in kept],
        pieces.notes,
        {(new[row + above], column): texts for (row, column), texts in pieces.remarks.items() if row + above in new},
    )


def _moved(block: Range, new: dict[int, int]) -> Range | None:
    """A merged range after rows were taken out."""
    rows = [new[row] for row in range(block.top, block.bottom + 1) if row in new]
    return Range(rows[0], block.left, rows[-1], block.right) if rows and block.top in new else None


def title_of(table: DocumentTable) -> str:
    """The table's own name among the lines above its heading: the longest that names a table, else the longest."""
    lines = [str(value).strip() for row in table.grid.rows[: table.table.top - 1] for value in row if value]
    named = [line for line in lines if NAMES_A_TABLE.search(line)]
    return max(named or lines, key=len, default="")


def left_out(table: DocumentTable, entries: Iterable[int]) -> Iterator[tuple[int, str]]:
    """(grid row, text) of the rows below the heading that are no entries."""
    taken = set(entries)
    for row, texts in enumerate(table.grid.rows, 1):
        text = " ".join(str(value).strip() for value in texts if value and str(value).strip())
        if row > table.table.header_row and row not in taken and text:
            yield row, text

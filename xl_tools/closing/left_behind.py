"""What people put where a ledger made anew does not take it from: on 统计, over formulas and titles, in cells that no
heading stands over, notes beside cells. It is in the copy that is kept, and is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from xl_tools.books.file.content import Held
from xl_tools.closing.standing import categories
from xl_tools.core.addresses import cell_name
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.text import squeeze
from xl_tools.parse.closing.days_sheet import SHEET as DAYS
from xl_tools.parse.closing.days_sheet import columns_of_days
from xl_tools.parse.closing.entries import IN_PROGRESS
from xl_tools.parse.closing.headings import (
    AS_OF,
    HELPER,
    STATISTICS,
    heading_row,
    own_headings,
    sheets,
    step_headings,
)
from xl_tools.parse.closing.ledger import LedgerRows, ledger_of
from xl_tools.parse.table.tables import cell_text

_COMPUTED = expression(r"(?:已完成整改\d+项，其中完成销号\d+项.*。|平|不平)")
"""What formulas of 统计 give, besides the words of steps."""
_REFERENCE = expression(r"\$?[A-Z]{1,3}\$?\d{1,7}")
_WORDS = expression(r'"[^"]*"')
_FORMULA = "="
_LONGEST = 60
_KEPT = "没有带进新的台账，在留下的那一份里。"


def left_behind(
    old: Book, new: Book, rows: LedgerRows, held: Mapping[str, Held], made: Mapping[str, Held]
) -> tuple[str, ...]:
    """A sentence for each cell of the ``old`` workbook, of which ``rows`` were read, that the ``new`` one does not take
    over, and for each note. ``held`` and ``made`` are what the sheets of the two hold, by name: only they tell a number
    that was typed from one that a formula gives."""
    procedures = ledger_of(rows).procedures
    words = {step for one in procedures for step in one.steps} | {IN_PROGRESS}
    words |= {f"{step}（转入常态）" for step in words} | {name for one in procedures for name in categories(one)}
    steps = {heading for one in procedures for step in one.steps for heading in step_headings(step)}
    theirs = {squeeze(grid.name): _words_on(grid) for grid in new.grids}
    names = {sheet.name: what for what, sheet in sheets().items()}
    found: list[str] = []
    for grid in old.grids:
        name = squeeze(grid.name)
        if name in (STATISTICS, DAYS, *names):
            there = held.get(grid.name, {})
            formulas = frozenset(map(_shape, filter(_is_formula, made.get(name, {}).values())))
            told = theirs.get(name, frozenset())
            found += _Sheet(grid, names.get(name, name), there, told, formulas, frozenset(words), steps).lost()
            found += (
                f"“{grid.name}”{cell_name(*cell)}的批注“{squeeze(note.text)}”{_KEPT}"
                for cell, note in (old.notes or {}).get(grid.name, {}).items()
            )
    return tuple(found)


@dataclass
class _Sheet:
    """A sheet of the old workbook. ``said`` are the words on the new one's, ``formulas`` the shapes of its formulas,
    ``computed`` the words that formulas give, ``steps`` the headings of days of steps."""

    grid: Grid
    what: str
    held: Held
    said: frozenset[str]
    formulas: frozenset[str]
    computed: frozenset[str]
    steps: set[str] = field(default_factory=set)

    def lost(self) -> Iterator[str]:
        plain = dict.fromkeys(self.without_formulas, 0)
        for row, column, value in _cells(self.grid):
            cell = cell_name(row, column)
            if column in self.carried.get(row, ()) or not self._is_lost(row, column, value):
                continue
            if column in plain and row > self.header:
                plain[column] += 1
                continue
            written = self.held.get(cell, "")
            said = f"写的公式“{written[:_LONGEST]}”" if _is_formula(written) else f"写的“{squeeze(cell_text(value))}”"
            yield f"“{self.grid.name}”{cell}{said}{_KEPT}"
        for column, number in plain.items():
            if number:
                heading = squeeze(cell_text(self.grid.rows[self.header - 1][column - 1]))
                yield f"“{self.grid.name}”“{heading}”一栏的公式没有了，那 {number} 格{_KEPT}"

    def _is_lost(self, row: int, column: int, value: CellValue) -> bool:
        """Whether what stands in a cell that nothing is taken from is people's, and stands nowhere on the new sheet."""
        written = self.held.get(cell_name(row, column), "")
        words = isinstance(value, str) and any(map(str.isalpha, value))
        text = squeeze(value) if isinstance(value, str) else ""
        if _is_formula(written):
            given = text in self.computed or _COMPUTED.fullmatch(text) or text in self.said
            return not (text and given) and _shape(written) not in self.formulas and not self._is_ours(row, column)
        if written:
            return self._holds_formulas(row, column) or (not text or text not in self.said)
        return words and text not in self.computed and not _COMPUTED.fullmatch(text) and text not in self.said

    def _holds_formulas(self, row: int, column: int) -> bool:
        return row > self.header and column in self.computed_columns

    def _is_ours(self, row: int, column: int) -> bool:
        """Whether a formula that the new sheet has none like is one of an older ledger: in a line of 统计, or like most
        of its column."""
        if self.what == STATISTICS:
            return row <= len(self.grid.rows) and bool(cell_text(self.grid.rows[row - 1][0]))
        column_shapes = self._shapes.get(column, [])
        own = _shape(self.held[cell_name(row, column)])
        return column in self.computed_columns and column_shapes.count(own) * 2 > len(column_shapes)

    @cached_property
    def _found(self) -> tuple[int, Mapping[str, int], Mapping[str, int]] | None:
        """The row of headings, the columns (from 0) of the sheet, and people's own."""
        found = heading_row(self.what, self.grid) if self.what in sheets() else None
        return (*found, own_headings(self.what, self.grid.rows[found[0] - 1], ())) if found else None

    @property
    def header(self) -> int:
        return self._found[0] if self._found else 0

    @cached_property
    def computed_columns(self) -> frozenset[int]:
        """The columns (from 1) that hold formulas, as far as people see them."""
        if self._found is None:
            return frozenset()
        _, columns, own = self._found
        formulas = {column.field for column in sheets()[self.what].columns if column.holds == "formula"}
        days = [at for name, at in own.items() if name in self.steps]
        return frozenset(at + 1 for at in (*(at for name, at in columns.items() if name in formulas), *days))

    @cached_property
    def carried(self) -> Mapping[int, frozenset[int]]:
        """The columns (from 1) that records are made of, by row; and headings, which may be written otherwise."""
        if self.what == STATISTICS:
            return {row: frozenset((at + 1,)) for row, at, value in _cells(self.grid, 10) if cell_text(value) == AS_OF}
        if self.what == DAYS:
            top, places_of_days = columns_of_days(self.grid)
            return _from_headings_on(self.grid, top, frozenset(at + 1 for at in places_of_days.values()))
        if self._found is None:
            return {}
        header, columns, own = self._found
        places = frozenset(at + 1 for at in (*columns.values(), *own.values())) - self.computed_columns
        return {**_from_headings_on(self.grid, header, places), header: frozenset(at + 1 for at in columns.values())}

    @cached_property
    def _shapes(self) -> Mapping[int, Sequence[str]]:
        """The shapes of the formulas in columns that hold some."""
        found: dict[int, list[str]] = {column: [] for column in self.computed_columns}
        for row in range(self.header + 1, len(self.grid.rows) + 1):
            for column, shapes in found.items():
                if _is_formula(written := self.held.get(cell_name(row, column), "")):
                    shapes.append(_shape(written))
        return found

    @property
    def without_formulas(self) -> Sequence[int]:
        """Columns that should hold formulas and hold none: each result that somebody kept would be told."""
        return [column for column, shapes in sorted(self._shapes.items()) if not shapes]


def _from_headings_on(grid: Grid, header: int, columns: frozenset[int]) -> dict[int, frozenset[int]]:
    """The columns in the row of headings and those below."""
    return dict.fromkeys(range(header, len(grid.rows) + 1), columns)


def _is_formula(written: str) -> bool:
    return written.startswith(_FORMULA)


def _shape(formula: str) -> str:
    """A formula without the cells that it names and its words."""
    return _REFERENCE.sub("@", _WORDS.sub('""', formula))


def _words_on(grid: Grid) -> frozenset[str]:
    return frozenset(squeeze(value) for _, _, value in _cells(grid) if isinstance(value, str))


def _cells(grid: Grid, last: int | None = None) -> Iterator[tuple[int, int, CellValue]]:
    """Cells that hold something, a formula without a result too; without what only formulas need."""
    hidden: Sequence[int] = [
        at for row in grid.rows[:10] for at, cell in enumerate(row, 1) if isinstance(cell, str) and cell[:1] == HELPER
    ]
    there = {(row, column): cell for row, cells in enumerate(grid.rows, 1) for column, cell in enumerate(cells, 1)}
    for (row, column), cell in sorted({**dict.fromkeys(grid.faults or ()), **there}.items(), key=lambda one: one[0]):
        said = cell_text(cell).strip() or (row, column) in (grid.faults or ())
        if said and column not in hidden and row <= (last or row):
            yield row, column, cell

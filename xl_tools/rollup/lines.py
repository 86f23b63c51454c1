"""The tables of a roll-up's workbook, read by their headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from xl_tools.core.grid import CellValue, Grid
from xl_tools.parse.table.struck import live
from xl_tools.parse.table.tables import cell_text

SEARCHED = 5
"""Rows in which a table's heading is looked for: a clerk may have put a line above it."""


def lines(grid: Grid | None, wanted: Sequence[str]) -> Iterator[dict[str, CellValue]]:
    """The rows of a table whose heading holds all the wanted texts, each by heading, without what is struck out; none
    where there is no such."""
    return (line for _, line in numbered_lines(grid, wanted))


def numbered_lines(grid: Grid | None, wanted: Sequence[str]) -> Iterator[tuple[int, dict[str, CellValue]]]:
    """These rows with their numbers in the sheet."""
    if grid is None:
        return
    for top, heading in enumerate(grid.rows[:SEARCHED], 1):
        names = texts_of(heading)
        if set(wanted) <= set(names):
            for place, row in enumerate(grid.rows[top:], top + 1):
                if grid.struck or grid.struck_parts:
                    row = [live(grid, (place, column), value)[0] for column, value in enumerate(row, 1)]
                yield place, dict(zip(names, row, strict=False))
            return


def sheet_of(grids: Mapping[str, Grid], name: str, headings: AbstractSet[str]) -> Grid | None:
    """The sheet of this name, else the first that has a table with all the headings, whatever it is called by now."""
    renamed = (grid for grid in grids.values() if any(headings <= set(texts_of(row)) for row in grid.rows[:SEARCHED]))
    return grids.get(name) or next(renamed, None)


def texts_of(row: Sequence[CellValue]) -> list[str]:
    return [cell_text(value).strip() for value in row]


def number(value: CellValue) -> int | None:
    """A whole number of a cell; None for anything else."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

"""Cells of a settings sheet that are struck out: nobody knows whether they still hold, so they settle nothing."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.core.addresses import cell_name
from xl_tools.core.grid import Cell, Grid


def has_struck_words(grid: Grid, cell: Cell) -> bool:
    """Whether a cell, or some of its words, are struck out."""
    return cell in (grid.struck or ()) or cell in (grid.struck_parts or ())


def struck_cells(grid: Grid, first: int = 1) -> Iterator[str]:
    """A clause for each row from ``first`` that has a filled cell with struck words."""
    if not (grid.struck or grid.struck_parts):
        return
    for number, row in enumerate(grid.rows[first - 1 :], first):
        filled = (column for column, value in enumerate(row, 1) if value is not None and str(value).strip())
        if struck := next((column for column in filled if has_struck_words(grid, (number, column))), 0):
            cell = cell_name(number, struck)
            yield f"“{grid.name}”{cell} 有划掉的字（删除线），不知道还算不算；请去掉删除线，或者删除"

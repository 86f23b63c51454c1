"""What a person reads in a cell that still holds: its words without those that are struck out."""

from __future__ import annotations

from xl_tools.core.addresses import split_cell
from xl_tools.core.grid import CellValue
from xl_tools.parse.table.struck import live
from xl_tools.parse.table.tables import Cells, cell_text


def live_value(cells: Cells, row: int, column: int) -> CellValue:
    """The value shown there (the merged range's, where the cell is part of one), as far as it is not struck out."""
    block = cells.merged(row, column)
    return own_live_value(cells, *((block.top, block.left) if block else (row, column)))


def own_live_value(cells: Cells, row: int, column: int) -> CellValue:
    """The same of what the cell itself holds."""
    value = cells.said(cells.own(row, column), row, column)
    struck = cells.grid.struck or cells.grid.struck_parts
    return live(cells.grid, (row, column), value)[0] if struck else value


def live_text(cells: Cells, row: int, column: int) -> str:
    return cell_text(live_value(cells, row, column))


def is_struck(cells: Cells, cell: str) -> bool:
    """Whether a cell that holds something is struck out, all of it."""
    row, column = split_cell(cell)
    return cells.filled(row, column) and not live_text(cells, row, column).strip()


def struck_task(cells: Cells, row: int, subject: int | None) -> str:
    """What a row that is struck out was about: its task, else what stands first in it."""
    columns = [*([subject] if subject else []), *range(1, cells.width(row) + 1)]
    return next((text for column in columns if (text := cells.text(row, column).strip())), "")

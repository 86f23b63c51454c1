"""The cells of an assignment as texts, and those of which nobody knows whether they still hold."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.core.addresses import column_letters
from xl_tools.core.grid import Grid
from xl_tools.core.struck_cells import struck_cells
from xl_tools.parse.table.tables import Cells


def texts_of(grid: Grid) -> list[list[str]]:
    """The cells of a sheet as texts, merged ones spread."""
    cells = Cells(grid)
    return [
        [_shown(cells.shown(number, column)) for column in range(1, len(row) + 1)]
        for number, row in enumerate(grid.rows, 1)
    ]


def out_of_use(grid: Grid, heading: int) -> Iterator[str]:
    """What below the heading row is hidden, or struck out there or in it: whether it still holds is not known."""
    yield from struck_cells(grid, heading)
    hidden_columns: set[int] = set()
    for number, row in enumerate(grid.rows[heading:], heading + 1):
        filled = [column for column, value in enumerate(row, 1) if _shown(value)]
        if filled and number in (grid.hidden_rows or ()):
            yield f"“{grid.name}”第 {number} 行是隐藏或筛选掉的，不知道还算不算；请取消隐藏和筛选，或者删除"
            continue
        hidden_columns.update(column for column in filled if column in (grid.hidden_columns or ()))
    for column in sorted(hidden_columns):
        yield f"“{grid.name}”{column_letters(column)} 列是隐藏的，不知道还算不算；请取消隐藏，或者删除"


def _shown(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()

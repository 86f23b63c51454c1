"""What people wrote beside a table of ours: in columns of their own, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import takewhile

from xl_tools.core.grid import CellValue, Grid

NOTES = "备注"
"""What a column without a heading is called, in which something stands."""
_SEARCHED = 6


def rows_beside(
    grid: Grid, told_by: Sequence[Sequence[str]], ours: AbstractSet[str], *, within: bool = False
) -> Iterator[tuple[Mapping[str, CellValue], dict[str, CellValue]]]:
    """The rows of the table whose heading holds all texts of one of ``told_by`` (the first that does): each by its
    headings, and what of it stands under headings that are not ``ours``. The table has the sheet for itself, or, with
    ``within``, stands among others: anywhere, until its first row without a beginning."""
    for top, row in enumerate(grid.rows if within else grid.rows[:_SEARCHED]):
        heads = [text_of(value) for value in row]
        if any(set(names) <= set(heads) for names in told_by):
            below = grid.rows[top + 1 :]
            below = list(takewhile(_begins, below)) if within else below
            names = _headed(heads, below)
            for values in below:
                line = dict(zip(names, values, strict=False))
                yield line, {name: value for name, value in line.items() if name and name not in ours}
            return


def _begins(row: Sequence[CellValue]) -> bool:
    return bool(row) and bool(text_of(row[0]))


def _headed(heads: Sequence[str], rows: Sequence[Sequence[CellValue]]) -> list[str]:
    """The headings, with one for each column that has none and in which something stands."""
    found = [*heads, *[""] * (max(map(len, rows), default=0) - len(heads))]
    for column, text in enumerate(found):
        if not text and any(column < len(row) and text_of(row[column]) for row in rows):
            count = sum(one.startswith(NOTES) for one in found)
            found[column] = f"{NOTES}{count + 1 if count else ''}"
    return found


def text_of(value: CellValue) -> str:
    """A value as a person would type it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()

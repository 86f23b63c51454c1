"""What people wrote beside a table of ours: in columns of their own, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field
from itertools import count, takewhile

from xl_tools.core.dataclass import dataclass
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
    _, heads, below = table_in(grid, told_by, within=within)
    names = headed(heads, below)
    for values in below:
        line = dict(zip(names, values, strict=False))
        yield line, {name: value for name, value in line.items() if name and name not in ours}


def table_in(
    grid: Grid, told_by: Sequence[Sequence[str]], *, within: bool = False
) -> tuple[int, list[str], Sequence[Sequence[CellValue]]]:
    """The table of ``rows_beside``: the row of its headings (from 0), these, and the rows below; without headings and
    rows where there is none."""
    for top, row in enumerate(grid.rows if within else grid.rows[:_SEARCHED]):
        heads = [text_of(value) for value in row]
        if any(set(names) <= set(heads) for names in told_by):
            below = grid.rows[top + 1 :]
            return top, heads, list(takewhile(_begins, below)) if within else below
    return 0, [], ()


@dataclass(frozen=True, slots=True)
class Loose:
    """A row of a sheet that is none of its table's: its cells, and whether it is struck out."""

    values: tuple[CellValue, ...]
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What people wrote on a sheet of ours: by row (from 0) under headings of their own, and rows that are no rows of
    its table, above and below it."""

    rows: Mapping[int, Mapping[str, CellValue]] = field(default_factory=dict)
    loose: tuple[Loose, ...] = ()


def beside_table(grid: Grid, top: int, ours: AbstractSet[str], rows: AbstractSet[int]) -> Beside:
    """What stands beside the table whose headings are on row ``top`` and whose entries are ``rows`` (both from 0). The
    title, which is the first row above the headings, is the program's."""
    heads = [text_of(value) for value in grid.rows[top]]
    names = headed(heads, [row for number, row in enumerate(grid.rows) if number in rows])
    own = {column: name for column, name in enumerate(names) if name and name not in ours}
    found = {}
    for number in sorted(rows):
        said = {name: value for column, name in own.items() if (value := _at(grid.rows[number], column)) is not None}
        if any(map(text_of, said.values())):
            found[number] = said
    loose = (
        Loose(tuple(row), any(line == number + 1 for line, _ in grid.struck or ()))
        for number, row in enumerate(grid.rows)
        if number not in (0, top) and number not in rows and any(map(text_of, row))
    )
    return Beside(found, tuple(loose))


def _at(row: Sequence[CellValue], column: int) -> CellValue:
    return row[column] if column < len(row) else None


def _begins(row: Sequence[CellValue]) -> bool:
    return bool(row) and bool(text_of(row[0]))


def headed(heads: Sequence[str], rows: Sequence[Sequence[CellValue]]) -> list[str]:
    """The headings, with one for each column that has none and in which something stands; one that comes again has a
    number."""
    found = [*heads, *[""] * (max(map(len, rows), default=0) - len(heads))]
    for column, text in enumerate(found):
        if text and text in found[:column]:
            found[column] = next(name for n in count(2) if (name := f"{text}{n}") not in found)
        elif not text and any(column < len(row) and text_of(row[column]) for row in rows):
            before = sum(one.startswith(NOTES) for one in found)
            found[column] = f"{NOTES}{before + 1 if before else ''}"
    return found


def text_of(value: CellValue) -> str:
    """A value as a person would type it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()

"""Cells of a roll-up's workbook in which people typed over a formula: the next one computes them again. Told by their
being no formulas in a column of formulas; nothing is computed for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from xl_tools.core.addresses import cell_name
from xl_tools.core.beside import table_in, text_of
from xl_tools.core.grid import CellValue, Grid
from xl_tools.rollup.layout import SERIAL, STEP, TASK_LABEL, UNIT
from xl_tools.rollup.our_headings import our_headings, tables_within

TOLD_BY = ((TASK_LABEL, UNIT), (SERIAL, UNIT), (TASK_LABEL,), (UNIT,))
"""Headings by which the rows of a table are told, those that tell most first."""
_DECIDED = frozenset({STEP})
"""Columns of formulas in which people decide otherwise, and are followed."""
_NAMED = 10
"""Cells of a column that are named."""


def typed_over_formulas(grids: Mapping[str, Grid]) -> dict[str, str]:
    """What was typed, in words, by the column in which it stands."""
    found: dict[str, str] = {}
    for sheet, ours in our_headings().items():
        if sheet in grids:
            found |= _found(grids[sheet], TOLD_BY, ours)
    for sheet, told_by, ours in tables_within().values():
        if sheet in grids:
            found |= _found(grids[sheet], (told_by,), ours, within=True)
    return found


def _found(
    grid: Grid, told_by: Sequence[Sequence[str]], ours: frozenset[str], *, within: bool = False
) -> Iterator[tuple[str, str]]:
    """A column without any formula is none of formulas; a row in which what tells it is missing is none of ours. A
    formula counts as filled: not every program stores what it gave."""
    top, heads, _ = table_in(grid, told_by, within=within)
    formulas = grid.formulas
    if not formulas or not heads:
        return

    def filled(number: int, row: Sequence[CellValue], column: int) -> bool:
        return (number, column + 1) in formulas or (column < len(row) and bool(text_of(row[column])))

    told = next(names for names in told_by if set(names) <= set(heads))
    keys = [heads.index(name) for name in told]
    rows = list(enumerate(grid.rows[top + 1 :], top + 2))
    if within:
        rows = list(takewhile(lambda one: filled(*one, 0), rows))
    rows = [one for one in rows if all(filled(*one, key) for key in keys)]
    for column, heading in enumerate(heads):
        if heading not in ours - _DECIDED:
            continue
        computed = any((number, column + 1) in formulas for number, _ in rows)
        typed = [
            (number, row[column])
            for number, row in rows
            if filled(number, row, column) and (number, column + 1) not in formulas
        ]
        if computed and typed:
            named = "、".join(f"{cell_name(number, column + 1)}“{text_of(value)}”" for number, value in typed[:_NAMED])
            more = f"等 {len(typed)} 格" if len(typed) > _NAMED else ""
            yield f"“{grid.name}”的“{heading}”", f"这一列由公式算，手工写在公式上的 {named}{more}"

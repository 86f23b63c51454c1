"""Words that people put where a ledger made anew does not take them from: on 统计, over formulas and titles, in columns
without a heading. They are in the copy that is kept, and are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xl_tools.closing.standing import categories
from xl_tools.core.addresses import cell_name
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, Grid
from xl_tools.core.text import squeeze
from xl_tools.parse.closing.days_sheet import SHEET as DAYS
from xl_tools.parse.closing.entries import IN_PROGRESS
from xl_tools.parse.closing.headings import HELPER, STATISTICS, heading_row, own_headings, sheets
from xl_tools.parse.closing.ledger import LedgerRows, ledger_of

_COMPUTED = expression(r"(?:已完成整改\d+项，其中完成销号\d+项.*。|平|不平)")
"""What formulas of 统计 give, besides the words of steps."""


def left_behind(old: Book, new: Book, rows: LedgerRows) -> tuple[str, ...]:
    """A sentence for each cell of the ``old`` workbook, of which ``rows`` were read, with words that stand nowhere on
    the same sheet of the ``new`` one."""
    procedures = ledger_of(rows).procedures
    words = {step for one in procedures for step in one.steps} | {IN_PROGRESS}
    words |= {f"{step}（转入常态）" for step in words} | {name for one in procedures for name in categories(one)}
    theirs = {squeeze(grid.name): _words_on(grid) for grid in new.grids}
    names = {sheet.name: what for what, sheet in sheets().items()}
    found = []
    for grid in old.grids:
        name = squeeze(grid.name)
        if name not in (STATISTICS, DAYS, *names):
            continue
        carried = _carried(names[name], grid) if name in names else {}
        for row, column, text in _cells(grid):
            computed = text in words or _COMPUTED.fullmatch(text)
            if not (computed or column in carried.get(row, ()) or text in theirs.get(name, ())):
                found.append(f"“{grid.name}”{cell_name(row, column)}写的“{text}”没有带进新的台账，在留下的那一份里。")
    return tuple(found)


def _carried(what: str, grid: Grid) -> Mapping[int, frozenset[int]]:
    """The columns (from 1) whose cells a record is made of, by row; and headings, which may be written otherwise."""
    found = heading_row(what, grid)
    if found is None:
        return {}
    header, columns = found
    own = own_headings(what, grid.rows[header - 1], ())
    filled = {column.field for column in sheets()[what].columns if column.holds != "formula"}
    places = frozenset(at + 1 for name, at in (*columns.items(), *own.items()) if name in filled or name in own)
    headings = frozenset(at + 1 for at in columns.values())
    return {header: headings} | dict.fromkeys(range(header + 1, len(grid.rows) + 1), places)


def _words_on(grid: Grid) -> frozenset[str]:
    return frozenset(text for _, _, text in _cells(grid))


def _cells(grid: Grid) -> Iterator[tuple[int, int, str]]:
    """Cells that hold words, without what only formulas need."""
    hidden: Sequence[int] = [
        at for row in grid.rows[:10] for at, cell in enumerate(row, 1) if isinstance(cell, str) and cell[:1] == HELPER
    ]
    for row, cells in enumerate(grid.rows, 1):
        for column, cell in enumerate(cells, 1):
            if isinstance(cell, str) and any(map(str.isalpha, cell)) and column not in hidden:
                yield row, column, squeeze(cell)

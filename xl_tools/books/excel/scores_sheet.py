"""The sheet 任务得分 of a workbook open in Excel: written in one block, no other cell touched.

A sheet of that kind from an earlier click is written over; one of the user's own stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from xl_tools.books.excel.open_book import grid_of
from xl_tools.books.excel.opened import Opened
from xl_tools.core.addresses import cell_name
from xl_tools.core.errors import UserError

TITLE = "任务得分"
MARK = "任务得分（计算结果）"
"""Begins the first cell: by it a sheet of an earlier click is known."""

Line = Sequence[str | int | float]


def write(opened: Opened, lines: Sequence[Line]) -> str:
    """Write the lines from A1 on; texts that begin with "=" are formulas. Gives the sheet's name. Raises UserError
    where the workbook does not let a sheet be added."""
    title, fresh = _place(opened)
    if fresh:
        try:
            opened.ask("XLT_AddSheet", title)
        except UserError as error:
            reason = "工作簿结构可能受保护；请先在“审阅”里撤销保护工作簿，再试一次。"
            raise UserError(f"加不了“{TITLE}”表，{reason}") from error
        opened.changed()
    before = 0 if fresh else len(grid_of(opened, title).rows)
    wide = max(map(len, lines))
    block = [[*line, *[""] * (wide - len(line))] for line in lines]
    block += [[""] * wide for _ in range(before - len(lines))]
    opened.sheet(title).range(f"A1:{cell_name(len(block), wide)}").raw_value = block
    opened.changed()
    return title


def _place(opened: Opened) -> tuple[str, bool]:
    """The sheet's name, and whether it has to be added."""
    names = {name.lower(): name for name in opened.facts.sheets}
    title, number = TITLE, 1
    while title.lower() in names:
        rows = grid_of(opened, names[title.lower()]).rows
        if rows and rows[0] and str(rows[0][0] or "").startswith(MARK):
            return names[title.lower()], False
        number += 1
        title = f"{TITLE}({number})"
    return title, True

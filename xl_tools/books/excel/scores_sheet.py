"""The sheet 任务得分 of a workbook open in Excel: no other cell is touched.

A sheet of an earlier click that lists the same tasks is gone on with: its list is written anew with what people typed
into it (``core/carried_rows.py``), everything else there is left alone. Where the tasks are others, or somebody moved
things about, the sheet stays as it is and a new one is added; one of the user's own stays, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xl_tools.books.excel.open_book import grid_of
from xl_tools.books.excel.opened import Opened
from xl_tools.core.addresses import cell_name
from xl_tools.core.carried_rows import CODE, REMARK, CarriedRows
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.grid import CellValue, Grid

TITLE = "任务得分"
MARK = "任务得分（计算结果）"
"""Begins the first cell: by it a sheet of an earlier click is known."""
POINTS = "各部分的分值（可以改）"
"""Begins the row of the points that people may set."""
CELL, TASK = "状态格", "任务"
"""By what a row is told apart: where its status stands, and its task."""
COMPUTED = ("进度分", "时限分", "完整分", "质量分", "得分")
HEADINGS = (CELL, TASK, "状态", "截止日期", *COMPUTED, "说明", REMARK, CODE)
FIRST = 5
"""Row of the first task."""
_POINTS_ROW = 2
_WIDE = len(HEADINGS)

Line = Sequence[str | int | float]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A sheet of an earlier click. ``points`` are the cells of the parts' points, as they were entered; ``tasks`` are
    what its list names, None where it is no longer laid out as it was written; ``typed`` is what people typed."""

    title: str
    points: tuple[str, ...] | None
    tasks: tuple[tuple[str, str], ...] | None
    typed: CarriedRows


def earlier(opened: Opened) -> list[Earlier]:
    """The sheets of earlier clicks, in their order."""
    found = []
    for name in opened.facts.sheets:
        if name.lower().startswith(TITLE):
            rows = grid_of(opened, name).rows
            if rows and rows[0] and str(rows[0][0] or "").startswith(MARK):
                found.append(_earlier(opened, name, rows))
    return found


def _earlier(opened: Opened, title: str, rows: Sequence[Sequence[CellValue]]) -> Earlier:
    last = max(len(rows), FIRST)
    shown = [[*row, *[None] * _WIDE][:_WIDE] for row in rows]
    entered = opened.sheet(title).range(f"A1:{cell_name(last, _WIDE)}").formula
    line = next((texts for texts in entered if texts[0] == POINTS), None)
    points = tuple(map(str, line[4:8])) if line else None
    if len(rows) < FIRST or line is not entered[_POINTS_ROW - 1] or tuple(shown[FIRST - 2]) != HEADINGS:
        return Earlier(title, points, None, CarriedRows({}))
    listed = []
    for values, texts in zip(shown[FIRST - 1 :], entered[FIRST - 1 :], strict=False):
        if not str(texts[0] or "").startswith("=HYPERLINK("):
            break
        listed.append([_typed(*cell) for cell in zip(HEADINGS, values, texts, strict=True)])
    typed = CarriedRows.of(Grid(title, [HEADINGS, *listed]), CELL, TASK)
    return Earlier(title, points, tuple((str(row[0]), str(row[1] or "")) for row in listed), typed)


def _typed(heading: str, value: CellValue, entered: str) -> CellValue:
    """What of a cell may be people's: a formula of ours is not, a formula among their remarks is."""
    is_formula = str(entered or "").startswith("=") and entered != value
    if is_formula and heading in COMPUTED:
        return None
    return entered if is_formula and heading == REMARK else value


def to_go_on_with(sheets: Sequence[Earlier], tasks: Sequence[tuple[str, str]]) -> Earlier | None:
    """The sheet whose list names just these tasks; the last one where several do."""
    return next((one for one in reversed(sheets) if one.tasks == tuple(tasks)), None)


def typed_cells(sheet: Earlier | None, name: str, written: Mapping[str, str]) -> dict[str, str]:
    """The cells of a task by heading, with what people typed, 备注 and code; ``written`` is what is computed now."""
    return (sheet.typed if sheet else CarriedRows({})).shown(name, written)


def write(opened: Opened, head: Sequence[Line], rows: Sequence[Line], onto: Earlier | None) -> str:
    """Write the rows of the list, and its ``head`` where a new sheet is made; texts that begin with "=" are formulas.
    Gives the sheet's name. Raises UserError where the workbook does not let a sheet be added or changed."""
    title = onto.title if onto else _added(opened)
    sheet = opened.sheet(title)
    try:
        if onto:
            sheet.range("A1").raw_value = head[0][0]
        else:
            block = [[*line, *[""] * (_WIDE - len(line))] for line in head]
            sheet.range(f"A1:{cell_name(len(block), _WIDE)}").raw_value = block
            sheet.range(cell_name(1, _WIDE)).column_width = 0
        sheet.range(f"A{FIRST}:{cell_name(FIRST + len(rows) - 1, _WIDE)}").raw_value = [list(row) for row in rows]
    except Exception as error:
        if opened.facts_of(title).locked:
            raise UserError(f"“{title}”表设有保护，写不进去；请先在“审阅”里撤销工作表保护，再试一次。") from error
        raise
    opened.changed()
    return title


def _added(opened: Opened) -> str:
    names = {name.lower() for name in opened.facts.sheets}
    title, number = TITLE, 1
    while title.lower() in names:
        number += 1
        title = f"{TITLE}({number})"
    try:
        opened.ask("XLT_AddSheet", title)
    except UserError as error:
        reason = "工作簿结构可能受保护；请先在“审阅”里撤销保护工作簿，再试一次。"
        raise UserError(f"加不了“{TITLE}”表，{reason}") from error
    opened.changed()
    return title

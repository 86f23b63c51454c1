"""Small tables of the standard columns, changed in one thing, and how they are read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xl_tools.core.grid import Book, CellValue, Grid, Range
from xl_tools.core.records import ProgressSheet
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

AS_OF = date(2022, 12, 20)
HEAD = ("县区", "序号", "整改任务", "整改目标和措施", "整改时限", "进展情况", "备注")
TASKS = ("第二项：管网错接。", "第五项：应急池不足。", "第七项：围网养殖。", "第九项：扬尘。")

Row = Sequence[CellValue]


def entry(number: int, **other: CellValue) -> list[CellValue]:
    """One entry of the standard columns; ``other`` changes some by name."""
    texts: dict[str, CellValue] = {
        "region": "莲都区",
        "serial": number,
        "task": TASKS[number - 1],
        "plan": "整改目标：整改到位。整改措施：1.摸排。2.整改。",
        "deadline": "2023年12月底前",
        "progress": f"1.摸排{number + 3}处。2.整改{number}处。",
        "status": "达到序时进度",
    }
    return list((texts | other).values())


def book(rows: Sequence[Row], *more: Sequence[Row], merged: Sequence[Range] = (), **facts: object) -> Book:
    first = Grid("表一", rows, merged, **facts)  # type: ignore[arg-type]
    return Book("莲都区.xlsx", (first, *(Grid(f"表{n}", sheet) for n, sheet in enumerate(more, 2))))


def read(rows: Sequence[Row], merged: Sequence[Range] = (), **facts: object) -> ProgressSheet:
    (sheet,) = read_sheets(book(rows, merged=merged, **facts), as_of=AS_OF)
    assert sheet.cells.unaccounted == 0
    return sheet


def codes(sheet: ProgressSheet) -> set[str]:
    result = run([sheet], Context(as_of=AS_OF))
    assert not result.crashes, result.crashes
    return {found.code for found in result.findings}


def rows_of(sheet: ProgressSheet) -> list[int]:
    return [row.row for row in sheet.rows]

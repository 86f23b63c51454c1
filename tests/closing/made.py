"""Ledgers made for tests: rows by field, as the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.parse.closing.entries import ClosingLedger
from xl_tools.parse.closing.headings import CASES, SETTINGS, sheets
from xl_tools.parse.closing.ledger import read_ledger

AS_OF = date(2024, 12, 20)
CASE = {"inspection": "央督二轮", "serial": "7", "unit": "莲都区"}
STEPS = ("整改完成", "申请", "县级验收", "公示", "销号", "报备")
PROCEDURE = {
    "inspection": "央督二轮",
    **{f"step{at}": step for at, step in enumerate(STEPS, 1)},
    "days": 10,
    "days_unit": "工作日",
    "long_term": "分阶段",
    "self_acceptance": "否",
}

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def book(rows: Rows, *others: Grid) -> Book:
    """A workbook with a title line, the headings and these rows on each sheet. Rows are of the case 央督二轮 7 莲都区
    where they do not say otherwise; 设置 has the usual steps unless given."""
    given = {SETTINGS: [PROCEDURE], CASES: [{}], **rows}
    grids = []
    for what, sheet in sheets().items():
        cells: list[list[CellValue]] = [[sheet.name], [column.title for column in sheet.columns]]
        for row in given.get(what, ()):
            own = ({} if what == SETTINGS else CASE) | row
            own |= {"province_serial": own.get("serial")}
            cells.append([_value(own.get(column.field)) for column in sheet.columns])
        grids.append(Grid(sheet.name, cells))
    return Book("台账.xlsx", (*grids, *others))


def ledger(rows: Rows, *others: Grid) -> ClosingLedger:
    found = read_ledger(book(rows, *others))
    assert found is not None
    return found


def event(step: str, day: str, result: str = "通过", **more: Any) -> dict[str, Any]:
    """A row of 环节记录."""
    return {"step": step, "day": date.fromisoformat(day), "result": result, **more}


def _value(value: Any) -> CellValue:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

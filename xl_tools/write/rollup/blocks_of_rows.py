"""Excel tables of a roll-up: columns of values, or of formulas with their values stored."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import reduce
from itertools import groupby
from typing import Any

from xlsxwriter.format import Format

from xl_tools.core.dataclass import dataclass
from xl_tools.write.formats import Kit, Placed, Value, serial_day, stored
from xl_tools.write.quick_sheet import Cells, QuickSheet


@dataclass(frozen=True)
class Column:
    """A column of an Excel table. With ``formula`` the values are its results, stored beside it; ``total`` sums the
    column under the table. ``last`` is a formula in the last row alone, under values that stay as they are. ``rules``
    colour its cells. ``typed`` are the rows (from 0) whose value people put in place of the formula. The values are all
    texts, or all numbers or dates; None and "" are empty cells. ``inline`` texts stand in their cells themselves: long
    ones that stand nowhere else are so written without being held once more. A ``hidden`` one is for the program alone:
    on paper its long texts would make all others small."""

    header: str
    look: Format
    values: Sequence[Value]
    formula: str = ""
    total: bool = False
    last: str = ""
    rules: Sequence[dict[str, Any]] = ()
    typed: frozenset[int] = frozenset()
    inline: bool = False
    hidden: bool = False


def write_table(sheet: QuickSheet, top: int, name: str, columns: Sequence[Column], kit: Kit) -> int:
    """Write an Excel table whose heading stands on row ``top`` (from 0); give the first row below it.

    A table without entries gets one empty row, since Excel knows no table without.
    """
    entries = max(len(columns[0].values), 1)
    bottom = top + entries
    totals = any(column.total for column in columns)
    options = {
        "name": name,
        "columns": [_options(column, kit) for column in columns],
        "total_row": totals,
        "style": "Table Style Light 1",
        "banded_rows": False,
    }
    kit.tables[name] = Placed(
        sheet.get_name(), top + 1, bottom, {column.header: at for at, column in enumerate(columns)}
    )
    sheet.set_row(top, 32)
    sheet.declare_table(top, bottom + totals, len(columns) - 1, options)
    sheet.write_columns(top + 1, [_cells(sheet, index, column) for index, column in enumerate(columns)])
    if totals:
        looks = [_total(sheet, index, name, column, kit) for index, column in enumerate(columns)]
        sheet.write_columns(bottom + 1, looks)
    for index, column in enumerate(columns):
        if column.hidden:
            sheet.set_column(index, index, None, None, {"hidden": True})
        for rule in column.rules:
            sheet.conditional_format(top + 1, index, bottom, index, rule)
    return bottom + totals + 1


def _options(column: Column, kit: Kit) -> dict[str, Any]:
    options: dict[str, Any] = {"header": column.header, "header_format": kit.head}
    if column.formula and column.values:
        options["formula"] = column.formula
    if column.total:
        options["total_function"] = "sum"
    return options


def _cells(sheet: QuickSheet, index: int, column: Column) -> Cells:
    values = column.values or [None]
    if column.last and column.values:
        last = sheet.formulas(index, column.last, map(stored, values[-1:]), column.look)
        return _cells(sheet, index, replace(column, values=values[:-1], last="")) + last if values[:-1] else last
    if column.typed:
        runs = [list(places) for _, places in groupby(range(len(values)), column.typed.__contains__)]
        parts = [_run(sheet, index, column, run) for run in runs]
        return reduce(operator.add, parts)
    if column.formula and column.values:
        return sheet.formulas(index, column.formula, map(stored, values), column.look)
    if column.inline:
        return sheet.inline_texts(index, [str(value or "") for value in values], column.look)
    if any(isinstance(value, str) for value in values):
        texts = [value if isinstance(value, str) else None for value in values]
        return sheet.texts(index, texts, column.look)
    days = [serial_day(value) if isinstance(value, date) else value for value in values]
    return sheet.numbers(index, [day for day in days if not isinstance(day, str)], column.look)


def _run(sheet: QuickSheet, index: int, column: Column, places: Sequence[int]) -> Cells:
    """Rows that follow on each other, all typed or none."""
    part = replace(column, values=column.values[places[0] : places[-1] + 1], typed=frozenset())
    return _cells(sheet, index, replace(part, formula="") if places[0] in column.typed else part)


def _total(sheet: QuickSheet, index: int, name: str, column: Column, kit: Kit) -> Cells:
    if not column.total:
        return sheet.texts(index, ["合计" if index == 0 else None], kit.bold)
    total = sum(value for value in column.values if isinstance(value, int | float))
    return sheet.formulas(index, f"=SUBTOTAL(109,{name}[{column.header}])", [total], kit.bold)

"""Cells of a roll-up's workbook that papers count and that say nothing they can count: each is named, none is taken for
an empty one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date

from xl_tools.core.addresses import cell_name
from xl_tools.core.grid import CellValue, Grid
from xl_tools.core.records import STATUS_LABELS
from xl_tools.parse.table.tables import cell_text
from xl_tools.rollup.layout import (
    CHANGES_SHEET,
    CLOSED,
    DETAIL_SHEET,
    DUE,
    OVERDUE_PERIODS,
    REASON,
    SERIAL,
    STATE,
    STEP,
    TASK_LABEL,
    TASKS_SHEET,
    TOTALS_SHEET,
    UNIT,
    WARNED_SHEET,
)
from xl_tools.rollup.lines import number, numbered_lines
from xl_tools.rollup.policy import not_applicable_label, ongoing_label, undecided_label

_DASH = "—"
_READ = {
    TASKS_SHEET: ((SERIAL, STATE, DUE), {"任务简称", "类别", ongoing_label(), "逾期", CLOSED}),
    DETAIL_SHEET: ((SERIAL, UNIT, STATE), {REASON, DUE, ongoing_label(), "逾期"}),
    WARNED_SHEET: ((TASK_LABEL, UNIT, OVERDUE_PERIODS), {STEP, "牵头"}),
    CHANGES_SHEET: ((TASK_LABEL, UNIT, "上期状态", "本期状态"), {"上期时限"}),
}
"""The columns that are read: those by which the table is found, and others."""


def unreadable(grids: Mapping[str, Grid], tasks: Set[int], units: Set[str]) -> Iterator[str]:
    """What is wrong with which cell, in words; what people typed first. ``tasks`` are the serials of 任务统计,
    ``units`` those of 汇总统计."""
    typed = numbered_lines(grids.get(DETAIL_SHEET), (SERIAL, UNIT, STATE))
    failed = {name: set(_errors(grids.get(name), *_READ[name])) for name in _READ}
    for row, line in typed:
        columns = {heading: place for place, heading in enumerate(line, 1)}
        for heading, said in _typed(line, tasks, units):
            cell = (row, columns[heading])
            if cell not in failed[DETAIL_SHEET]:
                yield f"“{DETAIL_SHEET}”{cell_name(*cell)}的{heading}{said}"
    failed[TOTALS_SHEET] = set(_faults(grids.get(TOTALS_SHEET)))
    for name, cells in failed.items():
        for cell in sorted(cells):
            fault = _faults(grids[name])[cell]
            yield f"“{name}”{cell_name(*cell)}" + ("的公式没有算出数" if fault == "=" else f"是错误值 {fault}")


def _typed(line: Mapping[str, CellValue], tasks: Set[int], units: Set[str]) -> Iterator[tuple[str, str]]:
    """The headings of a row of 明细 whose cells are not as they must be. Formulas compare a text with its blanks."""
    unit, state, serial = cell_text(line[UNIT]), cell_text(line[STATE]), number(line[SERIAL])
    if not unit.strip() and serial is None:
        return
    if serial not in tasks:
        yield SERIAL, f"是“{cell_text(line[SERIAL])}”，“{TASKS_SHEET}”里没有"
    if unit not in units:
        yield UNIT, f"是“{unit}”，“{TOTALS_SHEET}”里没有"
    if state not in _STATES:
        yield STATE, f"是“{state}”，不是认得的状态" if state.strip() else "空着"
    due = line.get(DUE)
    if not isinstance(due, date) and cell_text(due).strip() not in ("", _DASH):
        yield DUE, f"是“{cell_text(due)}”，不是日期"


_STATES = (*STATUS_LABELS.values(), undecided_label(), not_applicable_label())


def _errors(grid: Grid | None, wanted: Sequence[str], more: Set[str]) -> Iterator[tuple[int, int]]:
    """The cells with error values in the columns that are read."""
    for row, line in numbered_lines(grid, wanted):
        for column, heading in enumerate(line, 1):
            if (heading in wanted or heading in more) and (row, column) in _faults(grid):
                yield row, column


def _faults(grid: Grid | None) -> Mapping[tuple[int, int], str]:
    return (grid.faults or {}) if grid else {}

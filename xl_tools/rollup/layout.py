"""Where things stand in the roll-up's workbook: known before it is written, so that findings can name cells."""

from __future__ import annotations

from xl_tools.cells import cell_name
from xl_tools.models import Field

FORM_SHEET = "整改进展"
TOTALS_SHEET = "汇总统计"
DETAIL_SHEET = "明细"
MISSING_SHEET = "未报单位"
FINDINGS_SHEET = "校验结果"
SOURCES_SHEET = "来源"
OVERFLOW_SHEET = "超长续文"

FORM_COLUMNS = (
    Field.REGION,
    Field.SERIAL,
    Field.TASK,
    Field.PLAN,
    Field.DEADLINE,
    Field.PROGRESS,
    Field.STATUS,
)
"""The columns of the standard form, A to G (domain.md 2)."""

FORM_WIDTHS = (11, 6, 32, 46, 15, 80, 18)
"""Widths of these columns: wider than the hand-out form, since the units' texts stand together; A3 landscape
without shrinking."""
FORM_SIZES = (10, 9, 8, 7)
"""Sizes of its font: each row takes the largest with which it is not too high."""

FORM_HEADER_ROW = 3
OVERFLOW_HEADER_ROW = 1


def form_row(serial: int) -> int:
    """The row of 整改进展 on which the task with this serial stands; serials count from 1."""
    return FORM_HEADER_ROW + serial


def form_cell(serial: int, field: Field) -> str:
    """The cell of 整改进展 that holds a field of a task."""
    return cell_name(form_row(serial), FORM_COLUMNS.index(field) + 1)

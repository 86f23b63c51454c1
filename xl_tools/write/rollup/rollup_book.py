"""The workbook of a roll-up: the merged table, the figures, and where everything comes from."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from xl_tools.books.file.output import Output
from xl_tools.core.text import cell_digest
from xl_tools.parse.table.inspections import REMEMBERED
from xl_tools.rollup.layout import (
    CHANGES_SHEET,
    CHARTS_SHEET,
    DETAIL_SHEET,
    FINDINGS_SHEET,
    FORM_SHEET,
    HISTORY_SHEET,
    MATRIX_SHEET,
    MISSING_SHEET,
    OVERFLOW_SHEET,
    SOURCES_SHEET,
    TASK_SCORES_SHEET,
    TASKS_SHEET,
    TOTALS_SHEET,
    UNIT_SCORES_SHEET,
    UNITS_SHEET,
    WARNED_SHEET,
    WITH_OWN_WORDS,
    WRITTEN,
)
from xl_tools.rollup.out_of_step import rows_written
from xl_tools.rollup.records import Merged
from xl_tools.write import form_books
from xl_tools.write.formats import Kit
from xl_tools.write.packing import pack
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.by_task import write_by_task
from xl_tools.write.rollup.charts import write_charts, write_history
from xl_tools.write.rollup.detail import write_detail, write_sources
from xl_tools.write.rollup.form import form_title, write_form, write_overflow
from xl_tools.write.rollup.lists import write_findings, write_missing
from xl_tools.write.rollup.matrix import write_matrix
from xl_tools.write.rollup.own_columns import add_own_sheets
from xl_tools.write.rollup.own_notes import add_own_notes
from xl_tools.write.rollup.own_words import write_own_words
from xl_tools.write.rollup.statistics import write_totals
from xl_tools.write.rollup.task_scores import write_task_scores
from xl_tools.write.rollup.unit_scores import write_unit_scores
from xl_tools.write.rollup.warned import write_changes, write_warned

_SHEETS = {
    FORM_SHEET: write_form,
    TOTALS_SHEET: write_totals,
    TASKS_SHEET: write_by_task,
    DETAIL_SHEET: write_detail,
    MISSING_SHEET: write_missing,
    WARNED_SHEET: write_warned,
    CHANGES_SHEET: write_changes,
    MATRIX_SHEET: write_matrix,
    HISTORY_SHEET: write_history,
    CHARTS_SHEET: write_charts,
    UNIT_SCORES_SHEET: write_unit_scores,
    TASK_SCORES_SHEET: write_task_scores,
    FINDINGS_SHEET: write_findings,
    SOURCES_SHEET: write_sources,
    UNITS_SHEET: write_own_words,
    OVERFLOW_SHEET: write_overflow,
}

_WHEN: dict[str, Callable[[Merged], bool]] = {
    CHANGES_SHEET: lambda merged: merged.previous is not None,
    OVERFLOW_SHEET: lambda merged: bool(merged.overflows),
}
"""Sheets that are left out where there is nothing to say."""


def rollup_bytes(merged: Merged) -> bytes:
    """The workbook: 整改进展, 汇总统计, 任务统计, 明细, 未报单位, 预警, 状态矩阵, 历期, 图表, 单位得分, 任务得分,
    校验结果, 来源, 各单位进展.

    与上期对比 stands in it when there is a previous period, 超长续文 when a merged text passes what a cell can hold.
    The same roll-up gives the same bytes. Texts are written as text, every formula with its value, long texts once.
    """
    buffer = BytesIO()
    workbook = form_books.new_workbook(buffer, form_title(merged))
    workbook.set_custom_property(WITH_OWN_WORDS, "1", "text")
    if merged.inspection:
        workbook.set_custom_property(REMEMBERED, merged.inspection, "text")
    limits = merged.limits
    for what, said in (
        ("as_of", merged.as_of.isoformat()),
        ("title", cell_digest(form_title(merged))),
        ("lights", f"{limits.orange} {limits.yellow}"),
        ("rows", rows_written(merged)),
    ):
        workbook.set_custom_property(WRITTEN[what], said, "text")
    kit = Kit(workbook)
    absent = {name for name, there in _WHEN.items() if not there(merged)}
    for name, write in _SHEETS.items():
        if name not in absent:
            write(workbook.add_worksheet(name, QuickSheet), merged, kit)
    add_own_sheets(workbook, merged)
    add_own_notes(workbook, merged, kit)
    pack(workbook)
    return buffer.getvalue()


def write_rollup(merged: Merged, target: BinaryIO | Path) -> None:
    """Write the workbook of a roll-up (``rollup_bytes``). Raises OSError for a path that cannot be written."""
    data = rollup_bytes(merged)
    if isinstance(target, Path):
        Output().write(target, data)
    else:
        target.write(data)

"""The workbook of a roll-up: the merged table, the figures, and where everything comes from."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from xl_tools.rollup.layout import (
    DETAIL_SHEET,
    FINDINGS_SHEET,
    FORM_SHEET,
    MISSING_SHEET,
    OVERFLOW_SHEET,
    SOURCES_SHEET,
    TOTALS_SHEET,
)
from xl_tools.rollup.merged import Merged
from xl_tools.write import forms
from xl_tools.write.rollup_detail import write_detail, write_sources
from xl_tools.write.rollup_form import form_title, write_form, write_overflow
from xl_tools.write.rollup_kit import Kit, QuickSheet, quick_packing
from xl_tools.write.rollup_lists import write_findings, write_missing
from xl_tools.write.rollup_totals import write_totals

_SHEETS = {
    FORM_SHEET: write_form,
    TOTALS_SHEET: write_totals,
    DETAIL_SHEET: write_detail,
    MISSING_SHEET: write_missing,
    FINDINGS_SHEET: write_findings,
    SOURCES_SHEET: write_sources,
}


def rollup_bytes(merged: Merged) -> bytes:
    """The workbook: 整改进展, 汇总统计, 明细, 未报单位, 校验结果, 来源, and 超长续文 when a merged text passes
    what a cell can hold. The same roll-up gives the same bytes. Texts are written as text, every formula with its
    value, and long texts once only.
    """
    buffer = BytesIO()
    workbook = forms.new_workbook(buffer, form_title(merged))
    kit = Kit(workbook)
    for name, write in _SHEETS.items():
        write(workbook.add_worksheet(name, QuickSheet), merged, kit)
    if merged.overflows:
        write_overflow(workbook.add_worksheet(OVERFLOW_SHEET, QuickSheet), merged, kit)
    with quick_packing():
        workbook.close()
    return buffer.getvalue()


def write_rollup(merged: Merged, target: BinaryIO | Path) -> None:
    """Write the workbook of a roll-up (``rollup_bytes``). Raises OSError for a path that cannot be written."""
    data = rollup_bytes(merged)
    if isinstance(target, Path):
        target.write_bytes(data)
    else:
        target.write(data)

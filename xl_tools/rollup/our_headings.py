"""The sheets and headings that the program writes into a roll-up's workbook: whatever else stands there is people's."""

from __future__ import annotations

from collections.abc import Mapping

from xl_tools.core.carried_rows import CODE, REMARK
from xl_tools.core.records import STATUS_LABELS
from xl_tools.rollup.layout import (
    CHANGES_SHEET,
    CHARTS_SHEET,
    CLOSED,
    CLOSING_STEP,
    DETAIL_SHEET,
    DRAFT_CODE,
    DRAFTS,
    DUE,
    FILE,
    FILLING,
    FINDINGS_SHEET,
    FORM_SHEET,
    HISTORY_SHEET,
    MATRIX_SHEET,
    MISSING_SHEET,
    NUMBER,
    OVERDUE_PERIODS,
    OVERFLOW_SHEET,
    SERIAL,
    SOURCE_SHEET,
    SOURCES_SHEET,
    STATE,
    TASK_LABEL,
    TASK_SCORES_SHEET,
    TASKS_SHEET,
    TICKED,
    TOTALS_SHEET,
    UNIT,
    UNIT_SCORES_SHEET,
    UNITS_SHEET,
    WARNED_SHEET,
    WORDING,
)
from xl_tools.rollup.policy import not_applicable_label, ongoing_label, undecided_label

SHEETS = frozenset(
    {
        FORM_SHEET, TOTALS_SHEET, TASKS_SHEET, DETAIL_SHEET, MISSING_SHEET, WARNED_SHEET, CHANGES_SHEET, MATRIX_SHEET,
        HISTORY_SHEET, CHARTS_SHEET, UNIT_SCORES_SHEET, TASK_SCORES_SHEET, FINDINGS_SHEET, SOURCES_SHEET, UNITS_SHEET,
        OVERFLOW_SHEET,
    }
)  # fmt: skip
_LIGHT, _DAYS, _OVERDUE, _TASK, _LEAD, _STEP = "灯", "剩余天数", "逾期", "任务简称", "牵头", "处置"


def our_headings() -> Mapping[str, frozenset[str]]:
    """The headings of the tables beside which people write, by their sheet."""
    states = (*STATUS_LABELS.values(), undecided_label(), not_applicable_label(), ongoing_label(), _OVERDUE)
    return {
        TASKS_SHEET: frozenset(
            (_TASK, SERIAL, *states, STATE, DUE, _LIGHT, "类别", TASK_LABEL, *DRAFTS.values(), DRAFT_CODE, CLOSED)
        ),
        DETAIL_SHEET: frozenset(
            (SERIAL, NUMBER, UNIT, STATE, "未定原因", DUE, ongoing_label(), _DAYS, _LIGHT, _OVERDUE, FILE, SOURCE_SHEET,
             "进展单元格", TICKED, FILLING, WORDING, "状态码", CLOSING_STEP, CLOSED)
        ),
        WARNED_SHEET: frozenset(
            (_LIGHT, _DAYS, DUE, TASK_LABEL, _TASK, UNIT, _LEAD, STATE, OVERDUE_PERIODS, _STEP, REMARK, CODE)
        ),
        CHANGES_SHEET: frozenset(
            (TASK_LABEL, _TASK, UNIT, "上期状态", "本期状态", "变化", "文字未变", "上期时限", "本期时限", "时限变动")
        ),
        MISSING_SHEET: frozenset(("序号", UNIT, "应报任务", "缺报任务", "情况")),
    }  # fmt: skip

"""The sheets and headings that the program writes into a roll-up's workbook: whatever else stands there is people's."""

from __future__ import annotations

from collections.abc import Mapping

from xl_tools.core.carried_rows import CODE, REMARK
from xl_tools.core.records import STATUS_LABELS
from xl_tools.rollup.layout import (
    CHANGES_SHEET,
    CHARTS_SHEET,
    CLOSED,
    CLOSING_RATE,
    CLOSING_STEP,
    DETAIL_CODE,
    DETAIL_SHEET,
    DRAFT_CODE,
    DRAFTS,
    DUE,
    FILE,
    FILLING,
    FINDINGS_SHEET,
    FORM_SHEET,
    GROUP,
    HISTORY_SHEET,
    MATRIX_SHEET,
    MISSING_SHEET,
    NUMBER,
    OVERDUE_PERIODS,
    OVERFLOW_SHEET,
    RANK,
    REASON,
    SCORE,
    SERIAL,
    SOURCE_SHEET,
    SOURCES_SHEET,
    STATE,
    STEP,
    TASK_LABEL,
    TASK_SCORES_SHEET,
    TASKS_SHEET,
    TICKED,
    TOTALS_BY_KIND,
    TOTALS_BY_UNIT,
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
_LIGHT, _DAYS, _OVERDUE, _TASK, _LEAD, _KIND = "灯", "剩余天数", "逾期", "任务简称", "牵头", "类别"


def our_headings() -> Mapping[str, frozenset[str]]:
    """The headings of the tables beside which people write, by their sheet."""
    states = (*STATUS_LABELS.values(), undecided_label(), not_applicable_label(), ongoing_label(), _OVERDUE)
    return {
        TASKS_SHEET: frozenset(
            (_TASK, SERIAL, *states, STATE, DUE, _LIGHT, _KIND, TASK_LABEL, *DRAFTS.values(), DRAFT_CODE, CLOSED)
        ),
        DETAIL_SHEET: frozenset(
            (SERIAL, NUMBER, UNIT, STATE, REASON, DUE, ongoing_label(), _DAYS, _LIGHT, _OVERDUE, FILE, SOURCE_SHEET,
             "进展单元格", TICKED, FILLING, WORDING, "状态码", CLOSING_STEP, CLOSED, DETAIL_CODE)
        ),
        WARNED_SHEET: frozenset(
            (_LIGHT, _DAYS, DUE, TASK_LABEL, _TASK, UNIT, _LEAD, STATE, OVERDUE_PERIODS, STEP, REMARK, CODE)
        ),
        CHANGES_SHEET: frozenset(
            (TASK_LABEL, _TASK, UNIT, "上期状态", "本期状态", "变化", "文字未变", "上期时限", "本期时限", "时限变动")
        ),
        MISSING_SHEET: frozenset(("序号", UNIT, "应报任务", "缺报任务", "情况")),
        TASK_SCORES_SHEET: frozenset(
            ("行", SERIAL, UNIT, STATE, "情况", "进度分", "时限分", "完整分", "质量分", SCORE, "权重", "加权分")
        ),
    }  # fmt: skip


def tables_within() -> Mapping[str, tuple[str, tuple[str, ...], frozenset[str]]]:
    """The tables that share their sheet with others and beside which people write, by what they are called: the sheet,
    headings by which the table is told, that of its rows' names first, and all its headings."""
    states = (*STATUS_LABELS.values(), undecided_label(), not_applicable_label(), ongoing_label(), _OVERDUE)
    by_unit = (UNIT, "应报任务", *states, "完成率", "报送", "收到日期", "按时", CLOSED, CLOSING_RATE)
    by_kind = (_KIND, "任务数", *states, "完成率")
    league = (
        UNIT,
        GROUP,
        RANK,
        SCORE,
        "任务平均",
        "扣分",
        "评优",
        "报送",
        "应报",
        "已报",
        _OVERDUE,
        "未达",
        "上期名次",
        "升降",
        "全年得分",
    )
    return {
        TOTALS_BY_UNIT: (TOTALS_SHEET, by_unit[:2], frozenset(by_unit)),
        TOTALS_BY_KIND: (TOTALS_SHEET, by_kind[:2], frozenset(by_kind)),
        UNIT_SCORES_SHEET: (UNIT_SCORES_SHEET, league[:3], frozenset(league)),
    }  # fmt: skip

"""The native formulas of a roll-up's workbook. Each says in Excel what ``xl_tools.rollup`` says in Python."""

from __future__ import annotations

from xl_tools.core.records import Status
from xl_tools.reports.rollup import Light
from xl_tools.rollup.layout import DUE, SERIAL, STATE
from xl_tools.rollup.lights import light_label
from xl_tools.rollup.policy import merge_rules, not_applicable_label, ongoing_label, undecided_label
from xl_tools.write.formats import NO, NONE, YES

DETAIL = "明细"
BY_UNIT = "按单位"
BY_TASK = "按任务"
BY_KIND = "按类别"
"""Names of the Excel tables."""

TASK, KIND, CODE = "任务简称", "类别", "状态码"
"""Headings of these tables; others are in ``layout``."""

AS_OF = "统计日期"
ORANGE_DAYS = "橙灯天数"
YELLOW_DAYS = "黄灯天数"
"""Names of the cells that the clerk may change."""


def status_labels() -> tuple[str, ...]:
    """The four statuses and 未定, in words, in the form's order."""
    return (*(status.label for status in Status), undecided_label())


def this_row(table: str, column: str) -> str:
    """The cell of a column on the formula's own row."""
    return f"{table}[[#This Row],[{column}]]"


def count_where(table: str, **equal: str) -> str:
    """Rows of a table where each named column equals an expression."""
    return "COUNTIFS(" + ",".join(f"{table}[{column}],{value}" for column, value in equal.items()) + ")"


def quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def days_left(table: str) -> str:
    """Days from the as-of date to the due date."""
    due = this_row(table, DUE)
    return f"=IF(ISNUMBER({due}),{due}-{AS_OF},{quoted(NONE)})"


def overdue_formula(table: str) -> str:
    """是 when the due date has passed and the task is not completed (``lights.is_overdue``)."""
    due, status = this_row(table, DUE), this_row(table, STATE)
    done = quoted(Status.COMPLETED.label)
    return f"=IF(AND(ISNUMBER({due}),{due}<{AS_OF},{status}<>{done}),{quoted(YES)},{quoted(NO)})"


def dated_light_formula(table: str) -> str:
    """The light of what is not completed and has a due date."""
    due = this_row(table, DUE)
    red, orange, yellow, green = (quoted(light_label(light)) for light in Light)
    return (
        f"=IF({due}<{AS_OF},{red},IF({due}-{AS_OF}<={ORANGE_DAYS},{orange},"
        f"IF({due}-{AS_OF}<={YELLOW_DAYS},{yellow},{green})))"
    )


def light_formula(table: str) -> str:
    """The light (``lights.light``)."""
    due, status = this_row(table, DUE), this_row(table, STATE)
    ongoing = this_row(table, ongoing_label())
    green = quoted(light_label(Light.GREEN))
    dated = dated_light_formula(table).removeprefix("=")
    undated = f"IF({ongoing}={quoted(YES)},{green},{quoted(NONE)})"
    return f"=IF({status}={quoted(Status.COMPLETED.label)},{green},IF(ISNUMBER({due}),{dated},{undated}))"


def merged_status_formula() -> str:
    """A task's status from the numbers of units on its row (``policy.merged_status``, the same rules)."""
    undecided = quoted(undecided_label())
    counted = "+".join(this_row(BY_TASK, label) for label in status_labels())
    formula, closing = f"=IF({counted}=0,{undecided},", ")"
    for rule in merge_rules():
        result = quoted(rule.status.label if rule.status else undecided_label())
        if rule.when == "otherwise":
            return formula + result + closing
        said = this_row(BY_TASK, rule.says.label if rule.says else undecided_label())
        test = f"{said}>0" if rule.when == "any" else f"{said}={counted}"
        formula, closing = f"{formula}IF({test},{result},", closing + ")"
    return formula + undecided + closing


def latest_due_formula() -> str:
    """The latest due date of the task in 明细; a dash without one. No array formula: old Excel and WPS know it."""
    latest = f"SUMPRODUCT(MAX(({DETAIL}[{SERIAL}]={this_row(BY_TASK, SERIAL)})*{DETAIL}[{DUE}]))"
    return f"=IF({latest}=0,{quoted(NONE)},{latest})"


def ongoing_formula() -> str:
    """是 when any unit's deadline says 长期坚持."""
    rows = count_where(DETAIL, **{SERIAL: this_row(BY_TASK, SERIAL), ongoing_label(): quoted(YES)})
    return f"=IF({rows}>0,{quoted(YES)},{quoted(NO)})"


def label_columns() -> tuple[str, ...]:
    """The columns that count units or tasks by what is said: the four statuses, 未定, 不涉及."""
    return (*status_labels(), not_applicable_label())

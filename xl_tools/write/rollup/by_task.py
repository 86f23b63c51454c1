"""任务统计: each task over all units, the ground of the figures in 汇总统计; native formulas over 明细."""

from __future__ import annotations

from collections import Counter

from xl_tools.parse.status.status_cell import render_status
from xl_tools.rollup.closed import is_closed
from xl_tools.rollup.drafts import code, draft_cell
from xl_tools.rollup.layout import (
    CLOSED,
    DRAFT_CODE,
    DRAFTS,
    DUE,
    FORM_SHEET,
    SERIAL,
    STATE,
    TASK_LABEL,
    TASKS_SHEET,
    UNITS_SHEET,
)
from xl_tools.rollup.lights import light_label
from xl_tools.rollup.policy import not_applicable_label, ongoing_label, undecided_label
from xl_tools.rollup.records import Merged
from xl_tools.write.formats import NO, YES, Kit, set_up, write_title, yes
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.blocks_of_rows import Column, write_table
from xl_tools.write.rollup.formulas import (
    BY_TASK,
    DETAIL,
    KIND,
    TASK,
    count_where,
    label_columns,
    latest_due_formula,
    light_formula,
    merged_status_formula,
    ongoing_formula,
    overdue_formula,
    quoted,
    status_labels,
    this_row,
)
from xl_tools.write.rollup.own_columns import own_columns

_TOP = 2
_WIDTHS = (46, 9, 9, 13, 13, 10, 9, 9, 10, 9, 13, 12, 8, 9, 12, 60, 14)


def write_by_task(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """The table 按任务: how many units stand where, and the status that comes of it."""
    set_up(sheet, _WIDTHS, _TOP)
    write_title(sheet, f"{merged.region.name}各项任务统计", kit)
    draft = DRAFTS[merged.level]
    said = "状态、截止日期和灯是各单位合起来的；已完成等各栏的数字是单位数。"
    how = f"“{draft}”由汇总的人填写：填了的，“{FORM_SHEET}”就用它，再次汇总时保留；各单位的原话在“{UNITS_SHEET}”。"
    sheet.write_string(1, 0, said + how, kit.note)
    own = own_columns(merged, TASKS_SHEET, [(task.label, "") for task in merged.tasks], kit)
    write_table(sheet, _TOP, BY_TASK, [*_by_task(merged, kit), *own], kit)


def _by_task(merged: Merged, kit: Kit) -> list[Column]:
    tasks = merged.tasks
    counts = Counter((task.serial, part.standing.label) for task in tasks for part in task.parts)
    serial = this_row(BY_TASK, SERIAL)

    def counting(label: str) -> Column:
        formula = "=" + count_where(DETAIL, **{SERIAL: serial, STATE: quoted(label)})
        return Column(label, kit.number, [counts[task.serial, label] for task in tasks], formula)

    return [
        Column(TASK, kit.text, [f"{task.label} {task.name}" if task.number else task.name for task in tasks]),
        Column(SERIAL, kit.number, [task.serial for task in tasks]),
        *(counting(label) for label in label_columns()),
        Column(ongoing_label(), kit.centre, [yes(task.ongoing) for task in tasks], ongoing_formula()),
        Column("逾期", kit.centre, [yes(task.overdue) for task in tasks], overdue_formula(BY_TASK)),
        Column(
            STATE,
            kit.centre,
            [task.status.label if task.status else undecided_label() for task in tasks],
            merged_status_formula(),
            rules=kit.status_rules,
        ),
        Column(DUE, kit.date, [task.due for task in tasks], latest_due_formula()),
        Column(
            "灯",
            kit.centre,
            [light_label(task.light) or None for task in tasks],
            light_formula(BY_TASK),
            rules=kit.light_rules,
        ),
        *_closed(merged, kit),
        Column(KIND, kit.centre, [task.kind for task in tasks]),
        Column(TASK_LABEL, kit.centre, [task.label for task in tasks]),
        Column(DRAFTS[merged.level], kit.input_text, [draft_cell(task) for task in tasks]),
        Column(DRAFT_CODE, kit.clipped, [code(task, render_status(task.status)) for task in tasks], hidden=True),
    ]


def _closed(merged: Merged, kit: Kit) -> list[Column]:
    """Whether a task is closed with every unit that counts, where a ledger of closing steps was given."""
    if merged.closing is None:
        return []
    closed = count_where(DETAIL, **{SERIAL: this_row(BY_TASK, SERIAL), CLOSED: quoted(YES)})
    apart = count_where(
        DETAIL, **{SERIAL: this_row(BY_TASK, SERIAL), CLOSED: quoted(YES), STATE: quoted(not_applicable_label())}
    )
    counted = "+".join(this_row(BY_TASK, label) for label in status_labels())
    formula = f"=IF(AND({counted}>0,{closed}-{apart}={counted}),{quoted(YES)},{quoted(NO)})"
    return [Column(CLOSED, kit.centre, [yes(is_closed(task, merged.closing)) for task in merged.tasks], formula)]

"""预警: what is overdue or nearly due, unit by unit, and the step that is due; 与上期对比: what has changed."""

from __future__ import annotations

from collections import Counter

from xl_tools.core.carried_rows import CODE, REMARK
from xl_tools.core.dates import cn_date
from xl_tools.core.records import Field
from xl_tools.reports.rollup import Light
from xl_tools.rollup.layout import (
    CHANGES_SHEET,
    DUE,
    FORM_SHEET,
    OVERDUE_PERIODS,
    STATE,
    STEP,
    TASK_LABEL,
    UNIT,
    WARNED_SHEET,
    form_cell,
)
from xl_tools.rollup.lights import light_label
from xl_tools.rollup.policy import escalation_steps
from xl_tools.rollup.records import Change, Changed, Merged, Part
from xl_tools.write.formats import NONE, YES, Kit, set_up, stored, write_title, yes
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.blocks_of_rows import Column, write_table
from xl_tools.write.rollup.formulas import TASK, count_where, dated_light_formula, days_left, quoted, this_row
from xl_tools.write.rollup.own_columns import own_columns

_NOTE = (
    "处置按“连续逾期期数”定；该数接着上期往下数，改了它，处置跟着变。改过的期数、牵头、处置，写的备注，再次汇总时保留。"
)
_TOP = 3
_WARNED_WIDTHS = (7, 10, 12, 10, 34, 18, 24, 15, 12, 9, 30, 10)
_CHANGES_WIDTHS = (10, 34, 18, 15, 15, 10, 12, 12, 12, 10)
_CHANGE, _SAME_TEXT, _MOVED = "变化", "文字未变", "时限变动"
_KNOWN_CHANGES = tuple(Change)


def write_warned(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """The table 预警: the most urgent first. Days, lights and steps are formulas; who stands in the list is as of the
    day of the roll-up."""
    set_up(sheet, _WARNED_WIDTHS, _TOP)
    found = merged.warned
    day = merged.as_of
    write_title(sheet, f"预警（截至{cn_date(day)}的名单）", kit)
    lights = Counter(one.part.light for one in found)
    for column, light in enumerate((Light.RED, Light.ORANGE, Light.YELLOW)):
        label = light_label(light)
        sheet.write_string(1, 2 * column, label, kit.centre)
        sheet.write_formula(
            1, 2 * column + 1, "=" + count_where(WARNED_SHEET, 灯=quoted(label)), kit.number, lights[light]
        )
    sheet.write_string(2, 0, _NOTE, kit.note)
    columns = [
        Column("灯", kit.centre, [light_label(one.part.light) for one in found], dated_light_formula(WARNED_SHEET),
               rules=kit.light_rules),
        Column("剩余天数", kit.number, [one.days for one in found], days_left(WARNED_SHEET)),
        Column(DUE, kit.date, [one.part.due for one in found]),
        Column(TASK_LABEL, kit.link, [one.task.label for one in found]),
        Column(TASK, kit.text, [one.task.name for one in found]),
        Column(UNIT, kit.text, [one.part.unit for one in found]),
        Column("牵头", kit.text, [one.lead for one in found]),
        Column(STATE, kit.centre, [one.part.standing.label for one in found], rules=kit.status_rules),
        Column(OVERDUE_PERIODS, kit.number, [one.periods for one in found]),
        Column(STEP, kit.centre, [one.step for one in found], _step_formula(),
               typed=frozenset(place for place, one in enumerate(found) if one.decided)),
        Column(REMARK, kit.input_text, [one.remark for one in found]),
        Column(CODE, kit.clipped, [one.code for one in found], hidden=True),
        *own_columns(merged, WARNED_SHEET, [(one.task.label, one.part.unit) for one in found], kit),
    ]  # fmt: skip
    write_table(sheet, _TOP, WARNED_SHEET, columns, kit)
    for row, one in enumerate(found, _TOP + 1):
        sheet.link_range(row, row, 3, f"'{FORM_SHEET}'!{form_cell(one.task.serial, Field.PROGRESS)}")


def _step_formula() -> str:
    """The step by the number of periods (``policy.escalation_step``)."""
    steps = escalation_steps()
    least = ",".join(str(periods) for periods, _ in steps)
    names = ",".join(quoted(step) for _, step in steps)
    return f"=LOOKUP({this_row(WARNED_SHEET, OVERDUE_PERIODS)},{{{least}}},{{{names}}})"


def write_changes(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """The table 与上期对比: one row a task and unit, with both periods' status and due date."""
    set_up(sheet, _CHANGES_WIDTHS, _TOP)
    found = list(merged.changed)
    write_title(sheet, CHANGES_SHEET, kit)
    _write_counts(sheet, found, kit)
    columns = [
        Column(TASK_LABEL, kit.centre, [one.task.label for one in found]),
        Column(TASK, kit.text, [one.task.name for one in found]),
        Column(UNIT, kit.text, [one.unit for one in found]),
        Column("上期状态", kit.centre, [_state(one.before) for one in found], rules=kit.status_rules),
        Column("本期状态", kit.centre, [_state(one.now) for one in found], rules=kit.status_rules),
        Column(_CHANGE, kit.centre, [one.change.value for one in found]),
        Column(_SAME_TEXT, kit.centre, [_yes(one.same_text) for one in found]),
        Column("上期时限", kit.date, [one.due_before for one in found]),
        Column("本期时限", kit.date, [one.due_now for one in found]),
        Column(_MOVED, kit.centre, [yes(one.moved) for one in found], _moved_formula()),
        *own_columns(merged, CHANGES_SHEET, [(one.task.label, one.unit) for one in found], kit),
    ]
    write_table(sheet, _TOP, CHANGES_SHEET, columns, kit)


def _write_counts(sheet: QuickSheet, found: list[Changed], kit: Kit) -> None:
    """How many of each kind, on two rows above the table."""
    counts = Counter(one.change for one in found)
    lines = [(kind.value, {_CHANGE: quoted(kind.value)}, counts[kind]) for kind in _KNOWN_CHANGES]
    lines.append((_SAME_TEXT, {_SAME_TEXT: quoted(YES)}, sum(one.same_text is True for one in found)))
    lines.append((_MOVED, {_MOVED: quoted(YES)}, sum(one.moved for one in found)))
    for column, (label, where, count) in enumerate(lines, 2):
        sheet.write_string(1, column, label, kit.head)
        sheet.write_formula(2, column, "=" + count_where(CHANGES_SHEET, **where), kit.number, stored(count))


def _moved_formula() -> str:
    before, now = (this_row(CHANGES_SHEET, heading) for heading in ("上期时限", "本期时限"))
    return f'=IF(AND(ISNUMBER({before}),ISNUMBER({now}),{before}<>{now}),"{YES}","否")'


def _state(part: Part | None) -> str:
    return part.standing.label if part else NONE


def _yes(value: bool | None) -> str:
    return NONE if value is None else yes(value)

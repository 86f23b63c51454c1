"""汇总统计: the figures, all native formulas over 明细, each with its value stored beside it."""

from __future__ import annotations

from collections import Counter

from xl_tools.core.records import Status
from xl_tools.rollup.closed import is_closed
from xl_tools.rollup.layout import (
    CLOSED,
    CLOSING_RATE,
    DETAIL_SHEET,
    DUE,
    DUE_DONE,
    DUE_EARLY,
    DUE_LATER,
    DUE_NONE,
    DUE_NOW,
    DUE_YEAR,
    ORANGE_LIGHT,
    REPORT_BY,
    STATE,
    TASKS_SHEET,
    TOTALS_BY_KIND,
    TOTALS_BY_UNIT,
    TOTALS_SHEET,
    YELLOW_LIGHT,
)
from xl_tools.rollup.policy import LACKING, kind_names, ongoing_label, undecided_label
from xl_tools.rollup.records import Merged
from xl_tools.rollup.totals import due_split
from xl_tools.write.formats import NO, NONE, YES, Kit, Value, set_up, stored, write_title, write_value, yes
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.blocks_of_rows import Column, write_table
from xl_tools.write.rollup.formulas import (
    AS_OF,
    BY_KIND,
    BY_TASK,
    BY_UNIT,
    DETAIL,
    KIND,
    ORANGE_DAYS,
    YELLOW_DAYS,
    count_where,
    label_columns,
    quoted,
    status_labels,
    this_row,
)
from xl_tools.write.rollup.own_columns import own_columns

_WIDTHS = (46, 12, 9, 13, 13, 10, 9, 9, 10, 9, 13, 12, 12, 8)
_DATE_ROW, _ORANGE_ROW, _YELLOW_ROW = 1, 2, 3
_OVERALL = 5
_REPORTED, _MISSING = "已报", "未报"


def write_totals(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """As-of date and thresholds in cells, then the figures overall, by kind and by unit."""
    set_up(sheet, _WIDTHS, 0, freeze=False)
    write_title(sheet, f"{merged.region.name}整改任务汇总统计", kit)
    _write_inputs(sheet, merged, kit)
    below = _write_overall(sheet, merged, kit)
    kinds = f"二、按类别（个性是点名本地的问题，共性是面上的问题；完成率＝已完成 ÷ 任务数；逐项见“{TASKS_SHEET}”）"
    sheet.write_string(below, 0, kinds, kit.section)
    below = write_table(sheet, below + 1, BY_KIND, _by_kind(merged, kit), kit)
    units = f"三、按单位（每个单位的每项任务计一次，完成率＝已完成 ÷ 应报任务；逐条见“{DETAIL_SHEET}”）"
    sheet.write_string(below + 1, 0, units, kit.section)
    # The longest table stands last: it alone goes over pages, and its heading with it.
    sheet.repeat_rows(below + 2)
    write_table(sheet, below + 2, BY_UNIT, _by_unit(merged, kit), kit)


def _write_inputs(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    limits = merged.limits
    inputs: list[tuple[int, str, str, Value]] = [
        (_DATE_ROW, AS_OF, "统计日期（改了它，逾期、剩余天数和灯跟着变）", merged.as_of),
        (_ORANGE_ROW, ORANGE_DAYS, f"{ORANGE_LIGHT}：距时限不超过几天", limits.orange),
        (_YELLOW_ROW, YELLOW_DAYS, f"{YELLOW_LIGHT}：距时限不超过几天", limits.yellow),
    ]
    for row, name, label, value in inputs:
        sheet.write_string(row, 0, label, kit.label)
        write_value(sheet, row, 1, value, kit.input_date if row == _DATE_ROW else kit.input_number)
        kit.workbook.define_name(name, f"='{TOTALS_SHEET}'!$B${row + 1}")


# --- overall -------------------------------------------------------------------------------------


def _write_overall(sheet: QuickSheet, merged: Merged, kit: Kit) -> int:
    """Tasks by status, long-term ones apart; then overdue, completion and reporting. Gives the next free row."""
    sheet.write_string(_OVERALL, 0, "一、总体", kit.section)
    head = _OVERALL + 1
    for column, text in enumerate(("状态", "任务数", "占比", f"其中{ongoing_label()}", f"非{ongoing_label()}")):
        sheet.write_string(head, column, text, kit.head)
    counts = Counter((task.status, task.ongoing) for task in merged.tasks)
    first = head + 1
    total_row = first + len(status_labels())
    total = len(merged.tasks)
    for row, (status, label) in enumerate(zip((*Status, None), status_labels(), strict=True), first):
        long, plain = counts[status, True], counts[status, False]
        where = {"状态": quoted(label)}
        sheet.write_string(row, 0, label, kit.text)
        _formula(sheet, row, 1, count_where(BY_TASK, **where), long + plain, kit)
        _share(sheet, row, f"B{row + 1}", f"B${total_row + 1}", long + plain, total, kit)
        _formula(sheet, row, 3, count_where(BY_TASK, **where, **{ongoing_label(): quoted(YES)}), long, kit)
        _formula(sheet, row, 4, f"B{row + 1}-D{row + 1}", plain, kit)
    sheet.write_string(total_row, 0, "合计", kit.text)
    ongoing = merged.totals.ongoing
    for column, value in ((1, total), (3, ongoing), (4, total - ongoing)):
        letter = "ABCDE"[column]
        _formula(sheet, total_row, column, f"SUM({letter}{first + 1}:{letter}{total_row})", value, kit)
    _share(sheet, total_row, f"B{total_row + 1}", f"B${total_row + 1}", total, total, kit)
    return _write_rates(sheet, merged, kit, first, total_row)


def _write_rates(sheet: QuickSheet, merged: Merged, kit: Kit, first: int, total_row: int) -> int:
    """Overdue, completion, then who reported and how completely; each rate with its denominator beside it."""
    row = total_row + 1
    done, total = f"B{first + 1}", f"B{total_row + 1}"
    totals = merged.totals
    expected = len(merged.units)
    reported = sum(unit.reported for unit in merged.units)
    _line(sheet, row, "逾期任务", count_where(BY_TASK, 逾期=quoted(YES)), totals.overdue, kit)
    sheet.write_string(row, 3, "时限已过、没有完成的任务（未定的也算）", kit.note)
    _line(sheet, row + 1, "完成率", _ratio(done, total), _rate(totals.completed, totals.tasks), kit, rate=True)
    sheet.write_string(row + 1, 3, f"＝已完成 ÷ 全部任务（含{undecided_label()}和{ongoing_label()}）", kit.note)
    _line(sheet, row + 2, "应报单位", f"ROWS({BY_UNIT}[单位])" if expected else "0", expected, kit)
    _line(sheet, row + 3, "已报单位", count_where(BY_UNIT, 报送=quoted(_REPORTED)), reported, kit)
    rate = _ratio(f"B{row + 4}", f"B{row + 3}")
    _line(sheet, row + 4, "报送率", rate, _rate(reported, expected), kit, rate=True)
    sheet.write_string(row + 4, 3, "＝已报单位 ÷ 应报单位", kit.note)
    row = _write_completeness(sheet, merged, kit, row + 5)
    if merged.report_by:
        row = _write_timeliness(sheet, merged, kit, row, f"B{total_row + 4}")
    if merged.closing is not None:
        row = _write_closing(sheet, merged, kit, row, done)
    return _write_due(sheet, merged, kit, row, total) + 1


def _write_due(sheet: QuickSheet, merged: Merged, kit: Kit, row: int, total: str) -> int:
    """Tasks by their due date against the day of the numbers, and how many due are done. ``total`` is the cell with the
    number of tasks. Gives the next row."""
    split = due_split(((task.due, task.status) for task in merged.tasks), merged.as_of)
    due, done = f"{BY_TASK}[{DUE}]", f"{BY_TASK}[{STATE}],{quoted(Status.COMPLETED.label)}"
    until, after, year = f'{due},"<="&{AS_OF}', f'{due},">"&{AS_OF}', f"DATE(YEAR({AS_OF}),12,31)"
    first = row + 1
    lines: list[tuple[str, str, int, str]] = [
        (DUE_NOW, f"COUNTIFS({until})", split.now.total, "截止日期不晚于统计日期"),
        (DUE_DONE, f"COUNTIFS({until},{done})", split.now.done, "到期应完成的任务里已完成的"),
        (DUE_YEAR, f'COUNTIFS({after},{due},"<="&{year})', split.year.total, "统计日期以后、当年年底以前"),
        (DUE_LATER, f'COUNTIFS({due},">"&{year})', split.later.total, "以后年度"),
        (DUE_NONE, f"{total}-COUNT({due})", split.none.total, f"没有具体日期，如{ongoing_label()}"),
        (DUE_EARLY, f"COUNTIFS({after},{done})", split.early, "没有到期就完成的，不算在到期完成率里"),
    ]
    for row_, (label, formula, value, note) in enumerate(lines, row):
        _line(sheet, row_, label, formula, value, kit)
        sheet.write_string(row_, 3, note, kit.note)
    last = row + len(lines)
    share = _rate(split.now.done, split.now.total)
    _line(sheet, last, "到期完成率", _ratio(f"B{first + 1}", f"B{first}"), share, kit, rate=True)
    sheet.write_string(last, 3, f"＝{DUE_DONE} ÷ {DUE_NOW}", kit.note)
    return last + 1


def _write_completeness(sheet: QuickSheet, merged: Merged, kit: Kit, row: int) -> int:
    """Entries that units owe and have given: one for each unit and task. Gives the next row."""
    parts = [part for task in merged.tasks for part in task.counted()]
    lacking = sum(part.standing in LACKING for part in parts)
    expected = f"SUM({BY_UNIT}[应报任务])"
    missing = "-".join(["", *(count_where(DETAIL, 未定原因=quoted(standing.reason)) for standing in LACKING)])
    _line(sheet, row, "应报条目", expected, len(parts), kit)
    sheet.write_string(row, 3, "每个单位的每项任务算一条，不涉及的不算", kit.note)
    _line(sheet, row + 1, "已报条目", f"B{row + 1}{missing}", len(parts) - lacking, kit)
    rate = _rate(len(parts) - lacking, len(parts))
    _line(sheet, row + 2, "完整率", _ratio(f"B{row + 2}", f"B{row + 1}"), rate, kit, rate=True)
    sheet.write_string(row + 2, 3, "＝已报条目 ÷ 应报条目", kit.note)
    return row + 3


def _write_timeliness(sheet: QuickSheet, merged: Merged, kit: Kit, row: int, expected: str) -> int:
    """Who reported by the day that was set, by the day on which the files were last changed. Gives the next row."""
    units = [unit.name for unit in merged.units]
    timely = sum(on_time(merged, unit) == YES for unit in units)
    sheet.write_string(row, 0, REPORT_BY, kit.text)
    write_value(sheet, row, 1, merged.report_by, kit.input_date)
    kit.workbook.define_name(REPORT_BY, f"='{TOTALS_SHEET}'!$B${row + 1}")
    sheet.write_string(row, 3, "收到日期按文件最后修改的日期算；改了截止日期，按时与否跟着变", kit.note)
    _line(sheet, row + 1, "按时单位", count_where(BY_UNIT, 按时=quoted(YES)), timely, kit)
    _line(sheet, row + 2, "按时率", _ratio(f"B{row + 2}", expected), _rate(timely, len(units)), kit, rate=True)
    sheet.write_string(row + 2, 3, "＝按时单位 ÷ 应报单位", kit.note)
    return row + 3


def _write_closing(sheet: QuickSheet, merged: Merged, kit: Kit, row: int, done: str) -> int:
    """Tasks that are closed by the ledger of closing steps. Gives the next row."""
    closed = sum(is_closed(task, merged.closing or {}) for task in merged.tasks)
    _line(sheet, row, CLOSED, count_where(BY_TASK, **{CLOSED: quoted(YES)}), closed, kit)
    sheet.write_string(row, 3, "按销号台账，各单位都销号的任务", kit.note)
    rate = _rate(closed, merged.totals.completed)
    _line(sheet, row + 1, CLOSING_RATE, _ratio(f"B{row + 1}", done), rate, kit, rate=True)
    sheet.write_string(row + 1, 3, "＝已销号 ÷ 已完成（完成按进展表，销号按台账）", kit.note)
    return row + 2


def on_time(merged: Merged, unit: str) -> str:
    """是 or 否 for a unit whose file's day is known; a dash for any other."""
    day = merged.received.get(unit)
    if day is None or merged.report_by is None:
        return NONE
    return yes(day <= merged.report_by)


def _line(sheet: QuickSheet, row: int, label: str, formula: str, value: Value, kit: Kit, *, rate: bool = False) -> None:
    sheet.write_string(row, 0, label, kit.text)
    _formula(sheet, row, 1, formula, value, kit, rate=rate)


def _formula(
    sheet: QuickSheet, row: int, column: int, formula: str, value: Value, kit: Kit, *, rate: bool = False
) -> None:
    sheet.write_formula(row, column, f"={formula}", kit.percent if rate else kit.number, stored(value))


def _share(sheet: QuickSheet, row: int, part: str, whole: str, count: int, total: int, kit: Kit) -> None:
    _formula(sheet, row, 2, _ratio(part, whole), _rate(count, total), kit, rate=True)


def _ratio(part: str, whole: str) -> str:
    return f"IF({whole}=0,{quoted(NONE)},{part}/{whole})"


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None


# --- by unit and by kind ---------------------------------------------------------------------------


def _by_unit(merged: Merged, kit: Kit) -> list[Column]:
    counts: Counter[tuple[str, str]] = Counter()
    for task in merged.tasks:
        for part in task.parts:
            counts[part.unit, part.standing.label] += 1
            counts[part.unit, ongoing_label()] += part.ongoing
            counts[part.unit, "逾期"] += part.overdue
            found = (merged.closing or {}).get((task.serial, part.unit))
            counts[part.unit, CLOSED] += bool(found and found.closed)
    units = [unit.name for unit in merged.units]
    unit = this_row(BY_UNIT, "单位")
    owed = [sum(counts[name, label] for label in status_labels()) for name in units]
    done = Status.COMPLETED.label
    rates = [_rate(counts[name, done], total) for name, total in zip(units, owed, strict=True)]
    counted = "+".join(this_row(BY_UNIT, label) for label in status_labels())

    def counting(header: str, **where: str) -> Column:
        formula = "=" + count_where(DETAIL, 单位=unit, **where)
        return Column(header, kit.number, [counts[name, header] for name in units], formula, total=True)

    columns = [
        Column("单位", kit.text, units),
        Column("应报任务", kit.number, owed, f"={counted}", total=True),
        *(counting(label, 状态=quoted(label)) for label in label_columns()),
        counting(ongoing_label(), **{ongoing_label(): quoted(YES)}),
        counting("逾期", 逾期=quoted(YES)),
        Column("完成率", kit.percent, rates, "=" + _ratio(this_row(BY_UNIT, done), this_row(BY_UNIT, "应报任务"))),
        Column("报送", kit.centre, [_REPORTED if unit.reported else _MISSING for unit in merged.units]),
    ]
    if merged.report_by:
        received = this_row(BY_UNIT, "收到日期")
        timely = f"=IF(ISNUMBER({received}),IF({received}<={REPORT_BY},{quoted(YES)},{quoted(NO)}),{quoted(NONE)})"
        columns.append(Column("收到日期", kit.date, [merged.received.get(name) for name in units]))
        columns.append(Column("按时", kit.centre, [on_time(merged, name) for name in units], timely))
    if merged.closing is not None:
        rate = "=" + _ratio(this_row(BY_UNIT, CLOSED), this_row(BY_UNIT, done))
        rates = [_rate(counts[name, CLOSED], counts[name, done]) for name in units]
        columns += [counting(CLOSED, **{CLOSED: quoted(YES)}), Column(CLOSING_RATE, kit.percent, rates, rate)]
    return [*columns, *own_columns(merged, TOTALS_BY_UNIT, [("", name) for name in units], kit)]


def _by_kind(merged: Merged, kit: Kit) -> list[Column]:
    """Tasks by kind and status, the long-term ones apart."""
    kinds = kind_names()
    counts: Counter[tuple[str, str]] = Counter()
    for task in merged.tasks:
        counts[task.kind, task.status.label if task.status else undecided_label()] += 1
        counts[task.kind, ongoing_label()] += task.ongoing
        counts[task.kind, "逾期"] += task.overdue
    kind = this_row(BY_KIND, KIND)
    totals = [sum(counts[name, label] for label in status_labels()) for name in kinds]
    done = Status.COMPLETED.label
    all_of = "+".join(this_row(BY_KIND, label) for label in status_labels())

    def counting(header: str, **where: str) -> Column:
        formula = "=" + count_where(BY_TASK, **{KIND: kind}, **where)
        return Column(header, kit.number, [counts[name, header] for name in kinds], formula, total=True)

    return [
        Column(KIND, kit.text, kinds),
        Column("任务数", kit.number, totals, f"={all_of}", total=True),
        *(counting(label, **{STATE: quoted(label)}) for label in status_labels()),
        counting(ongoing_label(), **{ongoing_label(): quoted(YES)}),
        counting("逾期", 逾期=quoted(YES)),
        Column(
            "完成率",
            kit.percent,
            [_rate(counts[name, done], total) for name, total in zip(kinds, totals, strict=True)],
            "=" + _ratio(this_row(BY_KIND, done), this_row(BY_KIND, "任务数")),
        ),
        *own_columns(merged, TOTALS_BY_KIND, [("", name) for name in kinds], kit),
    ]

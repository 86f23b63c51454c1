"""The sheets that hold the rules themselves, and what was registered: a record a row, drop-downs for its words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xl_tools.scoring.table.columns import (
    COLUMNS,
    DECIMALS,
    GATES,
    GRADES,
    GROUPS,
    MATTERS,
    OBJECTION,
    REGISTERED,
    RULES,
    SETTINGS,
    STEPS,
    TITLE,
    UNITS,
    WEIGHT_LABELS,
)
from xl_tools.scoring.table.rows import row_of
from xl_tools.scoring.table.scheme import Gate, Result, When
from xl_tools.write.score.score_formats import begin, choices
from xl_tools.write.score.score_layout import FIRST
from xl_tools.write.table.entry_sheet import write_as_it_stood
from xl_tools.write.table.layout import SPARE, TableBook

_NOTES = {
    RULES: "一行一条规则，用“编号”认；有下拉列表的从列表里选，“说明”里可以抄文件的原话。加行、改规则以后重新计算。",
    GROUPS: "各组怎样合起来：求和、加权、取小、取大；“满分”写了的，计算时核对各项分值合起来是不是这个数。",
    STEPS: "分档、名次分、系数：“从”这个数（含）起，就是右边的“值”；等次的“从”写词。同一张表从小到大排在一起。",
    MATTERS: "总分之外的加分、扣分：“每次”写正数是加，负数是扣；上限空着的不限。",
    GATES: "从上到下看，符合条件的执行“结果”。封顶取最低的；晋级只升一等；"
    "项目计0的，“等次或系数”写编号；本年情况有的，“值”写 1。",
    GRADES: "从高到低；达到分数线（含）就是这一等。",
    UNITS: "参加考核的单位和类别；名次按类别分别排。",
    REGISTERED: "加扣分和否决的事项在这里登记，一行一件；次数空着算 1。",
}
_WIDE = {"name": 22, "about": 22, "matter": 22, "unit": 22, "note": 50}
_NARROW = 10


def write_records(sheet: Worksheet, book: TableBook, name: str, records: Sequence[Any]) -> None:
    """A sheet of records, those that cannot be used below them as they stood, and empty rows."""
    _, columns = COLUMNS[name]
    heads = [(one.heading, _WIDE.get(one.attribute, _NARROW), True) for one in columns]
    begin(sheet, book, name, _NOTES[name], heads)
    for row, record in enumerate(records, FIRST - 1):
        values = row_of(name, record)
        if isinstance(record, Gate) and record.result is Result.FACTOR and str(record.factor) == record.goal:
            values[-1] = record.factor  # a factor stands as a number among the grades
        for column, value in enumerate(values):
            _write(sheet, row, column, value, book)
    refused = book.filled.refused.get(name, ())
    for row, cells in enumerate(refused, FIRST - 1 + len(records)):
        for column, one in enumerate(columns):
            write_as_it_stood(sheet, row, column, cells.get(one.heading), book)
    used = len(records) + len(refused)
    for row in range(FIRST - 1 + used, FIRST - 1 + used + SPARE):
        for column, one in enumerate(columns):
            sheet.write_blank(row, column, None, book.kit.in_name if one.holds == "text" else book.kit.in_text)
    last = FIRST + used + SPARE - 1
    for column, one in enumerate(columns):
        choices(sheet, FIRST, last, column, one.choices, one.heading)
    if name == REGISTERED:
        _choices_of_names(sheet, book, last)


def _choices_of_names(sheet: Worksheet, book: TableBook, last: int) -> None:
    """Drop-downs for whose matter is registered, and which: a name that is spelt otherwise would not count."""
    choices(sheet, FIRST, last, 0, [unit.name for unit in book.scheme.units], "单位")
    about = (gate.about for gate in book.scheme.gates if gate.when is When.REGISTERED)
    matters = dict.fromkeys((*(matter.name for matter in book.scheme.matters), *about))
    choices(sheet, FIRST, last, 1, list(matters), "事由")


def _write(sheet: Worksheet, row: int, column: int, value: Decimal | str | None, book: TableBook) -> None:
    kit = book.kit
    if value is None or value == "":
        sheet.write_blank(row, column, None, kit.in_text)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, kit.in_name)
    else:
        sheet.write_number(row, column, float(value), kit.in_number)


def write_settings(sheet: Worksheet, book: TableBook) -> None:
    """Title, decimals, how to object, weights of the periods."""
    scheme = book.scheme
    begin(
        sheet,
        book,
        SETTINGS,
        "标题、得分保留几位小数、对得分有异议怎么申诉（写进结果）、各期权重（取数为“加权”的才用）。",
        [("项目", 22, True), ("数值", 40, True)],
    )
    lines: list[tuple[str, str | Decimal]] = [(TITLE, scheme.title), (DECIMALS, Decimal(scheme.decimals))]
    lines.append((OBJECTION, scheme.objection))
    lines += list(zip(WEIGHT_LABELS, scheme.weights, strict=True))
    for row, (label, value) in enumerate(lines, FIRST - 1):
        sheet.write_string(row, 0, label, book.kit.text)
        if isinstance(value, str):
            sheet.write_string(row, 1, value, book.kit.in_text)
        else:
            sheet.write_number(row, 1, float(value), book.kit.in_number)

"""明细: one row a task and unit, the figures' ground; 来源: where every merged cell comes from."""

from __future__ import annotations

from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from xl_tools.models import Field
from xl_tools.parse import headings
from xl_tools.rollup.layout import FORM_SHEET, form_cell, form_row
from xl_tools.rollup.lights import light_label
from xl_tools.rollup.merged import Merged, Part, Task
from xl_tools.rollup.policy import ongoing_label
from xl_tools.rollup.texts import LOCKED, part_fields
from xl_tools.rollup.units import file_name
from xl_tools.write.rollup_formulas import DETAIL, DUE, NUMBER, SERIAL, days_left, light_formula, overdue_formula
from xl_tools.write.rollup_kit import Column, Kit, set_up, write_table, yes

_TRACED = (*LOCKED, Field.PROGRESS, Field.STATUS)


def shown_names(merged: Merged) -> dict[str, str]:
    """What each file is called in the workbook: its name, or its path where two files have the same name."""
    paths = {sheet.path for unit in merged.units for sheet in unit.sheets}
    names = [file_name(path) for path in paths]
    return {path: name if names.count(name) == 1 else path for path in paths if (name := file_name(path))}


def _rows(merged: Merged) -> Iterator[tuple[Task, Part]]:
    return ((task, part) for task in merged.tasks for part in task.parts)


def write_detail(sheet: Worksheet, merged: Merged, kit: Kit) -> None:
    """The table 明细. The serial links to the task's row in 整改进展."""
    set_up(sheet, (7, 8, 18, 15, 18, 12, 10, 10, 7, 7, 34, 16, 9), 0)
    rows = list(_rows(merged))
    names = shown_names(merged)
    parts = [part for _, part in rows]
    days = [(part.due - merged.as_of).days if part.due else None for part in parts]
    columns = [
        Column(SERIAL, kit.link, [task.serial for task, _ in rows]),
        Column(NUMBER, kit.number, [task.number for task, _ in rows]),
        Column("单位", kit.text, [part.unit for part in parts]),
        Column("状态", kit.centre, [part.standing.label for part in parts], rules=kit.status_rules),
        Column("未定原因", kit.text, [part.standing.reason for part in parts]),
        Column(DUE, kit.date, [part.due for part in parts]),
        Column(ongoing_label(), kit.centre, [yes(part.ongoing) for part in parts]),
        Column("剩余天数", kit.number, days, days_left(DETAIL)),
        Column(
            "灯",
            kit.centre,
            [light_label(part.light) or None for part in parts],
            light_formula(DETAIL),
            rules=kit.light_rules,
        ),
        Column("逾期", kit.centre, [yes(part.overdue) for part in parts], overdue_formula(DETAIL)),
        Column("文件", kit.text, [names[part.sheet.path] if part.sheet else "" for part in parts]),
        Column("工作表", kit.text, [part.sheet.sheet if part.sheet else "" for part in parts]),
        Column("单元格", kit.centre, [_cell(part, Field.PROGRESS) for part in parts]),
    ]
    # The links first: what is written over them keeps them.
    for index, (task, _) in enumerate(rows, 1):
        sheet.write_url(index, 0, f"internal:'{FORM_SHEET}'!{form_cell(task.serial, Field.PROGRESS)}", kit.link)
    write_table(sheet, 0, DETAIL, columns, kit)


def write_sources(sheet: Worksheet, merged: Merged, kit: Kit) -> None:
    """The table 来源: one row a task and unit that gave something to it; for each column of 整改进展 the cell in the
    unit's sheet. A column is empty where the unit gave nothing to the merged cell."""
    set_up(sheet, (8, 12, 18, 40, 18, 14, 14, 14, 14, 14), 0)
    names = shown_names(merged)
    rows = [(task, part, part.row, part.sheet) for task, part in _rows(merged)]
    given = [(task, part, row, from_) for task, part, row, from_ in rows if row and from_]
    locked = {(task.serial, part.unit) for task in merged.tasks for part, _ in task.carriers()}
    columns = [
        Column("汇总行", kit.number, [form_row(task.serial) for task, *_ in given]),
        Column("任务号", kit.text, [task.label for task, *_ in given]),
        Column("单位", kit.text, [part.unit for _, part, *_ in given]),
        Column("文件", kit.text, [names[from_.path] for *_, from_ in given]),
        Column("工作表", kit.text, [from_.sheet for *_, from_ in given]),
    ]
    for name in _TRACED:
        letter = form_cell(1, name)[0]
        cells = [
            "" if name in LOCKED and (task.serial, part.unit) not in locked else _cell(part, name)
            for task, part, *_ in given
        ]
        columns.append(Column(f"{letter}列 {headings.title(name)}", kit.centre, cells))
    write_table(sheet, 0, "来源", columns, kit)


def _cell(part: Part, name: Field) -> str:
    """The cells of the unit's sheet that hold a column of the form; "" where there is nothing in them."""
    if not part.row or not part.sheet:
        return ""
    sheet, row = part.sheet, part.row
    return "、".join(cell for field in part_fields(name) if row.text(field) and (cell := sheet.cell(row.row, field)))

"""明细: one row a task and unit, the figures' ground; 来源: where every merged cell comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xl_tools.core.records import Field
from xl_tools.rollup.layout import (
    CLOSED,
    CLOSING_STEP,
    DETAIL_CODE,
    DETAIL_SHEET,
    DUE,
    FILLING,
    FORM_ROW,
    FORM_SHEET,
    LISTED,
    NUMBER,
    REASON,
    SERIAL,
    SOURCES_SHEET,
    STATE,
    TICKED,
    UNIT,
    WORDING,
    form_cell,
    form_row,
    own_heading,
    source_heading,
)
from xl_tools.rollup.lights import light_label
from xl_tools.rollup.policy import ongoing_label
from xl_tools.rollup.records import Merged, Part, Task
from xl_tools.rollup.sources import TRACED, Piece, pieces, ticked_words
from xl_tools.rollup.typed_detail import detail_code
from xl_tools.write.formats import Kit, set_up, yes
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.blocks_of_rows import Column, write_table
from xl_tools.write.rollup.formulas import CODE, DETAIL, days_left, light_formula, overdue_formula
from xl_tools.write.rollup.matrix import code_formula, code_of
from xl_tools.write.rollup.own_columns import own_columns


def shown_names(merged: Merged) -> dict[str, str]:
    """What each file is called in the workbook: its name, with as many of its folders as tell it from another of that
    name. Where the folders lie on this machine is nobody's business up there."""
    paths = {sheet.path: sheet.path.replace("\\", "/").split("/") for unit in merged.units for sheet in unit.sheets}
    names = {path: parts[-1] for path, parts in paths.items()}
    for depth in range(2, max(map(len, paths.values()), default=0) + 1):
        counts = Counter(names.values())
        for path, parts in paths.items():
            if counts[names[path]] > 1:
                names[path] = "/".join(parts[-depth:])
    return names


def write_detail(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """The table 明细. The serial links to the task's row in 整改进展."""
    set_up(sheet, (7, 8, 18, 15, 18, 12, 10, 10, 7, 7, 34, 16, 9, 20, 9, 9, 8, 16, 8), 0)
    rows = [(task, part) for task in merged.tasks for part in task.parts]
    names = shown_names(merged)
    parts = [part for _, part in rows]
    days = [(part.due - merged.as_of).days if part.due else None for part in parts]
    columns = [
        Column(SERIAL, kit.link, [task.serial for task, _ in rows]),
        Column(NUMBER, kit.number, [task.number for task, _ in rows]),
        Column(UNIT, kit.text, [part.unit for part in parts]),
        Column(STATE, kit.centre, [part.standing.label for part in parts], rules=kit.status_rules),
        Column(REASON, kit.text, [part.standing.reason for part in parts]),
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
        Column("进展单元格", kit.centre, _progress_cells(parts)),
        Column(TICKED, kit.text, [ticked_words(part) for part in parts]),
        Column(FILLING, kit.number, [part.filling for part in parts]),
        Column(WORDING, kit.number, [part.wording for part in parts]),
        Column(CODE, kit.number, [code_of(part.standing.label) for part in parts], code_formula()),
        Column(DETAIL_CODE, kit.clipped, [detail_code(part) for part in parts], hidden=True),
    ]
    own = own_columns(merged, DETAIL_SHEET, [(task.label, part.unit) for task, part in rows], kit)
    write_table(sheet, 0, DETAIL, [*columns, *_closing(rows, merged, kit), *own], kit)
    first = 1
    for task in merged.tasks:
        last = first + len(task.parts) - 1
        if task.parts:
            sheet.link_range(first, last, 0, f"'{FORM_SHEET}'!{form_cell(task.serial, Field.PROGRESS)}")
        first = last + 1


def _closing(rows: Sequence[tuple[Task, Part]], merged: Merged, kit: Kit) -> list[Column]:
    """How far each is by the ledger of closing steps, where one was given."""
    if merged.closing is None:
        return []
    found = [merged.closing.get((task.serial, part.unit)) for task, part in rows]
    return [
        Column(CLOSING_STEP, kit.centre, [one.state if one else "" for one in found]),
        Column(CLOSED, kit.centre, [yes(bool(one and one.closed)) for one in found]),
    ]


def _progress_cells(parts: Sequence[Part]) -> list[str]:
    return [
        (part.sheet.cell(part.row.row, Field.PROGRESS) or "")
        if part.sheet and part.row and part.row.text(Field.PROGRESS)
        else ""
        for part in parts
    ]


def write_sources(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """The table 来源: one row a task and unit that gave something to it; for each column of 整改进展 the cell in the
    unit's sheet. A column is empty where the unit gave nothing to the merged cell. Where a unit's wording is not
    letter by letter that of the merged table, it stands in a column of its own at the end."""
    set_up(sheet, (8, 12, 18, 40, 18, 14, 14, 14, 14, 14, 12, 30, 30, 30, 30), 0)
    names = shown_names(merged)
    given = list(pieces(merged))
    columns = [
        Column(FORM_ROW, kit.number, [form_row(task.serial) for task, *_ in given]),
        Column("任务号", kit.text, [task.label for task, *_ in given]),
        Column(UNIT, kit.text, [part.unit for _, part, _ in given]),
        Column("文件", kit.text, [names[part.sheet.path] if part.sheet else "" for _, part, _ in given]),
        Column("工作表", kit.text, [part.sheet.sheet if part.sheet else "" for _, part, _ in given]),
    ]
    for name in TRACED:
        columns.append(Column(source_heading(name), kit.centre, [piece.cells[name] for *_, piece in given]))
    write_table(sheet, 0, SOURCES_SHEET, [*columns, *_wordings(given, kit)], kit)


def _wordings(given: Sequence[tuple[Task, Part, Piece]], kit: Kit) -> list[Column]:
    """What is needed to give each unit's own table back; left out where nothing is."""
    columns = []
    if any(piece.listed for *_, piece in given):
        letters = [
            "、".join(_letter(name) for name in TRACED if name in piece.listed) if piece.listed else ""
            for *_, piece in given
        ]
        columns.append(Column(LISTED, kit.centre, letters))
    for name in TRACED:
        if any(name in piece.own for *_, piece in given):
            # A space tells a text that was empty from one that is the same.
            texts = [(piece.own[name] or " ") if name in piece.own else "" for *_, piece in given]
            columns.append(Column(own_heading(name), kit.beginning, texts))
    return columns


def _letter(name: Field) -> str:
    return form_cell(1, name)[0]

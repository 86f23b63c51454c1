"""状态矩阵: units down, tasks across, each cell the unit's status in a sign, coloured; alive over 明细."""

from __future__ import annotations

from functools import cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from xl_tools.rollup.layout import DETAIL_SHEET, MATRIX_SHEET, SERIAL, STATE, UNIT
from xl_tools.rollup.records import Merged
from xl_tools.write.formats import STATUS_COLOURS, Kit, set_up, write_title
from xl_tools.write.quick_sheet import QuickSheet
from xl_tools.write.rollup.formulas import CODE, DETAIL, label_columns, quoted

SIGNS = ("完", "序", "滞", "未", "？", "—")
"""For the labels of ``label_columns``, in their order."""
NOT_ITS_OWN = "·"
"""Of a unit that has nothing to do with the task."""
_HEADING = 2


def write_matrix(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """A sign for each unit and task."""
    labels = label_columns()
    set_up(sheet, (18, *(4.2 for _ in merged.tasks)), _HEADING + 1)
    sheet.set_paper(8)
    sheet.repeat_columns(0)
    sheet.freeze_panes(_HEADING + 2, 1)
    write_title(sheet, MATRIX_SHEET, kit)
    meanings = "，".join(f"{sign} {label}" for sign, label in zip(SIGNS, labels, strict=True))
    sheet.write_string(1, 0, f"{meanings}，{NOT_ITS_OWN} 与该单位无关。数据来自“{DETAIL_SHEET}”。", kit.note)
    sheet.set_row(_HEADING, 62)
    sheet.write_string(_HEADING, 0, "任务号", kit.head)
    sheet.write_string(_HEADING + 1, 0, SERIAL, kit.head)
    for column, task in enumerate(merged.tasks, 1):
        sheet.write_string(_HEADING, column, task.label, kit.upright)
        sheet.write_number(_HEADING + 1, column, task.serial, kit.head)
    first = _HEADING + 2
    units = [unit.name for unit in merged.units]
    signs = dict(zip(labels, SIGNS, strict=True))
    columns = [sheet.texts(0, units, kit.text)]
    for column, task in enumerate(merged.tasks, 1):
        said = {part.unit: signs[part.standing.label] for part in task.parts}
        letter = xl_col_to_name(column)
        formulas = [_formula(letter, row) for row in range(first + 1, first + 1 + len(units))]
        columns.append(
            sheet.own_formulas(column, formulas, [said.get(unit, NOT_ITS_OWN) for unit in units], kit.centre)
        )
    if units:
        sheet.write_columns(first, columns)
        for rule in _rules(kit):
            sheet.conditional_format(first, 1, first + len(units) - 1, max(len(merged.tasks), 1), rule)


def _formula(letter: str, row: int) -> str:
    """The sign of a task and unit: the number of the status in 明细, where each pair stands once."""
    code = f"SUMIFS({DETAIL}[{CODE}],{DETAIL}[{SERIAL}],{letter}${_HEADING + 2},{DETAIL}[{UNIT}],$A{row})"
    return f"CHOOSE(1+{code},{','.join(map(quoted, (NOT_ITS_OWN, *SIGNS)))})"


def code_formula() -> str:
    """The number of a status: 1 for 已完成 and so on; 0 for anything else."""
    labels = ",".join(map(quoted, label_columns()))
    return f"=IFERROR(MATCH({DETAIL}[[#This Row],[{STATE}]],{{{labels}}},0),0)"


def code_of(label: str) -> int:
    """The number of a status in words, as the formula gives it."""
    return _codes()[label]


@cache
def _codes() -> dict[str, int]:
    return {label: code for code, label in enumerate(label_columns(), 1)}


def _rules(kit: Kit) -> list[dict[str, Any]]:
    return [
        {
            "type": "cell",
            "criteria": "==",
            "value": f'"{sign}"',
            "format": kit.workbook.add_format({"bg_color": STATUS_COLOURS[label]}),
        }
        for sign, label in zip(SIGNS, label_columns(), strict=True)
        if label in STATUS_COLOURS
    ]

"""Of a workbook the table of tasks that is handed out, and what of it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace as again
from pathlib import Path

from xl_tools.app.examine import Occasion
from xl_tools.core.errors import UserError
from xl_tools.core.records import Field, ProgressSheet
from xl_tools.forms.headings import title
from xl_tools.parse.table.inspections import is_asked_for, is_known, may_be_one, only_one, settled, short_name


def of_inspection(sheets: Sequence[ProgressSheet], occasion: Occasion, path: Path) -> tuple[list[ProgressSheet], str]:
    """Of tables with tasks of several inspections those of the one that is asked for, and what tells it in the names of
    files: "（央督二轮）"; of any other tables all, and "". A table of another one is refused: what comes back of it
    would be nobody's."""
    inspection = occasion.inspection
    named = {row.inspection for sheet in sheets for row in sheet.rows}
    if not inspection or settled(named) is None:
        own = only_one(named)
        matters = is_known(inspection) or len(occasion.office.inspections) > 1
        if inspection and own and matters and not may_be_one(own, inspection):
            raise UserError(
                f"“{path.name}”写的是{short_name(own)}，要下发的是“{short_name(inspection)}”，看不出是同一轮，没有下发；"
                "请把工作台“督察”表的全称（命令里的 --inspection）和清单的标题写成一样的，"
                "如“第一轮省级生态环境保护督察”。"
            )
        return list(sheets), ""
    kept = ((sheet, [row for row in sheet.rows if is_asked_for(row.inspection, inspection)]) for sheet in sheets)
    found = [again(sheet, rows=tuple(rows)) for sheet, rows in kept if rows]
    if not found:
        raise UserError(f"“{path.name}”里没有{short_name(inspection)}的任务，没有下发；请核对文件和轮次。")
    return found, f"（{short_name(inspection)}）"


def not_issued_of(sheets: Sequence[ProgressSheet], table: ProgressSheet) -> list[str]:
    """A sentence for each other table of tasks in the workbook: one is handed out at a time."""
    return [
        f"“{sheet.sheet}”表（表头在第 {sheet.header_row} 行）的 {len(sheet.rows)} 项任务没有下发，"
        f"只下发了“{table.sheet}”表的；要下发的，请另存成一份清单。"
        for sheet in sheets
        if sheet.form.of_tasks and sheet is not table and sheet.rows and not sheet.missing
    ]


def out_of_use_in(table: ProgressSheet) -> Iterator[str]:
    """What of the table that is handed out is struck or hidden, a sentence for each."""
    for row, task in table.struck_rows.items():
        yield f"第 {row} 行整行划掉了（删除线），没有下发：“{task[:30]}”。"
    for cell, words in table.struck_words.items():
        if cell in table.struck_headings:
            yield f"{cell} 的列标题“{words[:30]}”划掉了（删除线），这一列仍照它下发；请核对。"
        elif words == "…":
            yield f"{cell} 有划掉的字（删除线），分不清是哪些，照没有划掉下发；请核对。"
        else:
            yield f"{cell} 划掉的字（删除线）没有下发：“{words[:30]}”；请核对。"
    deciding = {*_HANDED_OUT, *([table.form.whose] if table.form.whose else [])}
    for column, name in table.layout.hidden.items():
        if name in deciding:
            yield f"{column} 列（{title(table.form, name, table.level)}）是隐藏的，照样按它下发；请核对。"
    if table.hidden_rows:
        rows = "、".join(map(str, sorted(table.hidden_rows)))
        yield f"第 {rows} 行是隐藏或筛选掉的，照样下发了；不要的请删除后重新下发。"


_HANDED_OUT = (Field.REGION, Field.UNITS, Field.LEAD, Field.COOPERATING, Field.DEADLINE)
"""Columns that tell whose a task is and until when."""


def task_table(found: Sequence[ProgressSheet], path: Path) -> ProgressSheet:
    """The table of tasks among those of a workbook. Raises UserError when there is none, or none with a task."""
    sheets = [sheet for sheet in found if sheet.form.of_tasks]
    if not sheets:
        raise UserError(f"“{path.name}”里没有找到任务清单或进展表，不能下发；请核对文件。")
    if not any(sheet.rows for sheet in sheets):
        raise UserError(f"“{path.name}”的表里一项任务也没有，不能下发；请核对文件。")
    # A roll-up holds lists of its own beside the table; the table lacks fewer columns.
    return max(sheets, key=lambda sheet: (-len(sheet.missing), len(sheet.rows)))

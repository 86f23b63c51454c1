"""The scores of a progress table's own tasks, before it is rolled up with others (docs/scoring.md#任务得分)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xl_tools.app.examine import Examined
from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Field
from xl_tools.rollup.league import row_faults
from xl_tools.rollup.lights import is_overdue
from xl_tools.rollup.policy import standing
from xl_tools.rollup.task_keys import short_name
from xl_tools.rollup.task_points import TaskPoints, task_points
from xl_tools.rules.dates import sure_due


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """One task of a table: the ``cell`` of its status (its row's first cell where there is none), its name, its status
    in words, its due date and its points."""

    sheet: str
    cell: str
    task: str
    state: str
    due: date | None
    points: TaskPoints


def score_table(examined: Examined, as_of: date) -> Iterator[ScoredRow]:
    """Every task of the progress tables, in their order. Nothing is known here of events, nor of other months."""
    faults = {(sheet, row): count for (_, sheet, row), count in row_faults(examined.findings).items()}
    for sheet in examined.sheets:
        for row in sheet.rows if sheet.form.reports else ():
            due, said = sure_due(row), standing(row)
            overdue = said.counts and is_overdue(said.status, due, as_of)
            points = task_points(said, overdue, *faults.get((sheet.sheet, row.row), (0, 0)))
            cell = sheet.cell(row.row, Field.STATUS) or f"A{row.row}"
            name = short_name(row.text(Field.TASK)) or f"第 {row.row} 行"
            yield ScoredRow(sheet.sheet, cell, name, said.label, due, points)

"""Every packaged scheme, filled in, is scored three times in a row, each time from what the last run wrote: by command
and by button the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.doubles.desk import Desk
from tests.scoring.recalculated import values
from xl_tools.app.score import score
from xl_tools.app.score_rule_table import new_score_book
from xl_tools.sample.assessment_year import write_filled_scores
from xl_tools.scoring.table.templates import ids
from xl_tools.surfaces.excel import ribbon

RUNS = 3
TASK_BOOK = "lishui-2024"


def filled_in(scheme: str, path: Path) -> Path:
    """A scheme's workbook with something in every open cell of numbers, and one objection."""
    if scheme == TASK_BOOK:
        write_filled_scores(path, lambda target, data: target.write_bytes(data))
        return path
    new_score_book(scheme, path)
    book = openpyxl.load_workbook(path)
    page = book["填报"]
    heads = {str(cell.value): cell.column for cell in page[3]}
    for row in range(4, page.max_row + 1):
        for number in range(1, 5):
            page.cell(row, heads[f"第{number}期"]).value = 60 + (7 * row + 11 * number) % 45
    for heading, value in {"自评": 3, "初评": 2, "申诉": "另有台账", "复核": 4, "理由": "补了材料"}.items():
        page.cell(5, heads[heading]).value = value
    book.save(path)
    return path


def shown(path: Path) -> dict[tuple[str, str], str | float]:
    """What stands in its cells, but for the name of the workbook that a finding is about: each run reads another."""
    found = values(path.read_bytes())
    return {(sheet, cell): value for (sheet, cell), value in found.items() if (sheet, cell[0]) != ("问题清单", "D")}


def by_command(path: Path, folder: Path) -> list[dict[tuple[str, str], str | float]]:
    found: list[dict[tuple[str, str], str | float]] = []
    for run in range(1, RUNS + 1):
        out = folder / str(run) / "得分.xlsx"
        score(path, out=out)
        found.append(shown(out))
        path = out
    return found


def by_button(desk: Desk, path: Path, answers: Sequence[str]) -> list[dict[tuple[str, str], str | float]]:
    found: list[dict[tuple[str, str], str | float]] = []
    desk.open(path)
    for _ in range(RUNS):
        desk.excel.answers += answers
        desk.click(ribbon.score)
        found.append(shown(Path(desk.excel.front.fullname)))
    return found


@pytest.mark.parametrize("scheme", [*ids(), TASK_BOOK])
def test_the_second_and_the_third_run_give_what_the_first_gave(scheme: str, desk: Desk) -> None:
    path = filled_in(scheme, desk.folder / "考核.xlsx")
    first, *more = by_command(path, desk.folder / "命令")
    assert len(first) > 100
    assert more == [first] * (RUNS - 1)
    assert by_button(desk, path, ["no"] if scheme == TASK_BOOK else []) == [first] * RUNS

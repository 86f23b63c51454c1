"""What people typed over a formula of a roll-up's workbook is computed again: told, cell by cell."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.rollup.test_hand_work import LATE, again, edit, made, put, said
from tests.round.mail.altered import Base, through_libreoffice
from xl_tools.books.file.reader import read_book
from xl_tools.core.beside import table_in
from xl_tools.rollup.typed_formulas import TOLD_BY, typed_over_formulas

__all__ = ["made"]

PLACES = [
    ("明细", "逾期"), ("明细", "灯"), ("明细", "剩余天数"), ("任务统计", "状态"), ("任务统计", "逾期"),
    ("预警", "剩余天数"), ("任务得分", "进度分"), ("单位得分", "得分"), ("汇总统计", "已完成"),
]  # fmt: skip
WITHIN = {"单位得分": ("单位", "分组", "名次"), "汇总统计": ("单位", "应报任务")}


def cell_of(made: Base, sheet: str, heading: str) -> str:
    """The first cell of a column that holds a formula."""
    (grid,) = (grid for grid in read_book(made.merged).grids if grid.name == sheet)
    within = WITHIN.get(sheet)
    top, heads, _ = table_in(grid, (within,) if within else TOLD_BY, within=bool(within))
    return f"{openpyxl.utils.get_column_letter(heads.index(heading) + 1)}{top + 2}"


@pytest.mark.parametrize(("sheet", "heading"), PLACES)
def test_a_typed_cell_is_told_once(made: Base, sheet: str, heading: str) -> None:
    again(made, LATE)
    cell = cell_of(made, sheet, heading)
    assert str(openpyxl.load_workbook(made.merged)[sheet][cell].value).startswith("=")
    edit(made, put(sheet, cell, "先不算"))
    told = f"“{sheet}”的“{heading}”：这一列由公式算，手工写在公式上的 {cell}“先不算”没有接过来。"
    assert said(again(made, LATE), "X717") == [told]
    assert said(again(made, LATE), "X717") == []


def test_many_typed_cells_are_told_by_their_number(made: Base) -> None:
    cell = cell_of(made, "任务得分", "进度分")
    column = cell.rstrip("0123456789")
    first = int(cell.removeprefix(column))

    def change(book: openpyxl.Workbook) -> None:
        for row in range(first, first + 12):
            book["任务得分"][f"{column}{row}"] = 3

    edit(made, change)
    (told,) = said(again(made), "X717")
    assert f"、{column}{first + 9}“3”等 12 格没有接过来" in told


def test_an_emptied_cell_and_a_word_below_are_none(made: Base) -> None:
    cell = cell_of(made, "明细", "逾期")
    column = cell.rstrip("0123456789")
    edit(made, put("明细", cell, None))
    edit(made, put("明细", f"{column}500", "以下空白"))
    assert [one for one in said(again(made), "X717") if "公式" in one] == []


def test_rows_below_one_without_a_number_are_looked_at(made: Base) -> None:
    cell = cell_of(made, "明细", "逾期")
    column = cell.rstrip("0123456789")

    def change(book: openpyxl.Workbook) -> None:
        number = book["明细"]["A2"]
        number.value = number.hyperlink = None
        book["明细"][f"{column}3"] = "先不算"

    edit(made, change)
    assert any(f"{column}3“先不算”" in told for told in said(again(made), "X717"))


@pytest.mark.real("soffice")
def test_through_libreoffice(made: Base, tmp_path: Path) -> None:
    def formulas() -> dict[str, str]:
        return typed_over_formulas({grid.name: grid for grid in read_book(made.merged).grids})

    made.merged.write_bytes(through_libreoffice([made.merged], tmp_path)[0].read_bytes())
    assert formulas() == {}
    edit(made, put("明细", cell_of(made, "明细", "灯"), "绿（请示过）"))
    made.merged.write_bytes(through_libreoffice([made.merged], tmp_path)[0].read_bytes())
    assert list(formulas()) == ["“明细”的“灯”"]

"""What people write on the sheets of a ledger beside its rows is there after the next list, once, at its row."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.petitions.test_adding import BACK, HEAD, ONE, THREE, TWO, book
from xl_tools.app.petitions import add_petitions

AS_OF = date(2024, 5, 20)
HEADING = {"信访件台账": 2, "批次": 2, "变更记录": 1, "口径": 1}
"""The row of the headings."""
CHANGED = (ONE[0], ONE[4], ONE[6], "群众反映的洗砂水情况存在", "属实", "沙场已停", "未办结")


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Two petitions, one of which was changed once."""
    path = tmp_path / "信访件台账.xlsx"
    for number, rows in enumerate(((HEAD, ONE, TWO), (BACK, CHANGED))):
        add_petitions(path, book(tmp_path / f"第{number}批.xlsx", *rows), write=True, as_of=AS_OF)
    return path


def edit(path: Path, sheet: str, change: Any) -> None:
    held = openpyxl.load_workbook(path)
    change(held[sheet])
    held.save(path)


def added(path: Path, *rows: tuple[object, ...]) -> Any:
    for number, row in enumerate(rows):
        made = add_petitions(path, book(path.with_name(f"又{number}.xlsx"), HEAD, row), write=True, as_of=AS_OF)
        assert made.written, made
    return openpyxl.load_workbook(path)


FOUR = ("D3ZJ202405090001", *THREE[1:])


@pytest.mark.parametrize("sheet", HEADING)
def test_columns_and_notes_of_their_own(ledger: Path, sheet: str) -> None:
    def change(page: Any) -> None:
        top, wide, last = HEADING[sheet], page.max_column, page.max_row
        page.cell(top, wide + 1).value, page.cell(top + 1, wide + 1).value = "经办人", "张三"
        page.cell(top + 1, wide + 2).value = "没有标题"
        page.cell(top, wide + 3).value, page.cell(top + 1, wide + 3).value = "经办人", "李四"
        page.cell(top, wide + 4).value, page.cell(top + 1, wide + 4).value = "份数", 3
        page.cell(last + 2, 1).value = "本页由王五填"
        page.cell(last + 3, 2).value = "下周核"
        page.cell(last + 4, 1).value, page.cell(last + 4, 3).value = "说明", "两格的一行"

    edit(ledger, sheet, change)
    page = added(ledger, THREE, FOUR)[sheet]
    cells = {str(cell.value): cell for row in page.iter_rows() for cell in row if cell.value is not None}
    texts = [str(cell.value) for row in page.iter_rows() for cell in row]
    for said in ("张三", "没有标题", "李四", "本页由王五填", "下周核", "两格的一行"):
        assert texts.count(said) == 1, said
    first = HEADING[sheet] + 1
    assert {cells[said].row for said in ("张三", "没有标题", "李四")} == {first}
    assert "3" in [str(cell.value) for cell in page[first]]
    assert page.cell(HEADING[sheet], cells["张三"].column).value == "经办人"


def test_a_column_put_in_among_ours_takes_nothing_away(ledger: Path) -> None:
    def change(page: Any) -> None:
        page.insert_cols(1)
        page["A1"], page["A2"] = "核过", "是"

    edit(ledger, "变更记录", change)
    page = added(ledger, THREE)["变更记录"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0][0] == "编号"
    assert rows[0][-1] == "核过"
    assert rows[1][0] == ONE[0]
    assert rows[1][-1] == "是"


def test_a_row_that_is_struck_out_stays_struck_and_is_no_petition(ledger: Path) -> None:
    def change(page: Any) -> None:
        for cell in page[4]:
            cell.font = Font(strike=True)

    edit(ledger, "信访件台账", change)
    for rows in ((THREE,), (FOUR,)):
        page = added(ledger, *rows)["信访件台账"]
        (cell,) = [cell for row in page.iter_rows() for cell in row if cell.value == TWO[0]]
        assert cell.font.strike
    assert add_petitions(ledger, book(ledger.with_name("无.xlsx"), HEAD, THREE), as_of=AS_OF).total == 3


def test_settings_in_other_words_are_not_written_twice(ledger: Path) -> None:
    edit(ledger, "口径", lambda page: setattr(page["A6"], "value", "办理天数"))
    page = added(ledger, THREE)["口径"]
    names = [row[0].value for row in page.iter_rows()]
    assert names.count("反馈天数") == 1
    assert "办理天数" not in names

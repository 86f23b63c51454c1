"""Handing out a city's table that people put together by hand: what is not surely a unit's own goes to nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.test_issue import got, issued
from xl_tools.books.file.reader import read_book
from xl_tools.core.records import Level
from xl_tools.write.form_books import FormRow, write_progress_form


def city_table(path: Path, *plans: str) -> Path:
    """A city's table that people put together by hand: a task for each text of its plan."""
    rows = [
        FormRow("丽水市", str(number), f"第{number}项：矿山治理。", text, "2023年底前", f"松阳县：\n甲事。\n{text}")
        for number, text in enumerate(plans, 8)
    ]
    write_progress_form(path, title="丽水市整改进展情况表", level=Level.CITY, rows=rows, lock=False, instructions=False)
    return path


@pytest.mark.parametrize(
    "line", ["青田县委、县政府：乙事办结。", "（青田县）乙事办结。", "1.青田县；乙事办结。", "青田县委 乙事。"]
)
def test_a_block_in_which_another_unit_may_begin_is_handed_to_nobody(line: str, tmp_path: Path) -> None:
    """The cell is left empty, for both; the tasks are theirs all the same. So is what stood there last period."""
    table = city_table(
        tmp_path / "市表.xlsx", f"松阳县：\n甲事办结。\n{line}\n龙泉市：\n丙事办结。", "松阳县：\n丁事办结。"
    )
    report = issued(tmp_path, table, previous=table)
    assert got(report) == {"青田县": ("第8项",), "松阳县": ("第8项", "第9项"), "龙泉市": ("第8项",)}
    texts = {
        book.unit: " ".join(
            str(value) for grid in read_book(Path(book.path)).grids for row in grid.rows for value in row
        )
        for book in report.units
    }
    assert not [unit for unit, text in texts.items() if "乙事" in text or ("甲事办结" in text)]
    assert "丙事办结" in texts["龙泉市"]
    assert "丁事办结" in texts["松阳县"]
    said = " ".join(notice.message for notice in report.notices)
    assert "第8项的“整改目标和措施”里，松阳县那一段有写着青田县开头的行，分不清是谁的" in said

"""What people write under and beside the lists of a receipt is there after the next collecting, once."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.app.test_collect import NEW, OLD, Round, of


@pytest.mark.parametrize("sheet", ["收报情况", "来件"])
def test_notes_under_a_list_and_beside_it_are_there_after_the_next_collecting(tmp_path: Path, sheet: str) -> None:
    city = Round(tmp_path)
    city.answer("莲都区", "莲都区.xlsx")
    path = Path(city.collect().receipt)
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    (head,) = [row[0].row for row in page.iter_rows() if row[0].value == "序号"]
    page.cell(page.max_row + 2, 1).value = "周五前再催一次"
    page.cell(page.max_row + 1, 2).value = "王五经办"
    page.cell(head + 1, page.max_column + 2).value = "没有标题的一格"
    book.save(path)
    for number in range(2):
        city.answer("青田县", f"青田县{number}.xlsx", words=f"再补{number}处。")
        city.collect()
        texts = [str(cell.value) for row in openpyxl.load_workbook(path)[sheet].iter_rows() for cell in row]
        for said in ("周五前再催一次", "王五经办", "没有标题的一格"):
            assert texts.count(said) == 1, said


@pytest.mark.parametrize(("first", "told"), [(18, True), (20, False)], ids=["in time", "late as well"])
def test_who_reported_in_time_and_again_after_it_is_told_so(tmp_path: Path, first: int, told: bool) -> None:
    city = Round(tmp_path)
    for name, saved, words in (("先.xlsx", OLD, ""), ("后.xlsx", NEW, "又补了一处。")):
        path = city.answer("莲都区", name, words=words, saved=saved)
        moment = datetime(2022, 12, first if name == "先.xlsx" else 21, 10).timestamp()
        os.utime(path, (moment, moment))
    entry = of(city.collect(deadline="2022-12-19"), "莲都区")
    assert (entry.source, entry.on_time) == ("后.xlsx", False)  # whose fault it is, people know
    assert ("先报的一份 2022-12-18 10:00 收到，在截止以前" in entry.note) is told

"""收报情况 made anew over what people typed: of two inspections each row has its own remark."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl

from xl_tools.books.file.reader import read_book
from xl_tools.reports.round import CollectReport, UnitReceipt
from xl_tools.write.round_lists import receipt_bytes

INSPECTIONS = ("中央第二轮", "省第一轮")


def report() -> CollectReport:
    units = [
        UnitReceipt(
            unit="莲都区",
            code="331102",
            state="received",
            received=datetime(2022, 12, 24, 9),
            on_time=True,
            files=1,
            source="表.xlsx",
            copied="副本.xlsx",
            errors=0,
            warnings=0,
            note="",
            inspection=one,
        )
        for one in INSPECTIONS
    ]
    due = datetime(2022, 12, 25, 23, 59)
    return CollectReport(period="2022-12", deadline=due, receipt="", folder="", units=tuple(units), files=())


def test_each_inspection_keeps_its_own_remark_and_what_stands_beside(tmp_path: Path) -> None:
    path = tmp_path / "收报情况2022-12.xlsx"
    path.write_bytes(receipt_bytes(report(), None))
    book = openpyxl.load_workbook(path)
    page = book["收报情况"]
    heads = {cell.value: cell.column for cell in page[4]}
    for row, text in ((5, "央督的已补章"), (6, "省督的缺照片")):
        page.cell(row, heads["备注"]).value = text
        page.cell(row, page.max_column + (row == 5)).value = f"另：{text}"
    page.cell(4, page.max_column).value = "我的列"
    page.cell(6, heads["收到时间"]).value = "2022-12-23 08:00"
    book.save(path)
    path.write_bytes(receipt_bytes(report(), read_book(path)))
    rows = list(openpyxl.load_workbook(path)["收报情况"].iter_rows(min_row=4, values_only=True))
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [row["备注"] for row in found] == ["央督的已补章", "省督的缺照片"]
    assert [row["我的列"] for row in found] == ["另：央督的已补章", "另：省督的缺照片"]
    assert [row["收到时间"] for row in found] == ["2022-12-24 09:00", "2022-12-23 08:00"]

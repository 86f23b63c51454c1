"""Notes that people put on cells of a roll-up's workbook stand on the same cells of the next one."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from tests.rollup.test_hand_work import again, edit, made, said
from tests.round.mail.altered import Base, through_libreoffice
from xl_tools.app.check import check
from xl_tools.app.roll_up import roll_up
from xl_tools.app.split import split
from xl_tools.books.file.reader import read_book

__all__ = ["made"]

NEXT = date(2022, 12, 21)
SAID = "王科：和县里打过电话，\n下月再看 <b>&amp;"
PLACES = {
    "整改进展": ("A2", "C3", "F4", "G6"),
    "汇总统计": ("A2",),
    "任务统计": ("B4", "P5"),
    "明细": ("D2", "F7"),
    "未报单位": ("E4",),
    "单位得分": ("D6",),
}
BY_FORMULA = "任务得分", "F6"
"""Its rows are told by formulas, whose values openpyxl does not store."""


def put_notes(book: Workbook) -> None:
    for sheet, cells in PLACES.items():
        for cell in cells:
            book[sheet][cell].comment = Comment(f"{sheet} {cell} {SAID}", "王科")


def notes(path: Path) -> dict[str, list[str]]:
    """The texts on each sheet, in the order of the sheet's cells."""
    return {
        sheet: [note.text for _, note in sorted(found.items())]
        for sheet, found in (read_book(path, notes=True).notes or {}).items()
    }


def test_they_stay_on_their_cells_and_nothing_is_said(made: Base) -> None:
    edit(made, put_notes)
    before = read_book(made.merged, notes=True).notes
    for _ in range(2):
        assert said(again(made, NEXT), "X717") == []
        assert read_book(made.merged, notes=True).notes == before
    data = made.merged.read_bytes()
    assert again(made, NEXT).kept == ()
    assert made.merged.read_bytes() == data


def test_they_go_with_their_rows(made: Base) -> None:
    """A county takes its report back: rows stand elsewhere, and some are gone."""

    def change(book: Workbook) -> None:
        page = book["明细"]
        rows = {(page.cell(row, 1).value, page.cell(row, 3).value): row for row in range(2, page.max_row + 1)}
        for (serial, unit), row in rows.items():
            page.cell(row, 4).comment = Comment(f"{serial} {unit}", "")
        book["整改进展"]["F8"].comment = Comment(str(book["整改进展"]["C8"].value), "")

    edit(made, change)
    next(made.counties.glob("莲都区*")).unlink()
    again(made, NEXT)
    page = openpyxl.load_workbook(made.merged)["明细"]
    noted = [(row[3].comment.text, f"{row[0].value} {row[2].value}") for row in page.iter_rows() if row[3].comment]
    assert len(noted) > 10
    assert [text for text, _ in noted] == [row for _, row in noted]
    form = openpyxl.load_workbook(made.merged)["整改进展"]
    (place,) = [row[5].comment.text == row[2].value for row in form.iter_rows() if row[5].comment]
    assert place


def test_what_has_no_place_any_more_is_told(made: Base) -> None:
    def change(book: Workbook) -> None:
        book["校验结果"]["C5"].comment = Comment("问过县里", "王科")
        for sheet in ("整改进展", "任务统计"):
            book[sheet]["C8"].comment = Comment(f"{sheet}的批注", "王科")

    edit(made, change)
    for path in made.counties.glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        for row in book.worksheets[0].iter_rows(min_row=4):
            if "第5项" in str(row[2].value):
                for cell in row:
                    cell.value = None
        book.save(path)
    told = said(again(made, NEXT), "X717")
    assert any("“校验结果”C5" in one and "批注“问过县里”" in one for one in told)
    assert [all(f"{sheet}的批注" in one for sheet in ("整改进展", "任务统计")) for one in told if "第5项" in one] == [
        True
    ]


def test_the_row_of_totals_and_a_renamed_sheet(made: Base) -> None:
    def change(book: Workbook) -> None:
        page = book["汇总统计"]
        *_, total = [row for row in range(20, page.max_row + 1) if page.cell(row, 1).value == "合计"]
        page.cell(total, 2).comment = Comment("和上月一样", "")
        book["整改进展"]["F4"].comment = Comment("再核", "")
        book["整改进展"].title = "进展表"
        book["图表"]["B3"].comment = Comment("图要大些", "")
        book["任务得分"].title = "得分（旧）"
        book["得分（旧）"]["B6"].comment = Comment("已催", "")

    edit(made, change)
    told = said(again(made, NEXT), "X717")
    assert notes(made.merged) == {"汇总统计": ["和上月一样"], "整改进展": ["再核"]}
    assert [any(text in one for one in told) for text in ("图要大些", "已催", "和上月一样", "再核")] == [
        True,
        True,
        False,
        False,
    ]


def test_what_a_check_wrote_into_the_workbook_is_no_note_of_people(made: Base, tmp_path: Path) -> None:
    edit(made, lambda book: setattr(book["整改进展"]["F4"], "comment", Comment("再核一次", "王科")))
    check(made.merged, mark=True, out=tmp_path / "标记")
    (marked,) = (tmp_path / "标记").glob("*.xlsx")
    assert len(openpyxl.load_workbook(marked)["整改进展"]["F4"].comment.text) > 20
    shutil.copy(marked, made.merged)
    again(made, NEXT)
    assert notes(made.merged) == {"整改进展": ["再核一次"]}


def test_a_sheet_of_people_s_own_keeps_its_notes(made: Base) -> None:
    def change(book: Workbook) -> None:
        page = book.create_sheet("会议记录")
        page["B2"] = "12月20日碰头"
        page["B2"].comment = Comment("参加的有三个科", "")

    edit(made, change)
    again(made, NEXT)
    assert notes(made.merged) == {"会议记录": ["参加的有三个科"]}


@pytest.mark.real("soffice")
def test_through_libreoffice(made: Base, tmp_path: Path) -> None:
    edit(made, put_notes)
    edit(made, lambda book: setattr(book[BY_FORMULA[0]][BY_FORMULA[1]], "comment", Comment("问过", "")))
    before = notes(made.merged)
    for number in range(2):
        (saved,) = through_libreoffice([made.merged], tmp_path / str(number))
        shutil.copy(saved, made.merged)
        again(made, NEXT)
        assert notes(made.merged) == before


def test_no_unit_s_workbook_gets_them(made: Base, tmp_path: Path) -> None:
    edit(made, put_notes)
    for unit in split(made.merged, tmp_path / "拆").units:
        assert not read_book(Path(unit.path), notes=True).notes


def test_one_on_a_heading_goes_with_it_and_one_on_a_row_of_one_s_own_stays(made: Base) -> None:
    def change(book: Workbook) -> None:
        page = book["任务统计"]
        page["B3"].comment = Comment(str(page["B3"].value), "")
        page.insert_cols(1)
        page = book["整改进展"]
        for column, text in ((2, 6), (3, "自己加的一项"), (6, "还在谈")):
            page.cell(9, column).value = text
        page["F9"].comment = Comment("这一行是市里的", "")

    edit(made, change)
    for _ in range(2):
        assert said(again(made, NEXT), "X717") == []
        book = openpyxl.load_workbook(made.merged)
        page = book["任务统计"]
        assert [cell.comment.text == cell.value for cell in page[3] if cell.comment] == [True]
        assert book["整改进展"]["C9"].value == "自己加的一项"
        assert book["整改进展"]["F9"].comment.text == "这一行是市里的"


def test_one_whose_column_is_not_there_again_stands_at_the_beginning_of_its_row(made: Base) -> None:
    def change(book: Workbook) -> None:
        book["整改进展"]["H3"] = "经办"
        book["整改进展"]["H5"].comment = Comment("王科", "")
        book["整改进展"]["A5"].comment = Comment("丽水", "")

    edit(made, change)
    again(made, NEXT)
    assert notes(made.merged) == {"整改进展": ["丽水\n（原来在“经办”栏）王科"]}
    data = made.merged.read_bytes()
    again(made, NEXT)
    assert made.merged.read_bytes() == data


def test_damaged_notes_cost_nothing_else_that_people_wrote(made: Base) -> None:
    def change(book: Workbook) -> None:
        book["整改进展"]["A4"].comment = Comment("在", "")
        book["任务统计"]["P4"] = "市里的统稿"

    edit(made, change)
    with zipfile.ZipFile(made.merged) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(made.merged, "w") as package:
        for name, data in parts.items():
            package.writestr(name, b"<comments" if "comment" in name and name.endswith(".xml") else data)
    (told,) = said(again(made, NEXT), "X717")
    assert "批注" in told
    assert openpyxl.load_workbook(made.merged)["整改进展"]["F4"].value == "市里的统稿"


def test_a_unit_that_is_no_longer_listed_as_lacking_reports_is_told_with_its_note(made: Base) -> None:
    def change(book: Workbook) -> None:
        page = book["未报单位"]
        for row in range(4, page.max_row + 1):
            page.cell(row, 2).comment = Comment(f"催过{page.cell(row, 2).value}", "")

    next(made.counties.glob("莲都区*")).rename(made.counties.parent / "莲都区.xlsx")
    again(made, NEXT)
    edit(made, change)
    shutil.move(made.counties.parent / "莲都区.xlsx", made.counties)
    told = said(again(made, NEXT), "X717")
    assert [one for one in told if "催过莲都区" in one]


def test_the_longest_note_is_not_dropped(made: Base) -> None:
    edit(made, lambda book: setattr(book["整改进展"]["F4"], "comment", Comment("😀" * 20_000, "")))
    again(made, NEXT)
    assert notes(made.merged) == {"整改进展": ["😀" * 16_383]}


def test_notes_on_a_sheet_that_is_not_written_this_time_are_told(made: Base, tmp_path: Path) -> None:
    def change(book: Workbook) -> None:
        for cell, text in (("A1", "看上面"), ("B3", "看栏名"), ("C4", "看这一行")):
            book["与上期对比"][cell].comment = Comment(text, "")

    shutil.copy(made.merged, tmp_path / "上期.xlsx")
    roll_up([made.counties], level="city", name="丽水市", out=made.merged, as_of=NEXT, previous=tmp_path / "上期.xlsx")
    edit(made, change)
    told = said(again(made, NEXT), "X717")
    assert [sum(text in one for one in told) for text in ("看上面", "看栏名", "看这一行")] == [1, 1, 1]


def test_columns_of_the_merged_table_without_a_heading_or_with_one_of_ours_keep_text_and_notes(made: Base) -> None:
    def change(book: Workbook) -> None:
        page = book["整改进展"]
        page["I3"], page["H5"], page["I5"] = "备注", "没有栏名", "又一栏备注"
        for cell in ("G5", "H5", "I5"):
            page[cell].comment = Comment(cell, "")

    edit(made, change)
    for _ in range(2):
        assert said(again(made, NEXT), "X717") == []
        (row,) = [row for row in openpyxl.load_workbook(made.merged)["整改进展"].iter_rows() if row[1].value == 2]
        found = {cell.comment.text: cell.value for cell in row if cell.comment}
        assert {"没有栏名", "又一栏备注"} <= {cell.value for cell in row}
        assert "☑" in found["G5"]
        assert found.get("H5", "没有栏名") == "没有栏名"
        assert found.get("I5", "又一栏备注") == "又一栏备注"

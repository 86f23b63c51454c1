"""Merged workbooks taken apart again, on files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook

import xl_tools
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.records import Field, ProgressRow, Status
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rollup.layout import WITH_OWN_WORDS
from xl_tools.rollup.reread import issued_sheets, reread
from xl_tools.rollup.texts import LOCKED, part_text
from xl_tools.sample import generate_counties, write_sample_city
from xl_tools.write.form_books import FormRow, write_progress_form

AS_OF = date(2022, 12, 20)


def said(rows: Sequence[ProgressRow]) -> list[dict[str, object]]:
    """What must come back of each row, in the order of the sheet."""
    return [
        {name: part_text(row, name) for name in (*LOCKED, Field.PROGRESS)}
        | {"ticks": row.status.ticks, "due": row.deadline.due, "modes": row.deadline.modes}
        for row in rows
    ]


def tables(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Each unit's rows."""
    return {
        sheet.region.name if sheet.region else path.stem: said(sheet.rows)
        for path in sorted(folder.glob("*.xlsx"))
        for sheet in read_sheets(read_book(path), as_of=AS_OF)
    }


def test_the_sample_city_with_all_its_faults_comes_back(tmp_path: Path) -> None:
    counties, merged, parts = tmp_path / "in", tmp_path / "市.xlsx", tmp_path / "out"
    write_sample_city(counties)
    xl_tools.roll_up([counties], level="city", name="丽水市", out=merged, as_of=AS_OF)
    report = xl_tools.split(merged, parts)
    assert report.exit_code == 0
    assert {unit.name: unit.rows for unit in report.units} == {
        name: len(rows) for name, rows in tables(counties).items()
    }
    assert tables(parts) == tables(counties)


def test_long_texts_come_back_across_the_overflow_sheet(tmp_path: Path) -> None:
    counties, merged, parts = tmp_path / "in", tmp_path / "省.xlsx", tmp_path / "out"
    generate_counties(counties, counties=40, tasks=3, seed=4)
    xl_tools.roll_up([counties], level="province", name="河北省", out=merged, as_of=AS_OF)
    assert "超长续文" in openpyxl.load_workbook(merged, read_only=True).sheetnames
    xl_tools.split(merged, parts)
    before, after = tables(counties), tables(parts)
    assert sorted(map(str, after.values())) == sorted(map(str, before.values()))


def county(folder: Path, name: str, **texts: str) -> None:
    usual = {"task": "第3项：露天堆放", "plan": "整改目标：清零。", "deadline": "2023年12月底前"}
    row = FormRow(region=name, serial="1", **usual | texts)
    folder.mkdir(exist_ok=True)
    write_progress_form(folder / f"{name}.xlsx", title=name, level="county", rows=[row], lock=False, instructions=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["=1+1", "<r>甲</r>", " <r>乙</r>", "云和县：\n照抄的标题", " 前后有空格 ", "二\r\n行", "_x000D_", "a\tb"]
)
def test_a_text_of_any_look_comes_back(tmp_path: Path, text: str) -> None:
    county(tmp_path / "in", "莲都区", progress=text, plan=text, status="☑已完成")
    county(tmp_path / "in", "云和县", progress="1.清运。", status="□已完成\n☑达到序时进度，长期坚持")
    xl_tools.roll_up([tmp_path / "in"], level="city", name="丽水市", out=tmp_path / "市.xlsx", as_of=AS_OF)
    xl_tools.split(tmp_path / "市.xlsx", tmp_path / "out")
    assert tables(tmp_path / "out") == tables(tmp_path / "in")
    (row,) = tables(tmp_path / "out")["云和县"]
    assert row["ticks"] == (Status.ON_SCHEDULE,)


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """The roll-up of two counties with a task each."""
    county(tmp_path / "in", "莲都区", progress="1.清运。", status="☑已完成")
    county(tmp_path / "in", "云和县", progress="2.清运。", status="☑已完成")
    xl_tools.roll_up([tmp_path / "in"], level="city", name="丽水市", out=tmp_path / "市.xlsx", as_of=AS_OF)
    return tmp_path / "市.xlsx"


def edited(path: Path, edit: Callable[[Workbook], None]) -> Path:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def progress(folder: Path) -> dict[str, list[object]]:
    return {unit: [row["progress"] for row in rows] for unit, rows in tables(folder).items()}


def test_what_people_write_into_the_merged_table_is_no_unit_s_word(two: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        book["整改进展"]["F4"] = "莲都区：\n1.清运。\n云和：\n2.清运。\n补一句。"

    report = xl_tools.split(edited(two, edit), tmp_path / "out")
    assert (report.broken, report.left_out, report.exit_code) == ((), (), 0)
    assert tables(tmp_path / "out") == tables(tmp_path / "in")


def test_a_row_of_a_unit_s_words_that_was_edited_is_left_out_and_named(two: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        words = column(book, "进展原文")
        words[1].value = f"{words[1].value}补一句。"

    report = xl_tools.split(edited(two, edit), tmp_path / "out")
    assert ([(left.unit, left.task) for left in report.left_out], report.exit_code) == ([("莲都区", "第3项")], 1)
    assert progress(tmp_path / "out") == {"云和县": ["2.清运。"]}


def test_a_row_that_was_edited_is_compared_with_nothing_and_is_no_stranger(two: Path) -> None:
    def edit(book: Workbook) -> None:
        words = column(book, "进展原文")
        words[1].value = f"{words[1].value}补一句。"

    book = read_book(edited(two, edit))
    apart = reread(book, read_sheets(book))
    assert apart is not None
    (row,) = next(sheet for sheet in issued_sheets(apart, book.path, AS_OF) if sheet.region_text == "莲都区").rows
    assert (row.serial.number, row.province_serial, row.applies, row.texts) == (1, 3, False, {})


def test_a_row_that_is_gone_is_named(two: Path, tmp_path: Path) -> None:
    report = xl_tools.split(edited(two, lambda book: book["各单位进展"].delete_rows(2)), tmp_path / "out")
    assert [(left.unit, left.task) for left in report.left_out] == [("莲都区", "第3项")]


def test_words_put_into_another_unit_s_row_are_nobody_s(two: Path, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        first, second = column(book, "进展原文")[1:]
        first.value, second.value = second.value, first.value

    report = xl_tools.split(edited(two, edit), tmp_path / "out")
    assert {left.unit for left in report.left_out} == {"莲都区", "云和县"}
    assert list((tmp_path / "out").iterdir()) == []


def column(book: Workbook, heading: str) -> list[Cell]:
    (found,) = [cells for cells in book["各单位进展"].iter_cols() if cells[0].value == heading]
    return list(found)


def without_the_sheet(book: Workbook) -> None:
    """As roll-ups were before."""
    del book["各单位进展"]
    del book.custom_doc_props[WITH_OWN_WORDS]


def test_a_roll_up_whose_own_words_were_taken_out_is_not_one_made_before(two: Path, tmp_path: Path) -> None:
    """Its labels may all be there and words be added all the same."""

    def edit(book: Workbook) -> None:
        del book["各单位进展"]
        book["整改进展"]["F4"].value += "\n补写一句"

    report = xl_tools.split(edited(two, edit), tmp_path / "out")
    assert (report.units, report.exit_code) == ((), 1)
    assert {left.unit for left in report.left_out} >= {"云和县"}
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("renamed", ["各单位进展", "整改进展"])
def test_the_own_words_are_known_under_any_name(two: Path, tmp_path: Path, renamed: str) -> None:
    def edit(book: Workbook) -> None:
        book[renamed].title = f"{renamed} (2)"

    assert xl_tools.split(edited(two, edit), tmp_path / "out").exit_code == 0
    assert tables(tmp_path / "out") == tables(tmp_path / "in")


def test_a_roll_up_made_before_comes_apart_by_its_labels(two: Path, tmp_path: Path) -> None:
    assert xl_tools.split(edited(two, without_the_sheet), tmp_path / "out").exit_code == 0
    assert tables(tmp_path / "out") == tables(tmp_path / "in")


@pytest.mark.parametrize("label", ["云和：", "【云和县】", "云和县:", "云和县", "云和县（1处）：", ""])
def test_in_a_roll_up_made_before_a_cell_without_each_unit_s_label_is_nobody_s(
    two: Path, tmp_path: Path, label: str
) -> None:
    def edit(book: Workbook) -> None:
        without_the_sheet(book)
        cell = book["整改进展"]["F4"]
        cell.value = str(cell.value).replace("云和县：", label)

    report = xl_tools.split(edited(two, edit), tmp_path / "out")
    assert (report.broken, report.exit_code) == (("F4",), 1)
    assert {(left.unit, left.task) for left in report.left_out} == {("莲都区", "第3项"), ("云和县", "第3项")}
    assert progress(tmp_path / "out") == {"莲都区": [""], "云和县": [""]}


def test_a_text_longer_than_a_cell_goes_on_in_the_next_row(tmp_path: Path) -> None:
    """Goal and measures in columns of their own are one text in the standard form."""
    long = "清" * 30_000
    with xlsxwriter.Workbook(tmp_path / "莲都区.xlsx") as book:
        page = book.add_worksheet("整改进展")
        headings = (
            "县（市、区）名称",
            "序号",
            "整改任务名称",
            "整改目标",
            "整改措施",
            "完成时限",
            "目前进展情况",
            "备注",
        )
        page.write_row(0, 0, headings)
        page.write_row(
            1, 0, ("莲都区", 1, "第3项：堆放", f"目标{long}", f"措施{long}", "2023年底前", "1.完。", "☑已完成")
        )
    merged = tmp_path / "市.xlsx"
    xl_tools.roll_up([tmp_path / "莲都区.xlsx"], level="city", name="丽水市", out=merged, as_of=AS_OF)
    assert [cell.value for cell in column(openpyxl.load_workbook(merged), "段")[1:]] == ["1/2", "2/2"]
    book = read_book(merged)
    found = reread(book, read_sheets(book))
    assert found is not None
    assert found.units["莲都区"][0].texts[Field.PLAN] == f"整改目标：\n目标{long}\n整改措施：\n措施{long}"


def test_any_other_workbook_is_refused_in_a_sentence(tmp_path: Path) -> None:
    county(tmp_path / "in", "莲都区", progress="1.清运。", status="☑已完成")
    with pytest.raises(UserError, match="不是 xl-tools rollup 写出的"):
        xl_tools.split(tmp_path / "in" / "莲都区.xlsx", tmp_path / "out")
    assert not (tmp_path / "out").exists()

"""What .xls shows is what is meant, as in .xlsx: number formats, strike, what is hidden, error values. Of a file or a
format that does not tell it, that is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.books.biff8 import SMALL, all_rows_hidden, code_page, count_of_texts, named_by_number, rewritten
from tests.books.biff12 import write_xlsb
from tests.books.documents import HEADINGS
from tests.books.test_old_formats import AS_OF, ROWS, convert
from xl_tools.app.check import check
from xl_tools.app.examine import Examined, Occasion, examine
from xl_tools.app.roll_up import roll_up
from xl_tools.books.file.reader import read_book
from xl_tools.core.grid import Book

DEADLINES = (
    ('yyyy"年"m"月"', date(2022, 12, 31)),
    ('yyyy"年"', date(2022, 12, 31)),
    ("yyyy/m/d", date(2022, 12, 1)),
    ('yyyy"年"m"月"d"日"', date(2022, 12, 1)),
    ('[$-804]yyyy"年"m"月";@', date(2022, 12, 31)),
    ('[DBNum1][$-804]yyyy"年"m"月"', date(2022, 12, 31)),
    ("yyyy-mm", date(2022, 12, 31)),
    ("yyyy.m", date(2022, 12, 31)),
    ('e"年"m"月"', date(2022, 12, 31)),
    ("yyyy-mm-dd hh:mm", date(2022, 12, 1)),
)
"""Formats of a cell that holds 2022-12-01, and when its task is due."""

WORDS = ("𠮷2022年6月底前", "2022年12月底前")
"""Before and behind the border of what is struck."""


def write(path: Path, *, from_1904: bool) -> None:
    with xlsxwriter.Workbook(str(path), {"date_1904": from_1904}) as book:
        sheet, other = book.add_worksheet("整改进展"), book.add_worksheet("旧表")
        struck, plain = book.add_format({"font_strikeout": True}), book.add_format()
        sheet.merge_range("A1:G1", "莲都区督察反馈问题整改进展情况表（2022年11月）")
        for page in (sheet, other):
            page.write_row(1, 0, HEADINGS)
        other.write_row(2, 0, ROWS[0])
        other.hide()

        def task(row: int, deadline: Any, look: Any = None) -> None:
            texts = ["莲都区", row - 1, f"第{row}项：问题{row}", *ROWS[1][3:]]
            for column, text in enumerate(texts):
                sheet.write(row, column, text, look)
            if isinstance(deadline, date):
                sheet.write_datetime(row, 4, deadline, look)
            elif deadline:
                sheet.write_rich_string(row, 4, *deadline, look or plain)

        row = 2
        for code, _ in DEADLINES:
            task(row, None)
            sheet.write_datetime(row, 4, date(2022, 12, 1), book.add_format({"num_format": code}))
            row += 1
        task(row, None, struck)  # row 13
        task(row + 1, (struck, WORDS[0], plain, WORDS[1]))
        task(row + 2, (plain, WORDS[0], struck, WORDS[1]))
        task(row + 3, (WORDS[0], plain, WORDS[1]), struck)
        task(row + 4, None)
        sheet.write_formula(row + 4, 5, "=1/0", None, "#DIV/0!")
        task(row + 5, None)
        sheet.write_number(row + 5, 6, 1, book.add_format({"num_format": "0%"}))
        sheet.set_row(row + 5, None, None, {"hidden": True})
        task(row + 6, None)
        sheet.set_row(row + 6, 2)
        sheet.set_column(3, 3, None, None, {"hidden": True})
        sheet.set_column(6, 6, 0.5)


@pytest.fixture(scope="module", params=[False, True], ids=["1900", "1904"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same table as .xlsx and as .xls."""
    path = tmp_path_factory.mktemp("looks") / "莲都区.xlsx"
    write(path, from_1904=request.param)
    convert(path, "xls")
    return path, path.with_suffix(".xls")


def judged(path: Path) -> Examined:
    return examine(read_book(path), Occasion(as_of=AS_OF))


def told(examined: Examined) -> list[tuple[str, str | None, str]]:
    return [(one.code, one.cell, one.message) for one in examined.findings]


@pytest.mark.real("soffice")
def test_xls_is_read_as_xlsx(pair: tuple[Path, Path]) -> None:
    new, old = map(judged, pair)
    (sheet,) = old.sheets
    assert [row.deadline.due for row in sheet.rows[: len(DEADLINES)]] == [due for _, due in DEADLINES]
    assert sheet.struck_rows == {13: "第12项：问题12", 16: "第15项：问题15"}
    assert [row.texts["deadline"] for row in sheet.rows if row.row in (14, 15)] == [WORDS[1], WORDS[0]]
    assert sheet.hidden_rows == {18, 19}
    assert {"S109", "S110", "S140", "S142", "S143"} <= {code for code, *_ in told(old)}
    seen, expected = (replace(one.sheets[0], path="", not_asked=frozenset()) for one in (old, new))
    assert seen == expected
    assert told(old) == told(new)
    assert read_book(pair[1]).from_1904 is read_book(pair[0]).from_1904


@pytest.mark.real("soffice")
def test_the_marked_copy_of_an_xls_is_read_as_the_xls(pair: tuple[Path, Path], tmp_path: Path) -> None:
    report = check([pair[1]], as_of=AS_OF, mark=True, out=tmp_path)
    copy = judged(Path(report.files[0].marked or ""))
    old = judged(pair[1])
    assert [sheet.rows for sheet in copy.sheets] == [sheet.rows for sheet in old.sheets]
    assert told(copy) == told(old)


@pytest.mark.real("soffice")
def test_a_struck_task_of_an_xls_is_not_rolled_up(pair: tuple[Path, Path], tmp_path: Path) -> None:
    report = roll_up([pair[1]], level="city", name="丽水市", out=tmp_path / "汇总.xlsx", as_of=AS_OF)
    assert "第12项：问题12" not in {task.title for task in report.tasks}
    assert "S142" in {one.code for one in report.findings}


@pytest.mark.real("soffice")
@pytest.mark.parametrize(
    ("number", "due"),
    [(27, date(2022, 12, 31)), (57, date(2022, 12, 31)), (31, date(2022, 12, 1)), (14, date(2022, 12, 1))],
)
def test_formats_that_excel_names_by_number(pair: tuple[Path, Path], tmp_path: Path, number: int, due: date) -> None:
    path = tmp_path / "莲都区.xls"
    path.write_bytes(rewritten(pair[1].read_bytes(), named_by_number(r"yyyy\年m\月", number)))
    assert judged(path).sheets[0].rows[0].deadline.due == due


def small(folder: Path, data: bytes) -> Examined:
    path = folder / "遂昌县.xls"
    path.write_bytes(data)
    return judged(path)


@pytest.mark.parametrize("number", [1200, 1252, 936, 0])
def test_an_xls_tells_its_texts_whatever_code_page_it_names(tmp_path: Path, number: int) -> None:
    examined = small(tmp_path, rewritten(SMALL.read_bytes(), code_page(number)))
    (sheet,) = examined.sheets
    assert [row.deadline.due for row in sheet.rows] == [date(2021, 12, 31), date(2022, 12, 31)]
    assert sheet.struck_rows == {5: "第五项：餐饮油烟"}
    assert dict(sheet.struck_words) == {"E3": "2021年6月底前"}
    assert "S150" not in {one.code for one in examined.findings}


def test_hidden_rows_of_an_xls_are_told(tmp_path: Path) -> None:
    examined = small(tmp_path, rewritten(SMALL.read_bytes(), all_rows_hidden))
    assert examined.sheets[0].hidden_rows == {1, 3, 4}, "the title names the unit"
    assert "S109" in {one.code for one in examined.findings}


def test_an_xls_that_is_not_understood_so_closely_is_told(tmp_path: Path) -> None:
    examined = small(tmp_path, rewritten(SMALL.read_bytes(), count_of_texts))
    assert [row.row for row in examined.sheets[0].rows] == [3, 4, 5], "the struck row counts"
    (found,) = [one for one in examined.findings if one.code == "S150"]
    assert found.message == (
        "这个文件看不出哪些字、哪些行划掉了、日期按什么格式显示、哪些行、列隐藏了、错误值："
        "划掉的任务仍当任务算，只显示到年、月的时限按那个月（年）的第一天算，隐藏的照样计入，错误值当空格。"
    )


@pytest.mark.parametrize("ending", ["xlsb", "ods"])
def test_a_format_that_tells_values_alone_is_told_once(tmp_path: Path, ending: str) -> None:
    path = write_xlsb(tmp_path / f"莲都区.{ending}", "整改进展", [HEADINGS, *ROWS])
    report = check([path], as_of=AS_OF)
    assert [(one.severity, one.sheet) for one in report.files[0].findings if one.code == "S150"] == [("warning", None)]


def test_what_was_looked_at_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "莲都区.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("整改进展")
        for number, row in enumerate([HEADINGS, *ROWS]):
            sheet.write_row(number, 0, row)
    book = read_book(path)
    assert "S150" not in {one.code for one in examine(book, Occasion(as_of=AS_OF)).findings}
    unseen = Book(book.path, tuple(replace(grid, struck=None) for grid in book.grids))
    (found,) = [one for one in examine(unseen, Occasion(as_of=AS_OF)).findings if one.code == "S150"]
    assert found.message == "这个文件看不出哪些字、哪些行划掉了：划掉的任务仍当任务算。"

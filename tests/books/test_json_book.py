"""A workbook as JSON says what the file says; what it leaves out was not asked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.books.test_facts import by_openpyxl
from xl_tools.books.file.reader import read_book
from xl_tools.books.json_book import Workbook, book_of, workbook_of
from xl_tools.core.grid import Book, Control, Grid, Range, Visibility
from xl_tools.sample import write_sample_city


def sent(book: Book) -> Book:
    return book_of(Workbook.model_validate_json(workbook_of(book).model_dump_json(by_alias=True)))


def test_a_file_comes_back_as_it_was_read(tmp_path: Path) -> None:
    write_sample_city(tmp_path / "city")
    files = [by_openpyxl(tmp_path / "a.xlsx"), *sorted((tmp_path / "city").rglob("*.xlsx"))]
    assert len(files) > 9
    for path in files:
        book = read_book(path)
        assert sent(book) == book


def test_values_of_every_kind() -> None:
    moment = datetime(2022, 12, 1, 8, 30)
    row = ["文字", 1, 1.5, True, None, date(2022, 12, 1), moment, time(8, 30), timedelta(hours=1.5)]
    (grid,) = sent(Book("a", (Grid("表", [row]),))).grids
    assert [(type(value), value) for value in grid.rows[0]] == [(type(value), value) for value in row]


def test_what_another_program_sends() -> None:
    (grid,) = book_of(
        Workbook.model_validate_json("""{
            "schema": "xl-tools/workbook/1", "path": "莲都区.xlsx", "sheets": [{
                "name": "表", "rows": [["标题", null], [{"date": "2022-12-01"}, 0.5]],
                "merged": ["A1:B1"], "visibility": "very_hidden", "hidden_rows": [], "hidden_columns": ["AA"],
                "formats": {"A2": "yyyy年m月"}, "struck_parts": {"A1": [[0, 1]], "B1": []},
                "controls": [{"cell": "B2", "caption": "已完成", "checked": null}]
            }]}""")
    ).grids
    assert grid == Grid(
        "表",
        [["标题", None], [date(2022, 12, 1), 0.5]],
        merged=[Range(1, 1, 1, 2)],
        visibility=Visibility.VERY_HIDDEN,
        hidden_rows=frozenset(),
        hidden_columns=frozenset({27}),
        formats={(2, 1): "yyyy年m月"},
        struck_parts={(1, 1): ((0, 1),), (1, 2): ()},
        controls=(Control(2, 2, "已完成", None),),
    )
    assert grid.not_asked == {"faults", "struck", "pictures", "formulas"}


@pytest.mark.parametrize(
    "sheet",
    [
        '{"rows": []}',
        '{"name": "表", "rows": [[{"day": "2022-12-01"}]]}',
        '{"name": "表", "rows": [], "merged": ["A0:B1"]}',
        '{"name": "表", "rows": [], "hidden": [1]}',
        '{"name": "表", "rows": [], "hidden_rows": [0]}',
    ],
)
def test_what_does_not_keep_to_the_schema_is_refused(sheet: str) -> None:
    with pytest.raises(ValidationError):
        Workbook.model_validate_json(f'{{"path": "a", "sheets": [{sheet}]}}')

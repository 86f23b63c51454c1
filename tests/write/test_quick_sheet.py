"""Rows written at once are what XlsxWriter's own methods would have written."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

from xl_tools.write.packing import pack
from xl_tools.write.quick_sheet import OLD, QuickSheet

TEXTS = st.lists(
    st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12), min_size=1
)
NUMBERS = st.lists(st.none() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9), min_size=1)


def book(fill: Any) -> bytes:
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    fill(workbook.add_worksheet("表", QuickSheet), workbook.add_format({"border": 1}))
    pack(workbook)
    return buffer.getvalue()


def values(data: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("表").to_python(skip_empty_area=False)


@settings(max_examples=60, deadline=None)
@given(TEXTS, NUMBERS)
def test_cells_read_as_those_of_the_library(texts: list[str | None], numbers: list[float | None]) -> None:
    rows = min(len(texts), len(numbers))
    texts = [None if text is None or text.startswith("<r>") else text for text in texts[:rows]]

    def quick(sheet: QuickSheet, look: Any) -> None:
        sheet.write_columns(2, [sheet.texts(0, texts, look), sheet.numbers(1, numbers[:rows], look)])

    def usual(sheet: QuickSheet, look: Any) -> None:
        for row, (text, number) in enumerate(zip(texts, numbers, strict=False), 2):
            sheet.write_string(row, 0, text, look) if text else sheet.write_blank(row, 0, None, look)
            sheet.write_blank(row, 1, None, look) if number is None else sheet.write_number(row, 1, number, look)

    assert values(book(quick)) == values(book(usual))
    one, other = (openpyxl.load_workbook(BytesIO(book(fill)))["表"] for fill in (quick, usual))
    assert [[cell.value for cell in line] for line in one] == [[cell.value for cell in line] for line in other]
    assert one["A3"].border.left.style == other["A3"].border.left.style == "thin"


def test_formulas_carry_their_values() -> None:
    def fill(sheet: QuickSheet, look: Any) -> None:
        sheet.write_columns(0, [
            sheet.formulas(0, '=IF(1<2,"<甲&乙>",0)', ["<甲&乙>", 7], look),
            sheet.own_formulas(1, ["1+1", "2/4"], [2, 0.5], look),
        ])  # fmt: skip

    data = book(fill)
    assert values(data) == [["<甲&乙>", 2.0], [7.0, 0.5]]
    written = openpyxl.load_workbook(BytesIO(data))["表"]
    assert [written[name].value for name in ("A1", "B2")] == ['=IF(1<2,"<甲&乙>",0)', "=2/4"]


def test_a_table_is_stretched_over_its_rows(tmp_path: Path) -> None:
    def fill(sheet: QuickSheet, look: Any) -> None:
        columns = [{"header": "甲", "total_function": "sum"}, {"header": "乙", "formula": "=[@甲]*2"}]
        sheet.declare_table(1, 5, 1, {"name": "数", "columns": columns, "total_row": True})
        sheet.write_columns(2, [
            sheet.numbers(0, [1, 2, 3], look), sheet.formulas(1, "=数[[#This Row],[甲]]*2", [2, 4, 6], look),
        ])  # fmt: skip
        sheet.write_columns(5, [sheet.formulas(0, "=SUBTOTAL(109,数[甲])", [6], look), sheet.texts(1, [None], look)])

    path = tmp_path / "表.xlsx"
    path.write_bytes(book(fill))
    sheet = openpyxl.load_workbook(path)["表"]
    table = sheet.tables["数"]
    assert (table.ref, table.autoFilter.ref, table.totalsRowCount) == ("A2:B6", "A2:B5", 1)
    assert [sheet.cell(row, 1).value for row in range(2, 7)] == ["甲", 1, 2, 3, "=SUBTOTAL(109,数[甲])"]


def test_rows_of_different_heights_stand_where_they_belong() -> None:
    """Rows of the library's before, between and behind the streamed ones."""

    def fill(sheet: QuickSheet, look: Any) -> None:
        sheet.write_string(0, 0, "前")
        sheet.write_columns(6, [sheet.texts(0, ["丙"], look)])
        sheet.write_string(4, 0, "间")
        sheet.set_row(2, 30)
        sheet.write_columns(1, [sheet.texts(0, ["甲", "乙"], look) + sheet.numbers(0, [3], look)])
        sheet.write_string(8, 0, "后")

    data = book(fill)
    assert [row[0] for row in values(data)] == ["前", "甲", "乙", 3.0, "间", "", "丙", "", "后"]
    sheet = openpyxl.load_workbook(BytesIO(data))["表"]
    assert sheet.row_dimensions[3].height == 30
    assert sheet.row_dimensions[2].height is None
    assert sheet.dimensions == "A1:A9"


def test_one_link_for_many_cells() -> None:
    def fill(sheet: QuickSheet, look: Any) -> None:
        sheet.write_columns(0, [sheet.texts(0, ["甲", "乙", "丙"], look)])
        sheet.link_range(0, 1, 0, "'表'!A9")

    sheet = openpyxl.load_workbook(BytesIO(book(fill)))["表"]
    links = [sheet.cell(row, 1).hyperlink for row in (1, 2, 3)]
    assert [link and link.location for link in links] == ["'表'!A9", "'表'!A9", None]


def test_a_text_too_long_for_a_cell_is_a_fault_not_a_cut() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        book(lambda sheet, look: sheet.texts(0, ["甲" * 32_768], look))


@pytest.mark.parametrize("name", sorted(OLD))
def test_functions_that_are_passed_over_are_written_as_they_are_called(name: str) -> None:
    formula = f'={name}(1)&"，"&{name}()'
    assert Worksheet()._prepare_formula(formula, True) == formula[1:]


@pytest.mark.parametrize(
    "formula",
    [
        "=XLOOKUP(1,A:A,B:B)",
        "SUM(FILTER(A:A,B:B))",
        "{=SUM(A1:A3)}",
        "=IFS(A1,1)",
        "_xlfn.IFS(A1,1)",
        '=IF(A1,"SORT(",2)',
    ],
)
def test_formulas_are_prepared_as_by_the_library(formula: str) -> None:
    for expand in (False, True):
        assert QuickSheet()._prepare_formula(formula, expand) == Worksheet()._prepare_formula(formula, expand)

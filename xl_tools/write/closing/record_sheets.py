"""The sheets of the ledger that hold records: what was filled in as it stands, formulas with the values they give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xl_tools.core.grid import CellValue
from xl_tools.parse.closing.cell_values import day_of, number_of
from xl_tools.parse.closing.entries import IN_PROGRESS, RETURNED, REVOKED
from xl_tools.parse.closing.headings import (
    CASES,
    EVENTS,
    EVIDENCE,
    MATTERS,
    NOTICES,
    REVIEWS,
    SETTINGS,
    LedgerColumn,
    sheets,
)
from xl_tools.parse.closing.ledger import LedgerRow
from xl_tools.parse.table.tables import cell_text
from xl_tools.write.closing import ledger_formulas as formulas
from xl_tools.write.closing.ledger_layout import FIRST, HEADER, HELPERS, LedgerBook, helper_heading
from xl_tools.write.closing.stored_values import Stored, stored_values
from xl_tools.write.heights import GrowingSheet, row_height

_FORMULAS: Mapping[str, Callable[[LedgerBook, int], dict[str, str]]] = {
    CASES: formulas.case_formulas,
    EVENTS: formulas.event_formulas,
    EVIDENCE: lambda book, row: {"key": formulas.key(book, EVIDENCE, row)},
    NOTICES: formulas.notice_formulas,
    MATTERS: lambda book, row: {"key": formulas.key(book, MATTERS, row)},
    REVIEWS: formulas.review_formulas,
    SETTINGS: formulas.settings_formulas,
}
_DAYS = {"next_review", "earliest"}
_LEAST_HEIGHT = 15.0


def write_records(sheet: GrowingSheet, book: LedgerBook, what: str) -> None:
    """A sheet: title, note, headings, the rows, and empty rows with formulas under them."""
    columns, hidden = book.columns(what), HELPERS.get(what, ())
    looks = book.looks
    sheet.write_string(0, 0, sheets()[what].name, looks["title"])
    sheet.write_string(1, 0, sheets()[what].note, looks["note"])
    sheet.set_row(0, 28)
    sheet.set_row(HEADER - 1, 32)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(HEADER - 1, at, column.title, looks["header"])
    if hidden:
        sheet.set_column(len(columns), len(columns) + len(hidden) - 1, 8, None, {"hidden": True})
    for at, name in enumerate(hidden, len(columns)):
        sheet.write_string(HEADER - 1, at, helper_heading(name))
    stored = stored_values(book, what)
    rows = book.rows.rows.get(what, ())
    for row in range(FIRST, book.last(what) + 1):
        own = rows[row - FIRST] if row - FIRST < len(rows) else LedgerRow(row, {})
        _write_row(sheet, book, what, row, own, stored.get(row, {}))
        texts = ((cell_text(_filled(own, column)), column.width) for column in columns)
        sheet.fit_row(row - 1, max(_LEAST_HEIGHT, row_height(texts, size=10)))
    _choices(sheet, book, what)
    sheet.freeze_panes(HEADER, 4)
    _page(sheet, max(FIRST, FIRST + len(rows) - 1), len(columns))
    sheet.autofilter(HEADER - 1, 0, book.last(what) - 1, len(columns) - 1)
    if what == CASES:
        stay = book.letter(CASES, "stay")
        area = f"{stay}{FIRST}:{stay}{book.last(CASES)}"
        rule = {"type": "formula", "criteria": f"=N(${stay}{FIRST})>30", "format": looks["long"]}
        sheet.conditional_format(area, rule)


def _filled(row: LedgerRow, column: LedgerColumn) -> CellValue:
    own = column.field.startswith("own/")
    return row.more.get(column.title) if own else row.cells.get(column.field)


def _page(sheet: Worksheet, last: int, columns: int) -> None:
    """A3 landscape, as wide as the page, the headings on every page; no spare rows on paper."""
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER - 1)
    sheet.print_area(0, 0, last - 1, columns - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write_row(sheet: Worksheet, book: LedgerBook, what: str, row: int, own: LedgerRow, stored: Stored) -> None:
    made = _FORMULAS[what](book, row) if what in _FORMULAS else {}
    for at, column in enumerate(book.columns(what)):
        if column.field in made:
            look = book.looks["formula_day" if "/" in column.field or column.field in _DAYS else "formula"]
            sheet.write_formula(row - 1, at, "=" + made[column.field], look, stored.get(column.field, ""))
        elif column.field.startswith("own/"):
            _fill(sheet, row - 1, at, _filled(own, column), "text", book)
        elif column.holds != "formula":
            _fill(sheet, row - 1, at, _filled(own, column), column.holds, book)
    if what in (CASES, *_FORMULAS):
        for at, name in enumerate(HELPERS[what], len(book.columns(what))):
            sheet.write_formula(row - 1, at, "=" + made[name], None, stored.get(name, ""))


def _fill(sheet: Worksheet, row: int, column: int, value: CellValue, holds: str, book: LedgerBook) -> None:
    """A cell as it was filled in; a day and a number that were typed as text become what they mean."""
    look: Format = book.looks[holds]
    text = cell_text(value)
    day = day_of(value) if holds == "date" or isinstance(value, date) else None
    if not text:
        sheet.write_blank(row, column, None, look)
    elif day is not None:
        sheet.write_datetime(row, column, datetime(day.year, day.month, day.day), book.looks["date"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(row, column, value, look)
    elif holds == "number" and (number := number_of(value)) is not None:
        sheet.write_number(row, column, float(number), look)
    else:
        sheet.write_string(row, column, text, look)


def _choices(sheet: Worksheet, book: LedgerBook, what: str) -> None:
    """Drop-downs; another word gives a question, not a refusal."""
    first, last = FIRST - 1, book.last(what) - 1
    steps = list(book.steps)
    for at, column in enumerate(book.columns(what)):
        words = list(column.choices or ())
        if what == EVENTS and column.field == "step":
            words = [*steps, RETURNED, REVOKED, "异议", "复查"]
        elif what == EVENTS and column.field == "back_to":
            words = [IN_PROGRESS, *steps]
        if words and sum(map(len, words)) + len(words) <= 255:
            sheet.data_validation(first, at, last, at, {"validate": "list", "source": words, "error_type": "warning"})
        elif column.holds == "date":
            rule = {
                "validate": "date",
                "criteria": "between",
                "minimum": date(2000, 1, 1),
                "maximum": date(2099, 12, 31),
                "error_type": "warning",
                "error_title": "不是日期",
                "error_message": "请写成 2024-09-29 这样的日期，公式才认得。",
            }
            sheet.data_validation(first, at, last, at, rule)

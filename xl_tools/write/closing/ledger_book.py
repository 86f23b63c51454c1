"""The ledger's workbook: nine sheets, 设置 that says through which steps an inspection's cases go, and people's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO

from xlsxwriter.worksheet import Worksheet

from xl_tools.core.working_days import DayKind
from xl_tools.parse.closing import days_sheet
from xl_tools.parse.closing.headings import CASES, RECORDS, SETTINGS, STATISTICS, sheets
from xl_tools.parse.closing.ledger import LedgerRows
from xl_tools.write import form_books
from xl_tools.write.closing.ledger_formulas import calendar_last
from xl_tools.write.closing.ledger_layout import FIRST, HEADER, LedgerBook
from xl_tools.write.closing.record_sheets import write_records
from xl_tools.write.closing.statistics_sheet import write_statistics
from xl_tools.write.heights import GrowingSheet
from xl_tools.write.packing import pack
from xl_tools.write.plain_copy import copy_sheets

_FURTHER_YEARS = 3


def ledger_bytes(rows: LedgerRows, as_of: date, identity: Mapping[str, str] | None = None) -> bytes:
    """The workbook of a ledger's rows, counted on a day; ``identity`` is kept as document properties. The same gives
    the same bytes."""
    buffer = BytesIO()
    workbook = form_books.new_workbook(buffer, sheets()[CASES].name)
    book = LedgerBook(workbook, rows, as_of)
    for what in RECORDS:
        if what != SETTINGS:
            write_records(workbook.add_worksheet(sheets()[what].name, GrowingSheet), book, what)
    write_statistics(workbook.add_worksheet(STATISTICS), book)
    _write_calendar(workbook.add_worksheet(days_sheet.SHEET), book)
    write_records(workbook.add_worksheet(sheets()[SETTINGS].name, GrowingSheet), book, SETTINGS)
    copy_sheets(workbook, rows.others)
    for name, value in sorted((identity or {}).items()):
        workbook.set_custom_property(name, value, "text")
    pack(workbook)
    return buffer.getvalue()


def _write_calendar(sheet: Worksheet, book: LedgerBook) -> None:
    """工作日历: every day that differs from the week's usual, and of which years all are told."""
    looks, calendar = book.looks, book.calendar
    sheet.write_string(0, 0, days_sheet.SHEET, looks["title"])
    note = "国务院公布下一年安排后，把放假和调休上班的日子逐日加在下面，右边把那一年改成“已公布”。"
    sheet.write_string(1, 0, note, looks["note"])
    names = ("年", days_sheet.DATE, days_sheet.KIND, days_sheet.FEAST, days_sheet.SOURCE, "·星期")
    for at, (name, width) in enumerate(zip(names, (8, 13, 14, 14, 24, 8), strict=True)):
        sheet.set_column(at, at, width, None, {"hidden": name.startswith("·")})
        sheet.write_string(HEADER - 1, at, name, looks["header"])
    days = sorted(calendar.days.items())
    for at in range(calendar_last(book) - HEADER):
        row = FIRST - 1 + at
        sheet.write_formula(
            row,
            0,
            f'=IF(ISNUMBER(B{row + 1}),YEAR(B{row + 1}),"")',
            looks["formula"],
            days[at][0].year if at < len(days) else "",
        )
        weekday = days[at][0].isoweekday() if at < len(days) else 0
        sheet.write_formula(row, 5, f"=IF(ISNUMBER(B{row + 1}),WEEKDAY(B{row + 1},2),0)", None, weekday)
        if at < len(days):
            day, (kind, feast) = days[at]
            sheet.write_datetime(row, 1, datetime(day.year, day.month, day.day), looks["date"])
            sheet.write_string(row, 2, kind.value, looks["number"])
            sheet.write_string(row, 3, feast, looks["text"])
            sheet.write_string(row, 4, book.rows.days.sources.get(day, ""), looks["text"])
        for column in range(1, 5) if at >= len(days) else ():
            sheet.write_blank(row, column, None, looks["date" if column == 1 else "text"])
    area = (FIRST - 1, 2, calendar_last(book) - 1, 2)
    sheet.data_validation(*area, {"validate": "list", "source": [kind.value for kind in DayKind]})
    _write_years(sheet, book)
    sheet.freeze_panes(HEADER, 0)


def _write_years(sheet: Worksheet, book: LedgerBook) -> None:
    """Beside the days: of which years all are told."""
    known = book.calendar.known
    years = range(min(known, default=book.as_of.year), max(known, default=book.as_of.year) + _FURTHER_YEARS + 1)
    sheet.set_column(6, 6, 3)
    for at, name in enumerate((days_sheet.YEAR, days_sheet.TOLD), 7):
        sheet.set_column(at, at, 12)
        sheet.write_string(HEADER - 1, at, name, book.looks["header"])
    for row, year in enumerate(years, FIRST - 1):
        sheet.write_number(row, 7, year, book.looks["number"])
        told = days_sheet.PUBLISHED if year in known else days_sheet.UNPUBLISHED
        sheet.write_string(row, 8, told, book.looks["number"])
    words = [days_sheet.PUBLISHED, days_sheet.UNPUBLISHED]
    last = FIRST - 2 + len(years)
    sheet.data_validation(FIRST - 1, 8, last, 8, {"validate": "list", "source": words})

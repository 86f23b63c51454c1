"""Tables taken over from other documents, as a workbook: the standard form, the task list, and columns beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from xl_tools.core.dataclass import dataclass
from xl_tools.write.form_books import HEADER_ROW, cell_formats, new_workbook, page_setup
from xl_tools.write.heights import GrowingSheet, row_height
from xl_tools.write.packing import pack

if TYPE_CHECKING:
    from xlsxwriter.format import Format

LONGEST = 32_767
"""Characters that a cell can hold."""
_LEAST_HEIGHT = 40.0
_LEAST_WIDTH, _MOST_WIDTH = 8.0, 56.0


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One table to write: ``rows`` hold a text for each of ``headings``."""

    name: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def write_tables(tables: Sequence[TableSheet]) -> bytes:
    """A workbook with a sheet for each table: "附件", the title, the headings in row 3, everything as text."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, tables[0].title if tables else "")
    look = cell_formats(workbook)
    for table in tables:
        _write(workbook.add_worksheet(table.name, GrowingSheet), table, look)
    pack(workbook, quick=False)
    return buffer.getvalue()


def _write(sheet: GrowingSheet, table: TableSheet, look: dict[str, Format]) -> None:
    widths = [_width([heading, *(row[index] for row in table.rows)]) for index, heading in enumerate(table.headings)]
    last = len(widths) - 1
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "附件", look["annex"])
    if last:
        sheet.merge_range(1, 0, 1, last, "", look["title"])
    sheet.write_string(1, 0, table.title, look["title"])
    sheet.set_row(0, 24)
    sheet.set_row(1, 42)
    sheet.set_row(HEADER_ROW - 1, 36)
    for column, heading in enumerate(table.headings):
        sheet.write_string(HEADER_ROW - 1, column, heading, look["header"])
    for index, row in enumerate(table.rows, HEADER_ROW):
        for column, text in enumerate(row):
            style = look["centre" if widths[column] < 24 else "text"]
            sheet.write_string(index, column, text[:LONGEST], style)
        sheet.fit_row(index, max(_LEAST_HEIGHT, row_height(zip(row, widths, strict=True))))
    sheet.freeze_panes(HEADER_ROW, 1)
    page_setup(sheet, HEADER_ROW, last + 1)


def _width(texts: Sequence[str]) -> float:
    """A column width for texts: short ones on one line, long ones in a broad column."""
    longest = max((len(line.encode("gbk", "replace")) for text in texts for line in text.splitlines()), default=0)
    return min(_MOST_WIDTH, max(_LEAST_WIDTH, longest * 0.5 if longest > 24 else longest + 3.0))

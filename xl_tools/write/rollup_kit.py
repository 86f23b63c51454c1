"""What all sheets of a roll-up are written with: formats made once, texts as text, tables with stored values."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from zipfile import ZipFile, ZipInfo

import xlsxwriter.workbook
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

FONT = "宋体"
YES, NO = "是", "否"
NONE = "—"
"""The result of a formula that has nothing to show."""
_EPOCH = date(1899, 12, 30)
_LIGHT_COLOURS = {"红": "#FF8B8B", "橙": "#FFC27A", "黄": "#FFF08A", "绿": "#B7E3A8"}
_STATUS_COLOURS = {"已完成": "#D9F0D3", "未达序时进度": "#FAD4D4", "尚未启动": "#ECECEC", "未定": "#FFF3CC"}

Value = str | int | float | date | None


class QuickSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that prepares a formula once, not once a row (thirty patterns are run over each)."""

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[tuple[str, bool], str] = {}

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        key = formula, expand_future_functions
        if key not in self._prepared:
            self._prepared[key] = str(super()._prepare_formula(formula, expand_future_functions))
        return self._prepared[key]


class Kit:
    """A workbook with its formats, each made once (a format looked up per cell costs more than the cell)."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        cell = base | {"border": 1, "border_color": "#A6A6A6"}
        centre = cell | {"align": "center"}

        def add(look: dict[str, Any]) -> Format:
            return workbook.add_format(look)

        self.title = add({"font_name": "黑体", "font_size": 16, "valign": "vcenter"})
        self.section = add({"font_name": "黑体", "font_size": 12, "valign": "vcenter"})
        self.note = add(base | {"font_color": "#595959"})
        self.label = add(base)
        self.head = add(centre | {"bold": True, "bg_color": "#DCE6F1", "text_wrap": True})
        self.text = add(cell)
        self.wrapped = add(cell | {"text_wrap": True})
        self.long = add(cell | {"text_wrap": True, "valign": "top"})
        self.centre = add(centre)
        self.number = add(centre | {"num_format": "0"})
        self.percent = add(centre | {"num_format": "0.0%"})
        self.date = add(centre | {"num_format": "yyyy-mm-dd"})
        self.input_date = add(centre | {"num_format": "yyyy-mm-dd", "bg_color": "#FFF9DB"})
        self.input_number = add(centre | {"num_format": "0", "bg_color": "#FFF9DB"})
        self.bold = add(centre | {"bold": True})
        self.link = add(centre | {"font_color": "#0563C1", "underline": 1})
        self.light_rules = self._rules(_LIGHT_COLOURS)
        self.status_rules = self._rules(_STATUS_COLOURS)

    def _rules(self, colours: dict[str, str]) -> list[dict[str, Any]]:
        return [
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": self.workbook.add_format({"bg_color": colour}),
            }
            for word, colour in colours.items()
        ]


def as_text(text: str) -> str:
    """A text as XlsxWriter will write it. One that looks like its own rich text would be written as markup, so a
    space keeps it from looking so."""
    return f" {text}" if text.startswith("<r>") and text.endswith("</r>") else text


def serial_day(when: date) -> int:
    """A date as Excel counts days."""
    return (when - _EPOCH).days


def stored(value: Value) -> str | int | float:
    """A value as a formula's result. None is a dash: an empty text is not kept as a formula's value."""
    if isinstance(value, date):
        return serial_day(value)
    return NONE if value is None else value


def yes(value: bool) -> str:
    """是 or 否."""
    return YES if value else NO


def write_value(sheet: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
    """A text, number or date, or an empty cell with the same borders. Rows and columns from 0."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, as_text(value), look)
    else:
        sheet.write_number(row, column, serial_day(value) if isinstance(value, date) else value, look)


@dataclass(frozen=True)
class Column:
    """A column of an Excel table. With ``formula`` the values are its results, stored beside it; ``total`` sums the
    column under the table. ``rules`` colour its cells."""

    header: str
    look: Format
    values: Sequence[Value]
    formula: str = ""
    total: bool = False
    rules: Sequence[dict[str, Any]] = ()


def write_table(sheet: Worksheet, top: int, name: str, columns: Sequence[Column], kit: Kit) -> int:
    """Write an Excel table whose heading stands on row ``top`` (from 0); give the first row below it.

    A table without entries gets one empty row, since Excel knows no table without.
    """
    bottom = top + max(len(columns[0].values), 1)
    totals = any(column.total for column in columns)
    options = {
        "name": name,
        "columns": [_options(column, kit) for column in columns],
        "total_row": totals,
        "style": "Table Style Light 1",
        "banded_rows": False,
    }
    sheet.set_row(top, 28)
    sheet.add_table(top, 0, bottom + totals, len(columns) - 1, options)
    for index, column in enumerate(columns):
        _write_values(sheet, top + 1, index, column)
        if totals:
            _write_total(sheet, bottom + 1, index, name, column, kit)
        for rule in column.rules:
            sheet.conditional_format(top + 1, index, bottom, index, rule)
    return bottom + totals + 1


def _options(column: Column, kit: Kit) -> dict[str, Any]:
    options: dict[str, Any] = {"header": column.header, "header_format": kit.head}
    if column.formula and column.values:
        options["formula"] = column.formula
    if column.total:
        options["total_function"] = "sum"
    return options


def _write_values(sheet: Worksheet, row: int, index: int, column: Column) -> None:
    if column.formula:
        for offset, value in enumerate(column.values):
            sheet.write_formula(row + offset, index, column.formula, column.look, stored(value))
    else:
        for offset, value in enumerate(column.values):
            write_value(sheet, row + offset, index, value, column.look)


def _write_total(sheet: Worksheet, row: int, index: int, name: str, column: Column, kit: Kit) -> None:
    if column.total:
        total = sum(value for value in column.values if isinstance(value, int | float))
        sheet.write_formula(row, index, f"=SUBTOTAL(109,{name}[{column.header}])", kit.bold, total)
    else:
        write_value(sheet, row, index, "合计" if index == 0 else None, kit.bold)


def set_up(sheet: Worksheet, widths: Sequence[float], heading: int, *, freeze: bool = True) -> None:
    """Column widths, and the page: A4 landscape, as wide as the page, the heading row (from 0) on every page."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    if freeze:
        sheet.freeze_panes(heading + 1, 0)
        sheet.repeat_rows(heading)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)


# --- packing -------------------------------------------------------------------------------------

_PACKING = threading.Lock()


class _QuickZip(ZipFile):
    """Deflates at level 1: several times faster for a quarter more bytes (long Chinese texts, measured)."""

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        super().writestr(zinfo_or_arcname, data, compress_type, compresslevel or 1)


@contextmanager
def quick_packing() -> Iterator[None]:
    """Inside, a workbook that closes is packed quickly. XlsxWriter has no option for it, only the name it uses."""
    with _PACKING:
        usual = xlsxwriter.workbook.ZipFile
        xlsxwriter.workbook.ZipFile = _QuickZip
        try:
            yield
        finally:
            xlsxwriter.workbook.ZipFile = usual

"""Cells of the Excel double: values as Excel takes them, notes, conditional formats."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from tests.doubles.counting import Impl, Refused, counted

ERRORS = {"#DIV/0!": -2146826281, "#N/A": -2146826246, "#NAME?": -2146826259, "#NULL!": -2146826288}
ERRORS |= {"#NUM!": -2146826252, "#REF!": -2146826265, "#VALUE!": -2146826273, "#SPILL!": -2146826243}
"""Error values as they come over COM."""


@counted
class Range(Impl):
    max_cells_per_read = max_cells_per_write = None

    def __init__(self, sheet: Any, areas: tuple[tuple[int, int, int, int], ...]) -> None:
        super().__init__(sheet.excel)
        self._sheet, self._areas = sheet, areas
        self.arg1_input = ""
        self.options: Any = {}

    @property
    def sheet(self) -> Any:
        return self._sheet

    @property
    def row(self) -> int:
        return self._areas[0][0]

    @property
    def column(self) -> int:
        return self._areas[0][1]

    @property
    def corner(self) -> tuple[int, int]:
        return self._areas[0][2], self._areas[0][3]

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self._areas[0]
        return bottom - top + 1, right - left + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int) -> Any:
        return self._sheet.range((self.row + row - 1, self.column + column - 1))

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, rows: bool, columns: bool, _external: bool) -> str:
        def name(row: int, column: int) -> str:
            return f"{'$' if columns else ''}{get_column_letter(column)}{'$' if rows else ''}{row}"

        return ",".join(name(a, b) if (a, b) == (c, d) else f"{name(a, b)}:{name(c, d)}" for a, b, c, d in self._areas)

    @property
    def raw_value(self) -> list[list[Any]]:
        top, left, bottom, right = self._areas[0]
        return [[self._read(r, c) for c in range(left, right + 1)] for r in range(top, bottom + 1)]

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._write(data)

    @property
    def formula(self) -> Any:
        """As it was entered, always a text; of several cells line by line."""
        top, left, bottom, right = self._areas[0]
        lines = [[self._entered(r, c) for c in range(left, right + 1)] for r in range(top, bottom + 1)]
        return lines[0][0] if self.shape == (1, 1) else tuple(map(tuple, lines))

    @formula.setter
    def formula(self, data: Any) -> None:
        self._write(data)

    def _entered(self, row: int, column: int) -> str:
        cell = self._sheet.ws._cells.get((row, column))
        value = None if cell is None else cell.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value)

    @property
    def column_width(self) -> float:
        return float(self._sheet.ws.column_dimensions[get_column_letter(self.column)].width)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self._sheet.change()
        held = self._sheet.ws.column_dimensions[get_column_letter(self.column)]
        held.width, held.hidden = value, not value

    def _read(self, row: int, column: int) -> Any:
        cell = self._sheet.ws._cells.get((row, column))  # to ask for a cell by number would make it
        if cell is None:
            return None
        value = cell.value
        if cell.data_type == "f":
            link = re.fullmatch(r'=HYPERLINK\(".*","([^"]*)"\)', str(value))
            if link:
                return link[1]
            book = self._sheet.book.values
            value = book[self._sheet.title].cell(row, column).value if self._sheet.title in book.sheetnames else None
        if isinstance(value, str) and value in ERRORS and cell.data_type in "ef":
            return ERRORS[value]
        return _over_com(value, cell.number_format)

    def _write(self, data: Any) -> None:
        self._sheet.change()
        top, left = self.row, self.column
        for r, line in enumerate(data if isinstance(data, list | tuple) else [[data]]):
            for c, value in enumerate(line):
                _enter(self._sheet.ws.cell(top + r, left + c), value)

    @property
    def note(self) -> Any:
        cell = self._sheet.ws._cells.get((self.row, self.column))
        return Note(self._sheet, self.row, self.column) if cell and cell.comment else None

    def add_note(self, text: str) -> Any:
        self._sheet.change()
        cell = self._sheet.ws.cell(self.row, self.column)
        if cell.coordinate in self._sheet.book.refuses_note:
            raise Refused("a threaded comment stands here")
        cell.comment = Comment(text, "clerk")
        return Note(self._sheet, self.row, self.column)


_CURRENCY = re.compile(r"[¥￥$€]")
_LONGEST_TEXT = 255
"""Characters of a text within a formula."""
_DAY_ZERO = dt.datetime(1899, 12, 30)


def _over_com(value: Any, number_format: str) -> Any:
    """A value as it comes over COM: a number formatted as currency is a Decimal of four places (VT_CY), a time of day
    or a duration stands on the day 0 of Excel (VT_DATE)."""
    if isinstance(value, dt.time):
        return dt.datetime.combine(_DAY_ZERO, value)
    if isinstance(value, dt.timedelta):
        return _DAY_ZERO + value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if _CURRENCY.search(number_format):
        return Decimal(str(value)).quantize(Decimal("0.0001"))
    return float(value)


def _enter(cell: Any, value: Any) -> None:
    """A value as Excel takes it when it is entered."""
    cell.value = None
    if isinstance(value, str) and value.startswith("="):
        if any(len(text) > _LONGEST_TEXT for text in re.findall(r'"((?:[^"]|"")*)"', value)) or value.count('"') % 2:
            raise Refused("the formula is wrong")
        cell.value = value
    elif isinstance(value, str) and value.startswith("'"):
        cell.value = value[1:]
        cell.data_type = "s"
    elif isinstance(value, str) and re.fullmatch(r"20\d\d-\d{1,2}", value):
        cell.value = dt.datetime.fromisoformat(f"{value}-01")
    elif isinstance(value, str) and re.fullmatch(r"[-+]?\d+(\.\d+)?", value):
        cell.value = float(value)
    else:
        cell.value = value if value != "" else None


@counted
class Note(Impl):
    def __init__(self, sheet: Any, row: int, column: int) -> None:
        super().__init__(sheet.excel)
        self._sheet, self._row, self._column = sheet, row, column

    @property
    def _cell(self) -> Any:
        return self._sheet.ws.cell(self._row, self._column)

    @property
    def text(self) -> str:
        return str(self._cell.comment.text)

    @text.setter
    def text(self, value: str) -> None:
        self._sheet.change()
        self._cell.comment = Comment(value, self._cell.comment.author)

    @property
    def location(self) -> Any:
        return Range(self._sheet, ((self._row, self._column, self._row, self._column),))

    def delete(self) -> None:
        self._sheet.change()
        self._cell.comment = None


# --- conditional formats, as the add-in's functions handle them -----------------------------------


def lay_format(sheet: Any, address: str, rule: Rule, colour: int) -> None:
    """A conditional format with a fill, in front of those that are there; ``colour`` has red in its lowest byte."""
    sheet.change()
    code = f"FF{colour & 255:02X}{colour >> 8 & 255:02X}{colour >> 16 & 255:02X}"
    rule.dxf = DifferentialStyle(fill=PatternFill(bgColor=code, fill_type="solid"))
    held = sheet.ws.conditional_formatting
    for rules in held._cf_rules.values():
        for other in rules:
            other.priority += 1
    held.add(address.replace(",", " "), rule)
    rule.priority = 1


def formats_with(sheet: Any, signature: str, take: bool) -> int:
    """How many conditional formats have the signature in their formula; with ``take`` they are taken out."""
    held = sheet.ws.conditional_formatting._cf_rules
    found = [
        (block, rule)
        for block, rules in held.items()
        for rule in rules
        if rule.type == "expression" and signature in rule.formula[0]
    ]
    for block, rule in found if take else ():
        sheet.change()
        held[block].remove(rule)
        if not held[block]:
            del held[block]
        for rules in held.values():
            for other in rules:
                other.priority -= other.priority > rule.priority
    return len(found)

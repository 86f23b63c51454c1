"""Cells of the Excel double: values as Excel takes them, notes, conditional formats."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter

from tests.doubles.counting import Impl, Refused, counted, counting

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
        return self._sheet.ws.cell(self.row, self.column).value

    @formula.setter
    def formula(self, data: Any) -> None:
        self._write(data)

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
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def _write(self, data: Any) -> None:
        self._sheet.refuse_if_protected()
        top, left = self.row, self.column
        for r, line in enumerate(data if isinstance(data, list | tuple) else [[data]]):
            for c, value in enumerate(line):
                _enter(self._sheet.ws.cell(top + r, left + c), value)

    @property
    def conditional_formats(self) -> Any:
        return ConditionalFormats(self)

    @property
    def note(self) -> Any:
        cell = self._sheet.ws._cells.get((self.row, self.column))
        return Note(self._sheet, self.row, self.column) if cell and cell.comment else None

    def add_note(self, text: str) -> Any:
        self._sheet.refuse_if_protected()
        cell = self._sheet.ws.cell(self.row, self.column)
        if cell.coordinate in self._sheet.book.refuses_note:
            raise Refused("a threaded comment stands here")
        cell.comment = Comment(text, "clerk")
        return Note(self._sheet, self.row, self.column)

    def select(self) -> None:
        assert self.excel.front.active.title == self._sheet.title, "only cells of the sheet in front can be selected"
        self.excel.selections[self._sheet.title] = self.get_address(False, False, False)

    @property
    def font(self) -> Any:
        return SimpleNamespace()


def _look(name: str) -> property:
    """A look of cells that no test asks about: written and forgotten."""

    def read(self: Range) -> Any:
        raise NotImplementedError(name)

    def write(self: Range, value: Any) -> None:
        self._sheet.refuse_if_protected()
        del value

    return property(counting(f"Range.{name}", read), counting(f"Range.{name}=", write))


def _width(self: Range, value: float) -> None:
    """A column of width 0 is hidden, as in Excel."""
    self._sheet.refuse_if_protected()
    column = self._sheet.ws.column_dimensions[get_column_letter(self.column)]
    column.width, column.hidden = value, value == 0


Range.column_width = property(_look("column_width").fget, counting("Range.column_width=", _width))

for _name in ("color", "wrap_text", "vertical_alignment"):
    setattr(Range, _name, _look(_name))


def _enter(cell: Any, value: Any) -> None:
    """A value as Excel takes it when it is entered."""
    cell.value = None
    if isinstance(value, str) and value.startswith("'"):
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
        self._sheet.refuse_if_protected()
        self._cell.comment = Comment(value, self._cell.comment.author)

    @property
    def location(self) -> Any:
        return Range(self._sheet, ((self._row, self._column, self._row, self._column),))

    def delete(self) -> None:
        self._sheet.refuse_if_protected()
        self._cell.comment = None


@counted
class ConditionalFormats(Impl):
    def __init__(self, area: Any) -> None:
        super().__init__(area.excel)
        self._area = area
        self._sheet = area.sheet

    def _rules(self) -> list[tuple[Any, Any]]:
        held = self._sheet.ws.conditional_formatting._cf_rules
        return sorted(((block, rule) for block, rules in held.items() for rule in rules), key=lambda it: it[1].priority)

    def __len__(self) -> int:
        return len(self._rules())

    def __call__(self, index: int) -> Any:
        return ConditionalFormat(self._sheet, *self._rules()[index - 1])

    def __iter__(self) -> Iterator[Any]:
        return iter([ConditionalFormat(self._sheet, *entry) for entry in self._rules()])

    def _add(self, rule: Any, fill: Any) -> Any:
        self._sheet.refuse_if_protected()
        color = "FF{:02X}{:02X}{:02X}".format(*fill)
        rule.dxf = DifferentialStyle(fill=PatternFill(bgColor=color, fill_type="solid"))
        for _, other in self._rules():
            other.priority += 1
        held = self._sheet.ws.conditional_formatting
        held.add(self._area.get_address(False, False, False).replace(",", " "), rule)
        rule.priority = 1
        return self(1)

    def add_custom(self, spec: Any) -> Any:
        return self._add(Rule(type="expression", formula=[spec["formula"].removeprefix("=")]), spec["fill_color"])

    def add_cell_value(self, spec: Any) -> Any:
        rule = Rule(type="cellIs", operator="equal", formula=[str(spec["formula1"]).removeprefix("=")])
        return self._add(rule, spec["fill_color"])


@counted
class ConditionalFormat(Impl):
    def __init__(self, sheet: Any, block: Any, rule: Any) -> None:
        super().__init__(sheet.excel)
        self._sheet, self._block, self.rule = sheet, block, rule

    @property
    def formula(self) -> str | None:
        return f"={self.rule.formula[0]}" if self.rule.type == "expression" else None

    def delete(self) -> None:
        self._sheet.refuse_if_protected()
        held = self._sheet.ws.conditional_formatting._cf_rules
        held[self._block].remove(self.rule)
        if not held[self._block]:
            del held[self._block]
        for rules in held.values():
            for rule in rules:
                rule.priority -= rule.priority > self.rule.priority

"""A worksheet that takes whole columns of small cells at once: several times faster than a call for each cell, and in a
fraction of the memory.

XlsxWriter keeps an object for every cell and passes each through a dozen calls. The tables of a roll-up have tens of
thousands of rows with cells of a few kinds, so their rows are put together here as the text of the sheet's part, only
when it is packed and a few at a time. Everything else of the sheet is XlsxWriter's.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from functools import partial
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.write.cell_xml import inline
from xl_tools.write.packing import Body, mark_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format

TEXT_MAX = 32_767
"""Characters of a cell."""
OLD = frozenset((
    "AND", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "DATE", "IF", "IFERROR", "INDEX", "INT", "ISNUMBER", "MATCH",
    "MAX", "MIN", "MONTH", "N", "OR", "ROUND", "ROWS", "SUBTOTAL", "SUM", "SUMIFS", "SUMPRODUCT", "YEAR",
))  # fmt: skip
"""Functions that are written as they are called. XlsxWriter looks for two hundred newer ones, each by an expression of
its own: a formula of these alone is spared that."""
_CALLED = expression(r"(?<![A-Z0-9.])[A-Z0-9.]+(?=\()")
_KEPT = 4096
"""Of so many values of a column it is kept how they are written."""

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a column as XML, made when they are asked for. ``start`` stands before the number of their row;
    ``made`` gives what stands behind it, and further what it is told: what comes before the number in the next column.
    A row is then its number between these pieces, which are the same for cells that are alike."""

    count: int
    start: str
    made: Callable[[str], Iterable[bytes]]

    def __len__(self) -> int:
        return self.count

    def __add__(self, below: Cells) -> Cells:
        return Cells(self.count + below.count, self.start, lambda then: chain(self.made(then), below.made(then)))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows ``first`` to ``last`` (from 0) that are no cells of XlsxWriter's."""

    first: int
    last: int
    body: Body = field(compare=False)


class QuickSheet(Worksheet):  # type: ignore[misc]
    """A worksheet with ``write_columns``, ``declare_table`` and ``link_range`` beside XlsxWriter's own methods.

    It must be packed by ``pack``. ``bodies`` are its streamed rows by the marks that stand for them."""

    dim_rowmin: int | None
    dim_rowmax: int | None
    fh: Any

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[tuple[str, bool], str] = {}
        self._links: list[tuple[str, str]] = []
        self._streamed: list[_Rows] = []

    @property
    def bodies(self) -> dict[str, Body]:
        return {mark_of(self.index, place): rows.body for place, rows in enumerate(self._streamed)}

    def write_columns(self, row: int, columns: Sequence[Cells]) -> None:
        """Write cells made by ``texts``, ``numbers`` and ``formulas``, column A first, from ``row`` (from 0) downwards.
        Nothing else stands on these rows: what does is replaced."""
        if not columns or not len(columns[0]):
            return

        first, *further = (cells.start for cells in columns)
        made = [(cells.made, then) for cells, then in zip(columns, (*further, "</row>"), strict=True)]

        def body() -> Iterator[bytes]:
            for number, cells in enumerate(zip(*(make(then) for make, then in made), strict=True), row):
                yield (b"%d" % (number + 1)).join(((self._row_tag(number) + first).encode(), *cells))

        self.set_body(body, row, row + len(columns[0]) - 1, len(columns) - 1)

    def set_body(self, body: Body, first: int, last: int, last_column: int) -> None:
        """Rows ``first`` to ``last`` as XML, streamed into the package. Rows and columns from 0."""
        if last < first:
            return
        self._streamed.append(_Rows(first, last, body))
        self._check_dimensions(first, 0)
        self._check_dimensions(last, last_column)

    def texts(self, column: int, values: Iterable[str | None], look: Format) -> Cells:
        """Cells of texts, or empty ones with the same borders."""
        start, style = self._start(column, look)
        index = self.str_table._get_shared_string_index
        shared = array("q", [index(_checked(value)) if value else -1 for value in values])

        def write(place: int) -> str:
            return f"{style}/>" if place < 0 else f'{style} t="s"><v>{place}</v></c>'

        return Cells(len(shared), start, partial(_written, shared, write))

    def inline_texts(self, column: int, values: Iterable[str], look: Format) -> Cells:
        """Cells that hold their texts themselves, whatever they look like; "" is an empty cell."""
        start, style = self._start(column, look)
        given = [_checked(value) for value in values]
        return Cells(len(given), start, lambda then: (f"{style}{inline(value)}{then}".encode() for value in given))

    def numbers(self, column: int, values: Iterable[int | float | None], look: Format) -> Cells:
        """Cells of numbers, or empty ones with the same borders."""
        start, style = self._start(column, look)
        given = list(values)

        def write(value: int | float | None) -> str:
            return f"{style}/>" if value is None else f"{style}><v>{value:.16G}</v></c>"

        return Cells(len(given), start, partial(_written, given, write))

    def formulas(self, column: int, formula: str, values: Iterable[str | int | float], look: Format) -> Cells:
        """Cells with the same formula, each with its value stored."""
        start, style = self._start(column, look)
        text = f"<f>{_escaped(self._prepare_formula(formula).lstrip('='))}</f>"
        given = list(values)

        def write(value: str | int | float) -> str:
            return f"{style}{_typed(value)}>{text}<v>{_stored(value)}</v></c>"

        return Cells(len(given), start, partial(_written, given, write))

    def own_formulas(
        self, column: int, formulas: Iterable[str], values: Iterable[str | int | float], look: Format
    ) -> Cells:
        """Cells with a formula each, without "=" and written as Excel stores it; each with its value stored."""
        start, style = self._start(column, look)
        given = list(zip(formulas, values, strict=True))

        def made(then: str) -> Iterator[bytes]:
            for formula, value in given:
                yield f"{style}{_typed(value)}><f>{_escaped(formula)}</f><v>{_stored(value)}</v></c>{then}".encode()

        return Cells(len(given), start, made)

    def _start(self, column: int, look: Format) -> tuple[str, str]:
        return f'<c r="{xl_col_to_name(column)}', f'" s="{look._get_xf_index()}"'

    def declare_table(self, top: int, bottom: int, last_column: int, options: dict[str, Any]) -> None:
        """An Excel table from column A over cells that ``write_columns`` writes afterwards; ``bottom`` is its last
        row, the row of totals if it has one. XlsxWriter writes the headings.

        It would write every formula of the table, too, and note every cell as taken; so the table is given to it
        with one entry and stretched then.
        """
        self.add_table(top, 0, top + 1 + bool(options.get("total_row")), last_column, options)
        table = self.tables[-1]
        table["range"] = xl_range(top, 0, bottom, last_column)
        table["a_range"] = xl_range(top, 0, bottom - bool(options.get("total_row")), last_column)
        table["autofilter"] = table["a_range"]

    def link_range(self, first: int, last: int, column: int, location: str) -> None:
        """Make cells of a column links to a place in the workbook ("'表'!A1"): one link, however many cells.

        A sheet has either these or XlsxWriter's."""
        self._links.append((xl_range(first, column, last, column), location))

    # --- where XlsxWriter writes the part ---

    def _calculate_spans(self) -> None:
        """The width of each row may be left out."""
        self.row_spans: dict[int, str] = {}

    def _write_rows(self) -> None:
        """XlsxWriter's own rows, with a mark where a body belongs."""
        top, bottom = self.dim_rowmin, self.dim_rowmax
        order = sorted(range(len(self._streamed)), key=lambda place: self._streamed[place].first)
        for place in order:
            rows = self._streamed[place]
            self.dim_rowmax = rows.first - 1
            super()._write_rows()
            self.fh.write(mark_of(self.index, place))
            self.dim_rowmin = rows.last + 1
        self.dim_rowmax = bottom
        super()._write_rows()
        self.dim_rowmin = top

    def _row_tag(self, row: int) -> str:
        if row not in self.row_info and self.default_row_height == self.original_row_height:
            return f'<row r="{row + 1}">'
        usual, self.fh = self.fh, StringIO()
        try:
            self._write_row(row, None, self.row_info.get(row))
            return str(self.fh.getvalue())
        finally:
            self.fh = usual

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if not formula.startswith("{") and not formula.endswith("}") and OLD.issuperset(_CALLED.findall(formula)):
            return formula.removeprefix("=")
        key = formula, expand_future_functions
        if key not in self._prepared:
            self._prepared[key] = str(super()._prepare_formula(formula, expand_future_functions))
        return self._prepared[key]

    def _write_hyperlinks(self) -> None:
        if not self._links:
            super()._write_hyperlinks()
            return
        self._xml_start_tag("hyperlinks")
        for cells, location in self._links:
            self._xml_empty_tag("hyperlink", [("ref", cells), ("location", location)])
        self._xml_end_tag("hyperlinks")


def _written(values: Iterable[V], write: Callable[[V], str], then: str) -> Iterator[bytes]:
    """How each value is written, and ``then``; made once for values that are alike. A nought may have a sign."""
    known: dict[V, bytes] = {}
    for value in values:
        cell = known.get(value)
        if cell is None:
            cell = (write(value) + then).encode()
            if len(known) < _KEPT and (value or not isinstance(value, float)):
                known[value] = cell
        yield cell


def _checked(text: str) -> str:
    if len(text) > TEXT_MAX:
        raise ValueError(f"a text of {len(text)} characters does not fit into a cell")
    return text


def _typed(value: str | int | float) -> str:
    return ' t="str"' if isinstance(value, str) else ""


def _stored(value: str | int | float) -> str:
    return _escaped(value) if isinstance(value, str) else f"{value:.16G}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

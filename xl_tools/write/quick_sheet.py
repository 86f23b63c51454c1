"""A worksheet that takes whole columns of small cells at once: several times faster than a call for each cell.

XlsxWriter keeps an object for every cell and passes each through a dozen calls. The tables of a roll-up have tens of
thousands of cells of a few kinds, so their rows are put together here as the text of the sheet's part, and
XlsxWriter writes it where these rows stand. Everything else of the sheet is XlsxWriter's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format

TEXT_MAX = 32_767
"""Characters of a cell."""


class _Row(NamedTuple):
    """All cells of a row as they stand in the sheet's part."""

    xml: str


class QuickSheet(Worksheet):  # type: ignore[misc]
    """A worksheet with ``write_columns``, ``declare_table`` and ``link_range`` beside XlsxWriter's own methods."""

    def __init__(self) -> None:
        super().__init__()
        self._prepared: dict[tuple[str, bool], str] = {}
        self._links: list[tuple[str, str]] = []

    def write_columns(self, row: int, columns: Sequence[Sequence[str]]) -> None:
        """Write cells made by ``texts``, ``numbers``, ``formulas`` and ``blanks``, column A first, from ``row`` (from
        0) downwards. Whatever stood on these rows is replaced."""
        for offset, cells in enumerate(zip(*columns, strict=True)):
            self.table[row + offset] = {0: _Row("".join(cells))}
        if columns and columns[0]:
            self._check_dimensions(row, 0)
            self._check_dimensions(row + len(columns[0]) - 1, len(columns) - 1)

    def texts(self, row: int, column: int, values: Iterable[str | None], look: Format) -> list[str]:
        """Cells of texts, or empty ones with the same borders."""
        start, style = self._start(column, look)
        index = self.str_table._get_shared_string_index
        return [
            f'{start}{line}"{style} t="s"><v>{index(_checked(value))}</v></c>' if value else f'{start}{line}"{style}/>'
            for line, value in enumerate(values, row + 1)
        ]

    def numbers(self, row: int, column: int, values: Iterable[int | float | None], look: Format) -> list[str]:
        """Cells of numbers, or empty ones with the same borders."""
        start, style = self._start(column, look)
        return [
            f'{start}{line}"{style}/>' if value is None else f'{start}{line}"{style}><v>{value:.16G}</v></c>'
            for line, value in enumerate(values, row + 1)
        ]

    def formulas(
        self, row: int, column: int, formula: str, values: Iterable[str | int | float], look: Format
    ) -> list[str]:
        """Cells with the same formula, each with its value stored."""
        start, style = self._start(column, look)
        text = f"<f>{_escaped(self._prepare_formula(formula).lstrip('='))}</f>"
        return [
            f'{start}{line}"{style}{_typed(value)}>{text}<v>{_stored(value)}</v></c>'
            for line, value in enumerate(values, row + 1)
        ]

    def own_formulas(
        self, row: int, column: int, formulas: Iterable[str], values: Iterable[str | int | float], look: Format
    ) -> list[str]:
        """Cells with a formula each, without "=" and written as Excel stores it; each with its value stored."""
        start, style = self._start(column, look)
        return [
            f'{start}{line}"{style}{_typed(value)}><f>{_escaped(formula)}</f><v>{_stored(value)}</v></c>'
            for line, (formula, value) in enumerate(zip(formulas, values, strict=True), row + 1)
        ]

    def _start(self, column: int, look: Format) -> tuple[str, str]:
        return f'<c r="{xl_col_to_name(column)}', f' s="{look._get_xf_index()}"'

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

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if isinstance(cell, _Row):
            self.fh.write(cell.xml)
        else:
            super()._write_cell(row, col, cell)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        key = formula, expand_future_functions
        if key not in self._prepared:
            # Thirty patterns are run over it.
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

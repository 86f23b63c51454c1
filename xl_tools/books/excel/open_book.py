"""A workbook open in Excel, read through xlwings: the same grids that a file gives.

The values of a sheet come in one call, and so does what else is asked of it (``opened.py``): the number of calls does
not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xl_tools.books.excel.opened import Facts, Opened
from xl_tools.books.excel.quick_xlwings import xw
from xl_tools.books.file.bounds import Bounds
from xl_tools.core.addresses import cell_name
from xl_tools.core.grid import Book, CellValue, Grid

if TYPE_CHECKING:
    from xlwings import App, Sheet
    from xlwings import Range as OpenRange

NOT_PROTECTED = "-"

_ERROR_CODES = range(-2146826300, -2146826200)
_ERRORS = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
}
"""Error values as they arrive; newer ones (#SPILL! …) are other numbers of the range."""
_DAY_ZERO = date(1899, 12, 30)
"""The day that a time of day arrives with."""


def read_book(
    opened: Opened, *, only: Collection[str] | None = None, progress: Callable[[str], None] = lambda _: None
) -> Book:
    """The sheets of an open workbook, or those named in ``only``, in their order, as they stand on the screen now.

    ``progress`` is told which sheet is being read. Raises UserError when the add-in does not answer.
    """
    wanted = [name for name in opened.facts.sheets if only is None or name in only]
    grids: list[Grid] = []
    for number, name in enumerate(wanted, 1):
        progress(f"正在读取“{name}”（第 {number} 张，共 {len(wanted)} 张）…")
        grids.append(grid_of(opened, name))
    return Book(path=opened.path, grids=tuple(grids), identity=opened.facts.properties)


def grid_of(opened: Opened, name: str) -> Grid:
    """A sheet as it stands on the screen, read once a click."""
    if name not in opened.grids:
        opened.grids[name] = _grid(opened.sheet(name), name, opened.facts_of(name))
    return opened.grids[name]


def _grid(sheet: Sheet, name: str, facts: Facts) -> Grid:
    bounds = Bounds.of(facts.used.bottom, facts.used.right)
    rows, faults = values_of(sheet.range(f"A1:{cell_name(bounds.rows, bounds.columns)}"))
    return Grid(
        name=name,
        rows=rows,
        merged=facts.merged,
        visibility=facts.visibility,
        hidden_rows=facts.hidden_rows,
        hidden_columns=facts.hidden_columns,
        faults=faults,
        formats=facts.formats,
        struck=facts.struck,
        struck_parts=facts.struck_parts,
        controls=facts.controls,
        left_out=bounds.said(facts.used.bottom, facts.used.right),
    )


def values_of(area: OpenRange) -> tuple[list[list[CellValue]], dict[tuple[int, int], str]]:
    """The values of a range as a file has them, and the error values by (row, column), counted from 1 within it.

    Read raw: the conversions of xlwings ask Excel nine times more for the range.
    """
    faults: dict[tuple[int, int], str] = {}
    read = area.raw_value
    lines = read if isinstance(read, list | tuple) else [[read]]
    rows = [[_value(value, (r, c), faults) for c, value in enumerate(line, 1)] for r, line in enumerate(lines, 1)]
    return rows, faults


def _value(value: Any, place: tuple[int, int], faults: dict[tuple[int, int], str]) -> CellValue:
    if isinstance(value, str):
        return value.replace("\r\n", "\n") or None
    if isinstance(value, int) and not isinstance(value, bool) and value in _ERROR_CODES:
        faults[place] = _ERRORS.get(value, "#UNKNOWN!")
        return None
    if isinstance(value, Decimal):  # a cell formatted as currency
        return float(value)
    if isinstance(value, datetime):  # pywin32's own kind, with a time zone that Excel does not have
        plain = datetime(*value.timetuple()[:6], value.microsecond)
        return plain.time() if plain.date() == _DAY_ZERO else plain
    return value  # type: ignore[no-any-return]


@contextmanager
def at_work(app: App, message: str) -> Iterator[Callable[[str], None]]:
    """Excel while Python works: screen and events off, a message in the status bar; all as before afterwards.

    Yields what shows a message. The status bar is Excel's own afterwards: what stood there may be the finding that was
    gone to last, which this work has made wrong. The calculation mode, the selection and the filter are never touched.
    """
    before = (app.screen_updating, app.enable_events, app.display_alerts, False)

    def show(text: str) -> None:
        app.status_bar = text

    try:
        app.screen_updating, app.enable_events, app.display_alerts = False, False, False
        show(message)
        yield show
    finally:
        names = ("screen_updating", "enable_events", "display_alerts", "status_bar")
        for name, value in zip(names, before, strict=True):
            with suppress(Exception):  # one that Excel refuses must not keep the others from being restored
                setattr(app, name, value)


@contextmanager
def unlocked(opened: Opened, sheets: Sequence[str]) -> Iterator[frozenset[str]]:
    """Protected sheets without a password opened for as long as the work takes, then locked as they were.

    Yields the names that stay locked.
    """
    states: dict[str, str] = {}
    try:
        for name in sheets:
            states[name] = opened.ask("XLT_Unlock", name)
        yield frozenset(name for name, state in states.items() if not state)
    finally:
        for name, state in states.items():
            if state not in ("", NOT_PROTECTED):
                opened.ask("XLT_Lock", name, state)


def caller() -> Opened:
    """The workbook in front when the button was clicked."""
    return Opened(xw.Book.caller())

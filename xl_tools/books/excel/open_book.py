"""A workbook open in Excel, read through xlwings: the same grids that a file gives.

What Excel tells a caller only cell by cell (merged ranges, hidden rows, tick boxes) is told in one call by a function
of the add-in; the values of a sheet come in one call too. So the number of calls does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xl_tools.books.excel.quick_xlwings import xw
from xl_tools.books.file.scan import Bounds
from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue, Control, Grid, Range, Visibility

if TYPE_CHECKING:
    from xlwings import App, Sheet
    from xlwings import Book as OpenBook

ADDIN = "xl_tools.xlam"
NOT_PROTECTED = "-"

_ERROR = expression(r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!)")
_ERROR_CODES = range(-2146826300, -2146826200)
"""What the newer error values (#SPILL! …) arrive as: numbers that xlwings has no name for."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the add-in tells of a sheet. ``used`` starts at the first used cell, as Excel has it."""

    version: str
    used: Range
    visible: bool = True
    locked: bool = False
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()
    controls: tuple[Control, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)


FactsOf = Callable[["OpenBook", str], Facts]
"""Tells the facts of a sheet, named, of an open workbook."""


def call_addin(app: App, function: str, *arguments: str | bool) -> Any:
    """What a function of the add-in answers. Raises UserError when the add-in is not loaded."""
    try:
        return app.macro(f"'{ADDIN}'!{function}")(*arguments)
    except Exception as error:
        raise UserError(
            f"加载项 {ADDIN} 没有回应，可能没有装好或被停用；请在“文件→选项→加载项”里启用，"
            "或重新运行安装程序。工作簿未改动。"
        ) from error


def ask_addin(book: OpenBook, sheet: str) -> Facts:
    """The facts of a sheet, as the add-in's ``XLT_Facts`` tells them."""
    return parse_facts(call_addin(book.app, "XLT_Facts", book.name, sheet))


def parse_facts(text: str) -> Facts:
    """The lines of ``XLT_Facts`` (macros/XltSheet.bas) as a record."""
    version, used, visible, locked = "", Range(1, 1, 1, 1), True, False
    hidden: set[int] = set()
    merged: list[Range] = []
    boxes: list[Control] = []
    properties: dict[str, str] = {}
    for line in text.split("\n"):
        kind, *words = line.split("\t")
        if kind == "version":
            version = words[0]
        elif kind == "used":
            used = Range(*map(int, words))
        elif kind == "visible":
            visible = words[0] == "1"
        elif kind == "protected":
            locked = words[0] == "1"
        elif kind == "hidden":
            hidden |= set(range(int(words[0]), int(words[1]) + 1))
        elif kind == "merged":
            merged.append(Range(*map(int, words)))
        elif kind == "box":
            state = {"1": True, "0": False}.get(words[2])
            boxes.append(Control(int(words[0]), int(words[1]), words[4].strip(), state, float(words[3])))
        elif kind == "property":
            properties[words[0]] = words[1]
    boxes.sort(key=lambda box: (box.row, box.middle, box.column))
    return Facts(version, used, visible, locked, frozenset(hidden), tuple(merged), tuple(boxes), properties)


def read_book(
    book: OpenBook,
    *,
    only: Collection[str] | None = None,
    ask: FactsOf = ask_addin,
    progress: Callable[[str], None] = lambda _: None,
) -> Book:
    """The sheets of an open workbook, or those named in ``only``, in their order, as they stand on the screen now.

    ``progress`` is told which sheet is being read. Raises UserError when the add-in does not answer.
    """
    names = [sheet.name for sheet in book.sheets]
    wanted = [name for name in names if only is None or name in only]
    grids: list[Grid] = []
    identity: dict[str, str] = {}
    for number, name in enumerate(wanted, 1):
        progress(f"正在读取“{name}”（第 {number} 张，共 {len(wanted)} 张）…")
        facts = ask(book, name)
        identity |= facts.properties
        grids.append(_grid(book.sheets[name], name, facts))
    return Book(path=book.fullname, grids=tuple(grids), identity=identity)


def _grid(sheet: Sheet, name: str, facts: Facts) -> Grid:
    bounds = Bounds.of(facts.used.bottom, facts.used.right)
    area = sheet.range((1, 1), (bounds.rows, bounds.columns))
    values = area.options(ndim=2, err_to_str=True).value
    faults: dict[tuple[int, int], str] = {}
    rows = [[_value(value, (r, c), faults) for c, value in enumerate(row, 1)] for r, row in enumerate(values, 1)]
    return Grid(
        name=name,
        rows=rows,
        merged=facts.merged,
        hidden_rows=facts.hidden_rows,
        faults=faults,
        visibility=Visibility.VISIBLE if facts.visible else Visibility.HIDDEN,
        controls=facts.controls,
        left_out=bounds.said(facts.used.bottom, facts.used.right),
    )


def _value(value: Any, place: tuple[int, int], faults: dict[tuple[int, int], str]) -> CellValue:
    if isinstance(value, str):
        if value.startswith("#") and _ERROR.fullmatch(value):
            faults[place] = value
            return None
        return value.replace("\r\n", "\n")
    if isinstance(value, int) and not isinstance(value, bool) and value in _ERROR_CODES:
        faults[place] = "#UNKNOWN!"
        return None
    return value  # type: ignore[no-any-return]


@contextmanager
def at_work(app: App, message: str) -> Iterator[Callable[[str], None]]:
    """Excel while Python works: screen and events off, a message in the status bar; all as before afterwards.

    Yields what shows a message. The calculation mode, the selection and the filter are never touched.
    """
    before = (app.screen_updating, app.enable_events, app.display_alerts, app.status_bar)

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
def unlocked(book: OpenBook, sheets: Sequence[str]) -> Iterator[frozenset[str]]:
    """Protected sheets without a password opened for as long as the work takes, then locked as they were.

    Yields the names that stay locked.
    """
    states: dict[str, str] = {}
    try:
        for name in sheets:
            states[name] = call_addin(book.app, "XLT_Unlock", book.name, name) or ""
        yield frozenset(name for name, state in states.items() if not state)
    finally:
        for name, state in states.items():
            if state not in ("", NOT_PROTECTED):
                call_addin(book.app, "XLT_Lock", book.name, name, state)


def caller() -> OpenBook:
    """The workbook in front when the button was clicked."""
    return xw.Book.caller()

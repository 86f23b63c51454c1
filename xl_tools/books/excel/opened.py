"""A workbook open in Excel, held for one click: what is asked again and again is asked once.

What Excel tells a caller only cell by cell (merged ranges, hidden rows, tick boxes), and what needs several calls or
the names of its arguments, is done in one call by a function of the add-in (``macros/XltSheet.bas``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Cell, Control, Grid, Range, Stretch, Visibility
from xl_tools.core.number_formats import is_telling

if TYPE_CHECKING:
    from xlwings import App, Book, Sheet

ADDIN = "xl_tools.xlam"
_ERROR = "error\t"
"""How the answer of the add-in begins where Excel refused; what Excel said follows."""
_VISIBILITIES = {"1": Visibility.VISIBLE, "0": Visibility.HIDDEN, "2": Visibility.VERY_HIDDEN}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the add-in tells of a sheet. ``used`` starts at the first used cell, as Excel has it."""

    used: Range
    visibility: Visibility = Visibility.VISIBLE
    locked: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()
    formats: Mapping[Cell, str] = field(default_factory=dict)
    struck: frozenset[Cell] = frozenset()
    struck_parts: Mapping[Cell, tuple[Stretch, ...]] = field(default_factory=dict)
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What the add-in tells of a workbook. ``sheets`` are those with cells, in their order; ``front`` is the sheet in
    front, None where that is no sheet with cells. ``results`` is our results sheet: None where there is none, "" where
    its name leads nowhere. ``shared``: several people edit it at once, and Excel refuses formats and sheets.
    ``read_only``: somebody else has it open, or its file is locked: changes are not saved there."""

    sheets: tuple[str, ...] = ()
    front: str | None = None
    shared: bool = False
    results: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    read_only: bool = False


def parse_facts(text: str) -> Facts:
    """The lines of ``XLT_Facts`` as a record."""
    used, visibility, locked = Range(1, 1, 1, 1), Visibility.VISIBLE, False
    rows: set[int] = set()
    columns: set[int] = set()
    formats: dict[Cell, str] = {}
    struck: set[Cell] = set()
    parts: dict[Cell, tuple[Stretch, ...]] = {}
    merged: list[Range] = []
    boxes: list[Control] = []
    for line in text.split("\n"):
        kind, *words = line.split("\t")
        if kind == "used":
            used = Range(*map(int, words))
        elif kind == "visible":
            visibility = _VISIBILITIES[words[0]]
        elif kind == "protected":
            locked = words[0] == "1"
        elif kind == "hidden":
            rows |= set(range(int(words[0]), int(words[1]) + 1))
        elif kind == "columns":
            columns |= set(range(int(words[0]), int(words[1]) + 1))
        elif kind == "format" and is_telling(words[2]):
            formats[int(words[0]), int(words[1])] = words[2]
        elif kind == "struck":
            cell = int(words[0]), int(words[1])
            if words[2] == "1":
                struck.add(cell)
            else:
                parts[cell] = _stretches(words[3])
        elif kind == "merged":
            merged.append(Range(*map(int, words)))
        elif kind == "box":
            state = {"1": True, "0": False}.get(words[2])
            boxes.append(Control(int(words[0]), int(words[1]), words[4].strip(), state, float(words[3])))
    boxes.sort(key=lambda box: (box.row, box.middle, box.column))
    return Facts(
        used=used,
        visibility=visibility,
        locked=locked,
        hidden_rows=frozenset(rows),
        hidden_columns=frozenset(columns),
        merged=tuple(merged),
        formats=formats,
        struck=frozenset(struck),
        struck_parts=parts,
        controls=tuple(boxes),
    )


def _stretches(said: str) -> tuple[Stretch, ...]:
    """``first-last,first-last``, the last place of each not among them; () where it is not known which words."""
    ends = [part.split("-") for part in said.split(",") if part]
    return tuple((int(first), int(last)) for first, last in ends)


def parse_book_facts(text: str) -> BookFacts:
    """The lines of ``XLT_Book`` as a record."""
    sheets: list[str] = []
    front, results, shared, read_only = None, None, False, False
    properties: dict[str, str] = {}
    for line in text.split("\n"):
        kind, *words = line.split("\t")
        if kind == "sheet":
            sheets.append(words[0])
        elif kind == "front":
            front = words[0]
        elif kind == "shared":
            shared = words[0] == "1"
        elif kind == "readonly":
            read_only = words[0] == "1"
        elif kind == "results":
            results = words[0]
        elif kind == "property":
            properties[words[0]] = words[1]
    return BookFacts(tuple(sheets), front, shared, results, properties, read_only)


def call_addin(app: App, function: str, *arguments: str | int) -> str:
    """What a function of the add-in answers. Raises UserError when the add-in is not loaded, or when Excel refused."""
    try:
        answer = str(app.macro(f"'{ADDIN}'!{function}")(*arguments) or "")
    except Exception as error:
        raise UserError(
            f"加载项 {ADDIN} 没有回应，可能没有装好或被停用；请在“文件→选项→加载项”里启用，"
            "或重新运行安装程序。工作簿未改动。"
        ) from error
    if answer.startswith(_ERROR):
        raise UserError(f"Excel 没有照办：{answer.removeprefix(_ERROR)} 请处理后再试一次。")
    return answer


def path_of(book: Book) -> str:
    """The path of an open workbook; its name alone where it has none on this machine: not saved yet, or in the cloud
    (OneDrive, SharePoint), where xlwings raises when it cannot find the folder."""
    try:
        path = str(book.fullname)
    except Exception:
        return book.name
    return book.name if "://" in path else path


class Opened:
    """A workbook open in Excel, its application, name, sheets and facts, each asked once.

    Made anew for every click: between two the user may have changed anything.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.app: App = book.app
        self.name: str = book.name
        self._sheets: dict[str, Sheet] = {}
        self._facts: dict[str, Facts] = {}
        self.grids: dict[str, Grid] = {}
        """The sheets read so far, by name (``open_book.grid_of``)."""

    @cached_property
    def path(self) -> str:
        return path_of(self.book)

    @cached_property
    def facts(self) -> BookFacts:
        return parse_book_facts(call_addin(self.app, "XLT_Book", self.name))

    @property
    def not_saved(self) -> str:
        """What to tell of a change that was made in a workbook that is read-only; "" in others."""
        if not self.facts.read_only:
            return ""
        return f"“{self.name}”是只读打开的（可能别人正开着，或文件设成了只读），改动存不回原文件；要留下，请另存一份。"

    def sheet(self, name: str) -> Sheet:
        """A sheet with cells, by name."""
        if name not in self._sheets:
            self._sheets[name] = self.book.sheets[name]
        return self._sheets[name]

    def facts_of(self, sheet: str) -> Facts:
        """The facts of a sheet, named."""
        if sheet not in self._facts:
            self._facts[sheet] = parse_facts(self.ask("XLT_Facts", sheet))
        return self._facts[sheet]

    def ask(self, function: str, *arguments: str | int) -> str:
        """What a function of the add-in answers about this workbook. Raises UserError, as ``call_addin``."""
        return call_addin(self.app, function, self.name, *arguments)

    def changed(self) -> None:
        """Sheets have come or gone: what was asked of them no longer holds."""
        self._sheets.clear()
        self._facts.clear()
        self.grids.clear()
        self.__dict__.pop("facts", None)

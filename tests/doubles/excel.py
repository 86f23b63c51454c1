"""An Excel for xlwings, over openpyxl: the product code runs through the real public interface of xlwings.

Only what the product asks for is here, and it behaves as Excel does where the difference matters: a text that looks
like a number, a date or a formula becomes one unless it begins with an apostrophe; a protected sheet or a shared
workbook refuses; a hidden sheet does not come to the front; currency arrives as Decimal, a time of day on the day 0; a
workbook in the cloud has no path; charts are sheets without cells; what a program changes empties the list of what can
be undone; a file that is open is written by nobody else, one that somebody else has open comes read-only and is not
saved. Every call from xlwings is counted. Formulas are not calculated.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import range_boundaries

from tests.doubles.cells import ERRORS, Note, Range
from tests.doubles.counting import Calls, Impl, Refused, counted, counting
from tests.doubles.in_use import FilesInUse
from xl_tools.books.excel.quick_xlwings import xw

__all__ = [
    "App",
    "Book",
    "Books",
    "Excel",
    "Note",
    "Range",
    "Sheet",
    "Sheets",
]

_NAMED = {code: name for name, code in ERRORS.items() if name != "#SPILL!"}


class Excel:
    """One running Excel: its books, its state, what it was asked and what the user answers."""

    def __init__(self) -> None:
        self.calls = Calls()
        self.open: list[Any] = []
        self.front: Any = None
        self.alerts: list[str] = []
        self.answers: list[str] = []
        self.macros: dict[str, Callable[..., Any]] = {}
        self.screen_updating = self.enable_events = self.display_alerts = True
        self.status_bar: Any = False
        self.status_shown: list[str] = []
        self.calculation = "semiautomatic"
        self.selections: dict[str, str] = {}
        self.refuse_setting: set[str] = set()
        self.version = "16.0"
        self.files = FilesInUse()
        self.elsewhere: set[Path] = set()
        """Files that somebody else has open."""
        self.undo: list[Callable[[], None]] = []
        """What the user can take back, the newest last."""
        self.app = App(self)
        engine = SimpleNamespace(
            name="double",
            type="desktop",
            apps=[self.app],
            prepare_xl_data_element=lambda value, _: "" if value is None else value,
            clean_value_data=_clean,
        )
        self.engine = engine
        xw.engines.active = xw.Engine(impl=engine)

    def open_book(self, path: Path) -> Any:
        """The user opens a file, read-only where somebody else has it: it comes to the front, and is the caller of the
        next button."""
        book = self._take(Book(self, path, read_only=path in self.elsewhere or _is_locked(path)))
        xw.Book(impl=book).set_mock_caller()
        return xw.Book(impl=book)

    def _take(self, book: Book) -> Book:
        self.open.append(book)
        self.front = book
        self.files.held.append(str(book.path))
        if self.files.watched and not book.read_only:
            book.owner_file.write_bytes(b"\x05clerk")
        return book

    def use_elsewhere(self, path: Path, *, shut: bool = False) -> None:
        """Somebody else opens a file; with ``shut`` so that it cannot even be read."""
        self.elsewhere.add(path)
        (self.files.shut if shut else self.files.held).append(str(path))

    def close(self, book: Book) -> None:
        """The user closes a workbook."""
        self.open.remove(book)
        self.files.held.remove(str(book.path))
        if not book.read_only:
            book.owner_file.unlink(missing_ok=True)
        self.front = self.open[-1] if self.open else None

    def typed(self, sheet: str, cell: str, value: Any) -> None:
        """The user types into a cell of the workbook in front, and could take it back."""
        held = self.front.file[sheet][cell]
        before = held.value
        self.undo.append(lambda: setattr(held, "value", before))
        held.value = value

    def take_back(self) -> None:
        """The user takes back what was typed last."""
        if not self.undo:
            raise Refused("nothing can be undone")
        self.undo.pop()()

    def was_changed(self) -> None:
        """A program has changed something in a workbook: the user's list of what can be undone is gone."""
        self.undo.clear()


def _clean(data: Any, _dates: Any, empty: Any, _numbers: Any, err_to_str: bool) -> list[list[Any]]:
    def one(value: Any) -> Any:
        if value in ("", None):
            return empty
        if isinstance(value, int) and value in _NAMED:
            return _NAMED[value] if err_to_str else None
        return value

    return [[one(value) for value in row] for row in data]


@counted
class App(Impl):
    pid = hwnd = 1

    @property
    def engine(self) -> Any:
        return self.excel.engine

    @property
    def books(self) -> Any:
        return Books(self.excel)

    @property
    def version(self) -> str:
        return self.excel.version

    @property
    def selection(self) -> Any:
        sheet = self.excel.front.active
        return sheet.range(self.excel.selections.get(sheet.title, "A1"))

    def run(self, macro: str, arguments: list[Any]) -> Any:
        name = macro.rpartition("!")[2]
        if name not in self.excel.macros:
            raise Refused(f"cannot run the macro {macro}")
        return self.excel.macros[name](*arguments)

    def alert(self, prompt: str, _title: str, buttons: str, _mode: str, _callback: Any) -> str:
        assert self.excel.screen_updating, "a message box over a frozen screen"
        self.excel.alerts.append(prompt)
        return "ok" if buttons == "ok" else self.excel.answers.pop(0)

    @property
    def status_bar(self) -> Any:
        return self.excel.status_bar

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self.excel.status_bar = value
        self.excel.status_shown += [value] if value else []


def _state(name: str) -> property:
    def read(self: App) -> Any:
        return getattr(self.excel, name)

    def write(self: App, value: Any) -> None:
        if name in self.excel.refuse_setting and value:
            raise Refused(name)
        setattr(self.excel, name, value)

    return property(counting(f"App.{name}", read), counting(f"App.{name}=", write))


for _name in ("screen_updating", "enable_events", "display_alerts", "calculation"):
    setattr(App, _name, _state(_name))


@counted
class Books(Impl):
    @property
    def app(self) -> App:
        return self.excel.app

    @property
    def active(self) -> Any:
        return self.excel.front

    def __call__(self, key: Any) -> Any:
        return self.excel.open[key - 1] if isinstance(key, int) else {book.name: book for book in self.excel.open}[key]

    def __len__(self) -> int:
        return len(self.excel.open)

    def __iter__(self) -> Iterator[Any]:
        return iter(list(self.excel.open))

    def open(self, fullname: str, update_links: Any = None, *_: Any, **__: Any) -> Any:
        if update_links is None and _has_links(Path(fullname)):
            raise AssertionError("Excel asks about links, and the call that opens the workbook waits for the answer")
        if any(book.name.lower() == Path(fullname).name.lower() for book in self.excel.open):
            raise Refused("two workbooks of one name cannot be open")
        if Path(fullname) in self.excel.elsewhere:
            raise Refused("the file is in use, and nobody asked to be notified")
        return self.excel._take(Book(self.excel, Path(fullname)))


def _is_locked(path: Path) -> bool:
    """Whether the file bears the mark 只读."""
    return not path.stat().st_mode & 0o200


def _has_links(path: Path) -> bool:
    with zipfile.ZipFile(path) as package:
        return any(name.startswith("xl/externalLinks/") for name in package.namelist())


@counted
class Book(Impl):
    def __init__(self, excel: Excel, path: Path, *, read_only: bool = False) -> None:
        super().__init__(excel)
        self._path = self.path = path
        self.read_only = read_only
        self.file = openpyxl.load_workbook(path)
        self.values = openpyxl.load_workbook(path, data_only=True)
        self.refuses_note: set[str] = set()
        self.shared = self.in_the_cloud = self.never_saved = False
        self.grouped: list[str] = []
        """Sheets selected together, the one in front among them."""

    @property
    def name(self) -> str:
        return "工作簿1" if self.never_saved else self._path.name

    @property
    def owner_file(self) -> Path:
        """What Excel lays beside a workbook as long as it is open."""
        return self.path.with_name(f"~${self.path.name}")

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save under its name, as the user does."""
        del password
        if self.read_only and path in (None, str(self.path)):
            raise Refused("the workbook is read-only")
        with self.excel.files.to_its_owner(str(self.path)):
            self.saved_as(Path(path) if path else self.path)

    @property
    def fullname(self) -> str:
        if self.never_saved:
            return self.name
        if self.in_the_cloud:  # as xlwings does where it does not find the folder of a OneDrive
            raise FileNotFoundError("couldn't find the local OneDrive folder")
        return str(self._path)

    @property
    def app(self) -> App:
        return self.excel.app

    @property
    def sheets(self) -> Any:
        return Sheets(self)

    @property
    def active(self) -> Sheet:
        return Sheet(self, self.file.active.title)

    def rich_text(self, sheet: str, cell: Any) -> list[tuple[str, bool]] | None:
        """The text of a cell by its looks, each part with whether it is struck; None where it has one look."""
        if self._rich is None or sheet not in self._rich.sheetnames:
            return None
        held = self._rich[sheet][cell.coordinate]
        if not isinstance(held.value, CellRichText) or str(held.value) != cell.value:
            return None
        return [
            (str(part), bool(part.font.strike if isinstance(part, TextBlock) else held.font.strike))
            for part in held.value
        ]

    @cached_property
    def _rich(self) -> Any:
        """The workbook with looks within texts, where it has words that are struck."""
        with zipfile.ZipFile(self._path) as package:
            if not any(b"<strike" in package.read(name) for name in package.namelist() if name.endswith(".xml")):
                return None
        return openpyxl.load_workbook(self._path, rich_text=True)

    def saved_as(self, path: Path) -> Path:
        """The workbook as it stands, in a file. What openpyxl notes in the workbook while it saves is undone."""
        formats = list(self.file._differential_styles.styles)
        drawings = {sheet.title: sheet.legacy_drawing for sheet in self.file.worksheets}
        self.file.save(path)
        self.file._differential_styles.styles = formats
        for title, drawing in drawings.items():
            self.file[title].legacy_drawing = drawing
        return path


class OfBook(Impl):
    def __init__(self, book: Any) -> None:
        super().__init__(book.excel)
        self._book = book


@counted
class Sheets(OfBook):
    @property
    def active(self) -> Any:
        return self._book.active

    def __call__(self, key: Any) -> Any:
        if isinstance(key, int):
            return Sheet(self._book, self._names[key - 1])
        found = {name.lower(): name for name in self._names}.get(key.lower())
        if found is None:
            raise Refused(f"no sheet {key}")
        return Sheet(self._book, found)

    @property
    def _names(self) -> list[str]:
        """Of the sheets with cells: charts are not among ``Worksheets``."""
        return [sheet.title for sheet in self._book.file.worksheets]

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[Any]:
        return iter([Sheet(self._book, name) for name in self._names])


@counted
class Sheet(OfBook):
    def __init__(self, book: Any, title: str) -> None:
        super().__init__(book)
        self._title = title

    @property
    def title(self) -> str:
        return self._title

    @property
    def ws(self) -> Any:
        return self._book.file[self._title]

    @property
    def name(self) -> str:
        return self._title

    @property
    def book(self) -> Any:
        return self._book

    @property
    def index(self) -> int:
        return self._book.file.sheetnames.index(self._title) + 1

    @property
    def notes(self) -> list[Any]:
        held = [cell for _, cell in sorted(self.ws._cells.items()) if cell.comment]
        return [Note(self, cell.row, cell.column) for cell in held]

    def range(self, first: Any, last: Any = None) -> Any:
        if isinstance(first, Range):
            return Range(self, ((first.row, first.column, *(last or first).corner),))
        if isinstance(first, str):
            areas = []
            for part in first.replace("$", "").split(","):
                left, top, right, bottom = range_boundaries(part)
                areas.append((top, left, bottom, right))
            if len(first) > 255:
                raise Refused("the address is too long")
            return Range(self, tuple(areas))
        return Range(self, ((*first, *(last or first)),))

    def change(self) -> None:
        """A program is about to change the sheet."""
        if self.ws.protection.sheet:
            raise Refused("the sheet is protected")
        self.excel.was_changed()

"""One look at a sheet's part before it is read: how far its cells reach, and what their values alone do not tell.

calamine sets up the whole rectangle from A1 to the last cell: one stray character in the last row takes it 0.7 GB, in
the last column as well it ends the process. So the cells are counted first, and those beyond the limits are cut out
of what it gets to see. It also reads error values and formulas without a stored value as empty.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xl_tools.books.file.guard import Archive, limit
from xl_tools.books.file.xml_steps import Damaged, watch
from xl_tools.core.addresses import column_letters, column_number
from xl_tools.core.expressions import expression


@dataclass(slots=True)
class Scanned:
    """What the look found. Rows and columns count from 1 and are those of cells that hold anything."""

    data: bytes = b""
    recoded: bool = False
    rows: int = 0
    columns: int = 0
    filled: int = 0
    characters: int = 0
    merged: int = 0
    controls: bool = False
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


def check_count(_: str, attributes: dict[str, str]) -> None:
    """calamine makes room for as many entries as a list says it has; a wrong number ends the process."""
    for name in ("count", "uniqueCount"):
        told = attributes.get(name, "0")
        if len(told) > 8 or not told.strip().lstrip("+").isdecimal():
            raise Damaged(f"登记的数目“{told[:20]}”不对")


class Strings:
    """How long the shared strings are."""

    def __init__(self, lengths: Sequence[int] = ()) -> None:
        self.lengths = lengths
        self.longest = max(lengths, default=0)

    @classmethod
    def of(cls, archive: Archive, part: str) -> Strings:
        """Raises UserError when one is longer than a cell may hold."""
        lengths = array("L")
        longest = limit("sheet", "text")

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "si" or name.endswith(":si"):
                lengths.append(0)
            elif attributes:
                check_count(name, attributes)

        def characters(text: str) -> None:
            if lengths:
                lengths[-1] += len(text)
                if lengths[-1] > longest:
                    raise Damaged(f"里有一格文字超过 {longest} 字（Excel 一格最多 32767 字）")

        archive.xml(part, start=start, characters=characters)
        return cls(lengths)

    def length(self, index: str) -> int:
        return self.lengths[int(index)] if index.isascii() and index.isdigit() and int(index) < len(self.lengths) else 0


class _Look:
    """The handlers of one parse. A cell outside ``sheetData`` is none."""

    def __init__(self, strings: Strings) -> None:
        self.found = Scanned()
        self._strings = strings
        self._inside = 0
        self._row = 0
        self._column = 0
        self._kind = ""
        self._picture = False
        self._formula = self._value = self._holds = self._listening = False
        self._stored: list[str] = []
        self._longest = limit("sheet", "text")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if self._inside:
            if name == "c":
                self._cell(attributes)
            elif name == "v" or name == "is":
                self._value = self._listening = True
            elif name == "f":
                self._formula = True
            elif name == "row":
                self._new_row(attributes)
        elif name == "mergeCell":
            self.found.merged += 1
        elif name == "legacyDrawing" or name == "control":
            self.found.controls = True
        if name == "sheetData":
            self._inside += 1

    def _new_row(self, attributes: dict[str, str]) -> None:
        self._row = _number(attributes.get("r"), self._row + 1)
        self._column = 0
        if attributes.get("hidden") in ("1", "true"):
            self.found.hidden.add(self._row)

    def _cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place:
            self._row, self._column = _place(place)
        else:
            self._column += 1
        self._kind = attributes.get("t", "n")
        self._picture = "vm" in attributes  # a picture placed in the cell is stored as an error value; it is none
        self._formula = self._value = False
        self._stored = []

    def characters(self, text: str) -> None:
        if self._listening:
            self._stored.append(text)

    def end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "v" or name == "is":
            self._listening = False
        elif name == "c" and self._inside:
            if self._value or self._formula:
                self._count("".join(self._stored))
        elif name == "sheetData":
            self._inside -= 1

    def _count(self, stored: str) -> None:
        found, kind = self.found, self._kind
        if stored or kind != "n":
            found.filled += 1
            found.rows = max(found.rows, self._row)
            found.columns = max(found.columns, self._column)
        found.characters += self._strings.length(stored) if kind == "s" else len(stored)
        if kind == "n" and stored.lstrip()[:1] == "-" and _is_too_low(stored):
            raise Damaged(f"里 {column_letters(self._column)}{self._row} 格的数字小得不像数")
        if len(stored) > self._longest:
            raise Damaged(f"里有一格文字超过 {self._longest} 字（Excel 一格最多 32767 字）")
        if self._picture:
            return
        if kind == "e":
            found.faults[self._row, self._column] = stored or "#N/A"
        elif self._formula and not stored and kind != "str":
            found.faults[self._row, self._column] = "="


def look(archive: Archive, part: str, strings: Strings) -> Scanned:
    """One look at a sheet's part. Raises UserError when it is damaged or beyond the limits of any part."""
    plain = _plain(archive.read(part), strings)
    if plain:
        return plain
    handlers = _Look(strings)
    data = archive.xml(part, start=handlers.start, end=handlers.end, characters=handlers.characters)
    handlers.found.data = data
    handlers.found.recoded = archive.recoded
    return handlers.found


# Most sheets are small and plain; they need no parse. Every opening tag of a cell must have the plain form, so that
# nothing can hide; what tells more than a value sends the sheet to the parser.
_PLAIN_MAX = 200_000
_CELL = expression(rb"<(?:[^\s<>/\"'=]+:)?c(?=[\s/>])")
_PLAIN = expression(rb'<c r="([A-Z]{1,2})([1-9]\d{0,3})"(?: s="\d{1,5}")?(?: t="(s|n|b)")?/?>')
_TELLING = expression(
    rb"""<!|[:<]v(?:\s[^>]*)?>\s*(?:-(?:[^<]*[eE]|[^<]{11})|[^<]*&)|["']e["']|<(?:[^\s<>/"'=]+:)?f[\s/>]|hidden=|legacyDrawing|control|encoding=["'](?!UTF-8)"""
)


def _plain(data: bytes, strings: Strings) -> Scanned | None:
    """The look at a small sheet of plain cells; None where it takes a parse. Reaches may count blank cells."""
    if len(data) > _PLAIN_MAX or not data.startswith((b"<?xml ", b"<worksheet")) or _TELLING.search(data):
        return None
    cells = _PLAIN.findall(data)
    merged = data.count(b"mergeCell ")
    if not cells or len(cells) != len(_CELL.findall(data)) or len(cells) * strings.longest > 4_000_000:
        return None
    rows = max(int(row) for _, row, _ in cells)
    columns = max(column_number(letters.decode()) for letters in {letters for letters, _, _ in cells})
    if rows * columns > 100_000:
        return None
    characters = len(cells) * strings.longest + len(data)
    return Scanned(rows=rows, columns=columns, filled=len(cells), characters=characters, merged=merged)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a sheet is read: so many rows and columns from A1."""

    rows: int
    columns: int

    @classmethod
    def of(cls, rows: int, columns: int) -> Bounds:
        """The bounds for a sheet that reaches so far: its own, where they are within the limits."""
        kept = min(rows, limit("sheet", "rows"))
        return cls(kept, min(columns, limit("sheet", "columns"), max(limit("sheet", "cells") // max(kept, 1), 1)))

    def hold(self, rows: int, columns: int) -> bool:
        return rows <= self.rows and columns <= self.columns

    def said(self, rows: int, columns: int) -> str:
        """What of a sheet that reaches so far is left out, for the clerk."""
        what = []
        if rows > self.rows:
            what.append(f"第 {self.rows} 行以下（直到第 {rows} 行）")
        if columns > self.columns:
            what.append(f"{column_letters(self.columns)} 列以右")
        return "、".join(what)


def trimmed(data: bytes, bounds: Bounds) -> bytes:
    """A sheet's part without the cells beyond the bounds."""
    row = column = 0

    def beyond(name: str, attributes: dict[str, str]) -> bool:
        nonlocal row, column
        if name == "row":
            row, column = _number(attributes.get("r"), row + 1), 0
            return row > bounds.rows
        if name != "c":
            return False
        if attributes.get("r"):
            row, column = _place(attributes["r"])
        else:
            column += 1
        return not bounds.hold(row, column)

    return _without(data, beyond)


def without_cells(data: bytes) -> bytes:
    """A sheet's part with its rows and everything else, but no cells: for those who ask about rows only."""
    return _without(data, lambda name, _: name == "c")


def _without(data: bytes, drop: Callable[[str, dict[str, str]], bool]) -> bytes:
    """The part (UTF-8) without the elements of ``sheetData`` that ``drop`` names."""
    pieces: list[bytes] = []
    kept = inside = depth = dropped = cut_from = 0
    parser: Any = None

    def within(given: Any) -> None:
        nonlocal parser
        parser = given

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside, depth, dropped, cut_from
        depth += 1
        name = name.rpartition(":")[2]
        if inside and not dropped and drop(name, attributes):
            dropped, cut_from = depth, parser.CurrentByteIndex
        inside += name == "sheetData"

    def end(name: str) -> None:
        nonlocal inside, depth, dropped, kept
        if depth == dropped:
            pieces.append(data[kept:cut_from])
            # An empty-element tag is opened and closed at one place.
            kept = data.index(b">", _after_attributes(data, parser.CurrentByteIndex)) + 1
            dropped = 0
        depth -= 1
        inside -= name.rpartition(":")[2] == "sheetData"

    watch(data, start=start, end=end, within=within)
    return b"".join([*pieces, data[kept:]])


def _after_attributes(data: bytes, at: int) -> int:
    """Where a tag's end may be looked for: behind the values of its attributes, which may hold a ">"."""
    if data.startswith(b"</", at):
        return at
    quote = 0
    while data[at] != 0x3E or quote:
        if quote:
            quote = 0 if data[at] == quote else quote
        elif data[at] in b"\"'":
            quote = data[at]
        at += 1
    return at


_columns: dict[str, int] = {}


def _place(name: str) -> tuple[int, int]:
    """Row and column of a cell's name, in small letters too, as calamine reads it."""
    letters = name.rstrip("0123456789")
    try:
        column = _columns.get(letters) or _columns.setdefault(letters, column_number(letters.upper()))
        row = int(name[len(letters) :])
    except ValueError:
        raise Damaged(f"里有认不得的单元格地址“{name[:20]}”") from None
    if not 0 < row < 1 << 32:
        raise Damaged(f"里有认不得的单元格地址“{name[:20]}”")
    return row, column


def _is_too_low(stored: str) -> bool:
    """Whether a number, taken for a date, lies so far back that calamine gives up instead of saying that it is none."""
    try:
        return float(stored) < -1e11
    except ValueError:
        return False


def _number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Damaged(f"里有认不得的行号“{text[:20]}”")
    return int(text)

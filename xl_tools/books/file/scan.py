"""One look at a sheet's part before it is read: how far its cells reach, and what their values alone do not tell.

calamine sets up the whole rectangle from A1 to the last cell: one stray character in the last row takes it 0.7 GB, in
the last column as well it ends the process. So the cells are counted first, and those beyond the limits are cut out
of what it gets to see. It also reads error values and formulas without a stored value as empty.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import field

from xl_tools.books.file.accepted_sheet import as_calamine_takes_it, names_whole_columns
from xl_tools.books.file.cell_styles import Styles, is_true, pack
from xl_tools.books.file.guard import Archive, limit
from xl_tools.books.file.rich_text import RichText, Runs, rich_strings
from xl_tools.books.file.xml_steps import Damaged, check_count
from xl_tools.core.addresses import column_letters, column_number
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Cell


@dataclass(slots=True)
class Scanned:
    """What the look found. Rows and columns count from 1 and are those of cells that hold anything."""

    data: bytes = b""
    recoded: bool = False
    low: list[str] = field(default_factory=list)
    """Cells with a number that, taken for a date, makes calamine give up."""
    rows: int = 0
    columns: int = 0
    filled: int = 0
    characters: int = 0
    merged: int = 0
    controls: bool = False
    faults: dict[Cell, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    styled: array[int] = field(default_factory=lambda: array("Q"))
    """Cells whose style tells something, packed (``cell_styles.pack``)."""
    pictures: array[int] = field(default_factory=lambda: array("Q"))
    """Cells that hold a picture: with style 0 by their formula, with 1 by a value that is stored as a picture or as
    another rich value; the sheet does not say which."""
    formulas: array[int] = field(default_factory=lambda: array("Q"))
    """Cells that hold a formula, packed with style 0."""
    rich: dict[Cell, RichText] | None = field(default_factory=dict)
    """The texts of which some words may be struck; None for too many."""


class Strings:
    """How long the shared strings are, and of which some words are struck (by index; None: too many to say)."""

    def __init__(self, lengths: Sequence[int] = (), rich: dict[str, RichText] | None = None) -> None:
        self.lengths = lengths
        self.rich = rich
        self.longest = max(lengths, default=0)

    @classmethod
    def of(cls, archive: Archive, part: str, styles: Styles) -> Strings:
        """Raises UserError when one is longer than a cell may hold."""
        lengths = array("L")
        longest = limit("sheet", "text")
        stored = Stored()

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "si" or name.endswith(":si"):
                lengths.append(0)
                stored.clear()
            elif attributes:
                check_count(name, attributes)

        def characters(text: str) -> None:
            if lengths:
                lengths[-1] += stored.more(text)
                if lengths[-1] > longest:
                    raise Damaged(f"里有一格文字超过 {longest} 字（Excel 一格最多 32767 字）")

        data = archive.xml(part, start=start, characters=characters)
        return cls(lengths, rich_strings(data, bool(styles.struck)))

    def length(self, index: str) -> int:
        return self.lengths[int(index)] if index.isascii() and index.isdigit() and int(index) < len(self.lengths) else 0


_ESCAPE = expression("_x[0-9A-Fa-f]{4}_")


class Stored:
    """Counts the characters of a text that comes in pieces as Excel counts them: ``_x000D_`` is how one character is
    stored, and ``_x005F_x000D_`` how seven are."""

    def __init__(self) -> None:
        self._end = ""

    def more(self, piece: str) -> int:
        """How many characters a piece adds; one that was cut in two by the pieces' border is made good."""
        if not self._end and "_" not in piece:
            return len(piece)
        text = self._end + piece
        ends = [match.end() for match in _ESCAPE.finditer(text)]
        rest = text[max([0, len(text) - 6, *ends[-1:]]) :]
        self._end = rest[rest.find("_") :] if "_" in rest else ""
        return len(piece) - 6 * len(ends)

    def clear(self) -> None:
        """A new text begins."""
        self._end = ""


class _Look:
    """The handlers of one parse. A cell outside ``sheetData`` is none."""

    def __init__(self, strings: Strings, styles: Styles) -> None:
        self.found = Scanned(rich=None if strings.rich is None else {})
        self._strings = strings
        self._telling = styles.telling
        self._rich = strings.rich
        self._lowest, self._rightmost = limit("sheet", "rows"), limit("sheet", "columns")
        self._style = ""
        self._inside = 0
        self._row = 0
        self._column = 0
        self._kind = ""
        self._picture = self._no_height = False
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
        elif name == "col":
            self._column_width(attributes)
        elif name == "sheetFormatPr":
            self._no_height = is_true(attributes.get("zeroHeight"))
        if name == "sheetData":
            self._inside += 1

    def _new_row(self, attributes: dict[str, str]) -> None:
        self._row = number(attributes.get("r"), self._row + 1)
        self._column = 0
        height = attributes.get("ht")
        if is_true(attributes.get("hidden")) or (self._no_height if height is None else _is_less(height, LOWEST_SEEN)):
            self.found.hidden.add(self._row)

    def _column_width(self, attributes: dict[str, str]) -> None:
        if is_true(attributes.get("hidden")) or _is_less(attributes.get("width", ""), THINNEST_SEEN):
            first, last = (
                int(text[:9]) if text.isdecimal() else 0 for text in map(attributes.get, ("min", "max"), ("", ""))
            )
            self.found.hidden_columns |= set(range(max(first, 1), min(last, limit("sheet", "columns")) + 1))

    def _cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place:
            self._row, self._column = place_of(place)
        else:
            self._column += 1
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "")
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
            if self._row > found.rows:
                found.rows = self._row
            if self._column > found.columns:
                found.columns = self._column
        length = Stored().more(stored) if "_" in stored else len(stored)
        found.characters += self._strings.length(stored) if kind == "s" else length
        if kind == "n" and "-" in stored and stored.lstrip()[:1] == "-" and _is_too_low(stored):
            found.low.append(f"{column_letters(self._column)}{self._row}")
            if len(found.low) > _LOW_MAX:
                raise Damaged(f"里 {found.low[0]} 等很多格的数字小得不像数")
        if length > self._longest:
            raise Damaged(f"里有一格文字超过 {self._longest} 字（Excel 一格最多 32767 字）")
        if self._style in self._telling:
            self._note(found.styled, self._telling[self._style])
        if self._formula:
            self._note(found.formulas, 0)
        if self._rich and kind == "s" and stored in self._rich:
            self._note_rich(self._rich[stored])
        if self._picture:
            if kind == "e":
                self._note(found.pictures, 1)
            return
        if kind == "e":
            found.faults[self._row, self._column] = stored or "#N/A"
        elif self._formula and not stored and kind != "str":
            found.faults[self._row, self._column] = "="

    def _note(self, cells: array[int], style: int) -> None:
        if self._row <= self._lowest and self._column <= self._rightmost:
            cells.append(pack(self._row, self._column, style))

    def _note_rich(self, text: RichText) -> None:
        rich = self.found.rich
        if rich is not None and self._row <= self._lowest and self._column <= self._rightmost:
            rich[self._row, self._column] = text
            if len(rich) > limit("sheet", "struck"):
                self.found.rich = None


class _CloseLook(_Look):
    """The handlers that follow inline rich text and formulas too, for the few sheets where these tell something."""

    def __init__(self, strings: Strings, styles: Styles) -> None:
        super().__init__(strings, styles)
        self._runs = Runs()
        self._inline = self._calculated = False
        self._said: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        name = name.rpartition(":")[2]
        if self._inline:
            self._runs.start(name, attributes)
        elif name == "is":
            self._inline = True
        elif name == "f":
            self._calculated, self._said = True, []

    def characters(self, text: str) -> None:
        super().characters(text)
        if self._inline:
            self._runs.characters(text)
        elif self._calculated:
            self._said.append(text)

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "is":
            self._inline = False
            if (rich := self._runs.finished()) and self._inside:
                self._note_rich(rich)
        elif self._inline:
            self._runs.end(local)
        elif local == "f":
            self._calculated = False
            if self._inside and not self._picture and _PICTURE.match("".join(self._said)):
                self._note(self.found.pictures, 0)
        super().end(name)


_PICTURE = expression(r"\s*(?:_xlfn\.)?(?:DISPIMG|IMAGE)\(")
_CLOSE = (b"strike", b"DISPIMG(", b"IMAGE(", b"\x00")
"""What a sheet that needs a close look holds; the last stands for UTF-16, in which the others are not seen."""


def look(archive: Archive, part: str, strings: Strings, styles: Styles) -> Scanned:
    """One look at a sheet's part. Raises UserError when it is damaged or beyond the limits of any part."""
    data = archive.read(part)
    plain = None if strings.rich != {} else _plain(data, strings, styles)
    if plain:
        return plain
    handlers = (_CloseLook if any(word in data for word in _CLOSE) else _Look)(strings, styles)
    data = archive.xml(part, start=handlers.start, end=handlers.end, characters=handlers.characters)
    handlers.found.data = as_calamine_takes_it(data, handlers.found.low)
    handlers.found.recoded = archive.recoded or handlers.found.data is not data
    return handlers.found


# Most sheets are small and plain; they need no parse. Every opening tag of a cell must have the plain form, so that
# nothing can hide; what tells more than a value sends the sheet to the parser.
_PLAIN_MAX = 200_000
_CELL = expression(rb"<(?:[^\s<>/\"'=]+:)?c(?=[\s/>])")
_PLAIN = expression(rb'<c r="([A-Z]{1,2})([1-9]\d{0,3})"(?: s="\d{1,5}")?(?: t="(s|n|b)")?/?>')
_TELLING_WORDS = (b"<!", b'"e"', b"'e'", b"hidden=", b"legacyDrawing", b"control", b"zeroHeight")
_LOW = (
    b' ht="0',
    b' ht="1"',
    b' ht="1.',
    b' ht="2"',
    b' ht="2.',
    b' width="0',
    b" ht='",
    b" width='",
    b"\nht",
    b"\tht",
)
"""How the height of a row begins that is too low to be seen, and the width of such a column."""
_TELLING = [
    expression(sign + rb"(?:v(?:\s[^>]*)?>\s*(?:-(?:[^<]*[eE]|[^<]{11})|[^<]*&)|f[\s/>])") for sign in (b"<", b":")
]
"""Each begins with one sign, which the engine finds many times as fast as either of two."""
_OTHER_ENCODING = expression(rb"""encoding=["'](?!UTF-8)""")


_STYLED = expression(rb'<c r="([A-Z]{1,2})([1-9]\d{0,3})" s="(\d{1,5})"(?: t="[snb]")?>')
"""A plain cell that has a style and is not blank."""


def _plain(data: bytes, strings: Strings, styles: Styles) -> Scanned | None:
    """The look at a small sheet of plain cells; None where it takes a parse. Reaches may count blank cells."""
    if len(data) > _PLAIN_MAX or not data.startswith((b"<?xml ", b"<worksheet")):
        return None
    # Plain words are found several times as quickly each by itself.
    if any(word in data for word in (*_TELLING_WORDS, *_LOW)) or any(telling.search(data) for telling in _TELLING):
        return None
    if _OTHER_ENCODING.search(data) or names_whole_columns(data):
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
    sheet = Scanned(rows=rows, columns=columns, filled=len(cells), characters=characters, merged=merged)
    if styles.telling:
        for letters, row, style in _STYLED.findall(data):
            if style.decode() in styles.telling:
                sheet.styled.append(pack(int(row), column_number(letters.decode()), int(style)))
    return sheet


_LOW_MAX = 50
"""Each takes a look through the whole part."""

_columns: dict[str, int] = {}


def place_of(name: str) -> tuple[int, int]:
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


LOWEST_SEEN = 3
"""A row of fewer points shows nothing: people pull one to nothing instead of hiding it."""
THINNEST_SEEN = 1
"""A column of less than a character shows nothing either."""


def _is_less(text: str, least: float) -> bool:
    try:
        return float(text) < least
    except ValueError:
        return False


def _is_too_low(stored: str) -> bool:
    """Whether a number, taken for a date, lies so far back that calamine gives up instead of saying that it is none."""
    try:
        return float(stored) < -1e11
    except ValueError:
        return False


def number(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Damaged(f"里有认不得的行号“{text[:20]}”")
    return int(text)

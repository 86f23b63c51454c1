"""What the styles of a workbook say beyond the values: number formats that show something else, and strike.

Only styles that say either are kept, and the cells that bear them are held packed: a sheet may have millions.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import field
from functools import cached_property
from itertools import pairwise

from xl_tools.books.file.guard import Archive
from xl_tools.books.file.xml_steps import check_count
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Cell
from xl_tools.core.number_formats import built_in, is_telling

_MOST = 65_536
"""Cell styles and number formats that are read: Excel itself keeps to 65,490 and a few hundred."""
_LONGEST = 255
"""Characters of a number format in Excel."""
_SECTIONS = frozenset(("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"))


@dataclass(slots=True)
class Styles:
    """By a style's index as the cells name it: the format codes that tell more than the value, and who is struck."""

    formats: dict[int, str] = field(default_factory=dict)
    struck: set[int] = field(default_factory=set)
    telling: dict[str, int] = field(default_factory=dict)
    """All of them, by the word with which cells name them."""

    @classmethod
    def of(cls, archive: Archive, part: str) -> Styles:
        """Raises UserError when the part is damaged or beyond the limits."""
        reader = _Reader()
        archive.xml(part, start=reader.start)
        found = reader.found
        found.telling = {str(style): style for style in found.formats.keys() | found.struck}
        return found


class _Reader:
    """The handler of one parse. Excel and calamine go by a cell's own style; what it is based on does not count."""

    def __init__(self) -> None:
        self.found = Styles()
        self._section = ""
        self._codes: dict[int, str] = {}
        self._struck_fonts: set[int] = set()
        self._font = self._style = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if attributes:
            check_count(name, attributes)
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in _SECTIONS:
            self._section = name
        elif name == "xf" and self._section == "cellXfs":
            self._add(attributes)
        elif name == "font" and self._section == "fonts":
            self._font += 1
        elif name == "strike" and self._section == "fonts":
            if is_on(attributes) and self._font < _MOST:
                self._struck_fonts.add(self._font)
        elif name == "numFmt" and self._section == "numFmts" and len(self._codes) < _MOST:
            self._codes[_index(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[: _LONGEST + 1]

    def _add(self, attributes: dict[str, str]) -> None:
        self._style += 1
        if self._style >= _MOST:
            return
        number = _index(attributes.get("numFmtId"))
        code = (self._codes.get(number) or built_in(number)) if number else None
        if code and len(code) <= _LONGEST and is_telling(code):
            self.found.formats[self._style] = code
        if _index(attributes.get("fontId")) in self._struck_fonts:
            self.found.struck.add(self._style)


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether an element that switches something (``<strike/>``) switches it on."""
    return attributes.get("val", "1") not in ("0", "false")


def is_true(text: str | None) -> bool:
    """Whether an attribute switches something on."""
    return text in ("1", "true")


def _index(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


# --- cells, packed ----------------------------------------------------------------------------------


def pack(row: int, column: int, style: int = 0) -> int:
    """A cell and its style in one number, in reading order. Row and column lie within the limits of a sheet."""
    return (row << 16 | column) << 16 | style


class _Cells:
    """Cells in reading order, sorted out when somebody asks."""

    def __init__(self, noted: array[int], styles: Collection[int]) -> None:
        """``noted`` are cells with their styles, packed; those with one of ``styles`` are meant."""
        self._noted = noted
        self._styles = styles

    @cached_property
    def _packed(self) -> array[int]:
        kept = array("Q", (entry for entry in self._noted if entry & 0xFFFF in self._styles))
        in_order = all(before <= after for before, after in pairwise(kept))
        return kept if in_order else array("Q", sorted(kept))  # rows may stand in any order in a file

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)})"

    def __len__(self) -> int:
        return len(self._packed)

    def __iter__(self) -> Iterator[Cell]:
        return ((entry >> 32, entry >> 16 & 0xFFFF) for entry in self._packed)

    def _style(self, cell: object) -> int | None:
        """The style of a cell, None where it is not among them."""
        if not (isinstance(cell, tuple) and len(cell) == 2 and 0 < cell[0] < 1 << 32 and 0 < cell[1] < 1 << 16):
            return None
        first = pack(*cell)
        place = bisect_left(self._packed, first)
        found = self._packed[place] if place < len(self._packed) else -1
        return found & 0xFFFF if found >> 16 == first >> 16 else None


class CellFormats(_Cells, Mapping[Cell, str]):
    """The format code of each cell whose number format tells more than its value."""

    def __init__(self, noted: array[int], codes: Mapping[int, str]) -> None:
        super().__init__(noted, codes)
        self._codes = codes

    def __getitem__(self, cell: Cell) -> str:
        style = self._style(cell)
        if style is None:
            raise KeyError(cell)
        return self._codes[style]


class CellSet(_Cells, Set[Cell]):
    """A set of cells."""

    def __contains__(self, cell: object) -> bool:
        return self._style(cell) is not None

    @classmethod
    def _from_iterable(cls, cells: object) -> frozenset[Cell]:  # type: ignore[override]
        """What ``&``, ``|`` and ``-`` give."""
        return frozenset(cells)  # type: ignore[call-overload, no-any-return]

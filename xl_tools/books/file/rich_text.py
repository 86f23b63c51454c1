"""Texts of which some words are struck out: where in the text they stand."""

from __future__ import annotations

from xl_tools.books.file.cell_styles import is_on
from xl_tools.books.file.guard import limit
from xl_tools.books.file.xml_steps import watch
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Stretch

_MOST = 40_000
"""Runs of one text: a cell that may be read has no more characters."""


@dataclass(frozen=True, slots=True)
class RichText:
    """A text of several runs: its length, and the stretches that are struck where the cell's own style says that it is
    not, and where it says that it is (a run without a style of its own takes the cell's)."""

    length: int
    struck: tuple[Stretch, ...]
    struck_in_struck: tuple[Stretch, ...]


class Runs:
    """The handlers that follow one text after another (``si`` of the shared strings, ``is`` of a cell)."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._length = 0
        self._rich = self._text = self._phonetic = False
        self._strike: bool | None = None
        self._runs: list[tuple[int, int, bool | None]] = []
        self._start = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """``name`` without its prefix."""
        if name == "r":
            self._strike, self._start = None, self._length
        elif name == "rPr":
            self._rich, self._strike = True, False
        elif name == "strike" and self._strike is not None:
            self._strike = is_on(attributes)
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._text = not self._phonetic

    def characters(self, text: str) -> None:
        if self._text:
            self._length += len(text)

    def end(self, name: str) -> None:
        if name == "t":
            self._text = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "r" and self._length > self._start:
            self._add(self._strike)

    def _add(self, strike: bool | None) -> None:
        if self._runs and self._runs[-1][2] is strike:
            self._runs[-1] = (self._runs[-1][0], self._length, strike)
        elif len(self._runs) < _MOST:
            self._runs.append((self._start, self._length, strike))

    def finished(self) -> RichText | None:
        """The text that has just ended; None where no run has a style of its own."""
        rich = RichText(self._length, self._struck(False), self._struck(True)) if self._rich else None
        self._clear()
        return rich

    def _struck(self, cell: bool) -> tuple[Stretch, ...]:
        """The struck stretches, neighbours joined, where the cell's style says ``cell``."""
        found: list[Stretch] = []
        for start, end, strike in self._runs:
            if not (cell if strike is None else strike):
                continue
            if found and found[-1][1] == start:
                start = found.pop()[0]
            found.append((start, end))
        return tuple(found)


def rich_strings(data: bytes, struck_styles: bool) -> dict[str, RichText] | None:
    """The shared strings in which something is struck, by index; where a style strikes whole cells, all that have runs
    of their own, too. {} for nearly every workbook, at the cost of one search. None when there are too many to hold.

    ``data`` has been watched before.
    """
    if b"strike" not in data and not struck_styles:
        return {}
    found: dict[str, RichText] = {}
    index = held = 0
    runs = Runs()

    def start(name: str, attributes: dict[str, str]) -> None:
        runs.start(name.rpartition(":")[2], attributes)

    def end(name: str) -> None:
        nonlocal index, held
        name = name.rpartition(":")[2]
        runs.end(name)
        if name != "si":
            return
        rich = runs.finished()
        if rich and (rich.struck or struck_styles) and held <= limit("sheet", "struck"):
            found[str(index)] = rich
            held += 1 + len(rich.struck) + len(rich.struck_in_struck)
        index += 1

    watch(data, start=start, end=end, characters=runs.characters)
    return found if held <= limit("sheet", "struck") else None

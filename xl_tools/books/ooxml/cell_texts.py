"""The texts of a sheet's cells, row by row, without holding the sheet: a results sheet may have a million cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from xl_tools.books.file.xml_steps import steps
from xl_tools.books.ooxml.markup import unescape_cell, whole_number
from xl_tools.core.addresses import LAST_COLUMN, cell_at


def rows(xml: str, strings: Sequence[str]) -> Iterator[dict[int, str]]:
    """For each row of a well-formed sheet, its texts by column number. ``strings`` are the shared strings."""
    reader = _Reader(strings)
    for _ in steps(xml, start=reader.start, end=reader.end, characters=reader.characters):
        yield from reader.done
        reader.done.clear()
    yield from reader.done


def strings(xml: str) -> Iterator[str]:
    """The shared strings, without phonetic readings."""
    reader = _Reader(())
    for _ in steps(xml, start=reader.start, end=reader.end, characters=reader.characters):
        yield from reader.items
        reader.items.clear()
    yield from reader.items


@lru_cache(maxsize=LAST_COLUMN)
def _column(letters: str) -> int:
    """A column's number; 0 for what names none."""
    place = cell_at(f"{letters}1")
    return place[1] if place else 0


class _Reader:
    """The handlers of one parse."""

    def __init__(self, strings: Sequence[str]) -> None:
        self.done: list[dict[int, str]] = []
        self.items: list[str] = []
        self._strings = strings
        self._row: dict[int, str] = {}
        self._column = 0
        self._kind = ""
        self._pieces: list[str] = []
        self._reading = self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2] if ":" in name else name:
            case "row":
                self._row, self._column = {}, 0
            case "c":
                letters = attributes.get("r", "").rstrip("0123456789")
                self._column = _column(letters) or self._column + 1
                self._kind, self._pieces = attributes.get("t", "n"), []
            case "si":
                self._pieces = []
            case "rPh":
                self._phonetic = True
            case "t" | "v":
                self._reading = not self._phonetic

    def characters(self, text: str) -> None:
        if self._reading:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        match name.rpartition(":")[2] if ":" in name else name:
            case "t" | "v":
                self._reading = False
            case "rPh":
                self._phonetic = False
            case "c":
                self._row[self._column] = self._value("".join(self._pieces))
            case "row":
                self.done.append(self._row)
            case "si":
                self.items.append(unescape_cell("".join(self._pieces)))

    def _value(self, stored: str) -> str:
        if self._kind != "s":
            return unescape_cell(stored)
        place = whole_number(stored)
        return self._strings[place] if place is not None and place < len(self._strings) else ""

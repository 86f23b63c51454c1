"""The texts of a sheet's cells, row by row, without holding the sheet: a results sheet may have a million cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.books.ooxml.areas import cell_at
from xl_tools.books.ooxml.markup import unescape_cell
from xl_tools.books.watch import steps


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
        match name.rpartition(":")[2]:
            case "row":
                self._row, self._column = {}, 0
            case "c":
                place = cell_at(attributes.get("r", ""))
                self._column = place[1] if place else self._column + 1
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
        match name.rpartition(":")[2]:
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
        known = stored.isascii() and stored.isdigit() and int(stored) < len(self._strings)
        return self._strings[int(stored)] if known else ""

"""A sheet's part without some of its cells: those beyond the bounds, or all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xl_tools.books.file.bounds import Bounds
from xl_tools.books.file.scan import number, place_of
from xl_tools.books.file.xml_steps import watch


def trimmed(data: bytes, bounds: Bounds) -> bytes:
    """A sheet's part without the cells beyond the bounds."""
    row = column = 0

    def beyond(name: str, attributes: dict[str, str]) -> bool:
        nonlocal row, column
        if name == "row":
            row, column = number(attributes.get("r"), row + 1), 0
            return row > bounds.rows
        if name != "c":
            return False
        if attributes.get("r"):
            row, column = place_of(attributes["r"])
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

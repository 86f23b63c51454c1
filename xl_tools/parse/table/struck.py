"""What is struck out: words that no longer count, and rows that are no live task."""

from __future__ import annotations

from collections.abc import Collection

from xl_tools.core.grid import Cell, CellValue, Grid, Range, Stretch
from xl_tools.core.text import squeeze


def live(grid: Grid, cell: Cell, value: CellValue) -> tuple[CellValue, str]:
    """What of a cell's value counts, and the words that are struck out of it. Where some are struck and it is not known
    which, all of them count, and "…" stands for those struck."""
    if grid.struck and cell in grid.struck:
        return None, "" if value is None else str(value).strip()
    stretches = (grid.struck_parts or {}).get(cell)
    if stretches is None or not isinstance(value, str):
        return value, ""
    if not stretches:
        return value, "…"
    kept, struck = without(value, stretches)
    return kept, struck.strip()


def struck_there(grid: Grid, cell: Cell, block: Range | None) -> Cell | None:
    """The cell whose text a person sees there, where that is struck out as a whole. ``block`` is the merged range of
    which the cell is part."""
    shown = (block.top, block.left) if block else cell
    return shown if grid.struck and shown in grid.struck else None


def without(text: str, stretches: Collection[Stretch]) -> tuple[str, str]:
    """A text without its struck stretches, and these. A line of which nothing is left goes as a whole."""
    gone = {place for start, end in stretches for place in range(start, end)}
    kept: list[str] = []
    start = 0
    for line in text.splitlines(keepends=True):
        rest = "".join(char for place, char in enumerate(line, start) if place not in gone)
        if squeeze(rest) or not squeeze(line):
            kept.append(rest if rest.endswith("\n") or not line.endswith("\n") else f"{rest}\n")
        start += len(line)
    return "".join(kept).rstrip("\n"), "".join(text[first:last] for first, last in sorted(stretches))


def is_struck_row(grid: Grid, subject: Cell | None, others: Collection[Cell]) -> bool:
    """Whether a row is struck out as a whole: what it is about is, and at least half of what else stands in it.
    ``others`` are its filled cells."""
    struck = grid.struck
    if not struck or not others:
        return False
    gone = sum(cell in struck for cell in others)
    return gone == len(others) or (subject in struck and gone * 2 >= len(others))

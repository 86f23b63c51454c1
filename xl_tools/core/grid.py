"""What a surface hands to the parsers: the cells of a sheet, and what values alone do not tell.

Both surfaces (a file on disk, a workbook open in Excel) fill the same records, so everything behind them
knows neither files nor Excel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

CellValue = str | float | int | bool | date | datetime | time | timedelta | None

LARGE_MERGE = 50_000
"""A merged range of more cells is a whole column or sheet merged by accident: it is not spread."""


@dataclass(frozen=True, slots=True)
class Range:
    """A block of cells, corners included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Control:
    """A tick box lying over a cell. ``checked`` is None where its state cannot be read.

    ``middle`` is how far below the sheet's top its middle lies, in pixels: several in one cell stand in that order.
    """

    row: int
    column: int
    caption: str
    checked: bool | None
    middle: float = 0.0


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet.

    ``rows[r][c]`` is the value at row r+1, column c+1; rows may be shorter than the sheet is wide, and a
    cell without content holds "" or None. A merged range holds its value at the top left.
    ``faults`` maps (row, column) to the error value standing there ("#REF!"), or to "=" for a formula
    without a stored value; the value in ``rows`` is then empty.
    ``left_out`` says in Chinese what of the sheet was not read because it lies beyond the limits, "" for nothing.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    merged: Sequence[Range] = ()
    hidden_rows: frozenset[int] = frozenset()
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    visible: bool = True
    controls: Sequence[Control] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook, read. ``path`` is what the person gave. ``identity`` holds the document properties that were put
    into it when it was handed out, by name; empty for any other workbook."""

    path: str
    grids: tuple[Grid, ...]
    identity: Mapping[str, str] = field(default_factory=dict)

"""What a surface hands to the parsers: the cells of a sheet, and what values alone do not tell.

Every source (a file on disk, a workbook open in Excel, a table of a Word document) fills the same records, so
everything behind them knows neither files nor Excel. Sources differ in what they can see. What a source did not look
at is None, "not asked"; an empty collection says that it looked and found none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from xl_tools.core.dataclass import dataclass

CellValue = str | float | int | bool | date | datetime | time | timedelta | None

Cell = tuple[int, int]
"""Row and column, counted from 1."""

Stretch = tuple[int, int]
"""Characters of a text, counted from 0: the first, and the one behind the last."""

LARGE_MERGE = 50_000
"""A merged range of more cells is a whole column or sheet merged by accident: it is not spread."""


class Visibility(StrEnum):
    """How a sheet is shown. A very hidden one is not offered by Excel's own 取消隐藏."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very_hidden"


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
    """One sheet. A fact that is None was not asked: nobody knows whether there is any.

    ``rows[r][c]`` is the value at row r+1, column c+1; rows may be shorter than the sheet is wide, and a
    cell without content holds "" or None. A merged range holds its value at the top left.
    ``faults`` maps a cell to the error value standing there ("#REF!"), or to "=" for a formula
    without a stored value; the value in ``rows`` is then empty.
    ``formats`` maps a cell to the code of its number format where that shows more than the value says: a date, a
    percentage, a currency, a unit (``core.number_formats``).
    ``struck`` are the cells that are struck out as a whole. ``struck_parts`` maps a cell to the stretches of its text
    that are struck; () where some words are, but it is not known which.
    ``pictures`` are the cells that hold a picture instead of a value.
    ``formulas`` are the cells that hold a formula.
    ``left_out`` says in Chinese what of the sheet was not read because it lies beyond the limits, "" for nothing.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    merged: Sequence[Range] | None = None
    visibility: Visibility | None = None
    hidden_rows: frozenset[int] | None = None
    hidden_columns: frozenset[int] | None = None
    faults: Mapping[Cell, str] | None = None
    formats: Mapping[Cell, str] | None = None
    struck: Set[Cell] | None = None
    struck_parts: Mapping[Cell, tuple[Stretch, ...]] | None = None
    pictures: Set[Cell] | None = None
    formulas: Set[Cell] | None = None
    controls: Sequence[Control] | None = None
    left_out: str = ""

    @property
    def visible(self) -> bool:
        """False only for a sheet that is known to be hidden."""
        return self.visibility in (None, Visibility.VISIBLE)

    @property
    def not_asked(self) -> frozenset[str]:
        """The names of the facts that the source did not look at."""
        return frozenset(entry.name for entry in fields(self) if getattr(self, entry.name) is None)


@dataclass(frozen=True, slots=True)
class CellNote:
    """What somebody wrote into a note (批注) on a cell, and who; "" where it does not say."""

    text: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook, read. ``path`` is what the person gave. ``identity`` holds the document properties that were put
    into it when it was handed out, by name; empty for any other workbook, None: not asked. ``from_1904`` tells whether
    its days are counted from 1904, as on old Macs (dates in ``rows`` are right in either case); None: not asked.
    ``notes`` are people's notes by the sheet's name and the cell, without what a check wrote; None: not asked."""

    path: str
    grids: tuple[Grid, ...]
    identity: Mapping[str, str] | None = None
    from_1904: bool | None = None
    notes: Mapping[str, Mapping[Cell, CellNote]] | None = None

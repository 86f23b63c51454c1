"""A workbook as JSON: what a program that has the workbook open hands over (``schemas/workbook.schema.json``).

It says what ``core.grid`` says, in addresses as people write them. A fact that is left out, or null, was not asked; an
empty list says that the source looked and found none. A value that JSON has no word for is an object:
``{"date": "2022-12-01"}``, ``{"time": "08:30:00"}``, ``{"seconds": 5400}``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from xl_tools.core.addresses import cell_name, column_letters, column_number, split_cell
from xl_tools.core.grid import Book, Cell, CellValue, Control, Grid, Range, Visibility

_CELL = r"[A-Z]{1,3}[1-9][0-9]{0,6}"
CellName = Annotated[str, StringConstraints(pattern=f"^{_CELL}$")]
AreaName = Annotated[str, StringConstraints(pattern=f"^{_CELL}:{_CELL}$")]
ColumnName = Annotated[str, StringConstraints(pattern="^[A-Z]{1,3}$")]
RowNumber = Annotated[int, Field(ge=1)]
Place = Annotated[int, Field(ge=0)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class DateValue(_Part):
    """A date, or a date with its time."""

    date: date | datetime


class TimeValue(_Part):
    """A time of day."""

    time: time


class LengthValue(_Part):
    """A length of time, in seconds."""

    seconds: float


Value = bool | int | float | str | DateValue | TimeValue | LengthValue | None


class ControlPart(_Part):
    """A tick box lying over a cell; ``checked`` is null where its state cannot be read. ``middle`` is how far below
    the sheet's top its middle lies, in pixels."""

    cell: CellName
    caption: str
    checked: bool | None
    middle: float = 0.0


class SheetPart(_Part):
    """One sheet (``core.grid.Grid``). ``struck_parts`` gives the stretches of a text that are struck, as first
    character and the one behind the last, from 0; [] where it is not known which."""

    name: str
    rows: list[list[Value]]
    merged: list[AreaName] | None = None
    visibility: Visibility | None = None
    hidden_rows: list[RowNumber] | None = None
    hidden_columns: list[ColumnName] | None = None
    faults: dict[CellName, str] | None = None
    formats: dict[CellName, str] | None = None
    struck: list[CellName] | None = None
    struck_parts: dict[CellName, list[tuple[Place, Place]]] | None = None
    pictures: list[CellName] | None = None
    formulas: list[CellName] | None = None
    controls: list[ControlPart] | None = None
    left_out: str = ""


class Workbook(_Part):
    """A workbook (``core.grid.Book``). ``path`` is what its user calls it."""

    schema_: Literal["xl-tools/workbook/1"] = Field("xl-tools/workbook/1", alias="schema")
    path: str
    sheets: list[SheetPart]
    identity: dict[str, str] | None = None
    from_1904: bool | None = None


# --- from JSON --------------------------------------------------------------------------------------


def book_of(given: Workbook) -> Book:
    """The workbook as the rest of the toolkit knows it."""
    return Book(given.path, tuple(map(_grid, given.sheets)), given.identity, given.from_1904)


def _grid(sheet: SheetPart) -> Grid:
    hidden = sheet.hidden_columns
    stretches = _by_cell(sheet.struck_parts)
    return Grid(
        sheet.name,
        [[_value(value) for value in row] for row in sheet.rows],
        merged=None if sheet.merged is None else [_area(name) for name in sheet.merged],
        visibility=sheet.visibility,
        hidden_rows=None if sheet.hidden_rows is None else frozenset(sheet.hidden_rows),
        hidden_columns=None if hidden is None else frozenset(map(column_number, hidden)),
        faults=_by_cell(sheet.faults),
        formats=_by_cell(sheet.formats),
        struck=_cells(sheet.struck),
        struck_parts=None if stretches is None else {cell: tuple(parts) for cell, parts in stretches.items()},
        pictures=_cells(sheet.pictures),
        formulas=_cells(sheet.formulas),
        controls=None if sheet.controls is None else tuple(map(_control, sheet.controls)),
        left_out=sheet.left_out,
    )


def _value(value: Value) -> CellValue:
    if isinstance(value, DateValue):
        return value.date
    if isinstance(value, TimeValue):
        return value.time
    return timedelta(seconds=value.seconds) if isinstance(value, LengthValue) else value


def _area(name: str) -> Range:
    first, _, last = name.partition(":")
    return Range(*split_cell(first), *split_cell(last))


def _control(box: ControlPart) -> Control:
    return Control(*split_cell(box.cell), box.caption, box.checked, box.middle)


def _cells(names: Collection[str] | None) -> frozenset[Cell] | None:
    return None if names is None else frozenset(map(split_cell, names))


_Said = TypeVar("_Said")


def _by_cell(said: Mapping[str, _Said] | None) -> dict[Cell, _Said] | None:
    return None if said is None else {split_cell(name): what for name, what in said.items()}


# --- to JSON ----------------------------------------------------------------------------------------


def workbook_of(book: Book) -> Workbook:
    """A workbook that has been read, for JSON. A cell's value of a kind that JSON lacks becomes an object."""
    return Workbook(
        path=book.path,
        sheets=[_sheet(grid) for grid in book.grids],
        identity=None if book.identity is None else dict(book.identity),
        from_1904=book.from_1904,
    )


def _sheet(grid: Grid) -> SheetPart:
    stretches = _by_name(grid.struck_parts)
    return SheetPart(
        name=grid.name,
        rows=[[_json_value(value) for value in row] for row in grid.rows],
        merged=None if grid.merged is None else [_area_name(block) for block in grid.merged],
        visibility=grid.visibility,
        hidden_rows=None if grid.hidden_rows is None else sorted(grid.hidden_rows),
        hidden_columns=None if grid.hidden_columns is None else list(map(column_letters, sorted(grid.hidden_columns))),
        faults=_by_name(grid.faults),
        formats=_by_name(grid.formats),
        struck=_names(grid.struck),
        struck_parts=None if stretches is None else {name: list(parts) for name, parts in stretches.items()},
        pictures=_names(grid.pictures),
        formulas=_names(grid.formulas),
        controls=None if grid.controls is None else [_control_part(box) for box in grid.controls],
        left_out=grid.left_out,
    )


def _json_value(value: CellValue) -> Value:
    if isinstance(value, date):
        return DateValue(date=value)
    if isinstance(value, time):
        return TimeValue(time=value)
    return LengthValue(seconds=value.total_seconds()) if isinstance(value, timedelta) else value


def _area_name(block: Range) -> str:
    return f"{cell_name(block.top, block.left)}:{cell_name(block.bottom, block.right)}"


def _control_part(box: Control) -> ControlPart:
    return ControlPart(
        cell=cell_name(box.row, box.column), caption=box.caption, checked=box.checked, middle=float(box.middle)
    )


def _names(cells: Collection[Cell] | None) -> list[str] | None:
    return None if cells is None else [cell_name(*cell) for cell in sorted(cells)]


def _by_name(said: Mapping[Cell, _Said] | None) -> dict[str, _Said] | None:
    return None if said is None else {cell_name(*cell): what for cell, what in sorted(said.items())}

"""What people added to a roll-up's workbook, read from it (``additions.py``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import zip_longest

from xl_tools.core.addresses import column_letters
from xl_tools.core.beside import headed, rows_beside
from xl_tools.core.carried_rows import CODE, CarriedRows
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.records import Field, ProgressSheet
from xl_tools.core.text import cell_digest
from xl_tools.parse.table.tables import cell_text
from xl_tools.rollup.additions import Additions, OwnRow, RowName
from xl_tools.rollup.layout import (
    DETAIL_SHEET,
    FORM_COLUMNS,
    FORM_SHEET,
    GIVEN_BY_UNITS,
    ORANGE_LIGHT,
    OWN_COLUMN,
    SERIAL,
    TASK_LABEL,
    TOTALS_SHEET,
    UNIT,
    UNITS_SHEET,
    WARNED_SHEET,
    WRITTEN,
    YELLOW_LIGHT,
)
from xl_tools.rollup.lights import Thresholds
from xl_tools.rollup.lines import SEARCHED, number
from xl_tools.rollup.our_headings import SHEETS, our_headings, tables_within
from xl_tools.rollup.reread import whole_texts
from xl_tools.rollup.typed_detail import typed_over
from xl_tools.rollup.typed_formulas import TOLD_BY


def additions_in(book: Book, form: ProgressSheet, coded: Mapping[int, str]) -> Additions:
    """What people added; ``form`` is the merged table, ``coded`` the labels of the tasks that the program wrote, by
    serial."""
    grids = {grid.name: grid for grid in book.grids}
    columns: dict[str, dict[RowName, dict[str, CellValue]]] = {
        name: {row_name(line, coded): beside for line, beside in rows_beside(grids[name], TOLD_BY, ours)}
        for name, ours in our_headings().items()
        if name in grids
    }
    for name, (sheet, told_by, ours) in tables_within().items():
        if sheet in grids:
            beside = rows_beside(grids[sheet], (told_by,), ours, within=True)
            columns[name] = {("", cell_text(line[told_by[0]]).strip()): cells for line, cells in beside}
    units = _of_units(grids.get(UNITS_SHEET))
    known = _known_columns(form, grids.get(form.sheet))
    own: dict[int, dict[str, str]] = {
        row.row: {
            name: text
            for name, text in {**known.get(row.row, {}), **row.extras}.items()
            if not (name in units or name.startswith(GIVEN_BY_UNITS))
        }
        for row in form.rows
    }
    rows = {row.serial.number: row for row in form.rows if row.serial.number in coded}
    columns[FORM_SHEET] = {(coded[serial], ""): {**own[row.row]} for serial, row in rows.items() if serial is not None}
    shown = whole_texts(form, grids)
    added = [
        OwnRow(
            {**{name: row.texts.get(name, "") for name in FORM_COLUMNS}, **shown.get(row.serial.number or 0, {})},
            own[row.row],
        )
        for row in form.rows
        if coded and row.serial.number not in coded
    ]
    title = form.title.strip()
    return Additions(
        columns={name: rows for name, rows in columns.items() if any(rows.values())},
        rows=added,
        sheets=[grid for grid in book.grids if grid.name not in {form.sheet, *SHEETS} and is_own(grid)],
        title=title if _was_typed(book, "title", cell_digest(title)) else "",
        as_of=typed_day(book),
        limits=_typed_limits(book),
        warned=CarriedRows.of(grids.get(WARNED_SHEET), TASK_LABEL, UNIT),
        typed=typed_over(grids.get(DETAIL_SHEET), coded),
    )


def typed_day(book: Book) -> date | None:
    """The day that people typed into 汇总统计; None where it is the one that was written."""
    day = next((value for _, value in _inputs(book) if isinstance(value, date)), None)
    day = day.date() if isinstance(day, datetime) else day
    return day if day and _was_typed(book, "as_of", day.isoformat()) else None


def _typed_limits(book: Book) -> Thresholds | None:
    """The days of the lights that people typed into 汇总统计."""
    days = {label[:2]: number(value) for label, value in _inputs(book)}
    orange, yellow = days.get(ORANGE_LIGHT), days.get(YELLOW_LIGHT)
    if orange is None or yellow is None or not _was_typed(book, "lights", f"{orange} {yellow}"):
        return None
    return Thresholds(orange, yellow)


def _inputs(book: Book) -> Iterator[tuple[str, CellValue]]:
    grid = next((grid for grid in book.grids if grid.name == TOTALS_SHEET), None)
    for row in grid.rows[:SEARCHED] if grid else ():
        if len(row) > 1:
            yield cell_text(row[0]).strip(), row[1]


def _was_typed(book: Book, what: str, now: str) -> bool:
    """Whether something is not what the program wrote, by the document property that it wrote with it."""
    return (book.identity or {}).get(WRITTEN[what]) not in (None, now)


def row_name(line: Mapping[str, CellValue], coded: Mapping[int, str]) -> RowName:
    """What a row of a table is about."""
    label = cell_text(line.get(TASK_LABEL)).strip() or coded.get(number(line.get(SERIAL)) or 0, "")
    return label, cell_text(line.get(UNIT)).strip()


def _known_columns(form: ProgressSheet, grid: Grid | None) -> dict[int, dict[str, str]]:
    """What stands in columns of 整改进展 that people added and that are not among a row's extras, as a form knows their
    heading or they have none: by row and heading."""
    said = [" ".join(cell_text(value).split()) for value in grid.rows[form.header_row - 1]] if grid else []
    named = headed(said, [grid.rows[row.row - 1] for row in form.rows] if grid else ())
    heads = [head or name for head, name in zip_longest(said, named, fillvalue="")]
    taken = {form.columns.get(name) for name in (*FORM_COLUMNS, Field.INSPECTION)}
    taken |= {column.column for column in form.unknown_columns}
    people = {at: head for at, head in enumerate(heads) if head and column_letters(at + 1) not in taken}
    return {
        row.row: {head: text for at, head in people.items() if (text := _at(grid, row.row, at))}
        for row in form.rows
        if grid
    }


def _at(grid: Grid, row: int, column: int) -> str:
    values = grid.rows[row - 1] if row <= len(grid.rows) else ()
    return cell_text(values[column]).strip() if column < len(values) else ""


def _of_units(grid: Grid | None) -> set[str]:
    """The headings of 整改进展 that are the units' own."""
    heads = (cell_text(value).strip() for row in (grid.rows[:SEARCHED] if grid else ()) for value in row)
    return {head.removeprefix(OWN_COLUMN) for head in heads if head.startswith(OWN_COLUMN)}


def is_own(grid: Grid) -> bool:
    """Whether a sheet is people's: neither empty nor one of ours that they gave another name."""
    heads = {cell_text(value).strip() for row in grid.rows[:SEARCHED] for value in row}
    return heads.isdisjoint((SERIAL, CODE)) and any(cell_text(value).strip() for row in grid.rows for value in row)

"""A roll-up's workbook read again: its units' tables out of 各单位进展, or, where it was made before there was such a
sheet, out of 整改进展, 超长续文, 明细 and 来源."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.records import Field, ProgressRow, ProgressSheet, Region
from xl_tools.forms.definitions import standard
from xl_tools.parse.deadlines import read_deadline
from xl_tools.parse.serials import read_serial
from xl_tools.parse.status.status_cell import read_status
from xl_tools.parse.table.own_deadline import own_deadline
from xl_tools.parse.table.tables import cell_text
from xl_tools.rollup.layout import (
    CONTINUATION,
    CONTINUED,
    DETAIL_SHEET,
    DIGEST,
    FILE,
    FORM_COLUMNS,
    FORM_HEADER_ROW,
    FORM_ROW,
    FORM_SHEET,
    LISTED,
    OVERFLOW_SHEET,
    PIECE,
    SERIAL,
    SOURCES_SHEET,
    STATE,
    TICKED,
    UNIT,
    UNITS_SHEET,
    WITH_OWN_WORDS,
    form_cell,
    form_row,
    own_heading,
    source_heading,
)
from xl_tools.rollup.lines import lines, number, sheet_of
from xl_tools.rollup.overflow import rejoin
from xl_tools.rollup.policy import not_applicable_label, ongoing_label
from xl_tools.rollup.renumbered import with_own_serials
from xl_tools.rollup.rows import task_label
from xl_tools.rollup.sources import TRACED, Piece, ticks_of
from xl_tools.rollup.take_apart import Said, SplitRow, in_order, row_of, split
from xl_tools.rollup.task_keys import TaskKey, own_key, task_key
from xl_tools.rollup.unit_rows import UnitRow, read_rows

_YES = "是"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A task of a unit that the workbook no longer tells as the unit wrote it."""

    unit: str
    task: str


@dataclass(frozen=True, slots=True)
class Reread:
    """``units`` are each unit's entries; ``left_out`` what is not among them, or not whole; ``broken`` the cells of
    整改进展 that no longer come apart by units."""

    region: Region | None
    units: Mapping[str, Sequence[SplitRow]]
    left_out: tuple[LeftOut, ...] = ()
    broken: tuple[str, ...] = ()


def reread(book: Book, sheets: Sequence[ProgressSheet]) -> Reread | None:
    """Take a roll-up's workbook apart; None when it is none. ``sheets`` are the progress tables found in it.

    The units' own words are known by their headings, whatever their sheet or 整改进展 is called by now. One that was
    made with them and lost them has no words that are surely anybody's: all that 明细 names is left out.
    """
    grids = {grid.name: grid for grid in book.grids}
    own = _own_words(grids)
    form = next((sheet for sheet in sheets if sheet.sheet == FORM_SHEET), None)
    if own or WITH_OWN_WORDS in (book.identity or {}):
        form = merged_table(sheets)
        return _by_rows(with_own_serials(form, book), own, grids.get(DETAIL_SHEET)) if form else None
    return _by_labels(form, grids) if form and {DETAIL_SHEET, SOURCES_SHEET} <= grids.keys() else None


def merged_table(sheets: Sequence[ProgressSheet]) -> ProgressSheet | None:
    """The merged table of a roll-up's workbook, whatever it is called by now."""
    form = next((sheet for sheet in sheets if sheet.sheet == FORM_SHEET), None)
    return form or next((sheet for sheet in sheets if sheet.form.reports and sheet.rows), None)


def with_own_words(book: Book, sheets: Sequence[ProgressSheet]) -> Sequence[ProgressSheet]:
    """The tables of a workbook; in a roll-up's merged table each row has the units' own words as its blocks, whatever
    stands in its cell: who merges may have written a text of his own there."""
    form = merged_table(sheets)
    apart = reread(book, sheets) if form and WITH_OWN_WORDS in (book.identity or {}) else None
    if form is None or apart is None:
        return sheets
    said: dict[int, dict[str, str]] = {}
    for unit, rows in apart.units.items():
        for row in rows:
            said.setdefault(row.serial, {}).setdefault(unit, row.texts[Field.PROGRESS])
    serials = [row.serial.number or 0 for row in with_own_serials(form, book).rows]
    told = tuple(replace(row, blocks=said.get(it, {})) for row, it in zip(form.rows, serials, strict=True))
    return [replace(sheet, rows=told) if sheet is form else sheet for sheet in sheets]


def _own_words(grids: Mapping[str, Grid]) -> Grid | None:
    return sheet_of(grids, UNITS_SHEET, {SERIAL, UNIT, PIECE, DIGEST})


def _labels(form: ProgressSheet) -> dict[int, str]:
    """How people call each task, by its serial."""
    return {
        row.serial.number: task_label(task_key(row, {}, f"第 {row.row} 行的任务"))
        for row in form.rows
        if row.serial.number is not None
    }


def _by_rows(form: ProgressSheet, grid: Grid | None, detail: Grid | None) -> Reread:
    """Each unit's own rows of 各单位进展. 明细 only tells whose rows are no longer there."""
    rows, altered = read_rows(lines(grid, (SERIAL, UNIT, DIGEST)))
    units: dict[str, list[SplitRow]] = {}
    of = _inspections(form)
    for row in rows:
        units.setdefault(row.unit, []).append(_split_row(row, of.get(row.serial, "")))
    there = {(row.serial, row.unit) for row in rows} | {(row.serial, row.unit) for row in altered}
    left_out = [LeftOut(row.unit, row.label) for row in altered]
    labels = _labels(form)
    for line in lines(detail, (SERIAL, UNIT, FILE)):
        serial, unit = number(line[SERIAL]), _said(line[UNIT])
        if serial is not None and _said(line[FILE]) and (serial, unit) not in there:
            left_out.append(LeftOut(unit, labels.get(serial, f"汇总序号{serial}")))
    found = {unit: in_order(rows) for unit, rows in units.items()}
    return Reread(form.region, found, tuple(dict.fromkeys(left_out)))


def _inspections(form: ProgressSheet) -> dict[int, str]:
    """The inspection of each task, by its serial."""
    return {row.serial.number: row.inspection for row in form.rows if row.serial.number is not None}


def _split_row(row: UnitRow, inspection: str) -> SplitRow:
    return SplitRow(
        serial=row.serial,
        row=row_of(row.cell),
        texts=row.texts,
        state=row.state,
        applies=row.state != not_applicable_label(),
        carried=row.carried,
        inspection=inspection,
    )


def _by_labels(form: ProgressSheet, grids: Mapping[str, Grid]) -> Reread:
    """The cells of 整改进展 taken apart by the units' names in them."""
    tasks = whole_texts(form, grids)
    rows = {row.serial.number: row.row for row in form.rows}
    said = dict(_said_by_units(lines(grids[DETAIL_SHEET], (SERIAL, UNIT, STATE))))
    units, broken = split(tasks, said, _pieces(lines(grids[SOURCES_SHEET], (FORM_ROW, UNIT))))
    of = _inspections(form)
    units = {unit: [replace(row, inspection=of.get(row.serial, "")) for row in rows] for unit, rows in units.items()}
    labels = _labels(form)
    left_out = [LeftOut(unit, labels[row.serial]) for unit, found in units.items() for row in found if row.broken]
    cells = tuple(f"{form.columns[name]}{rows[serial]}" for serial, name in broken)
    return Reread(form.region, units, tuple(left_out), cells)


def whole_texts(form: ProgressSheet, grids: Mapping[str, Grid]) -> dict[int, Mapping[Field, str]]:
    """The texts of 整改进展 by serial, long ones put together."""
    rests: dict[str, list[str]] = {}
    for line in lines(grids.get(OVERFLOW_SHEET), (CONTINUED, CONTINUATION)):
        rests.setdefault(_said(line[CONTINUED]), []).append(cell_text(line[CONTINUATION]))
    return {
        serial: {
            name: as_written(_joined(text, rests.get(form_cell(serial, name), ())))
            for name, text in row.texts.items()
            if name in FORM_COLUMNS
        }
        for row in form.rows
        if (serial := row.serial.number) is not None
    }


def as_written(text: str) -> str:
    """A text as the unit wrote it: version 0.1 wrote one that looks like markup with a space in front."""
    return text[1:] if text.startswith(" <r>") and text.endswith("</r>") else text


def _joined(text: str, rests: Sequence[str]) -> str:
    return rejoin(text, rests) if rests else text


def _said(value: CellValue) -> str:
    return cell_text(value).strip()


def _said_by_units(details: Iterator[dict[str, CellValue]]) -> Iterator[tuple[tuple[int, str], Said]]:
    for line in details:
        serial = number(line[SERIAL])
        if serial is not None:
            state = _said(line[STATE])
            ticks = ticks_of(state, _said(line.get(TICKED)))
            ongoing = _said(line.get(ongoing_label())) == _YES
            yield (serial, _said(line[UNIT])), Said(ticks, ongoing, state != not_applicable_label(), state)


def _pieces(sources: Iterator[dict[str, CellValue]]) -> Iterator[Piece]:
    letters = {form_cell(1, name)[0]: name for name in TRACED}
    for line in sources:
        row = number(line[FORM_ROW])
        if row is None:
            continue
        own = {}
        for name in TRACED:
            text = cell_text(line.get(own_heading(name)))
            if text:
                own[name] = "" if text == " " else as_written(text)
        yield Piece(
            serial=row - FORM_HEADER_ROW,
            unit=_said(line[UNIT]),
            cells={name: _said(line.get(source_heading(name))) for name in TRACED},
            listed=frozenset(letters[letter] for letter in _said(line.get(LISTED)).split("、") if letter in letters),
            own=own,
        )


def standings_in(book: Book) -> dict[tuple[int, str], str]:
    """How each task (by its serial) stands with each unit, in words; {} for a workbook that no roll-up wrote."""
    details = next((grid for grid in book.grids if grid.name == DETAIL_SHEET), None)
    return {
        (serial, _said(line[UNIT])): _said(line[STATE])
        for line in lines(details, (SERIAL, UNIT, STATE))
        if (serial := number(line[SERIAL])) is not None
    }


def owed_in(book: Book, form: ProgressSheet) -> dict[str, frozenset[TaskKey]]:
    """The tasks that each unit ought to report, reported or not, as a roll-up's workbook lists them; ``form`` is its
    merged table."""
    keys = {row.serial.number: own_key(row) for row in with_own_serials(form, book).rows}
    owed: dict[str, set[TaskKey]] = {}
    for serial, unit in standings_in(book):
        if key := keys.get(serial):
            owed.setdefault(unit, set()).add(key)
    return {unit: frozenset(tasks) for unit, tasks in owed.items()}


# --- tables to compare with ------------------------------------------------------------------------


def issued_sheets(apart: Reread, path: str, as_of: date, zones: regions.UnitList = regions.NONE) -> list[ProgressSheet]:
    """``unit_sheets`` as what was handed out. A task that is left out stands there without words: there is nothing to
    compare it with, but it is neither missing nor a stranger."""
    units = dict.fromkeys([*apart.units, *(left.unit for left in apart.left_out)], ())
    whole = replace(apart, units={**units, **apart.units})
    sheets = []
    for sheet in unit_sheets(whole, path, as_of, zones):
        tasks = (left.task for left in apart.left_out if left.unit == sheet.region_text)
        gaps = (_gap(len(sheet.rows) + place, task) for place, task in enumerate(tasks, 1))
        sheets.append(replace(sheet, rows=(*sheet.rows, *gaps)))
    return sheets


def _gap(serial: int, task: str) -> ProgressRow:
    return ProgressRow(
        row=form_row(serial),
        texts={},
        serial=read_serial(str(serial)),
        province_serial=read_serial(task).province_serial,
        deadline=read_deadline(""),
        status=read_status(""),
        applies=False,
    )


def unit_sheets(apart: Reread, path: str, as_of: date, zones: regions.UnitList = regions.NONE) -> list[ProgressSheet]:
    """Each unit's table as if it had been read from its own workbook; ``path`` is the merged one's."""
    return [_unit_sheet(unit, rows, apart.region, path, as_of, zones) for unit, rows in apart.units.items()]


def _unit_sheet(
    unit: str, rows: Sequence[SplitRow], above: Region | None, path: str, as_of: date, zones: regions.UnitList
) -> ProgressSheet:
    region = regions.find(unit, within=above, units=zones)
    return ProgressSheet(
        path=path,
        sheet=FORM_SHEET,
        form=standard(),
        level=region.level if region else None,
        region=region,
        region_text=unit,
        period=None,
        title="",
        header_row=FORM_HEADER_ROW,
        columns={name: form_cell(1, name)[0] for name in FORM_COLUMNS},
        rows=tuple(_unit_row(place, row, unit, as_of, region, zones) for place, row in enumerate(rows, 1)),
    )


def _unit_row(
    serial: int, row: SplitRow, unit: str, as_of: date, region: Region | None, zones: regions.UnitList
) -> ProgressRow:
    status = row.texts[Field.STATUS]
    deadline = row.texts[Field.DEADLINE]
    return ProgressRow(
        row=form_row(serial),
        texts={**row.texts, Field.REGION: unit, Field.SERIAL: str(serial)},
        serial=read_serial(str(serial)),
        province_serial=read_serial(row.texts[Field.TASK]).province_serial,
        deadline=own_deadline(deadline, as_of, region, zones),
        status=read_status(status),
        applies=row.applies,
        inspection=row.inspection,
        extras=row.carried,
    )

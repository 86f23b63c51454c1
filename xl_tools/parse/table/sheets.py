"""A sheet's cells to a ``ProgressSheet``: every text read once, every address fixed here and nowhere else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import PurePath

from xl_tools.core import regions
from xl_tools.core.addresses import cell_name, column_letters
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue, Control, Grid
from xl_tools.core.period import first_period
from xl_tools.core.records import (
    DeadlineReading,
    Field,
    Level,
    ProgressRow,
    ProgressSheet,
    Region,
    StatusReading,
    UnknownColumn,
)
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.forms.headings import title
from xl_tools.parse.deadlines import read_deadline
from xl_tools.parse.serials import read_serial
from xl_tools.parse.status.status_cell import read_status, read_status_columns
from xl_tools.parse.table.blocks import names_in, split_blocks, split_dates
from xl_tools.parse.table.inspections import inspection_in
from xl_tools.parse.table.named import NO_SECTION, Section, Sections, read_sections, region_at_the_head, unit_of_sheet
from xl_tools.parse.table.struck import is_struck_row, live
from xl_tools.parse.table.tables import Cells, EntryRows, Table, cell_text, entry_rows, find_table
from xl_tools.parse.table.tick_boxes import controls_by_row, read_controls, unsure


def read_sheets(
    book: Book,
    *,
    as_of: date | None = None,
    units: regions.UnitList = regions.NONE,
    within: Region | None = None,
    hidden: bool = False,
) -> list[ProgressSheet]:
    """Every table of a workbook that a form is defined for, in sheet order; [] when there is none.

    A table on a hidden sheet is none, unless ``hidden``: nobody who sends it sees it (``hidden_tables``).

    ``as_of`` gives deadlines without a year their year. ``units`` adds development zones to the regions. ``within``
    is the region whose units are being collected: it settles a name that several places share, where nothing in the
    workbook does.
    """
    grids = (grid for grid in book.grids if hidden or grid.visible)
    found = (_read_sheet(book.path, grid, as_of, units, within) for grid in grids)
    return [sheet for sheet in found if sheet is not None]


def hidden_tables(book: Book) -> list[ProgressSheet]:
    """The tables on hidden sheets that hold entries."""
    found = (_read_sheet(book.path, grid, None, regions.NONE, None) for grid in book.grids if not grid.visible)
    return [sheet for sheet in found if sheet and sheet.rows]


def _read_sheet(
    path: str, grid: Grid, as_of: date | None, units: regions.UnitList, within: Region | None
) -> ProgressSheet | None:
    cells = Cells(grid)
    table = find_table(cells)
    if table is None:
        return None
    reader = _Reader(path, cells, table, as_of, units, within)
    return reader.sheet()


@dataclass(frozen=True)
class _Reader:
    """Reads one table. Holds what every row needs, so that the steps stay small."""

    path: str
    cells: Cells
    table: Table
    as_of: date | None
    units: regions.UnitList
    within: Region | None

    def sheet(self) -> ProgressSheet | None:
        rows, struck = self._without_struck(entry_rows(self.cells, self.table))
        if not rows.entries and not struck and not self.table.form.empty:
            return None  # a few heading words over nothing are no table
        grid, columns = self.cells.grid, self.table.columns
        heading = self._above()
        lines = (*heading, PurePath(self.path).stem)
        sections = read_sections(self.cells, self.table, rows.entries, self.units, self._area(lines))
        sections = self._under_struck(rows.entries, struck, sections)
        region_text, region = self._region(rows.entries, heading, sections)
        names = names_in(region, self.units)
        missing, unknown = self._missing(sections)
        last = max(rows.entries, default=self.table.header_row)
        inside = {*columns.values(), *self.table.options.values()}
        return ProgressSheet(
            path=self.path,
            sheet=grid.name,
            form=self.table.form,
            level=region.level if region else self.table.level,
            region=region,
            region_text=region_text,
            period=first_period((*heading, grid.name, PurePath(self.path).stem), self.as_of),
            title=_title(heading),
            header_row=self.table.header_row,
            columns={name: column_letters(column) for name, column in columns.items()},
            rows=tuple(self._row(row, rows.kinds.get(row, ""), names, sections) for row in rows.entries),
            unknown_columns=unknown,
            duplicates={column_letters(column): name for column, name in self.table.duplicates.items()},
            missing=missing,
            hidden_rows=frozenset(row for row in rows.entries if row in (grid.hidden_rows or ())),
            faults={
                cell_name(row, column): what
                for (row, column), what in (grid.faults or {}).items()
                if self.table.header_row < row <= last and column in inside
            },
            merged=tuple(self._merged(frozenset(rows.entries))),
            notes={cell_name(row, column): text for (row, column), text in rows.notes.items()},
            unread_controls=dict(self._unread_controls(rows.entries)),
            not_asked=grid.not_asked,
            also_named=self._also_named(region, heading),
            struck_rows=struck,
            struck_words=dict(self._struck_words(rows.entries)),
        )

    def _without_struck(self, rows: EntryRows) -> tuple[EntryRows, dict[int, str]]:
        """The entries that are not struck out, and the tasks of those that are, by row."""
        grid, subject = self.cells.grid, self.table.columns.get(self.table.form.subject)
        if not grid.struck:
            return rows, {}
        columns = {*self.table.columns.values(), *self.table.options.values()}
        struck = {}
        for row in rows.entries:
            filled = [(row, column) for column in columns if self.cells.filled(row, column)]
            if is_struck_row(grid, (row, subject) if subject else None, filled):
                struck[row] = cell_text(self.cells.own(row, subject)).strip() if subject else ""
        return replace(rows, entries=tuple(row for row in rows.entries if row not in struck)), struck

    def _under_struck(self, entries: Iterable[int], struck: Mapping[int, str], sections: Sections) -> Sections:
        """A struck row may bear the name of the unit that stands once over the rows below it."""
        column = self.table.columns.get(Field.REGION)
        if not struck or not column:
            return sections
        found = dict(sections.by_row)
        named = NO_SECTION
        for row in sorted({*entries, *struck}):
            text = cell_text(self.cells.shown(row, column)).strip()
            if text:
                named = Section(text, cell_name(row, column)) if row in struck else NO_SECTION
            elif named.unit and row not in struck:
                found[row] = named
        return replace(sections, by_row=found)

    def _struck_words(self, entries: Iterable[int]) -> Iterator[tuple[str, str]]:
        """(cell, words struck out of it) of the entries."""
        grid = self.cells.grid
        if grid.struck or grid.struck_parts:
            for row in entries:
                for column in {*self.table.columns.values(), *self.table.options.values()}:
                    words = live(grid, (row, column), self.cells.own(row, column))[1]
                    if words:
                        yield cell_name(row, column), words

    def _also_named(self, region: Region | None, heading: list[str]) -> dict[str, Region]:
        """Titles and the sheet's name that name another unit of the same region than the table is of."""
        lines = [("标题", self._in_line(line)) for line in heading]
        lines.append(
            ("工作表名", unit_of_sheet(self.cells.grid.name, self.units, regions.parent(region) if region else None))
        )
        return {
            place: other
            for place, other in lines
            if region and other and other.code != region.code and other.parent == region.parent
        }

    def _above(self) -> list[str]:
        """The texts above the heading, top first."""
        texts = (
            cell_text(value).strip() for row in self.cells.grid.rows[: self.table.top - 1] for value in row if value
        )
        return [text for text in texts if text]

    def _region(self, entries: tuple[int, ...], heading: list[str], sections: Sections) -> tuple[str, Region | None]:
        """Whose sheet it is: what most rows say (in the region column, else in a section line), else the title, the
        sheet's name, the file's name.

        A title or file name counts only where it names a region in full; a sheet's name may name a unit within the one
        that the title names.
        """
        lines = (*heading, PurePath(self.path).stem)
        texts = Counter(text for row in entries if (text := self._region_text(row, sections)))
        if texts:
            text = texts.most_common(1)[0][0]
            return text, self._find(text, lines)
        title = next((region for line in heading if (region := self._in_line(line))), None)
        own = unit_of_sheet(self.cells.grid.name, self.units, title or self._area(lines))
        if own and (title is None or regions.is_within(own, title)):
            return "", own
        return "", title or self._in_line(lines[-1])

    def _region_text(self, row: int, sections: Sections) -> str:
        """What names a row's unit: its cell of the region column, else the section line above it."""
        column = self.table.columns.get(Field.REGION)
        return (cell_text(self.cells.shown(row, column)).strip() if column else "") or sections.of(row).unit

    def _in_line(self, line: str) -> Region | None:
        return region_at_the_head(line) or regions.find(line, units=self.units)

    def _area(self, lines: Iterable[str]) -> Region | None:
        """The region above the units of the table, as far as title, file name and occasion tell it."""
        named = (region for line in lines if (region := region_at_the_head(line)))
        return next((region for region in named if region.level is not Level.COUNTY), self.within)

    def _find(self, text: str, lines: Iterable[str]) -> Region | None:
        """The region of a name; a name that several share is settled by the title or the file name."""
        level = self.table.level
        known = regions.find(text, level=level, units=self.units) or regions.find(text, units=self.units)
        if known:
            return known
        above = next((region for line in lines if (region := region_at_the_head(line))), self.within)
        areas = (above, regions.parent(above)) if above else ()
        found = (regions.find(text, within=area, units=self.units) for area in areas if area)
        return next((region for region in found if region), None)

    def _missing(self, sections: Sections) -> tuple[dict[Field, str | None], tuple[UnknownColumn, ...]]:
        """Required fields without a column, each with the unknown heading nearest to it, and those headings."""
        form = self.table.form
        absent = form.lacking({*self.table.columns, *([Field.REGION] if sections.by_row else [])})
        near = {column: self.table.words.nearest(text) for column, text in self.table.unknown.items()}
        missing = {
            name: next((self.table.unknown[column] for column, found in near.items() if found is name), None)
            for name in absent
        }
        unknown = tuple(
            UnknownColumn(column_letters(column), text, title(form, found) if (found := near[column]) else None)
            for column, text in self.table.unknown.items()
        )
        return missing, unknown

    def _merged(self, entries: frozenset[int]) -> Iterator[str]:
        """Merged ranges that span several entries outside the region column."""
        region = self.table.columns.get(Field.REGION)
        inside = {column for name, column in self.table.columns.items() if name is not Field.REGION}
        for block in self.cells.grid.merged or ():
            if block.left == block.right == region or not inside & set(range(block.left, block.right + 1)):
                continue
            if len(entries & set(range(block.top, block.bottom + 1))) > 1:
                yield f"{cell_name(block.top, block.left)}:{cell_name(block.bottom, block.right)}"

    def _row(self, row: int, kind: str, names: Callable[[str], str | None], sections: Sections) -> ProgressRow:
        values = {name: self._value(row, name, column) for name, column in self.table.columns.items()}
        texts = {name: cell_text(value) for name, value in values.items()}
        section = sections.of(row)
        by_section = bool(section.unit and not texts.get(Field.REGION, "").strip())
        if by_section:
            texts[Field.REGION] = section.unit
        if kind and kind not in sections.lines and not texts.get(Field.KIND):
            texts[Field.KIND] = kind
        return ProgressRow(
            row=row,
            texts=texts,
            serial=read_serial(_plain(values.get(Field.SERIAL))),
            province_serial=_province_serial(texts),
            deadline=self._deadline(values.get(Field.DEADLINE), names),
            status=self._status(row, values.get(Field.STATUS)),
            applies=_applies(texts),
            blocks=dict(_progress_blocks(texts.get(Field.PROGRESS, ""), names)),
            region_cell=section.cell if by_section else "",
            inspection=self._inspection(texts, kind),
        )

    def _inspection(self, texts: Mapping[Field, str], kind: str) -> str:
        """Of a task: its column, the section line above it, the title, the names of sheet and file, the first that
        speaks."""
        column = texts.get(Field.INSPECTION, "")
        if column.strip():
            return inspection_in(column, alone=True)
        return inspection_in(kind) or self._inspected

    @cached_property
    def _inspected(self) -> str:
        names = (*self._above(), self.cells.grid.name, PurePath(self.path).stem)
        return next((found for name in names if (found := inspection_in(name))), "")

    def _value(self, row: int, name: Field, column: int) -> CellValue:
        """The region is filled down from a merged cell; every other cell speaks for itself, without what is struck."""
        if name is Field.REGION:
            return self.cells.shown(row, column)
        return self._live(row, column)

    def _live(self, row: int, column: int) -> CellValue:
        return live(self.cells.grid, (row, column), self.cells.own(row, column))[0]

    def _deadline(self, value: CellValue, names: Callable[[str], str | None]) -> DeadlineReading:
        if isinstance(value, str):
            return read_deadline(value, self.as_of, blocks=split_dates(value, names))
        usable = value if isinstance(value, date | datetime | int | float) and not isinstance(value, bool) else None
        return read_deadline(usable, self.as_of)

    def _status(self, row: int, value: CellValue) -> StatusReading:
        controls = self._controls.get(row)
        if controls:
            boxes, why = read_controls(controls, self.table.options, cell_text(value))
            if not why:
                return read_status_columns(boxes)
        if self.table.options:
            reading = read_status_columns(
                [(status, _plain(self._live(row, column))) for status, column in self.table.options.items()]
            )
        else:
            reading = read_status(_plain(value))
        # Beside a control that cannot be read, words alone are not sure: they may be its caption.
        return unsure(reading) if controls and not reading.options else reading

    @cached_property
    def _controls(self) -> dict[int, list[Control]]:
        columns = {self.table.columns.get(Field.STATUS), *self.table.options.values()}
        return controls_by_row(self.cells, columns) if self.cells.grid.controls else {}

    def _unread_controls(self, entries: Iterable[int]) -> Iterator[tuple[str, str]]:
        """(status cell, why) of the entries with a tick-box control that cannot be read."""
        for row in entries:
            controls = self._controls.get(row)
            if controls:
                column = self.table.columns[Field.STATUS]
                _, why = read_controls(controls, self.table.options, cell_text(self.cells.own(row, column)))
                if why:
                    yield cell_name(row, column), why


def _plain(value: CellValue) -> str | float | bool | None:
    return value if isinstance(value, str | bool | int | float) or value is None else cell_text(value)


def _province_serial(texts: Mapping[Field, str]) -> int | None:
    """The province's number of a task: its own column first, then what the task text carries."""
    column = texts.get(Field.PROVINCE_SERIAL, "")
    if column.strip():
        reading = read_serial(column)
        if reading.province_serial or reading.number:
            return reading.province_serial or reading.number
    return read_serial(texts.get(Field.TASK, "")).province_serial


def _progress_blocks(text: str, names: Callable[[str], str | None]) -> tuple[tuple[str, str], ...]:
    return split_blocks(text, names) if text else ()


def _applies(texts: Mapping[Field, str]) -> bool:
    """False when a short text of the entry says that the task does not concern this unit."""
    longest = load("tables")["words"]["not_applicable_max"]
    for name in _MAY_DECLINE:
        text = texts.get(name, "").strip()
        if 0 < len(text) <= longest and not _NEGATION.isdisjoint(text) and _not_applicable().search(squeeze(text)):
            return False
    return True


_MAY_DECLINE = (
    Field.PLAN,
    Field.GOAL,
    Field.MEASURES,
    Field.PROGRESS,
    Field.STATUS,
    Field.REMARK,
    Field.DEADLINE,
)
_NEGATION = frozenset("无不没未")


@cache
def _not_applicable() -> re.Pattern[str]:
    return expression("|".join(load("tables")["words"]["not_applicable"]))


def _title(heading: list[str]) -> str:
    """The longest text above the heading: "附件" and dates stand there too."""
    return max(heading, key=len, default="")

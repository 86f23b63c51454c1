"""A sheet's cells to a ``ProgressSheet``: every text read once, every address fixed here and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from functools import cached_property
from pathlib import PurePath

from xl_tools.core import regions
from xl_tools.core.addresses import cell_name, column_letters, split_cell
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Book
from xl_tools.core.period import first_period
from xl_tools.core.records import Field, Level, ProgressSheet, Region, UnknownColumn
from xl_tools.forms.headings import title
from xl_tools.parse.table.account import account, struck_headings
from xl_tools.parse.table.content import LEAST_SAID, may_go_on, rests_at_the_top
from xl_tools.parse.table.entry_rows import EntryReader
from xl_tools.parse.table.entry_texts import GIVEN, is_ditto
from xl_tools.parse.table.hidden_names import hidden_names, hidden_rows
from xl_tools.parse.table.inspections import REMEMBERED, asked_for, inspection_in, with_round
from xl_tools.parse.table.live_cells import is_struck, live_text, own_live_value
from xl_tools.parse.table.registers import lines_of
from xl_tools.parse.table.reporters_below import reporters_below
from xl_tools.parse.table.sections import (
    NO_SECTION,
    NO_SECTIONS,
    Section,
    Sections,
    overruled,
    read_responsible,
    read_sections,
    read_titles,
    title_cell,
)
from xl_tools.parse.table.sorted_lines import Kind, Lines
from xl_tools.parse.table.struck import live
from xl_tools.parse.table.tables import Cells, Table, cell_text, find_tables
from xl_tools.parse.table.unit_cells import unit_and_contact
from xl_tools.parse.table.unit_columns import with_units
from xl_tools.parse.table.whose_table import Names, Told


def read_sheets(
    book: Book,
    *,
    as_of: date | None = None,
    units: regions.UnitList = regions.NONE,
    within: Region | None = None,
    hidden: bool = False,
    inspection: str = "",
) -> list[ProgressSheet]:
    """Every table of a workbook that a form is defined for, in sheet order; [] when there is none.

    A table on a hidden sheet is none, unless ``hidden``: nobody who sends it sees it (``hidden_tables``).

    ``as_of`` gives deadlines without a year their year. ``units`` adds development zones to the regions. ``within``
    is the region whose units are being collected: it settles a name that several places share, where nothing in the
    workbook does. ``inspection`` is the one that the office asks for: tasks of which nothing tells it are of that one.
    """
    grids = [grid for grid in book.grids if hidden or grid.visible]
    remembered = asked_for((book.identity or {}).get(REMEMBERED, ""))
    reading = _Reading(book.path, as_of, units, within, remembered, inspection, tuple(grid.name for grid in grids))
    found: list[ProgressSheet] = []
    last: tuple[Table, ProgressSheet] | None = None
    for cells in map(Cells, grids):
        own = list(_tables(reading, cells))
        if not own and last and (more := _continuation(reading, cells, *last)):
            own = [(last[0], more)]
        found += (sheet for _, sheet in own)
        if own or any(_filled(cells)):
            last = own[-1] if own else None  # another sheet between them parts them
    return found


def hidden_tables(book: Book) -> list[ProgressSheet]:
    """The tables on hidden sheets that hold entries."""
    reading = _Reading(book.path, None, regions.NONE, None)
    hidden = (Cells(grid) for grid in book.grids if not grid.visible)
    return [sheet for cells in hidden for _, sheet in _tables(reading, cells) if sheet.rows]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every table of a workbook is read with."""

    path: str
    as_of: date | None
    units: regions.UnitList
    within: Region | None
    remembered: str = ""
    """The inspection of a workbook of ours, as it was made."""
    asked: str = ""
    """The inspection that the office asks for."""
    sheets: tuple[str, ...] = ()
    """The names of the sheets that are read."""


def _tables(reading: _Reading, cells: Cells) -> Iterator[tuple[Table, ProgressSheet]]:
    first = 1
    for table in find_tables(cells):
        reader = _Reader(reading, cells, table, first).settled()
        sheet = reader.sheet()
        if sheet is not None:
            yield reader.table, sheet
            first = table.last + 1


def _continuation(reading: _Reading, cells: Cells, table: Table, before: ProgressSheet) -> ProgressSheet | None:
    """A sheet without headings that goes on with the table of the sheet before: "表二（续）". None for any other.

    It must be no wider than the table, begin with an entry (or with the rest of one's texts), and each entry must say
    in the table's columns what only an entry says there.
    """
    widest = max({*table.fields, *table.unknown})
    rows = list(_filled(cells))
    rests = rests_at_the_top(rows, table)
    if len(rows) <= rests or len(rows[rests][1]) < LEAST_SAID or max(filled[-1] for _, filled in rows) > widest:
        return None
    onwards = replace(table, top=1, header_row=0, last=len(cells.grid.rows), beside={}, read_as={})
    lines = lines_of(cells, onwards)
    if not lines.entries or lines.kinds[rows[rests][0]] not in (Kind.ENTRY, Kind.SECTION):
        return None
    said = (lines.said(cells, onwards, entry.row) for entry in lines.entries)
    if not all(may_go_on(here, onwards) for here in said):
        return None
    return _Reader(reading, cells, onwards, 1, continues=before).sheet()


def _filled(cells: Cells) -> Iterator[tuple[int, list[int]]]:
    return cells.filled_rows(1, len(cells.grid.rows))


@dataclass(frozen=True)
class _Reader:
    """Reads one table. Holds what every row needs, so that the steps stay small."""

    reading: _Reading
    cells: Cells
    table: Table
    first: int
    """The row where the table's part of the sheet begins."""
    continues: ProgressSheet | None = None
    """The table whose headings hold here, too."""
    doubts: Mapping[str, Region] = field(default_factory=dict)
    """Columns that may name the units of the rows, each with another unit than the table's."""

    def settled(self) -> _Reader:
        """The same, with the column of units found by its cells where no heading tells it."""
        table, doubts = with_units(self.cells, self.table, self.lines, self.whose)
        return self if table is self.table and not doubts else replace(self, table=table, doubts=doubts)

    @cached_property
    def lines(self) -> Lines:
        return lines_of(self.cells, self.table)

    @cached_property
    def whose(self) -> Names:
        """What names whose the table is, beside its rows."""
        own, file = self.reading, PurePath(self.path).stem
        before = self.continues.region if self.continues else None
        below = reporters_below(self.cells, self.table, self.lines)
        return Names(self._above(), self.cells.grid.name, file, own.units, own.within, own.sheets, before, below)

    @property
    def path(self) -> str:
        return self.reading.path

    @property
    def units(self) -> regions.UnitList:
        return self.reading.units

    def sheet(self) -> ProgressSheet | None:
        lines = self.lines
        if not lines.entries and not lines.struck and not self.table.form.empty:
            return None  # a few heading words over nothing are no table
        grid, columns = self.cells.grid, self.table.columns
        entries = tuple(entry.row for entry in lines.entries)
        above, whose, heading = range(self.first, self.table.top), self.whose, self.whose.heading
        around = self._around(entries, whose)
        sections = read_sections(self.cells, self.table, lines, whose.told.unit, self.units, around)
        if not sections.by_row:
            first = whose.told.unit.name if whose.told.unit else whose.told.text
            sections = read_titles(self.cells, lines, first, self.units, whose.area)
        lines = lines.with_sections(split_cell(section.cell)[0] for section in sections.by_row.values() if section.cell)
        sections = self._under_struck(entries, lines.struck, sections)
        if not sections.by_row and self.table.form.reports:
            sections = self._by_responsible(entries, whose)
        told = self._told(entries, whose, sections)
        region = told.unit
        missing, unknown = self._missing(sections) if not self.continues else ({}, ())
        last = lines.last or self.table.header_row
        reader = EntryReader(
            self.cells,
            self.table,
            lines,
            self.reading.as_of,
            region,
            self.units,
            sections,
            self._inspected(heading),
            self.reading.asked,
        )
        rows = tuple(reader.rows())
        return ProgressSheet(
            path=self.path,
            sheet=grid.name,
            form=self.table.form,
            level=region.level if region else self.table.level,
            region=region,
            region_text=told.text,
            period=first_period((*heading, grid.name, PurePath(self.path).stem), self.reading.as_of),
            title=max(heading, key=len, default=""),  # "附件" and dates stand there, too
            header_row=self.table.header_row,
            columns={name: column_letters(column) for name, column in columns.items()},
            rows=rows,
            unknown_columns=unknown,
            duplicates={
                column_letters(column): name for column, name in self.table.duplicates.items() if not self.continues
            },
            missing=missing,
            hidden_rows=frozenset(hidden_rows(self.cells, above, whose, sections, entries)),
            hidden_names=tuple(hidden_names(self.cells, above, whose, sections)),
            faults={
                cell_name(row, column): what
                for (row, column), what in (grid.faults or {}).items()
                if self.table.header_row < row <= last and column in self.table.fields
            },
            merged=tuple(self._merged(frozenset(entry.row for entry in lines.entries if not entry.above))),
            notes=dict(self._notes(lines)),
            unread_controls=dict(reader.unread_controls()),
            not_asked=grid.not_asked,
            also_named={**whose.also(region), **whose.unless_own(self.doubts, region)},
            misnamed=whose.misnamed(),
            told_by=told.by,
            area=whose.area,
            overruled=dict(self._overruled(entries, whose, sections)),
            struck_rows=lines.struck,
            struck_words=dict(self._struck_words(lines)),
            struck_units=dict(self._struck_units(entries, sections)),
            struck_headings=frozenset(cell_name(*cell) for cell in struck_headings(self.cells, self.table)),
            layout=reader.layout(self.continues.sheet if self.continues else ""),
            cells=account(self.cells, self.table, lines, self.first),
            above=tuple(heading),
        )

    def _inspected(self, heading: Sequence[str]) -> str:
        """The inspection that title, sheet or file names, the first that speaks, else the one for which the workbook
        was made; "" where none does."""
        names = (*heading, self.cells.grid.name, PurePath(self.path).stem)
        found = next((found for name in names if (found := inspection_in(name))), self.reading.remembered)
        return next((finer for name in names if (finer := with_round(found, name)) != found), found)

    def _notes(self, lines: Lines) -> Iterator[tuple[str, str]]:
        """Text under the last entry that looks like one and is none."""
        for row, kind in lines.kinds.items():
            if row > lines.last and kind is Kind.OTHER:
                column = lines.filled[row][0]
                yield cell_name(row, column), self.cells.text(row, column).strip()

    def _under_struck(self, entries: Iterable[int], struck: Mapping[int, str], sections: Sections) -> Sections:
        """A struck row may bear the name of the unit that stands once over the rows below it."""
        column = self.table.columns.get(Field.REGION)
        if not struck or not column:
            return sections
        found = dict(sections.by_row)
        named = NO_SECTION
        for row in sorted({*entries, *struck}):
            text, cell = self.cells.shown_text(row, column).strip(), cell_name(row, column)
            if text and row in struck:
                named = Section("", cell, text) if is_struck(self.cells, cell) else Section(text, cell)
            elif text:
                named = NO_SECTION
            elif named != NO_SECTION and row not in struck:
                found[row] = named
        return replace(sections, by_row=found)

    def _struck_units(self, entries: Iterable[int], sections: Sections) -> Iterator[tuple[int, tuple[str, str]]]:
        """The rows whose unit is named in words that are struck out alone, each with these and their cell."""
        column = self.table.columns.get(Field.REGION)
        for row in entries:
            section = sections.of(row)
            shown = self.cells.shown_text(row, column).strip() if column else ""
            if column and shown and not live_text(self.cells, row, column).strip():
                yield row, (unit_and_contact(shown)[0], cell_name(row, column))
            elif section.struck and not shown:
                yield row, (section.struck, section.cell)

    def _by_responsible(self, entries: tuple[int, ...], names: Names) -> Sections:
        """Where no column names the unit of a row, 责任单位 may, if nothing else tells of another."""
        own = self._told(entries, names, NO_SECTIONS).unit
        found = read_responsible(self.cells, self.table, entries, self.units, own or self.reading.within)
        named = (self._find(section.unit, names) for section in found.by_row.values())
        return (
            found
            if all(own is None or one is None or one == own or regions.is_within(one, own) for one in named)
            else NO_SECTIONS
        )

    def _struck_words(self, lines: Lines) -> Iterator[tuple[str, str]]:
        """(cell, words struck out of it) of what stands over the table, its headings, its entries and the lines that
        group them."""
        grid = self.cells.grid
        if grid.struck or grid.struck_parts:
            above = self.cells.filled_rows(self.first, self.table.top - 1)
            cells = [(row, column) for row, columns in above for column in columns]
            cells += struck_headings(self.cells, self.table)
            read = (*self.table.fields, *self.table.unknown)
            cells += [(row, column) for row in lines.rows_of_entries for column in read]
            groups = (row for row, kind in lines.kinds.items() if kind is Kind.SECTION and row < lines.last)
            cells += [(row, column) for row in groups for column in lines.filled[row]]
            for cell in dict.fromkeys(cells):
                if words := live(grid, cell, cell_text(self.cells.own(*cell)))[1]:
                    yield cell_name(*cell), words

    def _overruled(
        self, entries: Iterable[int], names: Names, sections: Sections
    ) -> Iterator[tuple[str, tuple[str, str]]]:
        if Field.REGION in self.table.columns:
            top = title_cell(self.cells, self.first, self.table)
            texts = {row: self._region_text(row, NO_SECTIONS) for row in entries}
            yield from overruled(sections, texts, top, lambda name: self._find(name, names))

    def _above(self) -> list[str]:
        """The texts above the heading, top first. A table further down has a title of its own, and stands under the
        sheet's; one that goes on from another sheet stands under that one's."""
        texts = self._texts(self.first, self.table.top - 1)
        if self.first > 1:
            texts += self._texts(1, find_tables(self.cells)[0].top - 1)
        return [*texts, self.continues.title] if self.continues else texts

    def _texts(self, first: int, last: int) -> list[str]:
        rows = self.cells.filled_rows(first, last)
        values = (own_live_value(self.cells, row, column) for row, columns in rows for column in columns)
        return [text for value in values if (text := cell_text(value).strip())]

    def _told(self, entries: tuple[int, ...], names: Names, sections: Sections) -> Told:
        """Whose sheet it is: what most rows say (in the region column, else in a section line), else what stands over
        it, the sheet's name, the file's name."""
        texts = Counter(text for row in entries if (text := self._region_text(row, sections)))
        if not texts or (self.table.form.flat and len(texts) > 1):  # a register of many units is not one of theirs
            return names.told
        text = texts.most_common(1)[0][0]
        unit, own = self._find(text, names), names.told.unit
        above = self.table.level is Level.CITY and unit and own and regions.is_within(own, unit)
        return Told(text, own if above else unit, "rows")  # 地市名称, in a form that a county filled in

    def _find(self, text: str, names: Names) -> Region | None:
        return names.find(text, (*names.heading, names.file), self.table.level)

    def _around(self, entries: tuple[int, ...], names: Names) -> Region | None:
        """The region in which a short name of a unit is sure: that of the title or the file's name, else the one that
        the table's own unit lies in."""
        own = None if names.around else self._told(entries, names, NO_SECTIONS).unit
        return names.around or (regions.parent(own) if own else None)

    def _region_text(self, row: int, sections: Sections) -> str:
        """What names a row's unit: its cell of the region column, else the section line above it."""
        column = self.table.columns.get(Field.REGION)
        block = self.cells.merged(row, column) if column else None
        if block and block.left <= self.table.columns.get(self.table.form.subject, 0) <= block.right:
            column = None  # a task in one line across the table is no unit
        named = unit_and_contact(live_text(self.cells, row, column).strip())[0] if column else ""
        return ("" if is_ditto(named) else named) or sections.of(row).unit

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
        """Merged ranges that span several entries outside the columns whose text counts for each of them."""
        region = self.table.columns.get(Field.REGION)
        # What was given may stand once for several entries: it is filled down.
        form = self.table.form
        shared = GIVEN | (form.columns.keys() - {*form.own} if form.flat else set())
        inside = {column for name, column in self.table.columns.items() if name not in shared}
        for block in self.cells.grid.merged or ():
            if block.left == block.right == region or not inside & set(range(block.left, block.right + 1)):
                continue
            if len(entries & set(range(block.top, block.bottom + 1))) > 1:
                yield f"{cell_name(block.top, block.left)}:{cell_name(block.bottom, block.right)}"

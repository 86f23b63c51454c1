"""The entries of a table, each text read once: status, deadline, serial, the units' blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache, cached_property

from xl_tools.core.addresses import cell_name, column_letters
from xl_tools.core.expressions import expression
from xl_tools.core.form import Field
from xl_tools.core.grid import CellValue, Control
from xl_tools.core.how_read import Layout
from xl_tools.core.records import DeadlineReading, Mode, ProgressRow, Region, Stage, Status, StatusReading
from xl_tools.core.regions import UnitList
from xl_tools.core.text import CHINESE_NUMERALS, squeeze
from xl_tools.data import load
from xl_tools.parse.closing.told_stages import acceptance_in
from xl_tools.parse.deadlines import read_deadline
from xl_tools.parse.serials import read_serial
from xl_tools.parse.status.status_cell import read_status, read_status_columns
from xl_tools.parse.table.blocks import names_in, split_blocks
from xl_tools.parse.table.content import is_item_of
from xl_tools.parse.table.entry_texts import Gathered, Gatherer
from xl_tools.parse.table.gathered import deadline_of, status_of
from xl_tools.parse.table.heading_meaning import beginning
from xl_tools.parse.table.inspections import inspection_in, or_asked, with_round
from xl_tools.parse.table.live_cells import live_text
from xl_tools.parse.table.own_deadline import own_deadline
from xl_tools.parse.table.roles import DONE_ON, PERCENT, Reached, day_in, percent_in, reached, scale_of, stage_of
from xl_tools.parse.table.sections import Sections
from xl_tools.parse.table.sorted_lines import Entry, Lines
from xl_tools.parse.table.struck import live
from xl_tools.parse.table.tables import Cells, Table, cell_text
from xl_tools.parse.table.tick_boxes import controls_by_row, left_boxes, read_controls, unsure
from xl_tools.parse.table.unit_cells import unit_and_contact


class EntryReader:
    """Reads the entries of one table. ``region`` is whose it is, ``units`` the office's list of units, ``sections`` the
    lines that name the unit of the entries below, ``inspected`` the inspection of the table as a whole, ``asked`` the
    one that the office asks for."""

    def __init__(
        self,
        cells: Cells,
        table: Table,
        lines: Lines,
        as_of: date | None,
        region: Region | None,
        units: UnitList,
        sections: Sections,
        inspected: str,
        asked: str = "",
    ) -> None:
        self.cells = cells
        self.table = table
        self.lines = lines
        self.as_of = as_of
        self.region = region
        self.units = units
        self.names = names_in(region, units)
        self.sections = sections
        self.inspected = inspected
        self.asked = asked
        self.texts = Gatherer(cells, table, lines)
        self.several: dict[str, str] = {}
        self.differing: dict[int, int] = {}
        self.question = ""

    def rows(self) -> Iterator[ProgressRow]:
        """Every entry, in order."""
        for gathered in self.texts.entries():
            yield self._row(gathered)
        self._drop_numbers_of_parts()

    def _row(self, gathered: Gathered) -> ProgressRow:
        entry, values = gathered.entry, gathered.values
        texts = {name: cell_text(value) for name, value in values.items()}
        section = self.sections.of(entry.row)
        by_section = bool(section.unit and not texts.get(Field.REGION, "").strip())
        if by_section:
            texts[Field.REGION] = section.unit
        extras = dict(gathered.extras)
        if named := texts.get(Field.REGION):
            texts[Field.REGION], contact = unit_and_contact(named)
            if contact:
                extras.setdefault(_CONTACT, contact)
        if entry.section and entry.section not in self.sections.lines and not texts.get(Field.KIND):
            texts[Field.KIND] = entry.section
        status = self._status_of(gathered, texts)
        if self.table.options and Field.STATUS in texts:
            texts[Field.STATUS] = status.text
        self._look_for_several(entry.row, texts)
        said = self._said_in_roles(entry) if self.table.roles else {}
        stages = reached(said, self.as_of) if said else ()
        return ProgressRow(
            row=entry.row,
            texts=texts,
            serial=read_serial(_plain(values.get(Field.SERIAL))),
            province_serial=_province_serial(texts),
            deadline=deadline_of([self._deadline(value) for value in gathered.deadlines or [None]]),
            status=_with_stage(status, stages),
            applies=_applies(texts),
            blocks=dict(split_blocks(texts.get(Field.PROGRESS, ""), self.names)),
            region_cell=section.cell if by_section else "",
            inspection=self._inspection(texts, entry),
            also=tuple(sorted((*entry.continued, *entry.parts))),
            extras=extras,
            stages={step.stage: step.day for step in stages},
            accepted_by=self._accepted_by if stages else "",
            done_on=day_in(said.get(DONE_ON, "")) if said else None,
            percent=percent_in(said.get(PERCENT, ""), self._scale) if said else None,
        )

    def _said_in_roles(self, entry: Entry) -> dict[Field, str]:
        rows = (entry.row, *entry.continued, *entry.parts)
        return {
            role: "\n".join(text for row in rows if (text := live_text(self.cells, row, column).strip()))
            for column, role in self.table.roles.items()
        }

    @cached_property
    def _accepted_by(self) -> str:
        """The level that the heading of the column of acceptance names (市级验收时间)."""
        columns = (column for column, role in self.table.roles.items() if stage_of(role) is Stage.ACCEPTED)
        return next((acceptance_in(self.table.unknown.get(column, "")) for column in columns), "")

    @cached_property
    def _scale(self) -> int:
        """What a whole is written as in the column of percentages."""
        columns = [column for column, role in self.table.roles.items() if role is PERCENT]
        return scale_of(
            [live_text(self.cells, entry.row, column) for entry in self.lines.entries for column in columns]
        )

    def _inspection(self, texts: Mapping[Field, str], entry: Entry) -> str:
        """Of a task: its column, the section line above it, what the table as a whole says, then the office."""
        whole = inspection_in(entry.title) or self.inspected
        said = texts.get(Field.INSPECTION, "").strip()
        told = with_round(whole, said or entry.section)
        if told == whole:
            told = inspection_in(said, alone=True) if said else inspection_in(entry.section) or whole
        return or_asked(told, self.asked)

    def _look_for_several(self, row: int, texts: Mapping[Field, str]) -> None:
        for name in (Field.TASK, Field.SERIAL, Field.PROVINCE_SERIAL):
            text, column = texts.get(name, ""), self.table.columns.get(name)
            if text and column and names_several(text, name is Field.TASK):
                self.several[cell_name(row, column)] = text

    def _drop_numbers_of_parts(self) -> None:
        """Where other rows are numbered 1-1, 2-1 as well, "1-2" is a part, and no two tasks."""
        column = self.table.columns.get(Field.SERIAL)
        texts = [squeeze(self.cells.shown_text(entry.row, column)) for entry in self.lines.entries] if column else []
        firsts = [match[1] for text in texts if (match := _PAIR.fullmatch(text))]
        for cell, text in list(self.several.items()):
            match = _PAIR.fullmatch(squeeze(text))
            if match and (firsts.count(match[1]) > 1 or any(f"{first}-1" in texts for first in firsts)):
                del self.several[cell]

    def _deadline(self, value: CellValue) -> DeadlineReading:
        if isinstance(value, str):
            return own_deadline(value, self.as_of, self.region, self.units)
        usable = value if isinstance(value, date | datetime | int | float) and not isinstance(value, bool) else None
        return read_deadline(usable, self.as_of)

    def _status_of(self, gathered: Gathered, texts: Mapping[Field, str]) -> StatusReading:
        entry = gathered.entry
        if self.table.begins:
            return read_status(beginning(texts.get(Field.PROGRESS, "")))
        own = self._status(entry.row, gathered.values.get(Field.STATUS))
        if not entry.parts:
            return own
        column = self.table.columns.get(Field.STATUS)
        parts = [self._status(row, self._live(row, column)) for row in entry.parts] if column else []
        together = status_of([own, *parts])
        if column and len({reading.status for reading in (own, *parts) if reading.verdict != "empty"}) > 1:
            self.differing |= {row: entry.row for row in entry.parts if not self._surely_belongs(row, entry.row)}
        return together

    def _surely_belongs(self, row: int, entry: int) -> bool:
        """Whether the task stands over this row, or it is numbered as an item of the task (1.1)."""
        subject, serial = self.table.columns.get(self.table.form.subject), self.table.columns.get(Field.SERIAL)
        if subject is not None and self.cells.merged(row, subject) is not None:
            return True
        return serial is not None and is_item_of(self.cells.text(row, serial), self.cells.text(entry, serial))

    def _status(self, row: int, value: CellValue) -> StatusReading:
        controls = self._controls.get(row)
        if controls:
            boxes, why = read_controls(controls, self.table.options, cell_text(value))
            if not why:
                return read_status_columns(boxes)
        if self.table.options:
            reading = read_status_columns([(status, self._ticked(row, status)) for status in self.table.options])
        else:
            reading = self._answered(row, read_status(_plain(value)))
        # Beside a control that cannot be read, words alone are not sure: they may be its caption.
        return unsure(reading) if controls and not reading.options else reading

    def _ticked(self, row: int, status: Status) -> str | float | bool | None:
        """What stands in an option's column; of several that say the same, in the one that is ticked."""
        more = [column for column, said in self.table.more_options.items() if said is status]
        values = [_plain(self._live(row, column)) for column in (self.table.options[status], *more)]
        if more:
            return next((one for one in values if read_status_columns([(status, one)]).status is status), values[0])
        return values[0]

    def _live(self, row: int, column: int) -> CellValue:
        return live(self.cells.grid, (row, column), self.cells.own(row, column))[0]

    def _answered(self, row: int, reading: StatusReading) -> StatusReading:
        """A status below a heading that asks whether the task is completed: 否 says that it is not, and no more."""
        if not self.table.asks:
            return reading
        answer, _, more = _ANSWER_END.sub("，", squeeze(reading.text).casefold(), count=1).partition("，")
        if answer in _no():
            said = read_status(more)
            if said.status not in (None, Status.COMPLETED):  # "否，滞后"
                return replace(said, text=reading.text)
            self.question = self.question or cell_name(row, self.table.columns[Field.STATUS])
            return StatusReading(text=reading.text, also=reading.also, verdict="open")
        if answer in _yes():  # "是，长期坚持", "是（尚未销号）"
            said = read_status(f"{Status.COMPLETED.label}，{more}" if more else Status.COMPLETED.label)
            return replace(said, text=reading.text)
        if reading.status is None and Mode.ONGOING in reading.also:
            return replace(reading, verdict="open", unknown=())  # 长期坚持 is no yes, and no no
        return reading

    @cached_property
    def _controls(self) -> dict[int, list[Control]]:
        return controls_by_row(self.cells, self._status_columns) if self.cells.grid.controls else {}

    @cached_property
    def _status_columns(self) -> set[int]:
        own = self.table.columns.get(Field.STATUS)
        return {*([own] if own else []), *self.table.option_columns}

    def unread_controls(self) -> Iterator[tuple[str, str]]:
        """(cell, why) of the tick-box controls that cannot be read, or that no status is read from."""
        rows = {row for entry in self.lines.entries for row in (entry.row, *entry.parts)}
        for row in sorted(rows & self._controls.keys()):
            column = self.table.columns[Field.STATUS]
            _, why = read_controls(self._controls[row], self.table.options, cell_text(self.cells.own(row, column)))
            if why:
                yield cell_name(row, column), why
        if self.cells.grid.controls:
            among = range(self.table.header_row + 1, self.table.last + 1)
            yield from left_boxes(self.cells, among, rows, self._status_columns)

    def layout(self, continues: str) -> Layout:
        """Where the table was not simply read cell by cell; whole once all entries are read."""
        entries = self.lines.entries
        table = self.table
        return Layout(
            continued={row: entry.row for entry in entries for row in entry.continued},
            parts={row: entry.row for entry in entries for row in entry.parts},
            filled_down=tuple(
                f"{cell_name(block.top, block.left)}:{cell_name(block.bottom, block.right)}"
                for block in self.texts.filled_down
            ),
            blanks=tuple(entry.row for entry in entries if entry.blank),
            lines=tuple(entry.row for entry in entries if entry.one_line),
            several=self.several,
            differing=self.differing,
            headless=dict(self._headless()),
            passed_over={column_letters(column): why for column, why in table.passed_over.items()},
            read_as={column_letters(column): how for column, how in table.read_as.items()},
            all_columns={
                name: (column_letters(table.columns[name]), *map(column_letters, columns))
                for name, columns in table.further.items()
            },
            dittos=self.texts.dittos,
            pictures=self.texts.pictures,
            questions=self.question,
            hidden={
                column_letters(column): name
                for column, name in table.fields.items()
                if column in (self.cells.grid.hidden_columns or ())
            },
            continues=continues,
        )

    def _headless(self) -> Iterator[tuple[str, str]]:
        """Columns that hold something beside an entry and have no heading, each with its first such cell."""
        table = self.table
        headed = {*table.fields, *table.unknown, *table.duplicates, *table.passed_over, *table.beside}
        found: dict[int, int] = {}
        for entry in self.lines.entries:
            for row in (entry.row, *entry.continued, *entry.parts):
                for column in self.lines.filled[row]:
                    if column not in headed:
                        found.setdefault(column, row)
        for column, row in sorted(found.items()):
            yield column_letters(column), cell_name(row, column)


_CONTACT = "联系人（单位栏）"
"""Under this heading the contact out of a unit's cell is carried along."""


def names_several(text: str, task: bool) -> bool:
    """Whether a task or a serial stands for more than one: "第2-4项", "1-3"."""
    if task:
        return _MAY_SPAN.search(text[:_RANGE]) is not None and _several().match(squeeze(text[:_LONGEST])) is not None
    if _JOINERS.isdisjoint(text) or len(text) > _RANGE:
        return False
    match = _several_serials().fullmatch(squeeze(text))
    return bool(match and (match[1] is None or int(match[2]) > int(match[1]) > 0))


_LONGEST = 60
_RANGE = 24
_JOINERS = frozenset("-–—－~～至到、,，﹣〜")
_MAY_SPAN = expression(
    rf"第\s*+[\d{CHINESE_NUMERALS}]++\s{{0,30}}"
    r"(?:项|条|个问题)?\s{0,30}[-–—－~～至到、,，和及与﹣〜]"
)
_PAIR = expression(r"(\d{1,3})-(\d{1,3})")


@cache
def _several() -> re.Pattern[str]:
    number = rf"[0-9{CHINESE_NUMERALS}]+"
    return expression(load("tables")["rows"]["several"].replace("{n}", number))


@cache
def _several_serials() -> re.Pattern[str]:
    return expression(load("tables")["rows"]["several_serials"])


_ANSWER_END = expression(r"[,;。、(]")
"""Where an answer ends and goes on: 否（长期坚持）."""


@cache
def _yes() -> frozenset[str]:
    glyphs = load("ticks")["glyphs"]
    return frozenset((*glyphs["yes"], glyphs["yes_digit"]))


@cache
def _no() -> frozenset[str]:
    glyphs = load("ticks")["glyphs"]
    return frozenset((*glyphs["no"], glyphs["no_digit"], "×", "未", "未完成", "尚未完成"))


def _with_stage(status: StatusReading, stages: Sequence[Reached]) -> StatusReading:
    """The status with the furthest step that columns of their own say is done."""
    order = list(Stage)
    furthest = max((step.stage for step in stages), key=order.index, default=None)
    if furthest is None or (status.stage and order.index(status.stage) >= order.index(furthest)):
        return status
    return replace(status, stage=furthest)


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

"""A unit's own part of a merged table, as a new workbook.

Nothing is hidden and nothing deleted: only what is surely the unit's own is taken out of the table, and a new
workbook is written from it. What cannot be told apart is left out and said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from io import BytesIO

from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book
from xl_tools.core.period import Period, period_in, period_of
from xl_tools.core.records import STATUS_LABELS, Field, ProgressRow, ProgressSheet, Region, Status
from xl_tools.core.text import squeeze
from xl_tools.forms.definitions import standard
from xl_tools.forms.headings import title
from xl_tools.parse.status.status_cell import render_status
from xl_tools.parse.table.inspections import settled, short_name
from xl_tools.rollup.as_it_stands import AsItStands, as_it_stands
from xl_tools.rollup.layout import DETAIL_SHEET, FORM_COLUMNS, OVERFLOW_SHEET, UNITS_SHEET, form_cell
from xl_tools.rollup.overflow import in_cells, rejoin
from xl_tools.rollup.renumbered import with_own_serials
from xl_tools.rollup.reread import Reread, reread, standings_in
from xl_tools.rollup.reread_period import as_of_in
from xl_tools.rollup.texts import part_text
from xl_tools.round.issuing.cut import Cutter
from xl_tools.round.titles import title_for


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One task as one unit reported it. ``status`` is the unit's own; None where the table does not tell it.
    ``applies`` is False for a task that does not concern the unit."""

    task: str
    plan: str
    deadline: str
    progress: str
    status: Status | None
    applies: bool = True
    inspection: str = ""


@dataclass(frozen=True)
class MergedTable:
    """The merged table of a workbook, long texts put together. ``apart`` are the units' own rows where a roll-up wrote
    the workbook: their words are taken from there, never out of the merged table; ``day`` is the one it was made
    for, and ``owing`` are its units that reported nothing; ``stands`` is what its lists say."""

    sheet: ProgressSheet
    apart: Reread | None = None
    day: date | None = None
    owing: tuple[str, ...] = ()
    stands: AsItStands | None = None

    @classmethod
    def of(cls, book: Book, sheets: Sequence[ProgressSheet], name: str) -> MergedTable:
        """Raises UserError when the workbook holds no merged table."""
        tables = [sheet for sheet in sheets if sheet.form.reports and sheet.rows]
        if not tables:
            raise UserError(f"“{name}”里没有找到汇总的进展情况表，不能分发；请核对文件。")
        sheet = with_own_serials(max(tables, key=lambda sheet: (-len(sheet.missing), len(sheet.rows))), book)
        grids = {grid.name: grid.rows for grid in book.grids}
        rests = dict(_rests(grids.get(OVERFLOW_SHEET, ())))
        rows = tuple(_whole(row, rests) for row in sheet.rows) if rests else sheet.rows
        apart = reread(book, sheets)
        if apart and not (apart.units or apart.left_out):
            raise UserError(
                f"“{name}”里的“{UNITS_SHEET}”和“{DETAIL_SHEET}”都不见了，分不出哪些话是各单位自己写的，不能分发；"
                "请重新汇总，或用没有删过的一份。"
            )
        known = {*apart.units, *(left.unit for left in apart.left_out)} if apart else set()
        owing = tuple(dict.fromkeys(unit for _, unit in standings_in(book) if unit not in known)) if apart else ()
        stands = as_it_stands(book, sheets) if apart else None
        return cls(replace(sheet, rows=rows), apart, as_of_in(book), owing, stands)

    def period(self, asked: Period | None, name: str) -> Period:
        """The month that the table is of: the one asked for, that of its title, that of the day it was made for. Raises
        UserError when nothing says it: this month is not guessed for a table of another."""
        found = asked or self.sheet.period or (period_of(self.day) if self.day else None)
        if found is None:
            raise UserError(f"看不出“{name}”是哪一期的表，请用 --period 写明，如 --period 2022-12。")
        return found

    def own_rows(self, unit: Region, cutter: Cutter) -> tuple[list[OwnRow], list[str]]:
        """The unit's rows, and the tasks that could not be told apart."""
        if self.apart is None:
            return self._cut(unit, cutter)
        names = {name for name, code in cutter.labels.items() if code == unit.code}
        rows = [
            OwnRow(
                task=row.texts[Field.TASK],
                plan=row.texts[Field.PLAN],
                deadline=row.texts[Field.DEADLINE],
                progress=row.texts[Field.PROGRESS],
                status=_STATUSES.get(row.state),
                applies=row.applies,
                inspection=row.inspection,
            )
            for name in names
            for row in self.apart.units.get(name, ())
            if not row.broken
        ]
        return rows, list(dict.fromkeys(left.task for left in self.apart.left_out if left.unit in names))

    def _cut(self, unit: Region, cutter: Cutter) -> tuple[list[OwnRow], list[str]]:
        """The unit's rows out of a table that people merged."""
        rows: list[OwnRow] = []
        unclear: list[str] = []
        for place, row in enumerate(self.sheet.rows, 1):
            if self._is_line_of(row, cutter):
                if self._is_line_of(row, cutter) == unit.code:
                    rows.append(
                        self._row(row, unit, cutter, part_text(row, Field.PROGRESS), row.status.status, row.applies)
                    )
                continue
            written = cutter.written(row, unit)
            progress = row.text(Field.PROGRESS)
            is_whole = written is None and progress.strip() and cutter.parts(progress) is None
            if is_whole or cutter.may_hold_others(row, unit):
                unclear.append(f"第{row.province_serial or row.serial.number or place}项")
                continue
            if written is not None or unit.code in cutter.named(row):
                rows.append(self._row(row, unit, cutter, written or "", None, True))
        return rows, unclear

    def has_block_of(self, unit: Region, cutter: Cutter) -> bool:
        """Whether a table that people merged has a block of the unit somewhere."""
        return any(cutter.written(row, unit) is not None or unit.code in cutter.named(row) for row in self.sheet.rows)

    def _is_line_of(self, row: ProgressRow, cutter: Cutter) -> str | None:
        """The unit whose line a row is, in a table with a line for each unit."""
        place = cutter.canonical(squeeze(row.text(Field.REGION)))
        return cutter.labels[place] if place else None

    def _row(
        self, row: ProgressRow, unit: Region, cutter: Cutter, progress: str, status: Status | None, applies: bool
    ) -> OwnRow:
        given = cutter.given(row, unit)
        texts = (given[Field.TASK], given[Field.PLAN], given[Field.DEADLINE], progress)
        return OwnRow(*texts, status, applies, row.inspection)

    @property
    def names(self) -> tuple[str, ...]:
        """The units in a table that a roll-up wrote; () for any other."""
        if self.apart is None:
            return ()
        return tuple(dict.fromkeys([*self.apart.units, *(left.unit for left in self.apart.left_out), *self.owing]))

    @cached_property
    def counts(self) -> Counter[Status | None]:
        """How many tasks have which merged status: of a roll-up, those that its lists count."""
        if self.stands:
            return Counter(task.status for task in self.stands.tasks)
        return Counter(row.status.status for row in self.sheet.rows)

    @property
    def uncounted(self) -> list[str]:
        """What stands otherwise in a roll-up's table than in its lists: rows that people added, and what they wrote
        over a status."""
        if self.stands is None:
            return ["“任务统计”不在或者没有算出数，信里的数是照“整改进展”数的，请核对。"] if self.apart else []
        counted = {task.serial: task.status for task in self.stands.tasks}
        added = [row for row in self.sheet.rows if counted.pop(row.serial.number or 0, _NOT_COUNTED) is _NOT_COUNTED]
        told = {task.serial: task.status for task in self.stands.tasks}
        other = [
            row for row in self.sheet.rows if row not in added and row.status.status != told[row.serial.number or 0]
        ]
        said = []
        if added:
            said.append(
                f"“{self.sheet.sheet}”{_places(added)}是手工加的（“任务统计”里没有），附在表里，没有算进信里的数。"
            )
        elif self.stands.gone:
            said.append(f"{'；'.join(self.stands.gone)}；信里的数和附的表对不上，请核对。")
        if other:
            said.append(f"“{self.sheet.sheet}”{_places(other)}的备注手工改过，信里的数按“任务统计”算。")
        return said


_NOT_COUNTED = object()


def _places(rows: Sequence[ProgressRow]) -> str:
    return "、".join(f"第 {row.row} 行" for row in rows)


_STATUSES = {label: status for status, label in STATUS_LABELS.items()}


def own_book(rows: Sequence[OwnRow], unit: Region, name: str, period: Period | None, inspection: str) -> bytes:
    """The workbook for the unit: one sheet, no hidden one, nothing of where it comes from."""
    from xl_tools.write.form_books import FormRow, write_progress_form  # XlsxWriter is paid for only here

    lines = [
        FormRow(
            name,
            str(serial),
            row.task,
            row.plan,
            row.deadline,
            row.progress,
            render_status(row.status) if row.status else "",
        )
        for serial, row in enumerate(rows, 1)
    ]
    several = settled(row.inspection for row in rows) is not None
    told = title(standard(), Field.INSPECTION)
    further = {told: [short_name(row.inspection) for row in rows]} if several else None
    buffer = BytesIO()
    write_progress_form(
        buffer,
        title=title_for(name, inspection),
        level=unit.level,
        rows=lines,
        lock=False,
        instructions=False,
        period=period,
        choices=False,
        further=further,
    )
    return buffer.getvalue()


def clean_book(table: ProgressSheet, area: Region, period: Period, inspection: str) -> bytes:
    """The table as it goes up: the standard form, one sheet, nothing of how it was made. A text that passes what a cell
    can hold goes on in the row below."""
    from xl_tools.write.form_books import FormRow, write_progress_form  # XlsxWriter is paid for only here

    lines: list[FormRow] = []
    for serial, row in enumerate(table.rows, 1):
        texts = [part_text(row, name) for name in (Field.TASK, Field.PLAN, Field.DEADLINE, Field.PROGRESS)]
        cells = [in_cells(text) for text in texts]
        for place in range(max(map(len, cells))):
            task, plan, deadline, progress = (own[place] if place < len(own) else "" for own in cells)
            head = (area.name, str(serial)) if place == 0 else ("", "")
            status = row.text(Field.STATUS) if place == 0 else ""
            lines.append(FormRow(*head, task, plan, deadline, progress, status))
    buffer = BytesIO()
    write_progress_form(
        buffer,
        title=table.title.strip() or title_for(area.name, inspection),
        level=area.level,
        rows=lines,
        lock=False,
        instructions=False,
        period=None if table.title.strip() and period_in(table.title) else period,
        choices=False,
    )
    return buffer.getvalue()


def _rests(rows: Sequence[Sequence[object]]) -> Iterator[tuple[str, list[str]]]:
    """The continuations of cells that were too long, by cell."""
    found: dict[str, list[str]] = {}
    for row in rows[1:]:
        if len(row) >= 5 and row[0]:
            found.setdefault(str(row[0]), []).append(str(row[4] or ""))
    yield from found.items()


def _whole(row: ProgressRow, rests: Mapping[str, Sequence[str]]) -> ProgressRow:
    texts = dict(row.texts)
    for name in FORM_COLUMNS:
        cell = form_cell(row.serial.number or 0, name)
        if cell in rests:
            texts[name] = rejoin(row.text(name), rests[cell])
    return replace(row, texts=texts)

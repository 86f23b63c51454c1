"""A workbook's ledger, read: its rows as they stand, and the records that they make.

The rows keep what cannot be used, and columns that are the office's own: a ledger that is made anew is made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field, fields, replace
from datetime import date
from typing import Any

from xl_tools.core.addresses import column_letters
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.text import squeeze
from xl_tools.core.working_days import DayUnit
from xl_tools.data import load
from xl_tools.parse.closing.cell_values import day_of, number_of, serial_of, word_of
from xl_tools.parse.closing.days_sheet import SHEET as DAYS
from xl_tools.parse.closing.days_sheet import DaysSheet, read_days_sheet
from xl_tools.parse.closing.entries import (
    Case,
    ClosingLedger,
    Event,
    Evidence,
    Key,
    LongTerm,
    Matter,
    Measure,
    Notice,
    Procedure,
    Review,
    SheetPlace,
    Unusable,
)
from xl_tools.parse.closing.headings import (
    AS_OF,
    CASES,
    EVENTS,
    EVIDENCE,
    HELPER,
    MATTERS,
    MEASURES,
    NOTICES,
    RECORDS,
    REVIEWS,
    SETTINGS,
    STATISTICS,
    STEPS,
    LedgerColumn,
    heading_row,
    is_ledger,
    own_headings,
    sheets,
    step_headings,
)
from xl_tools.parse.table.tables import cell_text

_MADE: Mapping[str, type[Any]] = {
    CASES: Case,
    MEASURES: Measure,
    EVENTS: Event,
    EVIDENCE: Evidence,
    NOTICES: Notice,
    MATTERS: Matter,
    REVIEWS: Review,
}
_WORDS = {"step", "result", "back_to", "reason", "sort", "kind", "says_unit", "measure", "number", "signed", "sealed"}
"""Columns that hold words and numbers to be compared: without any space."""
_SPLIT = expression(r"[、,，;；/\s]+")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row of a sheet: its cells by field, and those of the office's own columns by heading. ``beyond``: it stands
    below the last row that has formulas, so that the workbook does not count it."""

    row: int
    cells: Mapping[str, CellValue]
    more: Mapping[str, CellValue] = field(default_factory=dict)
    beyond: bool = False

    @property
    def key(self) -> Key:
        serial = self.cells.get("province_serial", self.cells.get("serial"))
        inspection, unit, point = (word_of(self.cells.get(name)) for name in ("inspection", "unit", "point"))
        return Key(inspection, serial_of(cell_text(serial)), unit, point)


@dataclass(frozen=True, slots=True)
class LedgerRows:
    """A ledger as it stands, by sheet ("events"). ``others`` are the sheets that are not the ledger's: people's own,
    and 校验结果 with their reasons."""

    path: str
    rows: Mapping[str, tuple[LedgerRow, ...]] = field(default_factory=dict)
    places: Mapping[str, SheetPlace] = field(default_factory=dict)
    days: DaysSheet = field(default_factory=DaysSheet)
    as_of: date | None = None
    others: tuple[Grid, ...] = ()


def read_ledger(book: Book) -> ClosingLedger | None:
    """The ledger of a workbook; None where it holds none. Raises UserError for a calendar that cannot be used."""
    return ledger_of(read_rows(book)) if is_ledger(book) else None


def read_rows(book: Book) -> LedgerRows:
    """The rows of a ledger's workbook. Raises UserError for a calendar that cannot be used."""
    rows: dict[str, tuple[LedgerRow, ...]] = {}
    places: dict[str, SheetPlace] = {}
    computed: set[str] = set()
    for what in (SETTINGS, *RECORDS[:-1]):
        name = sheets()[what].name
        for grid in sorted(book.grids, key=lambda grid: squeeze(grid.name) != name):
            found = heading_row(what, grid) if squeeze(grid.name) == name or what == CASES else None
            if found:
                header, columns = found
                letters = {field: column_letters(at + 1) for field, at in columns.items()}
                places[what] = SheetPlace(grid.name, header, letters)
                rows[what] = tuple(_rows(what, grid, header, columns, computed))
                break
        if what == SETTINGS:
            words = (word_of(row.cells.get(name)) for row in rows.get(SETTINGS, ()) for name in STEPS)
            computed = {heading for word in words for heading in step_headings(word)}
    ours = {*(place.name for place in places.values()), STATISTICS, DAYS}
    others = tuple(grid for grid in book.grids if not {grid.name, squeeze(grid.name)} & ours)
    return LedgerRows(book.path, rows, places, read_days_sheet(book), _as_of(book), others)


def _rows(
    what: str, grid: Grid, header: int, columns: Mapping[str, int], computed: Collection[str]
) -> Iterator[LedgerRow]:
    """Each row that holds something under a column that is filled in by hand."""
    filled = {column.field for column in sheets()[what].columns if column.holds != "formula"}
    known = [at for name, at in columns.items() if name in filled]
    entries = [row for row in grid.rows[header:] if sum(bool(cell_text(row[at])) for at in known if at < len(row)) > 1]
    own = own_headings(what, grid.rows[header - 1], computed, entries)
    last = _last_formula(grid, header)
    for number, cells in enumerate(grid.rows[header:], header + 1):
        row = {name: cells[at] for name, at in columns.items() if at < len(cells) and name in filled}
        more = {name: cells[at] for name, at in own.items() if at < len(cells) and cell_text(cells[at]).strip()}
        if more or any(cell_text(value).strip() for value in row.values()):
            yield LedgerRow(number, row, more, number > last)


def _last_formula(grid: Grid, header: int) -> int:
    """The last row in which a hidden column of formulas holds something; one without end where there is none, or only
    their results were lost."""
    hidden = [at for at, cell in enumerate(grid.rows[header - 1], 1) if isinstance(cell, str) and cell[:1] == HELPER]
    found = [row for row, column in grid.faults or () if column in hidden]
    for number, cells in enumerate(grid.rows[header:], header + 1):
        if any(at <= len(cells) and cells[at - 1] not in (None, "") for at in hidden):
            found.append(number)
    return max(found) if found else len(grid.rows)


def _as_of(book: Book) -> date | None:
    """What the cell beside 统计日期 says."""
    for grid in book.grids:
        if squeeze(grid.name) == STATISTICS:
            for row in grid.rows[:10]:
                for at, cell in enumerate(row[:-1]):
                    if isinstance(cell, str) and squeeze(cell) == AS_OF:
                        return day_of(row[at + 1])
    return None


def ledger_of(rows: LedgerRows) -> ClosingLedger:
    """The records that rows make, and the cells that cannot be used."""
    reader = _Reader(rows)
    found = {what: tuple(reader.records(what)) for what in _MADE}
    return ClosingLedger(
        path=rows.path,
        **found,
        procedures=tuple(reader.procedures()),
        calendar=rows.days.calendar,
        unusable=tuple(reader.unusable),
        places=rows.places,
        as_of=rows.as_of,
    )


class _Reader:
    def __init__(self, rows: LedgerRows) -> None:
        self.rows = rows
        self.unusable: list[Unusable] = []

    def records(self, what: str) -> Iterator[Any]:
        columns = {column.field: column for column in sheets()[what].columns}
        names = {one.name for one in fields(_MADE[what])} - {"row", "key", "ongoing"}
        for row in self.rows.rows.get(what, ()):
            values = {
                name: self._value(what, row.row, columns[name], value)
                for name, value in row.cells.items()
                if name in names
            }
            record = _MADE[what](row=row.row, key=row.key, **values)
            if what == CASES:
                record = replace(record, ongoing=word_of(row.cells.get("ongoing")) == "是")
            serial = columns["province_serial" if what == CASES else "serial"]
            if row.beyond:
                self._note(what, row.row, serial, "", "公式没有到这一行，统计没有算它，请再生成一次台账")
            if not row.key.serial or not row.key.unit:
                self._note(what, row.row, serial, "", "批次、省序号、单位都要填")
            yield record

    def _value(self, what: str, row: int, column: LedgerColumn, value: CellValue) -> Any:
        text = cell_text(value).strip()
        read: Callable[[CellValue], Any] | None = {"date": day_of, "number": number_of}.get(column.holds)
        if read is None:
            return word_of(value) if column.field in _WORDS else text
        found = read(value)
        if isinstance(found, date) and not 2000 <= found.year <= 2099:
            self._note(what, row, column, text, "年份不对")
            return None
        if text and found is None:
            wrong = "不是日期，请写成 2024-09-29 这样" if column.holds == "date" else "不是数字"
            self._note(what, row, column, text, wrong)
        return found

    def _note(self, what: str, row: int, column: LedgerColumn, text: str, why: str) -> None:
        place = self.rows.places.get(what) or SheetPlace(sheets()[what].name, 0, {})
        cell = place.cell(row, column.field) or f"A{row}"
        self.unusable.append(Unusable(place.name, row, cell, column.title, text, why))

    def procedures(self) -> Iterator[Procedure]:
        columns = {column.field: column for column in sheets()[SETTINGS].columns}
        known: set[str] = set()
        for row in self.rows.rows.get(SETTINGS, ()):
            words = {name: word_of(value) for name, value in row.cells.items()}
            usual = default_procedure("")
            steps = tuple(dict.fromkeys(words[name] for name in STEPS if words.get(name)))
            if not words.get("inspection") or not steps:
                self._note(SETTINGS, row.row, columns["inspection"], "", "批次和环节都要写")
                continue
            if len(steps) == 1 and not any(words.get(name) for name in ("days", "days_unit", "long_term")):
                self._note(SETTINGS, row.row, columns["inspection"], "", "只有两格，不是一批督察的设置，没有采用")
                continue
            if words["inspection"] in known:
                self._note(SETTINGS, row.row, columns["inspection"], "", "这一批上面已经写了，这一行没有采用")
                continue
            known.add(words["inspection"])
            days = number_of(row.cells.get("days"))
            if days is None or not 1 <= days <= 366 or days != int(days):
                self._note(SETTINGS, row.row, columns["days"], words.get("days", ""), "公示天数要写 1 到 366")
                days = None
            chosen = [(DayUnit, "days_unit", usual.unit), (LongTerm, "long_term", usual.long_term)]
            unit, long_term = (self._chosen(kind, row.row, columns[name], words, usual) for kind, name, usual in chosen)
            yield Procedure(
                inspection=words["inspection"],
                steps=steps,
                optional=frozenset(part for part in _SPLIT.split(words.get("optional", "")) if part),
                days=usual.days if days is None else int(days),
                unit=unit,
                long_term=long_term,
                self_acceptance=words.get("self_acceptance") == "是",
                row=row.row,
            )

    def _chosen(self, kind: Any, row: int, column: LedgerColumn, words: Mapping[str, str], usual: Any) -> Any:
        word = words.get(column.field, "")
        if word and word not in list(kind):
            self._note(SETTINGS, row, column, word, f"只能是{'、'.join(kind)}")
        return kind(word) if word in list(kind) else usual


def default_procedure(inspection: str, name: str = "") -> Procedure:
    """How tasks of an inspection, told by its id, are closed before an office says otherwise; called ``name``."""
    data: Sequence[dict[str, Any]] = load("closing")["inspection"]
    own = [one for one in data if one["id"] and inspection.startswith(one["id"])]
    said = max(own, key=lambda one: len(one["id"]), default=next(one for one in data if not one["id"]))
    return Procedure(
        inspection=name,
        steps=tuple(said["steps"]),
        optional=frozenset(said["optional"]),
        days=said["days"],
        unit=DayUnit(said["days_unit"]),
        long_term=LongTerm(said["long_term"]),
        self_acceptance=said["self_acceptance"] == "是",
    )

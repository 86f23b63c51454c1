"""An assessment workbook to records: the task book with its targets, and the sheets beside it.

Tables are found by their headings (``data/assessment_headings.toml``), every address is fixed here. What a person
filled in stands above what the text says: targets are split from the text only where the sheet holds none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xl_tools.core import regions
from xl_tools.core.addresses import cell_name, column_letters
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Book, Grid
from xl_tools.core.records import Level
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.parse.assessment.entries import (
    NOT_REVIEWED,
    AssessmentBook,
    Direction,
    Entry,
    Evaluations,
    Item,
    Review,
    Sheet,
    Target,
    UnreadableCell,
    direction_words,
)
from xl_tools.parse.assessment.labels import LONGEST, heading_key, known_columns
from xl_tools.parse.assessment.numerals import PER_CENT, as_seen, numeral
from xl_tools.parse.assessment.targets import split_targets
from xl_tools.parse.table.tables import Cells, cell_text


def read_assessment(book: Book, *, rest_by_hand: bool = False) -> AssessmentBook | None:
    """The assessment of a workbook; None when no sheet holds a task book (office, task text and points).

    ``rest_by_hand`` is handed on to the splitter of targets.
    """
    tables = [table for grid in book.grids for table in _tables(grid)]
    items = next((table for table in tables if table.what == "items"), None)
    if items is None:
        return None
    notes = _Notes()
    return AssessmentBook(
        path=book.path,
        items_sheet=items.place,
        items=tuple(_items(items, notes, rest_by_hand)),
        above=tuple(_above(items)),
        **_entries(tables, "process", notes),
        **_entries(tables, "bonus", notes),
        evaluations=tuple(_evaluations(table) for table in tables if table.what == "evaluation"),
        **_overrides(tables),
        unreadable=tuple(notes.unreadable),
        typed=tuple(notes.typed),
    )


def read_evaluations(book: Book) -> list[Evaluations]:
    """The evaluation tables of a workbook: a county's sheet of office and grade, or a matrix."""
    return [
        _evaluations(table)
        for grid in book.grids
        for table in _tables(grid)
        if table.what == "evaluation"
    ]  # fmt: skip


@dataclass
class _Notes:
    """What is to be said of single cells: those that hold no number, and those that hold one typed as text."""

    unreadable: list[UnreadableCell] = field(default_factory=list)
    typed: list[UnreadableCell] = field(default_factory=list)


# --- finding the tables -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Table:
    """A table found: what it is, and the column numbers of its fields."""

    what: str
    cells: Cells
    header_row: int
    columns: Mapping[str, int]
    unknown: Mapping[str, int] = field(default_factory=dict)

    @property
    def place(self) -> Sheet:
        columns = {name: column_letters(column) for name, column in self.columns.items()}
        return Sheet(self.cells.grid.name, self.header_row, columns, tuple(self.unknown))

    def rows(self) -> range:
        return range(self.header_row + 1, len(self.cells.grid.rows) + 1)

    def text(self, row: int, name: str) -> str:
        """The text of a field, "" where there is no such column."""
        column = self.columns.get(name)
        return cell_text(self.cells.own(row, column)).strip() if column else ""

    def shown(self, row: int, name: str) -> str:
        """The text that a person sees there: of the merged range, where the cell is part of one."""
        column = self.columns.get(name)
        return cell_text(self.cells.shown(row, column)).strip() if column else ""

    def filled(self, row: int, name: str) -> bool:
        column = self.columns.get(name)
        return bool(column and self.cells.filled(row, column))

    def number(self, row: int, name: str, notes: _Notes, unit: str = "") -> Decimal | None:
        """The number of a field, also one typed as text, with its unit or without. What stands there and is none is
        noted."""
        column = self.columns.get(name)
        if column is None:
            return None
        value = self.cells.own(row, column)
        fault = (self.cells.grid.faults or {}).get((row, column))
        if isinstance(value, int | float) and not isinstance(value, bool) and not fault:
            if name in _REACHED and self.is_percent(row, name):
                return self._percentage(row, name, Decimal(repr(value)), notes, unit)
            return Decimal(int(value)) if float(value).is_integer() else Decimal(repr(value))
        text = ("没有算出结果的公式" if fault == "=" else fault) or as_seen(value)
        found = None if fault else numeral(text, unit)
        if text:
            (notes.unreadable if found is None else notes.typed).append(self.fault(row, name, text))
        return found

    def is_percent(self, row: int, name: str) -> bool:
        """Whether a number shows a hundred times what it is: 0.97 as 97%."""
        return "%" in (self.cells.grid.formats or {}).get((row, self.columns.get(name, 0)), "")

    def _percentage(self, row: int, name: str, value: Decimal, notes: _Notes, unit: str) -> Decimal | None:
        """The number that a percentage shows, where it may be one: "97%" of a number of things is none."""
        shown = (value * 100).normalize()
        may_be = not unit or unit in PER_CENT
        (notes.typed if may_be else notes.unreadable).append(self.fault(row, name, f"{shown:f}%"))
        return shown if may_be else None

    def fault(self, row: int, name: str, text: str) -> UnreadableCell:
        column = self.columns[name]
        label = cell_text(self.cells.shown(self.header_row, column)).strip()
        return UnreadableCell(self.cells.grid.name, cell_name(row, column), row, squeeze(label), text)


_REACHED = ("quantity", "actual")


def _tables(grid: Grid) -> Iterator[_Table]:
    """The tables of a sheet, at most one of each sort, each where its headings are found first."""
    cells = Cells(grid)
    last = min(load("assessment_headings")["search_rows"], len(grid.rows))
    for row in range(1, last + 1):
        texts = {
            column: text
            for column in range(1, cells.width(row) + 1)
            if 0 < len(text := cell_text(cells.shown(row, column)).strip()) <= LONGEST
        }
        if len(texts) >= 2 and (table := _table(cells, row, texts)):
            yield table
            return


def _table(cells: Cells, row: int, texts: Mapping[int, str]) -> _Table | None:
    for what in ("items", "process", "bonus", "rules"):
        known, needs = known_columns(what)
        columns: dict[str, int] = {}
        for column, text in texts.items():
            name = known.get(heading_key(text))
            if name:
                columns.setdefault(name, column)
        if needs <= columns.keys():
            taken = set(columns.values())
            return _Table(what, cells, row, columns, {text: at for at, text in texts.items() if at not in taken})
    return _evaluation_table(cells, row, texts)


def _evaluation_table(cells: Cells, row: int, texts: Mapping[int, str]) -> _Table | None:
    """A table of offices with grades: a column called so, or columns named like regions or "…评价"."""
    data = load("assessment_headings")["evaluation"]
    office = next((column for column, text in texts.items() if _is(text, data["office"])), None)
    if office is None or any(_is(text, data["never"]) for text in texts.values()):
        return None
    others = {text: column for column, text in texts.items() if column != office and not _is(text, data["other"])}
    if not any(_is(text, data["grade"]) or text.endswith(tuple(data["ends"])) or _is_region(text) for text in others):
        return None
    return _Table("evaluation", cells, row, {"office": office}, others)


def is_grade_heading(text: str) -> bool:
    """Whether a column of this name holds the grades of a unit's own evaluation sheet."""
    return _is(text, load("assessment_headings")["evaluation"]["grade"])


def _is(text: str, words: Sequence[str]) -> bool:
    return heading_key(text) in {heading_key(word) for word in words}


@lru_cache(maxsize=512)
def _is_region(text: str) -> bool:
    return regions.find(text, level=Level.COUNTY) is not None


def _above(table: _Table) -> Iterator[str]:
    for row in range(1, table.header_row):
        for column in range(1, table.cells.width(row) + 1):
            if text := cell_text(table.cells.own(row, column)).strip():
                yield text


# --- the task book ----------------------------------------------------------------------------------


@dataclass
class _Draft:
    """An item while its rows are being read."""

    row: int
    office: str
    kind: str
    work: str
    text: str
    rows: list[int]


def _items(table: _Table, notes: _Notes, rest_by_hand: bool) -> Iterator[Item]:
    for draft in _drafts(table):
        weight = table.number(draft.row, "weight", notes)
        targets = tuple(_targets(table, draft, notes, rest_by_hand))
        yield Item(draft.office, draft.kind, draft.work, draft.text, weight, draft.row, targets)


def _drafts(table: _Table) -> Iterator[_Draft]:
    """The items with their rows: a row with a task text begins one, a row with only a target belongs to the last."""
    draft: _Draft | None = None
    office = kind = ""
    for row in table.rows():
        text = table.text(row, "text")
        if _is_heading(table, row, text):
            continue
        if not text:
            if draft and any(table.filled(row, name) for name in ("name", "quantity", "direction", "actual")):
                draft.rows.append(row)
            continue
        if draft:
            yield draft
        own = squeeze(table.shown(row, "office"))
        if own and own != office:
            kind = ""
        office = own or office
        kind = squeeze(table.shown(row, "kind")) or kind
        draft = _Draft(row, office, kind, table.shown(row, "work"), text, [row])
    if draft:
        yield draft


def _is_heading(table: _Table, row: int, text: str) -> bool:
    """A heading row that is repeated further down."""
    known, _ = known_columns("items")
    return known.get(heading_key(text)) == "text" and known.get(heading_key(table.text(row, "office"))) == "office"


def _targets(table: _Table, draft: _Draft, notes: _Notes, rest_by_hand: bool) -> Iterator[Target]:
    if any(table.filled(row, name) for row in draft.rows for name in ("quantity", "direction")):
        for row in draft.rows:
            yield _written(table, row, notes)
        return
    split = split_targets(draft.text, rest_by_hand=rest_by_hand)
    why = load("targets")["why"]
    actual = table.number(draft.row, "actual", notes, split[0].unit if len(split) == 1 else "")
    if actual is not None and len(split) > 1:
        said = f"{actual}（这一项有 {len(split)} 个目标，一个数分不开）"
        notes.unreadable.append(table.fault(draft.row, "actual", said))
        actual = None
    given = _given(table, draft.row)
    review = _review(table, draft.row, notes) if len(split) == 1 else NOT_REVIEWED
    for target in split:
        yield Target(
            name=target.name,
            quantity=target.quantity,
            unit=target.unit,
            direction=target.direction,
            row=draft.row,
            actual=actual,
            why=why.get(target.why, ""),
            given=given,
            review=review,
        )


def _review(table: _Table, row: int, notes: _Notes) -> Review:
    stages = ("own", "first", "again", "final")
    if not any(table.filled(row, name) for name in (*stages, "appeal", "why")):
        return NOT_REVIEWED
    points = {name: table.number(row, name, notes) for name in stages}
    return Review(**points, appeal=table.text(row, "appeal"), why=table.text(row, "why"))


def _given(table: _Table, row: int) -> Decimal | None:
    """The score that stands in the sheet. It is looked at and never used: what is no number there harms nobody, and a
    formula of ours without a stored value is none."""
    return table.number(row, "given", _Notes())


def _written(table: _Table, row: int, notes: _Notes) -> Target:
    """A target as it stands in the sheet, split or corrected by a person."""
    word = squeeze(table.text(row, "direction"))
    direction = direction_words().get(word)
    unit = table.text(row, "unit") or ("%" if table.is_percent(row, "quantity") else "")
    quantity = table.number(row, "quantity", notes, unit)
    if word and direction is None:
        notes.unreadable.append(table.fault(row, "direction", word))
    if not word:
        direction = Direction.AT_LEAST
    target = Target(
        name=table.text(row, "name") or table.text(row, "text"),
        quantity=quantity,
        unit=unit,
        direction=direction,
        row=row,
        actual=table.number(row, "actual", notes, unit),
        note=table.text(row, "note"),
        given=_given(table, row),
        review=_review(table, row, notes),
    )
    if table.filled(row, "share"):
        target = replace(target, share=table.number(row, "share", notes) or Decimal(0))
    why = load("targets")["why"]
    if direction is Direction.HAND:
        return replace(target, quantity=None, why=why["none"])
    return replace(target, why=why["unsure"]) if quantity is None else target


# --- the other sheets -------------------------------------------------------------------------------


def _entries(tables: Sequence[_Table], what: str, notes: _Notes) -> dict[str, Any]:
    table = next((table for table in tables if table.what == what), None)
    if table is None:
        return {}
    entries = [
        Entry(
            office=squeeze(table.text(row, "office")),
            subject=squeeze(table.text(row, "subject")),
            reason=squeeze(table.text(row, "reason")),
            amount=table.number(row, "amount", notes),
            note=table.text(row, "note"),
            source=table.text(row, "source"),
            row=row,
        )
        for row in table.rows()
        if table.filled(row, "office") or table.filled(row, "amount")
    ]
    return {what: tuple(entries), f"{what}_sheet": table.place}


def _evaluations(table: _Table) -> Evaluations:
    words: dict[str, dict[str, tuple[str, str]]] = {}
    rows: dict[str, int] = {}
    for row in table.rows():
        office = squeeze(table.text(row, "office"))
        if not office or office in rows:
            continue
        rows[office] = row
        words[office] = {
            squeeze(heading): (squeeze(cell_text(table.cells.own(row, column))), cell_name(row, column))
            for heading, column in table.unknown.items()
        }
    columns = {"office": column_letters(table.columns["office"])}
    columns |= {squeeze(heading): column_letters(column) for heading, column in table.unknown.items()}
    sheet = Sheet(table.cells.grid.name, table.header_row, columns)
    return Evaluations(sheet, words, rows, " ".join(_above(table)))


def _overrides(tables: Sequence[_Table]) -> dict[str, Any]:
    """The sheet 考核办法: each rule's key with the text of its value and its cell."""
    table = next((table for table in tables if table.what == "rules"), None)
    if table is None:
        return {}
    values = {
        key: (table.text(row, "value"), cell_name(row, table.columns["value"]))
        for row in table.rows()
        if (key := table.text(row, "key"))
    }
    return {"rules_sheet": table.place, "overrides": values}

"""A ledger of petitions as a state: its rows, its batches, what was changed in it, and how it is counted.

The workbook is the state; there is nothing beside it. Texts stay as they were written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field

from xl_tools.core.addresses import column_number
from xl_tools.core.beside import Beside, Loose, beside_table, text_of
from xl_tools.core.dataclass import dataclass
from xl_tools.core.form import Field
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.records import ProgressSheet
from xl_tools.forms.definitions import about
from xl_tools.parse.table.tables import cell_text
from xl_tools.petitions.conventions import conventions_of, setting_in
from xl_tools.petitions.reading import batches_of, is_batches, is_petitions, ledger_of
from xl_tools.petitions.records import Batch, Conventions, Ledger

CHANGES_SHEET, BATCHES_SHEET, SETTINGS_SHEET = "变更记录", "批次", "口径"
SETTING_HEADINGS = ("项目", "数值")
SETTING = SETTING_HEADINGS[0]
CHANGE_HEADINGS = ("编号", "项目", "原值", "新值", "日期", "来源")
MADE = "xlt.ledger"
"""The document property that tells a ledger of our making."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger: the text of each column by field, and of columns that no field claims by heading."""

    texts: Mapping[Field, str]
    extras: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that a list changed: the petition, the column's title, what stood there and stands there now."""

    key: str
    title: str
    old: str
    new: str
    day: str
    source: str


@dataclass(frozen=True, slots=True)
class Own:
    """What people wrote on a sheet of the ledger: beside its rows under headings of their own, by what tells a row, and
    in rows of their own."""

    rows: Mapping[str, Mapping[str, CellValue]] = field(default_factory=dict)
    loose: tuple[Loose, ...] = ()

    def headings(self) -> list[str]:
        """The headings, in the order of their coming."""
        return list(dict.fromkeys(heading for said in self.rows.values() for heading in said))


@dataclass(frozen=True, slots=True)
class State:
    """A ledger. ``others`` are sheets that people added to its workbook, and 校验结果 with their reasons. ``beside`` is
    what they wrote on the sheets of ours, by sheet: beside a batch by its number, beside a change by its place, beside
    a setting by its name. ``made`` is True for a ledger of our making: any other is never written anew."""

    title: str
    rows: tuple[Row, ...]
    batches: tuple[Batch, ...]
    changes: tuple[Change, ...]
    conventions: Conventions
    others: tuple[Grid, ...] = ()
    beside: Mapping[str, Own] = field(default_factory=dict)
    made: bool = True

    def columns(self) -> tuple[Field, ...]:
        """The columns that are written: those of every ledger, and what any row has."""
        form = about(Field("complaint"))
        used = {name for row in self.rows for name, text in row.texts.items() if text.strip()}
        return tuple(name for name in form.listed if name in used or name not in _ONLY_IF_USED)

    def headings(self) -> tuple[str, ...]:
        """Headings of columns that no field claims, in the order of their coming."""
        return tuple(dict.fromkeys(heading for row in self.rows for heading in row.extras))


_ONLY_IF_USED = frozenset(
    map(
        Field,
        [
            "inspection",
            "share",
            "trade",
            "plan",
            "latest",
            "fine_yuan",
            "cooperating",
            "person",
            "again",
            "merged_into",
            "filed",
            "document",
            "complainant",
            "complainant_phone",
            "contact",
            "phone",
            "grid",
            "grid_person",
            "grid_phone",
            "callback",
            "remark",
        ],
    )
)


def new_state(conventions: Conventions, title: str) -> State:
    """A ledger without a petition."""
    return State(title, (), (), (), conventions)


def state_of(book: Book, sheets: Sequence[ProgressSheet]) -> State | None:
    """The ledger of a workbook, whose tables are ``sheets``; None where it holds none."""
    own = petition_sheets(book, sheets)
    if not own:
        return None
    grids = {grid.name: grid for grid in book.grids}
    batch_sheets = [sheet for sheet in sheets if is_batches(sheet)]
    batches = [batch for sheet in batch_sheets for batch in batches_of(sheet)]
    ours = {*(sheet.sheet for sheet in (*own, *batch_sheets)), CHANGES_SHEET, SETTINGS_SHEET}
    rows = [(row, row.extras) for sheet in own for row in sheet.rows]
    changes, beside = _changes(grids.get(CHANGES_SHEET))
    if made := MADE in (book.identity or {}):
        (sheet,) = own
        lines = {line - 1 for row in sheet.rows for line in (row.row, *row.also)}
        laid = _beside(grids[sheet.sheet], sheet, lines)
        batches = [batch for batch in batches if batch.number is not None]
        rows = [(row, _texts(laid.rows.get(row.row - 1, {}))) for row in sheet.rows]
        beside |= {sheet.sheet: Own(loose=laid.loose)}
        beside |= _beside_batches(grids, batch_sheets, batches) | _beside_settings(grids.get(SETTINGS_SHEET))
    return State(
        title=own[0].title,
        rows=tuple(Row(dict(row.texts), dict(extras)) for row, extras in rows),
        batches=tuple(batches),
        changes=tuple(changes),
        conventions=conventions_of(book),
        others=tuple(grid for grid in book.grids if grid.name not in ours),
        beside=beside,
        made=made,
    )


def _texts(said: Mapping[str, CellValue]) -> dict[str, str]:
    return {heading: cell_text(value) for heading, value in said.items()}


def _beside(grid: Grid, sheet: ProgressSheet, rows: AbstractSet[int]) -> Beside:
    """What stands beside a table as it was read, whose entries are ``rows`` (from 0)."""
    top = sheet.header_row - 1
    columns = [column_number(letters) - 1 for letters in sheet.columns.values()]
    ours = {text_of(grid.rows[top][column]) for column in columns}
    return beside_table(grid, top, ours, rows)


def _beside_batches(
    grids: Mapping[str, Grid], sheets: Sequence[ProgressSheet], batches: Sequence[Batch]
) -> dict[str, Own]:
    rows: dict[str, Mapping[str, CellValue]] = {}
    loose: list[Loose] = []
    for sheet in sheets:
        numbers = {batch.row - 1: str(batch.number) for batch in batches if batch.sheet == sheet.sheet}
        laid = _beside(grids[sheet.sheet], sheet, numbers.keys())
        rows |= {numbers[row]: said for row, said in laid.rows.items()}
        loose += laid.loose
    return {BATCHES_SHEET: Own(rows, tuple(loose))}


def _beside_settings(grid: Grid | None) -> dict[str, Own]:
    if grid is None:
        return {}
    names = {number: name for number, row in enumerate(grid.rows) if (name := setting_in(row))}
    first = min(names, default=1)
    top = max((n for n, row in enumerate(grid.rows[:first]) if text_of(row[0] if row else None) == SETTING), default=-1)
    if top < 0:
        return {SETTINGS_SHEET: Own(loose=beside_table(grid, 0, frozenset(), frozenset()).loose)}
    laid = beside_table(grid, top, frozenset(SETTING_HEADINGS), names.keys())
    return {SETTINGS_SHEET: Own({names[row]: said for row, said in laid.rows.items()}, laid.loose)}


def petition_sheets(book: Book, sheets: Sequence[ProgressSheet]) -> list[ProgressSheet]:
    """The tables whose rows are a workbook's petitions: in a ledger of our making its first sheet alone, since rows on
    a sheet that people added are copied from there; in any other workbook all."""
    own = [sheet for sheet in sheets if is_petitions(sheet)]
    first = [sheet for sheet in own if sheet.sheet == about(Field("complaint")).sheet]
    return first if first and MADE in (book.identity or {}) else own


def _changes(grid: Grid | None) -> tuple[list[Change], dict[str, Own]]:
    """The record of changes, and what people wrote beside it."""
    rows = grid.rows if grid else ()
    heads = [[text_of(value) for value in row] for row in rows]
    top = next((number for number, row in enumerate(heads) if set(CHANGE_HEADINGS) <= set(row)), None)
    if grid is None or top is None:
        return [], {}
    columns = [heads[top].index(heading) for heading in CHANGE_HEADINGS]
    found: list[Change] = []
    places: dict[int, str] = {}
    for number, values in enumerate(rows[top + 1 :], top + 1):
        texts = [cell_text(values[column]).strip() if column < len(values) else "" for column in columns]
        if any(texts):
            places[number] = str(len(found))
            found.append(Change(*texts))
    laid = beside_table(grid, top, frozenset(CHANGE_HEADINGS), places.keys())
    return found, {CHANGES_SHEET: Own({places[row]: said for row, said in laid.rows.items()}, laid.loose)}


def read_ledger(sheets: Sequence[ProgressSheet], conventions: Conventions) -> list[Ledger]:
    """The tables of petitions in a workbook, each read."""
    return [ledger_of(sheet, conventions, sheets) for sheet in sheets if is_petitions(sheet)]

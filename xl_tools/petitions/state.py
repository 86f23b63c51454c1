"""A ledger of petitions as a state: its rows, its batches, what was changed in it, and how it is counted.

The workbook is the state; there is nothing beside it. Texts stay as they were written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xl_tools.core.form import Field
from xl_tools.core.grid import Book, Grid
from xl_tools.core.records import ProgressSheet
from xl_tools.forms.definitions import about
from xl_tools.parse.table.tables import cell_text
from xl_tools.petitions.conventions import conventions_of
from xl_tools.petitions.reading import batches_of, is_batches, is_petitions, ledger_of
from xl_tools.petitions.records import Batch, Conventions, Ledger

CHANGES_SHEET = "变更记录"
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
class State:
    """A ledger. ``others`` are sheets that people added to its workbook, and 校验结果 with their reasons. ``made`` is
    True for a ledger of our making: any other is never written anew."""

    title: str
    rows: tuple[Row, ...]
    batches: tuple[Batch, ...]
    changes: tuple[Change, ...]
    conventions: Conventions
    others: tuple[Grid, ...] = ()
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
    used = {sheet.sheet for sheet in (*own, *(one for one in sheets if is_batches(one)))}
    ours = {*used, CHANGES_SHEET, "口径"}
    return State(
        title=own[0].title,
        rows=tuple(Row(dict(row.texts), dict(row.extras)) for sheet in own for row in sheet.rows),
        batches=tuple(batch for sheet in sheets if is_batches(sheet) for batch in batches_of(sheet)),
        changes=tuple(_changes(grids.get(CHANGES_SHEET))),
        conventions=conventions_of(book),
        others=tuple(grid for grid in book.grids if grid.name not in ours),
        made=MADE in (book.identity or {}),
    )


def petition_sheets(book: Book, sheets: Sequence[ProgressSheet]) -> list[ProgressSheet]:
    """The tables whose rows are a workbook's petitions: in a ledger of our making its first sheet alone, since rows on
    a sheet that people added are copied from there; in any other workbook all."""
    own = [sheet for sheet in sheets if is_petitions(sheet)]
    first = [sheet for sheet in own if sheet.sheet == about(Field("complaint")).sheet]
    return first if first and MADE in (book.identity or {}) else own


def _changes(grid: Grid | None) -> Iterator[Change]:
    headed = False
    for values in grid.rows if grid else ():
        texts = [cell_text(value).strip() for value in values][: len(CHANGE_HEADINGS)]
        if headed and any(texts):
            yield Change(*(*texts, *[""] * (len(CHANGE_HEADINGS) - len(texts))))
        headed = headed or texts == list(CHANGE_HEADINGS)


def read_ledger(sheets: Sequence[ProgressSheet], conventions: Conventions) -> list[Ledger]:
    """The tables of petitions in a workbook, each read."""
    return [ledger_of(sheet, conventions, sheets) for sheet in sheets if is_petitions(sheet)]

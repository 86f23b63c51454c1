"""The sheets of a ledger and their columns, and whether a workbook is one. Light: every check asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from xl_tools.core.beside import headed
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.records import Field, Form
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.forms.definitions import read_by

CASES, MEASURES, EVENTS, EVIDENCE, NOTICES = "cases", "measures", "events", "evidence", "notices"
MATTERS, REVIEWS, SETTINGS = "matters", "reviews", "settings"
RECORDS = (CASES, MEASURES, EVENTS, EVIDENCE, NOTICES, MATTERS, REVIEWS, SETTINGS)
STATISTICS, AS_OF = "统计", "统计日期"
STEPS = tuple(f"step{number}" for number in range(1, 9))
HELPER = "·"
"""What the headings of hidden columns begin with, which only formulas need."""
_NOISE = expression(r"[\s:：*、,，/()（）\[\]]+")
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """A column: what it ``holds`` (text, date, number, or formula, which is never read), the words to choose from."""

    field: str
    title: str
    width: float
    headings: tuple[str, ...]
    holds: str = "text"
    choices: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """A sheet of the ledger. ``spare`` is how many empty rows are written under the filled ones."""

    what: str
    name: str
    note: str
    needs: frozenset[str]
    columns: tuple[LedgerColumn, ...]
    spare: int

    def place(self, name: str) -> int:
        """The place of a column, from 0."""
        return next(at for at, column in enumerate(self.columns) if column.field == name)


def step_headings(step: str) -> tuple[str, ...]:
    """The headings under which the ledger shows the days of a step: of a publicity period its first and last."""
    return (f"{step}起", f"{step}止") if means(step, "publicity") else (step,)


def means(step: str, what: str) -> bool:
    """Whether a step's name tells that it is this ("publicity", "acceptance", "closed", "filed", "applied")."""
    words, others = words_of(what)
    return any(word in step for word in words) and not any(word in step for word in others)


def words_of(what: str) -> tuple[Sequence[str], Sequence[str]]:
    """By which words a step's name tells that it is this, and by which that it is not after all."""
    data = load("closing")
    return data["words"][what], data["not_words"][what]


def ledger_form() -> Form:
    """The form of the ledger's first sheet."""
    return next(iter(read_by("closing")))


@cache
def sheets() -> Mapping[str, LedgerSheet]:
    """Every sheet that holds records."""
    data = load("closing_sheets")
    return {what: _sheet(what, data) for what in RECORDS}


def _sheet(what: str, data: dict[str, Any]) -> LedgerSheet:
    said = data[what]
    own = [_column(entry) for entry in said["columns"]]
    if what not in (CASES, SETTINGS):
        before = [column for column in own if column.field in said.get("first", ())]
        of_case = [_column(entry) for entry in data["of_case"]]
        own = [*before, *of_case, *(column for column in own if column not in before)]
    needs = frozenset(map(str, ledger_form().required if what == CASES else said["needs"]))
    return LedgerSheet(what, said["name"], said["note"], needs, tuple(own), data["spare"].get(what, 0))


def _column(entry: dict[str, Any]) -> LedgerColumn:
    """A column; the headings of those without a title are the form's."""
    known = None if "title" in entry else ledger_form().columns[Field(entry["field"])]
    headings = known.headings if known else (entry["title"], *entry.get("aliases", ()))
    choices = tuple(entry["choices"]) if "choices" in entry else None
    return LedgerColumn(entry["field"], headings[0], entry["width"], headings, entry.get("holds", "text"), choices)


def heading_key(text: str) -> str:
    """A heading without spaces, brackets and marks, for comparing."""
    return _NOISE.sub("", squeeze(text)).lower()


@cache
def _known(what: str) -> Mapping[str, str]:
    return {heading_key(text): column.field for column in sheets()[what].columns for text in column.headings}


def columns_of(what: str, row: Sequence[CellValue]) -> dict[str, int]:
    """The places (from 0) of a sheet's columns in a row of headings, by field; the first of several."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        if isinstance(cell, str) and 0 < len(cell) <= _LONGEST and (name := _known(what).get(heading_key(cell))):
            found.setdefault(name, at)
    return found


def own_headings(
    what: str, row: Sequence[CellValue], computed: Collection[str], entries: Sequence[Sequence[CellValue]] = ()
) -> dict[str, int]:
    """The places (from 0) of columns that are neither the sheet's nor ``computed``, by heading: the office's own. One
    without a heading, in which something stands in one of the ``entries``, is called 备注."""
    texts = headed([cell.strip() if isinstance(cell, str) else "" for cell in row], entries)
    return {
        text: at
        for at, text in enumerate(texts)
        if text and heading_key(text) not in _known(what) and text not in computed and text[:1] != HELPER
    }


def heading_row(what: str, grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of headings (from 1) and its columns; None where the sheet is not this one."""
    needs = sheets()[what].needs
    for number, row in enumerate(grid.rows[: load("closing_sheets")["search_rows"]], 1):
        found = columns_of(what, row)
        if needs <= found.keys():
            return number, found
    return None


def is_ledger(book: Book) -> bool:
    """Whether a sheet has the headings of a ledger: inspection, serial, unit and the present step."""
    form = ledger_form()
    last = load("closing_sheets")["search_rows"]
    return any(
        form.recognises(set(map(Field, columns_of(CASES, row)))) for grid in book.grids for row in grid.rows[:last]
    )

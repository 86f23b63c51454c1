"""Headings of assessment workbooks, and whether a workbook is one. Light: every check asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book
from xl_tools.core.records import Field, Form
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.forms.definitions import read_by

_NOISE = expression(r"[\s:：*、,，/()（）\[\]]+")
LONGEST = 30
"""A longer text is no heading."""


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """A heading without spaces, brackets and marks, for comparing."""
    return _NOISE.sub("", squeeze(text)).lower()


def task_book() -> Form:
    """The form of an assessment's items."""
    return next(iter(read_by("assessment")))


def headings(what: str) -> Mapping[str, Sequence[str]]:
    """The headings of a sort of table by the field they name, the one that is written first."""
    if what == "items":
        return {name: column.headings for name, column in task_book().columns.items()}
    columns: Mapping[str, Sequence[str]] = load("assessment_headings")[what]["columns"]
    return columns


@cache
def known_columns(what: str) -> tuple[Mapping[str, str], frozenset[str]]:
    """The field of every heading of a sort of table, and the fields without which it is none."""
    needs = task_book().required if what == "items" else load("assessment_headings")[what]["needs"]
    known = {heading_key(text): name for name, texts in headings(what).items() for text in texts}
    return known, frozenset(needs)


def is_assessment(book: Book) -> bool:
    """Whether a sheet has the headings of a task book: office, task text and points."""
    known, _ = known_columns("items")
    form = task_book()
    last = load("assessment_headings")["search_rows"]

    def fields(row: Iterable[object]) -> set[Field]:
        texts = (cell for cell in row if isinstance(cell, str) and 0 < len(cell) <= LONGEST)
        return {Field(name) for text in texts if (name := known.get(heading_key(text)))}

    return any(form.recognises(fields(row)) for grid in book.grids for row in grid.rows[:last])

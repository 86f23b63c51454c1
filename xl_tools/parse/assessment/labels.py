"""Headings of assessment workbooks, and whether a workbook is one. Light: every check asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from xl_tools.core.grid import Book
from xl_tools.core.text import squeeze
from xl_tools.data import load

_NOISE = re.compile(r"[\s:：*、,，/()（）\[\]]+")
LONGEST = 30
"""A longer text is no heading."""


@lru_cache(maxsize=4096)
def heading_key(text: str) -> str:
    """A heading without spaces, brackets and marks, for comparing."""
    return _NOISE.sub("", squeeze(text)).lower()


@cache
def known_columns(what: str) -> tuple[Mapping[str, str], frozenset[str]]:
    """The field of every heading of a sort of table, and the fields without which it is none."""
    data = load("assessment_headings")[what]
    known = {heading_key(text): name for name, texts in data["columns"].items() for text in texts}
    return known, frozenset(data["needs"])


def is_assessment(book: Book) -> bool:
    """Whether a sheet has the headings of a task book: office, task text and points."""
    known, needs = known_columns("items")
    last = load("assessment_headings")["search_rows"]

    def fields(row: Iterable[object]) -> set[str | None]:
        return {known.get(heading_key(cell)) for cell in row if isinstance(cell, str) and 0 < len(cell) <= LONGEST}

    return any(needs <= fields(row) for grid in book.grids for row in grid.rows[:last])

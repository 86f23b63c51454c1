"""What clerks wrote beside findings, out of workbooks already read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xl_tools.core.grid import Book

if TYPE_CHECKING:
    from xl_tools.marks.results import Explanation

_SHEET = "校验结果"


def explanations(books: Iterable[Book]) -> list[Explanation]:
    """The reasons in the sheets 校验结果 of workbooks; [] where there is no such sheet."""
    found: list[Explanation] = []
    for book in books:
        for grid in book.grids:
            if grid.name.startswith(_SHEET):
                from xl_tools.marks.results import explanations_in  # few workbooks come back with marks

                rows = ({column: str(value) for column, value in enumerate(row, 1) if value} for row in grid.rows)
                found += explanations_in(rows)
    return found

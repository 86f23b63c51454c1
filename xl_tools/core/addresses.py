"""Cell addresses: "AB12" to (12, 28) and back.

openpyxl and XlsxWriter have the same functions, but importing either costs more than a whole check.
"""

from __future__ import annotations

import re
from functools import cache

from xl_tools.core.expressions import expression

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

Cell = tuple[int, int]
"""Row and column, both from 1."""

_NAME = expression(r"^([A-Z]{1,3})([1-9][0-9]{0,6})$")


@cache
def column_letters(column: int) -> str:
    """Letters of a column counted from 1: 1 is "A", 28 is "AB"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Number of a column from its letters, counted from 1. Raises ValueError for anything else."""
    if not re.fullmatch(r"[A-Z]{1,3}", letters):
        raise ValueError(f"not column letters: {letters!r}")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """Name of a cell from row and column, both counted from 1."""
    return f"{column_letters(column)}{row}"


def split_cell(name: str) -> tuple[int, int]:
    """(row, column) of a cell name, both counted from 1. Raises ValueError for anything else."""
    match = _NAME.match(name)
    if not match:
        raise ValueError(f"not a cell name: {name!r}")
    return int(match[2]), column_number(match[1])


def cell_at(name: str) -> Cell | None:
    """``(row, column)`` of an A1 name; None where it names no cell of a sheet."""
    try:
        row, column = split_cell(name.replace("$", "").upper())
    except ValueError:
        return None
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None

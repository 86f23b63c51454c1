"""Whether the rules are still those that the formulas were made for.

Most of a rule is live: a formula looks into its cell. What decides which formula stands where (the kind of rule, its
group, who it is for, what a gate looks at) is not. A hidden column of 得分 compares it, a record a line, and where
anything was changed, added or taken away every score says 请重新计算 instead of a number that no longer holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xl_tools.scoring.table.columns import (
    COLUMNS,
    GATES,
    GRADES,
    GROUPS,
    MATTERS,
    REGISTERED,
    RULES,
    SETTINGS,
    STEPS,
    UNITS,
)
from xl_tools.scoring.table.rows import row_of
from xl_tools.scoring.table.scheme import Gate, Matter, Result, Step
from xl_tools.write.score.score_layout import FIRST, quoted
from xl_tools.write.table.layout import AGAIN, TableBook, rule_letter
from xl_tools.write.table.result_columns import Columns

_FIXED = {
    RULES: ("key", "kind", "group", "categories", "table"),
    GROUPS: ("name", "parent", "categories"),
    STEPS: ("table",),
    MATTERS: ("pool",),
    GATES: ("when", "about"),
    UNITS: ("name", "category"),
}
"""What formulas do not look at again, by sheet."""
_LONGEST = 255
"""Characters of a text that a formula can hold."""
_MORE = 2000
"""So many rows below the records are looked at for new ones."""
DECIMALS_ROW = FIRST + 1
"""The row of 设置 with the decimals."""


def write_checks(sheet: Worksheet, book: TableBook) -> None:
    """The hidden column of 得分, and over it the cell that all scores look at."""
    columns = Columns(book)
    at = columns.names.index("核对")
    tests = [*_records(book), *_counts(book), f"'{SETTINGS}'!$B${DECIMALS_ROW}={book.scheme.decimals}"]
    for row, test in enumerate(tests, FIRST - 1):
        sheet.write_formula(row, at, f"=IF({test},0,1)", book.kit.bare, 0)
    column = columns.check
    formula = f'=IF(SUM({column}{FIRST}:{column}{FIRST + len(tests) - 1})=0,"",{quoted(AGAIN)})'
    sheet.write_formula(0, at, formula, book.kit.bare, "")


def _records(book: TableBook) -> Iterator[str]:
    """A test for each record: its cells still hold the words it was written with."""
    for sheet, fixed in _FIXED.items():
        names = [column.attribute for column in COLUMNS[sheet][1]]
        before = None
        for row, record in enumerate(book.records[sheet], book.places[sheet][0]):
            words = dict(zip(names, row_of(sheet, record), strict=True))
            tests = [_same(sheet, row, name, words[name]) for name in fixed]
            tests += _more(sheet, row, record, before)
            before = record
            yield f"AND({','.join(test for test in tests if test) or 'TRUE'})"


def _same(sheet: str, row: int, name: str, value: Decimal | str | None) -> str:
    text = str(value or "")
    return "" if len(text) > _LONGEST else f'{_cell(sheet, row, name)}&""={quoted(text)}'


def _more(sheet: str, row: int, record: Any, before: Any) -> Iterator[str]:
    """What of a record is more than words: whether a gate takes points, whether a pool has a limit, the order of a
    table's steps."""
    if isinstance(record, Gate):
        zero = f"{_cell(sheet, row, 'result')}={quoted(Result.ZERO.value)}"
        yield zero if record.result is Result.ZERO else f"NOT({zero})"
        if record.result is Result.ZERO:
            yield _same(sheet, row, "goal", record.goal)
    if isinstance(record, Matter):
        blank = f'{_cell(sheet, row, "pool_most")}=""'
        yield blank if record.pool_most is None else f"NOT({blank})"
    if isinstance(record, Step) and before and before.table == record.table and isinstance(before.start, Decimal):
        yield f"{_cell(sheet, row - 1, 'start')}<={_cell(sheet, row, 'start')}"


def _cell(sheet: str, row: int, attribute: str) -> str:
    return f"'{sheet}'!${rule_letter(sheet, attribute)}${row}"


def _counts(book: TableBook) -> Iterator[str]:
    """No record was added, none taken away; what is registered stands where it is looked for."""
    for sheet in (*_FIXED, GRADES):
        first, last = book.places[sheet]
        heading = COLUMNS[sheet][1][0].heading
        refused = sum(bool(row.get(heading)) for row in book.filled.refused.get(sheet, ()))
        yield f"COUNTA('{sheet}'!$A${first}:$A${last + _MORE})={len(book.records[sheet]) + refused}"
    last = book.places[REGISTERED][1]
    yield f"COUNTA('{REGISTERED}'!$A${last + 1}:$B${last + _MORE})=0"

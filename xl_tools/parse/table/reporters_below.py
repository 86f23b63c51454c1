"""The lines under a table that say who filled it in: 填报单位（盖章）：洱源县."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from xl_tools.core.expressions import expression
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.parse.table.live_cells import own_live_value
from xl_tools.parse.table.sorted_lines import Kind, Lines
from xl_tools.parse.table.tables import Cells, Table, cell_text

_NO_SIGNATURE = frozenset({Kind.EXAMPLE, Kind.STATISTICS, Kind.HEADING, Kind.STRUCK})
_LONGEST = 120
_TO_THE_END = 1 << 30


def reporters_below(cells: Cells, table: Table, lines: Lines) -> tuple[str, ...]:
    """What is said there of who filled in the table, each as 填报单位:洱源县. What adjoins the next table
    is said of that one."""
    if not table.form.reports:
        return ()
    rows = [row for row, kind in lines.kinds.items() if row > lines.last and kind not in _NO_SIGNATURE]
    last = table.last
    while rows and rows[-1] == last < _TO_THE_END:
        rows.pop()
        last -= 1
    return tuple(said for row in rows for said in _said(cells, row, lines.filled[row]))


def _said(cells: Cells, row: int, columns: list[int]) -> Iterator[str]:
    texts = [cell_text(own_live_value(cells, row, column)).strip() for column in columns]
    for text, behind in zip(texts, [*texts[1:], ""], strict=True):
        label = _words("label").search(text) if len(text) <= _LONGEST else None
        if label and not _words("explains").match(text):
            named = text[label.end() :].strip() or behind
            name = squeeze(_words("next").split(named, maxsplit=1)[0])
            if not _words("example").match(name):
                yield f"填报单位:{name}"


@cache
def _words(name: str) -> re.Pattern[str]:
    return expression(load("regions")["signed"][name])

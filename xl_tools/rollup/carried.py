"""Columns that no field of the form claims: their texts go along, by unit, so that a merge loses none of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xl_tools.core.records import ProgressRow
from xl_tools.parse.table.blocks import merge_texts
from xl_tools.rollup.overflow import cell_limit, is_too_long

_CUT = "……（太长，其余见各单位的表）"


def carried_texts(rows: Iterable[tuple[str, ProgressRow]], units: Sequence[str]) -> dict[str, str]:
    """A task's texts of such columns, by heading: the units' one by one. ``units`` are all that the task concerns."""
    by_heading: dict[str, dict[str, str]] = {}
    for unit, row in rows:
        for heading, text in row.extras.items():
            by_heading.setdefault(" ".join(heading.split()), {})[unit] = text
    return {heading: _fitting(merge_texts(texts, also=units)) for heading, texts in by_heading.items()}


def _fitting(text: str) -> str:
    return text[: cell_limit() // 2 - len(_CUT)] + _CUT if is_too_long(text) else text

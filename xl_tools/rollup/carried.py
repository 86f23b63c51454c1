"""Columns that the standard form has not: their texts go along, by unit, so that a merge loses none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.core.records import Field
from xl_tools.forms.headings import title
from xl_tools.parse.table.blocks import merge_texts
from xl_tools.rollup.layout import FORM_COLUMNS, GIVEN_BY_UNITS
from xl_tools.rollup.overflow import cell_limit, is_too_long
from xl_tools.rollup.records import Part
from xl_tools.rollup.texts import part_fields

_CUT = "……（太长，其余见各单位的表）"
_MERGED = frozenset(
    {
        Field.PROVINCE_SERIAL,
        Field.KIND,
        Field.INSPECTION,
        *(part for name in FORM_COLUMNS for part in part_fields(name)),
    }
)
"""What the merged table has in other ways."""
_NOT_OFFERED = frozenset({Field.PREVIOUS})
"""What a unit wrote last period is not this period's word."""


def carried_texts(parts: Sequence[Part]) -> dict[str, str]:
    """A task's texts of such columns, by heading: the units' one by one."""
    by_heading: dict[str, dict[str, str]] = {}
    for part in parts:
        for heading, text in _texts(part):
            units = by_heading.setdefault(" ".join(heading.split()), {})
            if text not in units.get(part.unit, "").split("\n"):
                units[part.unit] = f"{units[part.unit]}\n{text}" if part.unit in units else text
    names = [part.unit for part in parts]
    return {heading: _fitting(merge_texts(texts, also=names)) for heading, texts in by_heading.items()}


def _texts(part: Part) -> Iterator[tuple[str, str]]:
    """(heading, text) of a unit's rows for the task."""
    for row in (part.row, *part.again):
        if row is not None and part.sheet is not None:
            for name, text in row.texts.items():
                if name not in _MERGED | _NOT_OFFERED and text.strip():
                    known = part.sheet.form.has(name)
                    yield f"{GIVEN_BY_UNITS}{title(part.sheet.form, name) if known else name}", text
            yield from row.extras.items()


def _fitting(text: str) -> str:
    return text[: cell_limit() // 2 - len(_CUT)] + _CUT if is_too_long(text) else text

"""Which entry of another sheet is the same task: as issued, last period, another level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, ProgressRow, ProgressSheet
from xl_tools.core.text import CHINESE_NUMERALS, squeeze
from xl_tools.parse.table.inspections import settled
from xl_tools.rules.word_lists import comparable_task


class _Pair:
    """Two sheets, equal only to themselves: so that the last answer can be kept for the next rule."""

    __slots__ = ("other", "sheet")

    def __init__(self, sheet: ProgressSheet, other: ProgressSheet) -> None:
        self.sheet = sheet
        self.other = other

    def __hash__(self) -> int:
        return hash((id(self.sheet), id(self.other)))

    def __eq__(self, value: object) -> bool:
        return isinstance(value, _Pair) and self.sheet is value.sheet and self.other is value.other


def partners(sheet: ProgressSheet, other: ProgressSheet) -> Mapping[int, ProgressRow]:
    """For each row number of a sheet the same task's entry in another; rows without one are left out.

    The same task is of the same inspection and has the same province's number, where each sheet has it once, else the
    same name, under whatever number. What stands for the name in a table of another subject is its subject's column
    (``Form.subject``). Where tasks of several inspections are in use, one of which nothing tells the inspection has a
    name and no number.
    """
    return _partners(_Pair(sheet, other))


@lru_cache(maxsize=4)
def _partners(pair: _Pair) -> Mapping[int, ProgressRow]:
    meant = settled(row.inspection for sheet in (pair.sheet, pair.other) for row in sheet.rows)
    here, there = _by_number(pair.sheet, meant), _by_number(pair.other, meant)
    found = {row.row: there[number] for number, row in here.items() if number in there}
    left = [row for row in pair.sheet.rows if row.row not in found]
    if left:
        taken = {row.row for row in found.values()}
        others = tuple(row for row in pair.other.rows if row.row not in taken)
        names = _by_name(others, pair.other.form.subject, meant)
        for row in left:
            name = comparable_task(row.text(pair.sheet.form.subject))
            bare = comparable_task(_ENUMERATED.sub("", squeeze(row.text(pair.sheet.form.subject))))
            keys = ((_inspection(row, meant), name), ("", name), (_inspection(row, meant), bare), ("", bare))
            partner = next((names[key] for key in keys if key in names), None)
            if partner is not None and _may_be_one(row, partner, meant):
                found[row.row] = partner
    return found


_ENUMERATED = expression(
    rf"^(?:\d{{1,3}}[.、](?!\d)|[{CHINESE_NUMERALS}]{{1,4}}、|\((?:\d{{1,3}}|[{CHINESE_NUMERALS}]{{1,4}})\))"
)
"""A number that a task's name was given in place of the one that it was issued with: 2.河道采砂."""


_Meant = Mapping[str, str] | None
"""What each name of an inspection means among those of two sheets; None where there is one only."""


def _inspection(row: ProgressRow, meant: _Meant) -> str:
    return meant.get(row.inspection, "") if meant else ""


def _may_be_one(row: ProgressRow, other: ProgressRow, meant: _Meant) -> bool:
    here, there = _inspection(row, meant), _inspection(other, meant)
    return here == there or not (here and there)


def _by_number(sheet: ProgressSheet, meant: _Meant) -> dict[tuple[str, int], ProgressRow]:
    """Entries by inspection and the province's number."""
    keys = [(_inspection(row, meant), row.province_serial) for row in sheet.rows]
    counts = Counter(keys)
    return {
        (inspection, number): row
        for row, (inspection, number) in zip(sheet.rows, keys, strict=True)
        if number and counts[inspection, number] == 1 and (inspection or not meant)
    }


def _by_name(rows: tuple[ProgressRow, ...], subject: Field, meant: _Meant) -> dict[tuple[str, str], ProgressRow]:
    """Entries by inspection and name, and by name alone where nothing tells the inspection."""
    names = [(_inspection(row, meant), comparable_task(row.text(subject))) for row in rows]
    alone = Counter(name for _, name in names)
    counts = Counter(names)
    found = {key: row for key, row in zip(names, rows, strict=True) if key[1] and counts[key] == 1}
    return found | {("", name): row for (_, name), row in found.items() if alone[name] == 1}

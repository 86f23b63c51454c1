"""Which entry of another sheet is the same task: as issued, last period, another level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from xl_tools.core.records import Field, ProgressRow, ProgressSheet
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

    The same task has the same province's number where each sheet has it once, else the same name. What stands for the
    name in a table of another subject is its subject's column (``Form.subject``).
    """
    return _partners(_Pair(sheet, other))


@lru_cache(maxsize=4)
def _partners(pair: _Pair) -> Mapping[int, ProgressRow]:
    apart = _has_several(pair.sheet) and _has_several(pair.other)
    here, there = _by_number(pair.sheet, apart), _by_number(pair.other, apart)
    found = {row.row: there[number] for number, row in here.items() if number in there}
    left = [row for row in pair.sheet.rows if row.row not in found]
    if left:
        taken = {row.row for row in found.values()}
        others = tuple(row for row in pair.other.rows if row.row not in taken)
        names = _by_name(others, pair.other.form.subject)
        for row in left:
            partner = names.get(comparable_task(row.text(pair.sheet.form.subject)))
            if partner is not None:
                found[row.row] = partner
    return found


def _by_number(sheet: ProgressSheet, apart: bool) -> dict[tuple[str, int], ProgressRow]:
    """Entries by their province's number, and by inspection where tables of several are compared."""
    keys = [(row.inspection if apart else "", row.province_serial) for row in sheet.rows]
    counts = Counter(keys)
    return {
        (inspection, number): row
        for row, (inspection, number) in zip(sheet.rows, keys, strict=True)
        if number and counts[inspection, number] == 1
    }


def _has_several(sheet: ProgressSheet) -> bool:
    return len({row.inspection for row in sheet.rows}) > 1


def _by_name(rows: tuple[ProgressRow, ...], subject: Field) -> dict[str, ProgressRow]:
    names = [comparable_task(row.text(subject)) for row in rows]
    counts = Counter(names)
    return {name: row for name, row in zip(names, rows, strict=True) if name and counts[name] == 1}

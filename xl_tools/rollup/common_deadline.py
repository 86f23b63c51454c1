"""A task's deadline over its units: each unit's own, and whether they agree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xl_tools.core.records import Field, Mode, ProgressRow
from xl_tools.rollup.records import Part
from xl_tools.rollup.reporting import Unit
from xl_tools.rollup.texts import same_text


def of_unit(row: ProgressRow, unit: Unit) -> tuple[date | None, frozenset[Mode]]:
    """The due date and modes that a row sets for its unit: those of the unit's own block where the cell has one.

    A date that was only half read (no year) or is in doubt is none. "已完成，长期坚持" in the status cell makes a
    task ongoing, too.
    """
    reading = row.deadline
    due, modes = reading.due, reading.modes
    for block in reading.blocks:
        # In a province's roll-up a county is named with its city: 丽水市松阳县.
        if unit.name.endswith(block.unit):
            due, modes = block.due, block.modes
    sure = reading.fault is None and not reading.assumed_year
    return (due if sure else None), frozenset((*modes, *row.status.also))


def disagreement(parts: Iterable[Part]) -> str:
    """Which units name which due dates, in words, when the dates differ; "" when the units agree.

    A deadline without a date counts as one of its own when it can be read (长期坚持); one that cannot be read, or is
    not there, does not: that is a finding of the unit's sheet. The same text in every sheet is agreement,
    even where it sets a date for each unit.
    """
    rows = [(part, part.row) for part in parts if part.row and part.standing.counts]
    texts = list(dict.fromkeys(row.text(Field.DEADLINE) for _, row in rows))
    if len(texts) < 2 or all(same_text(texts[0], text) for text in texts[1:]):
        return ""
    units: dict[date | None, list[str]] = {}
    for part, row in rows:
        if part.due or (row.deadline.modes and row.deadline.fault is None):
            units.setdefault(part.due, []).append(part.unit)
    if len(units) < 2:
        return ""
    ordered = sorted(units.items(), key=lambda item: item[0] or date.max)
    return "；".join(f"{'、'.join(names)}{day(due) if due else '没有截止日期'}" for due, names in ordered)


def day(when: date) -> str:
    """2023年6月30日."""
    return f"{when.year}年{when.month}月{when.day}日"

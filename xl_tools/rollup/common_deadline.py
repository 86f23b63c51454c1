"""The deadline that a row sets for its unit."""

from __future__ import annotations

from datetime import date

from xl_tools.core.records import Mode, ProgressRow
from xl_tools.rollup.reporting import Unit


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

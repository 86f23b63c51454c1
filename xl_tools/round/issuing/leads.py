"""The tasks of a list by the offices that lead them (牵头单位): an assignment made of the list itself."""

from __future__ import annotations

from xl_tools.core import regions
from xl_tools.core.records import ProgressSheet, Region
from xl_tools.rollup.tracking import leading_units
from xl_tools.round.issuing.assignment import Assignment
from xl_tools.round.issuing.tasks import label_of

WORD = "牵头"


def to_leads(table: ProgressSheet, area: Region | None, listed: regions.UnitList) -> Assignment:
    """Each task to the office that is marked as leading it, or stands alone. One that nobody knows is a fault; a task
    that nobody leads is noted."""
    units: dict[str, Region] = {}
    tasks: dict[str, set[int]] = {}
    faults: list[str] = []
    notes: list[str] = []
    for row in table.rows:
        leads = leading_units(row)
        if not leads:
            notes.append(f"{label_of(row)}没有注明牵头单位，没有下发。")
        for name in leads:
            unit = regions.find(name, within=area, units=listed) or regions.find(name, units=listed)
            if unit is None:
                faults.append(f"{label_of(row)}的牵头单位“{name}”不是已知的单位，请写进单位清单")
            else:
                units[unit.code] = unit
                tasks.setdefault(unit.code, set()).add(row.row)
    return Assignment(
        tuple(units.values()),
        {code: frozenset(rows) for code, rows in tasks.items()},
        tuple(dict.fromkeys(faults)),
        tuple(notes),
    )

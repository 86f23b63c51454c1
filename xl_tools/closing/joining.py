"""Cases joined to the tasks of a roll-up: by inspection, the province's number and unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date

from xl_tools.closing.reported import TaskUnit, is_same, unit_key
from xl_tools.closing.standing import Standing, standings
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.parse.closing.entries import ClosingLedger
from xl_tools.parse.table.inspections import inspection_in


@dataclass(frozen=True, slots=True)
class Joined:
    """How far a unit's task is: as far as the slowest of its places."""

    state: str
    closed: bool


@dataclass(frozen=True, slots=True)
class ClosingTable:
    """What a ledger knows, by task and unit, with the id of the inspection of each case."""

    cases: Mapping[TaskUnit, Sequence[tuple[str, Standing]]] = field(default_factory=dict)
    units: regions.UnitList = regions.NONE

    def of(self, inspection: str, number: int | None, unit: str, above: str) -> Joined | None:
        """How far a task of a unit is; where the unit has no case of its own, one of the region ``above`` it stands for
        all of its units. None where there is none, or it cannot be told of which inspection it is."""
        for name in (unit, above):
            there = self.cases.get((str(number), unit_key(name, self.units)), ())
            meant = [(of, one) for of, one in there if not of or not inspection or is_same(of, inspection)]
            if meant and len({of for of, _ in meant}) == 1:
                slowest = min((one for _, one in meant), key=_progress)
                return Joined(slowest.state, slowest.closed)
        return None


def closing_table(ledger: ClosingLedger, as_of: date, units: regions.UnitList = regions.NONE) -> ClosingTable:
    """A ledger as it stands on a day, for joining."""
    found: dict[TaskUnit, list[tuple[str, Standing]]] = {}
    for one in standings(ledger, as_of):
        key = one.case.key
        inspection = inspection_in(key.inspection, alone=True)
        found.setdefault((key.serial, unit_key(key.unit, units)), []).append((inspection, one))
    return ClosingTable(found, units)


def _progress(one: Standing) -> int:
    return one.procedure.steps.index(one.step) + 1 if one.step else 0

"""Which petitions belong to which task, as far as they are still open: a task may be closed when none is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.form import Field
from xl_tools.parse.table.inspections import inspection_in, is_asked_for
from xl_tools.petitions.reading import TASKS
from xl_tools.petitions.records import Ledger, Petition
from xl_tools.petitions.words import numbers_in

_INSPECTION = Field("inspection")


@dataclass(frozen=True)
class OpenPetitions:
    """The petitions of a ledger that are not dealt with, by the province's serial of their task."""

    ledger: Ledger
    units: regions.UnitList = regions.NONE

    @cached_property
    def by_task(self) -> Mapping[int, Sequence[Petition]]:
        found: dict[int, list[Petition]] = {}
        for petition in self.ledger.petitions:
            if not petition.is_done and not petition.is_closed:
                for number in numbers_in(petition.text(TASKS)):
                    found.setdefault(number, []).append(petition)
        return found

    def of(self, number: int | None, inspection: str = "", unit: str = "") -> list[str]:
        """The codes of those of a task. ``inspection`` is the id of the task's, ``unit`` whose it is: what another one
        surely has is left out; "" for not told."""
        there = self.by_task.get(number or 0, ())
        return [
            petition.key_text or f"第{petition.row}行"
            for petition in there
            if self._may_be_of(petition, inspection) and self._may_be_in(petition, unit)
        ]

    def _may_be_of(self, petition: Petition, inspection: str) -> bool:
        named = petition.text(_INSPECTION) or self.ledger.conventions.inspection
        own = inspection_in(named, alone=True) if named else ""
        return not own or not inspection or is_asked_for(inspection, own) or is_asked_for(own, inspection)

    def _may_be_in(self, petition: Petition, unit: str) -> bool:
        own = regions.find(unit, units=self.units) if unit else None
        places = [regions.find(name, units=self.units) for name in petition.regions]
        if own is None or None in places or not places:
            return True
        return any(place and (place.code == own.code or regions.is_within(place, own)) for place in places)

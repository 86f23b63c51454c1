"""All that the checks of a ledger look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Protocol

from xl_tools.closing.reported import Reported, TaskUnit, by_task, reported
from xl_tools.closing.standing import Standing, standings
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Place, ProgressSheet
from xl_tools.core.working_days import WorkCalendar, national
from xl_tools.parse.closing.entries import ClosingLedger, Event, Evidence, Key, Matter, Measure, Notice


class NotDone(Protocol):
    """The petitions that are not dealt with."""

    def of(self, number: int | None, inspection: str = "", unit: str = "") -> Sequence[str]:
        """The codes of those of a task of a unit."""
        ...


@dataclass(frozen=True)
class Inspected:
    """A ledger on a day. ``progress`` are the units' progress tables, ``plan`` the task list; None where they are not
    given. ``files`` maps an evidence file to the digest of what it holds now, "" where it is not there; None where no
    file can be looked at. ``names`` are those of the office's address book, ``petitions`` those of its ledger that are
    not dealt with; None where there is none."""

    ledger: ClosingLedger
    as_of: date
    progress: Sequence[ProgressSheet] | None = None
    plan: Sequence[ProgressSheet] | None = None
    files: Mapping[str, str] | None = None
    names: frozenset[str] | None = None
    petitions: NotDone | None = None
    units: regions.UnitList = field(default=regions.NONE)

    @cached_property
    def calendar(self) -> WorkCalendar:
        return self.ledger.calendar.over(national())

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        return standings(self.ledger, self.as_of)

    @cached_property
    def standing(self) -> Mapping[Key, Standing]:
        return {one.case.key: one for one in self.standings}

    @cached_property
    def reported(self) -> Mapping[TaskUnit, list[Reported]]:
        return by_task(reported(self.progress or ()), self.units)

    @cached_property
    def planned(self) -> Mapping[TaskUnit, list[Reported]]:
        return by_task(reported(self.plan or ()), self.units)

    def place(self, what: str, row: int, name: str) -> Place:
        """Where a field of a record stands."""
        there = self.ledger.places[what]
        return Place(None, there.name, row, there.cell(row, name) or f"A{row}")

    def events(self, key: Key) -> Iterator[Event]:
        return (one for one in self.ledger.events if one.key == key)

    def row_of(self, one: Standing, step: str) -> int:
        """The row of the event by which a case took a step."""
        taken = (event for event in self.events(one.case.key) if event.step == step and event.day == one.passed[step])
        return max(event.row for event in taken)

    def measures(self, key: Key) -> list[Measure]:
        return [one for one in self.ledger.measures if one.key == key]

    def evidence(self, key: Key) -> list[Evidence]:
        return [one for one in self.ledger.evidence if one.key == key]

    def notices(self, key: Key) -> list[Notice]:
        return [one for one in self.ledger.notices if one.key == key]

    def matters(self, key: Key) -> list[Matter]:
        return [one for one in self.ledger.matters if one.key == key]


def called(key: Key) -> str:
    """How people call a case: 第7项莲都区（老码头）."""
    number = f"第{key.serial}项" if key.serial.isdigit() else f"“{key.serial}”"
    return f"{number}{key.unit}" + (f"（{key.point}）" if key.point else "")

"""What the progress tables say of the same tasks: for comparing with the ledger and for joining it to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Field, Mode, ProgressRow, ProgressSheet, Stage, Status
from xl_tools.parse.closing.entries import Key
from xl_tools.parse.closing.told_stages import accepted_by, told_stages
from xl_tools.parse.table.inspections import inspection_in

TaskUnit = tuple[str, str]
"""The province's serial of a task and a unit, by its code or name; the inspection is told beside it."""


@dataclass(frozen=True)
class Reported:
    """An entry of a progress table, or of a task list: the task of a unit."""

    inspection: str
    serial: int
    unit: str
    row: ProgressRow

    @property
    def status(self) -> Status | None:
        return self.row.status.status

    @property
    def stages(self) -> Mapping[Stage, date | None]:
        """The closing steps that columns of their own, the status or the progress text say are done, with their days
        as far as they are told."""
        said = {self.row.status.stage: None} if self.row.status.stage else {}
        return {**self._told, **said, **self.row.stages}

    @cached_property
    def _told(self) -> Mapping[Stage, date | None]:
        """What the progress text says; of a task that is not completed nothing is believed."""
        return told_stages(self._progress) if self.status is Status.COMPLETED else {}

    @property
    def _progress(self) -> str:
        blocks = self.row.blocks
        return blocks.get(self.unit, "") if blocks else self.text(Field.PROGRESS)

    @property
    def accepted_by(self) -> str:
        """Whose acceptance it is ("县", "市", "省"), by the heading of its column, else where the progress text alone
        tells its day; else ""."""
        return self.row.accepted_by or ("" if self.row.stages.get(Stage.ACCEPTED) else accepted_by(self._progress))

    @property
    def stage(self) -> Stage | None:
        """The furthest closing step that the row says is done."""
        return max(self.stages, key=list(Stage).index, default=None)

    @property
    def ongoing(self) -> bool:
        return Mode.ONGOING in (*self.row.deadline.modes, *self.row.status.also)

    def text(self, name: Field) -> str:
        return self.row.text(name).strip()


def reported(sheets: Iterable[ProgressSheet]) -> tuple[Reported, ...]:
    """The entries of tables that concern their unit and tell the province's number of their task."""
    return tuple(
        Reported(row.inspection, row.province_serial, unit, row)
        for sheet in sheets
        for row in sheet.rows
        if row.applies and row.province_serial is not None and (unit := _unit(sheet, row))
    )


def completed_without_number(sheets: Iterable[ProgressSheet]) -> Iterator[tuple[str, str]]:
    """The tasks that were completed and of which no number of the province is told, each with its unit: nothing in a
    ledger is told by their names."""
    for sheet in sheets:
        for row in sheet.rows:
            if row.applies and row.province_serial is None and row.status.status is Status.COMPLETED:
                yield row.text(Field.TASK).strip(), _unit(sheet, row)


def _unit(sheet: ProgressSheet, row: ProgressRow) -> str:
    return row.text(Field.REGION).strip() or (sheet.region.name if sheet.region else sheet.region_text)


def unit_key(name: str, units: regions.UnitList = regions.NONE) -> str:
    """By what a unit is the same however it is written: its code, else its name without spaces."""
    found = regions.find(name, units=units)
    return found.code if found else "".join(name.split())


def by_task(entries: Sequence[Reported], units: regions.UnitList = regions.NONE) -> Mapping[TaskUnit, list[Reported]]:
    """Entries by task and unit, those of several inspections together."""
    found: dict[TaskUnit, list[Reported]] = {}
    for entry in entries:
        found.setdefault((str(entry.serial), unit_key(entry.unit, units)), []).append(entry)
    return found


def of_case(
    key: Key, entries: Mapping[TaskUnit, Sequence[Reported]], units: regions.UnitList = regions.NONE
) -> Reported | None:
    """The entry of a case; None where there is none, or it cannot be told which of several inspections is meant. An
    inspection that one side does not tell is taken for the other's."""
    inspection = inspection_in(key.inspection, alone=True)
    there = entries.get((key.serial, unit_key(key.unit, units)), ())
    meant = [one for one in there if not one.inspection or not inspection or is_same(one.inspection, inspection)]
    return meant[0] if len({one.inspection for one in meant}) == 1 else None


def is_same(one: str, other: str) -> bool:
    """Whether two ids may mean one inspection: one that tells no round means any of its kind."""
    return one == other or other.startswith(f"{one}-") or one.startswith(f"{other}-")

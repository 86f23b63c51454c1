"""C: what other tables and texts say of petitions, beside their ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xl_tools.core import regions
from xl_tools.core.records import Field, Place, ProgressRow, ProgressSheet, Status
from xl_tools.core.text import some_of
from xl_tools.parse.table.inspections import asked_for
from xl_tools.rules.registry import WARNING, Found, also_finds, finds

if TYPE_CHECKING:
    from xl_tools.petitions.records import Ledger, Petition

_TEXTS = (Field.PROGRESS, Field.PROBLEMS)


@finds(
    "C924",
    WARNING,
    "文中“{quote}”，台账为{number}件。",
    when="进展、报告里写的信访件数和台账不一样（check --petitions、petitions compare）",
    advice="请核对口径日期和批次；文字旧了的，改成台账的数。",
    source="domain.md#petitions",
    scope="book",
)
def table_quotes_other_numbers(sheet: ProgressSheet, ledger: Ledger, units: regions.UnitList) -> Iterator[Found]:
    from xl_tools.petitions.quoted import differing

    inspection = asked_for(ledger.conventions.inspection) if ledger.conventions.inspection else ""
    for row in sheet.rows:
        own: Sequence[Petition] | None = None
        for name in _TEXTS:
            text = row.text(name)
            if "件" not in text:
                continue
            own = _of_unit(row, sheet, ledger, units) if own is None else own
            for one, number in differing(text, own, inspection):
                place = Place(sheet.path, sheet.sheet, row.row, sheet.cell(row.row, name), name)
                yield Found(place, quote=one.words, number=number)


@also_finds("C924")
def text_quotes_other_numbers(path: str, paragraphs: Sequence[str], ledger: Ledger) -> Iterator[Found]:
    from xl_tools.petitions.quoted import differing

    inspection = asked_for(ledger.conventions.inspection) if ledger.conventions.inspection else ""
    for number, text in enumerate(paragraphs, 1):
        for one, counted in differing(text, ledger.petitions, inspection):
            yield Found(Place(path, None, number), quote=one.words, number=counted)


@finds(
    "C929",
    WARNING,
    "这项任务{state}，还有{count}件对应的信访件没有办结：{codes}。",
    when="任务已完成或已销号，台账里对应的信访件还没有办结（check --petitions、petitions compare）",
    advice="请先办结这些信访件；已经办结的，改台账；不是这项任务的，改台账的“对应整改任务”。",
    source="domain.md#petitions",
    scope="book",
)
def task_is_done_before_its_petitions(sheet: ProgressSheet, ledger: Ledger) -> Iterator[Found]:
    from xl_tools.petitions.tasks import OpenPetitions

    not_done = OpenPetitions(ledger)
    for row in sheet.rows if not_done.by_task else ():
        if row.status.status is not Status.COMPLETED and not row.status.stage:
            continue
        codes = not_done.of(row.province_serial, row.inspection)
        if codes:
            state = f"写的是已{row.status.stage}" if row.status.stage else "写的是已完成"
            place = Place(sheet.path, sheet.sheet, row.row, sheet.cell(row.row, Field.STATUS), Field.STATUS)
            yield Found(place, state=state, count=len(codes), codes=some_of(codes))


def _of_unit(row: ProgressRow, sheet: ProgressSheet, ledger: Ledger, units: regions.UnitList) -> Sequence[Petition]:
    """The petitions of a row's unit: all of them for a city's own table, or where none is the unit's."""
    named = row.text(Field.REGION) or sheet.region_text
    unit = regions.find(named, units=units) if named else sheet.region
    if unit is None:
        return ledger.petitions
    own = []
    for petition in ledger.petitions:
        places = [regions.find(name, units=units) for name in petition.regions]
        if any(place and (place.code == unit.code or regions.is_within(place, unit)) for place in places):
            own.append(petition)
    return own

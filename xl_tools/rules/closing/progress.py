"""V905, V906: the ledger and the progress table say the same, and nothing lies about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from xl_tools.core.records import STATUS_LABELS, Place, Stage, Status
from xl_tools.data import load
from xl_tools.parse.closing.headings import means
from xl_tools.rules.registry import ERROR, WARNING, Found, also_finds, finds

if TYPE_CHECKING:
    from xl_tools.closing.inspected import Inspected
    from xl_tools.closing.reported import Reported
    from xl_tools.closing.standing import Standing

_MEANS = {Stage.ACCEPTED: "acceptance", Stage.PUBLISHED: "publicity", Stage.CLOSED: "closed", Stage.FILED: "filed"}
_MONTH = 30


def _no_progress(inspected: Inspected) -> str | None:
    return "没有给进展表（--progress）" if inspected.progress is None else None


@finds(
    "V905",
    ERROR,
    "{case}：进展表是“{said}”，台账是“{state}”。",
    when="台账和进展表说的不一样",
    advice="请核对是哪一边没有更新，改那一边；完成与否以进展表为准，销号与否以台账为准。",
    source="domain.md#closing-steps",
    scope="book",
    lacks=_no_progress,
)
def ledger_and_progress_disagree(inspected: Inspected) -> Iterator[Found]:
    from xl_tools.closing.inspected import called
    from xl_tools.closing.reported import of_case

    for one in inspected.standings if inspected.progress is not None else ():
        entry = of_case(one.case.key, inspected.reported, inspected.units)
        said = _disagrees(one, entry) if entry else None
        undated = any(event.day is None for event in inspected.events(one.case.key))  # V918 tells it
        if said and not undated:
            place = inspected.place("cases", one.case.row, "progress_status")
            yield Found(place, case=called(one.case.key), said=said, state=one.state)


def _disagrees(one: Standing, entry: Reported) -> str | None:
    """What the progress table says, where the ledger says otherwise."""
    meant = [step for step in one.procedure.steps if entry.stage and means(step, _MEANS[entry.stage])]
    if meant and not any(step in one.passed for step in meant):
        return f"已{entry.stage}"
    if entry.status is None or (entry.status is Status.COMPLETED) == one.completed:
        return None
    return STATUS_LABELS[entry.status]


@finds(
    "V906",
    WARNING,
    "{case}{what}。",
    when="完成以后一直没有申请，或者在一个环节停得太久",
    advice="请催办；有原因的，在“环节记录”写明。",
    source="domain.md#closing-steps",
    scope="book",
)
def nothing_happens(inspected: Inspected) -> Iterator[Found]:
    from xl_tools.closing.inspected import called
    from xl_tools.closing.standing import ONGOING, following

    patience = load("closing")["patience"]
    for one in inspected.standings:
        stay = one.stay(inspected.as_of)
        place = inspected.place("cases", one.case.row, "stay")
        if one.category == ONGOING:
            continue
        if one.returned:
            waited = (inspected.as_of - _last_day(inspected, one)).days
            if waited > patience["days"]:
                yield Found(place, case=called(one.case.key), what=f"退回以后{waited}天没有再报")
        elif stay is None or (one.closed and not following(one)):
            continue
        elif one.step == one.procedure.steps[0]:
            if stay > _MONTH * patience["periods"]:
                yield Found(place, case=called(one.case.key), what=f"已完成{stay // _MONTH}期，还没有申请销号")
        elif stay > patience["days"]:
            yield Found(place, case=called(one.case.key), what=f"停在“{one.state}”{stay}天")


def _last_day(inspected: Inspected, one: Standing) -> date:
    """The day of the last that happened to a case."""
    days = (event.day for event in inspected.events(one.case.key) if event.day and event.day <= inspected.as_of)
    return max(days, default=inspected.as_of)


@also_finds("V906")
def completed_without_a_case(inspected: Inspected) -> Iterator[Found]:
    """A task that the progress table says is done, and of which the ledger knows nothing."""
    from xl_tools.closing.inspected import called
    from xl_tools.closing.reported import is_same, unit_key
    from xl_tools.parse.closing.entries import Key
    from xl_tools.parse.table.inspections import inspection_in

    known: dict[tuple[str, str], list[str]] = {}
    for case in inspected.ledger.cases:
        known.setdefault((case.key.serial, unit_key(case.key.unit, inspected.units)), []).append(
            inspection_in(case.key.inspection, alone=True)
        )
    for task, entries in inspected.reported.items():
        for entry in entries:
            there = known.get(task, ())
            if entry.status is Status.COMPLETED and not any(
                not entry.inspection or not one or is_same(one, entry.inspection) for one in there
            ):
                key = Key(entry.inspection, str(entry.serial), entry.unit)
                place = Place(sheet=inspected.ledger.places["cases"].name)
                yield Found(place, case=called(key), what="进展表已完成，台账里没有这一件")

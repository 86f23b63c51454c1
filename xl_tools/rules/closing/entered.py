"""V918: what was entered so that nothing can count it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xl_tools.core.records import Place
from xl_tools.parse.closing.entries import IN_PROGRESS, RETURNED
from xl_tools.rules.registry import ERROR, Found, finds

if TYPE_CHECKING:
    from xl_tools.closing.inspected import Inspected

_BESIDE = {"异议", "复查"}


@finds(
    "V918",
    ERROR,
    "{what}。",
    when="台账里填的用不上：日期、数字读不出，环节、批次不在“设置”里，对不上台账里的哪一件，退回没有写退回到哪里，一件登记了两行",
    advice="请改正；下拉列表里有的从列表里选。",
    source="domain.md#closing-steps",
    scope="book",
)
def entry_cannot_be_counted(inspected: Inspected) -> Iterator[Found]:
    ledger = inspected.ledger
    for cell in ledger.unusable:
        what = f"“{cell.heading}”写的是“{cell.text}”，{cell.why}" if cell.text else cell.why
        yield Found(Place(None, cell.sheet, cell.row, cell.cell), what=what)
    known = {one.inspection for one in ledger.procedures}
    seen: set[object] = set()
    for case in ledger.cases:
        if known and case.key.inspection not in known:
            place = inspected.place("cases", case.row, "inspection")
            yield Found(place, what=f"批次“{case.key.inspection}”不在“设置”里，算不出环节")
        if case.key in seen:
            place = inspected.place("cases", case.row, "province_serial")
            yield Found(place, what="这一件登记了两行，统计会数两次")
        seen.add(case.key)
    yield from _events(inspected)
    for what in ("measures", "evidence", "notices", "matters", "reviews"):
        for record in getattr(ledger, what):
            if record.key.serial and record.key not in seen:
                place = inspected.place(what, record.row, "serial")
                yield Found(place, what="批次、省序号、单位、点位对不上台账里的任何一件")


def _events(inspected: Inspected) -> Iterator[Found]:
    for event in inspected.ledger.events:
        one = inspected.standing.get(event.key)
        if one is None:
            if event.key.serial:
                place = inspected.place("events", event.row, "serial")
                yield Found(place, what="批次、省序号、单位、点位对不上台账里的任何一件")
            continue
        steps = one.procedure.steps
        if event.sends_back:
            empty_is_wrong = event.step == RETURNED or event.back_to
            if empty_is_wrong and event.back_to not in (IN_PROGRESS, *steps):
                said = f"“{event.back_to}”不是这一批督察的环节" if event.back_to else "没有写退回到哪个环节"
                yield Found(inspected.place("events", event.row, "back_to"), what=f"{event.step}{said}")
        elif steps and event.step not in steps and event.step not in _BESIDE:
            said = f"“{event.step}”不是这一批督察的环节" if event.step else "没有写是哪个环节"
            yield Found(inspected.place("events", event.row, "step"), what=said)
        if event.day is None and not any(cell.row == event.row for cell in inspected.ledger.unusable):
            yield Found(inspected.place("events", event.row, "day"), what="没有写日期，这个环节没有计入")

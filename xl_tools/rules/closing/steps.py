"""V903, V904, V915, V916, V923: steps in their order, none left out, nothing open behind them, nobody his own judge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from xl_tools.core.records import Place
from xl_tools.core.text import some_of
from xl_tools.parse.closing.entries import LongTerm
from xl_tools.parse.closing.headings import means
from xl_tools.parse.table.inspections import inspection_in
from xl_tools.rules.registry import ERROR, WARNING, Found, finds
from xl_tools.rules.templates import in_words

if TYPE_CHECKING:
    from xl_tools.closing.inspected import Inspected
    from xl_tools.closing.standing import Standing
    from xl_tools.parse.closing.entries import Event


@finds(
    "V903",
    ERROR,
    "{what}。",
    when="后一个环节的日期早于前一个，或者日期在统计日期以后",
    advice="请核对两个环节的日期；还没有办的，办了再记。",
    source="domain.md#closing-steps",
    scope="book",
)
def steps_are_out_of_order(inspected: Inspected) -> Iterator[Found]:
    for event in inspected.ledger.events:
        if event.day and event.day > inspected.as_of:
            what = f"“{event.step}”的日期{in_words(event.day)}在统计日期{in_words(inspected.as_of)}以后"
            yield Found(inspected.place("events", event.row, "day"), what=what)
    for one in inspected.standings:
        order = [(step, one.passed[step]) for step in one.procedure.steps if step in one.passed]
        for (before, first), (step, day) in pairwise(order):
            if day < first:
                row = inspected.row_of(one, step)
                what = f"“{step}”（{in_words(day)}）早于“{before}”（{in_words(first)}）"
                yield Found(inspected.place("events", row, "day"), what=what)


@finds(
    "V904",
    ERROR,
    "已“{step}”，但没有“{lacking}”的记录。",
    when="必经的环节没有记录，后面的环节已经办了",
    advice="办过的请在“环节记录”补记，写明日期和文号；这一批督察不要这个环节的，在“设置”的“可免环节”里写上。",
    source="domain.md#closing-steps",
    scope="book",
)
def required_step_is_missing(inspected: Inspected) -> Iterator[Found]:
    for one in inspected.standings:
        if not one.step:
            continue
        before = one.procedure.steps[: one.procedure.steps.index(one.step)]
        lacking = [step for step in before if step not in one.passed and step not in one.procedure.optional]
        if lacking:
            place = inspected.place("events", inspected.row_of(one, one.step), "step")
            yield Found(place, step=one.step, lacking="”“".join(lacking))


@finds(
    "V915",
    ERROR,
    "已“{step}”，但还有{count}件退回或异议没有处理结论。",
    when="有退回、异议没有处理结论就销号了",
    advice="请在“退回与异议”写上反馈日期和结论，公示表里写上处理完毕的日期；没有处理的先处理，再销号。",
    source="domain.md#closing-steps",
    scope="book",
)
def closed_with_open_matters(inspected: Inspected) -> Iterator[Found]:
    for one in inspected.standings:
        if not one.closed:
            continue
        count = sum(not matter.conclusion for matter in inspected.matters(one.case.key))
        count += sum(bool(notice.objections) and notice.handled is None for notice in inspected.notices(one.case.key))
        if count:
            yield Found(inspected.place("cases", one.case.row, "inspection"), step=one.step, count=count)


def _no_petitions(inspected: Inspected) -> str | None:
    return "没有给信访件台账（--petitions）" if inspected.petitions is None else None


@finds(
    "V923",
    WARNING,
    "{case}已“{step}”，对应的信访件还有{count}件没有办结：{codes}。",
    when="任务申请销号了或者走到了后面的环节，信访件台账里对应它的信访件还没有办结",
    advice="请先办结这些信访件再销号；已经办结的，改信访件台账；不是这项任务的，改那里的“对应整改任务”。",
    source="domain.md#closing-steps",
    scope="book",
    lacks=_no_petitions,
)
def closed_before_its_petitions(inspected: Inspected) -> Iterator[Found]:
    from xl_tools.closing.inspected import called
    from xl_tools.closing.standing import reaches

    not_done = inspected.petitions
    for one in inspected.standings if not_done else ():
        key = one.case.key
        asked = one.step and any(reaches(one.procedure, one.step, what) for what in _ASKED)
        if not not_done or not asked or not key.serial.isdecimal():
            continue
        codes = not_done.of(int(key.serial), inspection_in(key.inspection, alone=True), key.unit)
        if codes:
            place = inspected.place("cases", one.case.row, "province_serial")
            yield Found(place, case=called(key), step=one.step, count=len(codes), codes=some_of(codes))


_ASKED = ("applied", "acceptance", "publicity", "closed")
"""Steps that ask for closing, or come behind that."""


@finds(
    "V916",
    WARNING,
    "{what}。",
    when="自己验收自己，或者长期坚持的任务没有按设置销号",
    advice="请核对验收单位；这一批督察可以自验的、长期坚持任务另有规定的，在“设置”里改。",
    source="domain.md#closing-steps",
    scope="book",
)
def procedure_was_not_kept(inspected: Inspected) -> Iterator[Found]:
    for one in inspected.standings:
        case, procedure = one.case, one.procedure
        if not procedure.self_acceptance:
            place = _own_acceptance(inspected, one)
            if place:
                yield Found(place, what="验收单位和申请（整改责任）单位相同")
        if case.ongoing and one.closed:
            place = inspected.place("cases", case.row, "ongoing")
            if procedure.long_term is LongTerm.NEVER:
                yield Found(place, what="长期坚持的任务按设置不销号，台账里已经销号")
            elif procedure.long_term is LongTerm.STAGE:
                open_ = [one for one in inspected.measures(case.key) if one.due and not one.done]
                if open_:
                    yield Found(place, what=f"长期坚持的任务还有{len(open_)}条有期限的措施没有完成日期就销号了")


def _own_acceptance(inspected: Inspected, one: Standing) -> Place | None:
    case = one.case
    if case.acceptor and _bare(case.acceptor) == case.key.unit:
        return inspected.place("cases", case.row, "acceptor")
    events = [event for event in inspected.events(case.key) if event.by_unit]
    applicants = {_bare(event.by_unit) for event in events if means(event.step, "applied")} | {case.key.unit}
    return next((_place(inspected, event) for event in events if _judges(event, applicants)), None)


def _judges(event: Event, applicants: set[str]) -> bool:
    return means(event.step, "acceptance") and _bare(event.by_unit) in applicants


def _place(inspected: Inspected, event: Event) -> Place | None:
    return inspected.place("events", event.row, "by_unit")


def _bare(text: str) -> str:
    return "".join(text.split())

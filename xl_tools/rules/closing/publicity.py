"""V901, V902, V924: a publicity period is entered, and has the days that the rule and the notice itself ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from xl_tools.core.working_days import MOST_DAYS, DayKind, DayUnit
from xl_tools.parse.closing.headings import means
from xl_tools.rules.registry import ERROR, WARNING, Found, finds
from xl_tools.rules.templates import in_words

if TYPE_CHECKING:
    from xl_tools.closing.inspected import Inspected
    from xl_tools.parse.closing.entries import Notice


@finds(
    "V901",
    ERROR,
    "公示期{start}至{end}{asked}，实际{days}个{unit}（含首日{feasts}），最早到{earliest}。",
    when="公示天数不够：少于规定的，或者少于公示里写明的",
    advice="没有公示完的请顺延；已经公示完的请补足天数重新公示，或者核对起止日期有没有写错。",
    source="domain.md#closing-steps",
    scope="book",
)
def publicity_is_too_short(inspected: Inspected) -> Iterator[Found]:
    for notice in inspected.ledger.notices:
        for asked in _asked(inspected, notice):
            counted = inspected.calendar.count(asked.start, asked.end, asked.unit)
            if counted.days < asked.number:
                yield Found(
                    inspected.place("notices", notice.row, "end"),
                    start=asked.start,
                    end=asked.end,
                    asked=asked.said,
                    days=counted.days,
                    unit=asked.unit.value,
                    feasts=_feasts(inspected, asked) if asked.unit is DayUnit.WORKING else "",
                    earliest=inspected.calendar.end_of(asked.start, asked.number, asked.unit).day,
                )
                break


class _Asked(NamedTuple):
    """A period, and how many days it shall have, in words ``said``."""

    start: date
    end: date
    number: int
    unit: DayUnit
    said: str


def _asked(inspected: Inspected, notice: Notice) -> Iterator[_Asked]:
    """What the notice itself asks for, and what the inspection's rule does."""
    from xl_tools.closing.standing import procedure_of

    start, end = notice.start, notice.end
    if start is None or end is None or not 0 <= (end - start).days < MOST_DAYS:
        return
    rule = procedure_of(inspected.ledger, notice.key.inspection)
    unit = DayUnit(notice.says_unit) if notice.says_unit in list(DayUnit) else rule.unit
    if notice.says is not None and 1 <= notice.says <= 366:
        yield _Asked(start, end, int(notice.says), unit, f"写明{int(notice.says)}个{unit}")
    yield _Asked(start, end, rule.days, rule.unit, f"按规定要{rule.days}个{rule.unit}")


def _feasts(inspected: Inspected, asked: _Asked) -> str:
    off, on = (inspected.calendar.said(asked.start, asked.end, kind) for kind in (DayKind.OFF, DayKind.ON))
    words = [f"{'、'.join(off)}放假"] if off else []
    words += [f"{'、'.join(on)}调休上班"] if on else []
    return "；" + "，".join(words) if words else ""


@finds(
    "V902",
    WARNING,
    "{years}年放假安排没有录入“工作日历”，按周一至周五估算为{days}个工作日。",
    when="公示期落在还不知道放假安排的年度",
    advice="国务院公布以后，请把放假和调休上班的日子录入“工作日历”，把那一年改成“已公布”，再校验一次。",
    source="domain.md#closing-steps",
    scope="book",
)
def holidays_are_not_known(inspected: Inspected) -> Iterator[Found]:
    for notice in inspected.ledger.notices:
        for asked in _asked(inspected, notice):
            counted = inspected.calendar.count(asked.start, asked.end)
            if asked.unit is DayUnit.WORKING and counted.estimated:
                place = inspected.place("notices", notice.row, "start")
                yield Found(place, years="、".join(map(str, counted.estimated)), days=counted.days)
                break


@finds(
    "V924",
    WARNING,
    "{what}，公示天数没有核对。",
    when="公示过了，“公示”表里却没有能用的起止日期：没有登记，只填了一头，止日早于起日，或者登记的是退回以前的那一次",
    advice="请在“公示”表里登记这一次公示的起止日期，再校验一次；天数从那里算，“环节记录”的日期算不出来。",
    source="domain.md#closing-steps",
    scope="book",
)
def publicity_is_not_entered(inspected: Inspected) -> Iterator[Found]:
    """An error where the case is closed already."""
    wrong = {notice.row: why for notice in inspected.ledger.notices if (why := _no_period(notice))}
    for notice in inspected.ledger.notices:
        if notice.row in wrong:
            place = inspected.place("notices", notice.row, "start" if notice.start is None else "end")
            yield Found(place, what=wrong[notice.row])
    for one in inspected.standings:
        notices = inspected.notices(one.case.key)
        back = [event.day for event in inspected.events(one.case.key) if event.sends_back and event.day]
        for step, day in one.passed.items():
            if not means(step, "publicity") or any(notice.row in wrong for notice in notices):
                continue
            periods = [notice.start for notice in notices if notice.start and notice.end]
            if not any(not any(start < left <= day for left in back) for start in periods):
                row = inspected.row_of(one, step)
                what = f"“{step}”（{in_words(day)}）在“公示”表里没有起止日期"
                place = inspected.place("events", row, "day")
                yield Found(place, ERROR if one.closed else None, what=what)


def _no_period(notice: Notice) -> str:
    """Why the period of a notice cannot be counted; "" where it can, or none was begun."""
    start, end = notice.start, notice.end
    if start is None and end is None:
        return ""
    if start is None or end is None:
        return f"公示没有写{'起' if start is None else '止'}日"
    if end < start:
        return f"公示止日（{in_words(end)}）早于起日（{in_words(start)}）"
    return "" if (end - start).days < MOST_DAYS else f"公示从{in_words(start)}到{in_words(end)}，有十年以上"

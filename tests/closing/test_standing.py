"""How far a case is, and how cases are counted: in every order of steps each is under one category."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.closing.made import AS_OF, PROCEDURE, event, ledger
from xl_tools.closing.counting import closed_categories, tally
from xl_tools.closing.standing import Standing, categories, standing, standings
from xl_tools.parse.closing.entries import Case, Event, Key, LongTerm, Notice, Procedure


def one(*events: dict[str, object], **rows: object) -> Standing:
    (found,) = standings(ledger({"events": events, **rows}), AS_OF)  # type: ignore[dict-item]
    return found


DONE, ASKED, ACCEPTED = event("整改完成", "2024-09-01"), event("申请", "2024-09-05"), event("县级验收", "2024-09-20")
SHOWN, CLOSED = event("公示", "2024-12-09"), event("销号", "2024-12-19")


@pytest.mark.parametrize(
    ("events", "step", "category"),
    [
        ([], "", "整改中"),
        ([DONE], "整改完成", "未申请"),
        ([DONE, ASKED], "申请", "已申请待县级验收"),
        ([DONE, ASKED, ACCEPTED], "县级验收", "已县级验收待公示"),
        ([DONE, ASKED, ACCEPTED, SHOWN], "公示", "正在公示"),
        ([DONE, ASKED, ACCEPTED, SHOWN, CLOSED], "销号", "已销号"),
        ([DONE, CLOSED], "销号", "已销号"),
        ([DONE, ASKED, event("县级验收", "2024-09-20", "整改后通过")], "申请", "已申请待县级验收"),
        ([DONE, ASKED, event("县级验收", "2024-09-20", "")], "申请", "已申请待县级验收"),
        ([DONE, event("申请", "2024-09-05", "—")], "申请", "已申请待县级验收"),
        ([DONE, event("申请", "2024-12-21")], "整改完成", "未申请"),
        ([DONE, event("申请", "2024-12-20")], "申请", "已申请待县级验收"),
    ],
)
def test_the_furthest_step_that_holds(events: list[dict[str, object]], step: str, category: str) -> None:
    found = one(*events)
    assert (found.step, found.category) == (step, category)


def test_a_return_names_the_step_to_which_it_leads() -> None:
    back = event("退回", "2024-09-21", "", back_to="申请")
    found = one(DONE, ASKED, ACCEPTED, back)
    assert (found.step, found.returned, found.returns, found.since) == ("申请", True, 1, date(2024, 9, 5))
    again = one(DONE, ASKED, ACCEPTED, back, event("县级验收", "2024-10-01"))
    assert (again.step, again.returned, again.returns) == ("县级验收", False, 1)


def test_a_return_to_the_beginning_leaves_nothing() -> None:
    found = one(DONE, ASKED, event("退回", "2024-09-06", "", back_to="整改中"))
    assert (found.step, found.category, found.completed) == ("", "整改中", False)


def test_on_one_day_the_lower_row_is_the_later() -> None:
    back = event("退回", "2024-09-05", "", back_to="整改完成")
    assert one(DONE, ASKED, back).step == "整改完成"
    assert one(DONE, back, ASKED).step == "申请"


def test_what_was_revoked_is_not_closed_though_its_days_stay_in_the_record() -> None:
    found = one(DONE, ASKED, ACCEPTED, SHOWN, CLOSED, event("撤销", "2024-12-20", ""))
    assert (found.step, found.closed, found.returned) == ("", False, True)


def test_a_return_that_does_not_say_to_where_takes_nothing_away() -> None:
    assert one(DONE, ASKED, event("退回", "2024-09-06", "")).step == "申请"


def test_the_end_of_publicity_is_told_from_its_beginning() -> None:
    over = [{"start": date(2024, 12, 2), "end": date(2024, 12, 19)}]
    running = [{"start": date(2024, 12, 2), "end": date(2024, 12, 20)}]
    assert one(DONE, ASKED, ACCEPTED, SHOWN, notices=over).category == "公示期满待销号"
    assert one(DONE, ASKED, ACCEPTED, SHOWN, notices=running).category == "正在公示"


def test_publicity_before_acceptance_has_its_own_categories() -> None:
    order = ("整改完成", "公示", "市级验收", "销号")
    assert categories(Procedure("省督", order)) == (
        "已销号",
        "已市级验收待销号",
        "公示期满待市级验收",
        "正在公示",
        "未公示",
    )


def test_a_step_that_only_asks_for_another_is_not_that() -> None:
    """申请销号 closes nothing, and what 验收公示 publishes is accepted already."""
    order = ("整改完成", "申请销号", "县级验收", "验收公示", "备案销号")
    assert categories(Procedure("市督", order)) == (
        "已备案销号",
        "公示期满待备案销号",
        "正在公示",
        "已县级验收待验收公示",
        "已申请销号待县级验收",
        "未申请销号",
    )


@pytest.mark.parametrize(
    ("long_term", "category", "state"),
    [("不销号", "长期坚持", "销号"), ("分阶段", "已销号", "销号（转入常态）"), ("同其他", "已销号", "销号")],
)
def test_long_term_tasks_by_their_setting(long_term: str, category: str, state: str) -> None:
    rows = {"cases": [{"ongoing": "是"}], "settings": [PROCEDURE | {"long_term": long_term}]}
    found = one(DONE, ASKED, ACCEPTED, SHOWN, CLOSED, **rows)
    assert (found.category, found.state) == (category, state)
    counted = tally(found.procedure, [found])
    assert (counted.completed, sum(counted.by_category.values())) == (1, 1)
    assert counted.closed == (0 if long_term == "不销号" else 1)


def test_an_inspection_that_the_settings_do_not_name_has_no_steps() -> None:
    found = one(cases=[{"inspection": "省督一轮"}])
    assert (found.category, found.procedure.steps) == ("整改中", ())


STEPS = ("申请", "县级验收", "市级核查", "公示", "销号", "报备")
ORDERS = [("整改完成", *order) for size in (3, 4, 6) for order in permutations(STEPS, size) if "销号" in order]


@pytest.mark.parametrize("long_term", LongTerm)
def test_categories_of_every_order_of_steps_are_told_apart(long_term: LongTerm) -> None:
    assert len(ORDERS) > 900
    for order in ORDERS:
        procedure = Procedure("央督二轮", order, long_term=long_term)
        names = categories(procedure)
        assert len(set(names)) == len(names) >= len(order)
        assert set(closed_categories(procedure)) <= set(names)


DAYS = st.integers(0, 40).map(lambda number: date(2024, 11, 20) + timedelta(number))
RESULTS = st.sampled_from(["通过", "整改后通过", "不通过", "", "—"])


@st.composite
def events(draw: st.DrawFn, order: tuple[str, ...], key: Key) -> list[Event]:
    step = st.sampled_from([*order, "退回", "撤销", "复查", "没有的环节"])
    to = st.sampled_from([*order, "整改中", "", "没有的环节"])
    return [
        Event(row, key, draw(DAYS), draw(step), result=draw(RESULTS), back_to=draw(to))
        for row in range(3, 3 + draw(st.integers(0, 12)))
    ]


@given(st.data())
def test_completed_is_the_sum_of_the_categories_in_every_order_of_steps(data: st.DataObject) -> None:
    order = data.draw(st.sampled_from(ORDERS))
    procedure = Procedure("央督二轮", order, long_term=data.draw(st.sampled_from(list(LongTerm))))
    found = []
    for serial in range(data.draw(st.integers(0, 6))):
        key = Key("央督二轮", str(serial), "莲都区")
        case = Case(3, key, ongoing=data.draw(st.booleans()))
        notices = [Notice(3, key, end=data.draw(DAYS))] if data.draw(st.booleans()) else []
        found.append(standing(case, procedure, data.draw(events(order, key)), notices, AS_OF))
    counted = tally(procedure, found)
    assert counted.completed == sum(counted.by_category.values())
    assert Counter(one.category for one in found if one.completed) == {
        name: count for name, count in counted.by_category.items() if count
    }
    assert counted.closed <= counted.completed <= counted.cases


@given(st.data())
def test_events_of_other_days_and_cases_change_nothing(data: st.DataObject) -> None:
    order = ORDERS[0]
    procedure = Procedure("央督二轮", order)
    case = Case(3, Key("央督二轮", "1", "莲都区"))
    own = data.draw(events(order, case.key))
    later = [Event(90, case.key, AS_OF + timedelta(1), "销号", result="通过")]
    assert standing(case, procedure, own, [], AS_OF) == standing(case, procedure, [*later, *reversed(own)], [], AS_OF)


def test_the_sentence_adds_up() -> None:
    rows = [{"serial": str(at)} for at in range(1, 6)]
    happened = [{**DONE, "serial": str(at)} for at in range(1, 5)]
    happened += [{**step, "serial": "1"} for step in (ASKED, ACCEPTED, SHOWN, CLOSED)]
    happened += [{**step, "serial": "2"} for step in (ASKED, ACCEPTED, SHOWN)]
    happened += [{**ASKED, "serial": "3"}]
    found = standings(ledger({"cases": rows, "events": happened}), AS_OF)
    assert tally(found[0].procedure, found).sentence == (
        "已完成整改4项，其中完成销号1项，正在公示1项，已申请待县级验收1项，未申请1项。"
    )

"""domain.md 3: county to city status, in this order; domain.md 4: lights."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rollup.counties import AS_OF, DUE, LISHUI, THREE, codes, merged, messages, one_task, row, sheet
from xl_tools.core.records import Mode, Status
from xl_tools.reports.rollup import Light
from xl_tools.rollup.changes import changes
from xl_tools.rollup.lights import is_overdue, light, thresholds
from xl_tools.rollup.policy import Standing, merged_status
from xl_tools.rollup.records import Change, Previous
from xl_tools.rollup.tracking import overdue_then

DONE, ON, BEHIND, NOT = Status


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((DONE, DONE, DONE), DONE),
        ((NOT, NOT, NOT), NOT),
        ((ON, ON, ON), ON),
        ((DONE, ON, DONE), ON),
        ((DONE, NOT, DONE), ON),
        ((NOT, ON, NOT), ON),
        ((DONE, BEHIND, DONE), BEHIND),
        ((NOT, BEHIND, ON), BEHIND),
        # Behind decides before anything else.
        ((BEHIND, "conflict", DONE), BEHIND),
        ((BEHIND, None, DONE), BEHIND),
        # Then what is not known.
        ((DONE, "conflict", DONE), None),
        ((DONE, "none", DONE), None),
        ((DONE, "unknown", DONE), None),
        ((DONE, "empty", DONE), None),
        ((DONE, None, DONE), None),
        ((NOT, None, NOT), None),
    ],
)
def test_status_of_a_task(statuses: tuple[Status | str | None, ...], expected: Status | None) -> None:
    assert one_task(*statuses).status is expected


def test_a_unit_that_the_task_does_not_concern_is_not_called_undecided() -> None:
    assert {one.label for one in Standing if one.status is None and one is not Standing.NOT_APPLICABLE} == {"未定"}
    assert Standing.NOT_APPLICABLE.label == "不涉及"


def test_a_unit_that_the_task_does_not_concern_leaves_the_count() -> None:
    result = merged(
        sheet("莲都区", row(1, DONE)), sheet("松阳县", row(1, "empty", applies=False)), sheet("云和县", row(1, DONE))
    )
    (task,) = result.report().tasks
    assert task.status is DONE
    assert task.by_unit == {"莲都区": DONE, "云和县": DONE}
    assert codes(result) == []


def test_a_task_that_concerns_no_one_is_undecided_and_says_so() -> None:
    result = merged(*(sheet(unit.name, row(1, "empty", None, applies=False)) for unit in THREE))
    assert result.tasks[0].status is None
    assert result.totals.undecided == 1
    assert not result.totals.overdue
    assert "不涉及" in messages(result, "X709")[0]


@pytest.mark.parametrize(
    ("said", "reason"),
    [("none", "没有勾选"), ("empty", "没有勾选"), ("unknown", "状态读不出"), ("conflict", "勾选矛盾")],
)
def test_why_a_task_is_undecided(said: str, reason: str) -> None:
    (finding,) = messages(merged(*(sheet(unit.name, row(1, said)) for unit in THREE)), "X709")
    assert f"（{reason}）" in finding


def test_no_counted_unit_is_never_completed() -> None:
    assert merged_status([]) is None
    assert merged_status([Standing.NOT_APPLICABLE]) is None


@given(st.permutations([Standing.COMPLETED, Standing.BEHIND, Standing.ABSENT, Standing.NOT_APPLICABLE]))
def test_the_order_of_units_does_not_matter(standings: list[Standing]) -> None:
    assert merged_status(standings) is BEHIND


# --- lights --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-400, Light.RED),
        (-1, Light.RED),
        (0, Light.ORANGE),
        (30, Light.ORANGE),
        (31, Light.YELLOW),
        (90, Light.YELLOW),
        (91, Light.GREEN),
    ],
)
def test_lights_by_days_left(days: int, expected: Light) -> None:
    assert light(ON, AS_OF + timedelta(days=days), AS_OF) is expected
    assert light(None, AS_OF + timedelta(days=days), AS_OF) is expected
    assert light(DONE, AS_OF + timedelta(days=days), AS_OF) is Light.GREEN


def test_without_a_due_date_only_an_ongoing_task_is_known_to_be_green() -> None:
    assert light(ON, None, AS_OF) is None
    assert light(ON, None, AS_OF, ongoing=True) is Light.GREEN


def test_thresholds_are_data() -> None:
    assert (thresholds().orange, thresholds().yellow) == (30, 90)


def test_the_due_date_itself_is_in_time() -> None:
    assert not is_overdue(ON, AS_OF, AS_OF)
    assert is_overdue(ON, AS_OF - timedelta(days=1), AS_OF)
    assert is_overdue(None, date(2021, 12, 31), AS_OF)
    assert not is_overdue(DONE, date(2021, 12, 31), AS_OF)
    assert not is_overdue(ON, None, AS_OF)


def test_an_ongoing_task_is_counted_apart_and_is_overdue_only_by_a_date() -> None:
    past = date(2021, 12, 31)
    result = merged(
        *(
            sheet(unit.name, row(1, ON, None), row(2, DONE, DUE, also=(Mode.ONGOING,)), row(3, ON, past))
            for unit in THREE
        )
    )
    assert [(task.ongoing, task.overdue) for task in result.tasks] == [(True, False), (True, False), (False, True)]
    assert (result.totals.ongoing, result.totals.overdue) == (2, 1)
    assert LISHUI.name == result.report().name


def test_what_was_overdue_before_counts_kept_none_was_so_once() -> None:
    task = one_task(NOT, DONE, NOT, due=AS_OF - timedelta(days=1))
    assert overdue_then([task]) == {("第1项", THREE[0].name): 1, ("第1项", THREE[2].name): 1}


@pytest.mark.parametrize("now", [("none", "none", "none"), (DONE, "none", DONE)])
def test_how_a_unit_of_no_status_moved_is_not_known(now: tuple[Status | str, ...]) -> None:
    before = Previous((one_task("none", "none", "none"),))
    assert {one.change for one in changes([one_task(*now)], before)} == {Change.UNSURE}

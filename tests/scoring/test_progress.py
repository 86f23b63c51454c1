"""Late tasks of a roll-up as deductions: counted where the rules say so, traced to their rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.scoring.made import case, item, lishui, roster, second, target
from xl_tools.core.records import Status
from xl_tools.reports.rollup import MergedTask, Rollup, Totals
from xl_tools.rollup.deductions import SOURCE, deductions
from xl_tools.scoring.scheme import Progress

BEHIND, DONE, RUNNING = Status.BEHIND, Status.COMPLETED, Status.ON_SCHEDULE
PAST, AHEAD = date(2022, 6, 30), date(2023, 12, 31)


def task(serial: int, number: int, status: Status | None, due: date | None, **units: Status | None) -> MergedTask:
    return MergedTask(province_serial=number, serial=serial, status=status, by_unit=units, due=due, light=None)


def rollup(*tasks: MergedTask) -> Rollup:
    totals = Totals(
        tasks=len(tasks), completed=0, on_schedule=0, behind=0, not_started=0, undecided=0, ongoing=0, overdue=0
    )
    return Rollup(level="city", name="某市", as_of=date(2022, 12, 20), units=(), missing=(), tasks=tasks, totals=totals)


REPORT = rollup(
    task(1, 16, RUNNING, PAST, 乙局=RUNNING),  # overdue
    task(2, 24, BEHIND, AHEAD, 乙局=BEHIND),  # behind
    task(3, 30, BEHIND, PAST, 乙局=DONE),  # overdue as a whole, done by 乙局
    task(4, 31, DONE, PAST, 乙局=None),  # not known of 乙局: overdue
)


def test_tasks_are_counted_by_the_list_of_offices_or_by_their_own_column() -> None:
    rules = Progress(indicator="推进", overdue=Decimal(1), behind=Decimal("0.5"), offices={"甲局": (16, 24)})
    entries = deductions(REPORT, rules, roster("甲局", "乙局", "丙局"))
    said = [(one.office, one.reason, one.amount, one.source) for one in entries]
    assert said == [
        ("甲局", "整改任务逾期", 1, f"{SOURCE} 某市 整改进展!G4"),
        ("甲局", "整改任务未达序时", Decimal("0.5"), f"{SOURCE} 某市 整改进展!G5"),
        ("乙局", "整改任务逾期", 1, f"{SOURCE} 某市 整改进展!G4"),
        ("乙局", "整改任务逾期", 1, f"{SOURCE} 某市 整改进展!G7"),
        ("乙局", "整改任务未达序时", Decimal("0.5"), f"{SOURCE} 某市 整改进展!G5"),
    ]
    assert entries[0].note == "第16项，时限2022年6月30日"


def test_the_first_ones_are_free_and_together_they_cost_no_more_than_the_cap() -> None:
    rules = Progress(indicator="推进", overdue=Decimal(1), behind=Decimal(1), free=1, at_most=Decimal("1.5"))
    entries = deductions(REPORT, rules, roster("乙局"))
    assert [(one.reason, one.amount) for one in entries] == [
        ("整改任务逾期", 1),
        ("整改任务未达序时", Decimal("0.5")),
    ]


def test_they_move_the_score_of_an_office() -> None:
    # 推进 10 - 0.5 (the overdue task is free, the lagging one costs half a point); 配合 was not given.
    rules = second(roster=roster("甲局"))
    assert rules.progress
    entries = deductions(REPORT, rules.progress, rules.roster)
    scored = case(rules, [item("甲局", 70, target(1, 1))], entries)
    assert scored.scored.standings[0].process == Decimal("9.5")


@pytest.mark.parametrize("rules", [lishui()])
def test_the_rules_of_2024_do_not_count_them(rules: object) -> None:
    assert getattr(rules, "progress", "missing") is None

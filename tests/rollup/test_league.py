"""Scores of tasks and units: every sum here can be done by hand from the proposals in ``data/task_scores.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from xl_tools.core.records import Finding, Severity
from xl_tools.reports.league import ScoreEvent, Scores, UnitMonth
from xl_tools.rollup.league import CarriedScores, OverdueTask, Reporting, Scored, league, row_faults
from xl_tools.rollup.policy import Standing
from xl_tools.rollup.task_points import Scheme, task_points

DAY = date(2022, 12, 20)
DONE, ON, BEHIND, NOT = Standing.COMPLETED, Standing.ON_SCHEDULE, Standing.BEHIND, Standing.NOT_STARTED


def task(unit: str, standing: Standing, serial: int = 1, kind: str = "共性", **more: int) -> Scored:
    return Scored(
        serial, unit, kind, standing, bool(more.get("overdue")), more.get("filling", 0), more.get("wording", 0)
    )


def entered(kind: str, serial: int, month: str, times: int, source: str) -> ScoreEvent:
    """An event that somebody entered for 甲县."""
    number = Decimal(times)
    return ScoreEvent(
        unit="甲县", serial=serial, kind=kind, month=month, times=number, points=Decimal(0), source=source
    )


def scored(*tasks: Scored, warned: Sequence[OverdueTask] = (), carried: CarriedScores | None = None) -> Scores:
    names = dict.fromkeys(one.unit for one in tasks)
    missing = {one.unit for one in tasks if one.standing is Standing.UNREPORTED}
    units = [Reporting(name, name not in missing, DAY, f"{name}.xlsx") for name in names]
    return league(tasks, units, warned, as_of=DAY, carried=carried)


@pytest.mark.parametrize(
    ("standing", "facts", "wanted"),
    [
        (DONE, {}, "100"),
        (ON, {}, "100"),
        (BEHIND, {}, "70"),
        (NOT, {}, "40"),
        (Standing.CONTRADICTORY, {}, "40"),
        (DONE, {"overdue": 1}, "80"),
        (DONE, {"filling": 1}, "98.57"),  # 10 x 6/7 = 8.571...
        (DONE, {"filling": 7}, "90"),
        (DONE, {"filling": 9}, "90"),
        (DONE, {"wording": 3}, "90"),
        (BEHIND, {"overdue": 1, "filling": 7, "wording": 1}, "30"),
        (Standing.UNREPORTED, {}, "0"),
        (Standing.ABSENT, {}, "0"),
        (Standing.NOT_APPLICABLE, {}, None),
    ],
)
def test_a_task_s_score(standing: Standing, facts: dict[str, int], wanted: str | None) -> None:
    (one,) = scored(task("甲县", standing, **facts)).tasks
    assert one.score == (None if wanted is None else Decimal(wanted))
    assert bool(one.reason) == (standing in (Standing.UNREPORTED, Standing.ABSENT, Standing.NOT_APPLICABLE))


def test_parts_that_are_not_100_together_are_scaled_to_it() -> None:
    halved = Scheme({"时限分": Decimal(0), "完整分": Decimal(0), "质量分": Decimal(0)})
    assert task_points(BEHIND, True, 7, 1, halved).score == 50
    assert task_points(DONE, False, 0, 0, Scheme({"进度分": Decimal(0), **halved.by_label})).score == 0
    assert task_points(DONE, False, 3, 0, Scheme({"每项任务应填几格": Decimal(0)})).score == 100
    assert task_points(DONE, False, 1, 0, Scheme({"每项任务应填几格": Decimal(1)})).score == 90


def test_what_does_not_concern_a_unit_leaves_its_mean_and_who_did_not_report_stays_in_sight() -> None:
    result = scored(
        task("甲县", DONE), task("甲县", Standing.NOT_APPLICABLE, 2), task("甲县", BEHIND, 3),
        task("乙县", Standing.UNREPORTED), task("乙县", Standing.UNREPORTED, 2),
        task("丙县", Standing.NOT_APPLICABLE),
    )  # fmt: skip
    assert [(one.name, one.mean, one.score, one.rank) for one in result.units] == [
        ("甲县", 85, 85, 1),  # (100 + 70) / 2
        ("乙县", 0, 0, 2),  # nothing reported; the event cannot take it below 0
        ("丙县", None, None, None),
    ]
    first, second, third = result.units
    assert (first.owed, first.given, first.behind, second.owed, second.given, third.owed) == (2, 2, 1, 2, 0, 0)
    (event,) = result.events
    assert (event.unit, event.kind, event.points, event.source, event.month) == (
        "乙县", "未报", 1, "未报单位!B4", "2022-12",
    )  # fmt: skip


def test_weights_by_kind() -> None:
    carried = CarriedScores(Scheme({"个性任务权重": Decimal(3)}))
    (unit,) = scored(task("甲县", DONE, kind="个性"), task("甲县", BEHIND, 2), carried=carried).units
    assert unit.mean == Decimal("92.5")  # (3 x 100 + 70) / 4


def test_equal_scores_share_a_place_in_their_group_and_the_next_is_left_out() -> None:
    groups = {"丁县": "山区", "戊县": "山区"}
    months = [
        UnitMonth(month="2022-11", unit=name, score=Decimal(90), rank=rank) for name, rank in (("甲县", 3), ("丙县", 1))
    ]
    tasks = [task("甲县", DONE), task("乙县", DONE), task("丙县", BEHIND), task("丁县", NOT), task("戊县", BEHIND)]
    units = scored(*tasks, carried=CarriedScores(groups=groups, months=months)).units
    assert [(one.name, one.group, one.rank, one.previous_rank) for one in units] == [
        ("甲县", "一组", 1, 3),
        ("乙县", "一组", 1, None),
        ("丙县", "一组", 3, 1),
        ("戊县", "山区", 1, None),
        ("丁县", "山区", 2, None),
    ]


def test_cards_late_reports_and_what_was_entered_by_hand() -> None:
    events = [
        entered("退办", 3, "2022-12", 2, "督办〔4〕"),
        entered("退办", 3, "2022-11", 1, "督办〔3〕"),
    ]  # fmt: skip
    warned = [OverdueTask("甲县", serial, periods) for serial, periods in enumerate((3, 2, 2, 2, 1, 0), 1)]
    tasks = [task("甲县", DONE, serial) for serial in range(1, 7)]
    units = [Reporting("甲县", True, date(2022, 12, 16), "报/甲县.xlsx")]
    result = league(
        tasks, units, warned, as_of=DAY, report_by=date(2022, 12, 15), carried=CarriedScores(entered=events)
    )
    assert [(one.kind, one.serial, one.points, one.source) for one in result.events] == [
        ("迟报", None, Decimal("0.5"), "甲县.xlsx"),
        ("红牌", 1, 2, "预警!I5"),
        ("黄牌", 2, 0, "预警!I6"),
        ("黄牌", 3, 0, "预警!I7"),
        ("黄牌", 4, 0, "预警!I8"),
        ("退办", 3, 4, "督办〔4〕"),
        ("退办", 3, 0, "督办〔3〕"),
    ]
    # late 0.5, red 2, three yellow cards one full pair 1, returned twice 2 each
    assert (result.units[0].deducted, result.units[0].score) == (Decimal("7.5"), Decimal("92.5"))


@pytest.mark.parametrize(
    ("month", "score", "eligible"), [("2022-12", 50, False), ("2022-03", 100, False), ("2021-12", 100, True)]
)
def test_a_rebound_voids_its_task_this_month_and_the_year_s_honours(month: str, score: int, eligible: bool) -> None:
    events = [entered("反弹", 2, month, 1, "信访件")]
    result = scored(task("甲县", DONE), task("甲县", DONE, 2), carried=CarriedScores(entered=events))
    assert (result.units[0].score, result.units[0].eligible) == (score, eligible)
    assert [one.reason for one in result.tasks] == ["", "归零" if month == "2022-12" else ""]


def test_the_year_is_the_mean_of_its_months_or_the_last() -> None:
    months = [
        UnitMonth(month=month, unit="甲县", score=score, rank=1)
        for month, score in (
            ("2021-12", Decimal(10)),
            ("2022-10", Decimal(80)),
            ("2022-11", None),
            ("2022-12", Decimal(1)),
        )
    ]
    (unit,) = scored(task("甲县", BEHIND), carried=CarriedScores(months=months)).units
    assert unit.year == 75  # (80 + 70) / 2: last year, a month without a score and this month itself do not count
    last = CarriedScores(Scheme({"全年得分": "只看末月"}), months=months)
    assert scored(task("甲县", BEHIND), carried=last).units[0].year == 70


def test_faults_count_by_cell_and_not_where_they_are_hints_or_explained() -> None:
    def found(code: str, cell: str, severity: Severity = Severity.ERROR, accepted: str | None = None) -> Finding:
        return Finding(code=code, severity=severity, sheet="表", row=4, cell=cell, field=None, message="", advice="",
                       path="甲.xlsx", accepted=accepted)  # fmt: skip

    faults = row_faults(
        [
            found("M204", "F4"), found("T301", "G4"), found("T308", "G4", Severity.WARNING), found("N601", "F4"),
            found("P504", "F4", Severity.WARNING, "没有变化"), found("P506", "F4", Severity.HINT), found("S105", "A4"),
        ]
    )  # fmt: skip
    assert faults == {("甲.xlsx", "表", 4): (2, 1)}

"""The arithmetic, worked out by hand in each test's comment."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scoring.made import case, entry, item, lishui, roster, second, target, vetoed
from xl_tools.parse.assessment.entries import Direction, Item
from xl_tools.scoring.case import Case
from xl_tools.scoring.engine import OfficePoints, completion
from xl_tools.scoring.scheme import Assessment

LEAST, MOST, EXACT, HAND = Direction.AT_LEAST, Direction.AT_MOST, Direction.EXACT, Direction.HAND
COUNTIES = lishui().evaluation[0].by


def year(*, holds: bool = False, names: tuple[str, ...] = ("甲局",), others: tuple[str, ...] = ()) -> Assessment:
    """The rules of 2024 for a few offices."""
    rules = lishui()
    assert rules.promotion
    promotion = rules.promotion.model_copy(update={"year_holds": holds})
    return rules.model_copy(update={"roster": roster(*names, others=others), "promotion": promotion})


def full(*offices: str) -> dict[str, dict[str, str]]:
    """Best grades from everybody: 8 points."""
    return {office: dict.fromkeys([*COUNTIES, "市美丽办评价"], "优秀") for office in offices}


def standing(scored: Case, name: str = "甲局") -> OfficePoints:
    return next(one for one in scored.scored.standings if one.office.name == name)


def work_of(*items: Item) -> Decimal | None:
    return standing(case(year(), items)).work


# --- work -------------------------------------------------------------------------------------------


def test_all_targets_met_gives_all_points() -> None:
    items = [item("甲局", 50, target(3, 3), target(7, 8)), item("甲局", 30, target(5, 4, MOST))]
    assert work_of(*items) == 80


def test_one_target_at_half_costs_half_its_share() -> None:
    # 15 points over 3 targets, one at half: 15 x 1/2 / 3 = 2.5 lost of 80.
    half = item("甲局", 15, target(10, 5), target(3, 3), target(1, 1))
    assert work_of(half, item("甲局", 65, target(1, 1))) == Decimal("77.5")


def test_shares_of_targets_may_be_given() -> None:
    # 80 points, shares 3 : 1, the first at half: 80 x 3/4 x 1/2 = 30 lost.
    unequal = item("甲局", 80, target(10, 5, share=Decimal(3)), target(1, 1))
    assert work_of(unequal) == 50


def test_shares_that_are_all_nothing_are_equal_ones() -> None:
    # 80 x 1/2 / 2 = 20 lost.
    none = item("甲局", 80, target(10, 5, share=Decimal(0)), target(1, 1, share=Decimal(0)))
    assert work_of(none) == 60
    assert work_of(item("甲局", 80, target(10, 5, share=Decimal(0)))) == 40


@pytest.mark.parametrize(
    ("quantity", "actual", "direction", "wanted"),
    [
        (10, 5, LEAST, "0.5"),
        (10, 12, LEAST, "1"),  # no more than all
        (10, 0, LEAST, "0"),
        (10, None, LEAST, "0"),
        (10, -5, LEAST, "0"),
        (0, 0, LEAST, "1"),
        ("7.5", "7.5", MOST, "1"),
        ("7.5", 7, MOST, "1"),
        ("7.5", 9, MOST, "0.8"),  # passed by 1.5 of 7.5, a fifth
        (12, 13, MOST, None),  # passed by one of twelve: 11/12
        (10, 25, MOST, "0"),  # passed by more than itself
        (0, 0, MOST, "1"),
        (0, 1, MOST, "0"),
        (10, -5, MOST, "0"),  # a negative number is below every limit, and means nothing
        (3, 3, EXACT, "1"),
        (3, 4, EXACT, "0"),
        (None, 5, LEAST, "0"),
        (None, 80, HAND, "0.8"),
        (None, 120, HAND, "1"),
    ],
)
def test_completion(quantity: object, actual: object, direction: Direction, wanted: str | None) -> None:
    done = completion(target(quantity, actual, direction), lishui().work)
    assert done == (Decimal(wanted) if wanted else 1 - Decimal(1) / 12)


def test_passing_a_limit_may_cost_the_ratio_or_everything() -> None:
    passed = target(10, 16, MOST)
    assert completion(passed, second().work) == Decimal("0.625")  # 10/16
    assert completion(passed, second().work.model_copy(update={"at_most": "all"})) == 0


def test_half_a_year_asks_for_half_of_what_grows_and_for_all_of_a_share() -> None:
    # 6 of 12 months: 5 of 10 is all; 45 % of 90 % is half.
    assert completion(target(10, 5), second().work) == 1
    assert completion(target(90, 45, unit="%"), second().work) == Decimal("0.5")


def test_weights_that_do_not_add_up_give_no_points_rather_than_wrong_ones() -> None:
    scored = case(year(), [item("甲局", 81, target(1, 1))], words=full("甲局"))
    assert (standing(scored).work, standing(scored).total, standing(scored).grade) == (None, None, None)


# --- process, evaluation, bonus ---------------------------------------------------------------------


def test_deductions_stop_at_the_floor() -> None:
    # 协同配合 given 3 of 4; 指导落实 loses 1 (one time) and 5 (of which 3 are left): 3 + 0 + 4 = 7.
    process = [
        entry("甲局", "协同配合", 3),
        entry("甲局", "指导落实", 1, "未及时指导部署"),
        entry("甲局", "指导落实", 5),
    ]
    scored = case(year(), [item("甲局", 80, target(1, 1))], process)
    assert standing(scored).process == 7
    assert scored.scored.process_lost == [1, 1, 3]


def test_another_floor_and_other_deductions() -> None:
    # 配合 5 of 5; 推进 10 - 2 x 2.5 - 4 = 1, floor 4: 9.
    rules = second(roster=roster("甲局"))
    process = [entry("甲局", "配合", 5), entry("甲局", "推进", 2, "通报"), entry("甲局", "推进", 1, "约谈")]
    scored = case(rules, [item("甲局", 70, target(1, 1))], process)
    assert standing(scored).process == 9


def test_what_was_not_given_counts_nothing() -> None:
    assert standing(case(year(), [item("甲局", 80, target(1, 1))])).process == 8


def test_the_mean_of_the_counties_that_graded() -> None:
    # 优秀 4, 良好 2, 不合格 0, the others empty: 6/3 = 2; the office's own 合格 1: 3.
    words = {"甲局": {COUNTIES[0]: "优秀", COUNTIES[1]: "良好", COUNTIES[2]: "不合格", "市美丽办评价": "合格"}}
    scored = case(year(), [item("甲局", 80, target(1, 1))], words=words)
    assert standing(scored).evaluation == 3


def test_a_grade_in_unknown_words_is_left_out() -> None:
    words = {"甲局": {COUNTIES[0]: "优秀", COUNTIES[1]: "很好"}}
    assert standing(case(year(), [item("甲局", 80, target(1, 1))], words=words)).evaluation == 4


def test_the_bonus_stops_at_its_cap() -> None:
    # 2 policies (2) and 3 recognitions (6) are 8, capped at 5; the second assessment: 4 x 1.5 = 6, capped at 3.
    bonus = [entry("甲局", "支持政策或举措", 2), entry("甲局", "中央肯定或激励", 3)]
    assert standing(case(year(), [item("甲局", 80, target(1, 1))], bonus=bonus)).bonus == 5
    other = case(second(roster=roster("甲局")), [item("甲局", 70, target(1, 1))], bonus=[entry("甲局", "典型", 4)])
    assert standing(other).bonus == 3


# --- grades, promotion, veto ------------------------------------------------------------------------


def graded(rules: Assessment, lost: str, bonus: int = 0, registered: str = "") -> OfficePoints:
    """An office with everything but ``lost`` points of 考核争先 or more; process, evaluation and work full."""
    extra = [entry("甲局", "支持政策或举措", bonus)] if bonus else []
    extra += [entry("甲局", registered, 1)] if registered else []
    process = [entry("甲局", "协同配合", 4), entry("甲局", "考核争先", lost)]
    return standing(case(rules, [item("甲局", 80, target(1, 1))], process, extra, full("甲局")))


def test_grade_borders_are_not_rounded_up() -> None:
    # 60 + 10 of work in two items; 100 - 10 = 90 is 优秀, 89.995 is not.
    rules = year()
    for actual, total, grade in ((50, "90", "优秀"), ("49.975", "89.995", "良好")):
        # 20 points, 50 or 49.975 of 100: 10 or 9.995.
        items = [item("甲局", 60, target(1, 1)), item("甲局", 20, target(100, actual))]
        scored = standing(case(rules, items, [entry("甲局", "协同配合", 4)], words=full("甲局")))
        assert (scored.total, scored.grade) == (Decimal(total), grade)
    assert [lishui().grade(Decimal(n)) for n in ("80", "79.99", "70", "69.99")] == ["良好", "合格", "合格", "不合格"]


def test_other_borders_and_words() -> None:
    rules = second()
    assert [rules.grade(Decimal(n)) for n in ("92.5", "92.499", "75", "0")] == ["一等", "二等", "二等", "三等"]


def low(rules: Assessment, *, work: object = 1, registered: str = "") -> OfficePoints:
    """All goals met, 12 lost beside them: 80 + 8 + 0 = 88, 良好."""
    extra = [entry("甲局", registered, 1)] if registered else []
    return standing(case(rules, [item("甲局", 80, target(1, work))], [entry("甲局", "协同配合", 4)], extra))


def test_promotion_wants_the_year_all_goals_and_no_veto() -> None:
    # 80 + 12 + 0 = 92 would be 优秀 by score; without 协同配合 88: 良好.
    rules = year(holds=True)
    process = [entry("甲局", "协同配合", 0)]
    items = [item("甲局", 80, target(1, 1))]
    promoted = standing(case(rules, items, process))
    assert (promoted.total, promoted.by_score, promoted.grade, promoted.promoted) == (88, "良好", "优秀", True)
    assert standing(case(year(holds=False), items, process)).grade == "良好"
    denied = standing(case(rules, items, process, [entry("甲局", "否优事项", 1)]))
    assert (denied.grade, denied.promoted) == ("良好", False)
    # 79 of work with evaluation: 79 + 8 + 0 is 87, one goal not met.
    missed = [item("甲局", 70, target(1, 1)), item("甲局", 10, target(10, 9))]
    assert standing(case(rules, missed, process)).grade == "良好"


@pytest.mark.parametrize(
    ("grade", "matters", "wanted"),
    [
        ("优秀", (), "优秀"),
        ("优秀", ("否优事项",), "良好"),
        ("良好", ("否优事项",), "良好"),
        ("优秀", ("较大事故",), "合格"),  # what denies a grade denies the better ones
        ("优秀", ("否优事项", "较大事故"), "合格"),
        ("合格", ("较大事故",), "合格"),
        ("优秀", ("弄虚作假", "否优事项"), "不合格"),
        ("不合格", ("弄虚作假",), "不合格"),
        ("优秀", ("没有的",), "优秀"),
    ],
)
def test_of_several_vetoes_the_hardest_holds(grade: str, matters: tuple[str, ...], wanted: str) -> None:
    rules = vetoed()
    assert [one.name for one in rules.grades] == ["优秀", "良好", "合格", "不合格"]
    assert rules.denied(grade, matters) == wanted


def test_a_veto_denies_the_best_grade_also_by_score() -> None:
    assert low(year()).grade == "优秀"
    denied = low(year(), registered="否优事项")
    assert (denied.by_score, denied.grade) == ("优秀", "良好")


def test_promotion_without_conditions_in_the_second_assessment() -> None:
    # 70 + 15 + 0 = 85 is 二等, and every 二等 goes up.
    scored = case(second(roster=roster("甲局")), [item("甲局", 70, target(1, 1))], [entry("甲局", "配合", 5)])
    assert (standing(scored).by_score, standing(scored).grade) == ("二等", "一等")


# --- non-key offices --------------------------------------------------------------------------------


def mixed(rules: Assessment, bonus: list[object] | None = None) -> Case:
    """Two key offices with 100 and 92 - 8 = 84 (mean 92), one other with a quarter of 40 points lost and 1 bonus."""
    items = [item(name, 80, target(1, 1)) for name in ("甲局", "乙局")]
    items += [item("丙局", 40, target(4, 3)), item("丙局", 40, target(1, 1))]
    process = [
        entry("甲局", "协同配合", 4),
        entry("乙局", "协同配合", 4),
        entry("乙局", "考核争先", 4),
        entry("乙局", "指导落实", 4),
    ]
    extra = [entry("丙局", "支持政策或举措", 1), *(bonus or [])]
    words = full("甲局", "乙局")
    words["乙局"]["市美丽办评价"] = "不合格"
    return case(rules, items, process, extra, words)  # type: ignore[arg-type]


def test_non_key_offices_get_the_mean_plus_bonus_minus_lost_work() -> None:
    # 甲 80+12+8 = 100; 乙 80+4+4 = 88; mean 94. 丙: 94 + 1 - 10 = 85, no grade.
    scored = mixed(year(names=("甲局", "乙局"), others=("丙局",)))
    other = standing(scored, "丙局")
    assert scored.scored.average == 94
    assert (other.total, other.grade, other.rank) == (85, None, 1)


def test_non_key_offices_without_bonus_and_loss_when_the_rules_say_so() -> None:
    rules = year(names=("甲局", "乙局"), others=("丙局",))
    others = rules.others.model_copy(update={"plus_bonus": False, "minus_work": False})
    assert standing(mixed(rules.model_copy(update={"others": others})), "丙局").total == 94


def test_outstanding_offices_within_the_quota() -> None:
    rules = year(names=("甲局", "乙局"), others=("丙局",))
    chosen = [entry("丙局", "工作成效突出", 1)]
    assert standing(mixed(rules, chosen), "丙局").grade == "优秀"
    assert rules.others.excellent
    none_left = rules.others.excellent.model_copy(update={"quota": 0})
    others = rules.others.model_copy(update={"excellent": none_left})
    scored = mixed(rules.model_copy(update={"others": others}), chosen)
    assert standing(scored, "丙局").grade is None
    assert scored.scored.quota_passed


def test_a_mean_that_rests_on_an_unknown_total_is_unknown() -> None:
    scored = mixed(year(names=("甲局", "乙局"), others=("丙局",)))
    broken = [replace(one, weight=Decimal(81)) if one.office == "甲局" else one for one in scored.book.items]
    again = case(year(names=("甲局", "乙局"), others=("丙局",)), broken)
    assert (again.scored.average, standing(again, "丙局").total) == (None, None)
    assert standing(again, "乙局").total is not None


def test_equal_totals_share_a_place() -> None:
    names = ("甲局", "乙局", "丙局")
    items = [item("甲局", 80, target(1, 0)), item("乙局", 80, target(1, 1)), item("丙局", 80, target(1, 1))]
    scored = case(year(names=names), items)
    assert [standing(scored, name).rank for name in names] == [3, 1, 1]

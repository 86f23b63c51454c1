"""Each kind of rule at, below and above its target, at both caps, empty, not applicable: sums for paper and pencil."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from xl_tools.scoring.table.engine import score
from xl_tools.scoring.table.limits import limits
from xl_tools.scoring.table.scheme import (
    Absent,
    Actual,
    Filled,
    Gate,
    Grade,
    Group,
    How,
    Kind,
    Matter,
    Registered,
    Result,
    Rule,
    Scheme,
    Step,
    Take,
    Unit,
    Way,
    When,
)

TABLES = (
    Step("档", Decimal(60), Decimal(4)), Step("档", Decimal(80), Decimal(8)),
    Step("词", "好", Decimal(10)), Step("词", "差", Decimal(2)),
    Step("名", Decimal(1), Decimal(10)), Step("名", Decimal(2), Decimal(7)),
    Step("系", Decimal(0), Decimal("0.8")), Step("系", Decimal(1), Decimal(1)),
)  # fmt: skip


def number(value: object) -> Any:
    return value if value is None or value in ("好", "差", "一般") else Decimal(str(value))


_NUMBERS = {"limit", "points", "target", "zero", "full", "each", "deduct", "add", "floor", "cap"}


def rule(kind: Kind, **more: object) -> Rule:
    values: dict[str, Any] = {"key": "K", "group": "组", "name": "项目", "points": 10, "kind": kind} | more
    return Rule(**{name: number(value) if name in _NUMBERS else value for name, value in values.items()})


def reached(key: str, value: object, unit: str = "甲") -> Actual:
    return Actual(unit, key, True, (number(value), None, None, None))


def points(one: Rule, *values: object, other: object = None, applies: bool = True) -> Decimal:
    """The points of a unit that reached this, alone."""
    filled = [number(value) for value in values] + [None] * (4 - len(values))
    actual = Actual("甲", one.key, applies, tuple(filled), number(other))
    scheme = Scheme("试", (one,), steps=TABLES, units=(Unit("甲"),), weights=tuple(map(Decimal, (1, 1, 2, 2))))
    return score(Filled(scheme, {("甲", one.key): actual}))[0].rules[one.key].points


SHARE, LIMIT = rule(Kind.SHARE, target=20), rule(Kind.SHARE, target=20, way=Way.MOST)
ALL, ALL_MOST = rule(Kind.ALL, target=20), rule(Kind.ALL, target=20, way=Way.MOST)
GAP = rule(Kind.GAP, target=80, each=2, deduct=1, add="0.5", cap=12, floor=3)
WHOLE = rule(Kind.GAP, target="40", way=Way.MOST, each="0.1", deduct="0.5", whole=True)
LINEAR = rule(Kind.LINEAR, zero=60, full=100)
FALLING = rule(Kind.LINEAR, zero=50, full=30)
TIERS = rule(Kind.TIERS, table="档")
TIMES = rule(Kind.TIMES, each=2, deduct=3, floor=1)
ONLY_TAKES = rule(Kind.TIMES, points=0, deduct=1, floor=-4)
FREE_FALL = rule(Kind.TIMES, points=0, deduct=1)
YEAR, YEAR_MOST = rule(Kind.YEAR), rule(Kind.YEAR, way=Way.MOST)
FACTOR = rule(Kind.FACTOR, target=50, table="系")
CORRECTED = rule(Kind.CORRECTED, target=20, add="0.5", limit=3)
UNLIMITED = rule(Kind.CORRECTED, target=20, add="0.5")


@pytest.mark.parametrize(
    ("one", "values", "other", "wanted"),
    [
        (SHARE, 20, None, 10),
        (SHARE, 15, None, "7.5"),
        (SHARE, 30, None, 10),
        (SHARE, 0, None, 0),
        (SHARE, -4, None, 0),
        (LIMIT, 20, None, 10),
        (LIMIT, 25, None, 8),
        (LIMIT, 10, None, 10),
        (LIMIT, -3, None, 10),
        (ALL, 20, None, 10),
        (ALL, "19.99", None, 0),
        (ALL, 21, None, 10),
        (ALL_MOST, 20, None, 10),
        (ALL_MOST, "20.1", None, 0),
        (GAP, 80, None, 10),
        (GAP, 77, None, "8.5"),
        (GAP, 84, None, 11),
        (GAP, 100, None, 12),
        (GAP, 10, None, 3),
        (WHOLE, 40, None, 10),
        (WHOLE, "40.3", None, "8.5"),
        (WHOLE, "40.29", None, 9),
        (WHOLE, 38, None, 10),
        (WHOLE, 60, None, 0),
        (LINEAR, 60, None, 0),
        (LINEAR, 70, None, "2.5"),
        (LINEAR, 100, None, 10),
        (LINEAR, 120, None, 10),
        (LINEAR, 10, None, 0),
        (FALLING, 50, None, 0),
        (FALLING, 35, None, "7.5"),
        (FALLING, 20, None, 10),
        (FALLING, 80, None, 0),
        (TIERS, 60, None, 4),
        (TIERS, "59.9", None, 0),
        (TIERS, 79, None, 4),
        (TIERS, 80, None, 8),
        (TIERS, 500, None, 8),
        (TIMES, 0, None, 10),
        (TIMES, 1, None, 10),
        (TIMES, 2, None, 7),
        (TIMES, 5, None, 4),
        (TIMES, 9, None, 1),
        (ONLY_TAKES, 3, None, -3),
        (ONLY_TAKES, 9, None, -4),
        (FREE_FALL, 9, None, -9),
        (rule(Kind.GIVEN), 7, None, 7),
        (rule(Kind.GIVEN), 12, None, 10),
        (rule(Kind.GIVEN), -1, None, 0),
        (rule(Kind.GRADE, table="词"), "好", None, 10),
        (rule(Kind.GRADE, table="词"), "差", None, 2),
        (rule(Kind.GRADE, table="词"), "一般", None, 0),
        (rule(Kind.PERCENT), 85, None, "8.5"),
        (rule(Kind.PERCENT), 120, None, 10),
        (rule(Kind.PERCENT), -5, None, 0),
        (YEAR, -3, -4, 10),
        (YEAR, -4, -4, 0),
        (YEAR, -5, -4, 0),
        (YEAR, 5, None, 0),
        (YEAR_MOST, 3, 4, 10),
        (YEAR_MOST, 5, 4, 0),
        (FACTOR, 50, 0, 8),
        (FACTOR, 25, 0, 4),
        (FACTOR, 25, 1, 5),
        (FACTOR, 25, None, 5),
        (FACTOR, 25, -1, 5),
        (CORRECTED, 15, None, "7.5"),
        (CORRECTED, 15, 2, 8),  # 16 of 20
        (CORRECTED, 15, 6, 9),  # 18: as far as the limit
        (CORRECTED, 15, "6.1", 9),
        (CORRECTED, 15, 60, 9),
        (CORRECTED, 15, -6, 6),
        (CORRECTED, 15, -60, 6),
        (CORRECTED, 17, 6, 10),
        (UNLIMITED, 5, 10, 5),
    ],
)
def test_points(one: Rule, values: object, other: object, wanted: object) -> None:
    assert points(one, values, other=other) == Decimal(str(wanted))


@pytest.mark.parametrize("kind", Kind)
def test_nothing_filled_in_gives_nothing_and_is_told(kind: Kind) -> None:
    one = rule(kind, target=5, table={Kind.TIERS: "档", Kind.GRADE: "词"}.get(kind, ""))
    assert points(one) == 0
    scheme = Scheme("试", (one,), units=(Unit("甲"),))
    assert not score(Filled(scheme))[0].rules["K"].filled


@pytest.mark.parametrize(
    ("absent", "wanted", "counts"), [(Absent.OUT, 0, False), (Absent.FULL, 10, True), (Absent.NONE, 0, True)]
)
def test_what_does_not_apply(absent: Absent, wanted: int, counts: bool) -> None:
    one = rule(Kind.SHARE, target=5, absent=absent)
    scheme = Scheme("试", (one,), units=(Unit("甲"),))
    (unit,) = score(Filled(scheme, {("甲", "K"): Actual("甲", "K", False, (Decimal(3),) * 4)}))
    assert (unit.rules["K"].points, unit.rules["K"].counts) == (wanted, counts)
    assert unit.total == (None if absent is Absent.OUT else wanted)


def test_what_is_missing_is_scaled_away() -> None:
    """88 of the 90 points that apply are 97.78 of 100."""
    rules = (rule(Kind.GIVEN, key="A", points=90), rule(Kind.GIVEN, key="B", points=10))
    filled = {
        ("甲", "A"): Actual("甲", "A", True, (Decimal(88), None, None, None)),
        ("甲", "B"): Actual("甲", "B", False),
    }
    (unit,) = score(Filled(Scheme("试", rules, units=(Unit("甲"),)), filled))
    assert unit.total == Decimal("97.78")


@pytest.mark.parametrize(("take", "wanted"), [(Take.LAST, 8), (Take.SUM, 10), (Take.MEAN, "5"), (Take.WEIGHTED, "5.5")])
def test_periods(take: Take, wanted: object) -> None:
    """2, 5, nothing, 8 with weights 1, 1, 2, 2: the sum is 15 and passes the 10 points; (2 + 5 + 16) / 4 = 5.75."""
    expected = {"5.5": Decimal("5.75")}.get(str(wanted), Decimal(str(wanted)))
    assert points(rule(Kind.GIVEN, take=take), 2, 5, None, 8) == expected


def units(values: dict[str, object], one: Rule, categories: dict[str, str]) -> dict[str, Decimal]:
    scheme = Scheme("试", (one,), steps=TABLES, units=tuple(Unit(name, categories[name]) for name in values))
    filled = {(name, "K"): reached("K", value, name) for name, value in values.items()}
    return {unit.unit.name: unit.rules["K"].points for unit in score(Filled(scheme, filled))}


def test_places_are_told_within_a_category() -> None:
    values: dict[str, object] = {"甲": 9, "乙": 7, "丙": 9, "丁": 1, "戊": None}
    categories = {"甲": "山区", "乙": "山区", "丙": "平原", "丁": "山区", "戊": "山区"}
    assert units(values, rule(Kind.RANK, deduct=4), categories) == {"甲": 10, "乙": 6, "丙": 10, "丁": 2, "戊": 0}
    assert units(values, rule(Kind.RANK, table="名"), categories) == {"甲": 10, "乙": 7, "丙": 10, "丁": 7, "戊": 0}
    least = rule(Kind.RANK, deduct=4, way=Way.MOST)
    assert units(values, least, categories) == {"甲": 2, "乙": 6, "丙": 10, "丁": 10, "戊": 0}


@pytest.mark.parametrize(("how", "wanted"), [(How.SUM, 90), (How.WEIGHTED, 57), (How.MIN, 30), (How.MAX, 60)])
def test_groups_come_together(how: How, wanted: int) -> None:
    """60 and 30, weighted with 0.8 and 0.3."""
    rules = (rule(Kind.GIVEN, key="A", group="空气", points=100), rule(Kind.GIVEN, key="B", group="任务", points=100))
    groups = (Group("空气", weight=Decimal("0.8")), Group("任务", weight=Decimal("0.3")), Group("总分", "", how))
    filled = {
        ("甲", key): Actual("甲", key, True, (Decimal(value), None, None, None))
        for key, value in (("A", 60), ("B", 30))
    }
    (unit,) = score(Filled(Scheme("试", rules, groups, units=(Unit("甲"),)), filled))
    assert unit.total == wanted


def gate_scheme(total: int, registered: dict[str, int], *gates: Gate) -> Filled:
    lines = (("优秀", 90), ("良好", 80), ("合格", 60), ("不合格", 0))
    scheme = Scheme(
        "试", (rule(Kind.GIVEN, points=100),), units=(Unit("甲"),), gates=gates,
        matters=(
            Matter("表彰", Decimal(1), None, "加", Decimal(3)),
            Matter("推广", Decimal(2), Decimal(2), "加"),
            Matter("通报", Decimal(-2)),
        ),
        grades=tuple(Grade(name, Decimal(line)) for name, line in lines),
    )  # fmt: skip
    filled = {("甲", "K"): reached("K", total)}
    return Filled(scheme, filled, tuple(Registered("甲", name, Decimal(count)) for name, count in registered.items()))


def gated(total: int, registered: dict[str, int], *gates: Gate) -> tuple[Decimal | None, str, tuple[str, ...]]:
    (unit,) = score(gate_scheme(total, registered, *gates))
    return unit.total, unit.grade, unit.bit


CEILING = Gate("反弹", When.REGISTERED, "反弹", None, Result.CEILING, "良好")
LOW = Gate("水质", When.GROUP_BELOW, "组", Decimal(95), Result.CEILING, "合格")
VETO = Gate("一票否决", When.REGISTERED, "造假", None, Result.SET, "不合格")
UP = Gate("晋级", When.YEAR, "省考优秀", Decimal(1), Result.PROMOTE, "优秀")
HALF = Gate("减半", When.NOT_FULL, "K", None, Result.FACTOR, "0.5")
BY_RANK = Gate("末位减半", When.RANK_BELOW, "", Decimal(0), Result.FACTOR, "0.5")


@pytest.mark.parametrize(
    ("total", "registered", "gates", "wanted"),
    [
        (92, {}, (CEILING,), (92, "优秀", ())),
        (92, {"反弹": 1}, (CEILING,), (92, "良好", ("反弹",))),
        (92, {"反弹": 1}, (CEILING, LOW), (92, "合格", ("反弹", "水质"))),
        (95, {"反弹": 1}, (LOW, CEILING), (95, "良好", ("反弹",))),
        (99, {"造假": 1}, (VETO, UP), (99, "不合格", ("一票否决",))),
        (85, {}, (UP,), (85, "优秀", ("晋级",))),
        (75, {}, (UP,), (75, "合格", ())),  # two grades up are none
        (99, {"造假": 1}, (UP, VETO), (99, "不合格", ("一票否决",))),
        (85, {"反弹": 1}, (CEILING,), (85, "良好", ())),
        (70, {"反弹": 1}, (CEILING, LOW), (70, "合格", ())),
        (50, {"造假": 1}, (VETO,), (50, "不合格", ())),
        (
            92,
            {"反弹": 1},
            (CEILING, Gate("又一条", When.REGISTERED, "反弹", None, Result.CEILING, "良好")),
            (92, "良好", ("反弹",)),
        ),
        (92, {"反弹": 1, "造假": 1}, (CEILING, VETO), (92, "不合格", ("一票否决",))),
        (0, {}, (HALF,), (0, "不合格", ())),
        (85, {"反弹": 1}, (UP, CEILING), (85, "良好", ("晋级", "反弹"))),
        (100, {}, (HALF,), (100, "优秀", ())),
        (99, {}, (HALF,), ("49.5", "不合格", ("减半",))),
        (99, {}, (replace(HALF, goal="Infinity"),), (99, "优秀", ())),  # no factor
        (99, {}, (BY_RANK,), (99, "优秀", ())),  # ranks come of totals, and change none
        (80, {"表彰": 9, "推广": 9, "通报": 3}, (), (77, "合格", ())),  # 3 together at most, 6 taken without limit
        (80, {"推广": 9}, (), (82, "良好", ())),
    ],
)
def test_gates_and_matters(
    total: int, registered: dict[str, int], gates: tuple[Gate, ...], wanted: tuple[object, ...]
) -> None:
    assert gated(total, registered, *gates) == (Decimal(str(wanted[0])), *wanted[1:])


@pytest.mark.parametrize(
    ("total", "registered", "wanted"),
    [
        (80, {"表彰": 3, "推广": 1, "通报": 9}, [("加", 5, 3)]),
        (80, {"表彰": 1, "推广": 1}, []),
        (80, {"推广": 2}, [("推广", 4, 2)]),
        (104, {}, [("项目", 104, 100)]),
        (100, {}, []),
    ],
)
def test_limits_that_bit_are_told(total: int, registered: dict[str, int], wanted: list[tuple[str, int, int]]) -> None:
    filled = gate_scheme(total, registered)
    assert [(one.name, one.before, one.after) for one in limits(filled, score(filled))] == wanted


def zeroed(gate: Gate, registered: tuple[str, ...] = (), *, first: int = 60, second: int = 40) -> dict[str, Decimal]:
    """Two rules of 60 and 40 points."""
    rules = (rule(Kind.GIVEN, key="A", points=60), rule(Kind.GIVEN, key="B", points=40))
    filled = {("甲", "A"): reached("A", first), ("甲", "B"): reached("B", second)}
    scheme = Scheme("试", rules, units=(Unit("甲"),), gates=(gate,))
    (unit,) = score(Filled(scheme, filled, tuple(Registered("甲", name) for name in registered)))
    return {key: points.points for key, points in unit.rules.items()} | {"总分": unit.total or Decimal(0)}


@pytest.mark.parametrize(
    ("gate", "registered", "more", "wanted"),
    [
        (Gate("弄虚作假", When.REGISTERED, "作假", None, Result.ZERO, "B"), ("作假",), {}, (60, 0, 60)),
        (Gate("弄虚作假", When.REGISTERED, "作假", None, Result.ZERO, "B"), (), {}, (60, 40, 100)),
        (Gate("连带", When.NOT_FULL, "A", None, Result.ZERO, "B"), (), {"first": 59}, (59, 0, 59)),
        (Gate("连带", When.NOT_FULL, "A", None, Result.ZERO, "B"), (), {}, (60, 40, 100)),
        (Gate("不满不得", When.NOT_FULL, "B", None, Result.ZERO, "B"), (), {"second": 39}, (60, 0, 60)),
        (Gate("本年", When.YEAR, "", Decimal(1), Result.ZERO, "A"), (), {}, (0, 40, 40)),
        (Gate("看组", When.GROUP_BELOW, "组", Decimal(100), Result.ZERO, "A"), (), {"first": 1}, (1, 40, 41)),
        (Gate("没有", When.YEAR, "", Decimal(1), Result.ZERO, "C"), (), {}, (60, 40, 100)),
    ],
)
def test_a_gate_may_take_all_the_points_of_a_rule(
    gate: Gate, registered: tuple[str, ...], more: dict[str, int], wanted: tuple[int, ...]
) -> None:
    assert tuple(zeroed(gate, registered, **more).values()) == wanted


def test_a_rule_may_be_for_a_unit_alone() -> None:
    rules = (rule(Kind.GIVEN, key="A"), rule(Kind.GIVEN, key="B", categories=("乙", "平原")))
    units_ = (Unit("甲", "山区"), Unit("乙", "山区"), Unit("丙", "平原"))
    scored = score(Filled(Scheme("试", rules, units=units_)))
    assert [list(unit.rules) for unit in scored] == [["A"], ["A", "B"], ["A", "B"]]

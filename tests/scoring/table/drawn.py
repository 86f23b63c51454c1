"""Tables of rules made at random: every kind of rule, gate and group, right and odd inputs."""

from __future__ import annotations

import random
from decimal import Decimal

from xl_tools.scoring.table.scheme import (
    TOTAL,
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

GRADES = (
    Grade("优秀", Decimal(75)),
    Grade("良好", Decimal(55)),
    Grade("合格", Decimal(35)),
    Grade("不合格", Decimal(0)),
)
STEPS = (
    Step("档", Decimal(-5), Decimal(1)), Step("档", Decimal(0), Decimal("2.5")), Step("档", Decimal(6), Decimal(7)),
    Step("名次分", Decimal(1), Decimal(9)), Step("名次分", Decimal(3), Decimal(4)),
    Step("系数", Decimal(0), Decimal("0.8")), Step("系数", Decimal(1), Decimal("1.2")),
    Step("词", "好", Decimal(8)), Step("词", "差", Decimal(1)),
)  # fmt: skip
_TABLES = {Kind.TIERS: "档", Kind.RANK: "名次分", Kind.FACTOR: "系数", Kind.GRADE: "词"}


def drawn(seed: int) -> Filled:
    """A scheme with everything filled in, the same for the same seed."""
    dice = random.Random(seed)
    categories = dice.choice(((""), ("甲类", "乙类")))
    units = tuple(Unit(f"第{number}县", dice.choice(categories) if categories else "") for number in range(1, 5))
    rules = tuple(_rule(dice, place, kind, categories) for place, kind in enumerate(_kinds(dice), 1))
    groups = tuple(
        Group(
            name, dice.choice((TOTAL, TOTAL, "丙组")) if name != "丙组" else TOTAL, dice.choice(list(How)),
            Decimal(dice.choice(("1", "0.5", "0.3"))), None, _maybe(dice, ("-3", "0")), _maybe(dice, ("20", "45")),
        )
        for name in ("甲组", "乙组", "丙组")
    )  # fmt: skip
    groups += (Group(TOTAL, "", dice.choice(list(How)), floor=_maybe(dice, ("0",)), cap=_maybe(dice, ("100",))),)
    matters = (
        Matter("表彰", Decimal(1), _maybe(dice, ("2",)), "加分", _maybe(dice, ("3",))),
        Matter("推广", Decimal("1.5"), None, "加分"),
        Matter("通报", Decimal(-2), _maybe(dice, ("3",))),
    )
    filled = [(unit, rule) for unit in units for rule in rules if dice.random() < 0.95]
    actuals = {(unit.name, rule.key): _actual(dice, unit, rule) for unit, rule in filled}
    registered = tuple(
        Registered(
            dice.choice(units).name, dice.choice(("表彰", "推广", "通报", "反弹")), Decimal(dice.choice((1, 2, 5)))
        )
        for _ in range(dice.randint(0, 8))
    )
    scheme = Scheme(
        f"第{seed}号办法", rules, groups, matters, _gates(dice, rules), GRADES, STEPS, units,
        tuple(Decimal(dice.choice(("1", "2", "0.5"))) for _ in range(4)), dice.choice((2, 3)),
    )  # fmt: skip
    return Filled(scheme, actuals, registered)


def _kinds(dice: random.Random) -> list[Kind]:
    return [*Kind, *dice.choices(list(Kind), k=3)]


def _maybe(dice: random.Random, numbers: tuple[str, ...]) -> Decimal | None:
    return Decimal(dice.choice(numbers)) if dice.random() < 0.4 else None


def _rule(dice: random.Random, place: int, kind: Kind, categories: str | tuple[str, ...]) -> Rule:
    return Rule(
        key=f"K{place}",
        group=dice.choice(("甲组", "乙组", "丙组", "")),
        name=f"项目{place}",
        points=Decimal(dice.choice(("10", "8", "12.5", "0"))),
        kind=kind,
        categories=(dice.choice(categories),) if categories and dice.random() < 0.2 else (),
        way=dice.choice(list(Way)),
        target=Decimal(dice.choice(("5", "0", "7.5", "-2"))),
        zero=Decimal(dice.choice(("0", "2", "10"))),
        full=Decimal(dice.choice(("10", "0", "4"))),
        each=_maybe(dice, ("1", "0.5", "2")),
        deduct=_maybe(dice, ("1", "0.4")),
        add=_maybe(dice, ("0.5", "1")),
        whole=dice.random() < 0.5,
        floor=_maybe(dice, ("-4", "0", "2")),
        cap=_maybe(dice, ("6", "15")),
        absent=dice.choice(list(Absent)),
        take=dice.choice(list(Take)),
        limit=_maybe(dice, ("0.5", "2")),
        table=_TABLES.get(kind, "") if kind is not Kind.RANK or dice.random() < 0.5 else "",
    )


def _actual(dice: random.Random, unit: Unit, rule: Rule) -> Actual:
    words = rule.kind is Kind.GRADE
    values = tuple(
        None if dice.random() < (0.4 if period else 0.1)
        else dice.choice(("好", "差", "一般")) if words
        else Decimal(dice.choice(("-3", "0", "1", "4.9", "5", "5.1", "6", "7.5", "10", "13")))
        for period in range(4)
    )  # fmt: skip
    other = Decimal(dice.choice(("-1", "0", "1", "5"))) if dice.random() < 0.7 else None
    stages = {
        name: Decimal(dice.choice(("-2", "3.5", "9", "20"))) if dice.random() < 0.15 else None
        for name in ("own", "first", "again", "final")
    }
    return Actual(unit.name, rule.key, dice.random() > 0.12, values, other, **stages)


def _gates(dice: random.Random, rules: tuple[Rule, ...]) -> tuple[Gate, ...]:
    made = [
        Gate("反弹", When.REGISTERED, "反弹", None, Result.CEILING, "良好"),
        Gate("组线", When.GROUP_BELOW, dice.choice(("甲组", "")), Decimal(20), Result.FACTOR, "0.9"),
        Gate("未达", When.NOT_FULL, dice.choice(rules).key, None, Result.CEILING, "合格"),
        Gate("末位", When.RANK_BELOW, "", Decimal(2), Result.CEILING, "合格"),
        Gate("造假", When.REGISTERED, "通报", None, Result.SET, "不合格"),
        Gate("计零", dice.choice((When.REGISTERED, When.NOT_FULL)), "反弹", None, Result.ZERO, dice.choice(rules).key),
        Gate("太晚", When.GROUP_BELOW, "甲组", Decimal(5), Result.ZERO, dice.choice(rules).key),
        Gate("连带", When.NOT_FULL, dice.choice(rules).key, None, Result.ZERO, dice.choice(rules).key),
        Gate("晋级", When.YEAR, "全市", Decimal(dice.choice((0, 1))), Result.PROMOTE, dice.choice(("优秀", "良好"))),
    ]
    dice.shuffle(made)
    return tuple(made[: dice.randint(0, len(made))])

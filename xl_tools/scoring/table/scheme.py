"""The rules of an assessment as rows: what stands in the sheets 计分规则, 分组, 对照表, 加扣分, 否决和晋级, 等次, 单位.

Everything is known by its name (编号, 组 …), never by its place. The words are those of the sheets' drop-downs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from decimal import Decimal
from enum import StrEnum

from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import CellValue

TOTAL = "总分"
"""The group at the top."""
PERIODS = 4
"""Columns for what was reached in each period."""


class Kind(StrEnum):
    """How the points of a rule come from what was reached."""

    SHARE = "按比例"
    ALL = "全得或不得"
    GAP = "差额加扣"
    LINEAR = "线性"
    TIERS = "分档"
    TIMES = "次数扣分"
    GIVEN = "赋分"
    GRADE = "等次"
    PERCENT = "满意度"
    RANK = "名次"
    YEAR = "同比"
    FACTOR = "系数"
    CORRECTED = "修正"


class Way(StrEnum):
    """Which side of the target is good."""

    LEAST = "不低于"
    MOST = "不高于"


class Absent(StrEnum):
    """What becomes of a rule that does not apply to a unit."""

    OUT = "移出"
    FULL = "满分"
    NONE = "零分"


class Take(StrEnum):
    """Which of several periods counts."""

    LAST = "末期"
    SUM = "累计"
    MEAN = "平均"
    WEIGHTED = "加权"


class Source(StrEnum):
    """Where what was reached comes from."""

    TYPED = "手填"
    TASKS = "任务得分"


class How(StrEnum):
    """How the parts of a group come together."""

    SUM = "求和"
    WEIGHTED = "加权"
    MIN = "取小"
    MAX = "取大"


class When(StrEnum):
    """What a gate looks at."""

    REGISTERED = "登记事项"
    GROUP_BELOW = "组得分低于"
    NOT_FULL = "项目未达标"
    RANK_BELOW = "名次大于"
    YEAR = "本年情况"


class Result(StrEnum):
    """What a gate does."""

    CEILING = "等次封顶"
    SET = "定为"
    FACTOR = "总分乘"
    ZERO = "项目计0"
    PROMOTE = "晋级"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of 计分规则. ``categories`` are the kinds of unit, or the units, that it is for, () for all. ``each``,
    ``deduct`` and ``add`` are the step of a gap or a count and what a step takes or gives; ``whole`` counts full steps
    only.
    Without ``floor`` points do not fall below 0 (a rule of 0 points, which only takes, falls freely); without ``cap``
    they do not pass ``points``. ``table`` names rows of 对照表; ``limit`` is how far a 修正 may move what was reached;
    ``note`` is what the published rule says."""

    key: str
    group: str
    name: str
    points: Decimal
    kind: Kind
    categories: tuple[str, ...] = ()
    way: Way = Way.LEAST
    target: Decimal | None = None
    zero: Decimal | None = None
    full: Decimal | None = None
    each: Decimal | None = None
    deduct: Decimal | None = None
    add: Decimal | None = None
    whole: bool = False
    floor: Decimal | None = None
    cap: Decimal | None = None
    absent: Absent = Absent.OUT
    take: Take = Take.LAST
    table: str = ""
    limit: Decimal | None = None
    source: Source = Source.TYPED
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One row of 分组: rules or groups put together. ``weight`` is what it counts in a weighted ``parent``;
    ``expected`` the points that its rules must add up to, None where nothing is said."""

    name: str
    parent: str = TOTAL
    how: How = How.SUM
    weight: Decimal = Decimal(1)
    expected: Decimal | None = None
    floor: Decimal | None = None
    cap: Decimal | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """One row of 加扣分: what gives or takes (``each`` < 0) points of the total, at most ``most``; matters of one
    ``pool`` together at most ``pool_most``. None: without limit."""

    name: str
    each: Decimal
    most: Decimal | None = None
    pool: str = ""
    pool_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """One row of 否决和晋级: where ``when`` holds for ``about`` and ``value``, ``result`` with ``goal`` (a grade, a
    factor or the key of a rule) follows. Of 本年情况, ``value`` is 1 where it holds."""

    name: str
    when: When
    about: str
    value: Decimal | None
    result: Result
    goal: str

    @property
    def works(self) -> bool:
        """False where the gate would have to look at what follows from it: a group or a rank, to take points away."""
        return self.result is not Result.ZERO or self.when not in (When.GROUP_BELOW, When.RANK_BELOW)

    @property
    def factor(self) -> Decimal:
        """The goal as a factor; 1 where it is no number (a finding says so)."""
        try:
            number = Decimal(self.goal)
        except ArithmeticError:
            return Decimal(1)
        return number if number.is_finite() else Decimal(1)


@dataclass(frozen=True, slots=True)
class Grade:
    """One row of 等次, the best first: from ``at_least`` on, the border included."""

    name: str
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """One row of 对照表: from ``start`` on (or for the word ``start``), ``value``."""

    table: str
    start: Decimal | str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Actual:
    """One row of 填报: what a unit reached of a rule, by period; ``other`` is last year's value or the condition of a
    factor. ``applies`` false: the rule is not for this unit. ``cell`` is where the first period stands in the sheet
    that was read, ``origin`` where a unit's own sheet had it.

    Points go through stages: the unit's ``own`` (自评), ``first`` (初评), after its ``appeal`` in words ``again``
    (复核), and ``final`` (终评); ``why`` says why they were changed. ``evidence`` and ``filler`` are the unit's words.
    ``unusable`` holds texts that stand in cells for numbers, by heading: they do not count, and are kept."""

    unit: str
    key: str
    applies: bool = True
    values: tuple[Decimal | str | None, ...] = (None,) * PERIODS
    other: Decimal | None = None
    note: str = ""
    cell: str | None = None
    evidence: str = ""
    filler: str = ""
    own: Decimal | None = None
    first: Decimal | None = None
    appeal: str = ""
    again: Decimal | None = None
    final: Decimal | None = None
    why: str = ""
    origin: str = ""
    unusable: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_filled(self) -> bool:
        """Whether anybody filled in anything."""
        return replace(self, cell=None) != Actual(self.unit, self.key)


@dataclass(frozen=True, slots=True)
class Registered:
    """One row of 登记: a matter, or an occurrence of what a gate looks for."""

    unit: str
    matter: str
    times: Decimal = Decimal(1)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole assessment. ``weights`` are those of the periods; ``objection`` says how a unit may object to what it was
    given."""

    title: str
    rules: tuple[Rule, ...]
    groups: tuple[Group, ...] = ()
    matters: tuple[Matter, ...] = ()
    gates: tuple[Gate, ...] = ()
    grades: tuple[Grade, ...] = ()
    steps: tuple[Step, ...] = ()
    units: tuple[Unit, ...] = ()
    weights: tuple[Decimal, ...] = (Decimal(1),) * PERIODS
    decimals: int = 2
    objection: str = ""

    def asked(self) -> dict[tuple[str, str], tuple[Unit, Rule]]:
        """What is filled in, by unit and key: every unit with the rules that are for it."""
        pairs = ((unit, rule) for unit in self.units for rule in self.rules if concerns(rule.categories, unit))
        return {(unit.name, rule.key): (unit, rule) for unit, rule in pairs}

    def table(self, name: str) -> list[Step]:
        """The rows of a table in 对照表: words first, then numbers from the least on."""
        own = [step for step in self.steps if step.table == name]
        words = [step for step in own if isinstance(step.start, str)]
        numbers = [(step.start, step) for step in own if isinstance(step.start, Decimal)]
        return words + [step for _, step in sorted(numbers, key=lambda pair: pair[0])]

    def sorted_steps(self) -> list[Step]:
        """All rows of 对照表, table by table, each as it is looked up."""
        return [step for name in dict.fromkeys(step.table for step in self.steps) for step in self.table(name)]

    def all_groups(self) -> tuple[Group, ...]:
        """Every group, those that stand only in a rule's row, too, and the top; parts before what holds them."""
        known = {group.name: group for group in self.groups}
        for rule in self.rules:
            known.setdefault(rule.group or TOTAL, Group(rule.group or TOTAL, "" if not rule.group else TOTAL))
        for group in list(known.values()):
            known.setdefault(group.parent or TOTAL, Group(group.parent or TOTAL, ""))
        known[TOTAL] = replace(known.get(TOTAL, Group(TOTAL)), parent="")
        order: dict[str, Group] = {}

        def enter(group: Group, above: frozenset[str]) -> None:
            for part in known.values():
                if part.parent == group.name and part.name != TOTAL and part.name not in above | order.keys():
                    enter(part, above | {part.name})
            order.setdefault(group.name, group)

        enter(known[TOTAL], frozenset({TOTAL}))
        return tuple(order.values())


def concerns(categories: tuple[str, ...], unit: Unit) -> bool:
    """Whether something is for a unit or its category."""
    return not categories or unit.category in categories or unit.name in categories


@dataclass(frozen=True, slots=True)
class Filled:
    """A scheme with what the units reached and what was registered. ``refused`` are rows of the rules' sheets that
    cannot be used, by sheet, as they stand: they do not count, and are kept."""

    scheme: Scheme
    actuals: Mapping[tuple[str, str], Actual] = field(default_factory=dict)
    registered: tuple[Registered, ...] = ()
    refused: Mapping[str, tuple[Mapping[str, CellValue], ...]] = field(default_factory=dict)

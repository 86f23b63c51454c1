"""A822 to A826, A832: a table of rules whose cells, names or sums do not fit together, and what was not filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from xl_tools.core.records import Finding, Place
from xl_tools.core.text import number_text, some_of
from xl_tools.rules.assessment.review import points_were_changed_without_a_reason, review_is_not_done, reviewed_rules
from xl_tools.rules.registry import ERROR, HINT, WARNING, Found, finds

if TYPE_CHECKING:  # a check of a progress table does not pay for it
    from xl_tools.scoring.table.engine import UnitPoints
    from xl_tools.scoring.table.rows import Fault
    from xl_tools.scoring.table.scheme import Filled, Rule, Scheme

ACTUALS, RULES, GROUPS, UNITS, REGISTERED = "填报", "计分规则", "分组", "参评单位", "登记"
MATTERS, GATES = "加扣分", "否决和晋级"
"""Sheets of ``scoring.table.rows``."""


@finds(
    "A822",
    ERROR,
    "“{heading}”这里{text}，{what}没有采用。",
    when="计分规则等表里有一格填得不能用",
    advice="数字栏只填数字；有下拉列表的从列表里选；编号、项目、分值、规则都要填。",
    source="domain.md#scoring",
    scope="book",
)
def cell_of_the_rules_is_unusable(faults: Iterable[Fault], path: str | None = None) -> Iterator[Found]:
    """``path`` is the unit's own workbook, where it is not the assessment itself."""
    for fault in faults:
        if fault.taken is None:
            text = f"是“{fault.text}”" if fault.text else "是空的"
            what = "" if fault.sheet == ACTUALS else "这一行"
            yield Found(Place(path, fault.sheet, fault.row, fault.cell), heading=fault.heading, text=text, what=what)


@finds(
    "A826",
    WARNING,
    "“{heading}”这里是百分数 {text}，按 {taken} 计；表里的公式按 {is_} 计。",
    when="填报表里的数带百分号",
    advice="请填不带百分号的数（98% 填 98）；重新计算后的工作簿里已经改成这样。",
    source="domain.md#scoring",
    scope="book",
)
def number_is_a_percentage(faults: Iterable[Fault], path: str | None = None) -> Iterator[Found]:
    for fault in faults:
        if fault.taken is not None:
            place = Place(path, fault.sheet, fault.row, fault.cell)
            said = {"taken": number_text(fault.taken), "is_": number_text(fault.taken / 100)}
            yield Found(place, heading=fault.heading, text=fault.text, **said)


@finds(
    "A823",
    WARNING,
    "“{unit}”有 {count} 项没有填（第一项是“{item!q}”），按 0 分计。",
    when="计分规则的项目没有填实际数",
    advice="请填写；确实不适用的，“适用”选“否”。",
    source="domain.md#scoring",
    scope="book",
)
def nothing_is_filled_in(filled: Filled, scored: Sequence[UnitPoints]) -> Iterator[Found]:
    names = {rule.key: rule.name for rule in filled.scheme.rules}
    for one in scored:
        empty = [key for key, points in one.rules.items() if not points.filled]
        if empty:
            actual = filled.actuals.get((one.unit.name, empty[0]))
            place = Place(sheet=ACTUALS, cell=actual.cell if actual else None)
            yield Found(place, unit=one.unit.name, count=len(empty), item=names[empty[0]])


@finds(
    "A832",
    HINT,
    "“{name!q}”超出最低、最高或上限的，按限额计：{units}。",
    when="最低、最高、上限起了作用：算出来的分超出了，按限额计",
    advice="无需改动；限额写得不对的，改那张表里的最低、最高、上限。",
    source="domain.md#scoring",
    scope="book",
)
def limit_was_reached(filled: Filled, scored: Sequence[UnitPoints]) -> Iterator[Found]:
    """Once for a rule, group or matter."""
    from xl_tools.scoring.table.limits import limits

    by_name: dict[tuple[str, str], list[str]] = {}
    for one in limits(filled, scored):
        said = f"{one.unit}算出来 {_short(one.before)} 分，计 {_short(one.after)} 分"
        by_name.setdefault((one.sheet, one.name), []).append(said)
    for (sheet, name), units in by_name.items():
        yield Found(Place(sheet=sheet), name=name, units=some_of(units))


def _short(points: Decimal) -> str:
    return number_text(points.quantize(Decimal("0.0001")).normalize())


@finds(
    "A824",
    ERROR,
    "“{group}”{who}各项分值合计 {total} 分，应为 {expected} 分。",
    when="一组规则的分值合计不等于写明的满分",
    advice="请核对这一组各条规则的分值，或者“分组”表里的“满分”。",
    source="domain.md#scoring",
    scope="book",
)
def points_do_not_add_up(scheme: Scheme) -> Iterator[Found]:
    """Category by category, where rules are for some of them only."""
    from xl_tools.scoring.table.scheme import TOTAL, Unit, concerns

    categories = list(dict.fromkeys(unit.category for unit in scheme.units)) or [""]
    for group in scheme.all_groups():
        for category in categories if group.expected is not None else ():
            unit = Unit("", category)
            own = [one for one in scheme.rules if (one.group or TOTAL) == group.name and concerns(one.categories, unit)]
            total = sum((one.points for one in own), Decimal(0))
            if own and concerns(group.categories, unit) and total != group.expected:
                who = f"（{category}）" if category else ""
                said = number_text(group.expected or Decimal(0))
                yield Found(Place(sheet=GROUPS), group=group.name, who=who, total=number_text(total), expected=said)


@finds(
    "A825",
    ERROR,
    "“{name!q}”{what}。",
    when="计分规则里写的名称对不上（对照表、分组、事由、单位、编号）",
    advice="请核对名称；各表里同一个东西要写成一个名字。",
    source="domain.md#scoring",
    scope="book",
)
def name_is_not_known(filled: Filled) -> Iterator[Found]:
    from xl_tools.scoring.table.scheme import Kind, When

    scheme = filled.scheme
    yield from _twice(RULES, (rule.key for rule in scheme.rules), "这个编号有两条规则，只能有一条")
    yield from _twice(UNITS, (unit.name for unit in scheme.units), "在参评单位里写了两次")
    yield from _twice(GATES, (gate.name for gate in scheme.gates), "在否决和晋级里写了两次")
    tables = {step.table for step in scheme.steps}
    for rule in scheme.rules:
        if _lacks_table(rule, tables):
            yield Found(Place(sheet=RULES), name=rule.name, what=f"要用对照表“{rule.table}”，没有这张表，计 0 分")
        elif _has_other_steps(rule, scheme):
            what = f"的对照表“{rule.table}”里，“从”要写{'词' if rule.kind is Kind.GRADE else '数'}，别的行不起作用"
            yield Found(Place(sheet=RULES), name=rule.name, what=what)
    yield from _gates(scheme)
    units, keys = {unit.name for unit in scheme.units}, {rule.key for rule in scheme.rules}
    asked = scheme.asked()
    matters = {matter.name for matter in scheme.matters}
    matters |= {gate.about for gate in scheme.gates if gate.when is When.REGISTERED}
    for actual in filled.actuals.values():
        place = Place(sheet=ACTUALS, cell=actual.cell)
        if actual.unit not in units:
            yield Found(place, name=actual.unit or "空白", what="不在参评单位里，这一行没有计入")
        elif actual.key not in keys:
            yield Found(place, name=actual.key or "空白", what="不在计分规则的编号里，这一行没有计入")
        elif (actual.unit, actual.key) not in asked:
            yield Found(place, name=actual.key, what=f"不适用于“{actual.unit}”（看“适用”和类别），这一行没有计入")
    for one in filled.registered:
        if one.unit not in units:
            yield Found(Place(sheet=REGISTERED), name=one.unit, what="不在参评单位里，这一件没有计入")
        elif one.matter not in matters:
            yield Found(Place(sheet=REGISTERED), name=one.matter, what=f"不在“{MATTERS}”和“{GATES}”里，这一件没有计入")


def _twice(sheet: str, names: Iterable[str], what: str) -> Iterator[Found]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Found(Place(sheet=sheet), name=name, what=what)


def _lacks_table(rule: Rule, tables: set[str]) -> bool:
    from xl_tools.scoring.table.scheme import Kind

    needs = rule.kind in (Kind.TIERS, Kind.GRADE, Kind.FACTOR) or (rule.kind is Kind.RANK and bool(rule.table))
    return needs and rule.table not in tables


def _has_other_steps(rule: Rule, scheme: Scheme) -> bool:
    """Whether its table has rows that it does not look at: words beside numbers, numbers beside grades in words."""
    from xl_tools.scoring.table.scheme import Kind

    if rule.kind not in (Kind.TIERS, Kind.GRADE, Kind.FACTOR, Kind.RANK):
        return False
    words = rule.kind is Kind.GRADE
    return any(isinstance(step.start, str) is not words for step in scheme.steps if step.table == rule.table)


def _gates(scheme: Scheme) -> Iterator[Found]:
    from xl_tools.scoring.table.scheme import TOTAL, Result, When

    grades = {grade.name for grade in scheme.grades}
    groups = {group.name for group in scheme.all_groups()}
    keys = {rule.key for rule in scheme.rules}
    for gate in scheme.gates:
        place = Place(sheet=GATES)
        if gate.result is Result.FACTOR:
            if not _is_number(gate.goal):
                yield Found(place, name=gate.goal, what="不是系数，总分乘的要写数")
        elif gate.result is Result.ZERO:
            if gate.goal not in keys:
                yield Found(place, name=gate.goal, what="不是计分规则的编号，这一条不起作用")
            if not gate.works:
                what = "是项目计0，只能看登记事项、项目未达标、本年情况，这一条不起作用"
                yield Found(place, name=gate.name, what=what)
        elif gate.goal not in grades:
            yield Found(place, name=gate.goal, what="不是等次表里的等次，这一条不起作用")
        if gate.when is When.GROUP_BELOW and (gate.about or TOTAL) not in groups:
            yield Found(place, name=gate.about, what="不是分组，这一条不起作用")
        if gate.when is When.NOT_FULL and gate.about not in keys:
            yield Found(place, name=gate.about, what="不是计分规则的编号，这一条不起作用")


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False


def judge(filled: Filled, scored: Sequence[UnitPoints], faults: Sequence[Fault]) -> list[Finding]:
    """Everything found in a table of rules."""
    reviewed = list(reviewed_rules(filled, scored))
    return [
        *cell_of_the_rules_is_unusable(faults),
        *number_is_a_percentage(faults),
        *name_is_not_known(filled),
        *points_do_not_add_up(filled.scheme),
        *nothing_is_filled_in(filled, scored),
        *limit_was_reached(filled, scored),
        *points_were_changed_without_a_reason(reviewed),
        *review_is_not_done(reviewed),
    ]

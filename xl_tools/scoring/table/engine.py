"""The arithmetic of a table of rules, in decimals: one function for each kind of rule. Pure.

Every function is one formula of the workbook, too (``write/table/points.py``); tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from xl_tools.scoring.table.scheme import (
    TOTAL,
    Absent,
    Actual,
    Filled,
    Gate,
    Group,
    How,
    Kind,
    Result,
    Rule,
    Scheme,
    Step,
    Take,
    Unit,
    Way,
    When,
    concerns,
)

ZERO, ONE = Decimal(0), Decimal(1)
_CENT_OF_NOTHING = Decimal("1E-9")
"""Added before full steps are counted: what is a full step in decimals may be a hair less in a spreadsheet."""


@dataclass(frozen=True, slots=True)
class RulePoints:
    """What a rule gives a unit: the points it could give (``due``) and those it gives. ``counts`` is false where the
    rule leaves the sum; ``filled`` false where nothing usable stands there. ``raw`` are the
    points before floor and cap, ``place`` the one among the units of the category."""

    due: Decimal
    points: Decimal
    counts: bool
    filled: bool
    raw: Decimal = ZERO
    place: int = 1


@dataclass(frozen=True, slots=True)
class UnitPoints:
    """One unit. ``groups`` are None where none of their rules applies; ``gates`` the names of those that bit."""

    unit: Unit
    rules: Mapping[str, RulePoints]
    groups: Mapping[str, Decimal | None]
    adjusted: Decimal
    total: Decimal | None
    by_score: str
    grade: str
    rank: int | None
    gates: tuple[str, ...]


# --- one rule ------------------------------------------------------------------------------------


def reached(rule: Rule, actual: Actual | None, weights: Sequence[Decimal]) -> Decimal | str | None:
    """What counts of several periods; None where nothing is filled in. A word (等次) is that of the last period."""
    values = actual.values if actual else ()
    filled = [(value, weight) for value, weight in zip(values, weights, strict=False) if value is not None]
    if rule.kind is Kind.GRADE:
        words = [value for value, _ in filled if isinstance(value, str)]
        return words[-1] if words else None
    numbers = [(value, weight) for value, weight in filled if isinstance(value, Decimal)]
    if not numbers:
        return None
    if rule.take is Take.LAST:
        return numbers[-1][0]
    together = sum((value for value, _ in numbers), ZERO)
    if rule.take is Take.SUM:
        return together
    if rule.take is Take.MEAN:
        return together / len(numbers)
    weight = sum((weight for _, weight in numbers), ZERO)
    return sum((value * weight for value, weight in numbers), ZERO) / weight if weight else ZERO


@dataclass(frozen=True, slots=True)
class Given:
    """What a rule's function works on: the number reached, last year's (or the condition), the place among the units of
    the category, the rows of its table."""

    value: Decimal
    other: Decimal | None = None
    place: int = 1
    steps: Sequence[Step] = ()


def share(rule: Rule, given: Given) -> Decimal:
    """按比例: in proportion to the target; of a limit, limit ÷ actual."""
    target, value = rule.target or ZERO, given.value
    good = value >= target if rule.way is Way.LEAST else value <= target
    if good:
        return rule.points
    above, below = (value, target) if rule.way is Way.LEAST else (target, value)
    return rule.points * max(ZERO, above / below) if below > 0 else ZERO


def all_or_nothing(rule: Rule, given: Given) -> Decimal:
    """全得或不得."""
    target = rule.target or ZERO
    return rule.points if (given.value >= target if rule.way is Way.LEAST else given.value <= target) else ZERO


def gap(rule: Rule, given: Given) -> Decimal:
    """差额加扣: full at the target, so much less for each step short of it, so much more for each beyond."""
    difference = given.value - (rule.target or ZERO)
    beyond = difference if rule.way is Way.LEAST else -difference
    return rule.points - _steps(rule, -beyond) * (rule.deduct or ZERO) + _steps(rule, beyond) * (rule.add or ZERO)


def _steps(rule: Rule, amount: Decimal) -> Decimal:
    each = rule.each if rule.each is not None and rule.each > 0 else ONE
    steps = max(ZERO, amount) / each
    return (steps + _CENT_OF_NOTHING).to_integral_value(ROUND_DOWN) if rule.whole else steps


def linear(rule: Rule, given: Given) -> Decimal:
    """线性: none at 零分点, all at 满分点."""
    zero, full = rule.zero or ZERO, rule.full or ZERO
    if zero == full:
        return rule.points if given.value >= full else ZERO
    return rule.points * max(ZERO, min(ONE, (given.value - zero) / (full - zero)))


def tiers(_: Rule, given: Given) -> Decimal:
    """分档: the value of the last row that is reached; nothing below the first."""
    return _looked_up(given.value, given.steps, ZERO)


def times(rule: Rule, given: Given) -> Decimal:
    """次数扣分: so much less for each time, or for each full number of times."""
    each = rule.each if rule.each is not None and rule.each > 0 else ONE
    full = (max(ZERO, given.value) / each + _CENT_OF_NOTHING).to_integral_value(ROUND_DOWN)
    return rule.points - full * (rule.deduct or ZERO)


def given_points(_: Rule, given: Given) -> Decimal:
    """赋分: as it is typed; 等次: as the table of words says."""
    return given.value


def percent(rule: Rule, given: Given) -> Decimal:
    """满意度: so many of a hundred."""
    return rule.points * given.value / 100


def rank(rule: Rule, given: Given) -> Decimal:
    """名次: by the table of places, else so much less for each place behind the first."""
    if given.steps:
        return _looked_up(Decimal(given.place), given.steps, ZERO)
    return rule.points - (given.place - 1) * (rule.deduct or ZERO)


def year(rule: Rule, given: Given) -> Decimal:
    """同比: all where it is better than last year, else nothing; without last year's number nothing."""
    if given.other is None:
        return ZERO
    return rule.points if (given.value > given.other if rule.way is Way.LEAST else given.value < given.other) else ZERO


def factor(rule: Rule, given: Given) -> Decimal:
    """系数: as 按比例, times the factor that the table gives for the condition; 1 without a condition."""
    times_ = ONE if given.other is None else _looked_up(given.other, given.steps, ONE)
    return share(rule, given) * times_


def _looked_up(value: Decimal, steps: Sequence[Step], otherwise: Decimal) -> Decimal:
    found = [step.value for step in steps if isinstance(step.start, Decimal) and step.start <= value]
    return found[-1] if found else otherwise  # the rows stand from the least on (``Scheme.table``)


FUNCTIONS: Mapping[Kind, Callable[[Rule, Given], Decimal]] = {
    Kind.SHARE: share,
    Kind.ALL: all_or_nothing,
    Kind.GAP: gap,
    Kind.LINEAR: linear,
    Kind.TIERS: tiers,
    Kind.TIMES: times,
    Kind.GIVEN: given_points,
    Kind.GRADE: given_points,
    Kind.PERCENT: percent,
    Kind.RANK: rank,
    Kind.YEAR: year,
    Kind.FACTOR: factor,
}


def within(rule: Rule, points: Decimal) -> Decimal:
    """Points between the rule's floor and cap."""
    cap = rule.points if rule.cap is None else rule.cap
    points = min(points, max(cap, ZERO) if rule.cap is None else cap)
    if rule.floor is not None:
        return max(points, rule.floor)
    return points if rule.points == 0 else max(points, ZERO)


# --- a unit --------------------------------------------------------------------------------------


def score(filled: Filled) -> tuple[UnitPoints, ...]:
    """Every unit's points, group by group, with its grade and rank."""
    scheme = filled.scheme
    groups = scheme.all_groups()
    rules = {unit.name: _rules_of(unit, filled) for unit in scheme.units}
    drafts: list[tuple[Unit, dict[str, Decimal | None], Decimal, Decimal | None]] = []
    for unit in scheme.units:
        told = _groups_of(unit, groups, scheme, rules[unit.name])
        adjusted = _adjusted(unit, filled)
        before = told[TOTAL]
        drafts.append((unit, told, adjusted, None if before is None else before + adjusted))
    bitten = [
        {gate.name for gate in scheme.gates if _holds(gate, unit, filled, told, rules[unit.name])}
        for unit, told, _, _ in drafts
    ]
    totals = [
        None if total is None else _rounded(_multiplied(total, scheme, gates), scheme)
        for (_, _, _, total), gates in zip(drafts, bitten, strict=True)
    ]
    result = []
    for (unit, told, adjusted, _), gates, total in zip(drafts, bitten, totals, strict=True):
        place = _place(unit, total, scheme, totals)
        gates |= {
            gate.name
            for gate in scheme.gates
            if gate.when is When.RANK_BELOW and place is not None and gate.value is not None and place > gate.value
        }
        by_score, grade = _grade(total, scheme, gates)
        bit = tuple(gate.name for gate in scheme.gates if gate.name in gates)
        result.append(UnitPoints(unit, rules[unit.name], told, adjusted, total, by_score, grade, place, bit))
    return tuple(result)


def _rules_of(unit: Unit, filled: Filled) -> dict[str, RulePoints]:
    found = {}
    for rule in filled.scheme.rules:
        if concerns(rule.categories, unit):
            found[rule.key] = _points(rule, unit, filled)
    return found


def _points(rule: Rule, unit: Unit, filled: Filled) -> RulePoints:
    actual = filled.actuals.get((unit.name, rule.key))
    value = reached(rule, actual, filled.scheme.weights)
    steps = filled.scheme.table(rule.table)
    if isinstance(value, str):
        value = next((step.value for step in steps if step.start == value), None)
    raw, place = ZERO, 1
    if value is not None:
        place = _place_of(rule, unit, value, filled) if rule.kind is Kind.RANK else 1
        raw = FUNCTIONS[rule.kind](rule, Given(value, actual.other if actual else None, place, steps))
    if actual and not actual.applies:
        points = rule.points if rule.absent is Absent.FULL else ZERO
        return RulePoints(rule.points, points, rule.absent is not Absent.OUT, True, raw, place)
    points = ZERO if value is None else within(rule, raw)
    return RulePoints(rule.points, points, True, value is not None, raw, place)


def _place_of(rule: Rule, unit: Unit, value: Decimal, filled: Filled) -> int:
    better = 0
    for other in filled.scheme.units:
        actual = filled.actuals.get((other.name, rule.key))
        if other.category == unit.category and actual and actual.applies:
            theirs = reached(rule, actual, filled.scheme.weights)
            if isinstance(theirs, Decimal):
                better += theirs > value if rule.way is Way.LEAST else theirs < value
    return better + 1


def _groups_of(
    unit: Unit, groups: Sequence[Group], scheme: Scheme, points: Mapping[str, RulePoints]
) -> dict[str, Decimal | None]:
    """Every group's points. What does not apply leaves the sum, and the rest is scaled to the whole."""
    told: dict[str, Decimal | None] = {}
    for group in groups:
        mine = (rule for rule in scheme.rules if (rule.group or TOTAL) == group.name)
        own = [points[rule.key] for rule in mine if rule.key in points]
        parts = [(part, told[part.name]) for part in groups if part.parent == group.name and part.name in told]
        told[group.name] = _group(group, own, parts) if concerns(group.categories, unit) else None
    return told


def _group(group: Group, own: Sequence[RulePoints], parts: Sequence[tuple[Group, Decimal | None]]) -> Decimal | None:
    counted = [one for one in own if one.counts]
    inner = [(part, points) for part, points in parts if points is not None]
    if not counted and not inner:
        return None
    if group.how in (How.MIN, How.MAX):
        values = [one.points for one in counted] + [points for _, points in inner]
        total = min(values) if group.how is How.MIN else max(values)
    else:
        due = sum((one.due for one in own), ZERO)
        left = sum((one.due for one in counted), ZERO)
        got = sum((one.points for one in counted), ZERO)
        total = got / left * due if left > 0 else got
        weighted = group.how is How.WEIGHTED
        total += sum((points * (part.weight if weighted else ONE) for part, points in inner), ZERO)
    total = total if group.cap is None else min(total, group.cap)
    return total if group.floor is None else max(total, group.floor)


def _adjusted(unit: Unit, filled: Filled) -> Decimal:
    """What the registered matters give and take, each within its limit, and pool by pool."""
    pools: dict[str, list[Decimal]] = {}
    limits = pool_limits(filled.scheme)
    for matter in filled.scheme.matters:
        own = (one for one in filled.registered if (one.unit, one.matter) == (unit.name, matter.name))
        count = sum((one.times for one in own), ZERO)
        pools.setdefault(matter.pool, []).append(_limited(count * matter.each, matter.most))
    return sum((_limited(sum(values, ZERO), limits.get(pool)) for pool, values in pools.items()), ZERO)


def pool_limits(scheme: Scheme) -> dict[str, Decimal]:
    """The limit of each pool: the first that a matter of it names."""
    limits: dict[str, Decimal] = {}
    for matter in scheme.matters:
        if matter.pool and matter.pool_most is not None:
            limits.setdefault(matter.pool, matter.pool_most)
    return limits


def _limited(value: Decimal, most: Decimal | None) -> Decimal:
    return value if most is None else max(-most, min(most, value))


# --- gates and grades ----------------------------------------------------------------------------


def _holds(
    gate: Gate, unit: Unit, filled: Filled, groups: Mapping[str, Decimal | None], rules: Mapping[str, RulePoints]
) -> bool:
    if gate.when is When.REGISTERED:
        return any((one.unit, one.matter) == (unit.name, gate.about) and one.times > 0 for one in filled.registered)
    if gate.when is When.GROUP_BELOW:
        points = groups.get(gate.about or TOTAL)
        return points is not None and gate.value is not None and _rounded(points, filled.scheme) < gate.value
    if gate.when is When.NOT_FULL:
        rule = rules.get(gate.about)
        return rule is not None and rule.counts and rule.points < rule.due
    return gate.when is When.YEAR and gate.value == 1


def _multiplied(total: Decimal, scheme: Scheme, gates: set[str]) -> Decimal:
    for gate in scheme.gates:
        if gate.result is Result.FACTOR and gate.when is not When.RANK_BELOW and gate.name in gates:
            total *= gate.factor
    return total


def _rounded(value: Decimal, scheme: Scheme) -> Decimal:
    return value.quantize(ONE.scaleb(-scheme.decimals), ROUND_HALF_UP)


def _place(unit: Unit, total: Decimal | None, scheme: Scheme, totals: Sequence[Decimal | None]) -> int | None:
    if total is None:
        return None
    own = (other for one, other in zip(scheme.units, totals, strict=True) if one.category == unit.category)
    return 1 + sum(other is not None and other > total for other in own)


def _grade(total: Decimal | None, scheme: Scheme, gates: set[str]) -> tuple[str, str]:
    """The grade by score, and the one after the gates: promotions first, then the lowest ceiling, then what is set."""
    if total is None or not scheme.grades:
        return "", ""
    names = [grade.name for grade in scheme.grades]
    index = next((at for at, grade in enumerate(scheme.grades) if total >= grade.at_least), len(names) - 1)
    by_score, ceilings = names[index], [0]
    fixed: int | None = None
    for gate in scheme.gates:
        if gate.name not in gates or gate.goal not in names:
            continue
        goal = names.index(gate.goal)
        if gate.result is Result.PROMOTE and index == goal + 1:
            index = goal
        elif gate.result is Result.CEILING:
            ceilings.append(goal)
        elif gate.result is Result.SET:
            fixed = goal if fixed is None else max(fixed, goal)
    return by_score, names[max(index, *ceilings) if fixed is None else max(fixed, *ceilings)]

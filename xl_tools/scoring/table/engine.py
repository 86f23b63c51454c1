"""The points of the units by a table of rules, in decimals: rule by rule, group by group, gate by gate. Pure.

What a rule gives is told in ``kinds``; every number here is a formula of the workbook, too (``write/table``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from xl_tools.core.dataclass import dataclass
from xl_tools.scoring.table.kinds import FUNCTIONS, ONE, ZERO, Given, reached, within
from xl_tools.scoring.table.scheme import (
    TOTAL,
    Absent,
    Actual,
    Filled,
    Gate,
    Group,
    How,
    Kind,
    Matter,
    Result,
    Rule,
    Scheme,
    Unit,
    Way,
    When,
    concerns,
)


@dataclass(frozen=True, slots=True)
class RulePoints:
    """What a rule gives a unit: the points it could give (``due``) and those it gives. ``counts`` is false where the
    rule leaves the sum; ``filled`` false where nothing usable stands there. ``raw`` are the points by what was reached,
    before floor and cap, None where nothing was filled in; ``settled`` those of the last stage, None where there are
    none; ``kept`` the points before a gate takes them all. ``place`` is the one among the units of the category."""

    due: Decimal
    points: Decimal
    counts: bool
    filled: bool
    raw: Decimal | None = None
    settled: Decimal | None = None
    kept: Decimal = ZERO
    place: int = 1


@dataclass(frozen=True, slots=True)
class UnitPoints:
    """One unit. ``groups`` are None where none of their rules applies; ``gates`` are the names of those whose
    condition holds, ``bit`` of those that changed something by it."""

    unit: Unit
    rules: Mapping[str, RulePoints]
    groups: Mapping[str, Decimal | None]
    adjusted: Decimal
    total: Decimal | None
    by_score: str
    grade: str
    rank: int | None
    gates: tuple[str, ...]
    bit: tuple[str, ...] = ()


def score(filled: Filled) -> tuple[UnitPoints, ...]:
    """Every unit's points, group by group, with its grade and rank."""
    scheme = filled.scheme
    groups = scheme.all_groups()
    before = {unit.name: _rules_of(unit, filled) for unit in scheme.units}
    taken = {unit.name: _taken(unit, filled, before[unit.name]) for unit in scheme.units}
    rules = {name: _without(points, taken[name]) for name, points in before.items()}
    drafts: list[tuple[Unit, dict[str, Decimal | None], Decimal, Decimal | None]] = []
    for unit in scheme.units:
        told = _groups_of(unit, groups, scheme, rules[unit.name])
        adjusted = _adjusted(unit, filled)
        top = told[TOTAL]
        drafts.append((unit, told, adjusted, None if top is None else top + adjusted))
    bitten = [
        {gate.name for gate in taken[unit.name]}
        | {
            gate.name
            for gate in scheme.gates
            if gate.result is not Result.ZERO and _holds(gate, unit, filled, told, rules[unit.name])
        }
        for unit, told, _, _ in drafts
    ]
    totals = [
        None if total is None else _rounded(_multiplied(total, scheme, gates), scheme)
        for (_, _, _, total), gates in zip(drafts, bitten, strict=True)
    ]
    result = []
    for (unit, told, adjusted, draft), gates, total in zip(drafts, bitten, totals, strict=True):
        place = _place(unit, total, scheme, totals)
        gates |= {
            gate.name
            for gate in scheme.gates
            if gate.when is When.RANK_BELOW
            and gate.result is not Result.ZERO
            and place is not None
            and gate.value is not None
            and place > gate.value
        }
        by_score, grade = _grade(total, scheme, gates)
        changed = {
            *_changing_grades(scheme, gates, by_score),
            *_changing_points(scheme, gates, rules[unit.name], draft),
        }
        held, bit = (tuple(gate.name for gate in scheme.gates if gate.name in some) for some in (gates, changed))
        result.append(UnitPoints(unit, rules[unit.name], told, adjusted, total, by_score, grade, place, held, bit))
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
    raw, place = None, 1
    if value is not None:
        place = _place_of(rule, unit, value, filled) if rule.kind is Kind.RANK else 1
        raw = FUNCTIONS[rule.kind](rule, Given(value, actual.other if actual else None, place, steps))
    counted = settled(actual, raw)
    if actual and not actual.applies:
        points = rule.points if rule.absent is Absent.FULL else ZERO
        return RulePoints(rule.points, points, rule.absent is not Absent.OUT, True, raw, counted, points, place)
    points = ZERO if counted is None else within(rule, counted)
    return RulePoints(rule.points, points, True, counted is not None, raw, counted, points, place)


def settled(actual: Actual | None, computed: Decimal | None) -> Decimal | None:
    """The points of the last stage: 终评, 复核, 初评, else those that the rule computes, else 自评."""
    if actual is None:
        return computed
    stages = actual.final, actual.again, actual.first, computed, actual.own
    return next((points for points in stages if points is not None), None)


def _taken(unit: Unit, filled: Filled, rules: Mapping[str, RulePoints]) -> list[Gate]:
    """The gates that take all the points of a rule from the unit. They look at what is told before any group is put
    together; those that look at a group or a rank cannot (``Gate.works``)."""
    gates = (gate for gate in filled.scheme.gates if gate.result is Result.ZERO and gate.works)
    return [gate for gate in gates if _holds(gate, unit, filled, {}, rules)]


def _without(rules: Mapping[str, RulePoints], taken: Sequence[Gate]) -> Mapping[str, RulePoints]:
    keys = {gate.goal for gate in taken}
    return {key: replace(points, points=ZERO) if key in keys else points for key, points in rules.items()}


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
        told[group.name] = group_points(group, own, parts) if concerns(group.categories, unit) else None
    return told


def group_points(
    group: Group, own: Sequence[RulePoints], parts: Sequence[tuple[Group, Decimal | None]]
) -> Decimal | None:
    """A group's points, of its own rules and the groups within; None where nothing counts."""
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
        total = got * due / left if left > 0 else got
        weighted = group.how is How.WEIGHTED
        total += sum((points * (part.weight if weighted else ONE) for part, points in inner), ZERO)
    total = total if group.cap is None else min(total, group.cap)
    return total if group.floor is None else max(total, group.floor)


def _adjusted(unit: Unit, filled: Filled) -> Decimal:
    """What the registered matters give and take, each within its limit, and pool by pool."""
    limits = pool_limits(filled.scheme)
    sums = {
        pool: sum((limited(points, matter.most) for matter, points in matters), ZERO)
        for pool, matters in pools_of(unit, filled).items()
    }
    return sum((limited(value, limits.get(pool)) for pool, value in sums.items()), ZERO)


def pools_of(unit: Unit, filled: Filled) -> Mapping[str, Sequence[tuple[Matter, Decimal]]]:
    """What each matter gives or takes before any limit, by pool."""
    pools: dict[str, list[tuple[Matter, Decimal]]] = {}
    for matter in filled.scheme.matters:
        own = (one for one in filled.registered if (one.unit, one.matter) == (unit.name, matter.name))
        count = sum((one.times for one in own), ZERO)
        pools.setdefault(matter.pool, []).append((matter, count * matter.each))
    return pools


def pool_limits(scheme: Scheme) -> dict[str, Decimal]:
    """The limit of each pool: the first that a matter of it names."""
    limits: dict[str, Decimal] = {}
    for matter in scheme.matters:
        if matter.pool and matter.pool_most is not None:
            limits.setdefault(matter.pool, matter.pool_most)
    return limits


def limited(value: Decimal, most: Decimal | None) -> Decimal:
    """A sum within its limit, up and down."""
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


def _changing_grades(scheme: Scheme, gates: set[str], by_score: str) -> Iterator[str]:
    """The gates that moved the grade when their turn came: promotions, then what is set, then ceilings."""
    names = [grade.name for grade in scheme.grades]
    if not by_score:
        return
    index, is_set = names.index(by_score), False
    for result in (Result.PROMOTE, Result.SET, Result.CEILING):
        for gate in scheme.gates:
            if gate.name not in gates or gate.result is not result or gate.goal not in names:
                continue
            goal, before = names.index(gate.goal), index
            if result is Result.PROMOTE:
                index = goal if index == goal + 1 else index
            elif result is Result.SET and not is_set:
                index, is_set = goal, True
            else:
                index = max(index, goal)
            if index != before:
                yield gate.name


def _changing_points(
    scheme: Scheme, gates: set[str], rules: Mapping[str, RulePoints], draft: Decimal | None
) -> Iterator[str]:
    """The gates that took points of a rule, or a share of the total."""
    for gate in scheme.gates:
        if gate.name not in gates:
            continue
        if gate.result is Result.ZERO:
            points = rules.get(gate.goal)
            if points is not None and points.counts and abs(points.kept) > _NOTHING:
                yield gate.name
        elif gate.result is Result.FACTOR and gate.when is not When.RANK_BELOW and gate.factor != 1:
            yield from [gate.name] if draft is not None and abs(draft) > _NOTHING else ()


_NOTHING = Decimal("1E-9")
"""A spreadsheet may have a hair more than nothing."""

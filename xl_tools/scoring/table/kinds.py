"""What each kind of rule gives: one function of what was reached for each kind, in decimals. Pure.

Every function is one formula of the workbook, too (``write/table/points.py``); tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from xl_tools.core.dataclass import dataclass
from xl_tools.scoring.table.scheme import Actual, Kind, Rule, Step, Take, Way

ZERO, ONE = Decimal(0), Decimal(1)
_CENT_OF_NOTHING = Decimal("1E-9")
"""Added before full steps are counted: what is a full step in decimals may be a hair less in a spreadsheet."""


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


def corrected(rule: Rule, given: Given) -> Decimal:
    """修正: as 按比例, of what was reached and so much for each unit of the condition, at most ``limit`` up or down."""
    moved = (given.other or ZERO) * (rule.add or ZERO)
    if rule.limit is not None:
        moved = max(-rule.limit, min(rule.limit, moved))
    return share(rule, replace(given, value=given.value + moved))


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
    Kind.CORRECTED: corrected,
}


def within(rule: Rule, points: Decimal) -> Decimal:
    """Points between the rule's floor and cap."""
    cap = rule.points if rule.cap is None else rule.cap
    points = min(points, max(cap, ZERO) if rule.cap is None else cap)
    if rule.floor is not None:
        return max(points, rule.floor)
    return points if rule.points == 0 else max(points, ZERO)

"""The arithmetic of an assessment, in decimals. Pure: the same inputs give the same points.

Every number here is also a native formula of the score workbook (``write/score/``); the two are held
together by tests that let LibreOffice recalculate the workbook.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from xl_tools.core.dataclass import dataclass
from xl_tools.parse.assessment.entries import HAND_FULL, SHARE_UNITS, Direction, Entry, Item, Target
from xl_tools.scoring.scheme import Assessment, Indicator, Kind, Office, Work

ZERO, ONE = Decimal(0), Decimal(1)
TOLERANCE = Decimal("0.005")
"""By so much an office's weights may miss the goal's points: thirds are written with two decimals."""


class TargetPoints(NamedTuple):
    """What one target gives: how far it is done (0 to 1), the points it can give, those it gives."""

    completion: Decimal
    due: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an assessment is computed from: the items by office, the entries of 过程 and 附加分, and for each
    evaluation, office and unit the grade word."""

    assessment: Assessment
    offices: tuple[Office, ...]
    items: Sequence[Item]
    process: Sequence[Entry] = ()
    bonus: Sequence[Entry] = ()
    grades: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)


@dataclass(slots=True)
class OfficePoints:
    """One office's points. None where they cannot be told (``OfficeScore``)."""

    office: Office
    weights: Decimal = ZERO
    earned: Decimal = ZERO
    work: Decimal | None = None
    process: Decimal = ZERO
    evaluation: Decimal = ZERO
    bonus: Decimal = ZERO
    base: Decimal | None = None
    total: Decimal | None = None
    met: bool = False
    vetoes: frozenset[str] = frozenset()
    outstanding: bool = False
    by_score: str | None = None
    promoted: bool = False
    grade: str | None = None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """The whole assessment, computed. ``parts`` follow the items and their targets; ``process_lost`` the process
    entries; ``evaluated`` holds (points, units that graded) by evaluation and office."""

    inputs: Inputs
    parts: Sequence[tuple[TargetPoints, ...]]
    process_lost: Sequence[Decimal]
    evaluated: Mapping[str, Mapping[str, tuple[Decimal, int]]]
    standings: tuple[OfficePoints, ...]
    average: Decimal | None
    quota_passed: bool


def score(inputs: Inputs) -> Scored:
    """Compute an assessment."""
    rules = inputs.assessment
    standings = {office.name: OfficePoints(office) for office in inputs.offices}
    parts = [item_parts(item, rules.work) for item in inputs.items]
    for item, scored in zip(inputs.items, parts, strict=True):
        standing = standings.get(item.office)
        if standing:
            standing.weights += usable_weight(item)
            standing.earned += sum((part.points for part in scored), ZERO)
    lost = process_lost(inputs)
    evaluated = {part.name: _evaluate(inputs, part.name, part.points) for part in rules.evaluation}
    bonus = _bonus(inputs)
    gone: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry, costs in zip(inputs.process, lost, strict=True):
        gone[entry.office] += costs
    for name, _, points in not_given(inputs):
        gone[name] += points
    registered = {(entry.office, entry.subject) for entry in inputs.bonus}
    for name, standing in standings.items():
        if abs(standing.weights - rules.work.points) <= TOLERANCE:
            standing.work = rounded(standing.earned, rules)
            standing.met = standing.work >= rules.work.points
        standing.process = rounded(rules.process_points - gone[name], rules)
        standing.evaluation = rounded(sum((by[name][0] for by in evaluated.values()), ZERO), rules)
        standing.bonus = min(rules.bonus.cap, bonus.get(name, ZERO))
        standing.vetoes = frozenset(veto.name for veto in rules.vetoes if (name, veto.name) in registered)
        excellent = rules.others.excellent
        standing.outstanding = bool(excellent and (name, excellent.name) in registered)
    return _finish(inputs, parts, lost, evaluated, tuple(standings.values()))


def rounded(value: Decimal, rules: Assessment) -> Decimal:
    """A sum of points as it counts: to the decimals of the assessment, halves up (as Excel's ROUND)."""
    return value.quantize(ONE.scaleb(-rules.decimals), ROUND_HALF_UP)


# --- work -------------------------------------------------------------------------------------------


def usable_weight(item: Item) -> Decimal:
    """An item's points; 0 where its cell holds no positive number (a finding says so)."""
    return item.weight if item.weight is not None and item.weight > 0 else ZERO


def item_parts(item: Item, work: Work) -> tuple[TargetPoints, ...]:
    """An item's targets: each gives its share of the weight, in proportion to its completion. Shares that are all 0
    are equal ones: no point is ever lost without a target that lost it."""
    weight = usable_weight(item)
    targets = item.targets
    shares = [max(target.share, ZERO) for target in targets]
    together = sum(shares, ZERO)
    if not together:
        shares, together = [ONE] * len(targets), Decimal(len(targets))
    parts = []
    for target, share in zip(targets, shares, strict=True):
        due = weight * share / together
        done = completion(target, work)
        parts.append(TargetPoints(done, due, settled(target, due, done)))
    return tuple(parts)


def settled(target: Target, due: Decimal, done: Decimal) -> Decimal:
    """The points of a target: as they were decided, within what it can give, else by how far it is done."""
    decided = target.review.decided(target.actual)
    return due * done if decided is None else max(ZERO, min(decided, due))


def completion(target: Target, work: Work) -> Decimal:
    """How far a target is done, 0 to 1. Without an actual, a quantity or a known direction: 0, and a finding says so.
    A share may be below zero (a growth of -3 %), a number of things may not."""
    actual, direction = target.actual, target.direction
    if actual is None or direction is None:
        return ZERO
    if direction is Direction.HAND:
        return max(ZERO, min(actual / HAND_FULL, ONE))
    quantity = target.quantity
    if quantity is None or (actual < 0 and target.never_negative):
        return ZERO
    if direction is Direction.AT_MOST:
        return _within(actual, quantity, work)
    if direction is Direction.EXACT:
        return ONE if actual == quantity else ZERO
    if work.partial == "pro_rata" and target.unit not in SHARE_UNITS:
        quantity *= work.factor
    if actual >= quantity:
        return ONE
    return max(ZERO, actual / quantity) if quantity > 0 else ZERO


def _within(actual: Decimal, limit: Decimal, work: Work) -> Decimal:
    if actual <= limit:
        return ONE
    if limit == 0 or work.at_most == "all":
        return ZERO
    if work.at_most == "ratio":
        return limit / actual if limit > 0 else ZERO
    return max(ZERO, ONE - (actual - limit) / abs(limit))


# --- process, evaluation, bonus ---------------------------------------------------------------------


def process_lost(inputs: Inputs) -> list[Decimal]:
    """What each process entry costs its office: an indicator never falls below its floor, so what comes later may cost
    less than it says."""
    indicators = {part.name: part for part in inputs.assessment.process}
    known = {office.name for office in inputs.offices}
    gone: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    lost = []
    for entry in inputs.process:
        indicator = indicators.get(entry.subject)
        if indicator is None or entry.office not in known:
            lost.append(ZERO)
            continue
        key = entry.office, entry.subject
        left = indicator.points - indicator.floor - gone[key]
        costs = max(ZERO, min(asked(entry, indicator, inputs.assessment), left))
        gone[key] += costs
        lost.append(costs)
    return lost


def not_given(inputs: Inputs) -> Iterator[tuple[str, str, Decimal]]:
    """(office, indicator, points) where points ought to be given and no entry gives any: they are lost."""
    entered = {(entry.office, entry.subject) for entry in inputs.process}
    for indicator in inputs.assessment.process:
        if indicator.mode == "given":
            for office in inputs.offices:
                if (office.name, indicator.name) not in entered:
                    yield office.name, indicator.name, indicator.points


def asked(entry: Entry, indicator: Indicator, rules: Assessment) -> Decimal:
    """What an entry would cost without a floor."""
    amount = max(entry.amount or ZERO, ZERO)
    if indicator.mode == "given":
        return indicator.points - min(amount, indicator.points)
    return amount * reason_points(rules, entry.reason)


def reason_points(rules: Assessment, reason: str) -> Decimal:
    """Points of a deduction each time; 1 for a reason that is not in the rules: the amount is the points."""
    found = (kind.points for part in rules.process for kind in part.deductions if kind.name == reason)
    return next(found, ONE)


def _evaluate(inputs: Inputs, name: str, points: Decimal) -> dict[str, tuple[Decimal, int]]:
    """For each office the mean of the grades given to it; (0, 0) where none is."""
    worth = {grade.name: grade.points for grade in inputs.assessment.grade_points}
    given = inputs.grades.get(name, {})
    result = {}
    for office in inputs.offices:
        values = [worth[word] for word in given.get(office.name, {}).values() if word in worth]
        mean = sum(values, ZERO) / len(values) if values else ZERO
        result[office.name] = (min(mean, points), len(values))
    return result


def _bonus(inputs: Inputs) -> dict[str, Decimal]:
    """Bonus points by office, before the cap."""
    worth = {kind.name: kind.points for kind in inputs.assessment.bonus.kinds}
    total: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in inputs.bonus:
        total[entry.office] += entry.earns(worth)
    return dict(total)


# --- totals, grades, ranks --------------------------------------------------------------------------


def _finish(
    inputs: Inputs,
    parts: Sequence[tuple[TargetPoints, ...]],
    lost: Sequence[Decimal],
    evaluated: Mapping[str, Mapping[str, tuple[Decimal, int]]],
    standings: tuple[OfficePoints, ...],
) -> Scored:
    rules = inputs.assessment
    for standing in standings:
        if standing.work is not None:
            sums = standing.work + standing.process + standing.evaluation + standing.bonus
            standing.base = rounded(sums, rules)
    average = _average(standings)
    for standing in standings:
        standing.total = _total(standing, rules, average)
    quota = rules.others.excellent.quota if rules.others.excellent else None
    chosen = sum(standing.outstanding and _ungraded(standing, rules) for standing in standings)
    passed = quota is not None and chosen > quota
    for standing in standings:
        _grade(standing, rules, passed)
    _rank(standings)
    return Scored(inputs, parts, lost, evaluated, standings, average, passed)


def _average(standings: Iterable[OfficePoints]) -> Decimal | None:
    """The mean of the key offices' totals; None without key offices or when one of theirs cannot be told."""
    totals = [standing.base for standing in standings if standing.office.kind is Kind.KEY]
    told = [total for total in totals if total is not None]
    return sum(told, ZERO) / len(told) if told and len(told) == len(totals) else None


def _ungraded(standing: OfficePoints, rules: Assessment) -> bool:
    return standing.office.kind is Kind.OTHER and rules.others.treatment == "average"


def _total(standing: OfficePoints, rules: Assessment, average: Decimal | None) -> Decimal | None:
    if not _ungraded(standing, rules):
        return standing.base
    if average is None or standing.work is None:
        return None
    plus = standing.bonus if rules.others.plus_bonus else ZERO
    minus = rules.work.points - standing.work if rules.others.minus_work else ZERO
    return max(ZERO, rounded(average + plus - minus, rules))


def parts_of(standing: OfficePoints, scored: Scored) -> Mapping[str, Decimal]:
    """What an office's total is the sum of, by name: those that nothing is added or taken for are left out."""
    rules = scored.inputs.assessment
    if standing.work is None or standing.total is None:
        return {}
    if not _ungraded(standing, rules):
        parts = {"工作目标": standing.work, "过程": standing.process, "评价": standing.evaluation}
        return parts | ({"附加分": standing.bonus} if standing.bonus else {})
    parts = {"重点单位平均分": scored.average or ZERO}
    if rules.others.plus_bonus and standing.bonus:
        parts["附加分"] = standing.bonus
    if rules.others.minus_work and standing.work != rules.work.points:
        parts["工作目标失分"] = standing.work - rules.work.points
    return parts


def _grade(standing: OfficePoints, rules: Assessment, quota_passed: bool) -> None:
    if standing.total is None:
        return
    if _ungraded(standing, rules):
        excellent = rules.others.excellent
        if excellent and standing.outstanding and not quota_passed:
            standing.grade = rules.denied(excellent.grade, standing.vetoes)
        return
    standing.by_score = rules.grade(standing.total)
    standing.promoted = _is_promoted(standing, rules)
    earned = rules.promotion.target if standing.promoted and rules.promotion else standing.by_score
    standing.grade = rules.denied(earned, standing.vetoes)


def _is_promoted(standing: OfficePoints, rules: Assessment) -> bool:
    way = rules.promotion
    if way is None or standing.office.kind is not Kind.KEY or standing.by_score != way.source or standing.vetoes:
        return False
    return (standing.met or not way.all_goals) and (way.year_holds or not way.needs_year)


def _rank(standings: Sequence[OfficePoints]) -> None:
    """Places within each kind; equal totals share one, the next place is left out."""
    for kind in Kind:
        totals = [s.total for s in standings if s.office.kind is kind and s.total is not None]
        places: dict[Decimal, int] = {}
        for place, total in enumerate(sorted(totals, reverse=True), 1):
            places.setdefault(total, place)
        for standing in standings:
            if standing.office.kind is kind and standing.total is not None:
                standing.rank = places[standing.total]

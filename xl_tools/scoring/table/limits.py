"""Where a floor or a cap changed what a table of rules gives. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from xl_tools.core.dataclass import dataclass
from xl_tools.scoring.table.engine import UnitPoints, group_points, limited, pool_limits, pools_of
from xl_tools.scoring.table.kinds import within
from xl_tools.scoring.table.scheme import TOTAL, Filled


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that bit: the sheet whose it is, the name of rule, group, matter or pool, whose, and the points before it
    and after it."""

    sheet: str
    name: str
    unit: str
    before: Decimal
    after: Decimal


def limits(filled: Filled, scored: Sequence[UnitPoints]) -> Iterator[Limit]:
    """Every limit that bit, unit by unit."""
    for one in scored:
        yield from _of_rules(one, filled)
        yield from _of_groups(one, filled)
        yield from _of_matters(one, filled)


def _of_rules(one: UnitPoints, filled: Filled) -> Iterator[Limit]:
    """Of what was computed: points that were typed beyond a limit are told as such (A828)."""
    for rule in filled.scheme.rules:
        points = one.rules.get(rule.key)
        actual = filled.actuals.get((one.unit.name, rule.key))
        if points is None or points.raw is None or points.settled != points.raw or (actual and not actual.applies):
            continue
        if (kept := within(rule, points.raw)) != points.raw:
            yield Limit("计分规则", rule.name, one.unit.name, points.raw, kept)


def _of_groups(one: UnitPoints, filled: Filled) -> Iterator[Limit]:
    groups = filled.scheme.all_groups()
    for group in groups:
        mine = (rule for rule in filled.scheme.rules if (rule.group or TOTAL) == group.name)
        own = [one.rules[rule.key] for rule in mine if rule.key in one.rules]
        parts = [(part, one.groups.get(part.name)) for part in groups if part.parent == group.name]
        after, free = one.groups[group.name], group_points(replace(group, floor=None, cap=None), own, parts)
        if after is not None and free is not None and free != after:
            yield Limit("分组", group.name, one.unit.name, free, after)


def _of_matters(one: UnitPoints, filled: Filled) -> Iterator[Limit]:
    limits_of = pool_limits(filled.scheme)
    pools = pools_of(one.unit, filled)
    for pool, matters in pools.items():
        for matter, points in matters:
            if (kept := limited(points, matter.most)) != points:
                yield Limit("加扣分", matter.name, one.unit.name, points, kept)
        together = sum((limited(points, matter.most) for matter, points in matters), Decimal(0))
        if (kept := limited(together, limits_of.get(pool))) != together:
            yield Limit("加扣分", pool, one.unit.name, together, kept)

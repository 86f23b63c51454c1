"""A827 to A829, A831: what units filled into their own sheets, and points on their way from 自评 to 终评."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Place
from xl_tools.core.text import number_text
from xl_tools.rules.registry import WARNING, Found, finds

if TYPE_CHECKING:  # a check of a progress table does not pay for it
    from xl_tools.parse.assessment.entries import Review
    from xl_tools.scoring.case import Case
    from xl_tools.scoring.table.engine import UnitPoints
    from xl_tools.scoring.table.scheme import Actual, Filled
    from xl_tools.scoring.taking import Conflict

ACTUALS = "填报"
STAGES = {"own": "自评", "first": "初评", "again": "复核", "final": "终评"}
"""Of ``scoring.table.columns``."""
_CENT = Decimal("0.01")
"""As points are shown: who types what he sees changes nothing."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What somebody reviewed, or a unit objects to: of which unit, what, where; the points ``before`` by the rule
    (None: the rule gives none), those of each stage, how low and high they may be, and the words beside them."""

    unit: str
    item: str
    place: Place
    before: Decimal | None
    stages: Mapping[str, Decimal | None]
    within: Callable[[Decimal], Decimal]
    appeal: str = ""
    why: str = ""


@finds(
    "A827",
    WARNING,
    "“{unit}”的“{item!q}”{stage}是 {points} 分，和前面的 {before} 分不一样，没有写理由。",
    when="初评、复核、终评改了前面的分，没有写理由",
    advice="请在“理由”栏写明为什么改。",
    source="domain.md#scoring",
    scope="book",
)
def points_were_changed_without_a_reason(reviewed: Iterable[Reviewed]) -> Iterator[Found]:
    for one in reviewed:
        before = None if one.before is None else one.before.quantize(_CENT)
        for name, heading in STAGES.items():
            now = one.stages[name]
            if now is None or (name == "own" and before is not None):
                continue
            now = now.quantize(_CENT)
            if name != "own" and before is not None and now != before and not one.why:
                said = {"points": number_text(now), "before": number_text(before)}
                yield Found(one.place, unit=one.unit, item=one.item, stage=heading, **said)
            before = now


@finds(
    "A828",
    WARNING,
    "“{unit}”的“{item!q}”{what}。",
    when="评的分超出最低、最高，或者有申诉还没有复核",
    advice="超出的按最低、最高计，请核对；有申诉的，复核以后填“复核”栏。",
    source="domain.md#scoring",
    scope="book",
)
def review_is_not_done(reviewed: Iterable[Reviewed]) -> Iterator[Found]:
    for one in reviewed:
        name = next((name for name in reversed(STAGES) if one.stages[name] is not None), None)
        last = one.stages[name] if name else None
        counts = name != "own" or one.before is None
        if last is not None and counts and one.within(last) != last:
            said = f"评了 {number_text(last)} 分，最多最少只能是 {number_text(one.within(last))} 分，按这个计"
            yield Found(one.place, unit=one.unit, item=one.item, what=said)
        if one.appeal and one.stages["again"] is None and one.stages["final"] is None:
            yield Found(one.place, unit=one.unit, item=one.item, what="有申诉，还没有复核")


def reviewed_rules(filled: Filled, scored: Sequence[UnitPoints]) -> Iterator[Reviewed]:
    """Of a table of rules: what stands in 填报, and the points."""
    from xl_tools.scoring.table.kinds import within

    rules = {rule.key: rule for rule in filled.scheme.rules}
    for one in scored:
        for key, points in one.rules.items():
            actual = filled.actuals.get((one.unit.name, key))
            if actual and actual.applies and (actual.appeal or _any(actual)):
                bound = partial(within, rules[key])
                yield Reviewed(
                    unit=one.unit.name,
                    item=rules[key].name,
                    place=Place(sheet=ACTUALS, cell=actual.cell),
                    before=None if points.raw is None else bound(points.raw),
                    stages=_stages(actual),
                    within=bound,
                    appeal=actual.appeal,
                    why=actual.why,
                )


def reviewed_goals(case: Case) -> Iterator[Reviewed]:
    """Of a task book: its targets."""
    for item, parts in zip(case.book.items, case.scored.parts, strict=True):
        for target, part in zip(item.targets, parts, strict=True):
            if target.review.appeal or _any(target.review):
                yield Reviewed(
                    unit=item.office,
                    item=target.name,
                    place=case.place(target.row, "actual"),
                    before=None if target.actual is None else part.due * part.completion,
                    stages=_stages(target.review),
                    within=partial(_up_to, part.due),
                    appeal=target.review.appeal,
                    why=target.review.why,
                )


def _up_to(most: Decimal, points: Decimal) -> Decimal:
    return max(Decimal(0), min(points, most))


def _stages(holder: Actual | Review) -> dict[str, Decimal | None]:
    return {name: getattr(holder, name) for name in STAGES}


def _any(holder: Actual | Review) -> bool:
    return any(points is not None for points in _stages(holder).values())


@finds(
    "A829",
    WARNING,
    "“{unit}”的“{item!q}”，“{heading}”填的是“{text}”：{why}。",
    when="收回的填报表（或者原来的得分工作簿）里有一格没有采用",
    advice="请核对两边哪个对，改好填报表以后重新计算。",
    source="domain.md#scoring",
    scope="book",
)
def cell_was_not_taken(conflicts: Iterable[Conflict]) -> Iterator[Found]:
    for one in conflicts:
        place = Place(path=one.file, sheet=one.sheet, cell=one.cell)
        yield Found(place, unit=one.unit, item=one.item, heading=one.heading, text=one.text, why=one.why)


@finds(
    "A831",
    WARNING,
    "没有收到{units}的填报表。",
    when="收填报表的文件夹里没有某个单位的表",
    advice="请催报；已经填在工作簿里的不受影响。",
    source="domain.md#scoring",
    scope="book",
)
def form_has_not_come_back(expected: Iterable[str], came: Collection[str]) -> Iterator[Found]:
    missing = [unit for unit in expected if unit not in came]
    if missing:
        yield Found(units="、".join(f"“{unit}”" for unit in missing))

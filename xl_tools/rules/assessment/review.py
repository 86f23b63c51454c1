"""A827 to A829, A831: what units filled into their own sheets, and points on their way from 自评 to 终评."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from xl_tools.core.records import Place
from xl_tools.core.text import number_text
from xl_tools.rules.registry import WARNING, Found, finds

if TYPE_CHECKING:  # a check of a progress table does not pay for it
    from xl_tools.scoring.table.engine import RulePoints, UnitPoints
    from xl_tools.scoring.table.scheme import Actual, Filled, Rule
    from xl_tools.scoring.taking import Conflict

ACTUALS = "填报"
STAGES = {"own": "自评", "first": "初评", "again": "复核", "final": "终评"}
"""Of ``scoring.table.columns``."""


@finds(
    "A827",
    WARNING,
    "“{unit}”的“{item!q}”{stage}是 {points} 分，和前面的 {before} 分不一样，没有写理由。",
    when="初评、复核、终评改了前面的分，没有写理由",
    advice="请在“理由”栏写明为什么改。",
    source="domain.md#scoring",
    scope="book",
)
def points_were_changed_without_a_reason(filled: Filled, scored: Sequence[UnitPoints]) -> Iterator[Found]:
    from xl_tools.scoring.table.kinds import within

    for unit, rule, actual, points in _reviewed(filled, scored):
        before = None if points.raw is None else within(rule, points.raw)
        for name, heading in STAGES.items():
            now = getattr(actual, name)
            if now is None or (name == "own" and before is not None):
                continue
            if name != "own" and before is not None and now != before and not actual.why:
                place = Place(sheet=ACTUALS, cell=actual.cell)
                said = {"points": number_text(now), "before": number_text(before)}
                yield Found(place, unit=unit, item=rule.name, stage=heading, **said)
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
def review_is_not_done(filled: Filled, scored: Sequence[UnitPoints]) -> Iterator[Found]:
    from xl_tools.scoring.table.kinds import within

    for unit, rule, actual, points in _reviewed(filled, scored):
        place = Place(sheet=ACTUALS, cell=actual.cell)
        last = next((getattr(actual, name) for name in reversed(STAGES) if getattr(actual, name) is not None), None)
        if last is not None and last == points.settled and within(rule, last) != last:
            said = f"评了 {number_text(last)} 分，最多最少只能是 {number_text(within(rule, last))} 分，按这个计"
            yield Found(place, unit=unit, item=rule.name, what=said)
        if actual.appeal and actual.again is None and actual.final is None:
            yield Found(place, unit=unit, item=rule.name, what="有申诉，还没有复核")


def _reviewed(filled: Filled, scored: Sequence[UnitPoints]) -> Iterator[tuple[str, Rule, Actual, RulePoints]]:
    """Unit, rule, what stands in 填报 and the points, where somebody reviewed or appealed."""
    rules = {rule.key: rule for rule in filled.scheme.rules}
    for one in scored:
        for key, points in one.rules.items():
            actual = filled.actuals.get((one.unit.name, key))
            if (
                actual
                and actual.applies
                and (actual.appeal or any(getattr(actual, name) is not None for name in STAGES))
            ):
                yield one.unit.name, rules[key], actual, points


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

"""A802: numbers beyond what they can be."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xl_tools.core.records import Place
from xl_tools.core.text import number_text
from xl_tools.rules.registry import ERROR, Found, finds

if TYPE_CHECKING:
    from xl_tools.parse.assessment.entries import Target
    from xl_tools.scoring.case import Case


@finds(
    "A802",
    ERROR,
    "{what} {value} 超出范围（{range}），{treated}。",
    when="分值、实际完成数、得分、赋分等超出允许范围",
    advice="请核对后改正。",
    source="domain.md#process-evaluation-bonus",
    scope="book",
)
def number_is_out_of_range(case: Case) -> Iterator[Found]:
    yield from _items(case)
    yield from _process(case)
    yield from _bonus(case)


def _items(case: Case) -> Iterator[Found]:
    most = case.inputs.assessment.work.points
    for item in case.book.items:
        if item.weight is not None and not 0 < item.weight <= most:
            allowed = f"应大于 0、不超过 {number_text(most)}"
            yield _beyond(case.place(item.row, "weight"), "分值", item.weight, allowed, "按填写的数核对合计")
    for item, target in case.targets():
        yield from _target(case, target)
        if target.given is not None and item.weight is not None and not 0 <= target.given <= item.weight:
            allowed = f"0 到 {number_text(item.weight)}"
            yield _beyond(case.place(target.row, "given"), "得分", target.given, allowed, "没有采用")


def _target(case: Case, target: Target) -> Iterator[Found]:
    actual, place = target.actual, case.place(target.row, "actual")
    if actual is not None and actual < 0 and target.never_negative:
        yield _beyond(place, "实际完成", actual, "不会是负数", "按没有完成计")
    elif actual is not None and target.by_hand and actual > 100:
        yield _beyond(place, "完成程度", actual, "0 到 100", "按 100 计")
    elif actual is not None and _mistyped_share(target, actual):
        said = f"目标是 {number_text(target.quantity or Decimal(0))}{target.unit}，百分数只填数字"
        yield _beyond(place, "实际完成", actual, said, "按填写的数计分")
    if target.share < 0:
        yield _beyond(case.place(target.row, "share"), "指标权重", target.share, "不能是负数", "按 0 计")


def _mistyped_share(target: Target, actual: Decimal) -> bool:
    """0.23 for 23 %, or a whole beyond all shares: typed in another unit than the target's."""
    if not target.is_share or not target.quantity:
        return False
    return (0 < actual <= 1 and target.quantity >= 5) or actual >= 100 * target.quantity


def _process(case: Case) -> Iterator[Found]:
    sheet = case.book.process_sheet
    indicators = {part.name: part for part in case.inputs.assessment.process}
    for entry in case.book.process if sheet else ():
        indicator = indicators.get(entry.subject)
        if indicator is None or entry.amount is None or not sheet:
            continue
        most = indicator.points if indicator.mode == "given" else None
        too_much = most is not None and entry.amount > most
        if entry.amount < 0 or too_much:
            allowed = f"0 到 {number_text(most)}" if most is not None else "不能是负数"
            treated = f"按 {number_text(most)} 分计" if most is not None and too_much else "按 0 计"
            yield _beyond(case.at(sheet, entry.row, "amount"), entry.subject, entry.amount, allowed, treated)


def _bonus(case: Case) -> Iterator[Found]:
    sheet, rules = case.book.bonus_sheet, case.inputs.assessment
    worth = {kind.name for kind in rules.bonus.kinds}
    for entry in case.book.bonus if sheet else ():
        known = entry.subject in worth or entry.subject in rules.registered
        if sheet and known and entry.amount is not None and entry.amount < 0:
            place = case.at(sheet, entry.row, "amount")
            yield _beyond(place, entry.subject, entry.amount, "不能是负数", "没有加分")


def _beyond(place: Place, what: str, value: Decimal, allowed: str, treated: str) -> Found:
    return Found(place, what=what, value=number_text(value), range=allowed, treated=treated)

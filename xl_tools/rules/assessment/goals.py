"""A801, A804, A807, A809 and A821: the goals of the task book, their weights and what was reached."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xl_tools.core.records import Place
from xl_tools.core.text import number_text, shortened
from xl_tools.data import load
from xl_tools.rules.registry import ERROR, HINT, WARNING, Found, finds

if TYPE_CHECKING:
    from xl_tools.parse.assessment.entries import AssessmentBook, Item, Target
    from xl_tools.scoring.case import Case

_LONGEST = 24


@finds(
    "A801",
    ERROR,
    "“{office}”各项任务的分值合计 {total} 分，应为 {points} 分，工作目标得分算不出来。",
    when="一个单位的分值合计不等于规定总分",
    advice="请核对这个单位每一项的分值。",
    source="domain.md#goals",
    scope="book",
)
def weights_do_not_add_up(case: Case) -> Iterator[Found]:
    """What the arithmetic allows between the sum and the goal's points: ``scoring.engine.TOLERANCE``."""
    first = {item.office: item for item in reversed(case.book.items)}
    for standing in case.scored.standings:
        item = first.get(standing.office.name)
        if item and standing.work is None:
            total, points = number_text(standing.weights), number_text(case.inputs.assessment.work.points)
            yield Found(case.place(item.row, "weight"), office=item.office, total=total, points=points)


def no_actuals(book: AssessmentBook) -> str | None:
    return None if book.has_actuals else "任务书里没有“实际完成”一栏"


@finds(
    "A804",
    WARNING,
    "{what}没有填实际完成数，按 0 计。",
    when="目标没有实际完成数（按0计）",
    advice="请填写实际完成数；确实没有完成的填 0。",
    source="domain.md#goals",
    scope="book",
    lacks=no_actuals,
)
def actual_is_missing(case: Case) -> Iterator[Found]:
    """By target where the column is in use, once where it is not."""
    if not any(target.actual is not None or target.review.decided(None) is not None for _, target in case.targets()):
        yield Found(Place(sheet=case.sheet), what="全部目标")
        return
    bad = {entry.cell for entry in case.book.unreadable if entry.sheet == case.sheet}
    for item, target in case.targets():
        place = case.place(target.row, "actual")
        reviewed = target.review.decided(None) is not None
        if target.actual is None and not reviewed and place.cell not in bad and item.targets:
            yield Found(place, what=f"“{shortened(target.name, _LONGEST)}”")


@finds(
    "A807",
    HINT,
    "{what}：{why}，按人工评定的完成程度计分。",
    when="目标没有数量或方向，完成程度由人工填写",
    advice="在评分表“实际完成”栏填 0 到 100；读错了的，改目标值、计量单位和方向。",
    source="domain.md#goals",
    scope="book",
)
def target_is_judged_by_hand(case: Case) -> Iterator[Found]:
    """Goals without any number are named together: most tasks are of that kind, and nothing is wrong with them."""
    plain = load("targets")["why"]["none"]
    without = [target for _, target in case.targets() if target.why == plain]
    if len(without) > 1:
        what = f"有 {len(without)} 个目标（第一个是“{shortened(without[0].name, _LONGEST)}”）"
        yield Found(case.place(without[0].row, "name"), what=what, why=plain)
    for _, target in case.targets():
        if target.why and (target.why != plain or len(without) == 1):
            yield Found(case.place(target.row, "name"), what=f"“{shortened(target.name, _LONGEST)}”", why=target.why)


@finds(
    "A821",
    HINT,
    "“{office}”的这一项共 {points} 分，都按有数的目标计，没有数的话（“{rest!q}”）不计分。",
    when="一项任务里有数的话计分，没有数的话不计分",
    advice="没有数的部分也要计分的，在下面加一行，方向写“人工评定”，按比重分给它。",
    source="domain.md#goals",
    scope="book",
)
def words_without_a_number_carry_no_points(case: Case) -> Iterator[Found]:
    from xl_tools.parse.assessment.targets import split_targets  # a check of a progress table does not pay for it

    if case.inputs.assessment.work.rest != "ignore":
        return
    for item in case.book.items:
        last = split_targets(item.text, rest_by_hand=True)[-1]
        counted = any(target.by_hand and target.name == last.name for target in item.targets)
        if last.why == "rest" and not counted:
            points = number_text(item.weight or Decimal(0))
            yield Found(case.place(item.row, "text"), office=item.office, points=points, rest=last.name)


@finds(
    "A809",
    WARNING,
    "同一个目标，“{office}”是 {value}，“{other}”（{place}）是 {theirs}。",
    when="两个单位共同的目标数值不一致",
    advice="请核对文件，改成一致的数；确实分别承担的，把目标写清楚。",
    source="domain.md#goals",
    scope="book",
)
def shared_target_differs(case: Case) -> Iterator[Found]:
    """The same words around another number, in two offices' lists."""
    from xl_tools.parse.assessment.targets import subject  # a check of a progress table does not pay for it

    least = load("targets")["shared"]["least"]
    first: dict[tuple[str, str], tuple[Item, Target]] = {}
    for item, target in case.targets():
        if target.quantity is None or target.by_hand:
            continue
        words = subject(target.name)
        if len(words) < least:
            continue
        other, theirs = first.setdefault((words, target.unit), (item, target))
        if item.office != other.office and target.quantity != theirs.quantity:
            yield Found(
                case.place(target.row, "quantity"),
                office=item.office,
                value=_amount(target),
                other=other.office,
                place=case.place(theirs.row, "quantity").cell,
                theirs=_amount(theirs),
            )


def _amount(target: Target) -> str:
    return f"{number_text(target.quantity or Decimal(0))}{target.unit}"

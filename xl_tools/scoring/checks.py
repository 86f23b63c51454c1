"""A801 to A813: what is wrong with an assessment workbook, place by place. Their words: ``rules/assessment.py``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xl_tools.core.records import Finding, NotRun
from xl_tools.data import load
from xl_tools.parse.assessment.entries import AssessmentBook, Direction, Item, Target
from xl_tools.parse.assessment.targets import subject
from xl_tools.reports.score import Kind
from xl_tools.rules.registry import finding
from xl_tools.scoring.engine import SHARE_UNITS, Inputs, Scored
from xl_tools.scoring.given import Grades
from xl_tools.scoring.wording import plain


@dataclass(frozen=True)
class Case:
    """A workbook with everything known about it. ``chosen`` are findings of choosing its rules."""

    book: AssessmentBook
    inputs: Inputs
    scored: Scored
    said: Grades
    chosen: Sequence[Finding] = ()

    @property
    def sheet(self) -> str:
        return self.book.items_sheet.name

    def cell(self, row: int, field: str) -> str | None:
        return self.book.items_sheet.cell(row, field) or self.book.items_sheet.cell(row, "text")

    def targets(self) -> Iterator[tuple[Item, Target]]:
        return ((item, target) for item in self.book.items for target in item.targets)


def findings(case: Case) -> list[Finding]:
    """Everything found, the task book first, by row."""
    from xl_tools.scoring.checks_records import RECORD_CHECKS

    found = [*case.chosen]
    for check in (*ITEM_CHECKS, *RECORD_CHECKS):
        found += check(case)
    return sorted(
        found, key=lambda one: (one.sheet != case.sheet, one.sheet or "", one.row or 0, one.cell or "", one.code)
    )


def not_run(book: AssessmentBook) -> list[NotRun]:
    """The rules that a task book without actuals, evaluations or records cannot be held to."""
    lacks = []
    if not book.has_actuals:
        lacks.append(NotRun(rule="A804", reason="任务书里没有“实际完成”一栏"))
    if not book.evaluations:
        lacks.append(NotRun(rule="A805", reason="工作簿里没有评价表"))
    if not book.bonus_sheet:
        lacks.append(NotRun(rule="A806", reason="工作簿里没有附加分表"))
    if not book.evaluations and not book.process_sheet:
        lacks.append(NotRun(rule="A810", reason="工作簿里没有过程表和评价表"))
    return lacks


# --- the task book ----------------------------------------------------------------------------------


def _weights(case: Case) -> Iterator[Finding]:
    """A801."""
    rules = case.inputs.assessment
    first = {item.office: item for item in reversed(case.book.items)}
    for standing in case.scored.standings:
        item = first.get(standing.office.name)
        if item and standing.work is None:
            total = plain(standing.weights)
            yield finding(
                "A801",
                sheet=case.sheet,
                row=item.row,
                cell=case.cell(item.row, "weight"),
                office=item.office,
                total=total,
                points=plain(rules.work.points),
            )


def _ranges(case: Case) -> Iterator[Finding]:
    """A802 on weights, actuals and scores that stand in the sheet."""
    most = case.inputs.assessment.work.points
    for item in case.book.items:
        if item.weight is not None and not 0 < item.weight <= most:
            allowed = f"应大于 0、不超过 {plain(most)}"
            yield _out_of_range(case, item.row, "weight", "分值", item.weight, allowed, "按填写的数核对合计")
    for item, target in case.targets():
        actual, given = target.actual, target.given
        if actual is not None and actual < 0:
            yield _out_of_range(case, target.row, "actual", "实际完成", actual, "不能是负数", "按没有完成计")
        elif actual is not None and target.direction is Direction.HAND and actual > 100:
            yield _out_of_range(case, target.row, "actual", "完成程度", actual, "0 到 100", "按 100 计")
        elif actual is not None and _mistyped_share(target, actual):
            said = f"目标是 {plain(target.quantity or Decimal(0))}{target.unit}，百分数只填数字"
            yield _out_of_range(case, target.row, "actual", "实际完成", actual, said, "按填写的数计分")
        if target.share < 0:
            yield _out_of_range(case, target.row, "share", "指标权重", target.share, "不能是负数", "按 0 计")
        if given is not None and item.weight is not None and not 0 <= given <= item.weight:
            yield _out_of_range(case, target.row, "given", "得分", given, f"0 到 {plain(item.weight)}", "没有采用")


def _mistyped_share(target: Target, actual: Decimal) -> bool:
    """0.23 for 23 %, or a whole beyond all shares: typed in another unit than the target's."""
    if target.unit not in SHARE_UNITS or not target.quantity:
        return False
    return (0 < actual <= 1 and target.quantity >= 5) or actual >= 100 * target.quantity


def _out_of_range(case: Case, row: int, field: str, what: str, value: Decimal, allowed: str, treated: str) -> Finding:
    return finding(
        "A802",
        sheet=case.sheet,
        row=row,
        cell=case.cell(row, field),
        what=what,
        value=plain(value),
        range=allowed,
        treated=treated,
    )


def _roster(case: Case) -> Iterator[Finding]:
    """A803 in the task book."""
    rules = case.inputs.assessment
    kinds = {office.name: office.kind for office in rules.roster}
    first = {item.office: item for item in reversed(case.book.items)}
    for name, item in sorted(first.items(), key=lambda pair: pair[1].row):
        if not name:
            yield _office(case, item, "office", "空白", "这一行没有写单位，没有计分")
        elif rules.roster and name not in kinds:
            yield _office(case, item, "office", name, "不在参加考核的单位名单里，没有计分")
        elif item.kind:
            yield from _kind(case, item, kinds.get(name))
    for name in kinds:
        if name not in first:
            yield finding("A803", sheet=case.sheet, office=name, what="在名单里，任务书中没有它的任务")


def _kind(case: Case, item: Item, listed: Kind | None) -> Iterator[Finding]:
    """The kind that stands in the table, against the roster's (None where there is no roster)."""
    words = case.inputs.assessment.kind_words
    kind = case.inputs.assessment.kind_of(item.kind)
    if kind is None:
        treated = words[listed or Kind.KEY]
        yield _office(case, item, "kind", item.office, f"的类别“{item.kind}”不认得，按“{treated}”计分")
    elif listed and kind is not listed:
        what = f"在表中的类别是“{item.kind}”，名单里是“{words[listed]}”，按名单计分"
        yield _office(case, item, "kind", item.office, what)


def _office(case: Case, item: Item, field: str, office: str, what: str) -> Finding:
    cell = case.cell(item.row, field)
    return finding("A803", sheet=case.sheet, row=item.row, cell=cell, office=office, what=what)


def _actuals(case: Case) -> Iterator[Finding]:
    """A804: by target where the column is in use, once where it is not."""
    if not any(target.actual is not None for _, target in case.targets()):
        yield finding("A804", sheet=case.sheet, what="全部目标")
        return
    bad = {entry.cell for entry in case.book.unreadable if entry.sheet == case.sheet}
    for item, target in case.targets():
        cell = case.cell(target.row, "actual")
        if target.actual is None and cell not in bad and item.targets:
            yield finding("A804", sheet=case.sheet, row=target.row, cell=cell, what=f"“{_short(target.name)}”")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 24 else line[:23] + "…"


def _by_hand(case: Case) -> Iterator[Finding]:
    """A807."""
    for _, target in case.targets():
        if target.why:
            cell = case.book.items_sheet.cell(target.row, "name") or case.cell(target.row, "text")
            yield finding("A807", sheet=case.sheet, row=target.row, cell=cell, name=target.name, why=target.why)


def _twice(case: Case) -> Iterator[Finding]:
    """A808 in the task book."""
    seen: dict[tuple[str, str], Item] = {}
    for item in case.book.items:
        key = item.office, "".join(item.text.split())
        first = seen.setdefault(key, item)
        if first is not item:
            other = case.cell(first.row, "text") or ""
            yield finding(
                "A808",
                sheet=case.sheet,
                row=item.row,
                cell=case.cell(item.row, "text"),
                office=item.office,
                other=other,
            )


def _shared(case: Case) -> Iterator[Finding]:
    """A809: the same words around another number, in two offices' lists."""
    least = load("targets")["shared"]["least"]
    first: dict[tuple[str, str], tuple[Item, Target]] = {}
    for item, target in case.targets():
        if target.quantity is None or target.direction is Direction.HAND:
            continue
        words = subject(target.name)
        if len(words) < least:
            continue
        other, theirs = first.setdefault((words, target.unit), (item, target))
        if item.office != other.office and target.quantity != theirs.quantity:
            yield finding(
                "A809",
                sheet=case.sheet,
                row=target.row,
                cell=case.cell(target.row, "quantity"),
                office=item.office,
                value=_amount(target),
                other=other.office,
                place=case.cell(theirs.row, "quantity"),
                theirs=_amount(theirs),
            )


def _amount(target: Target) -> str:
    return f"{plain(target.quantity or Decimal(0))}{target.unit}"


def _unreadable(case: Case) -> Iterator[Finding]:
    """A811, in every sheet."""
    for entry in case.book.unreadable:
        yield finding("A811", sheet=entry.sheet, row=entry.row, cell=entry.cell, label=entry.label, text=entry.text)


def _quota(case: Case) -> Iterator[Finding]:
    """A813."""
    excellent = case.inputs.assessment.others.excellent
    if case.scored.quota_passed and excellent:
        count = Counter(standing.outstanding for standing in case.scored.standings)[True]
        sheet = case.book.bonus_sheet.name if case.book.bonus_sheet else None
        yield finding(
            "A813", sheet=sheet, name=excellent.name, count=count, quota=excellent.quota or 0, grade=excellent.grade
        )


ITEM_CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    _weights,
    _ranges,
    _roster,
    _actuals,
    _by_hand,
    _twice,
    _shared,
    _unreadable,
    _quota,
)

"""What offices filled into their own sheets of a task book, put into the task book (docs/scoring.md#填报表)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from xl_tools.core.dataclass import dataclass
from xl_tools.core.text import squeeze
from xl_tools.parse.assessment.entries import AssessmentBook, Item, Target
from xl_tools.scoring.taking import GONE, Conflict, already, taken, words

TASK_SCORE = "按督察整改任务得分预填"
"""How a note begins that says where a completion comes from."""
_LOCKED = {"quantity": "目标值", "direction": "方向", "share": "指标权重"}
_FILLED = {"actual": "实际完成", "note": "说明"}
_OWN = {"own": "自评", "appeal": "申诉"}
_NOT_THEIRS = {"first": "初评", "again": "复核", "final": "终评", "why": "理由"}
"""Of a review: what the office writes, and what who assesses does."""


@dataclass(frozen=True, slots=True)
class ReturnedGoals:
    """An office's own sheet that came back: its file, what it holds, what it was handed out with (None: not known)."""

    file: str
    book: AssessmentBook
    issued: AssessmentBook | None

    @property
    def office(self) -> str:
        """The office of most rows."""
        return Counter(item.office for item in self.book.items).most_common(1)[0][0]


def with_returned_goals(book: AssessmentBook, came: Sequence[ReturnedGoals]) -> tuple[AssessmentBook, list[Conflict]]:
    """The task book with what offices say they reached. Only an office's own rows are taken."""
    items = list(book.items)
    places = {_key(item): at for at, item in enumerate(items)}
    conflicts: list[Conflict] = []
    for one in came:
        before = {_key(item): item for item in one.issued.items} if one.issued else {}
        sent = {_key(item) for item in one.book.items}
        conflicts += (
            Conflict(one.file, one.book.items_sheet.name, None, item.office, item.text, "目标任务", item.text, GONE)
            for key, item in before.items()
            if key in places and key not in sent
        )
        for theirs in one.book.items:
            at = places.get(_key(theirs))
            if at is None or len(items[at].targets) != len(theirs.targets):
                conflicts.append(
                    _conflict(one, theirs, theirs.targets[0], "目标任务", theirs.text, "任务书里没有这一项，没有采用")
                )
            elif squeeze(theirs.office) != squeeze(one.office):
                conflicts.append(
                    _conflict(one, theirs, theirs.targets[0], "单位", theirs.office, f"这是{one.office}的表，没有采用")
                )
            else:
                items[at], found = _filled(one, items[at], theirs, before.get(_key(theirs)))
                conflicts += found
        conflicts += _not_read(one)
    return replace(book, items=tuple(items)), conflicts


def with_task_scores(
    book: AssessmentBook, said: Sequence[str], score: Callable[[str], Decimal | None]
) -> AssessmentBook:
    """The task book where tasks with all the words ``said`` that are judged by hand, and were not yet, hold the
    office's task score (0 to 100)."""

    def told(item: Item) -> Item:
        if not said or not all(word in item.text for word in said):
            return item
        points = score(item.office)
        return (
            item if points is None else replace(item, targets=tuple(_told(target, points) for target in item.targets))
        )

    return replace(book, items=tuple(told(item) for item in book.items))


def _told(target: Target, points: Decimal) -> Target:
    if not target.by_hand or (target.actual is not None and not target.note.startswith(TASK_SCORE)):
        return target
    return replace(target, actual=points, note=TASK_SCORE)


def _filled(one: ReturnedGoals, item: Item, theirs: Item, issued: Item | None) -> tuple[Item, list[Conflict]]:
    conflicts: list[Conflict] = []
    targets = []
    before: Sequence[Target | None] = issued.targets if issued else (None,) * len(theirs.targets)
    for own, target, handed in zip(item.targets, theirs.targets, before, strict=True):
        wanted = [
            *((name, heading, own, target, handed) for name, heading in _FILLED.items()),
            *((name, heading, own.review, target.review, handed and handed.review) for name, heading in _OWN.items()),
        ]
        values: dict[str, Any] = {}
        for name, heading, *holders in wanted:
            mine, new, old = (getattr(each, name) if each else None for each in holders)
            values[name], disagrees = taken(mine, new, old)
            if disagrees:
                conflicts.append(_conflict(one, theirs, target, heading, words(new), already(mine)))
        said = {name: values.pop(name) for name in _OWN}
        values["review"] = replace(own.review, **said) if any(said.values()) else own.review
        for name, heading in (_LOCKED | _NOT_THEIRS).items():
            here, there = (target, handed) if name in _LOCKED else (target.review, handed and handed.review)
            if there and getattr(here, name) != getattr(there, name):
                new = words(getattr(here, name))
                conflicts.append(_conflict(one, theirs, target, heading, new, "这一栏由考核单位定，没有采用"))
        targets.append(replace(own, **values))
    return replace(item, targets=tuple(targets)), conflicts


def _not_read(one: ReturnedGoals) -> Iterator[Conflict]:
    """Cells in which an office wrote what cannot be used ("约20家"): it said something, and is told what."""
    rows = {target.row: (item, target) for item in one.book.items for target in item.targets}
    handed = {(cell.label, cell.text) for cell in one.issued.unreadable} if one.issued else set()
    for bad in one.book.unreadable:
        if bad.sheet == one.book.items_sheet.name and bad.row in rows and (bad.label, bad.text) not in handed:
            item, target = rows[bad.row]
            why = "不是能用的内容，没有采用；数字栏只填数字"
            yield Conflict(one.file, bad.sheet, bad.cell, item.office, target.name, bad.label, bad.text, why)


def _key(item: Item) -> tuple[str, str]:
    return squeeze(item.office), squeeze(item.text)


def _conflict(one: ReturnedGoals, item: Item, target: Target, heading: str, text: str, why: str) -> Conflict:
    sheet = one.book.items_sheet
    cell = sheet.cell(target.row, "actual")
    return Conflict(one.file, sheet.name, cell, item.office, target.name, heading, text, why)

"""What people filled into a score workbook that is made anew from its task book.

The task book decides where it says something itself; what it leaves open (what was achieved, corrected targets,
process, bonus, grades, rules) is taken from the score workbook, where people fill it in.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import replace

from xl_tools.core.text import squeeze
from xl_tools.parse.assessment.entries import NOT_REVIEWED, AssessmentBook, Item, Target


def with_hand_work(book: AssessmentBook, earlier: AssessmentBook) -> AssessmentBook:
    """The task book with what was filled into the score workbook ``earlier`` that was made of it."""
    waiting = _by_task(earlier)
    items = []
    for item in book.items:
        same = waiting.get(_key(item))
        items.append(_filled(item, same.popleft()) if same else item)
    return replace(
        book,
        items=tuple(items),
        process=book.process or earlier.process,
        process_sheet=book.process_sheet or earlier.process_sheet,
        bonus=book.bonus or earlier.bonus,
        bonus_sheet=book.bonus_sheet or earlier.bonus_sheet,
        evaluations=book.evaluations or earlier.evaluations,
        overrides=book.overrides or earlier.overrides,
        rules_sheet=book.rules_sheet or earlier.rules_sheet,
    )


def not_carried(book: AssessmentBook, earlier: AssessmentBook) -> Iterator[tuple[str, str]]:
    """The cells of the score workbook whose words the new one will not hold, each with why: the task is another one
    now, the task book says something else, or no number was filled in."""
    waiting = _by_task(earlier)
    for item in book.items:
        same = waiting.get(_key(item))
        if same:
            for own, there in zip(item.targets, same.popleft().targets, strict=False):
                if own.actual is not None and there.actual is not None and own.actual != there.actual:
                    yield _cell(earlier, there), f"填的是 {there.actual}，任务书写的是 {own.actual}，按任务书的算"
    for left in waiting.values():
        for item in left:
            for target in item.targets:
                if target.actual is not None:
                    yield _cell(earlier, target), f"填的是 {target.actual}，任务书里没有这项任务了"
                elif target.review is not NOT_REVIEWED:
                    yield _cell(earlier, target), "评了分或者写了申诉、理由，任务书里没有这项任务了"
    known = {entry.text for entry in book.unreadable}
    for entry in earlier.unreadable:
        if entry.text not in known:
            yield entry.cell, f"填的是“{entry.text}”，不是能用的内容"


def _by_task(book: AssessmentBook) -> dict[tuple[str, str], deque[Item]]:
    found: dict[tuple[str, str], deque[Item]] = defaultdict(deque)
    for item in book.items:
        found[_key(item)].append(item)
    return found


def _key(item: Item) -> tuple[str, str]:
    return item.office, squeeze(item.text)


def _filled(item: Item, earlier: Item) -> Item:
    """The item with the targets as people corrected and filled them; what the task book achieved stays."""
    alike = len(item.targets) == len(earlier.targets)
    own = (
        [(target.row, target.actual) for target in item.targets] if alike else [(item.row, None)] * len(earlier.targets)
    )
    targets = (
        replace(there, row=row, actual=there.actual if actual is None else actual)
        for there, (row, actual) in zip(earlier.targets, own, strict=True)
    )
    return replace(item, targets=tuple(targets))


def _cell(book: AssessmentBook, target: Target) -> str:
    return book.items_sheet.cell(target.row, "actual") or ""

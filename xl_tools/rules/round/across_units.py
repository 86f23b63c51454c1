"""X704, X709, X711, X712 and X714: one task, as several units report it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from xl_tools.core.records import Field
from xl_tools.core.text import some_of
from xl_tools.rules.registry import ERROR, WARNING, Found, finds
from xl_tools.rules.round.facts import Part, Task
from xl_tools.rules.templates import in_words
from xl_tools.rules.word_lists import same_text

K = TypeVar("K")
V = TypeVar("V")
_MANY = 12


@finds(
    "X704",
    ERROR,
    "{task}：各单位的完成时限不一致：{values}。",
    when="同一任务各单位写的时限不一致",
    advice="对照整改方案核对，请写错的单位改正后重新汇总。汇总表的文字按单位并列，预警和统计暂按最晚的{due}计。",
    source="domain.md#merging",
    scope="round",
)
def deadlines_disagree(task: Task) -> Iterator[Found]:
    """The same text in every table is agreement, even where it sets a day for each unit."""
    days = _days_by_unit(task.counted())
    if days:
        due = in_words(task.due) if task.due else "时限"
        yield Found(task.place(Field.DEADLINE), task=task.label, values=days, due=due)


def _days_by_unit(parts: Iterable[Part]) -> str:
    """Which units name which days, when the days differ; "" when the units agree.

    A deadline without a date counts as one of its own when it can be read (长期坚持); one that cannot be read, or is
    not there, does not: that is a finding of the unit's sheet.
    """
    rows = [(part, part.row) for part in parts if part.row]
    texts = list(dict.fromkeys(row.text(Field.DEADLINE) for _, row in rows))
    if len(texts) < 2 or all(same_text(texts[0], text) for text in texts[1:]):
        return ""
    units: dict[date | None, list[str]] = {}
    for part, row in rows:
        if part.due or (row.deadline.modes and row.deadline.fault is None):
            units.setdefault(part.due, []).append(part.unit)
    if len(units) < 2:
        return ""
    ordered = sorted(units.items(), key=lambda item: item[0] or date.max)
    return "；".join(f"{'、'.join(names)}{in_words(due) if due else '没有截止日期'}" for due, names in ordered)


@finds(
    "X709",
    WARNING,
    "{tasks}的状态未定：{units}。",
    when="有单位未报、矛盾或读不出，汇总后的状态定不下来",
    advice="请有关单位补报或改正勾选后重新汇总；与某单位无关的任务，请该单位在表中写明“无此项整改任务”。",
    source="domain.md#county-to-city",
    scope="round",
)
def status_is_undecided(tasks: Iterable[Task]) -> Iterator[Found]:
    """Tasks that are undecided for the same reasons share a finding, placed at the first of them."""
    for reasons, group in _grouped((_reasons(task), task) for task in tasks if task.status is None):
        labels = some_of([task.label for task in group], _MANY)
        yield Found(group[0].place(Field.STATUS), tasks=labels, units=reasons)


def _reasons(task: Task) -> str:
    """The units without a status, by reason: "云和县（未报）；松阳县、遂昌县（勾选矛盾）"."""
    without = [(part.standing.reason, part.unit) for part in task.counted() if part.standing.status is None]
    named = (f"{'、'.join(units)}（{reason}）" for reason, units in _grouped(without))
    return "；".join(named) or "报来的单位都说不涉及"


@finds(
    "X711",
    WARNING,
    "{task}：{units}的表里没有写省里的任务编号，按任务名称并入。",
    when="有单位没有写省里的任务编号",
    advice="请核对并得对不对；任务清单里有编号的，在任务名称前补上“第…项：”，重新汇总。",
    source="domain.md#tasks",
    scope="round",
)
def task_was_matched_by_name(matched: Iterable[tuple[tuple[str, ...], str]]) -> Iterator[Found]:
    """``matched`` holds the units whose tables give no number, and the label of the task they were matched to."""
    for units, labels in _grouped(matched):
        yield Found(task=some_of(labels), units=some_of(units))


@finds(
    "X712",
    WARNING,
    "{task}：{units}写的任务名称与其他单位不同。",
    when="同一编号的任务，名称写得不一样",
    advice="可能改动了原文，也可能编号写错、并错了任务：请核对。汇总表中按单位并列。",
    source="domain.md#merging",
    scope="round",
)
def task_is_named_otherwise(task: Task, wordings: Mapping[str, str]) -> Iterator[Found]:
    """``wordings`` holds each unit's name of the task, without what does not matter in it. Of equally many, the first
    counts."""
    counts = Counter(wordings.values())
    if len(counts) > 1 and task.number is not None:
        usual = max(counts, key=lambda wording: counts[wording])
        odd = [unit for unit, wording in wordings.items() if wording != usual]
        yield Found(task.place(Field.TASK), task=task.label, units=some_of(odd))


@finds(
    "X714",
    WARNING,
    "{units}已上报，但表里没有{tasks}。",
    when="单位报了表，但少了任务",
    advice="确有此项任务的请补报；没有下发给该单位的，请在汇总时给出下发的文件夹或任务清单（--issued）；与它无关的，请它写明“无此项整改任务”。",
    source="domain.md#county-to-city",
    scope="round",
)
def task_is_absent(tasks: Iterable[Task]) -> Iterator[Found]:
    """Units that lack the same tasks share a finding."""
    absent: dict[str, list[str]] = {}
    for task in tasks:
        for part in task.parts:
            if part.standing.absent:
                absent.setdefault(part.unit, []).append(task.label)
    for labels, units in _grouped((tuple(labels), unit) for unit, labels in absent.items()):
        yield Found(units=some_of(units), tasks=some_of(labels))


def _grouped(pairs: Iterable[tuple[K, V]]) -> Iterator[tuple[K, list[V]]]:
    """Values by key, in the order in which keys first come."""
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    yield from groups.items()

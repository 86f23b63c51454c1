"""X716, X717 and X718: what people wrote into the roll-up, beside what the units report now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xl_tools.core.records import Field, Place
from xl_tools.core.text import some_of
from xl_tools.forms.definitions import standard
from xl_tools.forms.headings import title
from xl_tools.rules.registry import WARNING, Found, finds
from xl_tools.rules.round.facts import Task


@finds(
    "X716",
    WARNING,
    "{task}的“{column}”用的是手工写的，此后{units}报来的内容变了。",
    when="市级统稿（或整改进展里手工改的字）写好以后，各单位报来的又变了",
    advice="请对照“各单位进展”，看手工写的要不要改；不用改的，在“校验结果”的说明里写明。",
    source="domain.md#merging",
    scope="round",
)
def units_changed_since_the_draft(task: Task, field: Field, units: Sequence[str]) -> Iterator[Found]:
    """``units`` are those whose texts are not what the text was written from; "" where it is not known whose."""
    if units:
        named = some_of([unit for unit in units if unit]) or "各单位"
        yield Found(task.place(field), task=task.label, column=title(standard(), field), units=named)


@finds(
    "X717",
    WARNING,
    "{task}：{why}没有接过来。",
    when="上次的汇总工作簿里手工写的字接不过来",
    advice="原来的工作簿已在旁边留了备份，请从备份里找回；进展要写成别的话的，写进“任务统计”的统稿一列。",
    source="domain.md#merging",
    scope="round",
)
def hand_work_is_not_carried(lost: Mapping[str, str]) -> Iterator[Found]:
    """``lost`` says why, by the label of the task."""
    for task, why in lost.items():
        yield Found(task=task, why=why)


@finds(
    "X718",
    WARNING,
    "序号{serial}是手工加的一行，没有算进统计。",
    when="整改进展里有汇总的人自己加的任务行",
    advice="要算进统计的，请让单位报这一项，或写进任务清单；只是写给上级看的，在“校验结果”的说明里写明。",
    source="domain.md#merging",
    scope="round",
)
def row_is_not_counted(added: Mapping[int, Place]) -> Iterator[Found]:
    """``added`` are the rows of 整改进展 that people added, by their serial."""
    for serial, place in added.items():
        yield Found(place, serial=serial)

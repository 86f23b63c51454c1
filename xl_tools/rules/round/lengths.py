"""X708 and X715: merged texts that no cell, or no row, shows whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.core.records import Field
from xl_tools.core.text import some_of
from xl_tools.forms.definitions import standard
from xl_tools.forms.headings import title
from xl_tools.rules.registry import HINT, WARNING, Found, finds
from xl_tools.rules.round.facts import Overflow, Task

_MANY = 12


@finds(
    "X708",
    WARNING,
    "{task}的“{column}”合并后有{length}字，一个单元格最多放{limit}字，放不下的部分接在“{rest}”表第{line}行起。",
    when="合并后的单元格超过32,767字（不删减，接在另一张表里）",
    advice="文字没有删减。要在一格里看全，请有关单位压缩文字后重新汇总。",
    source="domain.md#sizes",
    scope="round",
)
def text_goes_on_elsewhere(task: Task, cut: Overflow, length: int, limit: int, rest: str) -> Iterator[Found]:
    """``length`` and ``limit`` are in Excel's characters; ``rest`` is the sheet that holds the continuation."""
    column = title(standard(), cut.field)
    place = task.place(cut.field)
    yield Found(place, task=task.label, column=column, length=length, limit=limit, rest=rest, line=cut.row)


@finds(
    "X715",
    HINT,
    "{tasks}的进展文字多，一行的高度放不下，屏幕上和打印出来只看得到前面一部分。",
    when="汇总后一格的文字多得显示不全",
    advice="文字都在单元格里，没有删减，点中单元格可在编辑栏看全。要打印全文，请用 xl-tools print 写打印稿。",
    source="domain.md#sizes",
    scope="round",
)
def row_is_too_high(tasks: Sequence[Task]) -> Iterator[Found]:
    """``tasks`` are those whose row would be higher than Excel allows; one finding for all of them."""
    if tasks:
        place = tasks[0].place(Field.PROGRESS)
        yield Found(place, tasks=some_of([task.label for task in tasks], _MANY))

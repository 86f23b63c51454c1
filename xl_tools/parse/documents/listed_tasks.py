"""A responsibility list in paragraphs: "一、… （省序号：1号）", then 责任领导：, 责任单位：, 整改目标：, 整改措施： …

A task begins at a numbered line that labels follow, or that ends with the province's number; whatever stands between
its labels belongs to the label before. A number that does not go on is a note, never a reason to lose the task.
Nothing is made up: a task without a deadline has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from functools import cache
from itertools import takewhile

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field
from xl_tools.core.text import CHINESE_NUMERALS, chinese_number, shortened, squeeze
from xl_tools.forms.definitions import standard
from xl_tools.forms.headings import Vocabulary, vocabularies

_HEADING = expression(
    rf"\s*+(?:(?P<serial>[{CHINESE_NUMERALS}]{{1,4}}|[0-9０-９]{{1,3}})[、.．]"
    rf"|[(（](?P<bracketed>[{CHINESE_NUMERALS}]{{1,4}}|[0-9０-９]{{1,3}})[)）]"
    rf"|第(?P<item>[{CHINESE_NUMERALS}]{{1,4}}|[0-9０-９]{{1,3}})[项条][:：、,，])\s*+(?P<task>\S.*)"
)
_STYLES = ("serial", "bracketed", "item")
_LABEL = expression(r"\s*+(?P<label>[一-鿿]{2,8})\s{0,4}[:：]\s*+(?P<said>.*)")
_PROVINCE = expression(r"[(（]省序号[:：]?\s*+(\d{1,3})\s*+号?[)）]")
_NAMED = expression(r".*[(（]省序号[^()（）]{1,30}[)）][。.；;]?+\s*+$")
_SECTION = expression(r"\s*+[(（]?[一二三四五六七八九十]{1,3}[)）、]\s*+(?P<name>[^。；：:]{2,28})")
_END = expression(r"\s*+(?:附件?\s*+[:：]?+\s*+[0-9０-９一二三四五六七八九十]{0,2}+|抄送[:：].*)\s*+$")
_LEAST = 2
"""Tasks that make a list; one alone may be anything."""
_SHOWN = 24
_TITLE, _FEW = 10, 4
"""Characters of a numbered line below which it is the title of a section; lines that a task without labels has at most.
"""
_LABELS = (
    Field.LEADER,
    Field.UNITS,
    Field.LEAD,
    Field.COOPERATING,
    Field.PERSON,
    Field.GOAL,
    Field.DEADLINE,
    Field.MEASURES,
    Field.SUPERVISOR,
    Field.STANDARD,
    Field.INCENTIVE,
)


@dataclass
class ListedTask:
    """One task: ``said`` holds a text for each label. ``line`` counts the lines from 0; ``kind`` is the section."""

    line: int
    serial: str
    texts: list[str]
    kind: str
    said: dict[str, list[str]] = field(default_factory=dict)

    @property
    def task(self) -> str:
        return "\n".join(text for text in self.texts if text)

    @property
    def province_serial(self) -> str:
        match = _PROVINCE.search(self.task)
        return match[1] if match else ""

    def under(self, label: str) -> list[str]:
        """The lines of a label; those of the task itself before the first."""
        return self.said[label] if label else self.texts

    def fields(self) -> set[Field | None]:
        return {_field(label) for label in self.said}


@dataclass
class TaskList:
    """``first`` and ``end`` are the lines that the list takes; ``notes`` say what is not sure."""

    tasks: list[ListedTask]
    first: int
    end: int
    notes: list[str] = field(default_factory=list)

    def rows(self) -> list[list[str]]:
        """A heading row and a row a task: number, the province's number, kind, task, then the labels in their order."""
        labels = list(dict.fromkeys(label for task in self.tasks for label in task.said))
        kinds = any(task.kind for task in self.tasks)
        numbered = any(task.province_serial for task in self.tasks)
        columns = standard().columns
        head = [columns[Field.SERIAL].title]
        head += [columns[Field.PROVINCE_SERIAL].title] if numbered else []
        head += [columns[Field.KIND].title] if kinds else []
        rows = [[*head, columns[Field.TASK].title, *labels]]
        for task in self.tasks:
            row = [task.serial]
            row += [task.province_serial] if numbered else []
            row += [task.kind] if kinds else []
            rows.append([*row, task.task, *("\n".join(task.said.get(label, ())).strip() for label in labels)])
        return rows


@cache
def _vocabulary() -> Vocabulary:
    return next(known for known in vocabularies() if standard() in known.forms)


def _field(label: str) -> Field | None:
    heading = _vocabulary().read(label)
    return heading.field if heading else None


def _label(line: str) -> tuple[str, str] | None:
    """A line that begins with a label of the list form, and what follows it."""
    match = _LABEL.match(line)
    return (match["label"], match["said"]) if match and _field(match["label"]) in _LABELS else None


def listed_tasks(lines: Sequence[str]) -> TaskList | None:
    """The list that lines hold; None where they hold none."""
    tasks: list[ListedTask] = []
    notes: list[str] = []
    heading: int | None = None
    kind = ""
    end = len(lines)
    label = ""
    names: dict[Field | None, str] = {}
    first: Field | None = None
    """The label that every task begins with: another behind a numbered line only follows a measure."""
    for index, line in enumerate(lines):
        said = _label(line)
        if said is None:
            if _HEADING.match(line):
                heading = index
            if tasks and _END.match(line) and not _more(lines, index):
                end = index
                break
            if tasks:
                tasks[-1].under(label).append(line.strip())
            if tasks and heading == index and _named(lines, index, tasks):
                kind = _next_task(lines, index, index + 1, tasks, label, kind, notes)
                heading, label = None, ""
            continue
        what = _field(said[0])
        first = first or what
        regular = heading is not None and what is first and _goes_on(lines, heading, tasks)
        if heading is not None and (regular or _proves(lines, heading, index, tasks, first)):
            kind = _next_task(lines, heading, index, tasks, label, kind, notes)
        elif tasks and what is first and what in tasks[-1].fields():
            notes.append(f"第 {index + 1} 行的“{said[0]}”在同一项任务里又出现一次，可能是另一项任务，请对照原文")
        heading = None
        if not tasks:
            continue
        label = names.setdefault(what, said[0])  # 完成时限 in one task is 整改时限 in the others
        tasks[-1].said.setdefault(label, []).append(said[1].strip())
    if tasks:
        _last_ones(lines, end, tasks, label, kind)
    notes += [
        f"第 {task.line + 1} 行的任务后面没有责任单位、整改措施等内容，请对照原文" for task in tasks if not task.said
    ]
    return TaskList(tasks, tasks[0].line, end, notes) if len(tasks) >= _LEAST else None


def _next_task(
    lines: Sequence[str], heading: int, index: int, tasks: list[ListedTask], label: str, kind: str, notes: list[str]
) -> str:
    """Begin the task of a heading that goes up to a line; what is said of its section, or the section before."""
    left_out = _without_labels(lines, tasks[-1].line if tasks else -1, heading)
    if tasks:
        before = tasks[-1].under(label)
        begins = left_out[0] if left_out else heading
        kept = len(before) - (index - begins)  # what was taken for the end of the task before
        del before[max(kept, 0) :]
        kind = _take_section(before) or kind
        if not _goes_on(lines, heading, tasks):
            shown = shortened(lines[heading], _SHOWN)
            notes.append(f"第 {heading + 1} 行的编号没有接着上一项，仍作为单独一项任务导入，请对照原文：“{shown}”")
    else:
        kind = _section_before(lines, left_out[0] if left_out else heading) or kind
    _add(lines, left_out, heading, tasks, kind)
    tasks.append(_task(lines, heading, index, kind))
    return kind


def _add(lines: Sequence[str], headings: Sequence[int], end: int, tasks: list[ListedTask], kind: str) -> None:
    """Tasks that no label follows, each up to the next."""
    for heading, behind in zip(headings, [*headings, end][1:], strict=True):
        tasks.append(_task(lines, heading, behind, kind))


def _last_ones(lines: Sequence[str], end: int, tasks: list[ListedTask], label: str, kind: str) -> None:
    """Tasks behind the last that has labels: their numbers go on, and no label follows."""
    last = _number(lines[tasks[-1].line])
    found = [at for at in range(tasks[-1].line + 1, end) if _is_alike(lines[at], lines[tasks[-1].line])]
    numbers = [_number(lines[at]) for at in found]
    goes_on = numbers == list(range(last + 1, last + 1 + len(found)))
    if not found or not goes_on or not _are_tasks(lines, found, end) or not _say_problems(lines, found):
        return
    before = tasks[-1].under(label)
    del before[max(len(before) - (end - found[0]), 0) :]
    _add(lines, found, end, tasks, kind)


def _without_labels(lines: Sequence[str], before: int, heading: int) -> list[int]:
    """The numbered lines of tasks without a label that stand between the task at a line (-1: there is none yet) and the
    one at ``heading``: their numbers are just those that lack, and nothing else is numbered so. Of what stands before
    the first task, whose number is not the first, the same."""
    number = _number(lines[heading])
    lacking = number - 1 - (_number(lines[before]) if before >= 0 else 0)
    found = [at for at in range(before + 1, heading) if _is_alike(lines[at], lines[heading])]
    if before < 0:
        found = found[-lacking:] if lacking > 0 else []
    if before >= 0 and not _is_alike(lines[before], lines[heading]):
        return []
    first = number - lacking
    goes_on = [_number(lines[at]) for at in found] == list(range(first, number))
    sure = before >= 0 or _say_problems(lines, found)
    return found if lacking > 0 and goes_on and sure and _are_tasks(lines, found, heading) else []


def _say_problems(lines: Sequence[str], headings: Sequence[int]) -> bool:
    """Whether numbered lines at an end of the list are sentences or name a problem: a document's sections do not."""
    return all(lines[at].rstrip().endswith(("。", "；", ";")) or "问题" in lines[at] for at in headings)


def _are_tasks(lines: Sequence[str], headings: Sequence[int], end: int) -> bool:
    """Whether numbered lines may be tasks that say nothing but what is to be done: no titles of sections, and neither
    a label nor more than a few lines behind each."""
    behind = (lines[at:then] for at, then in zip(headings, [*headings, end][1:], strict=True))
    return all(
        len(squeeze(own[0])) >= _TITLE and sum(bool(line.strip()) for line in own) <= _FEW and not any(map(_label, own))
        for own in behind
    )


def _is_alike(line: str, other: str) -> bool:
    """Whether two lines are numbered in the same way: "一、" and "1." are not."""
    one, two = _HEADING.match(line), _HEADING.match(other)
    if one is None or two is None or _style(line) != _style(other):
        return False
    return squeeze(_serial(one)).isdecimal() == squeeze(_serial(two)).isdecimal()


def _named(lines: Sequence[str], index: int, tasks: Sequence[ListedTask]) -> bool:
    """Whether a numbered line ends with the province's number as tasks do. One that is numbered in another way may be
    a measure that names a task, unless a label follows."""
    if not _NAMED.match(lines[index]):
        return False
    behind = next((line for line in lines[index + 1 :] if line.strip()), "")
    return _style(lines[index]) == _style(lines[tasks[0].line]) or _label(behind) is not None


def _proves(lines: Sequence[str], heading: int, index: int, tasks: Sequence[ListedTask], first: Field | None) -> bool:
    """Whether a label right behind a numbered line is another task's whatever the number: the task before has said it
    and its measures, and measures follow again before the next task. A measure with a unit of its own has none."""
    if not tasks or any(line.strip() for line in lines[heading + 1 : index]):
        return False
    labels = (_field(said[0]) for line in lines[index:] if (said := _label(line)))
    own = next(labels)
    follows = takewhile(lambda what: what not in (own, first), labels)
    return {own, Field.MEASURES} <= tasks[-1].fields() and Field.MEASURES in follows


def _more(lines: Sequence[str], index: int) -> bool:
    """Whether tasks go on behind a line that looks like the end."""
    return any(_label(line) for line in lines[index + 1 :])


def _goes_on(lines: Sequence[str], heading: int, tasks: Sequence[ListedTask]) -> bool:
    """Whether a numbered line is in its turn: its number goes on, or begins anew."""
    if tasks and _style(lines[heading]) != _style(lines[tasks[0].line]):
        return False
    number = _number(lines[heading])
    return not tasks or number == _number(lines[tasks[-1].line], 0) + 1 or number == 1


def _style(line: str) -> str | None:
    match = _HEADING.match(line)
    return next((name for name in _STYLES if match and match[name]), None)


def _number(line: str, otherwise: int = -1) -> int:
    match = _HEADING.match(line)
    number = chinese_number(squeeze(_serial(match))) if match else None
    return otherwise if number is None else number


def _task(lines: Sequence[str], heading: int, index: int, kind: str) -> ListedTask:
    match = _HEADING.match(lines[heading])
    assert match is not None
    texts = [match["task"].strip(), *(line.strip() for line in lines[heading + 1 : index])]
    return ListedTask(heading, _serial(match), texts, kind)


def _serial(match: re.Match[str]) -> str:
    return next(match[name] for name in _STYLES if match[name])


def _take_section(said: list[str]) -> str:
    """The heading of a section that stands behind the task before it, taken out of its text."""
    while said and not said[-1]:
        said.pop()
    match = _SECTION.fullmatch(said[-1]) if said else None
    if match is None or not _kind(match["name"]):
        return ""
    said.pop()
    return _kind(match["name"])


def _section_before(lines: Sequence[str], heading: int) -> str:
    before = next((line for line in reversed(lines[:heading]) if line.strip()), "")
    match = _SECTION.fullmatch(before)
    return _kind(match["name"]) if match else ""


def _kind(name: str) -> str:
    return next((kind for kind in ("个性", "共性", "具体", "面上") if kind in name), "")

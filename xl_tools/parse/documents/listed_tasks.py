"""A responsibility list in paragraphs: "一、… （省序号：1号）", then 责任领导：, 责任单位：, 整改目标：, 整改措施： …

A task begins at a numbered line that labels follow; whatever stands between its labels belongs to the label before.
Nothing is made up: a task without a deadline has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field
from xl_tools.core.text import CHINESE_NUMERALS, chinese_number, squeeze
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
_SECTION = expression(r"\s*+[(（]?[一二三四五六七八九十]{1,3}[)）、]\s*+(?P<name>[^。；：:]{2,28})")
_END = expression(r"\s*+(?:附件?\s*+[:：]?+\s*+[0-9０-９一二三四五六七八九十]{0,2}+|抄送[:：].*)\s*+$")
_LEAST = 2
"""Tasks that make a list; one alone may be anything."""
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
    task: str
    kind: str
    said: dict[str, list[str]] = field(default_factory=dict)

    @property
    def province_serial(self) -> str:
        match = _PROVINCE.search(self.task)
        return match[1] if match else ""


@dataclass
class TaskList:
    """``first`` and ``end`` are the lines that the list takes."""

    tasks: list[ListedTask]
    first: int
    end: int

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
            if tasks and label:
                tasks[-1].said[label].append(line.strip())
            continue
        first = first or _field(said[0])
        if heading is not None and _begins(lines, heading, tasks) and _field(said[0]) is first:
            if tasks and label:  # what was taken for the end of the task before
                kept = len(tasks[-1].said[label]) - (index - heading)
                del tasks[-1].said[label][max(kept, 0) :]
                kind = _take_section(tasks[-1].said[label]) or kind
            else:
                kind = _section_before(lines, heading) or kind
            tasks.append(_task(lines, heading, index, kind))
        heading = None
        if not tasks:
            continue
        label = names.setdefault(_field(said[0]), said[0])  # 完成时限 in one task is 整改时限 in the others
        tasks[-1].said.setdefault(label, []).append(said[1].strip())
    return TaskList(tasks, tasks[0].line, end) if len(tasks) >= _LEAST else None


def _more(lines: Sequence[str], index: int) -> bool:
    """Whether tasks go on behind a line that looks like the end."""
    return any(_label(line) for line in lines[index + 1 :])


def _begins(lines: Sequence[str], heading: int, tasks: Sequence[ListedTask]) -> bool:
    """Whether a numbered line with labels behind it is the next task: its number goes on, or begins anew."""
    if tasks and _style(lines[heading]) != _style(lines[tasks[-1].line]):
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
    text = "\n".join([match["task"].strip(), *(line.strip() for line in lines[heading + 1 : index] if line.strip())])
    return ListedTask(heading, _serial(match), text, kind)


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

"""X703 and X705: the table that a city made itself, beside what its counties report; a province's likewise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xl_tools.core.records import Field, Place, ProgressRow, ProgressSheet, Status
from xl_tools.core.text import some_of
from xl_tools.forms.headings import title
from xl_tools.rules.registry import ERROR, WARNING, Found, also_finds, finds
from xl_tools.rules.round.facts import Task
from xl_tools.rules.templates import in_words
from xl_tools.rules.word_lists import same_text


@finds(
    "X703",
    ERROR,
    "{task}：汇总表的“{column}”和{unit}报的不一致：汇总表是“{here!q}”，{unit}是“{there!q}”。",
    when="市级表里的内容和县级表不一致",
    advice="请以县级最新报送的为准，重新汇总。",
    source="domain.md#merging",
    scope="round",
)
def text_differs_from_the_units(
    own: ProgressSheet, row: ProgressRow, task: Task, said: Mapping[str, str]
) -> Iterator[Found]:
    """``said`` is each unit's own progress text. Compared is only what the cell gives a block for; the first
    difference of a cell is enough."""
    for unit, text in row.blocks.items():
        theirs = said.get(unit, "")
        if theirs.strip() and not same_text(text, theirs):
            here, there = _where_they_part(text, theirs)
            yield _differs(own, row, Field.PROGRESS, task, unit, here, there)
            return


@also_finds("X703")
def deadline_differs_from_the_units(own: ProgressSheet, row: ProgressRow, task: Task) -> Iterator[Found]:
    """Compared only where both are sure dates."""
    reading = row.deadline
    if reading.fault or reading.assumed_year:
        return
    blocks = {block.unit: block.due for block in reading.blocks}
    for part in task.counted():
        due = blocks.get(part.unit, None if blocks else reading.due)
        if due and part.due and due != part.due:
            yield _differs(own, row, Field.DEADLINE, task, part.unit, in_words(due), in_words(part.due))
            return


@also_finds("X703")
def task_is_not_in_the_own_table(own: ProgressSheet, task: Task, units: Sequence[str]) -> Iterator[Found]:
    """A warning: the task is these counties' alone, and does not count where the city's own table does."""
    place, column, there = Place(own.path, own.sheet), title(own.form, Field.TASK), task.texts[Field.TASK]
    yield Found(place, WARNING, task=task.label, column=column, unit=some_of(units), here="没有这一项", there=there)


@finds(
    "X705",
    WARNING,
    "{task}：汇总表勾的是“{here}”，按各单位报的应是“{there}”（{units}）。",
    when="市级表的勾选和各县报的对不上",
    advice="请核对各单位的状态，改正后重新汇总。",
    source="domain.md#county-to-city",
    scope="round",
)
def tick_differs_from_the_units(own: ProgressSheet, row: ProgressRow, task: Task) -> Iterator[Found]:
    """Compared only where the status of all units is known."""
    here, there = row.status.status, task.status
    if here is None or there is None or here is there:
        return
    yield Found(_at(own, row, Field.STATUS), task=task.label, here=here.label, there=there.label, units=_told(task))


@also_finds("X705")
def typed_tick_differs_from_the_units(task: Task, typed: Status | None) -> Iterator[Found]:
    """``typed`` is what people ticked in the roll-up itself; the figures count by what the units report."""
    if typed is not None and typed is not task.status:
        there = task.status.label if task.status else "未定"
        yield Found(task.place(Field.STATUS), task=task.label, here=typed.label, there=there, units=_told(task))


def _told(task: Task) -> str:
    units: dict[str, list[str]] = {}
    for part in task.counted():
        units.setdefault(part.standing.label, []).append(part.unit)
    return "；".join(f"{some_of(names)}{label}" for label, names in units.items())


def _differs(own: ProgressSheet, row: ProgressRow, name: Field, task: Task, unit: str, here: str, there: str) -> Found:
    return Found(_at(own, row, name), task=task.label, column=title(own.form, name), unit=unit, here=here, there=there)


def _at(own: ProgressSheet, row: ProgressRow, name: Field) -> Place:
    return Place(own.path, own.sheet, row.row, own.cell(row.row, name), name)


def _where_they_part(here: str, there: str) -> tuple[str, str]:
    """Both texts from a little before the place where they begin to differ: long beginnings are alike."""
    place = next((at for at, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), min(len(here), len(there)))
    start = max(place - 8, 0)
    return ("…" if start else "") + here[start:], ("…" if start else "") + there[start:]

"""The clean base of the sample city: what each county's table says before any fault is planted."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import TYPE_CHECKING, Any

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Extra:
    """A column that the form does not know, with one value for each row."""

    heading: str
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Habit:
    """How a county's clerk lays out the table; the defaults are a plain seven-column sheet.

    ``form`` "standard" is the form as it was handed out; every other habit then has no say. ``above`` and
    ``below`` are the lines around the table, ``cover`` a sheet in front of it. ``groups`` puts a row of group
    headings over the headings. ``date_tasks`` have their deadline as a real date. ``headings`` replaces headings.
    """

    sheet: str
    form: str = "own"
    first_column: int = 1
    above: Sequence[str] = ("附件", "{title}")
    below: Sequence[str] = ()
    cover: Sequence[str] = ()
    serial: str = "chinese"
    ticked: str = "☑"
    separator: str = "\n"
    split_plan: bool = False
    merge_region: bool = False
    groups: bool = False
    headings: Mapping[str, str] = field(default_factory=dict)
    extra: Extra | None = None
    date_tasks: Sequence[int] = ()
    not_applicable_status: str = "blank"


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One entry: the text of each field (region … status, plan also as goal and measures), and what it means.

    ``task`` is the province's number; ``status`` is None where the boxes say nothing definite; ``broken`` maps
    a field to the error value in its cell, or to "=" for a formula that was never calculated.
    """

    task: int
    texts: Mapping[str, str]
    status: Status | None
    due: date | None
    applies: bool = True
    broken: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class County:
    """A county with its habits and its clean rows."""

    name: str
    title: str
    habit: Habit
    rows: tuple[SampleRow, ...]


@cache
def load(name: str) -> dict[str, Any]:
    """The content of ``<name>.toml`` of this package. Shared: read it, never change it."""
    return loads((files(__package__) / f"{name}.toml").read_text("utf-8"))


@cache
def counties() -> tuple[County, ...]:
    """The nine counties, clean."""
    data = load("counties")
    return tuple(_county(place, index, data) for index, place in enumerate(data["county"]))


def chinese(number: int) -> str:
    """1 … 99 in Chinese numerals: 11 is "十一"."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def plan_text(goal: str, measures: str) -> str:
    """Goal and measures as they stand together in one cell."""
    return f"整改目标：\n{goal}\n整改措施：\n{measures}"


def numbered(lines: Sequence[str]) -> str:
    """Lines numbered from 1, one under the other."""
    return "\n".join(f"{number}.{line}" for number, line in enumerate(lines, 1))


def boxes(ticked: Status | None, glyph: str, separator: str) -> str:
    """The four boxes with at most one ticked, in a clerk's own glyph."""
    return separator.join(f"{glyph if status is ticked else '□'}{status.label}" for status in Status)


def _county(place: dict[str, Any], index: int, data: dict[str, Any]) -> County:
    habits = dict(place["habit"])
    if "extra" in habits:
        habits["extra"] = Extra(**habits["extra"])
    habit = Habit(**habits)
    rows = tuple(_row(place, index, task, habit, data["not_applicable"]) for task in load("tasks")["task"])
    return County(place["name"], data["title"].format(county=place["name"]), habit, rows)


def _row(place: dict[str, Any], index: int, task: dict[str, Any], habit: Habit, not_applicable: str) -> SampleRow:
    name = place["name"]
    applies = name in task.get("units", [name])
    own = next((row for row in place.get("own", ()) if row["task"] == task["province"]), None)
    status: Status | None = Status(own["status"]) if own else Status.COMPLETED
    if not applies:
        status = None
        progress = not_applicable.format(**place["slots"])
    else:
        progress = own["text"].strip() if own else _progress(task, index, place["slots"])
    texts = {
        "region": place["region"],
        "serial": chinese(task["serial"]) if habit.serial == "chinese" else str(task["serial"]),
        "task": task["problem"],
        **plan_of(task, name),
        "deadline": deadline_of(task, name),
        "progress": progress,
        "status": boxes(status, habit.ticked, habit.separator),
    }
    if not applies and habit.not_applicable_status == "blank":
        texts["status"] = ""
    return SampleRow(task["province"], texts, status, task.get("due"), applies)


def _progress(task: dict[str, Any], index: int, slots: Mapping[str, Any]) -> str:
    """A completed answer to each measure. Of the three wordings of four measures, any two of the nine counties
    share one at most: their numbers are two digits to the base of three, and the two sums of these."""
    high, low = divmod(index, 3)
    choice = [high, low, high + low, high + 2 * low]
    shift = task["serial"]
    lines = [wordings[(choice[number] + shift) % 3] for number, wordings in enumerate(task["answers"])]
    return numbered([line.format(**slots) for line in lines])


def plan_of(task: dict[str, Any], county: str) -> dict[str, str]:
    """plan, goal and measures: the county's own block where the task has blocks, all blocks for who has none."""
    blocks: dict[str, Any] = task.get("blocks", {})
    if not blocks or county in blocks:
        part = blocks.get(county, task)
        goal, measures = part["goal"], numbered(part["measures"])
        return {"plan": plan_text(goal, measures), "goal": goal, "measures": measures}
    parts = {unit: (part["goal"], numbered(part["measures"])) for unit, part in blocks.items()}
    return {
        "plan": "\n".join(f"{unit}\n{plan_text(*part)}" for unit, part in parts.items()),
        "goal": "\n".join(f"{unit}\n{goal}" for unit, (goal, _) in parts.items()),
        "measures": "\n".join(f"{unit}\n{measures}" for unit, (_, measures) in parts.items()),
    }


def deadline_of(task: dict[str, Any], county: str) -> str:
    lines: list[str] = task["deadline"].split("\n")
    return lines[lines.index(county) + 1] if county in lines else task["deadline"]

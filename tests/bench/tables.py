"""Clean county tables for the proof of the rules: varied in wording, layout and ticks, easy to spoil in one cell."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from xl_tools.core import regions
from xl_tools.core.addresses import cell_name
from xl_tools.core.grid import Book, CellValue, Control, Grid, Range
from xl_tools.core.records import Level, ProgressSheet, Status
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.sample.many import county_rows
from xl_tools.sample.sentences import chinese
from xl_tools.write.form_books import FormRow

AS_OF = date(2022, 12, 20)
PERIOD = "2022-12"
DONE, ON, BEHIND, NOT = Status

LIST = ("serial", "task", "leader", "units", "person", "goal", "measures", "deadline")
STANDARD = ("region", "serial", "task", "plan", "deadline", "progress", "status")
SPLIT = ("region", "serial", "task", "goal", "measures", "deadline", "progress", "status")
WIDE = ("serial", "region", "task", "plan", "deadline", "progress", "problems", "status", "remark")
HEADINGS = {
    "region": "县（市、区）名称",
    "serial": "序号",
    "task": "整改任务名称",
    "plan": "整改目标和措施",
    "goal": "整改目标",
    "measures": "整改措施",
    "deadline": "完成时限",
    "progress": "目前进展情况及存在问题",
    "problems": "存在问题",
    "status": "备注",
    "leader": "责任领导",
    "units": "责任单位",
    "person": "责任人",
    "remark": "备注",
}


@dataclass(frozen=True)
class Habit:
    """How a clerk lays out the table."""

    columns: Sequence[str] = STANDARD
    above: Sequence[str] = ("附件", "{title}")
    first: int = 1
    ticked: str = "☑"
    empty: str = "□"
    between: str = "\n"
    words: bool = False
    numerals: str = "chinese"
    dates: bool = False
    merged: bool = False
    groups: bool = False
    spaced: bool = False
    below: Sequence[str] = ()
    headings: dict[str, str] = field(default_factory=dict)


HABITS = (
    Habit(),
    Habit(SPLIT, first=2, ticked="√", numerals="digits", below=("填表人：", "注：一县一表")),
    Habit(WIDE, words=True, headings={"status": "整改状态"}, numerals="bracket"),
    Habit(ticked="■", between=" ", merged=True, dates=True),
    Habit(above=("{title}",), ticked="\uf0fe", empty="\uf0a8", spaced=True),
    Habit(SPLIT, groups=True, ticked="[x]", empty="[ ]", numerals="digits"),
    Habit(above=("附件2", "", "{title}", "单位：盖章"), ticked="●", empty="○", headings={"deadline": "整改时限"}),
)


@dataclass
class Table:
    """A table that can be spoilt. ``rows`` hold texts by column; the rest is what a sheet has besides."""

    unit: str
    city: str
    habit: Habit
    rows: list[dict[str, str]]
    statuses: list[Status]
    month: int = 12
    hidden: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    struck_ends: dict[tuple[int, str], int] = field(default_factory=dict)
    titled: str = ""
    errors: dict[tuple[int, str], str] = field(default_factory=dict)
    joined: list[tuple[int, int, str]] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    under: list[str] = field(default_factory=list)
    controls: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.columns = list(self.habit.columns)
        self.under = list(self.habit.below)

    @property
    def header(self) -> int:
        return len(self.habit.above) + (2 if self.habit.groups else 1)

    def cell(self, row: int, column: str) -> str:
        """A cell's name; row -1 is the heading."""
        return cell_name(self.header + 1 + row, self.habit.first + self.columns.index(column))

    def has(self, column: str) -> bool:
        return column in self.columns

    def tick(self, row: int, *ticked: Status, of: Sequence[Status] = tuple(Status)) -> None:
        self.rows[row]["status"] = self.habit.between.join(
            f"{self.habit.ticked if status in ticked else self.habit.empty}{status.label}" for status in of
        )

    def calm(self, row: int, status: Status, due: str = "", extra: str = "") -> None:
        """Make an entry plain and faultless: two measures, two answers."""
        topic = f"{chinese(row + 1)}号片区乱堆点"
        texts = self.rows[row]
        measures = f"1.摸清{topic}底数。\n2.逐处清理{topic}。"
        self.set_plan(texts, f"{topic}全部清零。", measures)
        found = 20 + 3 * row
        answers = {
            DONE: f"2.乱堆点{found}处全部清理，验收、公示结束。",
            ON: f"2.清理乱堆点{found - 7}处，复绿{found}平方米。",
            BEHIND: f"2.清理乱堆点{found - 15}处，由于连续降雨滞后，下一步增加班组。",
            NOT: "2.等待上级下达资金。",
        }
        texts["progress"] = f"1.走访{topic}周边村{row + 2}个，建成台账。\n{answers[status]}{extra}"
        texts["deadline"] = due or ("2022年6月底前" if status is DONE else "2030年12月底前")
        self.statuses[row] = status
        if self.habit.words:
            texts["status"] = status.label
        else:
            self.tick(row, status)

    def set_plan(self, texts: dict[str, str], goal: str, measures: str) -> None:
        texts["goal"], texts["measures"] = goal, measures
        texts["plan"] = f"整改目标：\n{goal}\n整改措施：\n{measures}"

    def grid(self) -> Grid:
        """The table as cells."""
        habit, left = self.habit, self.habit.first - 1
        title = f"{self.city}{self.titled or self.unit}督察整改进展情况表（2022年{self.month}月）"
        pad: list[CellValue] = [""] * left
        lines: list[list[CellValue]] = [[*pad, line.format(title=title)] for line in habit.above]
        merged = [Range(row, 1, row, left + len(self.columns)) for row in range(1, len(lines) + 1)]
        if habit.groups:
            lines.append([*pad, *self._groups(merged)])
        headings = HEADINGS | habit.headings | self.titles
        spaces = " " if habit.spaced else ""
        lines.append([*pad, *(spaces.join(headings[column]) for column in self.columns)])
        top = len(lines)
        lines += [[*pad, *(self._value(row, column) for column in self.columns)] for row in range(len(self.rows))]
        lines += [[*pad, line] for line in self.under]
        if habit.merged:
            column = habit.first + self.columns.index("region")
            merged.append(Range(top + 1, column, top + len(self.rows), column))
        for first, last, name in self.joined:
            column = habit.first + self.columns.index(name)
            merged.append(Range(top + 1 + first, column, top + 1 + last, column))
        faults = {
            (top + 1 + row, habit.first + self.columns.index(name)): what for (row, name), what in self.errors.items()
        }
        hidden = frozenset(top + 1 + row for row in self.hidden)
        controls = [
            Control(top + 1 + row, habit.first + self.columns.index(name), "已完成", None)
            for row, name in self.controls
        ]
        width = range(habit.first, habit.first + len(self.columns))
        ends = {
            (top + 1 + row, habit.first + self.columns.index(name)): n for (row, name), n in self.struck_ends.items()
        }
        return Grid(
            "整改进展",
            lines,
            merged=merged,
            hidden_rows=hidden,
            faults=faults,
            struck=frozenset((top + 1 + row, column) for row in self.struck for column in width),
            struck_parts={
                (row, column): ((len(str(lines[row - 1][column - 1])) - n, len(str(lines[row - 1][column - 1]))),)
                for (row, column), n in ends.items()
            },
            controls=controls,
        )

    def _groups(self, merged: list[Range]) -> list[CellValue]:
        names: list[CellValue] = ["", "", *["下达内容"] * 4, *["填报内容"] * (len(self.columns) - 6)]
        row = len(self.habit.above) + 1
        merged.append(Range(row, self.habit.first + 2, row, self.habit.first + 5))
        merged.append(Range(row, self.habit.first + 6, row, self.habit.first + len(self.columns) - 1))
        return [name if names.index(name) == place else "" for place, name in enumerate(names)]

    def _value(self, row: int, column: str) -> CellValue:
        text = self.rows[row].get(column, "")
        if (row, column) in self.errors:
            return ""
        if column == "region" and self.habit.merged and row:
            return ""
        if column == "deadline" and self.habit.dates and text == "2022年6月底前":
            return date(2022, 6, 30)
        return text

    def book(self) -> Book:
        return Book(f"{self.unit}.xlsx", (self.grid(),))

    def sheets(self) -> list[ProgressSheet]:
        return read_sheets(self.book(), as_of=AS_OF)

    def copied(self) -> Table:
        return copy.deepcopy(self)

    def of_the_city(self) -> tuple[str, str]:
        """Make it the city's own table; returns two of its counties."""
        for row in self.rows:
            row["region"] = self.city
        city = regions.find(self.city)
        assert city is not None
        first, second = (county.name for county in regions.children(city)[:2])
        return first, second

    def as_list(self) -> None:
        """Make it a task list: units, leaders and persons instead of progress."""
        self.habit = replace(self.habit, columns=LIST, groups=False, merged=False)
        self.columns = list(LIST)
        for row in self.rows:
            row |= {"leader": "分管副县长", "units": "县住建局（牵头）、县水利局", "person": "县住建局局长"}

    def before(self) -> Table:
        """Last period's table: the same tasks, with other texts."""
        table = self.copied()
        table.month = 11
        for place, row in enumerate(table.rows):
            row["progress"] = f"1.上月走访第{place + 3}网格，问题建档。\n2.施工图交底，机械进场{place + 2}台班。"
        return table

    def before_nearly(self) -> Table:
        """Last period's table with nearly the same texts: for measuring the comparison."""
        table = self.copied()
        table.month = 11
        for row in table.rows:
            row["progress"] = row["progress"].replace("，", "，目前", 3)
        return table


def clean_tables(count: int, seed: int = 4, tasks: int = 12, rows: int = 10) -> list[Table]:
    """Tables without a fault: real counties, wording of the made-up sample, one habit after the other."""
    places = [
        (city, county)
        for province in ("330000", "420000", "130000")
        for city in regions.children(_known(province))
        for county in regions.children(city)
        if county.level is Level.COUNTY
    ]
    tables = []
    for place in range(count):
        city, county = places[place % len(places)]
        habit = HABITS[place % len(HABITS)]
        random = Random(f"{seed} {county.code}")
        tables.append(
            _table(county.name, city.name, habit, county_rows(county.name, tasks=tasks, seed=seed), random, rows)
        )
    return tables


def _known(code: str) -> regions.Region:
    found = regions.by_code(code)
    assert found is not None
    return found


def _table(
    unit: str, city: str, habit: Habit, issued: Sequence[tuple[FormRow, Status]], random: Random, count: int
) -> Table:
    first = random.randrange(max(1, len(issued) - count))
    rows, statuses = [], []
    for place, (form, status) in enumerate(issued[first : first + count]):
        goal, _, measures = form.plan.removeprefix("整改目标：\n").partition("\n整改措施：\n")
        rows.append(
            {
                "region": unit,
                "serial": _serial(place + 1, habit.numerals),
                "task": form.task,
                "plan": form.plan,
                "goal": goal,
                "measures": measures,
                "deadline": form.deadline,
                "progress": form.progress,
                "problems": "无" if status is DONE else "",
                "remark": "",
            }
        )
        statuses.append(status)
    table = Table(unit, city, habit, rows, statuses)
    for place, status in enumerate(statuses):
        if habit.words:
            rows[place]["status"] = status.label
        else:
            table.tick(place, status)
    return table


def _serial(number: int, numerals: str) -> str:
    return {"chinese": chinese(number), "digits": str(number), "bracket": f"（{chinese(number)}）"}[numerals]


def without_words(table: Table) -> Table:
    """The same table with tick boxes where its clerk writes words: for faults of the boxes."""
    if table.habit.words:
        table = table.copied()
        table.habit = replace(table.habit, words=False)
        for place, status in enumerate(table.statuses):
            table.tick(place, status)
    return table

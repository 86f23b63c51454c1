"""Which unit is handed which tasks of a task list, or of last period's table, and with what text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, ProgressRow, ProgressSheet, Region
from xl_tools.core.text import some_of, squeeze
from xl_tools.forms.definitions import standard
from xl_tools.forms.headings import title
from xl_tools.parse.phrases import read_deadline
from xl_tools.parse.serials import read_serial
from xl_tools.parse.table.inspections import settled, short_name
from xl_tools.parse.table.unit_names import read_units
from xl_tools.rollup.policy import not_applicable_label
from xl_tools.rollup.task_keys import TaskKey, numbers_by_name, own_key, task_key
from xl_tools.rollup.texts import part_text
from xl_tools.round.issuing.assignment import Assignment
from xl_tools.round.issuing.cut import Cutter
from xl_tools.round.issuing.responsible import everyone, responsible, responsible_text, unread_column


@dataclass(frozen=True, slots=True)
class IssuedTask:
    """One task as one unit gets it. ``label`` names it for people ("第16项"), ``key`` finds it again; ``serial`` is
    that of the list it is from, so that what refers to it (详见第7项) still does."""

    key: TaskKey
    label: str
    row: int
    serial: str
    task: str
    plan: str
    deadline: str


_MANY = 12
_LIST = expression(r"[、,;/]")


@dataclass
class TasksByUnit:
    """``tasks`` by code of the unit, in the order of the table. ``notes`` are sentences for who hands out; ``faults``
    about tasks of which it is not clear whose they are: with any, nothing is to be handed out."""

    tasks: dict[str, list[IssuedTask]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    to_all: list[str] = field(default_factory=list)
    """Tasks given to everybody though their list names other offices only."""
    lacking: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Units by task and by what it lacks."""


def label_of(row: ProgressRow) -> str:
    """How people call a task."""
    if row.province_serial is not None:
        return f"第{row.province_serial}项"
    return f"序号{row.serial.number}" if row.serial.number else f"第 {row.row} 行的任务"


def plan_tasks(
    sheet: ProgressSheet,
    units: Sequence[Region],
    *,
    assignment: Assignment | None = None,
    listed: regions.UnitList = regions.NONE,
    standings: Mapping[tuple[int, str], str] | None = None,
) -> TasksByUnit:
    """Give each unit its tasks.

    An assignment decides alone. Without one: the region column of a table with a line for each unit; the units that a
    list names as responsible; the units that have blocks of their own in task, plan or deadline; else everybody. In a
    list that names responsible units a task without any is nobody's until it has one, and that is noted.
    What is given to everybody though other offices are named, and who is left out by blocks, is noted. A name or a
    number of units that is not understood is a fault, and never everybody. ``standings``
    tells of a table that a roll-up wrote how each task (by serial) stands with each unit: one that answers for a task
    gets it again, though it left a cell empty and has no block there; one that does not, does not.
    """
    cutter = Cutter.among(units, listed, {name for _, name in standings or ()})
    plan = TasksByUnit({unit.code: [] for unit in units})
    plan.faults += _numbered_twice(sheet)
    if assignment is None and (heading := unread_column(sheet, cutter)):
        plan.faults.append(
            f"没有“责任单位”这一栏，“{heading}”一栏写着单位，标题不认识；是责任单位的，请把标题改成“责任单位”；"
            "不是的，请补上“责任单位”一栏，或给出分配表（用 --units）"
        )
    owner = _Owner(sheet, cutter, listed, plan)
    last = _LastPeriod(standings or {}, cutter)
    says_units = any(map(responsible_text, sheet.rows))
    for row in sheet.rows:
        if not row.text(Field.TASK).strip():
            plan.notes.append(f"第 {row.row} 行没有任务名称，没有下发；请补上后重新下发。")
            continue
        codes = _assigned(row, assignment) if assignment else owner.of(row)
        if codes is None:
            codes = _concerned(row, cutter, plan, last, listed)
            silent = not (responsible_text(row) or row.text(Field.REGION).strip())
            if codes is None and says_units and silent:
                plan.notes.append(
                    f"{label_of(row)}没有写责任单位（别的任务写了），没有下发；请补上后重新下发，"
                    "各单位都承担的写“各县（市、区）”。"
                )
                continue
            codes = frozenset(plan.tasks) if codes is None else codes
        for unit in units:
            if unit.code in codes:
                _add(plan, unit, row, cutter)
    if plan.to_all:
        plan.notes.append(
            f"{some_of(plan.to_all, _MANY)}的责任单位没有写到县（市、区），下发给了全部 {len(units)} 个单位；"
            "只该下发给一部分的，请给出分配表（用 --units）。"
        )
    for (task, what), names in plan.lacking.items():
        plan.notes.append(f"{task}没有{what}，照空下发给{some_of(names, _MANY)}；请核对任务清单。")
    return plan


def _numbered_twice(sheet: ProgressSheet) -> Iterator[str]:
    """Tasks of several inspections that bear one number: in a workbook that is handed out nothing tells them apart."""
    meant = settled(row.inspection for row in sheet.rows)
    seen: dict[int, TaskKey] = {}
    for row in sheet.rows if meant else ():
        key = task_key(row, {}, "", meant)
        if key.number is not None and seen.setdefault(key.number, key) != key:
            names = "、".join(short_name(one) for one in sorted({one for one in (meant or {}).values() if one}))
            yield (
                f"有几轮督察的任务（{names}），编号相同（如 第{key.number}项），发下去分不清；"
                "请写明下发哪一轮（命令行用 --inspection），或按轮次分成几份清单"
            )
            return


def _assigned(row: ProgressRow, assignment: Assignment) -> frozenset[str]:
    return frozenset(code for code, rows in assignment.tasks.items() if row.row in rows)


@dataclass(frozen=True)
class _LastPeriod:
    """How each task (by its serial) stood with each unit, where a roll-up is handed out again."""

    standings: Mapping[tuple[int, str], str]
    cutter: Cutter

    def answering(self, row: ProgressRow) -> frozenset[str]:
        """Codes of the units that the task concerned."""
        serial = row.serial.number or 0
        said = ((code, self.standings.get((serial, name))) for name, code in self.cutter.labels.items())
        return frozenset(code for code, standing in said if standing and standing != not_applicable_label())

    @cached_property
    def known(self) -> frozenset[str]:
        """Codes of the units that owed anything."""
        names = {name for _, name in self.standings}
        return frozenset(code for name, code in self.cutter.labels.items() if name in names)


@dataclass
class _Owner:
    """Whose the rows of a table with a region column are. A name stands once over the rows below it as often as on
    each of them."""

    sheet: ProgressSheet
    cutter: Cutter
    listed: regions.UnitList
    plan: TasksByUnit
    above: frozenset[str] | None = None

    def of(self, row: ProgressRow) -> frozenset[str] | None:
        """Codes of the units that the region column names; None where it does not say (or says: all)."""
        if self.sheet.form.whose is not Field.REGION and not row.region_cell:
            return None
        text = squeeze(row.text(Field.REGION))
        if text:
            self.above = self._named(text, row)
        return self.above

    def _named(self, text: str, row: ProgressRow) -> frozenset[str] | None:
        labels = self.cutter.labels
        parts = [part for part in _LIST.split(text) if part]
        places = [place for part in parts if (place := self.cutter.canonical(part))]
        if parts and len(places) == len(parts):
            return frozenset(labels[place] for place in places if place in labels)
        units = self.cutter.units
        area = regions.find(text, units=self.listed)
        if (area and any(regions.is_within(unit, area) for unit in units)) or everyone().search(text):
            return None
        if regions.candidates(text, units=self.listed):
            self.plan.notes.append(f"{label_of(row)}是{text}的，不在这次下发的单位之内，没有下发。")
        else:
            near = regions.nearest(text, units=self.listed)
            hint = f"，是否指“{near.name}”" if near else ""
            self.plan.faults.append(f"第 {row.row} 行的地区“{text}”不是已知的单位{hint}")
        return frozenset()


def _concerned(
    row: ProgressRow, cutter: Cutter, plan: TasksByUnit, last: _LastPeriod, listed: regions.UnitList
) -> frozenset[str] | None:
    """Codes of the units that a task concerns; None where nothing tells, which may be everybody."""
    everybody = frozenset(unit.code for unit in cutter.units)
    text = responsible_text(row)
    found = responsible(text, cutter, listed)
    if found.unclear:
        named = cutter.named(row)
        offered = [unit.name for unit in cutter.units if unit.code in named]
        hint = f"（文字里分写的有{some_of(offered, _MANY)}，是它们的，请写进责任单位）" if offered else ""
        plan.faults.append(f"{label_of(row)}的责任单位{found.unclear}{hint}")
        return frozenset()
    if found.elsewhere:
        plan.notes.append(f"{label_of(row)}的责任单位是{found.elsewhere}，不在这次下发的单位之内，没有下发。")
        return frozenset()
    if found.codes:
        return found.codes
    answering = last.answering(row)
    blocks = cutter.named(row)
    if blocks:
        begun = (codes for unit in cutter.units for codes in cutter.doubted(row, unit).values())
        blocks = blocks.union(answering, *begun)
        others = [unit.name for unit in cutter.units if unit.code not in blocks]
        if others:
            plan.notes.append(
                f"{label_of(row)}的文字按单位分开写，只下发给写到的 {len(blocks)} 个单位，"
                f"没有写到的不下发：{some_of(others, _MANY)}。"
            )
        return blocks
    if answering:
        others = [unit.name for unit in cutter.units if unit.code in last.known - answering]
        if others:
            plan.notes.append(f"{label_of(row)}上期没有下发给{some_of(others, _MANY)}，或者它们不涉及，这次也不下发。")
        return everybody - (last.known - answering)
    if text.strip() and not any(everyone().search(squeeze(unit.raw)) for unit in read_units(text)):
        plan.to_all.append(label_of(row))
    return None


def _add(plan: TasksByUnit, unit: Region, row: ProgressRow, cutter: Cutter) -> None:
    given, doubted = cutter.given(row, unit), cutter.doubted(row, unit)
    for name, codes in doubted.items():
        others = some_of([one.name for one in cutter.units if one.code in codes], _MANY)
        plan.notes.append(
            f"{label_of(row)}的“{title(standard(), name)}”里，{unit.name}那一段有写着{others}开头的行，"
            f"分不清是谁的，这一格没有下发给{unit.name}；请在前面单独写一行单位名称，改好后重新下发。"
        )
    if Field.TASK in doubted:
        return
    tasks, key = plan.tasks[unit.code], own_key(row)._replace(inspection="")
    if any(task.key == key for task in tasks):
        plan.notes.append(f"{label_of(row)}对{unit.name}出现了两次，只下发第一次出现的那一行。")
        return
    empty = [name for name in (Field.PLAN, Field.DEADLINE) if not given[name].strip() and not doubted]
    if empty:
        words = "、".join({Field.PLAN: "整改目标和措施", Field.DEADLINE: "完成时限"}[name] for name in empty)
        plan.lacking.setdefault((label_of(row), words), []).append(unit.name)
    texts = (given[name] for name in (Field.TASK, Field.PLAN, Field.DEADLINE))
    tasks.append(IssuedTask(key, label_of(row), row.row, row.serial.text.strip(), *texts))


def serials_of(tasks: Sequence[IssuedTask]) -> list[str]:
    """The serials of a unit's tasks: those of the list they are from, where each has one and they rise; else 1, 2, …"""
    numbers = [reading.number or reading.province_serial or 0 for reading in (read_serial(one.serial) for one in tasks)]
    rising = all(before < after for before, after in zip([0, *numbers], numbers, strict=False))
    return [one.serial for one in tasks] if rising else [str(place) for place in range(1, len(tasks) + 1)]


def left_open(task: IssuedTask, day: date) -> dict[Field, str]:
    """The columns of a task that cannot be locked, with why: what is not there, or tells no day, is for the unit to
    say. Locked, it would be held against the unit that cannot change it."""
    found = {}
    if not task.plan.strip():
        found[Field.PLAN] = "没有整改目标和措施"
    if not task.deadline.strip():
        found[Field.DEADLINE] = "没有完成时限"
    elif read_deadline(task.deadline, day).fault:
        found[Field.DEADLINE] = f"的完成时限“{task.deadline.strip()}”看不出是哪一天"
    return found


def previous_texts(
    sheets: Sequence[ProgressSheet], unit: Region, cutter: Cutter, inspection: str = ""
) -> Mapping[TaskKey, str]:
    """What a unit wrote last period, by task: in its own sheet, else in its blocks of a table above it. Only of the
    tasks of one ``inspection``, where there were several."""
    found: dict[TaskKey, str] = {}
    numbers = numbers_by_name(row for sheet in sheets for row in sheet.rows)
    meant = settled([inspection, *(row.inspection for sheet in sheets for row in sheet.rows)])
    latest = sorted(sheets, key=lambda sheet: sheet.period or "", reverse=True)
    for sheet in latest:
        if not sheet.form.reports:
            continue
        own = sheet.region is not None and sheet.region.code == unit.code
        if sheet.region and not own and not regions.is_within(unit, sheet.region):
            continue  # another city's counties may bear this one's name
        for row in sheet.rows:
            if meant and meant.get(row.inspection) != meant.get(inspection):
                continue
            text = part_text(row, Field.PROGRESS) if own else cutter.written(row, unit)
            if text:
                found.setdefault(task_key(row, numbers, ""), text)
    return found

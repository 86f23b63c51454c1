"""Who is to report what: a unit × task assignment as people keep it in a sheet.

Three layouts are read, each found by its headings (``data/forms/assignment.toml``): lines of units and their tasks
(单位 | 任务: "1、3、5" or "全部"; 省序号 | 牵头单位 | 配合单位), a matrix with the units down and the tasks across, a
matrix with the tasks down and the units across. What is left blank below its first line is that of the line above.

Nothing is guessed: a column, a cell or a mark that is not understood is a fault, and so is what is hidden or struck
out. Who hands out by a table that is only half understood gives tasks to units that have nothing to do with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Literal

from xl_tools.core import regions
from xl_tools.core.addresses import cell_name, column_letters
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Grid
from xl_tools.core.records import Field, ProgressRow, Region
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.forms.definitions import read_by
from xl_tools.parse.serials import read_serial
from xl_tools.parse.table.content import is_footnote, is_sum
from xl_tools.parse.table.unit_names import may_be_office
from xl_tools.round.issuing.assignment_cells import out_of_use, texts_of
from xl_tools.round.issuing.assignment_marks import NUMBER, meaning
from xl_tools.round.issuing.assignment_marks import words as known_words

Numbering = Literal["province", "own", "either"]
"""Whose number a task is named by: the province's list (省序号), the table's own (序号), or it does not say."""

_SEPARATORS = expression(r"[、,，;；/\s]+")


@dataclass(frozen=True, slots=True)
class Assignment:
    """``units`` in the order of the sheet; ``tasks`` holds for each unit's code the rows (by row number of the task
    table) that it is to report. ``faults`` are sentences about what could not be used: with any, nothing is to be
    handed out. ``notes`` are sentences about what was passed over."""

    units: tuple[Region, ...]
    tasks: Mapping[str, frozenset[int]]
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Reader:
    rows: Sequence[ProgressRow]
    within: Region | None
    listed: regions.UnitList
    units: dict[str, Region] = field(default_factory=dict)
    tasks: dict[str, set[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    """What stands in the cells of a matrix, with the first of each."""

    def unit(self, name: str, place: str) -> Region | None:
        found = regions.find(name, within=self.within, units=self.listed) or regions.find(name, units=self.listed)
        if found is None:
            near = regions.nearest(name, within=self.within, units=self.listed)
            hint = f"，是否指“{near.name}”" if near else ""
            self.faults.append(f"{place}“{name}”不是已知的单位，或者有重名{hint}")
        return found

    def task(self, name: str, numbering: Numbering, place: str) -> int | None:
        """The row of a task named by its number."""
        reading = read_serial(name)
        number = reading.province_serial or reading.number
        if number is None:
            self.faults.append(f"{place}“{name}”不是任务的序号")
            return None
        if reading.province_serial and numbering == "either":
            numbering = "province"
        by_province = {row.row for row in self.rows if row.province_serial == number}
        by_own = {row.row for row in self.rows if row.serial.number == number}
        found = {"province": by_province, "own": by_own, "either": by_province | by_own}[numbering]
        if len(found) == 1:
            return next(iter(found))
        if found:
            self.faults.append(f"{place}“{name}”可能指不同的任务，请把列标题写成“省序号”或“序号”")
        else:
            self.faults.append(f"{place}“{name}”在任务清单里没有")
        return None

    def assign(self, unit: Region, row: int | None) -> None:
        self.units.setdefault(unit.code, unit)
        given = self.tasks.setdefault(unit.code, set())
        if row is not None:
            given.add(row)

    def done(self) -> Assignment:
        tasks = {code: frozenset(rows) for code, rows in self.tasks.items()}
        faults, notes = tuple(dict.fromkeys(self.faults)), tuple(dict.fromkeys(self.notes))
        return Assignment(tuple(self.units.values()), tasks, faults, notes)


def read_assignment(
    grid: Grid,
    rows: Sequence[ProgressRow],
    *,
    within: Region | None = None,
    units: regions.UnitList = regions.NONE,
) -> Assignment | None:
    """The assignment on a sheet; None when it holds none (a plain list of units).

    ``rows`` are the tasks that may be assigned; ``within`` settles names that several places share. A merged cell says
    the same for all its rows and columns.
    """
    cells = texts_of(grid)
    reader = _Reader(rows, within, units)
    for number, row in enumerate(cells):
        body = list(enumerate(cells[number + 1 :], number + 2))
        keys = [squeeze(text) for text in row]
        unit, task = _column(keys, "unit"), _column(keys, "task")
        whose = _columns(keys, ("unit", "lead", "cooperating"))
        tasks = _columns(keys, ("tasks", "lead_tasks", "cooperating_tasks")) or (
            [task] if unit is None and task is not None else []
        )
        if whose and tasks:
            _read_lines(reader, body, whose, {column: _numbering(keys[column]) for column in tasks})
            _look_beside(reader, body, keys, {*whose, *tasks})
        elif unit is not None and (across := _task_headings(keys, unit)):
            _read_units_down(reader, body, unit, across)
            _look_for_lost_marks(reader, body, row, {unit, *across}, "任务的序号")
        elif unit is None and task is not None and (columns := _unit_headings(row, task, reader)):
            _read_tasks_down(reader, body, task, columns, _numbering(keys[task]))
            _look_for_lost_marks(reader, body, row, {task, *columns}, "已知的单位")
        else:
            continue
        reader.faults += out_of_use(grid, number + 1)
        if None in (grid.hidden_rows, grid.hidden_columns, grid.struck):
            reader.notes.append(f"这种格式看不出“{grid.name}”里隐藏的行列、划掉的字，请核对，或另存为 .xlsx 再下发。")
        return reader.done()
    return None


def read_beside(grid: Grid) -> tuple[list[str], list[str]]:
    """What stands beside the names of a plain list of units and is not understood: it may be their tasks. Faults, and
    notes."""
    cells = texts_of(grid)
    reader = _Reader((), None, regions.NONE)
    names = {squeeze(word) for word in load("regions")["unit_list"]["name"]}
    for number, row in enumerate(cells):
        keys = [squeeze(text) for text in row]
        unit = next((column for column, key in enumerate(keys) if key in names), _column(keys, "unit"))
        if unit is not None:
            _look_beside(reader, list(enumerate(cells[number + 1 :], number + 2)), keys, {unit})
            reader.faults += out_of_use(grid, number + 1)
            break
    return reader.faults, reader.notes


_Lines = Sequence[tuple[int, Sequence[str]]]


@dataclass
class _Above:
    """What a cell that is left blank below the first one means: that of the line above, while lines adjoin."""

    reader: _Reader
    what: str
    text: str = ""
    row: int = 0

    def filled(self, number: int, text: str, needed: bool) -> str:
        """The cell's own text, else the one above, which is noted, where the line says something (``needed``)."""
        if text:
            self.text, self.row = text, number
        elif needed and self.text and number == self.row + 1:
            self.row = number
            self.reader.notes.append(f"第 {number} 行没有写{self.what}，按上一行的“{self.text}”；请核对。")
            return self.text
        return text


def _read_lines(reader: _Reader, body: _Lines, whose: Sequence[int], tasks: Mapping[int, Numbering]) -> None:
    above = _Above(reader, "单位")
    for number, row in body:
        place = f"第 {number} 行"
        said = {column: text for column in tasks if (text := _at(row, column))}
        names = [name for column in whose if (name := _at(row, column))]
        if names and _is_beside_the_point(reader, number, names[0]):
            continue
        if len(whose) == 1:
            names = [name] if (name := above.filled(number, names[0] if names else "", bool(said))) else []
        if not names:
            if said:
                reader.faults.append(f"{place}写了任务“{next(iter(said.values()))}”，没有写单位")
            continue
        if not said:
            reader.faults.append(f"{place}“{names[0]}”没有写任务；全部承担的请写“全部”，不承担的请写“无”")
        for unit in _units_in(reader, names, place, alone=len(whose) == 1):
            reader.assign(unit, None)
            for column, text in said.items():
                _assign_tasks(reader, unit, text, tasks[column], place)


def _units_in(reader: _Reader, names: Sequence[str], place: str, *, alone: bool) -> Iterator[Region]:
    """The units that cells name, several in one cell too. An office beside units in columns of their own is passed
    over: it is handed nothing here."""
    for text in names:
        known = regions.find(text, within=reader.within, units=reader.listed)
        parts = [text] if known else [part for part in _BETWEEN_UNITS.split(text) if part]
        for part in parts:
            bare = _ROLE.sub("", part)
            office = may_be_office(bare) and not bare.startswith(_GROUPS)
            if (len(parts) > 1 or not alone) and office and not regions.candidates(bare):
                reader.notes.append(f"{place}的“{part}”不在应报的单位之内，没有给它下发。")
            elif unit := reader.unit(bare, place):
                yield unit


_GROUPS = ("各", "全", "所有", "有关", "相关")
"""How names begin that mean many: whom, nobody knows."""
_BETWEEN_UNITS = expression(r"[、,，;；/\s]+(?![^（(]{0,20}[)）])")
_ROLE = expression(r"[(（](?:牵头|配合|主办|协办|牵头单位|配合单位)[)）]$")


def _assign_tasks(reader: _Reader, unit: Region, said: str, numbering: Numbering, place: str) -> None:
    words = known_words()
    key = squeeze(said).casefold()
    if key in words["all"]:
        for entry in reader.rows:
            reader.assign(unit, entry.row)
    elif key not in words["no"]:
        for part in filter(None, _SEPARATORS.split(said)):
            reader.assign(unit, reader.task(part, numbering, place))


def _is_beside_the_point(reader: _Reader, number: int, text: str) -> bool:
    """Whether a line below the heading is a sum or a note: it is passed over, and noted."""
    if is_sum(text) or is_footnote(text):
        reader.notes.append(f"分配表第 {number} 行“{text[:20]}”没有处理；请核对。")
        return True
    return False


def _read_units_down(reader: _Reader, body: _Lines, unit: int, across: Mapping[int, tuple[str, Numbering]]) -> None:
    columns = {column: reader.task(name, numbering, "表头") for column, (name, numbering) in across.items()}
    above = _Above(reader, "单位")
    for number, row in body:
        name = _at(row, unit)
        if name and _is_beside_the_point(reader, number, name):
            continue
        ticked = [task for column, task in columns.items() if _assigns(reader, number, column, _at(row, column))]
        name = above.filled(number, name, bool(ticked))
        if not name:
            if ticked:
                reader.faults.append(f"第 {number} 行打了勾，没有写单位")
            continue
        found = reader.unit(name, f"第 {number} 行")
        if found is None:
            continue
        reader.assign(found, None)
        for task in ticked:
            reader.assign(found, task)


def _read_tasks_down(
    reader: _Reader, body: _Lines, task: int, columns: Mapping[int, Region], numbering: Numbering
) -> None:
    for unit in columns.values():
        reader.assign(unit, None)
    above = _Above(reader, "任务的序号")
    for number, row in body:
        name = _at(row, task)
        if name and _is_beside_the_point(reader, number, name):
            continue
        ticked = [unit for column, unit in columns.items() if _assigns(reader, number, column, _at(row, column))]
        name = above.filled(number, name, bool(ticked))
        if ticked and not name:
            reader.faults.append(f"第 {number} 行打了勾，没有写任务的序号")
        elif ticked:
            found = reader.task(name, numbering, f"第 {number} 行")
            for unit in ticked:
                reader.assign(unit, found)


# --- marks -----------------------------------------------------------------------------------------


def _assigns(reader: _Reader, row: int, column: int, text: str) -> bool:
    """Whether a mark of a matrix assigns. One that may mean either is a fault: ○ is a box that is not ticked here and
    a unit that helps there."""
    meant = meaning(text)
    cell = cell_name(row, column + 1)
    reader.marks.setdefault(squeeze(text), cell)
    if meant is None:
        reader.faults.append(f"{cell} 的“{text}”看不出是承担还是不承担；承担的请写“√”，不承担的请留空")
    return meant is True


def _look_for_lost_marks(reader: _Reader, body: _Lines, row: Sequence[str], used: Iterable[int], what: str) -> None:
    """Columns of a matrix that are passed over and hold marks: their heading is a slip. And crosses where nothing is
    ticked: who makes no other mark may mean by them what others tick."""
    crossed = next((text for text in reader.marks if text.casefold() in _CROSSES), "")
    if crossed and not any(meaning(text) for text in reader.marks):
        reader.faults.append(
            f"{reader.marks[crossed]} 等格写着“{crossed}”，没有一格打勾，看不出是承担还是不承担；"
            "承担的请写“√”，不承担的请留空"
        )
    width = max((len(cells) for _, cells in body), default=0)
    for column in sorted(set(range(max(width, len(row)))) - set(used)):
        marks = (text for _, cells in body if (text := _at(cells, column)))
        if any(not NUMBER.fullmatch(squeeze(text)) and meaning(text) for text in marks):
            reader.faults.append(f"{column_letters(column + 1)} 列打了勾，标题“{_at(row, column)}”不是{what}")


_CROSSES = frozenset("x×✗✕✘")


def _look_beside(reader: _Reader, body: _Lines, keys: Sequence[str], used: Iterable[int]) -> None:
    """Columns beside the units that may say which tasks are theirs."""
    words = known_words()
    own = {squeeze(word) for word in load("round")["assignment"]["own"]}
    lists = load("regions")["unit_list"]
    known = {
        squeeze(word).casefold() for name in ("name", "parent", "short", "kind", "reports") for word in lists[name]
    }
    width = max((len(cells) for _, cells in body), default=0)
    for column in sorted(set(range(max(width, len(keys)))) - set(used)):
        filled = [(number, text) for number, cells in body if (text := _at(cells, column))]
        heading = _at(keys, column).casefold()
        if not filled or heading in known | words["beside"] or (heading in own and column < min(used)):
            continue
        if heading in words["remarks"]:
            said = "；".join(f"第 {number} 行“{text}”" for number, text in filled[:5])
            reader.notes.append(f"单位清单里的“{_at(keys, column)}”没有处理：{said}；请核对。")
        else:
            title = f"“{_at(keys, column)}”这一栏" if heading else f"{column_letters(column + 1)} 列没有标题，"
            reader.faults.append(f"{title}看不懂；写的是各单位的任务，请把标题改成“省序号”；与下发无关的，请删掉这一栏")


# --- cells -----------------------------------------------------------------------------------------


def _at(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _column(keys: Sequence[str], what: str) -> int | None:
    """The column with one of these headings; the first word of the list goes before the others."""
    form = next(iter(read_by("assignment")))
    words = (squeeze(word) for word in form.columns[Field(what)].headings)
    return next((keys.index(word) for word in words if word in keys), None)


def _columns(keys: Sequence[str], names: Iterable[str]) -> list[int]:
    """The columns with headings of several, each once."""
    return list(dict.fromkeys(column for name in names if (column := _column(keys, name)) is not None))


def _numbering(heading: str) -> Numbering:
    words = load("round")["assignment"]
    if heading in words["province"]:
        return "province"
    return "own" if heading in words["own"] else "either"


def _task_headings(keys: Sequence[str], unit: int) -> dict[int, tuple[str, Numbering]]:
    """Columns whose heading is a task's number ("第16项", "序号3", "16")."""
    found: dict[int, tuple[str, Numbering]] = {}
    for column, key in enumerate(keys):
        reading = read_serial(key)
        if column > unit and (reading.number or reading.province_serial):
            found[column] = (key, "own" if key.startswith("序号") else "either")
    return found


def _unit_headings(row: Sequence[str], task: int, reader: _Reader) -> dict[int, Region]:
    """Columns whose heading is a unit; {} unless at least one is. Another heading (任务名称, 备注) is passed over."""
    found: dict[int, Region] = {}
    for column, text in _texts(row):
        place = regions.find(text, within=reader.within, units=reader.listed)
        if column != task and place:
            found[column] = place
    return found


def _texts(row: Sequence[str]) -> Iterator[tuple[int, str]]:
    return ((column, text) for column, text in enumerate(row) if text)

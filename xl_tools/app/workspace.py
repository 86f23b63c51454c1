"""The workspace: a folder with ``工作台.xlsx``, in which an office settles what holds for its work, and its rounds.

``office_at`` is what a surface calls: it finds the workspace from where the work is, and lays it over the user's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from xl_tools.app.office import CONTACTS, RULES, UNITS, Inspection, Office, Settled, of_user
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.addresses import cell_name
from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import read_day, read_moment
from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Grid
from xl_tools.core.period import Period, month, read_period
from xl_tools.core.records import Level
from xl_tools.core.struck_cells import struck_cells
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.rules.settings import SHEET, RuleSettings

_LISTED = expression(r"[、;；\n]\s*")
_EVERY_MONTH = expression(r"每月(\d{1,2})(?:日|号)?")


def find_workspace(place: Path) -> Path | None:
    """The folder of the workspace that a place lies in: the nearest above it, or itself; None where there is none."""
    name = load("workspace")["file"]
    here = place if place.is_absolute() else Path.cwd() / place
    return next((folder for folder in (here, *here.parents) if (folder / name).is_file()), None)


def office_at(place: Path, today: date) -> Office:
    """What is settled for work in a place: the workspace's over the user's own over ours.

    Raises UserError that tells every mistake in the workspace's workbook.
    """
    user = of_user(today)
    folder = find_workspace(place)
    return read_workspace(folder).over(user) if folder else user


def read_workspace(folder: Path) -> Office:
    """What the workspace's workbook says. Raises UserError with a sentence for each mistake in it."""
    words = load("workspace")
    path = folder / words["file"]
    sheets = {grid.name.strip(): grid for grid in read_book(path).grids}
    reader = _Reader(folder)
    if words["settings"] in sheets:
        reader.settings(sheets[words["settings"]])
    else:
        reader.faults.append(f"没有名为“{words['settings']}”的表")
    if words["inspections"] in sheets:
        reader.inspections(sheets[words["inspections"]])
    rows = reader.units(sheets.get(words["units"]))
    rules = reader.rules(sheets.get(SHEET))
    rules = replace(rules, hidden=reader.values.get("hidden", rules.hidden))
    if reader.faults:
        raise UserError(f"工作台“{path}”有问题：{'；'.join(reader.faults)}。请改正、保存后再试。")
    listed = Office.listing(rows)
    contacts = (path, *reader.more("more_addresses")) if _is_filled(sheets.get(words["addresses"])) else ()
    told = [*reader.told]
    told += [Settled(what=UNITS, value=f"{len(listed.units.listed)} 个单位", where=str(path))] if rows else []
    told += [Settled(what=RULES, value=rules.summary, where=str(path))] if rules.summary else []
    told += [Settled(what=CONTACTS, value="、".join(one.name for one in contacts), where=str(path))] if contacts else []
    return Office(
        folder=folder,
        rules=rules,
        rules_file=path if rules.summary else None,
        unit_rows=listed.unit_rows,
        units=listed.units,
        contacts=contacts,
        inspections=tuple(reader.found),
        settled=tuple(told),
        **{key: value for key, value in reader.values.items() if key in _OF_OFFICE},
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where the content of an item stands on its sheet, and as what."""

    cell: str
    text: str


def places_in(path: Path) -> Mapping[str, Place]:
    """The places of a workspace's items by their key."""
    name = load("workspace")["settings"]
    reader = _Reader(path.parent)
    for grid in read_book(path).grids:
        if grid.name.strip() == name:
            reader.settings(grid)
    return reader.places


_OF_OFFICE = ("name", "level", "to", "period", "deadline", "as_of", "signed", "receiver", "enclosed", "inbox",
              "orange", "yellow", "remind_days")  # fmt: skip


@dataclass
class _Reader:
    """Reads the sheets of the workbook; ``faults`` are clauses about what cannot be used."""

    folder: Path
    values: dict[str, Any] = field(default_factory=dict)
    found: list[Inspection] = field(default_factory=list)
    told: list[Settled] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)

    def settings(self, grid: Grid) -> None:
        """The sheet of items and their contents."""
        self.faults += struck_cells(grid)
        words = load("workspace")
        items = {squeeze(item["label"]): item for item in words["item"]}
        seen: dict[str, tuple[object, str]] = {}
        columns: dict[str, int] = {}
        for number, row in enumerate(grid.rows, 1):
            texts = [_text(value) for value in row]
            if not columns:
                if {words["what"], words["value"]} <= set(texts):
                    columns = {name: texts.index(name) for name in (words["what"], words["value"])}
                continue
            label = squeeze(texts[columns[words["what"]]]) if columns[words["what"]] < len(texts) else ""
            column = columns[words["value"]]
            value = row[column] if column < len(row) else None
            if label not in items:
                if label and _text(value):
                    self.faults.append(f"“{grid.name}”第 {number} 行的“{label}”不是认得的项目")
                continue
            if label in seen:
                self.faults.append(f"“{grid.name}”里“{label}”写了两次，请只留一行")
            self.places[items[label]["key"]] = Place(cell_name(number, column + 1), _text(value))
            seen[label] = (value, f"“{grid.name}”{cell_name(number, column + 1)} 的“{label}”")
        if not columns:
            self.faults.append(f"“{grid.name}”表里没有找到列标题“{words['what']}”和“{words['value']}”")
        # The period first: a deadline is one of its month.
        for label, (content, where) in sorted(seen.items(), key=lambda entry: items[entry[0]]["key"] != "period"):
            self._take(items[label], content, where)

    def _take(self, item: Mapping[str, Any], value: object, where: str) -> None:
        if not _text(value):
            return
        try:
            self.values[item["key"]] = _READERS[item["key"]](value, self)
        except UserError as error:
            self.faults.append(f"{where}：{str(error).rstrip('。')}")
            return
        path = self.folder / load("workspace")["file"]
        self.told.append(Settled(what=item["label"], value=_shown(self.values[item["key"]]), where=str(path)))

    def inspections(self, grid: Grid) -> None:
        """The sheet of inspections, one a row."""
        self.faults += struck_cells(grid)
        columns: dict[str, int] = {}
        headings: Mapping[str, str] = load("workspace")["columns"]
        for number, row in enumerate(grid.rows, 1):
            texts = [_text(value) for value in row]
            if not columns:
                if headings["tasks"] in texts:
                    columns = {key: texts.index(word) for key, word in headings.items() if word in texts}
                continue
            cells = {key: texts[column] for key, column in columns.items() if column < len(texts) and texts[column]}
            if not cells:
                continue
            where = f"“{grid.name}”第 {number} 行"
            if "tasks" not in cells:
                self.faults.append(f"{where}没有写任务清单是哪个文件")
                continue
            files = {key: self.file(cells[key], where) for key in ("tasks", "assigned") if key in cells}
            self.found.append(Inspection(name=cells.get("name", ""), title=cells.get("title", ""), **files))
        names = [one.name for one in self.found]
        if len(set(names)) < len(names) or (len(names) > 1 and "" in names):
            self.faults.append(f"“{grid.name}”里有几轮督察的，每轮都要写不同的“{headings['name']}”")
        if not columns:
            self.faults.append(f"“{grid.name}”表里没有找到列标题“{headings['tasks']}”")

    def units(self, grid: Grid | None) -> Sequence[Sequence[object]]:
        """The rows of the unit list, with those of a list kept elsewhere."""
        from xl_tools.app.unit_files import unit_rows, unusable

        rows: Sequence[Sequence[object]] = grid.rows if grid and _is_filled(grid) else ()
        if rows and grid:
            self.faults += struck_cells(grid)
            self.faults += [f"“{grid.name}”{fault}" for fault in unusable(tuple(rows))]
        for more in self.more("more_units"):
            try:
                rows = (*rows, *unit_rows(more))
            except UserError as error:
                self.faults.append(str(error).rstrip("。"))
        return rows

    def rules(self, grid: Grid | None) -> RuleSettings:
        self.faults += struck_cells(grid) if grid else ()
        try:
            return RuleSettings.of_table(grid.rows, load("workspace")["file"]) if grid else RuleSettings()
        except UserError as error:
            self.faults.append(str(error).partition("有问题：")[2].partition("。")[0])
            return RuleSettings()

    def more(self, key: str) -> Iterator[Path]:
        if key in self.values:
            yield self.values[key]

    def place(self, text: str) -> Path:
        """A place that is named from the workspace's folder, with the slashes of any system."""
        return self.folder / Path(text.replace("\\", "/"))

    def file(self, text: str, where: str) -> Path:
        path = self.place(text)
        if not path.is_file():
            self.faults.append(f"{where}写的文件“{text}”没有找到；请写从工作台所在文件夹开始的位置，或者完整的位置")
        return path


def _named(value: object, _: _Reader) -> str:
    region = regions.find(_text(value))
    if region is None:
        near = regions.nearest(_text(value))
        hint = f"，是否指“{near.name}”" if near else ""
        raise UserError(f"没有叫“{_text(value)}”的市、县、省{hint}；请写全称")
    return region.name


def _level(value: object, _: _Reader) -> Level:
    found = Level.called(_text(value))
    if found is None:
        raise UserError(f"写的是“{_text(value)}”，请从下拉里选市、省或县")
    return found


def _period(value: object, _: _Reader) -> Period:
    return read_period(value if isinstance(value, date) else _text(value))


def _deadline(value: object, reader: _Reader) -> datetime:
    if isinstance(value, date):
        return value if isinstance(value, datetime) and value.time() != time() else datetime.combine(value, _LAST)
    return deadline_in(_text(value), reader.values.get("period"))


def deadline_in(text: str, period: Period | None) -> datetime:
    """A moment; for the same day each month the one in the round's month. Raises UserError for anything else."""
    first = date.fromisoformat(f"{period}-01") if period else date.today()
    every = _EVERY_MONTH.fullmatch(squeeze(text))
    if every is None:
        return read_moment(text, first)
    if period is None:
        raise UserError("写的是每月的日子，还要写“期次”才知道是哪一天")
    try:
        return datetime.combine(first.replace(day=int(every[1])), _LAST)
    except ValueError:
        raise UserError(f"{month(period)}没有 {every[1]} 日，请改成有的日子") from None


_LAST = time(23, 59)


def _day(value: object, reader: _Reader) -> date:
    if isinstance(value, datetime):
        return value.date()
    period: Period | None = reader.values.get("period")
    first = date.fromisoformat(f"{period}-01") if period else date.today()
    return value if isinstance(value, date) else read_day(_text(value), first)


def _days(value: object, _: _Reader) -> int:
    text = _text(value).removesuffix("天").strip()
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1000):
        raise UserError(f"写的是“{_text(value)}”，请写天数，如 30")
    return int(text)


def _words(value: object, _: _Reader) -> str:
    return _text(value)


def _folder(value: object, reader: _Reader) -> Path:
    return reader.place(_text(value))


def _workbook(value: object, reader: _Reader) -> Path:
    path = reader.place(_text(value))
    if not path.is_file():
        raise UserError(f"没有找到文件“{_text(value)}”；请写从工作台所在文件夹开始的位置，或者完整的位置")
    return path


def _yes(value: object, _: _Reader) -> bool:
    said = _text(value)
    if said not in ("是", "否"):
        raise UserError(f"写的是“{said}”，请从下拉里选是或否")
    return said == "是"


_READERS: Mapping[str, Callable[[object, _Reader], Any]] = {
    "name": _named,
    "level": _level,
    "to": _level,
    "period": _period,
    "deadline": _deadline,
    "as_of": _day,
    "signed": _words,
    "receiver": _words,
    "enclosed": lambda value, _: tuple(one for one in _LISTED.split(_text(value)) if one),
    "inbox": _folder,
    "orange": _days,
    "yellow": _days,
    "remind_days": _days,
    "more_addresses": _workbook,
    "more_units": _workbook,
    "hidden": _yes,
}


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Level):
        return {Level.CITY: "市", Level.PROVINCE: "省", Level.COUNTY: "县"}[value]
    if isinstance(value, tuple):
        return "、".join(value)
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _is_filled(grid: Grid | None) -> bool:
    """Whether anything stands below a sheet's headings."""
    return grid is not None and sum(any(map(_text, row)) for row in grid.rows) > 1

"""The sheets of a table of rules: which headings they have, and how a row becomes a record and a record a row.

One list of columns for reading, for writing and for the packaged templates (``data/score_tables``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from xl_tools.core.addresses import cell_name
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.text import squeeze
from xl_tools.parse.table.tables import cell_text
from xl_tools.scoring.table.scheme import (
    PERIODS,
    Absent,
    Actual,
    Filled,
    Gate,
    Grade,
    Group,
    How,
    Kind,
    Matter,
    Registered,
    Result,
    Rule,
    Scheme,
    Step,
    Take,
    Unit,
    Way,
    When,
)

RULES, GROUPS, STEPS, MATTERS, GATES = "计分规则", "分组", "对照表", "加扣分", "否决和晋级"
GRADES, UNITS, SETTINGS, ACTUALS, REGISTERED = "等次", "参评单位", "设置", "填报", "登记"
PERIOD_HEADINGS = tuple(f"第{number}期" for number in range(1, PERIODS + 1))
TITLE, DECIMALS = "标题", "小数位"
WEIGHT_LABELS = tuple(f"{heading}权重" for heading in PERIOD_HEADINGS)
YES, NO = "是", "否"
WHOLE, PLAIN = "满一步", "线性"
_SEARCHED = 10


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the attribute it fills, and what stands in it: text, number, either, words (a list), flag (of the two
    ``words``, the first is true), or a word of an enumeration."""

    heading: str
    attribute: str
    holds: str | type[StrEnum] = "number"
    words: tuple[str, str] = (YES, NO)

    @property
    def choices(self) -> tuple[str, ...]:
        """The words of its drop-down; () where anything may stand."""
        if isinstance(self.holds, str):
            return self.words if self.holds == "flag" else ()
        return tuple(self.holds)


COLUMNS: Mapping[str, tuple[type, tuple[Column, ...]]] = {
    RULES: (
        Rule,
        (
            Column("编号", "key", "text"),
            Column("组", "group", "text"),
            Column("适用", "categories", "words"),
            Column("项目", "name", "text"),
            Column("分值", "points"),
            Column("规则", "kind", Kind),
            Column("方向", "way", Way),
            Column("目标", "target"),
            Column("零分点", "zero"),
            Column("满分点", "full"),
            Column("每", "each"),
            Column("扣", "deduct"),
            Column("加", "add"),
            Column("取整", "whole", "flag", (WHOLE, PLAIN)),
            Column("最低", "floor"),
            Column("最高", "cap"),
            Column("不适用时", "absent", Absent),
            Column("取数", "take", Take),
            Column("对照表", "table", "text"),
        ),
    ),
    GROUPS: (
        Group,
        (
            Column("组", "name", "text"),
            Column("并入", "parent", "text"),
            Column("合并", "how", How),
            Column("权重", "weight"),
            Column("满分", "expected"),
            Column("最低", "floor"),
            Column("最高", "cap"),
            Column("适用", "categories", "words"),
        ),
    ),
    STEPS: (Step, (Column("表名", "table", "text"), Column("从", "start", "either"), Column("值", "value"))),
    MATTERS: (
        Matter,
        (
            Column("事由", "name", "text"),
            Column("每次", "each"),
            Column("该项上限", "most"),
            Column("合并组", "pool", "text"),
            Column("合并上限", "pool_most"),
        ),
    ),
    GATES: (
        Gate,
        (
            Column("名称", "name", "text"),
            Column("条件", "when", When),
            Column("对象", "about", "text"),
            Column("值", "value"),
            Column("结果", "result", Result),
            Column("等次或系数", "goal", "text"),
        ),
    ),
    GRADES: (Grade, (Column("等次", "name", "text"), Column("分数线", "at_least"))),
    UNITS: (Unit, (Column("单位", "name", "text"), Column("类别", "category", "text"))),
    REGISTERED: (
        Registered,
        (
            Column("单位", "unit", "text"),
            Column("事由", "matter", "text"),
            Column("次数", "times"),
            Column("说明", "note", "text"),
        ),
    ),
}
"""The record and the columns of each sheet, in the order in which they are written."""

_OPTIONAL = {"最低", "最高", "该项上限", "合并上限", "满分", "目标", "零分点", "满分点", "每", "扣", "加", "值"}
"""Numbers that may be left out: their record has None."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be used: where, under which heading, and what stands there ("" for nothing)."""

    sheet: str
    row: int
    cell: str | None
    heading: str
    text: str


Row = Mapping[str, CellValue]
Note = Callable[[str, str], None]
"""Called with the heading and the text of a cell that cannot be used."""


def is_table(book: Book) -> bool:
    """Whether a workbook carries a table of rules."""
    return any(grid.name == RULES and any(_lines(grid, ("编号", "项目", "分值", "规则"))) for grid in book.grids)


def read_table(book: Book) -> tuple[Filled, list[Fault]]:
    """The scheme of a workbook with what was filled in, and the cells that cannot be used."""
    grids = {grid.name: grid for grid in book.grids}
    faults: list[Fault] = []
    found: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for name, (_, columns) in COLUMNS.items():
        needed = [column.heading for column in columns[:2]]
        for number, cells, row in _lines(grids[name], needed) if name in grids else ():
            record = record_of(name, row, _noting(faults, name, number, cells))
            if record is not None:
                found[name].append(record)
    settings = {}
    for _, _, row in _lines(grids[SETTINGS], ("项目", "数值")) if SETTINGS in grids else ():
        settings[squeeze(cell_text(row.get("项目")))] = row.get("数值")
    scheme = scheme_of(found, settings)
    actuals = _actuals(grids.get(ACTUALS), faults, scheme)
    return Filled(scheme, actuals, tuple(found[REGISTERED])), faults


def scheme_of(found: Mapping[str, Sequence[Any]], settings: Mapping[str, CellValue]) -> Scheme:
    """A scheme of the records of each sheet and the settings by their labels."""
    weights = [_decimal(settings.get(label), "") for label in WEIGHT_LABELS]
    decimals = _decimal(settings.get(DECIMALS), "")
    return Scheme(
        title=cell_text(settings.get(TITLE)).strip() or "考核计分",
        rules=tuple(found.get(RULES, ())),
        groups=tuple(found.get(GROUPS, ())),
        matters=tuple(found.get(MATTERS, ())),
        gates=tuple(found.get(GATES, ())),
        grades=tuple(found.get(GRADES, ())),
        steps=tuple(found.get(STEPS, ())),
        units=tuple(found.get(UNITS, ())),
        weights=tuple(Decimal(1) if weight is None else weight for weight in weights),
        decimals=2 if decimals is None else max(0, min(6, int(decimals))),
    )


def record_of(sheet: str, row: Row, note: Note) -> Any:
    """The record of a row; None where it cannot be one (what is wrong is noted)."""
    made, columns = COLUMNS[sheet]
    values: dict[str, Any] = {}
    bad = False
    for column in columns:
        raw = row.get(column.heading)
        text = cell_text(raw).strip()
        if not text:
            continue
        value = _value(column, raw, text)
        if value is None:
            note(column.heading, text)
            bad = bad or column.heading not in _OPTIONAL
        else:
            values[column.attribute] = value
    for column in columns:
        if column.attribute not in values and _is_needed(made, column.attribute):
            if column.heading in _OPTIONAL or column.attribute in ("group", "about", "goal"):
                values[column.attribute] = None if column.holds == "number" else ""
            else:
                note(column.heading, "")
                bad = True
    return None if bad else made(**values)


@cache
def _is_needed(made: type, attribute: str) -> bool:
    one = next(entry for entry in fields(made) if entry.name == attribute)
    return one.default is MISSING and one.default_factory is MISSING


def _value(column: Column, raw: CellValue, text: str) -> Any:
    word = squeeze(text)
    if column.holds == "text":
        return word
    if column.holds == "words":
        return tuple(part for part in _SPLIT.split(word) if part)
    if column.holds == "flag":
        return True if word == column.words[0] else False if word == column.words[1] else None
    if column.holds == "number":
        return _decimal(raw, text)
    if column.holds == "either":
        number = _decimal(raw, text)
        return word if number is None else number
    return None if isinstance(column.holds, str) else next((one for one in column.holds if one.value == word), None)


_SPLIT = expression(r"[、,，;；/]")
_NUMERAL = expression(r"[+-]?\d+(?:\.\d+)?")


def _decimal(raw: CellValue, text: str) -> Decimal | None:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Decimal(int(raw)) if float(raw).is_integer() else Decimal(repr(raw))
    plain = squeeze(text).replace(",", "")
    return Decimal(plain) if _NUMERAL.fullmatch(plain) and len(plain) <= 20 else None


def row_of(sheet: str, record: Any) -> list[Decimal | str | None]:
    """The cells of a record, in the order of its sheet's columns."""
    return [_cell(column, getattr(record, column.attribute)) for column in COLUMNS[sheet][1]]


def _cell(column: Column, value: Any) -> Decimal | str | None:
    if value is None or isinstance(value, Decimal):
        return value
    if column.holds == "flag":
        return column.words[0] if value else column.words[1]
    return "、".join(value) if column.holds == "words" else str(value)


# --- sheets of a workbook ------------------------------------------------------------------------


def _lines(grid: Grid, headings: Sequence[str]) -> Iterator[tuple[int, Mapping[str, int], Row]]:
    """(row, columns by heading, cells by heading) of every row under the headings that holds something."""
    for top, row in enumerate(grid.rows[:_SEARCHED]):
        names = [squeeze(cell_text(value)) for value in row]
        if set(headings) <= set(names):
            places = {name: at for at, name in enumerate(names, 1) if name}
            for number, below in enumerate(grid.rows[top + 1 :], top + 2):
                cells = {name: below[at - 1] for name, at in places.items() if at <= len(below)}
                if any(cell_text(cells.get(heading)).strip() for heading in headings):
                    yield number, places, cells
            return


def _noting(faults: list[Fault], sheet: str, row: int, places: Mapping[str, int]) -> Note:
    def note(heading: str, text: str) -> None:
        column = places.get(heading)
        faults.append(Fault(sheet, row, cell_name(row, column) if column else None, heading, text))

    return note


def _actuals(grid: Grid | None, faults: list[Fault], scheme: Scheme) -> dict[tuple[str, str], Actual]:
    """What units reached, by unit and rule. Names go by the folded key: brackets of any width are the same."""
    found: dict[tuple[str, str], Actual] = {}
    kinds = {rule.key: rule.kind for rule in scheme.rules}
    for number, places, row in _lines(grid, ("单位", "编号", PERIOD_HEADINGS[0])) if grid else ():
        note = _noting(faults, ACTUALS, number, places)
        unit, key = squeeze(cell_text(row.get("单位"))), squeeze(cell_text(row.get("编号")))
        values = [_reached(row.get(heading), kinds.get(key), heading, note) for heading in PERIOD_HEADINGS]
        other = cell_text(row.get("上年或条件")).strip()
        condition = _decimal(row.get("上年或条件"), other)
        if other and condition is None:
            note("上年或条件", other)
        applies = squeeze(cell_text(row.get("适用"))) != NO
        note_text = cell_text(row.get("说明")).strip()
        cell = cell_name(number, places[PERIOD_HEADINGS[0]])
        found[unit, key] = Actual(unit, key, applies, tuple(values), condition, note_text, cell)
    return found


def _reached(raw: CellValue, kind: Kind | None, heading: str, note: Note) -> Decimal | str | None:
    text = cell_text(raw).strip()
    if not text:
        return None
    if kind is Kind.GRADE:
        return squeeze(text)
    number = _decimal(raw, text)
    if number is None:
        note(heading, text)
    return number

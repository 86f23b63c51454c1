"""How a row of a table of rules becomes a record and a record a row, and a workbook a scheme with what is filled in.

A name is known by its folded spelling (``core.text.squeeze``): brackets of any width, spaces and line ends make no
other name. All through a workbook it is spelt as where it stands first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from functools import cache
from typing import Any

from xl_tools.core.addresses import cell_name
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.text import squeeze
from xl_tools.parse.table.tables import cell_text
from xl_tools.scoring.table.columns import (
    ACTUALS,
    COLUMNS,
    DECIMALS,
    GATES,
    GRADES,
    GROUPS,
    ISSUED,
    MATTERS,
    NO,
    OBJECTION,
    OPTIONAL,
    OTHER,
    PERIOD_HEADINGS,
    REGISTERED,
    RULES,
    SETTINGS,
    STAGES,
    STEPS,
    TITLE,
    UNITS,
    WEIGHT_LABELS,
    WORDS,
    Column,
)
from xl_tools.scoring.table.scheme import Actual, Filled, Kind, Scheme

_SEARCHED = 10
_REACHED: Mapping[str, Sequence[str]] = {RULES: ("目标", "零分点", "满分点"), STEPS: ("从",)}
"""Columns of the rules that a number reached is compared with: a percentage stands there as one does in 填报."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be used: where, under which heading, and what stands there ("" for nothing). ``taken`` is the
    number that counts all the same, None for nothing."""

    sheet: str
    row: int
    cell: str | None
    heading: str
    text: str
    taken: Decimal | None = None


Row = Mapping[str, CellValue]
Note = Callable[[str, str], None]
"""Called with the heading and the text of a cell that cannot be used."""


def is_table(book: Book) -> bool:
    """Whether a workbook carries a table of rules."""
    return any(grid.name == RULES and any(_lines(grid, ("编号", "项目", "分值", "规则"))) for grid in book.grids)


def read_table(book: Book) -> tuple[Filled, list[Fault]]:
    """The scheme of a workbook with what was filled in, and the cells that cannot be used. A row of a rules' sheet with
    such a cell counts nothing: a rule without its target would give full points."""
    grids = {grid.name: grid for grid in book.grids}
    faults: list[Fault] = []
    found: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    refused: dict[str, list[Row]] = {}
    spell = Spelling()
    for name, (_, columns) in COLUMNS.items():
        needed = [column.heading for column in columns[:2]]
        for line in _lines(grids[name], needed) if name in grids else ():
            own: list[Fault] = []
            record = record_of(name, line.as_shown(_REACHED.get(name, ()), faults), line.noting(own), spell)
            faults += own
            if own or record is None:
                refused.setdefault(name, []).append(line.cells)
            else:
                found[name].append(record)
    settings = {}
    for line in _lines(grids[SETTINGS], ("项目", "数值")) if SETTINGS in grids else ():
        settings[squeeze(cell_text(line.cells.get("项目")))] = line.cells.get("数值")
    scheme = scheme_of(found, settings)
    actuals, left = read_actuals(grids.get(ACTUALS), faults, scheme, spell)
    kept = {name: tuple(lines) for name, lines in (refused | {ACTUALS: left}).items() if lines}
    return Filled(scheme, actuals, tuple(found[REGISTERED]), kept), faults


@dataclass(frozen=True, slots=True)
class Form:
    """A unit's own workbook that came back: the unit (that of most rows), 填报, what it was handed out with, and the
    cells that cannot be used."""

    unit: str
    actuals: Mapping[tuple[str, str], Actual]
    issued: Mapping[tuple[str, str], Actual]
    faults: Sequence[Fault]


def read_form(book: Book, scheme: Scheme) -> Form | None:
    """A unit's own workbook; None where it is none."""
    grids = {grid.name: grid for grid in book.grids}
    spell = Spelling()
    for name in (*(unit.name for unit in scheme.units), *(rule.key for rule in scheme.rules)):
        spell(name)
    for step in scheme.steps:
        spell(str(step.start))
    faults: list[Fault] = []
    sheets = {
        name: read_actuals(grids.get(name), faults if name == ACTUALS else [], scheme, spell)[0]
        for name in (ACTUALS, ISSUED)
    }
    counts = Counter(unit for unit, _ in sheets[ACTUALS])
    return Form(counts.most_common(1)[0][0], sheets[ACTUALS], sheets[ISSUED], faults) if counts else None


class Spelling(dict[str, str]):
    """Names as they were met first, by their folded spelling."""

    def __call__(self, text: str) -> str:
        return self.setdefault(squeeze(text), text)


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
        objection=cell_text(settings.get(OBJECTION)).strip(),
    )


def record_of(sheet: str, row: Row, note: Note, spell: Callable[[str], str] = squeeze) -> Any:
    """The record of a row; None where it cannot be one (what is wrong is noted)."""
    made, columns = COLUMNS[sheet]
    values: dict[str, Any] = {}
    unusable: set[str] = set()
    bad = False
    for column in columns:
        raw = row.get(column.heading)
        text = cell_text(raw).strip()
        if not text:
            continue
        value = _value(column, raw, text, spell)
        if value is None:
            note(column.heading, text)
            unusable.add(column.attribute)
            bad = bad or column.heading not in OPTIONAL
        else:
            values[column.attribute] = value
    for column in columns:
        if column.attribute in values or not _is_needed(made, column.attribute):
            continue
        if column.heading in OPTIONAL or column.attribute in ("group", "about", "goal"):
            values[column.attribute] = None if column.holds == "number" else ""
        else:
            bad = True
            if column.attribute not in unusable:
                note(column.heading, "")
    return None if bad else made(**values)


@cache
def _is_needed(made: type, attribute: str) -> bool:
    one = next(entry for entry in fields(made) if entry.name == attribute)
    return one.default is MISSING and one.default_factory is MISSING


def _value(column: Column, raw: CellValue, text: str, spell: Callable[[str], str]) -> Any:
    word = squeeze(text)
    if column.holds == "prose":
        return text
    if column.holds == "text":
        return spell(text)
    if column.holds == "words":
        return tuple(spell(part.strip()) for part in _SPLIT.split(text) if part.strip())
    if column.holds == "flag":
        return True if word == column.words[0] else False if word == column.words[1] else None
    if column.holds == "number":
        return _decimal(raw, text)
    if column.holds == "either":
        number = _decimal(raw, text)
        return spell(text) if number is None else number
    return None if isinstance(column.holds, str) else next((one for one in column.holds if one.value == word), None)


_SPLIT = expression(r"[、,，;；/]")
_NUMERAL = expression(r"[+-]?\d+(?:\.\d+)?")


def _hundredfold(number: Decimal) -> Decimal:
    return (number * 100).normalize()


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


@dataclass(frozen=True, slots=True)
class _Line:
    """A row under the headings: its number, and by heading its columns and its cells."""

    grid: Grid
    row: int
    places: Mapping[str, int]
    cells: Row

    def text(self, heading: str) -> str:
        return cell_text(self.cells.get(heading)).strip()

    def name(self, heading: str) -> str | None:
        """The cell under a heading, "A1"; None where the sheet has no such column."""
        column = self.places.get(heading)
        return cell_name(self.row, column) if column else None

    def noting(self, faults: list[Fault]) -> Note:
        def note(heading: str, text: str) -> None:
            faults.append(Fault(self.grid.name, self.row, self.name(heading), heading, text))

        return note

    def as_shown(self, headings: Sequence[str], faults: list[Fault]) -> Row:
        """The cells with the numbers under these headings as they are shown: 97% is 97."""
        cells = dict(self.cells)
        for heading in headings:
            value = cells.get(heading)
            if isinstance(value, int | float) and not isinstance(value, bool) and self.is_percent(heading):
                shown = _hundredfold(Decimal(repr(value)))
                cells[heading] = float(shown)
                faults.append(self.percentage(heading, shown))
        return cells

    def percentage(self, heading: str, shown: Decimal) -> Fault:
        return Fault(self.grid.name, self.row, self.name(heading), heading, f"{shown:f}%", shown)

    def is_percent(self, heading: str) -> bool:
        """Whether a number shows a hundred times what it is: 0.98 as 98%."""
        column = self.places.get(heading)
        return "%" in (self.grid.formats or {}).get((self.row, column or 0), "")


def _lines(grid: Grid, headings: Sequence[str]) -> Iterator[_Line]:
    """Every row under the headings that holds something."""
    for top, row in enumerate(grid.rows[:_SEARCHED]):
        names = [squeeze(cell_text(value)) for value in row]
        if set(headings) <= set(names):
            places = {name: at for at, name in enumerate(names, 1) if name}
            for number, below in enumerate(grid.rows[top + 1 :], top + 2):
                cells = {name: below[at - 1] for name, at in places.items() if at <= len(below)}
                if any(cell_text(cells.get(heading)).strip() for heading in headings):
                    yield _Line(grid, number, places, cells)
            return


def read_actuals(
    grid: Grid | None, faults: list[Fault], scheme: Scheme, spell: Callable[[str], str]
) -> tuple[dict[tuple[str, str], Actual], list[Row]]:
    """What units reached, by unit and rule, and the rows that are nobody's: of a unit or rule that there is not (any
    more), or of one that stands above already. Those count nothing, and are kept where anything is filled in."""
    found: dict[tuple[str, str], Actual] = {}
    left: list[Row] = []
    kinds = {rule.key: rule.kind for rule in scheme.rules}
    wanted = scheme.asked()
    for line in _lines(grid, ("单位", "编号", PERIOD_HEADINGS[0])) if grid else ():
        actual = _actual(line, kinds, faults, spell)
        place = actual.unit, actual.key
        if place not in wanted and not actual.is_filled:
            continue
        if place in found:
            line.noting(faults)("编号", f"{actual.key}，和上面的一行重复")
        if place in found or place not in wanted:
            left.append(line.cells)
        found.setdefault(place, actual)
    return found, left


def _actual(line: _Line, kinds: Mapping[str, Kind], faults: list[Fault], spell: Callable[[str], str]) -> Actual:
    unit, key = spell(line.text("单位")), spell(line.text("编号"))
    own: list[Fault] = []
    numbers = {heading: _number(line, heading, own) for heading in (OTHER, *STAGES.values())}
    values = [_reached(line, heading, kinds.get(key), own, spell) for heading in PERIOD_HEADINGS]
    faults += own
    return Actual(
        unit,
        key,
        squeeze(line.text("适用")) != NO,
        tuple(values),
        numbers[OTHER],
        cell=line.name(PERIOD_HEADINGS[0]),
        unusable={fault.heading: fault.text for fault in own if fault.taken is None},
        **{name: numbers[heading] for name, heading in STAGES.items()},  # type: ignore[arg-type]
        **{name: line.text(heading) for name, heading in WORDS.items()},  # type: ignore[arg-type]
    )


def _reached(
    line: _Line, heading: str, kind: Kind | None, faults: list[Fault], spell: Callable[[str], str]
) -> Decimal | str | None:
    if kind is Kind.GRADE:
        text = line.text(heading)
        return spell(text) if text else None
    return _number(line, heading, faults)


def _number(line: _Line, heading: str, faults: list[Fault]) -> Decimal | None:
    """The number of a cell as it is shown: 98% is 98."""
    text = line.text(heading)
    if not text:
        return None
    number = _decimal(line.cells.get(heading), text)
    if number is not None and line.is_percent(heading):
        number = _hundredfold(number)
        faults.append(line.percentage(heading, number))
    elif number is None:
        line.noting(faults)(heading, text)
    return number

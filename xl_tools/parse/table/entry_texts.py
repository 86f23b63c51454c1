"""An entry's cells to its values: texts that stand once for several rows are filled down, texts that go on in further
rows put together, and marks that stand for the cell above replaced by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cache, cached_property

from xl_tools.core.addresses import cell_name
from xl_tools.core.dataclass import dataclass
from xl_tools.core.form import Field
from xl_tools.core.grid import CellValue, Range
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.parse.table.content import named_and_closed
from xl_tools.parse.table.live_cells import live_text, live_value
from xl_tools.parse.table.sorted_lines import Entry, Lines
from xl_tools.parse.table.struck import live
from xl_tools.parse.table.tables import Cells, Table, cell_text, column_in

_ANSWERS = (
    Field.UNITS,
    Field.LEAD,
    Field.COOPERATING,
    Field.SUPERVISOR,
    Field.LEADER,
    Field.PERSON,
)
"""Columns of names: those of further rows are listed, not put on lines of their own."""
GIVEN = frozenset(
    {
        Field.REGION,
        Field.INSPECTION,
        Field.KIND,
        Field.TASK,
        Field.PLAN,
        Field.GOAL,
        Field.MEASURES,
        Field.STANDARD,
        Field.DEADLINE,
        Field.INCENTIVE,
        *_ANSWERS,
    }
)
"""Columns whose one text may stand for several entries: what was given, not what each unit reports."""
_SHARED = GIVEN | {Field.SERIAL, Field.PROVINCE_SERIAL}
_HEAD = frozenset({Field.REGION, Field.SERIAL, Field.PROVINCE_SERIAL, Field.KIND, Field.INSPECTION})


@dataclass
class Gathered:
    """An entry's values by field, with what each of its rows says of deadline and status."""

    entry: Entry
    values: dict[Field, CellValue]
    deadlines: list[CellValue] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)


class Gatherer:
    """Reads the entries of a table one after the other. ``filled_down``, ``dittos`` and ``pictures`` say afterwards
    what was not read as it stands."""

    def __init__(self, cells: Cells, table: Table, lines: Lines) -> None:
        self.cells = cells
        self.table = table
        self.lines = lines
        self.filled_down: dict[Range, None] = {}
        self.dittos: dict[str, tuple[Field, str]] = {}
        self.pictures: dict[str, Field] = {}
        grid = cells.grid
        self._plain = not (grid.pictures or grid.struck or grid.struck_parts)
        self._done: dict[int, dict[Field, CellValue]] = {}

    def entries(self) -> Iterator[Gathered]:
        """Every entry, in order."""
        before: dict[Field, CellValue] = {}
        for entry in self.lines.entries:
            found = Gathered(entry, self._values(entry, before))
            further = entry.continued or entry.parts
            before = self._done[entry.row] = dict(found.values) if further else found.values
            deadline = found.values.get(Field.DEADLINE)
            found.deadlines = [deadline] if deadline is not None else []
            for row in sorted((*entry.continued, *entry.parts)) if further else ():
                self._add(found, row, row in entry.parts)
            if self.table.unknown:
                found.extras = self._extras(entry)
            yield found

    @cached_property
    def _columns(self) -> tuple[tuple[Field, tuple[int, ...]], ...]:
        further = self.table.further
        return tuple((name, (column, *further.get(name, ()))) for name, column in self.table.columns.items())

    def _values(self, entry: Entry, before: Mapping[Field, CellValue]) -> dict[Field, CellValue]:
        if entry.one_line:
            return {**self._head(entry), **self._one_line(entry)}
        values: dict[Field, CellValue] = {}
        above = self._done.get(entry.above, {})
        for name, columns in self._columns:
            if name in self.table.before:
                columns = (column_in(self.cells, self.table, entry.row, name), *columns[1:])
            value = (
                self._own(entry.row, name, columns[0]) if len(columns) == 1 else self._value(entry.row, name, columns)
            )
            if value is None or value == "":
                value = self._merged_above(entry, name, columns[0])
                if (value is None or value == "") and entry.above and name in _SHARED and name is not Field.REGION:
                    value = above.get(name)
            elif isinstance(value, str) and before and is_ditto(value):
                self.dittos[cell_name(entry.row, columns[0])] = name, value
                if name in GIVEN:
                    value = before.get(name)
            values[name] = value
        return values

    def _value(self, row: int, name: Field, columns: tuple[int, ...]) -> CellValue:
        if len(columns) == 1:
            return self._own(row, name, columns[0])
        said = [(column, self._own(row, name, column)) for column in columns]
        filled = [value for _, value in said if value is not None and cell_text(value).strip()]
        return filled[0] if len(filled) == 1 else "\n".join(map(cell_text, filled)) or None

    def _own(self, row: int, name: Field, column: int) -> CellValue:
        value = self.cells.own(row, column)
        if value is None or value == "":
            if self.cells.grid.pictures and self.cells.is_picture(row, column):
                self.pictures[cell_name(row, column)] = name
            return value
        if self._plain and isinstance(value, str) and value[:1] != "=":
            return value
        said = self.cells.said(value, row, column)
        if said is None:
            self.pictures[cell_name(row, column)] = name
            return None
        return live(self.cells.grid, (row, column), said)[0]

    def _merged_above(self, entry: Entry, name: Field, column: int) -> CellValue:
        """The value of a cell that is merged over this row and rows above it, where it counts for each of them."""
        block = self.cells.merged(entry.row, column)
        if block is None or (name is not Field.REGION and block.left != column):
            return None
        if name is Field.REGION:
            return live_value(self.cells, block.top, block.left)
        given = name in GIVEN or (self.table.form.flat and name not in self.table.form.own)
        if block.top == entry.row or not (given or (entry.above and name in _SHARED)):
            return None
        value = live_value(self.cells, block.top, block.left)
        if name not in self.table.further and name not in self.table.before:
            value = self._done.get(block.top, {}).get(name, value)  # a mark is replaced there, what is struck is gone
        if value is not None and value != "":
            self.filled_down[block] = None
        return value

    def _head(self, entry: Entry) -> dict[Field, CellValue]:
        """Unit and serial of a task in one line, where it stands in the column of tasks; every other field is empty."""
        values: dict[Field, CellValue] = dict.fromkeys(self.table.columns)
        subject = self.table.columns.get(self.table.form.subject)
        if subject in self.lines.filled[entry.row]:
            for name in _HEAD & self.table.columns.keys():
                column = self.table.columns[name]
                values[name] = self._own(entry.row, name, column) or self._merged_above(entry, name, column)
        return values

    def _one_line(self, entry: Entry) -> dict[Field, CellValue]:
        """A task in one line: the first sentence names it, the rest says how it stands."""
        filled = self.lines.filled[entry.row]
        subject = self.table.columns.get(self.table.form.subject)
        text = live_text(self.cells, entry.row, subject if subject in filled else filled[0]).strip()
        values: dict[Field, CellValue] = {}
        name, _, rest = text.partition("。")
        if not rest.strip():
            name, rest = named_and_closed(text) or _bracketed(text)
        values[self.table.form.subject] = name if rest.strip() else text
        for field_ in (Field.PROGRESS, Field.STATUS):
            if field_ in self.table.columns:
                values[field_] = rest.strip()
        return values

    def _add(self, found: Gathered, row: int, part: bool) -> None:
        """The texts of a further row of the entry."""
        subject = self.table.form.subject
        for name, columns in self._columns:
            value = self._value(row, name, columns)
            text = cell_text(value).strip()
            if not text or name is Field.STATUS:
                continue
            if name is Field.DEADLINE:
                found.deadlines.append(value)
            if name in _HEAD:
                continue
            if part and name is subject:
                name = next((one for one in (Field.MEASURES, Field.PLAN, Field.GOAL) if one in found.values), subject)
            said = cell_text(found.values.get(name))
            if text not in said.split("\n"):
                found.values[name] = f"{said}{'、' if name in _ANSWERS else chr(10)}{text}" if said.strip() else value

    def _extras(self, entry: Entry) -> dict[str, str]:
        """What stands below the headings that no field claims; below two of the same name, both."""
        texts: dict[str, list[str]] = {}
        for column, heading in self.table.unknown.items():
            own = [live_text(self.cells, entry.row, column)]
            further = (row for row in (*entry.continued, *entry.parts) if self.cells.filled(row, column))
            own += [live_text(self.cells, row, column) for row in further]
            texts.setdefault(heading, []).extend(text for text in own if text.strip())
        return {heading: "\n".join(said) for heading, said in texts.items() if said}


def _bracketed(text: str) -> tuple[str, str]:
    name, _, rest = text.partition("（")
    return name, rest.rstrip("）")


_LONGEST_MARK = 8


def is_ditto(text: str) -> bool:
    """Whether a cell says that it holds what stands above it: 〃, 同上."""
    return len(text) <= _LONGEST_MARK and squeeze(text).strip("()[]。.") in _dittos()


@cache
def _dittos() -> frozenset[str]:
    return frozenset(squeeze(mark) for mark in load("tables")["rows"]["dittos"])

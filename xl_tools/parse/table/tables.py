"""Finding the tables in a sheet: their heading rows, and what each column holds.

Works on addresses: everything here is in rows and columns counted from 1, as ``Grid`` gives them. Which rows are
entries is told in ``lines.py``, what the cells mean is read in ``sheets.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime
from functools import cache, cached_property
from itertools import islice

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import LARGE_MERGE, CellValue, Grid, Range
from xl_tools.core.how_read import PassedOver, ReadAs
from xl_tools.core.number_formats import smallest_date_field
from xl_tools.core.records import Field, Form, Level, Status
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.forms.headings import Vocabulary, how_many_known, known_to, option_heading, vocabularies
from xl_tools.parse.table.columns import Stacked, settle
from xl_tools.parse.table.heading_meaning import numbers_columns
from xl_tools.parse.table.struck import struck_there

_LONGEST = 60
"""A longer text is no heading."""


def cell_text(value: CellValue) -> str:
    """A cell's value as text: whole numbers without ".0", dates as ISO, empty as "". Text stays as it is."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class Cells:
    """A grid with its merged ranges spread: every cell of one shows the value at its top left."""

    grid: Grid

    @cached_property
    def _anchors(self) -> dict[tuple[int, int], Range]:
        spread = {}
        for block in self.grid.merged or ():
            if (block.bottom - block.top + 1) * (block.right - block.left + 1) > LARGE_MERGE:
                continue
            for row in range(block.top, block.bottom + 1):
                for column in range(block.left, block.right + 1):
                    spread[row, column] = block
        return spread

    def merged(self, row: int, column: int) -> Range | None:
        return self._anchors.get((row, column))

    def own(self, row: int, column: int) -> CellValue:
        """The value stored in the cell itself."""
        rows = self.grid.rows
        if row > len(rows) or column > len(rows[row - 1]):
            return None
        return rows[row - 1][column - 1]

    def shown(self, row: int, column: int) -> CellValue:
        """The value a person sees there: the merged range's, where the cell is part of one."""
        block = self._anchors.get((row, column))
        return self.own(block.top, block.left) if block else self.own(row, column)

    def filled(self, row: int, column: int) -> bool:
        return (row, column) in (self.grid.faults or ()) or bool(cell_text(self.own(row, column)).strip())

    def filled_rows(self, first: int, last: int) -> Iterator[tuple[int, list[int]]]:
        """The rows from first to last that hold anything, each with its columns that do."""
        faults: dict[int, list[int]] = {}
        for row, column in self.grid.faults or ():
            faults.setdefault(row, []).append(column)
        rows = self.grid.rows
        for row in range(first, min(last, max(len(rows), max(faults, default=0))) + 1):
            filled = [
                column
                for column, value in enumerate(rows[row - 1] if row <= len(rows) else (), 1)
                if value is not None and value != "" and not (isinstance(value, str) and value.isspace())
            ]
            if row in faults:
                filled = sorted({*filled, *faults[row]})
            if filled:
                yield row, filled

    def said(self, value: CellValue, row: int, column: int) -> CellValue:
        """What a value says where it stands: nothing for a picture; for a date whose format shows no day, the month or
        the year in words, since Excel and WPS turn a typed 2022年12月 into its first day."""
        if isinstance(value, str):
            picture = (row, column) in (self.grid.pictures or ()) or (value[:1] == "=" and _PICTURE.match(value))
            return None if picture else value
        if isinstance(value, date) and self.grid.formats:
            smallest = smallest_date_field(self.grid.formats.get((row, column), "d"))
            if smallest == "m":
                return f"{value.year}年{value.month}月"
            if smallest == "y":
                return f"{value.year}年"
        return value

    def is_picture(self, row: int, column: int) -> bool:
        """Whether a picture stands in the cell instead of a value."""
        value = self.own(row, column)
        return (row, column) in (self.grid.pictures or ()) or (isinstance(value, str) and bool(_PICTURE.match(value)))

    def text(self, row: int, column: int) -> str:
        """What the cell itself says, as text."""
        value = self.own(row, column)
        if isinstance(value, str) and value[:1] != "=" and not self.grid.pictures:
            return value  # nearly every cell is a text and no picture
        return cell_text(self.said(value, row, column))

    def shown_text(self, row: int, column: int) -> str:
        """What a person reads there, as text: the merged range's, where the cell is part of one."""
        block = self._anchors.get((row, column))
        return self.text(block.top, block.left) if block else self.text(row, column)

    def width(self, row: int) -> int:
        return len(self.grid.rows[row - 1]) if row <= len(self.grid.rows) else 0


_PICTURE = expression(r"=?\s*(?:_xlfn\.)?(?:DISPIMG|IMAGE)\(")


@dataclass(frozen=True)
class Table:
    """Where a table stands and what its columns hold (column numbers).

    ``top`` is the first row of its heading, ``header_row`` the last: entries start below it and end with the row
    ``last``. ``columns`` has the first column of a field, ``further`` those that the same heading spans beside it.
    ``passed_over`` are columns whose field another column gives for a reason, ``duplicates`` those for none.
    ``more_options`` are further columns of ticks that say the same as one of ``options`` (已完成 beside 已销号).
    ``beside`` are columns that stand apart from the table, ``roles`` those among ``unknown`` whose cells are read all
    the same, ``before`` those of what held before it was changed (完成时限 beside 调整后完成时限). ``asks`` is true
    where the heading of the status asks whether the task is completed (是否完成); ``begins`` where the status is said
    at the beginning of the progress.
    """

    form: Form
    words: Vocabulary
    top: int
    header_row: int
    columns: Mapping[Field, int]
    level: Level | None
    options: Mapping[Status, int] = field(default_factory=dict)
    more_options: Mapping[int, Status] = field(default_factory=dict)
    unknown: Mapping[int, str] = field(default_factory=dict)
    duplicates: Mapping[int, Field] = field(default_factory=dict)
    further: Mapping[Field, tuple[int, ...]] = field(default_factory=dict)
    passed_over: Mapping[int, PassedOver] = field(default_factory=dict)
    read_as: Mapping[int, ReadAs] = field(default_factory=dict)
    beside: Mapping[int, str] = field(default_factory=dict)
    before: Mapping[Field, int] = field(default_factory=dict)
    roles: Mapping[int, Field] = field(default_factory=dict)
    asks: bool = False
    begins: bool = False
    last: int = 1 << 30

    @cached_property
    def fields(self) -> dict[int, Field]:
        """The field of each column that is read."""
        fields = {column: name for name, column in self.columns.items()}
        fields |= {column: name for name, columns in self.further.items() for column in columns}
        return fields | dict.fromkeys(self.option_columns, Field.STATUS)

    @cached_property
    def option_columns(self) -> frozenset[int]:
        """The columns that hold the ticks of one option each."""
        return frozenset((*self.options.values(), *self.more_options))

    def is_heading_again(self, texts: Mapping[int, str]) -> bool:
        """Whether a row repeats the heading, as people do for the next printed page, or numbers its columns."""
        if len(texts) < int(load("tables")["least_headings"]):
            return False
        if numbers_columns([squeeze(text).strip("().、") for text in texts.values()]):
            return True
        for column, text in texts.items():
            heading = self.words.read(text)
            named = heading.field if heading else None
            if named is not self.fields.get(column) and not (column in self.option_columns and option_heading(text)):
                return False
        return True


def column_in(cells: Cells, table: Table, row: int, name: Field) -> int:
    """Where a row says a field: in its column, or where nothing was changed there, in the one of what held before."""
    column = table.columns[name]
    before = table.before.get(name)
    return before if before and squeeze(cells.shown_text(row, column)) in _unchanged() else column


@cache
def _unchanged() -> frozenset[str]:
    return frozenset(map(squeeze, load("tables")["rows"]["unchanged"]))


def find_tables(cells: Cells) -> list[Table]:
    """The tables of a sheet from top to bottom, each with headings of its own. Headings that are repeated for the next
    page begin no new table."""
    best = find_table(cells)
    if best is None:
        return []
    found = [best]
    while (above := _best(cells, found[0].top - 1)) and _holds_something(cells, above, found[0].top):
        found.insert(0, above)
    for row in range(best.header_row + 1, len(cells.grid.rows) + 1):
        if row > found[-1].header_row and _may_be_heading(cells.grid.rows[row - 1]):
            below = _best(cells, row + 1, first=row)
            if below and below.top <= row and (below.columns, below.options) != (found[-1].columns, found[-1].options):
                found.append(below)
    ends = [_title_above(cells, table.top) - 1 for table in found[1:]]
    return [replace(table, last=end) for table, end in zip(found, [*ends, found[-1].last], strict=True)]


def _holds_something(cells: Cells, table: Table, below: int) -> bool:
    """Whether a table above another one has an entry: a task with something else."""
    subject = table.columns.get(table.form.subject)
    rows = cells.filled_rows(table.header_row + 1, below - 1)
    return subject is not None and any(
        subject in filled and len(table.fields.keys() & set(filled)) > 2 for _, filled in rows
    )


def _title_above(cells: Cells, top: int) -> int:
    """The first of the lines right above a heading that hold one text each: its title."""
    while top > 1 and sum(cells.filled(top - 1, column) for column in range(1, cells.width(top - 1) + 1)) == 1:
        top -= 1
    return top


def _may_be_heading(values: Sequence[CellValue]) -> bool:
    """A quick look that spares entries the thorough one: a heading has no long text and several that are known."""
    known, every = 0, vocabularies()
    for value in values:
        if isinstance(value, str):
            if len(value) > _LONGEST:
                return False
            known += bool(value) and known_to(value, every)
    return known >= int(load("tables")["least_headings"])


def find_table(cells: Cells) -> Table | None:
    """The table of a sheet, looked for by its heading words; None when there is none.

    The row among the first with the most known headings wins; a heading may take two rows, the upper one
    grouping the lower.
    """
    return _best(cells, load("tables")["search_rows"])


def _best(cells: Cells, last: int, first: int = 1) -> Table | None:
    best: Table | None = None
    every = vocabularies()
    known = {row: _known_texts(cells, row, every) for row in range(first, min(last, len(cells.grid.rows)) + 1)}
    for words in every:
        for table in _headings(cells, words, known):
            if best is None or _rank(table) > _rank(best):
                best = table
    return best


def _headings(cells: Cells, words: Vocabulary, known: Mapping[int, tuple[str, ...]]) -> Iterator[Table]:
    """The tables that rows of a sheet may be the heading of; ``known`` are the texts of each that any form knows."""
    least = load("tables")["least_headings"]
    above = 0
    for bottom, texts in known.items():
        here = how_many_known(texts, words) if texts else 0
        may_be = above + here >= least and (here > 1 or not _has_long_text(cells, bottom))
        tops = ([bottom - 1] if above else []) + [bottom] if may_be else []
        yield from (table for top in tops if (table := _heading(cells, top, bottom, words)))
        above = here


def _has_long_text(cells: Cells, row: int) -> bool:
    return any(isinstance(value, str) and len(value) > _LONGEST for value in cells.grid.rows[row - 1])


def _known_texts(cells: Cells, row: int, every: tuple[Vocabulary, ...]) -> tuple[str, ...]:
    """The texts of a row that may be headings: a quick look that spares most rows the thorough one."""
    values = (value for value in cells.grid.rows[row - 1] if isinstance(value, str) and 0 < len(value) <= _LONGEST)
    return tuple([text for text in values if known_to(text, every) or option_heading(text)])


def _rank(table: Table) -> tuple[int, int]:
    """More known headings first; of equals the heading of fewer rows, or a title would count as a heading."""
    return len(table.columns) + len(table.options), table.top - table.header_row


def _heading(cells: Cells, top: int, bottom: int, words: Vocabulary) -> Table | None:
    """The table whose heading takes the rows top to bottom; None when they are no heading."""
    settings = load("tables")
    texts = {
        column: parts
        for column in range(1, max(cells.width(top), cells.width(bottom)) + 1)
        if (parts := _stacked(cells, top, bottom, column))
    }
    said = {part for parts in texts.values() for part in parts}
    if not texts or said.issuperset(settings["results_headings"]):
        return None
    if words.flat and not words.form_of({heading.field for part in said if (heading := words.read(part))}):
        return None  # entries of a register have many words that are headings of others
    hidden = cells.grid.hidden_columns or ()
    stacked = []
    for column, parts in texts.items():
        block = cells.merged(bottom, column)
        struck = struck_there(cells.grid, (bottom, column), block) is not None
        stacked.append(Stacked(column, tuple(parts), column in hidden, block, struck))
    found = settle(
        stacked, words, lambda column: _sample(cells, bottom, column), lambda column: _group(cells, top, column, texts)
    )
    if found.headings < settings["least_headings"]:
        return None
    form = words.form_of(found.columns)
    if form is None:
        return None
    if bottom > top and _is_entry_row(cells, bottom, form, words, found.columns):
        return None
    merged = (cells.merged(top, column) for column in texts)
    start = min((block.top for block in merged if block), default=top)
    return Table(
        form=form,
        words=words,
        top=min(start, top),
        header_row=bottom,
        columns=found.columns,
        level=found.level,
        options=found.options,
        more_options=found.more_options,
        unknown=found.unknown,
        duplicates=found.duplicates,
        further=found.further,
        passed_over=found.passed_over,
        read_as=found.read_as,
        beside=found.beside,
        before=found.before,
        roles=found.roles,
        asks=found.asks,
        begins=found.begins,
    )


_SAMPLE = 30
"""So many filled cells of a column tell what it holds."""


def _sample(cells: Cells, bottom: int, column: int) -> list[str]:
    """The first texts of a column below its heading."""
    texts = (cells.text(row, column).strip() for row in range(bottom + 1, len(cells.grid.rows) + 1))
    return list(islice(filter(None, texts), _SAMPLE))


def _stacked(cells: Cells, top: int, bottom: int, column: int) -> list[str]:
    """The different texts of a heading column from top to bottom, as shown."""
    parts: list[str] = []
    for row in range(top, bottom + 1):
        text = cells.shown_text(row, column).strip()
        if text and text not in parts and len(text) <= _LONGEST:
            parts.append(text)
    return parts


def _group(cells: Cells, top: int, column: int, headed: Collection[int]) -> str:
    """A text over some columns of a heading, in the row above it: neither a title over all of them nor a line that
    says who filled it in and when."""
    text = cells.shown_text(top - 1, column).strip() if top > 1 else ""
    block = cells.merged(top - 1, column) if text else None
    over_all = block is not None and block.left <= min(headed) and block.right >= max(headed)
    return "" if over_all or ":" in text or "：" in text else text


_STRANGE = 2
"""More words than these under known headings are no headings themselves: units under 进展 stand in one column."""


def _is_entry_row(cells: Cells, row: int, form: Form, words: Vocabulary, columns: Mapping[Field, int]) -> bool:
    """Whether the row under a heading already holds an entry, so that the heading has one row only."""
    own = [text for column in columns.values() if (text := cell_text(cells.own(row, column)).strip())]
    strange = [text for text in own if not words.read(text) and not option_heading(text)]
    if len(strange) > _STRANGE and 2 * len(strange) > len(own):
        return True  # what a heading is about may stand in a column that is not known
    long = sum(len(text) > 30 for text in own)
    subject = columns.get(form.subject) or columns.get(Field.PLAN)
    said = cell_text(cells.own(row, subject)) if subject and cells.filled(row, subject) else None
    return long > 0 or (said is not None and not words.read(said))

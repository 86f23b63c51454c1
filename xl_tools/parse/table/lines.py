"""The lines under a heading, sorted out: what is an entry is told by its content, whatever its first cell says.

A line with a task, a deadline, a tick or progress is an entry or belongs to one: its text goes on there, or each
measure of the task has a line. Everything else is named: a note, a signature, a sum, an example, a list of people,
a row that was made ready and never filled. Nothing passes without a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xl_tools.core import regions
from xl_tools.core.form import Field
from xl_tools.core.text import squeeze
from xl_tools.parse.serials import read_serial
from xl_tools.parse.status.status_cell import read_status
from xl_tools.parse.status.ticks import Box, read_mark
from xl_tools.parse.table.content import (
    BEGINNING,
    LONGEST_LABEL,
    are_contact_headings,
    are_sentences,
    are_statistics_headings,
    content,
    is_footnote,
    is_item_of,
    is_listed_item,
    is_section_number,
    is_signature,
    is_sum,
    is_title_again,
    named_and_closed,
    says_something,
    shows_how,
    without_tick,
)
from xl_tools.parse.table.inspections import inspection_in
from xl_tools.parse.table.live_cells import live_text, struck_task
from xl_tools.parse.table.misnamed import may_be_a_unit
from xl_tools.parse.table.named import bare
from xl_tools.parse.table.sorted_lines import OWN, Kind, Lines, OpenEntry
from xl_tools.parse.table.struck import is_struck_row
from xl_tools.parse.table.tables import Cells, Table

_TEXTS = frozenset(
    {Field.PLAN, Field.GOAL, Field.MEASURES, Field.PROGRESS, Field.PROBLEMS, Field.TASK, Field.STANDARD, Field.REMARK}
)
"""Columns whose text may go on in the next row."""
_OF_A_PART = frozenset(
    {Field.DEADLINE, Field.STATUS, Field.UNITS, Field.LEAD, Field.COOPERATING, Field.LEADER, Field.PERSON}
)
"""What a measure has in its own line, where the text of an entry that only goes on has none."""
_TICKED, _UNTICKED = "☑已完成", "□已完成"
_TICKS = frozenset((Box.TICKED, Box.LETTER_X))
_OVER_A_TABLE = frozenset({Kind.SECTION, Kind.OTHER, Kind.SIGNATURE, Kind.NOTE})
_HEAD = frozenset({Field.REGION, Field.SERIAL, Field.PROVINCE_SERIAL, Field.KIND, Field.INSPECTION})


def sort_lines(cells: Cells, table: Table) -> Lines:
    """Every row of the table's part of the sheet, named."""
    return _Sorter(cells, table).sorted()


class _Sorter:
    def __init__(self, cells: Cells, table: Table) -> None:
        self.cells = cells
        self.table = table
        self.fields = table.fields
        self.subject = table.columns.get(table.form.subject)
        self.entries: list[OpenEntry] = []
        self.kinds: dict[int, Kind] = {}
        self.filled: dict[int, list[int]] = {}
        self.section = self.upper = self.title = ""
        self.numbered_units = False
        self.open: OpenEntry | None = None

    def sorted(self) -> Lines:
        for row, filled in self.cells.filled_rows(self.table.header_row + 1, self.table.last):
            self.filled[row] = filled
            kind = self._kind(row, [column for column in filled if column in self.fields])
            self.kinds[row] = kind
            if kind not in OWN:
                self.open = None
            if kind is Kind.HEADING:
                self._take_title(row - 1)
            self._lead_to_contacts(row)
        self._give_back_bare_names()
        lines = Lines(tuple(entry.closed() for entry in self.entries), self.kinds, self.filled)
        return self._without_struck(lines) if self.cells.grid.struck else lines

    def _take_title(self, row: int) -> None:
        """Lines right above headings that stand there again are the title of what follows, and no kind of task."""
        while self.kinds.get(row) in _OVER_A_TABLE and len(self.filled[row]) == 1:
            title = live_text(self.cells, row, self.filled[row][0]).strip()
            if self.kinds[row] is Kind.SECTION and is_title_again(self.section):
                self.section = self.upper
            if self.kinds[row] is not Kind.NOTE and inspection_in(title):
                self.title, self.kinds[row] = title, Kind.SECTION
            elif self.kinds[row] is Kind.OTHER and is_title_again(title):
                self.kinds[row] = Kind.SECTION
            row -= 1

    def _without_struck(self, lines: Lines) -> Lines:
        """Rows that are struck out as a whole are no live tasks, and no part of one."""
        struck: dict[int, str] = {}
        for row in lines.rows_of_entries:
            filled = [(row, column) for column in lines.filled[row] if column in self.fields]
            if is_struck_row(self.cells.grid, (row, self.subject) if self.subject else None, filled):
                struck[row] = struck_task(self.cells, row, self.subject)
        kinds = {**lines.kinds, **dict.fromkeys(struck, Kind.STRUCK)}
        entries = []
        for entry in lines.entries:
            more = {row for row in (*entry.continued, *entry.parts) if row not in struck}
            if entry.row in struck:
                kinds |= dict.fromkeys(more, Kind.OTHER)
            else:
                entries.append(
                    replace(
                        entry,
                        continued=tuple(row for row in entry.continued if row in more),
                        parts=tuple(row for row in entry.parts if row in more),
                    )
                )
        return Lines(tuple(entries), kinds, lines.filled, struck)

    def _kind(self, row: int, filled: list[int]) -> Kind:
        if not filled:
            return self._in_no_column(row)
        texts = {column: self.cells.text(row, column) for column in filled}
        short = all(len(text) <= LONGEST_LABEL for text in texts.values())
        if short:
            if self.table.is_heading_again(texts):
                return Kind.HEADING
            if are_contact_headings(texts):
                return Kind.CONTACT
            if are_statistics_headings(texts.values()):
                return Kind.STATISTICS
        if self._is_example(texts):
            return Kind.EXAMPLE
        here = self._by_field(texts)
        if not short and len(here) > 3 and self.table.form.subject in here:
            return self._of_entry(row, here)  # told at a glance, as nearly every entry is
        found = content(here, self.table)
        first = self.filled[row][0]
        alone = len(self.filled[row]) == 1
        if found < 2:
            named = self._named([self.cells.text(row, column) for column in self.filled[row]], alone)
            if named:
                return named
        if found < 3 and alone and self._is_line(row, first, texts[first]):
            return self._line(row, first, texts[first])
        if self.subject and self._is_numbered_unit(here):
            return self._line(row, self.subject, here[self.table.form.subject])
        if self._is_prepared(here) and not (self._adjoins(row) and self._is_merged_from(row, self.subject, self.open)):
            return Kind.PREPARED
        above = self.kinds.get(row - 1)
        if found < 3 and short and above is Kind.CONTACT:
            return Kind.CONTACT
        if not found and above is Kind.STATISTICS:
            return Kind.STATISTICS
        return self._of_entry(row, here)

    def _in_no_column(self, row: int) -> Kind:
        """A row with nothing in the columns that are read: a line across the table may begin in another."""
        first = self.filled[row][0]
        if len(self.filled[row]) == 1 and self._is_across(row, first):
            return self._line(row, first, self.cells.text(row, first))
        return Kind.BESIDE

    def _by_field(self, texts: Mapping[int, str]) -> dict[Field, str]:
        """The texts by field. Of options in columns of their own only a tick says something."""
        here: dict[Field, str] = {}
        options = self.table.option_columns
        for column, text in texts.items():
            if column in options:
                text = _TICKED if read_mark(text) in _TICKS or not without_tick(text) else _UNTICKED
                if here.get(Field.STATUS) == _TICKED:
                    continue
                here[Field.STATUS] = text
            elif self.fields[column] not in here:
                here[self.fields[column]] = text
        return here

    def _give_back_bare_names(self) -> None:
        """Below the last entry a line with a task's name alone may be about one that is not reported: where serial or
        unit could have said that it is an entry, it is none."""
        could_tell = {Field.SERIAL, Field.REGION} & self.table.columns.keys()
        while could_tell and self.entries and self.entries[-1].bare:
            self.kinds[self.entries.pop().row] = Kind.OTHER

    # --- lines that are no entries --------------------------------------------------------------

    def _named(self, texts: Sequence[str], alone: bool) -> Kind | None:
        first = texts[0].strip()
        if is_signature(texts, alone) or all(is_signature((text,), alone=True) for text in texts):
            return Kind.SIGNATURE
        if is_footnote(first):
            return Kind.NOTE
        return Kind.TOTAL if is_sum(first) else None

    def _is_prepared(self, here: Mapping[Field, str]) -> bool:
        """Whether only what is the same in every row stands there: unit, serial, kind, empty boxes."""
        if not here.keys() <= _HEAD | {Field.STATUS} or not without_tick(here.get(Field.STATUS, "")):
            return False
        serial = here.get(Field.SERIAL, here.get(Field.PROVINCE_SERIAL, ""))
        if Field.STATUS in here:
            return bool(serial) or read_status(here[Field.STATUS]).verdict == "none"
        return read_serial(serial).number is not None

    def _is_example(self, texts: Mapping[int, str]) -> bool:
        for column, text in texts.items():
            name = self.fields[column]
            if (name is Field.REGION or name is Field.SERIAL) and shows_how(text, task=False):
                return True
            if column == self.subject and shows_how(text[:BEGINNING], task=True):
                return True
        return False

    def _is_line(self, row: int, column: int, text: str) -> bool:
        """Whether a text that stands alone in its row stands across the table, or groups what follows."""
        if self._is_across(row, column):
            return True
        numbered = read_serial(text).province_serial is not None or named_and_closed(text) is not None
        if numbered and self.subject is not None:
            return column != self.subject and says_something(text)
        first = column == min(self.fields) or self.fields.get(column) in _HEAD
        return first and is_section_number(text) and read_serial(text).number is None

    def _is_numbered_unit(self, here: Mapping[Field, str]) -> bool:
        """Whether a number and the name of a place stand there, or what seems one, and nothing else: 一 | 莲都区 groups
        what follows."""
        if not self.table.form.reports or here.keys() != {Field.SERIAL, self.table.form.subject}:
            return False
        name = bare(here[self.table.form.subject][:LONGEST_LABEL])
        known = any(place.name == name for place in regions.candidates(name))
        self.numbered_units = self.numbered_units or known
        return known or (self.numbered_units and may_be_a_unit(name))

    def _is_across(self, row: int, column: int) -> bool:
        block = self.cells.merged(row, column)
        across = bool(block and block.top == block.bottom == row and block.right - block.left >= 2)
        return across and len(self.table.columns) > 3

    def _line(self, row: int, column: int, text: str) -> Kind:
        """A line across the table that names a task is that task; any other groups what follows."""
        named = read_serial(text).province_serial is not None or named_and_closed(text) is not None
        if not named or self.subject is None:
            too_long = len(text) > LONGEST_LABEL and not is_section_number(text)
            words = isinstance(self.cells.own(row, column), str) and any(map(str.isalpha, text))
            if too_long or are_sentences(text) or not words:
                return Kind.OTHER
            self.upper, self.section = self.section, live_text(self.cells, row, column).strip()
            return Kind.SECTION
        self._begin(row, {self.table.form.subject: text})
        assert self.open is not None
        self.open.one_line = column != self.subject or self.cells.merged(row, column) is not None
        return Kind.ENTRY

    def _lead_to_contacts(self, row: int) -> None:
        """The title of a list of people belongs to it."""
        if self.kinds[row] is Kind.CONTACT and self.kinds.get(row - 1) in (Kind.OTHER, Kind.SECTION, Kind.NOTE):
            self.kinds[row - 1] = Kind.CONTACT

    # --- entries, and what belongs to them ------------------------------------------------------

    def _of_entry(self, row: int, here: Mapping[Field, str]) -> Kind:
        subject = self.table.form.subject
        if subject in here:
            return self._with_subject(row, here)
        upper = self.open if self.open and self._adjoins(row) else None
        merged = self._is_merged_from(row, self.subject, upper)
        serial = here.get(Field.SERIAL, "")
        item = upper and (is_item_of(serial, upper.serial) or is_listed_item(serial, upper.item))
        if upper and merged and serial and not item:
            self._begin(row, here)  # numbered as an entry of its own, below a task that is merged over both
            return Kind.ENTRY
        of_it = upper is not None and is_item_of(serial, upper.serial)
        if upper and (of_it or merged or self._head_is_left_blank(here, upper)):
            region = squeeze(here.get(Field.REGION, ""))
            if region and region != upper.region and content(here, self.table):
                self._begin(row, here, above=upper.above or upper.row, blank=not merged)
                return Kind.ENTRY
            part = of_it or merged or bool(here.keys() & _OF_A_PART)
            if part or (here.keys() & _TEXTS and here.keys() <= _TEXTS | {Field.REGION}):
                upper.add(row, part, serial)
                return Kind.PART if part else Kind.CONTINUED
        return self._unsure(row, here)

    def _with_subject(self, row: int, here: Mapping[Field, str]) -> Kind:
        text = here[self.table.form.subject]
        upper = self.open if self.open and self._adjoins(row) else None
        if upper and is_item_of(here.get(Field.SERIAL, ""), upper.serial) and not read_serial(text).province_serial:
            upper.add(row, part=True)
            return Kind.PART
        if upper and self._is_listed_below(here, upper):
            upper.add(row, True, here[Field.SERIAL])
            return Kind.PART
        if len(here) == 1 and not (
            read_serial(text).province_serial or named_and_closed(text) or self._is_like_the_others(text)
        ):
            return Kind.OTHER
        self._begin(row, here)
        assert self.open is not None
        self.open.bare = len(here) == 1 and not named_and_closed(text)
        self.open.one_line = here.keys() <= _HEAD | {self.table.form.subject} and named_and_closed(text) is not None
        return Kind.ENTRY

    def _is_listed_below(self, here: Mapping[Field, str], upper: OpenEntry) -> bool:
        """Whether a line is an item (1) of a task, and no task of its own in a group: it has no deadline and no tick,
        the task has one, and no other unit is named."""
        region = squeeze(here.get(Field.REGION, ""))
        return (
            upper.whole
            and is_listed_item(here.get(Field.SERIAL, ""), upper.item)
            and Field.DEADLINE not in here
            and without_tick(here.get(Field.STATUS, ""))
            and (not region or region == upper.region)
            and not read_serial(here[self.table.form.subject]).province_serial
        )

    def _unsure(self, row: int, here: Mapping[Field, str]) -> Kind:
        """A line without a task that cannot belong to the one above: an entry that lacks it, or stray text."""
        others = here.keys() - {Field.REGION}
        if (Field.SERIAL in here and len(others) > 1) or len(others) >= 3 or (len(others) >= 2 and self._is_sure(here)):
            self._begin(row, here)
            return Kind.ENTRY
        return Kind.OTHER

    def _is_sure(self, here: Mapping[Field, str]) -> bool:
        return content(here, self.table) >= 2 and bool(here.keys() & {Field.STATUS, Field.DEADLINE})

    def _begin(self, row: int, here: Mapping[Field, str], above: int = 0, blank: bool = False) -> None:
        region = here.get(Field.REGION) or self._shown_region(row)
        serial, subject = here.get(Field.SERIAL, ""), here.get(self.table.form.subject, "")
        whole = Field.DEADLINE in here or not without_tick(here.get(Field.STATUS, ""))
        self.open = OpenEntry(
            row,
            self.section,
            self.title,
            squeeze(region),
            serial,
            subject,
            above,
            blank,
            whole=whole,
            item=serial,
            last=row,
        )
        self.entries.append(self.open)

    def _shown_region(self, row: int) -> str:
        column = self.table.columns.get(Field.REGION)
        return self.cells.shown_text(row, column) if column else ""

    def _adjoins(self, row: int) -> bool:
        """Whether nothing stands between a row and the entry that is open, not even an empty row."""
        return self.open is not None and self.open.last == row - 1

    def _is_merged_from(self, row: int, column: int | None, upper: OpenEntry | None) -> bool:
        block = self.cells.merged(row, column) if column else None
        return bool(block and upper and (upper.above or upper.row) <= block.top < row)

    def _head_is_left_blank(self, here: Mapping[Field, str], upper: OpenEntry) -> bool:
        """Whether serial and unit stand only in the first of several lines, as people leave them out."""
        known = {Field.SERIAL, Field.REGION, Field.PROVINCE_SERIAL} & self.table.columns.keys()
        if not known or here.keys() & {Field.SERIAL, Field.PROVINCE_SERIAL}:
            return False
        region = squeeze(here.get(Field.REGION, ""))
        if Field.SERIAL not in known and Field.PROVINCE_SERIAL not in known:
            return not region or region != upper.region
        return True

    def _is_like_the_others(self, text: str) -> bool:
        """Whether a text that stands alone in the column of tasks may be one: the others carry no number either."""
        if not self.entries or not says_something(text) or is_section_number(text):
            return False
        return all(read_serial(entry.subject).province_serial is None for entry in self.entries)

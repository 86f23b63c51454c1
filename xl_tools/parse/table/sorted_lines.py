"""What the lines of a table are, once they are sorted out (``lines.py``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from enum import StrEnum

from xl_tools.core.dataclass import dataclass
from xl_tools.core.form import Field
from xl_tools.parse.table.tables import Cells, Table


class Kind(StrEnum):
    """What a line under a heading is. The last ten are no part of an entry."""

    ENTRY = "entry"
    CONTINUED = "continued"
    """The text of the entry above goes on."""
    PART = "part"
    """A measure or an item of the entry above, in a line of its own."""
    HEADING = "heading"
    SECTION = "section"
    NOTE = "note"
    SIGNATURE = "signature"
    TOTAL = "total"
    EXAMPLE = "example"
    CONTACT = "contact"
    STATISTICS = "statistics"
    """Another table, of numbers of tasks."""
    PREPARED = "prepared"
    BESIDE = "beside"
    STRUCK = "struck"
    OTHER = "other"


OF_ENTRIES = frozenset({Kind.ENTRY, Kind.CONTINUED, Kind.PART, Kind.SECTION, Kind.HEADING})


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry and the lines that belong to it. ``section`` is the line ("一、个性问题") above it, ``title`` one that
    names an inspection, over headings that stand there again. ``above`` is the row
    whose task it shares (0: its own); ``blank``: that cell was left empty, not merged. ``one_line`` where all of it
    but unit and serial stands in one cell: the task, and how it stands."""

    row: int
    section: str = ""
    title: str = ""
    above: int = 0
    blank: bool = False
    one_line: bool = False
    continued: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """``kinds`` names each row below the heading that holds anything, ``filled`` its columns that do. ``struck`` are
    the rows that are struck out as a whole, each with its task."""

    entries: tuple[Entry, ...]
    kinds: Mapping[int, Kind]
    filled: Mapping[int, list[int]]
    struck: Mapping[int, str] = field(default_factory=dict)
    last: int = field(init=False)
    """The last row of an entry; 0 where there is none. Asked for row by row, so looked up once."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "last", max(self.rows_of_entries, default=0))

    @property
    def rows_of_entries(self) -> list[int]:
        """The rows of the entries, further rows of each with them."""
        return [row for row, kind in self.kinds.items() if kind in OWN]

    def said(self, cells: Cells, table: Table, row: int) -> dict[Field, str]:
        """The texts of a row by field."""
        return {table.fields[column]: cells.text(row, column) for column in self.filled[row] if column in table.fields}

    def with_sections(self, rows: Iterable[int]) -> Lines:
        """The same, with rows that turned out to name the unit of the entries below."""
        named = set(rows) - {*self.rows_of_entries}
        return replace(self, kinds={**self.kinds, **dict.fromkeys(named, Kind.SECTION)}) if named else self


OWN = frozenset({Kind.ENTRY, Kind.CONTINUED, Kind.PART})


@dataclass
class OpenEntry:
    """An entry to which the next line may belong."""

    row: int
    section: str
    title: str
    region: str
    serial: str
    subject: str
    above: int = 0
    blank: bool = False
    one_line: bool = False
    bare: bool = False
    """Nothing but the name of a task stands there."""
    whole: bool = False
    """A deadline or a tick stands there."""
    item: str = ""
    """The serial of the last line that belongs to it; its own where none does."""
    continued: list[int] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    last: int = 0

    def add(self, row: int, part: bool, serial: str = "") -> None:
        (self.parts if part else self.continued).append(row)
        self.last, self.bare, self.item = row, False, serial or self.item

    def closed(self) -> Entry:
        return Entry(
            row=self.row,
            section=self.section,
            title=self.title,
            above=self.above,
            blank=self.blank,
            one_line=self.one_line,
            continued=tuple(self.continued),
            parts=tuple(self.parts),
        )

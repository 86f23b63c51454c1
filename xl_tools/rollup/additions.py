"""What people added to a roll-up's workbook, to be found in the next one: columns, rows and sheets of their own, and
what they set in the cells that are for it. ``reread_additions.py`` reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date

from xl_tools.core.carried_rows import CarriedRows
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Cell, CellNote, CellValue, Grid
from xl_tools.core.records import Field
from xl_tools.core.text import shortened
from xl_tools.rollup.lights import Thresholds

RowName = tuple[str, str]
"""A task's label and a unit; "" where a table has no such column."""

NOTE_SAID = 60
"""Characters of a note that a message names."""
TOTAL: RowName = ("", "合计")
"""The row below a table's own rows."""
HEADINGS: RowName = ("", "")
"""The row of a table's headings."""
_AS_OF = expression(r"（截至\d+年\d+月\d+日）")


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row of 整改进展 that no unit reported: its texts, and those in people's own columns by their heading."""

    texts: Mapping[Field, str]
    beside: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note that people put on a cell: of a table as ``Additions.columns`` calls it, by its row and its heading (in
    one line; of a column without one, its letters), or, with no row, of a sheet by its ``cell``. ``top`` is the row of
    the headings below such a cell, where it goes with them."""

    table: str
    row: RowName | None
    heading: str
    note: CellNote
    cell: Cell = (0, 0)
    top: int = 0


@dataclass(frozen=True, slots=True)
class Additions:
    """``columns`` are people's own by the sheet's name, then by row, then by heading; ``rows`` rows of 整改进展,
    ``sheets`` those that the program does not write. ``title`` is what stands over 整改进展, where it was typed;
    ``as_of`` the day that was typed into 汇总统计, ``limits`` the days of the lights there. ``warned`` is 预警 as it
    stands, ``typed`` what was typed over cells of 明细, ``notes`` are people's notes."""

    columns: Mapping[str, Mapping[RowName, Mapping[str, CellValue]]] = field(default_factory=dict)
    rows: Sequence[OwnRow] = ()
    sheets: Sequence[Grid] = ()
    title: str = ""
    as_of: date | None = None
    limits: Thresholds | None = None
    warned: CarriedRows = field(default_factory=lambda: CarriedRows({}))
    typed: Mapping[RowName, Mapping[str, str]] = field(default_factory=dict)
    notes: Sequence[OwnNote] = ()

    def beside(self, sheet: str, rows: Sequence[RowName]) -> dict[str, list[CellValue]]:
        """What people wrote beside the rows of a sheet, by the headings of their columns."""
        said = self.columns.get(sheet, {})
        headings = dict.fromkeys(heading for row in said.values() for heading in row)
        return {heading: [said.get(row, {}).get(heading) for row in rows] for heading in headings}

    def titled(self, written: str) -> str:
        """The title of 整改进展: as typed, with the day that it is made for now."""
        day = _AS_OF.search(written)
        return _AS_OF.sub(day[0], self.title) if self.title and day else self.title or written

    def own_rows(self) -> list[RowName]:
        """What the rows of 整改进展 that no unit reported are called among what stands beside rows."""
        return [own_row(number) for number in range(len(self.rows))]

    def without(self, sheet: str) -> Iterator[tuple[str, str]]:
        """The notes that stand on a sheet elsewhere than on its rows, as ``gone``, where it is not there at all."""
        for one in self.notes:
            if one.table == sheet and one.row in (None, HEADINGS):
                yield f"“{sheet}”", f"这张表这次没有，批注“{shortened(one.note.text, NOTE_SAID)}”"

    def gone(self, sheet: str, rows: Iterable[RowName]) -> Iterator[tuple[str, str]]:
        """The rows beside which people wrote and that are there no longer, each with what was written, in words."""
        there = set(rows)
        for one in self.notes:
            if one.table == sheet and one.row and one.row not in there and one.row not in (TOTAL, HEADINGS):
                yield (
                    " ".join(filter(None, one.row)),
                    f"“{sheet}”里这一行这次没有了，批注“{shortened(one.note.text, NOTE_SAID)}”",
                )
        for row, said in self.columns.get(sheet, {}).items():
            texts = [f"{heading}：{value}" for heading, value in said.items() if value not in (None, "")]
            if texts and row not in there:
                yield (
                    " ".join(filter(None, row)) or sheet,
                    f"“{sheet}”里这一行这次没有了，写在旁边的“{'；'.join(texts)}”",
                )


def own_row(number: int) -> RowName:
    """The name of one of these rows, counted from 0."""
    return "", f"自加的第{number + 1}行"

"""Which row of the ledger a county's row is: by its case and by what stands for the row (the day and the step of an
event), where one side may not know a day yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import CellValue
from xl_tools.parse.closing.cell_values import day_of, number_of, word_of
from xl_tools.parse.closing.headings import EVENTS, EVIDENCE, MATTERS, MEASURES, NOTICES, REVIEWS, sheets
from xl_tools.parse.closing.ledger import LedgerRow

KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    MEASURES: ("number",),
    EVENTS: ("day", "step"),
    EVIDENCE: ("file",),
    NOTICES: ("number", "start"),
    MATTERS: ("day", "sort"),
    REVIEWS: ("planned",),
}
"""By what, beside the case, a row is the same as another."""
_MAY_REPEAT = frozenset((EVIDENCE, MATTERS))
"""Sheets of which two rows may be alike in that: one file proves two measures, two objections come on one day."""
UNSURE = -1
"""In place of a place: it cannot be told which row is meant."""


@dataclass
class SameRows:
    """The rows of a sheet of the ledger, each found by at most one row that says something else."""

    what: str
    rows: list[LedgerRow]
    taken: set[int] = field(default_factory=set)

    def places(self, theirs: Sequence[LedgerRow]) -> list[int | None]:
        """For each row the place of ours that it is; None for one that is new, ``UNSURE`` where it
        cannot be told which. Those that say nothing new are found first."""
        found: dict[int, int | None] = {at: self._told(row) for at, row in enumerate(theirs)}
        for find in (self._part_of, self._known, self._without_day):
            for at, row in enumerate(theirs):
                if found[at] is None:
                    found[at] = find(row)
        return [found[at] for at in range(len(theirs))]

    def _told(self, row: LedgerRow) -> int | None:
        """One that says the same; so may several."""
        alike = (at for at, ours in enumerate(self.rows) if self._holds(ours, row) and self._holds(row, ours))
        return self._taken(next(alike, None))

    def _part_of(self, row: LedgerRow) -> int | None:
        """One that says this and more: it was filled in since the row was handed out."""
        alike = (at for at, ours in enumerate(self.rows) if at not in self.taken and self._holds(ours, row))
        return self._taken(next(alike, None))

    def _holds(self, ours: LedgerRow, row: LedgerRow) -> bool:
        said = {name: value for name, value in row.cells.items() if name != "digest" and word_of(value)}
        return ours.key == row.key and all(self.same(name, ours.cells.get(name), value) for name, value in said.items())

    def _known(self, row: LedgerRow) -> int | None:
        """One that is known by the same."""
        names = KNOWN_BY[self.what]
        alike = [
            at
            for at, ours in enumerate(self.rows)
            if ours.key == row.key and all(self.same(name, ours.cells.get(name), row.cells.get(name)) for name in names)
        ]
        free = [at for at in alike if at not in self.taken]
        if self.what in _MAY_REPEAT or free:
            return self._taken(next(iter(free), None))
        return next(iter(alike), None)

    def _without_day(self, row: LedgerRow) -> int | None:
        """The one that is known by the same as far as both sides say it."""
        names = KNOWN_BY[self.what]
        if len(names) < 2:
            return None
        alike = [at for at, ours in enumerate(self.rows) if at not in self.taken and self._may_be(ours, row)]
        if len(alike) > 1:
            return UNSURE
        return self._taken(next(iter(alike), None))

    def _may_be(self, ours: LedgerRow, row: LedgerRow) -> bool:
        pairs = [(name, ours.cells.get(name), row.cells.get(name)) for name in KNOWN_BY[self.what]]
        both = [pair for pair in pairs if word_of(pair[1]) and word_of(pair[2])]
        return ours.key == row.key and bool(both) and all(self.same(*pair) for pair in both)

    def _taken(self, at: int | None) -> int | None:
        if at is not None:
            self.taken.add(at)
        return at

    def same(self, name: str, one: CellValue, other: CellValue) -> bool:
        """Whether two cells of a column say the same: a day is the same however it is written."""
        if word_of(one) == word_of(other):
            return True
        holds = next(column.holds for column in sheets()[self.what].columns if column.field == name)
        read = {"date": day_of, "number": number_of}.get(holds)
        return read is not None and read(one) is not None and read(one) == read(other)

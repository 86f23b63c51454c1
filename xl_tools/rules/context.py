"""What a check may know besides the sheet itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.period import Period
from xl_tools.core.records import Field, ProgressSheet, Region
from xl_tools.parse.table.by_unit import by_unit
from xl_tools.parse.table.inspections import settled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xl_tools.core.grid import Book
    from xl_tools.petitions.records import Conventions, Ledger


@dataclass(frozen=True)
class Context:
    """The day of the check, and sheets to compare with. What is empty or None is not known, and the rules that
    need it do not run.

    ``previous`` holds last period's sheets (one county's, or all); ``issued`` the sheets as they were issued, or
    the plan's task list; ``period`` is the month asked for ("2022-11"); ``issued_to`` the unit this file was
    issued to; ``holds_as_issued`` tells whether a table holds the tasks that it remembers, all and no other (None: it
    remembers none). ``units`` are the units that are in no region data; ``within`` settles a name that several places
    share. ``book`` is the workbook that is checked and ``tables`` are all its tables: a table of petitions is looked at
    with what stands beside it.
    """

    as_of: date
    previous: Sequence[ProgressSheet] = ()
    issued: Sequence[ProgressSheet] = ()
    period: Period | None = None
    issued_to: Region | None = None
    holds_as_issued: Callable[[ProgressSheet], bool] | None = None
    units: regions.UnitList = regions.NONE
    within: Region | None = None
    book: Book | None = None
    tables: Sequence[ProgressSheet] = ()

    @cached_property
    def conventions(self) -> Conventions:
        """How the inspection of the workbook's petitions is counted."""
        from xl_tools.petitions.conventions import conventions_of  # a check of a progress table does not pay for it
        from xl_tools.petitions.records import Conventions

        return conventions_of(self.book) if self.book else Conventions()

    @cached_property
    def ledgers(self) -> tuple[Ledger, ...]:
        """The tables of petitions in the workbook."""
        return self._ledgers(self.tables)

    @cached_property
    def earlier(self) -> tuple[Ledger, ...]:
        """Earlier states of them."""
        return self._ledgers(self.previous)

    @cached_property
    def handed_over(self) -> tuple[Ledger, ...]:
        """The lists by which petitions were handed over."""
        return self._ledgers(self.issued)

    def ledger(self, sheet: ProgressSheet) -> Ledger:
        """A table's petitions, read once for all rules."""
        found = next((ledger for ledger in self.ledgers if ledger.sheet is sheet), None)
        return found or self._ledgers((sheet,))[0]

    def _ledgers(self, sheets: Iterable[ProgressSheet]) -> tuple[Ledger, ...]:
        from xl_tools.petitions.reading import is_petitions, ledger_of

        sheets = tuple(sheets)
        return tuple(ledger_of(sheet, self.conventions, sheets) for sheet in sheets if is_petitions(sheet))

    def of_each_unit(self, sheet: ProgressSheet) -> Sequence[ProgressSheet]:
        """A table in which the rows are several units' as one of each unit, for who compares with what was handed to
        each or reported by it; any other as it is."""
        if id(sheet) not in self._apart:
            parts = by_unit([sheet], units=self.units, within=self.within, issued_to=self.issued_to)
            self._apart[id(sheet)] = sheet, (parts if len(parts) > 1 else [sheet])
        return self._apart[id(sheet)][1]

    def is_one_of_several(self, sheet: ProgressSheet) -> bool:
        """Whether it is one unit's part of a table."""
        return any(part is sheet for whole, parts in self._apart.values() for part in parts if part is not whole)

    @cached_property
    def _apart(self) -> dict[int, tuple[ProgressSheet, Sequence[ProgressSheet]]]:
        """Tables and their parts, by what tells the table while it is held."""
        return {}

    def previous_for(self, sheet: ProgressSheet) -> ProgressSheet | None:
        """The same unit's sheet of last period; the only one given where it does not say whose it is.

        Of several the latest that is earlier than the sheet's own period.
        """
        return _of_its_inspection(sheet, _own(sheet, _comparable(self._previous, sheet))) if self.previous else None

    def issued_for(self, sheet: ProgressSheet) -> ProgressSheet | None:
        """The sheet as it was issued to this unit, else the task list of the region above it."""
        if not self.issued:
            return None
        known = _comparable(self._issued, sheet)
        return _of_its_inspection(sheet, _own(sheet, known) or _above(sheet, known))

    @cached_property
    def _previous(self) -> _BySubject:
        return _by_region(self.previous)

    @cached_property
    def _issued(self) -> _BySubject:
        return _by_region(by_unit(self.issued, units=self.units, within=self.within))


_Known = dict[str | None, list[ProgressSheet]]


_BySubject = dict[Field, _Known]


def _by_region(sheets: Sequence[ProgressSheet]) -> _BySubject:
    found: _BySubject = {}
    for sheet in sheets:
        known = found.setdefault(sheet.form.subject, {})
        known.setdefault(sheet.region.code if sheet.region else None, []).append(sheet)
    return found


def _comparable(found: _BySubject, sheet: ProgressSheet) -> _Known:
    """Tables whose rows are about the same: of tasks, say, whatever their form."""
    return found.get(sheet.form.subject, {})


def _own(sheet: ProgressSheet, known: _Known) -> ProgressSheet | None:
    mine = _of_one_inspection(sheet, known.get(sheet.region.code, []) if sheet.region else [])
    if not mine:
        nameless = _of_one_inspection(sheet, known.get(None, []))
        return nameless[0] if len(known) == len(nameless) == 1 else None
    earlier = [other for other in mine if other.period and sheet.period and other.period < sheet.period]
    return _together(sheet, earlier or mine, _period(max(earlier or mine, key=_period)))


def _together(sheet: ProgressSheet, found: Sequence[ProgressSheet], period: str) -> ProgressSheet:
    """The first table of a period. For a sheet with tasks of several inspections with those of the others that are of
    other inspections, as one; their rows are numbered on."""
    first, *rest = (other for other in found if _period(other) == period)
    if len({row.inspection for row in sheet.rows}) < 2:
        return first
    rows = list(first.rows)
    for other in rest:
        if {row.inspection for row in rows}.isdisjoint(row.inspection for row in other.rows):
            behind = max((row.row for row in rows), default=0)
            rows += (replace(row, row=row.row + behind) for row in other.rows)
    return replace(first, rows=tuple(rows)) if rest else first


def _of_one_inspection(sheet: ProgressSheet, others: Sequence[ProgressSheet]) -> list[ProgressSheet]:
    return [other for other in others if _may_be_of_one_inspection(sheet, other)]


def _of_its_inspection(sheet: ProgressSheet, other: ProgressSheet | None) -> ProgressSheet | None:
    """The other table, without tasks of other inspections where the sheet as a whole is of one: they are in another
    table of its unit."""
    here = {row.inspection for row in sheet.rows}
    if other is None or len(here) != 1 or Field.INSPECTION in sheet.columns:
        return other
    meant = settled([*here, *(row.inspection for row in other.rows)])
    own = meant.get(next(iter(here)), "") if meant else ""
    if not meant or not own:
        return other
    return replace(other, rows=tuple(row for row in other.rows if meant.get(row.inspection, "") in ("", own)))


def _may_be_of_one_inspection(sheet: ProgressSheet, other: ProgressSheet) -> bool:
    here, there = {row.inspection for row in sheet.rows}, {row.inspection for row in other.rows}
    return bool(here & there) or settled({*here, *there}) is None


def _above(sheet: ProgressSheet, known: _Known) -> ProgressSheet | None:
    """The table of the city, else of the province (codes as in GB/T 2260)."""
    if sheet.region is None:
        return None
    code = sheet.region.parent or ""
    for above in (code, f"{code[:2]}0000"):
        if found := _of_one_inspection(sheet, known.get(above, [])):
            return _together(sheet, found, _period(max(found, key=_period)))
    return None


def _period(sheet: ProgressSheet) -> str:
    return sheet.period or ""

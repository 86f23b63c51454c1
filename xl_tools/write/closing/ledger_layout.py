"""Where things stand in the ledger's workbook: columns of each sheet by field, and ranges as formulas name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from xl_tools.closing.standing import Standing, standings
from xl_tools.core.addresses import column_letters
from xl_tools.core.dataclass import dataclass
from xl_tools.core.working_days import WorkCalendar, national
from xl_tools.parse.closing.days_sheet import DaysSheet
from xl_tools.parse.closing.entries import ClosingLedger, SheetPlace
from xl_tools.parse.closing.headings import (
    CASES,
    EVENTS,
    EVIDENCE,
    HELPER,
    MATTERS,
    NOTICES,
    RECORDS,
    REVIEWS,
    SETTINGS,
    STATISTICS,
    STEPS,
    LedgerColumn,
    sheets,
    step_headings,
)
from xl_tools.parse.closing.ledger import LedgerRow, LedgerRows, ledger_of
from xl_tools.write.formats import FONT

HEADER, FIRST = 3, 4
"""Rows (from 1) of the headings and of the first record, on every sheet of records."""
SETTINGS_ROWS = 20
AS_OF_CELL = f"'{STATISTICS}'!$B$2"
BASE = 100_000
"""An event's place in time is its day times this, and its row: the lower row of a day is the later event."""
NEVER_BACK = 99
"""What stands for "sends nothing back" where the number of steps that a return leaves stands."""

HELPERS: Mapping[str, tuple[str, ...]] = {
    CASES: ("key", "set", "number", "day", "back"),
    EVENTS: ("key", "set", "order", "day_number", "moment", "leaves", "valid"),
    EVIDENCE: ("key",),
    NOTICES: ("key", "set", "from", "to"),
    MATTERS: ("key",),
    REVIEWS: ("key", "open"),
    SETTINGS: ("closed_at", *(f"label_{step}" for step in STEPS), *(f"over_{step}" for step in STEPS)),
}
"""Hidden columns that only formulas need, behind all others."""


@dataclass
class LedgerBook:
    """A ledger's workbook while it is written: its rows, what they mean, and on which day."""

    workbook: Workbook
    rows: LedgerRows
    as_of: date
    looks: Mapping[str, Format] = field(init=False)

    def __post_init__(self) -> None:
        self.looks = looks(self.workbook)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The office's days over the State Council's: all that 工作日历 shows."""
        return self.rows.days.calendar.over(national())

    @cached_property
    def ledger(self) -> ClosingLedger:
        """The records, with the rows in which they will stand."""
        placed = {
            what: tuple(
                LedgerRow(FIRST + at, row.cells, row.more) for at, row in enumerate(self.rows.rows.get(what, ()))
            )
            for what in RECORDS
        }
        places = {what: SheetPlace(sheets()[what].name, HEADER, {}) for what in RECORDS}
        return ledger_of(LedgerRows(self.rows.path, placed, places, DaysSheet(self.calendar), self.as_of))

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        return standings(self.ledger, self.as_of)

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """Every step of any inspection, in their order."""
        return tuple(dict.fromkeys(step for one in self.ledger.procedures for step in one.steps))

    def columns(self, what: str) -> Sequence[LedgerColumn]:
        """The visible columns of a sheet: the register shows the day of each step, too; the office's own are last."""
        own = list(sheets()[what].columns)
        if what == CASES:
            at = sheets()[what].place("state")
            days = [
                LedgerColumn(f"{step}/{place}", heading, 12, (heading,), "formula")
                for step in self.steps
                for place, heading in enumerate(step_headings(step))
            ]
            own[at:at] = days
        headings = dict.fromkeys(name for row in self.rows.rows.get(what, ()) for name in row.more)
        return [*own, *(LedgerColumn(f"own/{name}", name, 16, (name,)) for name in headings)]

    def last(self, what: str) -> int:
        """The last row (from 1) that formulas look at: the records and the spare rows under them."""
        if what == SETTINGS:
            return FIRST + max(SETTINGS_ROWS, len(self.rows.rows.get(what, ()))) - 1
        return FIRST + len(self.rows.rows.get(what, ())) + sheets()[what].spare - 1

    @cached_property
    def _letters(self) -> Mapping[str, Mapping[str, str]]:
        found = {}
        for what in RECORDS:
            names = [*(column.field for column in self.columns(what)), *HELPERS.get(what, ())]
            found[what] = {name: column_letters(at) for at, name in enumerate(names, 1)}
        return found

    def letter(self, what: str, name: str) -> str:
        return self._letters[what][name]

    def all_of(self, what: str, name: str, last: str = "") -> str:
        """A column of a sheet, or the columns from one to another, as a formula names it."""
        first, end = self.letter(what, name), self.letter(what, last or name)
        return f"'{sheets()[what].name}'!${first}${FIRST}:${end}${self.last(what)}"

    @cached_property
    def steps_of_settings(self) -> str:
        """The block of all inspections' steps."""
        return self.all_of(SETTINGS, STEPS[0], STEPS[-1])


def helper_heading(name: str) -> str:
    return HELPER + name


def looks(workbook: Workbook) -> dict[str, Format]:
    """The looks of the ledger: filled in by hand on yellow, computed on white."""
    base = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#BFBFBF"}
    hand = base | {"bg_color": "#FFFDF2", "text_wrap": True}
    day = {"num_format": "yyyy-mm-dd", "align": "center"}
    return {
        name: workbook.add_format(look)
        for name, look in {
            "title": {"font_name": FONT, "font_size": 16, "bold": True, "valign": "vcenter"},
            "note": {"font_name": FONT, "font_size": 10, "font_color": "#595959", "valign": "vcenter"},
            "header": base | {"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "align": "center"},
            "text": hand,
            "date": hand | day,
            "number": hand | {"align": "center"},
            "formula": base | {"num_format": "0", "align": "center"},
            "formula_day": base | day,
            "percent": base | {"num_format": "0.0%", "align": "center"},
            "as_of": hand | day | {"bold": True},
            "long": {"bg_color": "#F8CBAD"},
        }.items()
    }

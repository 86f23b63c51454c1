"""From the files and words that a person gives to the occasion on which workbooks are examined."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import StrPath, nothing_to_compare, workbooks
from xl_tools.app.office import OURS, Office, given
from xl_tools.app.reasons import explanations
from xl_tools.books.file.reader import read_book
from xl_tools.core.dates import Day, as_day
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import shown
from xl_tools.core.grid import Book
from xl_tools.core.period import PARAMETER, Month, read_period
from xl_tools.core.records import ProgressSheet
from xl_tools.parse.table.inspections import asked_for
from xl_tools.reports.check import FileReport
from xl_tools.rules.engine import select


def occasion(
    as_of: Day | None,
    *,
    units: StrPath | None = None,
    period: Month | None = None,
    settings: StrPath | None = None,
    only: Collection[str] | None = None,
    hidden: bool = False,
    inspection: str | None = None,
    office: Office = OURS,
) -> Occasion:
    """The occasion of a day, with what is given with a command over what the office has settled; without a day, that of
    the office, else today.

    ``inspection`` asks for the tasks of one, by its id or as people call it; ``hidden`` counts tables on hidden sheets.
    Without them the office says it; it leaves the tasks of other inspections in. Raises UserError, one sentence, for a
    slip in what is given.
    """
    chosen = given(units=units, settings=settings).over(office)
    return Occasion(
        as_of=chosen.as_of or date.today() if as_of is None else as_day(as_of, "as_of"),
        office=chosen,
        period=read_period(period, PARAMETER) if period else chosen.period,
        only=None if only is None else select(only),
        hidden=hidden or chosen.rules.hidden,
        inspection=asked_for(inspection or chosen.inspection),
        no_other=bool(inspection),
    )


def compared(occasion: Occasion, *, previous: StrPath | None = None, issued: StrPath | None = None) -> Occasion:
    """The occasion with tables to compare with, each path a workbook or a folder: last period's, with the reasons that
    clerks gave then, and those that were handed out. A file that cannot be read is one of ``unread``.

    Raises UserError when there is a path and no table is found there.
    """
    before, unread = _books(previous, "上期的表")
    handed_out, unread_issued = _books(issued, "下发的表")
    tables, handed_tables = _apart(before, occasion), _apart(handed_out, occasion, gaps=True)
    for path, found, missing in ((previous, tables, unread), (issued, handed_tables, unread_issued)):
        if path is not None and not found:
            raise UserError(missing[0].reason or "") if missing else nothing_to_compare(path)
    return replace(
        occasion,
        previous=tables,
        reasons=tuple(explanations(before)),
        issued=handed_tables,
        unread=(*unread, *unread_issued),
    )


def _books(path: StrPath | None, what: str) -> tuple[list[Book], list[FileReport]]:
    """The workbooks to compare with, and those that could not be read."""
    books: list[Book] = []
    unread: list[FileReport] = []
    for file in workbooks([Path(path)]) if path is not None else ():
        try:
            books.append(read_book(file))
        except UserError as error:
            reason = f"{what}：{error}对照时没有算它。"
            unread.append(FileReport(path=shown(file), outcome="unreadable", reason=reason))
    return books, unread


def _apart(books: Sequence[Book], occasion: Occasion, *, gaps: bool = False) -> tuple[ProgressSheet, ...]:
    """The tables of workbooks to compare with. In a roll-up the units' words stand in one cell, which people edit: each
    unit is compared with its own rows alone. With ``gaps`` what is no longer whole stands there without words."""
    if not books:
        return ()
    from xl_tools.rollup.reread import issued_sheets, reread, unit_sheets  # what compares nothing does not pay for it

    found: list[ProgressSheet] = []
    by_unit = issued_sheets if gaps else unit_sheets
    for book in books:
        sheets = read_tables(book, occasion)
        apart = reread(book, sheets)
        if apart:
            found += by_unit(apart, book.path, occasion.as_of, occasion.units)
        found += sheets
    return tuple(found)

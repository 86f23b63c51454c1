"""The ledger of petitions: lists are added to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import Paths, StrPath, each, output_folder, workbooks
from xl_tools.app.occasions import occasion
from xl_tools.app.office import OURS, Office
from xl_tools.books.file.disk import is_folder
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core.dates import Day
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import shown
from xl_tools.petitions.adding import Added, Conflict, add
from xl_tools.petitions.conventions import conventions_of
from xl_tools.petitions.doubts import HandedIn
from xl_tools.petitions.reading import ledger_of
from xl_tools.petitions.records import Conventions, Ledger
from xl_tools.petitions.state import State, new_state, petition_sheets, state_of
from xl_tools.reports.petitions import AddReport, ConflictReport, DoubleReport, StrayReport

ADDITIONS = "（接批）"
"""How the workbook is called that holds what is to be added to a ledger that a bureau made itself."""


def add_petitions(
    ledger: StrPath,
    lists: Paths,
    *,
    write: bool = False,
    newer: bool = False,
    as_of: Day | None = None,
    office: Office = OURS,
) -> AddReport:
    """Add hand-over lists and what counties send back to a ledger; a ledger that is not there yet is begun.

    Without ``write`` nothing is written, and the report says what would be. Where lists answer one question
    differently, neither is taken; with ``newer`` the later one is: by the days that they bear in title or name where
    each has one, else as they are given. A ledger that is not of our making is never
    written over: what is to be added goes into a workbook beside it. Raises UserError when the ledger cannot be read.
    """
    path = Path(ledger)
    day = occasion(as_of, office=office).as_of
    Output.beside(one for one in each(lists) if not is_folder(one)).admit([path])
    files = [file for file in workbooks(lists) if not _is_same(file, path)]
    output = Output.beside(files, office.reads)
    output.admit([path])
    handed, conventions, unread = _lists(files, day, office)
    state = _state(path, output, day, office) or new_state(conventions or Conventions(), "群众信访举报件台账")
    made = add(state, handed, day, office.units, newer=newer)
    target = path if state.made else path.with_name(f"{path.stem}{ADDITIONS}.xlsx")
    written = None
    if write and (made.new or made.changes or made.batches):
        from xl_tools.write.petitions.additions_book import additions_bytes
        from xl_tools.write.petitions.ledger_book import ledger_bytes

        data = ledger_bytes(made.state) if state.made else additions_bytes(made, len(state.rows))
        output_folder(target.parent)
        output.write(target, data)
        written = str(target)
    return _report(path, state, made, written, unread, output)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve()
    except OSError:
        return False


def _state(path: Path, output: Output, day: date, office: Office) -> State | None:
    """The ledger as it stands; None where there is none yet."""
    data = output.standing(path)
    if data is None:
        return None
    book = read_book(path, data)
    state = state_of(book, read_tables(book, Occasion(as_of=day, office=office)))
    if state is None:
        raise UserError(f"“{shown(path.name)}”里没有信访件台账，没有写进去；请核对是不是拿错了文件。原文件未改动。")
    return state


def _lists(files: Iterable[Path], day: date, office: Office) -> tuple[list[HandedIn], Conventions | None, list[str]]:
    """The lists, the first settings that one of them has, and sentences about files that hold none."""
    found: list[HandedIn] = []
    conventions: Conventions | None = None
    unread: list[str] = []
    for file in files:
        try:
            own, settings = ledgers_in(file, day, office)
        except UserError as error:
            unread.append(str(error))
            continue
        if not own:
            unread.append(f"“{shown(file.name)}”里没有信访件，没有算它。")
        found += [HandedIn(ledger, file.name) for ledger in own]
        conventions = conventions or (settings if settings.described else None)
    return found, conventions, unread


def ledgers_in(file: Path, day: date, office: Office) -> tuple[list[Ledger], Conventions]:
    """The tables of petitions of a workbook, and its settings. Raises UserError when it cannot be read."""
    book = read_book(file)
    sheets = read_tables(book, Occasion(as_of=day, office=office))
    conventions = conventions_of(book)
    counted = petition_sheets(book, sheets)
    return [ledger_of(sheet, conventions, sheets) for sheet in counted], conventions


def _told(one: Conflict) -> ConflictReport:
    return ConflictReport(
        code=one.key,
        field=one.title,
        ledger=one.ledger,
        list=one.list,
        file=one.file,
        row=one.row,
        reason=one.reason,
    )


def _report(
    path: Path, state: State, made: Added, written: str | None, unread: Iterable[str], output: Output
) -> AddReport:
    return AddReport(
        ledger=str(path),
        made=state.made,
        written=written,
        new=tuple(made.new),
        updated=tuple(made.updated),
        unchanged=made.unchanged,
        nameless=made.nameless,
        doubles=tuple(DoubleReport(code=one.key, file=one.file, row=one.row, first=one.first) for one in made.doubles),
        strays=tuple(StrayReport(code=one.key, file=one.file, row=one.row) for one in made.strays),
        order=tuple(made.files) if made.disputed else (),
        conflicts=tuple(map(_told, made.conflicts)),
        replaced=tuple(map(_told, made.replaced)),
        batches=tuple(made.batches),
        total=len(made.state.rows),
        unread=tuple(unread),
        kept=tuple(output.kept),
    )

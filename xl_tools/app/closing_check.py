"""Checking a ledger of closing steps against the progress tables and the plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from xl_tools.app.check import check_files, with_petitions
from xl_tools.app.closing_ledger import progress_tables
from xl_tools.app.inputs import Paths, StrPath, workbooks
from xl_tools.app.occasions import compared, occasion
from xl_tools.app.office import OURS, Office
from xl_tools.books.file.reader import read_book
from xl_tools.core.dates import Day
from xl_tools.reports.check import CheckReport
from xl_tools.round.mail.address_book import read_addresses


def check(
    paths: Paths,
    *,
    progress: StrPath | None = None,
    plan: StrPath | None = None,
    petitions: StrPath | None = None,
    as_of: Day | None = None,
    only: Collection[str] | None = None,
    settings: StrPath | None = None,
    out: StrPath | None = None,
    office: Office = OURS,
) -> CheckReport:
    """Run the rules of class V on ledgers. ``progress`` is the roll-up or a folder of progress tables, ``plan`` the
    task list, ``petitions`` the ledger of petitions: what rests on one that is not given is listed as not run. With
    ``out``, marked copies go there. Raises UserError for what makes the whole call pointless."""
    files = workbooks(paths)
    target = None
    if out is not None:
        from xl_tools.app.mark import Target  # marks are paid for only here

        target = Target.of(out, False, "标记后的副本", files, progress, plan, settings, petitions, office.reads)
    asked = compared(occasion(as_of, settings=settings, only=only, office=office), issued=plan)
    asked = with_petitions(asked, petitions)
    tables = None if progress is None else tuple(progress_tables(progress, asked))
    asked = replace(asked, progress=tables, names=_names(asked.office))
    return check_files(files, asked, target, asked.office.rules_report)


def _names(office: Office) -> frozenset[str] | None:
    """The names in the office's address books; None where it has none."""
    books = [read_addresses(read_book(path).grids) for path in office.contacts]
    people = (person for book in books for own in book.people.values() for person in own)
    return frozenset(person.name for person in people if person.name) or None

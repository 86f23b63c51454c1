"""Other tables and papers held against a ledger of petitions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.inputs import WORKBOOKS, Paths, StrPath, in_folders
from xl_tools.app.occasions import occasion
from xl_tools.app.office import OURS, Office
from xl_tools.app.petition_statistics import whole_ledger
from xl_tools.books.file.reader import read_book
from xl_tools.books.word.document import read_document
from xl_tools.books.word.paragraphs import Paragraph
from xl_tools.books.word.text_file import read_text_file
from xl_tools.core.dates import Day
from xl_tools.core.errors import UserError
from xl_tools.core.records import Finding
from xl_tools.petitions.records import Ledger
from xl_tools.reports.petitions import PetitionFileReport
from xl_tools.rollup.paper_numbers import Petitions
from xl_tools.rules.petition.beside import (
    table_quotes_other_numbers,
    task_is_done_before_its_petitions,
    text_quotes_other_numbers,
)

_PAPERS = frozenset({".docx", ".txt"})


def compare_petitions(
    ledger: StrPath, paths: Paths, *, as_of: Day | None = None, office: Office = OURS
) -> PetitionFileReport:
    """Hold what progress tables (workbooks) and papers (.docx, .txt) say of petitions against a ledger (C924), and
    completed tasks against the petitions that belong to them (C929). Raises UserError when the ledger cannot be read;
    another file that cannot be is a note."""
    day = occasion(as_of, office=office).as_of
    own = whole_ledger(Path(ledger), day, office)
    findings: list[Finding] = []
    notes: list[str] = []
    for file in in_folders(paths, WORKBOOKS | _PAPERS, "进展表或文稿"):
        try:
            findings += _in_paper(file, own) if file.suffix.lower() in _PAPERS else _in_book(file, own, day, office)
        except UserError as error:
            notes.append(str(error))
    found = tuple(office.rules.applied(findings))
    return PetitionFileReport(written=(), total=len(own.petitions), findings=found, notes=tuple(notes))


def _in_book(file: Path, own: Ledger, day: date, office: Office) -> Iterator[Finding]:
    for sheet in read_tables(read_book(file), Occasion(as_of=day, office=office)):
        if sheet.form.of_tasks:
            yield from table_quotes_other_numbers(sheet, own, office.units)
            yield from task_is_done_before_its_petitions(sheet, own)


def _in_paper(file: Path, own: Ledger) -> Iterator[Finding]:
    paper = read_text_file(file) if file.suffix.lower() == ".txt" else read_document(file)
    texts: list[str] = []
    for block in paper.blocks:
        texts += [block.text] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]
    yield from text_quotes_other_numbers(str(file), texts, own)


def petition_numbers(ledger: StrPath, *, as_of: Day | None = None, office: Office = OURS) -> Petitions:
    """The four numbers of a report's sentence about petitions, counted in the ledger."""
    from xl_tools.petitions.quoted import counted

    own = whole_ledger(Path(ledger), occasion(as_of, office=office).as_of, office)
    numbers = counted(own.petitions)
    return Petitions(
        total=numbers["total"][0], done=numbers["done"][0], staged=numbers["phase"][0], open=numbers["open"][0]
    )

"""Documents turned into the standard workbook, so that everything else can work on them.

A list in paragraphs and a table pasted as text are tables too, an assessment becomes its task book, a plan and a report
give what they say in numbers. The tables go through the same reading as a workbook's; what is written is read back and
compared before it is called done. Whatever is not sure or was left out is a note with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Literal

from xl_tools.app.document_books import (
    assessment_notes,
    assessment_sheets,
    held_against,
    record_sheets,
    rolled_up,
)
from xl_tools.app.document_tables import gather
from xl_tools.app.examine import read_tables
from xl_tools.app.imported_tables import (
    ImportedTable,
    ImportNote,
    differences,
    name_sheets,
    read_imported,
    workbook,
)
from xl_tools.app.inputs import Paths, StrPath, distinct_names, in_folders, output_folder
from xl_tools.app.patience import patience
from xl_tools.app.typed_documents import lines_of, task_book, typed
from xl_tools.books.file.libreoffice import as_docx
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.books.word.document import Document, read_document
from xl_tools.books.word.kind import DocumentKind, document_kind
from xl_tools.books.word.text_file import read_text_file
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import fitted, shown
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import ProgressRow, ProgressSheet
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.parse.assessment.entries import AssessmentBook
from xl_tools.parse.documents.record import (
    KINDS,
    DocumentCount,
    DocumentRecord,
    added,
    kind_of,
    record_of,
    title_in,
)
from xl_tools.parse.documents.scoring_rules import RuleLine, explanation, scoring_rules
from xl_tools.reports.check import SheetReport
from xl_tools.write.imported_book import write_tables

DOCUMENTS = frozenset({".docx", ".docm", ".doc", ".wps", ".rtf", ".odt", ".txt"})
"""Endings that make a file of a folder a document. A file named on its own is taken whatever its ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """What became of one document. ``reason`` says why where it was not imported; ``record`` is what it says of
    itself, None where it has no title that tells what it is and holds no table."""

    path: str
    outcome: Literal["imported", "no_table", "unreadable"]
    reason: str | None = None
    written: str | None = None
    record: DocumentRecord | None = None
    sheets: tuple[SheetReport, ...] = ()
    notes: tuple[ImportNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """The result of one import, over all its files."""

    schema_: Literal["xl-tools/import/1"] = "xl-tools/import/1"
    files: tuple[ImportedFile, ...]
    kept: tuple[KeptCopy, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 all imported; 1 some were not; 2 none was."""
        done = [file.outcome == "imported" for file in self.files]
        return 0 if all(done) else 1 if any(done) else 2


def import_files(paths: Paths, *, out: StrPath, against: StrPath | None = None) -> ImportReport:
    """Turn the tables, lists, assessments, plans and reports of documents into workbooks, one for each document.

    ``paths`` are documents and folders of documents; the workbooks go into ``out`` under the documents' names. A
    document that cannot be read is an outcome in the report. ``against`` is a roll-up's workbook that the counts of
    plans and reports are held against. Raises UserError for what makes the call pointless: no
    document, an output folder that cannot be written.
    """
    files = _documents(paths)
    rows = None if against is None else rolled_up(Path(against))
    targets = _targets(files, Path(out))
    output = Output.beside(files)
    output.admit_own(targets.values())
    output_folder(Path(out))
    imported = [_import_file(path, target, output, rows) for path, target in targets.items()]
    return ImportReport(files=tuple(imported), kept=tuple(output.kept))


def _targets(files: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """The workbook to write for each document."""
    own = {path: path.with_name(fitted(path.stem, ".xlsx")) for path in files}
    names = distinct_names(dict.fromkeys(own.values()))
    taken: dict[str, int] = {}
    targets = {}
    for path in files:
        name = names[own[path]]
        # 甲.doc and 甲.docx ask for the same workbook.
        again = taken[name] = taken.get(name, 0) + 1
        targets[path] = folder / (name if again == 1 else fitted(Path(name).stem, f"({path.suffix.lstrip('.')}).xlsx"))
    return targets


def _documents(paths: Paths) -> list[Path]:
    return in_folders(paths, DOCUMENTS, "Word 文档（.docx、.doc、.wps 等）")


def convert(path: Path) -> tuple[bytes, int]:
    """The workbook of a document's tables, b"" where it has none, and how many notes there are on it. Raises UserError
    for what cannot be read."""
    _, read, notes = _opened(path)
    if not read:
        return b"", 0
    name_sheets(read)
    return workbook(read), len(notes) + sum(len(list(sheet.notes())) for sheet in read)


def _opened(path: Path) -> tuple[Document, list[ImportedTable], list[ImportNote]]:
    """A document, its tables, and what is to be said of it. Raises UserError for what cannot be read."""
    try:
        kind = document_kind(path)
        plain = kind in (DocumentKind.DOCX, DocumentKind.TEXT)
        source = nullcontext(path) if plain else as_docx(path, kind.value)
        with source as docx, patience(path.name):
            document = read_text_file(docx) if kind is DocumentKind.TEXT else read_document(docx)
            read, said = _tables(document, path)
    except UserError as error:
        raise UserError(str(error).replace("用 Excel 打开", "用 Word 打开")) from None
    notes = [ImportNote(text=text) for text in document.remarks]
    if not plain:
        notes.insert(0, ImportNote(text="旧格式文档由 LibreOffice 转换后读取，请与原文核对"))
    return document, read, [*notes, *(ImportNote(text=text) for text in said)]


def _import_file(path: Path, target: Path, output: Output, rows: Sequence[ProgressRow] | None) -> ImportedFile:
    try:
        document, read, notes = _opened(path)
        record, sheets, more = _written(document, read, target, output, rows)
    except UserError as error:
        return ImportedFile(path=shown(path), outcome="unreadable", reason=str(error))
    if sheets is None:
        reason = f"“{path.name}”里没有找到整改进展表或任务清单（表格里没有认得的表头）。"
        return ImportedFile(path=str(path), outcome="no_table", reason=reason, notes=tuple(notes))
    return ImportedFile(
        path=str(path),
        outcome="imported",
        written=str(target),
        record=record,
        sheets=tuple(map(SheetReport.of, sheets)),
        notes=(*notes, *more),
    )


def _tables(document: Document, path: Path) -> tuple[list[ImportedTable], list[str]]:
    """The tables of a document; where it has none, the one that its paragraphs or lines hold."""
    tables, said = gather(document)
    read = [sheet for table in tables if (sheet := read_imported(table, path))]
    again = None if read else typed(document)
    if again is None:
        return read, said
    tables, more = gather(again[0])
    return [sheet for table in tables if (sheet := read_imported(table, path))], [*said, *again[1], *more]


def _written(
    document: Document, read: Sequence[ImportedTable], target: Path, output: Output, rows: Sequence[ProgressRow] | None
) -> tuple[DocumentRecord | None, list[ProgressSheet] | None, list[ImportNote]]:
    """Write what a document holds: its record, the tables as they read back (None: nothing was written), and notes."""
    lines = lines_of(document)
    notes: list[ImportNote] = []
    if read:
        name_sheets(read)
        for sheet in read:
            notes += sheet.notes()
        output.write(target, workbook(read))
        back = read_tables(read_book(target))
        record = record_of(lines, "progress" if read[0].sheet.form.reports else "list")
        record = _counted(record, len(read[0].sheet.rows)) if record.kind == "list" else record
        return record, back, [*notes, *differences(read, back), *_doubts(record)]
    if book := task_book(document):
        record = record_of(lines, "assessment")
        indicators = scoring_rules(lines)
        computed, doubts = _computed(indicators, lines, book[0], record)
        output.write(target, write_tables(assessment_sheets(book[0], indicators, record.title, computed)))
        said = (*book[1], *doubts, *assessment_notes(book[0], read_assessment(read_book(target))))
        return record, [], [ImportNote(text=text) for text in said]
    kind = kind_of(title_in(lines))
    if kind is None or not (record := record_of(lines, kind)).counts:
        return None, None, []
    if rows is not None:
        record = replace(record, claims=(*record.claims, *held_against(record, rows)))
    output.write(target, write_tables(record_sheets(record)))
    return record, [], list(_doubts(record))


def _computed(
    indicators: Sequence[RuleLine], lines: Sequence[str], book: AssessmentBook, record: DocumentRecord
) -> tuple[list[list[str]], list[str]]:
    """The rows of 考核办法 that the indicators give, and what is not sure in them."""
    if not indicators:
        return [], []
    from xl_tools.scoring.from_indicators import from_indicators, rule_rows  # the models of the rules are paid for here

    found = from_indicators(indicators, explanation(lines), book.items, title=record.title, area=record.area)
    return list(rule_rows(found.rules)) if found.rules else [], found.notes


def _doubts(record: DocumentRecord) -> Iterator[ImportNote]:
    for claim in record.claims:
        if not claim.holds:
            place = "与汇总表对不上" if claim.kind == "restated" else "对不上"
            yield ImportNote(text=f"数字{place}：{claim.expression}（{claim.text[:60]}）")


def _counted(record: DocumentRecord, tasks: int) -> DocumentRecord:
    """With the kinds that the plan names held against the list itself."""
    kinds = [count for count in record.counts if count.label in KINDS]
    total = DocumentCount(label="清单", value=tasks, unit="项", text=record.title)
    claims = record.claims
    if len(kinds) > 1 and (claim := added(kinds, tasks)).expression not in {known.expression for known in claims}:
        claims = (*claims, claim)
    return replace(record, counts=(*record.counts, total), claims=claims)


__all__ = ["ImportNote", "ImportReport", "ImportedFile", "import_files"]

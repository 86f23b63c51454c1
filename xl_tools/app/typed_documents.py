"""Documents without a table that Word knows: the list in their paragraphs or the table in their lines, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from xl_tools.app.document_tables import NAMES_A_TABLE
from xl_tools.books.word.document import Document, Paragraph, WordTable
from xl_tools.core.grid import Book
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.parse.assessment.entries import AssessmentBook
from xl_tools.parse.documents.listed_tasks import listed_tasks
from xl_tools.parse.documents.typed_tables import typed_table, typed_task_book

_TITLE_LINES = 12


def lines_of(document: Document) -> list[str]:
    """The lines of a document, those in its tables too, cell by cell."""
    lines: list[str] = []
    for block in document.blocks:
        texts = [block.text] if isinstance(block, Paragraph) else [text for row in block.rows for text in row]
        lines += (line for text in texts for line in text.split("\n"))
    return lines


def _paragraph_lines(document: Document, *, tabs: bool = False) -> list[str]:
    paragraphs = (block for block in document.blocks if isinstance(block, Paragraph))
    texts = (one.tabbed or one.text if tabs else one.text for one in paragraphs)
    return [line for text in texts for line in text.split("\n")]


def typed(document: Document) -> tuple[Document, list[str]] | None:
    """The document with the list or the table that its lines hold as a table, and what is not sure of it; None where
    they hold none."""
    lines = _paragraph_lines(document)
    tasks, table = listed_tasks(lines), typed_table(_paragraph_lines(document, tabs=True))
    if tasks and not (table and table.first < tasks.first < table.end):  # cells of a table may say 整改目标： too
        return _with_table(document, lines[: tasks.first], tasks.rows()), tasks.notes
    if table:
        return _with_table(document, lines[: table.first], table.rows), table.notes
    return None


def _with_table(document: Document, before: Sequence[str], rows: Sequence[Sequence[str]]) -> Document:
    near = [line.strip() for line in before if line.strip()][-_TITLE_LINES:]
    title = next((line for line in reversed(near) if NAMES_A_TABLE.search(line)), near[-1] if near else "")
    return replace(document, blocks=(Paragraph(title), WordTable(tuple(map(tuple, rows)))))


def task_book(document: Document) -> tuple[AssessmentBook, list[str]] | None:
    """The task book of an assessment in a document, in its tables or in its lines; None where it has none."""
    tables = [block for block in document.blocks if isinstance(block, WordTable)]
    if book := _read(document.path, tables):
        return book, []
    table = typed_task_book(_paragraph_lines(document))
    book = _read(document.path, [WordTable(tuple(map(tuple, table.rows)))]) if table else None
    return (book, table.notes) if book and table else None


def _read(path: str, tables: Iterable[WordTable]) -> AssessmentBook | None:
    grids = tuple(table.grid(f"表{number}") for number, table in enumerate(tables, 1))
    return read_assessment(Book(path, grids)) if grids else None

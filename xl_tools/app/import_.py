"""Word documents turned into the standard workbook, so that everything else can work on them.

The tables go through the same reading as a workbook's; what is written is read back and compared before it is
called done. Whatever is not sure or was left out is a note with its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Literal

from xl_tools.app.document_tables import DocumentTable, gather, left_out, title_of
from xl_tools.app.examine import read_tables
from xl_tools.app.inputs import StrPath, distinct_names, in_folders, output_folder
from xl_tools.app.patience import patience
from xl_tools.books.file.libreoffice import as_docx
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.books.word.document import read_document
from xl_tools.books.word.kind import DocumentKind, document_kind
from xl_tools.books.word.symbols import EMPTY, TICKED, UNREADABLE
from xl_tools.core.addresses import cell_name, split_cell
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import fitted, shown
from xl_tools.core.grid import Book
from xl_tools.core.kept import KeptCopy
from xl_tools.core.period import with_month
from xl_tools.core.records import CellName, Field, Level, ProgressRow, ProgressSheet, Status
from xl_tools.forms.headings import title
from xl_tools.parse.table.tables import Cells, cell_text
from xl_tools.reports.check import SheetReport

DOCUMENTS = frozenset({".docx", ".docm", ".doc", ".wps", ".rtf", ".odt"})
"""Endings that make a file of a folder a document. A file named on its own is taken whatever its ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportNote:
    """Something left out or not sure. ``table`` and ``row`` count in the document; ``cell`` is in the workbook."""

    text: str
    table: int | None = None
    row: int | None = None
    sheet: str | None = None
    cell: CellName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """What became of one document. ``reason`` says why where it was not imported."""

    path: str
    outcome: Literal["imported", "no_table", "unreadable"]
    reason: str | None = None
    written: str | None = None
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


def import_files(paths: Iterable[StrPath], *, out: StrPath) -> ImportReport:
    """Turn the progress tables and task lists of Word documents into workbooks, one for each document.

    ``paths`` are documents and folders of documents; the workbooks go into ``out`` under the documents' names. A
    document that cannot be read is an outcome in the report. Raises UserError for what makes the call pointless: no
    document, an output folder that cannot be written.
    """
    files = _documents(map(Path, paths))
    targets = _targets(files, Path(out))
    output = Output.beside(files)
    output.admit_own(targets.values())
    output_folder(Path(out))
    imported = [_import_file(path, target, output) for path, target in targets.items()]
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


def _documents(paths: Iterable[Path]) -> list[Path]:
    return in_folders(paths, DOCUMENTS, "Word 文档（.docx、.doc、.wps 等）")


def _import_file(path: Path, target: Path, output: Output) -> ImportedFile:
    try:
        kind = document_kind(path)
        source = nullcontext(path) if kind is DocumentKind.DOCX else as_docx(path, kind.value)
        with source as docx, patience(path.name):
            document = read_document(docx)
            tables, said = gather(document)
            read = [sheet for table in tables if (sheet := _read(table, path))]
        notes = [ImportNote(text=text) for text in document.remarks]
        if kind is not DocumentKind.DOCX:
            notes.insert(0, ImportNote(text="旧格式文档由 LibreOffice 转换后读取，请与原文核对"))
        notes += [ImportNote(text=text) for text in said]
        if not read:
            reason = f"“{path.name}”里没有找到整改进展表或任务清单（表格里没有认得的表头）。"
            return ImportedFile(path=str(path), outcome="no_table", reason=reason, notes=tuple(notes))
        _name_sheets(read)
        for sheet in read:
            notes += sheet.notes()
        output.write(target, _workbook(read))
        back = read_tables(read_book(target))
    except UserError as error:
        reason = str(error).replace("用 Excel 打开", "用 Word 打开")
        return ImportedFile(path=shown(path), outcome="unreadable", reason=reason)
    notes += _differences(read, back)
    return ImportedFile(
        path=str(path),
        outcome="imported",
        written=str(target),
        sheets=tuple(map(SheetReport.of, back)),
        notes=tuple(notes),
    )


# --- one table ----------------------------------------------------------------------------------

_FOLDED = {Field.PLAN: (Field.GOAL, Field.MEASURES), Field.PROGRESS: (Field.PROBLEMS,)}
"""Columns of their own that the standard form has as parts of another."""


@dataclass
class _Column:
    heading: str
    texts: list[str]
    sources: tuple[int, ...]
    """The columns of the grid that it comes from."""


@dataclass
class _Imported:
    """One table of a document as it was read, and as it will be written."""

    source: DocumentTable
    sheet: ProgressSheet
    title: str
    columns: list[_Column] = field(default_factory=list)
    name: str = ""

    @property
    def is_standard(self) -> bool:
        return self.sheet.form.standard and len(self.columns) == len(self.sheet.form.required)

    def notes(self) -> Iterator[ImportNote]:
        for text in self.source.notes:
            yield ImportNote(text=text, sheet=self.name)
        for (row, column), texts in sorted(self.source.remarks.items()):
            for text in texts:
                yield self._note(text, row, column)
        for merged in self.sheet.merged:
            row, column = split_cell(merged.partition(":")[0])
            yield self._note("这一格在原表中合并，跨了几项任务；内容只写在第一项，请核对", row, column)
        for shared in self.sheet.layout.filled_down:
            row, column = split_cell(shared.partition(":")[0])
            yield self._note("这一格在原表中合并，跨了几项任务；每一项都照填，请核对", row, column)
        for row, text in left_out(self.source, (entry.row for entry in self.sheet.rows)):
            shown = text if len(text) <= 40 else f"{text[:40]}…"
            yield self._note(f"这一行不是任务，没有导入：“{shown}”", row, 1)
        for index, entry in enumerate(self.sheet.rows):
            for own in (own for own in self.columns if len(own.texts[index]) > _LONGEST):
                yield self._note(f"“{own.heading}”超过 {_LONGEST} 个字，写不下的没有写进去", entry.row, own.sources[0])

    def _note(self, text: str, row: int, column: int) -> ImportNote:
        table, at = self.source.origin[row - 1]
        index = next((index for index, entry in enumerate(self.sheet.rows) if entry.row == row), None)
        place = next((i for i, own in enumerate(self.columns, 1) if column in own.sources), None)
        cell = cell_name(_FIRST_ROW + index, place) if index is not None and place else None
        return ImportNote(text=text, table=table or None, row=at or None, sheet=self.name if cell else None, cell=cell)


_FIRST_ROW = 4
"""Where entries begin in the workbook written."""
_LONGEST = 32_767
"""Characters that a cell can hold."""


def _read(table: DocumentTable, path: Path) -> _Imported | None:
    book = Book(str(path), (table.grid,))
    sheets = read_tables(book)
    if not sheets or not sheets[0].rows:
        return None
    imported = _Imported(table, sheets[0], title_of(table) or path.stem)
    imported.columns = list(_columns(imported))
    return imported


def _columns(table: _Imported) -> Iterator[_Column]:
    """The columns to write: those of the form in its order, then all others that the table has."""
    sheet, cells = table.sheet, Cells(table.source.grid)
    number = {name: split_cell(f"{letters}1")[1] for name, letters in sheet.columns.items()}
    form = sheet.form
    kinds = any(row.text(Field.KIND) for row in sheet.rows)
    done: set[Field] = set()
    for name in dict.fromkeys((*form.order, *form.columns)):
        own = form.standard and name in form.required
        if name in done or not (own or name in number or (name is Field.KIND and kinds)):
            continue
        parts = (name, *_FOLDED.get(name, ())) if form.standard else (name,)
        done |= set(parts)
        sources = tuple(number[part] for part in parts if part in number)
        if name is Field.STATUS and table.source.table.options:
            sources = tuple(table.source.table.options.values())
        yield _Column(_heading(name, sheet), [_text(table, row, name) for row in sheet.rows], sources)
    rest = {split_cell(f"{column.column}1")[1]: column.heading for column in sheet.unknown_columns}
    for letters in sheet.duplicates:
        column = split_cell(f"{letters}1")[1]
        rest[column] = cell_text(cells.shown(sheet.header_row, column)).strip()
    for column, heading in sorted(rest.items()):
        yield _Column(heading, [cell_text(cells.own(row.row, column)) for row in sheet.rows], (column,))


def _heading(name: Field, sheet: ProgressSheet) -> str:
    return sheet.form.written.get(name) or title(sheet.form, name, sheet.level)


def _text(table: _Imported, row: ProgressRow, name: Field) -> str:
    """What stands in a field of an entry, as the form wants it."""
    if name is Field.REGION:
        return row.text(name) or (table.sheet.region.name if table.sheet.region else "")
    if name is Field.STATUS and table.source.table.options:
        return _options_in_one(row)
    if not table.sheet.form.standard:
        return row.text(name)
    text = row.text(name)
    if name is Field.PLAN:
        parts = (("整改目标：\n", row.text(Field.GOAL)), ("整改措施：\n", row.text(Field.MEASURES)))
        text = "\n".join([*([text] if text else []), *(lead + part for lead, part in parts if part)])
    if name is Field.PROGRESS and row.text(Field.PROBLEMS):
        text = f"{text}\n存在问题：\n{row.text(Field.PROBLEMS)}".strip()
    return text


def _options_in_one(row: ProgressRow) -> str:
    """Four columns of one option each as the lines of one status cell; what is not sure stays unreadable."""
    said = {option.status: option for option in row.status.options}
    lines = []
    for status in Status:
        option = said.get(status)
        sure = option is None or option.label not in row.status.unknown
        lines.append(f"{(TICKED if option and option.ticked else EMPTY) if sure else UNREADABLE}{status.label}")
    return "\n".join(lines) if said else ""


# --- the workbook -------------------------------------------------------------------------------


def _name_sheets(tables: Sequence[_Imported]) -> None:
    counts: dict[str, int] = {}
    for table in tables:
        base = table.sheet.form.sheet or table.sheet.form.title
        counts[base] = counts.get(base, 0) + 1
        table.name = base if counts[base] == 1 else f"{base}({counts[base]})"


def _workbook(tables: Sequence[_Imported]) -> bytes:
    """One table of the standard form as the standard form; anything more as sheets with all their columns."""
    from xl_tools.write.form_books import FormRow, write_progress_form
    from xl_tools.write.imported_book import TableSheet, write_tables

    if len(tables) == 1 and tables[0].is_standard:
        (table,) = tables
        buffer = BytesIO()
        write_progress_form(
            buffer,
            title=table.title,
            level=table.sheet.level or Level.COUNTY,
            rows=[FormRow(*texts) for texts in zip(*(column.texts for column in table.columns), strict=True)],
            lock=False,
            instructions=False,
            period=table.sheet.period,
        )
        return buffer.getvalue()
    return write_tables(
        [
            TableSheet(
                table.name,
                with_month(table.title, table.sheet.period),
                [column.heading for column in table.columns],
                list(zip(*(column.texts for column in table.columns), strict=True)),
            )
            for table in tables
        ]
    )


def _differences(tables: Sequence[_Imported], back: Sequence[ProgressSheet]) -> Iterator[ImportNote]:
    """What reads otherwise in the workbook than in the document."""
    for table in tables:
        sheet = next((sheet for sheet in back if sheet.sheet == table.name), None)
        if sheet is None or len(sheet.rows) != len(table.sheet.rows):
            yield ImportNote(text="写出的表读回来与原文的行数不一致，请逐行核对", sheet=table.name)
            continue
        for was, now in zip(table.sheet.rows, sheet.rows, strict=True):
            if _meaning(was) != _meaning(now):
                cell = cell_name(now.row, 1)
                yield ImportNote(text="这一行写出后读回来与原文不一致，请核对", sheet=table.name, cell=cell)


def _meaning(row: ProgressRow) -> tuple[object, ...]:
    return (
        row.serial.number,
        row.province_serial,
        row.status.ticks,
        row.status.status,
        row.deadline.due,
        row.deadline.modes,
    )


__all__ = ["ImportNote", "ImportReport", "ImportedFile", "import_files"]

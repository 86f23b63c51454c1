"""A table of a document as it was read, and the workbook that it becomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from io import BytesIO
from pathlib import Path

from xl_tools.app.document_tables import DocumentTable, left_out, title_of
from xl_tools.app.examine import read_tables
from xl_tools.books.word.symbols import EMPTY, TICKED, UNREADABLE
from xl_tools.core.addresses import cell_name, split_cell
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Book
from xl_tools.core.period import with_month
from xl_tools.core.records import CellName, Field, Level, ProgressRow, ProgressSheet, Status
from xl_tools.core.text import shortened
from xl_tools.forms.headings import title
from xl_tools.parse.table.tables import Cells, cell_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportNote:
    """Something left out or not sure. ``table`` and ``row`` count in the document; ``cell`` is in the workbook."""

    text: str
    table: int | None = None
    row: int | None = None
    sheet: str | None = None
    cell: CellName | None = None


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
class ImportedTable:
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
            yield self._note(f"这一行不是任务，没有导入：“{shortened(text, _SHOWN)}”", row, 1)
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
_SHOWN = 40


def read_imported(table: DocumentTable, path: Path) -> ImportedTable | None:
    """A table of a document, read; None where it holds no entry."""
    book = Book(str(path), (table.grid,))
    sheets = read_tables(book)
    if not sheets or not sheets[0].rows:
        return None
    imported = ImportedTable(table, sheets[0], title_of(table) or path.stem)
    imported.columns = list(_columns(imported))
    return imported


def _columns(table: ImportedTable) -> Iterator[_Column]:
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


def _text(table: ImportedTable, row: ProgressRow, name: Field) -> str:
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


def name_sheets(tables: Sequence[ImportedTable]) -> None:
    """Each table gets the name of its sheet."""
    counts: dict[str, int] = {}
    for table in tables:
        base = table.sheet.form.sheet or table.sheet.form.title
        counts[base] = counts.get(base, 0) + 1
        table.name = base if counts[base] == 1 else f"{base}({counts[base]})"


def workbook(tables: Sequence[ImportedTable]) -> bytes:
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


def differences(tables: Sequence[ImportedTable], back: Sequence[ProgressSheet]) -> Iterator[ImportNote]:
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

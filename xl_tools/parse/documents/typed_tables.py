"""Tables that were pasted as text: cells parted by tabs, or a cell a line.

Three makes: a row a line with its cells parted by tabs (Excel, quoted cells may hold lines); every cell begins a line
with a tab (a web page); and, for a task book of an assessment, the cells below each other without any sign, told by
the headings and by the points that end each entry.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import field
from itertools import takewhile

from xl_tools.core.beside import NOTES, headed
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field
from xl_tools.core.text import squeeze
from xl_tools.forms.definitions import read_by
from xl_tools.forms.headings import vocabularies
from xl_tools.parse.status.status_cell import read_status


@dataclass
class TypedTable:
    """``first`` and ``end`` are the lines that it takes; ``notes`` say what is not sure."""

    rows: list[list[str]]
    first: int
    end: int
    notes: list[str] = field(default_factory=list)


_LEAST_COLUMNS = 4
_SECTION = expression(r"[(（]?[一二三四五六七八九十]{1,3}[)）、]")
Record = tuple[int, list[str]]
"""A line of cells, and the line (from 0) behind it."""


def typed_table(lines: Sequence[str]) -> TypedTable | None:
    """The progress table or task list that lines hold as pasted text; None where they hold none."""
    return _rows_of_tabs(lines) or _cells_by_line(lines)


def _known(texts: Sequence[str]) -> bool:
    """Whether texts are the headings of a form."""
    return any(
        known.form_of({heading.field for text in texts if (heading := known.read(text))}) for known in vocabularies()
    )


def _rows_of_tabs(lines: Sequence[str]) -> TypedTable | None:
    for first, line in enumerate(lines):
        if line.count("\t") + 1 >= _LEAST_COLUMNS and not line.startswith("\t"):
            table = _pasted(lines, first)
            if _known(table.rows[0]):
                return table
    return None


def _pasted(lines: Sequence[str], first: int) -> TypedTable:
    """The rows from a line on, as Excel pastes them. A cell with line breaks that is not quoted is put together again;
    lines without a tab behind the last row end them. Cells behind the last heading stand under 备注."""
    reader = csv.reader(io.StringIO("\n".join(lines[first:])), delimiter="\t")
    records = [(first + reader.line_num, [text.strip() for text in row]) for row in reader]
    end, head = records[0]
    table = TypedTable([head], first, end)
    at = 1
    while at < len(records):
        begins, row = table.end, records[at][1]
        behind = at + 1
        if len(row) == 1 and row[0]:
            if len(table.rows) == 1 or not _belongs(row[0], records[behind:], len(head)):
                break
            if _SECTION.match(row[0]):
                table.rows.append(row)
                table.end, at = records[at][0], behind
                continue
            table.rows[-1][-1] = f"{table.rows[-1][-1]}\n{row[0]}"
            table.notes.append(f"第 {begins + 1} 行没有分栏，接在上一行的最后一栏，请对照原文")
        elif any(row):
            whole, behind = _joined(table.rows[1:], records, at, len(head))
            table.rows.append(whole)
            if behind > at + 1:
                table.notes.append(f"第 {begins + 1} 行起的一行，格子里有换行，接成了一行，请对照原文")
            if len(whole) > len(head):
                table.notes.append(
                    f"第 {begins + 1} 行比表头多 {len(whole) - len(head)} 栏，多的放在“{NOTES}”，请对照原文"
                )
        table.end = records[behind - 1][0]
        at = behind
    width = max(map(len, table.rows))
    table.rows[1:] = [row + [""] * (width - len(row)) for row in table.rows[1:]]
    table.rows[0] = headed(head, table.rows[1:])[:width] if width > len(head) else head
    return table


def _belongs(text: str, behind: Sequence[Record], width: int) -> bool:
    """Whether a line without a tab goes on with the cell before it: whole rows follow, or it holds what is ticked."""
    return any(len(row) >= width for _, row in behind) or bool(read_status(text).options)


def _joined(rows: Sequence[list[str]], records: Sequence[Record], at: int, width: int) -> tuple[list[str], int]:
    """The row that begins at a record, and the record behind it. A short one goes on in the next lines where it becomes
    whole by them: the last cell was broken."""
    row = list(records[at][1])
    cells, behind = row, at + 1
    starts = {row[0], *(one[0] for one in rows)}
    while len(cells) < width and behind < len(records):
        more = records[behind][1]
        begins = len(more) > 1 and (more[0] in starts or (more[0].isdecimal() and row[0].isdecimal()))
        if begins or len(cells) + len(more) - 1 > width:
            break
        cells = [*cells[:-1], f"{cells[-1]}\n{more[0]}", *more[1:]]
        behind += 1
    return (cells, behind) if len(cells) == width else (row, at + 1)


def _cells_by_line(lines: Sequence[str]) -> TypedTable | None:
    first = next((i for i, line in enumerate(lines) if line.startswith("\t")), None)
    while first is not None:
        head, at = _cells(lines, first, None)
        if len(head) >= _LEAST_COLUMNS and _known(head):
            return _body(lines, head, first, at)
        first = next((i for i in range(at, len(lines)) if lines[i].startswith("\t")), None)
    return None


def _body(lines: Sequence[str], head: list[str], first: int, at: int) -> TypedTable:
    table = TypedTable([head], first, at)
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        if not lines[at].startswith("\t"):
            break
        begins = at
        row, at = _cells(lines, at, len(head))
        if lacking := len(head) - len(row):
            table.notes.append(f"第 {begins + 1} 行起的一行只有 {len(row)} 栏，少了 {lacking} 栏，请对照原文")
            options = len(row) > 1 and bool(read_status(row[-1]).options)
            row = [*row[:-1], *[""] * lacking, row[-1]] if options else [*row, *[""] * lacking]
        table.rows.append(row)
        table.end = at
    return table


def _cells(lines: Sequence[str], at: int, count: int | None) -> tuple[list[str], int]:
    """Cells from a line on, and the line behind them: ``count`` of them, or all up to a blank line. What the row
    begins with (its region), again and behind a blank line, begins the next row: this one lacks a cell."""
    cells: list[list[str]] = []
    while at < len(lines):
        line = lines[at]
        if line.startswith("\t"):
            again = len(cells) > 1 and [line[1:]] == cells[0] and not lines[at - 1].strip()
            if again or (count is not None and len(cells) == count):
                break
            cells.append([line[1:]])
        elif not line.strip() and (count is None or len(cells) == count):
            break
        elif cells:
            cells[-1].append(line)
        at += 1
    return ["\n".join(cell).strip() for cell in cells], at


# --- the task book of an assessment ---------------------------------------------------------------

_BOOK = tuple(map(Field, ("serial", "office", "work", "text", "weight")))
_NUMBER = expression(r"\d{1,3}(?:\.\d{1,2})?")
_OFFICE = expression(r"[一-鿿（）()、]{2,24}")
_LONGEST_WORK = 45
"""Characters; what is longer, or ends a sentence, is no name of a piece of work."""
_BROKEN = 12
"""Characters; shorter lines above each other are one name, broken by a narrow column."""
_WORDS_ALONE = expression(r"[一-鿿“”\"]+")
_HEADINGS = ("序号", "单位", "类别", "重点工作", "目标任务", "分值")


def typed_task_book(lines: Sequence[str]) -> TypedTable | None:
    """The task book that lines hold, one cell below the other; None where they hold none."""
    filled = [(index, line.strip()) for index, line in enumerate(lines) if line.strip()]
    texts = [text for _, text in filled]
    starts = [at for at in range(len(texts) - len(_BOOK)) if _is_book_head(texts[at : at + len(_BOOK)])]
    if not starts:
        return None
    table = TypedTable([list(_HEADINGS)], filled[starts[0]][0], len(lines))
    for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
        kind = texts[start + 1] if texts[start + 1].endswith("重点单位") else ""
        table.rows += _entries(filled[start + len(_BOOK) : end], kind, table.notes)
    return table


def _is_book_head(texts: Sequence[str]) -> bool:
    columns = next(known.columns for known in read_by("assessment") if known.columns.keys() >= set(_BOOK))
    names = [{squeeze(title) for title in (columns[name].title, *columns[name].aliases)} for name in _BOOK]
    return all(squeeze(text) in known for text, known in zip(texts, names, strict=True))


def _entries(filled: Sequence[tuple[int, str]], kind: str, notes: list[str]) -> Iterator[list[str]]:
    serial = office = work = ""
    said: list[tuple[int, str]] = []
    at = 0
    while at < len(filled):
        line, text = filled[at]
        if not _NUMBER.fullmatch(text):
            said.append((line, text))
        elif said:
            texts = [words for _, words in said]
            if len(texts) > 1 and _names_work(texts[0]):
                pieces = list(takewhile(_is_piece, texts[:-1])) or texts[:1]
                work, texts = "".join(pieces), texts[len(pieces) :]
            if len(texts) > 1 or not office:
                notes.append(f"第 {said[0][0] + 1} 行起的一项分成了几段，按一项读，请对照原文")
            yield [serial, office, kind, work, "\n".join(texts), text]
            said = []
        elif at + 1 < len(filled) and _OFFICE.fullmatch(filled[at + 1][1]):
            serial, office, work = text, filled[at + 1][1], ""
            at += 1
        else:
            notes.append(f"第 {line + 1} 行的“{text}”不知道是哪一栏，没有导入")
        at += 1
    if said:
        notes.append(f"第 {said[0][0] + 1} 行起没有分值，没有导入：“{said[0][1][:40]}”")


def _is_piece(text: str) -> bool:
    """A piece of a name that a narrow column broke."""
    return len(text) <= _BROKEN and _WORDS_ALONE.fullmatch(text) is not None


def _names_work(text: str) -> bool:
    return len(text) <= _LONGEST_WORK and not text.endswith(("。", "；", ";"))

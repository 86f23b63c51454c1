"""What became of each cell of a table's sheet: read, or left out under a name. Nothing is neither."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.core.addresses import cell_name, column_letters
from xl_tools.core.grid import Cell
from xl_tools.core.how_read import CellAccount, LeftOut, LeftOutKind
from xl_tools.parse.table.content import is_footnote
from xl_tools.parse.table.sorted_lines import OF_ENTRIES, Kind, Lines
from xl_tools.parse.table.struck import struck_there
from xl_tools.parse.table.tables import Cells, Table, column_in

_NAMES: dict[Kind, tuple[LeftOutKind, str]] = {
    Kind.NOTE: ("note", "表注"),
    Kind.SIGNATURE: ("signature", "签字盖章的一行"),
    Kind.TOTAL: ("total", "合计行"),
    Kind.EXAMPLE: ("example", "填写示例"),
    Kind.CONTACT: ("contact", "联系人表"),
    Kind.STATISTICS: ("other", "一张统计表（只有各类任务的数量）"),
    Kind.PREPARED: ("other", "预留的空行（只有单位、序号和空的选项）"),
    Kind.STRUCK: ("other", "划掉的一行"),
    Kind.BESIDE: ("other", "表格以外的内容"),
    Kind.OTHER: ("other", "不像一项任务的文字"),
    Kind.SECTION: ("note", "表格下面的一行文字"),
}
_QUOTED = 40


def account(cells: Cells, table: Table, lines: Lines, first: int) -> CellAccount:
    """The cells of the rows from ``first``, where the table's part of the sheet begins, to its last."""
    above = sum(len(filled) for _, filled in cells.filled_rows(first, table.header_row))
    below = sum(map(len, lines.filled.values()))
    left = [*_left_rows(cells, lines), *_left_beside(cells, table, lines)]
    counted = sum(count for _, count in left)
    read = above + sum(_read(cells, table, lines, row) for row in lines.kinds)
    left_out = tuple(entry for entry, _ in left)
    return CellAccount(read=read, left_out=left_out, unaccounted=above + below - read - counted)


def _is_read(lines: Lines, row: int) -> bool:
    kind = lines.kinds[row]
    return kind in OF_ENTRIES and not (kind is Kind.SECTION and row > lines.last)


def _read(cells: Cells, table: Table, lines: Lines, row: int) -> int:
    if not _is_read(lines, row):
        return 0
    if lines.kinds[row] in (Kind.SECTION, Kind.HEADING):
        return len(lines.filled[row])
    read = {*table.fields, *table.unknown, *_before(cells, table, row)}
    return sum(column in read for column in lines.filled[row])


def _before(cells: Cells, table: Table, row: int) -> set[int]:
    """Columns of what held before a change that are read in a row where nothing was changed."""
    return {column for name, column in table.before.items() if column_in(cells, table, row, name) == column}


def _left_rows(cells: Cells, lines: Lines) -> Iterator[tuple[LeftOut, int]]:
    """Rows that are no part of an entry; neighbours of one kind together."""
    first = min((entry.row for entry in lines.entries), default=0)
    run: list[int] = []
    for row, kind in [*lines.kinds.items(), (0, Kind.ENTRY)]:
        if run and (row != run[-1] + 1 or kind is not lines.kinds[run[0]]):
            yield _rows(cells, lines, run, first)
            run = []
        if row and not _is_read(lines, row):
            run.append(row)


def _rows(cells: Cells, lines: Lines, rows: list[int], first: int) -> tuple[LeftOut, int]:
    filled = [lines.filled[row] for row in rows]
    left, right = min(map(min, filled)), max(map(max, filled))
    kind = lines.kinds[rows[0]]
    name, reason = _NAMES[kind]
    text = cells.text(rows[0], filled[0][0]).strip()
    if kind is Kind.OTHER and is_footnote(text):
        name, reason = _NAMES[Kind.NOTE]
    entry = LeftOut(
        area=_area(rows[0], left, rows[-1], right),
        kind=name,
        reason=reason,
        text=text[:_QUOTED],
        # Between heading and first entry notes and sums have their place; anything else has not.
        inside=rows[0] < lines.last and (first < rows[0] or name == "other"),
        prepared=kind is Kind.PREPARED,
    )
    return entry, sum(map(len, filled))


def _left_beside(cells: Cells, table: Table, lines: Lines) -> Iterator[tuple[LeftOut, int]]:
    """Columns whose cells stand beside entries and are not read, each from its first such cell to its last."""
    columns: dict[int, list[int]] = {}
    for row, filled in lines.filled.items():
        if _is_read(lines, row) and lines.kinds[row] not in (Kind.SECTION, Kind.HEADING):
            read = {*table.fields, *table.unknown, *_before(cells, table, row)}
            for column in filled:
                if column not in read:
                    columns.setdefault(column, []).append(row)
    for column, rows in sorted(columns.items()):
        entry = LeftOut(
            area=_area(rows[0], column, rows[-1], column),
            kind="contact" if _names_people(table, column) else "other",
            reason=_why(table, column),
            text=cells.text(rows[0], column).strip()[:_QUOTED],
            inside=True,
        )
        yield entry, len(rows)


def _names_people(table: Table, column: int) -> bool:
    return any(word in table.beside.get(column, "") for word in ("姓名", "电话", "手机", "联系", "职务"))


def _why(table: Table, column: int) -> str:
    if column in table.passed_over:
        return f"同一内容读的是{table.passed_over[column].instead}列"
    if column in table.duplicates:
        name = table.duplicates[column]
        return f"同一内容读的是{column_letters(table.columns[name])}列"
    if column in table.beside:
        return "旁边另有一张小表"
    return "这一列没有标题"


def _area(top: int, left: int, bottom: int, right: int) -> str:
    start, end = cell_name(top, left), cell_name(bottom, right)
    return start if start == end else f"{start}:{end}"


def struck_headings(cells: Cells, table: Table) -> Iterator[Cell]:
    """Headings that are struck out, of columns that are read or carried along all the same."""
    for column in sorted({*table.fields, *table.unknown}):
        at = (table.header_row, column)
        if cell := struck_there(cells.grid, at, cells.merged(*at)):
            yield cell

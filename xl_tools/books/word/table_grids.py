"""Word tables as grids: every cell at its row and column, merged cells as ranges."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field

from xl_tools.books.word.docx_parts import Element, child, get, local, whole
from xl_tools.books.word.fields import Fields
from xl_tools.books.word.numbering import Numbering
from xl_tools.books.word.paragraphs import Paragraph, TextReader, is_placeholder
from xl_tools.books.word.text_styles import Styles
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Grid, Range, Visibility

_MOST_COLUMNS = 63
"""Word has no table with more."""
_SLIVER = 300
"""Twips (about 5 mm): column edges nearer than this are one edge that was dragged by hand."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something left out or not sure in a cell of a table (row and column from 1; 0: the whole table)."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class WordTable:
    """One table. ``rows`` are all equally long; a merged range holds its text at the top left."""

    rows: Sequence[Sequence[str]]
    merged: Sequence[Range] = ()
    remarks: Sequence[Remark] = ()
    inner: Sequence[WordTable] = ()
    """Tables that stand in cells of this one; their text is in the cell as well."""

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def grid(self, name: str) -> Grid:
        return grid_of(name, self.rows, self.merged)


def grid_of(name: str, rows: Iterable[Sequence[str]], merged: Sequence[Range]) -> Grid:
    """The grid of a Word table. It holds texts alone: nothing is hidden, no formula fails, the tick boxes have
    become words. Strike and pictures are not looked at."""
    return Grid(
        name,
        [list(row) for row in rows],
        list(merged),
        visibility=Visibility.VISIBLE,
        hidden_rows=frozenset(),
        hidden_columns=frozenset(),
        faults={},
        formats={},
        controls=(),
    )


@dataclass
class _Cell:
    start: int
    """First grid column, from 0, and the one behind the last."""
    end: int
    text: str
    goes_on: bool
    """Whether it continues the cell above it."""


@dataclass
class BodyReader:
    """Reads paragraphs and tables of a document in their order."""

    styles: Styles
    numbering: Numbering
    activex: Callable[[str], tuple[str, bool | None] | None]
    fields: Fields = field(default_factory=Fields)

    def blocks(self, elements: Iterable[Element], note: Callable[[str], None]) -> Iterator[Paragraph | WordTable]:
        reader = TextReader(self.styles, self.numbering, self.activex, note, self.fields)
        run: list[Element] = []
        for element in _unwrapped(elements, note):
            if local(element) == "p":
                run.append(element)
                continue
            yield from reader.paragraphs(run)
            run = []
            yield self.table(element)
        yield from reader.paragraphs(run)

    def table(self, element: Element) -> WordTable:
        remarks: list[Remark] = []
        inner: list[WordTable] = []
        rows: list[list[_Cell]] = []
        for row in _parts(element, "tr"):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                continue  # a row that a tracked change deleted
            rows.append(list(self._cells(row, len(rows) + 1, rows[-1] if rows else [], remarks, inner)))
        _align(element, rows)
        return _laid_out(rows, remarks, inner)

    def _cells(
        self, row: Element, number: int, above: list[_Cell], remarks: list[Remark], inner: list[WordTable]
    ) -> Iterator[_Cell]:
        at = _number(child(row, "trPr", "gridBefore"), 0)
        last: _Cell | None = None
        for element in _parts(row, "tc"):
            properties = child(element, "tcPr")
            end = at + max(1, _number(child(properties, "gridSpan"), 1))
            merge = child(properties, "vMerge")
            goes_on = (
                merge is not None
                and get(merge, "val", "continue") == "continue"
                and any(cell.start == at for cell in above)
            )
            spot = len(remarks)
            # A cell that goes on shows nothing of its own; its numbering is not counted either.
            text = "" if goes_on else self._cell_text(element, number, at + 1, remarks, inner)
            if goes_on and "".join(element.itertext()).strip():
                remarks.append(Remark(number, at + 1, "合并的单元格里还有看不见的文字，没有导入"))
            beside = child(properties, "hMerge")
            if last and beside is not None and get(beside, "val", "continue") == "continue":
                last.end, at = end, end
                del remarks[spot:]
                continue
            last = _Cell(at, end, text, goes_on)
            yield last
            at = end

    def _cell_text(self, element: Element, row: int, column: int, remarks: list[Remark], inner: list[WordTable]) -> str:
        def note(text: str) -> None:
            remark = Remark(row, column, text)
            if remark not in remarks:
                remarks.append(remark)

        lines = []
        for block in self.blocks(element, note):
            if isinstance(block, Paragraph):
                lines.append(block.text)
                continue
            inner.append(block)
            note("单元格里还有一个表，它的文字逐行写进了这一格")
            lines += [" ".join(text for text in texts if text) for texts in block.rows]
        return tidy("\n".join(lines))


def tidy(text: str) -> str:
    """Text without the blanks at line ends and without empty lines around it."""
    return re.sub(r"(?<![ \u3000])[ \u3000]++$", "", text, flags=re.MULTILINE).strip("\n")


def _unwrapped(elements: Iterable[Element], note: Callable[[str], None]) -> Iterator[Element]:
    """The paragraphs and tables among elements, out of the content controls and the like around them."""
    for element in elements:
        name = local(element)
        if name in ("p", "tbl"):
            yield element
        elif name == "sdt":
            content = child(element, "sdtContent")
            if content is not None and not is_placeholder(element):
                yield from _unwrapped(content, note)
        elif name in ("customXml", "ins", "moveTo", "smartTag"):
            yield from _unwrapped(element, note)
        elif name == "altChunk":
            note("插入的外部文件没有导入")


def _parts(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or cells of a row, also where a content control stands around them."""
    for inner in element:
        found = local(inner)
        if found == name:
            yield inner
        elif found in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _parts(inner, name)


def _number(element: Element | None, usual: int) -> int:
    return min(whole(get(element, "val"), usual), _MOST_COLUMNS)


def _align(table: Element, rows: list[list[_Cell]]) -> None:
    """Unite column edges that differ by a few millimetres, or one column would count as two.

    An edge stays where some cell lies between it and its neighbour.
    """
    columns = child(table, "tblGrid")
    widths = [whole(get(c, "w"), -1) for c in (() if columns is None else columns) if local(c) == "gridCol"]
    if not widths or min(widths) < 0:
        return
    edges = [0]
    for width in widths:
        edges.append(edges[-1] + width)
    between = {(cell.start, cell.end) for cell in (cell for row in rows for cell in row)}
    onto = list(range(max(len(edges), max((cell.end for row in rows for cell in row), default=0) + 1)))
    first = 0
    for index in range(1, len(edges)):
        near = edges[index] - edges[first] < _SLIVER
        if near and not any(start >= first and end <= index for start, end in between):
            onto[index] = first
        else:
            first = index
    for cell in (cell for row in rows for cell in row):
        cell.start, cell.end = onto[cell.start], onto[cell.end]


def _laid_out(rows: list[list[_Cell]], remarks: list[Remark], inner: list[WordTable]) -> WordTable:
    """Cells by their edges as rows of one length. Columns that no cell starts in are left out."""
    starts = sorted({cell.start for row in rows for cell in row})
    column = {start: index for index, start in enumerate(starts)}
    texts = [[""] * len(starts) for _ in rows]
    spans: dict[int, list[int]] = {}
    """By column: the range that is open there, as top, bottom, right (from 0)."""
    merged: list[Range] = []

    def close(left: int) -> None:
        top, bottom, right = spans.pop(left)
        if bottom > top or right > left:
            merged.append(Range(top + 1, left + 1, bottom + 1, right + 1))

    for index, row in enumerate(rows):
        here = set()
        for cell in row:
            left = column[cell.start]
            right = sum(start < cell.end for start in starts) - 1
            here.add(left)
            if cell.goes_on and left in spans:
                spans[left][1] = index
                continue
            if left in spans:
                close(left)
            spans[left] = [index, index, max(left, right)]
            texts[index][left] = cell.text
        for left in [left for left in spans if left not in here]:
            close(left)
    for left in list(spans):
        close(left)
    moved = [Remark(remark.row, _column(remark.column - 1, starts), remark.text) for remark in remarks]
    return WordTable(texts, sorted(merged, key=lambda block: (block.top, block.left)), moved, inner)


def _column(start: int, starts: Sequence[int]) -> int:
    """The column (from 1) that a grid column ended up in."""
    return max(1, sum(known <= start for known in starts))

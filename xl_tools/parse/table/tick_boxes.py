"""Tick boxes that lie over status cells as controls: which option each stands for, and what they say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise

from xl_tools.core.addresses import cell_name
from xl_tools.core.grid import Cell, Control
from xl_tools.core.records import Status, StatusReading
from xl_tools.core.text import squeeze
from xl_tools.forms.headings import option_heading
from xl_tools.parse.status.ticks import option_names
from xl_tools.parse.table.tables import Cells

_APART = 8.0
"""Pixels: boxes of one cell whose middles lie nearer than this stand side by side, not one under the other."""


def controls_by_row(cells: Cells, columns: Collection[int | None]) -> dict[int, list[Control]]:
    """The tick boxes over the status columns, by the row of their cell, from top to bottom.

    A box anywhere over a merged cell belongs to the row where that cell begins.
    """
    found: dict[int, list[Control]] = {}
    for control in cells.grid.controls or ():
        row, column = _place(cells, control)
        if column in columns:
            found.setdefault(row, []).append(control)
    return found


def _place(cells: Cells, control: Control) -> Cell:
    block = cells.merged(control.row, control.column)
    return (block.top, block.left) if block else (control.row, control.column)


def left_boxes(
    cells: Cells, among: range, entries: Collection[int], columns: Collection[int | None]
) -> Iterator[tuple[str, str]]:
    """(first cell, what is said of them) of the tick boxes in the rows ``among`` that lie over no status cell of an
    entry, column by column. An empty box in a row without an entry was made ready, and says nothing."""
    found: dict[int, list[tuple[int, Control]]] = {}
    for control in cells.grid.controls or ():
        row, column = _place(cells, control)
        if row not in among or (row in entries and column in columns):
            continue
        if row in entries or control.checked is not False:
            found.setdefault(column, []).append((row, control))
    for column, boxes in sorted(found.items()):
        row, control = boxes[0]
        name = f"“{control.caption}”" if control.caption else ""
        more = f"等{len(boxes)}个" if len(boxes) > 1 else ""
        yield cell_name(row, column), f"{name}{more}不在任务的状态栏里"


def read_controls(
    controls: Sequence[Control], columns: Mapping[Status, int], text: str
) -> tuple[list[tuple[Status, bool]], str]:
    """The options of a row's tick boxes with their states, and why they cannot be read ("" when they can).

    ``columns`` are the columns of the four options where each has one; ``text`` is what stands in the status cell.
    """
    lines = _lines_beside(controls, text)
    read: list[tuple[Status, bool]] = []
    for index, control in enumerate(controls):
        name = f"“{control.caption}”" if control.caption else "旁边没有文字，"
        by_column = next((status for status, column in columns.items() if column == control.column), None)
        by_words = option_of(control.caption) or (lines[index] if lines else None)
        if by_column and by_words and by_column is not by_words:
            return [], f"{name}放在了“{by_column.label}”一栏"
        option = by_words or by_column
        if option is None:
            return [], f"{name}不知道是四项中的哪一项"
        if control.checked is None:
            return [], f"{name}没有存下状态，或者与链接的单元格不一致"
        read.append((option, control.checked))
    return read, ""


def option_of(words: str) -> Status | None:
    """The option that a caption or a line of text names."""
    return option_heading(words) or option_names().get(squeeze(words))


def _lines_beside(controls: Sequence[Control], text: str) -> list[Status] | None:
    """The options beside boxes without captions, from the lines of the cell under them.

    Only where there is a line for each box and the boxes stand one under the other.
    """
    lines = [option for line in text.splitlines() if line.strip() and (option := option_of(line))]
    written = sum(bool(line.strip()) for line in text.splitlines())
    apart = all(below.middle - above.middle >= _APART for above, below in pairwise(controls))
    if any(control.caption for control in controls) or len(controls) < 2 or not apart:
        return None
    return lines if len(lines) == written == len(controls) else None


def unsure(reading: StatusReading) -> StatusReading:
    """A reading that decides nothing, since a tick box over its cell could not be read."""
    return StatusReading(text=reading.text, verdict="unknown", unknown=("读不出的勾选框",))

"""函件登记: every letter that was drafted, when a reply is due, and what came of it. People write in it, too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import cn_date
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue
from xl_tools.parse.table.tables import cell_text
from xl_tools.rollup.lines import lines
from xl_tools.write.round_lists import List, list_book

REGISTER = "函件登记"
_KIND, _UNIT, _TASKS, _DAY = "种类", "单位", "任务", "统计日期"
_HEADINGS = (_KIND, "文号", "发文日期", _UNIT, _TASKS, _DAY, "回复期限", "回复日期", "结果", "文件")
_WIDTHS = (12, 24, 16, 20, 30, 16, 16, 16, 40, 34)
_NOTE = "文号、发文日期、回复日期、结果请填写；以后的函会引用前面发过的。没有发出的，把这一行删掉。"
_BETWEEN = expression(r"[、，,；;\s]+")


@dataclass(frozen=True, slots=True)
class Entered:
    """A row. All are texts as people write them."""

    kind: str
    number: str
    sent: str
    unit: str
    tasks: tuple[str, ...]
    day: str
    reply_by: str
    replied: str = ""
    result: str = ""
    file: str = ""

    @property
    def same(self) -> tuple[str, str, str]:
        """What makes two entries one: a letter of this kind to this unit on the numbers of this day."""
        return self.kind, self.unit, self.day


def entered_in(book: Book) -> Iterator[Entered]:
    """The rows of a register."""
    for grid in book.grids:
        for row in lines(grid, (_KIND, _UNIT, _TASKS)):
            said = [_said(row.get(heading)) for heading in _HEADINGS]
            if (said[0] or said[3]) and sum(map(bool, said)) > 1:  # a note below has one cell
                kind, number, sent, unit, tasks, *rest = said
                yield Entered(kind, number, sent, unit, tuple(_BETWEEN.split(tasks)), *rest)


def _said(value: CellValue) -> str:
    """A cell in words. A typed day becomes a date in Excel, and reads in a letter as people write it all the same."""
    if isinstance(value, date):
        return cn_date(value)
    return cell_text(value).strip()


def _in_words(book: Book | None) -> Book | None:
    """Days in words, so that a row is found again by its own."""
    if book is None:
        return None
    grids = [
        replace(grid, rows=[[_said(value) if isinstance(value, date) else value for value in row] for row in grid.rows])
        for grid in book.grids
    ]
    return replace(book, grids=tuple(grids))


def register_bytes(entries: Sequence[Entered], earlier: Book | None = None) -> bytes:
    """The register; ``earlier`` is it as it stands, with what people added to it."""
    rows = [
        (
            *(one.kind, one.number, one.sent, one.unit, "、".join(one.tasks)),
            *(one.day, one.reply_by, one.replied, one.result, one.file),
        )
        for one in entries
    ]
    sheet = List(
        REGISTER,
        REGISTER,
        _NOTE,
        _HEADINGS,
        _WIDTHS,
        rows,
        frozenset(range(len(_HEADINGS))),
        told_by=(_KIND, _UNIT, _DAY),
    )
    return list_book(REGISTER, [sheet], _in_words(earlier))

"""工作日历: the days off and the make-up days that an office has entered itself, and the years that it has them of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date

from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.core.text import squeeze
from xl_tools.core.working_days import DayKind, WorkCalendar
from xl_tools.parse.closing.cell_values import day_of
from xl_tools.parse.table.tables import cell_text

SHEET = "工作日历"
DATE, KIND, FEAST, SOURCE = "日期", "放假或调休上班", "节日", "来源"
YEAR, TOLD = "年度", "放假安排"
PUBLISHED, UNPUBLISHED = "已公布", "未公布"
_NAMES = {
    DayKind.OFF: {"放假", "休", "休息", "节假日"},
    DayKind.ON: {"调休上班", "上班", "班", "补班", "调班"},
}
_HEADINGS = {
    DATE: {"日期"},
    KIND: {"放假或调休上班", "放假/调休上班", "类型", "安排"},
    FEAST: {"节日", "节日名称", "名称"},
    SOURCE: {"来源", "依据"},
    YEAR: {"年度", "年份"},
    TOLD: {"放假安排", "是否公布", "状态"},
}
_SEARCHED = 10
_YEAR = expression(r"(20\d\d)年?")


@dataclass(frozen=True, slots=True)
class DaysSheet:
    """What the sheet says: the calendar, and where each day was told (来源)."""

    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    sources: Mapping[date, str] = field(default_factory=dict)


def read_days(book: Book) -> WorkCalendar:
    """The calendar of a workbook's sheet 工作日历; an empty one without it. A year is known where it says 已公布.

    Raises UserError that names every cell that cannot be used: a day left out would make the count wrong in silence.
    """
    return read_days_sheet(book).calendar


def read_days_sheet(book: Book) -> DaysSheet:
    """As ``read_days``, with the sources of the days."""
    grid = next((one for one in book.grids if squeeze(one.name) == SHEET), None)
    return _Reader().read(grid) if grid else DaysSheet()


class _Reader:
    def __init__(self) -> None:
        self.days: dict[date, tuple[DayKind, str]] = {}
        self.sources: dict[date, str] = {}
        self.known: set[int] = set()
        self.faults: list[str] = []

    def read(self, grid: Grid) -> DaysSheet:
        top, columns = columns_of_days(grid)
        for number, cells in enumerate(grid.rows[top:], top + 1):
            if DATE in columns and KIND in columns:
                self._day(number, *(_cell(cells, columns.get(name)) for name in (DATE, KIND, FEAST, SOURCE)))
            if YEAR in columns and TOLD in columns:
                self._year(number, _cell(cells, columns[YEAR]), _cell(cells, columns[TOLD]))
        if self.faults:
            raise UserError(f"“{grid.name}”表有不能用的内容：{'；'.join(self.faults[:10])}。请改正、保存后再试。")
        return DaysSheet(WorkCalendar(self.days, frozenset(self.known)), self.sources)

    def _day(self, row: int, day: CellValue, kind: CellValue, feast: CellValue, source: CellValue) -> None:
        text, word = cell_text(day).strip(), squeeze(cell_text(kind))
        if not text and not word:
            return
        found = day_of(day)
        if found is None:
            self.faults.append(f"第{row}行日期“{text}”读不出")
        meant = next((one for one, words in _NAMES.items() if word in words), None)
        if meant is None:
            self.faults.append(f"第{row}行“{word}”不是“{DayKind.OFF}”或“{DayKind.ON}”")
        if found and meant:
            self.days[found] = meant, cell_text(feast).strip()
            if said := cell_text(source).strip():
                self.sources[found] = said

    def _year(self, row: int, year: CellValue, told: CellValue) -> None:
        text, word = squeeze(cell_text(year)), squeeze(cell_text(told))
        match = _YEAR.fullmatch(text)
        if word == PUBLISHED and match:
            self.known.add(int(match[1]))
        elif (text or word) and (not match or word not in ("", PUBLISHED, UNPUBLISHED)):
            self.faults.append(f"第{row}行年度“{text}”“{word}”读不出，请写年份和“{PUBLISHED}”或“{UNPUBLISHED}”")


def columns_of_days(grid: Grid) -> tuple[int, dict[str, int]]:
    """The number of the heading row, and the place of each column (from 0)."""
    for number, cells in enumerate(grid.rows[:_SEARCHED], 1):
        found = dict(_named(cells))
        if {DATE, KIND} <= found.keys() or {YEAR, TOLD} <= found.keys():
            return number, found
    raise UserError(f"“{grid.name}”表里没有认得的表头：要有“{DATE}”和“{KIND}”两栏。")


def _named(cells: Sequence[CellValue]) -> Iterator[tuple[str, int]]:
    for at, cell in enumerate(cells):
        word = squeeze(cell_text(cell))
        for name, words in _HEADINGS.items():
            if word in words:
                yield name, at


def _cell(cells: Sequence[CellValue], at: int | None) -> CellValue:
    return cells[at] if at is not None and at < len(cells) else None

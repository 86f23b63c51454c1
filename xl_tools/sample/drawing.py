"""Writes a county's table the way its clerk lays it out, and tells in which cell each field stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from xl_tools.core.addresses import cell_name
from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Level
from xl_tools.sample.sentences import load
from xl_tools.write.form_books import HEADER_ROW as STANDARD_HEADER_ROW
from xl_tools.write.form_books import (
    FormRow,
    cell_formats,
    headings,
    new_workbook,
    page_setup,
    write_progress_form,
)
from xl_tools.write.heights import GrowingSheet, row_height
from xl_tools.write.packing import pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from xlsxwriter.format import Format

    from xl_tools.sample.sentences import County, SampleRow

_FIELDS = ("region", "serial", "task", "plan", "deadline", "progress", "status")
_WIDTHS = {
    "region": 11,
    "serial": 7,
    "task": 36,
    "plan": 48,
    "goal": 28,
    "measures": 40,
    "deadline": 16,
    "progress": 54,
    "status": 19,
    "extra": 10,
}
_CENTRED = ("region", "serial", "deadline", "extra")
_GROUPS = (("一、下达内容", ("task", "plan", "deadline")), ("二、本月填报", ("progress", "status")))


@dataclass(frozen=True, slots=True)
class Places:
    """Where things stand in a written table: the heading row, the column of each field (from 1), the first entry."""

    header_row: int
    columns: Mapping[str, int]
    first_row: int

    def cell(self, row: int, name: str) -> str | None:
        """Cell of a field in an entry (counted from 0; -1 for its heading); None for the sheet as a whole."""
        if not name:
            return None
        return cell_name(self.header_row if row < 0 else self.first_row + row, self.columns[name])


def write_county(target: BinaryIO, county: County) -> Places:
    """Write the county's workbook in its own habits."""
    if county.habit.form == "standard":
        return _write_standard(target, county)
    return _OwnTable(target, county).write()


def _write_standard(target: BinaryIO, county: County) -> Places:
    rows = [FormRow(**{name: row.texts[name] for name in _FIELDS}) for row in county.rows]
    write_progress_form(
        target,
        title=county.title,
        level=Level.COUNTY,
        rows=rows,
        lock=True,
        instructions=True,
        period=load("counties")["period"],
    )
    columns = {name: number for number, name in enumerate(_FIELDS, 1)}
    return Places(STANDARD_HEADER_ROW, columns, STANDARD_HEADER_ROW + 1)


class _OwnTable:
    """One county's table on its sheet; rows and columns inside count from 0, as XlsxWriter does."""

    def __init__(self, target: BinaryIO, county: County) -> None:
        self.county = county
        self.habit = county.habit
        self.workbook = new_workbook(target, county.title)
        self.look: dict[str, Format] = cell_formats(self.workbook)
        if self.habit.cover:
            self._write_cover()
        self.sheet: GrowingSheet = self.workbook.add_worksheet(self.habit.sheet, GrowingSheet)
        self.columns = {name: self.habit.first_column - 1 + number for number, name in enumerate(self._fields())}

    def write(self) -> Places:
        header = self._write_above()
        for name, column in self.columns.items():
            self.sheet.set_column(column, column, _WIDTHS[name])
        if self.habit.first_column > 1:
            self.sheet.set_column(0, self.habit.first_column - 2, 3)
        if self.habit.groups:
            self._write_groups(header)
            header += 1
        for name, column in self.columns.items():
            if not self.habit.groups or any(name in names for _, names in _GROUPS):
                self.sheet.write_string(header, column, self._heading(name), self.look["header"])
        self.sheet.set_row(header, 40)
        first = header + 1
        for index, row in enumerate(self.county.rows):
            self._write_row(first + index, index, row)
        if self.habit.merge_region:
            region = self.columns["region"]
            end = first + len(self.county.rows) - 1
            self.sheet.merge_range(first, region, end, region, "", self.look["centre"])
            self.sheet.write_string(first, region, self.county.rows[0].texts["region"], self.look["centre"])
        for number, line in enumerate(self.habit.below):
            self.sheet.write_string(
                first + len(self.county.rows) + number, self.columns["region"], line, self.look["note"]
            )
        self.sheet.freeze_panes(first, self.columns["task"])
        page_setup(self.sheet, first, max(self.columns.values()) + 1)
        pack(self.workbook, quick=False)
        return Places(first, {name: column + 1 for name, column in self.columns.items()}, first + 1)

    def _fields(self) -> list[str]:
        names = ["region", "serial", "task", "plan", "deadline", "progress", "status"]
        if self.habit.split_plan:
            names[3:4] = ["goal", "measures"]
        if self.habit.extra:
            names.append("extra")
        return names

    def _heading(self, name: str) -> str:
        standard = dict(zip(_FIELDS, headings(Level.COUNTY), strict=True))
        own = {
            "goal": "整改目标",
            "measures": "整改措施",
            "extra": self.habit.extra.heading if self.habit.extra else "",
        }
        return self.habit.headings.get(name) or own.get(name) or standard[name]

    def _write_above(self) -> int:
        """The lines over the table; returns the row under them."""
        left, right = min(self.columns.values()), max(self.columns.values())
        for row, line in enumerate(self.habit.above):
            if line == "{title}":
                self.sheet.merge_range(row, left, row, right, "", self.look["title"])
                self.sheet.write_string(row, left, self.county.title, self.look["title"])
                self.sheet.set_row(row, 40)
            elif line:
                self.sheet.write_string(row, left, line, self.look["annex" if row == 0 else "note"])
                self.sheet.set_row(row, 22)
        return len(self.habit.above)

    def _write_groups(self, row: int) -> None:
        """A row of group headings; the columns outside a group reach down over both heading rows."""
        look = self.look["header"]
        for title, names in _GROUPS:
            self.sheet.merge_range(row, self.columns[names[0]], row, self.columns[names[-1]], "", look)
            self.sheet.write_string(row, self.columns[names[0]], title, look)
        grouped = {name for _, names in _GROUPS for name in names}
        for name, column in self.columns.items():
            if name not in grouped:
                self.sheet.merge_range(row, column, row + 1, column, "", look)
                self.sheet.write_string(row, column, self._heading(name), look)
        self.sheet.set_row(row, 26)

    def _write_row(self, at: int, index: int, row: SampleRow) -> None:
        texts = dict(row.texts)
        if self.habit.extra:
            texts["extra"] = self.habit.extra.values[index]
        for name, column in self.columns.items():
            look = self.look["centre" if name in _CENTRED else "text"]
            if name in row.broken:
                fault = row.broken[name]
                formula = "=#REF!" if fault == "#REF!" else "=T(附表!A1)"
                self.sheet.write_formula(at, column, formula, look, "" if fault == "=" else fault)
            elif name == "deadline" and row.task in self.habit.date_tasks and row.due:
                shown = self.workbook.add_format(
                    {"font_name": "宋体", "font_size": 11, "align": "center", "valign": "vcenter", "border": 1}
                )
                shown.set_num_format('yyyy"年"m"月"d"日"')
                self.sheet.write_datetime(at, column, datetime(row.due.year, row.due.month, row.due.day), shown)
            elif name == "serial" and texts[name].isdecimal():
                self.sheet.write_number(at, column, int(texts[name]), look)
            else:
                self.sheet.write_string(at, column, texts[name], look)
        cells = [(texts[name], _WIDTHS[name]) for name in self.columns]
        self.sheet.fit_row(at, max(62, row_height(cells)))

    def _write_cover(self) -> None:
        cover = self.workbook.add_worksheet("填报要求")
        cover.set_column(0, 0, 60)
        for row, line in enumerate(self.habit.cover):
            cover.write_string(row, 0, line, self.look["annex" if row == 0 else "note"])

"""What all sheets of a roll-up are written with: formats made once, texts as text, the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import CellValue
from xl_tools.parse.table.tables import cell_text
from xl_tools.rules.settings import SettingsReport

FONT = "宋体"
YES, NO = "是", "否"
NONE = "—"
"""The result of a formula that has nothing to show."""
_NAMED = 12
"""Changed rules that a note names one by one."""
_EPOCH = date(1899, 12, 30)
_LIGHT_COLOURS = {"红": "#F08A7B", "橙": "#FBBF6B", "黄": "#FFF3A8", "绿": "#9BD3C4"}
STATUS_COLOURS = {
    "已完成": "#B5D6EE",
    "达到序时进度": "#E4F2FB",
    "未达序时进度": "#F6C3A0",
    "尚未启动": "#DADADA",
    "未定": "#FCF6BF",
}
"""Blue against orange: red and green look alike to one man in twelve. The word always stands in the cell as well."""

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table stands: its sheet, first and last entry (rows from 0), and its columns by heading."""

    sheet: str
    first: int
    last: int
    columns: Mapping[str, int]

    def range(self, heading: str) -> str:
        """The entries of a column, for a chart."""
        column = self.columns[heading]
        return f"='{self.sheet}'!{xl_range_abs(self.first, column, self.last, column)}"

    def heading(self, heading: str) -> str:
        """The cell of a heading, for a chart."""
        return f"='{self.sheet}'!{xl_rowcol_to_cell(self.first - 1, self.columns[heading], True, True)}"


class Kit:
    """A workbook with its formats, each made once (a format looked up per cell costs more than the cell)."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.tables: dict[str, Placed] = {}
        self.named: dict[str, Sequence[tuple[str, str]]] = {}
        """What the rows of a table are about: a task's label and a unit, by what the table is called among what people
        added."""
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        cell = base | {"border": 1, "border_color": "#A6A6A6"}
        centre = cell | {"align": "center"}

        def add(look: dict[str, Any]) -> Format:
            return workbook.add_format(look)

        self.title = add({"font_name": "黑体", "font_size": 16, "valign": "vcenter"})
        self.section = add({"font_name": "黑体", "font_size": 12, "valign": "vcenter"})
        self.note = add(base | {"font_color": "#595959"})
        self.label = add(base)
        self.head = add(centre | {"bold": True, "bg_color": "#DCE6F1", "text_wrap": True})
        self.upright = add(centre | {"bold": True, "bg_color": "#DCE6F1", "rotation": 90})
        self.text = add(cell)
        self.beginning = add(cell | {"valign": "top"})
        self.clipped = add(cell | {"align": "fill"})
        self.wrapped = add(cell | {"text_wrap": True})
        self.struck = add(base | {"font_strikeout": True})
        self.long = add(cell | {"text_wrap": True, "valign": "top"})
        self.centre = add(centre)
        self.number = add(centre | {"num_format": "0"})
        self.percent = add(centre | {"num_format": "0.0%"})
        self.date = add(centre | {"num_format": "yyyy-mm-dd"})
        self.input_date = add(centre | {"num_format": "yyyy-mm-dd", "bg_color": "#FFF9DB"})
        self.input_number = add(centre | {"num_format": "0", "bg_color": "#FFF9DB"})
        self.input_text = add(cell | {"bg_color": "#FFF9DB"})
        self.input_wrapped = add(cell | {"bg_color": "#FFF9DB", "text_wrap": True})
        self.input_points = add(centre | {"num_format": "0.##", "bg_color": "#FFF9DB"})
        self.points = add(centre | {"num_format": "0.00"})
        self.strong_points = add(centre | {"num_format": "0.00", "bold": True})
        self.month = add(centre | {"num_format": '0000"-"00'})
        self.input_month = add(centre | {"num_format": '0000"-"00', "bg_color": "#FFF9DB"})
        self.bold = add(centre | {"bold": True})
        self.link = add(centre | {"font_color": "#0563C1", "underline": 1})
        self.light_rules = self._rules(_LIGHT_COLOURS)
        self.status_rules = self._rules(STATUS_COLOURS)

    def _rules(self, colours: dict[str, str]) -> list[dict[str, Any]]:
        return [
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": self.workbook.add_format({"bg_color": colour}),
            }
            for word, colour in colours.items()
        ]


def serial_day(when: date) -> int:
    """A date as Excel counts days."""
    return (when - _EPOCH).days


def stored(value: Value) -> str | int | float:
    """A value as a formula's result. None is a dash: an empty text is not kept as a formula's value."""
    if isinstance(value, date):
        return serial_day(value)
    return NONE if value is None else value


def yes(value: bool) -> str:
    """是 or 否."""
    return YES if value else NO


def write_value(sheet: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
    """A text, number or date, or an empty cell with the same borders. Rows and columns from 0."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, serial_day(value) if isinstance(value, date) else value, look)


def write_cell(sheet: Worksheet, row: int, column: int, value: CellValue, look: Format) -> None:
    """As ``write_value``, of whatever a person's cell may hold: what is no number is written as it is shown."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        write_value(sheet, row, column, value, look)
    else:
        write_value(sheet, row, column, cell_text(value), look)


def named(settings: SettingsReport | None) -> str:
    """By which settings was checked, as the end of a sheet's note; "" where the catalogue's own were in force."""
    return settings.sentence(most=_NAMED) if settings else ""


def write_title(sheet: Worksheet, text: str, kit: Kit) -> None:
    """The title of a sheet on its first row, which is made high enough: programs that do not fit rows when they open a
    file would lay it over the next one."""
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, text, kit.title)


def set_up(sheet: Worksheet, widths: Sequence[float], heading: int, *, freeze: bool = True) -> None:
    """Column widths, and the page: A4 landscape, as wide as the page, the heading row (from 0) on every page."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    if freeze:
        sheet.freeze_panes(heading + 1, 0)
        sheet.repeat_rows(heading)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&C第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)

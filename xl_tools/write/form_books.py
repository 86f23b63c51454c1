"""The standard progress form (标准进展表) as a new workbook: handed out blank, filled in, or rolled up.

Source: the published table of a city, seven columns under "附件" and a title; see ``data/headings.toml`` for the
headings. Everything is written as text, whatever it looks like, and the bytes depend on the arguments only.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import xlsxwriter

from xl_tools.books.file.output import Output
from xl_tools.core.dataclass import dataclass
from xl_tools.core.period import Period, with_month
from xl_tools.core.records import Field, Level, Status
from xl_tools.data import load
from xl_tools.parse.status.status_cell import render_status
from xl_tools.write.heights import GrowingSheet, row_height
from xl_tools.write.packing import pack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET = "整改进展"
HELP_SHEET = "填报说明"
CHOICES_SHEET = "选项"
HEADER_ROW = 3
"""Row of the headings, counted from 1; entries start below it."""

TEXT_ONLY = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Options of every workbook that carries texts from outside: a cell holds what was written, as text."""

EPOCH = datetime(2021, 1, 1)
"""Written as the date of creation, so that the same content gives the same bytes."""

_WIDTHS = (11, 7, 36, 50, 17, 56, 19)
_PREVIOUS_WIDTH = 44
_FURTHER_WIDTH = 30
_LEAST_HEIGHT = 62
_BLANK_ROWS = 12


_PLACES = {Field.PLAN: 3, Field.DEADLINE: 4}
"""Columns (from 0) that may be left open."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """One entry of the form, each field as the text that stands in its cell.

    ``status`` is the text of the whole status cell, boxes included; "" leaves it to be chosen.
    """

    region: str = ""
    serial: str = ""
    task: str = ""
    plan: str = ""
    deadline: str = ""
    progress: str = ""
    status: str = ""


def write_progress_form(
    target: Path | BinaryIO,
    *,
    title: str,
    level: Level,
    rows: Sequence[FormRow],
    lock: bool,
    instructions: bool,
    period: Period | None = None,
    identity: Mapping[str, str] | None = None,
    previous: Sequence[str] | None = None,
    choices: bool = True,
    left_open: Sequence[Set[Field]] = (),
    further: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write a workbook with one progress table in the standard form.

    ``level`` decides the heading of the first column. ``lock`` protects region to deadline (no password) and leaves
    progress and status open. ``instructions`` adds the sheet 填报说明. ``period`` ("2022-11") is put behind the title
    unless the title names it. ``identity`` (what was issued to whom) is kept as document properties, out of the
    clerk's way. ``previous`` is what each row said last time, shown in a locked column on the right. Without
    ``choices`` there is no drop-down, and so no hidden sheet: for a table to be read. ``left_open`` names for each row
    the columns (plan, deadline) that stay open though the others are locked. ``further`` are columns behind those of
    the form: each row's text by heading. Raises OSError when ``target`` is a path that cannot be written.
    """
    buffer = BytesIO()
    workbook = new_workbook(buffer, title)
    sheet = workbook.add_worksheet(SHEET, GrowingSheet)
    _write_table(workbook, sheet, title, period, level, rows, lock, previous, left_open, further or {})
    if instructions:
        _write_help(workbook, workbook.add_worksheet(HELP_SHEET, GrowingSheet))
    if choices:
        if rows:
            _add_choices(sheet, HEADER_ROW, HEADER_ROW + len(rows) - 1, len(_WIDTHS) - 1)
        _write_choices(workbook.add_worksheet(CHOICES_SHEET))
    for name, value in sorted((identity or {}).items()):
        workbook.set_custom_property(name, value, "text")
    pack(workbook, quick=False)
    if isinstance(target, Path):
        Output().write(target, buffer.getvalue())
    else:
        target.write(buffer.getvalue())


def write_blank_form(target: Path | BinaryIO) -> None:
    """Write the blank template: twelve empty rows, the issued columns locked, with instructions."""
    rows = [FormRow()] * _BLANK_ROWS
    write_progress_form(
        target, title=_text()["blank_title"], level=Level.COUNTY, rows=rows, lock=True, instructions=True
    )


def new_workbook(buffer: BinaryIO, title: str, **options: Any) -> Workbook:
    """A workbook whose cells are text as written and whose bytes do not depend on the clock."""
    workbook = xlsxwriter.Workbook(buffer, {**TEXT_ONLY, **options})
    workbook.set_properties({"title": title, "created": EPOCH})
    return workbook


def status_choices() -> tuple[str, ...]:
    """The five texts of a status cell, in the order of the drop-down: one box ticked, four times; none ticked."""
    return tuple(render_status(status) for status in (*Status, None))


def headings(level: Level) -> tuple[str, ...]:
    """The seven headings of the form, in order."""
    return ("县（市、区）名称" if level is Level.COUNTY else "地市名称", *_text()["headings"])


def page_setup(sheet: Worksheet, header_row: int, last_column: int) -> None:
    """A3 landscape, as wide as the page, heading row on every page, page numbers. Rows and columns from 1."""
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header_row - 1)
    sheet.print_area(0, 0, sheet.dim_rowmax or header_row - 1, last_column - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def cell_formats(workbook: Workbook, *, size: int = 11) -> dict[str, Format]:
    """The looks of a form: title, annex, header, and locked and open cells, centred or not."""
    body = {"font_name": "宋体", "font_size": size, "text_wrap": True, "valign": "vcenter", "border": 1}
    centred = body | {"align": "center"}
    # Issued content stands on a faint grey, so that a clerk sees at once which columns are hers.
    issued = {"bg_color": "#F5F6F7"}
    title = {"font_name": "宋体", "font_size": 20, "bold": True, "align": "center", "valign": "vcenter"}
    looks: dict[str, dict[str, Any]] = {
        "annex": {"font_name": "黑体", "font_size": 14, "valign": "vcenter"},
        "title": title,
        # Without a period the month is still to be written into it.
        "open_title": title | {"locked": False},
        "header": centred | {"font_name": "黑体", "font_size": size + 1, "bg_color": "#DCE6F1"},
        "text": body,
        "centre": centred,
        "issued_text": body | issued,
        "issued_centre": centred | issued,
        "open_text": body | {"locked": False},
        "open_centre": centred | {"locked": False},
        "open_status": body | {"locked": False},
        "note": {"font_name": "宋体", "font_size": size, "valign": "vcenter"},
    }
    return {name: workbook.add_format(look) for name, look in looks.items()}


def _write_table(
    workbook: Workbook,
    sheet: GrowingSheet,
    title: str,
    period: Period | None,
    level: Level,
    rows: Sequence[FormRow],
    lock: bool,
    previous: Sequence[str] | None,
    left_open: Sequence[Set[Field]],
    further: Mapping[str, Sequence[str]],
) -> None:
    look = cell_formats(workbook)
    widths = _WIDTHS if previous is None else (*_WIDTHS, _PREVIOUS_WIDTH)
    widths = (*widths, *[_FURTHER_WIDTH] * len(further))
    last = len(widths) - 1
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, "附件", look["annex"])
    title_look = look["title" if period else "open_title"]
    sheet.merge_range(1, 0, 1, last, "", title_look)
    sheet.write_string(1, 0, with_month(title, period), title_look)
    sheet.set_row(0, 24)
    sheet.set_row(1, 42)
    sheet.set_row(HEADER_ROW - 1, 36)
    names = headings(level) if previous is None else (*headings(level), _text()["previous_heading"])
    names = (*names, *further)
    for column, heading in enumerate(names):
        sheet.write_string(HEADER_ROW - 1, column, heading, look["header"])
    issued = "issued_" if lock else ""
    columns = [look[f"{issued}centre"]] * 2 + [look[f"{issued}text"]] * 2 + [look[f"{issued}centre"]]
    columns += [look["open_text"], look["open_status"]]
    columns += ([] if previous is None else [look["issued_text"]]) + [look["open_text"]] * len(further)
    for index, row in enumerate(rows, HEADER_ROW):
        values = [getattr(row, column.name) for column in fields(FormRow)]
        if previous is not None:
            values.append(previous[index - HEADER_ROW])
        values += (texts[index - HEADER_ROW] for texts in further.values())
        looks = list(columns)
        for name in left_open[index - HEADER_ROW] if left_open else ():
            looks[_PLACES[name]] = look["open_text" if name is Field.PLAN else "open_centre"]
        for column, value in enumerate(values):
            # A string of no length becomes a blank cell with its border.
            sheet.write_string(index, column, value, looks[column])
        sheet.fit_row(index, max(_LEAST_HEIGHT, row_height(zip(values, widths, strict=True))))
    sheet.freeze_panes(HEADER_ROW, 2)
    sheet.set_zoom(90)
    page_setup(sheet, HEADER_ROW, last + 1)
    if lock:
        sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def _add_choices(sheet: Worksheet, first: int, last: int, column: int) -> None:
    """The drop-down. Another text gives a question, not a refusal: several boxes may be meant."""
    choices = len(status_choices())
    words = _text()["choice"]
    sheet.data_validation(
        first,
        column,
        last,
        column,
        {
            "validate": "list",
            "source": f"='{CHOICES_SHEET}'!$A$1:$A${choices}",
            "input_title": words["input_title"],
            "input_message": words["input_message"],
            "error_type": "warning",
            "error_title": words["error_title"],
            "error_message": words["error_message"],
        },
    )


def _write_choices(sheet: Worksheet) -> None:
    """The drop-down's texts: a list inside the rule may hold no line break, a range may."""
    for row, text in enumerate(status_choices()):
        sheet.write_string(row, 0, text)
    sheet.hide()


def _write_help(workbook: Workbook, sheet: GrowingSheet) -> None:
    """The instruction sheet: a heading, then blocks of two columns (what, how)."""
    font = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
    title = workbook.add_format({"font_name": "黑体", "font_size": 18, "align": "center", "valign": "vcenter"})
    section = workbook.add_format({"font_name": "黑体", "font_size": 13, "valign": "vcenter", "bottom": 1})
    what = workbook.add_format(font | {"border": 1, "align": "center", "bold": True, "bg_color": "#F5F6F7"})
    how = workbook.add_format(font | {"border": 1, "indent": 1})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 96)
    sheet.hide_gridlines(2)
    sheet.merge_range(0, 0, 0, 1, "", title)
    sheet.write_string(0, 0, _text()["help_title"], title)
    sheet.set_row(0, 40)
    row = 1
    for block in _text()["help"]:
        sheet.merge_range(row, 0, row, 1, "", section)
        sheet.write_string(row, 0, block["title"], section)
        sheet.set_row(row, 30)
        for left, right in block["lines"]:
            row += 1
            sheet.write_string(row, 0, left, what)
            sheet.write_string(row, 1, right, how)
            sheet.fit_row(row, max(26, row_height([(left, 24), (right, 94)])))
        row += 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1)


def _text() -> dict[str, Any]:
    """The words of the form."""
    return load("form_words")

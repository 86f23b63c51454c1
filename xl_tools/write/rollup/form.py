"""整改进展, the merged table in the standard form, and 超长续文 for what its cells cannot hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xl_tools.core.beside import headed, text_of
from xl_tools.core.dates import cn_date
from xl_tools.core.records import Field
from xl_tools.forms.definitions import standard
from xl_tools.forms.headings import title
from xl_tools.parse.status.status_cell import render_status
from xl_tools.parse.table.inspections import long_name, short_name
from xl_tools.rollup.layout import (
    CONTINUATION,
    CONTINUED,
    FORM_COLUMNS,
    FORM_HEADER_ROW,
    FORM_SHEET,
    FORM_SIZE,
    FORM_WIDTHS,
    OVERFLOW_SHEET,
    form_cell,
    form_row,
)
from xl_tools.rollup.records import Merged
from xl_tools.rollup.row_heights import MAX_HEIGHT, height_of
from xl_tools.write import form_books
from xl_tools.write.formats import FONT, Kit, Placed, set_up, write_value
from xl_tools.write.quick_sheet import QuickSheet

_OVERFLOW_WIDTHS = (11, 12, 18, 8, 130)
_CARRIED_WIDTH = 30
_CENTRED = {Field.REGION, Field.DEADLINE}
_LINK = {
    "font_name": FONT, "font_size": FORM_SIZE, "border": 1, "align": "center", "valign": "top",
    "font_color": "#0563C1", "underline": 1,
}  # fmt: skip


def form_title(merged: Merged) -> str:
    """The title of the merged table: of which inspection it is, where that is one, and the date it stands for."""
    day = merged.as_of
    of = merged.called or (long_name(merged.inspection) if merged.inspection else "督察")
    return f"{merged.region.name}{of}反馈问题整改进展情况表（截至{cn_date(day)}）"


def write_form(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """One row a task, those that people added below; the same columns, headings and print set-up as the form that is
    handed out."""
    look = form_books.cell_formats(kit.workbook, size=FORM_SIZE)
    carried, beside = carried_headings(merged), _beside(merged)
    carried += [heading for heading in dict.fromkeys(name for row in beside for name in row) if heading not in carried]
    last = len(FORM_COLUMNS) + len(carried) - 1
    headings = (*form_books.headings(merged.level), *carried)
    sheet.write_string(0, 0, "附件", look["annex"])
    sheet.merge_range(1, 0, 1, last, "", look["title"])
    sheet.write_string(1, 0, merged.added.titled(form_title(merged)), look["title"])
    sheet.set_row(1, 36)
    top = FORM_HEADER_ROW - 1
    sheet.set_row(top, 34)
    for column, heading in enumerate(headings):
        sheet.write_string(top, column, heading, look["header"])
    looks = _looks(kit)
    link = kit.workbook.add_format(_LINK)
    widths = (*FORM_WIDTHS, *[_CARRIED_WIDTH] * len(carried))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    kit.tables[FORM_SHEET] = Placed(
        FORM_SHEET,
        FORM_HEADER_ROW,
        FORM_HEADER_ROW + len(merged.tasks) - 1,
        {name: at for at, name in enumerate(headed(headings, ()))},
    )
    kit.named[FORM_SHEET] = [*((task.label, "") for task in merged.tasks), *merged.added.own_rows()]
    rows = [*_cells(merged), *([row.texts.get(name, "") for name in FORM_COLUMNS] for row in merged.added.rows)]
    for serial, (texts, said) in enumerate(zip(rows, beside, strict=True), 1):
        _write_row(sheet, serial, [*texts, *(said.get(heading, "") for heading in carried)], widths, looks)
    if merged.totals_by_inspection:
        _write_inspections(sheet, merged, last + 1, look["header"], looks[False][1])
    # The link stands on the serial: LibreOffice shows a cell with a link on one line, whatever is in it.
    for serial, cuts in groupby(merged.overflows, key=lambda cut: cut.serial):
        row, column = form_row(serial) - 1, FORM_COLUMNS.index(Field.SERIAL)
        sheet.write_number(row, column, serial, link)
        sheet.link_range(row, row, column, f"'{OVERFLOW_SHEET}'!A{next(cuts).row}")
    sheet.freeze_panes(FORM_HEADER_ROW, 2)
    sheet.set_zoom(90)
    form_books.page_setup(sheet, FORM_HEADER_ROW, last + 1)


def _write_inspections(sheet: QuickSheet, merged: Merged, column: int, head: Format, look: Format) -> None:
    """Behind the other columns, where tasks of several inspections are merged: their numbers alone do not tell them
    apart, neither here nor where this table goes next."""
    sheet.set_column(column, column, 14)
    sheet.write_string(FORM_HEADER_ROW - 1, column, title(standard(), Field.INSPECTION), head)
    for task in merged.tasks:
        write_value(sheet, form_row(task.serial) - 1, column, short_name(task.inspection), look)


def carried_headings(merged: Merged) -> list[str]:
    """The headings of the units' own columns, which stand behind those of the form."""
    return list(dict.fromkeys(heading for task in merged.tasks for heading in task.carried))


def _beside(merged: Merged) -> list[Mapping[str, str]]:
    """What stands beside each row in columns that are not the form's: the units' own, and who merges'."""
    added = merged.added.beside(FORM_SHEET, [(task.label, "") for task in merged.tasks])
    own = [{heading: text_of(texts[place]) for heading, texts in added.items()} for place in range(len(merged.tasks))]
    return [{**said, **task.carried} for task, said in zip(merged.tasks, own, strict=True)] + [
        row.beside for row in merged.added.rows
    ]


def _cells(merged: Merged) -> list[list[str]]:
    """The texts of every task's row, A to G, as far as they fit into a cell."""
    heads = {(cut.serial, cut.field): cut.head for cut in merged.overflows}
    rows = []
    for task in merged.tasks:
        texts = {
            Field.STATUS: render_status(task.status),
            **task.shown,
            Field.REGION: merged.region.name,
            Field.SERIAL: str(task.serial),
        }
        rows.append([heads.get((task.serial, name), texts[name]) for name in FORM_COLUMNS])
    return rows


def _looks(kit: Kit) -> dict[bool, tuple[Format, Format]]:
    """The looks of long and of centred cells, by whether the row is too low for its texts: then they begin at the top,
    so that the beginning is seen even where the end is not."""
    looks = {}
    for too_low in (False, True):
        look = {"font_name": FONT, "font_size": FORM_SIZE, "border": 1, "text_wrap": True}
        look["valign"] = "top" if too_low else "vcenter"
        looks[too_low] = kit.workbook.add_format(look), kit.workbook.add_format(look | {"align": "center"})
    return looks


def _write_row(
    sheet: Worksheet,
    serial: int,
    texts: Sequence[str],
    widths: Sequence[float],
    looks: Mapping[bool, tuple[Format, Format]],
) -> None:
    row = form_row(serial) - 1
    height = height_of(zip(texts, widths, strict=True), FORM_SIZE)
    long, centred = looks[height > MAX_HEIGHT]
    sheet.set_row(row, min(height, MAX_HEIGHT))
    for column, text in enumerate(texts):
        name = FORM_COLUMNS[column] if column < len(FORM_COLUMNS) else None
        if name is Field.SERIAL:
            sheet.write_number(row, column, serial, centred)
        else:
            write_value(sheet, row, column, text, centred if name in _CENTRED else long)


def write_overflow(sheet: QuickSheet, merged: Merged, kit: Kit) -> None:
    """What did not fit: one row a piece, in reading order, with a link back to its cell."""
    set_up(sheet, _OVERFLOW_WIDTHS, 0)
    for column, heading in enumerate((CONTINUED, "任务号", "栏目", "第几段", CONTINUATION)):
        sheet.write_string(0, column, heading, kit.head)
    lines: list[tuple[str, str, str, str, str]] = []
    for cut in merged.overflows:
        cell, task = form_cell(cut.serial, cut.field), merged.tasks[cut.serial - 1]
        name, pieces = title(standard(), cut.field), len(cut.rests)
        lines += [(cell, task.label, name, f"{piece}/{pieces}", text) for piece, text in enumerate(cut.rests, 1)]
        sheet.link_range(cut.row - 1, cut.row + pieces - 2, 0, f"'{FORM_SHEET}'!{cell}")
    looks = (kit.link, kit.centre, kit.wrapped, kit.centre, kit.long)
    columns = zip(zip(*lines, strict=True), looks, strict=True)
    sheet.write_columns(1, [sheet.texts(index, values, look) for index, (values, look) in enumerate(columns)])
    for row, (*_, text) in enumerate(lines, 1):
        sheet.set_row(row, min(height_of([(text, _OVERFLOW_WIDTHS[-1])], 10), MAX_HEIGHT))

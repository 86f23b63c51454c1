"""The ledger of petitions as a workbook: 信访件台账, 批次, 变更记录, 口径, written whole from its rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xl_tools.core.form import Field
from xl_tools.forms.definitions import about
from xl_tools.parse.table.roles import day_in
from xl_tools.petitions.conventions import lines, setting_in
from xl_tools.petitions.records import COUNTS, Channel
from xl_tools.petitions.state import (
    BATCHES_SHEET,
    CHANGE_HEADINGS,
    CHANGES_SHEET,
    MADE,
    SETTING_HEADINGS,
    SETTINGS_SHEET,
    Own,
    Row,
    State,
)
from xl_tools.petitions.words import amount_of, batch_of
from xl_tools.write.form_books import new_workbook
from xl_tools.write.formats import Kit, Value, set_up, write_cell, write_title, write_value
from xl_tools.write.heights import GrowingSheet, row_height
from xl_tools.write.packing import pack
from xl_tools.write.plain_copy import copy_sheets

LEDGER_SHEET = "信访件台账"
_NOTHING = Own()
_HEADER = 1
"""Row of the headings, from 0."""
_OWN_WIDTH = 24
_SPARE = 200
"""Rows below the last for which lists to choose from are there, too."""
_WIDTHS = {
    "complaint": 44,
    "inquiry": 36,
    "handling": 44,
    "latest": 36,
    "plan": 36,
    "recheck": 24,
    "code": 21,
    "lead": 16,
    "accounted": 18,
    "region": 14,
    "types": 12,
}
_LONG = {Field(name): width for name, width in _WIDTHS.items()}
_CHOICES = {
    "channel": ("来电", "来信", "其他"),
    "key": ("是", "否"),
    "verdict": ("属实", "基本属实", "部分属实", "不属实"),
    "settled": ("已办结", "阶段性办结", "未办结"),
    "repeat": ("是", "否"),
}
_NUMBERS = frozenset((*COUNTS, Field("fine"), Field("fine_yuan"), Field("share"), Field("serial")))
_DAYS = frozenset(map(Field, ("handed", "done_on", "next_due", "accepted", "noticed", "closed", "filed", "published")))


def ledger_bytes(state: State) -> bytes:
    """The workbook. The same state gives the same bytes."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, LEDGER_SHEET)
    kit = Kit(workbook)
    write_rows(workbook, kit, state)
    _write_batches(workbook, kit, state)
    write_changes(workbook, kit, state)
    _write_settings(workbook, kit, state)
    copy_sheets(workbook, state.others)
    workbook.set_custom_property(MADE, "信访件", "text")
    pack(workbook)
    return buffer.getvalue()


def write_rows(workbook: Workbook, kit: Kit, state: State, *, name: str = LEDGER_SHEET) -> None:
    """The sheet of the petitions."""
    sheet = workbook.add_worksheet(name, GrowingSheet)
    form = about(Field("complaint"))
    columns, headings = state.columns(), state.headings()
    widths = [*(_LONG.get(column, 10) for column in columns), *(14 for _ in headings)]
    set_up(sheet, widths, _HEADER)
    write_title(sheet, state.title or LEDGER_SHEET, kit)
    titles = [form.columns[column].title for column in columns]
    for at, title in enumerate((*titles, *headings)):
        sheet.write_string(_HEADER, at, title, kit.head)
    for row, entry in enumerate(state.rows, _HEADER + 1):
        for at, column in enumerate(columns):
            value = value_of(column, entry)
            look = kit.date if isinstance(value, date) else kit.long if column in _LONG else kit.centre
            write_value(sheet, row, at, value, look)
        for at, heading in enumerate(headings, len(columns)):
            write_value(sheet, row, at, entry.extras.get(heading, ""), kit.long)
        long = ((entry.texts.get(column, ""), float(width)) for column, width in zip(columns, widths, strict=False))
        sheet.set_row(row, row_height(((text, width) for text, width in long if len(text) > 8), size=10))
    last = _HEADER + len(state.rows)
    for at, column in enumerate(columns):
        if column in _CHOICES:
            rule = {"validate": "list", "source": list(_CHOICES[column]), "error_type": "warning"}
            sheet.data_validation(_HEADER + 1, at, last + _SPARE, at, rule)
    sheet.autofilter(_HEADER, 0, max(last, _HEADER + 1), len(widths) - 1)
    if name == LEDGER_SHEET:
        _write_loose(sheet, kit, state.beside.get(name, _NOTHING), last)


def _write_own(sheet: Worksheet, kit: Kit, own: Own, names: Sequence[str], place: tuple[int, int]) -> None:
    """What people wrote on the sheet: their columns behind ours, beside the rows that are called ``names``, and their
    own rows below. ``place`` is the row of the headings and the first column that is free, from 0."""
    top, first = place
    for column, heading in enumerate(own.headings(), first):
        sheet.set_column(column, column, _OWN_WIDTH)
        write_value(sheet, top, column, heading, kit.head)
        for row, name in enumerate(names, top + 1):
            write_cell(sheet, row, column, own.rows.get(name, {}).get(heading), kit.long)
    _write_loose(sheet, kit, own, top + len(names))


def _write_loose(sheet: Worksheet, kit: Kit, own: Own, last: int) -> None:
    """Rows that people wrote, behind the ``last`` of ours and an empty one."""
    for row, loose in enumerate(own.loose, last + 2):
        for column, value in enumerate(loose.values):
            write_cell(sheet, row, column, value, kit.struck if loose.struck else kit.note)


def value_of(column: Field, row: Row) -> Value:
    """A cell's value: a day or a number where the text is one, else the text as it stands."""
    text = row.texts.get(column, "")
    if column in _DAYS:
        return _plain_day(text) or text
    if column is Field("batch"):
        number = batch_of(text)
        return text if number is None else number
    if column in _NUMBERS and text.strip():
        amount = amount_of(text) if text.strip()[:1].isdecimal() else None
        return text if amount is None or text.strip() != f"{amount}" else float(amount)
    return text


def _plain_day(text: str) -> date | None:
    """A day of a cell that says nothing else."""
    day = day_in(text)
    return day if day and len(text.strip()) <= 11 and day.isoformat()[:4] in text and text.count("月") <= 1 else None


def _write_batches(workbook: Workbook, kit: Kit, state: State) -> None:
    sheet = workbook.add_worksheet(BATCHES_SHEET, GrowingSheet)
    headings = ("批次", "交办日期", "件数", *(channel.label for channel in Channel), "重点件")
    set_up(sheet, [10] * len(headings), _HEADER)
    write_title(sheet, "批次台账（件数按交办单，没有信访件的一批写0）", kit)
    for at, heading in enumerate(headings):
        sheet.write_string(_HEADER, at, heading, kit.head)
    for row, batch in enumerate(state.batches, _HEADER + 1):
        channels: list[Value] = [batch.by_channel.get(channel) for channel in Channel]
        values: list[Value] = [batch.number, batch.handed, batch.total, *channels, batch.key]
        for at, value in enumerate(values):
            write_value(sheet, row, at, value, kit.date if isinstance(value, date) else kit.centre)
    own, names = state.beside.get(BATCHES_SHEET, _NOTHING), [str(batch.number) for batch in state.batches]
    _write_own(sheet, kit, own, names, (_HEADER, len(headings)))


def write_changes(workbook: Workbook, kit: Kit, state: State, *, name: str = CHANGES_SHEET) -> None:
    """The record of changes."""
    sheet = workbook.add_worksheet(name, GrowingSheet)
    set_up(sheet, (22, 14, 40, 40, 12, 30), 0)
    for at, heading in enumerate(CHANGE_HEADINGS):
        sheet.write_string(0, at, heading, kit.head)
    for row, change in enumerate(state.changes, 1):
        texts = (change.key, change.title, change.old, change.new, change.day, change.source)
        for at, text in enumerate(texts):
            write_value(sheet, row, at, text, kit.long)
    if name == CHANGES_SHEET:
        own, names = state.beside.get(name, _NOTHING), [str(place) for place in range(len(state.changes))]
        _write_own(sheet, kit, own, names, (0, len(CHANGE_HEADINGS)))


def _write_settings(workbook: Workbook, kit: Kit, state: State) -> None:
    sheet = workbook.add_worksheet(SETTINGS_SHEET, GrowingSheet)
    set_up(sheet, (18, 60), 0)
    for at, heading in enumerate(SETTING_HEADINGS):
        sheet.write_string(0, at, heading, kit.head)
    if state.conventions.described:
        said = list(lines(state.conventions))
    else:
        said = [(item, value if isinstance(value, int) else "") for item, value in lines(state.conventions)]
    for row, (item, value) in enumerate(said, 1):
        write_value(sheet, row, 0, item, kit.text)
        write_value(sheet, row, 1, value, kit.text)
    own, names = state.beside.get(SETTINGS_SHEET, _NOTHING), [setting_in((item,)) for item, _ in said]
    _write_own(sheet, kit, own, names, (0, len(SETTING_HEADINGS)))

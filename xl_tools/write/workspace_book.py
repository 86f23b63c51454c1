"""The workbook 工作台: what an office settles for its work, with a word on each item and drop-downs.

``app/workspace.py`` reads it back; the words are data (``data/workspace.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xl_tools.data import load
from xl_tools.rules.settings import SHEET, RuleSettings
from xl_tools.write.form_books import new_workbook
from xl_tools.write.formats import Kit, set_up, write_title, yes
from xl_tools.write.heights import GrowingSheet
from xl_tools.write.packing import pack
from xl_tools.write.settings_book import write_settings

_TOP = 2
"""Row of the headings, from 0."""
_SPARE = 40
"""Empty rows under a list, with its looks and drop-downs."""
ADDRESS_HEADINGS = ("单位", "姓名", "邮箱", "角色")


def workspace_book(
    values: Mapping[str, str],
    inspections: Sequence[Sequence[str]],
    addresses: Sequence[Sequence[str]],
    units: Sequence[Sequence[str]] = (),
) -> bytes:
    """The workbook. ``values`` are the contents of items by their key; the lists have the columns of their sheets."""
    words = load("workspace")
    buffer = BytesIO()
    workbook = new_workbook(buffer, words["settings"])
    pen = _pen(workbook)
    kit = Kit(workbook)
    _settings(workbook.add_worksheet(words["settings"]), values, kit, pen)
    note = "一轮督察一行。文件写从这个文件夹开始的位置；任务清单自己写清了责任单位的，不用任务分配表。"
    columns = tuple(words["columns"].values())
    _list(
        workbook.add_worksheet(words["inspections"]),
        words["inspections"],
        note,
        columns,
        (14, 60, 40, 40),
        inspections,
        kit,
        pen,
    )
    note = "每个邮箱一行。角色：联系人、抄送、停用；共用一个邮箱的，在角色后面注明“共用”。"
    _list(
        workbook.add_worksheet(words["addresses"]),
        words["addresses"],
        note,
        ADDRESS_HEADINGS,
        (26, 16, 40, 14),
        addresses,
        kit,
        pen,
        {3: ["联系人", "抄送", "停用"]},
    )
    lists = load("regions")["unit_list"]
    headings = tuple(lists[key][0] for key in ("name", "short", "kind", "parent", "reports"))
    note = "行政区划里的县（市、区）不用写；乡镇、开发区、市直部门写在这里。不上报的写“否”。"
    _list(
        workbook.add_worksheet(words["units"]),
        words["units"],
        note,
        headings,
        (30, 24, 14, 22, 12),
        units,
        kit,
        pen,
        {2: list(lists["kinds"]), 4: [yes(True), yes(False)]},
    )
    write_settings(workbook, workbook.add_worksheet(SHEET, GrowingSheet), RuleSettings())
    pack(workbook)
    return buffer.getvalue()


def _pen(workbook: Workbook) -> object:
    """The look of a cell to write in. As text: Excel would make a date of a month."""
    look = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "border_color": "#A6A6A6"}
    return workbook.add_format(look | {"bg_color": "#FFF9DB", "text_wrap": True, "num_format": "@"})


def _settings(sheet: Worksheet, values: Mapping[str, str], kit: Kit, pen: object) -> None:
    words = load("workspace")
    set_up(sheet, (16, 44, 76), _TOP)
    write_title(sheet, words["settings"], kit)
    sheet.write_string(1, 0, "黄色的格子由您填写，改好后保存。写错的地方，下一次运行时逐条指出来。", kit.note)
    for column, heading in enumerate((words["what"], words["value"], "怎么写")):
        sheet.write_string(_TOP, column, heading, kit.head)
    for row, item in enumerate(words["item"], _TOP + 1):
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, item["label"], kit.centre)
        _write(sheet, row, 1, values.get(item["key"], ""), pen)
        sheet.write_string(row, 2, item["how"], kit.wrapped)
        if "choices" in item:
            _offer(sheet, row, row, 1, item["label"], item["choices"])
    sheet.set_selection(_TOP + 1, 1, _TOP + 1, 1)


def _list(
    sheet: Worksheet,
    title: str,
    note: str,
    headings: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    kit: Kit,
    pen: object,
    choices: Mapping[int, Sequence[str]] | None = None,
) -> None:
    set_up(sheet, widths, _TOP)
    write_title(sheet, title, kit)
    sheet.write_string(1, 0, note, kit.note)
    for column, heading in enumerate(headings):
        sheet.write_string(_TOP, column, heading, kit.head)
    last = _TOP + len(rows) + _SPARE
    for row in range(_TOP + 1, last + 1):
        said = rows[row - _TOP - 1] if row - _TOP - 1 < len(rows) else ()
        for column in range(len(headings)):
            _write(sheet, row, column, said[column] if column < len(said) else "", pen)
    for column, words in (choices or {}).items():
        _offer(sheet, _TOP + 1, last, column, headings[column], words)


def _write(sheet: Worksheet, row: int, column: int, text: str, look: object) -> None:
    if text:
        sheet.write_string(row, column, text, look)
    else:
        sheet.write_blank(row, column, None, look)


def _offer(sheet: Worksheet, first: int, last: int, column: int, what: str, words: Sequence[str]) -> None:
    """A drop-down; another text is asked about, not refused: it may be meant."""
    rule = {
        "validate": "list",
        "source": list(words),
        "error_type": "warning",
        "error_title": what,
        "error_message": f"一般写{'、'.join(words)}。",
    }
    sheet.data_validation(first, column, last, column, rule)

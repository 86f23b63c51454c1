"""The workbook 规则设置: every rule of the catalogue, with columns in which a bureau switches it off or changes its
severity. ``rules/settings.py`` reads it back.
"""

from __future__ import annotations

from io import BytesIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from xl_tools.core.records import Severity
from xl_tools.rules.catalogue import RuleInfo, catalogue
from xl_tools.rules.registry import CLASSES
from xl_tools.rules.settings import (
    CODE,
    HIDDEN,
    INSPECTION,
    ITEM,
    ROUND_SHEET,
    SAID,
    SEVERITY,
    SHEET,
    USED,
    RuleSettings,
)
from xl_tools.write.form_books import new_workbook
from xl_tools.write.formats import NO, YES, set_up, yes
from xl_tools.write.heights import GrowingSheet, row_height
from xl_tools.write.packing import pack

GUIDE = (
    "只改黄色的两列，改好后保存，从下一次校验起生效。“启用”选“否”就不查这一条；“级别”空着就按原级别。"
    "恢复默认：点“规则开关”，选“否”。"
)
_HEADINGS = (CODE, "类别", "何时出现", "原级别", USED, SEVERITY)
_WIDTHS = (8, 18, 72, 9, 9, 9)
_TOP = 2
"""Row of the headings, from 0."""


def settings_book(settings: RuleSettings) -> bytes:
    """The workbook, filled in with the settings that hold now. The same settings give the same bytes."""
    buffer = BytesIO()
    workbook = new_workbook(buffer, SHEET)
    sheet = workbook.add_worksheet(SHEET, GrowingSheet)
    write_settings(workbook, sheet, settings)
    if settings.inspection or settings.hidden:
        _write_round(workbook, workbook.add_worksheet(ROUND_SHEET), settings)
    pack(workbook)
    return buffer.getvalue()


def write_settings(workbook: Workbook, sheet: GrowingSheet, settings: RuleSettings) -> None:
    """The sheet 规则设置, of a workbook of its own or of another."""
    font = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    cell = font | {"border": 1, "text_wrap": True}
    centred = cell | {"align": "center"}
    title = workbook.add_format(font | {"font_name": "黑体", "font_size": 16})
    note = workbook.add_format(font | {"font_color": "#595959"})
    head = workbook.add_format(centred | {"bold": True, "bg_color": "#DCE6F1"})
    text, fixed = workbook.add_format(cell), workbook.add_format(centred)
    pen = workbook.add_format(centred | {"bg_color": "#FFF9DB", "locked": False})
    set_up(sheet, _WIDTHS, _TOP)
    sheet.set_row(0, 30)
    sheet.set_row(1, 20)
    sheet.write_string(0, 0, SHEET, title)
    sheet.write_string(1, 0, GUIDE, note)
    for column, heading in enumerate(_HEADINGS):
        sheet.write_string(_TOP, column, heading, head)
    rules = sorted(catalogue(), key=lambda info: list(CLASSES).index(info.code[0]))  # the order of docs/rules.md
    for row, info in enumerate(rules, _TOP + 1):
        looks = (fixed, fixed, text, fixed, pen, pen)
        for column, (value, look) in enumerate(zip(_values(info, settings), looks, strict=True)):
            if value:
                sheet.write_string(row, column, value, look)
            else:
                sheet.write_blank(row, column, None, look)
        sheet.fit_row(row, max(22.0, row_height([(info.when, _WIDTHS[2])])))
    last = _TOP + len(rules)
    sheet.autofilter(_TOP, 0, last, len(_HEADINGS) - 1)
    for column, words in ((4, [YES, NO]), (5, [severity.label for severity in Severity])):
        rule = {"validate": "list", "source": words, "error_title": SHEET, "error_message": f"请选{'、'.join(words)}。"}
        sheet.data_validation(_TOP + 1, column, last, column, rule)
    grey = workbook.add_format({"font_color": "#A6A6A6"})
    off = {"type": "formula", "criteria": f'=$E{_TOP + 2}="{NO}"', "format": grey}
    sheet.conditional_format(_TOP + 1, 0, last, len(_HEADINGS) - 1, off)
    sheet.set_selection(_TOP + 1, 4, _TOP + 1, 4)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def _write_round(workbook: Workbook, sheet: Worksheet, settings: RuleSettings) -> None:
    """What the office says of its round, as it stood in the workbook before it was written anew."""
    cell = workbook.add_format({"font_name": "宋体", "font_size": 11, "border": 1})
    lines = ((ITEM, SAID), (INSPECTION, settings.inspection), (HIDDEN, YES if settings.hidden else NO))
    sheet.set_column(0, 1, 30)
    for row, texts in enumerate(lines):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, cell)


def _values(info: RuleInfo, settings: RuleSettings) -> tuple[str, ...]:
    changed = settings.severity_of(info.code)
    return (
        info.code,
        info.group,
        info.when,
        info.severity.label,
        yes(info.code not in settings.off),
        changed.label if changed else "",
    )

"""The sheet on which one unit grades the offices: 单位 and 评价等次, a drop-down, nothing else to fill."""

from __future__ import annotations

from io import BytesIO

from xlsxwriter.worksheet import Worksheet

from xl_tools.scoring.scheme import Assessment, Evaluation
from xl_tools.write import form_books
from xl_tools.write.packing import pack
from xl_tools.write.score.score_formats import ScoreKit, choices
from xl_tools.write.score.score_layout import FIRST, HEADER_ROW

_NOTE = "在“评价等次”栏从下拉列表里选一个，每个单位都要评。标题里的填报单位不要改。"


def county_form_bytes(rules: Assessment, evaluation: Evaluation, unit: str) -> bytes:
    """A unit's evaluation workbook. Its title names the unit, by which it is known when it comes back."""
    buffer = BytesIO()
    workbook = form_books.new_workbook(buffer, f"{rules.title}{evaluation.name}")
    kit = ScoreKit(workbook)
    sheet = workbook.add_worksheet(evaluation.name)
    _head(sheet, kit, f"{unit}{evaluation.name}表（{rules.title}）")
    for row, office in enumerate(rules.roster, FIRST - 1):
        sheet.write_number(row, 0, row - FIRST + 2, kit.number)
        sheet.write_string(row, 1, office.name, kit.text)
        sheet.write_string(row, 2, rules.kind_words[office.kind], kit.centre)
        sheet.write_string(row, 3, "", kit.in_centre)
        sheet.write_string(row, 4, "", kit.in_text)
    last = FIRST + len(rules.roster) - 1
    choices(sheet, FIRST, last, 3, [grade.name for grade in rules.grade_points], "评价等次")
    sheet.protect("", {"format_columns": True, "format_rows": True})
    pack(workbook)
    return buffer.getvalue()


def _head(sheet: Worksheet, kit: ScoreKit, title: str) -> None:
    heads = (("序号", 7), ("单位", 24), ("类别", 14), ("评价等次", 14), ("说明", 40))
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, title, kit.title)
    sheet.set_row(0, 30)
    sheet.write_string(1, 0, _NOTE, kit.bare)
    for column, (text, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADER_ROW - 1, column, text, kit.head_input if column > 2 else kit.head)
    sheet.set_row(HEADER_ROW - 1, 26)
    sheet.freeze_panes(HEADER_ROW, 2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)

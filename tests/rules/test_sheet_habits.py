"""Workbooks laid out as people lay them out in WPS and Excel: nothing is wrong with them, and every entry is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

import xl_tools
from xl_tools.core.records import Status

AS_OF = date(2022, 12, 20)
HEADING = [
    "县（市、区）名称",
    "序号",
    "整改任务名称",
    "整改目标和措施",
    "完成时限",
    "目前进展情况及存在问题",
    "备注",
]
_ON = "□已完成\n☑达到序时进度\n□未达序时进度\n□尚未启动"
ENTRIES = [
    (
        "第二项：管网错接，汛期溢流。",
        "整改目标：\n消除溢流。\n整改措施：\n1.检测管网。\n2.改造错接点。",
        "2023年12月底前",
        "1.检测管网38公里。\n2.改造错接点21处，正在改造6处。",
        _ON,
    ),
    (
        "第五项：园区应急池不足。",
        "整改目标：\n补齐短板。\n整改措施：\n1.建应急池。\n2.开展演练。",
        "2022年10月31日前",
        "1.应急池9月建成。\n2.9月22日组织演练，10月20日验收、公示、销号。",
        "☑已完成\n□达到序时进度\n□未达序时进度\n□尚未启动",
    ),
    (
        "第七项：围网养殖。",
        "整改目标：\n全部拆除。\n整改措施：\n1.拆除围网。\n2.巡查。",
        "立行立改，长期坚持",
        "1.围网1200亩全部拆除。\n2.每周巡查两次，查处2起。",
        _ON,
    ),
]
STATUSES = [Status.ON_SCHEDULE, Status.COMPLETED, Status.ON_SCHEDULE]


def table(
    sheet: Worksheet, top: int = 3, left: int = 1, heading: Sequence[str] = HEADING, region: str = "莲都区"
) -> None:
    sheet.cell(1, left, "附件")
    sheet.cell(2, left, "督察反馈问题整改进展情况表（2022年12月）")
    sheet.merge_cells(start_row=2, start_column=left, end_row=2, end_column=left + 6)
    for place, text in enumerate(heading):
        sheet.cell(top, left + place, text)
    for row, entry in enumerate(ENTRIES, start=top + 1):
        for place, value in enumerate((region, "一二三"[row - top - 1], *entry)):
            sheet.cell(row, left + place, value)


def region_merged_down(sheet: Worksheet) -> None:
    table(sheet)
    sheet.merge_cells("A4:A6")


def a_blank_first_column_and_a_late_start(sheet: Worksheet) -> None:
    table(sheet, top=9, left=2)
    sheet["B4"] = "填报单位（盖章）：莲都区人民政府"


def headings_with_spaces_and_breaks(sheet: Worksheet) -> None:
    table(
        sheet,
        heading=[
            "县 区",
            "序\n号",
            "整改任务\n名    称",
            "整改目标\n和措施",
            "完成\n时限",
            "目前进展情况\n及存在问题",
            "备  注",
        ],
    )


def two_heading_rows(sheet: Worksheet) -> None:
    upper = ["县区", "序号", "整改任务", "整改目标和措施", None, "整改时限", "整改进展", None, "整改状态"]
    lower = [None, None, None, "整改目标", "整改措施", None, "目前进展情况", "存在问题", None]
    sheet.append(["2022年第四季度整改进展情况表"])
    sheet.append(upper)
    sheet.append(lower)
    for block in ("A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3", "G2:H2", "I2:I3"):
        sheet.merge_cells(block)
    for number, (task, plan, deadline, said, status) in enumerate(ENTRIES, start=1):
        goal, measures = plan.removeprefix("整改目标：\n").split("\n整改措施：\n")
        sheet.append(["莲都区", number, task, goal, measures, deadline, said, "无", status])


def a_column_for_each_option(sheet: Worksheet) -> None:
    sheet.append(["县区", "序号", "整改任务", "整改目标和措施", "完成时限", "进展情况", "整改状态", None, None, None])
    sheet.append([None] * 6 + ["已完成", "达到序时进度", "未达序时进度", "尚未启动"])
    for block in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:F2", "G1:J1"):
        sheet.merge_cells(block)
    for number, (*texts, _) in enumerate(ENTRIES, start=1):
        ticks = [None, "√", None, None] if number != 2 else ["√", None, None, None]
        sheet.append(["莲都区", number, *texts, *ticks])


def dates_numbers_and_formatted_blanks(sheet: Worksheet) -> None:
    table(sheet)
    sheet["E4"], sheet["E5"] = date(2023, 12, 31), date(2022, 10, 31)
    sheet["E4"].number_format = 'yyyy"年"m"月"'
    for row in (4, 5, 6):
        sheet.cell(row, 2, row - 3)
    for row in range(7, 60):
        sheet.cell(row, 3, " ").alignment = Alignment(wrap_text=True)


def section_lines(sheet: Worksheet) -> None:
    table(sheet)
    sheet.insert_rows(4)
    sheet["A4"] = "一、个性问题（1项）"
    sheet.merge_cells("A4:G4")
    sheet.insert_rows(6)
    sheet["A6"] = "二、共性问题（2项）"
    sheet.merge_cells("A6:G6")


def the_heading_again_for_the_next_page(sheet: Worksheet) -> None:
    table(sheet)
    sheet.insert_rows(6)
    for column, text in enumerate(HEADING, start=1):
        sheet.cell(6, column, text)


def notes_and_signatures(sheet: Worksheet) -> None:
    table(sheet)
    sheet["A8"] = "注：1.“备注”栏请在相应方框打√；\n2.每月25日前报送。"
    sheet["A9"], sheet["C9"], sheet["F9"] = "单位负责人签字：", "填表人：王五", "2022年12月20日"
    sheet["F10"] = "莲都区生态环境保护督察整改工作领导小组办公室"
    sheet["F11"] = "2022年12月20日"
    sheet["A12"] = "（公章）"


def a_sum_below(sheet: Worksheet) -> None:
    table(sheet)
    sheet["A7"], sheet["B7"], sheet["F7"] = "合计", "3项", "已完成1项，达到序时进度2项"


def sheets_beside_it(sheet: Worksheet) -> None:
    table(sheet)
    assert sheet.parent is not None
    beside = sheet.parent.create_sheet("填表说明")
    beside["A1"] = "一、整改任务、整改目标、进展情况均需填写"
    sheet.parent.create_sheet("Sheet3")


def boxes_of_a_symbol_font(sheet: Worksheet) -> None:
    table(sheet)
    box, plain = InlineFont(rFont="Wingdings 2"), InlineFont(rFont="宋体")
    parts = [("£", "已完成\n"), ("R", "达到序时进度\n"), ("£", "未达序时进度\n"), ("£", "尚未启动")]
    sheet["G4"] = CellRichText(*(TextBlock(*piece) for sign, text in parts for piece in ((box, sign), (plain, text))))


def serials_of_parts(sheet: Worksheet) -> None:
    table(sheet)
    for row, text in ((4, "1-1"), (5, "1-2"), (6, "2-1")):
        sheet.cell(row, 2, text)


def a_government_as_region(sheet: Worksheet) -> None:
    table(sheet, region="莲都区人民政府")


LAYOUTS = [
    region_merged_down,
    a_blank_first_column_and_a_late_start,
    headings_with_spaces_and_breaks,
    two_heading_rows,
    a_column_for_each_option,
    dates_numbers_and_formatted_blanks,
    section_lines,
    the_heading_again_for_the_next_page,
    notes_and_signatures,
    a_sum_below,
    sheets_beside_it,
    boxes_of_a_symbol_font,
    serials_of_parts,
    a_government_as_region,
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_a_habit_is_no_fault(layout: Callable[[Worksheet], None], tmp_path: Path) -> None:
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    layout(book.active)
    path = tmp_path / "表.xlsx"
    book.save(path)
    (file,) = xl_tools.check([path], as_of=AS_OF).files
    (sheet,) = file.sheets
    assert [(found.code, found.cell) for found in file.findings] == []
    assert [row.status for row in sheet.rows] == STATUSES
    assert sheet.region == "莲都区"

"""Lists of which it is not sure what they hand out to whom: columns that are not known, what is struck or hidden."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.app.test_issue import got, issued, task_list
from tests.round.round_kit import sheet, task_table
from xl_tools.app.check import check
from xl_tools.core.errors import UserError


@pytest.mark.parametrize("heading", ["承办县市", "涉及县市", "牵头县", "由谁整改"])
def test_a_list_whose_units_stand_under_a_heading_that_is_not_known_goes_to_nobody(
    tmp_path: Path, heading: str
) -> None:
    path = task_list(tmp_path / "清单.xlsx", [("3", "莲都区", "2023年底前"), ("16", "青田县、松阳县", "2023年6月底前")])
    book = openpyxl.load_workbook(path)
    book.active["D2"] = heading
    book.save(path)
    with pytest.raises(UserError, match=f"“{heading}”一栏写着单位"):
        issued(tmp_path, path)
    assert not (tmp_path / "下发").exists()


def test_what_is_struck_or_hidden_in_a_list_is_told(tmp_path: Path) -> None:
    rows = [("3", "莲都区", "2023年底前"), ("16", "青田县、松阳县", "2023年6月底前"), ("18", "莲都区", "2023年底前")]
    path = task_list(tmp_path / "清单.xlsx", rows)
    book = openpyxl.load_workbook(path)
    for cell in (*book.active[4], book.active["F5"], book.active["C2"]):
        cell.font = Font(strike=True)
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["D"].hidden = True
    book.save(path)
    report = issued(tmp_path, path)
    assert got(report) == {"莲都区": ("第3项", "第18项")}
    said = "\n".join(notice.message for notice in report.notices)
    for words in (
        "第 4 行整行划掉了",
        "F5 划掉的字",
        "C2 的列标题“整改任务”划掉了",
        "D 列（责任单位）是隐藏的",
        "第 3 行是隐藏",
    ):
        assert words in said


@pytest.mark.parametrize("cell", ["A1", "B2", "A3"])
def test_a_unit_list_with_struck_words_is_refused(tmp_path: Path, cell: str) -> None:
    units = sheet(tmp_path / "单位.xlsx", [["单位", "所属市"], ["丽水经开区", "丽水市"], ["莲都区", "丽水市"]])
    book = openpyxl.load_workbook(units)
    book.active[cell].font = Font(strike=True)
    book.save(units)
    with pytest.raises(UserError, match=f"{cell} 有划掉的字"):
        issued(tmp_path, task_table(tmp_path / "任务.xlsx", "丽水市"), units=units)
    with pytest.raises(UserError, match=f"{cell} 有划掉的字"):
        check([task_table(tmp_path / "任务.xlsx", "丽水市")], units=units)


@pytest.mark.parametrize("whose", ["云和县", "云和", "云和县水利局", "市水利局、云和县人民政府", "云和县委、县政府"])
def test_a_task_of_a_county_that_does_not_report_goes_to_nobody_else(tmp_path: Path, whose: str) -> None:
    rows = [("3", "莲都区", "2023年底前"), ("16", whose, "2023年6月底前"), ("18", "市水利局", "2023年底前")]
    units = sheet(tmp_path / "单位.xlsx", [["单位", "上级", "是否上报"], ["云和县", "丽水市", "否"]])
    report = issued(tmp_path, task_list(tmp_path / "清单.xlsx", rows), units=units)
    assert got(report) == {unit: (("第3项",) if unit == "莲都区" else ()) + ("第18项",) for unit in got(report)}
    assert len(got(report)) == 8
    said = [notice.message for notice in report.notices if "第16项" in notice.message]
    assert len(said) == 1
    assert said[0].endswith("，不在这次下发的单位之内，没有下发。")

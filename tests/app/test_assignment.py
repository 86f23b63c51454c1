"""Who is to report what: an assignment, responsible units or a region column that is half understood
hands out nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.app.test_issue import got, issued, task_list
from tests.round.round_kit import plan, sheet, task_table
from xl_tools.core.errors import UserError
from xl_tools.core.records import Level
from xl_tools.write.form_books import FormRow, write_progress_form


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ([["单位", "任务（省序号）"], ["莲都区", "1、3"]], "“任务\\(省序号\\)”这一栏看不懂"),
        ([["单位", "序号"], ["莲都区", "1、3"]], "“序号”这一栏看不懂"),
        ([["单位", "任务清单"], ["莲都区", "1"]], "“任务清单”这一栏看不懂"),
        ([["单位", ""], ["莲都区", "1"]], "B 列没有标题"),
        ([["单位"], ["莲都区", "1"]], "B 列没有标题"),
        ([["序号", "单位", "承担的问题"], [1, "莲都区", "3"]], "“承担的问题”这一栏看不懂"),
        ([["单位", "省序号", "另加"], ["莲都区", "1", "3"]], "“另加”这一栏看不懂"),
        ([["单位", "省序号"], ["莲都区", "1"], ["青田县", ""]], "第 3 行“青田县”没有写任务"),
        ([["单位", "省序号"], ["", "3"], ["莲都区", "1"]], "第 2 行写了任务“3”，没有写单位"),
        ([["单位", "省序号"], ["莲都区", "1"], ["", ""], ["", "3"]], "第 4 行写了任务“3”，没有写单位"),
        ([["单位", "省序号"], ["各县（市、区）", "1"]], "“各县（市、区）”不是已知的单位"),
        ([["单位", "省序号"], ["莲都区等3个县", "1"]], "不是已知的单位"),
        ([["省序号", "牵头单位", "配合单位"], ["1", "莲都区", "各县（市、区）"]], "“各县（市、区）”不是已知的单位"),
        ([["单位", "省序号"], ["莲都区", "除第3项外"]], "“除第3项外”不是任务的序号"),
        ([["单位", "省序号"], ["莲都区", "○"]], "“○”不是任务的序号"),
        ([["单位", "第1项", "第2项"], ["莲都区", "√", "○"]], "C2 的“○”看不出"),
        ([["单位", "第1项", "第2项"], ["莲都区", "√", "待定"]], "C2 的“待定”看不出"),
        ([["单位", "第1项", "园区应急池"], ["莲都区", "√", "√"]], "C 列打了勾，标题“园区应急池”不是任务的序号"),
        ([["单位", "第1项"], ["", "√"], ["莲都区", "√"]], "第 2 行打了勾，没有写单位"),
        ([["单位", "第1项"], ["缙云具", "√"], ["遂昌具", "√"]], "第 3 行“遂昌具”不是已知的单位"),
        ([["省序号", "莲都区", "缙云具"], [1, "√", "√"]], "C 列打了勾，标题“缙云具”不是已知的单位"),
        ([["省序号", "莲都区"], ["", "√"]], "第 2 行打了勾，没有写任务的序号"),
        ([["省序号", "莲都区"], [1, "△"]], "B2 的“△”看不出"),
    ],
)
def test_an_assignment_half_understood_hands_out_nothing(
    tmp_path: Path, layout: list[list[object]], words: str
) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    with pytest.raises(UserError, match=words):
        issued(tmp_path, tasks, units=sheet(tmp_path / "分配.xlsx", layout))
    assert not (tmp_path / "下发").exists()


@pytest.mark.parametrize("no", ["不涉及", "无", "/", "—", "×", "0", "□", "未涉及", "不承担", "否"])
def test_who_is_said_to_have_no_part_in_a_task_does_not_get_it(tmp_path: Path, no: str) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    lines = sheet(tmp_path / "分配1.xlsx", [["单位", "省序号"], ["莲都区", "1"], ["青田县", no]])
    assert got(issued(tmp_path, tasks, units=lines)) == {"莲都区": ("第1项",)}
    matrix = sheet(tmp_path / "分配2.xlsx", [["省序号", "莲都区", "青田县"], [1, "√", no]])
    report = issued(tmp_path, tasks, units=matrix)
    assert got(report) == {"莲都区": ("第1项",)}
    assert any("没有写到缙云县、" in notice.message for notice in report.notices)


@pytest.mark.parametrize(
    "layout",
    [
        [["单位", "省序号"], ["莲都区", "1"], ["", "3"], ["青田县", "2"]],
        [["单位", "第1项", "第2项", "第3项"], ["莲都区", "√", "", ""], ["", "", "", "√"], ["青田县", "", "√", ""]],
        [["省序号", "莲都区", "青田县"], ["1", "√", ""], ["", "√", ""], ["3", "√", ""], ["2", "", "√"]],
        [["省序号", "牵头单位", "配合单位"], ["1", "莲都区", ""], ["3", "莲都区", "市水利局"], ["2", "", "青田县"]],
        [["序号", "牵头县区", "配合县区"], ["1、3", "莲都区", ""], ["2", "青田县（牵头）", ""]],
        [["单位", "牵头任务", "配合任务"], ["莲都区", "1", "3"], ["青田县", "", "2"]],
        [["单位", "省序号"], ["莲都区", "1、3"], ["青田县", "2"], ["合计", "3"], ["注：以省方案为准", ""]],
    ],
)
def test_what_is_left_blank_or_stands_in_columns_for_lead_and_help_is_understood(
    tmp_path: Path, layout: list[list[object]]
) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    report = issued(tmp_path, tasks, units=sheet(tmp_path / "分配.xlsx", layout))
    assert got(report) == {"莲都区": ("第1项", "第3项"), "青田县": ("第2项",)}


def test_a_unit_left_blank_is_that_of_the_line_above_and_told(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    lines = sheet(tmp_path / "分配.xlsx", [["单位", "省序号"], ["莲都区", "1"], ["", "3"]])
    report = issued(tmp_path, tasks, units=lines)
    assert any("第 3 行没有写单位，按上一行的“莲都区”" in notice.message for notice in report.notices)


@pytest.mark.parametrize("yes", ["√", "✔", "●", "■", "1", "牵头", "配合单位", "是", "承担", "√牵头", "牵头（√）", "主"])
def test_a_mark_that_assigns(tmp_path: Path, yes: str) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    matrix = sheet(tmp_path / "分配.xlsx", [["省序号", "任务名称", "莲都区", "青田县"], [1, "排污", yes, ""]])
    assert got(issued(tmp_path, tasks, units=matrix)) == {"莲都区": ("第1项",)}


def test_what_is_hidden_or_struck_out_in_an_assignment_is_asked_back(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    path = tmp_path / "分配.xlsx"

    def refused(change: Callable[[openpyxl.Workbook], None], words: str) -> None:
        sheet(path, [["单位", "省序号"], ["莲都区", "1"], ["青田县", "2"]])
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        with pytest.raises(UserError, match=words):
            issued(tmp_path, tasks, units=path)

    def hide_row(book: openpyxl.Workbook) -> None:
        book.active.row_dimensions[3].hidden = True

    def hide_column(book: openpyxl.Workbook) -> None:
        book.active.column_dimensions["B"].hidden = True

    def strike(book: openpyxl.Workbook) -> None:
        book.active["B3"].font = Font(strike=True)

    def second(book: openpyxl.Workbook) -> None:
        book.copy_worksheet(book.active)

    refused(hide_row, "第 3 行是隐藏或筛选掉的")
    refused(hide_column, "B 列是隐藏的")
    refused(strike, "B3 有划掉的字")
    refused(second, "有 2 张分配表")


def test_an_assignment_on_a_hidden_sheet_is_not_used(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    path = sheet(tmp_path / "分配.xlsx", [["单位", "省序号"], ["莲都区", "1"]])
    book = openpyxl.load_workbook(path)
    old = book.copy_worksheet(book.active)
    old["B2"] = "2"
    old.sheet_state = "hidden"
    book.save(path)
    assert got(issued(tmp_path, tasks, units=path)) == {"莲都区": ("第1项",)}


def test_a_merged_cell_assigns_for_all_its_rows(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    path = sheet(tmp_path / "分配.xlsx", [["单位", "省序号"], ["莲都区", "1、3"], ["青田县", ""]])
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("B2:B3")
    book.save(path)
    assert got(issued(tmp_path, tasks, units=path)) == {"莲都区": ("第1项", "第3项"), "青田县": ("第1项", "第3项")}


@pytest.mark.parametrize(
    ("units", "words"),
    [
        ("莲都区等3个县（市、区）", "没有写全是哪些单位"),
        ("莲都区、青田县等有关县（市、区）", "没有写全是哪些单位"),
        ("莲都区等", "没有写全是哪些单位"),
        ("除龙泉市外各县（市、区）", "写的是除谁以外"),
        ("各县（市、区）（不含龙泉市）", "写的是除谁以外"),
        ("莲都区、缙云具", "“缙云具”不是已知的单位，是否指“缙云县”"),
        ("相关县", "没有写明是哪些单位"),
        ("有关县（市、区）", "没有写明是哪些单位"),
        ("涉及县（市、区）", "没有写明是哪些单位"),
        ("各有关县（市、区）", "没有写明是哪些单位"),
        ("市水利局、各相关县", "没有写明是哪些单位"),
        ("全市各有关县（市、区）人民政府", "没有写明是哪些单位"),
        ("莲都区、部分县（市、区）", "没有写明是哪些单位"),
        ("缙云县遂昌县", "几个单位写在一起"),
        ("莲都区青田县缙云县", "几个单位写在一起"),
        ("缙云县人民政府遂昌县人民政府", "几个单位写在一起"),
        ("市水利局、缙云县遂昌县政府", "几个单位写在一起"),
    ],
)
def test_responsible_units_that_are_not_told_in_full_are_asked_back(tmp_path: Path, units: str, words: str) -> None:
    tasks = task_list(tmp_path / "清单.xlsx", [("3", units, "2023年底前"), ("4", "各县（市、区）", "2023年底前")])
    with pytest.raises(UserError, match=words):
        issued(tmp_path, tasks)
    assert not (tmp_path / "下发").exists()


def test_units_that_the_text_has_blocks_of_are_offered(tmp_path: Path) -> None:
    parts = "松阳县：\n1.清淤3公里。\n青田县：\n1.复绿2亩。"
    rows = [["序号", "省序号", "整改任务", "责任单位", "整改目标和措施", "整改时限"]]
    rows.append(["1", "3", "堆场越界没有整治。", "各有关县（市、区）", parts, "2023年底前"])
    tasks = sheet(tmp_path / "清单.xlsx", [["丽水市督察整改责任清单"], *rows])
    with pytest.raises(UserError, match=r"没有写明是哪些单位.*分写的有青田县、松阳县，"):
        issued(tmp_path, tasks)


@pytest.mark.parametrize("number", ["3个", "3", "三个", "三"])
def test_units_told_in_full_with_their_number_are_those(tmp_path: Path, number: str) -> None:
    tasks = task_list(tmp_path / "清单.xlsx", [("3", f"莲都区、青田县、松阳县等{number}县（市、区）", "2023年底前")])
    assert set(got(issued(tmp_path, tasks))) == {"莲都区", "青田县", "松阳县"}


@pytest.mark.parametrize("between", [" ", "　", "  ", "\n", "政府 ", "人民政府　"])
def test_units_with_a_space_between_them_are_two(tmp_path: Path, between: str) -> None:
    tasks = task_list(tmp_path / "清单.xlsx", [("3", f"缙云县{between}遂昌县", "2023年底前")])
    assert set(got(issued(tmp_path, tasks))) == {"缙云县", "遂昌县"}


def test_a_task_without_responsible_units_among_others_is_noted(tmp_path: Path) -> None:
    tasks = task_list(tmp_path / "清单.xlsx", [("3", "莲都区", "2023年底前"), ("4", "", "2023年底前")])
    assert any("第4项没有写责任单位" in notice.message for notice in issued(tmp_path, tasks).notices)


@pytest.mark.parametrize(
    ("regions", "expected"),
    [
        (("莲都区", ""), {"莲都区": ("第1项", "第2项")}),
        (("莲都区", "青田县"), {"莲都区": ("第1项",), "青田县": ("第2项",)}),
        (("莲都区、青田县", "松阳"), {"莲都区": ("第1项",), "青田县": ("第1项",), "松阳县": ("第2项",)}),
        (("莲都区", "衢江区"), {"莲都区": ("第1项",)}),
    ],
)
def test_a_row_of_one_unit_is_no_other_units(
    tmp_path: Path, regions: tuple[str, str], expected: dict[str, tuple[str, ...]]
) -> None:
    assert got(issued(tmp_path, regional(tmp_path / "任务.xlsx", regions), name="丽水市")) == expected


def test_a_row_of_a_unit_that_is_not_known_is_asked_back(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="“缙云具”不是已知的单位，是否指“缙云县”"):
        issued(tmp_path, regional(tmp_path / "任务.xlsx", ("莲都区", "缙云具")), name="丽水市")


def regional(path: Path, names: tuple[str, ...]) -> Path:
    """A city's table whose rows name their units."""
    rows = [FormRow(name, str(n), f"第{n}项：甲事。", plan("甲"), "2023年底前") for n, name in enumerate(names, 1)]
    write_progress_form(path, title="丽水市整改任务", level=Level.CITY, rows=rows, lock=False, instructions=False)
    return path


def test_a_task_without_a_responsible_unit_is_held_back_where_others_have_one(tmp_path: Path) -> None:
    tasks = task_list(
        tmp_path / "清单.xlsx",
        [
            ("3", "各县（市、区）党委、政府", "2023年底前"),
            ("16", "", "2023年6月底前"),
            ("18", "松阳县委、县政府，龙泉市", "2023年6月底前"),
            ("40", "", "松阳县\n2022年底前\n龙泉市\n2023年底前"),
        ],
    )
    report = issued(tmp_path, tasks)
    units = got(report)
    assert not any("第16项" in given for given in units.values())
    assert units["松阳县"] == ("第3项", "第18项", "第40项")
    assert [notice.message for notice in report.notices if "没有写责任单位" in notice.message] == [
        "第16项没有写责任单位（别的任务写了），没有下发；请补上后重新下发，各单位都承担的写“各县（市、区）”。"
    ]


def test_a_list_without_any_responsible_unit_goes_to_everybody(tmp_path: Path) -> None:
    tasks = task_list(tmp_path / "清单.xlsx", [("3", "", "2023年底前"), ("16", "", "2023年6月底前")])
    assert set(got(issued(tmp_path, tasks)).values()) == {("第3项", "第16项")}


@pytest.mark.parametrize("cross", ["x", "X", "ｘ", "×", "✗"])
@pytest.mark.parametrize("down", [True, False])
def test_crosses_without_a_tick_may_mean_either(tmp_path: Path, cross: str, *, down: bool) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    rows = [["单位", "第1项", "第2项"], ["莲都区", cross, ""], ["青田县", "", cross]]
    rows = rows if down else [["省序号", "莲都区", "青田县"], ["1", cross, ""], ["2", "", cross]]
    with pytest.raises(UserError, match="看不出是承担还是不承担"):
        issued(tmp_path, tasks, units=sheet(tmp_path / "分配.xlsx", rows))
    rows[1][2] = "√"
    given = got(issued(tmp_path, tasks, units=sheet(tmp_path / "分配.xlsx", rows)))
    assert given == ({"莲都区": ("第2项",)} if down else {"青田县": ("第1项",)})

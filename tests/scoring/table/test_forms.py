"""The units' own sheets of a table of rules: handed out, filled in, taken back, and the way from 自评 to 终评."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.scoring.recalculated import differences, recalculate
from tests.scoring.test_office_forms import scored, unit_score
from tests.surfaces.cli.test_cli import run
from xl_tools.app.score import score
from xl_tools.app.score_forms import issue_forms
from xl_tools.app.score_rule_table import new_score_book
from xl_tools.core.errors import UserError
from xl_tools.reports.score import ScoreSheet


@pytest.fixture
def book(tmp_path: Path) -> Path:
    new_score_book("he-zhang", tmp_path / "考核.xlsx")
    return tmp_path / "考核.xlsx"


def typed(path: Path, cells: dict[tuple[str, str], object], *, unit: str = "") -> Path:
    """What a person types into 填报, by key and heading."""
    opened = openpyxl.load_workbook(path)
    sheet = opened["填报"]
    heads = headings(sheet)
    for row in range(4, sheet.max_row + 1):
        own = sheet.cell(row, heads["单位"]).value
        for (key, heading), value in cells.items():
            if sheet.cell(row, heads["编号"]).value == key and unit in ("", own):
                sheet.cell(row, heads[heading]).value = value
    opened.save(path)
    return path


def headings(sheet: Worksheet) -> dict[object, int]:
    return {cell.value: cell.column for cell in sheet[3]}


def row_of(path: Path, unit: str, key: str) -> dict[object, object]:
    sheet = openpyxl.load_workbook(path)["填报"]
    heads = headings(sheet)
    for row in range(4, sheet.max_row + 1):
        cells = {heading: sheet.cell(row, column).value for heading, column in heads.items()}
        if (cells["单位"], cells["编号"]) == (unit, key):
            return cells
    raise AssertionError(key)


def told(report: ScoreSheet) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in report.findings if one.code not in ("A823",)]


def points(report: ScoreSheet, unit: str) -> Decimal | None:
    return next(one.total for one in report.offices if one.name == unit)


def test_a_unit_gets_its_own_rows_and_may_fill_in_what_is_its_own(book: Path, tmp_path: Path) -> None:
    files = issue_forms(book, tmp_path / "下发")
    assert [file.name for file in files] == [f"{unit}填报.xlsx" for unit in ("甲县", "乙县", "丙县", "丁县")]
    opened = openpyxl.load_workbook(files[0])
    sheet = opened["填报"]
    heads = headings(sheet)
    assert {sheet.cell(row, 1).value for row in range(4, sheet.max_row + 1)} == {"甲县"}
    assert opened["下发时"].sheet_state == "hidden"
    assert sheet.protection.sheet
    unlocked = {heading for heading, column in heads.items() if not sheet.cell(4, column).protection.locked}
    assert unlocked == {
        "第1期", "第2期", "第3期", "第4期", "上年或条件", "说明", "佐证", "填报人", "自评",
    }  # fmt: skip
    assert "申诉" not in heads


def test_what_comes_back_counts_and_says_where_it_came_from(book: Path, tmp_path: Path) -> None:
    first, second, *_ = issue_forms(book, tmp_path / "收")
    typed(first, {("H1", "第1期"): 100, ("H1", "第2期"): 80, ("H1", "佐证"): "台账3号", ("H4", "自评"): 9})
    typed(second, {("H3", "第1期"): 45})
    report = score(book, returned=tmp_path / "收", out=tmp_path / "得分.xlsx")
    assert told(report) == []
    row = row_of(tmp_path / "得分.xlsx", "甲县", "H1")
    assert (row["第1期"], row["第2期"], row["佐证"]) == (100, 80, "台账3号")
    assert row["收自"] == "甲县填报.xlsx H4"
    # 30 points for the mean of 90, 9 by the unit's own word; half of 40 points
    assert (points(report, "甲县"), points(report, "乙县")) == (Decimal(36), Decimal(20))
    lost = next(one for one in report.offices if one.name == "甲县").lost
    assert [(one.item, one.evidence, one.stage) for one in lost if one.points < 4] == [
        ("巡河完成率", "台账3号", ""),
        ("采砂管理", "", "自评"),
    ]
    again = score(tmp_path / "得分.xlsx", returned=tmp_path / "收", out=tmp_path / "二.xlsx")
    assert (again.offices, told(again)) == (report.offices, [])
    assert row_of(tmp_path / "二.xlsx", "甲县", "H1") == row


def test_what_is_not_the_unit_s_to_say_is_told_and_not_taken(book: Path, tmp_path: Path) -> None:
    first, second, third, fourth = issue_forms(book, tmp_path / "收")
    opened = openpyxl.load_workbook(first)
    opened["填报"].cell(3, 18).value, opened["填报"].cell(4, 18).value = "终评", 30
    opened.save(first)
    typed(first, {("H2", "适用"): "否"})
    typed(second, {("H1", "单位"): "丙县", ("H1", "第1期"): 100, ("H3", "第1期"): "约九成", ("H4", "第1期"): 3})
    third.unlink()
    fourth.write_bytes(b"damaged")
    typed(book, {("H4", "第1期"): 12}, unit="乙县")
    report = score(book, returned=tmp_path / "收")
    found = told(report)
    assert [code for code, _ in found] == ["S117", "A822", *["A829"] * 4, "A831"]
    messages = "".join(message for _, message in found)
    for words in (
        "“终评”填的是“30”",
        "“适用”填的是“否”",
        "这是乙县的表",
        "这里已经填了“12”",
        "约九成",
        "“丙县”、“丁县”",
    ):
        assert words in messages
    assert points(report, "丙县") == 0
    assert points(report, "乙县") == 12


def test_a_row_that_a_unit_deleted_is_told(book: Path, tmp_path: Path) -> None:
    first, *_ = issue_forms(book, tmp_path / "收")
    opened = openpyxl.load_workbook(first)
    sheet = opened["填报"]
    key = sheet.cell(5, headings(sheet)["编号"]).value
    sheet.delete_rows(5)
    opened.save(first)
    (gone,) = [message for code, message in told(score(book, returned=tmp_path / "收")) if code == "A829"]
    assert f"填的是“{key}”：下发时有这一行，交回来的没有了" in gone


def test_goals_that_are_typed_as_percentages_are_read_as_they_are_shown(book: Path) -> None:
    path = typed(book, {("1.1", "第1期"): 60})
    before = {one.name: one.total for one in score(path).offices}
    opened = openpyxl.load_workbook(path)
    sheet = opened["计分规则"]
    heads = headings(sheet)
    changed = [row for row in range(4, sheet.max_row + 1) if isinstance(sheet.cell(row, heads["目标"]).value, int)]
    for row in changed:
        cell = sheet.cell(row, heads["目标"])
        cell.value, cell.number_format = cell.value / 100, "0%"
    opened.save(path)
    report = score(path)
    assert {one.name: one.total for one in report.offices} == before
    assert len([code for code, _ in told(report) if code == "A826"]) == len(changed) > 0


def test_words_that_are_no_number_are_not_taken_away_by_what_comes_back(book: Path, tmp_path: Path) -> None:
    """They stood in the workbook while the number that came back counted: the next run gave another grade."""
    _, second, *_ = issue_forms(book, tmp_path / "收")
    typed(second, {("H1", "第1期"): 95})
    typed(book, {("H1", "第1期"): "九十"}, unit="乙县")
    report = score(book, returned=tmp_path / "收", out=tmp_path / "得分.xlsx")
    assert row_of(tmp_path / "得分.xlsx", "乙县", "H1")["第1期"] == "九十"
    assert any("这里已经填了“九十”，没有采用" in message for _, message in told(report))
    assert points(score(tmp_path / "得分.xlsx"), "乙县") == points(report, "乙县") == 0


def test_what_was_reached_is_that_of_all_periods(book: Path) -> None:
    typed(book, {("H1", "第1期"): 98, ("H1", "第2期"): 80}, unit="甲县")
    lost = next(one for one in score(book).offices if one.name == "甲县").lost
    assert "实际89" in next(one.reason for one in lost if one.item == "巡河完成率")


def test_a_second_round_takes_what_the_unit_changed(book: Path, tmp_path: Path) -> None:
    """The first quarter comes back, is handed out once more, and comes back corrected and with the second."""
    first, *_ = issue_forms(book, tmp_path / "一")
    typed(first, {("H1", "第1期"): 90})
    score(book, returned=first, out=tmp_path / "得分.xlsx")
    again, *_ = issue_forms(tmp_path / "得分.xlsx", tmp_path / "二")
    typed(again, {("H1", "第1期"): 92, ("H1", "第2期"): 80})
    report = score(tmp_path / "得分.xlsx", returned=again, out=tmp_path / "得分二.xlsx")
    assert [code for code, _ in told(report)] == ["A831"]
    row = row_of(tmp_path / "得分二.xlsx", "甲县", "H1")
    assert (row["第1期"], row["第2期"]) == (92, 80)


def test_a_unit_is_shown_its_points_and_may_appeal(book: Path, tmp_path: Path) -> None:
    typed(book, {("H4", "第1期"): 10, ("H4", "初评"): 7, ("H4", "理由"): "缺台账"}, unit="甲县")
    opened = openpyxl.load_workbook(book)
    for label, value in opened["设置"].iter_rows(min_row=4, max_col=2):
        if label.value == "申诉办法":
            value.value = "公示后5个工作日内书面提出。"
    opened.save(book)
    first, *_ = issue_forms(book, tmp_path / "结果")
    row = row_of(first, "甲县", "H4")
    assert (row["初评"], row["理由"], row["得分"]) == (7, "缺台账", 7)
    assert "公示后5个工作日内" in str(openpyxl.load_workbook(first)["填报"]["A2"].value)
    typed(first, {("H4", "申诉"): "台账已补"})
    report = score(book, returned=first, out=tmp_path / "得分.xlsx")
    assert [code for code, _ in told(report) if code != "A831"] == ["A828"]
    assert row_of(tmp_path / "得分.xlsx", "甲县", "H4")["申诉"] == "台账已补"
    assert report.objection == "公示后5个工作日内书面提出。"


def test_forms_that_may_be_filled_in_are_not_written_over(book: Path, tmp_path: Path) -> None:
    first, *_ = issue_forms(book, tmp_path / "下发")
    before = typed(first, {("H1", "第1期"): 90}).read_bytes()
    with pytest.raises(UserError, match="甲县填报"):
        issue_forms(book, tmp_path / "下发")
    assert first.read_bytes() == before


@pytest.mark.parametrize(
    ("stages", "wanted", "codes"),
    [
        ({"第1期": 10}, 10, []),
        ({"自评": 8}, 8, []),
        ({"第1期": 10, "自评": 12}, 10, []),
        ({"第1期": 10, "初评": 9}, 9, ["A827"]),
        ({"第1期": 10, "初评": 9, "理由": "台账不全"}, 9, []),
        ({"第1期": 10, "初评": 10}, 10, []),
        ({"第1期": 10, "初评": 7, "申诉": "已补报", "理由": "缺材料"}, 7, ["A828"]),
        ({"第1期": 10, "初评": 7, "申诉": "已补报", "复核": 9, "理由": "材料补齐"}, 9, []),
        ({"第1期": 10, "初评": 7, "复核": 9, "终评": 8, "理由": "会议议定"}, 8, []),
        ({"第1期": 10, "终评": 13, "理由": "会议议定"}, 12, ["A828"]),
        ({"第1期": 10, "终评": -1, "理由": "会议议定"}, 0, ["A828"]),
        ({"第1期": 10, "终评": 5, "理由": "会议议定", "适用": "否"}, None, []),
    ],
)
def test_the_last_stage_counts_within_the_rule_s_limits_and_needs_a_reason(
    book: Path, stages: dict[str, object], wanted: int | None, codes: list[str]
) -> None:
    """采砂管理: 12 points that are given."""
    typed(book, {("H4", heading): value for heading, value in stages.items()}, unit="甲县")
    report = score(book)
    assert [code for code, _ in told(report)] == codes
    assert next(one.groups["成效"] for one in report.offices if one.name == "甲县") == (0 if wanted is None else wanted)


def test_people_s_work_in_the_workbook_that_is_made_anew_is_taken_over(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "得分.xlsx"
    score(book, out=out)
    typed(out, {("H4", "第1期"): 11, ("H4", "初评"): 10, ("H4", "理由"): "抽查"}, unit="甲县")
    opened = openpyxl.load_workbook(out)
    for column, value in enumerate(("甲县", "媒体曝光", 2), 1):
        opened["登记"].cell(4, column).value = value
    opened.save(out)
    report = score(book, out=out)
    row = row_of(out, "甲县", "H4")
    assert (row["第1期"], row["初评"], row["理由"]) == (11, 10, "抽查")
    assert points(report, "甲县") == 8
    typed(book, {("H4", "第1期"): 9}, unit="甲县")
    typed(out, {("H4", "第1期"): 12}, unit="甲县")
    report = score(book, out=out)
    assert [code for code, _ in told(report)] == ["A829"]
    assert row_of(out, "甲县", "H4")["第1期"] == 9


def test_the_item_of_the_inspection_is_filled_in_from_task_scores(tmp_path: Path) -> None:
    """甲县 has 60 in the first quarter, 50 in the third and 80 in the last: a third of 190, weighted with 0.6."""
    new_score_book("du-cha", tmp_path / "考核.xlsx")
    report = score(tmp_path / "考核.xlsx", progress=scored(), out=tmp_path / "得分.xlsx")
    row = row_of(tmp_path / "得分.xlsx", "甲县", "D1")
    assert [row[f"第{number}期"] for number in (1, 2, 3, 4)] == [60, None, 50, 80]
    assert row["收自"] == "督察整改汇总 某市"
    assert points(report, "甲县") == 38
    assert row_of(tmp_path / "得分.xlsx", "丙县", "D1")["第1期"] is None
    scores = scored().scores
    assert scores
    later = replace(scored(), scores=replace(scores, units=(unit_score("甲县", "96"),)))
    again = score(tmp_path / "得分.xlsx", progress=later, out=tmp_path / "二.xlsx")
    assert told(again) == []
    assert row_of(tmp_path / "二.xlsx", "甲县", "D1")["第4期"] == 82
    typed(tmp_path / "考核.xlsx", {("D1", "第4期"): 99}, unit="甲县")
    other = score(tmp_path / "考核.xlsx", progress=scored(), out=tmp_path / "三.xlsx")
    assert [code for code, _ in told(other)] == ["A829"]
    assert row_of(tmp_path / "三.xlsx", "甲县", "D1")["第4期"] == 99


@pytest.mark.real("soffice")
def test_stages_and_gates_are_formulas(book: Path, tmp_path: Path) -> None:
    typed(book, {("H1", "第1期"): 80, ("H4", "第1期"): 10, ("H4", "初评"): 7, ("H3", "自评"): 20})
    report = score(book, out=tmp_path / "得分.xlsx")
    data = (tmp_path / "得分.xlsx").read_bytes()
    assert points(report, "甲县") == Decimal(24 + 7 + 20)
    assert differences(data, recalculate({"a": data}, tmp_path)["a"]) == []


def test_by_command(book: Path, tmp_path: Path) -> None:
    issued = run("score", str(book), "--issue", str(tmp_path / "下发"))
    assert (issued.returncode, "4 份" in issued.stdout) == (0, True)
    typed(tmp_path / "下发" / "丙县填报.xlsx", {("H1", "第1期"): 50})
    back = run("score", str(book), "--returned", str(tmp_path / "下发"), "--out", str(tmp_path / "得分.xlsx"))
    assert back.returncode == 0
    assert row_of(tmp_path / "得分.xlsx", "丙县", "H1")["第1期"] == 50

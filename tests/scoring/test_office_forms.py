"""An office's own rows of a task book: handed out, filled in, taken back; and tasks that are told by task scores."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.scoring.recalculated import differences, recalculate, values
from tests.scoring.test_progress import rollup, task
from xl_tools.app.score import score
from xl_tools.app.score_forms import issue_forms
from xl_tools.core.errors import UserError
from xl_tools.core.records import Status
from xl_tools.reports.league import Scores, TaskScore, UnitMonth, UnitScore
from xl_tools.reports.rollup import Rollup
from xl_tools.reports.score import ScoreSheet
from xl_tools.rollup.office_scores import quarter_scores

ROWS = (
    ("市发改委", "重点单位", "新建充电桩320个。", 50),
    ("市发改委", "重点单位", "抓好中央生态环境保护督察反馈问题整改。", 30),
    ("市水利局", "重点单位", "新增治理河道60公里，新建泵站4座。", 80),
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    opened = openpyxl.Workbook()
    sheet = opened.active
    assert sheet is not None
    sheet["A1"] = "2024年度市级成员单位美丽丽水建设考核任务书"
    for row in (("单位", "类别", "目标任务", "分值"), *ROWS):
        sheet.append(row)
    opened.save(tmp_path / "任务书.xlsx")
    return tmp_path / "任务书.xlsx"


def typed(path: Path, row: int, value: object, heading: str = "实际完成") -> Path:
    opened = openpyxl.load_workbook(path)
    heads = {cell.value: cell.column for cell in opened["任务书"][3]}
    opened["任务书"].cell(row, heads[heading]).value = value
    opened.save(path)
    return path


def work(report: ScoreSheet) -> dict[str, Decimal | None]:
    return {one.name: one.work for one in report.offices if one.name in ("市发改委", "市水利局")}


def told(report: ScoreSheet, *codes: str) -> list[str]:
    return [one.message for one in report.findings if one.code in codes]


def test_every_office_gets_its_own_rows(book: Path, tmp_path: Path) -> None:
    files = issue_forms(book, tmp_path / "下发")
    assert [file.name for file in files] == ["市发改委填报.xlsx", "市水利局填报.xlsx"]
    opened = openpyxl.load_workbook(files[1])
    sheet = opened["任务书"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    assert [
        (row[heads["目标值"] - 1].value, row[heads["计量单位"] - 1].value) for row in sheet.iter_rows(min_row=4)
    ] == [
        (60, "公里"),
        (4, "座"),
    ]
    assert {name for name, column in heads.items() if not sheet.cell(4, column).protection.locked} == {
        "实际完成",
        "说明",
        "自评",
    }
    assert opened["下发时"].sheet_state == "hidden"


def test_what_comes_back_is_scored_and_kept(book: Path, tmp_path: Path) -> None:
    """240 of 320 charging points of 50, nothing of 30; all of half of 80, half of the other half."""
    first, second = issue_forms(book, tmp_path / "收")
    typed(first, 4, 240)
    typed(typed(second, 4, 60), 5, 2)
    typed(second, 4, "台账见水利〔2024〕3号", "说明")
    report = score(book, returned=tmp_path / "收", out=tmp_path / "得分.xlsx")
    assert work(report) == {"市发改委": Decimal("37.5"), "市水利局": Decimal(60)}
    assert told(report, "A829", "A831", "S117") == []
    again = score(tmp_path / "得分.xlsx", returned=tmp_path / "收")
    assert work(again) == work(report)
    assert told(again, "A829") == []
    heads = {cell.value: cell.column for cell in openpyxl.load_workbook(tmp_path / "得分.xlsx")["任务书"][3]}
    sheet = openpyxl.load_workbook(tmp_path / "得分.xlsx")["任务书"]
    assert "台账见水利〔2024〕3号" in [row[heads["说明"] - 1].value for row in sheet.iter_rows(min_row=4)]


def test_what_is_not_the_office_s_own_is_told(book: Path, tmp_path: Path) -> None:
    first, second = issue_forms(book, tmp_path / "收")
    typed(first, 4, 100, "目标值")
    second.unlink()
    (tmp_path / "收" / "别的.xlsx").write_bytes(b"damaged")
    report = score(book, returned=tmp_path / "收")
    assert work(report)["市发改委"] == 0
    (changed,) = told(report, "A829")
    assert "“目标值”填的是“100”" in changed
    assert "市水利局" in told(report, "A831")[0]
    assert told(report, "S117") != []


def test_a_row_that_an_office_deleted_is_told(book: Path, tmp_path: Path) -> None:
    first, _ = issue_forms(book, tmp_path / "收")
    opened = openpyxl.load_workbook(first)
    opened["任务书"].delete_rows(5)
    opened.save(first)
    (gone,) = told(score(book, returned=tmp_path / "收"), "A829")
    assert "抓好中央生态环境保护督察反馈问题整改" in gone
    assert "交回来的没有了" in gone


@pytest.mark.parametrize("before", [None, 240], ids=["handed out empty", "handed out with a number"])
def test_words_where_a_number_belongs_are_told_and_take_nothing_away(
    book: Path, tmp_path: Path, before: int | None
) -> None:
    score(book, out=tmp_path / "得分.xlsx")
    typed(tmp_path / "得分.xlsx", 4, before)
    first, _ = issue_forms(tmp_path / "得分.xlsx", tmp_path / "收")
    typed(first, 4, "约两百根")
    report = score(tmp_path / "得分.xlsx", returned=tmp_path / "收")
    (words,) = told(report, "A829")
    assert "“市发改委”的“新建充电桩320个”，“实际完成”填的是“约两百根”" in words
    assert work(report)["市发改委"] == (Decimal("37.5") if before else 0)


def test_words_that_it_was_handed_out_with_are_not_told_of_the_form(book: Path, tmp_path: Path) -> None:
    score(book, out=tmp_path / "得分.xlsx")
    typed(tmp_path / "得分.xlsx", 4, "约两百根")
    issue_forms(tmp_path / "得分.xlsx", tmp_path / "收")
    report = score(tmp_path / "得分.xlsx", returned=tmp_path / "收")
    assert told(report, "A829") == []
    assert len(told(report, "A811")) == 1


def percentages(path: Path, cells: dict[str, tuple[object, str]]) -> Path:
    opened = openpyxl.load_workbook(path)
    for cell, (value, shown) in cells.items():
        opened["任务书"][cell] = value
        opened["任务书"][cell].number_format = shown
    opened.save(path)
    return path


@pytest.mark.parametrize(
    ("text", "cells", "points"),
    [
        ("污水处理率不低于97%。", {"E3": (0.97, "0%")}, 80),
        ("污水处理率不低于97%。", {"E3": (0.485, "0.0%")}, 40),
        ("污水处理率不低于97%。", {"E3": (97, "0")}, 80),
        ("做好督察整改。", {"E3": (0.5, "0%")}, 40),
        ("新建泵站4座。", {"E3": (0.5, "0%")}, 0),  # half done, or half a station: nobody knows
    ],
)
def test_a_percentage_is_read_as_it_is_shown(
    tmp_path: Path, text: str, cells: dict[str, tuple[object, str]], points: int
) -> None:
    opened = openpyxl.Workbook()
    sheet = opened.active
    assert sheet is not None
    sheet.title, sheet["A1"] = "任务书", "2024年度市级成员单位美丽丽水建设考核任务书"
    sheet.append(("单位", "类别", "目标任务", "分值", "实际完成"))
    sheet.append(("市水利局", "重点单位", text, 80))
    opened.save(tmp_path / "任务书.xlsx")
    report = score(percentages(tmp_path / "任务书.xlsx", cells))
    assert work(report)["市水利局"] == points
    assert [one.code for one in report.findings if one.code in ("A811", "A820")] == (
        [] if cells["E3"][1] == "0" else ["A820"] if points else ["A811"]
    )


def test_a_goal_that_is_typed_as_a_percentage_is_a_goal_of_per_cent(tmp_path: Path) -> None:
    opened = openpyxl.Workbook()
    sheet = opened.active
    assert sheet is not None
    sheet.title, sheet["A1"] = "任务书", "2024年度市级成员单位美丽丽水建设考核任务书"
    sheet.append(("单位", "类别", "目标任务", "分值", "目标值", "计量单位", "方向", "实际完成"))
    sheet.append(("市水利局", "重点单位", "提高污水处理率", 80, None, None, "不低于", None))
    opened.save(tmp_path / "任务书.xlsx")
    path = percentages(tmp_path / "任务书.xlsx", {"E3": (0.97, "0%"), "H3": (0.485, "0.0%")})
    report = score(path, out=tmp_path / "得分.xlsx")
    assert work(report)["市水利局"] == 40
    assert work(score(tmp_path / "得分.xlsx"))["市水利局"] == 40
    again = openpyxl.load_workbook(tmp_path / "得分.xlsx")["任务书"]
    heads = {cell.value: cell.column for cell in again[3]}
    assert [again.cell(4, heads[name]).value for name in ("目标值", "计量单位", "实际完成")] == [97, "%", 48.5]


def test_a_workbook_without_tasks_is_one_sentence(tmp_path: Path) -> None:
    opened = openpyxl.Workbook()
    opened.save(tmp_path / "空.xlsx")
    with pytest.raises(UserError, match="没有计分规则，也没有任务书"):
        issue_forms(tmp_path / "空.xlsx", tmp_path / "下发")
    assert not (tmp_path / "下发").exists()


# --- task scores -----------------------------------------------------------------------------------


def unit_score(name: str, score_: str) -> UnitScore:
    return UnitScore(
        name=name, group="全部", reported=True, mean=Decimal(score_), deducted=Decimal(0), score=Decimal(score_),
        rank=1, previous_rank=None, year=None, eligible=True, owed=1, given=1, overdue=0, behind=0,
    )  # fmt: skip


def task_score(serial: int, unit: str, points: str | None) -> TaskScore:
    none = Decimal(0)
    return TaskScore(
        serial=serial, unit=unit, progress=none, timeliness=none, completeness=none, quality=none,
        score=None if points is None else Decimal(points), weight=Decimal(1),
    )  # fmt: skip


def scored() -> Rollup:
    """December: 甲县 90 after 70 and 80 in the autumn, 60 in March, 50 in September; 市发改委 leads the first task,
    with another."""
    from dataclasses import replace

    one = replace(task(1, 1, Status.BEHIND, None), lead="市发改委、市水利局")
    months = (("2022-03", "60"), ("2022-09", "50"), ("2022-10", "70"), ("2022-11", "80"), ("2021-12", "1"))
    scores = Scores(
        month="2022-12",
        tasks=(task_score(1, "甲县", "70"), task_score(1, "乙县", "81"), task_score(2, "甲县", "0")),
        units=(unit_score("甲县", "90"),),
        events=(),
        months=tuple(
            UnitMonth(month=month, unit="甲县", score=Decimal(points), rank=1) for month, points in months
        ),
    )  # fmt: skip
    return replace(rollup(one), scores=scores)


def test_a_unit_has_the_mean_of_each_quarter_s_months_and_an_office_that_of_the_tasks_it_leads() -> None:
    assert quarter_scores(scored(), "甲县") == (Decimal(60), None, Decimal(50), Decimal(80))
    assert quarter_scores(scored(), "市发改委") == (None, None, None, Decimal("75.5"))
    assert quarter_scores(scored(), "市公安局") == (None,) * 4
    assert quarter_scores(rollup(), "甲县") == (None,) * 4


def test_the_item_of_the_inspection_is_filled_in_from_task_scores(book: Path, tmp_path: Path) -> None:
    """75.5 % of 30 points; a completion that a person typed stays."""
    report = score(book, progress=scored(), out=tmp_path / "得分.xlsx")
    assert work(report)["市发改委"] == Decimal("22.65")
    again = score(tmp_path / "得分.xlsx", progress=scored())
    assert work(again) == work(report)
    typed(tmp_path / "得分.xlsx", 5, 100)
    typed(tmp_path / "得分.xlsx", 5, "省里已销号", "说明")
    assert work(score(tmp_path / "得分.xlsx", progress=scored()))["市发改委"] == 30


def review(path: Path, row: int, **said: object) -> Path:
    for heading, value in said.items():
        typed(path, row, value, heading)
    return path


@pytest.mark.parametrize(
    ("said", "points", "codes"),
    [
        ({"自评": 20}, 20, []),
        ({"实际完成": 160, "自评": 40}, 25, []),
        ({"实际完成": 160, "初评": 20}, 20, ["A827"]),
        ({"实际完成": 160, "初评": 20, "理由": "只算建成投用的"}, 20, []),
        ({"实际完成": 160, "初评": 20, "申诉": "已补报", "理由": "缺材料"}, 20, ["A828"]),
        ({"实际完成": 160, "初评": 20, "申诉": "已补报", "复核": 23, "理由": "补了材料"}, 23, []),
        ({"实际完成": 160, "复核": 23, "终评": 22, "理由": "会议议定"}, 22, []),
        ({"实际完成": 160, "终评": 60, "理由": "会议议定"}, 50, ["A828"]),
        ({"实际完成": 160, "终评": -1, "理由": "会议议定"}, 0, ["A828"]),
        ({"终评": 0, "理由": "弄虚作假"}, 0, []),
    ],
)
def test_points_go_from_the_office_s_own_to_the_last(
    book: Path, tmp_path: Path, said: dict[str, object], points: int, codes: list[str]
) -> None:
    """Of 50 points for 320 charging points; nothing stands beside the other tasks."""
    score(book, out=tmp_path / "得分.xlsx")
    review(tmp_path / "得分.xlsx", 4, **said)
    report = score(tmp_path / "得分.xlsx", out=tmp_path / "再算.xlsx")
    assert work(report)["市发改委"] == points
    assert [one.code for one in report.findings if one.code in ("A827", "A828")] == codes
    (again, old) = (score(tmp_path / name, out=tmp_path / "三.xlsx") for name in ("再算.xlsx", "得分.xlsx"))
    assert work(again) == work(old) == work(report)
    assert values((tmp_path / "三.xlsx").read_bytes()) == values((tmp_path / "再算.xlsx").read_bytes())


def test_an_objection_goes_out_with_the_points_and_comes_back(book: Path, tmp_path: Path) -> None:
    """The office writes 自评 and 申诉; what who assesses wrote is locked for it."""
    first, _ = issue_forms(book, tmp_path / "一")
    review(first, 4, 自评=30, 说明="在建 100 个")
    score(book, returned=tmp_path / "一", out=tmp_path / "得分.xlsx")
    review(tmp_path / "得分.xlsx", 4, 初评=20, 理由="没有建成")
    second, _ = issue_forms(tmp_path / "得分.xlsx", tmp_path / "二")
    heads = {cell.value: cell.column for cell in openpyxl.load_workbook(second)["任务书"][3]}
    shown = openpyxl.load_workbook(second)["任务书"]
    assert [shown.cell(4, heads[name]).value for name in ("自评", "初评", "理由")] == [30, 20, "没有建成"]
    review(second, 4, 申诉="其中 60 个已建成，见验收单", 初评=50)
    report = score(tmp_path / "得分.xlsx", returned=tmp_path / "二", out=tmp_path / "得分2.xlsx")
    assert work(report)["市发改委"] == 20
    assert [one for one in told(report, "A829") if "初评" in one and "由考核单位定" in one]
    assert [one for one in told(report, "A828") if "有申诉，还没有复核" in one]
    review(tmp_path / "得分2.xlsx", 4, 复核=25, 理由="核实 60 个")
    final = score(tmp_path / "得分2.xlsx")
    assert work(final)["市发改委"] == 25
    (lost,) = [one for office in final.offices for one in office.lost if one.item.startswith("新建充电桩")]
    assert (lost.points, lost.stage, lost.why) == (25, "复核", "核实 60 个")


@pytest.mark.real("soffice")
def test_libreoffice_computes_the_stages_as_python_does(book: Path, tmp_path: Path) -> None:
    score(book, out=tmp_path / "得分.xlsx")
    review(tmp_path / "得分.xlsx", 4, 自评=20)
    review(tmp_path / "得分.xlsx", 5, 实际完成=80, 初评=10, 复核=12)
    review(tmp_path / "得分.xlsx", 6, 实际完成=30, 终评=99)
    review(tmp_path / "得分.xlsx", 7, 终评=-3, 自评=4)
    score(tmp_path / "得分.xlsx", out=tmp_path / "再算.xlsx")
    data = (tmp_path / "再算.xlsx").read_bytes()
    assert differences(data, recalculate({"再算": data}, tmp_path)["再算"]) == []

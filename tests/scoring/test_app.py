"""``score`` and ``check`` from file to file, as commands do it."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.scoring.made import lishui
from tests.scoring.made import second as second_rules
from tests.scoring.test_progress import REPORT
from tests.surfaces.cli.test_cli import run
from xl_tools.app.check import check
from xl_tools.app.score import score
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book, Grid
from xl_tools.core.json_text import json_pieces
from xl_tools.sample.assessment_year import write_county_form, write_score_template
from xl_tools.write.score.county_form import county_form_bytes

SECOND = Path(__file__).with_name("second.toml")


def task_book(path: Path, rows: list[list[object]], title: str = "某市2025年年度考核") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([title])
    sheet.append(["序号", "单位", "类别", "目标任务", "分值", "实际完成"])
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


ROWS: list[list[object]] = [
    [1, "甲局", "甲类", "新建设施10个", 40, 10],
    [1, "甲局", "甲类", "超标控制在6%以内", 30, 6],
    [2, "乙局", "乙类", "淘汰车辆40台。做好日常监管。", 70, None],
]


def evaluation(path: Path, title: str, grades: dict[str, str]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([title])
    sheet.append(["单位", "评价等次"])
    for office, grade in grades.items():
        sheet.append([office, grade])
    book.save(path)
    return path


def test_a_task_book_to_scores_and_back(tmp_path: Path) -> None:
    source = task_book(tmp_path / "任务书.xlsx", ROWS)
    before = source.read_bytes()
    first = score(source, rules=SECOND, out=tmp_path / "评分.xlsx")
    assert [(office.name, office.work) for office in first.offices] == [("甲局", 70), ("乙局", 0)]
    assert [(lost.item, lost.points, lost.cell) for lost in first.offices[1].lost if lost.sheet] == [
        ("淘汰车辆40台", 35, "F5"),
        ("做好日常监管", 35, "F5"),  # these rules count sentences without a number
    ]
    assert source.read_bytes() == before
    book = openpyxl.load_workbook(tmp_path / "评分.xlsx")
    sheet = book["任务书"]
    sheet["L6"], sheet["L7"] = 10, 50  # half a year: 10 of 20 is a half; by hand 50 %
    sheet["H6"] = 40
    book.save(tmp_path / "评分.xlsx")
    second = score(tmp_path / "评分.xlsx", rules=SECOND)
    assert second.offices[1].work == 35
    assert [lost.cell for lost in second.offices[1].lost if lost.sheet == "任务书"] == ["L6", "L7"]


def test_counties_evaluations_come_from_their_workbooks(tmp_path: Path) -> None:
    source = task_book(tmp_path / "任务书.xlsx", ROWS)
    folder = tmp_path / "评价"
    folder.mkdir()
    evaluation(folder / "1.xlsx", "东县评价表", {"甲局": "好", "乙局": "差", "丙局": "好"})
    evaluation(folder / "西县.xlsx", "评价表", {"甲局": "中", "乙局": "很好"})
    evaluation(folder / "不知道.xlsx", "评价表", {"甲局": "差"})
    (folder / "坏.xlsx").write_bytes(b"")
    report = score(source, rules=SECOND, evaluations=folder, out=tmp_path / "评分.xlsx")
    # 甲: (10 + 6) / 2 = 8; 乙: 2, since 很好 is no grade; 专班 graded nobody.
    assert [office.evaluation for office in report.offices] == [8, 2]
    said = sorted((Path(one.path).name, one.code) for one in report.findings if one.path)
    assert said == [("1.xlsx", "A803"), ("不知道.xlsx", "A810"), ("坏.xlsx", "S117"), ("西县.xlsx", "A805")]
    kept = score(tmp_path / "评分.xlsx", rules=SECOND)
    assert [office.evaluation for office in kept.offices] == [8, 2]
    book = openpyxl.load_workbook(tmp_path / "评分.xlsx")
    assert [book["评价"][cell].value for cell in ("C3", "C4", "C5")] == ["东县", "好", "差"]


def test_a_countys_own_form_is_read(tmp_path: Path) -> None:
    rules = lishui()
    part = rules.evaluation[0]
    write_score_template(tmp_path / "任务书.xlsx")
    folder = tmp_path / "评价"
    folder.mkdir()
    for place, county in enumerate(part.by):
        (folder / f"{place}.xlsx").write_bytes(county_form_bytes(rules, part, county))
        book = openpyxl.load_workbook(folder / f"{place}.xlsx")
        for row in range(4, 30):
            book[part.name][f"D{row}"] = "优秀" if place else "良好"
        book.save(folder / f"{place}.xlsx")
    report = score(tmp_path / "任务书.xlsx", evaluations=folder)
    # eight times 4 and once 2, by nine counties: 34/9
    assert {float(office.evaluation) for office in report.offices} == {round(34 / 9, 4)}


def test_the_countys_form_is_in_step_with_the_program(tmp_path: Path) -> None:
    from tests.conftest import ROOT

    write_county_form(tmp_path / "new.xlsx")
    assert (ROOT / "workbooks" / "县级评价表.xlsx").read_bytes() == (tmp_path / "new.xlsx").read_bytes()


def test_late_tasks_cost_points_once_however_often_it_is_run(tmp_path: Path) -> None:
    source = task_book(tmp_path / "任务书.xlsx", ROWS)
    listed = tmp_path / "汇总.json"
    listed.write_text("".join(json_pieces(REPORT)), encoding="utf-8")
    first = score(source, rules=SECOND, progress=listed, out=tmp_path / "评分.xlsx")
    again = score(tmp_path / "评分.xlsx", rules=SECOND, progress=listed, out=tmp_path / "评分2.xlsx")
    # 推进 10 - 0.5 (甲, one task free); 乙 three late ones, one free: 1 + 0.5. 配合 is not given.
    assert [office.process for office in first.offices] == [office.process for office in again.offices]
    assert [float(office.process) for office in first.offices] == [9.5, 8.5]
    (lost,) = [one for one in first.offices[0].lost if one.item.startswith("推进")]
    assert "整改进展!G5" in lost.reason
    without = score(tmp_path / "评分.xlsx", rules=SECOND)
    assert [float(office.process) for office in without.offices] == [9.5, 8.5]


def test_rules_without_a_section_for_progress_refuse_it(tmp_path: Path) -> None:
    """Those of 2024 take task scores instead."""
    write_score_template(tmp_path / "任务书.xlsx")
    without = second_rules(progress=None)
    with pytest.raises(UserError, match="没有规定整改进展怎么扣分"):
        score(tmp_path / "任务书.xlsx", rules=without, progress=REPORT)
    assert score(tmp_path / "任务书.xlsx", progress=REPORT).offices


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"out": "任务书.xlsx"}, "结果不能写在它上面"),
        ({"out": "评分.xls"}, "以 .xlsx 结尾"),
        ({"rules": "没有.toml"}, "考核办法：找不到文件"),
        ({"progress": "任务书.xlsx"}, "汇总结果"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_writes_nothing(
    tmp_path: Path, change: dict[str, str], said: str
) -> None:
    source = task_book(tmp_path / "任务书.xlsx", ROWS)
    before = source.read_bytes()
    options = {name: tmp_path / value for name, value in change.items()}
    with pytest.raises(UserError, match=said):
        score(source, **options)  # type: ignore[arg-type]
    assert source.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["任务书.xlsx"]


def test_a_workbook_without_a_task_book(tmp_path: Path) -> None:
    path = evaluation(tmp_path / "x.xlsx", "东县评价表", {"甲局": "好"})
    with pytest.raises(UserError, match="没有找到任务书"):
        score(path)


def test_check_finds_the_form_runs_the_rules_and_marks(tmp_path: Path) -> None:
    source = task_book(tmp_path / "任务书.xlsx", [*ROWS, [3, "丙局", "甲类", "新建9个", 60, "九个"]])
    report = check([source], mark=True, out=tmp_path / "标记")
    (file,) = report.files
    assert (file.outcome, file.sheets[0].form, len(file.sheets[0].rows)) == ("checked", "assessment", 4)
    # The newest rules (80 points) are tried, since the title names none.
    places = {(one.code, one.cell) for one in file.findings if one.severity != "hint"}
    assert places == {
        ("A801", "E3"), ("A801", "E5"), ("A801", "E6"), ("A803", "C3"), ("A803", "C5"), ("A803", "C6"),
        ("A804", "F5"), ("A811", "F6"), ("A812", None),
    }  # fmt: skip
    assert {entry.rule for entry in report.not_run} == {"A805", "A806", "A810"}
    marked = openpyxl.load_workbook(tmp_path / "标记" / "任务书.xlsx")
    assert "校验结果" in marked.sheetnames
    assert marked["Sheet"]["F6"].comment is not None
    assert [one.code for one in check([source], only=["A811"]).files[0].findings] == ["A811"]


def test_a_score_workbook_is_an_assessment_and_no_progress_table(tmp_path: Path) -> None:
    write_score_template(tmp_path / "评分.xlsx")
    (file,) = check([tmp_path / "评分.xlsx"]).files
    assert [sheet.form for sheet in file.sheets] == ["assessment"]
    assert {one.code for one in file.findings} == {"A804", "A807", "A810"}


def test_what_the_reader_left_out_is_an_error(tmp_path: Path) -> None:
    rows = [["任务书"], ["单位", "目标任务", "分值"], ["甲局", "新建9个", 80.0]]
    book = Book("表.xlsx", (Grid(name="任务书", rows=rows, left_out="第 3 行以下"),))
    report = score(tmp_path / "表.xlsx", already=book)
    assert [(one.code, one.severity) for one in report.findings if one.code == "S118"] == [("S118", "error")]
    assert report.exit_code == 1


def test_the_command_prints_the_contracts_json(tmp_path: Path) -> None:
    source = task_book(tmp_path / "任务书.xlsx", ROWS)
    words = ["score", str(source), "--rules", str(SECOND), "--out", str(tmp_path / "评分.xlsx"), "--json"]
    done = run(*words)
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert document["schema"] == "xl-tools/score/1"
    wanted = {"name", "kind", "work", "process", "evaluation", "bonus", "total", "grade", "promoted", "lost"}
    office = document["offices"][0]
    assert wanted <= office.keys()
    assert (office["kind"], office["work"], type(office["total"])) == ("key", 70.0, float)
    assert {"item", "points", "cell"} <= office["lost"][0].keys()
    shown = run(*words[:-1])
    assert "甲局" in shown.stdout
    assert "评分工作簿" in shown.stdout


def test_frames_for_analysts(tmp_path: Path) -> None:
    report = score(task_book(tmp_path / "任务书.xlsx", ROWS), rules=SECOND)
    assert list(report.to_frame()["name"]) == ["甲局", "乙局"]
    assert set(report.to_frame("lost").columns) >= {"name", "item", "points", "cell"}

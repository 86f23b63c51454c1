"""A801 to A813 on drawn workbooks: each fires at its cell, and not beside it; no wrong number comes of a fault."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.drawn import draw
from tests.scoring.made import lishui, report, roster, second
from xl_tools.core.addresses import split_cell
from xl_tools.core.grid import Book, CellValue, Grid
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.reports.check import SheetReport
from xl_tools.rules.assessment.judge import check
from xl_tools.rules.assessment.judge import run as findings
from xl_tools.rules.registry import rules as all_rules
from xl_tools.scoring.case import Case, build, case_of
from xl_tools.scoring.scheme import Assessment

TASKS = """
    2024年度美丽丽水建设考核任务书
    | 单位 | 类别     | 重点工作 | 目标任务           | 分值 | 实际完成 |
    | 甲局 | 重点单位 | 治气     | 新建设施10个       | 50   | 10       |
    | 甲局 | 重点单位 | 治水     | 超标控制在6%以内   | 30   | 6        |
    | 乙局 | 重点单位 | 治气     | 淘汰车辆40台       | 80   | 40       |
"""
PROCESS = """
    | 单位 | 考核指标 | 事由 | 赋分或扣分次数 | 情况说明 | 依据 |
    | 甲局 | 协同配合 |      | 4              |          |      |
    | 乙局 | 协同配合 |      | 3              |          |      |
    | 甲局 | 指导落实 | 未及时指导部署 | 1    | 一次会议未部署 |  |
"""
EVALUATION = """
    | 单位 | 类别     | 莲都区 | 青田县 | 市美丽办评价 |
    | 甲局 | 重点单位 | 优秀   | 良好   | 优秀         |
    | 乙局 | 重点单位 | 优秀   | 优秀   | 良好         |
"""
BONUS = """
    | 单位 | 登记事项       | 数量 |
    | 甲局 | 支持政策或举措 | 2    |
"""


def rules(*names: str) -> Assessment:
    base = lishui()
    county = base.evaluation[0].model_copy(update={"by": ("莲都区", "青田县")})
    return base.model_copy(
        update={"roster": roster(*(names or ("甲局", "乙局"))), "evaluation": (county, base.evaluation[1])}
    )


def workbook(drawings: Mapping[str, str], changes: Mapping[str, CellValue]) -> Book:
    """Drawn sheets with numbers as numbers, and some cells replaced ("任务书!F3")."""
    grids = []
    for name, drawing in drawings.items():
        drawn = draw(drawing, fill=False, name=name)
        rows = [[_number(cell) for cell in row] for row in drawn.rows]
        for place, value in changes.items():
            sheet, _, cell = place.partition("!")
            if sheet == name:
                row, column = split_cell(cell)
                rows[row - 1][column - 1] = value
        grids.append(Grid(name=name, rows=rows, faults=drawn.faults))
    return Book("考核.xlsx", tuple(grids))


def _number(cell: CellValue) -> CellValue:
    try:
        return float(cell) if isinstance(cell, str) else cell
    except ValueError:
        return cell


def scored(changes: Mapping[str, CellValue] | None = None, given: Assessment | None = None) -> Case:
    sheets = {"任务书": TASKS, "过程": PROCESS, "评价": EVALUATION, "附加分": BONUS}
    book = workbook(sheets, changes or {})
    found = read_assessment(book)
    assert found is not None
    return build(lambda _: found, given or rules())


def fired(code: str, changes: Mapping[str, CellValue] | None = None, given: Assessment | None = None) -> list[str]:
    return [f"{one.sheet}!{one.cell or '-'}" for one in findings(scored(changes, given)) if one.code == code]


def totals(changes: Mapping[str, CellValue]) -> dict[str, Decimal | None]:
    return {office.name: office.total for office in report(scored(changes)).offices}


def test_a_faultless_workbook_is_quiet() -> None:
    # 甲: 80 + 11 + (3 + 4) + 2 = 100; 乙: 80 + 11 + (4 + 2) = 97.
    assert findings(scored()) == []
    assert totals({}) == {"甲局": 100, "乙局": 97}


CASES: list[tuple[str, Mapping[str, CellValue], list[str], dict[str, Decimal | int | None]]] = [
    ("A801", {"任务书!E3": 51.0}, ["任务书!E3"], {"甲局": None}),
    ("A801", {"任务书!E3": 50.005}, [], {"甲局": Decimal("100.005")}),
    ("A801", {"任务书!E3": 49.995}, [], {"甲局": Decimal("99.995")}),
    ("A801", {"任务书!E3": 50.006}, ["任务书!E3"], {"甲局": None}),
    ("A801", {"任务书!E3": 49.994}, ["任务书!E3"], {"甲局": None}),
    ("A801", {"任务书!E5": 81.0}, ["任务书!E5"], {"乙局": None}),
    ("A802", {"任务书!E5": 81.0}, ["任务书!E5"], {"乙局": None}),
    ("A802", {"任务书!F5": -3.0}, ["任务书!F5"], {"乙局": 17}),
    ("A802", {"任务书!F4": 0.06}, ["任务书!F4"], {"甲局": 100}),
    ("A802", {"过程!D2": 5.0}, ["过程!D2"], {"甲局": 100}),
    ("A802", {"过程!D4": -1.0}, ["过程!D4"], {"甲局": 101}),
    ("A802", {"附加分!C2": -1.0}, ["附加分!C2"], {"甲局": 98}),
    ("A803", {"任务书!A5": "丙局"}, ["任务书!-", "任务书!A5"], {"甲局": 100, "乙局": None}),
    ("A803", {"任务书!B5": "非重点单位"}, ["任务书!B5"], {"乙局": 97}),
    ("A803", {"任务书!B5": "重点"}, ["任务书!B5"], {"乙局": 97}),
    ("A803", {"过程!A4": "丙局"}, ["过程!A4"], {"甲局": 101}),
    ("A803", {"评价!A3": "丙局"}, ["评价!A3"], {"甲局": 100}),
    ("A804", {"任务书!F5": ""}, ["任务书!F5"], {"乙局": 17}),
    ("A805", {"评价!C2": "很好"}, ["评价!C2"], {"甲局": 99}),
    ("A806", {"附加分!C2": 6.0}, ["附加分!C2"], {"甲局": 103}),
    ("A807", {"任务书!D5": "持续做好监管"}, ["任务书!D5"], {}),
    ("A808", {"任务书!D4": "新建设施10个"}, ["任务书!D4"], {}),
    ("A808", {"过程!A3": "甲局"}, ["过程!B3"], {}),
    ("A809", {"任务书!D5": "新建配套设施12个", "任务书!D3": "新建配套设施10个"}, ["任务书!D5"], {}),
    ("A810", {"评价!D2": "", "评价!D3": ""}, ["评价!D1"], {"甲局": 101, "乙局": 97}),
    ("A810", {"评价!D2": ""}, ["评价!D2"], {"甲局": 101}),
    ("A810", {"评价!E2": ""}, ["评价!E2"], {"甲局": 96}),
    ("A810", {"过程!D2": ""}, ["过程!D2"], {"甲局": 96}),
    ("A811", {"任务书!F3": "10座"}, ["任务书!F3"], {"甲局": 50}),
    ("A811", {"任务书!E5": "八十"}, ["任务书!E5"], {"乙局": None}),
    ("A811", {"过程!D2": "四分"}, ["过程!D2"], {"甲局": 96}),
    ("A811", {"过程!B4": "指导"}, ["过程!B4"], {"甲局": 101}),
    ("A811", {"附加分!B2": "奖状"}, ["附加分!B2"], {"甲局": 98}),
    ("A811", {"任务书!F3": "1,0"}, ["任务书!F3"], {"甲局": 50}),
    ("A820", {"任务书!F3": "10个"}, ["任务书!F3"], {"甲局": 100}),
    ("A820", {"任务书!F4": "６％", "任务书!F3": " 5 "}, ["任务书!F3"], {"甲局": 75}),
    ("A820", {"任务书!D3": "新建设施1,000个", "任务书!F3": "1,000"}, ["任务书!F3"], {"甲局": 100}),
    ("A802", {"任务书!F4": -3.0}, [], {"甲局": 100}),
    ("A802", {"任务书!D4": "超标控制在6次以内", "任务书!F4": -3.0}, ["任务书!F4"], {"甲局": 70}),
    ("A821", {"任务书!D5": "淘汰车辆40台。做好监管。"}, ["任务书!D5"], {"乙局": 97}),
    ("A821", {"任务书!D5": "做好监管。"}, [], {}),
]


@pytest.mark.parametrize(("code", "changes", "places", "wanted"), CASES)
def test_fires_at_its_cell_and_gives_no_wrong_number(
    code: str, changes: Mapping[str, CellValue], places: list[str], wanted: dict[str, Decimal | int | None]
) -> None:
    assert sorted(fired(code, changes)) == sorted(places)
    assert {name: total for name, total in totals(changes).items() if name in wanted} == wanted


def test_a_score_beside_the_points_is_checked_and_not_used() -> None:
    drawing = TASKS.replace("| 实际完成 |", "| 实际完成 | 得分 |").replace("       |\n", "       | 20 |\n")
    found = read_assessment(workbook({"任务书": drawing}, {"任务书!G3": 51.0, "任务书!G4": -1.0}))
    assert found
    result = build(lambda _: found, rules())
    assert [one.cell for one in findings(result) if one.code == "A802"] == ["G3", "G4"]
    assert result.scored.standings[0].work == 80


def test_an_error_value_in_a_number_cell_is_found() -> None:
    drawing = TASKS.replace("| 40       |", "| #REF!    |")
    found = read_assessment(workbook({"任务书": drawing}, {}))
    assert found
    (bad,) = [one for one in findings(build(lambda _: found, rules())) if one.code == "A811"]
    assert bad.cell == "F5"
    assert "#REF!" in bad.message


def test_one_number_for_several_targets_is_not_dealt_out() -> None:
    changes = {"任务书!D5": "淘汰车辆40台,新建车位9个"}
    assert fired("A811", changes) == ["任务书!F5"]
    assert totals(changes)["乙局"] == 17


def test_rules_that_nobody_named_are_said() -> None:
    found = read_assessment(workbook({"任务书": TASKS.replace("2024年度美丽丽水建设", "")}, {}))
    assert found
    result = build(lambda _: found)
    assert [one.code for one in findings(result) if one.code == "A812"] == ["A812"]
    assert [office.name for office in result.inputs.offices] == ["甲局", "乙局"]


def test_more_outstanding_offices_than_there_is_room_for() -> None:
    base = rules()
    excellent = base.others.excellent
    assert excellent
    others = base.others.model_copy(update={"excellent": excellent.model_copy(update={"quota": 0})})
    given = base.model_copy(update={"roster": roster("乙局", others=["甲局"]), "others": others})
    (one,) = [one for one in findings(scored({"附加分!B2": "工作成效突出"}, given)) if one.code == "A813"]
    assert (one.sheet, one.cell) == ("附加分", None)
    assert "有 1 个，名额只有 0 个" in one.message
    room = base.model_copy(update={"roster": roster("乙局", others=["甲局"])})
    assert fired("A813", {"附加分!B2": "工作成效突出"}, room) == []


def test_a_rule_in_a_cell_that_is_no_number() -> None:
    drawing = "| 项目 | 数值 | 说明 | 键 |\n| 附加分上限 | 五分 |  | bonus.cap |\n| 优秀线 | 95 | | grades.0.at_least |"
    found = read_assessment(workbook({"任务书": TASKS, "考核办法": drawing}, {}))
    assert found
    result = build(lambda _: found, rules())
    assert [(one.sheet, one.cell) for one in findings(result) if one.code == "A811"] == [("考核办法", "B2")]
    assert (result.inputs.assessment.bonus.cap, result.inputs.assessment.grades[0].at_least) == (5, 95)


def test_a_bare_task_book_is_checked_without_what_it_cannot_have() -> None:
    drawing = TASKS.replace("| 实际完成 |", "|").replace("10       |\n", "\n").replace("6        |\n", "\n")
    drawing = drawing.replace("40       |\n", "\n")
    case = case_of(workbook({"任务书": drawing}, {}))
    found, lacking = check(case)
    sheet = SheetReport.of_assessment(case.book)
    assert (sheet.form, len(sheet.rows)) == ("assessment", 3)
    assert {entry.rule for entry in lacking} == {"A804", "A805", "A806", "A810"}
    assert {one.code for one in found} == {"A803"}  # the roster of 2024 stands elsewhere


def test_targets_in_the_sheet_stand_above_the_text() -> None:
    drawing = """
        某市年度考核
        | 单位 | 目标任务     | 分值 | 指标 | 目标值 | 计量单位 | 方向   | 指标权重 | 实际完成 |
        | 甲局 | 新建设施10个 | 70   | 甲   | 8      | 个       | 不低于 | 3        | 2        |
        |      |              |      | 乙   |        |          | 人工评定 | 1      | 50       |
        | 乙局 | 新建设施10个 | 70   | 甲   | 8      | 个       | 差不多 | 1        | 2        |
    """
    found = read_assessment(workbook({"任务书": drawing}, {}))
    assert found
    first, other = found.items
    assert [(t.quantity, t.unit, str(t.direction), t.share, t.actual) for t in first.targets] == [
        (8, "个", "at_least", 3, 2),
        (None, "", "hand", 1, 50),
    ]
    given = second(roster=roster("甲局", "乙局"))
    result = build(lambda _: found, given)
    # Half a year: 2 of 4 is half of three quarters, 50 % of one quarter: 70 x (3/8 + 1/8) = 35. 差不多 is unknown.
    assert [one.work for one in result.scored.standings] == [35, 0]
    assert [one.cell for one in findings(result) if one.code == "A811"] == ["G5"]
    assert [one.cell for one in findings(result) if one.code == "A807"] == ["D4"]
    assert other.targets[0].direction is None


def test_goals_without_a_number_are_told_once() -> None:
    changes = {f"任务书!D{row}": f"持续做好第{row}类监管" for row in (3, 4, 5)}
    (one,) = [one for one in findings(scored(changes)) if one.code == "A807"]
    assert "3 个目标" in one.message
    assert one.cell == "D3"


@pytest.mark.parametrize("reason", ["省级扣分（指导落实）", "省级扣分(指导落实)", "省级扣分（ 指导落实)"])
def test_names_with_brackets_of_any_width_are_the_same(reason: str) -> None:
    changes: dict[str, CellValue] = {"过程!C4": reason, "过程!D4": 1.5}
    assert findings(scored(changes)) == []
    assert totals(changes)["甲局"] == Decimal("99.5")  # 1.5 instead of 1


def test_offices_indicators_and_units_with_brackets_are_found() -> None:
    base = rules("甲局（筹）", "乙局")
    process = tuple(
        one.model_copy(update={"name": "协同（配合）"}) if one.name == "协同配合" else one for one in base.process
    )
    county = base.evaluation[0].model_copy(update={"by": ("东区（新城）", "青田县")})
    given = base.model_copy(update={"process": process, "evaluation": (county, base.evaluation[1])})
    changes: dict[str, CellValue] = {f"任务书!A{row}": "甲局(筹)" for row in (3, 4)}
    changes |= {"过程!A2": "甲局(筹)", "过程!A4": "甲局（筹）", "过程!B2": "协同(配合)", "过程!B3": "协同（配合）"}
    changes |= {"评价!A2": "甲局(筹)", "附加分!A2": "甲局(筹)", "评价!C1": "东区(新城)"}
    result = scored(changes, given)
    assert findings(result) == []
    assert [one.total for one in result.scored.standings] == [100, 97]


def test_every_code_of_the_class_is_fired_here() -> None:
    declared = {code for code in all_rules() if code.startswith("A")}
    tables = {
        "A822",
        "A823",
        "A824",
        "A825",
        "A826",
        "A827",
        "A828",
        "A829",
        "A831",
        "A832",
    }  # tests/scoring/table/test_findings.py
    assert declared == {code for code, *_ in CASES} | {"A812", "A813", "A830"} | tables


@pytest.mark.parametrize(("times", "said", "total"), [(2.0, "这一笔按填的数当作分值计入", 99), ("", "没有计入", 101)])
def test_a_reason_that_is_not_in_the_rules_says_whether_its_number_counts(
    times: CellValue, said: str, total: int
) -> None:
    changes: Mapping[str, CellValue] = {"过程!C4": "会议没有开", "过程!D4": times}
    (bad,) = [one for one in findings(scored(changes)) if one.code == "A811"]
    assert said in bad.message
    assert totals(changes)["甲局"] == total

"""Rows by another hand than the rules' and the samples': clean ones (silence), and faults (the code at the cell)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drawn import AS_OF, progress, task_list
from xl_tools.core.records import Finding, ProgressSheet, Severity
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
HEADING = "| 整改任务名称 | 整改目标和措施 | 完成时限 | 目前进展情况及存在问题 | 备注 |"

_OPTIONS = ("已完成", "达到序时进度", "未达序时进度", "尚未启动")
_DONE = "1.检测管网38公里。\\n2.改造错接点21处。\\n3.台账按月更新"


def ticked(wanted: str) -> str:
    return "\\n".join(f"{'☑' if option == wanted else '□'}{option}" for option in _OPTIONS)


SOUND = (
    "第二项：管网错接，汛期溢流。",
    "整改目标：水质达标。\\n整改措施：\\n1.检测管网38公里。\\n2.改造错接点。\\n3.建立台账。",
    "2023年12月底前",
    f"{_DONE}。",
    ticked("达到序时进度"),
)
NAMED = {
    "{进展}": f"{_DONE}。",
    "{销号}": f"{_DONE}，11月验收销号。",
    "{完成}": ticked("已完成"),
    "{序时}": ticked("达到序时进度"),
    "{未达}": ticked("未达序时进度"),
    "{未启动}": ticked("尚未启动"),
}


def rows(name: str) -> list[str]:
    lines = (CORPUS / name).read_text("utf-8").splitlines()
    return [line for line in lines if line.startswith("|")][1:]


def findings(sheet: ProgressSheet) -> tuple[Finding, ...]:
    result = run([sheet], Context(as_of=AS_OF))
    assert not result.crashes, result.crashes
    return result.findings


def places(sheet: ProgressSheet) -> str:
    return ", ".join(f"{found.code} {found.cell or '-'}" for found in findings(sheet))


@pytest.mark.parametrize("row", rows("clean_rows.txt"))
def test_nothing_is_wrong_with_a_clean_row(row: str) -> None:
    sheet = progress(f"{HEADING}\n{row}")
    assert [found.message for found in findings(sheet) if found.severity is not Severity.HINT] == []
    assert sheet.rows[0].status.status is not None


@pytest.mark.parametrize("line", rows("faulty_rows.txt"))
def test_a_fault_is_found_at_its_cell_and_nothing_else(line: str) -> None:
    wanted, *cells = (cell.strip(" ") for cell in line.strip("|").split("|"))
    drawn = [sound if cell == "·" else NAMED.get(cell, cell) for cell, sound in zip(cells, SOUND, strict=True)]
    assert places(progress(f"{HEADING}\n| {' | '.join(drawn)} |")) == wanted


def test_every_code_that_a_row_alone_can_show_has_two_faults() -> None:
    shown = [line.split()[1] for line in rows("faulty_rows.txt")]
    assert {code for code in shown if shown.count(code) < 2} == {"N605"}
    assert len(set(shown)) == 39


@pytest.mark.parametrize(
    ("units", "wanted"),
    [
        ("县住建局（牵头）、县水利局", ""),
        ("县住建局，配合单位：县水利局", ""),
        ("责任单位：县住建局；配合单位：县水利局、县发改局", ""),
        ("县住建局主体责任，县水利局配合", ""),
        ("县住建局\\n（各乡镇配合）", ""),
        ("各乡镇（街道）", ""),
        ("县住建局、县水利局、各乡镇", "M207 B2"),
        ("县住建局、县水利局，配合单位：县发改局", "M207 B2"),
        ("", "M206 B2"),
    ],
)
def test_the_units_of_a_list(units: str, wanted: str) -> None:
    assert places(task_list(f"| 整改任务 | 责任单位 |\n| 管网错接 | {units} |")) == wanted


_PLAN = "松阳县\\n整改措施：\\n1.提升改造。\\n2.监管。\\n龙泉市\\n整改措施：\\n1.制定方案。\\n2.改造。"
_SAID = "松阳县：\\n1.改造3家。\\n2.每周巡查。\\n龙泉市：\\n1.方案5月印发。\\n2.改造完成60%。"
_DATES = "松阳县\\n2023年12月底前\\n龙泉市\\n2023年12月底前"
_SAME = "1.改造废水处理厂3家，日处理能力500吨。\\n2.每周巡查。"


@pytest.mark.parametrize(
    ("deadline", "said", "wanted"),
    [
        (_DATES, _SAID, ""),
        (_DATES.replace("龙泉市", "云和县"), _SAID, "D407 D2"),
        ("龙泉市\\n2023年12月底前", _SAID, "D407 D2"),
        (_DATES, f"{_SAID}\\n遂昌县：\\n1.巡查3次。", "P508 E2"),
        (_DATES, _SAID.replace("松阳县", "松杨县"), "P508 E2"),
        (_DATES, _SAID.replace("\\n2.每周巡查。", ""), "P501 E2"),
        (_DATES, f"松阳县：\\n{_SAME}\\n龙泉市：\\n{_SAME}", "P506 E2"),
    ],
)
def test_a_city_row_with_a_block_for_each_county(deadline: str, said: str, wanted: str) -> None:
    heading = "| 地市名称 | 整改任务名称 | 整改目标和措施 | 完成时限 | 目前进展情况及存在问题 |"
    assert places(progress(f"{heading}\n| 丽水市 | 第八项：总氮超标。 | {_PLAN} | {deadline} | {said} |")) == wanted


_THREE = ("第二项：管网错接。", "第三项：应急池。", "第五项：围网。")


@pytest.mark.parametrize(
    ("heading", "cells", "wanted"),
    [
        ("县区", ("莲都县", "莲都县", "莲都县"), "S105 A2"),
        ("县区", ("莲都区", "莲都区", "青田县"), "S106 A4"),
        ("县区", ("莲都区", "", "莲都区"), "S105 A3"),
        ("序号", ("1", "2", "4"), "S108 A4"),
        ("序号", ("1", "", "3"), "S108 A3"),
        ("序号", ("3", "2", "1"), "S108 A3, S108 A4"),
        ("完成时限", ("2023年底", "#REF!", "2023年底"), "S110 A3"),
        ("完成时限", ("2023年底", "=", "2023年底"), "S110 A3"),
        ("完成时限", ("2023年底", "2023年底", "^"), "S134 A3"),
        ("责任股室电话", ("2", "3", "5"), "S103 A1"),
        ("任务名称", ("甲", "乙", "丙"), "S104 B1"),
    ],
)
def test_a_column_with_a_fault(heading: str, cells: tuple[str, ...], wanted: str) -> None:
    rows = "\n".join(f"| {cell} | {task} |" for cell, task in zip(cells, _THREE, strict=True))
    assert places(progress(f"| {heading} | 整改任务 |\n{rows}")) == wanted


@pytest.mark.parametrize(
    ("below", "wanted"),
    [
        ("| 第二项：管网错接。 |", "S107 A5"),
        ("~| 第六项：扬尘。 |", "S109 A5"),
        ("~| 第六项：扬尘。 |\n~| 第七项：油烟。 |", "S109 A5"),
        ("全区共排查错接点57处，正在逐处改造", "S115 A5"),
        ("第六项：扬尘问题待省里下达后补报", "S115 A5"),
        ("注：本表每月25日前报送", ""),
        ("填表人：王五", ""),
    ],
)
def test_a_row_below_with_a_fault(below: str, wanted: str) -> None:
    rows = "\n".join(f"| {task} |" for task in _THREE)
    assert places(progress(f"| 整改任务 |\n{rows}\n{below}")) == wanted


_THEN = ("2023年12月底前", "1.截至11月底，累计修复管网38公里，改造21处。\\n2.台账按月更新，巡查12次。", "达到序时进度")


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, "P504 C2"),
        ({"11月": "12月"}, "P504 C2"),
        ({"；": "。", "。\\n2.": "；\\n2. "}, "P504 C2"),
        ({"巡查12次": "持续巡查12次"}, "P504 C2"),
        ({"11月": "12月", "38公里": "45公里"}, ""),
        ({"21处": "21处，其余6处开工"}, ""),
        ({"38公里": "28公里", "11月": "12月"}, "N607 C2"),
        ({"38公里": "3.8公里", "巡查12次": "巡查15次"}, "N607 C2"),
        ({"2023年12月底前": "2023年12月31日前", "38公里": "45公里"}, ""),
        ({"2023年12月底前": "2024年6月底前", "38公里": "45公里"}, "X702 B2"),
        ({"2023年12月底前": "2023年12月底前，长期坚持", "38公里": "45公里"}, "X702 B2"),
        ({"达到序时进度": "未达序时进度", "巡查12次": "巡查12次，因降雨停工"}, "X701 D2"),
        ({"达到序时进度": "尚未启动", _THEN[1]: "资金没有下达。"}, "X701 D2"),
        ({"达到序时进度": "已完成", "巡查12次": "巡查12次，12月验收销号"}, ""),
    ],
)
def test_against_last_period(changes: dict[str, str], wanted: str) -> None:
    now = list(_THEN)
    for old, new in changes.items():
        now = [text.replace(old, new) for text in now]
    here, before = (
        progress(f"| 整改任务 | 完成时限 | 进展情况 | 备注 |\n| 第二项：管网错接 | {' | '.join(texts)} |")
        for texts in (now, _THEN)
    )
    result = run([here], Context(as_of=AS_OF, previous=[before]))
    assert ", ".join(f"{found.code} {found.cell}" for found in result.findings) == wanted

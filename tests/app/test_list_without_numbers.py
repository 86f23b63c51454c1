"""A list of tasks that bears no number of the province ("第三项：…"): its serials alone tell the tasks apart, and its
order is that of the city's table, whoever reports first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.robot import fill, ticked
from tests.round.round_kit import sheet
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.app.office import Office
from xl_tools.app.report import report as write_paper
from xl_tools.app.roll_up import roll_up
from xl_tools.core.records import Severity, Status

DAY = date(2022, 11, 20)
CITY, OFFICE = "大理白族自治州", "祥云县自然资源局"
UNITS = [
    ["单位", "简称", "类别", "上级", "是否上报"],
    [OFFICE, "", "部门", CITY, "是"],
    ["大理经济技术开发区", "大理经开区", "开发区", CITY, "是"],
]
TASKS = ["湖滨村落污水收集不全", "园区企业无组织排放", "历史遗留矿山修复滞后", "建筑垃圾处置能力不足", "散煤监管缺位"]
WHOSE = ["洱源县", f"祥云县、{OFFICE}", "鹤庆县、宾川县", "大理市、大理经济技术开发区", "大理市、漾濞县"]


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The list, what was handed out by it, and what every unit sent back."""
    folder = tmp_path_factory.mktemp("一期")
    rows = [
        [number, task, f"{task}的问题全部解决。", "1.查清底数。\n2.限期治理。", "2023年12月底前", units]
        for number, (task, units) in enumerate(zip(TASKS, WHOSE, strict=True), 1)
    ]
    head = ["序号", "反馈问题", "整改目标", "整改措施", "整改时限", "责任单位"]
    title = "大理州贯彻落实第二轮中央生态环境保护督察报告反馈问题整改责任清单"
    tasks = sheet(folder / "任务清单.xlsx", [[title], head, *rows])
    units = sheet(folder / "单位.xlsx", UNITS)
    given = issue(tasks, out=folder / "下发", period="2022-11", as_of=DAY, office=Office.listing(UNITS))
    (folder / "来件").mkdir()
    for book in given.units:
        fill(Path(book.path), folder / "来件" / Path(book.path).name, {})
    assert units.is_file()
    assert len(given.units) == 8
    return folder


@pytest.mark.parametrize("told_by", ["下发", "任务清单.xlsx"])
def test_the_table_of_the_city_has_the_order_of_the_list(sent: Path, tmp_path: Path, told_by: str) -> None:
    out = tmp_path / "汇总.xlsx"
    units = sent / "单位.xlsx"
    issued = sent / told_by
    report = roll_up([sent / "来件"], level="city", name=CITY, out=out, issued=issued, units=units, as_of=DAY)
    page = openpyxl.load_workbook(out)["整改进展"]
    assert [page.cell(row, 3).value for row in range(4, 9)] == TASKS
    assert [page.cell(row, 2).value for row in range(4, 9)] == [1, 2, 3, 4, 5]
    assert page["A2"].value == f"{CITY}第二轮中央生态环境保护督察反馈问题整改进展情况表（截至2022年11月20日）"
    # Who was given a task without a number cannot write one: nothing is to be told, and nothing to be mended.
    assert {one.code for one in report.findings} & {"X709", "X711", "X714"} == set()


def test_a_task_that_was_not_given_is_still_told_to_be_matched_by_name(sent: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "来件"
    renamed.mkdir()
    for path in (sent / "来件").iterdir():
        cells = {"C4": "湖滨村落的污水没有收集"} if path.name.startswith("洱源县") else None
        fill(path, renamed / path.name, {}, cells=cells)
    out = tmp_path / "汇总.xlsx"
    units = sent / "单位.xlsx"
    report = roll_up([renamed], level="city", name=CITY, out=out, issued=sent / "下发", units=units, as_of=DAY)
    assert {one.code for one in report.findings} >= {"X711", "X714"}


def test_a_task_that_the_list_gives_to_another_unit_is_told_by_the_list(sent: Path, tmp_path: Path) -> None:
    folder = tmp_path / "来件"
    folder.mkdir()
    for path in (sent / "来件").iterdir():
        cells = {"C5": TASKS[0]} if path.name.startswith("大理市") else None
        fill(path, folder / path.name, {}, cells=cells)
    out = tmp_path / "汇总.xlsx"
    units = sent / "单位.xlsx"
    report = roll_up([folder], level="city", name=CITY, out=out, issued=sent / "下发", units=units, as_of=DAY)
    codes = {one.code for one in report.findings}
    assert "S114" in codes
    assert "X711" not in codes


@pytest.mark.parametrize("kind", ["报告", "通报", "一页纸"])
def test_papers_tell_the_name_of_a_task_without_a_number_once(sent: Path, tmp_path: Path, kind: str) -> None:
    out, units, late = tmp_path / "汇总.xlsx", sent / "单位.xlsx", date(2024, 2, 1)
    (tmp_path / "来件").mkdir()
    for path in (sent / "来件").iterdir():
        said = {1: ("1.已查清。\n2.征地滞后，下一步加快。", ticked(Status.BEHIND))}
        fill(path, tmp_path / "来件" / path.name, said)
    roll_up([tmp_path / "来件"], level="city", name=CITY, out=out, issued=sent / "下发", units=units, as_of=late)
    write_paper(out, kind=kind, out=tmp_path / "文.docx")
    texts = [one.text for one in docx.Document(str(tmp_path / "文.docx")).paragraphs]
    assert any(f"“{task}”" in text for task in TASKS for text in texts)
    assert not any(f"（{task}" in text for task in TASKS for text in texts)


def test_an_office_of_a_county_is_not_its_county(sent: Path, tmp_path: Path) -> None:
    report = collect(
        sent / "来件", out=tmp_path, issued=sent / "下发", as_of=DAY, office=Office.listing(UNITS), period="2022-11"
    )
    said = {unit.unit: unit for unit in report.units}
    assert {unit.state for unit in report.units} == {"received"}
    assert (said[OFFICE].errors, said[OFFICE].warnings) == (said["祥云县"].errors, said["祥云县"].warnings)
    assert [one for one in report.notices if one.severity is Severity.ERROR] == []


def test_the_heading_that_offices_write_for_the_kind_is_read() -> None:
    assert set(Office.listing(UNITS).units.kinds.values()) == {"部门", "开发区"}

"""Handing out: who gets which tasks, what the workbooks are like, what bad lists are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from tests.robot import fill
from tests.round.round_kit import TOPICS, plan, sheet, task_table
from xl_tools.app.check import check
from xl_tools.app.issue import issue
from xl_tools.app.roll_up import roll_up
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.records import Field, Level
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.reports.round import IssueReport
from xl_tools.round.issuing.identity import Identity, digest_of
from xl_tools.write.form_books import FormRow, write_progress_form

AS_OF = date(2022, 12, 20)
COUNTIES = ["莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市"]


def issued(tmp_path: Path, tasks: Path, **options: object) -> IssueReport:
    return issue(tasks, out=tmp_path / "下发", period="2022-12", as_of=AS_OF, **options)  # type: ignore[arg-type]


def task_list(path: Path, rows: list[tuple[str, str, str]], title: str = "丽水市督察整改责任清单") -> Path:
    """A 责任清单: province's number, responsible units, deadline."""
    lines = [
        [place, number, f"{TOPICS[place % 6]}久拖不决。", units, plan(TOPICS[place % 6]), deadline]
        for place, (number, units, deadline) in enumerate(rows, 1)
    ]
    return sheet(path, [[title], ["序号", "省序号", "整改任务", "责任单位", "整改目标和措施", "整改时限"], *lines])


def got(report: IssueReport) -> dict[str, tuple[str, ...]]:
    return {book.unit: book.tasks for book in report.units}


# --- the workbook ----------------------------------------------------------------------------------


def test_every_county_of_the_city_gets_a_locked_workbook_that_remembers_whose_it_is(tmp_path: Path) -> None:
    report = issued(tmp_path, task_table(tmp_path / "任务.xlsx", "丽水市"))
    assert [book.unit for book in report.units] == COUNTIES
    path = Path(report.units[4].path)
    assert path.name == "松阳县2022年12月整改进展情况表.xlsx"
    book = read_book(path)
    (table,) = read_sheets(book)
    identity = Identity.of(book.identity)
    assert identity == Identity("331124", "松阳县", "2022-12", "2022-12-1", digest_of(table))
    assert (table.region.name if table.region else None, table.period, table.level) == (
        "松阳县",
        "2022-12",
        Level.COUNTY,
    )
    assert [row.province_serial for row in table.rows] == [1, 2, 3, 4]
    assert all(not row.text(Field.PROGRESS) and not row.text(Field.STATUS) for row in table.rows)


def test_only_progress_and_status_are_open_and_status_has_a_drop_down(tmp_path: Path) -> None:
    report = issued(tmp_path, task_table(tmp_path / "任务.xlsx", "丽水市"))
    book = openpyxl.load_workbook(report.units[0].path)
    page = book["整改进展"]
    assert page.protection.sheet
    assert [page.cell(4, column).protection.locked for column in range(1, 8)] == [True] * 5 + [False] * 2
    assert page["A2"].protection.locked
    assert [str(rule.sqref) for rule in page.data_validations.dataValidation] == ["G4:G7"]
    assert "填报说明" in book.sheetnames


def test_a_faultless_answer_to_an_issued_workbook_passes_every_check(tmp_path: Path) -> None:
    report = issued(
        tmp_path, task_table(tmp_path / "任务.xlsx", "丽水市"), previous=task_table(tmp_path / "上.xlsx", "丽水市")
    )
    filled = fill(Path(report.units[0].path), tmp_path / "回" / "表.xlsx", {})
    found = check([filled], as_of=AS_OF, issued=tmp_path / "下发")
    assert [(finding.code, finding.cell) for file in found.files for finding in file.findings] == []
    not_run = {entry.rule for entry in found.not_run}
    assert not not_run & {"S112", "S113", "S114", "S116"}


def test_what_was_issued_to_one_county_and_filled_in_by_another_is_found(tmp_path: Path) -> None:
    report = issued(tmp_path, task_table(tmp_path / "任务.xlsx", "丽水市"))
    cells = {f"A{row}": "青田县" for row in range(4, 8)}
    filled = fill(Path(report.units[0].path), tmp_path / "表.xlsx", {}, cells=cells)
    found = check([filled], as_of=AS_OF)
    assert "是“青田县”，而这份表是下发给“莲都区”的" in found.files[0].findings[0].message


def test_an_old_workbook_with_a_new_title_is_of_another_period(tmp_path: Path) -> None:
    report = issued(tmp_path, task_table(tmp_path / "任务.xlsx", "丽水市"))
    filled = fill(Path(report.units[0].path), tmp_path / "表.xlsx", {}, cells={"A2": "进展情况表（2023年1月）"})
    assert [found.code for found in check([filled], as_of=AS_OF).files[0].findings] == ["S116"]
    assert check([filled], as_of=AS_OF, period="2023-01").files[0].findings == ()


def test_last_periods_progress_stands_beside_the_task_and_is_not_read_as_progress(tmp_path: Path) -> None:
    before = task_table(
        tmp_path / "上期.xlsx", "丽水市", progress={2: "莲都区：\n上期做了甲事。\n青田县：\n上期做了乙事。"}
    )
    report = issued(tmp_path, before, previous=before)
    page = openpyxl.load_workbook(report.units[0].path)["整改进展"]
    assert page["H3"].value == "上期进展情况\n（参考）"
    assert page["H5"].value == "上期做了甲事。"
    assert page["H5"].protection.locked
    assert not page["H4"].value
    assert not [cell for row in page.iter_rows(values_only=True) for cell in row if cell and "乙事" in str(cell)]
    (table,) = read_sheets(read_book(Path(report.units[0].path)))
    assert table.unknown_columns == ()
    assert table.rows[1].text(Field.PROGRESS) == ""


def test_a_bad_file_of_last_period_is_passed_over_and_named(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    last = tmp_path / "上期"
    task_table(last / "市.xlsx", "丽水市", progress={2: "莲都区：\n上期做了甲事。\n青田县：\n上期做了乙事。"})
    bad = last / "坏.xlsx"
    bad.write_bytes(b"PK")
    report = issued(tmp_path, tasks, previous=last)
    assert openpyxl.load_workbook(report.units[0].path)["整改进展"]["H5"].value == "上期做了甲事。"
    (notice,) = report.notices
    assert notice.message.startswith("上期的表：“坏.xlsx”")
    assert notice.message.endswith("这份表没有放进“上期进展情况”。")
    listed = openpyxl.load_workbook(report.list_path)
    assert listed["提醒"]["C4"].value == notice.message
    assert got(issue(tasks, out=tmp_path / "再", units=report.list_path, as_of=AS_OF)) == got(report)

    out = tmp_path / "没有"
    with pytest.raises(UserError, match=r"^上期的表：“坏.*没有下发。$"):
        issue(tasks, out=out, previous=bad, as_of=AS_OF)
    assert not out.exists()


def test_the_same_issue_writes_the_same_bytes_and_replaces_nothing_that_was_filled_in(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    path = Path(issued(tmp_path, tasks).units[0].path)
    data = path.read_bytes()
    issued(tmp_path, tasks)
    assert path.read_bytes() == data
    fill(path, path, {})
    filled = path.read_bytes()
    with pytest.raises(UserError, match="可能已经填写，没有覆盖"):
        issued(tmp_path, tasks)
    assert path.read_bytes() == filled
    (kept,) = issued(tmp_path, tasks, replace=True).kept
    assert path.read_bytes() == data
    assert Path(kept.backup).read_bytes() == filled


@pytest.mark.parametrize(
    "changes",
    [
        {"xlt.unit": ""},
        {"xlt.period": "2022-13"},
        {"xlt.period": "十二月"},
        {"xlt.unit_name": "县" * 999},
    ],
)
def test_properties_that_make_no_sense_are_no_identity(changes: dict[str, str]) -> None:
    whole = Identity("331124", "松阳县", "2022-12", "2022-12-1", "0").properties
    assert Identity.of(whole) is not None
    assert Identity.of(whole | changes) is None
    assert Identity.of({}) is None


def test_a_code_and_a_name_that_do_not_belong_together_name_nobody() -> None:
    assert Identity("331124", "青田县", "2022-12", "1", "0").region is None
    assert Identity("331124", "云和县", "2022-12", "1", "0").region is None
    assert Identity("999999Z01", "某园区", "2022-12", "1", "0").region is None
    zone = Identity("331100Z01", "丽水经济技术开发区", "2022-12", "1", "0").region
    assert zone is not None
    assert zone.parent == "331100"


def test_damaged_properties_do_not_keep_a_table_from_being_read(tmp_path: Path) -> None:
    report = issued(tmp_path, task_table(tmp_path / "任务.xlsx", "丽水市"))
    path = Path(report.units[0].path)
    for content in (b"", b"<xlt.", b"<Properties><property name='xlt.unit'/></Properties>", b"xlt." * 200_000):
        with ZipFile(path) as package:
            contents = {name: package.read(name) for name in package.namelist()}
        contents["docProps/custom.xml"] = content
        broken = tmp_path / "坏.xlsx"
        with ZipFile(broken, "w") as package:
            for name, data in contents.items():
                package.writestr(name, data)
        book = read_book(broken)
        assert Identity.of(book.identity) is None
        assert len(read_sheets(book)[0].rows) == 4


# --- who gets what ---------------------------------------------------------------------------------


def test_a_list_hands_tasks_to_the_responsible_units(tmp_path: Path) -> None:
    tasks = task_list(
        tmp_path / "清单.xlsx",
        [
            ("3", "各县（市、区）党委、政府", "2023年底前"),
            ("16", "青田县人民政府（牵头）、市水利局", "2023年6月底前"),
            ("18", "松阳县委、县政府，龙泉市", "2023年6月底前"),
            ("40", "市发改委、市经信局", "2023年6月底前"),
        ],
    )
    report = issued(tmp_path, tasks)
    units = got(report)
    assert units["莲都区"] == ("第3项", "第40项")
    assert units["青田县"] == ("第3项", "第16项", "第40项")
    assert units["松阳县"] == units["龙泉市"] == ("第3项", "第18项", "第40项")
    assert [notice.message for notice in report.notices] == [
        "第40项的责任单位没有写到县（市、区），下发给了全部 9 个单位；只该下发给一部分的，请给出分配表（用 --units）。"
    ]
    (table,) = read_sheets(read_book(Path(report.units[1].path)))
    assert [row.province_serial for row in table.rows] == [3, 16, 40]


@pytest.mark.parametrize("dates", ["松阳县\n2022年底前\n龙泉市\n2023年底前", "松阳县2022年底前；龙泉市：2023年底前"])
def test_cells_with_a_block_for_each_county_are_cut(tmp_path: Path, dates: str) -> None:
    path = tmp_path / "市表.xlsx"
    rows = [
        FormRow(
            "丽水市",
            "1",
            "第8项：矿山治理。",
            "松阳县\n" + plan("松阳矿山") + "\n龙泉市\n" + plan("龙泉矿山"),
            dates,
        ),
        FormRow("丽水市", "2", "第9项：水体治理。", plan("水体"), "2023年底前"),
    ]
    write_progress_form(path, title="丽水市整改进展情况表", level=Level.CITY, rows=rows, lock=False, instructions=False)
    report = issued(tmp_path, path)
    assert got(report)["松阳县"] == ("第8项", "第9项")
    assert got(report)["莲都区"] == ("第9项",)
    (table,) = read_sheets(read_book(next(Path(b.path) for b in report.units if b.unit == "松阳县")))
    assert table.rows[0].text(Field.PLAN) == plan("松阳矿山")
    assert table.rows[0].text(Field.DEADLINE) == "2022年底前"
    assert "第8项的文字按单位分开写" in report.notices[0].message


LINES = [["单位", "任务"], ["莲都区", "1、3"], ["青田县", "第二项"], ["松阳", "全部"]]
UNITS_DOWN = [
    ["单位", "第1项", "第2项", "第3项", "第4项"],
    ["莲都区", "√", "", 1, "否"],
    ["青田县", "", "√"],
    ["松阳县", *["√"] * 4],
]
TASKS_DOWN = [
    ["省序号", "任务名称", "莲都区", "青田县", "松阳县"],
    [1, "甲", "√", "", "√"],
    [2, "乙", "", "√", "√"],
    [3, "丙", "√", None, "√"],
    [4, "丁", "□", "", "√"],
]


@pytest.mark.parametrize("layout", [LINES, UNITS_DOWN, TASKS_DOWN])
def test_an_assignment_decides_alone(tmp_path: Path, layout: list[list[object]]) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    report = issued(tmp_path, tasks, units=sheet(tmp_path / "分配.xlsx", layout))
    assert got(report) == {
        "莲都区": ("第1项", "第3项"),
        "青田县": ("第2项",),
        "松阳县": ("第1项", "第2项", "第3项", "第4项"),
    }


def test_the_written_assignment_can_be_handed_in_again(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    first = issued(tmp_path, tasks, units=sheet(tmp_path / "分配.xlsx", LINES))
    again = issue(tasks, out=tmp_path / "再", units=first.list_path, period="2023-01")
    assert got(again) == got(first)


def test_a_plain_unit_list_adds_zones_and_takes_units_out(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    units = [
        ["序号", "单位", "所属市", "是否上报"],
        [1, "丽水经济技术开发区", "丽水市", "是"],
        [2, "莲都区", "丽水市", "否"],
    ]
    report = issued(tmp_path, tasks, units=sheet(tmp_path / "单位.xlsx", units))
    assert [book.unit for book in report.units] == [*COUNTIES[1:], "丽水经济技术开发区"]
    assert report.units[-1].code == "331100Z01"


def test_a_province_hands_out_to_its_cities_or_straight_to_its_counties(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "浙江省")
    assert len(issued(tmp_path, tasks).units) == 11
    counties = issue(tasks, out=tmp_path / "县", to="county", period="2022-12")
    assert len(counties.units) == 90


def test_counties_of_one_name_are_told_apart(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "江苏省")
    report = issue(tasks, out=tmp_path / "县", to="county", period="2022-12")
    named = [book for book in report.units if book.unit.endswith("鼓楼区")]
    assert [book.unit for book in named] == ["南京市鼓楼区", "徐州市鼓楼区"]
    regions = [read_sheets(read_book(Path(book.path)))[0].region for book in named]
    assert [region.code if region else None for region in regions] == [book.code for book in named]


# --- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ([["单位", "任务"], ["莲都去", "1"]], "第 2 行“莲都去”不是已知的单位，或者有重名，是否指“莲都区”"),
        ([["单位", "任务"], ["莲都区", "9"]], "第 2 行“9”在任务清单里没有"),
        ([["单位", "任务"], ["莲都区", "排污"]], "第 2 行“排污”不是任务的序号"),
        ([["姓名", "电话"], ["张三", "1"]], "没有找到“单位”这一栏"),
    ],
)
def test_a_bad_assignment_is_named_and_nothing_is_written(
    tmp_path: Path, layout: list[list[object]], words: str
) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    with pytest.raises(UserError, match=words):
        issued(tmp_path, tasks, units=sheet(tmp_path / "分配.xlsx", layout))
    assert not (tmp_path / "下发").exists()


def test_a_number_that_may_mean_two_tasks_is_not_guessed(tmp_path: Path) -> None:
    everyone = "各县（市、区）"
    tasks = task_list(tmp_path / "清单.xlsx", [("2", everyone, "2023年底前"), ("5", everyone, "2023年底前")])
    vague = sheet(tmp_path / "分配.xlsx", [["单位", "任务"], ["莲都区", "2"]])
    with pytest.raises(UserError, match="“2”可能指不同的任务"):
        issued(tmp_path, tasks, units=vague)
    clear = sheet(tmp_path / "分配2.xlsx", [["单位", "省序号"], ["莲都区", "2"]])
    assert got(issued(tmp_path, tasks, units=clear)) == {"莲都区": ("第2项",)}


def test_it_must_be_clear_whose_list_it_is(tmp_path: Path) -> None:
    tasks = task_list(tmp_path / "清单.xlsx", [("2", "各县（市、区）", "2023年底前")], title="整改责任清单")
    with pytest.raises(UserError, match="请用 --name 写明"):
        issued(tmp_path, tasks)
    assert len(issued(tmp_path, tasks, name="丽水市").units) == 9
    with pytest.raises(UserError, match="是否指“丽水市”"):
        issued(tmp_path, tasks, name="丽水事")


def test_a_workbook_without_tasks_and_a_wrong_period_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有找到任务清单"):
        issued(tmp_path, sheet(tmp_path / "空.xlsx", [["什么也不是"]]))
    with pytest.raises(UserError, match="期次 period “2022-13”不对"):
        issue(task_table(tmp_path / "任务.xlsx", "丽水市"), out=tmp_path / "下发", period="2022-13")


# --- names -----------------------------------------------------------------------------------------


def test_an_evil_unit_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    units = [["单位", "所属市"], ["../../坏/开发区", "丽水市"], ["CON", "丽水市"]]
    report = issued(tmp_path, tasks, units=sheet(tmp_path / "单位.xlsx", units))
    for book in report.units:
        assert Path(book.path).resolve().parent == (tmp_path / "下发").resolve()
    assert sorted(path.name for path in tmp_path.glob("[!.]*")) == ["下发", "任务.xlsx", "单位.xlsx"]


def test_a_unit_that_left_its_deadline_empty_gets_the_task_again(tmp_path: Path) -> None:
    """From a roll-up: 青田县 has another deadline than the rest, 松阳县 none."""
    first = issued(tmp_path, task_table(tmp_path / "任务.xlsx", "丽水市"))
    cells = {"青田县": {"E5": "2024年12月底前"}, "松阳县": {"E5": ""}}
    for book in first.units:
        fill(Path(book.path), tmp_path / "来" / f"{book.unit}.xlsx", {}, cells=cells.get(book.unit, {}))
    merged = tmp_path / "丽水市汇总.xlsx"
    roll_up([tmp_path / "来"], level="city", name="丽水市", out=merged, as_of=AS_OF)
    again = issue(merged, out=tmp_path / "再", previous=merged, period="2023-01", as_of=AS_OF)
    assert set(got(again).values()) == {("第1项", "第2项", "第3项", "第4项")}
    assert [notice.message for notice in again.notices] == ["第2项没有完成时限，照空下发给松阳县；请核对任务清单。"]
    (listed,) = [grid for grid in read_book(Path(again.list_path)).grids if grid.name == "任务分配"]
    assert list(listed.rows[2]) == ["所属市", "单位", "第1项", "第2项", "第3项", "第4项"]
    pages = {book.unit: openpyxl.load_workbook(book.path)["整改进展"] for book in again.units}
    assert [pages[unit]["E5"].value for unit in ("青田县", "松阳县", "莲都区")] == [
        "2024年12月底前",
        "",
        "2023年12月底前",
    ]
    assert str(pages["松阳县"]["H5"].value).startswith("1.")
    assert not any(unit in str(pages["松阳县"]["H5"].value) for unit in COUNTIES if unit != "松阳县")

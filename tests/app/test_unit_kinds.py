"""Units of every kind: the towns and offices of a county go through the round like a city's counties."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.robot import fill
from tests.round.round_kit import addresses, plan, sheet, task_table
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.app.mail import prepare
from xl_tools.app.roll_up import roll_up
from xl_tools.app.start import start
from xl_tools.core.errors import UserError

DAY = date(2022, 12, 20)
TOWNS = ["洪山镇", "厉山镇", "高城镇"]
UNITS = [
    ["单位", "简称", "类型", "上级"],
    *([town, "", "乡镇（街道）", "随县"] for town in TOWNS),
    ["县发展和改革局", "县发改局、发改局", "县直部门", "随县"],
    ["县水利和湖泊局", "", "", "随县"],
    ["随县经济开发区", "", "开发区", "随县"],
]


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    responsible = ["县发改局（牵头），各镇（场）党委政府", "县水利和湖泊局", "随县经济开发区、洪山镇人民政府", ""]
    rows = [
        [str(n), f"堆场{n}越界没有整治。", plan(f"堆场{n}"), "2023年12月底前", units]
        for n, units in enumerate(responsible, 1)
    ]
    return sheet(
        tmp_path / "责任清单.xlsx", [["序号", "整改任务名称", "整改目标和措施", "完成时限", "责任单位"], *rows]
    )


@pytest.fixture
def units(tmp_path: Path) -> Path:
    return sheet(tmp_path / "单位清单.xlsx", UNITS)


def test_towns_and_offices_get_their_tasks_report_and_are_merged(tmp_path: Path, tasks: Path, units: Path) -> None:
    report = issue(tasks, out=tmp_path / "下发", name="随县", units=units, period="2022-12", as_of=DAY)
    assert {book.unit: book.tasks for book in report.units} == {
        "洪山镇": ("序号1", "序号3"),
        "厉山镇": ("序号1",),
        "高城镇": ("序号1",),
        "县发展和改革局": ("序号1",),  # it leads: it is sent its tasks
        "县水利和湖泊局": ("序号2",),
        "随县经济开发区": ("序号3",),
    }
    assert any("序号4" in notice.message for notice in report.notices)  # nobody is named: it is held back, and said
    for book in report.units:
        fill(Path(book.path), tmp_path / "来件" / Path(book.path).name, {})
    received = collect(tmp_path / "来件", out=tmp_path / "收报", issued=tmp_path / "下发", units=units, as_of=DAY)
    assert {unit.state for unit in received.units} == {"received"}
    assert sum(unit.errors or 0 for unit in received.units) == 0
    merged = roll_up(
        [received.folder],
        level="县",
        name="随县",
        out=tmp_path / "随县汇总.xlsx",
        issued=tmp_path / "下发",
        units=units,
        as_of=DAY,
    )
    assert (merged.missing, merged.totals.tasks, merged.totals.completed) == ((), 3, 3)
    people = [[name, "", f"u{number}@town.example", ""] for number, (name, *_) in enumerate(UNITS[1:])]
    people[3][0] = "发改局"  # a short name is a name
    book = addresses(tmp_path / "通讯录.xlsx", people)
    for kind, files in (("下发", tmp_path / "下发"), ("分发", tmp_path / "随县汇总.xlsx")):
        prepared = prepare(kind, [files], addresses=book, units=units, period="2022-12", as_of=DAY)
        assert (len(prepared.mails), prepared.withheld) == (6, [])


def test_a_county_without_a_list_is_told_what_is_wanted(tasks: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="单位清单"):
        issue(tasks, out=tmp_path / "下发", name="随县", period="2022-12", as_of=DAY)
    assert not (tmp_path / "下发").exists()


def test_offices_stand_beside_all_counties_where_the_list_says_so(tmp_path: Path) -> None:
    rows = [
        ["1", "堆场越界没有整治。", plan("堆场"), "2023年12月底前", "市水利局（牵头）、各县（市、区）人民政府"],
        ["2", "管网渗漏没有整治。", plan("管网"), "2023年12月底前", "各县（市、区）人民政府"],
    ]
    tasks = sheet(tmp_path / "清单.xlsx", [["序号", "整改任务名称", "整改目标和措施", "完成时限", "责任单位"], *rows])
    units = sheet(tmp_path / "单位.xlsx", [["单位", "上级"], ["市水利局", "丽水市"], ["丽水经济技术开发区", "丽水市"]])
    report = issue(tasks, out=tmp_path / "下发", name="丽水市", units=units, period="2022-12", as_of=DAY)
    assert len(report.units) == 11
    given = {book.unit: book.tasks for book in report.units}
    assert given["丽水经济技术开发区"] == given["莲都区"] == ("序号1", "序号2")
    assert given["市水利局"] == ("序号1",)  # beside them only where it is named


@pytest.mark.parametrize(
    "rows",
    [
        [["单位", "任务"], ["莲都区", "1、2"], ["青田县", "全部"]],
        [["单位", "第1项", "第2项"], ["莲都区", "√", "√"], ["青田县", "√", ""]],
        [["省序号", "莲都区", "青田县"], ["1", "√", "√"], ["2", "√", ""]],
        [["单位"], ["莲都区"], ["青田县"]],
    ],
)
def test_issue_and_roll_up_take_the_same_files(tmp_path: Path, rows: list[list[str]]) -> None:
    units = sheet(tmp_path / "单位.xlsx", rows)
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市", tasks=2)
    report = issue(tasks, out=tmp_path / "下发", units=units, period="2022-12", as_of=DAY)
    for book in report.units:
        fill(Path(book.path), tmp_path / "来件" / Path(book.path).name, {})
    merged = roll_up([tmp_path / "来件"], level="市", name="丽水市", units=units, issued=tmp_path / "下发", as_of=DAY)
    assert merged.missing == ()
    # What issue wrote as the list of what it handed out is such a file, too.
    again = roll_up([tmp_path / "来件"], level="市", name="丽水市", units=report.list_path, as_of=DAY)
    assert again.totals.tasks == 2


def test_the_workbook_of_a_workspace_is_a_unit_list_like_any_other(tmp_path: Path) -> None:
    """Its sheet of units is read, and not what stands on the others."""
    tasks = task_table(tmp_path / "任务清单.xlsx", "湖州市", tasks=1)
    start(tasks, out=tmp_path / "督察", period="2022-12")
    settings = tmp_path / "督察" / "工作台.xlsx"
    book = openpyxl.load_workbook(settings)
    page = book["单位清单"]
    page["A4"], page["C4"], page["D4"], page["E4"] = "湖州南太湖新区", "开发区", "湖州市", "是"
    page["A5"], page["E5"] = "安吉县", "否"
    book.save(settings)
    how = {"units": settings, "as_of": date(2022, 12, 20)}
    issued = issue(tasks, out=tmp_path / "下发", period="2022-12", **how)
    names = ["吴兴区", "南浔区", "德清县", "长兴县", "湖州南太湖新区"]
    assert [book.unit for book in issued.units] == names
    total = roll_up([tmp_path / "下发"], level="city", name="湖州市", jobs=1, **how)
    assert sorted(unit.name for unit in total.units) == sorted(names)


def test_a_zone_is_called_alike_in_letters_and_lists(tmp_path: Path) -> None:
    """By the name of the list, which may begin with its city's: neither is put before it again."""
    tasks = task_table(tmp_path / "任务清单.xlsx", "湖州市", tasks=1)
    zones = ["湖州南太湖新区", "莫干山高新区"]
    units = sheet(tmp_path / "单位.xlsx", [("单位", "上级"), *((zone, "湖州市") for zone in zones)])
    people = addresses(tmp_path / "通讯录.xlsx", [(zone, "甲", f"u{n}@x.example", "") for n, zone in enumerate(zones)])
    issue(tasks, out=tmp_path / "下发", period="2022-12", as_of=date(2022, 12, 1), units=units)
    (tmp_path / "来件").mkdir()
    (inbox,) = [path for path in (tmp_path / "下发").glob("*.xlsx") if path.name.startswith("吴兴区")]
    shutil.copy(inbox, tmp_path / "来件")
    how = {"units": units, "as_of": date(2022, 12, 20)}
    received = collect(tmp_path / "来件", out=tmp_path / "收", issued=tmp_path / "下发", **how)
    made = prepare("下发", [tmp_path / "下发"], addresses=people, **how)
    assert [mail.unit for mail, _ in made.mails] == zones
    made = prepare("催报", [received.receipt, tmp_path / "下发"], addresses=people, **how)
    assert [(mail.unit, len(mail.attachments)) for mail, _ in made.mails] == [(zone, 1) for zone in zones]
    unlisted = prepare("下发", [tmp_path / "下发"], addresses=people, as_of=date(2022, 12, 20))
    assert "湖州市湖州南太湖新区" not in {mail.unit for mail, _ in unlisted.mails}


def test_an_office_of_a_county_is_told_that_the_county_hands_it_out(tmp_path: Path) -> None:
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    rows = [["单位", "上级", "是否上报"], ["青田县水利局", "青田县", "是"], ["青田县住建局", "青田县", "否"]]
    told = [
        notice.message
        for notice in issue(
            tasks, out=tmp_path / "下发", units=sheet(tmp_path / "单位.xlsx", rows), period="2022-12", as_of=DAY
        ).notices
        if "上级" in notice.message
    ]
    assert len(told) == 1
    assert "青田县水利局在单位清单里的上级是青田县" in told[0]

"""Who leads a task stands in the list that is handed out, and in the roll-up of what comes back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from tests.robot import fill
from tests.round.round_kit import plan, sheet
from xl_tools.app.issue import issue
from xl_tools.app.roll_up import roll_up
from xl_tools.reports.round import IssueReport

DAY = date(2022, 12, 20)
HEAD = ("序号", "整改任务名称", "整改目标和措施", "完成时限", "责任单位")
LISTED = ("市水利局（牵头）、市建设局，各县（市、区）", "莲都区、青田县")


def test_the_leads_of_the_task_list_come_into_the_roll_up(tmp_path: Path) -> None:
    rows = [
        (str(n), f"第{n}项：河段{n}污水直排。", plan(f"河段{n}"), "2022年10月底前", units)
        for n, units in enumerate(LISTED, 1)
    ]
    tasks = sheet(tmp_path / "任务清单.xlsx", [("丽水市第二轮中央生态环境保护督察整改任务清单",), HEAD, *rows])
    made = issue(tasks, out=tmp_path / "下发", name="丽水市", period="2022-12", as_of=DAY)
    for book in made.units:
        fill(Path(book.path), tmp_path / "来件" / Path(book.path).name, {})
    page = openpyxl.load_workbook(made.list_path)["牵头"]
    assert [cell.value for cell in page[4]][:3] == ["第1项", "河段1污水直排", "市水利局"]

    def rolled_up() -> list[str]:
        how = {"level": "city", "name": "丽水市", "out": tmp_path / "市.xlsx", "as_of": DAY, "jobs": 1}
        return [task.lead for task in roll_up([tmp_path / "来件"], issued=tmp_path / "下发", **how).tasks]

    assert rolled_up() == ["市水利局", ""]
    book = openpyxl.load_workbook(made.list_path)
    book["牵头"]["C4"] = "市建设局"
    book.save(made.list_path)
    assert rolled_up() == ["市建设局", ""]


def test_what_people_write_into_the_list_stays_when_it_is_handed_out_again(tmp_path: Path) -> None:
    rows = [
        (str(n), f"第{n}项：河段{n}污水直排。", plan(f"河段{n}"), "2022年10月底前", units)
        for n, units in enumerate(LISTED, 1)
    ]
    tasks = sheet(tmp_path / "任务清单.xlsx", [("丽水市第二轮中央生态环境保护督察整改任务清单",), HEAD, *rows])

    def handed_out() -> IssueReport:
        return issue(tasks, out=tmp_path / "下发", name="丽水市", period="2022-12", as_of=DAY, replace=True)

    made = handed_out()
    book = openpyxl.load_workbook(made.list_path)
    book["牵头"]["C4"], book["牵头"]["A5"], book["牵头"]["C5"] = "市建设局", "第2项", "市水利局"
    book["牵头"]["H3"], book["牵头"]["H4"] = "我的记录", "已商定"
    notes = {name: f"{name}：以会议纪要为准" for name in ("下发清单", "任务分配", "牵头")}
    for name, text in notes.items():
        book[name].cell(book[name].max_row + 2, 1).value = text
    ticks = book["任务分配"]
    place = next(row[1].row for row in ticks.iter_rows(min_row=4) if row[1].value == "缙云县")
    ticks.cell(place, 4).value = "√"
    ticks.cell(place, 3).value = None
    book.save(made.list_path)
    (told,) = [one.message for one in handed_out().notices if "缙云县" in one.message]
    assert "加了第2项，去掉了第1项" in told
    for _ in range(2):
        book = openpyxl.load_workbook(made.list_path)
        found = [[cell.value for cell in row] for row in book["牵头"].iter_rows(min_row=4, max_row=5)]
        assert [row[0] for row in found] == ["第1项", "第2项"]
        assert [row[2] for row in found] == ["市建设局", "市水利局"]
        assert found[0][7] == "已商定"
        for name, text in notes.items():
            assert [cell.value for row in book[name].iter_rows() for cell in row].count(text) == 1
        assert not [one for one in handed_out().notices if "缙云县" in one.message]
    for one in made.units:
        fill(Path(one.path), tmp_path / "来件" / Path(one.path).name, {})
    how = {"level": "city", "name": "丽水市", "out": tmp_path / "市.xlsx", "as_of": DAY, "jobs": 1}
    rolled = roll_up([tmp_path / "来件"], issued=tmp_path / "下发", **how)
    assert [task.lead for task in rolled.tasks] == ["市建设局", "市水利局"]


def test_a_column_of_leads_tells_them_and_a_county_s_own_people_do_not(tmp_path: Path) -> None:
    head = (*HEAD[:4], "牵头单位", "责任单位", "责任人")
    rows = [
        (str(n), f"第{n}项：河段{n}污水直排。", plan(f"河段{n}"), "2022年10月底前", lead, "各县（市、区）", "王某")
        for n, lead in enumerate(("市水利局", ""), 1)
    ]
    tasks = sheet(tmp_path / "任务清单.xlsx", [("丽水市第二轮中央生态环境保护督察整改任务清单",), head, *rows])
    made = issue(tasks, out=tmp_path / "下发", name="丽水市", period="2022-12", as_of=DAY)
    for book in made.units:
        path = fill(
            Path(book.path), tmp_path / "来件" / Path(book.path).name, {1: ("1.查出3处，清理1处。", ""), 2: ("", "")}
        )
        returned = openpyxl.load_workbook(path)
        for row, said in ((3, "责任人"), (4, "张某"), (5, "李某")):
            returned.worksheets[0].cell(row, 8).value = said
        returned.save(path)
    report = roll_up(
        [tmp_path / "来件"],
        level="city",
        name="丽水市",
        issued=tmp_path / "下发",
        out=tmp_path / "市.xlsx",
        as_of=DAY,
        jobs=1,
    )
    assert [task.lead for task in report.tasks] == ["市水利局", ""]
    page = openpyxl.load_workbook(tmp_path / "市.xlsx")["预警"]
    head_row = next(row for row in page.iter_rows() if any(cell.value == "牵头" for cell in row))
    at = next(cell.column for cell in head_row if cell.value == "牵头")
    told = {page.cell(row, at).value for row in range(head_row[0].row + 1, page.max_row + 1)} - {None}
    assert told == {"市水利局"}
    handed = issue(
        tasks, out=tmp_path / "牵头", name="丽水市", period="2022-12", as_of=DAY, to="牵头", units=offices(tmp_path)
    )
    assert [(book.unit, book.tasks) for book in handed.units] == [("市水利局", ("第1项",))]


def offices(folder: Path) -> Path:
    return sheet(folder / "单位.xlsx", [("单位", "上级"), ("市水利局", "丽水市")])


def test_a_list_with_leads_and_helpers_alone_is_not_everybody_s(tmp_path: Path) -> None:
    """What a list says in 牵头单位 and 配合单位 decides who gets a task, and who owes it."""
    head = (*HEAD[:4], "牵头单位", "配合单位")
    said = [("莲都区政府", "青田县政府"), ("缙云县政府", ""), ("市水利局", "各县（市、区）")]
    rows = [
        (str(n), f"第{n}项：河段{n}污水直排。", plan(f"河段{n}"), "2022年10月底前", *units)
        for n, units in enumerate(said, 1)
    ]
    tasks = sheet(tmp_path / "任务清单.xlsx", [("丽水市第二轮中央生态环境保护督察整改任务清单",), head, *rows])
    made = issue(tasks, out=tmp_path / "下发", name="丽水市", period="2022-12", as_of=DAY)
    given = {book.unit: book.tasks for book in made.units}
    assert given["莲都区"] == given["青田县"] == ("第1项", "第3项")
    assert given["缙云县"] == ("第2项", "第3项")
    assert given["龙泉市"] == ("第3项",)
    for book in made.units:
        fill(Path(book.path), tmp_path / "来件" / Path(book.path).name, {})
    report = roll_up([tmp_path / "来件"], level="city", name="丽水市", tasks=tasks, as_of=DAY, jobs=1)
    assert {found.code for found in report.findings} & {"X709", "X711", "X714"} == set()
    assert [len(task.by_unit) for task in report.tasks] == [2, 1, 9]

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

"""Who leads a task stands in the list that is handed out, and in the roll-up of what comes back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl

from tests.robot import fill
from tests.round.round_kit import plan, sheet
from xl_tools.app.issue import issue
from xl_tools.app.roll_up import roll_up

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

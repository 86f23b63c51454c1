"""A second city, made up: five tasks of six counties, what each county answers, and what must come of it.

Worked out by hand for the 20th of December 2022 (``AS_OF``): task 1 and 5 are completed by all who have them; of task 2
one county is behind, and its deadline (the end of November) is over; task 3 is on schedule, task 4 not started.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import openpyxl

from tests.robot import fill
from tests.round.round_kit import plan, sheet
from xl_tools.core.records import Status
from xl_tools.parse.status.status_cell import render_status

CITY = "衢州市"
COUNTIES = ("柯城区", "衢江区", "常山县", "开化县", "龙游县", "江山市")
AS_OF, PERIOD = "2022-12-20", "2022-12"
TOTALS = {"tasks": 5, "completed": 2, "on_schedule": 1, "behind": 1, "not_started": 1, "undecided": 0, "overdue": 1}

_HEAD = ("序号", "整改任务名称", "整改目标和措施", "完成时限", "责任单位")
_TASKS = (
    ("码头扬尘", "立行立改，长期坚持", "各县（市、区）"),
    ("老旧雨污管网错接", "2022年11月底前", "柯城区、衢江区"),
    ("石煤矿渣场渗滤", "2023年6月底前", "江山市"),
    ("规模养殖场粪污还田不规范", "2023年底前", "龙游县、开化县"),
    ("河道采砂堆体未清", "2022年10月底前", "常山县"),
)
_ANSWERS = {
    ("衢江区", "老旧雨污"): (Status.BEHIND, "1.查出错接点位12处，改造7处。\n2.其余5处因汛期停工，正在抢抓进度。"),
    ("江山市", "石煤矿渣"): (Status.ON_SCHEDULE, "1.渗滤点位清单已建立，共6处。\n2.正在按图施工，已完成4处截排。"),
    ("龙游县", "规模养殖"): (Status.NOT_STARTED, "1.尚未启动，计划2023年3月进场核查。\n2.待核查后逐场治理。"),
    ("开化县", "规模养殖"): (Status.NOT_STARTED, "1.尚未启动，拟2023年2月组织核查。\n2.待核查后逐场治理。"),
}


def lay(folder: Path, city: str = CITY) -> Path:
    """The city's task list and its address book in a folder; the list."""
    title = f"{city}第二轮中央生态环境保护督察反馈问题整改任务清单"
    rows = [
        (str(n), f"第{n}项：{topic}问题没有解决。", plan(topic), due, units)
        for n, (topic, due, units) in enumerate(_TASKS, 1)
    ]
    sheet(folder / "通讯录.xlsx", [("单位", "姓名", "邮箱", "角色"), *people([*COUNTIES, "浙江省"])])
    return sheet(folder / "任务清单.xlsx", [(title,), _HEAD, *rows])


def people(units: Iterable[str]) -> list[tuple[str, str, str, str]]:
    return [(unit, "经办人", f"u{number}@county.example", "联系人") for number, unit in enumerate(units)]


def report(issued: Path, inbox: Path, units: Iterable[str] = COUNTIES) -> None:
    """What counties send: their workbooks of ``issued``, filled in, into ``inbox``."""
    for path in sorted(issued.glob("*整改进展情况表.xlsx")):
        unit = next((one for one in units if path.name.startswith(one)), None)
        if unit:
            answer(path, inbox / path.name, unit)


def answer(path: Path, target: Path, unit: str) -> None:
    """A county's workbook filled in: as ``_ANSWERS`` has it, else completed."""
    table = openpyxl.load_workbook(path).worksheets[0]
    said = {}
    for place, row in enumerate(table.iter_rows(min_row=4), 1):
        for (whose, topic), (status, text) in _ANSWERS.items():
            if whose == unit and topic in str(row[2].value):
                said[place] = (text, render_status(status))
    fill(path, target, said)

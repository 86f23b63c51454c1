"""A progress table as large as one may be: 50,000 entries, tens of thousands of findings."""

from __future__ import annotations

import io
from random import Random

import xlsxwriter

from tests.trust.bases import HEADINGS

ROWS = 50_000
_PLACES = ("松阳", "云和", "庆元", "缙云", "青田", "景宁", "龙泉", "莲都")
_TOPICS = ("河道采砂", "污水管网", "餐饮油烟", "矿山边坡", "畜禽粪污", "垃圾中转站", "工业固废", "饮用水源地围网")
_STATUSES = (
    "☑已完成\n□达到序时进度\n□未达序时进度\n□尚未启动",
    "□已完成\n☑达到序时进度\n□未达序时进度\n□尚未启动",
    "□已完成\n☑达到序时进度\n□未达序时进度\n□尚未启动",
    "□已完成\n☑达到序时进度\n□未达序时进度\n□尚未启动",
    "□已完成\n□达到序时进度\n☑未达序时进度\n□尚未启动",
)


def table(rows: int = ROWS, *, usual: bool = False) -> bytes:
    """The workbook, shared strings as Excel writes them. The same bytes for the same arguments.

    Every text is different; with ``usual`` deadlines and ticks repeat, as they do where people fill in a form.
    """
    dice = Random(1)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("进展")
        sheet.write_row(0, 0, ["丽水市遂昌县督察整改进展情况表（2022年11月）"])
        sheet.write_row(1, 0, HEADINGS)
        for number in range(1, rows + 1):
            sheet.write_row(number + 1, 0, _entry(number, dice, "" if usual else f"（{number}号）"))
    return out.getvalue()


def _entry(number: int, dice: Random, own: str) -> tuple[str, ...]:
    topic, place = f"{dice.choice(_TOPICS)}{number}号点", dice.choice(_PLACES)
    found = dice.randrange(1, 40)
    day = f"{dice.randrange(2020, 2023)}年{dice.randrange(1, 13)}月{dice.randrange(1, 29)}日"
    return (
        "遂昌县",
        str(number),
        f"第{number}项：{place}街道{topic}监管不到位，群众反映{dice.randrange(2, 90)}次，问题长期没有解决。",
        f"{topic}规范运行，{number}号点周边环境达标，不再有群众反映。",
        f"1.排查{topic}，建立{number}号台账。\n2.投入{dice.randrange(10, 900)}万元整治{topic}。\n3.落实{place}巡查。",
        f"{dice.randrange(2021, 2025)}年{dice.randrange(1, 13)}月底前{own}",
        f"1.已排查{topic}，发现问题{found}处，整改{max(found - dice.randrange(4), 0)}处。\n"
        f"2.已投入{dice.randrange(10, 900)}万元，{topic}整治{dice.choice(('正在推进', '正在开展'))}。\n"
        f"3.{place}巡查已落实，{day}检查{number}号点。",
        f"{dice.choice(_STATUSES)}\n{own}",
    )

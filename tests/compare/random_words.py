"""Words that the random books are filled with: tasks, plans, deadlines, progress, status cells, units. All invented."""

from __future__ import annotations

from datetime import date, datetime
from random import Random
from typing import Any

CITY = "丽水市"
COUNTIES = ("莲都区", "龙泉市", "青田县", "云和县", "庆元县", "缙云县", "遂昌县", "松阳县", "景宁畲族自治县")
SHORT = ("莲都", "龙泉", "青田", "云和", "庆元", "缙云", "遂昌", "松阳", "景宁")
STRANGERS = ("缙云具", "丽水经开区", "杭州市", "市本级", "某某县", "青田县（牵头）", "景宁县")

PLACES = ("东塘溪", "枫树岭", "老砖窑", "横山工业点", "上垟村", "石板桥", "白沙滩", "竹篷圩", "湖边停车场", "五里牌")
OBJECTS = ("洗砂场", "冷库", "旧矿坑", "排水口", "养鸭棚", "堆煤场", "喷漆房", "屠宰点", "餐馆烟道", "垃圾房", "渣土堆")
FAULTS = (
    "没有围挡",
    "废水漏进沟渠",
    "夜里噪声大",
    "粉尘没有遮盖",
    "手续不齐",
    "台账缺页",
    "异味久治不去",
    "占了河滩地",
)
DEEDS = (
    "拆掉",
    "补办手续",
    "加装罩棚",
    "清走积存物",
    "重铺管道",
    "种上草皮",
    "装好在线仪表",
    "划清责任片区",
    "定期巡看",
)
BUREAUS = ("生态环境分局", "建设局", "水利局", "农业农村局", "综合执法局", "自然资源局", "商务局", "各乡镇（街道）")
CHINESE = "零一二三四五六七八九十"


def chinese(number: int) -> str:
    """1–99 in Chinese."""
    tens, ones = divmod(number, 10)
    if not tens:
        return CHINESE[ones]
    return f"{CHINESE[tens] if tens > 1 else ''}十{CHINESE[ones] if ones else ''}"


def serial(rng: Random, number: int) -> Any:
    """A task's number in one of the ways it is written."""
    ways = [number, str(number), f"{number}.", f"（{chinese(number)}）", chinese(number), f"{number}、", float(number)]
    odd = [f"第{chinese(number)}项", f"{number}（省{number + 20}）", f"市{number}", "一", None, f"{number}-1", "①"]
    return rng.choice(odd) if rng.random() < 0.12 else rng.choice(ways[:2] if rng.random() < 0.6 else ways)


def task(rng: Random, number: int) -> str:
    lead = rng.choice(("", "", f"第{chinese(number)}项：", f"第{number}项：", f"{number}.", "（个性）"))
    end = rng.choice(("。", "", "，周边住户有反映。", "；到检查时还没有改。"))
    return f"{lead}{rng.choice(PLACES)}的{rng.choice(OBJECTS)}{rng.choice(FAULTS)}{end}"


def goal(rng: Random) -> str:
    return rng.choice(
        (
            f"{rng.choice(OBJECTS)}不再影响周边。",
            f"管好{rng.choice(PLACES)}一带。",
            f"{rng.randint(2, 30)}处{rng.choice(OBJECTS)}全部改好",
            "举一反三，不再出现同类情况。",
        )
    )


def measures(rng: Random, most: int = 5) -> str:
    style = rng.choice(("{n}.", "{n}、", "（{c}）", "{c}、", "({n})", "{n}．", "①②③④⑤⑥"))
    lines = []
    for number in range(1, rng.randint(1, most) + 1):
        mark = style[number - 1] if style[0] == "①" else style.format(n=number, c=chinese(number))
        lines.append(f"{mark}{rng.choice(DEEDS)}{rng.choice(PLACES)}{rng.randint(1, 40)}处{rng.choice(OBJECTS)}。")
    if rng.random() < 0.08 and len(lines) > 2:
        del lines[1]  # the numbering has a hole
    return rng.choice(("\n", "\n", "\n", "", "\r\n")).join(lines)


def plan(rng: Random) -> str:
    heads = rng.choice(
        (("整改目标：", "整改措施："), ("目标：", "措施："), ("一、整改目标\n", "二、整改措施\n"), ("", ""))
    )
    return f"{heads[0]}{goal(rng)}\n{heads[1]}{measures(rng)}"


def deadline(rng: Random) -> Any:
    """A deadline in one of many forms, sound or not."""
    year, month, day = rng.randint(2021, 2024), rng.randint(1, 12), rng.randint(1, 28)
    sound: list[Any] = [
        f"{year}年{month}月底前",
        f"{year}年底前",
        f"{year}年{month}月{day}日前",
        f"{year}年{month}月",
        f"{year}.{month}.{day}",
        f"{year}-{month:02d}-{day:02d}",
        f"{year}/{month}/{day}",
        f"{chinese(month)}月底前",
        f"{year}年上半年",
        f"{year}年第{chinese(rng.randint(1, 4))}季度",
        "长期坚持",
        f"立行立改，{year}年{month}月底前",
        f"{year}年{month}月底前完成，长期坚持",
        f"{year}年{month}月至{year + 1}年{month}月",
        "已完成",
        "立行立改",
        datetime(year, month, day),
        date(year, month, 1),
        f"原定{year}年{month}月，延至{year + 1}年{month}月底",
    ]
    odd: list[Any] = [
        f"{year}年13月底前",
        f"{year}年2月30日前",
        "尽快",
        "按省里要求",
        None,
        "",
        f"{year}年{month}月底前\n{year + 1}年底前",
        44926,
        20231231,
        f"{rng.choice(COUNTIES)}\n{year}年{month}月底前\n{rng.choice(COUNTIES)}\n{year + 1}年底前",
        f"２０２３年{month}月",
        "/",
        "同上",
        "〃",
        "#REF!",
        "明年年底前",
        f"{year}年{month}月未前",
    ]
    return rng.choice(odd) if rng.random() < 0.18 else rng.choice(sound)


def progress(rng: Random) -> Any:
    """A progress text with figures that hold or do not."""
    if rng.random() < 0.1:
        return rng.choice((None, "", "无", "/", "同上", "正在推进。", "已完成", "见附件", "——", 3, "=1+1", "待报"))
    whole, done = rng.randint(3, 60), rng.randint(0, 60)
    place, thing = rng.choice(PLACES), rng.choice(OBJECTS)
    first, second = rng.randint(1, 20), rng.randint(1, 20)
    total = first + second + (rng.random() < 0.2)
    sentences = [
        f"{place}{whole}处{thing}已改好{done}处，占{round(100 * done / whole)}%",
        f"共排出{total}处，其中{thing}{first}处、{rng.choice(OBJECTS)}{second}处",
        f"{rng.randint(2021, 2023)}年{rng.randint(1, 12)}月{rng.randint(1, 30)}日已{rng.choice(DEEDS)}",
        f"计划投{rng.randint(10, 900)}万元，已投{rng.randint(1, 900)}万元",
        "已通过县里验收并公示，材料报市里销号",
        f"下一步再{rng.choice(DEEDS)}，月底前做完",
        f"存在问题：{thing}业主未签字，正在商量",
        f"已整改完成，{place}不再有异味",
        f"还没有开工，等{rng.choice(BUREAUS)}批复",
        f"管线长{rng.randint(1, 9)}.{rng.randint(0, 9)}公里，已铺{rng.randint(100, 9000)}米",
    ]
    chosen = rng.sample(sentences, rng.randint(1, 5))
    mark = rng.choice(("{n}.", "（{c}）", "{n}、", "", ""))
    ends = [f"{mark.format(n=n, c=chinese(n))}{text}。" for n, text in enumerate(chosen, 1)]
    return rng.choice(("\n", "\n", "")).join(ends)


OPTIONS = ("已完成", "达到序时进度", "未达序时进度", "尚未启动")
TICKED = ("☑", "√", "✔", "■", "☒", "✓", "[√]", "（√）", "[x]", "●", "🗹", "R")
EMPTY = ("□", "☐", "□", "○", "[ ]", "（ ）", "口", "▢", "囗", "")


def status(rng: Random) -> Any:
    """A status cell: four options with boxes of one make, ticked once, twice or not at all; or words."""
    if rng.random() < 0.15:
        words = (
            "已完成",
            "推进中",
            "完成80%",
            "未启动",
            "√",
            None,
            "",
            "达到序时进度",
            "已销号",
            "1",
            0.5,
            "未完成整改",
        )
        return rng.choice(words)
    tick, empty = rng.choice(TICKED), rng.choice(EMPTY)
    share = rng.random()
    ticked = {rng.randrange(4)} if share < 0.8 else set() if share < 0.9 else set(rng.sample(range(4), 2))
    after = rng.random() < 0.1
    boxes = [tick if place in ticked else empty for place in range(4)]
    lines = [f"{option}{box}" if after else f"{box}{option}" for box, option in zip(boxes, OPTIONS, strict=True)]
    if rng.random() < 0.06:
        lines.pop(rng.randrange(4))
    return rng.choice(("\n", "\n", "\n", "  ", "、", " ")).join(lines)


def bureau(rng: Random) -> str:
    lead, other = rng.sample(BUREAUS, 2)
    return rng.choice(
        (
            lead,
            f"{lead}、{other}",
            f"牵头单位：{lead}；配合单位：{other}",
            f"{lead}（牵头），{other}",
            f"{lead}\n{other}",
        )
    )


def unit(rng: Random) -> str:
    """A county, mostly by its full name."""
    if rng.random() < 0.05:
        return rng.choice(STRANGERS)
    return rng.choice(COUNTIES if rng.random() < 0.9 else SHORT)


def blocks(rng: Random, text: Any) -> str:
    """A cell parted by units, each with its own text."""
    first, second = rng.sample(COUNTIES, 2)
    between = rng.choice(("：", "\n", "："))
    return f"{first}{between}{text}\n{second}{between}{progress(rng)}"

"""Petitions of the sample city: a ledger without a fault, in any size, in words of our own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from xl_tools.core.form import Field

FIRST_DAY = date(2024, 5, 7)
"""The day on which the first calls come; the first batch is handed over a day later."""
AS_OF = date(2024, 6, 10)
COUNTIES = ("莲都区", "青田县", "缙云县", "遂昌县", "松阳县", "云和县", "庆元县", "景宁畲族自治县", "龙泉市")
TYPES = ("水", "大气", "土壤", "生态", "噪声", "辐射", "其他")
PATTERN = r"[DX]3ZJ\d{12}"
_MATTERS = (
    ("水", "洗车点的泡沫水顺着坡道流进沟渠", "已接通污水管，沟渠清淤完毕"),
    ("大气", "石材加工点切割时白灰飘到居民楼", "已加装喷淋和围挡，经检测达标"),
    ("噪声", "娱乐场所凌晨还在放音响", "已拆除室外音响，加装隔声门窗"),
    ("土壤", "空地上堆着成片的废油桶", "废油桶全部转运处置，地面已清理"),
    ("生态", "山脚开挖以后一直没有复绿", "边坡已覆土播草，成活率达标"),
    ("大气", "饭店油烟口正对二楼窗户", "已更换油烟净化器，排口改到楼顶"),
    ("水", "养殖棚的粪水下雨时漫进田沟", "粪水池已加高封闭，田沟已清洗"),
    ("其他", "小区垃圾房清运不及时", "清运改为每日两次，垃圾房已消杀"),
)
_PLACES = ("东门", "西街", "南山脚", "北桥头", "新村", "老码头", "园区", "学校后面", "集镇口", "水库边")
_DETAILS = (
    "夏天气味更重，傍晚时分尤其明显",
    "几户人家把窗户封了起来",
    "向社区说过，当时好转几天又和原来一样",
    "附近还有一所幼儿园",
    "下过雨以后路面又滑又脏",
    "晚上九点以后还在作业",
    "老人和小孩咳嗽的多了",
    "请求查一查有没有办过手续",
)


def petitions(
    number: int, *, seed: int = 7, batch_size: int = 5, long: bool = False, counties: Sequence[str] = COUNTIES
) -> Iterator[dict[Field, object]]:
    """So many rows of a ledger, by column of the form: all reported back and published in time, as of ``AS_OF``.
    ``long``: complaints of some 500 characters."""
    random = Random(seed)
    batches = -(-number // batch_size)
    for place in range(number):
        batch = place * batches // number + 1
        received = FIRST_DAY + timedelta(days=(batch - 1) % 20)
        yield _row(random, place, batch, received, counties, long)


def _row(
    random: Random, place: int, batch: int, received: date, counties: Sequence[str], long: bool
) -> dict[Field, object]:
    county = counties[place % len(counties)]
    turn = place // len(counties)  # matter and place come together only once in a county, or they would be repeats
    kind, matter, remedy = _MATTERS[turn % len(_MATTERS)]
    call = random.random() < 0.7
    handed = received + timedelta(days=1)
    settled = random.random()
    phase, partly, false = settled > 0.9, 0.7 < settled <= 0.8, 0.6 < settled <= 0.7
    ordered = 0 if false else 1
    where = _PLACES[turn // len(_MATTERS) % len(_PLACES)]
    number = place + 1
    verdict = "部分属实" if partly else "不属实" if false else "属实"
    inquiry = {
        "部分属实": f"经查，{where}的情况存在，夜间作业一事不存在。",
        "不属实": f"经查，{where}没有发现反映的情况。",
        "属实": f"经查，{where}的情况存在。",
    }[verdict]
    handling = f"{remedy}，复查{number}次已到位。" if not false else "已向周边住户说明，纳入日常巡查。"
    if phase:
        handling = f"{remedy}；其余部分按方案推进。"
    values: dict[str, object] = {
        "serial": number,
        "code": f"{'D' if call else 'X'}3ZJ{received:%Y%m%d}{number:04d}"[-20:],
        "batch": batch,
        "handed": handed.isoformat(),
        "channel": "来电" if call else "来信",
        "complaint": _complaint(random, county, where, matter, number, long),
        "region": county,
        "types": f"{kind}、大气" if kind not in ("大气", "噪声") and random.random() < 0.2 else kind,
        "key": "是" if random.random() < 0.1 else "否",
        "leader": "分管负责同志",
        "lead": f"{county}政府",
        "inquiry": inquiry,
        "verdict": verdict,
        "handling": handling,
        "settled": "阶段性办结" if phase else "已办结",
        "done_on": "" if phase else (handed + timedelta(days=6)).isoformat(),
        "next_due": "2024-09-30" if phase else "",
        "ordered": ordered,
        "punished": int(not false and random.random() < 0.2),
        "fine": 0,
        "cases": 0,
        "detained": 0,
        "arrested": 0,
        "talked": 0,
        "blamed": 0,
        "accounted": "无",
        "repeat": "否",
        "repeat_of": "",
        "recheck": "",
        "accepted": "",
        "noticed": "",
        "closed": "",
        "published": (handed + timedelta(days=10)).isoformat(),
    }
    return {Field(name): value for name, value in values.items()}


def _complaint(random: Random, county: str, where: str, matter: str, number: int, long: bool) -> str:
    houses = f"{random.randrange(3, 900)}号到{random.randrange(3, 900)}号"
    text = f"{county}{where}{houses}一带，{matter}。"
    if not long:
        return f"{text}{random.choice(_DETAILS)}。来件{number}。"
    parts = [text]
    while sum(map(len, parts)) < 500:
        parts.append(f"{random.choice(_PLACES)}{random.randrange(3, 9000)}号的住户说{random.choice(_DETAILS)}。")
    return "".join(parts)

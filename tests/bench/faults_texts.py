"""Faults of texts and figures, alone and against last period (P, N, X)."""

# ruff: noqa: ARG001 - all faults have one signature

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.bench.faults_kit import FAULTS, Fault, Places, fault
from tests.bench.tables import BEHIND, DONE, NOT, ON, Table

# --- P -----------------------------------------------------------------------------------------------


@fault("P501")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    lines = table.rows[row]["progress"].split("\n")
    table.rows[row]["progress"] = random.choice(lines) if random.random() < 0.5 else f"{lines[0]}{lines[1][2:]}"
    if table.rows[row]["progress"].startswith("2"):
        table.rows[row]["progress"] = lines[1]
    yield {table.cell(row, "progress")}


@fault("P502")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    table.rows[row]["progress"] += f"\n3.组织志愿者护河活动{row + 2}场。"
    yield {table.cell(row, "progress")}


@fault("P503")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    table.rows[row]["progress"] += random.choice(["详见第57项。", "其余内容同第八十八项。", "详见清单第六十一项"])
    yield {table.cell(row, "progress")}


@fault("P504")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    change = random.choice([("", ""), ("走访", "逐一走访"), ("建成台账", "建成工作台账"), ("\n", "\n\n")])
    before = f"1.上月走访第{row + 3}网格，问题建档。\n2.施工图交底，机械进场{row + 2}台班。"
    table.rows[row]["progress"] = before.replace(*change) if change[0] else before
    yield {table.cell(row, "progress")}


@fault("P505")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, DONE)
    yield set()
    table.set_plan(table.rows[row], "乱堆点清零。", "清理乱堆点。")
    told = ["已完成整改，通过验收。", "按要求全部完成，已销号。", "该项任务已按期完成整改并通过市级验收公示。"]
    table.rows[row]["progress"] = random.choice(told)
    yield {table.cell(row, "progress")}


@fault("P506")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    row = max(row, 1)
    table.calm(row, ON)
    table.calm(row - 1, ON)
    yield set()
    table.rows[row]["progress"] = table.rows[row - 1]["progress"]
    yield {table.cell(row, "progress")}


@fault("P507")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    column = random.choice(["progress", "task"])
    debris = random.choice(["[bookmark: _GoBack]", "\u200b", "_x000D_", "&nbsp;", "\ue012", "\ufffd\ufffd", "\x07"])
    text = table.rows[row][column]
    at = random.randrange(len(text) // 2, len(text) - 2)
    while text[at - 1].isdigit() or text[at].isdigit():
        at += 1
    table.rows[row][column] = text[:at] + debris + text[at:]
    yield {table.cell(row, column)}


@fault("P508", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    first, second = table.of_the_city()
    yield set()
    table.set_plan(table.rows[row], "清零。", f"{first}\n1.关停3处。\n{second}\n1.关停2处。")
    table.rows[row]["plan"] = table.rows[row]["measures"]
    strangers = ["深圳市南山区"[3:], *([second[0] + "某" + second[2:]] if len(second) > 2 else ())]
    other = random.choice(strangers)  # another city's, or a name like the county's own
    table.rows[row]["progress"] = f"{first}：\n1.关停3处，设备拆走。\n{other}：\n1.关停2处，场地清空。"
    yield {table.cell(row, "progress")}


# --- N -----------------------------------------------------------------------------------------------


def _said(*texts: str) -> Fault:
    def plant(table: Table, random: Random, row: int) -> Iterator[Places]:
        table.calm(row, ON)
        yield set()
        table.rows[row]["progress"] += random.choice(texts)
        yield {table.cell(row, "progress")}

    return plant


FAULTS["N601"] = _said(
    "列入清单的矿山12座，其中复绿7座、转型利用3座、关闭退出1座。",
    "县级投入300万元、镇级投入200万元、企业投入500万元，合计1200万元。",
    "共排查隐患点50处，其中已完成整改42处，未完成整改10处。",
)
FAULTS["N602"] = _said(
    "共排查发现排口46个，已完成整改64个。",
    "接到群众举报35件。目前已办结53件。",
    "摸排发现问题企业21家，已整改到位27家。",
)
FAULTS["N603"] = _said(
    "应安装净化设施的餐饮店80家，已安装60家，完成率85%。",
    "排查出渗漏点40处，已整改30处，整改率90%。",
)
FAULTS["N604"] = _said("秸秆综合利用率达到9562%。", "建成区污水收集率达到１０４８％。", "复检合格率118%。")
FAULTS["N606"] = _said("投入资金12.3.4万元。", "栽植苗木1,23,4株。", "清理河道2O82米。")


@fault("N605")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    texts = table.rows[row]
    table.set_plan(texts, "底数清楚。", "1.完成取土化验2000个。\n2.建成监测点。")
    wrong = random.choice([1800, 2200])
    texts["progress"] = f"1.取土化验任务数{wrong}个，布点结束。\n2.监测点选址{row + 2}处。"
    yield {table.cell(row, "progress")}


@fault("N607")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    table.rows[row]["then"] = f"1.走访村庄{row + 2}个。\n2.累计修复堤岸43公里，驳船撤场。"
    yield set()
    table.rows[row]["progress"] = f"1.走访村庄{row + 3}个，问题建档。\n2.累计修复堤岸36公里，护坡成形。"
    yield {table.cell(row, "progress")}


# --- X -----------------------------------------------------------------------------------------------


@fault("X701")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    before, now = random.choice([(DONE, ON), (DONE, BEHIND), (ON, BEHIND), (ON, NOT), (BEHIND, NOT)])
    table.calm(row, before, due="2030年12月底前")
    yield set()
    table.calm(row, now, due="2030年12月底前")
    yield {table.cell(row, "status")}


@fault("X702")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON, due="2030年12月底前")
    yield set()
    table.rows[row]["deadline"] = random.choice(["2031年6月底前", "2030年6月底前", "立行立改，长期坚持"])
    yield {table.cell(row, "deadline")}

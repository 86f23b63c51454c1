"""Faults of ticks and deadlines (T, D)."""

# ruff: noqa: ARG001 - all faults have one signature

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.bench.faults_kit import FAULTS, Fault, Places, fault
from tests.bench.tables import BEHIND, DONE, NOT, ON, Table

# --- T -----------------------------------------------------------------------------------------------


@fault("T301", ticks=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, random.choice([ON, BEHIND]))
    yield set()
    table.tick(row)
    yield {table.cell(row, "status")}


@fault("T302", alone=True, ticks=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, DONE)
    yield set()
    both = [place for place, status in enumerate(table.statuses) if status is DONE]
    for place in both:
        table.tick(place, DONE, ON)
    yield {table.cell(place, "status") for place in both}


@fault("T303", ticks=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    table.tick(row, *random.choice([(DONE, NOT), (DONE, BEHIND), (ON, BEHIND), (ON, NOT), (DONE, ON, BEHIND)]))
    yield {table.cell(row, "status")}


@fault("T304", ticks=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, DONE)
    yield set()
    table.rows[row]["status"] = table.rows[row]["status"].replace(table.habit.ticked, "")
    yield {table.cell(row, "status")}


@fault("T305")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    table.rows[row]["status"] = random.choice(["基本完成", "正在推进", "按月调度"])
    yield {table.cell(row, "status")}


@fault("T306", ticks=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    table.tick(row, ON, of=[DONE, ON, BEHIND])
    yield {table.cell(row, "status")}


@fault("T307", alone=True, ticks=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, DONE)
    table.calm(row - 1, DONE)
    yield set()
    table.tick(row, DONE, ON)
    yield {"-"}


@fault("T308")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, DONE)
    yield set()
    told = ["西侧挡墙正在浇筑，模板已经支好。", "绿化工程计划于2023年3月进场。", "尚有4处没有硬化，尚未完成铺装。"]
    table.rows[row]["progress"] += random.choice(told)
    yield {table.cell(row, "status")}


@fault("T309")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, DONE)
    yield set()
    column = "problems" if table.has("problems") and random.random() < 0.5 else "progress"
    told = "资金缺口280万元，两户村民不同意搬迁。"
    if column == "progress":
        table.rows[row]["progress"] += f"\n存在问题：{told}"
    else:
        table.rows[row]["problems"] = told
    yield {table.cell(row, "status")}


@fault("T310")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, NOT)
    yield set()
    table.rows[row]["progress"] = "1.测绘招标文件备案。\n2.施工便道已完成铺设，围挡正在施工。"
    yield {table.cell(row, "status")}


@fault("T311")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(
        row, random.choice([ON, NOT]), due=random.choice(["2022年6月底前", "2021年第三季度", "2022年11月30日前"])
    )
    yield set()
    yield {table.cell(row, "status")}


@fault("T312")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, BEHIND)
    yield set()
    table.rows[row]["progress"] = f"1.走访村庄{row + 4}个。\n2.清理乱堆点{row + 3}处。"
    yield {table.cell(row, "progress")}


@fault("T313")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, DONE)
    yield set()
    table.rows[row]["progress"] = f"1.走访村庄{row + 4}个，台账建成。\n2.乱堆点{row + 30}处全部清理，场地平整。"
    yield {table.cell(row, "progress")}


@fault("T314", ticks=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    table.controls.append((row, "status"))
    yield {table.cell(row, "status")}


# --- D -----------------------------------------------------------------------------------------------


def _deadline(*texts: str) -> Fault:
    def plant(table: Table, random: Random, row: int) -> Iterator[Places]:
        table.calm(row, ON)
        yield set()
        table.rows[row]["deadline"] = random.choice(texts)
        yield {table.cell(row, "deadline")}

    return plant


FAULTS["D401"] = _deadline("按上级部署执行", "以批复为准", "尽早")
FAULTS["D402"] = _deadline("2030年2月30日前", "2030年13月底前", "2031年6月31日前")
FAULTS["D403"] = _deadline("12月底前", "10月15日前")
FAULTS["D405"] = _deadline("2022年12月底前", "2023年1月10日前")
FAULTS["D408"] = _deadline("☑已完成\n□达到序时进度\n□未达序时进度\n□尚未启动")
FAULTS["D411"] = _deadline("47848", "48213")
FAULTS["D409"] = _deadline("省级方案印发后3个月内")


@fault("D404")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON, due="2030年6月底前")
    yield set()
    table.rows[row]["deadline"] = random.choice(["2030年12月底前", "2031年上半年", "2030.7.31"])
    yield {table.cell(row, "deadline")}


@fault("D406")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, BEHIND, due=random.choice(["2022年6月底前", "2021年第三季度", "2022.11.30"]))
    yield set()
    yield {table.cell(row, "deadline")}


@fault("D410")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    texts = table.rows[row]
    measures = "1.2022年6月底前修复一期堤岸。\n2.2030年底前修复二期堤岸。"
    table.set_plan(texts, "堤岸修复到位。", measures)
    texts["progress"] = f"1.一期堤岸砌石进度七成，驳船{row + 2}艘进场。\n2.二期开展测量。"
    yield {table.cell(row, "status")}


@fault("D407", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    first, second = table.of_the_city()
    yield set()
    table.set_plan(table.rows[row], "清零。", f"{first}\n1.关停3处。\n{second}\n1.关停2处。")
    table.rows[row]["plan"] = table.rows[row]["measures"]
    table.rows[row]["deadline"] = f"{first}\n2030年6月底前"
    yield {table.cell(row, "deadline")}


@fault("T315", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, DONE)
    table.columns.append("share")
    table.titles["share"] = "完成比例"
    for entry, status in zip(table.rows, table.statuses, strict=True):
        entry["share"] = "100%" if status is DONE else "60%"
    yield set()
    table.rows[row]["share"] = random.choice(["80%", "95%"])
    yield {table.cell(row, "status")}

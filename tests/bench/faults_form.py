"""Faults of the form, and what is missing (S, M)."""

# ruff: noqa: ARG001 - all faults have one signature

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.bench.faults_kit import ALONE, FAULTS, Fault, Places, fault, plan_of
from tests.bench.tables import ON, Table
from xl_tools.core import regions

# --- S -----------------------------------------------------------------------------------------------


@fault("S101", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.titles = {column: f"第{place}栏" for place, column in enumerate(table.columns, 1)}
    yield {"-"}


@fault("S102", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    lost = random.choice(["serial", "deadline", "progress"])
    table.columns.remove(lost)
    yield {"-"}


@fault("S103", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.columns.append("extra")
    table.titles["extra"] = random.choice(["联系手机", "现场照片", "档案盒号"])
    yield {table.cell(-1, "extra")}


@fault("S104", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.columns.append("again")
    table.titles["again"] = "整改时限"
    for entry in table.rows:
        entry["again"] = entry["deadline"]
    yield {table.cell(-1, "again")}


@fault("S105", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    for entry in table.rows:
        entry["region"] = "某某开发片区"
    yield {table.cell(0, "region")}


@fault("S106", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    row = max(row, 1)
    table.habit = type(table.habit)(**{**vars(table.habit), "merged": False})
    table.rows[row]["region"] = "松阳县" if table.unit != "松阳县" else "莲都区"
    yield {table.cell(row, "region")}


@fault("S107")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    row = max(row, 1)
    yield set()
    table.rows[row]["task"] = table.rows[row - 1]["task"]
    yield {table.cell(row, "task")}


@fault("S108")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.rows[row]["serial"] = random.choice(["", "甲", "47"])
    yield {table.cell(row, "serial")}


@fault("S109", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.hidden = {row, min(row + 1, len(table.rows) - 1)}
    yield {table.cell(row, "task")}


@fault("S110")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    column = random.choice(["deadline", "progress", "task"])
    table.errors[row, column] = random.choice(["#REF!", "#NAME?", "="])
    yield {table.cell(row, column)}


@fault("S111")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    row = min(row, len(table.rows) - 2)
    yield set()
    table.joined.append((row, row + 1, "progress"))
    table.calm(row, ON)
    table.calm(row + 1, ON)
    yield {table.cell(row, "progress")}


@fault("S112")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    column = random.choice(["task", plan_of(table)])
    text = table.rows[row][column]
    at = len(text) - random.randrange(2, 5)
    table.rows[row][column] = text[:at] + "另行" + text[at:]
    yield {table.cell(row, column)}


@fault("S113", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    del table.rows[-1]
    yield {"-"}


@fault("S114", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.rows.append(dict(table.rows[-1]))
    table.statuses.append(ON)
    last = len(table.rows) - 1
    table.rows[last]["task"] = "第九十项：滩涂私搭码头没有拆除，岸线受损。"
    table.rows[last]["serial"] = table.rows[last]["serial"].replace("10", "11").replace("十", "十一")
    table.calm(last, ON)
    yield {table.cell(last, "task")}


@fault("S149", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.habit = type(table.habit)(**{**vars(table.habit), "merged": False})
    table.rows.append(dict(table.rows[-1]))
    table.statuses.append(ON)
    last = len(table.rows) - 1
    table.rows[last]["region"] = "松阳县" if table.unit != "松阳县" else "莲都区"
    table.rows[last]["task"] = "第九十项：滩涂私搭码头没有拆除，岸线受损。"
    table.rows[last]["serial"] = table.rows[last]["serial"].replace("10", "11").replace("十", "十一")
    table.calm(last, ON)
    yield {table.cell(last, "region")}


@fault("S115", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.under = ["", "另：第十二项任务的材料随后报送，请先按上月的表汇总。"]
    yield {f"{chr(ord('A') + table.habit.first - 1)}{table.header + len(table.rows) + 2}"}


@fault("S141", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    above = regions.find(table.city)
    assert above
    table.titled = random.choice([one.name for one in regions.children(above) if one.name != table.unit])
    yield {"-"}


@fault("S142", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.rows.append(dict(table.rows[-1]))
    table.statuses.append(ON)
    last = len(table.rows) - 1
    table.rows[last]["task"] = "第九十项：滩涂私搭码头没有拆除，岸线受损。"
    table.struck = {last}
    yield {table.cell(last, "task")}


@fault("S143")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    words = "原报的数作废。"
    table.rows[row]["progress"] += words
    table.struck_ends[row, "progress"] = len(words)
    yield {table.cell(row, "progress")}


@fault("S116", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.month = random.randrange(1, 11)
    yield {"-"}


# --- M -----------------------------------------------------------------------------------------------


def _empty(column: str) -> Fault:
    def plant(table: Table, random: Random, row: int) -> Iterator[Places]:
        table.calm(row, ON)
        yield set()
        name = plan_of(table) if column == "plan" else column
        table.rows[row][name] = random.choice(["", "  ", "\n"])
        if name == "measures":
            table.rows[row]["goal"] = ""
        yield {table.cell(row, name)} | ({table.cell(row, "goal")} if name == "measures" else set())

    return plant


for _code, _column in {
    "M201": "task",
    "M202": "plan",
    "M203": "deadline",
    "M204": "progress",
    "M205": "status",
}.items():
    FAULTS[_code] = _empty(_column)


@fault("M209")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    table.rows[row]["progress"] = random.choice(["同上", "/", "略。", "1.摸清底数。\n2.清理XX处。", "待补充"])
    yield {table.cell(row, "progress")}


@fault("M210")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    told = random.choice(["（请对照整改措施逐条填写）", "填报说明：写清数量和时间。", "（此栏由县整改办填写）"])
    table.rows[row]["progress"] = f"{told}\n{table.rows[row]['progress']}"
    yield {table.cell(row, "progress")}


@fault("M211")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    table.rows[row] |= {"progress": "我县没有这类园区，无此项整改任务。", "status": "", "deadline": ""}
    yield {table.cell(row, "progress")}


def _in_list(column: str, text: str) -> Fault:
    def plant(table: Table, random: Random, row: int) -> Iterator[Places]:
        table.as_list()
        yield set()
        table.rows[row][column] = text
        yield {table.cell(row, column)}

    return plant


FAULTS["M206"] = _in_list("units", "")
FAULTS["M207"] = _in_list("units", "县住建局、县水利局、各乡镇")
FAULTS["M208"] = _in_list("leader", " ")
ALONE.update({"M206", "M207", "M208"})

"""Tables that are not simply to be read cell by cell (S121, S130 to S148)."""

# ruff: noqa: ARG001 - all faults have one signature

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.bench.faults_kit import Places, fault, plan_of
from tests.bench.tables import BEHIND, DONE, NOT, ON, Table


def _line(table: Table, row: int, **texts: str) -> int:
    """Put a line of its own behind an entry."""
    table.calm(row, ON)
    table.rows.insert(row + 1, texts)
    table.statuses.insert(row + 1, ON)
    return row + 1


def _plain(table: Table) -> None:
    """The unit in each row: a merged one would end at an inserted line."""
    table.habit = type(table.habit)(**{**vars(table.habit), "merged": False})


@fault("S121", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.columns.append("other number")
    table.titles["other number"] = random.choice(["问题序号", "任务序号"])
    yield {table.cell(-1, "other number")}


@fault("S147", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    for place in range(len(table.rows)):
        table.calm(place, DONE)
    yield set()
    table.titles["status"] = "是否完成"
    for entry in table.rows:
        entry["status"] = "是"
    table.calm(row, ON)
    table.rows[row]["status"] = random.choice(["否", "未完成"])
    yield {table.cell(row, "status")}


@fault("S130", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    _plain(table)
    yield set()
    row = min(row, len(table.rows) - 2)
    word = random.choice(["合计", "小计", f"{table.unit}小计"])
    here = _line(table, row, **{table.columns[0]: word, "progress": "3项"})
    yield {table.cell(here, table.columns[0])}


@fault("S131", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    _plain(table)
    yield set()
    row = min(row, len(table.rows) - 2)
    here = _line(table, row, task="以下各项的佐证材料另行报送")
    yield {table.cell(here, "task")}


@fault("S132", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    _plain(table)
    yield set()
    last = len(table.rows) - 1
    for number in (11, 12):
        table.rows.append({"region": table.unit, "serial": str(number)})
        table.statuses.append(ON)
    yield {table.cell(last + 1, "serial")}


@fault("S133", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    _plain(table)
    yield set()
    here = _line(table, row, progress="周边群众反映良好。")
    yield {table.cell(here, "task")}


@fault("S134")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    row = min(row, len(table.rows) - 2)
    table.calm(row, ON)
    table.calm(row + 1, ON)
    yield set()
    table.rows[row + 1]["deadline"] = ""
    table.joined.append((row, row + 1, "deadline"))
    yield {table.cell(row, "deadline")}


@fault("S135")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    span = random.choice(["第70-72项", "第七十项至第七十二项", "第70、71、72项"])
    table.rows[row]["task"] = f"{span}：沿河违建没有拆除。"
    yield {table.cell(row, "task")}


@fault("S136", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    _plain(table)
    yield set()
    texts = dict(table.rows[row])
    here = _line(table, row)
    more = {plan_of(table): "3.巡查。", "deadline": "2030年12月底前", "progress": "3.每周巡查一次。"}
    table.rows[here] = more | {"status": table.rows[row]["status"]}
    del texts
    yield {table.cell(row, "task")}


@fault("S148", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    _plain(table)
    yield set()
    here = _line(table, row)
    more = {
        plan_of(table): "3.巡查。",
        "deadline": "2030年12月底前",
        "progress": "3.由于连续降雨推迟，下一步增加班组。",
    }
    other = random.choice([BEHIND, NOT])
    table.rows[here] = more | {"status": other.label}
    if not table.habit.words:
        table.tick(here, other)
    yield {table.cell(here, "status")}


@fault("S137", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.columns.append("nameless")
    table.titles["nameless"] = ""
    table.rows[row]["nameless"] = random.choice(["待核", "已电话催报", "5"])
    yield {table.cell(row, "nameless")}


@fault("S138", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.titles["progress"] = "目前进展情况（12月）"
    table.columns.append("older")
    table.titles["older"] = random.choice(["目前进展情况（11月）", "目前进展情况（10月）"])
    for entry in table.rows:
        entry["older"] = "上期已报。"
    yield {table.cell(-1, "older")}


@fault("S139")
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    table.calm(row, ON)
    yield set()
    table.rows[row]["deadline"] = random.choice(['=DISPIMG("ID_3B1C",1)', '=_xlfn.IMAGE("https://x.invalid/a.png")'])
    yield {table.cell(row, "deadline")}


@fault("S145", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    _plain(table)
    yield set()
    line = "第九十一项：码头散货露天堆放。该任务已销号，本期不再填报。"
    here = _line(table, row, **{table.columns[0]: line})
    yield {table.cell(here, "task")}


@fault("S146", alone=True)
def _(table: Table, random: Random, row: int) -> Iterator[Places]:
    yield set()
    table.rows.clear()
    table.statuses.clear()
    table.under = []
    yield {"-"}

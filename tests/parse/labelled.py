"""Random tables in which every cell is labelled with what it is, before any reader sees them.

The labels are those of a person who knows how the table was made: title, heading, the entry a cell belongs to, or the
name of what it is besides. ``read_labels`` says the same of a table that was read, from its account alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from xl_tools.core.addresses import split_cell
from xl_tools.core.grid import Cell, CellValue, Grid, Range
from xl_tools.core.records import ProgressSheet, Status
from xl_tools.parse.status.status_cell import render_status

HEADINGS = {
    "region": ("县（市、区）名称", "县区", "县（市、区）"),
    "serial": ("序号", "编号"),
    "task": ("整改任务名称", "整改任务", "反馈问题"),
    "plan": ("整改目标和措施", "整改目标及措施"),
    "deadline": ("完成时限", "整改时限"),
    "progress": ("目前进展情况及存在问题", "整改进展情况"),
    "status": ("备注", "整改状态", "完成情况"),
}
UNITS = ("莲都区", "青田县", "缙云县", "遂昌县")
PLACES = ("老砖窑", "东塘溪", "枫树岭", "白沙滩", "五里牌", "横山工业点")
MATTERS = ("洗砂场没有围挡", "排水口漏水", "渣土堆没有遮盖", "垃圾房异味", "旧矿坑没有复绿")


@dataclass
class Labelled:
    """A sheet and the label of each of its cells that is not empty: "title", "heading", "section", a kind that is left
    out ("note", "total" …), or the row of the entry that it belongs to."""

    columns: list[str]
    cells: dict[Cell, CellValue] = field(default_factory=dict)
    labels: dict[Cell, str | int] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    row: int = 1
    number: int = 0

    def put(self, column: int, value: CellValue, label: str | int) -> None:
        if value not in (None, ""):
            self.cells[self.row, column] = value
            self.labels[self.row, column] = label

    def column(self, name: str) -> int:
        return self.columns.index(name) + 1

    def grid(self) -> Grid:
        last = max(row for row, _ in self.cells)
        wide = max(column for _, column in self.cells)
        rows = [[self.cells.get((row, column), "") for column in range(1, wide + 1)] for row in range(1, last + 1)]
        return Grid("整改进展", rows, merged=self.merged, hidden_rows=frozenset(), faults={}, controls=())


def texts_of(rng: Random, table: Labelled) -> dict[str, CellValue]:
    """What a clerk writes for one task."""
    table.number += 1
    place, matter = rng.choice(PLACES), rng.choice(MATTERS)
    number = table.number
    return {
        "region": "莲都区",
        "serial": rng.choice((number, str(number), f"{number}.")),
        "task": f"第{number + 20}项：{place}{matter}。",
        "plan": f"整改目标：{place}改好。\n整改措施：1.摸清底数。2.逐处整改{rng.randint(2, 40)}处。",
        "deadline": rng.choice(("2023年12月底前", "2024年6月30日前", "立行立改，长期坚持", "2023年底前")),
        "progress": f"1.摸排{rng.randint(3, 60)}处，台账建好。2.整改{rng.randint(1, 3)}处。",
        "status": rng.choice((render_status(rng.choice(list(Status))), rng.choice(list(Status)).label)),
    }


Step = Callable[[Random, Labelled], None]


def entry(rng: Random, table: Labelled) -> None:
    """An entry as it should be, whatever stands in its first cell."""
    said = texts_of(rng, table)
    if rng.random() < 0.15:
        said["region"] = rng.choice(
            ("莲都区（联系人：王某，电话：0578-1）", "莲都区 负责人：李某", "合计", "注：莲都区")
        )
    if rng.random() < 0.1:
        said[rng.choice(("plan", "deadline", "progress", "status"))] = ""
    label = table.row
    table.entries.append(label)
    for name, text in said.items():
        if name in table.columns:
            table.put(table.column(name), text, label)
    table.row += 1


def continued(rng: Random, table: Labelled) -> None:
    """An entry whose text goes on in the next row."""
    entry(rng, table)
    name = rng.choice(("progress", "plan"))
    table.put(
        table.column(name), rng.choice(("3.另有2处正在整改。", "并安排专人看护。", "（三）每周巡查一次")), table.row - 1
    )
    table.row += 1


def measures(rng: Random, table: Labelled) -> None:
    """An entry with a row for each measure: the head merged down, or left blank."""
    entry(rng, table)
    first = label = table.row - 1
    merge = rng.random() < 0.6
    for _ in range(rng.randint(1, 2)):
        said = texts_of(rng, table)
        table.number -= 1
        for name in ("plan", "deadline", "progress", "status"):
            table.put(table.column(name), said[name], label)
        table.row += 1
    if merge:
        for name in ("region", "serial", "task"):
            if name in table.columns:
                table.merged.append(Range(first, table.column(name), table.row - 1, table.column(name)))


def units(rng: Random, table: Labelled) -> None:
    """A task merged over a row for each unit: an entry each."""
    if "region" not in table.columns:
        return
    entry(rng, table)
    first = table.row - 1
    table.cells[first, table.column("region")] = "莲都区"
    for unit in rng.sample(UNITS[1:], rng.randint(1, 3)):
        said = texts_of(rng, table)
        table.number -= 1
        table.entries.append(table.row)
        for name, text in {"region": unit, "progress": said["progress"], "status": said["status"]}.items():
            table.put(table.column(name), text, table.row)
        table.row += 1
    if rng.random() < 0.6:
        for name in ("serial", "task", "plan", "deadline"):
            if name in table.columns:
                table.merged.append(Range(first, table.column(name), table.row - 1, table.column(name)))


def one_line(rng: Random, table: Labelled) -> None:
    """A closed task in one line across the table."""
    table.number += 1
    table.entries.append(table.row)
    text = f"第{table.number + 20}项：{rng.choice(PLACES)}{rng.choice(MATTERS)}。该任务已销号，本期不再填报。"
    table.put(1, text, table.row)
    table.merged.append(Range(table.row, 1, table.row, len(table.columns)))
    table.row += 1


def section(rng: Random, table: Labelled) -> None:
    text = rng.choice(("一、个性问题", "（二）共性问题", "三、水环境方面"))
    table.put(1, text, "section")
    table.merged.append(Range(table.row, 1, table.row, len(table.columns)))
    table.row += 1


def heading_again(_: Random, table: Labelled) -> None:
    first = min(row for (row, _), label in table.labels.items() if label == "heading")
    for column in range(1, len(table.columns) + 1):
        table.put(column, table.cells[first, column], "heading")
    table.row += 1


def total(rng: Random, table: Labelled) -> None:
    table.put(1, rng.choice(("合计", "小计", "莲都区小计", "本页合计")), "total")
    table.put(table.column("status"), rng.choice(("3项", 5, "共4项")), "total")
    table.row += 1


def example(rng: Random, table: Labelled) -> None:
    said = texts_of(rng, table)
    table.number -= 1
    said |= rng.choice(
        (
            {"serial": "例", "task": "第X项：某某问题。"},
            {"region": "示例", "serial": "示例"},
            {"task": "（示例）河道采砂没有管住。"},
            {"region": "××县", "task": "第×项：……问题。"},
        )
    )
    if said["region"] in ("示例", "××县") and "region" not in table.columns:
        said["task"] = "第X项：某某问题。"
    for name, text in said.items():
        if name in table.columns:
            table.put(table.column(name), text, "example")
    table.row += 1


def prepared(rng: Random, table: Labelled) -> None:
    for number in range(rng.randint(1, 4)):
        for name, text in (("region", "莲都区"), ("serial", 60 + number), ("status", render_status(None))):
            if name in table.columns:
                table.put(table.column(name), text, "other")
        table.row += 1


def signature(rng: Random, table: Labelled) -> None:
    table.put(1, rng.choice(("单位负责人签字：", "填报单位（盖章）：", "审核人：李某")), "signature")
    if rng.random() < 0.5:
        table.put(table.column("progress"), rng.choice(("填表人：王某", "2022年12月20日")), "signature")
    table.row += 1


def note(rng: Random, table: Labelled) -> None:
    table.put(1, rng.choice(("注：本表每月25日前报送。", "说明：一县一表", "填表说明：只勾一项")), "note")
    table.row += 1


def contacts(rng: Random, table: Labelled) -> None:
    table.row += rng.randint(0, 2)
    table.put(1, "联络员信息", "contact")
    table.row += 1
    lines = [("单位", "姓名", "职务", "电话")]
    lines += [
        (f"{rng.choice(PLACES)}分局", "某甲", "科长", f"0578-{rng.randint(1, 9)}") for _ in range(rng.randint(1, 3))
    ]
    for line in lines:
        for column, text in enumerate(line, 1):
            table.put(column, text, "contact")
        table.row += 1


INSIDE: tuple[Step, ...] = (
    entry, entry, entry, entry, continued, measures, units, one_line, section, heading_again, total, example, prepared,
)  # fmt: skip
BELOW: tuple[Step, ...] = (note, signature, contacts, total, prepared)
TAKEN_BY_ITSELF = (total, example, prepared, section, heading_again)
"""Steps behind which an entry must follow, so that what they stand between is known."""


def labelled_table(rng: Random) -> Labelled:
    """A table with a title, entries of every habit, and what stands between and below them."""
    columns = ["region", "serial", "task", "plan", "deadline", "progress", "status"]
    if rng.random() < 0.25:
        columns.remove("region")
    if rng.random() < 0.3:
        head = columns[:2]
        rng.shuffle(head)
        columns[:2] = head
    table = Labelled(columns)
    for _ in range(rng.randint(0, 2)):
        table.put(1, rng.choice(("附件2", "莲都区督察反馈问题整改进展情况表（2022年12月）")), "title")
        table.row += 1
    for column, name in enumerate(columns, 1):
        table.put(column, rng.choice(HEADINGS[name]), "heading")
    table.row += 1
    if rng.random() < 0.2:
        example(rng, table)
    entry(rng, table)
    for _ in range(rng.randint(2, 10)):
        step = rng.choice(INSIDE)
        step(rng, table)
        if step in TAKEN_BY_ITSELF:
            entry(rng, table)
    if rng.random() < 0.3:
        table.row += 1
    for step in rng.sample(BELOW, rng.randint(0, 3)):
        step(rng, table)
    return table


def read_labels(sheet: ProgressSheet, table: Labelled) -> dict[Cell, str | int]:
    """The labels that the reader gave, by its own account of the cells."""
    found: dict[Cell, str | int] = {}
    rows: dict[int, int] = {row.row: row.row for row in sheet.rows}
    rows |= {also: row.row for row in sheet.rows for also in row.also}
    for row, column in table.cells:
        found[row, column] = rows.get(row, "title" if row < sheet.header_row else "heading")
    for left in sheet.cells.left_out:
        first, _, last = left.area.partition(":")
        (top, start), (bottom, end) = split_cell(first), split_cell(last or first)
        for row, column in table.cells:
            if top <= row <= bottom and start <= column <= end:
                found[row, column] = left.kind
    return found

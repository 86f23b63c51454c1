"""Plans of random sheets: cells and what Excel knows beside them, before any program writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.compare import random_words as words

HEADINGS: dict[str, tuple[str, ...]] = {
    "unit": ("县（市、区）名称", "县（市、区）", "责任主体", "单位", "区县", "报送单位"),
    "serial": ("序号", "编号", "任务序号", "序 号"),
    "task": ("整改任务名称", "整改任务", "问题描述", "反馈问题", "整改事项", "督察反馈问题"),
    "plan": ("整改目标和措施", "整改目标及措施", "整改目标、措施"),
    "goal": ("整改目标", "目标"),
    "measures": ("整改措施", "具体措施", "措施"),
    "deadline": ("完成时限", "整改时限", "完成时间", "时限"),
    "progress": ("目前进展情况及存在问题", "整改进展情况", "工作进展", "目前进展"),
    "status": ("备注", "整改状态", "完成情况", "进度"),
    "bureau": ("责任单位", "牵头单位", "市级责任单位"),
    "odd": ("联系电话", "合计", "附件", "验收意见", "列1", "上月进展", "分管领导"),
}
PROGRESS = ("unit", "serial", "task", "plan", "deadline", "progress", "status")
SECTIONS = ("一、共性问题", "二、个性问题", "（三）水的方面")
TASKS = ("serial", "task", "plan", "deadline", "bureau")


@dataclass
class Plan:
    """One sheet: cells by row and column (from 1), merged ranges, what is hidden, how cells look, notes."""

    name: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[int] = field(default_factory=set)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    state: str = "visible"
    protected: bool = False
    filtered: tuple[int, int, int, int] | None = None


def columns_of(rng: Random, base: tuple[str, ...]) -> list[str]:
    """The columns of a table: split, moved, missing, doubled."""
    chosen: list[str] = []
    split = rng.random() < 0.4
    for name in base:
        chosen += ["goal", "measures"] if name == "plan" and split else [name]
    if rng.random() < 0.25:
        chosen.insert(rng.randrange(len(chosen) + 1), "odd")
    if rng.random() < 0.2 and "bureau" not in chosen:
        chosen.insert(-1, "bureau")
    if rng.random() < 0.15:
        chosen.pop(rng.randrange(len(chosen)))
    if rng.random() < 0.1:
        rng.shuffle(chosen)
    return chosen


def table(
    rng: Random, name: str, base: tuple[str, ...], *, units: tuple[str, ...] = (), rows: int | None = None
) -> Plan:
    """A progress table or a task list."""
    plan = Plan(name)
    left = 2 if rng.random() < 0.15 else 1
    columns = columns_of(rng, base)
    right = left + len(columns) - 1
    row = _title(rng, plan, left, right, units)
    head = row
    row = _head(rng, plan, head, left, columns)
    first = row
    own = units or (words.unit(rng),)
    for number in range(1, (rows or rng.randint(1, 12)) + 1):
        row = _between(rng, plan, row, left, right)
        for place, column in enumerate(columns, left):
            plan.cells[row, place] = _value(rng, column, number, own)
        row += 1
    _after(rng, plan, row, left, right)
    for disturb in _DISTURBANCES:
        if rng.random() < 0.12 and row - first > 1:
            disturb(rng, plan, (first, row - 1), (left, right))
    if rng.random() < 0.12:
        plan.filtered = (head, left, row - 1, right)
    return plan


def _title(rng: Random, plan: Plan, left: int, right: int, units: tuple[str, ...]) -> int:
    """Lines above the table; the row where its heading goes."""
    row = 1 + (rng.random() < 0.05)
    if rng.random() < 0.85:
        whose = units[0] if len(units) == 1 else words.CITY if units else words.unit(rng)
        month = rng.choice(("", "（2022年11月）", "2022年12月", "（截至12月15日）"))
        plan.cells[row, left] = f"{whose}环保督察问题整改进展表{month}"
        if rng.random() < 0.8 and right > left:
            plan.merged.append((row, left, row, right))
        row += 1
    if rng.random() < 0.3:
        plan.cells[row, left] = f"填报单位：{words.unit(rng)}   填报日期：2022年12月{rng.randint(1, 28)}日"
        row += 1
    return row + (rng.random() < 0.15)


def _head(rng: Random, plan: Plan, row: int, left: int, columns: list[str]) -> int:
    """The heading, of one line or two; the first row below it."""
    two = rng.random() < 0.12
    for place, column in enumerate(columns, left):
        text = HEADINGS[column][0] if rng.random() < 0.6 else rng.choice(HEADINGS[column])
        if rng.random() < 0.08:
            text = rng.choice((f" {text}", text.replace("整改", "整改\n"), f"{text}（必填）", "　".join(text)))
        plan.cells[row, place] = text
        if two:
            plan.merged.append((row, place, row + 1, place))
    if rng.random() < 0.03:
        plan.cells.pop((row, left))
    return row + 1 + two


def _value(rng: Random, column: str, number: int, units: tuple[str, ...]) -> Any:
    match column:
        case "unit":
            return units[(number - 1) % len(units)] if rng.random() < 0.93 else words.unit(rng)
        case "serial":
            return words.serial(rng, number)
        case "task":
            return words.task(rng, number) if rng.random() < 0.95 else None
        case "plan":
            return words.plan(rng)
        case "goal":
            return words.goal(rng)
        case "measures":
            return words.measures(rng)
        case "deadline":
            return words.deadline(rng)
        case "progress":
            text = words.progress(rng)
            return words.blocks(rng, text) if rng.random() < 0.05 else text
        case "status":
            return words.status(rng)
        case "bureau":
            return words.bureau(rng)
        case _:
            return rng.choice((None, "有", 138, "详见附件", 0.25, True))


def _between(rng: Random, plan: Plan, row: int, left: int, right: int) -> int:
    """Now and then a line between entries: a section, a blank row, a heading once more."""
    chance = rng.random()
    if chance < 0.03:
        plan.cells[row, left] = rng.choice((*SECTIONS[:2], words.unit(rng), SECTIONS[2]))
        plan.merged.append((row, left, row, right))
        return row + 1
    return row + 1 if chance < 0.05 else row


def _after(rng: Random, plan: Plan, row: int, left: int, right: int) -> None:
    """Lines below the table: totals, signatures, notes."""
    if rng.random() < 0.2:
        plan.cells[row, left] = rng.choice(("合计", "小计", "总计"))
        plan.cells[row, right] = rng.choice((f"{rng.randint(1, 20)}项", "=SUM(B4:B9)", rng.randint(1, 30)))
        row += 1
    if rng.random() < 0.2:
        plan.cells[row + 1, left] = rng.choice(
            ("填表人：陈某   审核人：李某", "注：本表每月25日前报送。", "单位盖章：")
        )


Span = tuple[int, int]
Disturb = Callable[[Random, Plan, Span, Span], None]


def _free(plan: Plan, area: tuple[int, int, int, int]) -> bool:
    """Whether an area touches no merged range."""
    top, left, bottom, right = area
    return not any(t <= bottom and top <= b and x <= right and left <= y for t, x, b, y in plan.merged)


def _merge_down(rng: Random, plan: Plan, rows: Span, columns: Span) -> None:
    top = rng.randint(rows[0], rows[1] - 1)
    bottom, column = min(rows[1], top + rng.randint(1, 3)), rng.randint(columns[0], min(columns[0] + 3, columns[1]))
    if _free(plan, (top, column, bottom, column)):
        plan.merged.append((top, column, bottom, column))


def _merge_across(rng: Random, plan: Plan, rows: Span, columns: Span) -> None:
    row, left = rng.randint(*rows), rng.randint(columns[0], columns[1])
    if left < columns[1] and _free(plan, (row, left, row, left + 1)):
        plan.merged.append((row, left, row, left + 1))


def _hide(rng: Random, plan: Plan, rows: Span, columns: Span) -> None:
    plan.hidden_rows.add(rng.randint(*rows))
    if rng.random() < 0.3:
        plan.hidden_columns.add(rng.randint(*columns))


def _strike(rng: Random, plan: Plan, rows: Span, _: Span) -> None:
    plan.struck.add(rng.randint(*rows))


def _note(rng: Random, plan: Plan, rows: Span, columns: Span) -> None:
    plan.notes[rng.randint(*rows), rng.randint(*columns)] = rng.choice(("请核实", "上月已问过\n等回复", "王某：改过"))


def _stray(rng: Random, plan: Plan, rows: Span, columns: Span) -> None:
    plan.cells[rng.randint(*rows), columns[1] + rng.randint(1, 3)] = rng.choice(("待补", "？", 7, "与上月不同"))


def _faulty(rng: Random, plan: Plan, rows: Span, columns: Span) -> None:
    value = rng.choice(("#N/A", "#REF!", "=1/0", "=A1", "='没有的表'!A1", "=TODAY()", True, -1.5e12, 1e-7, " "))
    plan.cells[rng.randint(*rows), rng.randint(*columns)] = value


def _same(rng: Random, plan: Plan, rows: Span, columns: Span) -> None:
    """A row copied from the one above it."""
    row = rng.randint(rows[0] + 1, rows[1])
    for column in range(columns[0], columns[1] + 1):
        plan.cells[row, column] = plan.cells.get((row - 1, column))


def _continued(rng: Random, plan: Plan, rows: Span, columns: Span) -> None:
    """An entry that goes on in the next row, where only its long cells stand."""
    row = rng.randint(rows[0] + 1, rows[1])
    for column in range(columns[0], columns[1]):
        if rng.random() < 0.7:
            plan.cells.pop((row, column), None)


def _formatted(rng: Random, plan: Plan, rows: Span, columns: Span) -> None:
    formats = ("yyyy年m月", 'yyyy"年"', "0.0%", "@", "m月d日", "yyyy/m/d", "#,##0")
    plan.formats[rng.randint(*rows), rng.randint(*columns)] = rng.choice(formats)


_DISTURBANCES: tuple[Disturb, ...] = (
    _merge_down, _merge_down, _merge_across, _hide, _strike, _note, _stray, _faulty, _faulty, _same, _continued,
    _formatted,
)  # fmt: skip


def contacts(rng: Random, name: str) -> Plan:
    """A sheet that is no table of ours."""
    plan = Plan(name)
    for column, text in enumerate(("姓名", "职务", "电话"), 1):
        plan.cells[1, column] = text
    for row in range(2, rng.randint(3, 7)):
        plan.cells[row, 1], plan.cells[row, 2], plan.cells[row, 3] = "某某", rng.choice(("科长", "主任")), 5780000 + row
    return plan


def continuation(rng: Random, name: str, width: int = 7) -> Plan:
    """Rows of a table without their heading."""
    plan = Plan(name)
    for row in range(1, rng.randint(2, 5)):
        for column, kind in enumerate(PROGRESS[:width], 1):
            plan.cells[row, column] = _value(rng, kind, row + 8, (words.unit(rng),))
    return plan

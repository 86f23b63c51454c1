"""Struck words hold nowhere: over a table, in lines between its rows, in units' cells, in columns that are carried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from xl_tools.core.grid import Book, Cell, Grid, Stretch
from xl_tools.core.records import Field, ProgressSheet, Stage
from xl_tools.core.regions import find
from xl_tools.parse.table.by_unit import by_unit
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

AS_OF = date(2022, 12, 20)
HEAD = ["序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况及存在问题", "备注"]
UNITS = ["县（市、区）名称", *HEAD]


def entry(number: int, *unit: str) -> list[str]:
    plan = f"整改目标：\n完成{number}号点整治。\n整改措施：\n1.清理{number}号点。"
    own = [str(number), f"第{number}项：{number}号点乱堆", plan, "2023年底前", f"1.清理{number}号点。", "☑达到序时进度"]
    return [*unit, *own]


def read(
    *rows: Sequence[str],
    struck: Sequence[Cell] = (),
    parts: dict[Cell, tuple[Stretch, ...]] | None = None,
    path: str = "大理州12月.xlsx",
) -> ProgressSheet:
    facts = {"hidden_rows": frozenset[int](), "faults": {}, "controls": ()}
    grid = Grid("表一", rows, merged=(), struck=frozenset(struck), struck_parts=parts or {}, **facts)  # type: ignore[arg-type]
    (sheet,) = read_sheets(Book(path, (grid,)), as_of=AS_OF)
    return sheet


def shares(sheet: ProgressSheet) -> dict[str, int]:
    parts = by_unit([sheet], within=find("大理州"))
    return {part.region.name if part.region else f"?{part.region_text}": len(part.rows) for part in parts}


def said(sheet: ProgressSheet) -> set[str]:
    found = run([sheet], Context(as_of=AS_OF), only=("S105", "S143")).findings
    return {f"{one.code} {one.cell}" for one in found}


TITLE = "洱源县第三轮中央生态环境保护督察反馈问题整改进展情况表（2022年11月）"


def test_a_struck_title_names_nothing() -> None:
    live = read([TITLE], HEAD, entry(1), path="表.xlsx")
    assert live.region == find("洱源县")
    assert (live.period, live.rows[0].inspection) == ("2022-11", "central-3")
    sheet = read([TITLE], HEAD, entry(1), struck=[(1, 1)], path="剑川县.xlsx")
    assert sheet.region == find("剑川县")
    assert (sheet.period, sheet.rows[0].inspection, sheet.title) == (None, "", "")
    assert said(sheet) == {"S143 A1"}


def test_of_a_title_that_is_struck_in_part_the_rest_counts() -> None:
    text = "洱源县剑川县整改进展情况表（2022年11月2022年12月）"
    stretches = ((0, 3), (15, 23))
    sheet = read([text], HEAD, entry(1), parts={(1, 1): stretches}, path="表.xlsx")
    assert sheet.region == find("剑川县")
    assert sheet.period == "2022-12"
    assert said(sheet) == {"S143 A1"}


def test_a_struck_line_of_who_filled_it_in_names_nobody() -> None:
    sheet = read(["整改进展情况表"], ["填报单位：洱源县"], HEAD, entry(1), struck=[(2, 1)], path="剑川县.xlsx")
    assert sheet.region == find("剑川县")


@pytest.mark.parametrize("line", ["洱源县", "洱源县整改进展情况表", "填报单位：洱源县"])
def test_rows_below_a_struck_line_are_nobodys(line: str) -> None:
    rows = (["剑川县整改进展情况表"], HEAD, entry(1), entry(2), [line], entry(1), entry(2))
    rows = rows if line != "洱源县" else (["整改进展情况表"], HEAD, ["剑川县"], *rows[2:])
    at = len(rows) - 2
    assert shares(read(*rows)) == {"剑川县": 2, "洱源县": 2}
    sheet = read(*rows, struck=[(at, 1)])
    assert shares(sheet) == {"剑川县": 2, "?洱源县（划掉的）": 2}
    assert said(sheet) == {f"S105 A{at}", f"S143 A{at}"}


def test_a_struck_line_that_tells_kind_or_inspection_tells_none() -> None:
    first, second = "一、第二轮中央生态环境保护督察反馈问题", "二、省级生态环境保护督察反馈问题"
    rows = (["洱源县整改进展情况表"], HEAD, [first, *[""] * 5], entry(1), [second, *[""] * 5], entry(2))
    sheet = read(*rows, struck=[(5, 1)])
    assert [row.inspection for row in sheet.rows] == ["central-2", ""]
    assert [row.text(Field.KIND) for row in sheet.rows] == [first, ""]
    assert said(sheet) == {"S143 A5"}


@pytest.mark.parametrize("name", ["洱源县", "剑川县"])
def test_a_struck_unit_among_many_is_nobody(name: str) -> None:
    rows = (["整改进展情况表"], UNITS, entry(1, "剑川县"), entry(1, name), entry(2, ""), entry(1, "鹤庆县"))
    sheet = read(*rows, struck=[(4, 1)])
    assert shares(sheet) == {"剑川县": 1, f"?{name}（划掉的）": 2, "鹤庆县": 1}
    assert {"S105 A4", "S143 A4"} <= said(sheet)


def test_a_struck_unit_in_its_own_table_is_left_out_alone() -> None:
    rows = (["整改进展情况表"], UNITS, entry(1, "剑川县"), entry(2, "剑川县"), entry(3, "剑川县"))
    sheet = read(*rows, struck=[(4, 1)], path="剑川县.xlsx")
    assert shares(sheet) == {"剑川县": 3}
    assert said(sheet) == {"S105 A4", "S143 A4"}


def test_a_unit_written_behind_a_struck_one_counts() -> None:
    rows = (["整改进展情况表"], UNITS, entry(1, "剑川县"), entry(2, "洱源县剑川县"))
    sheet = read(*rows, parts={(4, 1): ((0, 3),)}, path="剑川县.xlsx")
    assert shares(sheet) == {"剑川县": 2}
    assert said(sheet) == {"S143 A4"}


def test_struck_words_of_columns_that_are_carried_and_of_steps_do_not_count() -> None:
    head = [*HEAD, "内部备忘", "销号时间"]
    rows = (
        ["剑川县整改进展情况表"],
        head,
        [*entry(1), "暂不公开", "2022年10月1日"],
        [*entry(2), "好", "2022年11月1日"],
    )
    sheet = read(*rows, struck=[(3, 7), (3, 8)])
    assert [dict(row.extras) for row in sheet.rows] == [{}, {"内部备忘": "好", "销号时间": "2022年11月1日"}]
    assert [row.stages for row in sheet.rows] == [{}, {Stage.CLOSED: date(2022, 11, 1)}]
    assert said(sheet) == {"S143 G3", "S143 H3"}

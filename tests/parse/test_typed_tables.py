"""Tables pasted as text: no cell is lost, and what had to be put together is a note."""

from __future__ import annotations

import pytest

from xl_tools.parse.documents.typed_tables import TypedTable, typed_table

HEAD = "县（市、区）\t序号\t整改任务名称\t整改目标和措施\t完成时限\t目前进展情况\t整改情况"


def row(number: int, progress: str = "已清运。", status: str = "已完成") -> str:
    return f"莲都区\t{number}\t第{number}项：河道\t1.清理\t2035年12月底前\t{progress}\t{status}"


def read(*lines: str) -> TypedTable:
    table = typed_table((HEAD, *lines))
    assert table is not None
    assert {len(one) for one in table.rows} == {len(table.rows[0])}
    return table


def test_a_cell_behind_the_last_heading_is_kept() -> None:
    table = read(row(1) + "\t另记一笔\t再记一笔", row(2))
    assert table.rows[0][7:] == ["备注", "备注2"]
    assert [one[7:] for one in table.rows[1:]] == [["另记一笔", "再记一笔"], ["", ""]]
    assert table.notes == ["第 2 行比表头多 2 栏，多的放在“备注”，请对照原文"]


@pytest.mark.parametrize(
    "lines",
    [
        ("莲都区\t1\t第1项：河道\t1.清理", "2.巡查\t2035年12月底前\t已清运。\t已完成"),
        ("莲都区\t1\t第1项：河道\t1.清理", "2.巡查", "3.再查\t2035年12月底前\t1.已清运。", "2.已修复。\t已完成"),
        ("莲都区\t1\t第1项：河道", "分两段\t1.清理\t2035年12月底前\t已清运。\t已完成"),
    ],
)
def test_a_cell_that_was_broken_is_put_together(lines: tuple[str, ...]) -> None:
    table = read(*lines, row(2), row(3))
    assert [one[1] for one in table.rows[1:]] == ["1", "2", "3"]
    assert table.rows[1][4] == "2035年12月底前"
    assert table.rows[1][6] == "已完成"
    assert "\n".join(lines).split() == "\t".join(table.rows[1]).split()
    assert table.notes == ["第 2 行起的一行，格子里有换行，接成了一行，请对照原文"]


def test_lines_without_a_tab_between_rows_belong_to_the_last_cell() -> None:
    table = read(
        row(1, status="□已完成"), "☑达到序时进度", row(2, status="□已完成"), "☑达到序时进度", "", "以上共2项。"
    )
    assert [one[6] for one in table.rows[1:]] == ["□已完成\n☑达到序时进度"] * 2
    assert table.end == 6
    assert len(table.notes) == 2


def test_a_section_between_rows_is_a_row() -> None:
    table = read(row(1), "（二）共性问题", row(2))
    assert [one[0] for one in table.rows[1:]] == ["莲都区", "（二）共性问题", "莲都区"]
    assert table.rows[1][6] == "已完成"


def test_short_rows_are_not_run_together() -> None:
    table = read("莲都区\t1\t第1项：河道\t1.清理\t2035年12月底前", "莲都区\t2\t第2项：桥梁", row(3))
    assert [one[1] for one in table.rows[1:]] == ["1", "2", "3"]
    assert table.notes == []


def test_what_stands_behind_the_table_is_not_taken() -> None:
    table = read(row(1), row(2), "联系人：张三")
    assert (len(table.rows), table.end) == (3, 3)

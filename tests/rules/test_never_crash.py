"""Whatever stands in the cells, no rule breaks down, and every finding names a cell of the table."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import AS_OF
from xl_tools.core.addresses import split_cell
from xl_tools.core.grid import Book, Grid
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

_HEADING = ["县区", "序号", "整改任务", "整改目标和措施", "完成时限", "进展情况", "存在问题", "备注", "责任单位"]
_PIECES = [
    *(
        "1.",
        "2、",
        "（一）",
        "一、",
        "\n",
        "。",
        "，",
        "：",
        "第三项：",
        "整改目标：",
        "整改措施：",
        "无",
        "/",
        "XX个",
        "请填写",
    ),
    *(
        "正在施工",
        "计划于",
        "2023年6月",
        "2022年",
        "底前",
        "2月30日",
        "已完成",
        "□尚未启动",
        "☑达到序时进度",
        "松阳县",
        "莲都区",
    ),
    *("存在问题", "下一步", "尚未", "无此项整改任务", "长期坚持", "\x00", "\ud800", "#REF!", "9" * 40, "千", "％"),
]
_TEXT = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=6)), max_size=8).map("".join)
_VALUE = st.one_of(_TEXT, st.integers(-5, 50_000), st.floats(), st.booleans(), st.none(), st.dates(date(1999, 1, 1)))
_ROWS = st.lists(st.lists(_VALUE, min_size=9, max_size=9), max_size=4)


@settings(max_examples=150, deadline=None)
@given(rows=_ROWS, before=_ROWS)
def test_no_rule_breaks_down(rows: list[list[object]], before: list[list[object]]) -> None:
    sheets = read_sheets(Book("表.xlsx", (Grid("表", [_HEADING, *rows]),)), as_of=AS_OF)  # type: ignore[list-item]
    others = read_sheets(Book("上.xlsx", (Grid("表", [_HEADING, *before]),)), as_of=AS_OF)  # type: ignore[list-item]
    result = run(sheets, Context(as_of=AS_OF, previous=others, issued=others, period="2022-11"))
    assert not result.crashes
    for found in result.findings:
        assert found.message
        if found.cell:
            row, column = split_cell(found.cell)
            assert row == found.row
            assert 1 <= row <= 1 + len(rows)
            assert column <= len(_HEADING)

"""Worksheet functions: what a cell shows, for good and bad arguments; never a traceback."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doubles.desk import SHEET, Desk, spoil
from tests.round.round_kit import task_table
from xl_tools.app.start import start
from xl_tools.core import user_folder
from xl_tools.surfaces.excel import functions
from xl_tools.surfaces.excel.functions import (
    XLT_CHECK,
    XLT_DEADLINE,
    XLT_GRADE,
    XLT_LIGHT,
    XLT_SCORE,
    XLT_STATUS,
    XLT_TASKSCORE,
)

ERROR_IN_CELL = -2146826246
"""#N/A as pywin32 hands it over."""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("☑已完成\n□达到序时进度\n□未达序时进度\n□尚未启动", "已完成"),
        ("达到序时进度", "达到序时进度"),
        ("□已完成\n□达到序时进度\n□未达序时进度\n□尚未启动", "#N/A"),
        ("", ""),
        (None, ""),
        ([["a"], ["b"]], "#VALUE!"),
        (ERROR_IN_CELL, "#N/A"),
        (object(), "#VALUE!"),
    ],
)
def test_status(text: Any, shown: str) -> None:
    assert XLT_STATUS(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2023年12月底前", datetime(2023, 12, 31)),
        (datetime(2023, 6, 30), datetime(2023, 6, 30)),
        (45107.0, datetime(2023, 6, 30)),
        ("立行立改，长期坚持", "#N/A"),
        ("2023年13月底前", "#N/A"),
        (" ", ""),
        ([["2023年12月底前"]], "#VALUE!"),
    ],
)
def test_deadline(text: Any, shown: Any) -> None:
    assert XLT_DEADLINE(text) == shown


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("2023年12月底前", "☑已完成", "2022-12-20", None, None), 100.0),
        (("2023年12月底前", "未达序时进度", "2022-12-20", 0, 0), 70.0),
        (("2021年12月底前", "达到序时进度", "2022-12-20", 1, 2), 68.57),  # 60 + 0 + 10 x 6/7 + 0
        (("长期坚持", "达到序时进度", "2022-12-20", "", ""), 100.0),
        (("2023年12月底前", "", "2022-12-20", None, None), 40.0),
        (("", "", "2022-12-20", None, None), ""),
        (("2023年12月底前", "已完成", "2022-12-20", -1, None), "#NUM!"),
        (("2023年12月底前", "已完成", "昨天", None, None), "#VALUE!"),
    ],
)
def test_task_score(arguments: tuple[Any, ...], shown: Any) -> None:
    assert XLT_TASKSCORE(*arguments) == shown


@pytest.mark.parametrize(
    ("due", "status", "as_of", "shown"),
    [
        (datetime(2022, 12, 1), "达到序时进度", datetime(2022, 12, 20), "红"),
        ("2035年12月底前", "达到序时进度", "2022-12-20", "绿"),
        ("2022年1月底前", "☑已完成", 44915.0, "绿"),
        ("长期坚持", "达到序时进度", date(2022, 12, 20), "绿"),
        ("看情况", "达到序时进度", date(2022, 12, 20), "#N/A"),
        (None, None, date(2022, 12, 20), ""),
        ("2022年1月底前", "已完成", None, "#VALUE!"),
        ("2022年1月底前", "已完成", "明天", "#VALUE!"),
    ],
)
def test_light(due: Any, status: Any, as_of: Any, shown: str) -> None:
    assert XLT_LIGHT(due, status, as_of) == shown


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ((10.0, 100.0, 90.0, "不低于"), 9.0),
        ((10.0, 100.0, 120.0, "不低于"), 10.0),
        ((10, 10, 12, "不高于"), 8.0),
        ((10, "90%", "81%", ">="), 9.0),
        ((10, 5, 5, "="), 10.0),
        ((0.1, 3, 1, "不低于"), pytest.approx(1 / 30)),
        ((-1, 100, 90, "不低于"), "#NUM!"),
        ((float("nan"), 100, 90, "不低于"), "#NUM!"),
        ((10, 100, 90, "随便"), "#VALUE!"),
        ((10, "九十", 90, "不低于"), "#VALUE!"),
        ((10, None, 90, "不低于"), "#VALUE!"),
        ((10, 100, ERROR_IN_CELL, "不低于"), "#N/A"),
    ],
)
def test_score(arguments: tuple[Any, ...], shown: Any) -> None:
    assert XLT_SCORE(*arguments) == shown


def test_grade() -> None:
    from xl_tools.scoring.scheme import instances

    rules = instances()[-1]
    for grade in rules.grades:
        assert XLT_GRADE(float(grade.at_least)) == grade.name
    assert XLT_GRADE(0) == rules.grades[-1].name
    assert XLT_GRADE(-1) == "#NUM!"
    assert XLT_GRADE("优秀") == "#VALUE!"


def test_check_spills_the_findings_with_their_addresses(desk: Desk) -> None:
    book = desk.lay(spoil)
    lines = XLT_CHECK(book.sheets[SHEET].range("A3:G7"))
    assert lines[0] == ["级别", "代码", "单元格", "问题", "怎么改"]
    assert {line[2] for line in lines[1:] if line[0] == "错误"} == {"G5", "E6", "F7"}
    assert len({len(line) for line in lines}) == 1


def test_check_of_a_clean_table_and_of_no_table(desk: Desk) -> None:
    sheet = desk.lay().sheets[SHEET]
    assert XLT_CHECK(sheet.range("A3:G7")) == [["没有发现问题"]]
    assert XLT_CHECK(sheet.range("A1:B2")) == "#N/A"
    assert XLT_CHECK("not a range") == "#VALUE!"


def test_a_fault_of_ours_is_an_error_value_and_a_log(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    del desk

    def fail(_: Any) -> None:
        raise KeyError("detail")

    monkeypatch.setattr(functions, "read_status", fail)
    assert XLT_STATUS("已完成") == "#VALUE!"
    assert "detail" in (user_folder.folder() / "xl_tools.log").read_text("utf-8")


anything = st.one_of(
    st.none(), st.text(), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.lists(st.text())
)


@given(anything, anything, anything, anything)
def test_no_argument_makes_a_function_raise(a: Any, b: Any, c: Any, d: Any) -> None:
    for answer in (XLT_STATUS(a), XLT_DEADLINE(a), XLT_LIGHT(a, b, c), XLT_SCORE(a, b, c, d), XLT_GRADE(a)):
        assert isinstance(answer, str | float | datetime)


def test_the_lights_are_those_that_the_workspace_settles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_folder, "folder", lambda: tmp_path / "用户")
    start(task_table(tmp_path / "清单.xlsx", "丽水市"), out=tmp_path / "督察")
    assert XLT_LIGHT("2023-03-31", "达到序时进度", "2023-01-20") == "黄"
    user_folder.keep_answer("workspace", str(tmp_path / "督察"))
    assert XLT_LIGHT("2023-03-31", "达到序时进度", "2023-01-20") == "黄"
    book = openpyxl.load_workbook(tmp_path / "督察" / "工作台.xlsx")
    next(row for row in book["工作台"].iter_rows(min_row=4) if row[0].value == "橙灯天数")[1].value = "80"
    book.save(tmp_path / "督察" / "工作台.xlsx")
    assert XLT_LIGHT("2023-03-31", "达到序时进度", "2023-01-20") == "橙"

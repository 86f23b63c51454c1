"""Columns that no field claims and that mean something: closing steps with their days, percentages, when it was done;
and a unit's cell with a contact in it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.drawn import progress
from xl_tools.core.records import Stage, Status
from xl_tools.parse.table.unit_cells import unit_and_contact
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run

AS_OF = date(2022, 12, 20)
HEAD = "| 县（市、区） | 整改任务 | 备注 | {} |"


def said(heading: str, *cells: str) -> list[object]:
    """What the rows of a table say in a column of this heading: stages, percent or day."""
    rows = [f"| 莲都区 | 第{place}项：河道采砂 | 已完成 | {cell} |" for place, cell in enumerate(cells, 1)]
    sheet = progress("\n".join((HEAD.format(heading), *rows)))
    return [dict(row.stages) or row.percent or row.done_on for row in sheet.rows]


@pytest.mark.parametrize(
    ("heading", "stage"),
    [
        ("验收日期", Stage.ACCEPTED),
        ("县级验收情况", Stage.ACCEPTED),
        ("公示时间", Stage.PUBLISHED),
        ("销号时间", Stage.CLOSED),
        ("报备日期", Stage.FILED),
    ],
)
def test_the_day_of_a_closing_step_is_read(heading: str, stage: Stage) -> None:
    assert said(heading, "2022年11月3日", "2022-10-08", "20221101", "2022.9.1至9.10", "2022年8月") == [
        {stage: date(2022, 11, 3)},
        {stage: date(2022, 10, 8)},
        {stage: date(2022, 11, 1)},
        {stage: date(2022, 9, 1)},
        {stage: None},
    ]


def test_words_tell_a_step_without_its_day_and_a_day_to_come_is_planned() -> None:
    assert said("验收情况", "已验收", "未验收", "通过", "2023年3月1日", "正在组织") == [
        {Stage.ACCEPTED: None},
        None,
        {Stage.ACCEPTED: None},
        None,
        None,
    ]


@pytest.mark.parametrize("heading", ["计划验收时间", "验收标准", "验收单位", "销号文号", "验收人"])
def test_what_only_has_the_word_is_no_step(heading: str) -> None:
    assert said(heading, "2022年11月3日") == [None]


def test_the_furthest_step_is_that_of_the_status_and_nothing_more_is_asked() -> None:
    table = "| 整改任务 | 整改进展 | 备注 | 验收时间 | 销号时间 |\n| 第一项：河道采砂 | {} | 已完成 | {} | {} |"
    done = "拆除沿线堆场3处，恢复植被2000平方米，设立界桩12个。"
    closed = progress(table.format(done, "2022-10-01", "2022-11-01"))
    assert [row.status.stage for row in closed.rows] == [Stage.CLOSED]
    codes = [{one.code for one in run([progress(table.format(done, *days))], Context(as_of=AS_OF)).findings}
             for days in (("2022-10-01", "2022-11-01"), ("", ""))]  # fmt: skip
    assert ["T313" in found for found in codes] == [False, True]


def test_percentages_are_held_apart_from_statuses() -> None:
    assert said("完成率", "80%", "100%") == [80.0, 100.0]
    assert said("形象进度（%）", "60", "100") == [60.0, 100.0]
    assert said("完成比例", "0.8", "1") == [80.0, 100.0]
    sheet = progress("| 整改任务 | 完成进度 | 状态 |\n| 第一项：河道 | 0.8 | 已完成 |\n| 第二项：管网 | 1 | 已完成 |")
    assert [row.status.status for row in sheet.rows] == [Status.COMPLETED] * 2


def test_when_it_was_done_is_not_when_it_is_due() -> None:
    assert said("实际完成时间", "2022年11月2日") == [date(2022, 11, 2)]
    sheet = progress("| 整改任务 | 整改时限 | 整改完成时间 |\n| 第一项：河道 | 2023年底前 | 2022年11月2日 |")
    (row,) = sheet.rows
    assert (row.deadline.due, row.done_on) == (date(2023, 12, 31), date(2022, 11, 2))


def test_a_role_is_told_once_a_table_and_is_no_unknown_heading() -> None:
    sheet = progress(f"{HEAD.format('验收日期')}\n| 莲都区 | 第一项：河道 | 已完成 | 2022-11-03 |")
    found = [one for one in run([sheet], Context(as_of=AS_OF)).findings if one.code in ("S103", "S121")]
    assert [(one.code, one.cell) for one in found] == [("S121", "D1")]
    assert "按“验收”读" in found[0].message


def test_under_whether_it_is_completed_going_on_is_no_answer_and_no_fault() -> None:
    sheet = progress("| 整改任务 | 是否完成 |\n| 第一项：河道 | 长期坚持 |\n| 第二项：管网 | 是 |")
    assert [row.status.verdict for row in sheet.rows] == ["open", "one"]
    assert "T305" not in {one.code for one in run([sheet], Context(as_of=AS_OF)).findings}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("青田县（张某 0578-6821234）", ("青田县", "张某 0578-6821234")),
        ("青田县(联系人：李某，电话：6821234)", ("青田县", "联系人：李某，电话：6821234")),
        ("青田县\n王某 13800000000", ("青田县", "王某 13800000000")),
        ("青田县", ("青田县", "")),
        ("莲都区（经开区）", ("莲都区（经开区）", "")),
        ("丽水经济技术开发区（南城）", ("丽水经济技术开发区（南城）", "")),
    ],
)
def test_a_contact_is_parted_from_the_unit(text: str, expected: tuple[str, str]) -> None:
    assert unit_and_contact(text) == expected


def test_a_unit_with_a_contact_is_that_unit_and_the_contact_is_kept() -> None:
    sheet = progress(
        "| 县（市、区） | 整改任务 |\n| 青田县（张某 0578-6821234） | 第一项：河道 |\n| 莲都区 | 第一项：河道 |"
    )
    assert [row.text(sheet.form.whose or sheet.form.subject) for row in sheet.rows] == ["青田县", "莲都区"]
    assert list(sheet.rows[0].extras.values()) == ["张某 0578-6821234"]
    assert "S105" not in {one.code for one in run([sheet], Context(as_of=AS_OF)).findings}

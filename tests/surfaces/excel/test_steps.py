"""A button in steps: what is asked and said comes after Python has returned, and nothing is lost in silence."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doubles.addin import OURS
from tests.doubles.desk import Desk
from tests.doubles.marked import mark_open
from xl_tools.marks.plan import Say
from xl_tools.surfaces.excel import ribbon, steps
from xl_tools.surfaces.excel.desk import NEXT


def left(desk: Desk) -> tuple[str, str, str, str]:
    assert desk.addin.left is not None
    return desk.addin.left


def test_a_question_is_left_and_the_call_returns(desk: Desk) -> None:
    desk.lay()
    ribbon.set_day(OURS)
    kind, prompt, _, following = left(desk)
    assert (kind, following) == ("text", NEXT)
    assert prompt.startswith("判断是否到期按哪一天？")
    assert desk.excel.alerts == []


def test_the_answer_goes_on_with_the_button(desk: Desk) -> None:
    desk.lay()
    ribbon.set_day(OURS)
    desk.addin.answer = "2030-01-01"
    ribbon.answered(OURS)
    assert left(desk) == ("info", "今天的校验和汇总按 2030-01-01 判断是否到期。", "", "")


def test_cancel_leaves_nothing_to_say(desk: Desk) -> None:
    desk.lay()
    ribbon.set_day(OURS)
    desk.addin.left, desk.addin.answer = None, ""
    ribbon.answered(OURS)
    assert desk.addin.left is None


def test_an_answer_after_python_was_restarted_is_one_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.lay()
    ribbon.set_day(OURS)
    monkeypatch.setattr(steps, "_waiting", [])  # another process knows nothing of the button
    ribbon.answered(OURS)
    kind, text, _, following = left(desk)
    assert (kind, following) == ("wrong", "")
    assert text == "工具重新启动过，刚才的操作中断了，没有做完；请重新点按钮。"


def test_another_click_gives_up_the_button_that_waited(desk: Desk) -> None:
    desk.lay()
    ribbon.set_day(OURS)
    ribbon.help(OURS)
    assert "校验本表" in left(desk)[1]
    desk.addin.answer = "2030-01-01"
    ribbon.answered(OURS)
    assert "没有做完" in left(desk)[1]


def test_a_failure_after_an_answer_is_left_too(desk: Desk) -> None:
    desk.lay()
    ribbon.set_day(OURS)
    desk.addin.answer = "二月三十日"
    ribbon.answered(OURS)
    assert left(desk)[:2] == ("wrong", "日期“二月三十日”不对，请写成 2022-12-20 或 2022年12月20日 这样。口径没有改。")


def test_what_several_actions_say_is_one_message(desk: Desk) -> None:
    book = desk.lay()

    def talk(_: Any) -> Any:
        yield Say("第一句。")
        yield Say("状态", "status")
        yield Say("第二句。", "wrong")

    steps.begin("talk", ribbon.Desk(book, ribbon.date.today()), talk)
    assert left(desk)[:2] == ("wrong", "第一句。\n第二句。")
    assert desk.excel.status_bar == "状态"


def test_an_add_in_that_cannot_be_left_anything_is_spoken_to_at_once(desk: Desk) -> None:
    """Add-ins of version 0.1 are told that the versions differ."""
    desk.lay()
    del desk.excel.macros["XLT_Leave"]
    ribbon.check("0.1.0")
    (said,) = desk.excel.alerts
    assert said.startswith("加载项的版本是 0.1.0，程序包的版本是 ")


def test_going_to_a_finding_says_nothing_and_shows_it_in_the_status_bar(desk: Desk) -> None:
    from tests.books.test_excel_marks import THREE

    mark_open(desk.lay(), THREE)
    ribbon.next_finding(OURS)
    assert desk.addin.left is None
    assert desk.excel.status_bar.startswith("第 1 处，共 3 处")

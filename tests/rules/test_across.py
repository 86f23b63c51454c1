"""X at one sheet: against last period's."""

from __future__ import annotations

import pytest

from tests.drawn import AS_OF, fired, progress, sheets
from xl_tools.rules.context import Context

ROW = "| 整改任务 | 完成时限 | 状态 |\n| 第一项：甲 | {due} | {status} |"


def against(then: tuple[str, str], now: tuple[str, str], code: str, issued: str = "") -> list[str]:
    context = Context(
        as_of=AS_OF,
        previous=sheets(ROW.format(due=then[0], status=then[1])),
        issued=sheets(ROW.format(due=issued, status=then[1])) if issued else (),
    )
    return fired(progress(ROW.format(due=now[0], status=now[1])), code, context)


@pytest.mark.parametrize(
    ("before", "now", "cells"),
    [
        ("已完成", "达到序时进度", ["C2"]),
        ("达到序时进度", "未达序时进度", ["C2"]),
        ("未达序时进度", "尚未启动", ["C2"]),
        ("达到序时进度", "已完成", []),
        ("未达序时进度", "未达序时进度", []),
        ("已完成", "☑已完成☑尚未启动", []),
        ("正在推进", "尚未启动", []),
    ],
)
def test_a_status_that_fell(before: str, now: str, cells: list[str]) -> None:
    assert against(("2030年底前", before), ("2030年底前", now), "X701") == cells


@pytest.mark.parametrize(
    ("before", "now", "cells"),
    [
        ("2030年6月底前", "2030年12月底前", ["B2"]),
        ("2030年6月底前", "2030年3月底前", ["B2"]),
        ("2030年6月底前", "2030.6.30", []),
        ("2030年6月底前", "", []),
        ("", "2030年6月底前", []),
        ("立行立改，长期坚持", "立行立改", ["B2"]),
        ("2030年6月底前", "按部署执行", []),
    ],
)
def test_a_deadline_that_changed(before: str, now: str, cells: list[str]) -> None:
    assert against((before, "达到序时进度"), (now, "达到序时进度"), "X702") == cells


def test_a_deadline_put_back_to_what_was_issued_is_right() -> None:
    then, now = ("2030年12月底前", "达到序时进度"), ("2030年6月底前", "达到序时进度")
    assert against(then, now, "X702", issued="2030年6月底前") == []


def test_a_later_deadline_than_issued_is_said_once() -> None:
    then, now = ("2030年6月底前", "达到序时进度"), ("2030年12月底前", "达到序时进度")
    assert against(then, now, "D404", issued="2030年6月底前") == ["B2"]
    assert against(then, now, "X702", issued="2030年6月底前") == []

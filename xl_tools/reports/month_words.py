"""A month's report in sentences: the same on the terminal and in Excel."""

from __future__ import annotations

from collections.abc import Iterator

from xl_tools.core.period import month
from xl_tools.reports.month import STATE_LABELS, MonthReport, RoundReport

_SIGNS = {"done": "√", "unsettled": "！", "not_needed": "√", "next": "→", "waiting": "…", "later": "　"}
_MOST = 6
"""Sentences about what was done that are shown; the files hold them all."""


def lines_of(report: MonthReport) -> list[str]:
    """What was done, then how each round stands."""
    due = f"，报送截止 {report.deadline:%Y-%m-%d %H:%M}" if report.deadline else "，没有写报送截止"
    lines = [f"{report.name}{month(report.period)}（工作台 {report.workspace}）{due}。"]
    if report.did:
        lines.append(f"这次做了{_of(report.inspection)}{report.did.value}：")
        lines += report.said[:_MOST]
        more = len(report.said) - _MOST
        lines += [f"另有 {more} 条，见写出的表。"] if more > 0 else []
        lines += [f"请看：{path}" for path in report.written]
    for one in report.rounds:
        lines += _standing(one)
    return lines


def _standing(one: RoundReport) -> Iterator[str]:
    steps = "  ".join(f"{_SIGNS[step.state]}{step.step.value}" for step in one.steps)
    yield f"{one.inspection + '：' if one.inspection else ''}{steps}"
    for step in one.steps:
        if step.state == "unsettled":
            yield f"{STATE_LABELS['unsettled']}：{step.step.value}，{step.note}改好以后再做一次“本月”。"
    turn = one.turn
    if turn is None:
        yield f"{_of(one.inspection)}这一期做完了。换到下一期：xl-tools month --next（Excel 里再点一次“本月”）。"
    elif turn.state == "waiting":
        yield f"{STATE_LABELS['waiting']}{turn.step.value}：{turn.note}"
    else:
        yield f"下一步：{turn.step.value}。"


def _of(inspection: str) -> str:
    return f"{inspection}的" if inspection else ""

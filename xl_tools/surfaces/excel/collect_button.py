"""The button 收报: what came, sorted by unit, and who has not reported; the list is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_tools.app.collect import collect as sort_out
from xl_tools.app.month import collect_now
from xl_tools.books.excel import open_book
from xl_tools.core.dates import read_moment
from xl_tools.core.period import month
from xl_tools.marks.plan import Open, Say
from xl_tools.reports.month_words import lines_of
from xl_tools.reports.round import STATE_LABELS, CollectReport

if TYPE_CHECKING:
    from xl_tools.surfaces.excel.desk import Desk, Steps

_NONE = "无"
_SHOWN = 5
"""Remarks that the message holds."""


def collect(desk: Desk) -> Steps[None]:
    """Sort what came: in a workspace that of its rounds, else of a folder that is asked for."""
    if desk.office.folder and desk.office.inspections:
        with open_book.at_work(desk.app, "正在收报…"):
            done = collect_now(desk.office, today=desk.today)
            unopened = ""
            for path in done.written:
                unopened += yield Open(path)
        yield Say("\n".join([*lines_of(done), *(copy.sentence for copy in done.kept)]) + unopened)
        return
    inbox = yield from desk.pick_folder("选装着来件的文件夹（收到的附件、压缩包）")
    out = yield from desk.pick_folder("结果放进哪个文件夹（不能是来件的文件夹）")
    known = yield from desk.yes("有下发的文件夹吗？\n选“是”就选它：下发过的单位应报，并和原文对照。")
    issued = (yield from desk.pick_folder("选下发的文件夹")) if known else None
    said = yield from desk.ask("报送截止是哪一天？写成 2022-12-25 这样；没有就写“无”。", _NONE)
    deadline = None if said == _NONE else read_moment(said, desk.today)
    with open_book.at_work(desk.app, "正在收报…"):
        report = sort_out(inbox, out=out, issued=issued, deadline=deadline, as_of=desk.day, office=desk.office)
        unopened = yield Open(report.receipt)
    yield Say("\n".join([*_told(report), *desk.by_office]) + unopened)


def _told(report: CollectReport) -> list[str]:
    states: list[str] = [unit.state for unit in report.units]
    counts = "，".join(f"{label} {states.count(state)}" for state, label in STATE_LABELS.items())
    more = len(report.notices) - _SHOWN
    return [
        f"{month(report.period)}应收 {len(states)} 个单位：{counts}。原文件没有改动。",
        *(notice.message for notice in report.notices[:_SHOWN]),
        *([f"另有 {more} 条，见“来件”一页。"] if more > 0 else []),
        *(copy.sentence for copy in report.kept),
        f"收报情况表：{report.receipt}",
    ]

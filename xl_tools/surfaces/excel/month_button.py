"""The button 本月: where the round stands, and its next step; without a workspace it makes one. Nothing is sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.month import month
from xl_tools.app.next_period import open_next
from xl_tools.app.start import start
from xl_tools.books.excel import open_book
from xl_tools.core import user_folder
from xl_tools.core.period import read_period
from xl_tools.marks.plan import Open, Say
from xl_tools.reports.month import MonthReport, Step
from xl_tools.reports.month_words import lines_of
from xl_tools.surfaces.excel.settled import WORKSPACE

if TYPE_CHECKING:
    from xl_tools.surfaces.excel.desk import Desk, Steps

_NONE = "无"


def next_step(desk: Desk) -> Steps[None]:
    """Do the next step of the month, or go on to the next one, or make a workspace where there is none."""
    office = desk.office
    if office.folder is None:
        yield from _start(desk)
        return
    report = yield from _run(desk, go_on=False)
    turns = [one.turn for one in report.rounds]
    if report.did:
        yield Say(_told(report))
    elif not any(turns):
        if (yield from desk.yes(f"{office.name}这一期已经做完。\n{office.folder}\n换到下一期吗？")):
            yield Say("\n".join(open_next(office, today=desk.today).said))
    elif not any(turn and turn.step is Step.ROLLUP for turn in turns):
        yield Say(_told(report))
    elif (yield from desk.yes(f"{_told(report)}\n不等了，现在就汇总吗？")):
        yield Say(_told((yield from _run(desk, go_on=True))))


def _run(desk: Desk, *, go_on: bool) -> Steps[MonthReport]:
    """A run of the month; the last file that it wrote is opened."""
    with open_book.at_work(desk.app, "正在做本月的下一步…"):
        report = month(desk.office, today=desk.today, go_on=go_on)
        if report.written:
            yield Open(report.written[-1])
    return report


def _told(report: MonthReport) -> str:
    return "\n".join([*lines_of(report), *(copy.sentence for copy in report.kept)])


def _start(desk: Desk) -> Steps[None]:
    """Make a workspace and open its workbook."""
    asked = "还没有工作台。建一个吗？\n选“是”：选一份任务清单，再选放在哪里。\n已经有的，打开“工作台.xlsx”再点“本月”。"
    if not (yield from desk.yes(asked)):
        return
    tasks = yield from desk.pick_file("选任务清单（责任清单）")
    folder = yield from desk.pick_folder("工作台放在哪个文件夹")
    period = read_period((yield from desk.ask("从哪一期开始？写成 2022-12 这样。")))
    deadline = yield from desk.ask("报送截止是哪一天？如 2022-12-25；每期都一样的写“每月25日”；没有就写“无”。", _NONE)
    with open_book.at_work(desk.app, "正在建工作台…"):
        made = start(tasks, out=folder, period=period, deadline=None if deadline == _NONE else deadline)
        user_folder.keep_answer(WORKSPACE, str(Path(made.folder)))
        unopened = yield Open(made.workbook)
    lacking = f"请在“工作台.xlsx”里填上{'、'.join(made.lacking)}，保存。" if made.lacking else ""
    yield Say(f"{made.name}的工作台建好了，{made.tasks} 项任务。{lacking}然后再点“本月”。{unopened}")

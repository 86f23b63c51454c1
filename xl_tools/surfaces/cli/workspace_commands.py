"""The commands of the workspace: ``init`` makes one, ``month`` does the next step of its round, ``print`` is its table
on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from xl_tools.surfaces.cli.options import AsJson, AsOf, read_date, settled, show
from xl_tools.surfaces.cli.words import Argument, Command, Group, Option

if TYPE_CHECKING:
    from xl_tools.app.print_version import Printed
    from xl_tools.app.start import Started
    from xl_tools.reports.month import MonthReport


def init(
    tasks: Annotated[Path, Argument(help="任务清单（责任清单）", metavar="文件")],
    out: Annotated[Path, Option("--out", help="工作台放进这个文件夹；不写就是当前文件夹", metavar="文件夹")] = Path(),
    name: Annotated[str | None, Option("--name", help="单位的全称，清单里看不出时用", metavar="名称")] = None,
    period: Annotated[str | None, Option("--period", help="从哪一期开始，如 2022-12", metavar="年-月")] = None,
    deadline: Annotated[
        str | None, Option("--deadline", help="报送截止，如 2022-12-25，或“每月25日”", metavar="时间")
    ] = None,
    signed: Annotated[str, Option("--signed", help="邮件落款", metavar="单位")] = "",
    units: Annotated[Path | None, Option("--units", help="单位清单：乡镇、开发区、部门", metavar="文件")] = None,
    addresses: Annotated[Path | None, Option("--addresses", help="现成的通讯录工作簿", metavar="文件")] = None,
    as_json: AsJson = False,
) -> int:
    """建工作台：从任务清单开始，以后在这个文件夹里运行，命令不用写选项。"""
    from xl_tools.app.start import start

    made = start(
        tasks,
        out=out,
        name=name,
        period=period,
        deadline=deadline,
        signed=signed,
        units=units,
        addresses=addresses,
    )
    show(made, as_json, lambda: _show_started(made))
    return 0


def _show_started(made: Started) -> None:
    from xl_tools.surfaces.cli.console import say

    say(f"{made.name}的工作台建好了，{made.tasks} 项任务：{made.workbook}", "bold")
    if made.lacking:
        say(f"请打开它，填上{'、'.join(made.lacking)}。", "yellow")


def month(
    next_: Annotated[bool, Option("--next", help="这一期做完了，换到下一期")] = False,
    go_on: Annotated[bool, Option("--go-on", help="没有报的、退回的不等了，接着做")] = False,
    look: Annotated[bool, Option("--look", help="只看做到哪一步，什么也不做")] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """本月：做到哪一步了，接着做下一步；一次一步，邮件只写草稿，从不发送。"""
    from xl_tools.app.month import month as run
    from xl_tools.app.next_period import open_next

    office = settled()
    day = read_date(as_of)
    if next_:
        opened = open_next(office, today=day or date.today())
        show(opened, as_json, lambda: _say_all(opened.said))
        return 0
    report = run(replace(office, as_of=day) if day else office, today=day or date.today(), look=look, go_on=go_on)
    show(report, as_json, lambda: _show_month(report))
    return report.exit_code


def _show_month(report: MonthReport) -> None:
    from xl_tools.reports.month_words import lines_of
    from xl_tools.surfaces.cli.console import say

    for line in lines_of(report):
        say(line)


def _say_all(lines: Sequence[str]) -> None:
    from xl_tools.surfaces.cli.console import say

    for line in lines:
        say(line)


def print_(
    path: Annotated[Path, Argument(help="汇总工作簿，或一份进展情况表", metavar="文件")],
    out: Annotated[Path | None, Option("--out", help="放进这个文件夹；不写就放在原文件旁边", metavar="文件夹")] = None,
    as_json: AsJson = False,
) -> int:
    """打印稿：进展情况表排成能打印的样子，长文字接着往下排，不截断；有 LibreOffice 的同时写 PDF。"""
    from xl_tools.app.occasions import occasion
    from xl_tools.app.print_version import print_version

    report = print_version(path, occasion(None, office=settled()), out=out)
    show(report, as_json, lambda: _show_printed(report))
    return report.exit_code


def _show_printed(report: Printed) -> None:
    from xl_tools.surfaces.cli.console import say

    say(f"打印稿：{report.workbook}（{report.rows} 项任务）", "bold")
    say(f"PDF：{report.pdf}" if report.pdf else "没有安装 LibreOffice，没有写 PDF；请打开打印稿另存为 PDF。")


COMMANDS: Mapping[str, Command | Group] = {"init": init, "month": month, "print": print_}

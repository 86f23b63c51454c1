"""The commands ``closing``: acceptance, publicity, closing and filing of completed tasks."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from xl_tools.core.dates import read_day
from xl_tools.core.errors import UserError
from xl_tools.core.working_days import DayUnit
from xl_tools.surfaces.cli.options import AsJson, show
from xl_tools.surfaces.cli.words import Argument, Group, Option

if TYPE_CHECKING:
    from xl_tools.reports.closing import DaysReport

closing = Group("销号：验收、公示、销号、报备。")


@closing.command("days")
def closing_days(
    start: Annotated[str, Argument(help="公示的第一天，如 2024-09-29", metavar="起日")],
    count: Annotated[int | None, Option("--count", help="公示几天：算出止日", metavar="天数", min=1)] = None,
    unit: Annotated[str, Option("--unit", help="工作日 或 日历日", metavar="单位")] = DayUnit.WORKING.value,
    end: Annotated[str | None, Option("--end", help="公示的最后一天：算出有几天", metavar="止日")] = None,
    calendar: Annotated[
        Path | None, Option("--calendar", help="有“工作日历”表的工作簿（销号台账就有），补充放假安排", metavar="文件")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """算公示期：首日计入；放假、调休按国务院的安排，没有公布的年度标明“估算”。"""
    from xl_tools.app.closing_days import days

    today = date.today()
    if unit not in list(DayUnit):
        raise UserError(f"--unit 请写“{DayUnit.WORKING}”或“{DayUnit.CALENDAR}”，不能是“{unit}”。")
    made = days(
        read_day(start, today),
        count=count,
        unit=DayUnit(unit),
        end=None if end is None else read_day(end, today),
        calendar=calendar,
    )
    show(made, as_json, lambda: _show_days(made))
    return 0


def _show_days(made: DaysReport) -> None:
    from xl_tools.surfaces.cli.console import say

    rough = "（估算）" if made.estimated else ""
    say(f"{made.start} 至 {made.end}：{made.working_days} 个工作日{rough}，{made.calendar_days} 个日历日。", "bold")
    if made.off:
        say(f"放假：{'；'.join(made.off)}。")
    if made.on:
        say(f"调休上班：{'；'.join(made.on)}。")
    if made.estimated:
        years = "、".join(map(str, made.estimated))
        say(f"{years}年的放假安排不知道，按周一至周五估算；公布以后请填进“工作日历”再算。", "yellow")

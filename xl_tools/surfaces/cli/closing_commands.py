"""The commands ``closing``: acceptance, publicity, closing and filing of completed tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from xl_tools.core.dates import read_day
from xl_tools.core.errors import UserError
from xl_tools.core.working_days import DayUnit
from xl_tools.surfaces.cli.options import AsJson, AsOf, Settings, read_codes, read_date, settled, show
from xl_tools.surfaces.cli.words import Argument, Group, Option

if TYPE_CHECKING:
    from xl_tools.reports.closing import CountyLedger, DaysReport, LedgerReport, PapersReport

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


@closing.command("start")
def closing_start(
    rollup: Annotated[Path, Argument(help="汇总工作簿，或装着各县进展表的文件夹", metavar="汇总工作簿")],
    tasks: Annotated[Path | None, Argument(help="整改方案的任务清单：补上目标和措施", metavar="清单")] = None,
    out: Annotated[Path, Option("--out", help="写成这个工作簿；已经有的接着补，填过的不动", metavar="文件")] = Path(
        "销号台账.xlsx"
    ),
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """建销号台账：汇总里已完成的每项每县一行；台账已经有了就补上新完成的，手工填的都留着。"""
    from xl_tools.app.closing_ledger import start

    made = start(rollup, tasks, out=out, as_of=read_date(as_of), office=settled())
    show(made, as_json, lambda: _show_ledger(made))
    return 0


def _show_ledger(made: LedgerReport) -> None:
    from xl_tools.surfaces.cli.console import say

    say(f"销号台账：{made.out}（{made.cases} 件，这次新加 {len(made.added)} 件，统计日期 {made.as_of}）", "bold")
    for case in made.added[:20]:
        say(f"  新加：{case}")
    if len(made.added) > 20:
        say(f"  …… 共 {len(made.added)} 件")
    _show_left(made.left)


def _show_left(left: Iterable[str]) -> None:
    from xl_tools.surfaces.cli.console import say

    for sentence in left:
        say(f"  {sentence}", "yellow")


@closing.command("check")
def closing_check(
    paths: Annotated[list[Path], Argument(help="销号台账，或装着台账的文件夹", metavar="台账…")],
    progress: Annotated[
        Path | None, Option("--progress", help="汇总工作簿：和进展表对一遍", metavar="汇总工作簿")
    ] = None,
    plan: Annotated[Path | None, Option("--plan", help="整改方案的任务清单：和措施对一遍", metavar="清单")] = None,
    petitions: Annotated[
        Path | None, Option("--petitions", help="信访件台账：对应的信访件办结没有", metavar="台账")
    ] = None,
    as_of: AsOf = None,
    only: Annotated[str | None, Option("--only", help="只查这些，如 V901,V904", metavar="代码")] = None,
    settings: Settings = None,
    out: Annotated[Path | None, Option("--out", help="标记过的副本放进这个文件夹", metavar="文件夹")] = None,
    as_json: AsJson = False,
) -> int:
    """校验销号台账：公示天数、环节先后、佐证、和进展表一致不一致。"""
    from xl_tools.app.closing_check import check
    from xl_tools.surfaces.cli.console import show_check

    report = check(
        paths,
        progress=progress,
        plan=plan,
        petitions=petitions,
        as_of=read_date(as_of),
        only=read_codes(only),
        settings=settings,
        out=out,
        office=settled(),
    )
    show(report, as_json, lambda: show_check(report))
    return report.exit_code


@closing.command("issue")
def closing_issue(
    ledger: Annotated[Path, Argument(help="销号台账", metavar="台账")],
    out: Annotated[Path, Option("--out", help="一个单位一个工作簿，放进这个文件夹", metavar="文件夹")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """下发台账：每个单位只有自己那几件，填措施完成情况、环节、佐证。"""
    from xl_tools.app.closing_round import issue_ledgers

    made = issue_ledgers(ledger, out=out, as_of=read_date(as_of), office=settled())
    show(made, as_json, lambda: _show_units(made.units))
    return 0


@closing.command("collect")
def closing_collect(
    ledger: Annotated[Path, Argument(help="全市的销号台账，收来的并进去", metavar="台账")],
    returned: Annotated[list[Path], Argument(help="各单位填好的台账，或装着它们的文件夹", metavar="路径…")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """收台账：各单位填的并进全市台账；只收它自己的，对不上的逐条说明，原来的一格不丢。"""
    from xl_tools.app.closing_round import collect_ledgers

    made = collect_ledgers(ledger, returned, as_of=read_date(as_of), office=settled())
    show(made, as_json, lambda: _show_units(made.units, made.left))
    return made.exit_code


def _show_units(units: Iterable[CountyLedger], left: Iterable[str] = ()) -> None:
    from xl_tools.surfaces.cli.console import say

    for one in units:
        news = f"，新加 {one.added} 行，填上 {one.filled} 行" if one.added or one.filled else ""
        say(f"{one.unit or Path(one.path).name}：{one.rows} 件{news} → {one.path}")
        if one.note:
            say(f"  {one.note}")
        for sentence in one.refused:
            say(f"  {sentence}", "yellow")
    _show_left(left)


@closing.command("notice")
def closing_notice(
    ledger: Annotated[Path, Argument(help="销号台账", metavar="台账")],
    out: Annotated[Path, Option("--out", help="放进这个文件夹", metavar="文件夹")],
    kind: Annotated[str, Option("--kind", help="公示、申请表、验收意见表 或 报备清单", metavar="文种")] = "公示",
    cases: Annotated[
        str | None, Option("--cases", help="哪几件，如 7莲都区,9；不写就是轮到这一步的", metavar="件")
    ] = None,
    start: Annotated[str | None, Option("--start", help="公示的第一天；不写就是口径日期", metavar="日期")] = None,
    template: Annotated[Path | None, Option("--template", help="本单位自己的 Word 模板", metavar="文件")] = None,
    info: Annotated[Path | None, Option("--info", help="文稿信息：发文机关、成文日期、电话", metavar="文件")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """写公示（六个小标题，止日算好）、销号申请表、验收意见表，一件一份；报备清单一份。"""
    from xl_tools.app.closing_papers import papers

    made = papers(
        ledger,
        kind=kind,
        out=out,
        cases=() if cases is None else [word for word in cases.replace("，", ",").split(",") if word.strip()],
        start=read_date(start),
        template=template,
        info=info,
        as_of=read_date(as_of),
        office=settled(),
    )
    show(made, as_json, lambda: _show_papers(made))
    return 0


def _show_papers(made: PapersReport) -> None:
    from xl_tools.surfaces.cli.console import STYLES, say

    say(f"{made.kind}：{len(made.papers)} 份", "bold")
    for one in made.papers:
        until = f"，公示至 {one.publicity_ends}" if one.publicity_ends else ""
        say(f"{'、'.join(one.cases[:3])}{'等' if len(one.cases) > 3 else ''}{until} → {one.path}")
    for found in made.findings:
        place = Path(found.path or "").name
        say(f"  {found.severity.label} {found.code} [{place}] {found.message} → {found.advice}", STYLES[found.severity])


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

"""The button 接批: hand-over lists and counties' returns added to a ledger of petitions, counted first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_tools.app.petitions import add_petitions
from xl_tools.books.excel import open_book
from xl_tools.marks.plan import Open, Say

if TYPE_CHECKING:
    from xl_tools.reports.petitions import AddReport
    from xl_tools.surfaces.excel.desk import Desk, Steps

_SHOWN = 5
"""Conflicts that a message holds."""


def add(desk: Desk) -> Steps[None]:
    """Ask for ledger and lists, say what would change, and write it after a yes."""
    ledger = yield from desk.pick_file("选信访件台账（先关闭它）；还没有台账的，选第一批的交办单")
    lists = yield from desk.pick_files("选要并进去的交办单、各县报回的表，可以选几个")
    if ledger in lists:
        ledger = ledger.with_name("信访件台账.xlsx")  # the first batch begins it
    with open_book.at_work(desk.app, "正在试算…"):
        counted = add_petitions(ledger, lists, as_of=desk.day, office=desk.office)
    newer = bool(counted.order) and (yield from desk.yes(_which_is_newer(counted)))
    if newer:
        with open_book.at_work(desk.app, "正在试算…"):
            counted = add_petitions(ledger, lists, newer=True, as_of=desk.day, office=desk.office)
    if not (counted.new or counted.updated or counted.batches):
        yield Say("\n".join([f"{counted.sentence}。没有要改的，文件未动。", *_told(counted)]))
        return
    where = "" if counted.made else "\n台账是本单位自己做的，不改它，要加的另写一个工作簿。"
    if not (yield from desk.yes("\n".join([f"{counted.sentence}。现在写进去吗？{where}", *_told(counted)]))):
        yield Say("没有写，文件未动。")
        return
    with open_book.at_work(desk.app, "正在接批…"):
        made = add_petitions(ledger, lists, write=True, newer=newer, as_of=desk.day, office=desk.office)
        unopened = (yield Open(made.written)) if made.written else ""
    kept = [copy.sentence for copy in made.kept]
    yield Say("\n".join([f"{made.sentence}。台账共 {made.total:,} 件。", *kept, *desk.by_office]) + unopened)


def _which_is_newer(report: AddReport) -> str:
    cells = len({(one.code, one.field) for one in report.conflicts})
    asked = "有几张表说法不一的，以后一张为准吗？不以它为准的，一张也不写。"
    return f"{cells} 处没有写；{asked}\n先后是：{'、'.join(report.order)}。"


def _told(report: AddReport) -> list[str]:
    more = len(report.conflicts) - _SHOWN
    return [
        *(
            f"{one.code} 的“{one.field}”和台账不一样，不改：{one.file}{f'（{one.reason}）' if one.reason else ''}"
            for one in report.conflicts[:_SHOWN]
        ),
        *([f"另有 {more} 处不一样。"] if more > 0 else []),
        *([f"{len(report.replaced)} 处原值没有记录是哪张表写的，可能是人填的，请核对。"] if report.replaced else []),
        *([f"有 {report.nameless} 行没有编号，也没有批次和序号，不并。"] if report.nameless else []),
        *(one.sentence for one in report.doubles[:_SHOWN]),
        *(one.sentence for one in report.strays[:_SHOWN]),
        *report.unread,
    ]

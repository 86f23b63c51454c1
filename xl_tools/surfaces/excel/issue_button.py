"""The button 下发: which tasks, for which month and whom, then a workbook a unit in the folder chosen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.examine import read_tables
from xl_tools.app.issue import WouldReplace
from xl_tools.app.issue import issue as hand_out
from xl_tools.app.round_folders import round_with
from xl_tools.books.excel import open_book
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions, user_folder
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Book
from xl_tools.core.period import period_of, read_period
from xl_tools.core.records import Level, ProgressSheet
from xl_tools.marks.plan import Open, Say

if TYPE_CHECKING:
    from xl_tools.reports.round import IssueReport
    from xl_tools.surfaces.excel.desk import Desk, Steps

_SHOWN = 5
"""Remarks that the message holds."""


@dataclass(frozen=True)
class _Tasks:
    """The workbook with the tasks, read from its file or as it stands on the screen, and its tables."""

    path: Path
    book: Book
    sheets: Sequence[ProgressSheet]

    @classmethod
    def of(cls, path: Path, book: Book) -> _Tasks:
        return cls(path, book, read_tables(book))


def issue(desk: Desk) -> Steps[None]:
    """Hand out: one workbook for each unit; the list of them is opened."""
    office = desk.office
    tasks = yield from _tasks(desk)
    period = read_period(
        (yield from desk.ask("下发哪一期的表？写成 2022-12 这样。", office.period or period_of(desk.day)))
    )
    name = yield from desk.ask(
        "下发哪个市（省）的任务？请写全称，如 丽水市、浙江省。", office.name or _area(tasks.sheets)
    )
    to = None
    if regions.find(name, level=Level.PROVINCE):
        to = "county" if (yield from desk.yes("直接下发到县（市、区）吗？\n选“否”就下发到市。")) else "city"
    units = None
    if (yield from desk.yes("有单位清单或任务分配表吗？\n选“是”就选这个工作簿，选“否”就发给下面的全部单位。")):
        units = yield from desk.pick_file("选单位清单或任务分配表")
        user_folder.keep_answer("units", str(units))  # the mails of the round are for the same units
    out = yield from desk.pick_folder("各单位的工作簿放进哪个文件夹")
    here = round_with(office, tasks.path, period)

    def run(replace: bool) -> IssueReport:
        with open_book.at_work(desk.app, "正在写各单位的工作簿…"):
            return hand_out(
                tasks.path,
                out=out,
                units=units,
                name=name,
                to=to,
                period=period,
                as_of=desk.day,
                previous=here.last if here else None,
                inspection=here.inspection.title if here else "",
                replace=replace,
                already=tasks.book,
                office=office,
            )

    try:
        report = run(False)
    except WouldReplace as error:
        if not (yield from desk.yes(f"{error}\n要替换吗？选“是”替换，原来的留备份；选“否”就不下发。")):
            return
        report = run(True)
    unopened = yield Open(report.list_path)
    yield Say(_summary(report) + unopened)


def _tasks(desk: Desk) -> Steps[_Tasks]:
    """The workbook in front where it holds a table and the user wants it, else a file."""
    with open_book.at_work(desk.app, "正在读取…") as progress:
        book = open_book.read_book(desk.book, progress=progress)
        front = _Tasks.of(Path(book.path), book)
    if front.sheets and (yield from desk.yes(f"下发当前工作簿“{front.path.name}”里的任务吗？\n选“否”就选一个文件。")):
        return front
    path = yield from desk.pick_file("选任务清单，或者上期的表")
    return _Tasks.of(path, read_book(path))


def _area(sheets: Sequence[ProgressSheet]) -> str:
    """The city or province whose tasks these are; "" where the tables do not say."""
    region = next((sheet.region for sheet in sheets if sheet.region), None)
    if region and region.level is Level.COUNTY:
        region = regions.parent(region)
    return region.name if region else ""


def _summary(report: IssueReport) -> str:
    lines = [f"已给 {report.written} 个单位各写了一个工作簿，放在 {report.out}。"]
    lines += [notice.message for notice in report.notices[:_SHOWN]]
    more = len(report.notices) - _SHOWN
    lines += [f"另有 {more} 条提醒。"] if more > 0 else []
    lines += [copy.sentence for copy in report.kept]
    return "\n".join([*lines, f"下发清单：{report.list_path}"])

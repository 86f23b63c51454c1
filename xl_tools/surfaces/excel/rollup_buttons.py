"""The roll-up buttons: which workbooks, which city or province, then the new workbook opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from xl_tools.app.examine import read_tables
from xl_tools.app.inputs import workbooks
from xl_tools.app.roll_up import roll_up as merge_files
from xl_tools.books.excel import open_book
from xl_tools.books.excel.opened import Opened
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import safe_name
from xl_tools.core.grid import Book as ReadBook
from xl_tools.core.records import Level, Severity, Status
from xl_tools.marks.plan import Open, Say

if TYPE_CHECKING:
    from xlwings import Book

    from xl_tools.reports.rollup import Rollup
    from xl_tools.surfaces.excel.desk import Desk, Steps

OUT_FOLDER = "汇总结果"
"""Made beside the workbooks; a later roll-up of the folder does not enter it."""

_WORDS = {"city": "市", "province": "省"}
_MACROS_OF_THE_USER = "personal.xlsb"
"""Excel opens it, hidden, whenever it starts: no workbook that anybody reported."""
_LOOKED_AT = 8
"""Workbooks looked at to propose a name."""


@dataclass(frozen=True)
class Chosen:
    """The workbooks to merge: files, or workbooks open in Excel and read as they stand on the screen."""

    paths: Sequence[Path]
    folder: Path
    already: Mapping[Path, ReadBook] = field(default_factory=dict)


def roll_up(desk: Desk, level: Literal["city", "province"]) -> Steps[None]:
    """Merge to a city or province, write the workbook, open it."""
    office = desk.office  # a slip in it is told before anything is asked
    chosen = yield from _choose(desk, f"汇总到{_WORDS[level]}")
    name = yield from desk.ask(
        f"汇总到哪个{_WORDS[level]}？请写全称，如 丽水市、浙江省。", _proposal(chosen, Level(level))
    )
    out = chosen.folder / OUT_FOLDER / f"{safe_name(name)}汇总 {desk.day:%Y-%m-%d}.xlsx"
    with open_book.at_work(desk.app, f"正在汇总 {len(chosen.paths)} 个工作簿…") as show:
        report = merge_files(
            chosen.paths,
            level=level,
            name=name,
            out=out,
            as_of=desk.day,
            already=chosen.already,
            office=office,
            progress=lambda done, total: show(f"正在汇总：读完第 {done} 个工作簿，共 {total} 个…"),
        )
        unopened = yield Open(str(out))
    yield Say(_summary(report, desk) + unopened)


def missing(desk: Desk) -> Steps[None]:
    """Say which units have not reported; nothing is written."""
    chosen = yield from _choose(desk, "查未报单位")
    name = yield from desk.ask("查哪个市或省的未报单位？请写全称，如 丽水市、浙江省。", _proposal(chosen, Level.CITY))
    level = "province" if regions.find(name, level=Level.PROVINCE) else "city"
    with open_book.at_work(desk.app, "正在核对…"):
        report = merge_files(
            chosen.paths, level=level, name=name, as_of=desk.day, already=chosen.already, office=desk.office
        )
    reported = sum(unit.reported for unit in report.units)
    units = f"未报 {len(report.missing)} 个：{'、'.join(report.missing)}。" if report.missing else "全部单位都已报送。"
    yield Say(f"{report.name}：已报 {reported} 个。{units}{_unreadable(report)}")


def _choose(desk: Desk, what: str) -> Steps[Chosen]:
    """Ask where the workbooks are."""
    open_books = [book for book in desk.app.books if book.name.lower() != _MACROS_OF_THE_USER]
    question = (
        f"{what}：用已打开的 {len(open_books)} 个工作簿吗？\n选“否”就选一个装着工作簿的文件夹。"
        "\n（在“受保护的视图”里打开的不算，要先点“启用编辑”。）"
    )
    if len(open_books) > 1 and (yield from desk.yes(question)):
        return _open_ones(desk, open_books)
    folder = yield from desk.pick_folder(f"{what}：选装着各单位工作簿的文件夹")
    return Chosen(workbooks([folder]), folder)


def _open_ones(desk: Desk, open_books: Sequence[Book]) -> Chosen:
    read: dict[Path, ReadBook] = {}
    with open_book.at_work(desk.app, "正在读取已打开的工作簿…") as progress:
        for book in open_books:
            grids = open_book.read_book(Opened(book), progress=progress)
            if read_tables(grids):
                read[Path(grids.path)] = grids
    if not read:
        raise UserError("已打开的工作簿里没有整改进展表，请先打开各单位的表，或者选文件夹。")
    folders = [path.parent for path in read if path.is_absolute()]
    return Chosen(list(read), folders[0] if folders else Path.home() / "Documents", read)


def _proposal(chosen: Chosen, level: Level) -> str:
    """The city or province that most of the first workbooks belong to; "" when they do not say."""
    found: Counter[str] = Counter()
    for path in list(chosen.paths)[:_LOOKED_AT]:
        try:
            sheets = read_tables(chosen.already.get(path) or read_book(path))
        except UserError:
            continue
        for sheet in sheets:
            region = sheet.region
            while region and region.level is not level:
                region = regions.parent(region)
            if region:
                found[region.name] += 1
    return found.most_common(1)[0][0] if found else ""


def _summary(report: Rollup, desk: Desk) -> str:
    totals = report.totals
    reported = sum(unit.reported for unit in report.units)
    counted = "，".join(f"{status.label} {getattr(totals, status.value)}" for status in Status)
    errors = sum(finding.severity is Severity.ERROR for finding in report.findings)
    lines = [
        f"{report.name}：{reported} 个单位已报，{len(report.missing)} 个未报，{totals.tasks} 项任务。",
        f"口径日期 {desk.day:%Y-%m-%d}。",
        *desk.by_office,
        f"{counted}，未定 {totals.undecided}，逾期 {totals.overdue}。",
        f"未报单位：{'、'.join(report.missing)}。" if report.missing else "",
        f"有 {errors} 处错误，见新工作簿里的问题清单。" if errors else "",
        _unreadable(report),
        *(copy.sentence for copy in report.kept),
        f"汇总工作簿：{report.out}",
    ]
    return "\n".join(line for line in lines if line)


def _unreadable(report: Rollup) -> str:
    files = sorted({Path(finding.path).name for finding in report.findings if finding.code == "S117" and finding.path})
    return f"有 {len(files)} 个文件读不出来：{'、'.join(files)}。" if files else ""

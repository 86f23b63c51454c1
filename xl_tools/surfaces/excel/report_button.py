"""The button 生成报告: papers from the roll-up in front, as Word documents beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.report import report
from xl_tools.app.report_info import info_in
from xl_tools.books.excel import open_book
from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.records import Severity
from xl_tools.data import load
from xl_tools.marks.plan import Say

if TYPE_CHECKING:
    from xl_tools.reports.document import DocumentReport
    from xl_tools.surfaces.excel.desk import Desk, Steps

_BETWEEN = expression(r"[、，,\s]+")
_ALL = "全部"


def write_papers(desk: Desk) -> Steps[None]:
    """Write the kinds that are asked for, of the numbers as they stand on the screen."""
    names = [str(kind["name"]) for kind in load("documents")["kinds"]]
    said = yield from desk.ask(f"写哪一种？{'、'.join(names)}；可以写几种，或者写“{_ALL}”。", names[0])
    kinds = names if said == _ALL else [word for word in _BETWEEN.split(said) if word]
    if unknown := [word for word in kinds if word not in names]:
        raise UserError(f"没有“{'、'.join(unknown)}”；可以写的有：{'、'.join(names)}。")
    with open_book.at_work(desk.app, "正在写报告…") as progress:
        book = open_book.read_book(desk.book, progress=progress)
        path = Path(book.path)
        folder = path.parent if path.is_absolute() else Path.home() / "Documents"
        info = info_in(folder, desk.office.folder)
        made = [report(path, kind=kind, out=folder / f"{kind}.docx", info=info, already=book) for kind in kinds]
    yield Say("\n".join([*(line for one in made for line in _told(one)), f"写在 {folder}。"]))


def _told(made: DocumentReport) -> list[str]:
    wrong = [found.message for found in made.findings if found.severity is Severity.ERROR]
    draft = f"是草稿：{wrong[0]}" if wrong else "写好了。"
    more = f"另有 {len(wrong) - 1} 处要看。" if len(wrong) > 1 else ""
    return [f"{made.kind}{draft}{more}", *(copy.sentence for copy in made.kept)]

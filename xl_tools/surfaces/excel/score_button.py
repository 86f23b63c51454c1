"""The scoring button: the assessment in front, the units' evaluation sheets if wanted, then the new workbook opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.score import score as compute
from xl_tools.books.excel import open_book
from xl_tools.core.file_names import safe_name
from xl_tools.core.records import Severity
from xl_tools.marks.plan import Open, Say

if TYPE_CHECKING:
    from xl_tools.reports.score import ScoreSheet
    from xl_tools.surfaces.excel.desk import Desk, Steps

OUT_FOLDER = "计分结果"
_SHOWN = 5
"""Offices named in the message, the best first."""


def score(desk: Desk) -> Steps[None]:
    """Compute the assessment of the workbook in front, as it stands on the screen; write the scores, open them."""
    together = yield from desk.yes(
        "计算当前工作簿的得分。各单位的评价表也要算进去吗？\n选“是”就选装着评价表的文件夹，选“否”只算当前工作簿。"
    )
    evaluations = (yield from desk.pick_folder("选装着各单位评价表的文件夹")) if together else None
    with open_book.at_work(desk.app, "正在计算得分…") as progress:
        book = open_book.read_book(desk.book, progress=progress)
        path = Path(book.path)
        folder = path.parent if path.is_absolute() else Path.home() / "Documents"
        out = folder / OUT_FOLDER / f"{safe_name(path.stem)}得分 {desk.today:%Y-%m-%d}.xlsx"
        sheet = compute(path, out=out, evaluations=evaluations, already=book)
        unopened = yield Open(str(out))
    yield Say(_summary(sheet) + unopened)


def _summary(sheet: ScoreSheet) -> str:
    ranked = sorted((office for office in sheet.offices if office.rank), key=lambda office: office.rank or 0)
    unsettled = sum(office.total is None for office in sheet.offices)
    errors = sum(finding.severity is Severity.ERROR for finding in sheet.findings)
    lines = [f"{len(sheet.offices)} 个单位已计分。" + (f"其中 {unsettled} 个总分算不出来。" if unsettled else "")]
    lines += [
        f"{office.rank}. {office.name} {office.total:f} {office.grade or ''}".rstrip() for office in ranked[:_SHOWN]
    ]
    lines += [f"有 {errors} 处错误，见新工作簿里的问题清单。"] if errors else []
    lines += [copy.sentence for copy in sheet.kept]
    return "\n".join([*lines, f"评分工作簿：{sheet.out}"])

"""The button 打印稿: the table in front as it goes on paper, written beside its workbook and opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.occasions import occasion
from xl_tools.app.print_version import print_version
from xl_tools.books.excel import open_book
from xl_tools.core.errors import UserError
from xl_tools.marks.plan import Open, Say

if TYPE_CHECKING:
    from xl_tools.surfaces.excel.desk import Desk, Steps


def print_front(desk: Desk) -> Steps[None]:
    """Write the print version of the workbook in front, as it stands on the screen."""
    path = Path(desk.book.path)
    if not path.is_absolute():
        raise UserError("这个工作簿还没有保存过，不知道打印稿放在哪里；请先保存，再点“打印稿”。")
    office = desk.office
    with open_book.at_work(desk.app, "正在写打印稿…"):
        book = open_book.read_book(desk.book)
        made = print_version(path, occasion(desk.day, office=office), already=book)
        unopened = yield Open(made.workbook)
    pdf = f"PDF：{made.pdf}\n" if made.pdf else ""
    kept = "\n".join(copy.sentence for copy in made.kept)
    yield Say(f"打印稿写好了，{made.rows} 项任务，长文字接着往下排。\n{made.workbook}\n{pdf}{kept}{unopened}".strip())

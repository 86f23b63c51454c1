"""The button 规则开关: a workbook in the user's folder switches rules off; every later check goes by it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.office import of_user
from xl_tools.app.rule_settings import lay_out_settings
from xl_tools.books.excel import open_book
from xl_tools.books.excel.opened import call_addin, path_of
from xl_tools.books.file.output import Output
from xl_tools.core import user_folder
from xl_tools.core.errors import UserError
from xl_tools.marks.plan import Open, Say

if TYPE_CHECKING:
    from xl_tools.surfaces.excel.desk import Desk, Steps

_HOW = "请在“启用”和“级别”两列里改，改好后保存，从下一次校验起生效。"


def choose(desk: Desk) -> Steps[None]:
    """Open the workbook 规则设置, or go back to the catalogue's own."""
    path = user_folder.rules_file()
    same_name = (book for book in desk.app.books if book.name == path.name)
    already = next((book for book in same_name if Path(path_of(book)) == path), None)
    if already:
        call_addin(desk.app, "XLT_Select", already.name, "", "")
        yield Say(f"规则设置已经打开。{_HOW}")
        return
    try:
        now = of_user(desk.today).rules.summary
        state = f"现在按规则设置：{now}。" if now else ""
    except UserError as error:
        state = f"{error}点“规则开关”可以打开改正，或恢复默认。"
    if not state or (yield from desk.yes(f"{state}\n选“是”打开修改，选“否”恢复默认（全部启用，原级别）。")):
        yield from _open(desk, path)
    else:
        yield from _reset(path)


def _open(desk: Desk, path: Path) -> Steps[None]:
    broken = ""
    with open_book.at_work(desk.app, "正在打开规则设置…"):
        try:
            lay_out_settings(path)
        except UserError as error:
            if not path.exists():  # it could not be written; one with a slip is opened to be put right
                raise
            broken = str(error)
        unopened = yield Open(str(path))
    yield Say((broken or _HOW) + (f"{unopened}\n{path}" if unopened else ""), "wrong" if broken else "info")


def _reset(path: Path) -> Steps[None]:
    output = Output()
    output.retire(path)
    kept = "".join(f"原来的设置留在 {copy.backup}。" for copy in output.kept)
    yield Say(f"已恢复默认：全部规则启用，按原级别。{kept}")

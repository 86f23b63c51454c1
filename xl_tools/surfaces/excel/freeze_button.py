"""The button 冻结公式: formulas that call our functions become what they show, before a workbook travels.

Excel stores where the add-in lies: elsewhere such a formula asks for a link and then shows ``#NAME?``. This is the only
button that writes into cells of the user, so it asks first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_tools.books.excel import open_book
from xl_tools.core.errors import UserError
from xl_tools.marks.plan import Say

if TYPE_CHECKING:
    from xl_tools.surfaces.excel.desk import Desk, Steps

_HEAD = "XLT_"
"""How the names of our functions begin."""


def freeze(desk: Desk) -> Steps[None]:
    """Ask, then replace the formulas of the workbook in front by their values."""
    if desk.book.facts.shared:
        raise UserError("这是共享工作簿，先在“审阅”里取消共享，或另存一份再冻结。工作簿未改动。")
    found, locked = _formulas(desk, take=0)
    left = f"“{'”“'.join(locked)}”设有保护，没有看；里面若有 {_HEAD} 公式，请先撤销保护。" if locked else ""
    if not found:
        yield Say(f"没有要冻结的 {_HEAD} 公式。{left}")
        return
    question = f"把 {found} 个 {_HEAD} 公式换成现在的值吗？换了不能撤销，要留公式请选“否”，先另存一份。{left}"
    if not (yield from desk.yes(question)):
        yield Say("没有换，公式都在。")
        return
    with open_book.at_work(desk.app, "正在冻结公式…"):
        _formulas(desk, take=1)
    still, _ = _formulas(desk, take=0)
    if still:
        raise UserError(f"还有 {still} 个 {_HEAD} 公式没有换成，请把工作簿发给维护人员。")
    yield Say(f"{found} 个 {_HEAD} 公式已换成值。{left}{desk.book.not_saved}")


def _formulas(desk: Desk, *, take: int) -> tuple[int, list[str]]:
    """How many formulas call our functions, and the protected sheets with formulas; ``take`` 1 replaces them."""
    found, *locked = desk.book.ask("XLT_Freeze", _HEAD, take).split("\t")
    return int(found), locked

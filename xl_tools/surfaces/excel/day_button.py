"""The button 当前日期口径: the day that deadlines are held against, for today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_tools.core import user_folder
from xl_tools.core.dates import read_day
from xl_tools.core.errors import UserError
from xl_tools.marks.plan import Say

if TYPE_CHECKING:
    from xl_tools.surfaces.excel.desk import Desk, Steps


def choose_day(desk: Desk) -> Steps[None]:
    """Ask for the day, and keep it until tomorrow."""
    said = yield from desk.ask(
        f"判断是否到期按哪一天？写成 2022-12-20 这样；写“今天”就是今天（{desk.today:%Y-%m-%d}）。\n设定只在今天有效。",
        f"{desk.day:%Y-%m-%d}",
    )
    try:
        day = None if said == "今天" else read_day(said, desk.today)
    except UserError as error:
        raise UserError(f"{error}口径没有改。") from None
    user_folder.choose_day(None if day == desk.today else day, desk.today)
    now = type(desk)(desk.book, desk.today)
    settled = f"工作台“{now.office.folder}”里写明了统计日期，按它的算。" if now.day != (day or desk.today) else ""
    yield Say(f"今天的校验和汇总按 {now.day:%Y-%m-%d} 判断是否到期。{settled}")

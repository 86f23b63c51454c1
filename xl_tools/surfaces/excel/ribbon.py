"""The buttons of the ribbon: each is one function that the add-in calls, named as in ``macros/XltRibbon.bas``.

A button looks at the workbook in front, calls ``app``, and says what came of it in Chinese. Whatever goes wrong is one
sentence; the traceback goes to a log.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.books.excel import open_book, results_sheet, sheet_painter
from xl_tools.core import user_folder
from xl_tools.core.errors import UserError
from xl_tools.data import load
from xl_tools.surfaces.excel.desk import Cancelled, Desk

if TYPE_CHECKING:
    from xlwings import Book

Work = Callable[[Desk], None]
Button = Callable[[str], None]

BUTTONS: dict[str, Button] = {}
"""Every button by the name that the add-in calls."""


def button(work: Work) -> Button:
    """Make a function a button: it finds the workbook in front and keeps every failure from reaching Excel.

    The add-in hands over its own version: an add-in that does not belong to this package is told apart at once.
    """

    @wraps(work)
    def click(addin: str = "") -> None:
        desk = None
        try:
            desk = Desk(open_book.caller(), date.today())
            if _in_step(desk, addin):
                work(desk)
        except Cancelled:
            pass
        except UserError as error:
            _complain(desk, str(error))
        except Exception as error:
            log = user_folder.log_fault(work.__name__, error)
            place = f"；详情已记入 {log}" if log else ""
            _complain(desk, f"程序出错，这一步没有做完{place}。请把这个文件发给维护人员。")

    BUTTONS[work.__name__] = click
    return click


def _complain(desk: Desk | None, text: str) -> None:
    if desk is None:
        return
    try:
        desk.say(text, bad=True)
    except Exception as error:  # Excel is gone or busy in a dialog: there is nobody to tell
        user_folder.log_fault("alert", error)


def _in_step(desk: Desk, addin: str) -> bool:
    from importlib.metadata import version

    package = version("xl-tools")
    if addin and addin != package:
        desk.say(
            f"加载项的版本是 {addin}，程序包的版本是 {package}，两者不是一套。"
            "请关闭 Excel，重新运行安装程序（install.cmd），再打开。",
            bad=True,
        )
        return False
    return True


# --- checking ------------------------------------------------------------------------------------


@button
def check(desk: Desk) -> None:
    """校验本表: the sheet in front."""
    _check(desk, only=[desk.book.sheets.active.name])


@button
def check_all(desk: Desk) -> None:
    """校验全部: every sheet of the workbook."""
    _check(desk, only=None)


def _check(desk: Desk, only: list[str] | None) -> None:
    from xl_tools.app.examine import Occasion, examine
    from xl_tools.app.plan import plan_of
    from xl_tools.surfaces.excel.rules_button import in_force

    book = desk.book
    _, rules = in_force()
    with open_book.at_work(desk.app, "正在校验…") as progress:
        results = results_sheet.find(book)
        ours = [results.name] if results else []
        if only and only[0] in ours:
            raise UserError("当前是“校验结果”表，请先点到要校验的那张表。")
        facts: dict[str, open_book.Facts] = {}

        def ask(asked: Book, sheet: str) -> open_book.Facts:
            facts[sheet] = open_book.ask_addin(asked, sheet)
            return facts[sheet]

        # What the clerk wrote beside earlier findings is read with the sheet: it accepts a warning.
        wanted = None if only is None else [*only, *ours]
        grids = open_book.read_book(book, only=wanted, ask=ask, progress=progress)
        occasion = Occasion(as_of=desk.day, settings=rules)
        examined = examine(grids, occasion)
        known = sheet_painter.known(book, examined.findings, facts=facts)
        plan = plan_of(examined, known, name=Path(grids.path).name, occasion=occasion, today=desk.today, only=only)
        if plan.marks:
            progress(f"正在标记 {len(examined.findings)} 处问题…")
        _, left = sheet_painter.paint(book, plan, known)
    desk.tell(left)


@button
def clear(desk: Desk) -> None:
    """清除标记: every mark of the workbook."""
    with open_book.at_work(desk.app, "正在清除标记…"):
        _, left = sheet_painter.paint(desk.book, *sheet_painter.clearing(desk.book))
    desk.tell(left)


# --- going through the findings -----------------------------------------------------------------


@button
def next_finding(desk: Desk) -> None:
    """下一处问题"""
    _step(desk, 1)


@button
def previous_finding(desk: Desk) -> None:
    """上一处问题"""
    _step(desk, -1)


def _step(desk: Desk, direction: int) -> None:
    """Go to the finding after or before the cell in front, in the order of the results sheet, round the ends."""
    found = results_sheet.listed(desk.book)
    if not found:
        raise UserError("还没有校验结果，或者没有问题可跳转；请先点“校验本表”。")
    place = _place(desk, found)
    number = (place + direction) % len(found) if place is not None else (0 if direction > 0 else len(found) - 1)
    target = found[number]
    sheet = desk.book.sheets[target.sheet]
    sheet.activate()
    sheet.range(target.cell).select()
    desk.app.status_bar = f"第 {number + 1} 处，共 {len(found)} 处：{target.text.splitlines()[0]}"


def _place(desk: Desk, found: list[results_sheet.Listed]) -> int | None:
    """Where in the list the selection stands: on a flagged cell, or on a line of the results sheet."""
    selection = desk.app.selection
    if selection is None:
        return None
    sheet, cell = selection.sheet.name, selection.get_address(False, False).split(":")[0]
    results = results_sheet.find(desk.book)
    if results and sheet == results.name:
        row = selection.row
        return next((number for number, line in enumerate(found) if line.row >= row), None)
    same = [number for number, line in enumerate(found) if (line.sheet, line.cell) == (sheet, cell)]
    return same[-1] if same else None


@button
def show_results(desk: Desk) -> None:
    """校验结果: bring the results sheet to the front."""
    sheet = results_sheet.find(desk.book)
    if sheet is None:
        raise UserError("还没有校验结果，请先点“校验本表”。")
    sheet.activate()


# --- roll-up -------------------------------------------------------------------------------------


@button
def roll_up_city(desk: Desk) -> None:
    """汇总到市"""
    from xl_tools.surfaces.excel.rollup_buttons import roll_up

    roll_up(desk, "city")


@button
def roll_up_province(desk: Desk) -> None:
    """汇总到省"""
    from xl_tools.surfaces.excel.rollup_buttons import roll_up

    roll_up(desk, "province")


@button
def missing_units(desk: Desk) -> None:
    """未报单位"""
    from xl_tools.surfaces.excel.rollup_buttons import missing

    missing(desk)


# --- scoring -------------------------------------------------------------------------------------


@button
def score(desk: Desk) -> None:
    """计算得分: the assessment in front."""
    from xl_tools.surfaces.excel.score_button import score as compute

    compute(desk)


# --- handing out and mail -------------------------------------------------------------------------


@button
def issue(desk: Desk) -> None:
    """下发: a workbook a unit."""
    from xl_tools.surfaces.excel.issue_button import issue as hand_out

    hand_out(desk)


@button
def draft_mail(desk: Desk) -> None:
    """生成邮件: drafts of a round's mails, none of them sent."""
    from xl_tools.surfaces.excel.mail_button import draft

    draft(desk)


# --- settings ------------------------------------------------------------------------------------


@button
def choose_rules(desk: Desk) -> None:
    """规则开关: which rules are on."""
    from xl_tools.surfaces.excel.rules_button import choose

    choose(desk)


@button
def set_day(desk: Desk) -> None:
    """当前日期口径: the day that deadlines are held against, for today."""
    said = desk.ask(
        f"判断是否到期按哪一天？写成 2022-12-20 这样；写“今天”就是今天（{desk.today:%Y-%m-%d}）。\n设定只在今天有效。",
        f"{desk.day:%Y-%m-%d}",
    )
    try:
        day = None if said == "今天" else date.fromisoformat(said.replace("/", "-"))
    except ValueError:
        raise UserError(f"日期“{said}”不对，请写成 2022-12-20 这样。口径没有改。") from None
    user_folder.choose_day(None if day == desk.today else day, desk.today)
    desk.say(f"今天的校验和汇总按 {desk.day:%Y-%m-%d} 判断是否到期。")


@button
def doctor(desk: Desk) -> None:
    """自检"""
    from importlib.metadata import version

    from xl_tools.app.doctor import examine

    with open_book.at_work(desk.app, "正在自检…"):
        results = examine()
    wrong = [result for result in results if not result.works and (result.needed or result.advice)]
    lines = [f"程序包和加载项 {version('xl-tools')}，Excel {desk.app.version}。"]
    lines += [
        f"【{'缺少' if result.needed else '留意'}】{result.name}：{result.detail}。{result.advice}" for result in wrong
    ]
    lines += ["其余检查正常。" if wrong else "全部检查正常。"]
    desk.say("\n".join(lines), bad=any(result.needed for result in wrong))


@button
def help(desk: Desk) -> None:
    """帮助"""
    desk.say("\n".join(load("addin")["help"]))


def __getattr__(name: str) -> Any:
    """A button that a newer add-in has and this package has not: said in plain words instead of failing."""
    if name.startswith("_"):
        raise AttributeError(name)

    def unknown(_: Desk) -> None:
        raise UserError("加载项比程序包新，没有这个功能；请关闭 Excel，重新运行安装程序（install.cmd）。")

    unknown.__name__ = name
    click = button(unknown)
    BUTTONS.pop(name)
    return click

"""The buttons of the ribbon: each is one function that the add-in calls, named as in ``macros/XltRibbon.bas``.

A button looks at the workbook in front, calls ``app``, and says what came of it in Chinese. Whatever goes wrong is one
sentence; the traceback goes to a log.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.books.excel import open_book, results_sheet, sheet_painter
from xl_tools.core import user_folder
from xl_tools.core.errors import UserError
from xl_tools.data import load
from xl_tools.marks.going import Selected, Stop, going
from xl_tools.marks.plan import Action, KnownBook, MarkPlan, Say, Select
from xl_tools.surfaces.excel import steps
from xl_tools.surfaces.excel.desk import Desk, Steps
from xl_tools.surfaces.excel.steps import Work

if TYPE_CHECKING:
    from xl_tools.app.examine import Occasion

Button = Callable[[str], None]

BUTTONS: dict[str, Button] = {}
"""Every button by the name that the add-in calls."""


def button(work: Work) -> Button:
    """Make a function a button: it finds the workbook in front and keeps every failure from reaching Excel.

    The add-in hands over its own version: an add-in that does not belong to this package is told apart at once.
    """

    @wraps(work)
    def click(addin: str = "") -> None:
        if desk := _desk(work.__name__):
            steps.begin(work.__name__, desk, work if _in_step(addin) else _out_of_step(addin))

    BUTTONS[work.__name__] = click
    return click


def answered(addin: str = "") -> None:
    """The user has answered what the button at work asked (``desk.NEXT``): it goes on."""
    del addin
    if desk := _desk("answered"):
        steps.go_on(desk)


def _desk(name: str) -> Desk | None:
    try:
        return Desk(open_book.caller(), date.today())
    except Exception as error:  # no workbook is open, or Excel is gone: there is nobody to tell
        user_folder.log_fault(name, error)
        return None


@cache
def _version() -> str:
    from importlib.metadata import version

    return version("xl-tools")


def _in_step(addin: str) -> bool:
    return not addin or addin == _version()


def _out_of_step(addin: str) -> Work:
    def tell(_: Desk) -> Steps[None]:
        yield Say(
            f"加载项的版本是 {addin}，程序包的版本是 {_version()}，两者不是一套。"
            "请关闭 Excel，重新运行安装程序（install.cmd），再打开。",
            "wrong",
        )

    return tell


# --- checking ------------------------------------------------------------------------------------


@button
def check(desk: Desk) -> Steps[None]:
    """校验本表: the sheet in front; of a ledger of closing steps, whose sheets tell of each other, all."""
    from xl_tools.surfaces.excel.closing_buttons import is_ledger_in_front

    if is_ledger_in_front(desk):
        yield from _check(desk, only=None)
        return
    front = desk.book.facts.front
    if front is None:
        raise UserError("当前是一张图表，没有格子可校验；请先点到要校验的那张表。")
    yield from _check(desk, only=[front])


@button
def check_all(desk: Desk) -> Steps[None]:
    """校验全部: every sheet of the workbook."""
    yield from _check(desk, only=None)


def _check(desk: Desk, only: list[str] | None, beside: Callable[[Occasion], Occasion] | None = None) -> Steps[None]:
    from xl_tools.app.examine import Occasion, examine
    from xl_tools.app.plan import plan_of
    from xl_tools.parse.table.inspections import asked_for

    book = desk.book
    office = desk.office
    with open_book.at_work(desk.app, "正在校验…") as tell:
        ours = [book.facts.results] if book.facts.results else []
        if only and only[0] in ours:
            raise UserError("当前是“校验结果”表，请先点到要校验的那张表。")
        # What the clerk wrote beside earlier findings is read with the sheet: it accepts a warning.
        wanted = None if only is None else [*only, *ours]
        grids = open_book.read_book(book, only=wanted, progress=tell)
        inspection = asked_for(office.inspection)
        occasion = Occasion(as_of=desk.day, office=office, hidden=office.rules.hidden, inspection=inspection)
        occasion = beside(occasion) if beside else occasion
        examined = examine(grids, occasion)
        known = sheet_painter.known(book, examined.findings)
        plan = plan_of(examined, known, name=Path(grids.path).name, occasion=occasion, today=desk.today, only=only)
        if plan.marks:
            tell(f"正在标记 {len(examined.findings)} 处问题…")
        _, left = sheet_painter.paint(book, plan, known)
    yield from left


@button
def clear(desk: Desk) -> Steps[None]:
    """清除标记: every mark of the workbook."""
    with open_book.at_work(desk.app, "正在清除标记…"):
        _, left = sheet_painter.paint(desk.book, *sheet_painter.clearing(desk.book))
    yield from left


# --- going through the findings, roll-up --------------------------------------------------------


@button
def next_finding(desk: Desk) -> Steps[None]:
    """下一处问题"""
    yield from _go(desk, 1)


@button
def previous_finding(desk: Desk) -> Steps[None]:
    """上一处问题"""
    yield from _go(desk, -1)


def _go(desk: Desk, direction: int) -> Steps[None]:
    stops = results_sheet.listed(desk.book)
    standing = _selected(desk) if stops else None
    results = desk.book.facts.results or ""
    yield from _painted(desk, going(stops, standing, direction, results=results, hidden=partial(_hidden, desk)))


def _hidden(desk: Desk, stop: Stop) -> bool:
    return stop.sheet not in desk.book.facts.sheets or desk.book.ask("XLT_IsHidden", stop.sheet, stop.cell) == "1"


def _painted(desk: Desk, actions: tuple[Action, ...]) -> list[Action]:
    """Carry out actions that touch no mark; what is left of them."""
    _, left = sheet_painter.paint(desk.book, MarkPlan(actions), KnownBook(()))
    return left


def _selected(desk: Desk) -> Selected | None:
    selection = desk.app.selection
    if selection is None:
        return None
    first_area = selection.get_address(False, False).partition(",")[0]
    sheet, cell = selection.sheet.name, first_area.partition(":")[0]
    return Selected(sheet, cell, selection.row, sheet == desk.book.facts.results)


@button
def show_results(desk: Desk) -> Steps[None]:
    """校验结果: bring the results sheet to the front."""
    if not desk.book.facts.results:
        raise UserError("还没有校验结果，请先点“校验本表”。")
    yield from _painted(desk, (Select(desk.book.facts.results),))


@button
def roll_up_city(desk: Desk) -> Steps[None]:
    """汇总到市"""
    from xl_tools.surfaces.excel.rollup_buttons import roll_up

    yield from roll_up(desk, "city")


@button
def roll_up_province(desk: Desk) -> Steps[None]:
    """汇总到省"""
    from xl_tools.surfaces.excel.rollup_buttons import roll_up

    yield from roll_up(desk, "province")


@button
def missing_units(desk: Desk) -> Steps[None]:
    """未报单位"""
    from xl_tools.surfaces.excel.rollup_buttons import missing

    yield from missing(desk)


# --- scoring, closing, the round -----------------------------------------------------------------


@button
def score(desk: Desk) -> Steps[None]:
    """计算得分: the assessment in front."""
    from xl_tools.surfaces.excel.score_button import score as compute

    yield from compute(desk)


@button
def score_forms(desk: Desk) -> Steps[None]:
    """填报表: the units' own sheets of the assessment in front, out and back."""
    from xl_tools.surfaces.excel.score_button import forms

    yield from forms(desk)


@button
def result_letters(desk: Desk) -> Steps[None]:
    """结果告知: a letter to each unit of the assessment in front."""
    from xl_tools.surfaces.excel.score_button import result_letters as write

    yield from write(desk)


@button
def make_ledger(desk: Desk) -> Steps[None]:
    """销号台账: made from a roll-up, or brought up to date."""
    from xl_tools.surfaces.excel.closing_buttons import make_ledger as make

    yield from make(desk)


@button
def check_ledger(desk: Desk) -> Steps[None]:
    """校验台账: the ledger in front, against a roll-up if wanted."""
    from xl_tools.surfaces.excel.closing_buttons import beside_ledger

    yield from _check(desk, only=None, beside=(yield from beside_ledger(desk)))


@button
def issue_ledgers(desk: Desk) -> Steps[None]:
    """下发台账: each unit's share of the ledger in front."""
    from xl_tools.surfaces.excel.closing_buttons import issue_ledgers as hand_out

    yield from hand_out(desk)


@button
def collect_ledgers(desk: Desk) -> Steps[None]:
    """收台账: what units filled in, put into the ledger."""
    from xl_tools.surfaces.excel.closing_buttons import collect_ledgers as take_back

    yield from take_back(desk)


@button
def write_notices(desk: Desk) -> Steps[None]:
    """公示文稿: public notices from the ledger in front."""
    from xl_tools.surfaces.excel.closing_buttons import write_notices as write

    yield from write(desk)


@button
def issue(desk: Desk) -> Steps[None]:
    """下发: a workbook a unit."""
    from xl_tools.surfaces.excel.issue_button import issue as hand_out

    yield from hand_out(desk)


@button
def month(desk: Desk) -> Steps[None]:
    """本月: where the round stands, and its next step."""
    from xl_tools.surfaces.excel.month_button import next_step

    yield from next_step(desk)


@button
def collect(desk: Desk) -> Steps[None]:
    """收报: what came, sorted by unit."""
    from xl_tools.surfaces.excel.collect_button import collect as sort_out

    yield from sort_out(desk)


@button
def add_petitions(desk: Desk) -> Steps[None]:
    """接批: lists added to a ledger of petitions."""
    from xl_tools.surfaces.excel.petitions_button import add

    yield from add(desk)


@button
def draft_mail(desk: Desk) -> Steps[None]:
    """生成邮件: drafts of a round's mails, none of them sent."""
    from xl_tools.surfaces.excel.mail_button import draft

    yield from draft(desk)


@button
def print_version(desk: Desk) -> Steps[None]:
    """打印稿: the table in front as it goes on paper."""
    from xl_tools.surfaces.excel.print_button import print_front

    yield from print_front(desk)


@button
def write_papers(desk: Desk) -> Steps[None]:
    """生成报告: papers from the roll-up in front."""
    from xl_tools.surfaces.excel.report_button import write_papers as write

    yield from write(desk)


@button
def freeze_formulas(desk: Desk) -> Steps[None]:
    """冻结公式: formulas that call our functions become values."""
    from xl_tools.surfaces.excel.freeze_button import freeze

    yield from freeze(desk)


# --- settings ------------------------------------------------------------------------------------


@button
def choose_rules(desk: Desk) -> Steps[None]:
    """规则开关: which rules are on."""
    from xl_tools.surfaces.excel.rules_button import choose

    yield from choose(desk)


@button
def set_day(desk: Desk) -> Steps[None]:
    """当前日期口径: the day that deadlines are held against, for today."""
    from xl_tools.surfaces.excel.day_button import choose_day

    yield from choose_day(desk)


@button
def doctor(desk: Desk) -> Steps[None]:
    """自检"""
    from xl_tools.app.doctor import examine

    with open_book.at_work(desk.app, "正在自检…"):
        results = examine(lambda: desk.office)
    wrong = [result for result in results if not result.works and (result.needed or result.advice)]
    lines = [f"程序包和加载项 {_version()}，Excel {desk.app.version}。"]
    lines += [
        f"【{'缺少' if result.needed else '留意'}】{result.name}：{result.detail}。{result.advice}" for result in wrong
    ]
    lines += ["其余检查正常。" if wrong else "全部检查正常。"]
    yield Say("\n".join(lines), "wrong" if any(result.needed for result in wrong) else "info")


@button
def help(_: Desk) -> Steps[None]:
    """帮助"""
    yield Say("\n".join(load("addin")["help"]))


def __getattr__(name: str) -> Any:
    """A button that a newer add-in has and this package has not: said in plain words instead of failing."""
    if name.startswith("_"):
        raise AttributeError(name)

    def unknown(_: Desk) -> Steps[None]:
        yield Say("加载项比程序包新，没有这个功能；请关闭 Excel，重新运行安装程序（install.cmd）。", "wrong")

    unknown.__name__ = name
    click = button(unknown)
    BUTTONS.pop(name)
    return click

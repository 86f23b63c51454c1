"""The buttons of 销号: the ledger made or brought up to date, handed out and taken back, public notices from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.check import with_petitions
from xl_tools.app.closing_days import days
from xl_tools.app.closing_ledger import progress_tables, start
from xl_tools.app.closing_papers import papers
from xl_tools.app.closing_round import collect_ledgers as take_back
from xl_tools.app.closing_round import issue_ledgers as hand_out
from xl_tools.books.excel import open_book
from xl_tools.books.excel.opened import path_of
from xl_tools.core.dates import read_day
from xl_tools.core.errors import UserError
from xl_tools.data import load
from xl_tools.marks.plan import Open, Say
from xl_tools.parse.closing.headings import CASES, sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xl_tools.app.examine import Occasion
    from xl_tools.surfaces.excel.desk import Desk, Steps

_TURN = "轮到的"
OUT_FOLDER, SHARES_FOLDER = "公示文稿", "下发台账"
_SHOWN = 5
"""Sentences of a kind that a message holds."""


def make_ledger(desk: Desk) -> Steps[None]:
    """Make the ledger from a roll-up, or add to it what is newly completed; what people typed stays."""
    rollup = yield from desk.pick_file("选汇总工作簿（已完成的任务从里面来）")
    tasks = None
    if (yield from desk.yes("有任务清单吗？\n选“是”就选清单，目标、措施从里面来；选“否”先空着。")):
        tasks = yield from desk.pick_file("选任务清单（责任清单）")
    folder = desk.office.folder or rollup.parent
    out = folder / load("closing")["ledger"]
    _must_be_closed(desk, out)
    with open_book.at_work(desk.app, "正在建销号台账…"):
        made = start(rollup, tasks, out=out, as_of=desk.day, office=desk.office)
        unopened = yield Open(str(out))
    kept = "\n".join(["", *_some(made.left), *(copy.sentence for copy in made.kept)])
    yield Say(f"销号台账 {made.cases} 件，这次新加 {len(made.added)} 件，填过的都在。\n{made.out}{unopened}{kept}")


def issue_ledgers(desk: Desk) -> Steps[None]:
    """Each unit's share of the ledger in front, beside it."""
    source = Path(desk.book.path)
    if not is_ledger_in_front(desk) or not source.is_absolute():
        raise UserError("当前工作簿不是存好的销号台账；请打开销号台账，保存以后再点。")
    out = source.parent / SHARES_FOLDER
    with open_book.at_work(desk.app, "正在写各单位的台账…"):
        made = hand_out(source, out=out, as_of=desk.day, office=desk.office)
    kept = "\n".join(["", *(copy.sentence for copy in made.kept)])
    yield Say(f"{len(made.units)} 个单位的台账放在“{out}”，每份只有它自己的几件。台账以保存过的为准。{kept}")


def collect_ledgers(desk: Desk) -> Steps[None]:
    """Put what units filled in into the whole ledger; what is not taken is told."""
    ledger = yield from desk.pick_file("选全市的销号台账（先关闭它）")
    _must_be_closed(desk, ledger)
    files = yield from desk.pick_files("选各单位填好发回来的台账，可以选几个")
    with open_book.at_work(desk.app, "正在收台账…"):
        made = take_back(ledger, files, as_of=desk.day, office=desk.office)
        unopened = yield Open(made.out)
    added, filled = sum(unit.added for unit in made.units), sum(unit.filled for unit in made.units)
    refused = [f"{unit.unit or Path(unit.path).name}：{said}" for unit in made.units for said in unit.refused]
    notes = [f"{unit.unit}：{unit.note}" for unit in made.units if unit.note]
    kept = [copy.sentence for copy in made.kept]
    said = f"收了 {len(made.units)} 份台账：新加 {added} 行，填上 {filled} 行，没有收的 {len(refused)} 处。"
    yield Say("\n".join([said, *_some(notes), *_some(refused), *_some(made.left), *kept]) + unopened)


def _some(sentences: Sequence[str]) -> list[str]:
    """As many as a message holds, and how many more there are."""
    more = [f"另有 {len(sentences) - _SHOWN} 条。"] if len(sentences) > _SHOWN else []
    return [*sentences[:_SHOWN], *more]


def beside_ledger(desk: Desk) -> Steps[Callable[[Occasion], Occasion]]:
    """What the ledger in front is held against: a roll-up if wanted, and the petitions of the workspace, if it keeps
    any."""
    if not is_ledger_in_front(desk):
        raise UserError("当前工作簿不是销号台账；请打开销号台账再点。")
    rollup = None
    if (yield from desk.yes("和汇总表对一遍吗？\n选“是”就选汇总工作簿，选“否”只查台账自己。")):
        rollup = yield from desk.pick_file("选汇总工作簿")
    own = desk.office.folder / load("petitions")["ledger"] if desk.office.folder else None

    def added(asked: Occasion) -> Occasion:
        progress = tuple(progress_tables(rollup, asked)) if rollup else None
        return with_petitions(replace(asked, progress=progress), own if own and own.is_file() else None)

    return added


def write_notices(desk: Desk) -> Steps[None]:
    """Public notices of cases of the ledger in front, their end computed."""
    source = Path(desk.book.path)
    if not is_ledger_in_front(desk) or not source.is_absolute():
        raise UserError("当前工作簿不是存好的销号台账；请打开销号台账，保存以后再点。")
    cases = yield from desk.ask("写哪几件？写省序号和单位，如 7莲都区、9青田县；要写轮到公示的，就写“轮到的”。", _TURN)
    first = read_day((yield from desk.ask("公示从哪一天开始？", f"{desk.day:%Y-%m-%d}")), desk.day)
    words = [] if cases == _TURN else [word for word in cases.replace("、", ",").replace("，", ",").split(",") if word]
    out = source.parent / OUT_FOLDER
    with open_book.at_work(desk.app, "正在写公示…"):
        made = papers(source, kind="公示", out=out, cases=words, start=first, as_of=desk.day, office=desk.office)
    ends = made.papers[0].publicity_ends or first
    counted = days(first, end=ends, calendar=source)
    told = f"{len(made.papers)} 份公示放在“{out}”，公示期 {first} 至 {ends}（{counted.working_days} 个工作日）。"
    named = (f"{Path(one.path or '').name}：{one.message}" for one in made.findings)
    kept = "\n".join(["", *named, *(copy.sentence for copy in made.kept)])
    yield Say(f"{told}【】里的请填写。台账以保存过的为准。{kept}")


def is_ledger_in_front(desk: Desk) -> bool:
    """Whether the workbook in front has the first sheet of a ledger."""
    return sheets()[CASES].name in desk.book.facts.sheets


def _must_be_closed(desk: Desk, out: Path) -> None:
    """A ledger that is open in Excel would not show what is written into its file."""
    if any(Path(path_of(book)) == out for book in desk.app.books):
        raise UserError(f"“{out.name}”正在打开；请保存、关闭它，再点一次。")

"""Opening the next period: the month in the workspace's workbook, and what stands beside it for the old one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from xl_tools.app.month import month as look_at
from xl_tools.app.office import Office
from xl_tools.app.round_folders import next_period, rounds_of
from xl_tools.app.workspace import places_in, read_workspace
from xl_tools.books.file.disk import lock_beside
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.output import Output
from xl_tools.books.ooxml.typed import type_texts
from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import days_in_month
from xl_tools.core.errors import UserError
from xl_tools.core.kept import KeptCopy
from xl_tools.core.period import Period, month
from xl_tools.data import load


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The period that is on now; ``said`` are sentences about what was changed."""

    schema_: Literal["xl-tools/next/1"] = "xl-tools/next/1"
    period: Period
    deadline: datetime | None
    said: tuple[str, ...]
    kept: tuple[KeptCopy, ...] = ()


def open_next(office: Office, *, today: date) -> Opened:
    """Go on to the month after: 期次 is that, a deadline that is a day of the old month the same day of the new one, a
    day to count by is taken out. Raises UserError when the workbook is open or cannot be written."""
    rounds = rounds_of(office)
    assert office.folder  # there are rounds in a workspace only
    words = load("workspace")
    path = Path(office.folder) / words["file"]
    if lock_beside(path):
        raise UserError(f"“{path.name}”正开着，没有换期。请关闭它再试，或者在里面把“期次”改成下一期。")
    period = next_period(rounds[0].period)
    data = read_input(path)
    places = places_in(path)
    texts = {places["period"].cell: str(period)}
    said = [f"现在是{month(period)}。", *_left_undone(office, today)]
    if office.deadline and "每月" not in places["deadline"].text:
        texts[places["deadline"].cell] = f"{_month_later(office.deadline):%Y-%m-%d %H:%M}".removesuffix(" 23:59")
        said.append(f"报送截止改成了 {texts[places['deadline'].cell]}，不对请在工作台里改。")
    if "as_of" in places and places["as_of"].text:
        texts[places["as_of"].cell] = ""
        said.append("统计日期是上一期的，去掉了：按当天算。")
    output = Output()
    output.replace(path, type_texts(data, words["settings"], texts, name=path.name), data)
    return replace(
        Opened(period=period, deadline=read_workspace(office.folder).deadline, said=tuple(said)),
        kept=tuple(output.kept),
    )


def _left_undone(office: Office, today: date) -> Iterator[str]:
    """What of the old period's rounds was not done, a sentence a round."""
    old = look_at(office, today=today, look=True)
    for one in old.rounds:
        if steps := [step.step.value for step in one.steps if step.state not in ("done", "not_needed")]:
            name = one.inspection if len(old.rounds) > 1 else ""
            undone = f"{name}{month(old.period)}还没有做：{'、'.join(steps)}。"
            yield f"{undone}要接着做，把工作台里的期次改回 {old.period}。"


def _month_later(moment: datetime) -> datetime:
    year, number = moment.year + moment.month // 12, moment.month % 12 + 1
    return moment.replace(year=year, month=number, day=min(moment.day, days_in_month(year, number)))

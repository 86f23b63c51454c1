"""提醒函, 预警函, 督办函, 约谈通知: drafts, one unit each, from a roll-up's workbook and the register of letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xl_tools.app.inputs import StrPath
from xl_tools.app.letter_files import LetterFiles, ToUnit
from xl_tools.app.report import read_stands
from xl_tools.app.report_checks import first_of
from xl_tools.app.report_info import read_info
from xl_tools.app.score_letters import is_score_letter, score_letters
from xl_tools.core.dates import cn_date, read_day
from xl_tools.core.errors import UserError
from xl_tools.core.records import Status
from xl_tools.data import load
from xl_tools.reports.document import LetterReport
from xl_tools.rollup.as_it_stands import AsItStands
from xl_tools.rollup.lights import thresholds
from xl_tools.rollup.stands import Entry, TaskStanding
from xl_tools.write.documents.register import Entered
from xl_tools.write.documents.values import Given, office_words


def letters(
    path: StrPath,
    *,
    kind: str,
    out: StrPath,
    register: StrPath | None = None,
    info: StrPath | None = None,
    today: date | None = None,
) -> LetterReport:
    """Draft the letters of a kind (提醒, 预警, 督办, 约谈) that a roll-up's workbook calls for, into a folder; or those
    of the results (考核结果) of a workbook of scores, dated ``today`` where ``info`` names no day.

    ``register`` is the workbook in which letters are entered: those that were sent are cited, the new ones added; one
    for the numbers of the same day is entered once. ``info`` is what only the office knows. Each letter holds its own
    unit's tasks and no word of another. Raises UserError for a workbook that is no roll-up's, or has cells that cannot
    be counted: a letter may be missing then.
    """
    if is_score_letter(kind):
        return score_letters(path, out=out, today=today or date.today(), register=register, info=info)
    asked = _kind(kind)
    source = Path(path)
    given = read_info(Path(info) if info is not None else None)
    files = LetterFiles.at(asked, source, out, register, info)
    stands = read_stands(source)
    if stands.unreadable:
        raise UserError(f"没有写函件，汇总工作簿里有读不懂的格子：{first_of(stands.unreadable)}。请改正、保存后再写。")
    if wrong := (*stands.stale, *stands.gone):
        raise UserError(f"没有写函件，汇总工作簿前后对不上：{first_of(wrong)}。请重算、补回、保存后再写。")
    reply = files.reply_by(_dated(given, stands.as_of))
    called = {
        unit: ToUnit(
            tuple(task.label for task, _ in tasks), _fields(asked, stands, unit, tasks, given, reply, files.entered)
        )
        for unit, tasks in _called_for(asked, stands).items()
    }
    return files.write(called, reply_by=reply, day=stands.as_of)


def _kind(word: str) -> dict[str, Any]:
    named: dict[str, dict[str, Any]] = {kind["name"]: kind for kind in load("documents")["letters"]}
    named |= {kind["letter"]: kind for kind in named.values()}
    if word not in named:
        names = [kind["name"] for kind in load("documents")["letters"]]
        words = "、".join([*names, load("documents")["score_letter"]["name"]])
        raise UserError(f"--kind 只能是 {words}，不能是“{word}”。")
    return named[word]


_Called = Sequence[tuple[TaskStanding, Entry]]


def _called_for(asked: Mapping[str, Any], stands: AsItStands) -> dict[str, _Called]:
    """The tasks of each unit that call for the letter, in the order of the units."""
    found: dict[str, list[tuple[TaskStanding, Entry]]] = {unit.name: [] for unit in stands.units}
    for task in stands.tasks:
        for entry in task.entries:
            if entry.counts and entry.status is not Status.COMPLETED and _calls(asked, stands, task, entry):
                found.setdefault(entry.unit, []).append((task, entry))
    return {unit: tasks for unit, tasks in found.items() if tasks}


def _calls(asked: Mapping[str, Any], stands: AsItStands, task: TaskStanding, entry: Entry) -> bool:
    if entry.due is None:
        return False
    if step := asked.get("step"):
        warned = stands.warned.get((task.label, entry.unit))
        return entry.overdue and warned is not None and warned.step == step
    return 0 <= (entry.due - stands.as_of).days <= thresholds().orange


def _fields(
    asked: Mapping[str, Any],
    stands: AsItStands,
    unit: str,
    tasks: _Called,
    given: Given,
    reply: date,
    entered: Sequence[Entered],
) -> dict[str, Any]:
    return {
        "unit": unit,
        "as_of": cn_date(stands.as_of),
        "reason": asked["reason"],
        "count": len(tasks),
        "demand": asked["demand"],
        "reply": cn_date(reply),
        "tasks": [_told(stands, task, entry, entered) for task, entry in tasks],
        # Each letter has a number and a title of its own: those that are given are another paper's.
        "doc": office_words({**given, "number": (), "title": ()}, f"{stands.area}督察整改{asked['letter']}"),
    }


def _told(stands: AsItStands, task: TaskStanding, entry: Entry, entered: Sequence[Entered]) -> dict[str, Any]:
    warned = stands.warned.get((task.label, entry.unit))
    due = entry.due or stands.as_of
    return {
        "label": task.label,
        "title": task.title,
        "due": cn_date(due),
        "state": f"待核实（{entry.reason}）" if entry.status is None and entry.reason else entry.state,
        "late": due < stands.as_of,
        "days": abs((due - stands.as_of).days),
        "periods": warned.periods if warned else 0,
        "more_periods": bool(warned and warned.periods > 1),
        "earlier": "、".join(_earlier(task, entry, entered, cn_date(stands.as_of))),
    }


def _earlier(task: TaskStanding, entry: Entry, entered: Sequence[Entered], today: str) -> Iterator[str]:
    """The letters that were sent about this before: one without a day of sending was not."""
    for one in entered:
        if one.unit == entry.unit and task.label in one.tasks and one.sent and one.day != today:
            yield f"{one.sent}已发{one.kind}{f'（{one.number}）' if one.number else ''}"


def _dated(given: Given, as_of: date) -> date:
    """The day of the letter; that of the numbers where none is given."""
    said = next(iter(given.get("date", ())), "")
    return read_day(said, as_of) if said else as_of

"""Worksheet functions: how the toolkit reads a cell, as a formula. Excel calls them through the add-in.

None raises: what cannot be answered is one of Excel's error values, named here and turned into the value itself by
the add-in (``macros/XltValue.bas``): ``#VALUE!`` an argument of the wrong kind, ``#N/A`` a text that does not say,
``#NUM!`` a number out of range, ``#NULL!`` the tool itself does not answer. An empty cell gives an empty text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xl_tools.books.excel.open_book import values_of
from xl_tools.books.excel.quick_xlwings import xw
from xl_tools.core import user_folder
from xl_tools.core.errors import UserError
from xl_tools.core.records import Status
from xl_tools.data import load
from xl_tools.parse.status.status_cell import read_status

if TYPE_CHECKING:
    from xl_tools.app.office import Office

VALUE, NOT_SAID, NUMBER = "#VALUE!", "#N/A", "#NUM!"

_EPOCH = date(1899, 12, 30)
_HEADINGS = ["级别", "代码", "单元格", "问题", "怎么改"]
_SEEN_BY_BUTTON_ONLY = "S"
"""Rules about the build of a sheet need merged cells and hidden rows, which a formula's argument does not carry."""
_NEEDED = {"S101", "S102", "S107"}


class _Answer(Exception):
    """Ends a function early with an error value."""


def _safe(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def answer(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except _Answer as early:
            return str(early)
        except (UserError, TypeError, ValueError, ArithmeticError):
            return VALUE
        except Exception as error:  # a fault of ours: the cell shows an error, the log says which
            user_folder.log_fault(function.__name__, error)
            return VALUE

    return answer


@xw.func
@_safe
def XLT_STATUS(text: Any) -> Any:
    """一格勾选或文字说的状态：已完成、达到序时进度、未达序时进度、尚未启动；看不出来为 #N/A。"""
    text = _single(text)
    if _is_empty(text):
        return ""
    status = read_status(text).status
    return status.label if status else NOT_SAID


@xw.func
@_safe
def XLT_DEADLINE(text: Any) -> Any:
    """一格时限的截止日期；没有日期（如长期坚持）为 #N/A。把单元格设成日期格式。"""
    from xl_tools.parse.phrases import read_deadline

    text = _single(text)
    if _is_empty(text):
        return ""
    due = read_deadline(text, _today()).due
    return datetime(due.year, due.month, due.day) if due else NOT_SAID


@xw.func
@_safe
def XLT_LIGHT(due: Any, status: Any, as_of: Any) -> Any:
    """预警灯：红、橙、黄、绿。due 截止日期或时限文字，status 状态，as_of 口径日期。"""
    from xl_tools.core.records import Mode
    from xl_tools.parse.phrases import read_deadline
    from xl_tools.rollup.lights import Thresholds, light, light_label, thresholds

    due, status, day = _single(due), _single(status), _date(_single(as_of))
    if _is_empty(due) and _is_empty(status):
        return ""
    reading = read_deadline(None if _is_empty(due) else due, day)
    office = _office()
    ours = thresholds()
    limits = Thresholds(office.orange or ours.orange, office.yellow or ours.yellow)
    said = light(_status(status), reading.due, day, ongoing=Mode.ONGOING in reading.modes, limits=limits)
    return light_label(said) or NOT_SAID


@xw.func
@_safe
def XLT_SCORE(weight: Any, target: Any, actual: Any, direction: Any) -> Any:
    """一项任务得分＝权重×完成率。direction 写“不低于”“不高于”“等于”（或 >=、<=、=）。"""
    from xl_tools.parse.assessment.entries import Target
    from xl_tools.scoring.engine import completion

    points, aim, done = _number(weight), _number(target), _number(actual)
    if min(points, aim, done) < 0:
        return NUMBER
    way = _direction(_single(direction))
    scored = completion(Target("", aim, "", way, 0, actual=done), _assessment().work)
    return float(points * scored)


@xw.func
@_safe
def XLT_GRADE(total: Any) -> Any:
    """总分对应的等次。"""
    points = _number(total)
    return NUMBER if points < 0 else _assessment().grade(points)


@xw.func
@_safe
def XLT_TASKSCORE(due: Any, status: Any, as_of: Any, filling: Any, wording: Any) -> Any:
    """一项整改任务的得分（0—100，建议分值）。filling 漏填和勾选有问题的格数，wording 文字数字问题数，空着算 0。"""
    from xl_tools.parse.phrases import read_deadline
    from xl_tools.rollup.lights import is_overdue
    from xl_tools.rollup.policy import Standing
    from xl_tools.rollup.task_points import task_points

    due, status, day = _single(due), _single(status), _date(_single(as_of))
    if _is_empty(due) and _is_empty(status):
        return ""
    said = _status(status)
    standing = Standing(said.value) if said else Standing.UNTICKED
    late = is_overdue(said, read_deadline(None if _is_empty(due) else due, day).due, day)
    points = task_points(standing, late, _count(filling), _count(wording))
    return float(points.score or 0)


@xw.func
@xw.arg("cells", "range")
@_safe
def XLT_CHECK(cells: Any) -> Any:
    """校验一片带表头的单元格，每处问题一行。表的结构（合并、隐藏、地区）请用“校验本表”按钮查。"""
    from xl_tools.app.examine import Occasion, examine
    from xl_tools.books.excel.opened import path_of
    from xl_tools.core.grid import Book, Grid
    from xl_tools.parse.table.inspections import asked_for
    from xl_tools.rules.registry import rules

    values, _ = values_of(cells)
    top, left = cells.row, cells.column
    rows: list[list[Any]] = [[] for _ in range(top - 1)]
    rows += [[*[None] * (left - 1), *row] for row in values]
    wanted = frozenset(code for code in rules() if not code.startswith(_SEEN_BY_BUTTON_ONLY) or code in _NEEDED)
    office = _office(path_of(cells.sheet.book))
    occasion = Occasion(
        as_of=office.as_of or date.today(),
        office=office,
        only=wanted,
        inspection=asked_for(office.inspection),
        assessments=False,
    )
    examined = examine(Book("", (Grid(name="", rows=rows),)), occasion)
    if not examined.sheets:
        return NOT_SAID
    lines = [[f.severity.label, f.code, f.cell or "", f.message, f.advice] for f in examined.findings]
    return [_HEADINGS, *lines] if lines else [["没有发现问题"]]


FUNCTIONS = (XLT_STATUS, XLT_DEADLINE, XLT_LIGHT, XLT_SCORE, XLT_GRADE, XLT_TASKSCORE, XLT_CHECK)
"""Every worksheet function, in the order in which the add-in lists them."""


# --- arguments -----------------------------------------------------------------------------------


def _office(book: str = "") -> Office:
    """What the office has settled: the workspace in which the workbook lies, where the function knows it, else the one
    used last, over the user's own."""
    from xl_tools.surfaces.excel.settled import office_of, workspace_of

    return office_of(workspace_of(Path(book) if book else None), date.today())


def _today() -> date:
    return _office().as_of or date.today()


def _single(value: Any) -> Any:
    if isinstance(value, list | tuple):
        raise _Answer(VALUE)
    if isinstance(value, int) and not isinstance(value, bool) and -2146826300 < value < -2146826200:
        raise _Answer(NOT_SAID)  # an error value in the cell itself
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _number(value: Any) -> Decimal:
    value = _single(value)
    if _is_empty(value) or isinstance(value, bool | date):
        raise _Answer(VALUE)
    try:
        number = Decimal(str(value).strip().rstrip("%％"))
    except InvalidOperation:
        raise _Answer(VALUE) from None
    if not number.is_finite():
        raise _Answer(NUMBER)
    return number / 100 if isinstance(value, str) and value.strip().endswith(("%", "％")) else number


def _count(value: Any) -> int:
    """A number of faults; an empty cell is none."""
    number = Decimal(0) if _is_empty(_single(value)) else _number(value)
    if number < 0:
        raise _Answer(NUMBER)
    return int(number)


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value < 100_000:
        return _EPOCH + timedelta(days=int(value))
    if isinstance(value, str):
        return date.fromisoformat(value.strip().replace("/", "-"))
    raise _Answer(VALUE)


def _status(value: Any) -> Status | None:
    return None if _is_empty(value) else read_status(value).status


def _direction(value: Any) -> Any:
    from xl_tools.parse.assessment.entries import Direction

    said = str(value or "").strip()
    words = load("targets")["directions"]
    found = next((way for way in Direction if way is not Direction.HAND and said in words[way.value]), None)
    if found is None:
        raise _Answer(VALUE)
    return found


def _assessment() -> Any:
    from xl_tools.scoring.scheme import instances

    return instances()[-1]

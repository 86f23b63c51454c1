"""Last period's tables for a roll-up: units' workbooks, or the workbook that last period's roll-up wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from xl_tools.app.examine import Occasion, issued_to, own_rows, read_tables
from xl_tools.app.expected import expect, owed
from xl_tools.app.inputs import StrPath, nothing_to_compare, workbooks
from xl_tools.app.read_many import issue_of
from xl_tools.app.reasons import explanations
from xl_tools.books.file.reader import read_book
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book
from xl_tools.core.period import Period
from xl_tools.core.records import Finding, Level, ProgressSheet, Region
from xl_tools.parse.table.by_unit import by_unit
from xl_tools.parse.table.inspections import settled
from xl_tools.rollup.layout import FORM_SHEET
from xl_tools.rollup.league import CarriedScores
from xl_tools.rollup.merge import merge
from xl_tools.rollup.records import PartKey, PeriodTotals, Previous, Task
from xl_tools.rollup.reread import owed_in, reread, unit_sheets
from xl_tools.rollup.reread_period import as_of_in, dues_in, history_in, overdue_in
from xl_tools.rollup.reread_scores import scores_in
from xl_tools.rollup.task_keys import TaskKey
from xl_tools.rollup.tracking import dues_then, overdue_then
from xl_tools.rules.acceptance import Explained
from xl_tools.rules.book.reading import file_cannot_be_read

T = TypeVar("T")


@dataclass
class Before:
    """What was found of last period: the units' ``sheets``, and what a roll-up kept of its own and earlier periods.
    ``owed`` are the tasks that units by their name owed by that roll-up, ``issues`` tell the issue of each path that
    holds its tasks as they were handed out, ``scores`` is what the roll-up hands on of scores.
    ``reasons`` are what clerks wrote beside findings then; ``findings`` name the files that could not be read."""

    sheets: list[ProgressSheet] = field(default_factory=list)
    reasons: list[Explained] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    day: date | None = None
    history: list[PeriodTotals] = field(default_factory=list)
    overdue: dict[PartKey, int] = field(default_factory=dict)
    dues: dict[PartKey, date] = field(default_factory=dict)
    scores: CarriedScores | None = None
    issues: dict[str, str] = field(default_factory=dict)
    owed: dict[str, frozenset[TaskKey]] = field(default_factory=dict)


def read_before(path: StrPath | None, occasion: Occasion) -> Before | None:
    """Last period's tables of the units that are collected; None when no path is given.

    A file that cannot be read costs a finding. Raises UserError when there is a path and no table is found there.
    """
    if path is None:
        return None
    before = Before()
    for file in workbooks([Path(path)]):
        try:
            book = read_book(file)
            _take(book, occasion, before)
            before.reasons += explanations([book])
        except UserError as error:
            meanwhile = "这份表不参加和上期的对照"
            reason = f"上期的表：{error}"
            before.findings += file_cannot_be_read(file, reason, meanwhile)
    if not before.sheets:
        if before.findings:
            raise UserError(before.findings[0].message)
        raise nothing_to_compare(path)
    if before.day is None:
        before.day = max((last for sheet in before.sheets if (last := _last_day(sheet.period))), default=None)
    return before


def _take(book: Book, occasion: Occasion, before: Before) -> None:
    sheets = read_tables(book, occasion)
    apart = reread(book, sheets)
    if apart is None:
        sheets = own_rows(book, sheets, replace(occasion, issued=()))  # what is handed out now says nothing of it
        before.sheets += by_unit(sheets, units=occasion.units, issued_to=issued_to(book, occasion.units))
        if issue := issue_of(book, sheets):
            before.issues[book.path] = issue
        return
    before.sheets += unit_sheets(apart, book.path, occasion.as_of, occasion.units)
    before.owed |= owed_in(book, next(sheet for sheet in sheets if sheet.sheet == FORM_SHEET))
    before.day = as_of_in(book) or before.day
    before.history += history_in(book)
    before.overdue |= overdue_in(book)
    before.dues |= dues_in(book)
    before.scores = scores_in(book, before.day) or before.scores


def previous_of(
    before: Before, level: Level, region: Region, occasion: Occasion, inspections: Collection[str]
) -> Previous:
    """Last period's table of the same city or province, made anew from its units' tables. ``inspections`` are those
    that are in use now: tasks are named as they are now."""
    expected = expect(region, before.sheets, occasion.units)
    day = before.day or occasion.as_of
    names = {unit.code: unit.name for unit in expected.units}
    by_issue = {names[code]: tasks for code, tasks in owed(before.sheets, before.issues).items() if code in names}
    merged = merge(
        expected.sheets,
        level=level,
        region=region,
        expected=expected.units,
        as_of=day,
        assignments=before.owed | by_issue,
        inspections=inspections,
    )
    tasks = _as_named_now(merged.tasks, inspections)
    history = {period.day: period for period in before.history if period.day < occasion.as_of}
    if before.day and before.day < occasion.as_of:
        history.setdefault(before.day, PeriodTotals(before.day, merged.totals))
    overdue = _as_called_now(before.overdue, tasks) or (overdue_then(tasks) if before.day else {})
    dues = dues_then(tasks) | _as_called_now(before.dues, tasks)
    return Previous(tasks, tuple(history[day] for day in sorted(history)), overdue, dues, before.scores)


def _as_named_now(tasks: Sequence[Task], inspections: Collection[str]) -> tuple[Task, ...]:
    """Tasks of the only inspection that is in use now are named without it."""
    now = set(inspections) - {""}
    meant = settled({*now, *(task.inspection for task in tasks)})
    if settled(now) is not None or not now or meant is None:
        return tuple(tasks)
    only = meant[now.pop()]
    return tuple(replace(task, inspection="") if task.inspection == only else task for task in tasks)


def _as_called_now(said: Mapping[PartKey, T], tasks: Iterable[Task]) -> dict[PartKey, T]:
    """What a roll-up says of its tasks by the names that they have now: it named them with their inspections, or
    without where it had only one."""
    named: dict[str, set[str]] = {}
    for task in tasks:
        named.setdefault(replace(task, inspection="").label, set()).add(task.label)
    known = {label: label for labels in named.values() for label in labels}
    known |= {bare: labels.pop() for bare, labels in named.items() if len(labels) == 1}
    return {(known.get(label, label), unit): one for (label, unit), one in said.items()}


def _last_day(period: Period | None) -> date | None:
    """The last day of a month ("2022-11")."""
    if period is None:
        return None
    year, month = map(int, period.split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)

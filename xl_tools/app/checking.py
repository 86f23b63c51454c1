"""Checking workbooks, and marked copies of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from xl_tools.app.inputs import StrPath, distinct_names, reference_sheets, unit_list, workbooks
from xl_tools.app.marking import Target
from xl_tools.books.files import mark_bytes
from xl_tools.books.reader import read_book
from xl_tools.errors import UserError
from xl_tools.models import Fault, NotRun, ProgressSheet
from xl_tools.parse import regions
from xl_tools.parse.sheets import read_sheets
from xl_tools.reports import CheckReport, FileReport, SheetReport, count
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run, select


@dataclass
class _Outcome:
    """What a check has gathered so far."""

    files: list[FileReport] = field(default_factory=list)
    not_run: dict[NotRun, None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def check(
    paths: Iterable[StrPath],
    *,
    as_of: date | None = None,
    previous: StrPath | None = None,
    baseline: StrPath | None = None,
    only: Collection[str] | None = None,
    units: StrPath | None = None,
    mark: bool = False,
    out: StrPath | None = None,
    in_place: bool = False,
) -> CheckReport:
    """Find the tables of workbooks and run the rules on them.

    ``paths`` are workbooks and folders of workbooks. ``as_of`` is the day deadlines are held against
    (today by default). ``previous`` is last period's sheet, table or folder; ``baseline`` the workbook that
    was handed out or the plan's task list. ``only`` names codes or classes ("T", "D401"). With ``mark``,
    marked copies go into ``out`` (or over the input with ``in_place``, which keeps a backup).

    A workbook that cannot be read is an outcome in the report, not an error. Raises UserError for what
    makes the whole call pointless: an empty folder, an output folder that cannot be written.
    """
    select(only)  # an unknown code is said before any work is done
    target = Target.of(out, in_place, "标记后的副本") if mark else None
    day = as_of or date.today()
    zones = unit_list(units)
    files = workbooks(map(Path, paths))
    names = distinct_names(files)
    before = reference_sheets(previous, day, zones)
    issued = reference_sheets(baseline, day, zones)
    outcome = _Outcome()
    for path in files:
        report = _check_file(path, day, zones, before, issued, only, outcome)
        if target and report.outcome != "unreadable":
            report = _marked(report, path, names[path], target)
        outcome.files.append(report)
    return CheckReport(
        as_of=day,
        files=tuple(outcome.files),
        counts=count(finding for file in outcome.files for finding in file.findings),
        not_run=tuple(sorted(outcome.not_run, key=lambda entry: (entry.rule, entry.reason))),
        faults=tuple(outcome.faults),
    )


def _check_file(
    path: Path,
    as_of: date,
    units: regions.UnitList,
    before: Sequence[ProgressSheet],
    issued: Sequence[ProgressSheet],
    only: Collection[str] | None,
    outcome: _Outcome,
) -> FileReport:
    try:
        sheets = read_sheets(read_book(path), as_of=as_of, units=units)
    except UserError as error:
        return FileReport(path=str(path), outcome="unreadable", reason=str(error))
    context = Context(as_of=as_of, previous=before, baseline=issued)
    result = run(sheets, context, only=only)
    outcome.not_run |= dict.fromkeys(result.not_run)
    outcome.faults.extend(Fault(path=str(path), rule=crash.code, sheet=crash.sheet) for crash in result.crashes)
    return FileReport(
        path=str(path),
        outcome="checked" if sheets else "no_table",
        reason=None if sheets else f"“{path.name}”里没有找到整改进展表或任务清单（前 30 行没有认得的表头）。",
        sheets=tuple(SheetReport.of(sheet) for sheet in sheets),
        findings=result.findings,
    )


def _marked(report: FileReport, path: Path, name: str, target: Target) -> FileReport:
    try:
        data, _ = mark_bytes(path.read_bytes(), report.findings, name=path.name)
        return report.model_copy(update={"marked": str(target.place(path, name, data))})
    except UserError as error:
        return report.model_copy(update={"reason": str(error)})

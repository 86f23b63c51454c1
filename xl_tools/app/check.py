"""Checking workbooks, and marked copies of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.inputs import (
    StrPath,
    distinct_names,
    reference_books,
    reference_sheets,
    sheets_of,
    unit_list,
    workbooks,
)
from xl_tools.app.patience import patience
from xl_tools.app.reasons import explanations
from xl_tools.app.rule_settings import rule_settings
from xl_tools.books.file.disk import lock_beside
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.reader import read_book
from xl_tools.books.file.sniff import FileKind, sniff_bytes
from xl_tools.core import regions
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book
from xl_tools.core.period import read_period
from xl_tools.core.records import Fault, Finding, NotRun, ProgressSheet
from xl_tools.parse.assessment.labels import is_assessment
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.reports.check import CheckReport, FileReport, SheetReport, count
from xl_tools.round.issuing.identity import Identity
from xl_tools.rules.acceptance import Explained, accept
from xl_tools.rules.book.reading import file_is_open_elsewhere, part_was_not_read
from xl_tools.rules.context import Context
from xl_tools.rules.engine import Crash, run, select
from xl_tools.rules.settings import RuleSettings, SettingsReport

if TYPE_CHECKING:
    from xl_tools.app.mark import Target


@dataclass
class _Outcome:
    """How a check is made, and what it has gathered so far. ``earlier`` are reasons given in the previous period."""

    settings: RuleSettings = field(default_factory=RuleSettings)
    earlier: Sequence[Explained] = ()
    files: list[FileReport] = field(default_factory=list)
    not_run: dict[NotRun, None] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def accepted(self, book: Book, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """The findings on a workbook, with the reasons that its results sheet or last period's gives."""
        return accept(findings, explanations([book]), self.earlier)


def check(
    paths: Iterable[StrPath],
    *,
    as_of: date | None = None,
    previous: StrPath | None = None,
    baseline: StrPath | None = None,
    only: Collection[str] | None = None,
    settings: StrPath | None = None,
    units: StrPath | None = None,
    period: str | None = None,
    mark: bool = False,
    out: StrPath | None = None,
    in_place: bool = False,
) -> CheckReport:
    """Find the tables of workbooks and run the rules on them.

    ``paths`` are workbooks and folders of workbooks. ``as_of`` is the day deadlines are held against
    (today by default). ``previous`` is last period's sheet, table or folder; ``baseline`` the workbook that
    was handed out or the plan's task list. ``period`` ("2022-12") is the month asked for; without it, the one that a
    workbook was issued for. ``only`` names codes or classes ("T", "D401"). ``settings`` is
    the bureau's file that switches rules off or changes their severity. With ``mark``,
    marked copies go into ``out`` (or over the input with ``in_place``, which keeps a backup).

    A workbook that cannot be read is an outcome in the report, not an error. Raises UserError for what
    makes the whole call pointless: an empty folder, an output folder that cannot be written.
    """
    select(only)  # an unknown code is said before any work is done
    target = None
    if mark:
        from xl_tools.app.mark import Target  # marks are paid for only here

        target = Target.of(out, in_place, "标记后的副本")
    day = as_of or date.today()
    asked = read_period(period) if period else None
    zones = unit_list(units)
    files = workbooks(map(Path, paths))
    names = distinct_names(files)
    earlier = reference_books(previous)
    before = sheets_of(earlier, previous, day, zones)
    issued = reference_sheets(baseline, day, zones)
    outcome = _Outcome(rule_settings(settings), explanations(earlier))
    for path in files:
        own = _Outcome(outcome.settings, outcome.earlier)
        report, data = _check_file(path, day, zones, before, issued, only, own, asked)
        if target and report.outcome != "unreadable":
            report = _marked(report, path, data, names, target, ran(own.settings, own.not_run, own.faults, only))
        outcome.files.append(report)
        outcome.not_run |= own.not_run
        outcome.faults += own.faults
    return CheckReport(
        as_of=day,
        files=tuple(outcome.files),
        counts=count(finding for file in outcome.files for finding in file.findings),
        not_run=tuple(sorted(outcome.not_run, key=lambda entry: (entry.rule, entry.reason))),
        faults=tuple(outcome.faults),
        settings=SettingsReport.of(Path(settings), outcome.settings) if settings is not None else None,
    )


def _check_file(
    path: Path,
    as_of: date,
    units: regions.UnitList,
    before: Sequence[ProgressSheet],
    issued: Sequence[ProgressSheet],
    only: Collection[str] | None,
    outcome: _Outcome,
    period: str | None,
) -> tuple[FileReport, bytes]:
    """The report, and the very bytes that were checked: they are what is marked."""
    data = b""
    try:
        data = read_input(path)
        with patience(path.name):
            report = _check_book(read_book(path, data), as_of, units, before, issued, only, outcome, period)
    except UserError as error:
        return FileReport(path=str(path), outcome="unreadable", reason=str(error)), data
    if "S119" in select(only):
        open_now = outcome.settings.applied(file_is_open_elsewhere(lock_beside(path)))
        report = replace(report, findings=(*open_now, *report.findings)) if open_now else report
    return report, data


def check_open(book: Book, *, as_of: date, settings: RuleSettings | None = None) -> CheckReport:
    """Run the rules on a workbook already read, as ``check`` does on one file (a workbook open in Excel)."""
    outcome = _Outcome(settings or RuleSettings())
    report = _check_book(book, as_of, regions.NONE, (), (), None, outcome)
    return CheckReport(
        as_of=as_of,
        files=(report,),
        counts=count(report.findings),
        not_run=tuple(sorted(outcome.not_run, key=lambda entry: (entry.rule, entry.reason))),
        faults=tuple(outcome.faults),
    )


def _check_book(
    book: Book,
    as_of: date,
    units: regions.UnitList,
    before: Sequence[ProgressSheet],
    issued: Sequence[ProgressSheet],
    only: Collection[str] | None,
    outcome: _Outcome,
    period: str | None = None,
) -> FileReport:
    if is_assessment(book):
        return _check_assessment(book, only, outcome)
    sheets = read_sheets(book, as_of=as_of, units=units)
    identity = Identity.of(book.identity)
    context = Context(
        as_of=as_of,
        previous=before,
        issued=issued,
        period=period or (identity.period if identity else None),
        issued_to=identity.region if identity else None,
        units=units,
    )
    result = run(sheets, context, only=only, settings=outcome.settings)
    outcome.not_run |= dict.fromkeys(result.not_run)
    outcome.faults.extend(fault_of(crash, book.path) for crash in result.crashes)
    name = Path(book.path).name
    return FileReport(
        path=book.path,
        outcome="checked" if sheets else "no_table",
        reason=None if sheets else f"“{name}”里没有找到整改进展表或任务清单（前 30 行没有认得的表头）。",
        sheets=tuple(SheetReport.of(sheet) for sheet in sheets),
        findings=outcome.accepted(book, (*outcome.settings.applied(not_read(book, sheets, only)), *result.findings)),
    )


def ran(
    settings: RuleSettings, not_run: Iterable[NotRun], faults: Iterable[Fault], only: Collection[str] | None = None
) -> frozenset[str]:
    """The codes that were looked for in a workbook: those asked for that are on, lacked nothing and did not fail."""
    return select(only) - settings.off - {entry.rule for entry in not_run} - {entry.rule for entry in faults}


def fault_of(crash: Crash, path: str) -> Fault:
    """A rule's breakdown as the report names it."""
    return Fault(path=path, rule=crash.code, sheet=crash.sheet, row=crash.row, cell=crash.cell)


def not_read(book: Book, sheets: Sequence[ProgressSheet], only: Collection[str] | None = None) -> tuple[Finding, ...]:
    """What of a workbook lies beyond the limits: an error where it may be part of a table, else a warning."""
    if "S118" not in select(only):
        return ()
    return tuple(part_was_not_read(book.grids, {sheet.sheet for sheet in sheets}))


def _check_assessment(book: Book, only: Collection[str] | None, outcome: _Outcome) -> FileReport:
    """The report on an assessment workbook: the rules of class A."""
    from xl_tools.rules.assessment import judge
    from xl_tools.scoring.case import case_of

    case = case_of(book)
    findings, lacking = judge.check(case)
    wanted = select(only)
    outcome.not_run |= dict.fromkeys(entry for entry in lacking if entry.rule in wanted)
    return FileReport(
        path=book.path,
        outcome="checked",
        sheets=(SheetReport.of_assessment(case.book),),
        findings=outcome.accepted(
            book,
            outcome.settings.applied(
                (*not_read(book, (), only), *(finding for finding in findings if finding.code in wanted))
            ),
        ),
    )


def _marked(
    report: FileReport, path: Path, read: bytes, names: Mapping[Path, str], target: Target, looked_for: Collection[str]
) -> FileReport:
    from xl_tools.app import old_formats
    from xl_tools.books.file.marked_file import mark_bytes

    name, note = names[path], report.reason
    try:
        if sniff_bytes(read, path.name) is FileKind.OOXML:
            with patience(path.name):
                data, result = mark_bytes(read, report.findings, name=path.name, ran=looked_for)
            if result.signed and target.in_place:
                raise UserError(f"“{path.name}”带有数字签名，改动会使签名失效，没有改动；请用 --out 写标记后的副本。")
            if result.signed:
                note = f"“{path.name}”带有数字签名，标记后的副本里签名失效；原文件未改动，签名仍有效。"
        elif target.in_place:
            raise old_formats.refuse_in_place(path)
        else:
            data = old_formats.marked_anew(read_book(path, read), report.findings, path.name)
            name, note = old_formats.new_name(name, names.values()), old_formats.said(path)
        return replace(report, marked=str(target.place(path, name, data, read)), reason=note)
    except UserError as error:
        return replace(report, reason=str(error))

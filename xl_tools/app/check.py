"""Checking workbooks, and marked copies of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.app.examine import Examined, Occasion, examine, no_table
from xl_tools.app.inputs import Paths, StrPath, distinct_names, workbooks
from xl_tools.app.occasions import compared, occasion
from xl_tools.app.office import OURS, Office
from xl_tools.app.patience import filled_rows, patience
from xl_tools.books.file.disk import lock_beside
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.reader import read_book
from xl_tools.books.file.sniff import FileKind, sniff_bytes
from xl_tools.core.dates import Day
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import shown
from xl_tools.core.period import Month
from xl_tools.core.records import Fault, NotRun
from xl_tools.reports.check import CheckReport, FileReport, count
from xl_tools.rules.book.reading import file_is_open_elsewhere
from xl_tools.rules.settings import SettingsReport

if TYPE_CHECKING:
    from xl_tools.app.mark import Target


def check(
    paths: Paths,
    *,
    as_of: Day | None = None,
    previous: StrPath | None = None,
    issued: StrPath | None = None,
    only: Collection[str] | None = None,
    settings: StrPath | None = None,
    units: StrPath | None = None,
    period: Month | None = None,
    hidden: bool = False,
    inspection: str | None = None,
    mark: bool = False,
    out: StrPath | None = None,
    in_place: bool = False,
    baseline: StrPath | None = None,
    petitions: StrPath | None = None,
    office: Office = OURS,
) -> CheckReport:
    """Find the tables of workbooks and run the rules on them.

    ``paths`` are workbooks and folders of workbooks. ``as_of`` is the day deadlines are held against
    (today by default). ``previous`` is last period's sheet, table or folder; ``issued`` the workbook that
    was handed out or the plan's task list. ``period`` ("2022-12") is the month asked for; without it, the one that a
    workbook was issued for. ``only`` names codes or classes ("T", "D401"). ``settings`` is
    the bureau's file that switches rules off or changes their severity. With ``hidden``, tables on hidden sheets count
    like others. ``inspection`` ("央督二轮") asks for its tasks alone: those of which nothing tells it are of that one.
    With ``mark``,
    marked copies go into ``out`` (or over the input with ``in_place``, which keeps a backup).
    ``baseline`` is another name of ``issued``. ``petitions`` is a ledger of petitions: the numbers of them that tables
    of tasks give (C924), and tasks that are done before their petitions (C929), are held against it. ``office`` is
    what the office has settled.

    A workbook that cannot be read is an outcome in the report, not an error. Raises UserError for what
    makes the whole call pointless: an empty folder, an output folder that cannot be written.
    """
    asked = occasion(
        as_of,
        units=units,
        period=period,
        settings=settings,
        only=only,
        hidden=hidden,
        inspection=inspection,
        office=office,
    )
    files = workbooks(paths)
    handed_out = baseline if issued is None else issued
    target = None
    if mark:
        from xl_tools.app.mark import Target  # marks are paid for only here

        reads = (previous, handed_out, settings, units, petitions, office.reads)
        target = Target.of(out, in_place, "标记后的副本", files, *reads)
    asked = with_petitions(compared(asked, previous=previous, issued=handed_out), petitions)
    return check_files(files, asked, target, asked.office.rules_report)


def with_petitions(asked: Occasion, petitions: StrPath | None) -> Occasion:
    """The occasion with a ledger of petitions to hold tables against. Raises UserError where it holds none."""
    if petitions is None:
        return asked
    from xl_tools.app.petition_statistics import whole_ledger  # paid for only here

    return replace(asked, petitions=whole_ledger(Path(petitions), asked.as_of, asked.office))


def check_files(
    files: Sequence[Path], occasion: Occasion, target: Target | None = None, settings: SettingsReport | None = None
) -> CheckReport:
    """Examine workbooks one after the other; marked copies go where ``target`` says. ``settings`` tells the reader of
    the report where the office's choice of rules stands."""
    names = distinct_names(files)
    if target:
        from xl_tools.app.old_formats import new_names

        target.prepare(new_names(names.values()))
    reports: list[FileReport] = []
    not_run: dict[NotRun, None] = {}
    faults: list[Fault] = []
    for path in files:
        asked = occasion if target is None else _with_earlier_reasons(occasion, target, names[path])
        report, data, examined = check_file(path, asked)
        if examined:
            if target:
                report = _marked(report, path, data, names, target, examined.looked_for)
            not_run |= dict.fromkeys(examined.not_run)
            faults += examined.faults
        reports.append(report)
    reports += occasion.unread
    return CheckReport(
        as_of=occasion.as_of,
        files=tuple(reports),
        counts=count(finding for file in reports for finding in file.findings),
        not_run=tuple(sorted(not_run, key=lambda entry: (entry.rule, entry.reason))),
        faults=tuple(faults),
        settings=settings,
        kept=tuple(target.output.kept) if target else (),
    )


def _with_earlier_reasons(occasion: Occasion, target: Target, name: str) -> Occasion:
    """The occasion with what was written beside the findings of an earlier marked copy, which is made anew."""
    from xl_tools.books.file.marked_file import read_explanations

    earlier = target.standing(name)
    if earlier is None:
        return occasion
    try:
        return replace(occasion, reasons=(*occasion.reasons, *read_explanations(earlier)))
    except UserError:
        return occasion


def _words_beside(earlier: Path | None) -> list[str]:
    """What people wrote into an earlier marked copy beside the reasons; nothing where it cannot be read."""
    from xl_tools.books.file.marked_file import words_beside

    try:
        return words_beside(read_input(earlier), name=earlier.name) if earlier else []
    except UserError:
        return []


def check_file(path: Path, occasion: Occasion) -> tuple[FileReport, bytes, Examined | None]:
    """The report, the very bytes that were checked (they are what is marked), and what was found in
    them and beside the file: a lock of who has it open (S119)."""
    data = b""
    try:
        data = read_input(path)
        with patience(path.name) as wait_for:
            book = read_book(path, data)
            wait_for(filled_rows(book))
            examined = examine(book, occasion)
    except UserError as error:
        return FileReport(path=shown(path), outcome="unreadable", reason=str(error)), data, None
    open_now = file_is_open_elsewhere(lock_beside(path)) if "S119" in occasion.wanted else ()
    examined = replace(examined, findings=(*occasion.settings.applied(open_now), *examined.findings))
    return _report(path, examined), data, examined


def _report(path: Path, examined: Examined) -> FileReport:
    return FileReport(
        path=str(path),
        outcome="checked" if examined.holds_table else "no_table",
        reason=None if examined.holds_table else no_table(f"“{path.name}”"),
        sheets=(examined.other,) if examined.other else examined.reported,
        findings=examined.findings,
    )


def _marked(
    report: FileReport, path: Path, read: bytes, names: Mapping[Path, str], target: Target, looked_for: Collection[str]
) -> FileReport:
    from xl_tools.app import old_formats
    from xl_tools.books.file.marked_file import mark_bytes

    name, note = names[path], report.reason
    try:
        if sniff_bytes(read, path.name) is FileKind.OOXML:
            with patience(path.name) as wait_for:
                wait_for(sum(len(sheet.rows) for sheet in report.sheets))
                earlier = _words_beside(target.standing(name))
                data, result = mark_bytes(read, report.findings, name=path.name, ran=looked_for, beside=earlier)
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

"""Rolling up: from files to the merged workbook, checks included."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from xl_tools.app.areas import area_called
from xl_tools.app.closing_steps import closing_steps
from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.expected import Expected, expect, level_of, owed, read_plan
from xl_tools.app.inputs import Paths, StrPath, archives, each, output_folder, standing_book, workbooks
from xl_tools.app.occasions import compared, occasion
from xl_tools.app.office import OURS, Office
from xl_tools.app.previous_period import previous_of, read_before
from xl_tools.app.read_many import Progress, ReadFile, read_files
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import Day, as_day
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import shown
from xl_tools.core.grid import Book
from xl_tools.core.period import Month, Period
from xl_tools.core.records import Fault, Finding, Level, ProgressRow, ProgressSheet, Region, Severity
from xl_tools.parse.table.inspections import settled
from xl_tools.reports.rollup import Rollup
from xl_tools.rollup.compare import lacking
from xl_tools.rollup.drafts import HandWork, hand_work
from xl_tools.rollup.layout import TOTALS_SHEET
from xl_tools.rollup.lights import Thresholds, thresholds
from xl_tools.rollup.merge import merge
from xl_tools.rollup.records import RowKey
from xl_tools.rollup.reread import merged_table, reread
from xl_tools.rollup.reread_additions import typed_day
from xl_tools.round.mail.receipts import read_receipt
from xl_tools.round.titles import full_name
from xl_tools.rules import registry
from xl_tools.rules.book.reading import file_cannot_be_read
from xl_tools.rules.context import Context
from xl_tools.rules.matching import partners
from xl_tools.rules.round.senders import table_is_of_another_month, table_is_older
from xl_tools.rules.table.issued import period_is_not_that_of_most

_AGAINST_COUNTIES = ("X703", "X705")


def roll_up(
    paths: Paths,
    *,
    level: Level | str,
    name: str,
    out: StrPath | None = None,
    tasks: Paths | None = None,
    issued: StrPath | None = None,
    as_of: Day | None = None,
    today: date | None = None,
    previous: StrPath | None = None,
    units: StrPath | None = None,
    settings: StrPath | None = None,
    period: Month | None = None,
    report_by: Day | None = None,
    newest: bool = False,
    hidden: bool = False,
    inspection: str | None = None,
    closing: StrPath | None = None,
    pictures: StrPath | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
    already: Mapping[Path, Book] | None = None,
    office: Office = OURS,
) -> Rollup:
    """Merge county sheets to a city's table, or city and county sheets to a province's, checking them on the way.

    ``name`` is the city or province; ``out`` the workbook to write, in which every number is traced to its cell;
    ``pictures`` a folder for its charts as PNG. ``issued`` is what was handed out: the folder of the workbooks, or the
    plan's task list; the tables are compared with it, and it says what each unit owes. ``tasks`` are lists alone, for
    what they say of kinds and leads, or workbooks that were issued, for who owes what. Without them a unit owes what it
    was issued as far as its own workbook tells, else every task that any unit carries. ``previous`` is last period's
    roll-up, or its units' workbooks. ``as_of`` is the day to count by; without it the office's, else the one that
    people typed into the standing workbook, else ``today``. ``period`` ("2022-11") is the month wanted; without it the
    one that most sheets name. ``report_by`` is the day by which the files were wanted. With ``newest``, of several
    tables of a unit the newest counts; of several months in one workbook the month wanted does, else the newest. With
    ``hidden``, tables on hidden sheets count like others. ``inspection`` ("央督二轮") asks for its tasks alone:
    those of which nothing tells it are of that one. ``settings`` is the bureau's file that switches rules off or
    changes their severity. ``closing`` is the ledger of closing steps: the workbook then shows how far each completed
    task is.

    ``jobs`` is the number of processes that read (None: as many as there are processors, for many files),
    ``cluster`` the address of a Dask scheduler to do it instead; the result is the same. ``progress`` is told how many
    files are done. ``already`` holds workbooks that are open and were read as they stand on the screen: they count
    instead of the files of those paths. ``office`` is what the office has settled.

    A file that cannot be read costs a finding, not the run. Raises UserError when no file could be read or ``out``
    cannot be written; nothing is written then.
    """
    goal = level_of(level)
    target = None if out is None else _target(Path(out))
    standing = standing_book(target)
    typed = typed_day(standing) if standing else None
    # A workbook outside a workspace may be another month's.
    settled = office.as_of or (typed if office.folder else None) or today
    given = occasion(
        settled if as_of is None else as_of,
        units=units,
        period=period,
        settings=settings,
        hidden=hidden,
        inspection=inspection,
        office=office,
    )
    region = area_called(name, given.units, goal)
    asked = _for_who_merges(given, region)
    earlier = _earlier(standing, region, asked) if standing else None
    paths = each(paths)
    files = [path for path in workbooks(paths) if not (earlier and target and _is_same(path, target))]
    handed_out = workbooks(tasks) if tasks is not None else []
    handed_out += workbooks([Path(issued)]) if issued is not None else []
    output = Output.beside(files, handed_out, previous, units, settings, closing, office.reads)
    if target is not None:
        output.admit([target])
        output_folder(target.parent)
    if not files:
        raise UserError("除了要写的汇总工作簿自己，没有别的工作簿可以汇总；请核对文件夹。")
    asked = compared(asked, issued=issued)
    before = read_before(previous, asked)
    judged = replace(asked, previous=tuple(before.sheets), reasons=tuple(before.reasons)) if before else asked
    found = _gather(read_files(files, judged, already=already, jobs=jobs, cluster=cluster, progress=progress))
    if found.unreadable == len(files):
        raise UserError(f"{len(files)} 个文件都读不出来，没有汇总。{found.findings[0].message}")
    found.findings += before.findings if before else []
    for archive in archives(paths):
        reason = f"“{shown(archive.name)}”是压缩包，汇总时不打开；请先收报（xl-tools collect），或者解开再汇总。"
        found.findings += file_cannot_be_read(archive, reason, "里面的表没有并入")
    found.keep_one_month(asked.period)
    if newest:
        found.keep_newest()
    expected = expect(region, found.sheets, asked.units)
    by_hand = _by_hand(earlier, typed, asked.as_of)
    if target is not None and standing is None and target.is_file() and output.was_worked_in(target):
        by_hand = HandWork(lost={f"“{target.name}”": "原来的工作簿读不出来（太大，或者坏了），手工写的字"})
    plan = read_plan(handed_out, region, expected.units, asked, owed(found.sheets, found.issues))
    merged = merge(
        expected.sheets,
        level=goal,
        region=region,
        expected=plan.receivers(expected),
        as_of=asked.as_of,
        assignments=plan.assignments,
        handed_out=plan.handed_out,
        kinds=plan.kinds,
        leads=plan.leads,
        order=plan.order,
        previous=previous_of(before, goal, region, asked, _inspections(expected.sheets)) if before else None,
        changed=_as_received(found.changed),
        report_by=_day_of(office.deadline) if report_by is None else as_day(report_by, "report_by"),
        findings=(*_beside(expected, asked), *found.other_periods(asked.period), *plan.findings, *found.findings),
        faults=found.faults,
        settings=asked.office.rules_report,
        issued=_as_issued(expected.sheets, asked),
        by_hand=by_hand,
        limits=_limits(office, by_hand),
        closing=None if closing is None else closing_steps(closing, asked),
        titles={one.id: full_name(one.title or one.name) for one in office.inspections if one.id},
    )
    if pictures is not None:
        from xl_tools.write.pictures import write_pictures

        write_pictures(merged, output_folder(Path(pictures)), output)
    if target is None:
        return replace(merged.report(), kept=tuple(output.kept))
    from xl_tools.write.rollup.rollup_book import rollup_bytes  # XlsxWriter is paid for only here

    output.write(target, rollup_bytes(merged))
    return replace(merged.report(str(target)), kept=tuple(output.kept))


@dataclass
class _Found:
    """What all files held: their tables, the rules' findings on them (each with its path), and what failed."""

    sheets: list[ProgressSheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unreadable: int = 0
    changed: dict[str, datetime] = field(default_factory=dict)
    issues: dict[str, str] = field(default_factory=dict)

    def other_periods(self, period: Period | None) -> list[Finding]:
        """Tables of another month than most, where no month was asked for and it is not said yet that they are not of
        the month they were issued for."""
        if period:
            return []
        said = {(one.path, one.sheet) for one in self.findings if one.code == "S116"}
        tables = (sheet for sheet in self.sheets if sheet.form.reports)
        return [one for one in period_is_not_that_of_most(tables) if (one.path, one.sheet) not in said]

    def keep_one_month(self, wanted: Period | None) -> None:
        """Of a unit's tables for several months in one workbook keep the month wanted, else the newest."""
        months: dict[object, set[Period]] = {}
        for sheet, period in self._of_months():
            months.setdefault((sheet.path, self._report_of(sheet)), set()).add(period)
        left: set[tuple[str, str]] = set()
        for sheet, period in self._of_months():
            said = months[(sheet.path, self._report_of(sheet))]
            kept = wanted if wanted in said else max(said)
            if period != kept:
                left.add((sheet.path, sheet.sheet))
                self.findings += table_is_of_another_month(sheet, kept)
        self.sheets = [sheet for sheet in self.sheets if (sheet.path, sheet.sheet) not in left]

    def _of_months(self) -> list[tuple[ProgressSheet, Period]]:
        reports = (sheet for sheet in self.sheets if sheet.form.reports and sheet.region)
        return [(sheet, sheet.period) for sheet in reports if sheet.period]

    def keep_newest(self) -> None:
        """Of several tables of a unit for one inspection keep the newest: by the month it names, then by when its file
        was changed. Those of which none is newer all stay: which of them counts is for a person to say (X707)."""
        newest: dict[tuple[str, frozenset[str]], ProgressSheet] = {}
        for sheet in self.sheets:
            if sheet.region and sheet.form.reports:
                other = newest.setdefault(self._report_of(sheet), sheet)
                if self._age(sheet) > self._age(other):
                    newest[self._report_of(sheet)] = sheet
        kept: list[ProgressSheet] = []
        for sheet in self.sheets:
            best = newest[self._report_of(sheet)] if sheet.region and sheet.form.reports else sheet
            if self._age(sheet) < self._age(best):
                self.findings += table_is_older(sheet, best)
            else:
                kept.append(sheet)
        self.sheets = kept

    @cached_property
    def _meant(self) -> Mapping[str, str] | None:
        """What the names of inspections mean, once all files are read; None where there is one only."""
        return settled(_inspections(self.sheets))

    def _report_of(self, sheet: ProgressSheet) -> tuple[str, frozenset[str]]:
        """What two tables have in common that report the same: the unit, and the inspections where there are
        several."""
        meant = self._meant
        of = frozenset(meant.get(name, "") for name in _inspections([sheet])) if meant else frozenset()
        return sheet.region.code if sheet.region else "", of

    def _age(self, sheet: ProgressSheet) -> tuple[str, datetime]:
        return sheet.period or "", self.changed.get(sheet.path, datetime.min)


def _day_of(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _as_received(changed: Mapping[str, datetime]) -> dict[str, datetime]:
    """When each table came: of copies that ``collect`` made, its receipt beside their folder tells; of other files, the
    day of their last change."""
    receipts: dict[Path, Mapping[str, datetime]] = {}
    for folder in {Path(path).parent for path in changed}:
        receipt = folder.parent / f"收报情况{folder.name}.xlsx"
        if receipt.is_file():
            with suppress(UserError):
                receipts[folder] = read_receipt(read_book(receipt), receipt.name).received
    return {path: receipts.get(Path(path).parent, {}).get(Path(path).name, when) for path, when in changed.items()}


def _inspections(sheets: Iterable[ProgressSheet]) -> frozenset[str]:
    return frozenset(row.inspection for sheet in sheets if sheet.form.reports for row in sheet.rows)


def _for_who_merges(asked: Occasion, region: Region) -> Occasion:
    """The occasion of a roll-up: progress tables of the region's units. Hints are left to ``check``: they are for the
    unit, not for who merges."""
    severity = asked.settings.severity_of
    grave = {code for code, rule in registry.rules().items() if (severity(code) or rule.severity) is not Severity.HINT}
    return replace(asked, within=region, only=frozenset(grave), assessments=False)


def _gather(files: Iterable[ReadFile]) -> _Found:
    found = _Found()
    rounds = {code for code, rule in registry.rules().items() if rule.scope == "round"}
    for file in files:
        found.sheets += file.sheets
        # Which inspections are in use, all files together tell; a rule that is no hint may find one all the same: of a
        # unit's text it is the unit's, of what is not merged who merges must know it.
        kept = (one for one in file.findings if one.severity is not Severity.HINT or one.code in rounds)
        found.findings += (one for one in kept if one.code != "S124")
        found.faults += file.faults
        found.unreadable += not file.readable
        if file.changed:
            found.changed[str(file.path)] = file.changed
        if file.issue:
            found.issues[str(file.path)] = file.issue
    return found


def _beside(expected: Expected, asked: Occasion) -> list[Finding]:
    """Where a city's own table says something else than its counties, whose tables lie beside it."""
    findings: list[Finding] = []
    for code, counties in expected.beside.items():
        city = regions.by_code(code)
        own = [sheet for sheet in expected.sheets if sheet.region and sheet.region.code == code]
        if city:
            findings += _against_counties(city, own, counties, asked)
    return findings


def _against_counties(
    city: Region, own: Sequence[ProgressSheet], counties: Sequence[ProgressSheet], asked: Occasion
) -> list[Finding]:
    units = regions.expected_units(city, units=asked.units)
    merged = merge([*own, *counties], level=Level.CITY, region=city, expected=units, as_of=asked.as_of)
    said = [finding for finding in merged.findings if finding.code in _AGAINST_COUNTIES]
    return [*said, *lacking(own, merged.tasks)]


def _target(path: Path) -> Path:
    """The workbook to write. Raises UserError when it cannot be."""
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"汇总工作簿的文件名要以 .xlsx 结尾，不能是“{path.name}”。")
    if path.is_dir():
        raise UserError(f"“{path}”是文件夹；请写汇总工作簿的文件名。")
    return path


def _is_same(path: Path, target: Path) -> bool:
    """Whether a workbook is the one to write, as an earlier roll-up of the same region left it: it is made anew, and
    not merged into itself."""
    return os.path.realpath(path) == os.path.realpath(target)


_Earlier = tuple[Book, Sequence[ProgressSheet]]


def _earlier(book: Book, region: Region, asked: Occasion) -> _Earlier | None:
    """A roll-up of the same region, as it stands; None for anything else."""
    sheets = read_tables(book, asked)
    apart = reread(book, sheets)
    return (book, sheets) if apart and apart.region == region else None


def _as_issued(sheets: Iterable[ProgressSheet], asked: Occasion) -> dict[RowKey, ProgressRow]:
    """The rows that were issued to a unit itself, by the row that came back. A list for all units says nothing of the
    words that one of them was given."""
    context = Context(as_of=asked.as_of, issued=asked.issued, units=asked.units)
    found: dict[RowKey, ProgressRow] = {}
    for sheet in sheets if asked.issued else ():
        given = context.issued_for(sheet) if sheet.form.reports and sheet.region else None
        if given and given.form.reports and given.region and sheet.region and given.region.code == sheet.region.code:
            found |= {(sheet.path, sheet.sheet, number): row for number, row in partners(sheet, given).items()}
    return found


def _by_hand(earlier: _Earlier | None, typed: date | None, day: date) -> HandWork | None:
    """What people wrote into the roll-up that is made anew for ``day``; ``typed`` is the day that they put there."""
    form = merged_table(earlier[1]) if earlier else None
    if earlier is None or form is None:
        return None
    found = hand_work(earlier[0], form)
    if typed in (None, day):
        return found
    why = f"填的统计日期 {typed}（这次写明按 {day} 算）"
    return replace(found, lost={**found.lost, f"“{TOTALS_SHEET}”": why})


def _limits(office: Office, by_hand: HandWork | None) -> Thresholds:
    """The days of the lights: as the office has settled them, else as people typed them, else ours."""
    typed = (by_hand.added.limits if by_hand else None) or thresholds()
    return Thresholds(office.orange or typed.orange, office.yellow or typed.yellow)

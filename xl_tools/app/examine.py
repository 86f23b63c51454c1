"""The one way to read and to judge a workbook: every surface and every other module of ``app`` comes through here.

What a judgement depends on beside the workbook is an ``Occasion``; what comes of it is ``Examined``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from xl_tools.app.office import OURS, Office
from xl_tools.app.reasons import explanations
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.grid import Book
from xl_tools.core.period import Period
from xl_tools.core.records import Fault, Finding, NotRun, ProgressSheet, Region
from xl_tools.parse.assessment.labels import is_assessment
from xl_tools.parse.closing.headings import is_ledger
from xl_tools.parse.table.inspections import is_asked_for, settled
from xl_tools.parse.table.sheets import hidden_tables, read_sheets
from xl_tools.reports.check import FileReport, SheetReport
from xl_tools.round.issuing.identity import Identity, is_as_issued
from xl_tools.rules.acceptance import Explained, accept
from xl_tools.rules.book.reading import (
    cells_tell_their_values_alone,
    part_was_not_read,
    table_is_on_a_hidden_sheet,
)
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run, select
from xl_tools.rules.round.senders import inspection_of_rows_cannot_be_told, rows_are_of_another_inspection
from xl_tools.rules.rows_of_others import rows_of_others
from xl_tools.rules.settings import RuleSettings

if TYPE_CHECKING:
    from xl_tools.petitions.records import Ledger


@dataclass(frozen=True, slots=True)
class Occasion:
    """What workbooks are examined for. Small and plain: it travels to the processes of a roll-up.

    ``as_of`` is the day deadlines are held against; ``office`` what the office has settled, its unit list and its
    choice of rules among it; ``within`` the region whose units
    are being collected: it settles a name that several places share. ``period`` is the month asked for ("2022-11");
    without it, the one that a workbook was issued for. ``previous`` are last period's tables and ``reasons`` what
    clerks wrote beside their findings; ``issued`` are the tables as they were handed out, or the plan's task list.
    ``only`` are the codes and classes looked for, None for all.
    ``hidden`` is true where tables on hidden sheets count like others. ``inspection`` is the id of the one that the
    office asks for: what does not tell its own is of that one; with ``no_other``, tasks of others are left out.
    ``unread`` are files to compare with that could not be read.
    ``assessments`` is False where progress tables alone are wanted: a workbook is then never judged as an assessment,
    nor as a ledger of closing steps. ``progress`` are the units' progress tables to hold a ledger against, None where
    none are given; ``names`` those of the address book; ``petitions`` the ledger of petitions to hold tables against.
    """

    as_of: date
    office: Office = OURS
    within: Region | None = None
    period: Period | None = None
    previous: tuple[ProgressSheet, ...] = ()
    reasons: tuple[Explained, ...] = ()
    issued: tuple[ProgressSheet, ...] = ()
    unread: tuple[FileReport, ...] = ()
    only: frozenset[str] | None = None
    assessments: bool = True
    hidden: bool = False
    inspection: str = ""
    no_other: bool = False
    progress: tuple[ProgressSheet, ...] | None = None
    names: frozenset[str] | None = None
    petitions: Ledger | None = None

    @property
    def units(self) -> regions.UnitList:
        return self.office.units

    @property
    def settings(self) -> RuleSettings:
        return self.office.rules

    @property
    def wanted(self) -> frozenset[str]:
        """The codes looked for. Raises UserError for one that does not exist."""
        return select(self.only) - self.settings.off


@dataclass(frozen=True, slots=True)
class Examined:
    """A workbook, read and judged: whole when made.

    ``sheets`` are its progress tables and task lists; ``other`` how its task book or ledger was read, where it is an
    assessment or a ledger of closing steps. ``findings`` have the settings applied, the reasons of clerks accepted and
    their keys set. ``not_run`` are rules that lacked something, ``faults`` those that broke down, ``looked_for`` the
    codes of all others that were asked for: what of them is not found is not there. ``issued_to`` is the unit that the
    workbook was issued to: it decides whose the tables are, whatever stands in their region columns (S105). ``ledgers``
    are the petitions of the tables among them that hold petitions.
    """

    sheets: tuple[ProgressSheet, ...]
    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]
    faults: tuple[Fault, ...]
    looked_for: frozenset[str]
    other: SheetReport | None = None
    issued_to: Region | None = None
    ledgers: tuple[Ledger, ...] = ()

    @property
    def reported(self) -> tuple[SheetReport, ...]:
        """How its tables were read."""
        petitions = {id(ledger.sheet): ledger for ledger in self.ledgers}
        return tuple(SheetReport.of(sheet, petitions.get(id(sheet))) for sheet in self.sheets)

    @property
    def holds_table(self) -> bool:
        """Whether there is anything in the workbook that can be judged."""
        return bool(self.sheets) or self.other is not None


def examine(book: Book, occasion: Occasion) -> Examined:
    """Read a workbook's tables and run the rules on them; no table at all is a finding too (S101).

    Raises UserError when ``occasion.only`` names a rule that does not exist.
    """
    if occasion.assessments and is_assessment(book):
        return _examine_assessment(book, occasion)
    if occasion.assessments and is_ledger(book):
        return _examine_ledger(book, occasion)
    sheets = read_tables(book, occasion)
    context = _context(book, occasion, sheets)
    result = run(sheets, context, only=occasion.only, settings=occasion.settings)
    beside = (*_inspection_not_told(occasion, sheets), *_beside_petitions(occasion, sheets))
    findings = (*occasion.settings.applied(beside), *result.findings)
    if occasion.no_other:
        sheets, findings = _of_the_inspection(occasion, sheets, findings)
    return _examined(
        book,
        occasion,
        sheets=sheets,
        findings=findings,
        not_run=(*result.not_run, *_not_known_to_whom(book, occasion, sheets)),
        faults=[
            Fault(path=book.path, rule=crash.code, sheet=crash.sheet, row=crash.row, cell=crash.cell)
            for crash in result.crashes
        ],
        ledgers=context.ledgers if any(sheet.form.flat for sheet in sheets) else (),
    )


def read_tables(book: Book, occasion: Occasion | None = None) -> list[ProgressSheet]:
    """Every progress table and task list of a workbook, in sheet order, for who only compares or takes apart.

    Without an occasion no day is known: a deadline without a year then has no date.
    """
    if occasion is None:
        return read_sheets(book)
    return read_sheets(
        book,
        as_of=occasion.as_of,
        units=occasion.units,
        within=occasion.within,
        hidden=occasion.hidden,
        inspection=occasion.inspection,
    )


def issued_to(book: Book, units: regions.UnitList) -> Region | None:
    """The unit that a workbook was issued to; None where it remembers none.

    A zone is known by its name: its code is its place in the unit list, which may have changed since.
    """
    identity = Identity.of(book.identity)
    unit = identity.region if identity else None
    if unit is None or regions.by_code(unit.code):
        return unit
    return regions.find(unit.name, within=regions.by_code(unit.parent or ""), units=units) or unit


def own_rows(book: Book, sheets: Sequence[ProgressSheet], occasion: Occasion) -> list[ProgressSheet]:
    """The tables of a workbook without the rows that are not its sender's (S149). A table of such rows alone is
    none."""
    context = _context(book, occasion, sheets)
    kept: list[ProgressSheet] = []
    for sheet in sheets:
        others = rows_of_others(sheet, context)
        rows = tuple(row for row in sheet.rows if row.row not in others) if others else sheet.rows
        if rows or not others:
            kept.append(replace(sheet, rows=rows) if others else sheet)
    return kept


def no_table(place: str) -> str:
    """The sentence for a workbook or sheet, named by ``place``, that holds no table."""
    return f"{place}里没有找到整改进展表或任务清单（前 30 行没有认得的表头）。"


def _context(book: Book, occasion: Occasion, sheets: Sequence[ProgressSheet]) -> Context:
    """What the rules may know, of the occasion and of what the workbook remembers from when it was issued."""
    identity = Identity.of(book.identity)
    return Context(
        as_of=occasion.as_of,
        previous=occasion.previous,
        issued=occasion.issued,
        period=occasion.period or (identity.period if identity else None),
        issued_to=issued_to(book, occasion.units),
        holds_as_issued=(lambda sheet: is_as_issued(identity, [sheet])) if identity else None,
        units=occasion.units,
        within=occasion.within,
        book=book,
        tables=sheets,
    )


def _not_known_to_whom(book: Book, occasion: Occasion, sheets: Sequence[ProgressSheet]) -> list[NotRun]:
    """Whether the unit is the one to which a workbook was handed out is part of S105."""
    if book.identity is not None or "S105" not in occasion.wanted or not any(sheet.form.reports for sheet in sheets):
        return []
    reason = "这种格式看不出这份表是下发给哪个单位的，只按表里写的单位算；请另存为 .xlsx 再校验"
    return [NotRun(rule="S105", reason=reason)]


def _inspection_not_told(occasion: Occasion, sheets: Sequence[ProgressSheet]) -> Iterator[Finding]:
    """Rows of which nothing tells the inspection, where tasks of several are in this workbook or beside it."""
    if "S124" in occasion.wanted:
        beside = (*occasion.issued, *occasion.previous)
        meant = settled(row.inspection for sheet in (*sheets, *beside) for row in sheet.rows)
        if meant:
            yield from inspection_of_rows_cannot_be_told(sheets, meant)


def _beside_petitions(occasion: Occasion, sheets: Sequence[ProgressSheet]) -> Iterator[Finding]:
    """What tables of tasks say otherwise than the ledger of petitions."""
    if occasion.petitions is None:
        return
    from xl_tools.rules.petition.beside import table_quotes_other_numbers, task_is_done_before_its_petitions

    for sheet in sheets:
        if sheet.form.of_tasks:
            found = (
                *table_quotes_other_numbers(sheet, occasion.petitions, occasion.units),
                *task_is_done_before_its_petitions(sheet, occasion.petitions),
            )
            yield from (replace(one, path=None) for one in found if one.code in occasion.wanted)


def _of_the_inspection(
    occasion: Occasion, sheets: Sequence[ProgressSheet], findings: Sequence[Finding]
) -> tuple[list[ProgressSheet], tuple[Finding, ...]]:
    """The tables and findings without the tasks of other inspections than the one asked for; which rows these are is
    said. A table that holds no other task is none."""
    kept: list[ProgressSheet] = []
    others: set[tuple[str | None, int | None]] = set()
    said: list[Finding] = []
    for sheet in sheets:
        rows = [row for row in sheet.rows if not is_asked_for(row.inspection, occasion.inspection)]
        others |= {(sheet.sheet, row.row) for row in rows}
        if rows and "X710" in occasion.wanted:
            numbers = [row.row for row in rows]
            said += rows_are_of_another_inspection(sheet, numbers, occasion.inspection)
        if len(rows) < len(sheet.rows) or not rows:
            kept.append(replace(sheet, rows=tuple(row for row in sheet.rows if row not in rows)))
    left = (found for found in findings if (found.sheet, found.row) not in others)
    return kept, (*occasion.settings.applied(replace(one, path=None) for one in said), *left)


def _examine_assessment(book: Book, occasion: Occasion) -> Examined:
    """The rules of class A, on a workbook that holds the task book of an assessment."""
    from xl_tools.rules.assessment import judge
    from xl_tools.scoring.case import case_of  # scoring is paid for only here

    case = case_of(book)
    findings, lacking = judge.check(case)
    wanted = select(occasion.only)
    return _examined(
        book,
        occasion,
        findings=occasion.settings.applied(found for found in findings if found.code in wanted),
        not_run=[lack for lack in lacking if lack.rule in wanted],
        other=SheetReport.of_assessment(case.book),
    )


def _examine_ledger(book: Book, occasion: Occasion) -> Examined:
    """The rules of class V, on a workbook that holds a ledger of closing steps."""
    from xl_tools.app.closing_evidence import digests  # a ledger's rooms are paid for only here
    from xl_tools.closing.inspected import Inspected
    from xl_tools.parse.closing.ledger import read_ledger
    from xl_tools.petitions.tasks import OpenPetitions
    from xl_tools.rules.closing import judge

    ledger = read_ledger(book)
    assert ledger is not None
    inspected = Inspected(
        ledger,
        occasion.as_of,
        progress=occasion.progress,
        plan=occasion.issued or None,
        files=digests(book.path, ledger),
        names=occasion.names,
        petitions=OpenPetitions(occasion.petitions, occasion.units) if occasion.petitions else None,
        units=occasion.units,
    )
    findings, lacking, broken = judge.check(inspected)
    wanted = select(occasion.only)
    return _examined(
        book,
        occasion,
        findings=occasion.settings.applied(found for found in findings if found.code in wanted),
        not_run=[lack for lack in lacking if lack.rule in wanted],
        faults=[Fault(path=book.path, rule=code) for code in broken if code in wanted],
        other=SheetReport.of_ledger(ledger),
    )


def _examined(
    book: Book,
    occasion: Occasion,
    *,
    sheets: Sequence[ProgressSheet] = (),
    findings: Sequence[Finding],
    not_run: Sequence[NotRun],
    faults: Sequence[Fault] = (),
    other: SheetReport | None = None,
    ledgers: Sequence[Ledger] = (),
) -> Examined:
    """What every examination ends with: what was not read is said first, and reasons count for all findings."""
    tables = {sheet.sheet for sheet in sheets}
    not_read = [*part_was_not_read(book.grids, tables)] if "S118" in occasion.wanted else []
    if "S140" in occasion.wanted and not occasion.hidden:
        not_read += table_is_on_a_hidden_sheet(hidden_tables(book))
    if "S150" in occasion.wanted:
        not_read += cells_tell_their_values_alone(book.grids, {grid.name for grid in book.grids} if other else tables)
    found = (*occasion.settings.applied(not_read), *findings)
    missed = {entry.rule for entry in not_run} | {entry.rule for entry in faults}
    return Examined(
        sheets=tuple(sheets),
        findings=accept(found, explanations([book]), occasion.reasons),
        not_run=tuple(not_run),
        faults=tuple(faults),
        looked_for=occasion.wanted - missed,
        other=other,
        issued_to=issued_to(book, occasion.units),
        ledgers=tuple(ledgers),
    )

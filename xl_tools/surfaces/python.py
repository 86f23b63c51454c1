"""The functions of ``import xl_tools``: those of the rooms below, whose records leave as pydantic models.

``model_dump(mode="json")`` of a report is the JSON of the contract, ``to_frame()`` a pandas table of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from xl_tools.app import check as checks
from xl_tools.app import closing_check, closing_ledger, closing_round, petition_compare, petition_reading
from xl_tools.app import closing_days as publicity
from xl_tools.app import closing_papers as closing_documents
from xl_tools.app import collect as collecting
from xl_tools.app import import_ as imports
from xl_tools.app import issue as issues
from xl_tools.app import letters as letter_files
from xl_tools.app import mail as mails
from xl_tools.app import mark as marks
from xl_tools.app import petition_publishing as petition_papers
from xl_tools.app import petition_statistics as petition_counts
from xl_tools.app import petitions as petition_ledgers
from xl_tools.app import report as papers
from xl_tools.app import roll_up as rollups
from xl_tools.app import score as scores
from xl_tools.app import split as splits
from xl_tools.app.inputs import Paths, StrPath
from xl_tools.app.office import OURS, Office
from xl_tools.books.file.marked_file import MarkResult
from xl_tools.core import records
from xl_tools.core.dates import Day, Moment
from xl_tools.core.period import Month
from xl_tools.parse import phrases, serials
from xl_tools.parse.figures import claim as figure_records
from xl_tools.parse.figures import claims
from xl_tools.reports import check as check_report
from xl_tools.reports import closing as closing_report
from xl_tools.reports import document as document_report
from xl_tools.reports import petitions as petition_report
from xl_tools.reports import rollup as rollup_report
from xl_tools.reports import round as round_report
from xl_tools.reports import score as score_report
from xl_tools.reports.border import Outside, as_model, as_record, model_of
from xl_tools.round.mail import mails as mail_report

if TYPE_CHECKING:  # what the models made are to a type checker: the record, and what every model can do

    class AddReport(petition_report.AddReport, Outside): ...

    class CheckReport(check_report.CheckReport, Outside): ...

    class Claim(figure_records.Claim, Outside): ...

    class CollectReport(round_report.CollectReport, Outside): ...

    class DaysReport(closing_report.DaysReport, Outside): ...

    class DeadlineReading(records.DeadlineReading, Outside): ...

    class DocumentReport(document_report.DocumentReport, Outside): ...

    class Finding(records.Finding, Outside): ...

    class ImportReport(imports.ImportReport, Outside): ...

    class IssueReport(round_report.IssueReport, Outside): ...

    class IssuedLedgersReport(closing_report.IssuedLedgersReport, Outside): ...

    class LedgerReport(closing_report.LedgerReport, Outside): ...

    class LetterReport(document_report.LetterReport, Outside): ...

    class MailReport(mail_report.MailReport, Outside): ...

    class PapersReport(closing_report.PapersReport, Outside): ...

    class PetitionFileReport(petition_report.PetitionFileReport, Outside): ...

    class PetitionRowReport(check_report.PetitionRowReport, Outside): ...

    class ReturnedLedgersReport(closing_report.ReturnedLedgersReport, Outside): ...

    class Rollup(rollup_report.Rollup, Outside): ...

    class ScoreSheet(score_report.ScoreSheet, Outside): ...

    class SerialReading(records.SerialReading, Outside): ...

    class SplitReport(splits.SplitReport, Outside): ...

    class StatusReading(records.StatusReading, Outside): ...
else:
    AddReport = model_of(petition_report.AddReport)
    CheckReport = model_of(check_report.CheckReport)
    Claim = model_of(figure_records.Claim)
    CollectReport = model_of(round_report.CollectReport)
    DaysReport = model_of(closing_report.DaysReport)
    DeadlineReading = model_of(records.DeadlineReading)
    DocumentReport = model_of(document_report.DocumentReport)
    Finding = model_of(records.Finding)
    ImportReport = model_of(imports.ImportReport)
    IssueReport = model_of(round_report.IssueReport)
    IssuedLedgersReport = model_of(closing_report.IssuedLedgersReport)
    LedgerReport = model_of(closing_report.LedgerReport)
    LetterReport = model_of(document_report.LetterReport)
    MailReport = model_of(mail_report.MailReport)
    PapersReport = model_of(closing_report.PapersReport)
    PetitionFileReport = model_of(petition_report.PetitionFileReport)
    PetitionRowReport = model_of(check_report.PetitionRowReport)
    ReturnedLedgersReport = model_of(closing_report.ReturnedLedgersReport)
    Rollup = model_of(rollup_report.Rollup)
    ScoreSheet = model_of(score_report.ScoreSheet)
    SerialReading = model_of(records.SerialReading)
    SplitReport = model_of(splits.SplitReport)
    StatusReading = model_of(records.StatusReading)

P = ParamSpec("P")
M = TypeVar("M", bound=Outside)


def _giving(_: type[M], function: Callable[P, object]) -> Callable[P, M]:
    """The function, its record given as that model; it takes models where it takes records."""

    @wraps(function)
    def call(*args: P.args, **named: P.kwargs) -> Any:
        return as_model(function(*map(as_record, args), **{name: as_record(value) for name, value in named.items()}))

    return call


add_petitions = _giving(AddReport, petition_ledgers.add_petitions)
check = _giving(CheckReport, checks.check)
check_ledger = _giving(CheckReport, closing_check.check)
closing_days = _giving(DaysReport, publicity.days)
closing_papers = _giving(PapersReport, closing_documents.papers)
collect = _giving(CollectReport, collecting.collect)
collect_ledgers = _giving(ReturnedLedgersReport, closing_round.collect_ledgers)
compare_petitions = _giving(PetitionFileReport, petition_compare.compare_petitions)
import_files = _giving(ImportReport, imports.import_files)
issue = _giving(IssueReport, issues.issue)
issue_ledgers = _giving(IssuedLedgersReport, closing_round.issue_ledgers)
letters = _giving(LetterReport, letter_files.letters)
petition_statistics = _giving(PetitionFileReport, petition_counts.petition_statistics)
publish_petitions = _giving(PetitionFileReport, petition_papers.publish_petitions)
read_deadline = _giving(DeadlineReading, phrases.read_deadline)
read_serial = _giving(SerialReading, serials.read_serial)
read_status = _giving(StatusReading, phrases.read_status)
report = _giving(DocumentReport, papers.report)
roll_up = _giving(Rollup, rollups.roll_up)
roll_up_petitions = _giving(PetitionFileReport, petition_counts.roll_up_petitions)
score = _giving(ScoreSheet, scores.score)
split = _giving(SplitReport, splits.split)
start_ledger = _giving(LedgerReport, closing_ledger.start)
clear = marks.clear


@wraps(marks.mark)
def mark(path: StrPath, findings: Iterable[records.Finding], out: StrPath) -> MarkResult:
    return marks.mark(path, map(as_record, findings), out)


@wraps(petition_reading.read_petitions)
def read_petitions(path: StrPath, *, as_of: Day | None = None, office: Office = OURS) -> tuple[PetitionRowReport, ...]:
    return tuple(map(as_model, petition_reading.read_petitions(path, as_of=as_of, office=office)))  # type: ignore[arg-type]


@wraps(claims.read_figures)
def read_figures(text: str) -> tuple[Claim, ...]:
    return tuple(map(as_model, claims.read_figures(text)))  # type: ignore[arg-type]


def draft_mails(
    kind: mail_report.MailKind | str,
    files: Paths,
    *,
    out: StrPath,
    addresses: StrPath | None = None,
    units: StrPath | None = None,
    period: Month | None = None,
    deadline: Moment | None = None,
    previous: StrPath | None = None,
    issued: StrPath | None = None,
    warnings: bool = False,
    settings: StrPath | None = None,
    templates: StrPath | None = None,
    signed: str = "",
    limit_mb: float | None = None,
    split_large: bool = False,
    as_of: Day | None = None,
    outlook: bool = False,
    office: Office = OURS,
) -> MailReport:
    """``prepare`` the mails of a kind (issue, remind, return, report, distribute), and ``draft`` them into ``out``;
    the arguments and errors are theirs."""
    prepared = mails.prepare(
        kind,
        files,
        addresses=addresses,
        units=units,
        period=period,
        deadline=deadline,
        previous=previous,
        issued=issued,
        warnings=warnings,
        settings=settings,
        templates=templates,
        signed=signed,
        limit_mb=limit_mb,
        split_large=split_large,
        as_of=as_of,
        office=office,
    )
    return as_model(mails.draft(prepared, out, outlook=outlook))  # type: ignore[return-value]

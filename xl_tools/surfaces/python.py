"""The functions of ``import xl_tools``: those of the rooms below, whose records leave as pydantic models.

``model_dump(mode="json")`` of a report is the JSON of the contract, ``to_frame()`` a pandas table of it. What is given
is held against the signature first (``arguments.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from xl_tools.app import check as checks
from xl_tools.app import (
    closing_check,
    closing_ledger,
    closing_round,
    petition_compare,
    petition_reading,
    score_forms,
    score_rule_table,
)
from xl_tools.app import closing_days as publicity
from xl_tools.app import closing_papers as closing_documents
from xl_tools.app import collect as collecting
from xl_tools.app import import_ as imports
from xl_tools.app import issue as issues
from xl_tools.app import letters as letter_files
from xl_tools.app import mail as mails
from xl_tools.app import mark as marks
from xl_tools.app import month as rounds
from xl_tools.app import petition_publishing as petition_papers
from xl_tools.app import petition_statistics as petition_counts
from xl_tools.app import petitions as petition_ledgers
from xl_tools.app import plan as plans
from xl_tools.app import print_version as printing
from xl_tools.app import report as papers
from xl_tools.app import roll_up as rollups
from xl_tools.app import score as scores
from xl_tools.app import split as splits
from xl_tools.app import start as starts
from xl_tools.app.inputs import Paths, StrPath
from xl_tools.app.next_period import open_next
from xl_tools.app.occasions import occasion
from xl_tools.app.office import OURS, Office
from xl_tools.app.workspace import office_at
from xl_tools.books.file.marked_file import MarkResult
from xl_tools.core import records
from xl_tools.core.dates import Day, Moment
from xl_tools.core.errors import UserError
from xl_tools.core.period import Month
from xl_tools.parse import phrases, serials
from xl_tools.parse.figures import claims
from xl_tools.reports.border import Outside, as_model, as_record
from xl_tools.round.mail import mails as mail_report
from xl_tools.round.mail.smtp import account, stored_password
from xl_tools.surfaces.arguments import checked
from xl_tools.surfaces.models import (
    AddReport,
    CheckReport,
    Claim,
    CollectReport,
    DaysReport,
    DeadlineReading,
    DocumentReport,
    ImportReport,
    IssuedLedgersReport,
    IssueReport,
    LedgerReport,
    LetterReport,
    MailReport,
    MonthReport,
    Opened,
    PapersReport,
    PetitionFileReport,
    PetitionRowReport,
    PlanReport,
    Printed,
    ReturnedLedgersReport,
    Rollup,
    ScoreSheet,
    SerialReading,
    SplitReport,
    Started,
    StatusReading,
)

P = ParamSpec("P")
M = TypeVar("M", bound=Outside)


def _giving(_: type[M], function: Callable[P, object]) -> Callable[P, M]:
    """The function, its record given as that model; it takes models where it takes records."""
    asked = checked(function)

    @wraps(function)
    def call(*args: P.args, **named: P.kwargs) -> Any:
        return as_model(asked(*map(as_record, args), **{name: as_record(value) for name, value in named.items()}))

    return call


add_petitions = _giving(AddReport, petition_ledgers.add_petitions)
check = _giving(CheckReport, checks.check)
check_ledger = _giving(CheckReport, closing_check.check)
check_paper = _giving(DocumentReport, papers.look_through)
closing_days = _giving(DaysReport, publicity.days)
closing_papers = _giving(PapersReport, closing_documents.papers)
collect = _giving(CollectReport, collecting.collect)
collect_ledgers = _giving(ReturnedLedgersReport, closing_round.collect_ledgers)
compare_petitions = _giving(PetitionFileReport, petition_compare.compare_petitions)
import_files = _giving(ImportReport, imports.import_files)
init = _giving(Started, starts.start)
issue = _giving(IssueReport, issues.issue)
issue_ledgers = _giving(IssuedLedgersReport, closing_round.issue_ledgers)
letters = _giving(LetterReport, letter_files.letters)
petition_statistics = _giving(PetitionFileReport, petition_counts.petition_statistics)
publish_petitions = _giving(PetitionFileReport, petition_papers.publish_petitions)
read_deadline = _giving(DeadlineReading, phrases.read_deadline)
read_serial = _giving(SerialReading, serials.read_serial)
read_status = _giving(StatusReading, phrases.read_status)
roll_up = _giving(Rollup, rollups.roll_up)
roll_up_petitions = _giving(PetitionFileReport, petition_counts.roll_up_petitions)
score = _giving(ScoreSheet, scores.score)
split = _giving(SplitReport, splits.split)
start_ledger = _giving(LedgerReport, closing_ledger.start)
clear = checked(marks.clear)
issue_forms = checked(score_forms.issue_forms)
new_score_book = checked(score_rule_table.new_score_book)


@wraps(marks.mark)
def mark(path: StrPath, findings: Iterable[records.Finding], out: StrPath) -> MarkResult:
    return _mark(path, _findings(findings), out)


_mark = checked(marks.mark)


def _findings(given: Iterable[records.Finding]) -> list[records.Finding]:
    found = [as_record(one) for one in given] if isinstance(given, Iterable) else [given]
    if not all(isinstance(one, records.Finding) for one in found):
        raise UserError("findings 要给几条 Finding，不能有别的；别的程序查出来的，先用 Finding.model_validate 读进来。")
    return found


@wraps(petition_reading.read_petitions)
def read_petitions(path: StrPath, *, as_of: Day | None = None, office: Office = OURS) -> tuple[PetitionRowReport, ...]:
    return tuple(map(as_model, _read_petitions(path, as_of=as_of, office=office)))  # type: ignore[arg-type]


_read_petitions = checked(petition_reading.read_petitions)


@wraps(claims.read_figures)
def read_figures(text: str) -> tuple[Claim, ...]:
    return tuple(map(as_model, _read_figures(text)))  # type: ignore[arg-type]


_read_figures = checked(claims.read_figures)


@checked
def plan(
    path: StrPath,
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
    petitions: StrPath | None = None,
    office: Office = OURS,
) -> PlanReport:
    """What a check would mark in one workbook, as a list of actions; nothing is written. The arguments are those of
    ``check``."""
    made, _ = plans.plan(
        path,
        as_of=as_of,
        previous=previous,
        issued=issued,
        only=only,
        settings=settings,
        units=units,
        period=period,
        hidden=hidden,
        inspection=inspection,
        petitions=petitions,
        office=office,
    )
    return as_model(made)  # type: ignore[return-value]


@checked
def report(
    path: StrPath,
    *,
    kind: str,
    out: StrPath,
    template: StrPath | None = None,
    info: StrPath | None = None,
    public: bool = False,
    final: bool = False,
    pdf: bool = False,
    petitions: StrPath | None = None,
    office: Office = OURS,
) -> DocumentReport:
    """Write a paper from the roll-up ``path``: kind is 报告, 通报, 简报, 一页纸, 附件 or 公开. ``petitions`` is the
    ledger that its numbers of petitions come from; ``info`` says who signs and the like; ``final`` refuses what is not
    settled. Raises UserError for another kind, a workbook that is no roll-up, and where ``out`` cannot be written."""
    counted = None if petitions is None else petition_compare.petition_numbers(petitions, office=office)
    return as_model(  # type: ignore[return-value]
        papers.report(
            path,
            kind=kind,
            out=out,
            template=template,
            info=info,
            public=public,
            final=final,
            pdf=pdf,
            petitions=counted,
            office=office,
        )
    )


@checked
def print_version(path: StrPath, *, out: StrPath | None = None, pdf: bool = True, office: Office = OURS) -> Printed:
    """A progress table or roll-up for paper, no text cut: ``…（打印稿）.xlsx`` in the folder ``out`` (beside the
    workbook), and with ``pdf``, where LibreOffice is, the same as PDF. Raises UserError when there is no progress
    table, or it cannot be written."""
    return as_model(printing.print_version(path, occasion(None, office=office), out=out, pdf=pdf))  # type: ignore[return-value]


@checked
def workspace(folder: StrPath = ".") -> Office:
    """What the office has settled for work in a folder, for the parameter ``office`` of the other functions: the
    workspace that it lies in, over the user's own. Raises UserError that tells every mistake in 工作台.xlsx, or that
    there is no such folder."""
    if not Path(folder).exists():
        raise UserError(f"folder“{folder}”找不到，请写工作台所在的文件夹。")
    return office_at(Path(folder), date.today())


@checked
def month(folder: StrPath = ".", *, as_of: Day | None = None, look: bool = False, go_on: bool = False) -> MonthReport:
    """Do the next step of the month's round in a workspace, and tell how it stands. ``look`` only tells; ``go_on`` does
    not wait for those who have time left to report. Mails are drafts. Raises UserError where there is no workspace, it
    lacks something, or the step cannot be done."""
    office, day = _round_in(folder, as_of)
    return as_model(rounds.month(office, today=day, look=look, go_on=go_on))  # type: ignore[return-value]


@checked
def next_month(folder: StrPath = ".", *, as_of: Day | None = None) -> Opened:
    """Go on to the month after in a workspace; what is left undone of the old one is said. Raises UserError when
    工作台.xlsx is open or cannot be written."""
    office, day = _round_in(folder, as_of)
    return as_model(open_next(office, today=day))  # type: ignore[return-value]


def _round_in(folder: StrPath, day: Any) -> tuple[Office, date]:
    """The workspace, and the day of the work; a day that is given counts for its deadlines and lights, too."""
    office = workspace(folder)
    return (office, date.today()) if day is None else (replace(office, as_of=day), day)


@checked
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
    inspection: str = "",
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
        inspection=inspection,
        office=office,
    )
    return as_model(mails.draft(prepared, out, outlook=outlook))  # type: ignore[return-value]


@checked
def send_mails(
    kind: mail_report.MailKind | str,
    files: Paths,
    *,
    log: StrPath,
    host: str,
    user: str,
    password: str | Callable[[], str] | None = None,
    sender: str | None = None,
    port: int | None = None,
    security: str = "starttls",
    ca_file: StrPath | None = None,
    resend_uncertain: bool = False,
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
    inspection: str = "",
    office: Office = OURS,
) -> MailReport:
    """Send the mails of a kind over SMTP, always encrypted, each at most once: ``log`` is the workbook 发送记录 that
    tells what went out. ``password`` is one, a function that is asked only where there is something to send, or None
    for that in the system's keyring (``xl-tools mail password``). The other arguments are those of ``draft_mails``.

    Raises UserError, with nothing sent, when the server cannot be reached, refuses the password or knows no encryption,
    another run holds the record, or it cannot be written.
    """
    via = account(
        host, user, sender=sender, port=port, security=security, ca_file=ca_file, name=signed or office.signed
    )
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
        inspection=inspection,
        office=office,
    )

    def kept_password() -> str:
        found = stored_password(via)
        if found is None:
            raise UserError(f"password 没有给，密码保管库里也没有 {user} 的密码；请先运行 xl-tools mail password。")
        return found

    asked = kept_password if password is None else password
    return as_model(mails.send(prepared, via, asked, log=log, resend_uncertain=resend_uncertain))  # type: ignore[return-value]

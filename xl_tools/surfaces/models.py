"""The models of ``import xl_tools``: what leaves the program, made of the records of the rooms below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_tools.app import import_ as imports
from xl_tools.app import next_period, print_version, start
from xl_tools.app import split as splits
from xl_tools.core import records
from xl_tools.core.records import Severity as Severity
from xl_tools.parse.figures import claim as figure_records
from xl_tools.reports import check as check_report
from xl_tools.reports import closing as closing_report
from xl_tools.reports import document as document_report
from xl_tools.reports import month as month_report
from xl_tools.reports import petitions as petition_report
from xl_tools.reports import plan as plan_report
from xl_tools.reports import rollup as rollup_report
from xl_tools.reports import round as round_report
from xl_tools.reports import score as score_report
from xl_tools.reports.border import Outside, model_of
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

    class MonthReport(month_report.MonthReport, Outside): ...

    class Opened(next_period.Opened, Outside): ...

    class PapersReport(closing_report.PapersReport, Outside): ...

    class PetitionFileReport(petition_report.PetitionFileReport, Outside): ...

    class PetitionRowReport(check_report.PetitionRowReport, Outside): ...

    class PlanReport(plan_report.PlanReport, Outside): ...

    class Printed(print_version.Printed, Outside): ...

    class ReturnedLedgersReport(closing_report.ReturnedLedgersReport, Outside): ...

    class Rollup(rollup_report.Rollup, Outside): ...

    class ScoreSheet(score_report.ScoreSheet, Outside): ...

    class SerialReading(records.SerialReading, Outside): ...

    class SplitReport(splits.SplitReport, Outside): ...

    class Started(start.Started, Outside): ...

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
    MonthReport = model_of(month_report.MonthReport)
    Opened = model_of(next_period.Opened)
    PapersReport = model_of(closing_report.PapersReport)
    PetitionFileReport = model_of(petition_report.PetitionFileReport)
    PetitionRowReport = model_of(check_report.PetitionRowReport)
    PlanReport = model_of(plan_report.PlanReport)
    Printed = model_of(print_version.Printed)
    ReturnedLedgersReport = model_of(closing_report.ReturnedLedgersReport)
    Rollup = model_of(rollup_report.Rollup)
    ScoreSheet = model_of(score_report.ScoreSheet)
    SerialReading = model_of(records.SerialReading)
    SplitReport = model_of(splits.SplitReport)
    Started = model_of(start.Started)
    StatusReading = model_of(records.StatusReading)

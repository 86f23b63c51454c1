"""The round on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools.core.period import month
from xl_tools.reports.round import OUTCOME_LABELS, STATE_LABELS, CollectReport, IssueReport, Notice
from xl_tools.round.mail.mails import MAIL_OUTCOMES, Mail, MailLine, MailReport
from xl_tools.surfaces.cli.console import STYLES, say

if TYPE_CHECKING:
    from xl_tools.app.mail import Prepared
    from xl_tools.round.mail.smtp import Account

_MAIL_STYLES = {"failed": "bold red", "uncertain": "bold red", "withheld": "bold red", "already_sent": "yellow"}


def show_issue(report: IssueReport) -> None:
    for book in report.units:
        stood = "（以前下发的，没有动）" if book.stood else ""
        say(f"{book.unit}：{len(book.tasks)} 项任务 → {Path(book.path).name}{stood}")
    _show_notices(report.notices)
    say(f"{month(report.period)}下发 {report.written} 个单位，编号 {report.issue}，在 {report.out}。", "bold")
    say(f"下发清单和任务分配表：{report.list_path}")


def show_collect(report: CollectReport) -> None:
    for unit in report.units:
        parts = [STATE_LABELS[unit.state]]
        if unit.on_time is not None:
            parts.append("按时" if unit.on_time else "逾期")
        if unit.errors is not None:
            parts.append(f"错误 {unit.errors}，警告 {unit.warnings}")
        style = "" if unit.state == "received" and not unit.errors else "yellow"
        say(f"{unit.unit}：{'，'.join(parts)}{'。' + unit.note if unit.note else ''}", style)
    for file in report.files:
        if file.outcome not in ("accepted", "doubtful"):
            say(f"  {OUTCOME_LABELS[file.outcome]} {file.source}：{file.note}", "cyan")
    if report.settings:
        say(report.settings.sentence())
    states: list[str] = [unit.state for unit in report.units]
    counts = "，".join(f"{label} {states.count(state)}" for state, label in STATE_LABELS.items())
    say(f"{month(report.period)}应收 {len(states)} 个单位：{counts}。原文件没有改动。", "bold")
    say(f"收报情况表：{report.receipt}；收下的副本：{report.folder}")


def show_mail(report: MailReport, *, sent: bool = False) -> None:
    """The preview, or, behind a run whose mails were shown one by one, only what was not made and the sum."""
    for line in report.letters:
        if not sent or line.outcome == "withheld":
            show_line(line)
    _show_notices(report.notices)
    outcomes: list[str] = [line.outcome for line in report.letters]
    counts = "，".join(f"{label} {outcomes.count(key)}" for key, label in MAIL_OUTCOMES.items() if key in outcomes)
    say(f"{report.kind.label}：{counts or '没有要写的邮件'}。", "bold")
    if report.preview:
        say(f"预览表：{report.preview}。没有发送任何邮件；草稿用 Outlook 等邮件程序打开，看过后发送。")
    if report.log:
        say(f"发送记录：{report.log}")


def show_line(line: MailLine) -> None:
    """One mail: who, what, which files, how big."""
    files = "、".join(f"{file.name}（{_size(file.size)}）" for file in line.attachments)
    head = f"{MAIL_OUTCOMES[line.outcome]} {line.unit}"
    if line.to:
        head += f" → {'；'.join(line.to)}" + (f"，抄送 {'；'.join(line.cc)}" if line.cc else "")
    say(head, _MAIL_STYLES.get(line.outcome, ""))
    if line.subject:
        say(f"    {line.subject}" + (f"；附件：{files}" if files else "；没有附件") + f"；共 {_size(line.size)}")
    if line.note:
        say(f"    {line.note}", _MAIL_STYLES.get(line.outcome, "yellow"))


def ask_to_send(prepared: Prepared, due: Sequence[tuple[Mail, int]], account: Account, log: Path) -> None:
    """Show what would go out (``due``) and ask. Raises KeyboardInterrupt when the answer is not yes."""
    import typer

    for mail, size in due:
        show_line(prepared.line(mail, size))
    for line in prepared.withheld:
        show_line(line)
    say(f"以上 {len(due)} 封将由 {account.sender} 经 {account.host} 发出。")
    if done := len(prepared.mails) - len(due):
        say(f"另有 {done} 封以前发过或不确定是否送到，这次不发。")
    say(f"发送记录：{log}")
    if not typer.confirm("现在发送吗？"):
        raise KeyboardInterrupt


def _show_notices(notices: Iterable[Notice]) -> None:
    for notice in notices:
        say(f"{notice.severity.label} {notice.message}", STYLES[notice.severity])


def _size(size: int) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, round(size / 1024))} KB"

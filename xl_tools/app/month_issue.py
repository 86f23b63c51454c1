"""The step 下发 of the month: whoever has no workbook yet gets one, and what others were given stays."""

from __future__ import annotations

from pathlib import Path

from xl_tools.app.issue import issue
from xl_tools.app.month_log import digest_of, files_in, without_rollup
from xl_tools.app.month_step import Effect, Turn, draft_mails, drafts_of
from xl_tools.core.errors import UserError
from xl_tools.round.mail.mails import MailKind


def issue_missing(turn: Turn) -> Effect:
    """Hand the units their workbooks that have none yet; what others were given stays."""
    folders, effect = turn.folders, Effect()
    tasks = folders.inspection.tasks
    if tasks is None:
        raise UserError("工作台的“督察”表里没有写任务清单，不能下发。")
    try:
        report = issue(
            tasks,
            out=folders.issued,
            units=folders.inspection.assigned,
            previous=folders.last,
            as_of=turn.as_of,
            missing_only=True,
            inspection=folders.inspection.title,
            office=folders.office,
        )
    except UserError as error:
        if not folders.issue_list.is_file():
            raise
        return Effect([f"{error}以前下发的照旧。"], undone=1)
    new = [book.unit for book in report.units if not book.stood]
    if len(new) == len(report.units):
        effect.said.append(f"给 {len(new)} 个单位各写了一个工作簿。")
    elif new:
        effect.said.append(f"补发给 {len(new)} 个单位：{'、'.join(new)}；别的单位的没有动。")
    effect.said += [one.message for one in report.notices] if new else report.told
    effect.said += without_rollup(folders) if new else []
    effect.written += [folders.issue_list] if new else []
    effect.kept += report.kept
    folders.inbox.mkdir(parents=True, exist_ok=True)
    before = digest_of(*drafts_of(turn, MailKind.ISSUE))
    drafted = draft_mails(turn, MailKind.ISSUE, effect)
    if not new and not report.told and before == digest_of(*drafts_of(turn, MailKind.ISSUE)):
        return Effect(undone=drafted.undone, kept=drafted.kept, stands=True)
    return drafted


def handed_out_in(turn: Turn) -> list[Path]:
    """The workbooks that were handed out: the list of them, in which people write, is none."""
    return [path for path in files_in(turn.folders.issued) if path != turn.folders.issue_list]


def lists_of(turn: Turn) -> list[Path]:
    """The lists that tell who owes what."""
    inspection = turn.folders.inspection
    return [path for path in (inspection.tasks, inspection.assigned) if path]

"""What a step of the month's round is: a record, so that the round is a list of them (``month_steps.py``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import date
from pathlib import Path

from xl_tools.app.mail import Prepared, draft, prepare
from xl_tools.app.round_folders import RoundFolders
from xl_tools.core.dataclass import dataclass
from xl_tools.core.kept import KeptCopy
from xl_tools.reports.month import Step
from xl_tools.round.mail.mails import MailKind


@dataclass(frozen=True, slots=True)
class Turn:
    """On what a step is done: a round, and the day of the work. ``go_on`` does not wait for units that have still
    time."""

    folders: RoundFolders
    today: date
    go_on: bool = False

    @property
    def as_of(self) -> date:
        """The day that statuses are counted by, where the office has settled one; by which no deadline comes nearer."""
        return self.folders.office.as_of or self.today


@dataclass
class Effect:
    """What came of a step: ``said`` are sentences, the first of which goes into the record (none: there was nothing to
    do), ``written`` what a person may want to open, ``undone`` how much could not be made or wants a decision. With
    ``stands`` what the step did before is as it was."""

    said: list[str] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    undone: int = 0
    kept: list[KeptCopy] = field(default_factory=list)
    stands: bool = False


def _never(_: Turn) -> str:
    return ""


def _always(_: RoundFolders) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthStep:
    """A step of the round.

    ``do`` does it; a UserError says why it cannot be done, and nothing is put down then. ``made_from`` is its material
    (files and folders, words): done is a step only while that is the same. ``waits`` says in a sentence what has to
    come first, ``rests`` why there is nothing to do on that day; "" for neither. ``idle`` says why nothing would come
    of it were it done now; it is asked only to tell which step is next. A step that ``settles`` is not done while
    something of it wants a decision; the others do not wait for that. A step that does not ``belong`` to a
    round (the office has not settled what it needs) is not shown. With ``mails`` the addresses are part of its
    material while a mail could not be made.
    """

    step: Step
    do: Callable[[Turn], Effect]
    made_from: Callable[[Turn], Sequence[object]]
    waits: Callable[[Turn], str] = _never
    rests: Callable[[Turn], str] = _never
    idle: Callable[[Turn], str] = _never
    settles: bool = False
    belongs: Callable[[RoundFolders], bool] = _always
    mails: bool = False


def drafts_of(turn: Turn, kind: MailKind) -> list[Path]:
    """The drafts of a kind that are there."""
    return sorted(turn.folders.drafts(kind).glob(f"{kind.label} *.eml"))


def prepared_mails(turn: Turn, kind: MailKind, issued: Path | None = None) -> Prepared:
    """The mails of a kind, before they are drafted."""
    return prepare(
        kind,
        turn.folders.mail_files(kind),
        issued=issued,
        split_large=True,
        as_of=turn.as_of,
        today=turn.today,
        inspection=turn.folders.called,
        office=turn.folders.office,
    )


def draft_mails(turn: Turn, kind: MailKind, effect: Effect | None = None, *, issued: Path | None = None) -> Effect:
    """The drafts of a kind of mails, behind what the step has done already; nothing is sent. ``issued`` is what the
    units' tables are compared with."""
    folders, effect = turn.folders, effect or Effect()
    if not folders.office.contacts:
        effect.said.append(f"通讯录还没有填，没有写“{kind.label}”的草稿；填好以后再运行就写。")
        effect.undone += 1
        return effect
    prepared = prepared_mails(turn, kind, issued)
    if not prepared.mails and not prepared.withheld and not drafts_of(turn, kind):
        return effect
    report = draft(prepared, folders.drafts(kind), alone=True)
    effect.kept += report.kept
    if not prepared.mails and not prepared.withheld:
        return effect
    effect.said.append(
        f"{len(prepared.mails)} 封“{kind.label}”的草稿在“{folders.drafts(kind)}”，看过再发；没有发送。"
        if prepared.mails
        else f"“{kind.label}”的草稿一封也没有写成，请看后面的原因。"
    )
    effect.said += [f"{line.unit}：{line.note}" for line in prepared.withheld]
    effect.said += [f"{unit}：{note}" for unit, note in prepared.notes.items()]
    effect.said += [one.message for one in report.notices if one.unit is None]
    effect.written += [Path(report.preview)] if report.preview else []
    effect.undone += len(prepared.withheld)
    return effect

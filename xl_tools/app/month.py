"""The month's round, a step a run: where it stands, and the next step done by the functions of the single commands.

A step is done when the record (``month_log.py``) says so of the very material that is there now. Mails are drafted and
never sent. Nothing is guessed: of which month the round is stands in the workspace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.app.mail import draft, prepare
from xl_tools.app.month_log import Done, digest_of, files_in, read_log, write_log
from xl_tools.app.office import Office
from xl_tools.app.roll_up import roll_up
from xl_tools.app.round_folders import RoundFolders, rounds_of
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Severity
from xl_tools.data import load
from xl_tools.reports.month import MonthReport, RoundReport, Step, StepReport, StepState
from xl_tools.round.mail.mails import MailKind
from xl_tools.round.mail.receipts import Receipt, read_receipt

MAILS = {
    Step.ISSUE: MailKind.ISSUE,
    Step.REMIND: MailKind.REMIND,
    Step.RETURN: MailKind.RETURN,
    Step.REPORT: MailKind.REPORT,
    Step.DISTRIBUTE: MailKind.DISTRIBUTE,
}


def month(office: Office, *, today: date, look: bool = False, go_on: bool = False) -> MonthReport:
    """How the rounds of the office's period stand, and what was done of the next step.

    ``look`` does nothing and tells. ``go_on`` does not wait for units that have still time to report. Raises UserError
    when the workspace lacks something, or the step cannot be done.
    """
    day = office.as_of or today
    folders = rounds_of(office)
    for one, step in () if look else _turns(folders, day, go_on):
        effect = _Doing(one, day).do(step)
        if not effect.nothing:
            return _report(folders, day, go_on, step, one.inspection.name, effect)
    return _report(folders, day, go_on)


def collect_now(office: Office, *, today: date) -> MonthReport:
    """Sort out what has come, whatever step's turn it is: of every inspection. Raises UserError as ``month`` does."""
    day = office.as_of or today
    folders, whole = rounds_of(office), _Effect()
    for one in folders:
        effect = _Doing(one, day).do(Step.COLLECT)
        name = one.inspection.name if len(folders) > 1 else ""
        whole.said += [f"{name}{'：' if name else ''}{line}" for line in effect.said]
        whole.written += effect.written
        whole.kept += effect.kept
        whole.undone += effect.undone
    return _report(folders, day, False, Step.COLLECT, "", whole)


def _report(
    rounds: Sequence[RoundFolders],
    day: date,
    go_on: bool,
    did: Step | None = None,
    inspection: str = "",
    effect: _Effect | None = None,
) -> MonthReport:
    """How the rounds stand now, behind what was done."""
    effect, office = effect or _Effect(), rounds[0].office
    return MonthReport(
        workspace=str(office.folder),
        name=office.name,
        period=rounds[0].period,
        deadline=office.deadline,
        as_of=day,
        rounds=tuple(_Standing.of(one, day, go_on).report() for one in rounds),
        did=did,
        inspection=inspection,
        said=tuple(effect.said),
        written=tuple(map(str, effect.written)),
        undone=effect.undone,
        kept=tuple(effect.kept),
    )


def _turns(rounds: Sequence[RoundFolders], day: date, go_on: bool) -> Iterator[tuple[RoundFolders, Step]]:
    """The next steps, that of the round which is least far first; looked at anew after each."""
    order = list(Step)
    while True:
        standing = [_Standing.of(one, day, go_on) for one in rounds]
        due = [
            (order.index(one.turn), place, one.turn) for place, one in enumerate(standing) if one.turn and not one.waits
        ]
        if not due:
            return
        _, place, step = min(due)
        yield rounds[place], step


@dataclass(frozen=True)
class _Standing:
    """How a round stands: by the record, and by the files that are there. ``turn`` is the step whose turn it is,
    ``waits`` what it waits for, "" for nothing."""

    folders: RoundFolders
    done: Mapping[Step, Done | None]
    turn: Step | None
    waits: str = ""

    @classmethod
    def of(cls, folders: RoundFolders, day: date, go_on: bool) -> _Standing:
        log = read_log(folders)
        done: dict[Step, Done | None] = {}
        for step in Step:
            entry = log.get(step)
            if step is Step.REMIND and not _is_near(folders.office, day):
                done[step] = None
                continue
            if entry is None or entry.basis != basis_of(step, folders, day, entry.undone):
                return cls(folders, done, step, _waits(step, folders, day, go_on))
            done[step] = entry
        return cls(folders, done, None)

    def report(self) -> RoundReport:
        return RoundReport(
            inspection=self.folders.inspection.name, folder=str(self.folders.base), steps=tuple(self._steps())
        )

    def _steps(self) -> Iterator[StepReport]:
        for step in Step:
            if entry := self.done.get(step):
                state: StepState = "done" if entry.note else "not_needed"
                yield StepReport(step=step, state=state, when=entry.when, note=entry.note)
            elif step in self.done:
                yield StepReport(step=step, state="not_needed", note="离截止还早，先不催。")
            elif step is not self.turn:
                yield StepReport(step=step, state="later")
            else:
                yield StepReport(step=step, state="waiting" if self.waits else "next", note=self.waits)


def basis_of(step: Step, folders: RoundFolders, day: date, undone: int = 0) -> str:
    """The digest of what a step is made from; of the roll-up itself, too, in which people write. Where mails could not
    be made, the addresses are part of it: a step is done again when they were put right."""
    office = folders.office
    parts: dict[Step, tuple[object, ...]] = {
        Step.ISSUE: (folders.issue_list.is_file(),),
        Step.COLLECT: (folders.inbox,),
        Step.REMIND: (folders.receipt, _is_near(office, day)),
        Step.RETURN: (folders.copies,),
        Step.ROLLUP: (folders.copies, folders.issued, folders.rollup),
        Step.REPORT: (folders.rollup,),
        Step.DISTRIBUTE: (folders.rollup,),
    }
    addresses = office.contacts if undone and step in MAILS else ()
    return digest_of(*parts[step], *addresses)


def _waits(step: Step, folders: RoundFolders, day: date, go_on: bool) -> str:
    """What has to come before a step can be done, in a sentence; "" for nothing."""
    near = _is_near(folders.office, day)
    if step is Step.COLLECT and not files_in(folders.inbox) and not (near or go_on):
        return f"来件还没有。收到的附件（包括压缩包）存进“{folders.inbox}”，再做一次“本月”。"
    if step is Step.ROLLUP and not files_in(folders.copies):
        return f"还没有收到可以汇总的表。收到的附件存进“{folders.inbox}”，再做一次“本月”。"
    if step is Step.ROLLUP and not go_on and (due := folders.office.deadline) and day <= due.date():
        owing = [one.unit for one in _receipt(folders).owing]
        returned = read_log(folders)[Step.RETURN].note
        if owing or returned:
            who = f"还有 {len(owing)} 个单位没有报：{'、'.join(owing)}。" if owing else ""
            until = f"没到截止（{due:%m月%d日}）；新来的存进“{folders.inbox}”再做一次“本月”；"
            return f"{who}{returned}{until}不等了，命令加 --go-on，按钮选“是”。"
    return ""


def _is_near(office: Office, day: date) -> bool:
    """Whether it is time to remind who has not reported; without a deadline it always is."""
    if office.deadline is None:
        return True
    return day >= office.deadline.date() - timedelta(days=load("round")["remind_days"])


def _receipt(folders: RoundFolders) -> Receipt:
    return read_receipt(read_book(folders.receipt), folders.receipt.name)


@dataclass
class _Effect:
    """What came of a step. Empty ``said``: there was nothing to do."""

    said: list[str] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    undone: int = 0
    kept: list[KeptCopy] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        return not self.said


@dataclass(frozen=True)
class _Doing:
    """Does the steps of one round."""

    folders: RoundFolders
    day: date

    @property
    def office(self) -> Office:
        return self.folders.office

    def do(self, step: Step) -> _Effect:
        """Do a step and put it down. Raises UserError when it cannot be done; nothing is put down then."""
        steps: Mapping[Step, Callable[[], _Effect]] = {
            Step.ISSUE: self._issue,
            Step.COLLECT: self._collect,
            Step.REMIND: self._remind,
            Step.RETURN: lambda: self._draft(Step.RETURN),
            Step.ROLLUP: self._roll_up,
            Step.REPORT: lambda: self._draft(Step.REPORT),
            Step.DISTRIBUTE: lambda: self._draft(Step.DISTRIBUTE),
        }
        effect = steps[step]()
        basis = basis_of(step, self.folders, self.day, effect.undone)
        entry = Done(step, datetime.now().replace(microsecond=0), "".join(effect.said[:1]), effect.undone, basis)
        output = Output()
        write_log(self.folders, {**read_log(self.folders), step: entry}.values(), output)
        effect.kept += output.kept
        return effect

    def _issue(self) -> _Effect:
        folders, effect = self.folders, _Effect()
        if not folders.issue_list.is_file():
            before = folders.before
            tasks = folders.inspection.tasks
            if tasks is None:
                raise UserError("工作台的“督察”表里没有写任务清单，不能下发。")
            report = issue(
                tasks,
                out=folders.issued,
                units=folders.inspection.assigned,
                previous=before.rollup if before else None,
                as_of=self.day,
                inspection=folders.inspection.title,
                office=self.office,
            )
            effect.said += [
                f"给 {len(report.units)} 个单位各写了一个工作簿。",
                *(one.message for one in report.notices),
            ]
            effect.written.append(folders.issue_list)
            effect.kept += report.kept
        folders.inbox.mkdir(parents=True, exist_ok=True)
        return self._draft(Step.ISSUE, effect)

    def _collect(self) -> _Effect:
        folders = self.folders
        folders.inbox.mkdir(parents=True, exist_ok=True)
        report = collect(
            folders.inbox,
            out=folders.collected,
            issued=folders.issued,
            as_of=self.day,
            inspection=folders.inspection.id if len(self.office.inspections) > 1 else "",
            office=self.office,
        )
        states = [unit.state for unit in report.units]
        wrong = sum(bool(unit.errors) for unit in report.units)
        odd = sum(file.outcome in ("doubtful", "unknown", "unreadable", "stranger") for file in report.files)
        said = f"应收 {len(states)} 个单位，已收 {states.count('received')}，未收 {states.count('missing')}"
        said += f"，待核对 {states.count('doubtful')}" if "doubtful" in states else ""
        said += f"；{wrong} 个单位的表有错误。" if wrong else "。"
        notices = [one.message for one in report.notices if one.severity is not Severity.HINT]
        return _Effect([said, *notices], [folders.receipt], odd, list(report.kept))

    def _remind(self) -> _Effect:
        return self._draft(Step.REMIND) if _receipt(self.folders).owing else _Effect()

    def _roll_up(self) -> _Effect:
        folders, before = self.folders, self.folders.before
        report = roll_up(
            [folders.copies],
            level=folders.level,
            name=self.office.name,
            out=folders.rollup,
            tasks=folders.inspection.tasks,
            issued=folders.issued,
            as_of=self.day,
            previous=before.rollup if before else None,
            inspection=folders.asked,
            office=self.office,
        )
        totals, reported = report.totals, sum(unit.reported for unit in report.units)
        said = (
            f"{reported} 个单位并成一张表：{totals.tasks} 项任务，已完成 {totals.completed}，"
            f"未定 {totals.undecided}，逾期 {totals.overdue}。"
        )
        missing = [f"没有报的单位：{'、'.join(report.missing)}。"] if report.missing else []
        effect = _Effect([said, *missing], [folders.rollup], 0, list(report.kept))
        rounds = rounds_of(self.office)
        if len(rounds) > 1 and all(files_in(one.copies) for one in rounds):
            whole = roll_up(
                [one.copies for one in rounds],
                level=folders.level,
                name=self.office.name,
                out=folders.rollup_of_all,
                as_of=self.day,
                office=self.office,
            )
            effect.said.append(
                f"{len(rounds)} 轮督察一共 {whole.totals.tasks} 项任务，在“{folders.rollup_of_all.name}”。"
            )
            effect.kept += whole.kept
        return effect

    def _draft(self, step: Step, effect: _Effect | None = None) -> _Effect:
        """The drafts of a step's mails, behind what the step has done already."""
        folders, kind = self.folders, MAILS[step]
        effect = effect or _Effect()
        if step is Step.RETURN and not files_in(folders.copies):
            return effect
        if not self.office.contacts:
            effect.said.append(f"通讯录还没有填，没有写“{kind.label}”的草稿；填好以后再运行就写。")
            effect.undone += 1
            return effect
        prepared = prepare(
            kind,
            folders.mail_files(kind),
            issued=folders.issued if step is Step.RETURN else None,
            previous=None,
            split_large=True,
            as_of=self.day,
            office=self.office,
        )
        if not prepared.mails and not prepared.withheld:
            return effect
        report = draft(prepared, folders.drafts / kind.label)
        effect.said.append(
            f"{len(prepared.mails)} 封“{kind.label}”的草稿在“{folders.drafts / kind.label}”，看过再发；没有发送。"
        )
        effect.said += [f"{line.unit}：{line.note}" for line in prepared.withheld]
        effect.written += [Path(report.preview)] if report.preview else []
        effect.undone += len(prepared.withheld)
        effect.kept += report.kept
        return effect

"""The month's round, a step a run: where it stands, and the next step done.

A step is done when the record (``month_log.py``) says so of the very material that is there now. Nothing is guessed: of
which month the round is stands in the workspace. What the steps are, ``month_steps.py`` lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from xl_tools.app.month_log import Done, digest_of, log_path, read_log, write_log
from xl_tools.app.month_step import Effect, MonthStep, Turn
from xl_tools.app.month_steps import STEPS
from xl_tools.app.office import Office
from xl_tools.app.round_folders import rounds_of
from xl_tools.books.file.output import Output
from xl_tools.core.dataclass import dataclass
from xl_tools.core.kept import KeptCopy
from xl_tools.reports.month import MonthReport, RoundReport, Step, StepReport, StepState


def month(office: Office, *, today: date, look: bool = False, go_on: bool = False) -> MonthReport:
    """How the rounds of the office's period stand, and what was done of the next step.

    ``look`` does nothing and tells. ``go_on`` does not wait for units that have still time to report. Raises UserError
    when the workspace lacks something, or the step cannot be done.
    """
    turns, kept = [Turn(one, today, go_on) for one in rounds_of(office)], list[KeptCopy]()
    for turn, step in () if look else _next_steps(turns):
        effect = _do(step, turn)
        effect.kept = kept = [*kept, *effect.kept]
        if effect.said:
            return _report(turns, step.step, turn.folders.inspection.name, effect)
    return _report(turns, effect=Effect(kept=kept))


def collect_now(office: Office, *, today: date) -> MonthReport:
    """Sort out what has come, whatever step's turn it is: of every inspection. Raises UserError as ``month`` does."""
    turns, whole = [Turn(one, today) for one in rounds_of(office)], Effect()
    step = next(one for one in STEPS if one.step is Step.COLLECT)
    for turn in turns:
        effect = _do(step, turn)
        name = turn.folders.inspection.name if len(turns) > 1 else ""
        whole.said += [f"{name}{'：' if name else ''}{line}" for line in effect.said]
        whole.written += effect.written
        whole.kept += effect.kept
        whole.undone += effect.undone
    return _report(turns, Step.COLLECT, "", whole)


def _report(
    turns: Sequence[Turn], did: Step | None = None, inspection: str = "", effect: Effect | None = None
) -> MonthReport:
    """How the rounds stand now, behind what was done."""
    effect, first = effect or Effect(), turns[0]
    office = first.folders.office
    return MonthReport(
        workspace=str(office.folder),
        name=office.name,
        period=first.folders.period,
        deadline=office.deadline,
        as_of=first.as_of,
        rounds=tuple(_Standing.of(turn, told=True).report() for turn in turns),
        did=did,
        inspection=inspection,
        said=tuple(effect.said),
        written=tuple(map(str, effect.written)),
        undone=effect.undone,
        kept=tuple(effect.kept),
    )


def _next_steps(turns: Sequence[Turn]) -> Iterator[tuple[Turn, MonthStep]]:
    """The next steps, that of the round which is least far first; looked at anew after each."""
    while True:
        standing = [_Standing.of(turn) for turn in turns]
        due = [
            (STEPS.index(one.next), place, one.next) for place, one in enumerate(standing) if one.next and not one.waits
        ]
        if not due:
            return
        _, place, step = min(due, key=lambda entry: entry[:2])
        yield turns[place], step


@dataclass(frozen=True)
class _Standing:
    """How a round stands: by the record, and by the files that are there. ``done`` are the steps behind it, each with
    its entry, or why there was nothing to do; ``next`` is the step whose turn it is, ``waits`` what it waits for."""

    turn: Turn
    done: Mapping[Step, Done | str]
    next: MonthStep | None = None
    waits: str = ""

    @classmethod
    def of(cls, turn: Turn, *, told: bool = False) -> _Standing:
        """With ``told`` as it is told to people: the next step is one of which something comes."""
        log = read_log(turn.folders)
        done: dict[Step, Done | str] = {}
        for step in _steps_of(turn):
            entry = log.get(step.step)
            if why := step.rests(turn):
                done[step.step] = why
            elif entry is None or entry.basis != _basis(step, turn, entry.undone):
                waits = step.waits(turn)
                if waits or not told or not (why := step.idle(turn)):
                    return cls(turn, done, step, waits)
                done[step.step] = why
            else:
                done[step.step] = entry
        return cls(turn, done)

    def report(self) -> RoundReport:
        folders = self.turn.folders
        return RoundReport(inspection=folders.inspection.name, folder=str(folders.base), steps=tuple(self._steps()))

    def _steps(self) -> Iterator[StepReport]:
        for one in _steps_of(self.turn):
            entry = self.done.get(one.step)
            if isinstance(entry, Done):
                state: StepState = "done" if entry.note else "not_needed"
                state = "unsettled" if one.settles and entry.undone else state
                yield StepReport(step=one.step, state=state, when=entry.when, note=entry.note)
            elif entry:
                yield StepReport(step=one.step, state="not_needed", note=entry)
            elif one is not self.next:
                yield StepReport(step=one.step, state="later")
            else:
                yield StepReport(step=one.step, state="waiting" if self.waits else "next", note=self.waits)


def _steps_of(turn: Turn) -> list[MonthStep]:
    return [step for step in STEPS if step.belongs(turn.folders)]


def _basis(step: MonthStep, turn: Turn, undone: int) -> str:
    """The digest of what a step is made from; of one that writes mails, what each of them says is part of it. Where
    mails could not be made, the addresses are, too: it is done again when they were put right."""
    office = turn.folders.office
    words = (office.deadline, office.signed, office.receiver) if step.mails else ()
    addresses: Sequence[object] = office.contacts if undone and step.mails else ()
    return digest_of(*step.made_from(turn), *words, *addresses)


def _do(step: MonthStep, turn: Turn) -> Effect:
    """Do a step and put it down. Raises UserError when it cannot be done, or could not be put down; nothing is then."""
    output, log = Output(), read_log(turn.folders)
    if turn.folders.base.is_dir():
        output.make_ready([log_path(turn.folders)])
    effect = step.do(turn)
    before = log.get(step.step) if effect.stands else None
    entry = Done(
        step=step.step,
        when=before.when if before else datetime.now().replace(microsecond=0),
        note=before.note if before else "".join(effect.said[:1]),
        undone=effect.undone,
        basis=_basis(step, turn, effect.undone),
    )
    write_log(turn.folders, {**log, step.step: entry}.values(), output)
    effect.kept += output.kept
    return effect

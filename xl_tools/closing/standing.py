"""How far a case is: the furthest of its inspection's steps that still holds on a day.

The ledger's own formulas tell the same: events count from the day on which they
happened, in the order of their days and, on one day, of their rows. A return takes away the steps behind the one that
it names, as far as they were taken before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date

from xl_tools.core.dataclass import dataclass
from xl_tools.parse.closing.entries import (
    IN_PROGRESS,
    RETURNED,
    Case,
    ClosingLedger,
    Event,
    Key,
    LongTerm,
    Notice,
    Procedure,
)
from xl_tools.parse.closing.headings import means
from xl_tools.parse.closing.ledger import default_procedure
from xl_tools.parse.table.inspections import inspection_in

ONGOING = "长期坚持"
_PASSED = ("通过",)
_NOTHING_SAID = ("", "—", "-")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands. ``passed`` are the steps that hold, each with its day; ``step`` the furthest of them (""
    for none), since ``since``. ``returned``: the last that happened is that it was sent back; ``returns`` how often.
    ``state`` is what people read, ``category`` under which it is counted."""

    case: Case
    procedure: Procedure
    passed: Mapping[str, date] = field(default_factory=dict)
    step: str = ""
    since: date | None = None
    returned: bool = False
    returns: int = 0
    state: str = IN_PROGRESS
    category: str = IN_PROGRESS

    @property
    def completed(self) -> bool:
        return bool(self.step)

    @property
    def closed(self) -> bool:
        """Whether it is closed, or beyond that."""
        return self.completed and reaches(self.procedure, self.step, "closed")

    def stay(self, as_of: date) -> int | None:
        """The days in the present step; None where it is in none."""
        return (as_of - self.since).days if self.since else None


def following(one: Standing) -> str:
    """The step that a case has to take next; "" where there is none. What may be left out is none."""
    steps = one.procedure.steps
    at = steps.index(one.step) + 1 if one.step else 0
    return next((step for step in steps[at:] if step not in one.procedure.optional), "")


def reaches(procedure: Procedure, step: str, what: str) -> bool:
    """Whether a step is that of this meaning, or comes behind it."""
    at = procedure.steps.index(step)
    return any(means(one, what) for one in procedure.steps[: at + 1])


def category_of(procedure: Procedure, step: str, *, over: bool = False) -> str:
    """Under which a case is counted whose furthest step this is; ``over``: its publicity period has ended."""
    if not step:
        return IN_PROGRESS
    at = procedure.steps.index(step)
    following = procedure.steps[at + 1] if at + 1 < len(procedure.steps) else ""
    if reaches(procedure, step, "closed") or not following:
        return f"已{step}"
    if means(step, "publicity"):
        return f"公示期满待{following}" if over else "正在公示"
    return f"未{following}" if at == 0 else f"已{step}待{following}"


def categories(procedure: Procedure) -> tuple[str, ...]:
    """Every category of the completed, the furthest first; each completed case is in exactly one."""
    found: list[str] = []
    for step in reversed(procedure.steps):
        found += [category_of(procedure, step, over=over) for over in (True, False)]
    never = [ONGOING] if procedure.long_term is LongTerm.NEVER else []
    return tuple(dict.fromkeys([*found, *never]))


def takes_step(event: Event) -> bool:
    """Whether an event that is told has taken its step: where somebody judges, he must have said so."""
    needs_word = means(event.step, "acceptance")
    return event.result in _PASSED or (not needs_word and event.result in _NOTHING_SAID)


def procedure_of(ledger: ClosingLedger, inspection: str) -> Procedure:
    """How tasks of an inspection are closed: as the ledger's sheet 设置 says. One that it does not name has no steps;
    a ledger without the sheet has the usual ones."""
    if not ledger.procedures:
        return default_procedure(inspection_in(inspection, alone=True), inspection)
    found = next((one for one in ledger.procedures if one.inspection == inspection), None)
    return found or Procedure(inspection, ())


def standings(ledger: ClosingLedger, as_of: date) -> tuple[Standing, ...]:
    """Every case of a ledger, in the order of its rows."""
    events: dict[Key, list[Event]] = defaultdict(list)
    for event in ledger.events:
        events[event.key].append(event)
    notices: dict[Key, list[Notice]] = defaultdict(list)
    for notice in ledger.notices:
        notices[notice.key].append(notice)
    return tuple(
        standing(case, procedure_of(ledger, case.key.inspection), events[case.key], notices[case.key], as_of)
        for case in ledger.cases
    )


def standing(
    case: Case, procedure: Procedure, events: Iterable[Event], notices: Iterable[Notice], as_of: date
) -> Standing:
    """Where one case stands on a day, by its events and publicity periods."""
    told = sorted((event for event in events if event.day and event.day <= as_of), key=_order)
    valid = valid_events(procedure, told)
    passed = {event.step: event.day for event in valid if event.day}
    step = max(passed, key=procedure.steps.index, default="")
    last_return = max((_order(event) for event in told if leaves(procedure, event) is not None), default=None)
    ends = [notice.end for notice in notices if notice.end]
    over = bool(ends) and max(ends) < as_of
    category = category_of(procedure, step, over=over)
    kept_out = procedure.long_term is LongTerm.NEVER and case.ongoing and bool(step)
    return Standing(
        case=case,
        procedure=procedure,
        passed=passed,
        step=step,
        since=passed.get(step),
        returned=last_return is not None and all(_order(event) < last_return for event in valid),
        returns=sum(event.step == RETURNED for event in told),
        state=_state(procedure, case, step),
        category=ONGOING if kept_out else category,
    )


def valid_events(procedure: Procedure, told: Sequence[Event]) -> list[Event]:
    """The events whose step was taken and holds, in their order."""
    valid: list[Event] = []
    for event in told:
        left = leaves(procedure, event)
        if left is not None:
            valid = [one for one in valid if procedure.steps.index(one.step) < left]
        elif event.step in procedure.steps and takes_step(event):
            valid.append(event)
    return valid


def leaves(procedure: Procedure, event: Event) -> int | None:
    """How many steps a return leaves; None for what sends nothing back, or does not say to where."""
    if not event.sends_back:
        return None
    if event.back_to == IN_PROGRESS or (event.step != RETURNED and not event.back_to):
        return 0
    return procedure.steps.index(event.back_to) + 1 if event.back_to in procedure.steps else None


def _state(procedure: Procedure, case: Case, step: str) -> str:
    if not step:
        return IN_PROGRESS
    kept_up = case.ongoing and procedure.long_term is LongTerm.STAGE and reaches(procedure, step, "closed")
    return f"{step}（转入常态）" if kept_up else step


def _order(event: Event) -> tuple[date, int]:
    return event.day or date.min, event.row

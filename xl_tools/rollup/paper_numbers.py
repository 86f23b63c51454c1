"""The numbers of the papers that are written from a roll-up: an exclusive partition of the tasks, what is due, where
each unit stands, and the tasks that are named (domain.md#the-round)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Status
from xl_tools.data import load
from xl_tools.reports.rollup import DueSplit, Share
from xl_tools.rollup.as_it_stands import AsItStands, Overdue
from xl_tools.rollup.policy import kind_names
from xl_tools.rollup.records import PeriodTotals
from xl_tools.rollup.stands import Entry, TaskStanding, UnitStanding
from xl_tools.rollup.totals import due_split

NO_RATE = "—"


class MoreThanAll(ValueError):
    """A rate above 100 %."""


def rate(done: int, total: int) -> str:
    """A percentage as it is printed, with the decimals of the settings. 100 % only where all is done; — of nothing.
    Raises MoreThanAll where more is done than there is."""
    if done > total:
        raise MoreThanAll(f"{done}/{total}")
    if not total:
        return NO_RATE
    step = Decimal(1).scaleb(-int(load("documents")["rates"]["decimals"]))
    share = (Decimal(done) * 100 / total).quantize(step, ROUND_HALF_UP)
    if done < total and share >= 100:
        share = 100 - step
    return "100%" if done == total else f"{share}%"


@dataclass(frozen=True, slots=True)
class Partition:
    """Tasks, each counted once, by the first that holds: no sure status, done, overdue, behind, not started, long-term
    without a date, on schedule. ``undecided_overdue`` are those of the undecided whose date has passed."""

    total: int
    undecided: int
    done: int
    overdue: int
    behind: int
    idle: int
    ongoing: int
    on: int
    undecided_overdue: int

    @property
    def adds_up(self) -> bool:
        parts = (self.undecided, self.done, self.overdue, self.behind, self.idle, self.ongoing, self.on)
        return sum(parts) == self.total

    @property
    def rest(self) -> int:
        """Those that a headline does not name: neither done nor overdue nor undecided."""
        return self.behind + self.idle + self.ongoing + self.on

    @property
    def all_done(self) -> bool:
        return self.total > 0 and self.done == self.total


@dataclass(frozen=True, slots=True)
class Kind:
    """The tasks of one kind (个性, 共性)."""

    name: str
    n: Partition


@dataclass(frozen=True, slots=True)
class Named:
    """A task as the papers name it. ``units`` are those of it that are meant, ``why`` their reasons where they have
    no sure status; ``absent`` of them did not report and are too many to be named with each task. ``days`` have passed
    since its date (or are left, in the list of what is due soon)."""

    label: str
    name: str
    title: str
    due: date | None
    days: int
    units: tuple[str, ...]
    why: tuple[str, ...]
    lead: str
    periods: int
    step: str
    absent: int = 0


@dataclass(frozen=True, slots=True)
class UnitNumbers:
    """Where one unit stands, in entries. ``rank`` is by done ÷ due by now, None where the unit is not ranked, with the
    reason in ``unranked``; ``few`` marks less than three due entries; ``fresh`` are entries done since last period."""

    name: str
    expected: int
    all_done: int
    due: int
    done: int
    overdue: int
    behind: int
    undecided: int
    reported: bool
    late: bool
    few: bool
    rank: int | None = None
    unranked: str = ""
    fresh: int | None = None

    @property
    def rate(self) -> str:
        return rate(self.done, self.due)


@dataclass(frozen=True, slots=True)
class Known:
    """Units of an undecided task of which it is sure that they are late, behind or have not begun: ``place``."""

    label: str
    units: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Lists:
    """The tasks that papers name, in the order of the table. ``back`` and ``undone`` fell back: to behind
    or not started, and from completed to on schedule or undecided. ``known`` is what is sure of undecided ones."""

    overdue: tuple[Named, ...]
    behind: tuple[Named, ...]
    idle: tuple[Named, ...]
    undecided: tuple[Named, ...]
    due_soon: tuple[Named, ...]
    done_new: tuple[Named, ...]
    back: tuple[Named, ...]
    undone: tuple[Named, ...]
    unreported: tuple[str, ...]
    known: tuple[Known, ...]
    unclear: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Against last period: the day of its numbers, and how many more tasks there are, are done, are past their date and
    not done, undecided ones among them (below 0: fewer). ``due`` are those that were due then, ``parts`` how many more
    there are of each part of the partition; None where 与上期对比 does not tell all of last period's tasks."""

    day: date
    tasks: int
    done: int
    overdue: int
    due: Share | None
    parts: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Closed:
    """The completed tasks that are closed (销号) by the ledger, and those that are not; ``early`` are the labels of
    tasks that are closed there and not completed by the progress tables."""

    closed: int
    open: int
    early: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Petitions:
    """Letters and calls of the public during an inspection."""

    total: int
    done: int
    staged: int = 0
    open: int = 0

    @property
    def adds_up(self) -> bool:
        return self.done + self.staged + self.open == self.total


@dataclass(frozen=True, slots=True)
class PaperNumbers:
    """All of it. ``n`` counts tasks, ``e`` entries of units; ``close`` is None where no ledger tells of closing."""

    n: Partition
    e: Share
    kinds: tuple[Kind, ...]
    due: DueSplit
    units: tuple[UnitNumbers, ...]
    lists: Lists
    change: Change | None
    close: Closed | None = None


def count(stands: AsItStands) -> PaperNumbers:
    """Count a workbook."""
    tasks = stands.tasks
    entries = [entry for task in tasks for entry in task.entries if entry.counts]
    kinds = [Kind(name, partition([task for task in tasks if task.kind == name])) for name in kind_names()]
    return PaperNumbers(
        n=partition(tasks),
        e=Share(len(entries), sum(entry.status is Status.COMPLETED for entry in entries)),
        kinds=tuple(kind for kind in kinds if kind.n.total),
        due=due_split(((task.due, task.status) for task in tasks), stands.as_of),
        units=_units(stands, entries),
        lists=_lists(stands),
        change=_change(stands, stands.previous) if stands.previous else None,
        close=_closed(tasks),
    )


def _closed(tasks: Sequence[TaskStanding]) -> Closed | None:
    """None where the workbook was made without a ledger."""
    if all(task.closed is None for task in tasks):
        return None
    done = [bool(task.closed) for task in tasks if task.status is Status.COMPLETED]
    early = tuple(task.label for task in tasks if task.closed and task.status is not Status.COMPLETED)
    return Closed(sum(done), len(done) - sum(done), early)


def _change(stands: AsItStands, previous: PeriodTotals) -> Change:
    tasks, then = stands.tasks, previous.totals
    whole = len(stands.before) == then.tasks
    return Change(
        day=previous.day,
        tasks=len(tasks) - then.tasks,
        done=sum(task.status is Status.COMPLETED for task in tasks) - then.completed,
        overdue=sum(task.overdue for task in tasks) - then.overdue,
        due=due_split(((one.due, one.status) for one in stands.before.values()), previous.day).now if whole else None,
        parts=_parts_since(stands, previous.day) if whole else None,
    )


_SURE = ("undecided", "done", "overdue", "behind", "idle")
"""Parts of the partition that status and date alone decide."""


def _parts_since(stands: AsItStands, day: date) -> dict[str, int]:
    now = Counter(place_of(task) for task in stands.tasks)
    then = Counter(_place(one.status, overdue=bool(one.due and one.due < day)) for one in stands.before.values())
    return {"total": len(stands.tasks) - len(stands.before), **{part: now[part] - then[part] for part in _SURE}}


def place_of(task: TaskStanding) -> str:
    """The part of the partition that a task falls into."""
    return _place(task.status, overdue=task.overdue, ongoing=task.ongoing and task.due is None)


def _place(status: Status | None, *, overdue: bool, ongoing: bool = False) -> str:
    if status is None:
        return "undecided"
    if status is Status.COMPLETED:
        return "done"
    if overdue:
        return "overdue"
    if status is Status.BEHIND:
        return "behind"
    if status is Status.NOT_STARTED:
        return "idle"
    return "ongoing" if ongoing else "on"


def partition(tasks: Sequence[TaskStanding]) -> Partition:
    places = [place_of(task) for task in tasks]
    parts = {name: places.count(name) for name in ("undecided", "done", "overdue", "behind", "idle", "ongoing", "on")}
    late = sum(task.status is None and task.overdue for task in tasks)
    return Partition(total=len(tasks), undecided_overdue=late, **parts)


def _lists(stands: AsItStands) -> Lists:
    soon = int(load("documents")["lists"]["soon_days"])

    def of(place: str, meant: Callable[[Entry], bool]) -> tuple[Named, ...]:
        return tuple(_named(stands, task, meant) for task in stands.tasks if place_of(task) == place)

    def near(task: TaskStanding) -> bool:
        return bool(task.due and 0 <= (task.due - stands.as_of).days <= soon and task.status is not Status.COMPLETED)

    def meant(task: TaskStanding) -> Named:
        return _named(stands, task, lambda entry: entry.status is not Status.COMPLETED)

    def since(task: TaskStanding, before: Sequence[Status | None], now: Sequence[Status | None]) -> bool:
        then = stands.before.get(task.label)
        return then is not None and then.status in before and task.status in now

    not_done = (None, Status.ON_SCHEDULE, Status.BEHIND, Status.NOT_STARTED)
    good, bad = (Status.COMPLETED, Status.ON_SCHEDULE), (Status.BEHIND, Status.NOT_STARTED)
    return Lists(
        overdue=of("overdue", lambda entry: entry.overdue),
        behind=of("behind", lambda entry: entry.status is Status.BEHIND),
        idle=of("idle", lambda entry: entry.status is Status.NOT_STARTED),
        undecided=of("undecided", lambda entry: entry.status is None),
        due_soon=tuple(meant(task) for task in stands.tasks if near(task)),
        done_new=tuple(meant(task) for task in stands.tasks if since(task, not_done, (Status.COMPLETED,))),
        back=tuple(meant(task) for task in stands.tasks if since(task, good, bad)),
        undone=tuple(meant(task) for task in stands.tasks if since(task, good[:1], (None, *good[1:]))),
        unreported=tuple(unit.name for unit in stands.units if not unit.reported),
        known=tuple(one for task in stands.tasks if task.status is None for one in _known(task)),
        unclear=tuple(meant(task) for task in stands.tasks if task.unclear),
    )


def _known(task: TaskStanding) -> Iterator[Known]:
    places = [(_place(entry.status, overdue=entry.overdue), entry.unit) for entry in task.entries if entry.counts]
    for place in ("overdue", "behind", "idle"):
        if units := tuple(unit for own, unit in places if own == place):
            yield Known(task.label, units, place)


def _named(stands: AsItStands, task: TaskStanding, meant: Callable[[Entry], bool]) -> Named:
    entries = [entry for entry in task.entries if entry.counts and meant(entry)]
    warned = [one for entry in entries if (one := stands.warned.get((task.label, entry.unit)))]
    worst = max(warned, key=lambda one: one.periods, default=Overdue(0, "", ""))
    silent = {unit.name for unit in stands.units if not unit.reported}
    absent = sum(entry.unit in silent for entry in entries)
    many = absent > int(load("documents")["lists"]["absent"])
    told = [entry for entry in entries if not (many and entry.unit in silent)]
    return Named(
        label=task.label,
        name=task.name,
        title=task.title,
        due=task.due,
        days=abs((task.due - stands.as_of).days) if task.due else 0,
        units=tuple(entry.unit for entry in entries),
        why=tuple(f"{entry.unit}（{entry.reason}）" if entry.reason else entry.unit for entry in told),
        lead=next((one.lead for one in warned if one.lead), ""),
        periods=worst.periods,
        step=worst.step,
        absent=absent if many else 0,
    )


def _units(stands: AsItStands, entries: Sequence[Entry]) -> tuple[UnitNumbers, ...]:
    """The ranked ones first, best first; ties share a rank and keep the order of the workbook. Then the others."""
    own: dict[str, list[Entry]] = {}
    for entry in entries:
        own.setdefault(entry.unit, []).append(entry)
    fresh = None if stands.newly_done is None else Counter(unit for _, unit in stands.newly_done)
    found = [_unit(unit, own.get(unit.name, ()), stands.as_of, fresh) for unit in stands.units]
    ranked = sorted((one for one in found if not one.unranked), key=lambda one: -one.done / one.due)
    placed: list[UnitNumbers] = []
    for place, one in enumerate(ranked, 1):
        last = placed[-1] if placed else None
        same = last is not None and last.done * one.due == one.done * last.due
        placed.append(replace(one, rank=last.rank if last and same else place))
    return (*placed, *(one for one in found if one.unranked))


def _unit(unit: UnitStanding, own: Sequence[Entry], as_of: date, fresh: Mapping[str, int] | None) -> UnitNumbers:
    due = [entry for entry in own if entry.due and entry.due <= as_of]
    undecided = sum(entry.status is None for entry in own)
    unranked = "未报" if not unit.reported else f"待核实{undecided}条" if undecided else "" if due else "没有到期任务"
    return UnitNumbers(
        name=unit.name,
        expected=len(own),
        all_done=sum(entry.status is Status.COMPLETED for entry in own),
        due=len(due),
        done=sum(entry.status is Status.COMPLETED for entry in due),
        overdue=sum(entry.overdue and entry.status is not None for entry in own),
        behind=sum(entry.status is Status.BEHIND for entry in own),
        undecided=undecided,
        reported=unit.reported,
        late=unit.late,
        few=0 < len(due) < int(load("documents")["lists"]["few_due"]),
        unranked=unranked,
        fresh=None if fresh is None else fresh.get(unit.name, 0),
    )

"""Numbers of tasks as the reports count them (domain.md#the-round)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from xl_tools.core.records import Status
from xl_tools.reports.rollup import DueSplit, Share, Totals
from xl_tools.rollup.records import Task


def count(tasks: Iterable[Task]) -> Totals:
    """Each task once, by its merged status; ongoing and overdue apart."""
    tasks = list(tasks)
    by_status = Counter(task.status for task in tasks)
    return Totals(
        tasks=len(tasks),
        completed=by_status[Status.COMPLETED],
        on_schedule=by_status[Status.ON_SCHEDULE],
        behind=by_status[Status.BEHIND],
        not_started=by_status[Status.NOT_STARTED],
        undecided=by_status[None],
        ongoing=sum(task.ongoing for task in tasks),
        overdue=sum(task.overdue for task in tasks),
    )


def due_split(tasks: Iterable[tuple[date | None, Status | None]], as_of: date) -> DueSplit:
    """Of each task its due date and status. One that falls due on the day itself is due by now."""
    found: dict[str, list[bool]] = {"now": [], "year": [], "later": [], "none": []}
    for due, status in tasks:
        found[_when(due, as_of)].append(status is Status.COMPLETED)
    return DueSplit(**{name: Share(len(done), sum(done)) for name, done in found.items()})


def _when(due: date | None, as_of: date) -> str:
    if due is None:
        return "none"
    if due <= as_of:
        return "now"
    return "year" if due.year == as_of.year else "later"


def count_by_inspection(tasks: Iterable[Task]) -> Mapping[str, Totals]:
    """The same for each inspection, where there are several; {} where nothing is to be told apart."""
    by_inspection: dict[str, list[Task]] = {}
    for task in tasks:
        by_inspection.setdefault(task.inspection, []).append(task)
    return {} if set(by_inspection) <= {""} else {name: count(own) for name, own in sorted(by_inspection.items())}

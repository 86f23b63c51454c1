"""How near a due date is, against a date that the caller names (domain.md#lights)."""

from __future__ import annotations

from datetime import date
from functools import cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Status
from xl_tools.data import load
from xl_tools.reports.rollup import Light


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Days left up to which a light is orange, and yellow; both ends included."""

    orange: int
    yellow: int


@cache
def thresholds() -> Thresholds:
    """Ours, where nobody settled others."""
    entry = load("policy")["lights"]
    return Thresholds(entry["orange"], entry["yellow"])


def light_label(light: Light | None) -> str:
    """红, 橙, 黄, 绿; "" for none."""
    return str(load("policy")["lights"]["labels"][light.value]) if light else ""


def is_overdue(status: Status | None, due: date | None, as_of: date) -> bool:
    """The due date has passed and the task is not known to be completed. The due date itself is still in time."""
    return due is not None and due < as_of and status is not Status.COMPLETED


def light(
    status: Status | None, due: date | None, as_of: date, *, ongoing: bool = False, limits: Thresholds | None = None
) -> Light | None:
    """The light of a task or of one unit's task, by the ``limits`` (None: ours).

    Completed is green. Without a due date an ongoing task (长期坚持) is green, since it can never be overdue;
    any other is None: a deadline that is missing or cannot be read is not known to be far away.
    """
    if status is Status.COMPLETED:
        return Light.GREEN
    if due is None:
        return Light.GREEN if ongoing else None
    left = (due - as_of).days
    if left < 0:
        return Light.RED
    limits = limits or thresholds()
    if left <= limits.orange:
        return Light.ORANGE
    return Light.YELLOW if left <= limits.yellow else Light.GREEN

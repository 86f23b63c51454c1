"""What a unit says about a task, and what the units together say (domain.md#county-to-city), read from data."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import ProgressRow, Status
from xl_tools.data import load


class Standing(StrEnum):
    """Where one unit stands on one task: a status, no need of one, or why there is none."""

    COMPLETED = "completed"
    ON_SCHEDULE = "on_schedule"
    BEHIND = "behind"
    NOT_STARTED = "not_started"
    NOT_APPLICABLE = "not_applicable"
    UNREPORTED = "unreported"
    """The unit has not reported at all."""
    ABSENT = "absent"
    """The unit has reported, without this task."""
    CONTRADICTORY = "contradictory"
    UNTICKED = "unticked"
    """Nothing is ticked, or nothing stands there."""
    UNREADABLE = "unreadable"
    TWICE = "twice"
    """Reported more than once, with different content."""

    @property
    def status(self) -> Status | None:
        return _STATUS.get(self)

    @property
    def counts(self) -> bool:
        """False for a unit that the task does not concern: it leaves the count."""
        return self is not Standing.NOT_APPLICABLE

    @property
    def absent(self) -> bool:
        """True of a unit that has reported, without this task."""
        return self is Standing.ABSENT

    @property
    def label(self) -> str:
        """The status in words; 未定 for all standings without one."""
        if self.status:
            return self.status.label
        labels = load("policy")["labels"]
        return str(labels["undecided" if self.counts else "not_applicable"])

    @property
    def reason(self) -> str:
        """Why there is no status, in words; "" where there is one or none is needed."""
        return str(load("policy")["undecided"].get(self.value, ""))


LACKING = (Standing.UNREPORTED, Standing.ABSENT)
"""There is no row of the unit for the task."""

_STATUS = {Standing(status.value): status for status in Status}
_UNDECIDED = {"conflict": Standing.CONTRADICTORY, "none": Standing.UNTICKED, "empty": Standing.UNTICKED}


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """``when`` is any, all or otherwise; ``says`` and ``status`` are a status, or None for undecided."""

    when: str
    says: Status | None
    status: Status | None


@cache
def merge_rules() -> tuple[PolicyRule, ...]:
    """The rules in their order; the first that holds decides."""
    return tuple(
        PolicyRule(entry["when"], _status(entry.get("says", "undecided")), _status(entry["status"]))
        for entry in load("policy")["merge"]
    )


def _status(word: str) -> Status | None:
    return None if word == "undecided" else Status(word)


def standing(row: ProgressRow) -> Standing:
    """What one row says."""
    if not row.applies:
        return Standing.NOT_APPLICABLE
    if row.status.status:
        return Standing(row.status.status.value)
    return _UNDECIDED.get(row.status.verdict, Standing.UNREADABLE)


def merged_status(standings: Iterable[Standing]) -> Status | None:
    """The status of a task from what its units say; None is undecided, also when no unit counts."""
    said = {standing.status for standing in standings if standing.counts}
    if not said:
        return None
    for rule in merge_rules():
        if rule.when == "otherwise" or (rule.says in said if rule.when == "any" else said == {rule.says}):
            return rule.status
    return None


def undecided_label() -> str:
    """未定."""
    return str(load("policy")["labels"]["undecided"])


def not_applicable_label() -> str:
    """不涉及."""
    return str(load("policy")["labels"]["not_applicable"])


def ongoing_label() -> str:
    """长期坚持."""
    return str(load("policy")["labels"]["ongoing"])


def kind_names() -> tuple[str, ...]:
    """个性, 共性, and 未分类 for a task of which no sheet says it."""
    return (*(str(kind["name"]) for kind in load("policy")["kinds"]), _no_kind())


def kind_of(texts: Iterable[str]) -> str:
    """The kind that the first of these texts names; 未分类 when none does, or one names two."""
    for text in texts:
        named = [str(kind["name"]) for kind in load("policy")["kinds"] if any(word in text for word in kind["words"])]
        if named:
            return named[0] if len(named) == 1 else _no_kind()
    return _no_kind()


def _no_kind() -> str:
    return str(load("policy")["labels"]["no_kind"])


def escalation_steps() -> tuple[tuple[int, str], ...]:
    """(periods overdue in a row from which it is taken, step), mildest first."""
    steps = ((int(entry["overdue_periods"]), str(entry["step"])) for entry in load("policy")["escalation"])
    return tuple(sorted(steps))


def escalation_step(periods: int) -> str:
    """The step for a task and unit that is overdue for so many periods in a row."""
    return [step for least, step in escalation_steps() if least <= periods][-1]

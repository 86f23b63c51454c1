"""What reading a thought of a status text starts from, its words, and what it gathers."""

from __future__ import annotations

from dataclasses import field

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Stage, Status


@dataclass(frozen=True, slots=True)
class StatusToken:
    """A word with the kinds that ``data/ticks.toml`` gives it, or a number, date, place or stranger."""

    text: str
    kinds: frozenset[str]
    lead: str = ""
    """The kind by which it is read; "" for words that only stand beside others."""


@dataclass(slots=True)
class ClauseFacts:
    """What the thoughts of one text have said so far."""

    statuses: set[Status] = field(default_factory=set)
    stages: set[Stage] = field(default_factory=set)
    speakers: int = 0
    """Numbered items and named places: with several, what one says is not the task's status."""
    ongoing: bool = False
    doubt: bool = False
    unfinished: bool = False
    """Said in so many words not to be completed."""
    overdue: bool = False
    not_done: bool = False
    """Said to be unfinished, partly or nearly finished, planned, or gone back: not completed."""
    running: bool = False
    """The task is said to be under way: neither completed nor not started."""
    busy: bool = False
    """Something is said to be under way."""
    partly_behind: bool = False
    untouched: bool = False
    """ "未整改": nothing was put right."""
    not_due: bool = False
    reported: bool = False
    """A completion is only reported."""
    not_in_place: bool = False
    put_right: list[float] = field(default_factory=list)
    """How many works are said to be put right ("完成整改688个")."""
    matters_counted: bool = False
    """Several tasks or problems are counted: what is said of them is not said of this one."""
    part_told: bool = False
    """A share is told that is not the whole ("占总数的90%")."""

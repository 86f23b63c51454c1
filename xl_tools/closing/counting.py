"""How many cases are where: each under exactly one category, by the furthest step that holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from xl_tools.closing.standing import Standing, categories, category_of
from xl_tools.core.dataclass import dataclass
from xl_tools.parse.closing.entries import Procedure
from xl_tools.parse.closing.headings import means


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases counted. ``completed`` is the sum of ``by_category``; ``returned`` and ``ongoing`` are told beside it,
    since such cases stand under a category, too."""

    procedure: Procedure
    cases: int = 0
    completed: int = 0
    by_category: Mapping[str, int] = field(default_factory=dict)
    returned: int = 0
    ongoing: int = 0

    @property
    def closed(self) -> int:
        return sum(self.by_category.get(name, 0) for name in closed_categories(self.procedure))

    @property
    def filed(self) -> int:
        return sum(
            self.by_category.get(category_of(self.procedure, step), 0)
            for step in self.procedure.steps
            if means(step, "filed")
        )

    @property
    def rate(self) -> float | None:
        """The closed among the completed, from 0 to 1; None where none is completed."""
        return self.closed / self.completed if self.completed else None

    @property
    def sentence(self) -> str:
        """The count in words: 已完成整改5项，其中完成销号2项，正在公示1项，未申请2项。"""
        rest = (f"{name}{count}项" for name, count in self.by_category.items() if count and name not in _closed(self))
        return "，".join([f"已完成整改{self.completed}项，其中完成销号{self.closed}项", *rest]) + "。"


def _closed(tally: Tally) -> tuple[str, ...]:
    return closed_categories(tally.procedure)


def closed_categories(procedure: Procedure) -> tuple[str, ...]:
    """The categories of cases that are closed, filed or not."""
    at = next((at for at, step in enumerate(procedure.steps) if means(step, "closed")), len(procedure.steps))
    return tuple(category_of(procedure, step) for step in procedure.steps[at:])


def tally(procedure: Procedure, cases: Iterable[Standing]) -> Tally:
    """Cases of one inspection counted."""
    found = list(cases)
    counts = Counter(one.category for one in found)
    return Tally(
        procedure=procedure,
        cases=len(found),
        completed=sum(one.completed for one in found),
        by_category={name: counts[name] for name in categories(procedure)},
        returned=sum(one.returned for one in found),
        ongoing=sum(one.case.ongoing for one in found),
    )


def groups(cases: Sequence[Standing]) -> Mapping[str, Sequence[Standing]]:
    """The cases by inspection, in the order in which they come first."""
    found: dict[str, list[Standing]] = {}
    for one in cases:
        found.setdefault(one.case.key.inspection, []).append(one)
    return found

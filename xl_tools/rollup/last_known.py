"""What holds of a task that a unit does not report: what it was handed, and how it stood last period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Mode
from xl_tools.rollup import common_deadline
from xl_tools.rollup.lights import Thresholds, is_overdue, light
from xl_tools.rollup.policy import Standing, standing
from xl_tools.rollup.records import Part, PartKey, Previous
from xl_tools.rollup.reporting import Unit

_SETTLED = (Standing.COMPLETED, Standing.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class LastKnown:
    """``dues`` are by when units have to have done what they had not done last period; ``settled`` is what last period
    knows without anything that is sure to be left to do."""

    as_of: date
    limits: Thresholds | None
    dues: Mapping[PartKey, date]
    settled: frozenset[PartKey]

    @classmethod
    def of(cls, previous: Previous | None, as_of: date, limits: Thresholds | None) -> LastKnown:
        dues = previous.dues if previous else {}
        known = previous.parts().items() if previous else ()
        done = (key for key, (_, part) in known if part.row is None or part.standing in _SETTLED)
        return cls(as_of, limits, dues, frozenset(key for key in done if key not in dues))

    def told(self, part: Part, unit: Unit, task: str) -> Part:
        """A part without a row: what was handed out, or had not been done last period, has to be done by its day,
        reported or not. What says already that it is done, or may have been before, is not late."""
        key = task, part.unit
        given = part.issued
        due, modes = None, frozenset[Mode]()
        if given and key not in self.settled and standing(given) not in _SETTLED:
            due, modes = common_deadline.of_unit(given, unit)
        due, ongoing = due or self.dues.get(key), Mode.ONGOING in modes
        if due is None and not ongoing:
            return part
        shown = light(None, due, self.as_of, ongoing=ongoing, limits=self.limits)
        return replace(part, due=due, ongoing=ongoing, light=shown, overdue=is_overdue(None, due, self.as_of))

"""The task score of a unit or an office in each quarter of a year, out of a roll-up, for an assessment that counts it
(docs/scoring.md#整改进展计入考核)."""

from __future__ import annotations

from decimal import Decimal

from xl_tools.core.expressions import expression
from xl_tools.core.text import squeeze
from xl_tools.reports.rollup import Rollup
from xl_tools.rollup.task_points import rounded

QUARTERS = 4
_BETWEEN = expression(r"[、,，;；/\s]+")


def quarter_scores(report: Rollup, office: str) -> tuple[Decimal | None, ...]:
    """The mean of the months of each quarter, up to the roll-up's month, for a unit of the roll-up; for any other
    office the mean of the tasks that it leads, in the quarter of this month. None where nothing is known."""
    if report.scores is None:
        return (None,) * QUARTERS
    year, month = report.scores.month.split("-")
    name = squeeze(office)
    months = {(one.month, squeeze(one.unit)): one.score for one in report.scores.months}
    own = next((unit for unit in report.scores.units if squeeze(unit.name) == name), None)
    months[report.scores.month, name] = own.score if own else _led(report, name)
    found = []
    for quarter in range(QUARTERS):
        wanted = (f"{year}-{number:02d}" for number in range(3 * quarter + 1, 3 * quarter + 4))
        scores = [
            score for one in wanted if one <= f"{year}-{month}" and (score := months.get((one, name))) is not None
        ]
        found.append(rounded(sum(scores, Decimal(0)) / len(scores)) if scores else None)
    return tuple(found)


def _led(report: Rollup, name: str) -> Decimal | None:
    """The mean score of the tasks that an office leads, over all units that have them."""
    assert report.scores is not None
    led = {task.serial for task in report.tasks if name in map(squeeze, _BETWEEN.split(task.lead))}
    scores = [task.score for task in report.scores.tasks if task.serial in led and task.score is not None]
    return rounded(sum(scores, Decimal(0)) / len(scores)) if scores else None

"""Overdue and lagging tasks of a roll-up as deductions of an office, where the rules have a section for it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import cn_date
from xl_tools.core.records import Field, Status
from xl_tools.core.text import squeeze
from xl_tools.parse.assessment.entries import Entry
from xl_tools.reports.rollup import MergedTask, Rollup
from xl_tools.rollup.layout import FORM_SHEET, form_cell
from xl_tools.rollup.lights import is_overdue
from xl_tools.scoring.scheme import Office, Progress

SOURCE = "督察整改汇总"
"""How the source of such an entry begins; entries of an earlier run are found again by it."""
OVERDUE, BEHIND = "整改任务逾期", "整改任务未达序时"


@dataclass(frozen=True, slots=True)
class _Late:
    task: MergedTask
    overdue: bool


def deductions(report: Rollup, rules: Progress, offices: tuple[Office, ...]) -> tuple[Entry, ...]:
    """A process entry for each task that costs an office points, traced to its row of the roll-up's workbook.

    The first ``free`` late tasks of an office cost nothing, the overdue ones are counted first; what passes
    ``at_most`` is not entered.
    """
    return tuple(entry for office in offices for entry in _of_office(report, rules, office.name))


def _of_office(report: Rollup, rules: Progress, office: str) -> Iterator[Entry]:
    late = sorted(_late(report, rules, office), key=lambda one: (not one.overdue, one.task.serial))
    spent = Decimal(0)
    for one in late[rules.free :]:
        points = rules.overdue if one.overdue else rules.behind
        if rules.at_most is not None:
            points = min(points, rules.at_most - spent)
        if points <= 0:
            continue
        spent += points
        yield Entry(
            office=office,
            subject=rules.indicator,
            reason=OVERDUE if one.overdue else BEHIND,
            amount=points,
            note=_words(one.task),
            source=f"{SOURCE} {report.name} {FORM_SHEET}!{form_cell(one.task.serial, Field.STATUS)}",
            row=0,
        )


def _late(report: Rollup, rules: Progress, office: str) -> Iterator[_Late]:
    mine = {serial for name, serials in rules.offices.items() if squeeze(name) == squeeze(office) for serial in serials}
    for task in report.tasks:
        if task.province_serial in mine:
            status: Status | None = task.status
        elif office in task.by_unit:
            status = task.by_unit[office]
        else:
            continue
        if is_overdue(status, task.due, report.as_of):
            yield _Late(task, True)
        elif status is Status.BEHIND:
            yield _Late(task, False)


def _words(task: MergedTask) -> str:
    number = f"第{task.province_serial}项" if task.province_serial else f"序号{task.serial}"
    return f"{number}，时限{cn_date(task.due)}" if task.due else number

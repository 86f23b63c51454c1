"""The faults of the sample city: planted into the clean rows, and listed for the manifest, from the same data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from xl_tools.core.records import Status
from xl_tools.sample.sentences import County, SampleRow, boxes, load, plan_text

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER = -1
"""Stands for the heading row where a row's index is asked for."""


@dataclass(frozen=True, slots=True, order=True)
class Foreseen:
    """A finding foreseen: code, index of the row (``HEADER`` for the headings), field ("" for the whole sheet)."""

    code: str
    row: int
    field: str


def as_of() -> date:
    """The day for which the sample's findings are foreseen."""
    return date.fromisoformat(load("plan")["as_of"])


def planted(county: County) -> tuple[County, list[Foreseen]]:
    """The county's table with its faults in it, and every finding that a check must give."""
    rows = list(county.rows)
    expected: list[Foreseen] = []
    for fault in load("plan")["fault"]:
        if fault["county"] == county.name:
            index = _plant(fault, rows, county)
            expected += [_expected(code, index) for code in fault["expect"]]
    expected += _follows(rows)
    if county.habit.split_plan is False:
        rows = [_with_plan(row) for row in rows]
    return replace(county, rows=tuple(rows)), expected


def _plant(fault: dict[str, Any], rows: list[SampleRow], county: County) -> int:
    if "task" not in fault:
        return HEADER
    index = next(index for index, row in enumerate(rows) if row.task == fault["task"])
    row = rows[index]
    if fault.get("repeat"):
        index = len(rows)
        rows.append(row)
    texts = {name: text.strip() for name, text in fault.get("set", {}).items()}
    status = row.status
    if "status" in fault:
        status = Status(fault["status"])
        texts["status"] = boxes(status, county.habit.ticked, county.habit.separator)
    elif "status" in texts:
        status = None
    rows[index] = replace(row, texts={**row.texts, **texts}, status=status, broken=fault.get("broken", {}))
    return index


def _expected(code: str, index: int) -> Foreseen:
    code, _, place = code.partition("@")
    heading, _, name = (place or load("plan")["where"][code]).rpartition(":")
    return Foreseen(code, HEADER if heading else index, name)


def _follows(rows: list[SampleRow]) -> Iterator[Foreseen]:
    """Hints that no fault causes: the task does not apply; it is due soon and not completed."""
    rules = load("plan")["follows"]
    for index, row in enumerate(rows):
        if not row.applies:
            yield _expected(rules["not_applicable"], index)
        elif row.due and row.status not in (None, Status.COMPLETED):
            left = (row.due - as_of()).days
            if 0 <= left <= rules["due_soon_days"]:
                yield _expected(rules["due_soon"], index)


def _with_plan(row: SampleRow) -> SampleRow:
    """A fault in the goal or the measures, carried into the cell that holds both."""
    texts = row.texts
    whole = plan_text(texts["goal"], texts["measures"])
    return replace(row, texts={**texts, "plan": whole}) if row.applies else row

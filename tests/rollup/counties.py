"""Units' sheets for the roll-up's tests, made directly: 丽水市 and its counties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from xl_tools.core import regions
from xl_tools.core.records import (
    DeadlineReading,
    Field,
    Level,
    Mode,
    ProgressRow,
    ProgressSheet,
    Region,
    SerialReading,
    Status,
    StatusReading,
    UnitDeadline,
)
from xl_tools.forms.definitions import get
from xl_tools.rollup.merge import merge
from xl_tools.rollup.records import Merged, Task

AS_OF = date(2022, 12, 20)
DUE = date(2023, 12, 31)
COLUMNS = {
    Field.REGION: "A",
    Field.SERIAL: "B",
    Field.TASK: "C",
    Field.PLAN: "D",
    Field.DEADLINE: "E",
    Field.PROGRESS: "F",
    Field.STATUS: "G",
}


def region(name: str) -> Region:
    found = regions.find(name)
    assert found is not None
    return found


LISHUI = region("丽水市")
COUNTIES = regions.expected_units(LISHUI)
THREE = tuple(region(name) for name in ("莲都区", "松阳县", "云和县"))


def deadline(due: date | None, text: str | None = None, modes: Sequence[Mode] = ()) -> DeadlineReading:
    if due is None:
        modes = modes or (Mode.IMMEDIATE, Mode.ONGOING)
        return DeadlineReading(text=text or "立行立改，长期坚持", modes=tuple(modes))
    return DeadlineReading(text=text or f"{due.year}年{due.month}月底前", due=due, modes=(Mode.FIXED, *modes))


def ticked(status: Status | str) -> StatusReading:
    """A reading of a status, or of a cell that gives none: conflict, none, unknown, empty."""
    if isinstance(status, Status):
        return StatusReading(text=f"☑{status.label}", ticks=(status,), status=status, verdict="one")
    return StatusReading(text="", verdict=status)  # type: ignore[arg-type]


def row(
    number: int | None,
    status: Status | str = Status.ON_SCHEDULE,
    due: date | DeadlineReading | None = DUE,
    *,
    at: int = 0,
    applies: bool = True,
    also: tuple[Mode, ...] = (),
    **texts: str,
) -> ProgressRow:
    """A row of task ``number``; ``texts`` replace columns by their field name. ``at`` is its row in the sheet."""
    reading = due if isinstance(due, DeadlineReading) else deadline(due)
    cells = {
        Field.TASK: f"第{number}项：乱堆点位整治不到位" if number else "乱堆点位整治不到位",
        Field.PLAN: "整改目标：\n点位清零。\n整改措施：\n1.摸底。\n2.清运。",
        Field.DEADLINE: reading.text,
        Field.PROGRESS: "1.摸底完成。\n2.清运3处。",
        Field.STATUS: "☑",
    } | {Field(name): text for name, text in texts.items()}
    return ProgressRow(
        row=at,
        texts=cells,
        serial=SerialReading(text=""),
        province_serial=number,
        deadline=reading,
        status=replace(ticked(status), also=also),
        applies=applies,
    )


def sheet(unit: str | None, *rows: ProgressRow, path: str = "", **changes: Any) -> ProgressSheet:
    """A unit's sheet; rows stand from row 4 on. Without a unit, a sheet of no known region."""
    placed = tuple(_moved(one, place) for place, one in enumerate(rows, 4))
    values: dict[str, Any] = {
        "path": path or f"{unit}.xlsx",
        "sheet": "进展",
        "form": get("progress"),
        "level": Level.COUNTY,
        "region": region(unit) if unit else None,
        "region_text": unit or "",
        "period": None,
        "title": "",
        "header_row": 3,
        "columns": COLUMNS,
        "rows": placed,
    }
    return ProgressSheet(**values | changes)


def _moved(one: ProgressRow, place: int) -> ProgressRow:
    return one if one.row else ProgressRow(**{name: getattr(one, name) for name in one.__slots__} | {"row": place})


def merged(*sheets: ProgressSheet, expected: Sequence[Region] = THREE, as_of: date = AS_OF, **known: Any) -> Merged:
    """丽水市 from these sheets; 莲都区, 松阳县 and 云和县 are expected unless said otherwise."""
    return merge(sheets, level=Level.CITY, region=LISHUI, expected=expected, as_of=as_of, **known)


def one_task(*statuses: Status | str | None, **changes: Any) -> Task:
    """The only task of three counties with these statuses; None is a county that has not reported."""
    sheets = [
        sheet(unit.name, row(1, status, **changes))
        for unit, status in zip(THREE, statuses, strict=True)
        if status is not None
    ]
    (task,) = merged(*sheets).tasks
    return task


def codes(result: Merged) -> list[str]:
    return [found.code for found in result.findings]


def messages(result: Merged, code: str) -> list[str]:
    return [found.message for found in result.findings if found.code == code]


def blocks(*dues: tuple[str, date]) -> tuple[UnitDeadline, ...]:
    return tuple(UnitDeadline(unit=unit, text="", due=due, modes=(Mode.FIXED,)) for unit, due in dues)

"""Reading 收报情况 back: who is still to be reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book
from xl_tools.core.period import Period, period_in
from xl_tools.reports.round import STATE_LABELS

SHEET = "收报情况"
_DUE = expression(r"报送截止 (\d{4}-\d\d-\d\d \d\d:\d\d)")
_UNIT, _STATE, _NOTE = "单位", "状态", "说明"


@dataclass(frozen=True, slots=True)
class Owing:
    """A unit whose table is not there, or cannot be used (``doubtful``, with why)."""

    unit: str
    doubtful: bool
    note: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt sheet says."""

    period: Period
    deadline: datetime | None
    owing: tuple[Owing, ...]


def read_receipt(book: Book, name: str) -> Receipt:
    """Raises UserError for a workbook that is no receipt sheet of ours."""
    rows: Sequence[Sequence[object]] = next((grid.rows for grid in book.grids if grid.name == SHEET), ())
    above = " ".join(str(value) for row in rows[:3] for value in row if value)
    period = period_in(above)
    heading = next((place for place, row in enumerate(rows) if {_UNIT, _STATE} <= set(map(str, row))), None)
    if period is None or heading is None:
        raise UserError(f"“{name}”不是收报情况表（由 collect 生成），不知道该催哪些单位；请核对文件。")
    columns = {str(value): place for place, value in enumerate(rows[heading])}
    owing = []
    for row in rows[heading + 1 :]:
        unit, state = str(row[columns[_UNIT]] or ""), str(row[columns[_STATE]] or "")
        note = str(row[columns[_NOTE]] or "") if _NOTE in columns else ""
        if unit and state in (STATE_LABELS["missing"], STATE_LABELS["doubtful"]):
            owing.append(Owing(unit, state == STATE_LABELS["doubtful"], note))
    due = _DUE.search(above)
    return Receipt(period, datetime.fromisoformat(due[1]) if due else None, tuple(owing))

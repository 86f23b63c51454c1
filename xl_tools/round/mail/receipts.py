"""Reading 收报情况 back, edits and all: who is still to be reminded, and when each table came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from datetime import date, datetime, timedelta

from xl_tools.core.carried_rows import CODE
from xl_tools.core.dataclass import dataclass
from xl_tools.core.dates import read_moment
from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.grid import Book
from xl_tools.core.period import Period, period_in
from xl_tools.core.text import cell_digest
from xl_tools.reports.round import STATE_LABELS

SHEET = "收报情况"
_DUE = expression(r"报送截止 (\d{4}-\d\d-\d\d \d\d:\d\d)")
_UNIT, _STATE, _NOTE = "单位", "状态", "说明"
_RECEIVED, _ON_TIME, _COPY = "收到时间", "是否按时", "结果副本"


@dataclass(frozen=True, slots=True)
class Owing:
    """A unit whose table is not there, or cannot be used (``doubtful``, with why)."""

    unit: str
    doubtful: bool
    note: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt sheet says. ``received`` tells of each copy, by its name, when its table came; one that people
    judge to be in time, or late, came then. ``unbacked`` are the units for which people wrote 已收 beside no copy,
    ``refused`` those for which they wrote another state beside one."""

    period: Period
    deadline: datetime | None
    owing: tuple[Owing, ...]
    received: Mapping[str, datetime] = field(default_factory=dict)
    unbacked: tuple[Owing, ...] = ()
    refused: tuple[str, ...] = ()


def read_receipt(book: Book, name: str) -> Receipt:
    """Raises UserError for a workbook that is no receipt sheet of ours."""
    rows: Sequence[Sequence[object]] = next((grid.rows for grid in book.grids if grid.name == SHEET), ())
    above = " ".join(str(value) for row in rows[:3] for value in row if value)
    period = period_in(above)
    heading = next((place for place, row in enumerate(rows) if {_UNIT, _STATE} <= set(map(str, row))), None)
    if period is None or heading is None:
        raise UserError(f"“{name}”不是收报情况表（由 collect 生成），不知道该催哪些单位；请核对文件。")
    columns = {str(value): place for place, value in enumerate(rows[heading])}
    owing, unbacked, refused = list[Owing](), list[Owing](), list[str]()
    due = datetime.fromisoformat(found[1]) if (found := _DUE.search(above)) else None
    for row in rows[heading + 1 :]:
        unit, state = str(row[columns[_UNIT]] or ""), str(row[columns[_STATE]] or "")
        note = str(row[columns[_NOTE]] or "") if _NOTE in columns else ""
        copied = bool(_COPY in columns and row[columns[_COPY]])
        if unit and state in (STATE_LABELS["missing"], STATE_LABELS["doubtful"]):
            owing.append(Owing(unit, state == STATE_LABELS["doubtful"], note))
            refused += [unit] if copied else []
        elif unit and state == STATE_LABELS["received"] and not copied:
            unbacked.append(Owing(unit, True, f"{note}没有收到可以汇总的工作簿。"))
    lines = (dict(zip(map(str, rows[heading]), row, strict=False)) for row in rows[heading + 1 :])
    received = {str(line[_COPY]): when for line in lines if line.get(_COPY) and (when := _when(line, due))}
    return Receipt(period, due, tuple(owing), received, tuple(unbacked), tuple(refused))


def _when(line: Mapping[str, object], due: datetime | None) -> datetime | None:
    """When the table of a row came; what people typed into 是否按时 stands over the time."""
    value, when = line.get(_RECEIVED), None
    if isinstance(value, datetime):
        when = value
    elif isinstance(value, str):
        with suppress(UserError):
            when = read_moment(value, date.today())
    if when is None or due is None:
        return when
    said, codes = str(line.get(_ON_TIME) or ""), str(line.get(CODE) or "").split()
    if len(codes) < 2 or cell_digest(said) == codes[1]:
        return when
    return min(when, due) if said == "按时" else max(when, due + timedelta(days=1))

"""How one phrase is read, as the JSON object of ``xl-tools read``: the parsers seen from outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from xl_tools.core.dates import Day, as_day
from xl_tools.core.errors import UserError
from xl_tools.core.json_text import plain
from xl_tools.core.records import DeadlineReading, StatusReading
from xl_tools.parse.deadlines import read_deadline as _read_deadline
from xl_tools.parse.figures.claims import read_figures
from xl_tools.parse.serials import read_serial
from xl_tools.parse.status.status_cell import read_status as _read_status
from xl_tools.parse.table.blocks import names_in, split_dates

Reading = dict[str, Any]


def read_deadline(text: str | date | float | None, as_of: Day | None = None) -> DeadlineReading:
    """How a deadline cell is read. ``as_of`` gives a date without a year its year. Raises UserError for an ``as_of``
    that is no day, and for nothing else.

    A cell split by units ("松阳县\\n2021年12月底前\\n龙泉市\\n…") has a block for each.
    """
    blocks = split_dates(text, names_in()) if isinstance(text, str) else ()
    return _read_deadline(text, None if as_of is None else as_day(as_of, "as_of"), blocks=blocks)


def read_status(text: str | float | bool | None) -> StatusReading:
    """How a status cell (tick boxes or words) is read. Never raises."""
    return _read_status(text)


def reader(what: str, as_of: date | None) -> Callable[[str], Reading]:
    """The function that reads one phrase as ``what``. Raises UserError for an unknown kind."""
    readers: dict[str, Callable[[str], Reading]] = {
        "deadline": lambda text: plain(read_deadline(text, as_of)),
        "status": lambda text: plain(read_status(text)),
        "serial": lambda text: plain(read_serial(text)),
        "figures": lambda text: {"text": text, "claims": plain(read_figures(text))},
    }
    if what not in readers:
        raise UserError(f"--as 只能是 {'、'.join(readers)}，不能是“{what}”。")
    return readers[what]

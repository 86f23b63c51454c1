"""What single cells of a ledger say: days, numbers, serials."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from xl_tools.core.dates import read_day
from xl_tools.core.errors import UserError
from xl_tools.core.expressions import expression
from xl_tools.core.grid import CellValue
from xl_tools.core.text import chinese_number, squeeze
from xl_tools.parse.table.tables import cell_text

_TOO_LARGE = Decimal(10) ** 15
_WITH_YEAR = expression(r"\s*20\d\d")
_SERIAL = expression(r"第?(.+?)(?:项|号)?")


def word_of(value: CellValue) -> str:
    """What a cell says, without spaces and line ends: two cells say the same where Excel finds them equal, too."""
    return "".join(cell_text(value).split())


def serial_of(text: str) -> str:
    """A province's serial as a plain number: 第七项, 7. and 7 are one. A letter's number stays as it is."""
    word = squeeze(text)
    match = _SERIAL.fullmatch(word)
    number = chinese_number(match[1].rstrip(".、")) if match else None
    return word if number is None else str(number)


def day_of(value: CellValue) -> date | None:
    """A day as it stands in a cell; None for what is none. A text needs its year."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = cell_text(value)
    try:
        return read_day(text, date.min) if _WITH_YEAR.match(text) else None
    except UserError:
        return None


def number_of(value: CellValue) -> Decimal | None:
    """A number as it stands in a cell; None for what is none."""
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(squeeze(cell_text(value)))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _TOO_LARGE else None

"""Numbers in the cells of an assessment that were typed as text."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from xl_tools.core.expressions import expression
from xl_tools.core.grid import CellValue
from xl_tools.core.text import squeeze
from xl_tools.parse.table.tables import cell_text

PER_CENT = ("%", "％", "个百分点")
"""Units of what a percentage in a cell may be."""
_NUMERAL = expression(r"[+-]?\d+(?:\.\d+)?")


def numeral(text: str, unit: str) -> Decimal | None:
    """The number that a text is, in full-width digits, with separators or with its own unit behind it; else None."""
    plain = squeeze(text).removesuffix(squeeze(unit)).replace("−", "-")
    if "," in plain and not _SEPARATED.fullmatch(plain):
        return None
    plain = plain.replace(",", "")
    return Decimal(plain) if _NUMERAL.fullmatch(plain) and len(plain) <= 20 else None


_SEPARATED = expression(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def as_seen(value: CellValue) -> str:
    """A cell as a text, days called so."""
    if isinstance(value, date | datetime):
        return f"日期 {cell_text(value)}"
    return cell_text(value).strip()

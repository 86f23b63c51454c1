"""Numbers and reasons in words, as reports, findings and the workbook's formulas say them."""

from __future__ import annotations

from decimal import Decimal

from xl_tools.core.text import number_text
from xl_tools.parse.assessment.entries import Direction, Target


def general(number: Decimal) -> str:
    """A number as Excel shows it in a text: fifteen digits at most."""
    text = str(number)
    return text if text.isdigit() else number_text(Decimal(f"{number:.15g}"))


def reason(target: Target) -> str:
    """Why a target lost points: what was wanted and what was reached."""
    done = "未填" if target.actual is None else general(target.actual)
    if target.direction is Direction.HAND:
        return f"完成程度，实际{done}"
    label = target.direction.label if target.direction else ""
    quantity = "" if target.quantity is None else general(target.quantity)
    return f"{label}{quantity}{target.unit}，实际{done}"

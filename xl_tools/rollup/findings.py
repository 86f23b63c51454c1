"""What the roll-up tells the clerk: findings of the catalogue's X rules, placed in the workbook that it writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xl_tools.core.records import Field, Finding
from xl_tools.rollup.layout import FORM_SHEET, form_cell, form_row
from xl_tools.rules import registry


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of 整改进展: the task's serial and the column."""

    serial: int
    field: Field


def finding(
    code: str, at: Place | None = None, *, path: str | None = None, sheet: str | None = None, **values: Any
) -> Finding:
    """A finding of this code: ``at`` a cell of the workbook that the roll-up writes, or about a unit's file.

    Raises KeyError unless the values are exactly those that the code's message and advice ask for.
    """
    if at is None:
        return registry.finding(code, sheet=sheet, path=path, **values)
    return registry.finding(
        code,
        sheet=FORM_SHEET,
        row=form_row(at.serial),
        cell=form_cell(at.serial, at.field),
        field=at.field,
        path=path,
        **values,
    )

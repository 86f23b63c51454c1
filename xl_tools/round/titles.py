"""The title of a table that a unit gets: of which inspection it is."""

from __future__ import annotations

from xl_tools.core.records import ProgressSheet
from xl_tools.data import load
from xl_tools.parse.table.inspections import inspection_in, long_name


def title_for(unit: str, inspection: str) -> str:
    """The title of a unit's table, without its month; ``inspection`` is the full name."""
    return str(load("round")["title"].format(unit=unit, inspection=inspection))


def inspection_of(table: ProgressSheet) -> str:
    """The full name of the inspection that a table is of: by its title, else by its rows; where neither says, the
    Centre's, without a round."""
    return long_name(inspection_id(table) or "central")


def inspection_id(table: ProgressSheet) -> str:
    """The id of the inspection that a table is of, as far as title or rows tell it; "" where they do not."""
    return inspection_in(table.title) or next((row.inspection for row in table.rows if row.inspection), "")

"""The title of a table that a unit gets: of which inspection it is."""

from __future__ import annotations

from xl_tools.core.records import ProgressSheet
from xl_tools.data import load
from xl_tools.parse.table.inspections import asked_for, inspection_in, long_name, only_one, settled, short_name


def title_for(unit: str, inspection: str) -> str:
    """The title of a unit's table, without its month; ``inspection`` is the full name."""
    return str(load("round")["title"].format(unit=unit, inspection=inspection))


def inspection_of(table: ProgressSheet) -> str:
    """The full name of the inspection that a table is of: by its rows, else by its title; where neither says, the
    Centre's, without a round. Of several none is named."""
    if settled(row.inspection for row in table.rows) is not None:
        return str(load("round")["inspections"])
    return long_name(inspection_id(table) or "central")


def inspection_id(table: ProgressSheet) -> str:
    """The id of the inspection that a table is of, as far as title or rows tell it; "" where they do not."""
    told = inspection_in(table.title) or next((row.inspection for row in table.rows if row.inspection), "")
    return only_one([told, *(row.inspection for row in table.rows)]) or told


def full_name(words: str) -> str:
    """How titles name the inspection that an office speaks of: its own words, unless they are an id or short."""
    inspection = asked_for(words)
    return long_name(inspection) if words.strip() in (inspection, short_name(inspection)) else words.strip()

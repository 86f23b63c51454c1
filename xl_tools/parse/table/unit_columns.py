"""A column whose heading is not known and whose cells are names of units (承办县市): it tells whose the rows are, or
may."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from xl_tools.core import regions
from xl_tools.core.addresses import column_letters
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.how_read import ReadAs
from xl_tools.core.records import Field, Level, Region
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.parse.table.entry_texts import is_ditto
from xl_tools.parse.table.live_cells import live_text
from xl_tools.parse.table.misnamed import ends_like_a_unit, is_misnamed, is_other_word, several_in
from xl_tools.parse.table.named import unit_of_sheet
from xl_tools.parse.table.sorted_lines import Lines
from xl_tools.parse.table.tables import Cells, Table
from xl_tools.parse.table.unit_cells import unit_and_contact
from xl_tools.parse.table.whose_table import Names

_SHARE, _UNSURE = 0.8, 0.5
"""So many of the filled cells must be names of units for the column to name the rows' units, or to leave it unsure."""
_LEAST = 2


def with_units(cells: Cells, table: Table, lines: Lines, names: Names) -> tuple[Table, Mapping[str, Region]]:
    """The table, its column of units found where no heading says which one is. Where it is unsure whether a column
    names the units of the rows, it stays what it is, and is named with the first of the other units."""
    form = table.form
    if not form.reports or not form.has(Field.REGION):
        return table, {}
    if Field.REGION in table.columns:
        return _without_towns(cells, table, lines, names), {}
    told = [
        column
        for column in sorted(table.unknown)
        if column not in table.roles and _may_tell(cells, table, column, names)
    ]
    if not told:
        return table, {}
    rows = [entry.row for entry in lines.entries]
    found = [_read(column, table.unknown[column], _texts(cells, rows, column), names) for column in told]
    sure = [said for said in found if said.is_sure]
    if sure and all(said.texts == sure[0].texts for said in sure):
        column = sure[0].column
        heading = table.unknown[column]
        return replace(
            table,
            columns={**table.columns, Field.REGION: column},
            unknown={other: text for other, text in table.unknown.items() if other != column},
            read_as={**table.read_as, column: ReadAs(heading, Field.REGION, "cells")},
        ), {}
    return table, {
        f"{column_letters(said.column)}列（{squeeze(said.heading)[:20]}）": said.other
        for said in found
        if said.other and (said.is_sure or said.is_unsure)
    }


def _without_towns(cells: Cells, table: Table, lines: Lines, names: Names) -> Table:
    """The table of one county, in which 属地 or 地区 gives the towns where its problems lie: it names no units."""
    column = table.columns[Field.REGION]
    heading = cells.shown_text(table.header_row, column)
    said, own = table.words.read(heading), names.told.unit
    if said is None or not said.weak or own is None or own.level is not Level.COUNTY:
        return table
    texts = {squeeze(_text(cells, entry.row, column)) for entry in lines.entries} - {"", own.name, own.short}
    if not texts or not all(ends_like_a_unit(text) and _unit(text, names) is None for text in texts):
        return table
    rest = {name: at for name, at in table.columns.items() if name is not Field.REGION}
    return replace(table, columns=rest, unknown={**table.unknown, column: heading})


@dataclass(frozen=True, slots=True)
class _Said:
    """What the cells of a column say. ``other`` is the first unit that is not the table's own."""

    column: int
    heading: str
    texts: Sequence[str] = ()
    other: Region | None = None
    is_sure: bool = False
    is_unsure: bool = False


def _texts(cells: Cells, rows: Sequence[int], column: int) -> list[str]:
    """The texts of a column; 同上 is what stands above it."""
    found: list[str] = []
    for row in rows:
        text = _text(cells, row, column)
        found.append(found[-1] if found and is_ditto(text) else text)
    return found


def _text(cells: Cells, row: int, column: int) -> str:
    return unit_and_contact(live_text(cells, row, column).strip())[0]


def _may_tell(cells: Cells, table: Table, column: int, names: Names) -> bool:
    """A quick look that spares most columns the thorough one: some cell ends like a unit's name, or is a short one."""
    if _words("never").search(squeeze(table.unknown[column])):
        return False
    last = min(len(cells.grid.rows), table.last)
    texts = (cells.text(row, column) for row in range(table.header_row + 1, last + 1))
    return any(
        squeeze(text).endswith(_ENDS) or regions.candidates(squeeze(text), units=names.units)
        for text in texts
        if 1 < len(text) <= _LONGEST
    )


_LONGEST = 24
_ENDS = ("县", "市", "区", "旗")


def _read(column: int, heading: str, texts: Sequence[str], names: Names) -> _Said:
    filled = [text for text in map(squeeze, texts) if text]
    own = names.told.unit or names.of_file
    said = _Said(column, heading, texts)
    units = {text: _unit(text, names) for text in dict.fromkeys(filled)}
    others = [unit for text in filled if (unit := units[text]) and _is_other(unit, own, names)]
    strange = [text for text in filled if not units[text] and _seems(text, names)]
    if not others and not strange:
        return said
    looks = len(strange) + sum(units[text] is not None for text in filled)
    share, title = looks / len(filled), squeeze(heading)
    of_place = _words("place").search(title) is not None
    office = not of_place and _words("office").search(title) is not None
    doubtful = _words("doubtful").search(title) is not None
    sure = share >= (1 if office else _SHARE) and len(filled) >= _LEAST and 2 * len(filled) >= len(texts)
    above = own is None or own.level is not Level.COUNTY  # the table of a city, of whose counties others speak
    unsure = share >= _UNSURE and not ((office or doubtful) and above)
    if doubtful:
        unsure = unsure and not any(_speaks_of(text, own, names) for text in filled)
    return replace(
        said,
        other=others[0] if others else None,
        is_sure=sure and not doubtful and (of_place or office),
        is_unsure=bool(others) and unsure,
    )


def _unit(text: str, names: Names) -> Region | None:
    """The unit whose name a cell is; None where it says more, or names a region above the units."""
    unit = unit_of_sheet(text, names.units, names.area)
    if unit is None or not (unit.level is Level.COUNTY or (names.area and unit.parent == names.area.code)):
        return None
    if is_other_word(text) and not (names.area and regions.is_within(unit, names.area)):
        return None  # 矿区 is a district somewhere
    return unit


def _seems(text: str, names: Names) -> bool:
    if names.area and unit_of_sheet(text, names.units, names.area) == names.area:
        return False  # 地市: the region itself
    return is_misnamed(text, names.units, names.area) or several_in(text, names.units, names.area) == text


def _is_other(unit: Region, own: Region | None, names: Names) -> bool:
    if own is None or own.level is not Level.COUNTY:
        return own is None or unit.code != own.code
    collected = names.within is not None and names.within.code == own.code
    return unit.code != own.code and (collected or not regions.is_within(unit, own))


def _speaks_of(text: str, own: Region | None, names: Names) -> bool:
    unit = _unit(text, names)
    return own is not None and (own.short in text or (unit is not None and regions.is_within(own, unit)))


@cache
def _words(name: str) -> re.Pattern[str]:
    return expression(load("regions")["unit_columns"][name])

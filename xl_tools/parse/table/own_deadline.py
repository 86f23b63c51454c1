"""The deadline in the table of a unit, where its cell may set a day for each of several units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from xl_tools.core import regions
from xl_tools.core.expressions import expression
from xl_tools.core.records import DeadlineReading, Region
from xl_tools.parse.deadlines import read_deadline
from xl_tools.parse.table.blocks import AND, names_in, split_dates

_DAY = r"(?:20\d\d\s?[年./-]|立行|立即|长期|持续)"
_NAMES = r"[一-鿿、]{2,80}+"
_FOR_SOMEBODY = expression(
    rf"(?:^|[\n；;。，,（(])\s{{0,5}}除?(?P<names>{_NAMES})\s{{0,5}}[:：]?\s{{0,5}}(?={_DAY})|[（(](?P<behind>{_NAMES})[）)]"
)
_FOR_THE_REST = expression(rf"(?:其他|其余)[^\n；;。，,\d:：]{{0,12}}[:：]?\s{{0,5}}(?={_DAY})")
_DAYS = expression(_DAY)


def own_deadline(
    text: str, as_of: date | None, region: Region | None, units: regions.UnitList = regions.NONE
) -> DeadlineReading:
    """The reading of a cell with the blocks of the units below the region. Where the days of all counties stand in the
    table of one of them, as the task was handed to all, its own counts alone; where it is not sure which that is, the
    cell is unread."""
    blocks = split_dates(text, names_in(region, units))
    above = regions.parent(region) if region and not blocks else None
    if region is None or above is None or len(_DAYS.findall(text)) < 2:
        return read_deadline(text, as_of, blocks=blocks)
    names = names_in(above, units)
    own = [block for block in split_dates(text, names) if block[0] == region.name]
    reading = read_deadline(text, as_of, blocks=own)
    is_sure = not _is_for_others(own[0][1] if own else text, names, region)
    return reading if is_sure else replace(reading, due=None, fault="unread")


def _is_for_others(text: str, names: Callable[[str], str | None], region: Region) -> bool:
    """Whether a day in it is that of other units."""
    found = (match["names"] or match["behind"] for match in _FOR_SOMEBODY.finditer(text))
    units = {names(part) for said in found for part in AND.split(said)}
    return bool(units - {None, region.name} or _FOR_THE_REST.search(text))

"""Whose a table is, by what stands over it, the names of its sheet and its file: the first that names a unit tells.

A name that looks like a unit's and is not known tells nothing, and nothing below it is asked: who it means is for a
person to say. Only where what is asked next names the very unit that it is nearest to, it is a slip, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Level, Region
from xl_tools.parse.table.named import (
    NamedLine,
    area_at_the_head,
    named_by_reporter,
    named_by_sheet,
    named_in_line,
    region_at_the_head,
)

Place = Literal["标题", "填报单位", "工作表名"]


class Told(NamedTuple):
    """Whose a table is: the name as its rows give it, and the unit; ``by`` is what tells it, "" for nothing."""

    text: str
    unit: Region | None
    by: Literal["rows", "title", "sheet", "file", ""]


@dataclass(frozen=True)
class Names:
    """What names whose a table is, beside its rows. ``heading`` are the texts over it, ``sheets`` the names of the
    workbook's sheets that are shown, ``within`` the region whose units are being collected, ``before`` the unit of the
    table that it goes on with, ``below`` the lines under it that say who filled it in."""

    heading: Sequence[str]
    sheet: str
    file: str
    units: regions.UnitList
    within: Region | None
    sheets: tuple[str, ...] = ()
    before: Region | None = None
    below: tuple[str, ...] = ()

    @cached_property
    def around(self) -> Region | None:
        """The region above the table's unit, as far as title and file tell it."""
        return area_at_the_head((*self.heading, self.file))

    @cached_property
    def area(self) -> Region | None:
        """The region whose units these are, as far as anything tells it."""
        if known := self.within or self.around:
            return known
        named = (named_in_line(line, self.units, None).unit for line in (*self.heading, self.file))
        own = next((unit for unit in named if unit and unit.level is Level.COUNTY), None)
        return regions.parent(own) if own else None

    @cached_property
    def title(self) -> NamedLine:
        """The unit of the first line over the table that names one; under that of a region, what a further line names
        within it, or seems to."""
        every = [named_in_line(line, self.units, self.area) for line in self.heading]
        first = _first(every)
        if first.unit is None or first.unit.level is Level.COUNTY:
            return first
        below = every[every.index(first) :]
        return next((one for one in below if one.strange or _lies_in(one.unit, first.unit)), first)

    @cached_property
    def reporter(self) -> NamedLine:
        return _first(named_by_reporter(line, self.units, self.area) for line in self.heading)

    @cached_property
    def signed(self) -> NamedLine:
        """Who filled the table in, by a line under it: it tells whose the table is where nothing else does."""
        return _first(named_by_reporter(line, self.units, self.area) for line in self.below)

    def of_sheet(self, area: Region | None) -> NamedLine:
        return named_by_sheet(self.sheet, self.units, area, self.area, self.sheets)

    @cached_property
    def of_file(self) -> Region | None:
        return named_in_line(self.file, self.units, self.area).unit

    @cached_property
    def told(self) -> Told:
        """Whose the table is where its rows do not say it. The line of who fills it in, and a sheet's name, may name a
        unit within the one that the title names."""
        title, reporter = self.title, self.reporter
        if reporter != NamedLine() and (
            title.unit is None or (reporter.unit and regions.is_within(reporter.unit, title.unit))
        ):
            title = reporter
        own = self.of_sheet(title.unit or self.area)
        if title.strange:
            return self._slip(title.strange, own.unit or self.of_file, "title")
        if own.unit and (title.unit is None or regions.is_within(own.unit, title.unit)):
            return Told("", own.unit, "sheet")
        narrower = self._within(title.unit or self.of_file)
        if title.unit and not narrower:
            return Told("", title.unit, "title")
        if own.strange:
            return self._slip(own.strange, self.of_file, "sheet")
        if unit := narrower or self.of_file or self.before:
            return Told("", unit, "file")
        return Told(self.signed.strange, self.signed.unit, "")

    def _within(self, region: Region | None) -> Region | None:
        """The unit within the region of a title after which the file is named, or that signs below: the form of a
        province or a city, which a county filled in, names the region above."""
        return next((unit for unit in (self.of_file, self.signed.unit) if region and _lies_in(unit, region)), None)

    def _slip(self, name: str, below: Region | None, by: Literal["title", "sheet"]) -> Told:
        near = regions.nearest(name, within=self.area, units=self.units)
        return Told("", below, by) if below and near and near.code == below.code else Told(name, None, by)

    def find(self, text: str, lines: Iterable[str], level: Level | None) -> Region | None:
        """The region of a name; a name that several share is settled by the title or the file name."""
        known = regions.find(text, level=level, units=self.units) or regions.find(text, units=self.units)
        if known:
            return known
        above = next((region for line in lines if (region := region_at_the_head(line))), self.within)
        areas = (above, regions.parent(above)) if above else ()
        found = (regions.find(text, within=area, units=self.units) for area in areas if area)
        return next((region for region in found if region), None)

    def also(self, region: Region | None) -> dict[str, Region]:
        """Titles, the line of who fills it in, and the sheet's name, where they name another unit than the table is of,
        and not one above or below it."""
        within = regions.parent(region) if region else None
        lines = [("标题", named_in_line(line, self.units, self.area).unit) for line in self.heading]
        lines += [
            ("填报单位", named_by_reporter(line, self.units, self.area).unit) for line in (*self.heading, *self.below)
        ]
        lines.append(("工作表名", self.of_sheet(within).unit))
        return {place: other for place, other in lines if region and other and not regions.are_related(other, region)}

    @staticmethod
    def unless_own(others: Mapping[str, Region], region: Region | None) -> dict[str, Region]:
        """Those of the places that name another unit than the table is of."""
        return {place: other for place, other in others.items() if region and other.code != region.code}

    def are_told_by(self, line: str) -> bool:
        """Whether a line over the table names a unit, or seems to."""
        found = (named_in_line(line, self.units, self.area), named_by_reporter(line, self.units, self.area))
        return any(one.unit or one.strange for one in found)

    def misnamed(self) -> Mapping[str, str]:
        """The places whose name looks like a unit's and is not known, each with it."""
        titles = (named_in_line(line, self.units, self.area) for line in self.heading)
        reporters = (named_by_reporter(line, self.units, self.area) for line in (*self.heading, *self.below))
        places: dict[Place, str] = {
            "标题": next((one.strange for one in titles if one.strange), ""),
            "填报单位": next((one.strange for one in reporters if one.strange), ""),
            "工作表名": self.of_sheet(self.area).strange,
        }
        return {place: name for place, name in places.items() if name}


def _lies_in(unit: Region | None, region: Region) -> bool:
    return unit is not None and regions.is_within(unit, region)


def _first(lines: Iterable[NamedLine]) -> NamedLine:
    """The first line that names a unit; where none does, the first that seems to."""
    every = list(lines)
    return next((one for one in every if one.unit), next((one for one in every if one.strange), NamedLine()))

"""Which unit a line of text names: a title, a section line of a table, a sheet's or a file's name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from xl_tools.core import regions
from xl_tools.core.expressions import expression
from xl_tools.core.records import Level, Region
from xl_tools.core.text import squeeze
from xl_tools.parse.table.content import is_section_number, is_title_again
from xl_tools.parse.table.misnamed import (
    ends_like_a_unit,
    is_bare_zone,
    is_like_a_short_name,
    is_misnamed,
    is_other_word,
    mentions,
    misnamed_at_the_head,
    several_in,
)
from xl_tools.parse.table.unit_cells import place_of_branch

_REGION_END = expression(r"[省市县区旗州盟]")
_ORDINAL = expression(
    r"^(?:第?[一二三四五六七八九十]{1,3}(?:[、.,]|部分[:、]?)|\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)[、.]?|\d{1,2}[、._-]?)"
)
_BEHIND = expression(r"(?:\([^()]{0,40}\)|共?计?\d{1,4}[项个条件]|[:,;。_\]】》-]){1,8}$")
_ROUND = expression(
    r"(?:20\d\d年?)?(?:\d{1,2}月(?:份)?)?"
    r"(?:督察|整改|进展|情况|台账|清单|报表|上报|填报|报送|汇总|反馈|修改|已改|改后|最终|最新|终|定|初){0,6}(?:表|稿|版|的?副本)?$"
)
_FRONT = expression(
    r"^(?:附[件表]?[一二三四五六七八九十\d]{0,3}|表[一二三四五六七八九十\d]{1,3}|20\d\d年(?:度)?|20\d\d\d\d"
    r"|\d{1,2}月份?|第?[一二三四]季度|第[一二三四五]轮|关于|[-:._~(\[【]){1,6}(?=[^-:._~])"
)
"""What stands in front of the name in titles and names of sheets: 附件1, 2022年12月."""
_TITLE_END = expression(
    r"(?:表|清单|台账|情况|进展|汇总|统计|报告|方案|进度|单)(?:\([^()]{0,30}\)|[-:_][^-:_]{0,20})*$"
)
_TITLE_GOES_ON = expression(
    r"[)】]?$|\(|突出|生态|环境|整改|贯彻|落实|中央|省|督察|督查|反馈|问题|进展|上报|报送|20\d\d|\d{1,2}月|第[一二三四五]轮"
)
"""What stands behind the name of a unit in a title that is the unit's."""
_IN_BRACKETS = expression(r"\(([^()]{2,14})\)$")
_REPORTER = expression(
    r"^(?:(?:填报|填表|报送|上报|填写|编报)(?:单位|地区|县区|区县|县市区?|市县|县\(市、区\)|县\(市\))|县区|区县|县\(市、区\)|单位|地区)"
    r"(?:名称)?(?:\([^()]{0,12}\))?:(?:\([^()]{0,4}章\))?"
)
LONGEST = 20
"""A longer line names no unit, whatever it begins with."""


@lru_cache(maxsize=1024)
def region_at_the_head(line: str) -> Region | None:
    """The region that a title or file name begins with ("丽水市莲都区督察整改进展情况表"); None when unsure."""
    text = squeeze(line)[:24]
    for end in sorted({match.end() for match in _REGION_END.finditer(text)}, reverse=True):
        found = regions.find(text[:end])
        if found:
            return found
    return regions.find(text)


def area_at_the_head(lines: Iterable[str]) -> Region | None:
    """The region above the units of a table, as far as its title and its file's name tell it."""
    named = (region for line in lines if (region := region_at_the_head(line)))
    return next((region for region in named if region.level is not Level.COUNTY), None)


def unit_at_the_head(line: str, units: regions.UnitList) -> Region | None:
    """The same with the units that an office added: 祥云县自然资源局 is not 祥云县."""
    text = squeeze(line)
    named = (zone for zone in units.zones if len(units.names[zone.name]) == 1 and _begins_with(text, zone))
    return max(named, key=lambda zone: len(zone.name), default=None) or region_at_the_head(line)


def _begins_with(text: str, zone: Region) -> bool:
    above = regions.parent(zone)
    return text.startswith(zone.name) or (above is not None and text.startswith(above.name + zone.name))


def unit_of_reporter(line: str, units: regions.UnitList) -> Region | None:
    """The unit that a line says filled in the table ("填报单位（盖章）：莲都区"); None for any other line."""
    text = place_of_branch(squeeze(line))
    label = _REPORTER.match(text)
    named = text[label.end() :] if label else ""
    return (unit_at_the_head(named, units) or regions.find(named, units=units)) if named else None


class NamedLine(NamedTuple):
    """What a line says of whose a table is: the unit, or what looks like the name of one and is not known, or names
    several (``strange``)."""

    unit: Region | None = None
    strange: str = ""


@lru_cache(maxsize=1024)
def named_in_line(line: str, units: regions.UnitList, area: Region | None) -> NamedLine:
    """The unit that a title or a file's name is of. ``area`` is the region whose units these are, as far as it is
    known."""
    text = place_of_branch(squeeze(line))
    unit = unit_at_the_head(text, units) or regions.find(text, units=units)
    if _REPORTER.match(text) or len(text) > _LONGEST_TITLE or not (_TITLE_END.search(text) or len(text) <= LONGEST):
        return NamedLine(unit)
    said = _FRONT.sub("", text)
    unit = unit or unit_at_the_head(said, units)
    if unit and _is_a_word(said[: _length_of(unit, said)], unit, area):
        unit = None
    found = mentions(said, units, area)
    several = several_in(said, units, area)
    if several and (_is_at_the_head(several, said) or _is_at_the_end(several, said)):
        return NamedLine(None, several)
    if unit and (unit.level is Level.COUNTY or (area and unit.parent == area.code)):
        return NamedLine(unit)
    rest = said[_length_of(unit, said) :]
    if known := _known_at_the_head(rest, units, unit or area):
        return NamedLine(known)
    tail = _IN_BRACKETS.search(rest)
    if tail and (known := _in_brackets(tail[1], units, unit or area)):
        return NamedLine(known)
    for part in (rest, tail[1]) if tail else (rest,):
        if strange := misnamed_at_the_head(part, units, unit or area, zones=part == rest and unit is not None):
            return NamedLine(None, strange)
    if unit is None and len({one.unit.code for one in found}) == 1 and _TITLE_GOES_ON.match(said, found[0].end):
        place = found[0].unit
        return NamedLine(None if _is_a_word(said[found[0].start : found[0].end], place, area) else place)
    return NamedLine(unit)


_LONGEST_TITLE = 60


def _in_brackets(text: str, units: regions.UnitList, area: Region | None) -> Region | None:
    """The unit that stands in brackets at the end of a title, also by its office: (洱源县), (洱源县生态环境局)."""
    unit = known_unit(text, units, area)
    if (
        unit is None
        and (unit := unit_at_the_head(text, units))
        and not _TITLE_GOES_ON.match(text, _length_of(unit, text))
    ):
        return None
    if unit is None or unit.level is not Level.COUNTY or _is_a_word(text, unit, area):
        return None
    return unit if area is None or regions.are_related(unit, area) else None


def _length_of(unit: Region | None, text: str) -> int:
    """How many characters at the head of a text name the unit."""
    ends = [match.end() for match in _REGION_END.finditer(text[:24])] if unit else []
    return next((end for end in reversed(ends) if regions.find(text[:end]) == unit), 0)


def _is_a_word(name: str, unit: Region, area: Region | None) -> bool:
    """Whether the name of a place elsewhere is rather a word here: 矿区, 全州."""
    if not is_other_word(name):
        return False
    if area is None:
        return name != unit.name
    return not regions.are_related(unit, area)


def _is_at_the_head(name: str, text: str) -> bool:
    """Whether a text begins with a name, or with the place above it and then that."""
    start = text.find(name)
    return start == 0 or (start > 0 and regions.find(text[:start]) is not None)


def _is_at_the_end(name: str, text: str) -> bool:
    return text.rstrip(")").endswith(name)


def _known_at_the_head(text: str, units: regions.UnitList, area: Region | None) -> Region | None:
    """The unit of an area that a text begins with, by a name that is sure only there: 洱源突出问题整改, 鼓楼区."""
    ends = [match.end() for match in _REGION_END.finditer(text[:LONGEST])]
    for end in [*reversed(ends), 4, 3, 2] if area else ():
        found = regions.find(text[:end], within=area, units=units) if 1 < end <= len(text) else None
        if found and found != area and _TITLE_GOES_ON.match(text, end):
            return found
    return None


def named_by_reporter(line: str, units: regions.UnitList, area: Region | None) -> NamedLine:
    """The unit that a line says filled in the table."""
    text = squeeze(line)
    label = _REPORTER.match(text)
    if label is None:
        return NamedLine()
    line = place_of_branch(text)
    named = line[label.end() :]
    several = several_in(named, units, area)
    if several and named.startswith(several):
        return NamedLine(None, several)
    unit = unit_of_reporter(line, units) or (regions.find(named, within=area, units=units) if area and named else None)
    if unit and (unit.level is Level.COUNTY or not _length_of(unit, named)):
        return NamedLine(unit)
    rest = named[_length_of(unit, named) :]
    if (several := several_in(rest, units, unit or area)) and rest.startswith(several):
        return NamedLine(None, several)
    if known := _known_at_the_head(rest, units, unit or area):
        return NamedLine(known)
    strange = misnamed_at_the_head(rest, units, unit or area, zones=True)
    if not strange and is_like_a_short_name(name := bare(rest), units, unit or area):
        strange = name
    return NamedLine(None, strange) if strange else NamedLine(unit)


def unit_of_sheet(name: str, units: regions.UnitList, within: Region | None) -> Region | None:
    """The unit that a sheet is named after ("莲都区", "1.莲都", "青田县12月"), None where it is not sure."""
    said = bare(name)
    return known_unit(said, units, within) or known_unit(_ROUND.sub("", said), units, within)


def named_by_sheet(
    name: str, units: regions.UnitList, within: Region | None, area: Region | None, sheets: tuple[str, ...]
) -> NamedLine:
    """The unit that a sheet is named after. Where other sheets of the workbook are named after units, a slip of a short
    name, a zone without its place and a town are such names, too."""
    said = bare(_FRONT.sub("", squeeze(name)))
    if several := several_in(said, units, area):
        return NamedLine(None, several)
    core = _ROUND.sub("", said)
    unit = unit_of_sheet(name, units, within) or known_unit(said, units, within) or known_unit(core, units, within)
    if unit is None and (found := mentions(said, units, area)) and found[0].start == 0:
        unit = unit_at_the_head(said, units)
    if unit is not None:
        return NamedLine() if _is_a_word(core, unit, area) else NamedLine(unit)
    if is_misnamed(core, units, area):
        return NamedLine(None, core)
    if is_like_a_short_name(core, units, area) and _named_after_units(sheets, name, units, area):
        return NamedLine(None, core)
    if (is_bare_zone(core) or ends_like_a_unit(core)) and _named_after_units(sheets, name, units, area) > 1:
        return NamedLine(None, core)
    return NamedLine(None, misnamed_at_the_head(core, units, area))


@lru_cache(maxsize=256)
def _named_after_units(sheets: tuple[str, ...], own: str, units: regions.UnitList, area: Region | None) -> int:
    """How many other sheets of a workbook are named after units."""
    return sum(unit_of_sheet(name, units, area) is not None for name in sheets if name != own)


def known_unit(name: str, units: regions.UnitList, within: Region | None) -> Region | None:
    """A short name ("和平", "城区") is an ordinary word as well: it counts only within a region that is known."""
    if not 2 <= len(name) <= LONGEST:
        return None
    if within and (found := regions.find(name, within=within, units=units)):
        return found
    found = regions.find(name, units=units)
    return found if found and (name != found.short or name == found.name) else None


def bare(text: str) -> str:
    """A line without the number and signs in front of its name and the count behind it."""
    return _BEHIND.sub("", _ORDINAL.sub("", _SIGNS.sub("", place_of_branch(squeeze(text)))))


_SIGNS = expression(r"^[^\w(]+")


def seems_a_unit(name: str, units: regions.UnitList, area: Region | None) -> bool:
    """Whether a line that is no known name is one that is misspelt, one with words behind it, or several."""
    if is_title_again(name):
        return False
    core = _ROUND.sub("", name)
    known = core != name and known_unit(core, units, area) is not None
    return (
        known
        or is_misnamed(core, units, area)
        or is_bare_zone(core)
        or is_like_a_short_name(core, units, area)
        or several_in(core, units, area) == core != ""
    )


def ends_like_a_title(text: str) -> bool:
    return _TITLE_END.search(squeeze(text)) is not None and not is_section_number(text)


def titled(text: str, units: regions.UnitList, area: Region | None) -> str:
    """The unit that a title, or a line of who fills in the table, is of, or what seems one; "" for any other line."""
    said = named_by_reporter(text, units, area)
    if not (said.unit or said.strange) and ends_like_a_title(text):
        said = named_in_line(text, units, area)
    return said.unit.name if said.unit else said.strange


def named_first(text: str, own: Region | None, units: regions.UnitList, area: Region | None) -> str:
    """The unit whose name in full begins a line, where what is said behind it is the unit's: 洱源县个性问题,
    洱源县（牵头单位：县住建局）. "" for any other line, and for a region in which ``own`` lies."""
    said = bare(text)
    for start, end, unit in mentions(said[:_LONGEST_TITLE], units, area)[:1]:
        name = said[start:end]
        if own and regions.is_within(own, unit):
            continue
        if _is_at_the_head(name, said) and _OF_A_UNIT.match(said, end) and not _is_a_word(name, unit, area):
            return unit.name
    return ""


_OF_A_UNIT = expression(
    r"$|[(:,;\])】-]|\d|共|合?计|本级|个性|存在|突出|问题|任务|整改|督[察查]|生态|反馈|牵头|负责|承办|人民|政府|委"
)
"""What stands behind the name of a unit in a line over the unit's entries."""

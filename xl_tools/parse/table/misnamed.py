"""Names in a line of text that look like a unit's and are none that is known: misspelt ones (洱原县 for 洱源县), ones
with another ending (洱源市), zones that no list has, several units at once. Who they mean is for a person to say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from xl_tools.core import regions
from xl_tools.core.expressions import expression
from xl_tools.core.records import Level, Region
from xl_tools.core.text import is_chinese
from xl_tools.data import load

_ENDS = expression(r"[县市区旗]")
_LIKE_ENDS = expression(r"[县市区旗具巿匡]")
"""With the characters that are taken for one of these: 青田具."""
_SURE = ("县", "旗")
"""Hardly a word but the name of a place ends so, where 市 and 区 end many."""
_SHORTEST, _LONGEST, _LONGEST_ETHNIC = 3, 6, 12
_WORD_LIKE = 2
"""Names of so many characters stand in other words, too."""
_JOINT = expression(r"[、,和及与/;·+&-]?")


class Mention(NamedTuple):
    """A unit that a text names in full, and where."""

    start: int
    end: int
    unit: Region


def is_misnamed(name: str, units: regions.UnitList, area: Region | None) -> bool:
    """Whether a word, which is no known name, looks like that of a unit. ``area`` is the region whose units these are,
    as far as it is known."""
    if _is_zone(name):
        return True
    ethnic = name.endswith(("自治县", "自治旗"))
    if len(name) < _SHORTEST:
        return _lacks_a_character(name, units, area)
    if len(name) > (_LONGEST_ETHNIC if ethnic else _LONGEST) or has_other_words(name):
        return False
    if not all(map(is_chinese, name)) or expression(_data()["number"]).search(name):
        return False
    return name.endswith(_SURE) or len(regions.candidates(name)) > 1 or _is_near(name, units, area)


def _lacks_a_character(name: str, units: regions.UnitList, area: Region | None) -> bool:
    """Whether it is the name of a unit of the area of which one character was left out: 洱县."""
    if area is None or not expression(_data()["short"]).fullmatch(name) or has_other_words(name):
        return False
    return any(len(known) == _SHORTEST and known[-1] == "县" and name[0] in known for known in _names_in(area, units))


def _is_near(name: str, units: regions.UnitList, area: Region | None) -> bool:
    """Whether the name of a unit of the area is so much like it that one is a slip of the other."""
    if area is None:
        return False
    alike = (known for known in _names_in(area, units) if len(known) == len(name))
    if any(sum(map(str.__ne__, known, name)) == 1 for known in alike):
        return True
    if not _ENDS.search(name[-1]):
        return False
    if regions.find(name[:-1], within=area, units=units):
        return True  # the name, with another ending
    near = regions.nearest(name, within=area, units=units)
    return near is not None and abs(len(near.name) - len(name)) <= 1


@lru_cache(maxsize=64)
def _names_in(area: Region, units: regions.UnitList) -> tuple[str, ...]:
    """The names of the units of an area."""
    return tuple(unit.name for unit in regions.expected_units(area, units=units))


def _is_zone(name: str) -> bool:
    """Whether it is what people call a development zone, behind the name of its place: 大理经开区."""
    kind = max((kind for kind in _data()["zones"] if name.endswith(kind)), key=len, default="")
    return bool(kind) and bool(regions.candidates(name.removesuffix(kind)))


def is_bare_zone(name: str) -> bool:
    """Whether it is what people call a development zone, without its place: a unit's name or what a table is about."""
    return name in _data()["zones"]


def may_be_a_unit(name: str) -> bool:
    """Whether a name may be a unit's, beside others that are: it is short, and ends like one."""
    return is_bare_zone(name) or (len(name) <= _LONGEST_ETHNIC and _LIKE_ENDS.search(name[-1:]) is not None)


def is_like_a_short_name(name: str, units: regions.UnitList, area: Region | None) -> bool:
    """Whether a name without 县, 市, 区 is a slip of one of a unit of the area: 洱原. Of two characters the other must
    sound like the right one: 大气 is no slip of 大理."""
    for unit in regions.expected_units(area, units=units) if area else ():
        others = [(one, other) for one, other in zip(unit.short, name, strict=False) if one != other]
        if len(unit.short) == len(name) and len(others) == 1 and (len(name) > 2 or _sound_alike(*others[0])):
            return True
    return False


def _sound_alike(one: str, other: str) -> bool:
    """Whether two characters sound alike, as far as their places tell: GB 2312 sorts the common ones by sound."""
    first, second = (_place(char) for char in (one, other))
    return min(first, second) > 0 and abs(first - second) <= _NEAR_IN_SOUND


_NEAR_IN_SOUND = 10
_COMMON = range(0xB0 - 0xA0, 0xD8 - 0xA0)
"""The rows of the common characters."""


def _place(char: str) -> int:
    code = char.encode("gb2312", "ignore")
    row, cell = (code[0] - 0xA0, code[1] - 0xA0) if len(code) == 2 else (0, 0)
    return row * 94 + cell if row in _COMMON else 0


def ends_like_a_unit(name: str) -> bool:
    """Whether it ends as the names of towns and the like do: 上关镇."""
    return expression(_data()["unit"]).search(name) is not None


def has_other_words(name: str) -> bool:
    """Whether a word of a table's title stands in a name, or one for many units: it is no unit's."""
    return any(word in name for word in _other_words())


def is_other_word(name: str) -> bool:
    """Whether a name is such a word itself: 城区 is, 上城区 is none."""
    return name in _other_words() or name in _data()["alone"]


@cache
def _other_words() -> tuple[str, ...]:
    return tuple(_data()["words"])


def _data() -> Mapping[str, Any]:
    return load("regions")["misnamed"]  # type: ignore[no-any-return]


def misnamed_at_the_head(text: str, units: regions.UnitList, area: Region | None, *, zones: bool = False) -> str:
    """The name that a text begins with, which looks like a unit's and is not known; "" where it begins otherwise. A
    zone without its place is one where ``zones``: behind its place, and where a unit must stand."""
    for match in _LIKE_ENDS.finditer(text[:_LONGEST_ETHNIC]):
        name = text[: match.end()]
        if not _goes_on(text, match.end()) and (is_misnamed(name, units, area) or (zones and is_bare_zone(name))):
            return name
    return ""


def _goes_on(text: str, end: int) -> bool:
    """Whether the 县, 市 or 区 before a place of a text ends no name: 县级, 洱海流域县市."""
    behind = _data()["behind"]
    plural = text[end - 1] == "县" and text[end : end + 1] in ("市", "区") and text[end + 1 : end + 2] not in behind
    return plural or text[end : end + 1] in behind


def mentions(text: str, units: regions.UnitList, area: Region | None) -> tuple[Mention, ...]:
    """The units that a text names in full, from left to right."""
    found: list[Mention] = []
    for match in _ENDS.finditer(text):
        first = found[-1].end if found else 0
        for start in range(max(first, match.end() - _LONGEST_ETHNIC), match.end() - 1):
            name = text[start : match.end()]
            unit = (regions.find(name, within=area, units=units) if area else None) or regions.find(name, units=units)
            if len(name) == _WORD_LIKE and (unit is None or area is None or not regions.is_within(unit, area)):
                continue  # 和县 in 乡镇和县直部门
            if unit and name in (unit.name, f"{unit.short}{unit.name[-1]}") and _is_unit(unit, area):
                found.append(Mention(start, match.end(), unit))
                break
    return tuple(found)


def _is_unit(place: Region, area: Region | None) -> bool:
    return place.level is Level.COUNTY or (area is not None and place.parent == area.code)


def joined(found: tuple[Mention, ...], text: str) -> str:
    """The names that stand side by side, where they are of several units: 洱源县、剑川县; "" where none do."""
    runs: list[list[Mention]] = []
    for one in found:
        if runs and _JOINT.fullmatch(text[runs[-1][-1].end : one.start]):
            runs[-1].append(one)
        else:
            runs.append([one])
    several = (run for run in runs if len(_lowest([one.unit for one in run])) > 1)
    return next((text[run[0].start : run[-1].end] for run in several), "")


def several_in(text: str, units: regions.UnitList, area: Region | None) -> str:
    """The names of several units that stand side by side in a text: in full, or at its head by their short names, as
    剑川、洱源."""
    return joined(mentions(text, units, area), text) or _short_names(text, units, area)


def _short_names(text: str, units: regions.UnitList, area: Region | None) -> str:
    parts = _AND.split(text[:_LONGEST_ETHNIC], maxsplit=2)
    if area is None or len(parts) < 2:
        return ""
    first = regions.find(parts[0], within=area, units=units) if parts[0] else None
    for end in range(min(len(parts[1]), _LONGEST), 1, -1):
        second = regions.find(parts[1][:end], within=area, units=units)
        if first and second and len(_lowest([first, second])) > 1:
            return text[: len(parts[0]) + 1 + end]
    return ""


_AND = expression(r"[、,/和及与]")


def units_in(name: str, units: regions.UnitList, area: Region | None) -> tuple[Region, ...]:
    """The units that a name speaks of in full."""
    return _lowest([one.unit for one in mentions(name, units, area)])


def _lowest(named: list[Region]) -> tuple[Region, ...]:
    """Those of which none of the others is a part (丽水市莲都区 is one), each once."""
    lowest = {one.code: one for one in named if not any(regions.is_within(other, one) for other in named)}
    return tuple(lowest.values())

"""Which place a name means: provinces, cities and counties with their codes, and zones of a unit list.

The facts are ``data/regions.csv`` (docs/data.md): the divisions of China down to the county, with the short
name that tables use and, where a unit was only renamed, the name it had before. Districts of 北京, 天津, 上海
and 重庆 and counties that a province governs itself (济源市, 石河子市) have the province as parent.

A name that several places share is never decided by guess: ``find`` gives None, ``candidates`` gives them all.
"""

from __future__ import annotations

from dataclasses import field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from xl_tools import data
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Level, Region
from xl_tools.core.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_Codes = dict[str, list[str]]
_Names = dict[str, tuple[Region, ...]]

_LONGEST = 40
"""No chain of names is longer; a longer text is prose and is not searched."""
_NEAR = 0.6
"""From this likeness on a misspelt name is near enough to be offered."""
_SEVERAL = expression(r"[、,;/]+")
_JOINTS = expression(r"[-/\\·>|]")
_GOVERNMENT = expression(r"(?<=[省市县区旗州])(?:人民)?政府$")


@dataclass(frozen=True, slots=True)
class _Atlas:
    """The file, indexed by what people write. Records are made when asked for (``by_code``): most never are."""

    rows: dict[str, tuple[str, str]]
    """Name and short name by code."""
    names: _Codes
    """Codes by full name."""
    aliases: _Codes
    """Codes by short name, common form (景宁县, 延边州) and former name."""


@dataclass(frozen=True, slots=True)
class UnitFault:
    """A row of a unit list that could not be used: its place in the list (from 1), the name, why not."""

    row: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnitList:
    """Units that a bureau adds to the region data or takes out of those expected to report.

    ``zones`` are units that are not in the region data (经开区, 景区, towns, the offices of a city or county), each a
    ``Region`` of level county whose code is made from that of the region above it: the first of 丽水市 is "331100Z01".
    ``kinds`` has the kind of a unit by its code, as the list says it, ``shorts`` its short names. ``listed`` are all
    units of the list that report, in its order; ``left_out`` the codes of those that do not. With ``only``
    the list is complete: where it names any unit of a region, no other unit of that region is expected.
    ``names`` and ``aliases`` follow from the rest. Lists are equal where all the rest is, so that what is kept of one
    is never taken for what another says.
    """

    zones: tuple[Region, ...] = ()
    listed: tuple[Region, ...] = ()
    left_out: frozenset[str] = frozenset()
    only: bool = False
    faults: tuple[UnitFault, ...] = ()
    names: Mapping[str, tuple[Region, ...]] = field(default_factory=dict, hash=False, compare=False)
    aliases: Mapping[str, tuple[Region, ...]] = field(default_factory=dict, hash=False, compare=False)
    kinds: Mapping[str, str] = field(default_factory=dict, hash=False)
    shorts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[object]], *, only: bool = False) -> UnitList:
        """A unit list from the rows of a sheet, as they are read.

        Columns are found by heading (``data/regions.toml``): 单位; 上级, needed for what is in no region data and for a
        name that several places share; 简称, one or several; 类型; 是否上报, where 否 takes the unit out. Rows above
        the heading are passed over. A row that cannot be used becomes a fault, with its number in ``rows``; row 0 means
        that there is no heading.
        """
        return _read_units(rows, only)


NONE = UnitList()
"""No unit list: the administrative regions alone."""


@cache
def _atlas() -> _Atlas:
    rows: dict[str, tuple[str, str]] = {}
    names: _Codes = {}
    aliases: _Codes = {}
    for line in (Path(data.__file__).parent / "regions.csv").read_text("utf-8").splitlines()[1:]:
        code, name, short, former = line.split(",")
        rows[code] = name, short
        names.setdefault(name, []).append(code)
        if short != name:
            aliases.setdefault(short, []).append(code)
        if (name[-3:-1] == "自治" and name[-1] != "区") or name.endswith("族区"):
            # 景宁县 for 景宁畲族自治县, 延边州 for 延边朝鲜族自治州, 管城区 for 管城回族区
            aliases.setdefault(short + name[-1], []).append(code)
        if former:
            aliases.setdefault(former, []).append(code)
    return _Atlas(rows, names, aliases)


@cache
def _below() -> _Codes:
    """The codes directly below each."""
    rows = _atlas().rows
    below: _Codes = {}
    for code in rows:
        if code[2:] != "0000":
            below.setdefault(_above(code, rows), []).append(code)
    return below


def _above(code: str, rows: Mapping[str, object]) -> str:
    """Code of the region above, which the code itself tells (GB/T 2260): the city if there is one."""
    city = code[:4] + "00"
    return city if city != code and city in rows else code[:2] + "0000"


@cache
def by_code(code: str) -> Region | None:
    """The region of a six-digit code; None when no region has it."""
    rows = _atlas().rows
    if code not in rows:
        return None
    name, short = rows[code]
    if code.endswith("0000"):
        return Region(code, name, short, Level.PROVINCE, None)
    return Region(code, name, short, Level.CITY if code.endswith("00") else Level.COUNTY, _above(code, rows))


def _regions(codes: Iterable[str]) -> tuple[Region, ...]:
    return tuple(region for region in map(by_code, codes) if region)


def _key(name: str) -> str:
    return _GOVERNMENT.sub("", _JOINTS.sub("", squeeze(name)))


# --- looking up -----------------------------------------------------------------------------------


def find(
    name: str, *, within: Region | None = None, level: Level | None = None, units: UnitList = NONE
) -> Region | None:
    """The one place a name means; None when it is unknown or may mean several.

    Takes full names, short names, common and former names ("景宁畲族自治县", "景宁", "景宁县", "龙海市"), zones of
    ``units``, chains from above ("浙江省丽水市莲都区", "浙江丽水") and their governments ("莲都区人民政府"), with
    spaces and odd width. A full name goes before a short one. ``within`` asks for a place inside that region, or
    failing that the region itself; ``level`` for a place of that level.
    """
    for places in _readings(name, units):
        fitting = [place for place in places if level is None or place.level is level]
        if within is not None:
            inside = [place for place in fitting if is_within(place, within)]
            fitting = inside or [place for place in fitting if place.code == within.code]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def candidates(name: str, *, units: UnitList = NONE) -> tuple[Region, ...]:
    """All places that a name may mean, in code order; empty when it is unknown."""
    for places in _readings(name, units):
        if places:
            return tuple(sorted(places, key=lambda place: place.code))
    return ()


def nearest(name: str, *, within: Region | None = None, units: UnitList = NONE) -> Region | None:
    """The place whose name is most like an unknown one, for "did you mean"; None when none is near or two are
    equally near. To be offered, never to be used."""
    exact = find(name, within=within, units=units)
    key = _key(name)
    if exact or not 2 <= len(key) <= _LONGEST:
        return exact
    from difflib import SequenceMatcher  # not needed on the way of a click that finds its names

    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(key)
    best, nearest_ones = _NEAR, set[Region]()
    for place in (*_regions(_atlas().rows), *units.zones):
        if within is not None and not is_within(place, within):
            continue
        for known in {place.name, place.short, f"{place.short}{place.name[-1]}"}:
            if set(key).isdisjoint(known):
                continue
            matcher.set_seq1(known)
            likeness = matcher.ratio()
            if likeness > best:
                best, nearest_ones = likeness, {place}
            elif likeness == best:
                nearest_ones.add(place)
    return nearest_ones.pop() if len(nearest_ones) == 1 else None


def _readings(name: str, units: UnitList, links: int = 2) -> Iterator[tuple[Region, ...]]:
    """What a name may mean, the surest reading first: as a full name, as another name, as a chain of so many
    links. Of each kind all are given."""
    key = name if name in _atlas().names else _key(name)
    if not key or len(key) > _LONGEST:
        return
    yield from _by_name(key, units)
    if links:
        yield _by_chain(key, units, links - 1)


def _by_name(key: str, units: UnitList) -> Iterator[tuple[Region, ...]]:
    atlas = _atlas()
    yield _regions(atlas.names.get(key, ())) + units.names.get(key, ())
    yield _regions(atlas.aliases.get(key, ())) + units.aliases.get(key, ())


def _by_chain(key: str, units: UnitList, links: int) -> tuple[Region, ...]:
    """ "丽水市莲都区": a name from above, then that of a place inside. More than one where it can be cut so."""
    found: dict[str, Region] = {}
    for end in range(2, len(key) - 1):
        above = [place for places in _by_name(key[:end], NONE) for place in places]
        if not above:
            continue
        for places in _readings(key[end:], units, links):
            inside = [place for place in places if any(is_within(place, area) for area in above)]
            if inside:
                found |= {place.code: place for place in inside}
                break
    return tuple(found.values())


# --- the tree -------------------------------------------------------------------------------------


def parent(region: Region) -> Region | None:
    """The region above; None for a province."""
    return by_code(region.parent) if region.parent else None


def ancestors(region: Region) -> tuple[Region, ...]:
    """The regions above, the nearest first."""
    above = parent(region)
    return (above, *ancestors(above)) if above else ()


def is_within(region: Region, area: Region) -> bool:
    """Whether a region lies below another (a region does not lie within itself)."""
    return any(above.code == area.code for above in ancestors(region))


def are_related(one: Region, other: Region) -> bool:
    """Whether two regions are the same, or one lies within the other."""
    return one.code == other.code or is_within(one, other) or is_within(other, one)


def children(region: Region) -> tuple[Region, ...]:
    """The regions directly below, in code order, without zones."""
    return _regions(_below().get(region.code, ()))


def expected_units(region: Region, *, units: UnitList = NONE) -> tuple[Region, ...]:
    """Who reports to a region: the counties of a city; the cities of a province and the counties it governs
    itself. In code order, added units last; in the order of the list where that is complete (``only``).
    Empty for a county without towns or offices in the list, and without a list for the four cities that have no
    counties (东莞, 中山, 儋州, 嘉峪关)."""
    own = children(region)
    added = tuple(unit for unit in units.listed if unit.parent == region.code)
    if units.only and added:
        return added
    codes = {unit.code for unit in own}
    both = (*own, *(unit for unit in added if unit.code not in codes))
    return tuple(unit for unit in both if unit.code not in units.left_out)


# --- unit lists -----------------------------------------------------------------------------------


def _read_units(rows: Iterable[Sequence[object]], only: bool) -> UnitList:
    no = set(data.load("regions")["unit_list"]["no"])
    columns: dict[str, int] = {}
    made: dict[tuple[str, str], Region] = {}
    listed: dict[str, Region] = {}
    left_out: set[str] = set()
    faults: list[UnitFault] = []
    kinds: dict[str, str] = {}
    shorts: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(rows, start=1):
        texts = ["" if value is None else squeeze(str(value)) for value in row]
        headings = _list_columns(texts)
        if "name" in headings and headings["name"] != columns.get("kind"):  # 县（市、区） and 功能区 are kinds, too
            columns = headings
            continue
        cells = {key: texts[column] for key, column in columns.items() if column < len(texts) and texts[column]}
        if not cells:
            continue
        name = cells.get("name", "")
        called = tuple(filter(None, _SEVERAL.split(cells.get("short", ""))))
        unit = _unit(name, cells.get("parent", ""), called[0] if called else "", made)
        if isinstance(unit, str):
            faults.append(UnitFault(number, name, unit))
        elif cells.get("reports", "").casefold() in no:
            left_out.add(unit.code)
            listed.pop(unit.code, None)
        else:
            listed[unit.code] = unit
            left_out.discard(unit.code)
        if not isinstance(unit, str):
            kinds |= {unit.code: kind} if (kind := cells.get("kind")) else {}
            shorts |= {unit.code: called} if called else {}
    if not columns:
        faults.append(UnitFault(0, "", "没有找到“单位”这一栏，请给各栏写上标题：单位、简称、类型、上级、是否上报"))
    zones = tuple(made.values())
    names, aliases = _zone_names(zones, shorts)
    listing = tuple(listed.values())
    return UnitList(zones, listing, frozenset(left_out), only, tuple(faults), names, aliases, kinds, shorts)


def _list_columns(texts: Sequence[str]) -> dict[str, int]:
    """Which column holds what, when the row is the heading of a unit list; of two columns alike, the first."""
    found: dict[str, int] = {}
    for key, words in _list_words().items():
        for column, text in enumerate(texts):
            if text in words:
                found.setdefault(key, column)
    return found


@cache
def _list_words() -> dict[str, set[str]]:
    words: dict[str, list[str]] = data.load("regions")["unit_list"]
    return {key: {squeeze(word) for word in words[key]} for key in ("name", "parent", "short", "kind", "reports")}


def _unit(name: str, above: str, short: str, made: dict[tuple[str, str], Region]) -> Region | str:
    """The unit that a row names: a region, or a zone (kept in ``made``); or why it is neither."""
    if not name:
        return "没有写单位名称"
    if not above:
        known = find(name)
        return known or f"“{name}”不是行政区划名称，或者有重名，请在“上级”一栏写明它所属的市或县"
    area = find(above)
    if area is None:
        return f"上级“{above}”不是已知的省、市、县名称，或者有重名；请写全，如 湖北省随州市随县"
    known = find(name, within=area)
    if known:
        return known
    elsewhere = candidates(name)
    if elsewhere and elsewhere[0].name == name and not name.endswith("区"):
        return f"“{name}”不属于{area.name}"
    if (area.code, name) not in made:
        number = 1 + sum(1 for code, _ in made if code == area.code)
        made[area.code, name] = Region(f"{area.code}Z{number:02}", name, short or name, Level.COUNTY, area.code)
    return made[area.code, name]


def _zone_names(zones: tuple[Region, ...], shorts: Mapping[str, tuple[str, ...]]) -> tuple[_Names, _Names]:
    names: _Names = {}
    aliases: _Names = {}
    for zone in zones:
        names[zone.name] = (*names.get(zone.name, ()), zone)
        for alias in {zone.short, *shorts.get(zone.code, ()), *_kind_names(zone)} - {zone.name}:
            aliases[alias] = (*aliases.get(alias, ()), zone)
    return names, aliases


def _kind_names(zone: Region) -> Iterator[str]:
    """丽水经开区, 经开区 and 经济技术开发区 for 丽水经济技术开发区."""
    kinds: dict[str, list[str]] = data.load("regions")["zones"]
    ending = max((kind for kind in kinds if zone.name.endswith(kind)), key=len, default=None)
    if ending:
        stem = zone.name.removesuffix(ending)
        for kind in (ending, *kinds[ending]):
            yield kind
            yield stem + kind

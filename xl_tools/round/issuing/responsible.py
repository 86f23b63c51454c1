"""Whom a cell of responsible units means, among the units to which a list is handed out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, ProgressRow, ProgressSheet, Region
from xl_tools.core.text import CHINESE_NUMERALS, chinese_number, squeeze
from xl_tools.data import load
from xl_tools.parse.table.unit_names import may_be_office, read_units
from xl_tools.round.issuing.cut import Cutter


@dataclass(frozen=True, slots=True)
class Responsible:
    """Whom a cell of responsible units means: the ``codes`` of units, none where it names offices only or everybody.
    ``unclear`` says why it cannot be told, ``elsewhere`` names the places that are none of the units; then it is never
    everybody."""

    codes: frozenset[str] = frozenset()
    unclear: str = ""
    elsewhere: str = ""


def responsible_text(row: ProgressRow) -> str:
    """What a list says of who is responsible for a task: those who lead it may have a column of their own, and where
    no other column names anybody, those who help do what they are named for."""
    lead, units = row.text(Field.LEAD).strip(), row.text(Field.UNITS).strip()
    return "、".join(filter(None, (lead, units or row.text(Field.COOPERATING).strip())))


def responsible(text: str, cutter: Cutter, listed: regions.UnitList) -> Responsible:
    """Read a cell of responsible units, among the units of a cutter. Those that are named together (各县（市、区）) are
    named, too, where others stand beside them or they are not all."""
    named = frozenset(_responsible(text, cutter))
    unclear = _unclear(squeeze(text), named, cutter) or _run_together(text, cutter)
    together = frozenset(_grouped(text, cutter, listed))
    if named or len(together) < len(cutter.units):
        named |= together
    if unclear or named or not text.strip():
        return Responsible(named, unclear)
    units = [unit.name for unit in read_units(text)]
    if any(everyone().search(squeeze(unit)) for unit in units):
        return Responsible()
    places = [(unit, regions.find(unit)) for unit in units]
    if any(place and any(regions.is_within(one, place) for one in cutter.units) for _, place in places):
        return Responsible()  # the city itself
    beside = _beside(frozenset(one.code for one in cutter.units), frozenset(one.parent for one in cutter.units))
    if left_out := frozenset(_responsible(text, beside)):
        return Responsible(elsewhere="、".join(one.name for one in beside.units if one.code in left_out))
    if any(may_be_office(unit) for unit in units):
        return Responsible()
    strangers = [unit for unit in units if regions.candidates(unit)]
    if strangers:
        return Responsible(elsewhere="、".join(strangers))
    return Responsible(unclear=f"“{squeeze(text)}”看不懂是哪些单位；请逐个写出，都承担的请写“各县（市、区）”")


@lru_cache(maxsize=8)
def _beside(units: frozenset[str], above: frozenset[str | None]) -> Cutter:
    """The regions beside the units that do not report. A task of one of them, or of an office of its, is nobody else's,
    though an office of the city leads it."""
    areas = [area for code in above if code and (area := regions.by_code(code))]
    return Cutter.among(one for area in areas for one in regions.children(area) if one.code not in units)


def unread_column(sheet: ProgressSheet, cutter: Cutter) -> str:
    """Of a list in which no column says whose its tasks are, the heading of one that no field claims and that names
    units in half of its cells: it may say it. "" where there is none."""
    if any(responsible_text(row) or row.text(Field.REGION).strip() for row in sheet.rows):
        return ""
    for heading in dict.fromkeys(column.heading for column in sheet.unknown_columns):
        texts = [text for row in sheet.rows if (text := row.extras.get(heading, "").strip())]
        if texts and 2 * sum(any(_responsible(text, cutter)) for text in texts) >= len(texts):
            return heading
    return ""


_EXCEPT = expression(r"除[^,;。]{1,40}?外|除外|不含|不包括")
_SO_MANY = expression(rf"等(?:(\d+|[{CHINESE_NUMERALS}两]+)个?|有关|相关|部分|各)?(?:县|市|区|地)")
_VAGUE = expression(
    r"(?:^|[、,;。/])(?:(?:各|所有|全[市县区]各)?(?:相关|有关)|涉及|部分|所涉及?|个别|属地)的?(?:县|市、县|市县|区|地区)"
)
_VAGUE_TOWNS = expression(
    r"(?:^|[、,;。/])(?:(?:各|所有|全[市县区]各)?(?:相关|有关)|涉及|部分|所涉及?|个别|属地)的?(?:乡|镇|街道)"
)
"""Where the units are towns."""
_TOWNS = ("乡", "镇", "街道", "街道办事处")
_AND_OTHERS = expression(r"[县市区旗]等(?:$|[、,;。])")


def _unclear(text: str, named: frozenset[str], cutter: Cutter) -> str:
    """Why a cell of responsible units does not tell which ones; "" where it does."""
    if _EXCEPT.search(text):
        return f"“{text}”写的是除谁以外；请把该承担的单位逐个写出，或给出分配表（用 --units）"
    towns = any(unit.name.endswith(_TOWNS) for unit in cutter.units)
    if _VAGUE.search(text) or (towns and _VAGUE_TOWNS.search(text)):
        return f"“{text}”没有写明是哪些单位；请逐个写出，都承担的写“各县（市、区）”，或给出分配表（用 --units）"
    said = _SO_MANY.search(text)
    count = (int(said[1]) if said[1].isdecimal() else chinese_number(said[1])) if said and said[1] else None
    if (said and count != len(named)) or _AND_OTHERS.search(text):
        return f"“{text}”没有写全是哪些单位；请逐个写出，或给出分配表（用 --units）"
    for unit in read_units(text):
        near = _slip_of(unit.name, cutter)
        if near:
            return f"里的“{unit.name}”不是已知的单位，是否指“{near}”"
    return ""


def _run_together(text: str, cutter: Cutter) -> str:
    """Why units that stand together without a sign between them are not told apart; "" where none do."""
    for unit in read_units(text):
        first = max((name for name in cutter.labels if unit.name.startswith(name)), key=len, default="")
        rest = unit.name[len(first) :]
        others = [name for name, code in cutter.labels.items() if len(name) > 2 and code != cutter.labels.get(first)]
        if first and any(name in rest for name in others):
            return f"“{unit.name}”里几个单位写在一起，分不开；请用顿号隔开"
    return ""


def _slip_of(name: str, cutter: Cutter) -> str:
    """The unit whose name is written with one wrong character; "" where none is."""
    if len(name) < _SHORTEST or cutter.canonical(name) or regions.candidates(name):
        return ""
    alike = (unit.name for unit in cutter.units if len(unit.name) == len(name))
    return next((one for one in alike if sum(map(str.__ne__, one, name)) == 1), "")


_SHORTEST = 3


def _responsible(text: str, cutter: Cutter) -> Iterator[str]:
    """Codes of the units whose own name, or whose government's or office's name, stands among the responsible."""
    for unit in read_units(text):
        place = cutter.canonical(unit.name)
        if place is None:
            place = max((name for name in cutter.labels if unit.name.startswith(name)), key=len, default=None)
        if place:
            yield cutter.labels[place]


def _grouped(text: str, cutter: Cutter, listed: regions.UnitList) -> Iterator[str]:
    """Codes of the units that stand together among the responsible (各县（市、区）, 各镇（场）党委政府)."""
    said = [squeeze(unit.raw) for unit in read_units(text)]
    for group in load("round")["group"]:
        if any(expression(group["pattern"]).search(one) for one in said):
            kinds = {squeeze(kind) for kind in group["kinds"]}
            yield from (unit.code for unit in cutter.units if squeeze(_kind_of(unit, listed)) in kinds)


def _kind_of(unit: Region, listed: regions.UnitList) -> str:
    if kind := listed.kinds.get(unit.code):
        return kind
    if regions.by_code(unit.code):
        return "县（市、区）"
    endings = load("round")["kind_by_ending"]
    return next((kind for kind, ends in endings.items() if unit.name.endswith(tuple(ends))), "")


@cache
def everyone() -> re.Pattern[str]:
    """What a responsible unit says that means every county of the city."""
    return expression(load("round")["everyone"]["pattern"])

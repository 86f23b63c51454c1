"""Cells that hold a block for each unit: "松阳县：…" then "龙泉市：…".

Counties and cities write such cells by hand, in many ways: ``split_blocks`` reads them and stays silent where
it is not sure. The roll-up writes them in one way: ``merge_texts`` and its exact inverse ``split_texts``.

A merged cell is for reading in Excel: the unit's name with a colon on a line of its own, its text under it. A
line of a text that would itself be read as such a heading gets U+2060 (a mark without width) in front, one
more if it has some already, so that nothing a county writes can pass for another county's block.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xl_tools import data
from xl_tools.core.expressions import expression
from xl_tools.core.records import Level, Region
from xl_tools.core.regions import NONE, UnitList, candidates, find, is_within
from xl_tools.core.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

MARK = "\u2060"
COLON = "："

# "一、", "（一）", "(1)" before a heading; "1." may begin a measure as well and is looked at more closely.
_ORDINAL = r"(?:第?[一二三四五六七八九十]{1,3}[、.．,，]|[(（](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）][、.．]?)"
_DIGITS = r"\d{1,2}[^\S\n]*+[、.．)）]"
_OPEN, _CLOSE = "[【\\[〔「]", "[】\\]〕」]"
_GAP = r"[^\S\n]*+"
_WORD = r"[^:：。；;，,【】\[\]〔〕「」()（）\d%％]"
_HEADING = expression(
    rf"{_GAP}(?:{_ORDINAL}|(?P<digits>{_DIGITS}))?+{_GAP}{_OPEN}?+{_GAP}"
    rf"(?P<name>{_WORD}{{1,30}}+(?:[（(][^()（）]{{1,20}}+[)）])?+{_WORD}{{0,20}}+)"
    rf"{_CLOSE}?+{_GAP}(?:[:：](?P<rest>.*))?+",
    re.DOTALL,
)
_ASIDE = expression(r"\([^()]*\)$")
AND = expression(r"[、/和及与]")
_REMARK_MAX = 20
_PROSE = 80
"""A line longer than this is no heading and no remark, however it is spaced."""


class _Heading(NamedTuple):
    name: str
    """As written, without spaces and odd width."""
    rest: str | None
    """What stands behind the colon on the same line; None without a colon."""
    unsure: bool
    """Has an aside ("松阳县（2家）："), or is numbered "2." with text behind the colon, as measures are."""


def _heading(line: str) -> _Heading | None:
    """A line that has the shape of a block's heading, whatever the name: "松阳县", "一、松阳县：", "【松阳县】"…"""
    match = _HEADING.fullmatch(line)
    if not match:
        return None
    rest = match["rest"] and match["rest"].strip()
    said = squeeze(match["name"])
    name = _ASIDE.sub("", said)
    return _Heading(name, rest, name != said or bool(match["digits"] and rest)) if name else None


# --- reading cells that people wrote --------------------------------------------------------------


@lru_cache(maxsize=1024)
def names_in(within: Region | None = None, units: UnitList = NONE) -> Callable[[str], str | None]:
    """What ``split_blocks`` takes for units: those directly below ``within`` (short names and zones of the unit
    list too), or, without it, every county of the country by a name that no other place has. Short names
    ("平安", "和平") are ordinary words as well, so without ``within`` they do not count."""

    @cache
    def canonical(name: str) -> str | None:
        if within is not None:
            unit = find(name, within=within, units=units)
            return unit.name if unit and unit.parent == within.code else None
        unit = find(name, level=Level.COUNTY, units=units)
        return unit.name if unit and not name == unit.short != unit.name else None

    return canonical


def split_blocks(text: str, names: Callable[[str], str | None]) -> tuple[tuple[str, str], ...]:
    """The blocks of a cell: (unit, its text) in the order of the cell, or () when it is not split by units.

    A block begins at a line that is a unit's name, with or without number, brackets and colon, or that begins
    with the name and a colon. ``names`` gives the unit's name for what stands there, None for anything else.

    The cell is not split, and stays whole, when text stands before the first block (a heading like "整改目标："
    may), when a unit comes twice, when a heading names several units ("松阳县、龙泉市："), has an aside
    ("松阳县（2家）：") or may be a measure ("2.松阳县：…"), when its line goes on with another unit
    ("松阳县：…；龙泉市：…"), or when one names something that is no known unit ("市本级："): what follows would be
    counted to the unit before it.
    """
    blocks: list[tuple[str, list[str]]] = []
    remarks = 0
    for line in _lines(text):
        escaped = line.startswith(MARK)
        heading = _heading(line.lstrip(MARK))
        unit = names(heading.name) if heading else None
        if heading and unit and not escaped:
            if heading.unsure or (heading.rest and _goes_on_with_another(heading.rest, names)):
                return ()
            blocks.append((unit, [heading.rest] if heading.rest else []))
        elif not blocks:
            if len(line) > _PROSE or not _is_remark(line, heading):
                return ()
            remarks += bool(squeeze(line))
            if remarks > 1:
                return ()
        elif heading and not unit and _is_other_block(heading, blocks[-1][0], names):
            return ()
        else:
            blocks[-1][1].append(line[1:] if escaped and unit else line)
    units = {unit for unit, _ in blocks}
    if len(units) < len(blocks) or (len(blocks) == 1 and not squeeze("".join(blocks[0][1]))):
        return ()  # a unit twice, or a unit's name and nothing else
    return tuple((unit, "\n".join(lines).strip()) for unit, lines in blocks)


def named_in_headings(text: str, names: Callable[[str], str | None]) -> Iterator[str]:
    """The units at which a block may begin, also where the cell is not sure to be split by units."""
    for line in _lines(text):
        heading = _heading(line.lstrip(MARK))
        unit = names(heading.name) if heading else None
        if unit:
            yield unit


def _lines(text: str) -> Iterator[str]:
    """One line after the other: of most texts only the first is looked at."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end].removesuffix("\r")
        start = end + 1
    yield text[start:]


def split_dates(text: str, names: Callable[[str], str | None]) -> tuple[tuple[str, str], ...]:
    """The blocks of a deadline's cell: there a unit's date may also stand in the same line as another's
    ("松阳县：2021年12月底前；龙泉市2022年6月底前"), since nothing but dates can follow the names.

    Not split where something that is no unit has a date as well ("，市本级2022年底").
    """
    if behind := _dates_with_units_behind(text, names):
        return behind
    found = list(_DATED.finditer(text))
    units = [names(squeeze(match["name"])) for match in found]
    if len(found) < 2 or None in units or len(set(units)) < len(units) or text[: found[0].start()].strip():
        return split_blocks(text, names)
    ends = [*(match.start() for match in found[1:]), len(text)]
    parts = [text[match.end() : end].strip(" \t\r\n；;。，,、") for match, end in zip(found, ends, strict=True)]
    if any(_DATED_TOO.search(part) for part in parts):
        return ()
    return tuple((unit, part) for unit, part in zip(units, parts, strict=True) if unit)


def _dates_with_units_behind(text: str, names: Callable[[str], str | None]) -> tuple[tuple[str, str], ...]:
    """ "2021年12月底前（莲都区）、2022年12月底前（青田县、缙云县）": each date stands for the units behind it."""
    found = list(_UNITS_BEHIND.finditer(text))
    if len(found) < 2 or "".join(match[0] for match in found) != text:
        return ()
    blocks = [(names(name), match["said"].strip()) for match in found for name in match["names"].split("、")]
    units = {unit for unit, _ in blocks}
    if None in units or len(units) < len(blocks) or not all(_DATE_OR_MODE.match(squeeze(said)) for _, said in blocks):
        return ()
    return tuple((unit, said) for unit, said in blocks if unit)


_DATE_OR_MODE = expression(r"(?:20)?\d\d\s?年|20\d\d[./-]|立行|立即|长期|持续")
_UNITS_BEHIND = expression(r"(?P<said>[^()（）]{4,80})[（(](?P<names>[一-鿿、]{2,60})[）)][\s；;。，,、]*+")
_DATED = expression(
    rf"(?:^|[\n；;。，,]){_GAP}(?:{_DIGITS})?{_GAP}{_OPEN}?(?P<name>[一-鿿]{{1,11}}?[县市区旗]){_CLOSE}?{_GAP}[:：]?\s*"
    rf"(?=(?:20)?\d\d{_GAP}年|20\d\d[./-]|立行|立即|长期|持续)"
)
_DATED_TOO = expression(r"[；;。，,\n]\s{0,30}[一-鿿]{1,12}(?:[:：]|\s*(?:20)?\d\d\s*年)")
_ANOTHER = expression(r"[；;。，,]\s*(?P<name>[一-鿿]{2,12})[:：]")


def _goes_on_with_another(rest: str, names: Callable[[str], str | None]) -> bool:
    return any(names(match["name"]) for match in _ANOTHER.finditer(rest))


def _is_remark(line: str, heading: _Heading | None) -> bool:
    """Whether a line before the first block says nothing: it is blank, or a short heading like "整改目标："."""
    said = squeeze(line)
    return not said or (len(said) <= _REMARK_MAX and heading is not None and heading.rest == "")


def _is_other_block(heading: _Heading, unit: str, names: Callable[[str], str | None]) -> bool:
    """Whether a line begins a part that does not belong to the unit whose block is open."""
    parts = AND.split(heading.name)
    if len(parts) > 1 and all(names(part) for part in parts):
        return True
    named = [place for place in candidates(heading.name) if place.name == heading.name]
    open_unit = find(unit)
    if open_unit is not None and open_unit.level is not Level.COUNTY:
        # A city's block may hold blocks of its own counties and zones.
        return bool(named) and not any(is_within(place, open_unit) for place in named)
    return bool(named) or (heading.rest is not None and _is_strange(heading.name))


def _is_strange(name: str) -> bool:
    """Whether a heading names something that is no known unit: a zone, the city's own, an office of the city."""
    return name.endswith(_words("strangers")) or (name.startswith(_words("above")) and name.endswith(_words("offices")))


def may_hold_another(text: str, unit: str, known: Collection[str]) -> bool:
    """Whether a line in a unit's block of a merged text may begin what somebody else wrote, or was written by hand:
    "市水利局：", "水利局：", "丽水市：". Lines that bear the name of a ``known`` unit are the unit's own: those of
    others would have begun a block."""
    for line in _lines(text):
        heading = _heading(line.lstrip(MARK))
        if heading is None or heading.rest is None or heading.name in known:
            continue
        county_s = heading.name[:1] in ("县", "区", "旗")
        office = heading.name.endswith(_words("offices")) and not county_s
        if office or _is_other_block(heading, unit, lambda _: None):
            return True
    return False


@cache
def _words(of: str) -> tuple[str, ...]:
    return tuple(data.load("regions")["blocks"][of])


# --- writing merged cells, and taking them apart --------------------------------------------------


def merge_texts(parts: Mapping[str, str], *, also: Collection[str] = ()) -> str:
    """One text from the units' texts, in the given order: "松阳县：\\n" and the text, blocks joined by "\\n".

    Units are names of one line, not empty. ``also`` are units that have no text here and whose name must not pass for a
    heading either (those that have not reported). With ``units`` all of both,
    ``split_texts(merge_texts(parts, also=also), units) == parts`` holds for any texts.
    """
    if not parts:
        return ""
    pattern = _headings(frozenset(parts).union(also))
    return "\n".join(f"{unit}{COLON}{_escaped(text, pattern)}" for unit, text in parts.items())


def split_texts(merged: str, units: Collection[str]) -> dict[str, str]:
    """The units' texts out of a merged text, in its order. ``units`` are the units named when it was merged.

    Empty when the text was not merged so, or was changed so that it is no longer sure (text before the first
    heading, a unit twice): ``split_blocks`` then reads it like any other cell.
    """
    known = frozenset(units)
    starts = [(unit, start) for unit, start in _block_starts(merged) if unit in known]
    if not starts or starts[0][1] or len({unit for unit, _ in starts}) < len(starts):
        return {}
    pattern = _headings(known)
    ends = [*(start - 1 for _, start in starts[1:]), len(merged)]
    parts = {}
    for (unit, start), end in zip(starts, ends, strict=True):
        begin = start + len(unit) + len(COLON)
        parts[unit] = _unescaped(merged[begin:end], pattern)
    return parts


def _block_starts(merged: str) -> Iterator[tuple[str, int]]:
    """Every line that is a name and a colon and nothing else, with the place where it begins. The last line
    too: programs cut the line end of a last block without text."""
    end = merged.find(COLON)
    while end >= 0:
        if merged.startswith("\n", end + 1) or end + 1 == len(merged):
            start = merged.rfind("\n", 0, end) + 1
            yield merged[start:end], start
        end = merged.find(COLON, end + 1)


@lru_cache(maxsize=64)
def _headings(units: frozenset[str]) -> re.Pattern[str]:
    """Lines, with the line end before them and all their marks, that ``split_blocks`` reads as headings of these
    units, or ``split_texts`` takes for its own."""
    names = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    # Hardly any line begins with the first character of a unit: looked at first, it spares trying every name.
    first = "".join(re.escape(char) for char in sorted({unit[:1] for unit in units}))
    name = f"(?=[{first}])(?:{names})"
    return expression(
        rf"\n{MARK}*+(?={name}{COLON}(?:\n|\Z)"
        rf"|{_GAP}(?:{_ORDINAL}|{_DIGITS})?+{_GAP}{_OPEN}?+{_GAP}{name}{_GAP}(?:[(（][^()（）\n]{{1,20}}+[)）])?+"
        rf"{_GAP}{_CLOSE}?+{_GAP}(?:[:：]|\r?\n|\Z))"
    )


def _escaped(text: str, headings: re.Pattern[str]) -> str:
    """The text, with the line end that stands before it in a merged text, and one mark more on its headings."""
    return headings.sub(lambda match: match[0] + MARK, f"\n{text}")


def _unescaped(text: str, headings: re.Pattern[str]) -> str:
    """Undoes ``_escaped``. A heading without a mark cannot stand here: it would have begun a block."""
    return headings.sub(lambda match: match[0][:-1] if match[0].endswith(MARK) else match[0], text)[1:]

"""Which unit a line of text names: a title, a section line of a table, a sheet's or a file's name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from xl_tools.core import regions
from xl_tools.core.addresses import cell_name
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, Level, Region
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.parse.table.content import is_title_again
from xl_tools.parse.table.sorted_lines import OWN, Kind, Lines
from xl_tools.parse.table.tables import Cells, Table, cell_text

_REGION_END = expression(r"[省市县区旗州盟]")
_ORDINAL = expression(
    r"^(?:第?[一二三四五六七八九十]{1,3}[、.,]|\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)[、.]?|\d{1,2}[、._-]?)"
)
_BEHIND = expression(r"(?:\([^()]{0,40}\)|共?计?\d{1,4}[项个条件]|[:,;。_-]){1,8}$")
_ROUND = expression(
    r"(?:20\d\d年?)?(?:\d{1,2}月(?:份)?)?(?:督察|整改|进展|情况|台账|清单|报表|上报|报送|汇总){0,6}(?:表|稿)?$"
)
_REPORTER = expression(
    r"^(?:(?:填报|填表|报送|上报|填写|编报)(?:单位|地区|县区)|县区|区县|县\(市、区\)|单位|地区)(?:名称)?(?:\([^()]{0,12}\))?:"
)
_CONTACT = expression(
    r"^(?P<unit>[^(\[（【]{2,20})[(\[（【](?P<who>[^()（）\[\]【】]{2,60})[)\]）】]$"
    r"|^(?P<name>[^\s\d]{2,12})[\s:：,，]{1,6}(?P<reach>(?:联系人|填报人|经办人)?[:：]?[^\s\d]{0,6}[\s:：,，]{0,6}[\d\s转-]{7,24})$"
)
_REACHES = expression(r"\d[\d\s-]{6,}|联系人|填报人|经办人|电话|手机")
_LONGEST = 20
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
    text = squeeze(line)
    label = _REPORTER.match(text)
    named = text[label.end() :] if label else ""
    return (unit_at_the_head(named, units) or regions.find(named, units=units)) if named else None


def unit_and_contact(text: str) -> tuple[str, str]:
    """The unit that a cell of units names, and whom to call there, where both stand in it: 青田县（张某 0578-6821234）.
    Other words in brackets belong to the name."""
    if not (_REACHES.search(text) and (match := _CONTACT.search(text.strip()))):
        return text, ""
    unit, contact = match["unit"] or match["name"], match["who"] or match["reach"]
    return (unit.strip(), contact.strip()) if _REACHES.search(contact) else (text, "")


def unit_of_sheet(name: str, units: regions.UnitList, within: Region | None) -> Region | None:
    """The unit that a sheet is named after ("莲都区", "1.莲都", "青田县12月"), None where it is not sure."""
    bare = _bare(name)
    return _known(bare, units, within) or _known(_ROUND.sub("", bare), units, within)


def _known(name: str, units: regions.UnitList, within: Region | None) -> Region | None:
    """A short name ("和平", "城区") is an ordinary word as well: it counts only within a region that is known."""
    if not 2 <= len(name) <= _LONGEST:
        return None
    if within and (found := regions.find(name, within=within, units=units)):
        return found
    found = regions.find(name, units=units)
    return found if found and (name != found.short or name == found.name) else None


def _bare(text: str) -> str:
    return _BEHIND.sub("", _ORDINAL.sub("", squeeze(text)))


@dataclass(frozen=True, slots=True)
class Section:
    """What the section lines above an entry say: the name of its unit and the cell where it stands; "" for nothing."""

    unit: str = ""
    cell: str = ""


NO_SECTION = Section()


@dataclass(frozen=True, slots=True)
class Sections:
    """``by_row`` has the entries with a section line above them that names their unit; ``lines`` are these lines'
    texts: they are no kind of task."""

    by_row: Mapping[int, Section]
    lines: frozenset[str] = frozenset()

    def of(self, row: int) -> Section:
        return self.by_row.get(row, NO_SECTION)


NO_SECTIONS = Sections({})


def read_sections(
    cells: Cells, table: Table, entries: Collection[int], units: regions.UnitList, within: Region | None
) -> Sections:
    """The lines between entries that name the unit of those below, alone in their row.

    Where one line of a table names a unit, every other short line of it that tells no kind of task does, too: a name
    that is not known is a unit that is not known, and not the one above it; where each row below names its own, the
    line names nothing.
    """
    lines = dict(_lines(cells, table, entries))
    names = {row: _bare(text) for row, (text, _) in lines.items()}
    known = {row for row, name in names.items() if _known(name, units, within)}
    if not known:
        return NO_SECTIONS
    kinds = load("tables")["words"]["section_of_kind"]
    meant = {row: name for row, name in names.items() if row in known or not any(word in name for word in kinds)}
    named = _naming_themselves(cells, table, entries)
    bounds = [*sorted(meant), max(entries) + 1]
    for row, after in pairwise(bounds):
        if row not in known and {one for one in entries if row < one < after} <= named:
            del meant[row]
    found: dict[int, Section] = {}
    section = NO_SECTION
    for row in sorted({*meant, *entries}):
        if row in meant:
            section = Section(meant[row], lines[row][1])
        elif section.unit:
            found[row] = section
    return Sections(found, frozenset(lines[row][0] for row in meant))


def read_titles(cells: Cells, lines: Lines, above: Sequence[str], units: regions.UnitList) -> Sections:
    """Where tables of several units stand below each other under the same headings: the unit that the title over each
    names, or its line of who fills it in. ``above`` are the texts over the first."""
    found: dict[int, tuple[str, str]] = {}
    for row, kind in lines.kinds.items():
        if row < lines.last and kind not in (*OWN, Kind.HEADING) and len(lines.filled[row]) == 1:
            column = lines.filled[row][0]
            if unit := _titled(cells.text(row, column), units):
                found[row] = unit.name, cell_name(row, column)
    first = next((unit.name for text in above if (unit := _titled(text, units))), "")
    if len({first, *(name for name, _ in found.values())} - {""}) < 2:
        return NO_SECTIONS
    by_row: dict[int, Section] = {}
    section = Section(first)
    for row in sorted({*found, *lines.rows_of_entries}):
        section = Section(*found[row]) if row in found else section
        by_row |= {} if row in found or not section.unit else {row: section}
    return Sections(by_row, frozenset(cells.text(row, lines.filled[row][0]).strip() for row in found))


def _titled(text: str, units: regions.UnitList) -> Region | None:
    said = unit_of_reporter(text, units)
    return said or (region_at_the_head(text) if is_title_again(text) else None)


def _naming_themselves(cells: Cells, table: Table, entries: Collection[int]) -> set[int]:
    """The rows with a unit in their own column."""
    column = table.columns.get(Field.REGION)
    return {row for row in entries if column and cell_text(cells.shown(row, column)).strip()}


_SHARE = 0.6
"""So many of the responsible units must be regions for the column to name the rows' units."""


def read_responsible(
    cells: Cells, table: Table, entries: Collection[int], units: regions.UnitList, within: Region | None
) -> Sections:
    """The units of rows where no column of their own names them, by 责任单位, if regions of one level stand there."""
    column = table.columns.get(Field.UNITS)
    if column is None or Field.REGION in table.columns:
        return NO_SECTIONS
    texts = {row: text for row in entries if (text := cell_text(cells.shown(row, column)).strip())}
    known = [found for text in texts.values() if (found := _known(text, units, within))]
    if len(known) < max(1, _SHARE * len(texts)) or len({found.level for found in known}) > 1:
        return NO_SECTIONS
    return Sections({row: Section(text, cell_name(row, column)) for row, text in texts.items()})


def _lines(cells: Cells, table: Table, entries: Collection[int]) -> list[tuple[int, tuple[str, str]]]:
    """Rows among the entries with one short text, at the table's left edge or merged over several columns: (row, (text,
    cell)). Alone in another column it is what an entry of several rows has there."""
    left = min(table.columns.values(), default=1)
    found = []
    for row in sorted(set(range(table.header_row + 1, max(entries, default=0))) - set(entries)):
        filled = [column for column in range(1, cells.width(row) + 1) if cells.filled(row, column)]
        value = cells.own(row, filled[0]) if len(filled) == 1 else ""
        text = value.strip() if isinstance(value, str) else ""  # a number, a date, a truth value name no unit
        block = cells.merged(row, filled[0]) if text else None
        if text and len(text) <= _LONGEST and (filled[0] <= left or (block and block.right - block.left >= 2)):
            found.append((row, (text, cell_name(row, filled[0]))))
    return found

"""The lines of a table that name the unit of the entries below them: 一、莲都区; titles of tables that stand below each
other; and 责任单位, where that names units."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import pairwise

from xl_tools.core import regions
from xl_tools.core.addresses import cell_name
from xl_tools.core.dataclass import dataclass
from xl_tools.core.records import Field, Level, Region
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.parse.table.live_cells import is_struck, live_text
from xl_tools.parse.table.misnamed import misnamed_at_the_head
from xl_tools.parse.table.named import LONGEST, bare, ends_like_a_title, known_unit, named_first, seems_a_unit, titled
from xl_tools.parse.table.sorted_lines import OWN, Kind, Lines
from xl_tools.parse.table.tables import Cells, Table


@dataclass(frozen=True, slots=True)
class Section:
    """What the section lines above an entry say: the name of its unit and the cell where it stands; "" for nothing.
    ``struck`` is a name that is struck out there: whose the entry is, nobody knows."""

    unit: str = ""
    cell: str = ""
    struck: str = ""


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
    cells: Cells, table: Table, there: Lines, own: Region | None, units: regions.UnitList, within: Region | None
) -> Sections:
    """The lines between entries that name the unit of those below, alone in their row. ``own`` is the unit that the
    table is otherwise said to be of: the entries above the first line are its.

    Where one line of a table names a unit, every other short line of it that tells no kind of task does, too: a name
    that is not known is a unit that is not known, and not the one above it; where each row below names its own, the
    line names nothing.
    """
    entries = there.rows_of_entries
    lines = dict(_lines(cells, table, there))
    within = within or _area_of((text for text, _ in lines.values()), units)
    told = {row: _named_by(text, own, units, within) for row, (text, _) in lines.items()}
    known = {row for row, (_, sure) in told.items() if sure}
    if not known:
        return NO_SECTIONS
    meant = {row: name for row, (name, _) in told.items() if name}
    themselves = _naming_themselves(cells, table, entries)
    bounds = [*sorted(meant), max(entries) + 1]
    for row, after in pairwise(bounds):
        if row not in known and {one for one in entries if row < one < after} <= themselves:
            del meant[row]
    found: dict[int, Section] = {}
    section = Section(own.name) if own and Field.REGION not in table.columns else NO_SECTION
    for row in sorted({*meant, *entries}):
        if row in meant:
            cell = lines[row][1]
            section = Section("", cell, meant[row]) if is_struck(cells, cell) else Section(meant[row], cell)
        elif section != NO_SECTION:
            found[row] = section
    return Sections(found, frozenset(lines[row][0] for row in meant))


def _area_of(texts: Iterable[str], units: regions.UnitList) -> Region | None:
    """The region above the first unit that a line names."""
    named = (known_unit(bare(text), units, None) for text in texts)
    return next((regions.parent(unit) for unit in named if unit and unit.level is Level.COUNTY), None)


def _named_by(text: str, own: Region | None, units: regions.UnitList, area: Region | None) -> tuple[str, bool]:
    """The unit that a line names, and whether it surely does; where it does not, it may where another line does."""
    name, title = bare(text), titled(text, units, area)
    if len(text) <= LONGEST and (known_unit(name, units, area) or seems_a_unit(name, units, area)):
        return name, True
    if title:
        return title, False
    if first := named_first(text, own, units, area):
        return first, own is None or first != own.name
    if len(text) <= LONGEST and not any(word in name for word in load("tables")["words"]["section_of_kind"]):
        return name, False
    return misnamed_at_the_head(name, units, area, zones=True), False


def read_titles(cells: Cells, lines: Lines, first: str, units: regions.UnitList, area: Region | None) -> Sections:
    """Where tables of several units stand below each other under the same headings: the unit that the title over each
    names, or its line of who fills it in. ``first`` is the name of the unit of the first, "" for none. Where two are
    named, a zone without its place (高新区) is a unit, too."""
    found: dict[int, Section] = {}
    zones: dict[int, Section] = {}
    for row, kind in lines.kinds.items():
        if row < lines.last and kind not in (*OWN, Kind.HEADING) and len(lines.filled[row]) == 1:
            column = lines.filled[row][0]
            cell = cell_name(row, column)
            if name := titled(live_text(cells, row, column), units, area):
                found[row] = Section(name, cell)
            elif is_struck(cells, cell) and (name := titled(cells.text(row, column), units, area)):
                found[row] = Section("", cell, name)
            elif ends_like_a_title(text := squeeze(live_text(cells, row, column))) and (
                zone := misnamed_at_the_head(text, units, area, zones=True)
            ):
                zones[row] = Section(zone, cell)
    if len({first, *(section.unit or section.struck for section in found.values())} - {""}) < 2:
        return NO_SECTIONS
    found |= zones
    by_row: dict[int, Section] = {}
    section = Section(first)
    for row in sorted({*found, *lines.rows_of_entries}):
        section = found.get(row, section)
        by_row |= {} if row in found or section == NO_SECTION else {row: section}
    return Sections(by_row, frozenset(cells.text(row, lines.filled[row][0]).strip() for row in found))


def title_cell(cells: Cells, first: int, table: Table) -> str:
    """Where the title of the table at the top stands: the longest text above its heading."""
    above = ((row, column) for row, filled in cells.filled_rows(first, table.top - 1) for column in filled)
    cell = max(above, key=lambda one: len(live_text(cells, *one)), default=(table.header_row, 1))
    return cell_name(*cell)


def overruled(
    sections: Sections, texts: Mapping[int, str], top: str, find: Callable[[str], Region | None]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Lines that name a unit, each with its name and the one that stands in the rows below instead. ``texts`` are the
    names in the rows, ``top`` is the cell of the title over the first."""
    below: dict[Section, list[str]] = {}
    for row, text in texts.items():
        below.setdefault(sections.of(row), []).append(text)
    for section, names in below.items():
        named = find(section.unit) if section.unit and all(names) else None
        found = [own for name in names if named and (own := find(name))]
        if named and not any(own.code == named.code or regions.is_within(own, named) for own in found):
            yield section.cell or top, (section.unit, names[0])


def _naming_themselves(cells: Cells, table: Table, entries: Collection[int]) -> set[int]:
    """The rows with a unit in their own column."""
    column = table.columns.get(Field.REGION)
    return {row for row in entries if column and live_text(cells, row, column).strip()}


_SHARE = 0.6
"""So many of the responsible units must be regions for the column to name the rows' units."""


def read_responsible(
    cells: Cells, table: Table, entries: Collection[int], units: regions.UnitList, within: Region | None
) -> Sections:
    """The units of rows where no column of their own names them, by 责任单位, if regions of one level stand there."""
    column = table.columns.get(Field.UNITS)
    if column is None or Field.REGION in table.columns:
        return NO_SECTIONS
    texts = {row: text for row in entries if (text := live_text(cells, row, column).strip())}
    known = [found for text in texts.values() if (found := known_unit(text, units, within))]
    if len(known) < max(1, _SHARE * len(texts)) or len({found.level for found in known}) > 1:
        return NO_SECTIONS
    return Sections({row: Section(text, cell_name(row, column)) for row, text in texts.items()})


def _lines(cells: Cells, table: Table, lines: Lines) -> list[tuple[int, tuple[str, str]]]:
    """Rows among the entries with one text, at the table's left edge or merged over several columns, or with a number
    in front of it: (row, (text, cell)). Alone in another column it is what an entry of several rows has there."""
    left = min(table.columns.values(), default=1)
    entries = lines.rows_of_entries
    found = []
    for row in sorted(set(range(table.header_row + 1, max(entries, default=0))) - set(entries)):
        filled = [column for column in range(1, cells.width(row) + 1) if cells.filled(row, column)]
        numbered = len(filled) == 2 and lines.kinds.get(row) is Kind.SECTION
        value = cells.own(row, filled[-1]) if len(filled) == 1 or numbered else ""
        text = value.strip() if isinstance(value, str) else ""  # a number, a date, a truth value name no unit
        text = (text and live_text(cells, row, filled[-1]).strip()) or text  # what is struck out still parts
        block = cells.merged(row, filled[-1]) if text else None
        if text and (numbered or filled[0] <= left or (block and block.right - block.left >= 2)):
            found.append((row, (text, cell_name(row, filled[-1]))))
    return found

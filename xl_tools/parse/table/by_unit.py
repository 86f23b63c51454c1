"""A table in which the rows are several units', each naming its own: taken apart into a table for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from xl_tools.core import regions
from xl_tools.core.records import Field, Level, ProgressRow, ProgressSheet, Region
from xl_tools.core.text import squeeze
from xl_tools.parse.table.named import region_at_the_head


def by_unit(
    sheets: Iterable[ProgressSheet],
    *,
    units: regions.UnitList = regions.NONE,
    within: Region | None = None,
    issued_to: Region | None = None,
) -> list[ProgressSheet]:
    """The sheets, those that hold rows of many units as one sheet a unit (same path, rows and cells as before).

    ``within`` settles a name that several places share. ``issued_to`` is the unit that the workbook was issued to: its
    progress tables are that unit's or of units below it, whatever other name stands in them. In any other table rows
    with a name that is not known are a sheet of their own, under that name: they are never another unit's.
    """
    return [_owned(part, issued_to) for sheet in sheets for part in _parts(sheet, units, within, issued_to)]


def _owned(sheet: ProgressSheet, issued_to: Region | None) -> ProgressSheet:
    if issued_to is None or not sheet.form.reports:
        return sheet
    own = sheet.region
    if own and (own.code == issued_to.code or regions.is_within(own, issued_to)):
        return sheet
    return replace(sheet, region=issued_to, region_text=issued_to.name, level=issued_to.level)


def holds_many(sheet: ProgressSheet, owners: dict[int, Region], issued_to: Region | None = None) -> bool:
    """Whether the rows are many units' and not one unit's with a slip in the region column: at least half name another
    unit than the sheet's, or one task stands under several; lines above the rows name them all; or neither title, sheet
    nor file is the sheet's unit's, and one of them is the region's above it or no unit has one row alone. ``owners``
    are the known units by row. What was issued to a county is that county's alone."""
    if issued_to and issued_to.level is Level.COUNTY:
        return False
    own = sheet.region.code if sheet.region else ""
    others = sum(owner.code != own for owner in owners.values())
    if others * 2 >= len(owners):
        return others > 0 and len({owner.code for owner in owners.values()}) > 1
    if others and _lines_name_all(sheet, owners):
        return True
    if others and not is_named(own, sheet) and (min(_rows_each(owners)) > 1 or _is_of_the_region_above(sheet)):
        return True
    under: dict[object, set[str]] = {}
    for row in sheet.rows if others else ():
        task = row.province_serial or squeeze(row.text(Field.TASK))
        if task and row.row in owners:
            under.setdefault(task, set()).add(owners[row.row].code)
    return any(len(codes) > 1 for codes in under.values())


def _lines_name_all(sheet: ProgressSheet, owners: Mapping[int, Region]) -> bool:
    return Field.REGION not in sheet.columns or all(row.region_cell for row in sheet.rows if row.row in owners)


def _rows_each(owners: Mapping[int, Region]) -> Iterable[int]:
    return Counter(owner.code for owner in owners.values()).values()


def is_named(code: str, sheet: ProgressSheet) -> bool:
    """Whether title, sheet name or file name says whose table it is."""
    return any(region.code == code for region in _named(sheet))


def _named(sheet: ProgressSheet) -> Iterator[Region]:
    """The regions that title, sheet name and file name are of."""
    names = (region_at_the_head(text) for text in (sheet.title, sheet.sheet, PurePath(sheet.path).stem))
    return (region for region in names if region)


def _is_of_the_region_above(sheet: ProgressSheet) -> bool:
    """Whether it is the table in which a region collects those of its units."""
    above = regions.parent(sheet.region) if sheet.region else None
    return any(region == above for region in _named(sheet))


def owners_of(
    sheet: ProgressSheet, units: regions.UnitList = regions.NONE, within: Region | None = None
) -> dict[int, Region]:
    """The unit that each row names; rows that name none, or one that is not known, are left out."""
    found: dict[str, Region | None] = {sheet.region_text.strip(): sheet.region} if sheet.region else {}
    within = within or (regions.parent(sheet.region) if sheet.region else None)
    owners = {}
    for row in sheet.rows:
        text = row.text(Field.REGION).strip()
        if text and text not in found:
            known = regions.find(text, within=within, units=units) if within else None
            found[text] = known or regions.find(text, units=units)
        owner = found.get(text) if text else None
        if owner:
            owners[row.row] = owner
    return owners


def names_units(sheet: ProgressSheet) -> bool:
    """Whether the table tells whose each row is: in a column, or in lines above them."""
    return Field.REGION in sheet.columns or any(row.region_cell for row in sheet.rows)


def unknown_names(sheet: ProgressSheet, owners: dict[int, Region]) -> dict[int, str]:
    """The names of rows whose unit is not known, by row: nobody knows it, or it is struck out."""
    named = ((row.row, row.text(Field.REGION).strip()) for row in sheet.rows)
    return {row: text for row, text in named if text and row not in owners} | _struck_names(sheet, owners)


def _struck_names(sheet: ProgressSheet, owners: dict[int, Region]) -> dict[int, str]:
    """The names of rows that are named in struck words, unless it is the unit whose table it is alone. Each
    name says so: it may not pass for the unit's."""
    own = sheet.region
    alone = own is not None and {owner.code for owner in owners.values()} <= {own.code}
    return {
        row: f"{text}（划掉的）"
        for row, (text, _) in sheet.struck_units.items()
        if own is None or not alone or text not in (own.name, own.short, sheet.region_text.strip())
    }


def _parts(
    sheet: ProgressSheet, units: regions.UnitList, within: Region | None, issued_to: Region | None
) -> Iterator[ProgressSheet]:
    texts = {row.text(Field.REGION).strip() for row in sheet.rows} - {""}
    one = len(texts) < 2 and not sheet.struck_units
    if not sheet.form.reports or one or (issued_to and issued_to.level is Level.COUNTY):
        yield sheet
        return
    owners = owners_of(sheet, units, within)
    strange = unknown_names(sheet, owners)
    many = holds_many(sheet, owners, issued_to)
    if not many and not (strange and (owners or sheet.struck_units or len({*strange.values()}) > 1)):
        yield sheet
        return
    own = sheet.region
    parts: dict[tuple[str, Region | None], list[ProgressRow]] = {}
    # A name stands once over the rows below it as often as on each of them. Before the first of many names is nobody's.
    here: tuple[str, Region | None] = ("", None) if many else ("", own)
    for row in sheet.rows:
        if row.row in strange:
            here = strange[row.row], None
        elif row.row in owners:
            here = "", owners[row.row] if many or own is None else own
        parts.setdefault(here, []).append(row)
    for (name, unit), rows in parts.items():
        if unit is own and not many and not name:
            yield replace(sheet, rows=tuple(rows))
        else:
            level = unit.level if unit else sheet.level
            yield replace(sheet, region=unit, region_text=unit.name if unit else name, level=level, rows=tuple(rows))

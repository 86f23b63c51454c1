"""Which sheet is whose: the units of a roll-up, in the order of the region data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.file_names import last_part
from xl_tools.core.records import Finding, ProgressSheet, Region
from xl_tools.rules.round.senders import table_is_left_out, unit_cannot_be_told, unit_has_not_reported

# A made-up unit name stands in headings of text blocks and in formulas: letters and digits only.
_NOT_IN_NAME = expression(r"[^\w()（）]+")
_NAME_MAX = 20


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit and the sheets it reported; none when it has not. ``region`` is None where it is not known."""

    name: str
    region: Region | None
    expected: bool
    sheets: tuple[ProgressSheet, ...] = ()

    @property
    def reported(self) -> bool:
        return bool(self.sheets)


def gather(
    sheets: Iterable[ProgressSheet], region: Region, expected: Sequence[Region]
) -> tuple[tuple[Unit, ...], list[Finding]]:
    """Give each sheet to its unit.

    Expected units come first in their given order, then others by name; the sheets of a unit are ordered by
    path, so that the result does not depend on the order of the files. Task lists are not progress, and headings
    without an entry are no report: they are left out. A sheet that cannot belong here (another region's, this
    region's own) is left out with an error finding (X710). A sheet whose region is not known is kept under the name
    that stands in it, or the file's (X713). Expected units without a sheet give X706.
    """
    findings: list[Finding] = []
    known = {unit.code: unit for unit in expected}
    by_name: dict[str, list[ProgressSheet]] = {}
    regions = {unit.name: unit for unit in expected}
    tables = (sheet for sheet in sheets if sheet.form.reports and sheet.rows)
    for sheet in sorted(tables, key=lambda sheet: sheet.path):
        reason = _stranger(sheet, region, known)
        if reason:
            findings += table_is_left_out(sheet, reason)
            continue
        if sheet.region:
            name = sheet.region.name
            regions.setdefault(name, sheet.region)
        else:
            name = _made_up_name(sheet)
            findings += unit_cannot_be_told(sheet, name)
        by_name.setdefault(name, []).append(sheet)
    first = [unit.name for unit in expected]
    names = list(dict.fromkeys([*first, *sorted(by_name)]))
    units = tuple(Unit(name, regions.get(name), name in first, tuple(by_name.get(name, ()))) for name in names)
    findings += unit_has_not_reported(units)
    return units, findings


def _stranger(sheet: ProgressSheet, region: Region, known: dict[str, Region]) -> str:
    """Why a sheet does not belong into this roll-up; "" when it does."""
    own = sheet.region
    if own is None or own.code in known:
        return ""
    if own.code == region.code:
        return f"它是{region.name}自己的表，不是下级单位报来的"
    if own.parent != region.code:
        return f"表里写的是{own.name}，不在{region.name}本次应报的单位之内"
    return ""


def _made_up_name(sheet: ProgressSheet) -> str:
    """A name for a unit that is not in the region data: what the sheet says, else the file's name."""
    for text in (sheet.region_text, PurePath(last_part(sheet.path)).stem):
        name = _NOT_IN_NAME.sub("", text)[:_NAME_MAX]
        if name:
            return name
    return "未知单位"

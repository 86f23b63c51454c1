"""Who ought to send something to a collection: by what was issued, else by the region that is collected for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from xl_tools.app.areas import area_called
from xl_tools.app.inputs import StrPath, workbooks
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import shown
from xl_tools.core.period import Period
from xl_tools.core.records import Region, Severity
from xl_tools.reports.round import Notice
from xl_tools.round.issuing.identity import Identity


def who_reports(
    issued: StrPath | None, name: str, units: regions.UnitList, regions_named: Iterable[Region | None]
) -> tuple[tuple[Region, ...], Period | None, list[Notice]]:
    """The units that ought to report, the period of what was issued to them, and what of it could not be read."""
    if issued is not None:
        known, unread = _issued(Path(issued))
        receivers = {identity.code: unit for identity in known if (unit := identity.region)}
        if not receivers:
            said = "".join(notice.message for notice in unread)
            raise UserError(f"“{Path(issued).name}”里没有下发的工作簿，不知道哪些单位应报；请核对文件夹。{said}")
        return tuple(receivers[code] for code in sorted(receivers)), max(identity.period for identity in known), unread
    area = area_called(name, units) if name else _usual_area(regions_named)
    if area is None:
        raise UserError(
            "看不出这些文件是哪个市（省）的单位报来的；请用 --name 写明市或省，或用 --issued 指明下发的文件夹。"
        )
    units_below = regions.expected_units(area, units=units)
    if not units_below:
        raise UserError(f"{area.name}下面没有应报的单位；请用 --units 给出单位清单。")
    return units_below, None, []


def _issued(folder: Path) -> tuple[list[Identity], list[Notice]]:
    """To whom the workbooks of a folder were issued, and a notice for each that cannot be read."""
    known: list[Identity] = []
    unread: list[Notice] = []
    for path in workbooks([folder]):
        try:
            identity = Identity.of(read_book(path).identity)
        except UserError as error:
            message = f"下发的工作簿读不了，它的单位没有列入应报：{error}"
            unread.append(Notice(severity=Severity.ERROR, message=message, file=shown(path)))
            continue
        if identity and identity.region:
            known.append(identity)
    return known, unread


def _usual_area(named: Iterable[Region | None]) -> Region | None:
    """The region above the units that most files come from."""
    above = Counter(unit.parent for unit in named if unit and unit.parent)
    return regions.by_code(above.most_common(1)[0][0]) if above else None

"""The file that ``--units`` names: a list of units, or an assignment of tasks to units. Every command takes both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xl_tools.app.inputs import StrPath
from xl_tools.books.file.reader import read_book
from xl_tools.core import regions
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Grid
from xl_tools.core.records import Region
from xl_tools.core.struck_cells import struck_cells
from xl_tools.data import load
from xl_tools.round.issuing.assignment import Assignment, read_assignment

Rows = tuple[Sequence[object], ...]
"""The rows of a unit list as they stand on a sheet, its headings among them."""


@dataclass(frozen=True, slots=True)
class UnitFile:
    """``rows`` are those of the list of units; ``grids`` the visible sheets, in which an assignment may stand."""

    rows: Rows
    grids: tuple[Grid, ...]


def read_unit_file(path: StrPath) -> UnitFile:
    """The units of a file. Where a sheet of it assigns tasks, rows of which the list makes nothing belong to that.

    Raises UserError when it cannot be read, or all its sheets are hidden.
    """
    grids = _of_units([grid for grid in read_book(Path(path)).grids if grid.visible])
    if not grids:
        raise UserError(f"单位清单“{Path(path).name}”里的工作表都是隐藏的，没有用；请取消隐藏。")
    assigned = {grid.name: found for grid in grids if (found := read_assignment(grid, ()))}
    rows = (row for grid in grids for row in (_rows(grid, assigned.get(grid.name)) if assigned else grid.rows))
    return UnitFile(tuple(rows), grids)


def _of_units(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """Of a workspace's workbook the sheet of its units; of any other all sheets."""
    words = load("workspace")
    names = {grid.name.strip() for grid in grids}
    is_workspace = {words["settings"], words["units"]} <= names
    return tuple(grid for grid in grids if not is_workspace or grid.name.strip() == words["units"])


def unit_rows(path: StrPath | None) -> Rows:
    """The rows of the unit list in a file, none without one. Raises UserError naming every row that cannot be used."""
    if path is None:
        return ()
    file = read_unit_file(path)
    struck = [clause for grid in file.grids for clause in struck_cells(grid)]
    if faults := [*struck, *unusable(file.rows)]:
        raise UserError(f"单位清单“{Path(path).name}”有问题：{'；'.join(faults)}。请改正后再试。")
    return file.rows


def unusable(rows: Rows) -> list[str]:
    """What is wrong with the rows of a unit list, a clause for each."""
    faults = regions.UnitList.from_rows(rows).faults
    return [f"第 {one.row} 行“{one.name}”{one.reason}" if one.row else one.reason for one in faults]


def _rows(grid: Grid, assignment: Assignment | None) -> Sequence[Sequence[object]]:
    """The rows of a sheet that a list can use; the units of an assignment where they stand across its headings."""
    faulty = {fault.row for fault in regions.UnitList.from_rows(grid.rows).faults}
    if 0 not in faulty:
        return [row for number, row in enumerate(grid.rows, 1) if number not in faulty]
    if assignment is None:
        return []
    return [("单位", "所属市"), *((unit.name, _above(unit)) for unit in assignment.units)]


def _above(unit: Region) -> str:
    area = regions.parent(unit)
    return area.name if area else ""

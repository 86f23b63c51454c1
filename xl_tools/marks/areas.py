"""Ranges of cells: which merged range a cell lies in, and neighbours joined to one reference."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from xl_tools.core.addresses import Cell, cell_at, cell_name


class Area(tuple[int, int, int, int]):
    """A range: top, left, bottom, right, from 1, ends included."""

    __slots__ = ()

    @classmethod
    def parse(cls, ref: str) -> Area | None:
        first, _, last = ref.partition(":")
        a, b = cell_at(first), cell_at(last or first)
        return cls((a[0], a[1], b[0], b[1])) if a and b else None

    def holds(self, cell: Cell) -> bool:
        return self[0] <= cell[0] <= self[2] and self[1] <= cell[1] <= self[3]

    @property
    def ref(self) -> str:
        first, last = cell_name(self[0], self[1]), cell_name(self[2], self[3])
        return first if first == last else f"{first}:{last}"


def areas_of(cells: Iterable[Cell], merged: Iterable[Area]) -> dict[Cell, Area]:
    """Each cell with the merged range in which it lies, or with itself as its area."""
    cells = sorted(cells)
    found = {cell: Area((*cell, *cell)) for cell in cells}
    for area in merged if cells else ():
        if area[0] > cells[-1][0] or area[2] < cells[0][0]:
            continue
        for cell in cells[bisect_left(cells, (area[0], 0)) :]:
            if cell[0] > area[2]:
                break
            if area.holds(cell):
                found[cell] = area
    return found


def join_ranges(areas: Iterable[Area]) -> list[str]:
    """References that cover the areas, cells that stand one under another joined to one range."""
    joined: list[Area] = []
    for area in sorted(set(areas), key=lambda area: (area[1], area[3], area[0])):
        above = joined[-1] if joined else None
        if above and above[1] == area[1] and above[3] == area[3] and above[2] + 1 >= area[0]:
            joined[-1] = Area((above[0], above[1], max(above[2], area[2]), above[3]))
        else:
            joined.append(area)
    return [area.ref for area in joined]

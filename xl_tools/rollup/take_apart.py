"""A merged table back to the units' tables: the inverse of the merge for texts, ticks and deadlines.

What the standard form has no column for (a unit's own columns, hidden rows, layout) is not in a merged table and does
not come back; a unit's serials are counted anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, Mode, Status
from xl_tools.parse.deadlines import read_deadline
from xl_tools.parse.status.status_cell import render_status
from xl_tools.rollup.policy import ongoing_label
from xl_tools.rollup.sources import Piece, given_text, split_merged
from xl_tools.rollup.texts import LOCKED

_ROW = expression(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What 明细 says of a task and unit: the boxes ticked, whether 长期坚持 is meant, whether the task concerns it."""

    ticks: tuple[Status, ...] = ()
    ongoing: bool = False
    applies: bool = True


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One entry of a unit. ``serial`` is the task's in the merged table, ``row`` its row in the unit's sheet."""

    serial: int
    row: int
    texts: Mapping[Field, str]
    said: Said


def split(
    tasks: Mapping[int, Mapping[Field, str]],
    said: Mapping[tuple[int, str], Said],
    pieces: Iterable[Piece],
) -> tuple[dict[str, list[SplitRow]], list[tuple[int, Field]]]:
    """The units' entries in the order of their sheets, and the cells that do not come apart.

    ``tasks`` are the texts of the merged table in full length by serial; ``said`` is 明细 by serial and unit (units
    without a row too: their names were kept apart in the merge). A cell that was edited so that it is no longer sure
    which line is whose is named in the second result, and the texts of its units are then empty.
    """
    units_of: dict[int, list[str]] = {}
    for serial, unit in said:
        units_of.setdefault(serial, []).append(unit)
    parts: dict[tuple[int, Field], Mapping[str, str]] = {}
    broken: dict[tuple[int, Field], None] = {}
    result: dict[str, list[SplitRow]] = {}
    for piece in pieces:
        texts = {}
        here = said.get((piece.serial, piece.unit), Said())
        for name in (*LOCKED, Field.PROGRESS):
            key = piece.serial, name
            merged = tasks.get(piece.serial, {}).get(name, "")
            if name in piece.listed or name is Field.PROGRESS:
                if key not in parts:
                    parts[key] = split_merged(merged, name, units_of.get(piece.serial, ()))
                if merged and not parts[key]:
                    broken[key] = None
            has = bool(piece.cells.get(name)) or not here.applies
            texts[name] = piece.own.get(name, given_text(merged, piece.unit, has, parts.get(key)))
        result.setdefault(piece.unit, []).append(SplitRow(piece.serial, _row(piece), texts, here))
    return {unit: _in_order(rows) for unit, rows in result.items()}, list(broken)


def _row(piece: Piece) -> int:
    return min((int(found[0]) for cell in piece.cells.values() if (found := _ROW.search(cell))), default=0)


def _in_order(rows: Sequence[SplitRow]) -> list[SplitRow]:
    return sorted(rows, key=lambda row: (row.row or row.serial, row.serial))


def status_text(row: SplitRow) -> str:
    """The boxes as they were ticked. 长期坚持 that does not stand in the deadline stood in the status cell."""
    ticked = {status: render_status(status).split("\n") for status in row.said.ticks}
    lines = render_status(None).split("\n")
    remark = ""
    if row.said.ongoing and Mode.ONGOING not in read_deadline(row.texts[Field.DEADLINE]).modes:
        remark = f"，{ongoing_label()}"
    for place, status in enumerate(Status):
        if status in ticked:
            lines[place], remark = ticked[status][place] + remark, ""
    return "\n".join(lines)

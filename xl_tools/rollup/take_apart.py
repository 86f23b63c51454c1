"""A merged table back to the units' tables: the inverse of the merge for texts, ticks and deadlines.

This is how a roll-up without the sheet 各单位进展 is taken apart. What the standard form has no column for (a unit's
own columns, hidden rows, layout) is not in a merged table and does not come back; serials are counted anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, Mode, Status
from xl_tools.parse.deadlines import read_deadline
from xl_tools.parse.status.status_cell import render_status
from xl_tools.parse.table.blocks import may_hold_another
from xl_tools.rollup.policy import ongoing_label
from xl_tools.rollup.sources import Piece, given_text, split_merged
from xl_tools.rollup.texts import LOCKED

_ROW = expression(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Said:
    """What 明细 says of a task and unit: the boxes ticked, whether 长期坚持 is meant, whether the task concerns it, and
    its status in words."""

    ticks: tuple[Status, ...] = ()
    ongoing: bool = False
    applies: bool = True
    state: str = ""


@dataclass(frozen=True, slots=True)
class SplitRow:
    """One entry of a unit. ``serial`` is the task's in the merged table, ``row`` its row in the unit's sheet; ``state``
    is its status as 明细 has it. The texts of the columns ``broken`` cannot be told from other units' and are empty.
    ``carried`` are its texts of columns that the form has not, by heading; ``inspection`` is that of the task."""

    serial: int
    row: int
    texts: Mapping[Field, str]
    state: str = ""
    applies: bool = True
    broken: frozenset[Field] = frozenset()
    carried: Mapping[str, str] = field(default_factory=dict)
    inspection: str = ""


def split(
    tasks: Mapping[int, Mapping[Field, str]],
    said: Mapping[tuple[int, str], Said],
    pieces: Iterable[Piece],
) -> tuple[dict[str, list[SplitRow]], list[tuple[int, Field]]]:
    """The units' entries in the order of their sheets, and the cells that do not come apart.

    ``tasks`` are the texts of the merged table in full length by serial; ``said`` is 明细 by serial and unit (units
    without a row too: their names were kept apart in the merge). A cell whose units are not exactly those that wrote
    something there was edited: it is no longer sure which line is whose, and none of it is given to anybody. Nor
    is a cell in which a line may begin what an office of the city wrote: it would pass for the unit's above it.
    """
    pieces = list(pieces)
    parts = _parts(tasks, said, pieces)
    broken = [key for key, found in parts.items() if found is None]
    result: dict[str, list[SplitRow]] = {}
    for piece in pieces:
        here = said.get((piece.serial, piece.unit), Said())
        texts, lost = {}, set()
        for name in (*LOCKED, Field.PROGRESS):
            key = piece.serial, name
            merged = tasks.get(piece.serial, {}).get(name, "")
            has = bool(piece.cells.get(name)) or not here.applies
            if name in piece.own:
                texts[name] = piece.own[name]
            elif key in parts:
                texts[name] = given_text(merged, piece.unit, has, parts[key] or {})
                if parts[key] is None and piece.cells.get(name):
                    lost.add(name)
            else:
                texts[name] = given_text(merged, piece.unit, has, None)
        texts[Field.STATUS] = _status_text(here, texts[Field.DEADLINE])
        row = SplitRow(piece.serial, _row(piece), texts, here.state, here.applies, frozenset(lost))
        result.setdefault(piece.unit, []).append(row)
    return {unit: in_order(rows) for unit, rows in result.items()}, broken


def _parts(
    tasks: Mapping[int, Mapping[Field, str]], said: Mapping[tuple[int, str], Said], pieces: Sequence[Piece]
) -> dict[tuple[int, Field], Mapping[str, str] | None]:
    """The units' texts of each cell in which they stand one by one; None where the labels are not those written."""
    units: dict[int, list[str]] = {}
    for serial, unit in said:
        units.setdefault(serial, []).append(unit)
    wrote: dict[tuple[int, Field], set[str]] = {}
    must: dict[tuple[int, Field], set[str]] = {}
    for piece in pieces:
        for name in (*(name for name in LOCKED if name in piece.listed), Field.PROGRESS):
            key = piece.serial, name
            wrote.setdefault(key, set()).update({piece.unit} if piece.cells.get(name) else ())
            must.setdefault(key, set()).update({piece.unit} if piece.cells.get(name) and name not in piece.own else ())
    parts: dict[tuple[int, Field], Mapping[str, str] | None] = {}
    for key, labels in wrote.items():
        serial, name = key
        text = tasks.get(serial, {}).get(name, "")
        known = units.get(serial, ())
        found = split_merged(text, name, known)
        sure = must[key] <= found.keys() <= labels and (found or not text)
        parts[key] = (
            found if sure and not any(may_hold_another(one, unit, known) for unit, one in found.items()) else None
        )
    return parts


def _row(piece: Piece) -> int:
    return min((row_of(cell) for cell in piece.cells.values() if cell), default=0)


def row_of(cell: str) -> int:
    """The row of a cell that is named in a source; 0 where there is none."""
    found = _ROW.search(cell)
    return int(found[0]) if found else 0


def in_order(rows: Iterable[SplitRow]) -> list[SplitRow]:
    """The rows as they stood in the unit's sheet; those of each inspection together."""
    return sorted(rows, key=lambda row: (row.inspection, row.row or row.serial, row.serial))


def _status_text(said: Said, deadline: str) -> str:
    """The boxes as they were ticked. 长期坚持 that does not stand in the deadline stood in the status cell."""
    ongoing = said.ongoing and Mode.ONGOING not in read_deadline(deadline).modes
    return ticked_lines(said.ticks, f"，{ongoing_label()}" if ongoing else "")


def ticked_lines(ticks: Iterable[Status], remark: str = "") -> str:
    """The four options of a status cell, those of ``ticks`` ticked, the first of them with the remark behind it."""
    ticked = {status: render_status(status).split("\n") for status in ticks}
    lines = render_status(None).split("\n")
    for place, status in enumerate(Status):
        if status in ticked:
            lines[place], remark = ticked[status][place] + remark, ""
    return "\n".join(lines)

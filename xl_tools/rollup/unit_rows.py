"""What each unit wrote, as it wrote it: the rows of 各单位进展. A unit's own words are taken from there alone.

In 整改进展 the units' texts stand in one cell, and people edit it; which word is whose is then no longer sure. Here
each row is one unit's alone and carries a digest of all that stands in it, its unit included: a row that somebody
changed is told from one that is as it was written, and is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from hashlib import sha256

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.grid import CellValue
from xl_tools.core.records import Field, Mode, ProgressRow
from xl_tools.parse.status.status_cell import read_status
from xl_tools.parse.table.tables import cell_text
from xl_tools.rollup.layout import (
    DIGEST,
    FILE,
    OWN_COLUMN,
    OWN_TEXTS,
    PIECE,
    SERIAL,
    SOURCE_CELL,
    SOURCE_SHEET,
    STATE,
    TASK_LABEL,
    UNIT,
    UNIT_CODE,
)
from xl_tools.rollup.overflow import in_cells
from xl_tools.rollup.policy import ongoing_label
from xl_tools.rollup.records import Merged, Part
from xl_tools.rollup.take_apart import ticked_lines
from xl_tools.rollup.texts import part_text

COLUMNS = (
    SERIAL,
    TASK_LABEL,
    UNIT,
    UNIT_CODE,
    PIECE,
    *OWN_TEXTS.values(),
    STATE,
    FILE,
    SOURCE_SHEET,
    SOURCE_CELL,
    DIGEST,
)  # fmt: skip
"""The headings of 各单位进展, in order."""

_DIGITS = 16
_ESCAPED = expression(r"_x[0-9A-Fa-f]{4}_?")
_NOT_TYPED = expression(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
"""What programs write in ways of their own when they save a workbook: spaces, line ends, controls. No letter is among
them, so that no word can be put in or taken out unseen. Each is searched by itself: many times as fast as both at
once."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of one unit's table. ``serial`` is that of its task in 整改进展, ``label`` how people call the task;
    ``code`` is "" for a unit that is not in the region data; ``state`` stands in 明细 too; ``texts`` are the columns
    of ``OWN_TEXTS`` in full length; ``cell`` is one of the row's in ``sheet`` of ``file``. ``carried`` are the texts of
    columns that no field claims, by heading."""

    serial: int
    label: str
    unit: str
    code: str
    texts: Mapping[Field, str]
    state: str
    file: str
    sheet: str
    cell: str
    carried: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What no two rows have in common."""
        return self.unit, self.file, self.sheet, self.cell


def unit_rows(merged: Merged, names: Mapping[str, str]) -> Iterator[UnitRow]:
    """Every row that a unit reported, task by task, repeated ones too. ``names`` say what each file is called."""
    codes = {unit.name: unit.region.code if unit.region else "" for unit in merged.units}
    for task in merged.tasks:
        for part in task.parts:
            if part.row is None or part.sheet is None:
                continue
            for row in (part.row, *part.again):
                cells = (part.sheet.cell(row.row, name) for name in (Field.PROGRESS, Field.TASK))
                yield UnitRow(
                    serial=task.serial,
                    label=task.label,
                    unit=part.unit,
                    code=codes[part.unit],
                    texts={name: _status(row, part) if name is Field.STATUS else part_text(row, name)
                           for name in OWN_TEXTS},
                    state=part.standing.label,
                    file=names[part.sheet.path],
                    sheet=part.sheet.sheet,
                    cell=next((cell for cell in cells if cell), f"A{row.row}"),
                    carried={" ".join(heading.split()): text for heading, text in row.extras.items()},
                )  # fmt: skip


def _status(row: ProgressRow, part: Part) -> str:
    """The status cell as the unit filled it. Where its text alone does not say so (tick boxes that are controls,
    options in columns of their own), the boxes are written."""
    text = row.text(Field.STATUS)
    said, read = row.status, read_status(text)
    if (read.ticks, read.status, read.also) == (said.ticks, said.status, said.also):
        return text
    ongoing = part.ongoing and Mode.ONGOING not in row.deadline.modes
    return ticked_lines(said.ticks, f"，{ongoing_label()}" if ongoing else "")


# --- in cells, and back ------------------------------------------------------------------------------


def own_columns(rows: Iterable[UnitRow]) -> list[str]:
    """The headings of the units' own columns, in any spelling once: an Excel table knows no two that differ by case."""
    spelled = {heading.casefold(): heading for row in rows for heading in row.carried}
    return list(spelled.values())


def lines_of(row: UnitRow, own: Sequence[str] = ()) -> Iterator[tuple[str | int, ...]]:
    """The row as it stands in the sheet, by ``COLUMNS`` and then the columns ``own``: one line, or as many as its
    longest text takes."""
    carried = {heading.casefold(): text for heading, text in row.carried.items()}
    cells = [in_cells(row.texts[name]) for name in OWN_TEXTS]
    further = [in_cells(carried.get(heading.casefold(), "")) for heading in own]
    count = max(map(len, (*cells, *further)))
    for place in range(count):
        texts, extras = ([_piece(pieces, place) for pieces in group] for group in (cells, further))
        head = (row.label, row.unit, row.code, f"{place + 1}/{count}")
        tail = (row.state, row.file, row.sheet, row.cell)
        said = [f"{heading}{text}" for heading, text in zip(own, extras, strict=True) if text]
        yield row.serial, *head, *texts, *tail, digest((str(row.serial), *head, *texts, *tail, *said)), *extras


def _piece(pieces: Sequence[str], place: int) -> str:
    return pieces[place] if place < len(pieces) else ""


def digest(values: Iterable[str]) -> str:
    """Of what was typed into a line, without its last column."""
    return sha256("\0".join(map(_as_typed, values)).encode()).hexdigest()[:_DIGITS]


@lru_cache(maxsize=256)
def _as_typed(value: str) -> str:
    plain = "".join(value.split())  # what most values need, ten times as fast
    return plain if plain.isprintable() and "_x" not in plain else _NOT_TYPED.sub("", _ESCAPED.sub("", value))


@dataclass(frozen=True, slots=True)
class Altered:
    """A row that is not as it was written: whose and of which task it says it is."""

    serial: int | None
    label: str
    unit: str


def read_rows(lines: Iterable[Mapping[str, CellValue]]) -> tuple[list[UnitRow], list[Altered]]:
    """The rows that are as they were written, each once, and those that are not: changed, in part deleted, or there
    twice with different words."""
    found: dict[tuple[str, ...], dict[int, UnitRow]] = {}
    counts: dict[tuple[str, ...], int] = {}
    altered: dict[Altered, None] = {}
    doubtful: set[tuple[str, ...]] = set()
    for line in lines:
        values = [_typed(line.get(heading)) for heading in COLUMNS]
        if not any(values):
            continue
        carried = {
            heading.removeprefix(OWN_COLUMN): text
            for heading, value in line.items()
            if heading.startswith(OWN_COLUMN) and (text := _typed(value))
        }
        row = _row(values, carried)
        piece, _, count = values[COLUMNS.index(PIECE)].partition("/")
        if row is None or _digest_of(values, carried) != values[-1].strip():
            serial, label, unit = (values[COLUMNS.index(name)].strip() for name in (SERIAL, TASK_LABEL, UNIT))
            altered[Altered(int(serial) if serial.isdecimal() else None, label, unit)] = None
            continue
        pieces = found.setdefault(row.place, {})
        counts[row.place] = int(count)
        if pieces.setdefault(int(piece), row) != row:
            doubtful.add(row.place)
    whole = []
    for place, pieces in found.items():
        one = next(iter(pieces.values()))
        if len(pieces) == counts[place] and place not in doubtful:
            whole.append(_joined([pieces[piece] for piece in sorted(pieces)]))
        else:
            altered[Altered(one.serial, one.label, one.unit)] = None
    return whole, list(altered)


def _digest_of(values: Sequence[str], carried: Mapping[str, str]) -> str:
    return digest((*values[:-1], *(f"{heading}{text}" for heading, text in carried.items())))


def _typed(value: CellValue) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else cell_text(value)


def _row(values: Sequence[str], carried: Mapping[str, str]) -> UnitRow | None:
    by_heading = dict(zip(COLUMNS, values, strict=True))
    serial = by_heading[SERIAL].strip()
    if not serial.isdecimal():
        return None
    return UnitRow(
        serial=int(serial),
        label=by_heading[TASK_LABEL],
        unit=by_heading[UNIT].strip(),
        code=by_heading[UNIT_CODE].strip(),
        texts={name: by_heading[heading] for name, heading in OWN_TEXTS.items()},
        state=by_heading[STATE].strip(),
        file=by_heading[FILE],
        sheet=by_heading[SOURCE_SHEET],
        cell=by_heading[SOURCE_CELL].strip(),
        carried=carried,
    )


def _joined(pieces: Sequence[UnitRow]) -> UnitRow:
    texts = {name: "".join(piece.texts[name] for piece in pieces) for name in OWN_TEXTS}
    headings = dict.fromkeys(heading for piece in pieces for heading in piece.carried)
    carried = {heading: "".join(piece.carried.get(heading, "") for piece in pieces) for heading in headings}
    return replace(pieces[0], texts=texts, carried=carried)

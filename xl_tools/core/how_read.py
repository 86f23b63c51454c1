"""How a table was read, cell by cell: what became of each, and where it was read otherwise than it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.form import Field

LeftOutKind = Literal["note", "signature", "total", "example", "contact", "own", "other"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Cells of a table's sheet that are no part of an entry. ``area`` is "A15:G15", ``reason`` says in Chinese what
    they were taken for. ``inside``: they stand between the first and the last entry, or beside one, or, where they are
    nothing that has its place there, between the heading and the first."""

    area: str
    kind: LeftOutKind
    reason: str
    text: str = ""
    inside: bool = False
    prepared: bool = False
    """Only numbers, the unit and empty boxes stand there: a row made ready for an entry that never came."""


@dataclass(frozen=True, slots=True)
class CellAccount:
    """What became of each cell that is not empty: ``read`` as title, heading or part of an entry, or left out."""

    read: int = 0
    left_out: tuple[LeftOut, ...] = ()
    unaccounted: int = 0


NO_CELLS = CellAccount()

Why = Literal["older", "hidden", "replaced", "struck", "above"]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A column whose heading names a field that another column gives: ``instead`` of it (a letter) was read."""

    heading: str
    field: Field
    instead: str
    why: Why


Meant = Literal["neighbours", "cells", "definition"]


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A heading read for what its neighbours or its cells say, not for its own words."""

    heading: str
    field: Field
    why: Meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where a table was not simply read cell by cell.

    ``continued`` maps a row to the entry (by its row) whose text goes on there, ``parts`` one that holds a measure or
    an item of an entry. ``filled_down`` are areas whose one text counts for several entries, ``blanks`` the rows whose
    task was left blank and is that of the row above. ``lines`` are entries that stand in one line across the table.
    ``differing`` maps a part whose task was left blank, not merged, to its entry, where their statuses are not alike.
    ``several`` maps a cell to the text that names more than one task. ``headless`` maps the letter of a column without
    a heading to its first cell that holds something. ``dittos`` maps a cell to the field and the mark (〃, 同上) that
    stands for the cell above; ``pictures`` a cell to the field whose text is a picture. ``questions`` is the first cell
    that answers 否 where the heading asks whether the task is completed. ``hidden`` are columns (by letter) that are
    read though nobody sees them, with what they hold. ``continues`` names the sheet whose headings
    hold here, "" for a table with its own.
    """

    continued: Mapping[int, int] = field(default_factory=dict)
    parts: Mapping[int, int] = field(default_factory=dict)
    filled_down: tuple[str, ...] = ()
    blanks: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    differing: Mapping[int, int] = field(default_factory=dict)
    several: Mapping[str, str] = field(default_factory=dict)
    headless: Mapping[str, str] = field(default_factory=dict)
    passed_over: Mapping[str, PassedOver] = field(default_factory=dict)
    read_as: Mapping[str, ReadAs] = field(default_factory=dict)
    all_columns: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    dittos: Mapping[str, tuple[Field, str]] = field(default_factory=dict)
    pictures: Mapping[str, Field] = field(default_factory=dict)
    questions: str = ""
    hidden: Mapping[str, Field] = field(default_factory=dict)
    continues: str = ""


PLAIN = Layout()

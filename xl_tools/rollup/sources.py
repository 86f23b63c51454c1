"""Where each unit's part of the merged table comes from, and what the merged table alone does not tell of it.

Every row of 来源 is one ``Piece``. Together with 整改进展 and 明细 they give each unit's table back
(``take_apart.py``): what several sheets say in the same words stands in the merged table once, so a piece keeps the
wording of a sheet that differs in something small (a full stop, a space).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.records import STATUS_LABELS, Field, Status
from xl_tools.parse.table.blocks import split_texts
from xl_tools.rollup.overflow import is_too_long
from xl_tools.rollup.records import Merged, Part, Task
from xl_tools.rollup.texts import LOCKED, part_fields, part_text

TRACED = (*LOCKED, Field.PROGRESS, Field.STATUS)
"""The columns of the merged table that units fill."""
NOTHING_TICKED = "（没有勾）"
_NUMBER_LINE = expression(r"\A第\d+项：\n")
_BY_LABEL = {label: status for status, label in STATUS_LABELS.items()}


@dataclass(frozen=True, slots=True)
class Piece:
    """What one unit gave to one task.

    ``cells`` are the cells of its sheet behind each column of the merged table ("F4", several with "、"), "" where
    it gave nothing. ``listed`` are the locked columns in which the units stand one by one, because they differ.
    ``own`` holds the unit's text of a column where the merged table does not show it letter by letter.
    """

    serial: int
    unit: str
    cells: Mapping[Field, str]
    listed: frozenset[Field] = frozenset()
    own: Mapping[Field, str] = field(default_factory=dict)


def pieces(merged: Merged) -> Iterator[tuple[Task, Part, Piece]]:
    """One piece for each task and unit with a row, in the order of the tasks, then of the units."""
    addresses = _Addresses()
    for task in merged.tasks:
        carriers = {part.unit for part, _ in task.carriers()}
        units = [part.unit for part in task.parts]
        listed = task.listed
        split = {
            name: split_merged(task.texts[name], name, units)
            for name in (*LOCKED, Field.PROGRESS)
            if name is Field.PROGRESS or name in listed
        }
        for part in task.parts:
            if part.row and part.sheet:
                cells = {name: addresses.of(part, name) for name in TRACED}
                if part.unit not in carriers:
                    cells |= dict.fromkeys(LOCKED, "")
                yield task, part, Piece(task.serial, part.unit, cells, listed, _own(task, part, cells, split))


def given_text(text: str, unit: str, has: bool, parts: Mapping[str, str] | None) -> str:
    """A unit's text of a column from the merged cell: its part where the units stand one by one (``parts``), else the
    text that all have. ``has`` is true when the unit has anything there; of one that the task does not concern, the
    merged table does not tell."""
    if parts is not None:
        return parts.get(unit, "")
    return text if has else ""


def split_merged(text: str, name: Field, units: Collection[str]) -> dict[str, str]:
    """The units' texts out of a merged cell that lists them."""
    return split_texts(_NUMBER_LINE.sub("", text) if name is Field.TASK else text, units)


def ticked_words(part: Part) -> str:
    """What is ticked, in words, where the unit's status does not say it; "" where it does."""
    if not part.row:
        return ""
    ticks = part.row.status.ticks
    if ticks == ticks_of(part.standing.label, ""):
        return ""
    return "、".join(status.label for status in ticks) or NOTHING_TICKED


def ticks_of(status: str, words: str) -> tuple[Status, ...]:
    """The boxes that a unit ticked, from its status in 明细 and from ``ticked_words``."""
    if words:
        return tuple(_BY_LABEL[word] for word in words.split("、") if word in _BY_LABEL)
    return (_BY_LABEL[status],) if status in _BY_LABEL else ()


def _own(
    task: Task, part: Part, cells: Mapping[Field, str], split: Mapping[Field, Mapping[str, str]]
) -> dict[Field, str]:
    own = {}
    for name in (*LOCKED, Field.PROGRESS):
        text = part_text(part.row, name) if part.row else ""
        has = bool(cells[name]) or not part.standing.counts
        if text != given_text(task.texts[name], part.unit, has, split.get(name)) and not is_too_long(text):
            own[name] = text
    return own


class _Addresses:
    """The cells of the units' sheets that hold a column of the form. Each sheet's columns are looked up once: there
    are tens of thousands of cells."""

    def __init__(self) -> None:
        self._columns: dict[tuple[int, Field], tuple[tuple[Field, str], ...]] = {}

    def of(self, part: Part, name: Field) -> str:
        """The cells of one row; "" where there is nothing in them."""
        row, sheet = part.row, part.sheet
        if not row or not sheet:
            return ""
        key = id(sheet), name
        if key not in self._columns:
            columns = ((one, sheet.columns.get(one)) for one in part_fields(name))
            self._columns[key] = tuple((one, column) for one, column in columns if column)
        return "、".join([f"{column}{row.row}" for one, column in self._columns[key] if row.texts.get(one)])

"""Which task a row of 整改进展 is, where people put rows in, took some out or sorted them, and numbered them anew.

The serials are theirs to write; what a row is is told by the code that its task carries: by the task's name, what is to
be done and the progress, as they were written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xl_tools.core.grid import Book, Grid
from xl_tools.core.records import Field, ProgressRow, ProgressSheet
from xl_tools.parse.table.tables import cell_text
from xl_tools.rollup.layout import DRAFT_CODE, SERIAL
from xl_tools.rollup.lines import lines, number
from xl_tools.rollup.task_codes import coded_tasks, digest_of, written_texts

_WEIGHTS = {Field.TASK: 4, Field.PLAN: 2, Field.PROGRESS: 1}
"""How much a text that stands as it was written tells: the name more than both others, which may be copied."""
_Code = Mapping[Field, str]


def with_own_serials(form: ProgressSheet, book: Book) -> ProgressSheet:
    """The merged table, each row with the serial that its task was written with; one that is no task's has none. The
    same table where nothing was numbered anew, or the workbook has no codes."""
    codes = dict(_codes({grid.name: grid for grid in book.grids}))
    numbers = [row.serial.number for row in form.rows]
    if not codes or (len(set(numbers)) == len(numbers) and all(_is_still(row, codes) for row in form.rows)):
        return form
    told = _told(form, codes)
    if told == numbers:
        return form
    rows = tuple(replace(row, serial=replace(row.serial, number=it)) for row, it in zip(form.rows, told, strict=True))
    return replace(form, rows=rows)


def _codes(grids: Mapping[str, Grid]) -> Iterator[tuple[int, _Code]]:
    nothing = digest_of("")
    for line in lines(coded_tasks(grids), (SERIAL, DRAFT_CODE)):
        written = dict(written_texts(cell_text(line[DRAFT_CODE])))
        serial = number(line[SERIAL])
        if serial is not None and written:
            yield serial, {name: it for name in _WEIGHTS if (it := written[name].digest) != nothing}


def _is_still(row: ProgressRow, codes: Mapping[int, _Code]) -> bool:
    code = codes.get(row.serial.number or 0)
    return code is not None and code.get(Field.TASK) == digest_of(row.text(Field.TASK))


def _told(form: ProgressSheet, codes: Mapping[int, _Code]) -> list[int | None]:
    """The serial of each row: of the task that its texts are most like, its own where that is as good. Of two rows of
    one task that which is more like it has it, else the first; the other is a row of its own. So is one with texts of
    no task, where another row is the task of its serial."""
    serials: dict[tuple[Field, str], list[int]] = {}
    for serial, code in codes.items():
        for said in code.items():
            serials.setdefault(said, []).append(serial)
    best = [_best(row, serials) for row in form.rows]
    told: list[int | None] = [None] * len(best)
    taken: set[int] = set()
    for place in sorted(range(len(best)), key=lambda place: -best[place][1]):
        own = best[place][0]
        if own is not None and own not in taken:
            told[place] = own
            taken.add(own)
    return told


def _best(row: ProgressRow, serials: Mapping[tuple[Field, str], Sequence[int]]) -> tuple[int | None, int]:
    """The serial of the task that a row is most like, and how much it is like it."""
    likeness: Counter[int] = Counter()
    for name, weight in _WEIGHTS.items():
        likeness.update(dict.fromkeys(serials.get((name, digest_of(row.text(name))), ()), weight))
    most = max(likeness.values(), default=0)
    like = [serial for serial, count in likeness.items() if count == most]
    return (like[0] if len(like) == 1 and row.serial.number not in like else row.serial.number), most

"""Who leads each task: kept in 下发清单, where it is handed out, for the roll-up, in which no county says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xl_tools.core.beside import text_of
from xl_tools.core.grid import Book
from xl_tools.core.records import Field, ProgressRow
from xl_tools.rollup.layout import LED_HEADINGS, LED_SHEET
from xl_tools.rollup.reread import lines
from xl_tools.rollup.task_keys import TaskKey, own_key, short_name
from xl_tools.rollup.tracking import lead_of
from xl_tools.round.issuing.tasks import label_of

_, _, _LEAD, _KEY, _INSPECTION = LED_HEADINGS


def led(rows: Iterable[ProgressRow]) -> list[tuple[str, ...]]:
    """The rows of the sheet: the tasks of a list that name a lead."""
    return [
        (label_of(row), short_name(row.text(Field.TASK)), lead, str(own_key(row).name), own_key(row).inspection)
        for row in rows
        if (lead := lead_of(row))
    ]


def leads_in(book: Book) -> Iterator[tuple[TaskKey, str]]:
    """Who leads which task, by a 下发清单; people may have put another there."""
    grid = next((grid for grid in book.grids if grid.name == LED_SHEET), None)
    for line in lines(grid, (_LEAD, _KEY, _INSPECTION)):
        name, lead = text_of(line[_KEY]), text_of(line[_LEAD])
        if name and lead:
            yield TaskKey(int(name) if name.isdecimal() else name, text_of(line[_INSPECTION])), lead

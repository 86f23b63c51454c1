"""Who leads each task: kept in 下发清单, where it is handed out, for the roll-up, in which no county says it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from xl_tools.core.beside import text_of
from xl_tools.core.carried_rows import CODE, REMARK, CarriedRows, name_of, tasks_code
from xl_tools.core.grid import Book, Grid
from xl_tools.core.records import Field, ProgressRow
from xl_tools.core.text import cell_digest
from xl_tools.rollup.layout import LED_HEADINGS, LED_SHEET
from xl_tools.rollup.lines import lines
from xl_tools.rollup.task_keys import TaskKey, own_key, short_name
from xl_tools.rollup.tracking import lead_of
from xl_tools.round.issuing.tasks import label_of

_LABEL, _SHORT, _LEAD, _, _KEY, _INSPECTION, _ = LED_HEADINGS
ISSUED, MATRIX, _UNIT = "下发清单", "任务分配", "单位"
_TASKS = ("第", "序号")
"""How the headings of 任务分配 begin that are tasks (``label_of``)."""


def led(rows: Iterable[ProgressRow], standing: Book | None) -> list[tuple[str, ...]]:
    """The rows of the sheet: the tasks of a list that name a lead, with what people typed into the list as it stands,
    and the rows that they added there."""
    rows = list(rows)
    earlier = CarriedRows.of(_sheet(standing), _KEY, _INSPECTION)
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if lead := lead_of(row):
            name = name_of(*_keys(row))
            cells = earlier.shown(name, {_LEAD: lead})
            said = (cells[_LEAD], cells[REMARK], *_keys(row), cells[CODE])
            found[name] = (label_of(row), short_name(row.text(Field.TASK)), *said)
    return [*found.values(), *_added(rows, standing, found)]


def _added(rows: Sequence[ProgressRow], standing: Book | None, found: Collection[str]) -> Iterator[tuple[str, ...]]:
    """Rows of the sheet as it stands that people added, or changed and whose task names no lead by now."""
    for line in lines(_sheet(standing), (_LABEL, _LEAD)):
        said = {heading: text_of(line.get(heading)) for heading in LED_HEADINGS}
        name, lead = name_of(said[_KEY], said[_INSPECTION]), said[_LEAD]
        if not lead or (said[_KEY] and name in found) or said[CODE] == cell_digest(lead):
            continue
        named = [row for row in rows if label_of(row) == said[_LABEL]]
        if not said[_KEY] and len(named) == 1 and name_of(*_keys(named[0])) not in found:
            said[_KEY], said[_INSPECTION] = _keys(named[0])
            said[_SHORT] = said[_SHORT] or short_name(named[0].text(Field.TASK))
        yield tuple(said.values())


def _keys(row: ProgressRow) -> tuple[str, str]:
    key = own_key(row)
    return str(key.name), key.inspection


def changed_ticks(standing: Book | None, given: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Of each unit whose ticks in 任务分配 people changed: which of them are not what it is ``given`` now."""
    codes = {text_of(line[_UNIT]): text_of(line[CODE]) for line in lines(_sheet(standing, ISSUED), (_UNIT, CODE))}
    for line in lines(_sheet(standing, MATRIX), (_UNIT,)):
        unit = text_of(line[_UNIT])
        ticked = [head for head, value in line.items() if head.startswith(_TASKS) and text_of(value)]
        if unit not in given or tasks_code(ticked) == codes.get(unit, tasks_code(ticked)):
            continue
        more = [task for task in ticked if task not in given[unit]]
        less = [task for task in given[unit] if task not in ticked]
        said = [f"{word}{'、'.join(tasks)}" for word, tasks in (("加了", more), ("去掉了", less)) if tasks]
        if said:
            yield (
                f"原来的“{MATRIX}”里手工改过{unit}的“√”（{'，'.join(said)}），这次没有照它下发；"
                "要照它下发的，请把改好的分配表用 --units 交进来，原来的清单留有备份。"
            )


def _sheet(book: Book | None, name: str = LED_SHEET) -> Grid | None:
    return next((grid for grid in book.grids if grid.name == name), None) if book else None


def leads_in(book: Book) -> Iterator[tuple[TaskKey, str]]:
    """Who leads which task, by a 下发清单; people may have put another there."""
    for line in lines(_sheet(book), (_LEAD, _KEY, _INSPECTION)):
        name, lead = text_of(line[_KEY]), text_of(line[_LEAD])
        if name and lead:
            yield TaskKey(int(name) if name.isdecimal() else name, text_of(line[_INSPECTION])), lead

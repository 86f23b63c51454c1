"""What has changed since last period, task by task and unit by unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xl_tools.core.records import Field, Status
from xl_tools.rollup.records import Change, Changed, Part, Previous, Task
from xl_tools.rollup.texts import part_text
from xl_tools.rules.word_lists import same_text

_RANK = {Status.NOT_STARTED: 0, Status.BEHIND: 1, Status.ON_SCHEDULE: 2, Status.COMPLETED: 3}


def changes(tasks: Sequence[Task], previous: Previous) -> Iterator[Changed]:
    """Every task and unit with a row now or then, in the order of the tasks now, then what is no more."""
    then = previous.parts()
    for task in tasks:
        for part in task.parts:
            _, old = then.pop((task.label, part.unit), (None, None))
            before, now = (old if old and old.row else None), (part if part.row else None)
            if before or now:
                yield _changed(task, part.unit, before, now)
    for task, old in then.values():
        if old.row:
            yield _changed(task, old.unit, old, None)


def _changed(task: Task, unit: str, before: Part | None, now: Part | None) -> Changed:
    moved = bool(before and now and before.due and now.due and before.due != now.due)
    return Changed(task, unit, before, now, _change(before, now), _same_text(before, now), moved)


def _change(before: Part | None, now: Part | None) -> Change:
    if before is None:
        return Change.NEW
    if now is None:
        return Change.GONE
    old, new = before.standing.status, now.standing.status
    if old is None or new is None:
        return Change.SAME if before.standing is now.standing and not now.standing.counts else Change.UNSURE
    if _RANK[new] == _RANK[old]:
        return Change.SAME
    return Change.ADVANCED if _RANK[new] > _RANK[old] else Change.FALLEN


def _same_text(before: Part | None, now: Part | None) -> bool | None:
    if not (before and now and before.row and now.row):
        return None
    old, new = (part_text(row, Field.PROGRESS) for row in (before.row, now.row))
    return same_text(old, new) if old.strip() and new.strip() else None

"""Which rows of different sheets are the same task: by inspection and the province's number, else by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, ProgressRow
from xl_tools.core.text import CHINESE_NUMERALS, shortened, squeeze
from xl_tools.rules.word_lists import without_end


class TaskKey(NamedTuple):
    """``name`` is the province's number of a task, or its comparable name where no sheet gives the number;
    ``inspection`` the one it is of, "" where there is only one and nothing to tell apart."""

    name: int | str
    inspection: str = ""

    @property
    def number(self) -> int | None:
        return self.name if isinstance(self.name, int) else None


_NUMBERED = expression(rf"^第[0-9{CHINESE_NUMERALS}]+[项条][:、,.]?")


def comparable_name(text: str) -> str:
    """A task's name without its number ("第十六项："), spaces, the stop that ends it, and differences of width or
    sign."""
    return without_end(_NUMBERED.sub("", squeeze(text)))


def own_key(row: ProgressRow) -> TaskKey:
    """The key of a row by itself: of a list of tasks, where nothing is looked up elsewhere."""
    return TaskKey(row.province_serial or comparable_name(row.text(Field.TASK)), row.inspection)


def short_name(text: str, limit: int = 22) -> str:
    """The beginning of a task's name, without its number, on one line."""
    return shortened(comparable_name(text[: 4 * limit]), limit)


def numbers_by_name(rows: Iterable[ProgressRow]) -> dict[str, int]:
    """The province's number of each task name that carries exactly one in these rows.

    Empty when every row has its number: then nothing needs to be looked up.
    """
    rows = list(rows)
    if all(row.province_serial is not None for row in rows):
        return {}
    numbers: dict[str, set[int]] = {}
    for row in rows:
        if row.province_serial is not None:
            numbers.setdefault(comparable_name(row.text(Field.TASK)), set()).add(row.province_serial)
    return {name: found.pop() for name, found in numbers.items() if name and len(found) == 1}


def task_key(
    row: ProgressRow, numbers: Mapping[str, int], nameless: str, inspections: Mapping[str, str] | None = None
) -> TaskKey:
    """The key of a row. ``nameless`` stands in for a row with neither number nor name: it is a task of its own.
    ``inspections`` tells what a row's inspection means among those in use; None where there is only one."""
    inspection = inspections.get(row.inspection, "") if inspections else ""
    if row.province_serial is not None:
        return TaskKey(row.province_serial, inspection)
    name = comparable_name(row.text(Field.TASK))
    return TaskKey(numbers.get(name, name) or nameless, inspection)

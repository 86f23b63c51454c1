"""What a heading means beside others and over its cells, where its own words mean two things.

整改完成情况 over a few status words is a status, over sentences it is progress; 存在问题 is the task of a table that
has no other; 序号 beside 问题序号 counts rows. A share of the cells must speak for a reading, else the words stand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from xl_tools.core.expressions import expression
from xl_tools.core.form import Field
from xl_tools.core.records import STATUS_LABELS, Status
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.parse.status.status_cell import read_status
from xl_tools.parse.status.ticks import Box, read_mark

_SHARE = 0.6
"""So many of the cells must say the same."""
_SHORT = 10
"""A status takes hardly more characters; progress does."""
_PLANNED = expression(r"时限|期限|要求|计划")
_HAPPENED = expression(r"时间|日期")
_PERCENTAGE = expression(r"\d+(?:\.\d+)?[%％]|0\.\d+|\d{2,3}(?:\.\d+)?|[2-9](?:\.\d+)?|1\.\d+")
_NUMBERED = expression(r"(?:^|\n|。)\s{0,30}(?:1[.、．]|[(（]1[)）]|①|一、|一是)")
_CLAUSE_END = expression(r"[。；;，,\n]")
_FIGURE = expression(r"\d[一-鿿]")
_COUNT = expression(r"\d+")


def by_neighbours(
    texts: Mapping[int, str], fields: Mapping[int, Field], exact: Collection[int], apart: Collection[int]
) -> dict[int, Field | None]:
    """The columns whose field is another one because of what stands beside them; None for one that is only carried.

    ``texts`` are the headings by column, ``fields`` what they say alone, ``exact`` the columns with a field's own
    title, ``apart`` those that month, age or hiding tell from their namesakes.
    """
    moved: dict[int, Field | None] = {}
    there = set(fields.values())

    def doubled(name: Field) -> list[int]:
        columns = [column for column, own in fields.items() if own is name and column not in apart]
        return columns if len({texts[column] for column in columns}) > 1 else []

    serials = doubled(Field.SERIAL)
    if len(serials) == 2 and Field.PROVINCE_SERIAL not in there and len(set(serials) & {*exact}) == 1:
        moved |= {column: Field.PROVINCE_SERIAL for column in serials if column not in exact}
    tasks = doubled(Field.TASK)
    problem = [column for column in tasks if "问题" in texts[column] or "意见" in texts[column]]
    work = [column for column in tasks if column not in problem]
    if len(problem) == len(work) == 1:
        if work[0] in exact:
            moved[problem[0]] = None
        else:
            moved[work[0]] = None if Field.GOAL in there or Field.PLAN in there else Field.GOAL
    if Field.TASK not in there and Field.PROBLEMS in there and there & {Field.PLAN, Field.GOAL, Field.MEASURES}:
        moved |= {column: Field.TASK for column, own in fields.items() if own is Field.PROBLEMS}
    dates = doubled(Field.DEADLINE)
    planned = [column for column in dates if _PLANNED.search(texts[column])]
    if planned:
        done = [column for column in dates if column not in planned and _HAPPENED.search(texts[column])]
        moved |= dict.fromkeys(done, None)
    return moved


def asks_whether(text: str) -> bool:
    """Whether a heading asks if the task is completed: 是否完成."""
    return text in load("ticks")["spelling"]["questions"]


def holds_percentages(cells: Sequence[str]) -> bool:
    """Whether a column holds shares or numbers: they are never a status. Nothing and the whole (0, 1) are shares among
    others."""
    told = [bool(_PERCENTAGE.fullmatch(cell)) for cell in cells]
    return any(told) and _share(one or cell in ("0", "1") for one, cell in zip(told, cells, strict=True)) >= _SHARE


def holds_statuses(cells: Sequence[str]) -> bool:
    """Whether a column holds status words or ticks."""
    return bool(cells) and _share(_is_status(cell) for cell in cells) >= _SHARE


def holds_answers(cells: Sequence[str]) -> bool:
    """Whether a column says how tasks stand, in words or with boxes."""
    return holds_statuses(cells) or _share(_has_boxes(cell) for cell in cells) >= _SHARE


def holds_prose(cells: Sequence[str]) -> bool:
    """Whether a column tells what was done, in sentences."""
    if not cells:
        return False
    boxes = _share(_has_boxes(cell) for cell in cells)
    if boxes or holds_statuses(cells):
        return False
    return (
        sum(map(len, cells)) > 2 * _SHORT * len(cells)
        or _share(bool(_NUMBERED.search(cell)) for cell in cells) >= _SHARE
    )


def holds_short_prose(cells: Sequence[str]) -> bool:
    """Whether a column tells what was done in half a line each, and no cell of it says a status."""
    if any(_is_status(cell) or _has_boxes(cell) for cell in cells):
        return False
    told = (len(cell) > _SHORT or _FIGURE.search(cell) for cell in cells)
    return any(len(cell) > _SHORT for cell in cells) and _share(map(bool, told)) >= _SHARE


def begins_with_status(cells: Sequence[str]) -> bool:
    """Whether prose says the status first: "已完成。1.…"."""
    return _share(_is_status(beginning(cell)) for cell in cells) >= _SHARE


def beginning(text: str) -> str:
    """The first clause of a text."""
    return _CLAUSE_END.split(text.strip(), maxsplit=1)[0]


def holds_ticks(columns: Iterable[Sequence[str]], *, sure: bool) -> bool:
    """Whether columns hold one short sign a row, not numbers. ``sure``: a tick must be there to be seen."""
    cells = [cell for column in columns for cell in column]
    if any(_COUNT.fullmatch(cell) and cell not in ("0", "1") for cell in cells):
        return False
    if any(len(cell) > _SHORT for cell in cells):
        return not sure
    return not sure or any(read_mark(cell) is Box.TICKED or squeeze(cell) in _YES or _is_status(cell) for cell in cells)


_YES = frozenset(("1", "是", "TRUE", "v", "V", "y", "Y"))


@lru_cache(maxsize=1024)
def status_called(heading: str) -> Status | None:
    """The status that a short heading is a spelling of, as the cells of a status are read: 进展滞后, 按序时推进."""
    said = read_status(heading) if len(heading) <= _SHORT else None
    return said.status if said and said.verdict == "one" else None


def _is_status(text: str) -> bool:
    return len(text) <= 2 * _SHORT and read_status(text).verdict in ("one", "both_done")


def _has_boxes(text: str) -> bool:
    """Whether a cell holds the options, those without their boxes too: an empty form that lost its symbols."""
    named = sum(label in text for label in STATUS_LABELS.values())
    return named >= len(STATUS_LABELS) - 1 or bool(read_status(text).options)


def _share(said: Iterable[bool]) -> float:
    said = list(said)
    return sum(said) / len(said) if said else 0.0


def numbers_columns(said: Sequence[str]) -> bool:
    """Whether a row numbers the columns: 1 2 3, (1) (2) (3), A B C, or 甲 乙 1 2 3 as statistical forms do."""
    for letters in ("甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        lettered = next(
            (at for at, (one, letter) in enumerate(zip(said, letters, strict=False)) if one != letter), len(said)
        )
        if list(said[lettered:]) == [str(number) for number in range(1, len(said) - lettered + 1)]:
            return True
    return False

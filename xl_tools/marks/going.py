"""Going through the findings one by one, in the order of the results sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.marks.plan import Action, Say, Select


@dataclass(frozen=True, slots=True)
class Stop:
    """One line of the results sheet that leads to a cell. ``row`` is its row in the results sheet."""

    row: int
    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Selected:
    """Where the selection stands: its sheet and first cell, ``row`` that cell's row. ``in_results`` tells that the
    sheet is the results sheet."""

    sheet: str
    cell: str
    row: int
    in_results: bool


def going(
    stops: Sequence[Stop],
    standing: Selected | None,
    direction: int,
    *,
    results: str = "",
    hidden: Callable[[Stop], bool] = lambda _: False,
) -> tuple[Action, ...]:
    """Go to the finding after (1) or before (-1) the one that the selection stands on, round the ends.

    To one that the user would not see, as ``hidden`` tells, it leads by its line in the sheet ``results``: from there
    the next click goes on. Raises UserError where there is none to go to.
    """
    if not stops:
        raise UserError("还没有校验结果，或者没有问题可跳转；请先点“校验本表”。")
    place = _place(stops, standing) if standing else None
    number = (place + direction) % len(stops) if place is not None else (0 if direction > 0 else len(stops) - 1)
    stop = stops[number]
    words = f"第 {number + 1} 处，共 {len(stops)} 处"
    if hidden(stop):
        said = f"{words}在“{stop.sheet}”{stop.cell}，那里隐藏或被筛选了，看不到；已转到“{results}”的这一行。"
        return Select(results, f"E{stop.row}"), Say(f"{said}取消隐藏或筛选后可以跳过去。")
    return Select(stop.sheet, stop.cell), Say(f"{words}：{stop.text.splitlines()[0]}", "status")


def _place(stops: Sequence[Stop], standing: Selected) -> int | None:
    """Where in the list the selection stands: on a flagged cell, or on a line of the results sheet."""
    if standing.in_results:
        return next((number for number, stop in enumerate(stops) if stop.row >= standing.row), None)
    here = (standing.sheet, standing.cell)
    same = [number for number, stop in enumerate(stops) if (stop.sheet, stop.cell) == here]
    return same[-1] if same else None

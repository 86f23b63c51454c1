"""Cells of 明细 over which people typed. The figures count what the units reported, so a typed word is kept beside its
row, as a remark, and said: each row carries a code that tells what the program wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from xl_tools.core.beside import NOTES, text_of
from xl_tools.core.grid import CellValue, Grid
from xl_tools.core.text import cell_digest
from xl_tools.rollup.additions import Additions, RowName
from xl_tools.rollup.layout import DETAIL_CODE, DETAIL_SHEET, DUE, FILLING, REASON, SERIAL, STATE, UNIT, WORDING
from xl_tools.rollup.lines import lines, number
from xl_tools.rollup.policy import ongoing_label
from xl_tools.rollup.records import Part, Task

_DIGITS = 4
_YES, _NO = "是", "否"


def detail_code(part: Part) -> str:
    """The code of a row."""
    return "".join(map(_short, _written(part).values()))


def typed_over(grid: Grid | None, coded: Mapping[int, str]) -> dict[RowName, dict[str, str]]:
    """What people typed, by row and heading; ``coded`` are the labels of the tasks by serial."""
    found: dict[RowName, dict[str, str]] = {}
    for line in lines(grid, (SERIAL, UNIT, DETAIL_CODE)):
        code = text_of(line[DETAIL_CODE])
        parts = [code[start : start + _DIGITS] for start in range(0, len(code), _DIGITS)]
        cells = {heading: _text(line.get(heading)) for heading in _headings()}
        typed = {
            heading: text
            for (heading, text), written in zip(cells.items(), parts, strict=False)
            if text and _short(text) != written
        }
        if typed:
            found[coded.get(number(line[SERIAL]) or 0, ""), text_of(line[UNIT])] = typed
    return found


def kept_beside(added: Additions, tasks: Iterable[Task]) -> tuple[Additions, dict[str, str]]:
    """What was typed as remarks beside the rows, and what is to be said of each; nothing of what the units report
    themselves by now."""
    if not added.typed:
        return added, {}
    now = {(task.label, part.unit): _written(part) for task in tasks for part in task.parts}
    beside = {row: dict(cells) for row, cells in added.columns.get(DETAIL_SHEET, {}).items()}
    lost: dict[str, str] = {}
    for row, typed in added.typed.items():
        other = {heading: text for heading, text in typed.items() if now.get(row, {}).get(heading) != text}
        if not other:
            continue
        words = "、".join(f"{heading}“{text}”" for heading, text in other.items())
        cells = beside.setdefault(row, {})
        cells[NOTES] = f"{text_of(cells.get(NOTES))}手工写过：{words}。"
        lost[" ".join(filter(None, row))] = f"“{DETAIL_SHEET}”里手工写的{words}（统计按报来的算，写在那一行的备注里）"
    return replace(added, columns={**added.columns, DETAIL_SHEET: beside} if lost else added.columns), lost


def _headings() -> tuple[str, ...]:
    return STATE, REASON, DUE, ongoing_label(), FILLING, WORDING


def _written(part: Part) -> dict[str, str]:
    said: tuple[CellValue, ...] = (
        part.standing.label,
        part.standing.reason,
        part.due,
        _YES if part.ongoing else _NO,
        part.filling,
        part.wording,
    )
    return dict(zip(_headings(), map(_text, said), strict=True))


def _text(value: CellValue) -> str:
    return text_of(value).removesuffix(" 00:00:00")


@lru_cache(1 << 10)
def _short(text: str) -> str:
    return cell_digest(text)[:_DIGITS]

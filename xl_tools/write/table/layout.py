"""Where things stand in the workbook of a table of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from xlsxwriter.workbook import Workbook

from xl_tools.core.addresses import column_letters
from xl_tools.core.dataclass import dataclass
from xl_tools.scoring.table.columns import (
    COLUMNS,
    GATES,
    GRADES,
    GROUPS,
    MATTERS,
    OTHER,
    PERIOD_HEADINGS,
    REGISTERED,
    RULES,
    STAGES,
    STEPS,
    UNITS,
    WORDS,
)
from xl_tools.scoring.table.engine import UnitPoints
from xl_tools.scoring.table.scheme import Filled, Group, Rule, Scheme, Unit
from xl_tools.write.score.score_formats import ScoreKit
from xl_tools.write.score.score_layout import FIRST

SCORES = "得分"
SPARE = 30
"""Empty rows under the records of a sheet."""
AGAIN = "请重新计算"

_VISIBLE = {
    "unit": "单位", "key": "编号", "name": "项目", "kind": "规则", "points": "分值", "target": "目标",
    "applies": "适用",
    **{heading: heading for heading in PERIOD_HEADINGS}, "other": OTHER, "note": WORDS["note"],
    "evidence": WORDS["evidence"], "filler": WORDS["filler"], "own": STAGES["own"], "first": STAGES["first"],
    "appeal": WORDS["appeal"], "again": STAGES["again"], "final": STAGES["final"], "why": WORDS["why"],
    "score": "得分", "origin": WORDS["origin"],
}  # fmt: skip
_HIDDEN = {
    "counts": "计入", "category": "类别", "group": "组", "value": "取用数", "way": "方向", "zero": "零分点",
    "full": "满分点", "each": "每", "deduct": "扣", "add": "加", "whole": "取整", "floor": "最低", "cap": "最高",
    "absent": "不适用时", "take": "取数", "limit": "修正上限", "place": "名次", "raw": "算出分", "settled": "采用分",
    "kept": "计0前",
}  # fmt: skip
HEADINGS: Mapping[str, str] = _VISIBLE | _HIDDEN
"""Of 填报, by field."""
FIELDS = tuple(HEADINGS)
LETTERS: Mapping[str, str] = {name: column_letters(at) for at, name in enumerate(FIELDS, 1)}
VISIBLE = len(_VISIBLE)


def rule_letter(sheet: str, attribute: str) -> str:
    """The column of an attribute in its sheet."""
    names = [column.attribute for column in COLUMNS[sheet][1]]
    return column_letters(names.index(attribute) + 1)


@dataclass
class TableBook:
    """A workbook while it is written: what is scored, and which row of 填报 is whose."""

    workbook: Workbook
    filled: Filled
    scored: tuple[UnitPoints, ...]
    kit: ScoreKit

    @property
    def scheme(self) -> Scheme:
        return self.filled.scheme

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        return self.scheme.all_groups()

    @cached_property
    def records(self) -> Mapping[str, Sequence[Any]]:
        """The records of each sheet of the rules, as they are written."""
        scheme = self.scheme
        return {
            RULES: scheme.rules, GROUPS: self.groups, STEPS: scheme.sorted_steps(), MATTERS: scheme.matters,
            GATES: scheme.gates, GRADES: scheme.grades, UNITS: scheme.units,
        }  # fmt: skip

    @cached_property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """First and last row (from 1) of the records of each sheet that formulas look at."""
        counts = {name: len(found) for name, found in self.records.items()}
        counts[REGISTERED] = len(self.filled.registered) + len(self.filled.refused.get(REGISTERED, ())) + SPARE
        return {name: (FIRST, FIRST + max(count, 1) - 1) for name, count in counts.items()}

    @cached_property
    def rows(self) -> list[tuple[Unit, Rule]]:
        """The rows of 填报."""
        return list(self.scheme.asked().values())

    @cached_property
    def row_of(self) -> dict[tuple[str, str], int]:
        """The row of 填报 (from 1) of a unit and a rule."""
        return {(unit.name, rule.key): row for row, (unit, rule) in enumerate(self.rows, FIRST)}

    @cached_property
    def row_of_unit(self) -> dict[str, int]:
        """The row of 得分 (from 1) of a unit."""
        return {one.unit.name: row for row, one in enumerate(self.scored, FIRST)}

    def all_of(self, sheet: str, letters: str) -> str:
        """A column of a sheet's records, as a formula in another sheet names it."""
        first, last = self.places[sheet]
        return f"'{sheet}'!${letters}${first}:${letters}${last}"


def sought(cell: str, text: str) -> str:
    """A cell as MATCH looks for its text: signs that would stand for any text are meant as they are."""
    for sign in "~*?" if any(sign in text for sign in "~*?") else "":
        cell = f'SUBSTITUTE({cell},"{sign}","~{sign}")'
    return cell

"""Where things stand in the workbook of a table of rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xlsxwriter.workbook import Workbook

from xl_tools.core.addresses import column_letters
from xl_tools.scoring.table.engine import UnitPoints
from xl_tools.scoring.table.rows import COLUMNS, PERIOD_HEADINGS
from xl_tools.scoring.table.scheme import Filled, Group, Rule, Scheme, Unit, concerns
from xl_tools.write.score.score_formats import ScoreKit
from xl_tools.write.score.score_layout import FIRST

SCORES = "得分"
SPARE = 30
"""Empty rows under what is registered."""

FIELDS = (
    "unit", "key", "name", "kind", "points", "target", "applies", *PERIOD_HEADINGS, "other", "score", "note",
    "counts", "category", "group", "value", "way", "zero", "full", "each", "deduct", "add", "whole", "floor", "cap",
    "absent", "take", "place", "raw",
)  # fmt: skip
HEADINGS = (
    "单位", "编号", "项目", "规则", "分值", "目标", "适用", *PERIOD_HEADINGS, "上年或条件", "得分", "说明",
    "计入", "类别", "组", "取用数", "方向", "零分点", "满分点", "每", "扣", "加", "取整", "最低", "最高",
    "不适用时", "取数", "名次", "算出分",
)  # fmt: skip
"""Of 填报; from 计入 on the columns are hidden."""
LETTERS: Mapping[str, str] = {name: column_letters(at) for at, name in enumerate(FIELDS, 1)}
VISIBLE = FIELDS.index("note") + 1


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
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """First and last row (from 1) of each sheet's records."""

    @property
    def scheme(self) -> Scheme:
        return self.filled.scheme

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        return self.scheme.all_groups()

    @cached_property
    def rows(self) -> list[tuple[Unit, Rule]]:
        """The rows of 填报: every unit with the rules that are for it."""
        return [
            (unit, rule) for unit in self.scheme.units for rule in self.scheme.rules if concerns(rule.categories, unit)
        ]

    @cached_property
    def row_of(self) -> dict[tuple[str, str], int]:
        """The row of 填报 (from 1) of a unit and a rule."""
        return {(unit.name, rule.key): row for row, (unit, rule) in enumerate(self.rows, FIRST)}

    def all_of(self, sheet: str, letters: str) -> str:
        """A column of a sheet's records, as a formula in another sheet names it."""
        first, last = self.places[sheet]
        return f"'{sheet}'!${letters}${first}:${letters}${last}"

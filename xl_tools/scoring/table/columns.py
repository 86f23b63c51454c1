"""The sheets of a table of rules and their headings: one list for reading, for writing and for the packaged templates
(``data/score_tables``)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from xl_tools.core.dataclass import dataclass
from xl_tools.scoring.table.scheme import (
    PERIODS,
    Absent,
    Gate,
    Grade,
    Group,
    How,
    Kind,
    Matter,
    Registered,
    Result,
    Rule,
    Source,
    Step,
    Take,
    Unit,
    Way,
    When,
)

RULES, GROUPS, STEPS, MATTERS, GATES = "计分规则", "分组", "对照表", "加扣分", "否决和晋级"
GRADES, UNITS, SETTINGS, ACTUALS, REGISTERED = "等次", "参评单位", "设置", "填报", "登记"
ISSUED = "下发时"
"""The hidden sheet of a unit's own workbook: 填报 as it was handed out."""
PERIOD_HEADINGS = tuple(f"第{number}期" for number in range(1, PERIODS + 1))
TITLE, DECIMALS, OBJECTION = "标题", "小数位", "申诉办法"
WEIGHT_LABELS = tuple(f"{heading}权重" for heading in PERIOD_HEADINGS)
YES, NO = "是", "否"
OTHER = "上年或条件"
WHOLE, PLAIN = "满一步", "线性"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, the attribute it fills, and what stands in it: text (a name), prose, number, either (a name or a
    number), words (a list of names), flag (of the two ``words``, the first is true), or a word of an enumeration."""

    heading: str
    attribute: str
    holds: str | type[StrEnum] = "number"
    words: tuple[str, str] = (YES, NO)

    @property
    def choices(self) -> tuple[str, ...]:
        """The words of its drop-down; () where anything may stand."""
        if isinstance(self.holds, str):
            return self.words if self.holds == "flag" else ()
        return tuple(self.holds)


COLUMNS: Mapping[str, tuple[type, tuple[Column, ...]]] = {
    RULES: (
        Rule,
        (
            Column("编号", "key", "text"),
            Column("组", "group", "text"),
            Column("适用", "categories", "words"),
            Column("项目", "name", "prose"),
            Column("分值", "points"),
            Column("规则", "kind", Kind),
            Column("方向", "way", Way),
            Column("目标", "target"),
            Column("零分点", "zero"),
            Column("满分点", "full"),
            Column("每", "each"),
            Column("扣", "deduct"),
            Column("加", "add"),
            Column("取整", "whole", "flag", (WHOLE, PLAIN)),
            Column("最低", "floor"),
            Column("最高", "cap"),
            Column("不适用时", "absent", Absent),
            Column("取数", "take", Take),
            Column("对照表", "table", "text"),
            Column("修正上限", "limit"),
            Column("来源", "source", Source),
            Column("说明", "note", "prose"),
        ),
    ),
    GROUPS: (
        Group,
        (
            Column("组", "name", "text"),
            Column("并入", "parent", "text"),
            Column("合并", "how", How),
            Column("权重", "weight"),
            Column("满分", "expected"),
            Column("最低", "floor"),
            Column("最高", "cap"),
            Column("适用", "categories", "words"),
        ),
    ),
    STEPS: (Step, (Column("表名", "table", "text"), Column("从", "start", "either"), Column("值", "value"))),
    MATTERS: (
        Matter,
        (
            Column("事由", "name", "text"),
            Column("每次", "each"),
            Column("该项上限", "most"),
            Column("合并组", "pool", "text"),
            Column("合并上限", "pool_most"),
        ),
    ),
    GATES: (
        Gate,
        (
            Column("名称", "name", "text"),
            Column("条件", "when", When),
            Column("对象", "about", "text"),
            Column("值", "value"),
            Column("结果", "result", Result),
            Column("等次或系数", "goal", "text"),
        ),
    ),
    GRADES: (Grade, (Column("等次", "name", "text"), Column("分数线", "at_least"))),
    UNITS: (Unit, (Column("单位", "name", "text"), Column("类别", "category", "text"))),
    REGISTERED: (
        Registered,
        (
            Column("单位", "unit", "text"),
            Column("事由", "matter", "text"),
            Column("次数", "times"),
            Column("说明", "note", "prose"),
        ),
    ),
}
"""The record and the columns of each sheet, in the order in which they are written."""

OPTIONAL = {"最低", "最高", "该项上限", "合并上限", "满分", "目标", "零分点", "满分点", "每", "扣", "加", "值"}
"""Numbers that may be left out: their record has None."""

WORDS: Mapping[str, str] = {
    "note": "说明", "evidence": "佐证", "filler": "填报人", "appeal": "申诉", "why": "理由", "origin": "收自",
}  # fmt: skip
STAGES: Mapping[str, str] = {"own": "自评", "first": "初评", "again": "复核", "final": "终评"}
"""Of 填报: attributes of ``Actual`` that hold words, and those that hold points, with their headings."""

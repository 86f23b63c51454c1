"""The numbers of an assessment that stand in cells of the score workbook, where a person may change them.

Each has a key, the path of the number in the model, by which it is found again when the workbook is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from xl_tools.scoring.scheme import Assessment, Kind

RULES_KEY = "id"
"""Key of the line that says which assessment the workbook is made for."""
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of the sheet 考核办法. ``value`` is a number, 是/否, or None for a number that is not set."""

    key: str
    label: str
    value: Decimal | bool | None
    note: str = ""


def parameters(rules: Assessment) -> Iterator[Parameter]:
    """Every number that the workbook's formulas use, in the order of the sheet."""
    work = rules.work
    yield Parameter("work.points", f"{work.name}总分", work.points, "每个单位各项任务分值之和")
    for place, part in enumerate(rules.process):
        mode = "按赋分" if part.mode == "given" else "满分，按扣分记录扣减"
        yield Parameter(f"process.{place}.points", part.name, part.points, f"{rules.process_name}：{mode}")
        if part.mode == "deduct":
            yield Parameter(f"process.{place}.floor", f"{part.name}最低分", part.floor, "扣到这个分为止")
        for number, kind in enumerate(part.deductions):
            note = f"{part.name}：每次扣分；1 表示在“过程”表里直接填扣几分"
            yield Parameter(f"process.{place}.deductions.{number}.points", kind.name, kind.points, note)
    for place, evaluation in enumerate(rules.evaluation):
        how = f"{len(evaluation.by)} 个单位评价的平均分" if evaluation.by else "一个等次"
        yield Parameter(
            f"evaluation.{place}.points", evaluation.name, evaluation.points, f"{rules.evaluation_name}：{how}"
        )
    for place, worth in enumerate(rules.grade_points):
        yield Parameter(f"grade_points.{place}.points", f"评为{worth.name}", worth.points, "一个评价等次折合的分数")
    yield Parameter("bonus.cap", "附加分上限", rules.bonus.cap, "超过的部分不计")
    for place, bonus in enumerate(rules.bonus.kinds):
        yield Parameter(f"bonus.kinds.{place}.points", bonus.name, bonus.points, "附加分：每项加分")
    for place, grade in enumerate(rules.grades[:-1]):
        yield Parameter(f"grades.{place}.at_least", f"{grade.name}线", grade.at_least, "得分达到这个数（含）即为该等次")
    if rules.promotion:
        note = f"{rules.promotion.source}单位晋级{rules.promotion.target}的条件之一，按当年情况选"
        yield Parameter("promotion.year_holds", rules.promotion.year_name, rules.promotion.year_holds, note)
    excellent = rules.others.excellent
    if excellent and rules.others.treatment == "average":
        note = f"{rules.kind_words[Kind.OTHER]}评为{excellent.grade}的名额；空着表示文件没有规定名额"
        quota = None if excellent.quota is None else Decimal(excellent.quota)
        yield Parameter("others.excellent.quota", f"{excellent.name}名额", quota, note)


def with_overrides(rules: Assessment, texts: Mapping[str, str]) -> tuple[Assessment, list[str]]:
    """The assessment with the values that stand in cells, and the keys whose text is no value (they keep theirs)."""
    known = {entry.key: entry for entry in parameters(rules)}
    bad: list[str] = []
    for key, text in texts.items():
        entry = known.get(key)
        if entry is None:
            continue
        try:
            value = _value(entry, text)
            if value != entry.value:
                rules = Assessment.model_validate(_changed(rules.model_dump(), key.split("."), value))
        except (ValueError, InvalidOperation, ValidationError):
            bad.append(key)
    return rules, bad


def _value(entry: Parameter, text: str) -> Decimal | bool | None:
    if isinstance(entry.value, bool):
        if text not in (YES, NO):
            raise ValueError(text)
        return text == YES
    if not text and entry.key.endswith("quota"):
        return None
    return Decimal(text)


def _changed(document: Any, path: list[str], value: Decimal | bool | None) -> Any:
    """The same document with the value at a path replaced."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if isinstance(document, dict):
        return document | {first: _changed(document[first], rest, value)}
    place = int(first)
    return [_changed(part, rest, value) if at == place else part for at, part in enumerate(document)]

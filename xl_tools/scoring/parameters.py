"""The numbers of an assessment that stand in cells of the score workbook, where a person may change them.

Each has a key, by which it is found again when the workbook is read: the path of the number in the model, with the
parts of a list by their names. A place in a list would put one scheme's number into another's rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from xl_tools.core.dataclass import dataclass
from xl_tools.scoring.scheme import Assessment, Kind

RULES_KEY = "id"
"""Key of the line that says which assessment the workbook is made for."""
WHOLE_KEY = "scheme"
"""Key of the line that holds the whole assessment: a workbook needs no other file to be computed again."""
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of the sheet 考核办法. ``path`` leads to the number in the model ("process.0.points"); ``key`` is the
    same by names. ``value`` is a number, 是/否, or None for a number that is not set."""

    path: str
    key: str
    label: str
    value: Decimal | bool | None
    note: str = ""


def parameters(rules: Assessment) -> Iterator[Parameter]:
    """Every number that the workbook's formulas use, in the order of the sheet."""
    yield _plain("work.points", f"{rules.work.name}总分", rules.work.points, "每个单位各项任务分值之和")
    yield from _process(rules)
    for place, evaluation in enumerate(rules.evaluation):
        how = f"{len(evaluation.by)} 个单位评价的平均分" if evaluation.by else "一个等次"
        path, key = _both("evaluation", place, evaluation.name, "points")
        yield Parameter(path, key, evaluation.name, evaluation.points, f"{rules.evaluation_name}：{how}")
    for place, worth in enumerate(rules.grade_points):
        path, key = _both("grade_points", place, worth.name, "points")
        yield Parameter(path, key, f"评为{worth.name}", worth.points, "一个评价等次折合的分数")
    yield _plain("bonus.cap", "附加分上限", rules.bonus.cap, "超过的部分不计")
    for place, bonus in enumerate(rules.bonus.kinds):
        yield Parameter(
            *_both("bonus.kinds", place, bonus.name, "points"), bonus.name, bonus.points, "附加分：每项加分"
        )
    for place, grade in enumerate(rules.grades[:-1]):
        path, key = _both("grades", place, grade.name, "at_least")
        yield Parameter(path, key, f"{grade.name}线", grade.at_least, "得分达到这个数（含）即为该等次")
    if rules.promotion:
        note = f"{rules.promotion.source}单位晋级{rules.promotion.target}的条件之一，按当年情况选"
        yield _plain("promotion.year_holds", rules.promotion.year_name, rules.promotion.year_holds, note)
    excellent = rules.others.excellent
    if excellent and rules.others.treatment == "average":
        note = f"{rules.kind_words[Kind.OTHER]}评为{excellent.grade}的名额；空着表示文件没有规定名额"
        quota = None if excellent.quota is None else Decimal(excellent.quota)
        yield _plain("others.excellent.quota", f"{excellent.name}名额", quota, note)


def _process(rules: Assessment) -> Iterator[Parameter]:
    for place, part in enumerate(rules.process):
        mode = "按赋分" if part.mode == "given" else "满分，按扣分记录扣减"
        path, key = _both("process", place, part.name, "points")
        yield Parameter(path, key, part.name, part.points, f"{rules.process_name}：{mode}")
        if part.mode == "deduct":
            path, key = _both("process", place, part.name, "floor")
            yield Parameter(path, key, f"{part.name}最低分", part.floor, "扣到这个分为止")
        for number, kind in enumerate(part.deductions):
            note = f"{part.name}：每次扣分；1 表示在“过程”表里直接填扣几分"
            path, key = f"process.{place}.deductions.{number}.points", f"process.{part.name}.{kind.name}.points"
            yield Parameter(path, key, kind.name, kind.points, note)


def _plain(path: str, label: str, value: Decimal | bool | None, note: str) -> Parameter:
    return Parameter(path, path, label, value, note)


def _both(section: str, place: int, name: str, number: str) -> tuple[str, str]:
    """Path and key of a number in a list."""
    return f"{section}.{place}.{number}", f"{section}.{name}.{number}"


def with_overrides(rules: Assessment, texts: Mapping[str, str]) -> tuple[Assessment, list[str]]:
    """The assessment with the values that stand in cells, and the keys whose text is no value (they keep theirs).

    They are put in together: two grade lines that both move may pass each other on the way. Where together they make
    no sense, each section is tried for itself. Workbooks made before have paths instead of keys.
    """
    known = {name: entry for entry in parameters(rules) for name in (entry.path, entry.key)}
    bad: list[str] = []
    values: dict[str, dict[str, Decimal | bool | None]] = {}
    for key, text in texts.items():
        if entry := known.get(key):
            try:
                values.setdefault(entry.path.partition(".")[0], {})[key] = _value(entry, text)
            except (ValueError, InvalidOperation):
                bad.append(key)
    paths = {key: known[key].path for key in texts if key in known}
    together = {paths[key]: value for section in values.values() for key, value in section.items()}
    if changed := _with_values(rules, together):
        return changed, bad
    for section in values.values():
        changed = _with_values(rules, {paths[key]: value for key, value in section.items()})
        rules = changed or rules
        bad += [] if changed else section
    return rules, bad


def _with_values(rules: Assessment, values: Mapping[str, Decimal | bool | None]) -> Assessment | None:
    """The assessment with the values at their paths; None where it is none then."""
    document: Any = rules.model_dump()
    for path, value in values.items():
        document = _changed(document, path.split("."), value)
    try:
        return Assessment.model_validate(document) if document != rules.model_dump() else rules
    except ValidationError:
        return None


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

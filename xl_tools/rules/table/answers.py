"""P501, P502: numbered measures want numbered answers.

Numbers are compared only where both texts are surely one list each: a progress text without numbers, or one that is
numbered by sections of its own ("一、进展情况" "二、存在问题"), answers as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, Level, ProgressRow, ProgressSheet, Status
from xl_tools.core.text import chinese_number
from xl_tools.core.word_search import has_any
from xl_tools.parse.table.blocks import names_in, split_blocks
from xl_tools.rules.points import Points, points
from xl_tools.rules.registry import HINT, WARNING, Hit, rule
from xl_tools.rules.word_lists import bare, is_blank, once_per_sheet, pattern, settings, words

_COLUMNS = (Field.PROGRESS,)


@rule(
    "P501",
    WARNING,
    "整改措施{which}“{text!q}”，进展里没有对应的内容。",
    when="有的整改措施，进展里没有对应的内容",
    advice="请按措施的序号逐条写进展；还没有做的，写明打算什么时候做。",
    source="domain.md#text",
    columns=_COLUMNS,
)
def measure_has_no_answer(sheet: ProgressSheet) -> Iterator[Hit]:
    for row, compared in _compared(sheet):
        lacking = [(one, number) for one in compared for number in one.unanswered]
        if lacking:
            one, number = lacking[0]
            yield Hit(row.row, Field.PROGRESS, which=_which(lacking), text=one.measures[number])


@rule(
    "P502",
    HINT,
    "进展{which}“{text!q}”，在整改措施里没有对应的一条。",
    when="进展里有的条目，整改措施里没有对应的一条",
    advice="请核对序号有没有写错；多出来的内容可以并到相应的措施下面。",
    source="domain.md#text",
    columns=_COLUMNS,
)
def answer_has_no_measure(sheet: ProgressSheet) -> Iterator[Hit]:
    for row, compared in _compared(sheet):
        extra = [(one, number) for one in compared for number in one.extra]
        if extra:
            one, number = extra[0]
            yield Hit(row.row, Field.PROGRESS, which=_which(extra), text=one.extra[number])


class _Compared(NamedTuple):
    """Measures and answers of one unit (``unit`` is "" for the whole cell)."""

    unit: str
    measures: Mapping[int, str]
    unanswered: tuple[int, ...]
    extra: Mapping[int, str]


def _which(places: list[tuple[_Compared, int]]) -> str:
    """ "第3、4条", "松阳县第3条、龙泉市第2条"."""
    units: dict[str, list[str]] = {}
    for one, number in places:
        units.setdefault(one.unit, []).append(str(number))
    return "、".join(f"{unit}第{'、'.join(numbers)}条" for unit, numbers in units.items())


@once_per_sheet
def _compared(sheet: ProgressSheet) -> list[tuple[ProgressRow, list[_Compared]]]:
    """The entries in which measures and answers do not match."""
    found = []
    for row in sheet.rows:
        text = row.text(Field.PROGRESS)
        if row.applies and row.status.status is not Status.NOT_STARTED and not is_blank(text):
            compared = _of_row(sheet, row, text)
            if compared:
                found.append((row, compared))
    return found


def _of_row(sheet: ProgressSheet, row: ProgressRow, text: str) -> list[_Compared]:
    own, plan = row.text(Field.MEASURES), row.text(Field.PLAN)
    if sheet.level is not Level.COUNTY and row.blocks:
        return _by_unit(dict(split_blocks(own or plan, names_in(sheet.region))), bool(own), row)
    found = _compare("", own or plan, bool(own), text)
    return [found] if found else []


def _by_unit(plans: Mapping[str, str], own: bool, row: ProgressRow) -> list[_Compared]:
    """A cell with a block for each unit: each answers its own measures. Measures that are everybody's need not be
    answered by each."""
    compared = []
    for unit, text in row.blocks.items():
        found = _compare(unit, plans[unit], own, text) if unit in plans else None
        if found:
            compared.append(found)
    return compared


@lru_cache(maxsize=1024)
def _measures(plan: str, own: bool) -> Points | None:
    """The measures of a plan; None where they are not surely one numbered list. ``own``: nothing else stands there."""
    text = plan
    if not own:
        headings = list(pattern("answers", "measures").finditer(plan))
        if headings:
            text = plan[headings[-1].end() :]
        elif settings("answers")["goal"] in plan:
            return None
    found = points(_on_lines(text))
    return found if found.sure else None


def _compare(unit: str, plan: str, own: bool, text: str) -> _Compared | None:
    """None where all is answered, or it cannot be told which answer belongs to which measure."""
    measures = _measures(plan, own)
    if measures is None:
        return None
    if measures.kind == "arabic" and _plainly_answered(len(measures.lines), text):
        return None
    answers = points(text)
    wanted = measures.lines.keys()
    if answers.kind == measures.kind and answers.lines.keys() == wanted:
        return None
    text = _on_lines(text)
    answers = points(text, measures.kind)
    if answers.restarts and points(text).kind != measures.kind:
        return None
    if not answers.lines:
        answers = points(text)
        if not answers.sure or len(answers.lines) < 2 or any(_is_aside(line) for line in answers.lines.values()):
            return None
        if any(points(_on_lines(line), answers.kind).lines for line in measures.lines.values()):
            return None  # they may answer the parts of the measures
    if has_any(text, words("answers", "general")):
        return None
    answered = answers.lines.keys() | _joint(text)
    unanswered = [number for number in sorted(wanted - answered) if not _stands_somewhere(number, text)]
    if unanswered == [1] and _opens(text):
        unanswered = []
    beyond = answers.lines.keys() - wanted if answers.sure else set()
    extra = {number: answers.lines[number] for number in sorted(beyond) if not _is_aside(answers.lines[number])}
    return _Compared(unit, measures.lines, tuple(unanswered), extra) if unanswered or extra else None


def _plainly_answered(last: int, text: str) -> bool:
    """Lines "1." to the last, and none beyond: the usual case, told without taking the text apart."""
    lines = f"\n{text}"
    return f"\n{last + 1}." not in lines and all(f"\n{number}." in lines for number in range(last, 0, -1))


_INLINE = expression(
    r"(?<=[。；;！!.）)])[^\S\n]*(?=\d{1,2}[.．、](?!\d)"
    r"|[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,2}、(?![一二三四五六七八九十]))"
)
_CIRCLED = expression(r"(?<=.)(?=[①-⑳])")
_JOINT = expression(
    r"^[^\S\n]*+[（(]?(\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?P<sign>[-—–~～至到]|[、,，和及与])\s*(\d{1,2}|[一二三四五六七八九十]{1,3})[）)]?\s*[.．、:：]",
    re.MULTILINE,
)


def _on_lines(text: str) -> str:
    """Points that stand within a line ("…招标完成。3.二期工程…", "①…；②…") get lines of their own."""
    text = _INLINE.sub("\n", text)
    return _CIRCLED.sub("\n", text) if "①" in text else text


def _joint(text: str) -> set[int]:
    """Numbers answered together: "1-3.", "二、三："."""
    found: set[int] = set()
    for match in _JOINT.finditer(text):
        first, last = chinese_number(match[1]), chinese_number(match[3])
        if first and last:
            found |= {first, last} if match["sign"] in "、,，和及与" else set(range(first, min(last, 99) + 1))
    return found


def _stands_somewhere(number: int, text: str) -> bool:
    """ "…完工。3.10家企业…" begins point 3, or says 3.1: an answer may stand there."""
    return re.search(rf"(?:^|[\n。；;!！])\s{{0,30}}+{number}\s{{0,30}}[.．、]", text) is not None


def _opens(text: str) -> bool:
    """Whether the text begins without a number, and long enough for an answer."""
    lines = text.split("\n")
    begin = next((place for place, line in enumerate(lines) if points(line).lines), 0)
    return len(bare("".join(lines[:begin]))) >= int(settings("answers")["opening"])


def _is_aside(line: str) -> bool:
    return pattern("answers", "aside").match(line.lstrip("【[《“ ")) is not None

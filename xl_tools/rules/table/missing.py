"""M: is everything there that must be filled in, and is it content?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from xl_tools.core.addresses import split_cell
from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, ProgressRow, ProgressSheet, Status
from xl_tools.core.text import CHINESE_NUMERALS, squeeze, unusual
from xl_tools.core.word_search import has_any
from xl_tools.data import load
from xl_tools.forms.headings import title
from xl_tools.rules.registry import ERROR, HINT, WARNING, Hit, rule
from xl_tools.rules.word_lists import bare, is_blank, pattern, words

_CONTENT = (
    Field.TASK,
    Field.PLAN,
    Field.GOAL,
    Field.MEASURES,
    Field.DEADLINE,
    Field.PROGRESS,
    Field.STATUS,
    Field.UNITS,
    Field.LEADER,
    Field.PERSON,
)
"""Columns that must hold content. 无 is an answer in the others (存在问题, 说明)."""

_EMPTY_PLAN = expression(r"(整改目标)\s*+(?:[:：]\s*+)?整改措施|(整改措施)\s*+(?:[:：]\s*+)?$")
"""The form's two headings with nothing behind one of them."""


def _blank(sheet: ProgressSheet, *names: Field) -> Iterator[Hit]:
    for row in sheet.rows:
        for name in names:
            if name in sheet.columns and is_blank(row.text(name)):
                yield Hit(row.row, name)


@rule(
    "M201",
    ERROR,
    "没有填整改任务名称{how}。",
    when="任务名称没有填",
    advice="请照下发的清单填写，开头写明省里的编号，如“第十六项：”。",
    source="domain.md#what-must-be-filled-in",
    columns=(Field.TASK,),
)
def task_is_missing(sheet: ProgressSheet) -> Iterator[Hit]:
    """A number in its cell is no name, unless it is that of the province (第16项)."""
    for row in sheet.rows:
        text = row.text(Field.TASK)
        if is_blank(text):
            yield Hit(row.row, Field.TASK, how="")
        elif len(text) < _LONGEST_NUMBER and not row.province_serial and _ONLY_A_NUMBER.fullmatch(squeeze(text)):
            yield Hit(row.row, Field.TASK, how=f"，只写了“{text.strip()}”")


_LONGEST_NUMBER = 20
_ONLY_A_NUMBER = expression(
    rf"第?[\d{CHINESE_NUMERALS}][\d{CHINESE_NUMERALS}.、,()~-]*[项条号个件]?[、,.:]?|20\d\d年?(?:\d\d?月)?"
)


@rule(
    "M202",
    ERROR,
    "没有填{what}。",
    when="整改目标或整改措施没有填",
    advice="请照整改方案填写整改目标和逐条的整改措施。",
    source="domain.md#what-must-be-filled-in",
)
def goal_or_measures_are_missing(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        for name in (Field.PLAN, Field.GOAL, Field.MEASURES):
            if name in sheet.columns and is_blank(row.text(name)):
                yield Hit(row.row, name, what=title(sheet.form, name))
        plan = row.text(Field.PLAN)
        if "整改" in plan[-7:] or "整改措施" in plan[:16]:
            empty = _EMPTY_PLAN.search(plan)
            if empty:
                yield Hit(row.row, Field.PLAN, what=f"“{empty[1] or empty[2]}”的内容")


@rule(
    "M203",
    ERROR,
    "没有填完成时限。",
    when="完成时限没有填",
    advice="请照整改方案填写，如“2023年12月底前”或“立行立改，长期坚持”。",
    source="domain.md#what-must-be-filled-in",
    columns=(Field.DEADLINE,),
)
def deadline_is_missing(sheet: ProgressSheet) -> Iterator[Hit]:
    return _blank(sheet, Field.DEADLINE)


@rule(
    "M204",
    ERROR,
    "没有填目前进展情况{how}。",
    when="进展情况没有填，或者只写了一个数",
    advice="请对照整改措施逐条写明做了什么、做到什么程度；还没有启动的，写明原因和打算。",
    source="domain.md#what-must-be-filled-in",
    columns=(Field.PROGRESS,),
)
def progress_is_missing(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        text = row.text(Field.PROGRESS)
        if is_blank(text):
            yield Hit(row.row, Field.PROGRESS, how="")
        elif len(text) < _LONGEST_NUMBER and _ONLY_DIGITS.fullmatch(squeeze(text)):
            yield Hit(row.row, Field.PROGRESS, how=f"，只写了“{text.strip()}”")


_ONLY_DIGITS = expression(r"\d+(?:\.\d+)?")


@rule(
    "M205",
    ERROR,
    "没有填整改状态，四个选项都没有。",
    when="状态一格是空的",
    advice="请填“已完成”“达到序时进度”“未达序时进度”“尚未启动”中的一项。",
    source="domain.md#what-must-be-filled-in",
    columns=(Field.STATUS,),
)
def status_is_missing(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.status.verdict == "empty":
            yield Hit(row.row, Field.STATUS)


@rule(
    "M206",
    ERROR,
    "没有填责任单位。",
    when="责任清单里责任单位没有填",
    advice="请写明责任单位；有几个单位的，在牵头单位后面注明“（牵头）”。",
    source="domain.md#task-list",
    columns=(Field.UNITS,),
)
def unit_is_missing(sheet: ProgressSheet) -> Iterator[Hit]:
    led = {row.row for row in sheet.rows if row.text(Field.LEAD).strip()}
    return (hit for hit in _blank(sheet, Field.UNITS) if hit.row not in led)


@rule(
    "M207",
    WARNING,
    "列了不止一个责任单位，没有注明哪一个牵头：“{text!q}”。",
    when="责任清单里有几个责任单位，没有注明牵头的",
    advice="请在牵头单位后面注明“（牵头）”，免得任务没有人负总责。",
    source="domain.md#task-list",
    columns=(Field.UNITS,),
)
def no_unit_leads(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.text(Field.LEAD).strip():
            continue  # the lead has a column of its own
        text = row.text(Field.UNITS)
        helping = pattern("lead", "helping").search(text)
        text = text[: helping.start()] if helping else text
        count = sum(1 for name in pattern("lead", "between").split(text) if name.strip())
        if count > 1 and not has_any(text, words("lead", "words")):
            yield Hit(row.row, Field.UNITS, text=row.text(Field.UNITS))


@rule(
    "M208",
    WARNING,
    "没有填{heading}。",
    when="责任清单里责任领导或责任人没有填",
    advice="请写明姓名或职务。",
    source="domain.md#task-list",
)
def person_is_missing(sheet: ProgressSheet) -> Iterator[Hit]:
    for hit in _blank(sheet, Field.LEADER, Field.PERSON):
        assert hit.field is not None
        hit.values["heading"] = title(sheet.form, hit.field)
        yield hit


@rule(
    "M209",
    WARNING,
    "“{heading}”里的“{text!q}”不是实际内容。",
    when="用“无”“/”“同上”“XX个”等代替内容",
    advice="请写明实际内容；这项任务与本单位无关的，写明“无此项整改任务”和理由。",
    source="domain.md#what-must-be-filled-in",
)
def placeholder_stands_for_content(sheet: ProgressSheet) -> Iterator[Hit]:
    longest = words_limit()
    columns = [name for name in _CONTENT if name in sheet.columns]
    dittos = sheet.layout.dittos
    for cell, (name, mark) in dittos.items():
        heading = title(sheet.form, name, sheet.level) if sheet.form.has(name) else str(name)
        yield Hit(split_cell(cell)[0], name, cell, heading=heading, text=mark)
    for row in sheet.rows:
        for name in columns:
            if dittos and sheet.cell(row.row, name) in dittos:
                continue
            text = row.text(name)
            if not text:
                continue
            found = None
            if len(text) <= longest and _says_nothing(text, name) and not _is_answer(row, name, text):
                found = text
            if found is None and name in (Field.PROGRESS, Field.DEADLINE):
                found = _gap(text)
            if found is not None:
                yield Hit(row.row, name, heading=title(sheet.form, name), text=found)


def words_limit() -> int:
    """The longest text that may be nothing but a placeholder."""
    return int(load("rules")["placeholder"]["longest"])


def _gap(text: str) -> str | None:
    """The gap left in a sentence ("XX个"); None when there is none."""
    odd = unusual(text)
    if (odd and has_any(odd, words("placeholder", "part_signs"))) or has_any(text, words("placeholder", "part_words")):
        match = pattern("placeholder", "part").search(text)
        return match[0] if match else None
    return None


@lru_cache(maxsize=4096)
def _says_nothing(text: str, name: Field) -> bool:
    """Whether a short text is a placeholder and nothing else. Regions and deadlines come again in every row."""
    said = bare(text)
    if said in words("placeholder", "truth_values"):
        return name is not Field.STATUS
    if name is not Field.STATUS:  # there (x) may be a box
        said = said.strip("()（）")
    return pattern("placeholder", "whole").fullmatch(said) is not None


def _is_answer(row: ProgressRow, name: Field, text: str) -> bool:
    """无 is what there is to say about the progress of a task that is not started."""
    not_started = row.status.status is Status.NOT_STARTED
    return name is Field.PROGRESS and not_started and bare(text).rstrip("。") in words("placeholder", "nothing_yet")


@rule(
    "M210",
    WARNING,
    "“{heading}”里还留着填表提示：“{text!q}”。",
    when="填表提示没有删掉",
    advice="请删掉提示，只留填写的内容。",
    source="domain.md#what-must-be-filled-in",
)
def instruction_is_left(sheet: ProgressSheet) -> Iterator[Hit]:
    columns = [name for name in sheet.columns if name is not Field.REMARK]
    for row in sheet.rows:
        for name in columns:
            text = row.text(name)
            said = text and _instruction(text)
            if said:
                yield Hit(row.row, name, heading=title(sheet.form, name), text=said)


@lru_cache(maxsize=4096)
def _instruction(text: str) -> str:
    """Instruction text in a cell, "" when there is none. Locked texts come again with every unit: it is kept."""
    match = pattern("instruction", "patterns").search(text) if has_any(text, words("instruction", "marks")) else None
    return match[0].strip("（()）。；;：:\n ") if match else ""


@rule(
    "M211",
    HINT,
    "写明与本单位无关：“{text!q}”；这一行不按漏填处理，也不计入统计。",
    when="用文字写明本单位没有这项任务（不算漏填，也不计入统计）",
    advice="请核对确实无关；有关的，请照常填写。",
    source="domain.md#what-must-be-filled-in",
)
def task_does_not_apply(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        if not row.applies:
            name = next((name for name in sheet.columns if _says_so(row.text(name))), None)
            yield Hit(row.row, name, text=row.text(name) if name else row.text(Field.TASK))


def _says_so(text: str) -> bool:
    """The words by which the reader of sheets knows it, so that the right cell is named."""
    known = load("tables")["words"]
    return 0 < len(text.strip()) <= known["not_applicable_max"] and any(
        re.search(said, squeeze(text)) for said in known["not_applicable"]
    )

"""D: deadlines, alone and against the day of the check (later than issued: ``issued.py``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from xl_tools.core.expressions import expression
from xl_tools.core.records import DeadlineReading, Field, Mode, ProgressRow, ProgressSheet, Status, UnitDeadline
from xl_tools.core.text import squeeze
from xl_tools.core.word_search import has_any
from xl_tools.data import load
from xl_tools.parse.table.blocks import names_in, split_blocks
from xl_tools.rules.context import Context
from xl_tools.rules.dates import days_named, sure_due
from xl_tools.rules.points import numbered
from xl_tools.rules.registry import ERROR, HINT, WARNING, Hit, rule
from xl_tools.rules.templates import excerpt
from xl_tools.rules.word_lists import is_blank, pattern, plan_column, plan_text, sentence_around, words

_DEADLINE = (Field.DEADLINE,)
_BOTH = (Field.DEADLINE, Field.STATUS)


@rule(
    "D401",
    WARNING,
    "完成时限“{text!q}”读不出是什么时候。",
    when="完成时限读不懂",
    advice="请写成“2023年12月底前”“立行立改，长期坚持”这样的说法，或者直接填日期。",
    source="domain.md#deadlines",
    columns=_DEADLINE,
)
def deadline_is_not_read(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        reading = row.deadline
        if reading.fault == "unread" and not is_blank(reading.text):
            unread = [block.text for block in reading.blocks if _says_nothing(block)]
            yield Hit(row.row, Field.DEADLINE, text=unread[0] if unread else reading.text)


def _says_nothing(reading: DeadlineReading | UnitDeadline) -> bool:
    return reading.due is None and not reading.modes and bool(reading.text)


@rule(
    "D402",
    ERROR,
    "完成时限“{text!q}”里的日期不存在。",
    when="日期不存在（2月30日、13月）",
    advice="请对照整改方案改成正确的日期。",
    source="domain.md#deadlines",
    columns=_DEADLINE,
)
def date_is_impossible(sheet: ProgressSheet) -> Iterator[Hit]:
    return _faulty(sheet, "impossible")


@rule(
    "D403",
    WARNING,
    "完成时限“{text!q}”没有写年份。",
    when="完成时限没有写年份",
    advice="请写明是哪一年，如“2023年12月底前”。",
    source="domain.md#deadlines",
    columns=_DEADLINE,
)
def year_is_missing(sheet: ProgressSheet) -> Iterator[Hit]:
    return _faulty(sheet, "no_year")


@rule(
    "D408",
    ERROR,
    "完成时限一栏写的是“{text!q}”，像是别的栏的内容。",
    when="完成时限里是别的栏的内容",
    advice="请检查是不是填串了列，把时限填回来。",
    source="domain.md#deadlines",
    columns=_DEADLINE,
)
def other_content_stands_there(sheet: ProgressSheet) -> Iterator[Hit]:
    return _faulty(sheet, "other_content")


def _faulty(sheet: ProgressSheet, fault: str) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.deadline.fault == fault:
            yield Hit(row.row, Field.DEADLINE, text=row.deadline.text)


@rule(
    "D409",
    HINT,
    "完成时限“{text!q}”以另一件事为准，没有日期，不参加到期预警。",
    when="时限以某件事为准，没有日期",
    advice="能确定日期的，请补上日期。",
    source="domain.md#deadlines",
    columns=_DEADLINE,
)
def deadline_is_relative(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.deadline.due is None and Mode.RELATIVE in row.deadline.modes:
            yield Hit(row.row, Field.DEADLINE, text=row.deadline.text)


@rule(
    "D405",
    HINT,
    "离完成时限{due}还有{days}天，任务还没有完成。",
    when="离到期不超过30天，还没有完成",
    advice="请抓紧收尾，按时完成的及时改勾“已完成”。",
    source="domain.md#lights",
    columns=_BOTH,
)
def due_is_near(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    near = int(load("policy")["lights"]["orange"])
    for row in sheet.rows:
        if row.status.status is not None and row.status.status is not Status.COMPLETED:
            due = sure_due(row)
            if due and 0 <= (due - context.as_of).days <= near:
                yield Hit(row.row, Field.DEADLINE, due=due, days=(due - context.as_of).days)


@rule(
    "D406",
    ERROR,
    "已超过完成时限{due}（按{as_of}算，超期{days}天），任务未达序时进度。",
    when="已经超期，任务未达序时进度",
    advice="请核对时限和状态；确实超期的，请说明情况，按规定上报。",
    source="domain.md#lights",
    columns=_BOTH,
)
def overdue_and_behind(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.status.status is Status.BEHIND:
            due = sure_due(row)
            if due and due < context.as_of:
                yield Hit(row.row, Field.DEADLINE, due=due, as_of=context.as_of, days=(context.as_of - due).days)


@rule(
    "D407",
    WARNING,
    "完成时限分写的单位和整改目标、措施里的对不上：{difference}。",
    when="时限分单位写的，单位和整改目标、措施里的对不上",
    advice="请让两栏分写的单位一致。",
    source="domain.md#deadlines",
    columns=_DEADLINE,
)
def blocks_do_not_match(sheet: ProgressSheet) -> Iterator[Hit]:
    column = plan_column(sheet)
    if column is None or not any(row.deadline.blocks for row in sheet.rows):
        return
    names = names_in(sheet.region)
    for row in sheet.rows:
        if not row.deadline.blocks:
            continue
        dated = [block.unit for block in row.deadline.blocks]
        plan = row.text(column)
        planned = [unit for unit, _ in split_blocks(plan, names)]
        if planned:
            # A zone of the unit list heads no block that can be told here; its name in the plan is enough.
            extra = [unit for unit in dated if unit not in planned and unit not in plan]
            lacking = [unit for unit in planned if unit not in dated]
            if extra or lacking:
                yield Hit(row.row, Field.DEADLINE, difference=_difference(extra, lacking))


@rule(
    "D411",
    HINT,
    "完成时限写的是一个数“{text}”，按表格里的日期算是{due}，就按这一天读。",
    when="完成时限是一个五位数（日期没有按日期显示）",
    advice="请看一看是不是这一天；是的，把格子的格式改成日期，或者写成“{due}”。",
    source="domain.md#deadlines",
    columns=_DEADLINE,
)
def date_is_shown_as_a_number(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        for reading in row.deadline.blocks or (row.deadline,):
            if reading.due and _NUMBER.fullmatch(squeeze(reading.text)):
                yield Hit(row.row, Field.DEADLINE, text=reading.text.strip(), due=reading.due)


_NUMBER = expression(r"[0-9]{5}(?:\.[0-9]+)?")


def _difference(extra: list[str], lacking: list[str]) -> str:
    said = []
    if extra:
        said.append(f"时限里多了{'、'.join(extra)}")
    if lacking:
        said.append(f"时限里少了{'、'.join(lacking)}")
    return "，".join(said)


@rule(
    "D410",
    WARNING,
    "勾的是“达到序时进度”，但措施里“{text}”的时间已过（按{as_of}算），进展里写的是“{said}”，像是还没有做完。",
    when="勾了达到序时进度，可是某条措施自己的时间已过，进展里写着还没有做完",
    advice="没有做完的，请改勾“未达序时进度”，并写明原因和下一步安排；做完的请在进展里写明。",
    source="domain.md#measures-with-days-of-their-own",
    columns=(Field.STATUS, Field.PROGRESS),
)
def measure_is_late(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.status.status is Status.ON_SCHEDULE:
            late = _late_measure(row, context.as_of)
            if late:
                yield Hit(row.row, Field.STATUS, text=late[0], as_of=context.as_of, said=late[1])


def _late_measure(row: ProgressRow, as_of: date) -> tuple[str, str] | None:
    """The words that date a measure which is past its date, and those by which its answer is not done; None when
    there are none.

    A measure with several dates counts by its last. Without an answer of the same number the whole text answers.
    """
    plan = plan_text(row)
    if not any(day < as_of for day, _, _ in _limits(plan)):
        return None
    progress = row.text(Field.PROGRESS)
    answers = numbered(progress)
    for number, measure in numbered(plan).items():
        limits = _limits(measure)
        if limits and max(limits)[0] < as_of:
            answer = answers.get(number, progress if not answers else None)
            undone = answer and _undone(answer)
            if answer and undone:
                _, start, end = max(limits)
                clause = sentence_around(answer, *undone.span())
                return excerpt(measure, start, end), excerpt(answer[slice(*clause)], 0, 0)
    return None


@lru_cache(maxsize=1024)
def _limits(text: str) -> tuple[tuple[date, int, int], ...]:
    """The dates by which something must be done, with their places. Plans come again with every county: it is kept."""
    return tuple((day, start, end) for start, end, day in days_named(text) if _is_a_limit(text, end))


def _is_a_limit(text: str, end: int) -> bool:
    """Whether a date is one by which something must be done ("2021年6月底前"), and not when something was."""
    return text[end : end + 3].lstrip("年月").startswith(("底前", "底之前", "前", "之前", "以前", "底完", "底全"))


def _undone(answer: str) -> re.Match[str] | None:
    """Where an answer says that it is not done. Words may say it that are not known: then it does not."""
    sure = pattern("measure", "open").search(answer)
    if sure or has_any(answer, words("measure", "done")):
        return sure
    return pattern("measure", "begun").search(answer)

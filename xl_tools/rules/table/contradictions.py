"""T308 to T310: the tick says one thing, the text of the row another.

Prose is read conservatively: a sentence counts only where a cue of ``data/rules.toml`` stands in it and nothing
around the cue takes it back (a date in the past, "督察时", "现已完成", upkeep after completion).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, ProgressRow, ProgressSheet, Status
from xl_tools.core.word_search import Words, has_any, matches
from xl_tools.rules.context import Context
from xl_tools.rules.dates import last_day_named
from xl_tools.rules.registry import WARNING, Hit, rule
from xl_tools.rules.templates import excerpt
from xl_tools.rules.word_lists import bare, pattern, sentence_around, settings, words

_CLAUSE_ENDS = "。；;！!？?\n，,"


@rule(
    "T308",
    WARNING,
    "勾的是“已完成”，但进展里写着“{text}”，像是还没有做完。",
    when="勾了已完成，文字却说正在做、还没做或者打算做",
    advice="还没有做完的，请改勾“达到序时进度”或“未达序时进度”；做完了的，请把这句话改写明白。",
    source="domain.md#status-and-the-rest-of-the-row",
    columns=(Field.STATUS, Field.PROGRESS),
)
def completed_but_under_way(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.status.status is Status.COMPLETED:
            text = row.text(Field.PROGRESS)
            problem = open_problem(row)
            if problem:  # its words are quoted by T309
                text = text.replace(problem, "", 1)
            place = under_way(text, context.as_of)
            if place:
                left, right = sentence_around(text, *place)
                yield Hit(row.row, Field.STATUS, text=excerpt(text[left:right], place[0] - left, place[1] - left))


@rule(
    "T309",
    WARNING,
    "勾的是“已完成”，但还写着存在的问题：“{text!q}”。",
    when="勾了已完成，还写着没有解决的问题",
    advice="问题没有解决的，请改勾相应的进度；已经解决的，请写明怎么解决的；没有问题的写“无”。",
    source="domain.md#status-and-the-rest-of-the-row",
    columns=(Field.STATUS,),
)
def completed_but_problem_is_open(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.status.status is Status.COMPLETED:
            problem = open_problem(row)
            if problem:
                yield Hit(row.row, Field.STATUS, text=problem)


@rule(
    "T310",
    WARNING,
    "勾的是“尚未启动”，但进展里写着“{text!q}”。",
    when="勾了尚未启动，却写了进展",
    advice="已经动手的，请改勾相应的进度；确实没有启动的，请改写进展。",
    source="domain.md#status-and-the-rest-of-the-row",
    columns=(Field.STATUS, Field.PROGRESS),
)
def not_started_but_reported(sheet: ProgressSheet) -> Iterator[Hit]:
    for row in sheet.rows:
        if row.status.status is Status.NOT_STARTED:
            clause = reported_progress(row.text(Field.PROGRESS))
            if clause:
                yield Hit(row.row, Field.STATUS, text=clause)


class _Cue(NamedTuple):
    word: Words
    pattern: re.Pattern[str]
    begins: bool
    """Whether the pattern begins with the word."""
    date: str
    rejects: bool
    """Whether it tells that a step after completion failed."""

    def said(self, text: str) -> Iterator[re.Match[str]]:
        if self.begins:
            return matches(self.pattern, self.word, text)
        return self.pattern.finditer(text) if has_any(text, self.word) else iter(())


@cache
def _cues() -> tuple[_Cue, ...]:
    return tuple(
        _Cue(
            Words([cue["word"]]),
            expression(cue["pattern"]),
            cue["pattern"].startswith(cue["word"]),
            cue["date"],
            cue.get("rejects", False),
        )
        for cue in settings("underway")["cues"]
    )


def under_way(text: str, as_of: date) -> tuple[int, int] | None:
    """Where a text says that work goes on or is still to come; None when it does not surely say so."""
    for cue in _cues():
        for match in cue.said(text):
            if not _is_taken_back(text, match, upkeep=not cue.rejects) and _is_ahead(match[0], cue.date, as_of):
                return match.span()
    return None


def _is_taken_back(text: str, match: re.Match[str], *, upkeep: bool) -> bool:
    """Whether the sentence tells of the past, or, with ``upkeep``, of what goes on after completion."""
    start, end = match.span()
    left, right = sentence_around(text, start, end)
    if pattern("underway", "past").search(text, left, start) or pattern("underway", "ended").search(text, end, right):
        return True
    clause = sentence_around(text, start, end, _CLAUSE_ENDS)
    return upkeep and pattern("underway", "upkeep").search(text, *clause) is not None


def _is_ahead(said: str, wanted: str, as_of: date) -> bool:
    if wanted == "any":
        return True
    day = last_day_named(said)
    return wanted == "open" if day is None else day > as_of


def open_problem(row: ProgressRow) -> str | None:
    """What an entry says of a problem that is still open; None when there is none, or it is solved."""
    own = row.text(Field.PROBLEMS)
    return own.strip() if own and _is_open(own) else _problem_told(row.text(Field.PROGRESS))


@lru_cache(maxsize=256)
def _problem_told(text: str) -> str | None:
    """The open problem that a progress text tells of. Two rules ask."""
    if not has_any(text, words("open_problem", "marks")):
        return None
    for heading in pattern("open_problem", "heading").finditer(text):
        end = pattern("open_problem", "next").search(text, heading.end())
        content = text[heading.end() : end.start() if end else len(text)]
        if _is_open(content) and not pattern("open_problem", "answered").search(text, heading.end()):
            return content.strip()
    said = pattern("open_problem", "said").search(text) if "存在" in text else None
    if said:
        left, right = sentence_around(text, *said.span())
        if _is_open(text[left:right]) and not pattern("underway", "past").search(text, left, said.start()):
            return text[said.start() : right].strip()
    return None


def _is_open(content: str) -> bool:
    said = bare(content)
    return (
        len(said) > 1
        and not pattern("open_problem", "none").search(said)
        and not pattern("open_problem", "solved").search(said)
    )


def reported_progress(text: str) -> str | None:
    """The words in which a text reports that something was done or begun; None when it does not."""
    if not has_any(text, words("reported", "marks")):
        return None
    for match in pattern("reported", "patterns").finditer(text):
        left, right = sentence_around(text, *match.span(), _CLAUSE_ENDS)
        if not pattern("reported", "unless").search(text, left, match.start() + 1):
            return text[left:right].strip()
    return None

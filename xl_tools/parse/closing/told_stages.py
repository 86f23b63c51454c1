"""Steps of closing that a progress text says are done, where it says so of the task as a whole: 本项整改已通过市级验收.

What passes acceptance or is published in such a text is more often a building site, a file or one of several places:
without 本项, 整改任务 or the like in front nothing is read from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from xl_tools.core.expressions import expression
from xl_tools.core.records import Stage
from xl_tools.core.text import squeeze
from xl_tools.data import load
from xl_tools.parse.status.status_words import read_words

_SENTENCE = expression(r"[。；;!！\n]")
_CLAUSE = expression(r"[，,]")
_DAY = expression(r"(?<!\d)(20\d\d)年(\d{1,2})月(\d{1,2})[日号]")


def told_stages(text: str) -> Mapping[Stage, date | None]:
    """The steps in sentences about the task as a whole, each with its day where the same part of its sentence names one
    day alone."""
    found: dict[Stage, date | None] = {}
    order = list(Stage)
    sentences = [squeeze(sentence) for sentence in _SENTENCE.split(text)]
    for at, sentence in enumerate(sentences):
        of_task = _whole_task().search(sentence)
        said = sentence[of_task.end() :] if of_task else ""
        sure = said and not any(_texts(name).search(said) for name in ("not_whole", "to_come"))
        stage = read_words(said).stage if sure else None
        if stage is None or any(_texts("gone_back").search(later) for later in sentences[at:]):
            continue
        found.setdefault(stage, None)
        for clause in _CLAUSE.split(said):
            own = read_words(clause).stage
            if own is not None and order.index(own) <= order.index(stage):
                found[own] = found.get(own) or _only_day(clause)
    return found


def accepted_by(text: str) -> str:
    """Whose acceptance the sentences about the task as a whole tell ("县", "市", "省"), the highest of several; ""
    where they do not say."""
    sentences = [squeeze(sentence) for sentence in _SENTENCE.split(text)]
    told = [_texts("accepted_by").findall(one) for one in sentences if _whole_task().search(one)]
    return level_of("".join(word for words in told for word in words))


def acceptance_in(heading: str) -> str:
    """Whose acceptance a heading names (市级验收时间); "" where it names none."""
    return level_of("".join(_texts("accepted_by").findall(squeeze(heading))))


def level_of(name: str) -> str:
    """The highest level that a name of a step, or some words, tell."""
    levels = load("closing")["levels"]
    return next((level for level in reversed(levels) if any(word in name for word in levels[level])), "")


@cache
def _texts(name: str) -> re.Pattern[str]:
    return expression(load("closing")["texts"][name])


@cache
def _whole_task() -> re.Pattern[str]:
    return expression(rf"(?:^|[,，:：)）.、])(?:{load('closing')['texts']['whole_task']})")


def _only_day(clause: str) -> date | None:
    days = _DAY.findall(clause)
    try:
        return date(*map(int, days[0])) if len(days) == 1 else None
    except ValueError:
        return None

"""Columns side by side for one thing at several times: which month a heading names, and which are in a row.

A month is a number that grows with time: twelve for a year, a day of it the fraction. Without a year it is that of the
columns beside it; a year may turn among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from xl_tools.core.expressions import expression
from xl_tools.core.text import squeeze

_MONTH = expression(
    r"(?:(20\d\d)[年./-])?(1[0-2]|0?[1-9])月(?:份|底|末)?(?!\d{0,2}日)|(20\d\d)[./-](1[0-2]|0?[1-9])(?!\d)"
)
_QUARTER = expression(r"(?:(20\d\d)年)?第?([一二三四1-4])季度")
_HALF = expression(r"(?:(20\d\d)年)?(上|下)半年")
_RELATIVE = expression(r"上上月|上月|上期|上季度|本月|本期|本季度|当月|当期")
_BEFORE = {"上上月": -2, "上月": -1, "上期": -1, "上季度": -1}
_BARE = expression(
    r"(?:截[至止]|至)?(?:(20\d\d)年)?(1[0-2]|0?[1-9])月(?:份|底|末|(\d{1,2})[日号])?"
    r"|(20\d\d)(?:[./-](1[0-2]|0[1-9]|[2-9])(?:[./-](\d{1,2}))?|(0[1-9]|1[0-2]))"
)
"""2022.1 is none: a number for October looks the same."""
_HALF_A_YEAR = 6
_DOUBTFUL = expression(r"20\d\d\.1")


def month_of(text: str) -> float | None:
    """The month that a heading names among other words, without white space; None where it names none. Those counted
    from now are not above 0."""
    match = _MONTH.search(text)
    if match:
        return _number(match[1] or match[3], int(match[2] or match[4]))
    if quarter := _QUARTER.search(text):
        return _number(quarter[1], 3 * ("一二三四1234".index(quarter[2]) % 4 + 1))
    if half := _HALF.search(text):
        return _number(half[1], 6 if half[2] == "上" else 12)
    relative = _RELATIVE.search(text)
    return _BEFORE.get(relative[0], 0) if relative else None


def without_month(text: str) -> str:
    """A heading without the words that name its month."""
    for words in (_MONTH, _QUARTER, _HALF, _RELATIVE):
        text = words.sub("", text)
    return text


def months_alone(headings: Mapping[int, str]) -> dict[int, float]:
    """The columns whose heading is a month, a quarter or a day and nothing else; none where one of them may be
    either of two months."""
    texts = {column: squeeze(heading) for column, heading in headings.items()}
    if any(_DOUBTFUL.fullmatch(text) for text in texts.values()):
        return {}
    return {column: month for column, text in texts.items() if (month := _alone(text)) is not None}


def _alone(text: str) -> float | None:
    match = _BARE.fullmatch(text)
    if match:
        day = int(match[3] or match[6] or 0)
        return _number(match[1] or match[4], int(match[2] or match[5] or match[7])) + day / 100
    alone = any(words.fullmatch(text) for words in (_QUARTER, _HALF, _RELATIVE))
    return month_of(text) if alone else None


def _number(year: str | None, month: int) -> float:
    return int(year or 0) * 12 + month


def in_time(months: Mapping[int, float]) -> dict[int, float]:
    """The months by column, left to right, on one scale. One without a year is in that of the column before it, or in
    the next where it would go back. Without any year they go on from left to right or from right to left, into the next
    year where they begin anew, the shorter way; in no order, the first months of a year come after the last."""
    found = dict(sorted(months.items()))
    plain = {column: month for column, month in found.items() if 0 < month < 13}
    dated = [column for column, month in found.items() if month >= 13]
    if plain and dated:
        year = (int(found[dated[0]]) - 1) // 12 - (
            any(column < dated[0] for column in plain) and _turns(found, dated[0])
        )
        last = 0.0
        for column, month in found.items():
            if column in plain:
                year += month < last
                found[column], last = year * 12 + month, month
            elif month >= 13:
                year = (int(month) - 1) // 12
                last = month - year * 12
        return found
    scales = [scale for order in (list(plain), list(plain)[::-1]) if (scale := _going_on(plain, order))]
    if scales:
        return found | min(scales, key=lambda scale: max(scale.values()) - min(scale.values()))
    turns = any(month >= 10 for month in plain.values()) and any(month < 4 for month in plain.values())
    return found | {column: month + 12 for column, month in plain.items() if turns and month < 7}


def _going_on(months: Mapping[int, float], order: Sequence[int]) -> dict[int, float] | None:
    """The months as they go on in an order of their columns, into the next year once; None where they do not."""
    back = [at for at in range(1, len(order)) if months[order[at]] < months[order[at - 1]]]
    if len(back) > 1 or (back and months[order[-1]] >= months[order[0]]):
        return None
    later = order[back[0] :] if back else ()
    scale = {**months, **{column: months[column] + 12 for column in later}}
    steps = (scale[after] - scale[before] for before, after in pairwise(order))
    return None if back and max(steps) > _HALF_A_YEAR else scale  # 11, 12, 10 are in no order


def _turns(months: Mapping[int, float], first: int) -> bool:
    """Whether a year turns between the column before the first one with a year, and that one."""
    before = [month for column, month in months.items() if column < first and month > 0]
    return bool(before) and before[-1] > (months[first] - 1) % 12 + 1

"""P504, P506: the same text as last period, or in two tasks.

Texts grow from period to period, and one new figure or sentence is a report; a text counts as copied only when nothing
but dates and a few words without news have changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from xl_tools.core.expressions import expression
from xl_tools.core.records import Field, Place, ProgressRow, ProgressSheet, Stage, Status
from xl_tools.core.text import squeeze
from xl_tools.core.word_search import has_any
from xl_tools.rules.context import Context
from xl_tools.rules.matching import partners
from xl_tools.rules.registry import HINT, WARNING, Found, Hit, also_finds, rule
from xl_tools.rules.templates import quoted
from xl_tools.rules.word_lists import bare, pattern, settings, words


@rule(
    "P504",
    WARNING,
    "{whose}的进展和上期{how}，状态也没有变。",
    when="进展和上期相同或几乎相同，状态也没有变",
    advice="请写这一期做了什么、到了哪一步；确实没有新进展的，写明原因和下一步安排。",
    source="domain.md#between-periods",
    needs=("previous",),
    columns=(Field.PROGRESS, Field.STATUS),
)
def text_is_copied(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    before = context.previous_for(sheet)
    if before is None:
        return
    earlier = partners(sheet, before)
    for row in sheet.rows:
        then = earlier.get(row.row)
        if then is None or row.status.status is None or row.status.status is not then.status.status or _closed(then):
            continue
        copied = _copied(row, then)
        if copied:
            yield Hit(row.row, Field.PROGRESS, whose=copied.unit, how=copied.how)


class _Copied(NamedTuple):
    unit: str
    how: str


def _copied(row: ProgressRow, then: ProgressRow) -> _Copied | None:
    """By unit where both cells have a block for each; else the whole cell."""
    if row.blocks and then.blocks:
        same = [(unit, copied_as(text, then.blocks[unit])) for unit, text in row.blocks.items() if unit in then.blocks]
        units = [unit for unit, how in same if how]
        how = next((how for _, how in same if how), "")
        return _Copied("、".join(units), how) if units else None
    how = copied_as(_said(row), _said(then))
    return _Copied("这里", how) if how else None


def _said(row: ProgressRow) -> str:
    return f"{row.text(Field.PROGRESS)}{row.text(Field.PROBLEMS)}"


def _closed(row: ProgressRow) -> bool:
    """Closed last period: nothing is left to report."""
    if row.status.status is not Status.COMPLETED:
        return False
    closed = words("copied", "closed")
    return row.status.stage in (Stage.CLOSED, Stage.FILED) or has_any(row.text(Field.PROGRESS), closed)


def copied_as(now: str, then: str) -> str:
    """How a text is the earlier one: "一字不差", "几乎一样，只…"; "" when it is another."""
    given = settings("copied")
    longer, shorter = max(len(now), len(then)), min(len(now), len(then))
    if shorter < int(given["shortest"]) or shorter < longer * float(given["similar"]) - _DATES_MAY_TAKE:
        return ""
    if now == then:
        return "一字不差"
    if _same_figures(now, then):
        return _nearly(now, then, "一字不差")
    now, then = _undated(now), _undated(then)
    return _nearly(now, then, "几乎一样，只改了日期") if _same_figures(now, then) else ""


_DATES_MAY_TAKE = 40
"""Characters: "截至2022年12月31日" in two or three places."""
_DIGITS = expression(r"\d+")
_SIGNS = expression(r"[\W_]+")


def _same_figures(now: str, then: str) -> bool:
    here, there = _DIGITS.findall(now), _DIGITS.findall(then)
    return here == there or [int(digits[:100]) for digits in here] == [int(digits[:100]) for digits in there]


def _undated(text: str) -> str:
    return pattern("copied", "dates").sub("", text)


def _nearly(now: str, then: str, same: str) -> str:
    """``same`` where nothing but spaces, width and signs has changed."""
    given = settings("copied")
    from rapidfuzz.distance import Indel  # paid for only where a previous period is at hand

    if not Indel.normalized_similarity(now, then, score_cutoff=float(given["similar"])):
        return ""
    steps = [
        (step.tag, then[step.src_start : step.src_end], now[step.dest_start : step.dest_end])
        for step in Indel.opcodes(then, now)
    ]
    changes = [(old, new) for old, new in _changes(steps) if _bare_words(old) != _bare_words(new)]
    if not changes:
        return same
    longest = int(given["longest_change"])
    for old, new in changes:
        if max(len(old), len(new)) > longest or has_any(old + new, words("copied", "news")):
            return ""
    old, new = changes[0]
    more = f"等{len(changes)}处" if len(changes) > 1 else ""
    if old and new:
        return f"几乎一样，只把“{quoted(old)}”改成了“{quoted(new)}”{more}"
    return f"几乎一样，只{'多' if new else '少'}了“{quoted(new or old)}”{more}"


def _bare_words(text: str) -> str:
    return _SIGNS.sub("", squeeze(text))


def _changes(steps: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """(old, new) of each change; what stands between two by only a character or two belongs to them."""
    changes: list[tuple[str, str]] = []
    apart = 3
    for tag, old, new in steps:
        if tag == "equal":
            apart = len(old)
            if changes and apart < 2:
                changes[-1] = (changes[-1][0] + old, changes[-1][1] + new)
            continue
        if changes and apart < 2:
            changes[-1] = (changes[-1][0] + old, changes[-1][1] + new)
        else:
            changes.append((old, new))
        apart = 0
    return changes


@rule(
    "P506",
    HINT,
    "{whose}的进展和{where}的一样。",
    when="两项任务（或者两个单位）的进展一样",
    advice="请核对是不是贴错；各项任务、各单位分别写自己的进展。",
    source="domain.md#text",
    columns=(Field.PROGRESS,),
)
def text_stands_twice(sheet: ProgressSheet) -> Iterator[Hit]:
    first: dict[str, int] = {}
    alike = _alike(sheet)
    for row in sheet.rows:
        if row.row in alike:
            said = bare(row.text(Field.PROGRESS))
            if said in first:
                yield Hit(row.row, Field.PROGRESS, whose="这里", where=f"第{first[said]}行")
                continue
            first[said] = row.row
        pair = _same_units(row.blocks) if row.blocks else None
        if pair:
            yield Hit(row.row, Field.PROGRESS, whose=pair[1], where=pair[0])


@also_finds("P506")
def units_say_the_same(place: Place, texts: Mapping[str, str]) -> Iterator[Found]:
    """``texts`` holds what each unit says about one task, in a table of its own."""
    pair = _same_units(texts)
    if pair:
        yield Found(place, whose=pair[1], where=pair[0])


def _alike(sheet: ProgressSheet) -> set[int]:
    """Rows whose texts have as many sentences and commas as another's: only these can be the same."""
    shortest = int(settings("twice")["shortest"])
    groups: dict[tuple[int, int], list[int]] = {}
    for row in sheet.rows:
        text = row.text(Field.PROGRESS)
        if len(text) >= shortest and row.applies:
            groups.setdefault((text.count("。"), text.count("，")), []).append(row.row)
    return {number for rows in groups.values() if len(rows) > 1 for number in rows}


def _same_units(texts: Mapping[str, str]) -> tuple[str, str] | None:
    """Two units of which one wrote what the other did; None when there are none. Short texts do not count."""
    first: dict[str, str] = {}
    for unit, text in texts.items():
        said = bare(text)
        if len(said) >= int(settings("twice")["shortest"]):
            if said in first:
                return first[said], unit
            first[said] = unit
    return None

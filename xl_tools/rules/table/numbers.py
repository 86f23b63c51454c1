"""N: figures that contradict each other, cannot be, or fell.

Texts are looked at quickly first (``parse/figures/doubt.py``) and read in full only where something may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xl_tools.core.records import Field, ProgressRow, ProgressSheet
from xl_tools.forms.headings import title
from xl_tools.parse.figures.claims import (
    Claim,
    impossible_percentages,
    read_figures,
    restated,
    totals,
    unreadable_numbers,
)
from xl_tools.parse.figures.doubt import (
    doubtful_parts,
    may_be_impossible,
    may_be_odd,
    may_be_unreadable,
    may_have_fallen,
    target_parts,
)
from xl_tools.rules.context import Context
from xl_tools.rules.matching import partners
from xl_tools.rules.registry import ERROR, WARNING, Hit, rule
from xl_tools.rules.templates import excerpt
from xl_tools.rules.word_lists import once_per_sheet, plan_text, settings

_TEXTS = (
    Field.TASK,
    Field.PLAN,
    Field.GOAL,
    Field.MEASURES,
    Field.PROGRESS,
    Field.PROBLEMS,
    Field.REMARK,
)


@rule(
    "N601",
    WARNING,
    "“{text}”：各部分加起来是{actual}，和总数对不上（{expression}）。",
    when="各部分加起来不等于总数",
    advice="请核对总数和各部分，改正写错的数。",
    source="domain.md#figures",
)
def parts_do_not_add_up(sheet: ProgressSheet) -> Iterator[Hit]:
    for row, name, wrong in _wrong(sheet, "sum"):
        yield Hit(row.row, name, text=wrong.text, actual=wrong.actual, expression=wrong.expression)


@rule(
    "N602",
    ERROR,
    "“{text}”：完成的（或“其中”的）比总数还多（{expression}）。",
    when="完成数或“其中”的数，大于排查、发现的总数",
    advice="请核对两个数，改正写错的；两个数说的不是一件事的，请分开写明白。",
    source="domain.md#figures",
)
def more_done_than_found(sheet: ProgressSheet) -> Iterator[Hit]:
    for row, name, wrong in _wrong(sheet, "subset"):
        yield Hit(row.row, name, text=wrong.text, expression=wrong.expression)


@rule(
    "N603",
    WARNING,
    "“{text}”：按{basis}算是{actual}，写的百分比不对（{expression}）。",
    when="百分比和它的两个数对不上",
    advice="请核对这几个数，改正写错的。",
    source="domain.md#figures",
)
def share_disagrees(sheet: ProgressSheet) -> Iterator[Hit]:
    for row, name, wrong in _wrong(sheet, "share"):
        basis = "整改目标、措施里的数" if wrong.planned else "这两个数"
        yield Hit(row.row, name, text=wrong.text, basis=basis, actual=wrong.actual, expression=wrong.expression)


@rule(
    "N604",
    WARNING,
    "“{heading}”里的“{text}”不可能有这么大，像是丢了小数点。",
    when="百分比不可能有这么大（如丢了小数点的9334%）",
    advice="请对照原文补上小数点，或者改正数字。",
    source="domain.md#figures",
)
def percentage_cannot_be(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for row, name, text in _odd_texts(sheet):
        found = impossible_percentages(text) if may_be_impossible(text) else ()
        if found and not _as_issued(sheet, context, row, name):
            yield Hit(row.row, name, heading=title(sheet.form, name), text=_around(text, *found[0].span))


@rule(
    "N605",
    WARNING,
    "进展里的“{text}”和整改目标、措施里的不一样，那里是{planned}。",
    when="进展里重复的目标数和整改目标、措施里的不一样",
    advice="请按下发的目标数改正；经批准调整的，请在“说明”里写明批准文件。",
    source="domain.md#figures",
    columns=(Field.PROGRESS,),
)
def target_is_restated(sheet: ProgressSheet) -> Iterator[Hit]:
    for row, name, wrong in _wrong(sheet, "restated"):
        yield Hit(row.row, name, text=wrong.text, planned=wrong.actual)


@rule(
    "N606",
    WARNING,
    "“{heading}”里的“{text}”读不出是什么数。",
    when="数字写得读不出来（如12.3.4万元、1,23,4个）",
    advice="请改成正确的数字。",
    source="domain.md#figures",
)
def number_is_unreadable(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for row, name, text in _odd_texts(sheet):
        found = unreadable_numbers(text) if may_be_unreadable(text) else ()
        if found and not _as_issued(sheet, context, row, name):
            yield Hit(row.row, name, heading=title(sheet.form, name), text=_around(text, *found[0].span))


@rule(
    "N607",
    WARNING,
    "“{text}”：上期已经是{before}，累计数不应该变小。",
    when="累计数比上期小",
    advice="请核对是上期多报还是本期写错，改正后写明原因。",
    source="domain.md#between-periods",
    needs=("previous",),
    columns=(Field.PROGRESS,),
)
def total_fell(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    earlier = context.previous_for(sheet)
    if earlier is None:
        return
    rows = partners(sheet, earlier)
    for row in sheet.rows:
        then = rows.get(row.row)
        if then is not None:
            for now, before in _pairs(row, then):
                fallen = _fallen(now, before)
                if fallen:
                    yield Hit(row.row, Field.PROGRESS, text=fallen[0], before=fallen[1])
                    break


def _pairs(row: ProgressRow, then: ProgressRow) -> Iterator[tuple[str, str]]:
    """This period's text and last period's, by unit where both are split."""
    if row.blocks and then.blocks:
        yield from ((text, then.blocks[unit]) for unit, text in row.blocks.items() if unit in then.blocks)
    else:
        yield row.text(Field.PROGRESS), then.text(Field.PROGRESS)


def _fallen(now: str, before: str) -> tuple[str, str] | None:
    """A cumulative figure that is smaller than before: what stands there, and what stood there."""
    if now == before or not may_have_fallen(now, before):
        return None
    figures = dict(totals(before))
    for key, quantity in totals(now) if figures else ():
        old = figures.get(key)
        if old is not None and quantity.base[1] < old.base[1]:
            return _around(now, *quantity.span), old.raw
    return None


# --- claims that do not hold ----------------------------------------------------------------------


class _Wrong(NamedTuple):
    text: str
    expression: str
    actual: str
    planned: bool


def _wrong(sheet: ProgressSheet, kind: str) -> Iterator[tuple[ProgressRow, Field, _Wrong]]:
    """The first claim of this kind in each cell that does not hold."""
    for row, name, claims in _all_wrong(sheet):
        found = next((wrong for claim, wrong in claims if claim == kind), None)
        if found:
            yield row, name, found


@once_per_sheet
def _all_wrong(sheet: ProgressSheet) -> list[tuple[ProgressRow, Field, tuple[tuple[str, _Wrong], ...]]]:
    """Every cell with claims that do not hold."""
    columns = [name for name in sheet.form.own if name in sheet.columns]
    found = []
    for row in sheet.rows:
        for name in columns:
            text = row.text(name)
            if text and doubtful_parts(text):
                claims = _claims(text)
                if name is Field.PROGRESS:
                    claims += _against_plan(plan_text(row), text)
                if claims:
                    found.append((row, name, claims))
    return found


def _claims(text: str) -> tuple[tuple[str, _Wrong], ...]:
    return tuple(
        (claim.kind, _told(part, claim))
        for part in doubtful_parts(text)
        for claim in _once([claim for claim in read_figures(part) if not claim.holds])
    )


def _once(wrong: list[Claim]) -> list[Claim]:
    """Without the shares of numbers that are wrong already: more done than found gives no share."""
    many = [set(claim.spans) for claim in wrong if claim.kind == "subset"]
    return [claim for claim in wrong if claim.kind != "share" or not any(spans <= set(claim.spans) for spans in many)]


def _against_plan(plan: str, text: str) -> tuple[tuple[str, _Wrong], ...]:
    return tuple(
        (claim.kind, _told(part, claim, planned=True))
        for part in target_parts(text)
        for claim in restated(plan, part)
        if not claim.holds
    )


def _told(part: str, claim: Claim, *, planned: bool = False) -> _Wrong:
    start = min((span[0] for span in claim.spans), default=0)
    end = max((span[1] for span in claim.spans), default=0)
    return _Wrong(excerpt(part, start, end), claim.expression, claim.actual or "", planned)


@once_per_sheet
def _odd_texts(sheet: ProgressSheet) -> list[tuple[ProgressRow, Field, str]]:
    """Every text in which a number may be impossible or unreadable."""
    columns = [name for name in _TEXTS if name in sheet.columns]
    found = []
    for row in sheet.rows:
        for name in columns:
            text = row.text(name)
            if text and may_be_odd(text):
                found.append((row, name, text))
    return found


def _as_issued(sheet: ProgressSheet, context: Context, row: ProgressRow, name: Field) -> bool:
    """Whether a text stands there as it was handed out: then it is not the unit's fault."""
    issued = context.issued_for(sheet)
    original = partners(sheet, issued).get(row.row) if issued else None
    return original is not None and name is not Field.PROGRESS and original.text(name) == row.text(name)


def _around(text: str, start: int, end: int) -> str:
    """The figure with some of the words beside it, on one line."""
    room = int(settings("figures")["around"])
    left, right = max(start - room, 0), min(end + room // 2, len(text))
    left = max(left, *(text.rfind(mark, 0, start) + 1 for mark in "。；;\n"))
    right = min([right, *(place for mark in "。；;\n" if (place := text.find(mark, end)) >= 0)])
    return " ".join(text[left:right].split())

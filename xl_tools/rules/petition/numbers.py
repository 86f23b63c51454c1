"""C: the numbers of a petition: what was ordered, fined and punished, in the table and in the text beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xl_tools.core.records import Field, Place, ProgressSheet
from xl_tools.core.text import number_text
from xl_tools.forms.headings import title
from xl_tools.rules.context import Context
from xl_tools.rules.registry import ERROR, WARNING, Found, Hit, also_finds, rule

if TYPE_CHECKING:
    from xl_tools.petitions.records import Petition

HANDLING, ACCOUNTED = Field("handling"), Field("accounted")
PUNISHED, FINE, FINE_YUAN = Field("punished"), Field("fine"), Field("fine_yuan")
CASES, ARRESTED, BLAMED = Field("cases"), Field("arrested"), Field("blamed")
_TENFOLD = 10_000
"""A fine in 万元 that was meant in 元, or the other way round."""


@rule(
    "C917",
    ERROR,
    "“{heading}”里的“{text!q}”不是数。",
    when="处罚、问责等数字列里不是大于等于零的数，或者一格写了两个单位",
    advice="请只填数字，没有的填0；说明写在“处理和整改情况”里。",
    source="domain.md#petitions",
)
def count_is_no_number(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    from xl_tools.petitions.records import COUNTS

    for petition in context.ledger(sheet).petitions:
        for name in (*COUNTS, FINE, FINE_YUAN):
            if name in petition.odd:
                yield Hit(petition.row, name, heading=title(sheet.form, name), text=petition.text(name))


@also_finds("C917")
def number_is_not_counted(petitions: Iterable[Petition], sheet: ProgressSheet) -> Iterator[Found]:
    """Numbers that are left out of sums since they are not understood."""
    from xl_tools.petitions.records import COUNTS

    for petition in petitions:
        for name in (*COUNTS, FINE, FINE_YUAN):
            if name in petition.odd:
                place = Place(None, sheet.sheet, petition.row, None, name)
                yield Found(place, heading=title(sheet.form, name), text=petition.text(name))


@rule(
    "C918",
    WARNING,
    "{problem}。",
    when="几个数字互相矛盾：罚款而没有处罚、刑事拘留而没有立案侦查、问责而写“无”、罚款差一万倍（元和万元）",
    advice="请对照处罚决定书等材料核对数字和单位。",
    source="domain.md#petitions",
)
def numbers_contradict_each_other(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    for petition in context.ledger(sheet).petitions:
        found = list(_contradictions(petition, sheet))
        if found:
            yield Hit(petition.row, found[0][0], problem="；".join(problem for _, problem in found))


def _contradictions(petition: Petition, sheet: ProgressSheet) -> Iterator[tuple[Field, str]]:
    from xl_tools.petitions.words import fine_said, says_nothing

    counts, fine = petition.counts, petition.fine
    column = FINE_YUAN if FINE_YUAN in sheet.columns else FINE
    said = fine_said(petition.text(HANDLING)) if fine else None
    if fine and said and _TENFOLD in (fine / said, said / fine):
        yield column, f"罚款表里是{_money(fine)}，文字里是{_money(said)}，单位可能写错了"
    elif fine and counts.get(PUNISHED) == 0 and PUNISHED not in petition.odd:
        yield column, f"罚款{_money(fine)}，立案处罚0家"
    if counts.get(ARRESTED, 0) > 0 and counts.get(CASES) == 0 and CASES not in petition.odd:
        yield ARRESTED, f"刑事拘留{counts[ARRESTED]}人，立案侦查0件"
    accounted = petition.text(ACCOUNTED).strip()
    if counts.get(BLAMED, 0) > 0 and accounted and says_nothing(accounted):
        yield BLAMED, f"问责{counts[BLAMED]}人，责任人被处理情况写的是“{accounted}”"


@rule(
    "C919",
    WARNING,
    "{problem}。",
    when="表里的数和文字里写的不一样",
    advice="请核对，把表里的数或者文字改正。",
    source="domain.md#petitions",
    columns=(HANDLING,),
)
def number_differs_from_the_text(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    from xl_tools.petitions.words import count_titles, fine_said, number_said

    for petition in context.ledger(sheet).petitions:
        text = petition.text(HANDLING)
        if not any(mark in text for mark in "0123456789"):
            continue
        for name, what, unit in count_titles():
            own, said = petition.counts.get(name), number_said(name, text)
            if own is not None and said is not None and own != said:
                yield Hit(petition.row, name, problem=f"表中{what}{own}{unit}，文字里是{said}{unit}")
        fine, told = petition.fine, fine_said(text)
        if fine is not None and told is not None and fine != told and _TENFOLD not in _ratios(fine, told):
            column = FINE_YUAN if FINE_YUAN in sheet.columns else FINE
            yield Hit(petition.row, column, problem=f"表中罚款{_money(fine)}，文字里是{_money(told)}")


def _ratios(one: Decimal, other: Decimal) -> tuple[Decimal, ...]:
    return (one / other, other / one) if one and other else ()


def _money(amount: Decimal) -> str:
    return f"{number_text(amount / _TENFOLD)}万元" if amount >= _TENFOLD else f"{number_text(amount)}元"

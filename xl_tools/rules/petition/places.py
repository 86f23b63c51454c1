"""C: where a petition belongs, and what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xl_tools.core import regions
from xl_tools.core.records import Field, ProgressSheet
from xl_tools.rules.context import Context
from xl_tools.rules.registry import ERROR, WARNING, Hit, rule

if TYPE_CHECKING:
    from xl_tools.petitions.records import Ledger, Petition

TYPES = Field("types")


@rule(
    "C908",
    ERROR,
    "{problem}。",
    when="行政区域没有填、不是已知的单位，或者一件涉及几个地方而份额没有写、合计不是1",
    advice="请填写规范名称，如“莲都区”；不在行政区划里的单位，请先加进单位名单；几个地方的，写成“莲都区（0.5）、青田县（0.5）”，或者拆成几行。",
    source="domain.md#petitions",
    columns=(Field.REGION,),
)
def region_is_not_known(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    ledger = context.ledger(sheet)
    names = {name for petition in ledger.petitions for name in petition.regions}
    unknown = {name for name in names if not _is_known(name, sheet, context)}
    if 2 * len(unknown) > len(names):
        unknown = set()  # a table of towns or offices: none of them is a division
    for petition in ledger.petitions:
        problem = _problem(petition, unknown, ledger)
        if problem:
            yield Hit(petition.row, Field.REGION, problem=problem)


def _problem(petition: Petition, unknown: set[str], ledger: Ledger) -> str:
    if not petition.regions:
        return "行政区域没有填"
    odd = [name for name in petition.regions if name in unknown]
    if odd:
        return f"行政区域“{'、'.join(odd)}”不是已知的单位"
    if len(petition.regions) > 1 and ledger.conventions.count_by == "share":
        if not petition.shares:
            return f"涉及{'、'.join(petition.regions)}，没有写各地的份额"
        if sum(petition.shares) != Decimal(1):
            return f"各地份额合计{sum(petition.shares):f}，应为1"
    return ""


def _is_known(name: str, sheet: ProgressSheet, context: Context) -> bool:
    from xl_tools.petitions.words import pattern

    if regions.candidates(name, units=context.units):
        return True
    within = sheet.region or context.within
    if within and regions.find(name, within=within, units=context.units):
        return True
    return not pattern("place").search(name) or bool(pattern("not_place").search(name))


@rule(
    "C909",
    WARNING,
    "{problem}（{listed}）。",
    when="污染类型没有填，或者不在这一轮督察的分类里",
    advice="请按分类填写；几个类型用顿号隔开；分类不全的，改“口径”表里的“污染类型”。",
    source="domain.md#petitions",
    needs=("described",),
    columns=(TYPES,),
)
def type_is_not_listed(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    ledger = context.ledger(sheet)
    listed = ledger.conventions.types
    for petition in ledger.petitions if listed else ():
        if petition.unknown_types:
            problem = f"污染类型“{'、'.join(petition.unknown_types)}”不在本轮的分类里"
        elif not petition.types:
            problem = "污染类型没有填"
        else:
            continue
        yield Hit(petition.row, TYPES, problem=problem, listed=listed)

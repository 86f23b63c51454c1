"""C: the ledger beside what was handed over: the list of each batch, and how many it held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xl_tools.core.records import Field, Place, ProgressSheet
from xl_tools.core.text import shortened, some_of, squeeze
from xl_tools.rules.context import Context
from xl_tools.rules.registry import ERROR, Found, Hit, also_finds, rule

if TYPE_CHECKING:
    from xl_tools.petitions.records import Batch, Ledger, Petition

CODE, BATCH, COMPLAINT = Field("code"), Field("batch"), Field("complaint")
TOTAL = Field("total")
_LONGEST = 30


@rule(
    "C922",
    ERROR,
    "交办内容和{list}不一致：{difference}。",
    when="编号、批次、行政区域、交办问题和交办单不一样",
    advice="交办内容不能改：请按交办单改回来；交办单有更正的，用更正后的交办单。",
    source="domain.md#petitions",
    needs=("hand_over",),
    columns=(CODE,),
)
def what_was_handed_over_was_changed(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    listed_by_key = {one.key_text: one for other in context.handed_over for one in other.petitions if one.code}
    by_code = {one.code: one for one in listed_by_key.values()}
    for petition in context.ledger(sheet).petitions:
        one = listed_by_key.get(petition.key_text) or by_code.get(petition.code)
        found = list(differing(one, petition)) if one else []
        if one and found:
            batch = f"第{one.batch}批交办单" if one.batch else "交办单"
            yield Hit(petition.row, found[0][0], list=batch, difference="；".join(words for _, words in found))


def differing(handed: Petition, own: Petition) -> Iterator[tuple[Field, str]]:
    """What of a petition is not as it was handed over, in words."""
    if handed.batch and own.batch and handed.batch not in (own.batch, *own.again):
        yield BATCH, f"批次写的是第{own.batch}批"
    for name, what in ((Field.REGION, "行政区域"), (COMPLAINT, "交办问题")):
        one, other = squeeze(handed.text(name)), squeeze(own.text(name))
        alike = one == other or (name is Field.REGION and (one.endswith(other) or other.endswith(one)))
        if one and other and not alike and not (name is Field.REGION and own.part):
            then, now = (shortened(petition.text(name), _LONGEST) for petition in (handed, own))
            yield name, f"{what}原为“{then}”，现为“{now}”"


@rule(
    "C927",
    ERROR,
    "第{batch}批{problem}。",
    when="交办的一批在台账里没有，或者件数不一样（每批件数看“批次”表，或者看交办单）",
    advice="请对照交办单补上缺的；件数登记错的，改“批次”表。",
    source="domain.md#petitions",
    needs=("batches",),
)
def batch_is_not_complete(sheet: ProgressSheet, context: Context) -> Iterator[Hit]:
    if sheet.form.subject is BATCH:
        from xl_tools.petitions.reading import batches_of

        for batch in batches_of(sheet):
            own = [one for ledger in context.ledgers for one in ledger.by_batch.get(batch.number or 0, ())]
            problem = _problem(batch, own)
            if batch.number and problem:
                yield Hit(batch.row, TOTAL, batch=batch.number, problem=problem)
    else:
        yield from _lost(context.ledger(sheet), context.handed_over)


@also_finds("C927")
def batch_is_not_whole(ledger: Ledger, number: int) -> Iterator[Found]:
    """A batch that is published with other petitions than it was handed over with."""
    line = next((one for one in ledger.batches if one.number == number), None)
    problem = _problem(line, ledger.by_batch.get(number, ())) if line else ""
    if line and problem:
        yield Found(Place(None, line.sheet, line.row, None, TOTAL), batch=number, problem=problem)


def _problem(batch: Batch, own: Sequence[Petition]) -> str:
    from xl_tools.petitions.counting import number_of

    held = number_of(own)
    if batch.total is None or batch.total == held:
        return ""
    return f"交办{batch.total}件，台账里{'没有' if not held else f'是{held}件'}"


def _lost(ledger: Ledger, lists: Sequence[Ledger]) -> Iterator[Hit]:
    """Petitions of a list that are not in a ledger which has others of its batch, or none at all."""
    from xl_tools.petitions.counting import number_of

    own = {one.code for one in ledger.petitions if one.code}
    for handed in lists:
        for number, petitions in handed.by_batch.items():
            lacking = [one.code for one in petitions if one.code and one.code not in own]
            if lacking:
                problem = f"交办{number_of(petitions)}件，台账里缺{len(lacking)}件：{some_of(lacking)}"
                yield Hit(batch=number, problem=problem)

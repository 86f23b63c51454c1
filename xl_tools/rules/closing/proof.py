"""V910, V911: what is proved, and by which file."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xl_tools.core.expressions import expression
from xl_tools.core.text import number_text
from xl_tools.data import load
from xl_tools.parse.closing.headings import means
from xl_tools.rules.registry import ERROR, WARNING, Found, finds

if TYPE_CHECKING:
    from xl_tools.closing.inspected import Inspected
    from xl_tools.closing.standing import Standing
    from xl_tools.parse.closing.entries import Evidence

BEFORE, AFTER = "整改前照片", "整改后照片"


@finds(
    "V910",
    ERROR,
    "{what}。",
    when="目标有限值而没有监测报告，采样早于完工，或者监测值超过限值",
    advice="请补监测报告；采样要在完工以后、验收以前；超过限值的还没有达到目标，不能销号。",
    source="domain.md#closing-steps",
    scope="book",
)
def limit_is_not_proved(inspected: Inspected) -> Iterator[Found]:
    texts = load("closing")["texts"]
    limits = [expression(texts["limit"]), expression(texts["standard"])]
    report = expression(texts["report"])
    for one in inspected.standings:
        if not one.completed:
            continue
        reports = [proof for proof in inspected.evidence(one.case.key) if report.search(proof.kind)]
        measures = inspected.measures(one.case.key)
        wanted = "\n".join([one.case.goal, one.case.problem, *(measure.text for measure in measures)])
        told = next((match for limit in limits if (match := limit.search(wanted))), None)
        if told and not reports:
            place = inspected.place("cases", one.case.row, "goal")
            yield Found(place, what=f"目标、问题或措施含限值“{told[0]}”，佐证材料没有监测报告")
        for proof in reports:
            yield from _report(inspected, one, proof, wanted)


def _report(inspected: Inspected, one: Standing, proof: Evidence, wanted: str) -> Iterator[Found]:
    done = one.passed.get(one.procedure.steps[0])
    if done is None:  # its day was not entered: the last measure's
        done = max((own.done for own in inspected.measures(one.case.key) if own.done), default=None)
    accepted = [day for step, day in one.passed.items() if means(step, "acceptance")]
    if proof.day and done and proof.day < done:
        place = inspected.place("evidence", proof.row, "day")
        yield Found(place, what=f"采样（{proof.day}）早于完工（{done}）")
    elif proof.day and accepted and proof.day > max(accepted):
        place = inspected.place("evidence", proof.row, "day")
        yield Found(place, what=f"采样（{proof.day}）晚于验收（{max(accepted)}）")
    limits = [limit for limit in (proof.limit, _most(proof, wanted)) if limit is not None]
    if proof.value is not None and limits and proof.value > min(limits):
        value, limit = number_text(proof.value), number_text(min(limits))
        place = inspected.place("evidence", proof.row, "value")
        yield Found(place, what=f"{proof.item}{value}{proof.measured_in}超过限值{limit}{proof.measured_in}")


def _most(proof: Evidence, wanted: str) -> Decimal | None:
    """How much there may be of what a report measured, in its unit, by the texts of goal, problem and measures; the
    least of several."""
    found = [
        Decimal(match["value"])
        for match in expression(load("closing")["texts"]["at_most"]).finditer(wanted)
        if proof.item
        and match["unit"].lower().startswith(proof.measured_in.lower() or "\0")
        and proof.item in wanted[max(0, match.start() - _NEAR) : match.start()]
    ]
    return min(found, default=None)


_NEAR = 12
"""So many characters before a limit its item is named."""


@finds(
    "V911",
    WARNING,
    "{what}。",
    when="佐证材料不够、找不到、换过，或者一份用在两件上",
    advice="请补材料，或者核对文件；换过的，请再生成一次台账，记下新的校验值。",
    source="domain.md#closing-steps",
    scope="book",
)
def evidence_is_thin(inspected: Inspected) -> Iterator[Found]:
    for one in inspected.standings:
        kinds = {proof.kind for proof in inspected.evidence(one.case.key)}
        lacking = [kind for kind in (BEFORE, AFTER) if kind not in kinds]
        if one.completed and one.step != one.procedure.steps[0] and one.case.works == "工程" and lacking:
            place = inspected.place("cases", one.case.row, "evidence")
            yield Found(place, what=f"工程类没有{'、'.join(lacking)}")
        yield from _photos(inspected, one)
    yield from _twice(inspected)
    for proof in inspected.ledger.evidence if inspected.files is not None else ():
        now = (inspected.files or {}).get(proof.file)
        place = inspected.place("evidence", proof.row, "file")
        if proof.file and now == "":
            yield Found(place, what=f"找不到文件“{proof.file}”")
        elif now and proof.digest and not now.startswith(proof.digest):
            yield Found(place, what=f"文件“{proof.file}”在登记以后换过或改过")


def _photos(inspected: Inspected, one: Standing) -> Iterator[Found]:
    """Photos of after that are older than those of before."""
    proofs = inspected.evidence(one.case.key)
    first = min((proof.day for proof in proofs if proof.kind == BEFORE and proof.day), default=None)
    for proof in proofs:
        if first and proof.kind == AFTER and proof.day and proof.day < first:
            place = inspected.place("evidence", proof.row, "day")
            yield Found(place, what=f"整改后照片（{proof.day}）早于整改前照片（{first}）")


def _twice(inspected: Inspected) -> Iterator[Found]:
    """A file that stands for two cases, by its name or by what it holds."""
    from xl_tools.closing.inspected import called

    seen: dict[str, Evidence] = {}
    for proof in inspected.ledger.evidence:
        now = (inspected.files or {}).get(proof.file) or proof.digest
        for name in sorted({proof.file, now} - {""}):
            other = seen.setdefault(name, proof)
            if other.key != proof.key:
                place = inspected.place("evidence", proof.row, "file")
                cases = f"{called(other.key)}和{called(proof.key)}"
                yield Found(place, what=f"佐证材料“{proof.file}”同时用于{cases}")
                break

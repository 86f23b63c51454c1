"""The record of one claim that a text makes with its numbers, and how its numbers are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from typing import Any, Literal

from xl_tools.core.dataclass import dataclass
from xl_tools.core.expressions import expression
from xl_tools.core.text import number_text, with_point
from xl_tools.parse.figures.quantities import Quantity, Scan

Kind = Literal["sum", "share", "subset", "restated"]

_ROOM = Context(prec=200)
"""Figures of texts may have any number of digits; rounding one never fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One relation between numbers that the text itself states, and whether it is so (domain.md#figures).

    ``kind``: ``sum`` parts and their total; ``share`` a percentage of two numbers; ``subset`` done and found;
    ``restated`` a target of the plan named again. ``expression`` shows the numbers as they stand in the text:
    "9+8+4=21", "83≤83", "2082/2000=104.1%", and with what is wrong "9+8+5≠21", "15>12", "30/36≠85%".
    ``actual`` is what the numbers give when the claim does not hold ("22", "83.3%"). ``spans`` are the places
    of ``parts`` in the text given; for ``restated`` and a share of the plan's target, the plan's number has none.
    """

    kind: Kind
    holds: bool
    expression: str
    actual: str | None = None
    parts: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


_NUMERAL = expression(r"\d[\d.,]*+(?:(?:万亿|[十百千]?[万亿]|[千百])(?![克瓦米]))?+")


def shown(quantity: Quantity, *, with_unit: bool = False) -> str:
    """The number as it stands in the text, with its magnitude: 23.63万."""
    raw = with_point(quantity.raw.replace(" ", ""))
    match = _NUMERAL.match(raw)
    number = match[0] if match else number_text(quantity.value)
    return number + quantity.unit if with_unit or quantity.unit == "%" else number


def sum_claim(parts: Sequence[Quantity], total: Quantity) -> Claim:
    """Do the parts add up?"""
    actual = sum((part.base[1] for part in parts), Decimal(0))
    holds = actual == total.base[1]
    mixed = len({quantity.unit for quantity in (*parts, total)}) > 1
    left = "+".join(shown(part, with_unit=mixed) for part in parts)
    factor = total.base[1] / total.value if total.value else Decimal(1)
    return Claim(
        kind="sum",
        holds=holds,
        expression=f"{left}{'=' if holds else '≠'}{shown(total, with_unit=mixed)}",
        actual=None if holds else number_text(actual / factor) + (total.unit if mixed else ""),
        **_places([*parts, total]),
    )


def subset_claim(part: Quantity, whole: Quantity) -> Claim:
    """Is the part no more than the whole?"""
    holds = part.base[1] <= whole.base[1]
    mixed = part.unit != whole.unit
    left, right = shown(part, with_unit=mixed), shown(whole, with_unit=mixed)
    expression = f"{left}{'≤' if holds else '>'}{right}"
    return Claim(kind="subset", holds=holds, expression=expression, **_places([part, whole]))


def share_claim(part: Quantity, whole: Quantity, percent: Quantity, *, whole_elsewhere: bool = False) -> Claim:
    """Does the percentage agree with its two numbers, to the places shown?"""
    holds = share_agrees(part, whole, percent)
    mixed = part.unit != whole.unit
    left, right = shown(part, with_unit=mixed), shown(whole, with_unit=mixed)
    return Claim(
        kind="share",
        holds=holds,
        expression=f"{left}/{right}{'=' if holds else '≠'}{shown(percent)}",
        actual=None if holds else f"{number_text(_share(part, whole).quantize(Decimal('0.1'), ROUND_HALF_UP, _ROOM))}%",
        **_places([part, percent] if whole_elsewhere else [part, whole, percent]),
    )


def restated_claim(plan: Quantity, progress: Quantity) -> Claim:
    """Is the target named in the progress the plan's?"""
    holds = plan.base == progress.base
    mixed = plan.unit != progress.unit
    left, right = shown(plan, with_unit=mixed), shown(progress, with_unit=mixed)
    return Claim(
        kind="restated",
        holds=holds,
        expression=f"{left}{'=' if holds else '≠'}{right}",
        actual=None if holds else shown(plan, with_unit=True),
        **_places([progress]),
    )


def share_agrees(part: Quantity, whole: Quantity, percent: Quantity) -> bool:
    """Rounding and cutting off are both accepted, to the decimal places shown."""
    if not whole.value:
        return False
    step = Decimal(1).scaleb(min(0, int(percent.value.as_tuple().exponent)))
    share = _share(part, whole)
    return percent.value in (share.quantize(step, ROUND_HALF_UP, _ROOM), share.quantize(step, ROUND_DOWN, _ROOM))


def _share(part: Quantity, whole: Quantity) -> Decimal:
    return part.base[1] * 100 / whole.base[1] if whole.value else Decimal(0)


def located(claim: Claim, scanned: Scan, text: str) -> Claim:
    """The claim with its places and wording in the text given (claims are made in the scan's spelling)."""
    spans = tuple(scanned.original(*span) for span in claim.spans)
    return replace(claim, spans=spans, parts=tuple(text[start:end] for start, end in spans))


def _places(quantities: Sequence[Quantity]) -> dict[str, Any]:
    return {"parts": tuple(q.raw for q in quantities), "spans": tuple(q.span for q in quantities)}

"""Points lost, each traced to the cell of the workbook where it is decided."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from xl_tools.core.dataclass import dataclass
from xl_tools.scoring.engine import not_given
from xl_tools.scoring.scheme import Evaluation, Kind
from xl_tools.scoring.table.columns import STAGES
from xl_tools.scoring.wording import reason

if TYPE_CHECKING:
    from xl_tools.parse.assessment.entries import Target
    from xl_tools.scoring.case import Case

_SHOWN = Decimal("0.0001")
_LEAST = Decimal("0.00005")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Points lost in one place: the item in words, and the cell of the workbook scored where it is decided (None
    where the workbook has no such cell yet). ``evidence`` is what the unit named as proof, ``stage`` which of 自评,
    初评, 复核 and 终评 decided ("": the rule itself), ``why`` the reason given for it."""

    item: str
    points: Decimal
    sheet: str | None = None
    cell: str | None = None
    reason: str = ""
    evidence: str = ""
    stage: str = ""
    why: str = ""


def lost_by_office(case: Case) -> dict[str, list[Lost]]:
    """Every loss that counts in a total, in the order of the sheets."""
    known = {standing.office.name: standing.office.kind for standing in case.scored.standings}
    averaged = case.inputs.assessment.others.treatment == "average"
    lost: dict[str, list[Lost]] = {name: [] for name in known}
    sheet, column = case.book.items_sheet.name, _decided_in(case)
    for item, parts in zip(case.inputs.items, case.scored.parts, strict=True):
        if item.office in lost:
            for target, part in zip(item.targets, parts, strict=True):
                if part.due - part.points > _LEAST:
                    points = _shown(part.due - part.points)
                    cell = f"{column}{target.row}"
                    why = reason(target)
                    lost[item.office].append(
                        Lost(
                            item=target.name,
                            points=points,
                            sheet=sheet,
                            cell=cell,
                            reason=why,
                            stage=_stage(target),
                            why=target.review.why,
                        )
                    )
    for name, entry in _beside(case):
        if not (averaged and known[name] is Kind.OTHER):
            lost[name].append(entry)
    return lost


def _stage(target: Target) -> str:
    """Which stage decided; "" where the rule did."""
    last = next((heading for name, heading in _DECIDING.items() if getattr(target.review, name) is not None), "")
    return last or (STAGES["own"] if target.review.decided(target.actual) is not None else "")


_DECIDING = {name: STAGES[name] for name in ("final", "again", "first")}


def _decided_in(case: Case) -> str:
    """The column that decides a target's points: what was achieved, else the task's text."""
    columns = case.book.items_sheet.columns
    return columns.get("actual") or columns["text"]


def _beside(case: Case) -> Iterator[tuple[str, Lost]]:
    """What process and evaluation take: points given and deducted, then the evaluations."""
    scored, rules, sheet = case.scored, case.inputs.assessment, case.book.process_sheet
    names = {standing.office.name for standing in scored.standings}
    for entry, costs in zip(case.inputs.process, scored.process_lost, strict=True):
        if costs > _LEAST and entry.office in names:
            item = f"{entry.subject}：{entry.reason}" if entry.reason else entry.subject
            why = "；".join(part for part in (entry.note, entry.source) if part)
            cell = sheet.cell(entry.row, "amount") if sheet and entry.row else None
            place = sheet.name if cell and sheet else None
            yield entry.office, Lost(item=item, points=_shown(costs), sheet=place, cell=cell, reason=why)
    for name, indicator, points in not_given(case.inputs):
        yield name, Lost(item=indicator, points=points, reason="没有赋分")
    for evaluation in rules.evaluation:
        for name, (points, count) in scored.evaluated[evaluation.name].items():
            if evaluation.points - points > _LEAST:
                why = f"评价得分 {_shown(points).normalize():f}" if count else "没有评价"
                place, cell = _graded_in(case, evaluation, name)
                lost = _shown(evaluation.points - points)
                yield name, Lost(item=evaluation.name, points=lost, sheet=place, cell=cell, reason=why)


def _graded_in(case: Case, part: Evaluation, office: str) -> tuple[str | None, str | None]:
    """Where an office's first grade of an evaluation stands in this workbook, or ought to."""
    for table in case.book.evaluations:
        for heading, (_, cell) in table.words.get(office, {}).items():
            if part.unit_named(heading) if part.by else heading == part.name:
                return table.sheet.name, cell
    return None, None


def _shown(points: Decimal) -> Decimal:
    return points.quantize(_SHOWN, ROUND_HALF_UP)

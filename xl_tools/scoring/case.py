"""From a workbook that was read to its scores, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from xl_tools.core.grid import Book
from xl_tools.core.records import Finding, NotRun
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.parse.assessment.entries import AssessmentBook, Entry, Evaluations
from xl_tools.reports.check import SheetReport
from xl_tools.reports.score import Kind, Lost, OfficeScore, ScoreSheet
from xl_tools.scoring.checks import Case, findings, not_run
from xl_tools.scoring.checks_records import collected as collected_findings
from xl_tools.scoring.engine import Standing, not_given, score
from xl_tools.scoring.given import choose, evaluator, grade_column, grades, inputs, sender
from xl_tools.scoring.scheme import Assessment, Evaluation
from xl_tools.scoring.wording import reason

_SHOWN = Decimal("0.0001")
_LEAST = Decimal("0.00005")


def build(
    read: Callable[[bool], AssessmentBook],
    given: Assessment | None = None,
    *,
    collected: Sequence[tuple[str, Evaluations]] = (),
    more: Callable[[Assessment], Sequence[Entry]] | None = None,
) -> Case:
    """Score a workbook. ``read`` reads it, with sentences without a number as targets by hand or not; ``collected`` are
    the units' own evaluation sheets; ``more`` gives process entries from elsewhere, once the rules are known."""
    book = read(False)
    rules, chosen = choose(book, given)
    if rules.work.rest == "by_hand":
        book = read(True)
    said = grades(book.evaluations, rules, collected)
    wanted = inputs(book, rules, said, more(rules) if more else ())
    return Case(book, wanted, score(wanted), said, chosen)


def report(case: Case, *, out: str | None = None, collected: Sequence[tuple[str, Evaluations]] = ()) -> ScoreSheet:
    """The JSON of a case: every office with what it lost and where, and every finding."""
    found = findings(case)
    rules = case.inputs.assessment
    for path, table in collected:
        known = sender(path, table, rules) is not None and grade_column(table) is not None
        found += collected_findings(case, path, table, known)
    lost = _lost_by_office(case)
    return ScoreSheet(
        rules=rules.id,
        path=case.book.path,
        out=out,
        offices=tuple(
            _office(standing, tuple(lost.get(standing.office.name, ()))) for standing in case.scored.standings
        ),
        findings=tuple(found),
    )


def check_assessment(book: Book) -> tuple[SheetReport, list[Finding], list[NotRun]]:
    """What ``check`` says of an assessment workbook: how its task book was read, what is wrong, what could not be
    looked at. What is not there yet is not run, where ``score`` says that it counts as nothing."""

    def read(rest_by_hand: bool) -> AssessmentBook:
        found = read_assessment(book, rest_by_hand=rest_by_hand)
        if found is None:
            raise ValueError("no task book in this workbook")
        return found

    case = build(read)
    lacking = not_run(case.book)
    codes = {entry.rule for entry in lacking}
    return SheetReport.of_assessment(case.book), [one for one in findings(case) if one.code not in codes], lacking


def _office(standing: Standing, lost: tuple[Lost, ...]) -> OfficeScore:
    return OfficeScore(
        name=standing.office.name,
        kind=standing.office.kind,
        work=standing.work,
        process=standing.process,
        evaluation=standing.evaluation,
        bonus=standing.bonus,
        total=standing.total,
        grade=standing.grade,
        promoted=standing.promoted,
        rank=standing.rank,
        lost=lost,
    )


def _lost_by_office(case: Case) -> dict[str, list[Lost]]:
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
                    lost[item.office].append(Lost(item=target.name, points=points, sheet=sheet, cell=cell, reason=why))
    for name, entry in _beside(case):
        if not (averaged and known[name] is Kind.OTHER):
            lost[name].append(entry)
    return lost


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
            if evaluator(heading, part) if part.by else heading == part.name:
                return table.sheet.name, cell
    return None, None


def _shown(points: Decimal) -> Decimal:
    return points.quantize(_SHOWN, ROUND_HALF_UP)

"""Scoring a workbook that carries its own table of rules, and new workbooks of the packaged ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path, PurePath

from xl_tools.app.inputs import StrPath, output_folder, standing_book
from xl_tools.app.score_forms import returned_tables
from xl_tools.books.file.output import Output
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book
from xl_tools.core.kept import KeptCopy
from xl_tools.core.records import Finding
from xl_tools.reports.lost import Lost
from xl_tools.reports.rollup import Rollup
from xl_tools.reports.score import OfficeScore, ScoreSheet
from xl_tools.rollup.deductions import SOURCE
from xl_tools.rollup.office_scores import quarter_scores
from xl_tools.rules.assessment.review import cell_was_not_taken, form_has_not_come_back
from xl_tools.rules.assessment.rule_table import judge
from xl_tools.rules.book.reading import part_was_not_read
from xl_tools.scoring.scheme import Kind, instances
from xl_tools.scoring.table.columns import ACTUALS, STAGES
from xl_tools.scoring.table.engine import UnitPoints, score
from xl_tools.scoring.table.kinds import reached
from xl_tools.scoring.table.returned import with_earlier, with_returned, with_task_scores
from xl_tools.scoring.table.rows import is_table, read_table
from xl_tools.scoring.table.scheme import TOTAL, Filled
from xl_tools.scoring.table.templates import ids, template
from xl_tools.scoring.wording import general

_LEAST = Decimal("0.00005")


def score_rule_table(
    book: Book, target: Path | None, output: Output, returned: StrPath | None = None, late: Rollup | None = None
) -> ScoreSheet:
    """Compute a workbook by the rules in it; write it anew where ``target`` is given. What people filled into the
    workbook that stands there is taken over, then what units sent back (the folder ``returned``), then the task scores
    of a roll-up."""
    filled, faults = read_table(book)
    beside: list[Finding] = []
    earlier = standing_book(target) if target is not None and output.was_worked_in(target) else None
    if target is not None and earlier is not None and is_table(earlier):
        filled, conflicts = with_earlier(filled, read_table(earlier)[0], target.name)
        beside += cell_was_not_taken(conflicts)
    if returned is not None:
        came, unread = returned_tables(returned, filled.scheme)
        filled, conflicts = with_returned(filled, came)
        expected = (unit.name for unit in filled.scheme.units)
        beside += [
            *unread,
            *cell_was_not_taken(conflicts),
            *form_has_not_come_back(expected, {one.unit for one in came}),
        ]
    if late is not None:
        scores = {unit.name: quarter_scores(late, unit.name) for unit in filled.scheme.units}
        filled, conflicts = with_task_scores(filled, scores, f"{SOURCE} {late.name}")
        beside += cell_was_not_taken(conflicts)
    scored = score(filled)
    found = [*judge(filled, scored, faults), *beside, *part_was_not_read(book.grids)]
    if target is not None:
        from xl_tools.write.table.table_book import table_bytes  # XlsxWriter is paid for only here

        before = [one for one in (standing_book(target), book) if one and is_table(one)]
        output.write(target, table_bytes(filled, scored, found, PurePath(book.path).name, before))
    sheet = ScoreSheet(
        rules=filled.scheme.title,
        title=filled.scheme.title,
        objection=filled.scheme.objection,
        path=book.path,
        out=None if target is None else str(target),
        offices=tuple(_office(one, filled) for one in scored),
        findings=tuple(found),
    )
    return replace(sheet, kept=tuple(output.kept))


def _office(one: UnitPoints, filled: Filled) -> OfficeScore:
    names = [grade.name for grade in filled.scheme.grades]
    promoted = bool(one.grade) and names.index(one.grade) < names.index(one.by_score)
    return OfficeScore(
        name=one.unit.name,
        kind=Kind.KEY,
        work=one.groups[TOTAL],
        process=Decimal(0),
        evaluation=Decimal(0),
        bonus=one.adjusted,
        total=one.total,
        grade=one.grade or None,
        promoted=promoted,
        rank=one.rank,
        lost=tuple(_lost(one, filled)),
        category=one.unit.category,
        groups=dict(one.groups),
        inside={group.name: group.parent for group in filled.scheme.all_groups() if group.parent not in ("", TOTAL)},
        gates=one.bit,
    )


def _lost(one: UnitPoints, filled: Filled) -> list[Lost]:
    """What each rule lost, with the cell in which it was filled in."""
    found = []
    for rule in filled.scheme.rules:
        points = one.rules.get(rule.key)
        if points is None or not points.counts or points.due - points.points <= _LEAST:
            continue
        actual = filled.actuals.get((one.unit.name, rule.key))
        said = reached(rule, actual, filled.scheme.weights)
        done = "未填" if said is None else said if isinstance(said, str) else general(said)
        goal = "" if rule.target is None else f"{rule.way.value}{general(rule.target)}，"
        cell = actual.cell if actual else None
        lost = points.due - points.points
        stage = next((heading for name, heading in _DECIDING.items() if getattr(actual, name, None) is not None), "")
        if not stage and points.raw is None and points.filled:
            stage = STAGES["own"]
        found.append(
            Lost(item=rule.name, points=lost, sheet=ACTUALS if cell else None, cell=cell,
                 reason=f"{rule.kind.value}：{goal}实际{done}", evidence=actual.evidence if actual else "",
                 stage=stage, why=actual.why if actual else "")
        )  # fmt: skip
    return found


_DECIDING = {name: STAGES[name] for name in ("final", "again", "first")}
"""The stages that stand above what the rule computes, the last first."""


def new_score_book(scheme: str, out: StrPath) -> tuple[KeptCopy, ...]:
    """Write the workbook of a packaged scheme, with nothing filled in yet; what stood in its place is kept if somebody
    worked in it. Raises UserError for a scheme that there is not, or where ``out`` cannot be written."""
    target = Path(out)
    if target.suffix.lower() != ".xlsx":
        raise UserError(f"评分工作簿的文件名要以 .xlsx 结尾，不能是“{target.name}”。")
    output = Output()
    output.admit([target])
    output_folder(target.parent)
    if scheme in ids():
        from xl_tools.write.table.table_book import table_bytes

        filled = Filled(template(scheme))
        output.write(target, table_bytes(filled, score(filled)))
        return tuple(output.kept)
    rules = next((one for one in instances() if one.id == scheme), None)
    if rules is None:
        known = "、".join([*ids(), *(one.id for one in instances())])
        raise UserError(f"scheme（--new）只能是 {known}，不能是“{scheme}”。")
    from xl_tools.sample.assessment_year import score_template

    output.write(target, score_template(rules))
    return tuple(output.kept)

"""Scoring a workbook that carries its own table of rules, and new workbooks of the packaged ones."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path, PurePath

from xl_tools.app.inputs import StrPath, output_folder
from xl_tools.books.file.output import Output
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book
from xl_tools.core.kept import KeptCopy
from xl_tools.reports.lost import Lost
from xl_tools.reports.score import OfficeScore, ScoreSheet
from xl_tools.rules.assessment.rule_table import judge
from xl_tools.rules.book.reading import part_was_not_read
from xl_tools.scoring.scheme import Kind, instances
from xl_tools.scoring.table.engine import UnitPoints, score
from xl_tools.scoring.table.rows import ACTUALS, read_table
from xl_tools.scoring.table.scheme import TOTAL, Filled
from xl_tools.scoring.table.templates import ids, template
from xl_tools.scoring.wording import general

_LEAST = Decimal("0.00005")


def score_rule_table(book: Book, target: Path | None, output: Output) -> ScoreSheet:
    """Compute a workbook by the rules in it; write it anew where ``target`` is given."""
    filled, faults = read_table(book)
    scored = score(filled)
    found = [*judge(filled, scored, faults), *part_was_not_read(book.grids)]
    if target is not None:
        from xl_tools.write.table.table_book import table_bytes  # XlsxWriter is paid for only here

        output.write(target, table_bytes(filled, scored, found, PurePath(book.path).name))
    sheet = ScoreSheet(
        rules=filled.scheme.title,
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
        gates=one.gates,
    )


def _lost(one: UnitPoints, filled: Filled) -> list[Lost]:
    """What each rule lost, with the cell in which it was filled in."""
    found = []
    for rule in filled.scheme.rules:
        points = one.rules.get(rule.key)
        if points is None or not points.counts or points.due - points.points <= _LEAST:
            continue
        actual = filled.actuals.get((one.unit.name, rule.key))
        said = next((value for value in reversed(actual.values) if value is not None), None) if actual else None
        done = "未填" if said is None else said if isinstance(said, str) else general(said)
        goal = "" if rule.target is None else f"{rule.way.value}{general(rule.target)}，"
        cell = actual.cell if actual else None
        lost = points.due - points.points
        found.append(
            Lost(item=rule.name, points=lost, sheet=ACTUALS if cell else None, cell=cell,
                 reason=f"{rule.kind.value}：{goal}实际{done}")
        )  # fmt: skip
    return found


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
        raise UserError(f"没有“{scheme}”这个办法；可以用的有：{known}。")
    from xl_tools.sample.assessment_year import score_template

    output.write(target, score_template(rules))
    return tuple(output.kept)

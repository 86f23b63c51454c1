"""The workbooks of documents without a progress table: an assessment, and what a plan or a report says in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from xl_tools.app.examine import read_tables
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.form import Field
from xl_tools.core.records import Mode, ProgressRow, Status
from xl_tools.core.text import number_text
from xl_tools.parse.assessment.entries import AssessmentBook
from xl_tools.parse.documents.record import DocumentClaim, DocumentCount, DocumentRecord
from xl_tools.parse.documents.scoring_rules import RuleLine
from xl_tools.parse.table.inspections import long_name
from xl_tools.rollup.layout import FORM_SHEET
from xl_tools.write.imported_book import TableSheet

_CLAIMS = {"sum": "合计", "share": "占比", "subset": "不超过", "restated": "与汇总表"}
_POINTS = Decimal(80)
"""What an office's items add up to (domain.md#scoring)."""


def record_sheets(record: DocumentRecord) -> list[TableSheet]:
    """The sheets 数字 (each count with its sentence) and 核对 (each relation of numbers, whether it holds)."""
    counts = [[count.label, str(count.value), count.unit, count.text] for count in record.counts]
    claims = [
        [_CLAIMS[claim.kind], "成立" if claim.holds else "不成立", claim.expression, claim.text]
        for claim in record.claims
    ]
    said = [
        ["督察", long_name(record.inspection), "", record.title],
        ["地区", record.area, "", record.title],
        ["口径日期", record.as_of.isoformat() if record.as_of else "", "", ""],
    ]
    return [
        TableSheet("数字", record.title, ["名称", "数", "单位", "原文"], [*said, *counts]),
        TableSheet("核对", record.title, ["关系", "是否成立", "算式", "原文"], claims),
    ]


# --- an assessment --------------------------------------------------------------------------------


def assessment_sheets(
    book: AssessmentBook, rules: Sequence[RuleLine], title: str, computed: Sequence[Sequence[str]] = ()
) -> list[TableSheet]:
    """The task book as ``score`` takes it, the rules as they stand in the document, and those that ``score`` computes
    by (``computed``: the rows of 考核办法)."""
    offices = {office: number for number, office in enumerate(dict.fromkeys(item.office for item in book.items), 1)}
    rows = [
        [str(offices[item.office]), item.office, item.kind, item.work, item.text, _points(item.weight)]
        for item in book.items
    ]
    sheets = [TableSheet("任务书", title, ["序号", "单位", "类别", "重点工作", "目标任务", "分值"], rows)]
    if rules:
        lines = [[line.section, line.name, line.points, line.text] for line in rules]
        sheets.append(
            TableSheet("评分细则", title, ["考核评价项目", "考核评价指标", "指标分值", "内容和评分细则"], lines)
        )
    if computed:
        sheets.append(TableSheet("考核办法", title, ["项目", "数值", "说明", "键"], computed))
    return sheets


def _points(weight: Decimal | None) -> str:
    return "" if weight is None else number_text(weight)


def assessment_notes(book: AssessmentBook, back: AssessmentBook | None) -> Iterator[str]:
    """What a person has to look at: cells without a number, offices whose points are not the whole."""
    if back is None or [(i.office, i.text, i.weight) for i in back.items] != [
        (i.office, i.text, i.weight) for i in book.items
    ]:
        yield "写出的任务书读回来与原文不一致，请逐行核对"
    for cell in book.unreadable:
        yield f"第 {cell.row} 行的“{cell.label}”不是数：“{cell.text[:40]}”，请对照原文"
    sums: dict[str, Decimal] = {}
    for item in book.items:
        sums[item.office] = sums.get(item.office, Decimal(0)) + (item.weight or 0)
    for office, points in sums.items():
        if points != _POINTS:
            yield f"{office or '（没有单位）'}的分值合计是 {number_text(points)}，不是 80，请对照原文"


# --- held against a roll-up -----------------------------------------------------------------------

_SAME_KIND = {"面上": ("面上", "共性"), "共性": ("面上", "共性"), "个性": ("个性", "具体"), "具体": ("个性", "具体")}


def rolled_up(path: Path) -> list[ProgressRow]:
    """The tasks of a roll-up's workbook. Raises UserError where it holds none."""
    sheets = [sheet for sheet in read_tables(read_book(path)) if sheet.form.reports and sheet.rows]
    sheet = next((sheet for sheet in sheets if sheet.sheet == FORM_SHEET), next(iter(sheets), None))
    if sheet is None:
        raise UserError(f"“{path.name}”里没有整改进展表，不能用来核对。")
    return list(sheet.rows)


def held_against(record: DocumentRecord, rows: Sequence[ProgressRow]) -> list[DocumentClaim]:
    """The counts of tasks that a roll-up has too, each with its number there."""
    told = any(row.text(Field.KIND) for row in rows)
    claims = []
    for count in record.counts:
        label, _, state = count.label.partition("·")
        if label in _SAME_KIND and told:
            mine = [row for row in rows if any(kind in row.text(Field.KIND) for kind in _SAME_KIND[label])]
        elif label == "整改任务":
            mine = list(rows)
        else:
            continue
        claims.append(_restated(count, _numbers(mine, state)))
    kinds = [count for count in record.counts if count.label in _SAME_KIND]
    if kinds and len({count.label for count in kinds}) == len(kinds) > 1 and not told:
        claims.append(_all_kinds(kinds, len(rows)))
    return claims


def _numbers(rows: Sequence[ProgressRow], state: str) -> list[int]:
    """How many there are: a report may count those that are done and go on with the done or apart from them."""
    done = [row for row in rows if row.status.status is Status.COMPLETED]
    if state == "已完成":
        return [len([row for row in done if not _goes_on(row)]), len(done)]
    return [sum(map(_goes_on, rows))] if state else [len(rows)]


def _goes_on(row: ProgressRow) -> bool:
    return Mode.ONGOING in row.status.also or Mode.ONGOING in row.deadline.modes


def _restated(count: DocumentCount, numbers: Sequence[int]) -> DocumentClaim:
    holds = count.value in numbers
    shown = f"{count.value}{'=' if holds else '≠'}{count.value if holds else numbers[-1]}"
    return DocumentClaim(kind="restated", holds=holds, expression=shown, text=f"{count.label}：{count.text}")


def _all_kinds(kinds: Sequence[DocumentCount], total: int) -> DocumentClaim:
    holds = sum(count.value for count in kinds) == total
    left = "+".join(str(count.value) for count in kinds)
    text = "；".join(dict.fromkeys(count.text for count in kinds))
    return DocumentClaim(kind="restated", holds=holds, expression=f"{left}{'=' if holds else '≠'}{total}", text=text)

"""The workbook of a table of rules, as it goes out and as it comes back: the rules are in it, it needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from xl_tools.core.grid import Book
from xl_tools.core.records import Finding
from xl_tools.scoring.table.columns import (
    ACTUALS,
    REGISTERED,
    SETTINGS,
)
from xl_tools.scoring.table.engine import UnitPoints
from xl_tools.scoring.table.scheme import Filled
from xl_tools.write import form_books
from xl_tools.write.packing import pack
from xl_tools.write.plain_copy import copy_own_sheets
from xl_tools.write.score.findings_sheet import write_findings
from xl_tools.write.score.score_formats import ScoreKit
from xl_tools.write.score.score_layout import FINDINGS
from xl_tools.write.table.entry_sheet import write_entries
from xl_tools.write.table.layout import SCORES, TableBook
from xl_tools.write.table.result_sheet import write_scores
from xl_tools.write.table.rule_sheets import write_records, write_settings


def table_bytes(
    filled: Filled,
    scored: tuple[UnitPoints, ...],
    findings: Sequence[Finding] = (),
    name: str = "",
    before: Sequence[Book] = (),
) -> bytes:
    """The workbook: 填报, 登记, 得分, 计分规则, 分组, 对照表, 加扣分, 否决和晋级, 等次, 参评单位, 设置, 问题清单.
    ``name`` is that of the workbook that was read, ``before`` are such workbooks, whose further sheets are people's.
    The same gives the same bytes."""
    buffer = BytesIO()
    workbook = form_books.new_workbook(buffer, filled.scheme.title)
    book = TableBook(workbook, filled, scored, ScoreKit(workbook))
    write_entries(workbook.add_worksheet(ACTUALS), book)
    write_records(workbook.add_worksheet(REGISTERED), book, REGISTERED, filled.registered)
    write_scores(workbook.add_worksheet(SCORES), book)
    for sheet, found in book.records.items():
        write_records(workbook.add_worksheet(sheet), book, sheet, found)
    write_settings(workbook.add_worksheet(SETTINGS), book)
    write_findings(workbook.add_worksheet(FINDINGS), book, findings, name)
    copy_own_sheets(workbook, before)
    pack(workbook)
    return buffer.getvalue()

"""The score workbook: what staff fill in, and scores as native formulas with their values stored."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import PurePath

from xl_tools.core.grid import Book
from xl_tools.core.records import Finding
from xl_tools.scoring.case import Case
from xl_tools.write import form_books
from xl_tools.write.packing import pack
from xl_tools.write.plain_copy import copy_own_sheets
from xl_tools.write.row_stream import PlainSheet
from xl_tools.write.score.evaluation import write_evaluation
from xl_tools.write.score.findings_sheet import write_findings
from xl_tools.write.score.lost_points import lines, possible, write_listed, write_live
from xl_tools.write.score.office_totals import write_offices, write_totals
from xl_tools.write.score.record_sheets import block_of, bonus_lines, process_lines, write_bonus, write_process
from xl_tools.write.score.rules_sheet import rule_cells, write_rules
from xl_tools.write.score.score_formats import Score, ScoreKit
from xl_tools.write.score.score_layout import (
    BONUS,
    EVALUATION,
    FINDINGS,
    LIVE_LINES,
    LOST,
    OFFICES,
    PROCESS,
    RULES,
    TASKS,
    TOTALS,
)
from xl_tools.write.score.task_sheets import tasks_block, write_tasks

_SHEETS = (TASKS, PROCESS, EVALUATION, BONUS, TOTALS, LOST, OFFICES, RULES, FINDINGS)


def score_bytes(case: Case, findings: Sequence[Finding] = (), before: Sequence[Book] = ()) -> bytes:
    """The workbook: 任务书, 过程, 评价, 附加分, 得分汇总, 扣分明细, 单位得分, 考核办法, 问题清单. The same case gives
    the same bytes; texts are written as text. ``before`` are such workbooks, whose further sheets are people's."""
    buffer = BytesIO()
    workbook = form_books.new_workbook(buffer, case.inputs.assessment.title)
    score = Score(workbook, case, ScoreKit(workbook))
    process, bonus = process_lines(score), bonus_lines(score)
    offices = len(case.scored.standings)
    score.cells.update(rule_cells(score))
    score.blocks.update({name: block_of(name, offices) for name in (EVALUATION, TOTALS, OFFICES)})
    score.blocks.update(
        {TASKS: tasks_block(score), PROCESS: block_of(PROCESS, len(process)), BONUS: block_of(BONUS, len(bonus))}
    )
    live = possible(score) <= LIVE_LINES
    found = list(lines(score, process))
    sheets = {name: workbook.add_worksheet(name, PlainSheet) for name in _SHEETS}
    write_tasks(sheets[TASKS], score, live=live)
    write_process(sheets[PROCESS], score, process)
    write_evaluation(sheets[EVALUATION], score)
    write_bonus(sheets[BONUS], score, bonus)
    write_totals(sheets[TOTALS], score)
    (write_live if live else write_listed)(sheets[LOST], score, found)
    write_offices(sheets[OFFICES], score)
    write_rules(sheets[RULES], score)
    write_findings(sheets[FINDINGS], score, findings, PurePath(case.book.path).name)
    copy_own_sheets(workbook, before)
    pack(workbook)
    return buffer.getvalue()

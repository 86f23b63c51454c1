"""Scoring an assessment workbook, and the workbook of its scores."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from xl_tools.app.inputs import StrPath, output_folder, standing_book, workbooks
from xl_tools.app.score_forms import returned_goals
from xl_tools.app.score_rule_table import score_rule_table
from xl_tools.books.file.guard import read_input
from xl_tools.books.file.output import Output
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book
from xl_tools.core.records import Finding
from xl_tools.core.text import squeeze
from xl_tools.parse.assessment.assessment_book import read_assessment, read_evaluations
from xl_tools.parse.assessment.entries import AssessmentBook, Entry, Evaluations
from xl_tools.reports.border import from_json
from xl_tools.reports.rollup import Rollup
from xl_tools.reports.score import ScoreSheet
from xl_tools.rollup.deductions import SOURCE, deductions
from xl_tools.rollup.office_scores import quarter_scores
from xl_tools.rules.assessment import judge
from xl_tools.rules.assessment.review import cell_was_not_taken, form_has_not_come_back
from xl_tools.rules.assessment.unusable import hand_work_does_not_fit
from xl_tools.rules.book.reading import file_cannot_be_read, part_was_not_read
from xl_tools.scoring.case import build
from xl_tools.scoring.given import offices, without_source
from xl_tools.scoring.hand_work import not_carried, with_hand_work
from xl_tools.scoring.returned_goals import with_returned_goals, with_task_scores
from xl_tools.scoring.scheme import Assessment
from xl_tools.scoring.scheme import read as read_rules
from xl_tools.scoring.table.rows import is_table
from xl_tools.scoring.taking import Conflict

Collected = list[tuple[str, Evaluations]]
_NOT_COUNTED = "这份评价不算"


def score(
    path: StrPath,
    *,
    out: StrPath | None = None,
    rules: StrPath | Assessment | None = None,
    evaluations: StrPath | None = None,
    progress: StrPath | Rollup | None = None,
    returned: StrPath | None = None,
    already: Book | None = None,
) -> ScoreSheet:
    """Compute an assessment from its workbook: the task book, or a score workbook that was filled in; or a workbook
    that carries its own table of rules (``score --new``).

    ``out`` is the score workbook to write, with native formulas and what was filled in so far. ``rules`` is an
    assessment (a TOML file) where the workbook's own words do not name one. ``evaluations`` is the folder of the
    units' evaluation workbooks, or one of them. ``progress`` is a roll-up (or its JSON) whose late tasks cost points,
    and whose task scores count, where the rules say so. ``returned`` is the folder of the sheets that units filled in
    (``issue_forms``). ``already`` is the workbook when it is open and was read as it stands on the screen: it
    counts instead of the file. Raises UserError when the workbook cannot be read or ``out`` not be written.
    """
    source = Path(path)
    target = None if out is None else _target(Path(out))
    written_rules, written_progress = (one if isinstance(one, (str, Path)) else None for one in (rules, progress))
    output = Output.beside(source, written_rules, evaluations, written_progress, returned)
    if target is not None:
        output.admit([target])
        output_folder(target.parent)
    given = rules if isinstance(rules, Assessment) or rules is None else read_rules(Path(rules))
    book = already or read_book(source)
    late = progress if isinstance(progress, Rollup) or progress is None else _rollup(Path(progress))
    if is_table(book):
        return score_rule_table(book, target, output, returned, late)
    collected, unread = _collected(evaluations)
    earlier = _earlier(target)
    came, unread_forms = returned_goals(returned) if returned is not None else ([], [])
    conflicts: list[Conflict] = []

    def read(rest_by_hand: bool) -> AssessmentBook:
        found = assessment_of(book, rest_by_hand)
        found = with_hand_work(found, earlier) if earlier else found
        found, conflicts[:] = with_returned_goals(found, came)
        return without_source(found, SOURCE) if late else found

    def more(chosen: Assessment) -> Sequence[Entry]:
        return _deductions(late, chosen, read(False)) if late else ()

    def fill(found: AssessmentBook, chosen: Assessment) -> AssessmentBook:
        return with_task_scores(found, chosen.work.task_scores, partial(_latest, late)) if late else found

    with without_collection():
        case = build(read, given, collected=collected, more=more, fill=fill)
        left = hand_work_does_not_fit(not_carried(assessment_of(book, False), earlier)) if earlier else ()
        beside = [*part_was_not_read(book.grids), *unread, *left]  # a score may rest on any part of it
        beside += [*unread_forms, *cell_was_not_taken(conflicts)]
        if returned is not None:
            expected = dict.fromkeys(item.office for item in case.book.items)
            beside += form_has_not_come_back(expected, {squeeze(one.office) for one in came})
        found = [*judge.run(case), *beside]
        sheet = ScoreSheet.of(case, found, None if target is None else str(target))
        if target is not None:
            from xl_tools.write.score.score_book import score_bytes  # XlsxWriter is paid for only here

            output.write(target, score_bytes(case, found, [*_made(standing_book(target)), *_made(book)]))
    return replace(sheet, kept=tuple(output.kept))


@contextmanager
def without_collection() -> Iterator[None]:
    """Scores are records that hold no circles: looking for some costs a third of the time of a large table."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def assessment_of(book: Book, rest_by_hand: bool) -> AssessmentBook:
    """The task book of a workbook. Raises UserError when there is none."""
    found = read_assessment(book, rest_by_hand=rest_by_hand)
    if found is None or not found.items:
        name = Path(book.path).name
        raise UserError(f"“{name}”里没有找到任务书（表头要有单位、目标任务、分值，下面要有任务），请核对文件。")
    return found


def _collected(path: StrPath | None) -> tuple[Collected, list[Finding]]:
    """The units' evaluation sheets, each with its path, and a finding for every file that holds none."""
    collected: Collected = []
    unread: list[Finding] = []
    for file in workbooks([Path(path)]) if path is not None else ():
        try:
            tables = read_evaluations(read_book(file))
        except UserError as error:
            unread += file_cannot_be_read(file, str(error), _NOT_COUNTED)
            continue
        if not tables:
            reason = f"“{file.name}”里没有找到评价表（表头要有单位和评价等次）。"
            unread += file_cannot_be_read(file, reason, _NOT_COUNTED)
        collected += [(str(file), table) for table in tables]
    return collected, unread


def _rollup(path: Path) -> Rollup:
    """A roll-up from the JSON that ``rollup --json`` printed."""
    try:
        return from_json(Rollup, read_input(path).decode())
    except (UnicodeDecodeError, ValidationError):
        raise UserError(f"“{path.name}”不是汇总结果；请用 xl-tools rollup … --json 输出一份。") from None


def _deductions(late: Rollup, rules: Assessment, book: AssessmentBook) -> Sequence[Entry]:
    if rules.progress is None and rules.work.task_scores:
        return ()
    if rules.progress is None:
        raise UserError(f"考核办法“{rules.title}”没有规定整改进展怎么扣分（缺 [progress] 一节），没有计分。")
    return deductions(late, rules.progress, offices(book, rules))


def _latest(late: Rollup, office: str) -> Decimal | None:
    """The task score of an office in the last quarter in which it has one."""
    return next((score for score in reversed(quarter_scores(late, office)) if score is not None), None)


def _made(book: Book | None) -> list[Book]:
    """A workbook that this command wrote; nothing for a task book that an office made itself."""
    found = read_assessment(book) if book else None
    return [book] if book and found and found.rules_sheet else []


def _earlier(target: Path | None) -> AssessmentBook | None:
    """The score workbook that is made anew, for what people filled in; None where none stands there."""
    book = standing_book(target)
    found = read_assessment(book) if book else None
    return found if found and found.rules_sheet else None


def _target(path: Path) -> Path:
    """The workbook to write. Raises UserError when it cannot be."""
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"评分工作簿的文件名要以 .xlsx 结尾，不能是“{path.name}”。")
    if path.is_dir():
        raise UserError(f"“{path}”是文件夹；请写评分工作簿的文件名。")
    return path

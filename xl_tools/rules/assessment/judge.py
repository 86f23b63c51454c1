"""Running the rules of an assessment over a workbook that was scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xl_tools.core.records import Finding, NotRun
from xl_tools.parse.assessment.labels import task_book
from xl_tools.rules.assessment import goals, grades, ranges, review, roster, unusable
from xl_tools.rules.registry import rules

if TYPE_CHECKING:
    from xl_tools.parse.assessment.entries import AssessmentBook
    from xl_tools.scoring.case import Case

_CHECKS = (
    goals.weights_do_not_add_up,
    ranges.number_is_out_of_range,
    roster.office_is_not_on_the_roster,
    goals.actual_is_missing,
    grades.grade_is_unknown,
    grades.bonus_is_above_its_cap,
    goals.target_is_judged_by_hand,
    goals.words_without_a_number_carry_no_points,
    roster.item_stands_twice,
    goals.shared_target_differs,
    grades.something_was_not_given,
    unusable.cell_holds_something_else,
    unusable.numbers_are_typed_as_text,
    unusable.rules_are_not_known,
    roster.too_many_are_outstanding,
)


def run(case: Case) -> list[Finding]:
    """Everything found: the task book first, by row; then the sheets beside it, then the units' own workbooks."""
    reviewed = list(review.reviewed_goals(case))
    found = [one for check in _CHECKS for one in check(case)]
    found += [*review.points_were_changed_without_a_reason(reviewed), *review.review_is_not_done(reviewed)]
    found.sort(key=lambda one: (one.sheet != case.sheet, one.sheet or "", one.row or 0, one.cell or "", one.code))
    for own in case.collected:
        if not own.known:
            found += grades.sender_cannot_be_told(own.path, own.table.sheet)
        found += roster.stranger_is_graded(case, own.table, own.path)
    return found


def lacking(book: AssessmentBook) -> list[NotRun]:
    """The rules that a task book without actuals, evaluations or records cannot be held to."""
    return [
        NotRun(rule=code, reason=reason)
        for code, entry in rules().items()
        if task_book().runs(code) and entry.lacks and (reason := entry.lacks(book))
    ]


def check(case: Case) -> tuple[list[Finding], list[NotRun]]:
    """What is wrong, and what could not be looked at. What is not there yet is not run, where ``score`` says that it
    counts as nothing."""
    lacks = lacking(case.book)
    codes = {entry.rule for entry in lacks}
    return [one for one in run(case) if one.code not in codes], lacks

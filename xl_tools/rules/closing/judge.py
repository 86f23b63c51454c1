"""Running the rules of a ledger over one that was read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xl_tools.core.addresses import split_cell
from xl_tools.core.records import Finding, NotRun
from xl_tools.parse.closing.headings import ledger_form
from xl_tools.rules.acceptance import key_of
from xl_tools.rules.closing import answers, entered, progress, proof, publicity, steps, texts
from xl_tools.rules.registry import rules

if TYPE_CHECKING:
    from xl_tools.closing.inspected import Inspected

_CHECKS = (
    publicity.publicity_is_too_short,
    publicity.holidays_are_not_known,
    steps.steps_are_out_of_order,
    steps.required_step_is_missing,
    progress.ledger_and_progress_disagree,
    progress.nothing_happens,
    progress.completed_without_a_case,
    answers.measure_has_no_answer,
    answers.plan_has_more_measures,
    answers.answer_is_late,
    answers.answer_is_weaker_than_the_goal,
    proof.limit_is_not_proved,
    proof.evidence_is_thin,
    answers.same_text_twice,
    texts.blank_is_left,
    texts.notice_is_of_another_task,
    steps.closed_with_open_matters,
    steps.procedure_was_not_kept,
    texts.public_text_names_somebody,
    entered.entry_cannot_be_counted,
)


def check(inspected: Inspected) -> tuple[list[Finding], list[NotRun]]:
    """Everything found, by sheet and cell; the rules that could not run, and those of which a part could not."""
    found = [replace(one, key=key_of(None, None, one.message)) for check in _CHECKS for one in check(inspected)]
    order = {place.name: at for at, place in enumerate(inspected.ledger.places.values())}
    found.sort(key=lambda one: (order.get(one.sheet or "", 99), split_cell(one.cell or "A1"), one.code))
    lacks = [
        NotRun(rule=code, reason=reason)
        for code, entry in rules().items()
        if ledger_form().runs(code) and entry.lacks and (reason := entry.lacks(inspected))
    ]
    return found, [*lacks, *_in_part(inspected)]


def _in_part(inspected: Inspected) -> list[NotRun]:
    """What rules that did run could not look at."""
    missing = []
    if inspected.progress is None:
        missing.append(("V906", "没有给进展表（--progress），只查了台账里停留的天数，没有查漏建台账的"))
    if inspected.plan is None:
        missing.append(("V907", "没有给整改方案清单（--plan），只查了台账里登记的措施，没有查漏登记的"))
    if inspected.files is None:
        missing.append(("V911", "台账旁边没有佐证材料文件，没有查文件在不在、换没换过"))
    if inspected.names is None:
        missing.append(("V917", "没有通讯录，只查了手机号和身份证号，没有查人名"))
    return [NotRun(rule=rule, reason=reason) for rule, reason in missing]

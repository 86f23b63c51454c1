"""Running the rules of a ledger over one that was read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xl_tools.core.addresses import split_cell
from xl_tools.core.records import Finding, NotRun
from xl_tools.parse.closing.headings import ledger_form
from xl_tools.rules.acceptance import key_of
from xl_tools.rules.closing import answers, entered, progress, proof, publicity, steps, texts, wording
from xl_tools.rules.registry import rules

if TYPE_CHECKING:
    from xl_tools.closing.inspected import Inspected

_CHECKS = (
    ("V901", publicity.publicity_is_too_short),
    ("V902", publicity.holidays_are_not_known),
    ("V903", steps.steps_are_out_of_order),
    ("V904", steps.required_step_is_missing),
    ("V905", progress.ledger_and_progress_disagree),
    ("V906", progress.nothing_happens),
    ("V906", progress.completed_without_a_case),
    ("V907", answers.measure_has_no_answer),
    ("V907", answers.plan_has_more_measures),
    ("V907", answers.notice_has_fewer_answers),
    ("V908", answers.answer_is_late),
    ("V909", answers.answer_is_weaker_than_the_goal),
    ("V909", answers.notice_is_weaker_than_the_goal),
    ("V910", proof.limit_is_not_proved),
    ("V911", proof.evidence_is_thin),
    ("V912", answers.same_text_twice),
    ("V913", texts.blank_is_left),
    ("V914", texts.notice_is_of_another_task),
    ("V915", steps.closed_with_open_matters),
    ("V916", steps.procedure_was_not_kept),
    ("V917", texts.public_text_names_somebody),
    ("V918", entered.entry_cannot_be_counted),
    ("V919", wording.answer_says_nothing),
    ("V920", wording.measure_is_none),
    ("V921", wording.notice_lacks_something),
    ("V922", wording.word_stands_twice),
    ("V923", steps.closed_before_its_petitions),
    ("V924", publicity.publicity_is_not_entered),
)


def check(inspected: Inspected) -> tuple[list[Finding], list[NotRun], list[str]]:
    """Everything found, by sheet and cell; the rules that could not run, and those of which a part could not; the codes
    of those that broke down, which is a fault of the tool."""
    found: list[Finding] = []
    broken: list[str] = []
    for code, look in _CHECKS:
        try:
            found += [replace(one, key=key_of(None, None, one.message)) for one in look(inspected)]
        except Exception:
            broken.append(code)
    order = {place.name: at for at, place in enumerate(inspected.ledger.places.values())}
    found.sort(key=lambda one: (order.get(one.sheet or "", 99), split_cell(one.cell or "A1"), one.code))
    lacks = [
        NotRun(rule=code, reason=reason)
        for code, entry in rules().items()
        if ledger_form().runs(code) and entry.lacks and (reason := entry.lacks(inspected))
    ]
    return found, [*lacks, *_in_part(inspected)], broken


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

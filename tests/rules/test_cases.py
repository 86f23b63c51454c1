"""Every rule on its named cases: where it fires, and where it does not."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter

import pytest

from tests.drawn import fired, fired_in_case, progress
from xl_tools.rules.catalogue import Case, cases, markdown
from xl_tools.rules.registry import finding, get, rules

CASES = [case for own in cases().values() for case in own]
COMPARING = ["C907", "C908", "C910", "C914", "C915", "C917", "C918", "C924", "C926", "C928"]
COMPARING += ["V901", "V903", "V906", "V908", "V910", "V911", "V912"]
COMPARING += ["A801", "A802", "A824", "A828", "A832", "D405", "D406", "D410", "N602", "N603", "N604", "N605", "N607"]
COMPARING += ["P501", "P505", "P506", "T308", "T311", "T315"]
NOT_DRAWN = {"T314", "X708", "X715", "X716", "X717", "X718", "X720"}
NOT_DRAWN |= {"A803", "A805", "A806", "A809", "A810", "A813", "A820", "A826", "A829", "A830", "A831"}
"""Codes whose cause cannot be drawn as text: T314 has a test below, the longest texts, hand work and lists that are not
understood have theirs with the roll-up; of an assessment, what takes a whole roster, several workbooks, or numbers
typed as text beside those that are none, has its tests in ``tests/scoring``."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.name}")
def test_fires_at_these_cells_and_no_others(case: Case) -> None:
    assert fired_in_case(case) == list(case.at)


def test_each_code_has_a_case_that_fires_and_one_that_does_not_by_names_of_their_own() -> None:
    for code, own in cases().items():
        assert {bool(case.at) for case in own} == {True, False}, code
        assert len({case.name for case in own}) == len(own), code


@pytest.mark.parametrize("code", COMPARING)
def test_a_rule_that_compares_is_held_on_both_sides_of_its_boundary(code: str) -> None:
    assert {bool(case.at) for case in cases()[code] if case.boundary} == {True, False}


def test_an_unread_control_fires_t314_and_nothing_about_empty_ticks() -> None:
    sheet = progress("""
        | 整改任务 | 备注 |
        | 第一项：河道采砂 | □已完成\\n□达到序时进度\\n□未达序时进度\\n□尚未启动 |
        | 第二项：管网破损 | □已完成\\n□达到序时进度\\n□未达序时进度\\n□尚未启动 |""")
    sheet = replace(sheet, unread_controls={"B3": "没有连着单元格"})
    assert fired(sheet, "T314") == ["B3"]
    assert fired(sheet, "T301") == ["B2"]


def test_every_rule_has_cases() -> None:
    checked = {code for code, entry in rules().items() if entry.check or code == "S101" or code[0] in "ACVX"}
    assert checked == set(cases()) | NOT_DRAWN


@pytest.mark.parametrize("code", [code for code, entry in rules().items() if entry.check is None and code != "S101"])
def test_what_others_find_has_its_message(code: str) -> None:
    entry = get(code)
    gaps = {name for template in (entry.message, entry.advice) for _, name, _, _ in Formatter().parse(template) if name}
    made = finding(code, **dict.fromkeys(gaps, "某值"))
    assert made.severity is entry.severity
    assert "{" not in made.message + made.advice


def test_the_page_shows_every_rule() -> None:
    page = markdown()
    for code, entry in rules().items():
        assert f"| {code} | {entry.severity.label} | {entry.when} |" in page

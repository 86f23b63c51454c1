"""Every rule on its named cases: where it fires, and where it does not."""

from __future__ import annotations

import ast
import re
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from rapidfuzz.distance import Indel

from tests.conftest import ROOT
from tests.drawn import AS_OF, fired, fired_in_case, found_in_case, progress
from tests.rules.test_one_place import ENTERED, Entered
from xl_tools.core.addresses import split_cell
from xl_tools.rules.catalogue import Case, cases, markdown
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run
from xl_tools.rules.registry import finding, get, rules

CASES = [case for own in cases().values() for case in own]
BOUNDARIES = [case for case in CASES if case.boundary]
BESIDE = 15
"""A case beside a boundary differs from one on the other side in so few characters."""
NO_BOUNDARY = {
    "A807": "whether there is one target or several",
    "A825": "whether a name stands twice",
    "C920": "how a name is left to be told in the message",
    "M201": "texts so long are not looked at, for speed: no number is as long",
    "M204": "texts so long are not looked at, for speed: no number is as long",
    "N606": "how much stands around a number in the message",
    "S105": "how many places are named in the message",
    "S107": "whether a task stands twice",
    "S109": "whether a row is above the table",
    "S112": "where the change begins that the message shows",
    "S116": "the votes of many workbooks, which no drawing holds: tests/rules/test_between_tables.py",
    "S131": "whether columns are among those that are told",
    "S141": "which place that names a unit tells whose the table is: tests/parse/test_misnamed.py",
    "S143": "how many words the message shows, and whether a row is the heading's",
    "T309": "whether there is a sentence behind the heading",
    "V917": "how short a name may be",
    "X707": "whether there are two tables",
    "X712": "whether there are two names",
}
"""Rules whose code compares by order, and why that is no boundary of what they find."""
NOT_DRAWN = {
    "A813": "scoring/test_checks.py",
    "A826": "scoring/table/test_findings.py",
    "A829": "scoring/table/test_forms.py",
    "A830": "scoring/test_hand_work.py",
    "A831": "scoring/table/test_forms.py",
    "S117": "app/test_roll_up.py",
    "S118": "app/test_one_way.py",
    "S119": "app/test_reports.py",
    "S124": "rollup/test_inspections.py",
    "S140": "cases/03-veryhidden-sheet-of-another-county/expected.json",
    "S150": "books/test_old_looks.py",
    "T314": "rules/test_cases.py",
    "X708": "rollup/test_merge.py",
    "X715": "rollup/test_merge.py",
    "X716": "rollup/test_hand_work.py",
    "X717": "rollup/test_additions.py",
    "X718": "rollup/test_additions.py",
    "X720": "rollup/test_inspections.py",
}
"""Codes whose cause no drawing holds, and where they are tested: a file on the disk, several workbooks or an earlier
one of ours beside the table, a control in a cell, texts longer than a cell, a file of another format."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.name}")
def test_fires_at_these_cells_and_no_others(case: Case) -> None:
    assert fired_in_case(case) == list(case.at)


@pytest.mark.parametrize("case", [case for case in CASES if case.at], ids=lambda case: f"{case.code} {case.name}")
def test_what_is_found_is_what_the_case_is_named_for(case: Case) -> None:
    """A rule that says one thing or another may fire in the right cell for a reason of its own."""
    said = [found.message for found in found_in_case(case)]
    assert case.says or len(_OWN_WORDS.sub("", get(case.code).message)) > 3, "name words of the message: says"
    assert any(case.says in message for message in said)


@pytest.mark.parametrize("case", [case for case in CASES if case.at], ids=lambda case: f"{case.code} {case.name}")
def test_the_row_that_is_told_is_that_of_the_cell(case: Case) -> None:
    """A rule that knows a cell by its name says the row apart, for who lists the findings of a row."""
    for found in found_in_case(case):
        assert not (found.row and found.cell) or found.row == split_cell(found.cell)[0]


_OWN_WORDS = re.compile(r"\{[^{}]*\}|[\W_]+")


def test_each_code_has_a_case_that_fires_and_one_that_does_not_by_names_of_their_own() -> None:
    for code, own in cases().items():
        assert {bool(case.at) for case in own} == {True, False}, code
        assert len({case.name for case in own}) == len(own), code


@pytest.mark.parametrize("case", BOUNDARIES, ids=lambda case: f"{case.code} {case.name}")
def test_beside_a_boundary_there_is_a_case_on_its_other_side(case: Case) -> None:
    across = [one for one in cases()[case.code] if one.boundary and bool(one.at) != bool(case.at)]
    assert min((Indel.distance(_given(case), _given(one)) for one in across), default=99) <= BESIDE


def _given(case: Case) -> str:
    """All that is drawn, as one text."""
    told = ("code", "name", "at", "says", "boundary")
    return "\0".join(str(getattr(case, field.name)) for field in fields(case) if field.name not in told)


def test_a_rule_that_compares_is_held_on_both_sides_of_its_boundary() -> None:
    comparing = {one.code for one in ENTERED if compares(one)}
    without = comparing - {case.code for case in BOUNDARIES} - set(NOT_DRAWN)
    assert not without - set(NO_BOUNDARY), "compares by order: a case on either side of it, or a line in NO_BOUNDARY"
    assert not set(NO_BOUNDARY) - without, "compares no more, or has its cases: no line in NO_BOUNDARY"


def compares(entered: Entered) -> bool:
    """Whether the function of a rule, or one of its module that it leads to, asks for more or less (< <= > >=)."""
    functions = {node.name: node for node in ast.walk(_tree(entered.module)) if isinstance(node, ast.FunctionDef)}
    ahead, seen = [entered.function], set[str]()
    while ahead:
        name = ahead.pop()
        if name in functions and name not in seen:
            seen.add(name)
            inside = list(ast.walk(functions[name]))
            ahead += [node.id for node in inside if isinstance(node, ast.Name)]
            ahead += [node.attr for node in inside if isinstance(node, ast.Attribute)]
            if any(isinstance(node, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for node in inside):
                return True
    return False


@cache
def _tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text("utf-8"))


def test_an_unread_control_fires_t314_and_nothing_about_empty_ticks() -> None:
    sheet = progress("""
        | 整改任务 | 备注 |
        | 第一项：河道采砂 | □已完成\\n□达到序时进度\\n□未达序时进度\\n□尚未启动 |
        | 第二项：管网破损 | □已完成\\n□达到序时进度\\n□未达序时进度\\n□尚未启动 |""")
    sheet = replace(sheet, unread_controls={"B3": "没有连着单元格"})
    (found,) = run([sheet], Context(as_of=AS_OF), only=["T314"]).findings
    assert (found.cell, found.row) == ("B3", 3)
    assert fired(sheet, "T301") == ["B2"]


def test_every_rule_has_cases() -> None:
    assert not set(rules()) - set(cases()) - set(NOT_DRAWN), "a rule without cases: xl_tools/rules/cases/, or NOT_DRAWN"
    assert not (set(cases()) | set(NOT_DRAWN)) - set(rules()), "no such rule"
    assert not set(cases()) & set(NOT_DRAWN), "has cases: no line in NOT_DRAWN"


@pytest.mark.parametrize("code", NOT_DRAWN)
def test_what_cannot_be_drawn_is_tested_elsewhere(code: str) -> None:
    assert f'"{code}"' in (ROOT / "tests" / NOT_DRAWN[code]).read_text("utf-8")


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

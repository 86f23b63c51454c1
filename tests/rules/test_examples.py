"""Every rule fires on its example, at the right cell, and not on its near miss."""

from __future__ import annotations

from dataclasses import replace
from string import Formatter

import pytest

from tests.drawn import fired, fired_in_example, progress
from xl_tools.rules.catalogue import Example, examples, markdown
from xl_tools.rules.registry import finding, get, rules

EXAMPLES = list(examples().values())
NOT_DRAWN = {"T314", "X708", "X715"}
"""Codes whose cause cannot be drawn as text: T314 has a test below, the longest texts have theirs with the roll-up."""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)
def test_fires_at_the_right_cells(example: Example) -> None:
    assert fired_in_example(example, example.fires) == list(example.at)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)
def test_a_near_miss_is_quiet(example: Example) -> None:
    assert fired_in_example(example, example.quiet) == []


def test_an_unread_control_fires_t314_and_nothing_about_empty_ticks() -> None:
    sheet = progress("""
        | 整改任务 | 备注 |
        | 第一项：河道采砂 | □已完成\\n□达到序时进度\\n□未达序时进度\\n□尚未启动 |
        | 第二项：管网破损 | □已完成\\n□达到序时进度\\n□未达序时进度\\n□尚未启动 |""")
    sheet = replace(sheet, unread_controls={"B3": "没有连着单元格"})
    assert fired(sheet, "T314") == ["B3"]
    assert fired(sheet, "T301") == ["B2"]


def test_every_rule_has_an_example() -> None:
    checked = {code for code, entry in rules().items() if entry.check or code == "S101" or code[0] == "X"}
    assert checked == set(examples()) | NOT_DRAWN


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

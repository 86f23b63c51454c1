"""How rules are chosen, silenced, sorted and survived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import xl_tools
from tests.drawn import AS_OF, draw, progress
from tests.rules.test_acceptance import FIRST, county
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Book
from xl_tools.core.records import Field, Form, ProgressSheet, Severity
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rules import engine, registry
from xl_tools.rules.context import Context
from xl_tools.rules.engine import run, select
from xl_tools.rules.registry import Hit
from xl_tools.rules.settings import RuleSettings

FAULTY = """
    | 整改任务 | 完成时限 | 进展情况 | 备注 |
    | 第一项：河道采砂 | | 同上 | □已完成\\n□达到序时进度\\n□未达序时进度\\n□尚未启动 |
    | 第二项：管网破损 | 2022年6月底前 | 修复4公里。 | 达到序时进度 |"""


def codes(sheet: ProgressSheet, **options: object) -> list[str]:
    return [found.code for found in run([sheet], Context(as_of=AS_OF), **options).findings]  # type: ignore[arg-type]


def test_findings_stand_in_reading_order() -> None:
    result = run([progress(FAULTY)], Context(as_of=AS_OF))
    assert [(found.cell, found.code) for found in result.findings] == [
        ("B2", "M203"),
        ("C2", "M209"),
        ("D2", "T301"),
        ("D3", "T311"),
    ]
    assert {found.sheet for found in result.findings} == {"进展表"}


@pytest.mark.parametrize(
    ("only", "found"),
    [
        (["T"], ["T301", "T311"]),
        (["勾选"], ["T301", "T311"]),
        (["M203"], ["M203"]),
        (["m", "T311"], ["M203", "M209", "T311"]),
        ([], []),
    ],
)
def test_only_takes_codes_classes_and_their_names(only: list[str], found: list[str]) -> None:
    assert codes(progress(FAULTY), only=only) == found


def test_a_code_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UserError, match="T39"):
        select(["T39"])


def test_a_silencing_rule_works_though_it_is_not_asked_for() -> None:
    sheet = progress("""
        | 整改任务 | 完成时限 | 进展情况 |
        | 第一项：化工园区 | | 本县没有化工园区，无此项整改任务。 |""")
    assert codes(sheet, only=["M203"]) == []
    assert codes(sheet, settings=RuleSettings(off=frozenset({"M211"}))) == []


def test_a_bureau_switches_a_rule_off_or_changes_its_severity() -> None:
    settings = RuleSettings(off=frozenset({"M209"}), severity={"M203": Severity.HINT})
    result = run([progress(FAULTY)], Context(as_of=AS_OF), settings=settings)
    severities = {found.code: found.severity for found in result.findings}
    assert severities == {"M203": Severity.HINT, "T301": Severity.ERROR, "T311": Severity.ERROR}


@pytest.mark.parametrize("settings", [{"off": {"T399"}}, {"severity": {"Q1": Severity.HINT}}])
def test_settings_with_a_slip_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="没有这些规则"):
        RuleSettings(**settings)


def test_what_lacks_something_is_reported_as_not_run() -> None:
    result = run([progress(FAULTY)], Context(as_of=AS_OF))
    lacking = {entry.rule: entry.reason for entry in result.not_run}
    assert lacking["S112"] == "没有下发的原表或整改方案清单可对照"
    assert lacking["S116"] == "没有说明要收哪一期的表"
    assert lacking["X702"] == "没有上期表"
    nameless = run([progress(FAULTY)], Context(as_of=AS_OF, period="2022-12"))
    assert "进展表" in {entry.rule: entry.reason for entry in nameless.not_run}["S116"]


@pytest.mark.parametrize(
    ("fact", "rule"),
    [("hidden_rows", "S109"), ("faults", "S110"), ("merged", "S111"), ("controls", "T314"), ("struck", "S142")],
)
def test_a_fact_that_nobody_looked_at_is_not_passed(fact: str, rule: str) -> None:
    grid = draw(FAULTY)
    (looked,) = read_sheets(Book("甲.xlsx", (grid,)), as_of=AS_OF)
    (blind,) = read_sheets(Book("甲.xlsx", (replace(grid, **{fact: None}),)), as_of=AS_OF)  # type: ignore[arg-type]
    asked = run([looked], Context(as_of=AS_OF), only=[rule])
    not_asked = run([blind], Context(as_of=AS_OF), only=[rule])
    assert asked.not_run == ()
    assert [entry.rule for entry in not_asked.not_run] == [rule]
    assert asked.findings == not_asked.findings == ()


def test_not_run_follows_the_choice_of_rules() -> None:
    result = run([progress(FAULTY)], Context(as_of=AS_OF), only=["S112", "T301"])
    assert [entry.rule for entry in result.not_run] == ["S112"]


def test_a_workbook_without_a_table() -> None:
    (found,) = run([], Context(as_of=AS_OF)).findings
    assert (found.code, found.sheet, found.cell) == ("S101", None, None)
    assert run([], Context(as_of=AS_OF), only=["T"]).findings == ()


def _breaks(monkeypatch: pytest.MonkeyPatch, code: str, crash: registry.Check) -> None:
    """Let a rule crash."""
    whole = engine._runnable

    def runnable(codes: frozenset[str], form: Form) -> tuple[registry.Rule, ...]:
        return tuple(replace(entry, check=crash) if entry.code == code else entry for entry in whole(codes, form))

    monkeypatch.setattr(engine, "_runnable", runnable)


def test_a_rule_that_crashes_is_a_fault_of_the_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(sheet: ProgressSheet, _: Context) -> Iterator[Hit]:
        for row in sheet.rows:
            if "管网" in row.text(Field.TASK):
                raise ZeroDivisionError("no such thing")
            yield Hit(row.row, Field.STATUS)

    _breaks(monkeypatch, "T301", crash)
    result = run([progress(FAULTY)], Context(as_of=AS_OF), only=["M203", "T"])
    (fault,) = result.crashes
    assert (fault.code, fault.sheet, fault.row, fault.cell) == ("T301", "进展表", 3, "D3")
    assert "ZeroDivisionError" in fault.error
    assert [found.code for found in result.findings] == ["M203", "T301", "T311"]


def test_a_code_is_declared_once() -> None:
    with pytest.raises(ValueError, match="S101"):
        registry.finds("S101", Severity.HINT, "重复", when="", advice="", source="", scope="book")


@pytest.mark.parametrize("entry", engine._silences(), ids=lambda entry: "+".join(sorted(entry.by)))
def test_the_order_of_precedence_names_rules_that_exist(entry: engine._Silence) -> None:
    known = registry.rules()
    assert entry.by <= known.keys()


def test_ticks_that_contradict_say_nothing_further() -> None:
    sheet = progress("""
        | 整改任务 | 进展情况 | 备注 |
        | 第一项：管网破损 | 正在施工。 | ☑已完成\\n☑未达序时进度\\n□尚未启动 |""")
    assert codes(sheet, only=["T"]) == ["T303"]


@pytest.mark.parametrize("leader", ["TRUE", "/", "无"])
def test_a_placeholder_elsewhere_silences_nothing_about_the_progress(leader: str) -> None:
    sheet = progress(f"""
        | 责任领导 | 进展情况 | 备注 |
        | {leader} | 1.已整改完成，通过验收。 | □已完成\\n□达到序时进度\\n□未达序时进度\\n☑尚未启动 |
        | 张某 | / | □已完成\\n□达到序时进度\\n□未达序时进度\\n☑尚未启动 |""")
    assert codes(sheet, only=["M209", "T310"]) == ["M209", "T310", "M209"]


def test_an_error_value_is_not_missing() -> None:
    sheet = progress("""
        | 整改任务 | 完成时限 | 备注 |
        | 第一项：管网破损 | #REF! | = |""")
    assert codes(sheet) == ["S110", "S110"]


def test_the_report_names_the_fault_and_the_cell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def crash(sheet: ProgressSheet, _: Context) -> Iterator[Hit]:
        raise ZeroDivisionError(sheet.sheet)
        yield

    _breaks(monkeypatch, "T301", crash)
    path = county(tmp_path / "莲都区.xlsx", FIRST)
    report = xl_tools.check([path], as_of=AS_OF)
    (fault,) = report.faults
    assert (fault.rule, fault.sheet, fault.row) == ("T301", report.files[0].sheets[0].sheet, 4)
    assert fault.cell == "G4"
    assert [found.code for found in report.files[0].findings] == ["D403"]
    assert report.exit_code == 2

"""V901 to V918 on made ledgers: each fires, keeps quiet beside it, and at its boundary; a clean ledger is clean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.closing.made import AS_OF, CASE, ledger
from tests.closing.rule_cases import ALL, CASES, CLEAN, DAYS, EVIDENCE, FAULTS, LONG, MEASURES, NOTICE
from tests.drawn import progress as drawn_progress
from xl_tools.closing.inspected import Inspected
from xl_tools.core.records import Finding, ProgressSheet
from xl_tools.core.working_days import national
from xl_tools.rules.closing.judge import check
from xl_tools.rules.registry import rules


def inspected(rows: dict[str, list[dict[str, Any]]], **more: Any) -> Inspected:
    made = ledger(rows)
    return Inspected(replace(made, calendar=national()), AS_OF, **more)


def found(rows: dict[str, list[dict[str, Any]]], **more: Any) -> list[Finding]:
    return check(inspected(CLEAN | rows, **more))[0]


def codes(rows: dict[str, list[dict[str, Any]]], **more: Any) -> list[str]:
    return [one.code for one in found(rows, **more)]


def sheet(status: str, number: str = "第7项：河道采砂") -> ProgressSheet:
    return drawn_progress(f"""
        2024年12月莲都区整改进展情况表
        | 县（市、区）名称 | 整改任务名称 | 备注 |
        | 莲都区 | {number} | {status} |""")


def test_a_clean_ledger_is_clean() -> None:
    assert found({}) == []


@pytest.mark.parametrize(("code", "rows", "fires"), [(code, rows, fires) for code, _, rows, fires in CASES],
                         ids=[f"{code} {name}" for code, name, _, _ in CASES])  # fmt: skip
def test_a_rule_fires_or_keeps_quiet(code: str, rows: dict[str, list[dict[str, Any]]], fires: bool) -> None:
    assert (code in codes(rows)) is fires


def test_every_rule_has_a_case_that_fires_and_one_that_does_not() -> None:
    beside = {"V905", "V912"}
    for code in rules():
        if code[0] == "V" and code not in beside:
            assert {fires for one, _, _, fires in CASES if one == code} == {True, False}, code


# --- beside other tables ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "events", "fires"),
    [
        ("☑已完成", ALL, False),
        ("☑达到序时进度", ALL, True),
        ("☑已完成", [], True),
        ("☑达到序时进度", [], False),
        ("☑已完成，已报备", ALL, True),
        ("☑已完成，已销号", ALL, False),
    ],
)
def test_v905_ledger_and_progress(status: str, events: list[dict[str, Any]], fires: bool) -> None:
    rows = CLEAN | {"events": events}
    assert ("V905" in codes(rows, progress=[sheet(status)])) is fires


def test_v905_of_another_unit_or_task_says_nothing() -> None:
    assert "V905" not in codes({}, progress=[sheet("☑达到序时进度", "第8项：管网破损")])


def test_v906_a_completed_task_without_a_case() -> None:
    (one,) = [one for one in found({}, progress=[sheet("☑已完成", "第8项：管网破损")]) if one.code == "V906"]
    assert one.message == "第8项莲都区进展表已完成，台账里没有这一件。"
    assert "V906" not in codes({}, progress=[sheet("☑达到序时进度", "第8项：管网破损")])


def test_v907_the_plan_has_more_measures() -> None:
    plan = drawn_progress("""
        | 县（市、区）名称 | 整改任务名称 | 整改目标和措施 |
        | 莲都区 | 第7项：河道采砂 | 1.清退采砂船。\\n2.岸坡复绿。\\n3.建立巡查制度。 |""")
    (one,) = [one for one in found({}, plan=[plan]) if one.code == "V907"]
    assert one.message == "第7项莲都区方案有3条措施，台账只有2条。"


@pytest.mark.parametrize(
    ("answer", "unit", "fires"),
    [
        (LONG, "青田县", True),
        (LONG, "莲都区", False),
        (LONG[:29], "青田县", False),
        ("拆除" + LONG[10:28] * 3, "青田县", False),
    ],
)
def test_v912_the_same_answer_in_two_cases(answer: str, unit: str, fires: bool) -> None:
    measures = [MEASURES[0] | {"answer": LONG}, MEASURES[0] | {"answer": answer, "unit": unit}]
    rows = {"cases": [*CLEAN["cases"], {"unit": "青田县"}], "measures": measures}
    assert ("V912" in codes(rows)) is fires


def test_v912_words_of_the_plan_are_not_copied_from_each_other() -> None:
    plan = {"text": LONG, "answer": LONG}
    measures = [MEASURES[0] | plan, MEASURES[0] | plan | {"unit": "青田县"}]
    assert "V912" not in codes({"cases": [*CLEAN["cases"], {"unit": "青田县"}], "measures": measures})


FILES = {"7/前.jpg": "aa", "7/后.jpg": "bb", "7/监测.pdf": "cc"}


def test_v911_files_that_are_gone_changed_or_used_twice() -> None:
    entered = [one | {"digest": FILES[one["file"]]} for one in EVIDENCE]
    assert codes({"evidence": entered}, files=FILES) == []
    assert codes({"evidence": entered}, files=FILES | {"7/后.jpg": ""}) == ["V911"]
    assert codes({"evidence": entered}, files=FILES | {"7/后.jpg": "b0"}) == ["V911"]
    rows = {"cases": [*CLEAN["cases"], {"unit": "青田县"}]}
    by_name = [*entered, EVIDENCE[1] | {"unit": "青田县"}]
    assert codes(rows | {"evidence": by_name}) == ["V911"]
    copied = [*entered, EVIDENCE[1] | {"unit": "青田县", "file": "8/后.jpg"}]
    assert codes(rows | {"evidence": copied}, files=FILES | {"8/后.jpg": "bb"}) == ["V911"]
    assert codes(rows | {"evidence": copied}, files=FILES | {"8/后.jpg": "dd"}) == []


def test_v917_names_of_the_address_book() -> None:
    rows = {"notices": [NOTICE | {"text": "第7项，联系人李小明。"}]}
    assert codes(rows, names=frozenset({"李小明"})) == ["V917"]
    assert codes(rows, names=frozenset({"王大力"})) == []


# --- what could not be looked at -------------------------------------------------------------------


def test_what_lacks_something_is_told() -> None:
    _, lacks, _ = check(inspected(CLEAN))
    assert {one.rule for one in lacks} == {"V905", "V906", "V907", "V911", "V917"}
    given = {"progress": [sheet("☑已完成")], "plan": [sheet("☑已完成")], "files": FILES, "names": frozenset({"甲某"})}
    assert check(inspected(CLEAN, **given))[1] == []


def test_the_message_names_holidays_and_the_earliest_end() -> None:
    (one,) = [one for one in found({"notices": [NOTICE | DAYS | {"end": date(2024, 10, 9)}]}) if one.code == "V901"]
    assert one.message == (
        "公示期2024年9月29日至2024年10月9日写明10个工作日，实际4个工作日"
        "（含首日；国庆节10月1日至7日放假，国庆节9月29日调休上班），最早到2024年10月16日。"
    )
    assert (one.sheet, one.cell) == ("公示", "K3")


# --- faults seen in published notices: each planted in a clean ledger --------------------------------


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(name: str) -> None:
    code, rows = FAULTS[name]
    assert set(codes(rows)) == {code}


def test_made_ledgers_are_of_the_case_that_they_say() -> None:
    assert CASE["serial"] == "7"

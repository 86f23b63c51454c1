"""The rules of a ledger (V) on made ones: a clean one is clean, a planted fault is found alone, and what lacks is told.
Each rule's named cases stand in ``xl_tools/rules/cases/V.toml``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.closing.made import AS_OF, CASE, ledger
from tests.closing.rule_cases import CLEAN, DAYS, FAULTS, NOTICE, SEEN
from tests.drawn import progress as drawn_progress
from tests.petitions.ledgers import ledger as petition_book
from xl_tools.app.examine import read_tables
from xl_tools.closing.inspected import Inspected
from xl_tools.core.records import Finding, ProgressSheet, Severity
from xl_tools.core.working_days import national
from xl_tools.petitions.records import Conventions
from xl_tools.petitions.state import read_ledger as petition_tables
from xl_tools.petitions.tasks import OpenPetitions
from xl_tools.rules.closing.judge import check
from xl_tools.sample.petitions import petitions


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


# --- beside other tables ---------------------------------------------------------------------------


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


FILES = {"7/前.jpg": "aa", "7/后.jpg": "bb", "7/监测.pdf": "cc"}


# --- what could not be looked at -------------------------------------------------------------------


def test_what_lacks_something_is_told() -> None:
    _, lacks, _ = check(inspected(CLEAN))
    assert {one.rule for one in lacks} == {"V905", "V906", "V907", "V911", "V917", "V923"}
    (own,) = petition_tables(read_tables(petition_book(list(petitions(4)))), Conventions())
    given = {
        "petitions": OpenPetitions(own),
        "progress": [sheet("☑已完成")],
        "plan": [sheet("☑已完成")],
        "files": FILES,
        "names": frozenset({"甲某"}),
    }
    assert check(inspected(CLEAN, **given))[1] == []


def test_the_message_names_holidays_and_the_earliest_end() -> None:
    (one,) = [one for one in found({"notices": [NOTICE | DAYS | {"end": date(2024, 10, 9)}]}) if one.code == "V901"]
    assert one.message == (
        "公示期2024年9月29日至2024年10月9日写明10个工作日，实际4个工作日"
        "（含首日；国庆节10月1日至7日放假，国庆节9月29日调休上班），最早到2024年10月16日。"
    )
    assert (one.sheet, one.cell) == ("公示", "K3")


def test_v924_publicity_that_nobody_entered_is_an_error_once_the_case_is_closed() -> None:
    shown = [one for one in CLEAN["events"] if one["step"] != "销号"]
    for events, severity in ((shown, Severity.WARNING), (CLEAN["events"], Severity.ERROR)):
        (one,) = [one for one in found({"events": events, "notices": []}) if one.code == "V924"]
        assert (one.severity, one.sheet) == (severity, "环节记录")
        assert one.message == "“公示”（2024年12月5日）在“公示”表里没有起止日期，公示天数没有核对。"


# --- faults seen in published notices: each planted in a clean ledger --------------------------------


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(name: str) -> None:
    expected, rows = FAULTS[name]
    assert set(codes(rows)) == set(expected.split())


def test_every_fault_that_was_seen_is_planted() -> None:
    assert {name.split()[0] for name in SEEN} == {str(number) for number in range(1, 12)}


def test_made_ledgers_are_of_the_case_that_they_say() -> None:
    assert CASE["serial"] == "7"

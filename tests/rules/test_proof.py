"""Known faults planted in clean tables: a short run of ``make bench-rules``."""

from __future__ import annotations

from random import Random

import pytest

from tests.bench import ledgers, petitions
from tests.bench.faults import FAULTS
from tests.bench.rules import ELSEWHERE, PAGE, Proof, prove, row_count
from xl_tools.core.records import Severity
from xl_tools.rules.registry import rules


@pytest.fixture(scope="module")
def proof() -> Proof:
    return prove(sheets=14, each=2, seed=11)


def test_clean_tables_have_no_error_and_no_warning(proof: Proof) -> None:
    assert proof.clean[Severity.ERROR] == 0
    assert proof.clean[Severity.WARNING] == 0


@pytest.mark.parametrize("code", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(proof: Proof, code: str) -> None:
    for score in filter(None, (proof.alone[code], proof.together.get(code))):
        assert score.missed == []
        assert not score.others


@pytest.mark.parametrize("code", [*petitions.PLANTED, *ledgers.FAULTS])
def test_a_fault_planted_in_a_ledger_is_found_and_nothing_else(proof: Proof, code: str) -> None:
    score = proof.ledgers[code]
    assert (score.found, score.missed) == (score.planted, [])
    assert not score.others


@pytest.mark.parametrize("seed", range(5))
def test_clean_ledgers_of_closing_have_no_finding(seed: int) -> None:
    assert ledgers.found(ledgers.clean(Random(seed))) == set()


def test_every_rule_on_a_table_is_planted() -> None:
    on_tables = {code for code, entry in rules().items() if code[0] != "A" and entry.scope != "round"}
    planted = {*FAULTS, *petitions.PLANTED, *ledgers.FAULTS}
    assert not on_tables - set(ELSEWHERE) - planted, "plant its fault: tests/bench/faults_*.py; or a line in ELSEWHERE"
    assert not planted - (on_tables - set(ELSEWHERE)), "is no rule on a table, or has a line in ELSEWHERE"


def test_the_page_shows_every_code() -> None:
    page = PAGE.read_text("utf-8")
    assert all(f"| {code} |" in page or f"- {code}（" in page for code in rules())
    assert all(entry.when in page for code, entry in rules().items() if code[0] != "A")
    assert f"{row_count('clean_rows.txt')} 行没有毛病" in page
    assert f"{row_count('faulty_rows.txt')} 行各有一处毛病" in page

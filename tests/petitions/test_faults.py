"""Known faults planted in clean ledgers are found at their place, and nothing else is."""

from __future__ import annotations

from random import Random

import pytest

from tests.bench.petitions import FAULTS, clean, found, planted, with_lost_row, with_wrong_sum
from tests.petitions.ledgers import ledger
from xl_tools.app.examine import Occasion, examine
from xl_tools.petitions import alike
from xl_tools.rules.registry import rules
from xl_tools.sample.petitions import AS_OF, petitions

COMPARING = {"C922", "C924", "C929"}
"""Codes that need a second file."""


@pytest.mark.parametrize("seed", range(3))
def test_clean_ledgers_have_no_finding(seed: int) -> None:
    assert found(ledger(clean(seed))) == set()


@pytest.mark.parametrize("code", FAULTS)
def test_a_planted_fault_is_found_at_its_place_and_no_other(code: str) -> None:
    for seed in range(2):
        book, (sheet, row) = planted(code, clean(seed), Random(f"{code} {seed}"))
        assert found(book) == {(sheet, row, code)}


def test_a_lost_petition_is_missed_in_its_batch() -> None:
    book, (sheet, row) = with_lost_row(clean(1), Random(5))
    assert found(book) == {(sheet, row, "C927")}


@pytest.mark.parametrize(("types", "code"), [(False, "C923"), (True, "C925")])
def test_sums_of_statistics(types: bool, code: str) -> None:
    book, (sheet, row) = with_wrong_sum(clean(1), Random(3), types=types)
    assert (sheet, row, code) in found(book)
    assert {one[2] for one in found(book)} == {code}


def test_every_rule_of_petitions_is_planted() -> None:
    own = {code for code in rules() if code[0] == "C"}
    assert set(FAULTS) | {"C923", "C925", "C927"} == own - COMPARING


def test_complaints_are_compared_with_a_few_others_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is compared with no more than a handful, so that a check grows with the rows and not with their square."""
    compared: list[int] = []

    def are_alike(one: str, _: str, __: float) -> bool:
        compared.append(len(one))
        return False

    monkeypatch.setattr(alike, "_are_alike", are_alike)
    rows = list(petitions(400, batch_size=40, long=True, counties=("莲都区",)))
    examine(ledger(rows), Occasion(as_of=AS_OF))
    assert len(compared) <= 4 * len(rows)

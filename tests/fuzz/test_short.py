"""A short run of each fuzz target; ``make fuzz`` is the long one."""

from __future__ import annotations

import pytest

from tests.fuzz import rounds
from tests.fuzz.__main__ import fuzz
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_no_finding_in_a_short_run(name: str) -> None:
    count, found, _ = fuzz(name, seconds=1.5, seed=1_000_000)
    assert found is None, f"python -m tests.fuzz {name} --only --seed {found}"
    assert count > 10


def test_random_tables_go_through_a_round() -> None:
    seen, wrong = rounds.run(6, seed=1_000_000)
    assert wrong == [], "python -m tests.fuzz.rounds --rounds 1 --seed …"
    assert seen["texts rolled up"]

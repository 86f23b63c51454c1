"""The table of what was tried says what is tried."""

from __future__ import annotations

import re
from collections import Counter

from tests.conftest import ROOT
from tests.trust.hostile import CASES, WORD


def test_the_page_counts_the_cases_of_each_class() -> None:
    page = (ROOT / "docs" / "trust.md").read_text("utf-8")
    told = {
        kind: int(count) for kind, count in re.findall(r"^\| ([^:|]+): .* \| (\d+) \| [^|]*\|$", page, re.MULTILINE)
    }
    tried = Counter(case.kind for case in (*CASES.values(), *WORD.values()))
    assert {kind: told.get(kind) for kind in tried} == tried

"""Whatever stands in a ledger's cells, no rule breaks down, and the ledger can be made anew with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.closing.made import AS_OF, CASE, PROCEDURE, book
from xl_tools.closing.inspected import Inspected
from xl_tools.parse.closing.headings import RECORDS, sheets
from xl_tools.parse.closing.ledger import ledger_of, read_rows
from xl_tools.rules.closing.judge import check
from xl_tools.write.closing.ledger_book import ledger_bytes

WORDS = [
    "整改完成",
    "申请",
    "县级验收",
    "公示",
    "销号",
    "退回",
    "撤销",
    "整改中",
    "通过",
    "不通过",
    "工作日",
    "监测报告",
    "异议",
]
CELLS = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(max_size=12),
    st.integers(-5, 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1, 1, 1), date(9999, 12, 31)),
    st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)),
    st.sampled_from(["9" * 5000, "第七项", "1e999999", "=1+1", "202591日至", "〔填〕", "2024-02-30", "20240929"]),
)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for what in RECORDS:
        names = [column.field for column in sheets()[what].columns]
        made = []
        for _ in range(draw(st.integers(0, 3))):
            row = {name: draw(CELLS) for name in draw(st.lists(st.sampled_from(names), max_size=6, unique=True))}
            made.append(row if draw(st.booleans()) else row | (PROCEDURE if what == "settings" else CASE))
        found[what] = made
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rows())
def test_any_cells(given_rows: dict[str, list[dict[str, Any]]]) -> None:
    there = read_rows(book(given_rows))
    _, _, broken = check(Inspected(ledger_of(there), AS_OF))
    assert broken == []
    assert ledger_bytes(there, AS_OF)

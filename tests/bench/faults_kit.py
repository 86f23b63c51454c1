"""Known faults, each planted at a random place of a clean table, with the cell where a check must find it.

A fault is a generator: it first makes the entries it needs plain, then yields once (what the table is compared with,
the sheet as issued and last period's, is taken there), then spoils it and yields where the rule must fire.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from tests.bench.tables import Table

Places = set[str]
"""Cells, "-" for the sheet as a whole."""
Fault = Callable[[Table, Random, int], Iterator[Places]]

FAULTS: dict[str, Fault] = {}
ALONE: set[str] = set()
"""Faults of the sheet as a whole, or that need the whole sheet: they are not planted with others."""
WITH_TICKS: set[str] = set()
"""Faults of tick boxes: not for a clerk who writes words."""


def fault(code: str, *, alone: bool = False, ticks: bool = False) -> Callable[[Fault], Fault]:
    def enter(function: Fault) -> Fault:
        FAULTS[code] = function
        if alone:
            ALONE.add(code)
        if ticks:
            WITH_TICKS.add(code)
        return function

    return enter


def plan_of(table: Table) -> str:
    return "plan" if table.has("plan") else "measures"


ALONG = {"T307": {"T302"}, "T315": {"S121"}}
"""What a fault cannot but bring with it."""
BASELINE = {"S112", "S113", "S114", "S149", "D404"}
PREVIOUS = {"P504", "N607", "X701", "X702"}
PERIOD = {"S116"}
"""What a code needs besides the sheet."""

"""The city's own table beside its counties' (X703, X705)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.rollup.counties import DUE, THREE, merged, row, sheet
from xl_tools.core.records import Finding, Level, ProgressRow, Status
from xl_tools.rollup.records import Merged

DONE = Status.COMPLETED


def city(*rows: ProgressRow) -> object:
    return sheet("丽水市", *rows, level=Level.CITY, path="市表.xlsx")


def found(result: Merged, code: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.code == code]


def counties(**texts: str) -> list[object]:
    return [sheet(unit.name, row(1, DONE, progress=texts.get(unit.name, "1.丙点清运完毕。"))) for unit in THREE]


def test_a_block_that_the_county_did_not_write() -> None:
    own = in_blocks(莲都区="1.甲点清运完毕。", 松阳县="1.乙点清运九成。")
    result = merged(*counties(莲都区="1.甲点清运完毕。", 松阳县="1.乙点清运完毕。"), city(own))
    (finding,) = found(result, "X703")
    assert (finding.path, finding.cell, finding.field) == ("市表.xlsx", "F4", "progress")
    assert "松阳县" in finding.message
    assert "九成" in finding.message


def test_the_same_block_in_another_spelling_is_no_difference() -> None:
    own = in_blocks(莲都区="１．甲点清运完毕", 松阳县="1.乙点清运完毕。")
    result = merged(*counties(莲都区="1.甲点清运完毕。", 松阳县="1.乙点清运完毕。"), city(own))
    assert found(result, "X703") == []


@pytest.mark.parametrize(("due", "count"), [(DUE, 0), (date(2024, 6, 30), 1), (None, 0)])
def test_a_deadline_of_its_own(due: date | None, count: int) -> None:
    result = merged(*counties(), city(row(1, DONE, due)))
    assert len(found(result, "X703")) == count


@pytest.mark.parametrize(
    ("ticked", "codes"), [(DONE, []), (Status.ON_SCHEDULE, ["X705"]), ("conflict", []), ("empty", [])]
)
def test_the_citys_tick(ticked: Status | str, codes: list[str]) -> None:
    result = merged(*counties(), city(row(1, ticked)))
    assert [finding.code for finding in found(result, "X705")] == codes


def test_a_tick_is_not_compared_while_a_county_is_silent() -> None:
    result = merged(sheet("莲都区", row(1, DONE)), city(row(1, Status.BEHIND)))
    assert found(result, "X705") == []


def in_blocks(**blocks: str) -> ProgressRow:
    return replace(row(1, DONE), blocks=blocks)

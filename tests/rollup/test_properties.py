"""What holds for any units, rows and texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.rollup.counties import COUNTIES, merged, row, sheet
from xl_tools.core.records import Field, ProgressSheet, Status
from xl_tools.parse.table.blocks import split_texts
from xl_tools.reports.rollup import Totals
from xl_tools.rollup.overflow import cell_limit, excel_length, is_too_long, overflow, rejoin

DATES = st.sampled_from([None, date(2021, 12, 31), date(2022, 12, 31), date(2023, 2, 28), date(2025, 12, 31)])
STATUSES = st.sampled_from([*Status, "conflict", "none", "unknown", "empty"])
TEXTS = st.text(st.sampled_from("清运：处1.、\n县松阳云和 =\u2060"), max_size=30) | st.text(max_size=12)


@st.composite
def cities(draw: st.DrawFn) -> list[ProgressSheet]:
    """Sheets of some of the nine counties, each with some of six tasks."""
    sheets = []
    for unit in COUNTIES:
        numbers = draw(st.lists(st.integers(1, 6), unique=True, max_size=6))
        if numbers or draw(st.booleans()):
            rows = [
                row(
                    number,
                    draw(STATUSES),
                    draw(DATES),
                    applies=draw(st.integers(0, 5)) > 0,
                    progress=draw(TEXTS),
                    plan=draw(st.sampled_from(["清运", "清运。", "覆土"])),
                )
                for number in numbers
            ]
            sheets.append(sheet(unit.name, *rows))
    return sheets


@settings(max_examples=60, deadline=None)
@given(cities(), st.randoms())
def test_the_order_of_files_changes_nothing(sheets: list[ProgressSheet], random: object) -> None:
    shuffled = list(sheets)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merged(*shuffled, expected=COUNTIES).report() == merged(*sheets, expected=COUNTIES).report()


@settings(max_examples=60, deadline=None)
@given(cities())
def test_every_row_of_a_county_is_counted_exactly_once(sheets: list[ProgressSheet]) -> None:
    result = merged(*sheets, expected=COUNTIES)
    used = [(part.unit, part.row.row) for task in result.tasks for part in task.parts if part.row]
    given_rows = [(one.region.name, entry.row) for one in sheets if one.region for entry in one.rows]
    assert sorted(used) == sorted(given_rows)
    assert sum(unit.rows for unit in result.report().units) == len(given_rows)


@settings(max_examples=60, deadline=None)
@given(cities())
def test_statuses_add_up(sheets: list[ProgressSheet]) -> None:
    totals = merged(*sheets, expected=COUNTIES).totals
    assert _sum(totals) == totals.tasks


def _sum(totals: Totals) -> int:
    return totals.completed + totals.on_schedule + totals.behind + totals.not_started + totals.undecided


@settings(max_examples=80, deadline=None)
@example(["云和县"])
@given(st.lists(TEXTS, min_size=1, max_size=len(COUNTIES)))
def test_progress_comes_apart_into_each_unit_s_text(texts: Sequence[str]) -> None:
    units = {unit.name: text for unit, text in zip(COUNTIES, texts, strict=False)}
    result = merged(*(sheet(unit, row(1, progress=text)) for unit, text in units.items()), expected=COUNTIES)
    written = {unit: text for unit, text in units.items() if text.strip()}
    assert split_texts(result.tasks[0].texts[Field.PROGRESS], [unit.name for unit in COUNTIES]) == written


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("清运\n𠮷a"), min_size=1, max_size=40), st.integers(400, 3000))
def test_a_cut_text_joins_again_and_every_piece_fits(text: str, times: int) -> None:
    whole = text * times
    cut = overflow(whole, 1, Field.PROGRESS, 17)
    assert rejoin(cut.head, cut.rests) == whole
    assert all(excel_length(piece) <= cell_limit() for piece in (cut.head, *cut.rests))
    if is_too_long(whole):
        assert excel_length(cut.head) > cell_limit() // 2 - 100  # less the pointer: cut at a line in the second half


def test_a_text_is_cut_behind_the_last_line_of_the_second_half() -> None:
    cut = overflow("字" * 20_000 + "\n" + "尾" * 20_000, 1, Field.PROGRESS, 17)
    assert "".join(cut.rests) == "尾" * 20_000


@pytest.mark.parametrize(("text", "times", "long"), [("字", 32_767, False), ("字", 32_768, True), ("𠮷", 16_384, True)])
def test_a_cell_holds_so_many_characters(text: str, times: int, long: bool) -> None:
    assert is_too_long(text * times) is long


@settings(max_examples=40, deadline=None)
@given(cities())
def test_a_sheet_given_twice_changes_no_figure(sheets: list[ProgressSheet]) -> None:
    again = [replace(one, path=f"again/{one.path}") for one in sheets]
    once, twice = merged(*sheets, expected=COUNTIES), merged(*sheets, *again, expected=COUNTIES)
    assert twice.totals == once.totals
    assert twice.report().tasks == once.report().tasks

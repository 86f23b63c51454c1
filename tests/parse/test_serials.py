"""Serials and the province's numbers in task texts."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.parse.pages import examples
from xl_tools.parse.serials import read_serial

CORPUS = Path(__file__).parent.parent / "corpus" / "serials.tsv"
ROWS = [line.split("\t") for line in CORPUS.read_text("utf-8").splitlines() if not line.startswith("#")]
FULL = str.maketrans(".,:;()[]", "．，：；（）［］")
HALF = str.maketrans("．，：；（）［］", ".,:;()[]")
DIGITS = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}


def _read(text: str) -> list[str]:
    reading = read_serial(text)
    return [str(reading.number or "-"), str(reading.province_serial or "-")]


def test_the_corpus_is_large() -> None:
    assert len(ROWS) >= 50


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_corpus_in_both_widths_and_with_spaces(row: list[str]) -> None:
    text, *expected = row
    for variant in (
        text,
        text.translate(FULL),
        text.translate(HALF),
        text.translate(DIGITS),
        f" {text}\n",
        " ".join(text),
    ):
        assert _read(variant) == expected, variant


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (11.0, 11),
        (1.0, 1),
        (0.0, None),
        (-3.0, None),
        (1.5, None),
        (math.nan, None),
        (math.inf, None),
        (1e300, None),
        (True, None),
        (None, None),
    ],
)
def test_values_of_cells(value: float | None, number: int | None) -> None:
    assert read_serial(value).number == number


def test_the_text_of_a_whole_number_is_shown_as_excel_shows_it() -> None:
    assert (read_serial(11.0).text, read_serial(1.5).text, read_serial(None).text) == ("11", "1.5", "")


def test_only_the_beginning_or_the_mark_of_a_task_counts() -> None:
    assert read_serial("第十六项：污水管网破损，详见第7项").province_serial == 16
    assert read_serial("污水管网破损，详见第7项").province_serial is None
    assert read_serial("第十六项：污水管网破损（省序号：58号）").province_serial == 58


@pytest.mark.parametrize("row", examples("readings/status.md", "序号或任务名称"), ids=lambda row: row[0])
def test_the_page(row: list[str]) -> None:
    reading = read_serial(row[0])
    assert [str(reading.number or "—"), str(reading.province_serial or "—")] == row[1:3]


def test_the_real_list(shared: Path) -> None:
    lists = (
        CalamineWorkbook.from_path(shared / "cases" / "suixian-tasklist-2022.xlsx").get_sheet_by_index(0).to_python()
    )
    rows = [[read_serial(cell) for cell in row[:3]] for row in lists[2:]]  # type: ignore[arg-type]
    assert [serial.number for serial, _, _ in rows] == list(range(1, len(rows) + 1))
    marked = [(column.number, task.province_serial) for _, column, task in rows if task.province_serial]
    assert len(marked) >= 10
    assert all(number == mark for number, mark in marked)


def test_a_real_table(city_table: Path) -> None:
    table = CalamineWorkbook.from_path(city_table).get_sheet_by_index(0).to_python()
    entries = [row for row in table if str(row[0]) == "丽水"]
    assert [read_serial(str(row[1])).number for row in entries] == list(range(1, 12))
    assert [read_serial(str(row[2])).province_serial for row in entries] == [1, 3, 8, 12, 16, 18, 39, 40, 41, 43, 44]


@given(st.text() | st.text(alphabet="第省序号项条一二十百0123456789.、:()（）-至 \n"))
def test_no_text_raises(text: str) -> None:
    reading = read_serial(text)
    assert reading.text == text
    assert reading.number is None or reading.number > 0
    assert reading.province_serial is None or reading.province_serial > 0


@given(st.integers(1, 9999))
def test_numbers_read_as_themselves(number: int) -> None:
    assert read_serial(f"{number}").number == number
    assert read_serial(f"（{number}）、").number == number
    assert read_serial(f"第{number}项：某事").province_serial == number

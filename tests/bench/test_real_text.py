"""The texts of the benchmark are like real ones; what they are compared with merges the same rows."""

from __future__ import annotations

from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import openpyxl
import pytest

from tests.bench.peers import HEADER_ROW, PEERS
from tests.bench.real_text import DENSITY, LINES, PLAN, PROGRESS, TASK, counted, write_counties
from xl_tools.core import regions

ROWS = 20


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_counties(tmp_path_factory.mktemp("counties"), counties=3, rows=ROWS)


def rows_of(file: Path) -> list[tuple[str, ...]]:
    sheet = openpyxl.load_workbook(file, read_only=True).worksheets[0]
    return [row[:7] for row in sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True) if row[2]]


def test_texts_are_as_dense_as_real_ones(files: list[Path]) -> None:
    texts = [text for row in rows_of(files[0]) for text in (row[2], row[3], row[5])]
    found = sum(map(counted, texts), Counter[str]())
    assert {what: found[what] * 1000 / found[""] for what in DENSITY} == {
        what: pytest.approx(wanted, rel=0.2, abs=0.6) for what, wanted in DENSITY.items()
    }
    assert sum(text.count("\n") for text in texts) * 1000 / found[""] == pytest.approx(LINES, rel=0.1)


def test_texts_are_as_long_as_real_ones(files: list[Path]) -> None:
    rows = rows_of(files[0])
    lengths = [sum(len(row[column]) for row in rows) / len(rows) for column in (2, 3, 5)]
    assert lengths == pytest.approx([TASK, PLAN, PROGRESS], rel=0.02)


def test_counties_are_real_and_share_their_tasks(files: list[Path]) -> None:
    first, second, third = map(rows_of, files)
    assert [row[2:5] for row in first] == [row[2:5] for row in second] == [row[2:5] for row in third]
    assert not {row[5] for row in first} & {row[5] for row in second}
    names = [rows[0][0] for rows in (first, second, third)]
    assert len(set(names)) == 3
    assert all(regions.candidates(name) for name in names)


def test_the_same_arguments_give_the_same_texts(files: list[Path], tmp_path: Path) -> None:
    again = write_counties(tmp_path, counties=2, rows=ROWS)
    assert rows_of(again[1]) == rows_of(files[1])


@pytest.mark.parametrize("name", [name for name in PEERS if name != "polars" or find_spec("polars")])
def test_each_peer_merges_all_rows(name: str, files: list[Path], tmp_path: Path) -> None:
    """polars is installed for the benchmark alone."""
    PEERS[name](files, tmp_path / "merged.xlsx")
    merged = openpyxl.load_workbook(tmp_path / "merged.xlsx").worksheets[0]
    tasks = [cell.value for cell in merged["C"] if isinstance(cell.value, str) and cell.value.startswith("第")]
    assert len(tasks) == 3 * ROWS

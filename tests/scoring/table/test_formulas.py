"""Formulas, JSON and Python of a table of rules say the same; a second and a third run change nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.scoring.recalculated import differences, formula_cells, recalculate
from tests.scoring.table.drawn import drawn
from xl_tools.app.score import score as score_file
from xl_tools.books.file.reader import read_book
from xl_tools.core.json_text import json_pieces
from xl_tools.scoring.table.engine import score
from xl_tools.scoring.table.rows import read_table
from xl_tools.write.table.table_book import table_bytes


@pytest.mark.real("soffice")
def test_libreoffice_computes_what_python_computes(tmp_path: Path) -> None:
    books = {}
    for seed in range(6):
        filled = drawn(seed)
        books[f"n{seed}"] = table_bytes(filled, score(filled))
    computed = recalculate(books, tmp_path)
    assert {name: differences(books[name], computed[name]) for name in books} == {name: [] for name in books}
    assert all(len(formula_cells(data)) > 900 for data in books.values())


@pytest.mark.parametrize("seed", range(3))
def test_a_second_and_a_third_run_change_nothing(seed: int, tmp_path: Path) -> None:
    filled = drawn(seed)
    first = tmp_path / "1.xlsx"
    first.write_bytes(table_bytes(filled, score(filled)))
    reports = []
    for number in (2, 3, 4):
        report = score_file(tmp_path / f"{number - 1}.xlsx", out=tmp_path / f"{number}.xlsx")
        reports.append(report.offices)
    assert reports[0] == reports[1] == reports[2]
    told = json.loads("".join(json_pieces(reports[0])))
    for one, office in zip(score(filled), told, strict=True):
        assert office["total"] == (None if one.total is None else float(one.total))
        assert (office["grade"] or "", tuple(office["gates"])) == (one.grade, one.bit)
        assert office["rank"] == one.rank


def test_what_is_read_back_is_what_was_written(tmp_path: Path) -> None:
    for seed in range(3):
        filled = drawn(seed)
        (tmp_path / "a.xlsx").write_bytes(table_bytes(filled, score(filled)))
        found, faults = read_table(read_book(tmp_path / "a.xlsx"))
        assert faults == []
        assert found.scheme.rules == filled.scheme.rules
        assert (found.scheme.units, found.scheme.matters, found.scheme.gates) == (
            filled.scheme.units, filled.scheme.matters, filled.scheme.gates,
        )  # fmt: skip
        assert found.scheme.all_groups() == filled.scheme.all_groups()
        assert found.registered == filled.registered

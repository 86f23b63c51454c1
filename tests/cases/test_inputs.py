"""Every habit of a real table, read as a person would (README.md)."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xl_tools.app.check import check
from xl_tools.app.examine import Occasion, read_tables
from xl_tools.app.roll_up import roll_up
from xl_tools.books.file.reader import read_book
from xl_tools.core.records import Field, Finding
from xl_tools.reports.check import SheetReport

HERE = Path(__file__).parent
EXPECTED = {path.parent: tomllib.loads(path.read_text("utf-8")) for path in sorted(HERE.glob("*/expected.toml"))}
FILES = [(folder, entry) for folder, case in EXPECTED.items() for entry in case.get("files", ())]
ROLLED_UP = [folder for folder, case in EXPECTED.items() if "rollup" in case]


def _as_of(folder: Path) -> date:
    return date.fromisoformat(EXPECTED[folder]["as_of"])


def _place(found: Finding) -> set[str]:
    places = {found.cell, str(found.row) if found.row else None}
    return {f"{found.code} {place}" for place in places if place} or {f"{found.code} -"}


def _read(sheet: SheetReport) -> dict[str, Any]:
    rows = [{"row": row.row, "status": row.status or "", "due": str(row.due or "")} for row in sheet.rows]
    return {"sheet": sheet.sheet, "rows": rows}


@pytest.mark.parametrize(("folder", "entry"), FILES, ids=[f"{folder.name}/{entry['name']}" for folder, entry in FILES])
def test_a_table_is_read_as_a_person_would(folder: Path, entry: dict[str, Any]) -> None:
    report = check([folder / entry["name"]], as_of=_as_of(folder))
    (file,) = report.files
    assert not report.faults
    if "sheets" in entry:
        assert [_read(sheet) for sheet in file.sheets] == entry["sheets"]
    found = set().union(*map(_place, file.findings))
    assert not set(entry.get("findings", ())) - found
    assert not {finding.code for finding in file.findings} & set(entry.get("silent", ()))
    cells = [sheet.cells for sheet in file.sheets if sheet.cells]
    ignored = [f"{left.kind} {left.range}" for account in cells for left in account.ignored]
    assert not set(entry.get("ignored", ())) - set(ignored)
    assert [account.unaccounted for account in cells] == [0] * len(cells)


@pytest.mark.parametrize(
    ("folder", "entry"),
    [(folder, entry) for folder, entry in FILES if "texts" in entry],
    ids=[f"{folder.name}/{entry['name']}" for folder, entry in FILES if "texts" in entry],
)
def test_no_text_is_lost(folder: Path, entry: dict[str, Any]) -> None:
    sheets = read_tables(read_book(folder / entry["name"]), Occasion(_as_of(folder)))
    rows = {row.row: row for sheet in sheets for row in sheet.rows}
    for place, text in entry["texts"].items():
        number, name = place.split()
        said = rows[int(number)].text(Field(name))
        assert text in said if text else said == "", place


@pytest.mark.parametrize("folder", ROLLED_UP, ids=lambda folder: folder.name)
def test_each_unit_gets_its_own_in_the_roll_up(folder: Path, tmp_path: Path) -> None:
    case = EXPECTED[folder]
    files = [folder / entry["name"] for entry in case["files"]]
    rolled = roll_up(files, level="city", name=case["rollup"]["name"], out=tmp_path / "o.xlsx", as_of=_as_of(folder))
    by_number = {task.province_serial: task.by_unit for task in rolled.tasks}
    for task in case["rollup"]["tasks"]:
        said = {unit: status for unit, status in by_number[task["number"]].items() if status}
        assert said == task["by_unit"], task["number"]
    assert len(by_number) == len(case["rollup"]["tasks"])

"""Whichever way a workbook comes in, the same is found in it: by check, by click, by roll-up, by collect, by mail.

What differs is meant to: a roll-up leaves hints to the unit; a click knows no file, and what Excel was not asked for is
not run there; an open workbook has its formulas calculated.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from tests.compare import random_books
from tests.conftest import ROOT
from tests.doubles.desk import Desk
from tests.drawn import draw
from tests.robot import fill
from tests.round.round_kit import addresses, task_table
from xl_tools.app.check import check
from xl_tools.app.collect import collect
from xl_tools.app.examine import Occasion, examine
from xl_tools.app.issue import issue
from xl_tools.app.mail import prepare
from xl_tools.app.roll_up import roll_up
from xl_tools.books.excel import open_book
from xl_tools.books.excel.opened import Opened
from xl_tools.books.file.reader import read_book
from xl_tools.core.grid import Book, Grid
from xl_tools.core.records import Finding, Severity
from xl_tools.reports.check import count
from xl_tools.rules import catalogue, registry

AS_OF = date(2022, 12, 20)
RANDOM = range(40)
LARGEST = 300_000
"""Bytes of a shared case that the double of Excel opens in good time."""

Told = tuple[str, str, str | None, str | None, str, str | None]


def told(findings: Iterable[Finding]) -> Counter[Told]:
    """Without S119, which is about the file on the disk and not about what is in it."""
    return Counter(
        (one.code, one.severity.value, one.sheet, one.cell, one.message, one.accepted)
        for one in findings
        if one.code != "S119"
    )


def real(room: Path) -> list[Path]:
    return sorted(path for path in room.rglob("*.xlsx") if path.stat().st_size < LARGEST) if room.is_dir() else []


HELD = {
    "arguments.py": "what Python callers give, before it is checked",
    "cli": "the JSON of check is the report of app.check: tests/app/test_python.py",
    "excel": "clicked, below",
    "folder.py": "app.check for each file that comes: tests/surfaces/test_folder.py",
    "models.py": "the records of the reports as models",
    "python.py": "app.check itself",
}
"""The surfaces, and what holds each of them to the one verdict."""


def test_every_surface_is_held_to_the_verdict() -> None:
    there = {path.name for path in (ROOT / "xl_tools" / "surfaces").iterdir() if not path.name.startswith("__")}
    assert there == set(HELD)


def drawings() -> list[tuple[str, Grid]]:
    """Every table drawn for a rule, as far as a file can hold it: no formula without a value, no error value."""
    drawn = [
        (f"{case.code} {case.name}", draw(case.table, case.form, fill=case.fill))
        for own in catalogue.cases().values()
        for case in own
        if registry.get(case.code).scope == "sheet"
    ]
    return [(name, grid) for name, grid in drawn if not grid.faults and not any(map(_holds_formula, grid.rows))]


def _holds_formula(row: Sequence[object]) -> bool:
    """A picture in a cell is the formula =DISPIMG(…), which the double has no value for; Excel says #NAME?."""
    return any(isinstance(value, str) and value.startswith("=") for value in row)


def written(grid: Grid, path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = grid.name
    for number, row in enumerate(grid.rows, 1):
        for column, value in enumerate(row, 1):
            page.cell(number, column).value = value or None
    for block in grid.merged:
        page.merge_cells(None, block.top, block.left, block.bottom, block.right)
    for hidden in grid.hidden_rows:
        page.row_dimensions[hidden].hidden = True
    book.save(path)
    return path


def merged(path: Path) -> Counter[Told]:
    """What a roll-up says of the workbook alone."""
    report = roll_up([path], level="city", name="丽水市", as_of=AS_OF)
    return told(one for one in report.findings if one.path and registry.get(one.code).scope != "round")


def clicked(desk: Desk, path: Path) -> Counter[Told] | None:
    """What a click says; None where the double does not take the file, or shows it otherwise than Excel does (it leaves
    the escape of a character as it stands in the file)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            desk.close()
            book = desk.open(path)
    except Exception:
        return None
    read = open_book.read_book(Opened(book))
    if not read.grids:
        return None
    if any("_x000D_" in str(value) for grid in read.grids for row in grid.rows for value in row):
        return None
    return told(examine(read, Occasion(as_of=AS_OF)).findings)


def calculated(book: Book) -> Book:
    """The workbook of a file after Excel has opened it: no formula is without a value."""
    grids = [
        replace(grid, faults={place: what for place, what in grid.faults.items() if what != "="}) for grid in book.grids
    ]
    return replace(book, grids=tuple(grids))


def assert_one_verdict(desk: Desk, path: Path) -> int:
    """How many findings check has of a workbook, each other way having the same."""
    (file,) = check([path], as_of=AS_OF).files
    if file.outcome == "unreadable":
        return 0
    assert told(file.findings) == told(examine(read_book(path), Occasion(as_of=AS_OF)).findings)
    if all(sheet.form != "assessment" for sheet in file.sheets):
        assert merged(path) == told(one for one in file.findings if one.severity is not Severity.HINT), path
    if any(grid.struck_parts for grid in read_book(path).grids):
        return len(file.findings)  # the double sees no words that are struck; Excel tells that some are, not which
    in_excel = told(examine(calculated(read_book(path)), Occasion(as_of=AS_OF)).findings)
    assert clicked(desk, path) in (None, in_excel), path
    return len(file.findings)


def test_the_projects_workbooks(desk: Desk) -> None:
    assert sum(assert_one_verdict(desk, path) for path in real(ROOT / "workbooks")) > 9


def test_the_shared_cases(desk: Desk, shared: Path) -> None:
    assert sum(assert_one_verdict(desk, path) for path in real(shared / "cases")) > 100


def test_random_workbooks(desk: Desk, tmp_path: Path) -> None:
    found = 0
    for seed in RANDOM:
        path = tmp_path / f"{seed}.xlsx"
        path.write_bytes(random_books.book(seed))
        found += assert_one_verdict(desk, path)
    assert found > len(RANDOM)


def test_drawn_tables(desk: Desk, tmp_path: Path) -> None:
    drawn = drawings()
    for number, (_, grid) in enumerate(drawn):
        assert_one_verdict(desk, written(grid, tmp_path / f"{number}.xlsx"))
    assert len(drawn) > 100


def test_a_round(tmp_path: Path) -> None:
    """Filled-in workbooks of a round: what collect counts, what is returned by mail, what check and roll-up say."""
    tasks = task_table(tmp_path / "任务.xlsx", "丽水市")
    issued = issue(tasks, out=tmp_path / "下发", period="2022-12", as_of=AS_OF)
    faults = {"松阳县": {"F4": "无"}, "青田县": {"G5": None}, "云和县": {"A4": "青田县", "F6": "同上"}}
    for book in issued.units:
        fill(Path(book.path), tmp_path / "来件" / f"{book.unit}.xlsx", {}, cells=faults.get(book.unit))
    known: dict[str, Any] = {"as_of": AS_OF, "period": "2022-12"}
    report = collect(tmp_path / "来件", out=tmp_path / "收报", issued=tmp_path / "下发", **known)
    folder = Path(report.folder)
    checked = check([folder], issued=tmp_path / "下发", **known)
    by_unit = {Path(file.path).name.partition("2022")[0]: file for file in checked.files}
    counts = {unit: count(file.findings) for unit, file in by_unit.items()}
    assert {unit.unit: (unit.errors, unit.warnings) for unit in report.units} == {
        unit: (own[Severity.ERROR], own[Severity.WARNING]) for unit, own in counts.items()
    }
    assert sum(own[Severity.ERROR] + own[Severity.WARNING] for own in counts.values()) > 3

    people = [[book.unit, "某某", f"a{number}@example.com", "报送"] for number, book in enumerate(issued.units)]
    mails = prepare(
        "return", [folder], addresses=addresses(tmp_path / "通讯录.xlsx", people), issued=tmp_path / "下发",
        warnings=True, **known,
    )  # fmt: skip
    bad = {unit for unit, own in counts.items() if own[Severity.ERROR] or own[Severity.WARNING]}
    assert {mail.unit for mail, _ in mails.mails} | {line.unit for line in mails.withheld} == bad
    for mail, _ in mails.mails:
        for found in by_unit[mail.unit].findings:
            if found.severity is not Severity.HINT:
                assert found.message in mail.text

    alone = check([folder], **known)
    rolled = roll_up([folder], level="city", name="丽水市", **known)
    assert told(one for one in rolled.findings if one.path and registry.get(one.code).scope != "round") == told(
        found for file in alone.files for found in file.findings if found.severity is not Severity.HINT
    )

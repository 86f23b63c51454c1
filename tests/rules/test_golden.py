"""Every finding on the three published tables, read by a person, with what a clerk should make of it.

A change in a rule that adds a finding here, or takes one away, must be looked at and written down.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import xl_tools
from tests.conftest import ROOT
from xl_tools.books.file.reader import read_book
from xl_tools.core.records import ProgressSheet, Severity, Status
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.reports.check import FileReport
from xl_tools.rules.context import Context
from xl_tools.rules.engine import RunResult, run

AS_OF = date(2022, 12, 20)


def reviewed(name: str) -> dict[str, str]:
    """Code and cells as they are written down in ``docs/golden-review.md`` for a workbook."""
    page = (ROOT / "docs" / "golden-review.md").read_text("utf-8")
    (section,) = [part for part in page.split("\n## ") if part.startswith(name)]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if re.match(r"\| [A-Z]\d{3} ", line)]
    assert all(len(line) == 4 and all(line) for line in lines), "code, cells, verdict, what to do"
    return {code: cells for code, cells, _, _ in sorted(lines)}


def checked(path: Path) -> tuple[ProgressSheet, RunResult]:
    (sheet,) = read_sheets(read_book(path), as_of=AS_OF)
    return sheet, run([sheet], Context(as_of=AS_OF))


def found(result: RunResult | FileReport) -> dict[str, str]:
    cells: dict[str, list[str]] = {}
    for finding in result.findings:
        cells.setdefault(finding.code, []).append(finding.cell or "-")
    return {code: " ".join(places) for code, places in sorted(cells.items())}


def test_the_city_table_of_2022(city_table: Path) -> None:
    sheet, result = checked(city_table)
    assert found(result) == reviewed("lishui-progress-2022.xlsx")
    assert len(sheet.rows) == 11
    assert {row.status.status for row in sheet.rows} == {Status.COMPLETED}
    assert not [finding for finding in result.findings if finding.severity is Severity.ERROR]
    assert not result.crashes


def test_its_third_row_has_two_units_with_a_date_each(city_table: Path) -> None:
    sheet, _ = checked(city_table)
    third = sheet.rows[2]
    assert [(block.unit, block.due) for block in third.deadline.blocks] == [
        ("松阳县", date(2021, 12, 31)),
        ("龙泉市", date(2021, 12, 31)),
    ]
    assert list(third.blocks) == ["松阳县", "龙泉市"]


def test_t308_quotes_the_sentence_that_gives_it_away(city_table: Path) -> None:
    _, result = checked(city_table)
    (finding,) = [finding for finding in result.findings if finding.code == "T308"]
    assert finding.field == "status"
    assert "正在进行清水调试" in finding.message
    assert "\n" not in finding.message


def test_the_county_list_of_2022(shared: Path) -> None:
    sheet, result = checked(shared / "cases" / "suixian-tasklist-2022.xlsx")
    assert found(result) == reviewed("suixian-tasklist-2022.xlsx")
    assert len(sheet.rows) == 14
    assert all(row.province_serial for row in sheet.rows)
    assert [row.row for row in sheet.rows if not row.applies] == [9]
    assert not result.crashes


def test_the_assessment_of_2024(shared: Path) -> None:
    (file,) = xl_tools.check([shared / "cases" / "lishui-assessment-2024.xlsx"], as_of=AS_OF).files
    assert found(file) == reviewed("lishui-assessment-2024.xlsx")

"""Every finding on the two published tables, read by a person, with what a clerk should make of it.

A change in a rule that adds a finding here, or takes one away, must be looked at and written down.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from xl_tools.books.reader import read_book
from xl_tools.models import ProgressSheet, Severity, Status
from xl_tools.parse.sheets import read_sheets
from xl_tools.rules.registry import Context, RunResult, run

AS_OF = date(2022, 12, 20)


class Reviewed(NamedTuple):
    code: str
    cells: str
    verdict: str


LISHUI = [
    Reviewed("T302", "G4 G5 G6 G7 G8 G9 G10 G13", "right: both boxes are ticked; keep 已完成 alone"),
    Reviewed(
        "T304", "G4 G5 G6 G7 G8 G9 G10 G11 G12 G13 G14", "right: ticked boxes were lost in copying; put them back"
    ),
    Reviewed("T307", "-", "right: rows 八, 九 and 十一 tick one box, the other eight two; settle on one habit"),
    Reviewed(
        "T308", "G8", "right: a plant is being commissioned and a system procured; due a year later; not completed"
    ),
    Reviewed("T313", "F4 F5 F9 F14", "right: no closing step is told; add it, or say when acceptance is planned"),
]

SUIXIAN = [
    Reviewed("M207", "E3 E4 E6 E8", "right: several units, none marked 牵头, as in the other rows; name the lead"),
    Reviewed("M211", "I9", "right: the county has no chemical park; leave the row, it is not counted"),
]


def checked(path: Path) -> tuple[ProgressSheet, RunResult]:
    (sheet,) = read_sheets(read_book(path), as_of=AS_OF)
    return sheet, run([sheet], Context(as_of=AS_OF))


def found(result: RunResult, codes: str = "SMTDX") -> dict[str, str]:
    cells: dict[str, list[str]] = {}
    for finding in result.findings:
        if finding.code[0] in codes:
            cells.setdefault(finding.code, []).append(finding.cell or "-")
    return {code: " ".join(places) for code, places in sorted(cells.items())}


def test_the_city_table_of_2022(shared: Path) -> None:
    sheet, result = checked(shared / "cases" / "lishui-progress-2022.xlsx")
    assert found(result) == {entry.code: entry.cells for entry in LISHUI}
    assert len(sheet.rows) == 11
    assert {row.status.status for row in sheet.rows} == {Status.COMPLETED}
    assert not [finding for finding in result.findings if finding.severity is Severity.ERROR]
    assert not result.crashes


def test_its_third_row_has_two_units_with_a_date_each(shared: Path) -> None:
    sheet, _ = checked(shared / "cases" / "lishui-progress-2022.xlsx")
    third = sheet.rows[2]
    assert [(block.unit, block.due) for block in third.deadline.blocks] == [
        ("松阳县", date(2021, 12, 31)),
        ("龙泉市", date(2021, 12, 31)),
    ]
    assert list(third.blocks) == ["松阳县", "龙泉市"]


def test_t308_quotes_the_sentence_that_gives_it_away(shared: Path) -> None:
    _, result = checked(shared / "cases" / "lishui-progress-2022.xlsx")
    (finding,) = [finding for finding in result.findings if finding.code == "T308"]
    assert finding.field == "status"
    assert "正在进行清水调试" in finding.message
    assert "\n" not in finding.message


def test_the_county_list_of_2022(shared: Path) -> None:
    sheet, result = checked(shared / "cases" / "suixian-tasklist-2022.xlsx")
    assert found(result) == {entry.code: entry.cells for entry in SUIXIAN}
    assert len(sheet.rows) == 14
    assert all(row.province_serial for row in sheet.rows)
    assert [row.row for row in sheet.rows if not row.applies] == [9]
    assert not result.crashes

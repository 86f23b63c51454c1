"""The packaged tables from end to end: a new workbook, filled in as a clerk does, computed by command, by formula and
by an independent script (``by_hand.py``)."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.scoring.recalculated import recalculate, values
from tests.scoring.table.by_hand import SCHEMES, Values
from tests.surfaces.cli.test_cli import run
from xl_tools.app.score import score
from xl_tools.scoring.table.templates import ids


def filled_in(path: Path, given: Values, registered: dict[str, dict[str, int]]) -> Path:
    """The workbook with numbers typed into 填报 and 登记."""
    book = openpyxl.load_workbook(path)
    sheet = book["填报"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    for row in range(4, sheet.max_row + 1):
        unit, key = sheet.cell(row, heads["单位"]).value, sheet.cell(row, heads["编号"]).value
        for at, value in enumerate(given[unit][key]):
            if value == "否":
                sheet.cell(row, heads["适用"]).value = "否"
            elif at == 2 and given[unit][key][1] is None:
                sheet.cell(row, heads["上年或条件"]).value = value
            else:
                sheet.cell(row, heads["第1期"] + at).value = value
    lines = [(unit, matter, times) for unit, matters in registered.items() for matter, times in matters.items()]
    for row, line in enumerate(lines, 4):
        for column, value in enumerate(line, 1):
            book["登记"].cell(row, column).value = value
    book.save(path)
    return path


def test_every_packaged_table_is_computed_here() -> None:
    assert set(SCHEMES) == set(ids())


@pytest.mark.parametrize("name", SCHEMES)
def test_by_command_a_first_second_and_third_time(name: str, tmp_path: Path) -> None:
    given, registered, wanted = SCHEMES[name]()
    book = tmp_path / "空.xlsx"
    assert run("score", "--new", name, "--out", str(book)).returncode == 0
    filled_in(book, given, registered)
    source, seen = book, []
    for number in range(3):
        report = score(source, out=tmp_path / f"{number}.xlsx")
        assert [one for one in report.findings if one.severity == "error"] == []
        for office in report.offices:
            total, grade = wanted[office.name]
            assert abs(float(office.total or 0) - total) <= 0.0051, office.name
            assert office.grade == grade, office.name
        seen.append([(one.total, one.grade, one.rank, one.groups, one.gates) for one in report.offices])
        source = tmp_path / f"{number}.xlsx"
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.real("soffice")
def test_by_formula_as_they_are_typed_in(tmp_path: Path) -> None:
    """No Python between the typing and the total: LibreOffice computes the workbook that was handed out."""
    books = {}
    for name, make in SCHEMES.items():
        given, registered, _ = make()
        path = tmp_path / f"{name}.xlsx"
        assert run("score", "--new", name, "--out", str(path)).returncode == 0
        books[name] = filled_in(path, given, registered).read_bytes()
    computed = recalculate(books, tmp_path)
    for name, make in SCHEMES.items():
        *_, wanted = make()
        cells = values(computed[name])
        heads = {value: cell for (sheet, cell), value in cells.items() if sheet == "得分" and cell.endswith("3")}
        total, grade = (heads[text].rstrip("3") for text in ("总分", "等次"))
        for row in range(4, 4 + len(wanted)):
            points, said = wanted[str(cells["得分", f"A{row}"])]
            assert abs(float(cells["得分", f"{total}{row}"]) - points) <= 0.0051, (name, row)
            assert cells["得分", f"{grade}{row}"] == said, (name, row)


def test_a_scheme_that_there_is_not_is_one_sentence(tmp_path: Path) -> None:
    result = run("score", "--new", "没有", "--out", str(tmp_path / "a.xlsx"))
    assert result.returncode == 2
    assert "mubiao-2018" in result.stderr
    assert not (tmp_path / "a.xlsx").exists()
    assert run("score").returncode == 2


def test_the_office_assessment_is_a_template_too(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert run("score", "--new", "lishui-2024", "--out", str(path)).returncode == 0
    assert len(score(path).offices) == 26
    assert openpyxl.load_workbook(BytesIO(path.read_bytes())).sheetnames[0] == "任务书"

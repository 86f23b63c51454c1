"""The tables of the papers: tasks that are late in a 通报, and how far each unit is on the page for a leader."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.table import Table

from tests.app.test_report import city, info
from tests.app.test_report_change import DONE, ON, month
from tests.app.test_report_checks import DAY
from xl_tools.app.report import read_stands, report
from xl_tools.rollup.paper_numbers import count

__all__ = ["city"]


def headed(path: Path, heading: str) -> list[Table]:
    return [table for table in Document(str(path)).tables if heading in [cell.text for cell in table.rows[0].cells]]


def rows(table: Table) -> list[dict[str, str]]:
    head = [cell.text for cell in table.rows[0].cells]
    return [dict(zip(head, (cell.text for cell in row.cells), strict=True)) for row in table.rows[1:]]


def test_a_circular_lists_the_tasks_that_are_late(city: Path, tmp_path: Path) -> None:
    report(city, kind="通报", out=tmp_path / "a.docx", info=info(city))
    (table,) = headed(tmp_path / "a.docx", "逾期天数")
    lists = count(read_stands(city)).lists
    slow = [*lists.overdue, *lists.behind, *lists.idle]
    found = rows(table)
    assert [(row["序号"], row["任务号"]) for row in found] == [
        (str(place), task.label) for place, task in enumerate(slow, 1)
    ]
    for row, task in zip(found, slow, strict=True):
        assert row["逾期天数"] == (str(task.days) if task in lists.overdue else "—")
        assert row["连续期数"] == (str(task.periods) if task.periods else "—")
        assert row["牵头"] == (task.lead or "—")
        assert set(row["单位"].split("、")) == set(task.units)
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_nothing_late_leaves_no_table(tmp_path: Path) -> None:
    book = month(tmp_path / "县", DAY, (1, DONE, "2022年6月底前", "清运完毕。"), (2, ON, "2023年6月底前", "清运一半。"))
    report(book, kind="通报", out=tmp_path / "a.docx")
    assert headed(tmp_path / "a.docx", "逾期天数") == []


def test_the_page_for_a_leader_draws_how_far_the_ranked_units_are(city: Path, tmp_path: Path) -> None:
    made = report(city, kind="一页纸", out=tmp_path / "a.docx")
    (table,) = headed(tmp_path / "a.docx", "到期完成情况")
    ranked = [unit for unit in count(read_stands(city)).units if unit.rank]
    found = rows(table)
    assert [row["单位"] for row in found] == [unit.name for unit in ranked]
    for row, unit in zip(found, ranked, strict=True):
        assert row["到期完成情况"].count("■") == 10 * unit.done // unit.due
        assert len(row["到期完成情况"]) == 10
        assert (row["已完成/到期应完成"], row["完成率"]) == (f"{unit.done}/{unit.due}", unit.rate)
    assert "R11" not in {found.code for found in made.findings}


def test_units_of_which_none_has_anything_due_are_not_drawn(tmp_path: Path) -> None:
    book = month(tmp_path / "县", DAY, (2, ON, "2023年6月底前", "清运一半。"))
    report(book, kind="一页纸", out=tmp_path / "a.docx")
    assert headed(tmp_path / "a.docx", "到期完成情况") == []

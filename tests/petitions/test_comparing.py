"""What other tables and papers say of petitions, beside the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from tests.drawn import progress
from tests.petitions.ledgers import Rows
from tests.petitions.test_publishing import written
from xl_tools.app.petition_compare import compare_petitions, petition_numbers
from xl_tools.core.form import Field
from xl_tools.petitions.quoted import quoted
from xl_tools.sample.petitions import AS_OF, petitions


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Forty petitions: 34 done, 4 done for now, 2 open; of task 21 one of the open ones."""
    rows: Rows = list(petitions(40))
    for at, row in enumerate(rows):
        row[Field("settled")] = "已办结" if at < 34 else "阶段性办结" if at < 38 else "未办结"
        row[Field("tasks")] = ""
    rows[39][Field("tasks")] = "21"
    return written(tmp_path / "台账.xlsx", rows)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("42件信访件已办结40件。", {"total": 42, "done": 40}),
        (
            "督察期间交办信访件42件，办结38件，阶段性办结2件，未办结2件。",
            {"total": 42, "done": 38, "phase": 2, "open": 2},
        ),
        ("整改任务42项，已办结40件。", {}),
        ("第1-3批信访件42件，已办结40件。", {}),
        ("青田县信访件已办结3件，缙云县信访件已办结4件。", {}),
    ],
)
def test_numbers_that_a_text_gives(text: str, states: dict[str, int]) -> None:
    assert {one.state: one.number for one in quoted(text)} == states


def test_a_paper_is_held_against_the_ledger(ledger: Path, tmp_path: Path) -> None:
    paper = Document()
    paper.add_paragraph("督察期间共交办信访件42件，办结34件，阶段性办结4件，未办结2件。")
    paper.add_paragraph("40件信访件已办结38件。")  # with what is done for now
    paper.add_paragraph("第二轮中央生态环境保护督察交办信访件7件。")
    paper.save(str(tmp_path / "报告.docx"))
    (tmp_path / "稿.txt").write_text("第一批信访件已办结9件。", encoding="utf-8")
    made = compare_petitions(ledger, [tmp_path / "报告.docx", tmp_path / "稿.txt"], as_of=AS_OF)
    assert [(Path(one.path or "").name, one.row, one.code, one.message) for one in made.findings] == [
        ("报告.docx", 1, "C924", "文中“信访件42件”，台账为40件。"),
        ("稿.txt", 1, "C924", "文中“办结9件”，台账为5件。"),
    ]


def test_a_progress_cell_is_held_against_its_own_county(ledger: Path) -> None:
    from xl_tools.app.office import OURS
    from xl_tools.app.petition_statistics import whole_ledger
    from xl_tools.core.regions import NONE
    from xl_tools.rules.petition.beside import table_quotes_other_numbers, task_is_done_before_its_petitions

    own = whole_ledger(ledger, AS_OF, OURS)
    sheet = progress("""
        | 县区 | 省序号 | 整改任务 | 进展情况 | 备注 |
        | 莲都区 | 21 | 信访件办理 | 5件信访件已办结5件。 | 已完成 |
        | 莲都区 | 22 | 其他任务 | 9件信访件已办结3件。 | 已完成 |""")
    found = list(table_quotes_other_numbers(sheet, own, NONE))
    assert [one.cell for one in found] == ["D3", "D3"]
    (linked,) = task_is_done_before_its_petitions(sheet, own)
    assert (linked.code, linked.cell) == ("C929", "E2")


def test_the_sentence_of_a_report_is_counted_in_the_ledger(ledger: Path) -> None:
    found = petition_numbers(ledger, as_of=AS_OF)
    assert (found.total, found.done, found.staged, found.open) == (40, 34, 4, 2)
    assert found.adds_up

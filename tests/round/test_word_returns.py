"""Tables that come back in Word documents are collected like workbooks."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.books.documents import docx, p, tbl
from tests.robot import fill
from tests.round.round_kit import plan, sheet
from tests.trust.bases import HEADINGS, ROWS, table
from xl_tools.app.check import check
from xl_tools.app.collect import collect
from xl_tools.app.issue import issue
from xl_tools.app.roll_up import roll_up
from xl_tools.reports.round import CollectReport

AS_OF = date(2022, 12, 20)


def document(path: Path, unit: str = "遂昌县") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return docx(
        path,
        p("整改进展情况表"),
        tbl(HEADINGS, *((unit, *row[1:]) for row in ROWS), widths=[1200] * len(HEADINGS)),
        p(),
    )


def collected(folder: Path) -> CollectReport:
    return collect(folder / "来件", out=folder / "收", name="丽水市", period="2022-12", as_of=AS_OF)


def test_a_document_counts_and_is_rolled_up(tmp_path: Path) -> None:
    document(tmp_path / "来件/报送.docx")
    (tmp_path / "来件/松阳县.xlsx").write_bytes(table({"A2": "松阳县", "A3": "松阳县"}))
    report = collected(tmp_path)
    (file,) = [file for file in report.files if file.source == "报送.docx"]
    assert (file.outcome, file.unit, file.by) == ("accepted", "遂昌县", "content")
    assert Path(file.copied or "").name == "遂昌县2022年12月整改进展情况表.xlsx"
    assert "已转成工作簿收下" in file.note
    receipt = {unit.unit: unit for unit in report.units}
    assert receipt["遂昌县"].state == "received"
    assert receipt["遂昌县"].errors is not None
    total = roll_up([report.folder], level="city", name="丽水市", as_of=AS_OF, jobs=1)
    assert [unit.name for unit in total.units if unit.reported] == ["遂昌县", "松阳县"]
    assert collected(tmp_path).kept == ()


def test_a_workbook_and_a_document_that_differ_are_for_a_person_to_decide(tmp_path: Path) -> None:
    document(tmp_path / "来件/遂昌县.docx")
    (tmp_path / "来件/遂昌县.xlsx").write_bytes(table())
    assert {file.source: file.outcome for file in collected(tmp_path).files} == {
        "遂昌县.docx": "doubtful",
        "遂昌县.xlsx": "doubtful",
    }


def test_a_letter_is_no_report_and_a_broken_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "来件").mkdir()
    docx(tmp_path / "来件/公函.docx", "<w:p><w:r><w:t>现将整改进展报上，请审阅。</w:t></w:r></w:p>")
    (tmp_path / "来件/坏.docx").write_bytes(b"PK\x03\x04broken")
    (tmp_path / "来件/遂昌县.xlsx").write_bytes(table())
    outcomes = {file.source: file.outcome for file in collected(tmp_path).files}
    assert outcomes == {"公函.docx": "ignored", "坏.docx": "unreadable", "遂昌县.xlsx": "accepted"}


@pytest.mark.real("soffice")
@pytest.mark.parametrize("ending", ["doc", "wps"])
def test_old_documents(ending: str, tmp_path: Path) -> None:
    source = document(tmp_path / "原/遂昌县.docx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        str(tmp_path),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    (tmp_path / "来件").mkdir()
    shutil.copy(tmp_path / "遂昌县.doc", tmp_path / f"来件/遂昌县.{ending}")
    (file,) = collected(tmp_path).files
    assert (file.outcome, file.unit) == ("accepted", "遂昌县")


def test_a_document_that_comes_back_is_compared_like_the_workbook_that_it_was(tmp_path: Path) -> None:
    """It remembers no issue; the numbers that its tasks were issued with, not running, are theirs."""
    head = ("序号", "整改任务名称", "整改目标和措施", "完成时限", "责任单位")
    rows = [
        (str(n), f"第{n}项：{topic}长期没有解决。", plan(topic), "2023年12月底前", units)
        for n, (topic, units) in enumerate(
            [("渣场渗滤", "遂昌县"), ("管网渗漏", "松阳县"), ("边坡裸露", "遂昌县"), ("秸秆焚烧", "松阳县、遂昌县")], 1
        )
    ]
    tasks = sheet(tmp_path / "清单.xlsx", [("丽水市第二轮中央生态环境保护督察整改任务清单",), head, *rows])
    issue(tasks, out=tmp_path / "下发", name="丽水市", period="2022-12", as_of=AS_OF)
    (own,) = (tmp_path / "下发").glob("遂昌县*.xlsx")
    page = openpyxl.load_workbook(fill(own, tmp_path / "填好.xlsx", {})).worksheets[0]
    title, *table_rows = [[str(cell.value or "") for cell in row] for row in page.iter_rows(min_row=2)]
    assert [row[1] for row in table_rows[1:]] == ["1", "3", "4"]
    (tmp_path / "来件").mkdir()
    docx(tmp_path / "来件/遂昌县.docx", p(title[0]), tbl(*table_rows, widths=[1200] * len(title)), p())
    received = collect(tmp_path / "来件", out=tmp_path / "收", issued=tmp_path / "下发", as_of=AS_OF)
    (copy,) = [file.copied for file in received.files]
    findings = check([copy], issued=tmp_path / "下发", as_of=AS_OF).files[0].findings
    assert "S108" not in {found.code for found in findings}

"""What was issued stands: one county's altered word in a locked column neither doubles the plan nor moves a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.robot import fill, ticked
from tests.round.round_kit import task_table
from xl_tools.app.issue import issue
from xl_tools.app.roll_up import roll_up
from xl_tools.core.records import Status
from xl_tools.reports.round import IssueReport

AS_OF = date(2024, 3, 1)


@pytest.fixture
def issued(tmp_path: Path) -> IssueReport:
    return issue(task_table(tmp_path / "任务.xlsx", "丽水市", tasks=2), out=tmp_path / "下发", period="2024-02")


def test_the_issued_wording_stands_and_the_change_is_a_finding(tmp_path: Path, issued: IssueReport) -> None:
    for book in issued.units:
        rows = {row: ("1.都在治理。", ticked(Status.ON_SCHEDULE)) for row in (1, 2)}
        path = fill(Path(book.path), tmp_path / "来" / f"{book.unit}.xlsx", rows)
        if book.unit == "松阳县":
            altered = openpyxl.load_workbook(path)
            page = altered.worksheets[0]
            page["D4"] = str(page["D4"].value).replace("逐点核查", "抽点核查")
            page["E4"] = "2025年12月底前"
            altered.save(path)
    out = tmp_path / "市.xlsx"
    report = roll_up([tmp_path / "来"], issued=issued.out, level="city", name="丽水市", out=out, as_of=AS_OF, jobs=1)
    page = openpyxl.load_workbook(out)["整改进展"]
    assert "松阳县" not in str(page["D4"].value)
    assert "抽点核查" not in str(page["D4"].value)
    assert str(page["D4"].value).count("整改目标") == 1
    assert page["E4"].value == "2023年12月底前"
    assert (report.tasks[0].due, report.totals.overdue) == (date(2023, 12, 31), 2)
    told = {found.cell for found in report.findings if found.path and "松阳县" in found.path}
    assert {"D4", "E4"} <= told
    own = openpyxl.load_workbook(out)["各单位进展"]
    assert any("抽点核查" in str(cell.value) for row in own.iter_rows() for cell in row)

"""The Python interface that scripts hold on to (contract, section Python)."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import xl_tools
from xl_tools.sample import write_sample_city

AS_OF = date(2022, 12, 20)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_sample_city(folder)
    return folder


def test_everything_promised_is_there() -> None:
    for name in xl_tools.__all__:
        assert getattr(xl_tools, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        _ = xl_tools.nonsense


def test_the_report_dumps_to_the_json_of_the_command(city: Path) -> None:
    file = city / "遂昌县.xlsx"
    report = xl_tools.check([file], as_of=AS_OF)
    done = subprocess.run(
        [sys.executable, "-m", "xl_tools", "check", str(file), "--as-of", str(AS_OF), "--json"],
        capture_output=True,
        check=False,
    )
    assert report.model_dump(mode="json") == json.loads(done.stdout)
    assert xl_tools.CheckReport.model_validate(report.model_dump(mode="json")) == report


def test_findings_as_a_table(city: Path) -> None:
    report = xl_tools.check([city], as_of=AS_OF)
    frame = report.to_frame()
    assert len(frame) == sum(len(file.findings) for file in report.files)
    assert {"path", "code", "severity", "cell", "message"} <= set(frame.columns)
    rows = report.to_frame("rows")
    assert len(rows) == sum(len(sheet.rows) for file in report.files for sheet in file.sheets)
    assert xl_tools.check([city / "云和县.xlsx"], as_of=AS_OF, only=["S104"]).to_frame().empty


def test_a_finding_made_elsewhere_is_marked_on_any_workbook(tmp_path: Path) -> None:
    import xlsxwriter

    plain, marked, clean = (tmp_path / name for name in ("通知.xlsx", "标记.xlsx", "清除.xlsx"))
    with xlsxwriter.Workbook(str(plain)) as book:
        book.add_worksheet("会议").write_string("B2", "周五下午")
    finding = xl_tools.Finding.model_validate(
        {"code": "K001", "severity": "warning", "sheet": "会议", "row": 2, "cell": "B2", "message": "没有写时间"}
    )
    result = xl_tools.mark(plain, [finding], marked)
    assert (result.noted, result.overlaid) == (1, 1)
    assert xl_tools.clear(marked, clean)
    assert not xl_tools.clear(plain, tmp_path / "又.xlsx")


def test_marking_over_the_input_is_refused(city: Path) -> None:
    with pytest.raises(xl_tools.UserError, match="未改动"):
        xl_tools.mark(city / "云和县.xlsx", [], city / "云和县.xlsx")


def test_roll_up_without_a_file_gives_the_report_alone(city: Path) -> None:
    report = xl_tools.roll_up([city], level="city", name="丽水市", as_of=AS_OF)
    assert report.out is None
    frame = report.to_frame()
    assert len(frame) == report.totals.tasks
    assert "莲都区" in frame.columns


def test_readings() -> None:
    assert xl_tools.read_deadline("8月底前", date(2022, 5, 1)).due == date(2022, 8, 31)
    assert xl_tools.read_deadline("8月底前").due is None
    assert xl_tools.read_status("☑已完成\n□达到序时进度").status == "completed"


def test_tasks_of_an_assignment_list_decide_who_ought_to_report(city: Path, tmp_path: Path) -> None:
    """松阳县 is asked for task 8 alone; every other unit for nothing: then nothing else is missed."""
    import xlsxwriter

    tasks = tmp_path / "任务.xlsx"
    headings = ["序号", "省序号", "反馈问题", "责任单位", "整改目标", "整改时限", "整改措施"]
    with xlsxwriter.Workbook(str(tasks)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings)
        sheet.write_row(1, 0, ["一", 8, "不锈钢行业总氮", "松阳县", "达标", "2021年12月底前", "1.改造"])
    only = tmp_path / "来"
    only.mkdir()
    (only / "松阳县.xlsx").write_bytes((city / "松阳县.xlsx").read_bytes())
    report = xl_tools.roll_up([only], level="city", name="丽水市", tasks=tasks, as_of=AS_OF)
    eighth = next(task for task in report.tasks if task.province_serial == 8)
    assert list(eighth.by_unit) == ["松阳县"]

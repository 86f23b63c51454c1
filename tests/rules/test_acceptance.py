"""Reasons that a clerk writes beside a warning: bound to rule, task and value, kept by Excel and into next month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

import xl_tools
from xl_tools.core.records import Finding, Level, Severity
from xl_tools.marks.results import STALE, Explanation
from xl_tools.reports.check import CheckReport
from xl_tools.rules.acceptance import accept
from xl_tools.write.form_books import FormRow, write_progress_form

AS_OF = date(2022, 12, 20)
PLAN = "整改目标：\n点位清零。\n整改措施：\n1.摸底。\n2.清运。"
ON = "□已完成\n☑达到序时进度\n□未达序时进度\n□尚未启动"


def county(path: Path, *rows: tuple[str, str, str], month: int = 11) -> Path:
    """A county's workbook; a row is task, deadline and progress."""
    entries = [
        FormRow("莲都区", "一二三四"[place], task, PLAN, due, text, ON) for place, (task, due, text) in enumerate(rows)
    ]
    title = f"莲都区督察整改进展情况表（2022年{month}月）"
    write_progress_form(path, title=title, level=Level.COUNTY, rows=entries, lock=False, instructions=False)
    return path


FIRST = ("第一项：河道采砂点越界", "12月底前", "1.摸底完成，建档12处。\n2.清运9处。")
SECOND = ("第二项：污水管网破损", "2030年12月底前", "1.检测管网8公里。\n2.修复3处。")


def check(path: Path, out: Path, **options: object) -> CheckReport:
    return xl_tools.check([path], as_of=AS_OF, mark=True, out=out, **options)  # type: ignore[arg-type]


def explained(report: CheckReport, code: str, text: str, resaved: Path | None = None) -> Path:
    """The marked copy with a reason beside a finding, saved again by another program."""
    marked = Path(report.files[0].marked or "")
    book = openpyxl.load_workbook(marked)
    sheet = book["校验结果"]
    row = next(cells for cells in sheet.iter_rows(min_row=7) if cells[2].value == code)
    row[7].value = text
    path = resaved or marked
    book.save(path)
    return path


def found(report: CheckReport, code: str) -> list[Finding]:
    return [finding for finding in report.files[0].findings if finding.code == code]


def test_a_reason_is_read_at_the_next_check_and_does_not_count(tmp_path: Path) -> None:
    report = check(county(tmp_path / "莲都区.xlsx", FIRST, SECOND), tmp_path / "一")
    assert report.counts[Severity.WARNING] == 1
    again = check(explained(report, "D403", "市里批复没有写年份"), tmp_path / "二")
    assert [finding.accepted for finding in found(again, "D403")] == ["市里批复没有写年份"]
    assert again.counts[Severity.WARNING] == 0
    once_more = check(Path(again.files[0].marked or ""), tmp_path / "三")
    assert [finding.accepted for finding in found(once_more, "D403")] == ["市里批复没有写年份"]


def test_it_comes_back_when_the_value_changes_and_stays_until_explained_anew(tmp_path: Path) -> None:
    report = check(county(tmp_path / "莲都区.xlsx", FIRST, SECOND), tmp_path / "一")
    path = explained(report, "D403", "市里批复没有写年份")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    cell = found(report, "D403")[0].cell
    assert cell is not None
    sheet[cell] = "11月底前"
    book.save(path)
    changed = check(path, tmp_path / "二")
    assert [finding.accepted for finding in found(changed, "D403")] == [None]
    assert changed.counts[Severity.WARNING] == 1
    marked = Path(changed.files[0].marked or "")
    said = [row[7].value for row in openpyxl.load_workbook(marked)["校验结果"].iter_rows(min_row=7)]
    assert f"{STALE}市里批复没有写年份" in said
    still = check(marked, tmp_path / "三")
    assert [finding.accepted for finding in found(still, "D403")] == [None]
    anew = check(explained(still, "D403", "新批复也没有写年份"), tmp_path / "四")
    assert [finding.accepted for finding in found(anew, "D403")] == ["新批复也没有写年份"]


def test_it_stays_with_the_task_in_another_row_and_in_the_next_period(tmp_path: Path) -> None:
    report = check(county(tmp_path / "上月.xlsx", FIRST, SECOND), tmp_path / "一")
    before = explained(report, "D403", "市里批复没有写年份")
    moved = (FIRST[0], FIRST[1], "1.摸底完成，建档15处。\n2.清运12处。")
    path = county(tmp_path / "本月.xlsx", SECOND, moved, month=12)
    now = xl_tools.check([path], as_of=AS_OF, previous=before)
    assert [finding.accepted for finding in found(now, "D403")] == ["市里批复没有写年份"]
    assert [finding.accepted for finding in found(now, "P504")] == [None]
    assert [finding.accepted for finding in found(xl_tools.check([path], as_of=AS_OF), "D403")] == [None]


def test_an_error_cannot_be_accepted_away(tmp_path: Path) -> None:
    late = ("第一项：河道采砂点越界", "2022年6月底前", FIRST[2])
    report = check(county(tmp_path / "莲都区.xlsx", late), tmp_path / "一")
    assert report.counts[Severity.ERROR] == 1
    again = check(explained(report, "T311", "领导同意"), tmp_path / "二")
    assert [finding.accepted for finding in found(again, "T311")] == [None]
    assert again.exit_code == 1


def test_the_key_is_hidden_and_sorted_with_its_row(tmp_path: Path) -> None:
    report = check(county(tmp_path / "莲都区.xlsx", FIRST), tmp_path / "一")
    sheet = openpyxl.load_workbook(BytesIO(Path(report.files[0].marked or "").read_bytes()))["校验结果"]
    assert sheet.column_dimensions["I"].hidden
    assert sheet["I6"].value == "校验键"
    assert sheet["I7"].value == found(report, "D403")[0].key
    assert sheet.auto_filter.ref == "A6:J7"


WARNING = Finding(code="M209", severity=Severity.WARNING, sheet="表", cell="C4", message="甲", key="k1")


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        (Explanation("M209", "表", "D9", "乙", "有理由", "k1"), "有理由"),
        (Explanation("M209", "表", "C4", "甲", "有理由", "k2"), None),
        (Explanation("M209", "表", "C4", "甲", "有理由", None), "有理由"),
        (Explanation("M209", "表", "C4", "乙", "有理由", None), None),
        (Explanation("D403", "表", "C4", "甲", "有理由", "k1"), None),
        (Explanation("M209", "表", "C4", "甲", STALE + "有理由", "k1"), None),
    ],
)
def test_what_a_reason_is_bound_to(said: Explanation, accepted: str | None) -> None:
    (finding,) = accept([WARNING], [said])
    assert finding.accepted == accepted
    error = replace(WARNING, severity=Severity.ERROR)
    assert accept([error], [said]) == (error,)


def test_reasons_without_a_key_do_not_pass_into_the_next_period() -> None:
    assert accept([WARNING], [], [Explanation("M209", "表", "C4", "甲", "有理由", None)]) == (WARNING,)
    (finding,) = accept([WARNING], [], [Explanation("M209", "表", "C4", "甲", "有理由", "k1")])
    assert finding.accepted == "有理由"


def test_a_reason_beside_a_warning_about_an_assessment_holds_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "任务书"
    for row in (
        ["2024年度工作任务书"],
        ["序号", "单位", "类别", "重点工作", "目标任务", "分值"],
        [1, "市甲局", "重点单位", "治水", "建成污水管网100公里。", 80],
    ):
        sheet.append(row)
    book.save(tmp_path / "任务书.xlsx")
    report = check(tmp_path / "任务书.xlsx", tmp_path / "一")
    assert report.counts[Severity.WARNING] == 1
    path = explained(report, "A812", "按市里的办法试算即可")
    again = check(path, tmp_path / "二")
    assert again.counts[Severity.WARNING] == 0
    assert [finding.accepted for finding in found(again, "A812")] == ["按市里的办法试算即可"]

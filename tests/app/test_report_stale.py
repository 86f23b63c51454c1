"""A roll-up's workbook that does not agree with its own 明细: nobody calculated it again, somebody typed over a
formula, rows were taken out. No paper and no letter is final then (R14, R15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.app.test_report_change import BEHIND, DONE, ON, month
from tests.app.test_report_checks import DAY, LIMIT, OWN, Change, codes, edited, put, template, typed
from tests.write.test_rollup_book import recalculated
from xl_tools.app.letters import letters
from xl_tools.app.report import report
from xl_tools.core.errors import UserError


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two units have not reported: no sheet holds a word of theirs."""
    lines = ((1, DONE, LIMIT, "清运完毕。"), (2, BEHIND, LIMIT, "滞后。"), (3, ON, "2023年6月底前", "清运一半。"))
    return month(tmp_path_factory.mktemp("city"), DAY, *lines, absent="云和县")


def without(sheet: str, wanted: Callable[[list[object]], bool]) -> Change:
    """Take whole rows out, as somebody does in Excel; what counted them has been calculated again."""

    def change(own: openpyxl.Workbook) -> None:
        rows = own[sheet]
        gone = [row[0].row for row in rows.iter_rows(min_row=2) if wanted([cell.value for cell in row])]
        assert gone
        for row in reversed(gone):
            rows.delete_rows(row)

    return change


def refused(source: Path, tmp_path: Path, code: str, message: str) -> None:
    for kind in ("通报", "附件", "公开"):
        made = report(source, kind=kind, out=tmp_path / "a.docx")
        assert message in codes(made)[code]
        with pytest.raises(UserError, match="还不能定稿"):
            report(source, kind=kind, out=tmp_path / "b.docx", final=True)
    with pytest.raises(UserError, match="没有写函件，汇总工作簿"):
        letters(source, kind="预警", out=tmp_path / "函")
    assert not (tmp_path / "b.docx").exists()
    assert not (tmp_path / "函").exists()


def test_what_the_program_wrote_is_in_step(book: Path, tmp_path: Path) -> None:
    made = report(book, kind="通报", out=tmp_path / "a.docx", template=template(tmp_path, *OWN))
    assert not codes(made).keys() & {"R01", "R14", "R15"}


STALE: list[tuple[Change, str]] = [
    (
        typed("莲都区", "状态", "未达序时进度"),
        "第1项的已完成是“8”，按“明细”是“7”、未达序时进度是“0”，按“明细”是“1”",
    ),
    (
        typed("莲都区", "截止日期", date(2023, 6, 30)),
        "第1项的截止日期是“2022年6月30日”，按“明细”是“2023年6月30日”",
    ),
    (typed("莲都区", "长期坚持", "是"), "“任务统计”第1项的长期坚持是“否”，按“明细”是“是”"),
    (typed("第2项", "状态", "已完成", "任务统计"), "“任务统计”第2项的状态是“已完成”，按“明细”是“未达序时进度”"),
    (typed("第2项", "逾期", "否", "任务统计"), "“任务统计”第2项的逾期是“否”，按“明细”是“是”"),
    (put("汇总统计", "莲都区", 2), "“汇总统计”莲都区的应报任务是“2”，按“明细”是“3”"),
]


@pytest.mark.parametrize(("change", "message"), STALE)
def test_figures_that_are_not_those_of_the_detail_are_told(
    book: Path, tmp_path: Path, change: Change, message: str
) -> None:
    refused(edited(book, tmp_path, change), tmp_path, "R14", message)


def test_a_day_that_was_changed_and_not_calculated_is_told(book: Path, tmp_path: Path) -> None:
    def change(own: openpyxl.Workbook) -> None:
        cells = (cell for row in own["汇总统计"].iter_rows() for cell in row)
        day = next(cell for cell in cells if str(cell.value).startswith("统计日期"))
        day.offset(0, 1).value = date(2023, 7, 20)

    refused(edited(book, tmp_path, change), tmp_path, "R14", "“明细”第3项莲都区的逾期是“否”，按截止日期和状态算不是")


@pytest.mark.real("soffice")
def test_what_was_calculated_again_is_in_step(book: Path, tmp_path: Path) -> None:
    """The same change in the file itself, its formulas calculated by LibreOffice."""
    own = openpyxl.load_workbook(book)
    typed("莲都区", "状态", "未达序时进度")(own)
    own.save(tmp_path / "改过.xlsx")
    out = recalculated(tmp_path, ["改过.xlsx"])
    made = report(out / "改过.xlsx", kind="通报", out=tmp_path / "a.docx", template=template(tmp_path, *OWN))
    assert "R14" not in codes(made)


GONE: list[tuple[Change, str]] = [
    (without("明细", lambda row: row[0] == 1 and row[2] == "莲都区"), "“明细”里没有第1项的莲都区"),
    (without("明细", lambda row: row[0] == 1 and row[2] == "云和县"), "“明细”写出时有27行，现在是26行"),
    (without("任务统计", lambda row: row[1] == 3), "“任务统计”里没有汇总序号3"),
    (without("整改进展", lambda row: row[1] == 3), "“整改进展”里没有第3项"),
    (without("汇总统计", lambda row: row[0] == "云和县"), "“汇总统计的按单位”写出时有9行，现在是8行"),
]


@pytest.mark.parametrize(("change", "message"), GONE)
def test_rows_that_were_taken_out_are_told(book: Path, tmp_path: Path, change: Change, message: str) -> None:
    refused(edited(book, tmp_path, change), tmp_path, "R15", message)


def test_an_older_workbook_without_the_numbers_written_names_what_other_sheets_tell(book: Path, tmp_path: Path) -> None:
    def change(own: openpyxl.Workbook) -> None:
        without("明细", lambda row: row[0] == 1 and row[2] in ("莲都区", "云和县"))(own)
        del own.custom_doc_props["xlt.rows"]

    made = report(edited(book, tmp_path, change), kind="通报", out=tmp_path / "a.docx")
    assert "“明细”里没有第1项的莲都区。" in codes(made)["R15"]


def test_a_row_that_people_added_to_the_table_is_not_missed_elsewhere(book: Path, tmp_path: Path) -> None:
    """It is kept and counts nowhere: a paper of the others may be final."""

    def change(own: openpyxl.Workbook) -> None:
        sheet = own["整改进展"]
        sheet.append(["丽水市", 4, "第4项：清理旧仓库", "清理。", "2023年6月底前", "正在清理。", "☑达到序时进度"])

    made = report(edited(book, tmp_path, change), kind="通报", out=tmp_path / "a.docx")
    assert "R15" not in codes(made)

"""What people write into a roll-up is in the next one, and never becomes a county's own word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.round.mail.altered import AS_OF, UNITS, Base, base, through_libreoffice
from xl_tools.app.roll_up import roll_up
from xl_tools.app.split import split
from xl_tools.reports.rollup import Rollup

OWN = "市里的统稿：河岸堆场已清零。\n转入长效管护。"


@pytest.fixture
def made(tmp_path: Path) -> Base:
    return base(tmp_path, 7)


LATE = date(2024, 6, 1)
"""By when all deadlines are over."""


def again(made: Base, day: date = AS_OF) -> Rollup:
    return roll_up([made.counties], level="city", name="丽水市", out=made.merged, as_of=day, jobs=1)


def edit(made: Base, change: Callable[[Workbook], None], path: Path | None = None) -> None:
    book = openpyxl.load_workbook(path or made.merged)
    change(book)
    book.save(path or made.merged)


def cells(made: Base, sheet: str, *names: str) -> list[object]:
    page = openpyxl.load_workbook(made.merged)[sheet]
    return [page[name].value for name in names]


def said(report: Rollup, code: str) -> list[str]:
    return [found.message for found in report.findings if found.code == code]


def put(sheet: str, name: str, text: str | None) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][name] = text

    return change


DRAFT = "P"
"""The column 市级统稿."""


def test_without_hand_work_nothing_is_carried(made: Base) -> None:
    report = again(made)
    assert [task.by_hand for task in report.tasks] == [()] * len(report.tasks)
    assert openpyxl.load_workbook(made.merged)["任务统计"][f"{DRAFT}3"].value == "市级统稿"


@pytest.mark.parametrize(("sheet", "name"), [("任务统计", f"{DRAFT}4"), ("整改进展", "F4")])
def test_the_city_s_own_text_stands_in_the_table_and_in_the_report(made: Base, sheet: str, name: str) -> None:
    edit(made, put(sheet, name, OWN))
    for _ in range(3):
        report = again(made)
        assert cells(made, "整改进展", "F4") == cells(made, "任务统计", f"{DRAFT}4") == [OWN]
        assert (report.tasks[0].progress, report.tasks[0].by_hand) == (OWN, ("progress",))
    assert again(made).kept == ()


@pytest.mark.real("soffice")
def test_through_libreoffice(made: Base, tmp_path: Path) -> None:
    edit(made, put("整改进展", "F4", OWN))
    edit(made, put("任务统计", f"{DRAFT}5", "第二项的统稿"))
    for _ in range(2):
        (saved,) = through_libreoffice([made.merged], tmp_path)
        made.merged.write_bytes(saved.read_bytes())
        report = again(made)
        assert [task.by_hand for task in report.tasks] == [("progress",), ("progress",), (), (), ()]
        assert cells(made, "整改进展", "F4", "F5") == [OWN, "第二项的统稿"]


def test_an_emptied_draft_gives_the_units_the_word_again(made: Base) -> None:
    (before,) = cells(made, "整改进展", "F4")
    edit(made, put("任务统计", f"{DRAFT}4", OWN))
    again(made)
    edit(made, put("任务统计", f"{DRAFT}4", None))
    assert again(made).tasks[0].by_hand == ()
    assert cells(made, "整改进展", "F4") == [before]


@pytest.mark.parametrize(("name", "column"), [("C4", "task"), ("D5", "plan"), ("E6", "deadline")])
def test_edits_of_the_locked_texts_are_carried(made: Base, name: str, column: str) -> None:
    (before,) = cells(made, "整改进展", name)
    edit(made, put("整改进展", name, f"{before}（市里改）"))
    report = again(made)
    assert cells(made, "整改进展", name) == [f"{before}（市里改）"]
    assert [task.by_hand for task in report.tasks if task.by_hand] == [(column,)]


def test_a_typed_tick_stays_and_the_figures_count_what_was_reported(made: Base) -> None:
    before = again(made)
    edit(made, put("整改进展", "G4", "☑已完成"))
    report = again(made)
    assert cells(made, "整改进展", "G4") == ["☑已完成"]
    assert report.totals == before.totals
    assert len(said(report, "X705")) == int(before.tasks[0].status != "completed")


def test_it_is_told_which_unit_s_text_has_changed_since(made: Base) -> None:
    (merged,) = cells(made, "整改进展", "F4")
    unit, other = [name for name in UNITS if f"{name}：" in str(merged)][:2]
    edit(made, put("任务统计", f"{DRAFT}4", OWN))
    assert said(again(made), "X716") == []
    county = made.counties / f"{unit}.xlsx"

    def more(book: Workbook) -> None:
        for row in book.worksheets[0].iter_rows(min_row=4):
            row[5].value = f"{row[5].value}\n又清运一处。"

    edit(made, more, county)
    for _ in range(2):
        told = said(again(made), "X716")
        assert [(unit in one, other in one) for one in told] == [(True, False)]
    edit(made, put("任务统计", f"{DRAFT}4", f"{OWN}已按新报的改。"))
    assert said(again(made), "X716") == []


def test_two_edits_that_contradict_each_other_are_told(made: Base) -> None:
    edit(made, put("任务统计", f"{DRAFT}4", OWN))
    edit(made, put("整改进展", "F4", "另一种写法。"))
    report = again(made)
    assert cells(made, "整改进展", "F4") == [OWN]
    assert len(said(report, "X717")) == 1
    assert openpyxl.load_workbook(report.kept[0].backup)["整改进展"]["F4"].value == "另一种写法。"


def test_a_cell_that_was_emptied_is_told_and_filled_again(made: Base) -> None:
    """In a column of the form, and in one that a unit has of its own."""

    def with_contact(book: Workbook) -> None:
        page = book.worksheets[0]
        column = page.max_column + 1
        page.cell(3, column).value, page.cell(4, column).value = "联络人", "张三"

    edit(made, with_contact, made.counties / "莲都区.xlsx")
    again(made)
    page = openpyxl.load_workbook(made.merged)["整改进展"]
    (place,) = [cell.coordinate for row in page.iter_rows() for cell in row if "张三" in str(cell.value)]
    before = cells(made, "整改进展", "F4", "D4", place)
    edit(made, put("整改进展", place, None))
    edit(made, put("整改进展", "F4", None))
    (told,) = said(again(made), "X717")
    assert f"“整改进展”{place}里“联络人”一列手工清空" in told
    assert "“目前进展情况及存在问题”手工清空" in told
    assert cells(made, "整改进展", "F4", "D4", place) == before
    assert said(again(made), "X717") == []


def test_what_was_moved_to_the_city_s_own_column_was_not_emptied(made: Base) -> None:
    edit(made, put("整改进展", "F4", None))
    edit(made, put("任务统计", f"{DRAFT}4", OWN))
    assert said(again(made), "X717") == []
    assert cells(made, "整改进展", "F4") == [OWN]


def test_hand_work_on_a_task_that_is_gone_is_told(made: Base) -> None:
    edit(made, put("任务统计", f"{DRAFT}4", OWN))
    again(made)
    for path in made.counties.glob("*.xlsx"):

        def without(book: Workbook) -> None:
            page = book.worksheets[0]
            for row in range(page.max_row, 3, -1):
                if "第1项" in str(page.cell(row, 3).value):
                    page.delete_rows(row)

        edit(made, without, path)
    assert any("第1项" in one for one in said(again(made), "X717"))


def test_a_draft_longer_than_a_cell_goes_on_elsewhere(made: Base) -> None:
    """A merged text of several cells, edited in its beginning."""

    def longer(book: Workbook) -> None:
        for row in book.worksheets[0].iter_rows(min_row=4):
            row[5].value = "各点都写了一遍。\n" * 3000

    for unit in ("莲都区", "青田县", "缙云县", "遂昌县"):
        edit(made, longer, made.counties / f"{unit}.xlsx")
    whole = again(made).tasks[0].progress
    assert len(whole) > 32_767
    (head,) = cells(made, "整改进展", "F4")
    edit(made, put("整改进展", "F4", str(head).replace("各点", "各处", 1)))
    for _ in range(2):
        assert again(made).tasks[0].progress == whole.replace("各点", "各处", 1)
        assert cells(made, "任务统计", f"{DRAFT}4") == ["（太长，见“整改进展”）"]


def test_no_county_gets_it(made: Base, tmp_path: Path) -> None:
    edit(made, put("整改进展", "F4", OWN))
    edit(made, put("整改进展", "D5", OWN))
    again(made)
    for unit in split(made.merged, tmp_path / "拆").units:
        texts = [cell.value for row in openpyxl.load_workbook(unit.path).worksheets[0].iter_rows() for cell in row]
        assert not [text for text in texts if isinstance(text, str) and "统稿" in text]


def test_a_city_s_roll_up_is_compared_by_its_units_own_words(made: Base, tmp_path: Path) -> None:
    """The city wrote a text of its own; what it holds of 松阳县 is not what 松阳县 reports by now."""
    edit(made, put("整改进展", "F4", OWN))
    again(made)

    def province() -> Rollup:
        files = [made.merged, made.counties]
        return roll_up(files, level="province", name="浙江省", out=tmp_path / "省.xlsx", as_of=AS_OF, jobs=1)

    report = province()
    assert said(report, "X703") == []
    assert report.tasks[0].progress.endswith(OWN)

    def other(book: Workbook) -> None:
        for row in book.worksheets[0].iter_rows(min_row=4):
            row[5].value = "改报的进展。"

    edit(made, other, made.counties / "松阳县.xlsx")
    told = said(province(), "X703")
    assert told
    assert all("松阳县" in one for one in told)


def findings(made: Base) -> dict[str, tuple[str, str, int]]:
    """Severity and reason of each finding of 校验结果, by its message, with its row."""
    page = openpyxl.load_workbook(made.merged)["校验结果"]
    return {str(page.cell(row, 6).value): (str(page.cell(row, 2).value), str(page.cell(row, 8).value or ""), row)
            for row in range(4, page.max_row + 1)}  # fmt: skip


def test_reasons_beside_findings_are_carried_and_accept_what_is_no_error(made: Base) -> None:
    listed = findings(made)
    rows = {severity: row for severity, _, row in listed.values() if severity != "提示"}
    assert set(rows) == {"错误", "警告"}

    def reasons(book: Workbook) -> None:
        for row in rows.values():
            book["校验结果"].cell(row, 8).value = "已和县里核实"

    edit(made, reasons)
    for _ in range(2):
        report = again(made)
        written = sorted(severity for severity, reason, _ in findings(made).values() if reason == "已和县里核实")
        assert written == ["警告", "错误"]
        assert [found.severity for found in report.findings if found.accepted] == ["warning"]
    page = openpyxl.load_workbook(made.merged)["校验结果"]
    page_row = rows["警告"]
    message = str(page.cell(page_row, 6).value)

    def other(book: Workbook) -> None:
        book["校验结果"].cell(page_row, 6).value = f"{message}另说"

    edit(made, other)
    again(made)
    assert findings(made)[message][1] == "【内容已变，请重新说明】已和县里核实"


def test_a_workbook_that_cannot_be_read_is_told_to_hand_on_nothing(made: Base) -> None:
    made.merged.write_bytes(made.merged.read_bytes()[:5000])
    told = said(again(made), "X717")
    assert told == [f"“{made.merged.name}”：原来的工作簿读不出来（太大，或者坏了），手工写的字没有接过来。"]
    assert said(again(made), "X717") == []


def test_the_day_by_which_files_are_wanted_is_carried(made: Base) -> None:
    roll_up([made.counties], level="city", name="丽水市", out=made.merged, as_of=AS_OF, report_by=AS_OF, jobs=1)
    book = openpyxl.load_workbook(made.merged)
    (cell,) = [row[1] for row in book["汇总统计"].iter_rows() if row[0].value == "报送截止"]
    cell.value = date(2022, 12, 5)
    book.save(made.merged)
    again(made)
    book = openpyxl.load_workbook(made.merged)
    assert [row[1].value for row in book["汇总统计"].iter_rows() if row[0].value == "报送截止"] == [
        datetime(2022, 12, 5)
    ]
    notes = [str(cell.value) for row in book["单位得分"].iter_rows() for cell in row if "收到，截止" in str(cell.value)]
    assert notes
    assert all(note.endswith("截止 2022-12-05") for note in notes)


def test_without_the_sheet_that_tells_what_was_typed_it_is_told_that_nothing_is_carried(made: Base) -> None:
    edit(made, put("整改进展", "F4", OWN))
    edit(made, lambda book: book.remove(book["任务统计"]))
    (why,) = said(again(made), "X717")
    assert why == "“任务统计”：这张表不见了，分不出哪些字是手工写的，手工写的字没有接过来。"
    assert "任务统计" in openpyxl.load_workbook(made.merged).sheetnames
    assert said(again(made), "X717") == []

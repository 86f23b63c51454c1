"""Papers and the hands of people: a paper that was worked in, a roll-up that was, a text of who merges, a web page."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.app.test_month import LATE, bench, run, send  # noqa: F401
from tests.app.test_report_change import BEHIND, DONE, ON, month
from xl_tools.app.report import look_through, report
from xl_tools.app.roll_up import roll_up
from xl_tools.core.errors import UserError
from xl_tools.reports.month import Step
from xl_tools.write.documents.fill import texts_of

LIMIT, TEXT = "2022年6月底前", "清运完毕。"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = ((1, DONE, LIMIT, TEXT), (2, BEHIND, LIMIT, "滞后，原因是土地没有落实。"), (3, ON, "2023年6月底前", TEXT))
    return month(tmp_path_factory.mktemp("city"), date(2022, 12, 20), *lines)


def whole(path: Path) -> str:
    return texts_of(path.read_bytes()).whole


def edited(path: Path, old: str, new: str) -> Path:
    """The document with a word replaced, as a person does in Word."""
    document = Document(path)
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    for paragraph in [*document.paragraphs, *(one for cell in cells for one in cell.paragraphs)]:
        for piece in paragraph.runs:
            piece.text = piece.text.replace(old, new)
    document.save(path)
    return path


def test_a_number_that_was_typed_over_is_found(book: Path, tmp_path: Path) -> None:
    report(book, kind="报告", out=tmp_path / "a.docx")
    assert [
        one.code for one in look_through(book, tmp_path / "a.docx", kind="报告").findings if one.code == "R09"
    ] == []
    edited(tmp_path / "a.docx", "已完成1项，逾期", "已完成2项，逾期")
    edited(tmp_path / "a.docx", "现将截至", "根据安排，现将截至")
    (said,) = [
        one.message for one in look_through(book, tmp_path / "a.docx", kind="报告").findings if one.code == "R09"
    ]
    assert "里写的是2，汇总工作簿里是1" in said
    assert said.count("写的是") == 1


def test_a_number_of_a_table_that_was_typed_over_is_found(book: Path, tmp_path: Path) -> None:
    report(book, kind="一页纸", out=tmp_path / "a.docx")
    document = Document(tmp_path / "a.docx")
    document.tables[0].rows[1].cells[1].paragraphs[0].runs[0].text = "4"
    document.save(tmp_path / "a.docx")
    found = look_through(book, tmp_path / "a.docx", kind="一页纸").findings
    assert "“4”里写的是4，汇总工作簿里是3" in next(one.message for one in found if one.code == "R09")


def test_what_is_no_document_is_said(book: Path, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("不是", "utf-8")
    with pytest.raises(UserError, match=r"不是 Word 文档"):
        look_through(book, tmp_path / "a.docx", kind="报告")


def test_the_text_of_who_merges_is_attached(book: Path, tmp_path: Path) -> None:
    own = openpyxl.load_workbook(book)
    sheet = own["任务统计"]
    head = {cell.value: cell.column for cell in sheet[3]}
    sheet.cell(4, head["市级统稿"]).value = "全市已全部清运。"
    merged = own["整改进展"]
    merged["F5"].value = "手工改过的一段。"
    own.save(tmp_path / "a.xlsx")
    report(_calculated(book, tmp_path / "a.xlsx"), kind="附件", out=tmp_path / "a.docx")
    cells = [cell.text for row in Document(tmp_path / "a.docx").tables[0].rows for cell in row.cells]
    assert "全市已全部清运。" in cells
    assert "手工改过的一段。" in cells
    assert not [cell for cell in cells if "土地没有落实" in cell]


def _calculated(book: Path, path: Path) -> Path:
    """The workbook with what its formulas gave before it was edited: the edits are of texts alone."""
    known, own = openpyxl.load_workbook(book, data_only=True), openpyxl.load_workbook(path)
    for sheet in own.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.value = known[sheet.title][cell.coordinate].value
    own.save(path)
    return path


def test_the_split_by_due_dates_stands_in_the_workbook_and_is_held_against_the_paper(
    book: Path, tmp_path: Path
) -> None:
    sheet = openpyxl.load_workbook(book, data_only=True)["汇总统计"]
    said = {row[0].value: row[1].value for row in sheet.iter_rows()}
    words = ("到期应完成", "到期已完成", "年内到期", "以后到期", "没有时限", "提前完成", "到期完成率")
    assert [said[word] for word in words] == [2, 1, 0, 1, 0, 0, 0.5]
    own = openpyxl.load_workbook(book, data_only=True)
    for row in own["汇总统计"].iter_rows():
        if row[0].value == "到期应完成":
            row[1].value = 7
    own.save(tmp_path / "a.xlsx")
    found = report(tmp_path / "a.xlsx", kind="报告", out=tmp_path / "a.docx").findings
    assert "“汇总统计”的“到期应完成”是7，“任务统计”里数出来是2" in next(
        one.message for one in found if one.code == "R01"
    )


def test_what_has_changed_stands_in_the_json(tmp_path: Path) -> None:
    lines = ((1, ON, LIMIT, TEXT), (2, DONE, LIMIT, TEXT), (3, ON, LIMIT, TEXT))
    november = month(tmp_path / "11", date(2022, 11, 20), *lines)
    later = ((1, DONE, "2022年9月底前", TEXT), (2, DONE, LIMIT, TEXT), (3, DONE, LIMIT, TEXT))
    month(tmp_path / "12", date(2022, 12, 20), *later)
    rolled = roll_up([tmp_path / "12"], level="city", name="丽水市", as_of=date(2022, 12, 20), previous=november)
    change = rolled.change
    assert change is not None
    assert change.day == date(2022, 11, 20)
    first, *others = change.entries
    assert (first.task, first.change, first.before, first.now) == ("第1项", "advanced", ON, DONE)
    assert (first.due_before, first.due_now) == (date(2022, 6, 30), date(2022, 9, 30))
    assert {one.task for one in others} == {"第1项", "第3项"}


def test_what_is_closed_by_the_ledger_stands_in_the_roll_up_and_is_told(book: Path, tmp_path: Path) -> None:
    """A roll-up that was made with a ledger has the column 已销号."""
    own = openpyxl.load_workbook(book, data_only=True)
    sheet = own["任务统计"]
    column = sheet.max_column + 1
    sheet.cell(3, column).value = "已销号"
    for row, said in ((4, "是"), (5, "否"), (6, "否")):
        sheet.cell(row, column).value = said
    own.save(tmp_path / "a.xlsx")
    made = report(tmp_path / "a.xlsx", kind="报告", out=tmp_path / "a.docx")
    assert "以任务计，已完成的1项中，按台账完成销号1项。" in whole(tmp_path / "a.docx")
    assert [one for one in made.findings if one.code == "R01"] == []
    sheet.cell(5, column).value = "是"
    own.save(tmp_path / "a.xlsx")
    found = report(tmp_path / "a.xlsx", kind="报告", out=tmp_path / "a.docx").findings
    assert "第2项按台账已销号，按进展表没有完成" in next(one.message for one in found if one.code == "R01")


# --- a page of the web ------------------------------------------------------------------------------


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_public_version_is_a_page_that_can_be_read_aloud(tmp_path: Path) -> None:
    """The headings of its table are headings, it says its language, and what counties write is text."""
    lines = ((1, DONE, "2022年6月<b>底前", "清运&完毕。"),)
    rolled = month(tmp_path / "a", date(2022, 12, 20), *lines)
    report(rolled, kind="公开", out=tmp_path / "公开.html")
    page = Page((tmp_path / "公开.html").read_text("utf-8"))
    named = [tag for tag, _ in page.tags]
    assert ("html", {"lang": "zh-CN"}) in page.tags
    assert [tag for tag in ("title", "main", "h1", "caption") if named.count(tag) != 1] == []
    assert [attributes.get("scope") for tag, attributes in page.tags if tag == "th"] == ["col"] * 5 + ["row"]
    assert "b" not in named
    assert "2022年6月<b>底前" in page.text
    for word in ("清运&完毕", "逾期", "待核实", "未报"):
        assert word not in page.text


def test_only_the_public_version_is_a_page(book: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"要以 \.docx 结尾"):
        report(book, kind="报告", out=tmp_path / "a.html")
    template = tmp_path / "本局.docx"
    Document().save(template)
    with pytest.raises(UserError, match=r"要以 \.docx 结尾"):
        report(book, kind="公开", out=tmp_path / "a.html", template=template)


# --- the month ------------------------------------------------------------------------------------


def test_the_month_writes_the_papers_where_the_office_says_what_it_needs(bench: Path) -> None:  # noqa: F811
    (bench / "文稿信息.txt").write_text("发文机关：丽水市督察整改办\n", "utf-8")
    done = [run(bench, LATE).did]
    send(bench, "莲都区", "青田县", "缙云县")
    while step := run(bench, LATE, go_on=True).did:
        done.append(step)
    assert Step.PAPERS in done
    papers = next(bench.rglob("报告/报告.docx"))
    assert "丽水市督察整改办" in whole(papers)
    assert sorted(path.name for path in papers.parent.glob("*.docx")) == [
        "一页纸.docx",
        "报告.docx",
        "通报.docx",
        "附件.docx",
    ]

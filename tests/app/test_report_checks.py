"""What a paper finds in itself (R01 to R13): each is found where it is, and not where it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.app.test_report_change import BEHIND, DONE, ON, month
from xl_tools.app.doctor import examine
from xl_tools.app.office import Office
from xl_tools.app.report import look_through, report
from xl_tools.core.errors import UserError
from xl_tools.core.records import Severity
from xl_tools.data import load
from xl_tools.reports.document import DocumentReport

DAY = date(2022, 12, 20)
LIMIT = "2022年6月底前"
OWN = ("截至{{ as_of }}共{{ n.total }}项。{{ lists.slow|labels }}没有做完。{{ lists.undecided|labels }}待核实。",)
"""A template of the office's own that says all that a full paper must."""

OPEN = ("截至{{ as_of }}共{{ n.total }}项。{% for task in tasks %}{{ task.task }}{% endfor %}",)
"""One of a public version, which has other fields."""

Change = Callable[[openpyxl.Workbook], None]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Done, behind past its date, and on schedule; with a person beside the form, whom a task's text names."""
    lines = ((1, DONE, LIMIT, "清运完毕。"), (2, BEHIND, LIMIT, "滞后。"), (3, ON, "2023年6月底前", "清运一半。"))
    return month(tmp_path_factory.mktemp("city"), DAY, *lines)


@pytest.fixture(scope="module")
def unsettled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = ((1, DONE, LIMIT, "清运完毕。"),)
    return month(tmp_path_factory.mktemp("city"), DAY, *lines, absent="云和县")


def template(folder: Path, *lines: str) -> Path:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(folder / "本局.docx")
    return folder / "本局.docx"


def told(folder: Path, *lines: str) -> Path:
    (folder / "信息.txt").write_text("\n".join(lines), "utf-8")
    return folder / "信息.txt"


def edited(book: Path, folder: Path, change: Change) -> Path:
    """The workbook as Excel has calculated it, with one edit."""
    own = openpyxl.load_workbook(book, data_only=True)
    change(own)
    own.save(folder / "改过.xlsx")
    return folder / "改过.xlsx"


def put(sheet: str, word: str, value: object, down: int = 0) -> Change:
    """Write in the cell right of a word, or ``down`` rows below it."""

    def change(book: openpyxl.Workbook) -> None:
        found, *_ = [cell for row in book[sheet].iter_rows() for cell in row if cell.value == word]
        book[sheet].cell(found.row + down, found.column + (0 if down else 1)).value = value

    return change


def typed(word: str, column: str, value: object, sheet: str = "明细") -> Change:
    """Write under a heading, on the first row that says the word."""

    def change(book: openpyxl.Workbook) -> None:
        row = next(cell.row for cells in book[sheet].iter_rows() for cell in cells if cell.value == word)
        head = next(cell for cells in book[sheet].iter_rows(max_row=5) for cell in cells if cell.value == column)
        book[sheet].cell(row, head.column).value = value

    return change


def codes(made: DocumentReport) -> dict[str, str]:
    return {found.code: found.message for found in made.findings}


def test_a_paper_without_a_fault_has_none(book: Path, tmp_path: Path) -> None:
    """None of the checks is found, but fonts that this machine has not."""
    for kind in ("报告", "通报", "简报", "一页纸", "公开"):
        own = template(tmp_path, *(OPEN if kind == "公开" else OWN))
        made = report(book, kind=kind, out=tmp_path / "a.docx", template=own, final=True)
        assert set(codes(made)) <= {"R12"}
        assert not made.draft


def test_each_check_of_the_data_is_one_that_is_tried_here_or_beside() -> None:
    """R01, R06, R08, R09, R12, R14 and R15 have tests beside (test_report, test_report_change, test_report_hand,
    test_report_stale)."""
    here = {case[0] for case in FOUND} | {"R05", "R11", "R13"}
    assert here | {"R06", "R08", "R09", "R12", "R14", "R15"} == set(load("documents")["checks"])


FOUND: list[tuple[str, str, Change | None, tuple[str, ...], tuple[str, ...], str]] = [
    ("R01", "报告", put("汇总统计", "合计", 12), OWN, (), "“汇总统计”的“合计”是12，“任务统计”里数出来是3"),
    ("R02", "报告", put("任务统计", "类别", "别的", down=1), OWN, (), "任务3项，各类别合计2项"),
    ("R03", "报告", None, ("截至{{ as_of }}共{{ n.total }}项。",), (), "没有点到这些任务：第2项"),
    ("R03", "通报", None, ("截至{{ as_of }}共{{ n.total }}项。",), (), "没有点到这些任务：第2项"),
    ("R04", "报告", None, (*OWN, "排查问题10个，其中一般问题5个、重大问题4个。"), (), "10"),
    ("R04", "简报", None, (*OWN, "应完成的13项，已完成6项，完成率64%。"), (), "64%"),
    ("R04", "报告", None, (*OWN, "问题整改率达到120%。"), (), "120%"),
    ("R07", "报告", None, ("共{{ n.total }}项，第2项没有做完。",), (), "正文没有写统计日期 2022年12月20日"),
    ("R16", "简报", None, (*OWN, "2022年13月40日前完成。"), (), "没有这样的日期：2022年13月40日"),
    ("R16", "公开", None, (*OPEN, "公示期到2023-02-30。"), (), "没有这样的日期：2023-02-30"),
    ("R17", "报告", None, OWN, ("第99项：抓紧。", "第2项：正在赶。"), "文稿信息里写了第99项，"),
    ("R10", "公开", None, (*OPEN, "联系 13800001234"), (), "有手机号码13800001234"),
    ("R10", "公开", None, (*OPEN, "33250119700101123X"), (), "有身份证号码33250119700101123X"),
    ("R10", "公开", None, (*OPEN, "联系１３８ ００００ １２３４"), (), "有手机号码138 0000 1234"),
    ("R10", "公开", None, (*OPEN, "办公室 0578-2091234"), (), "有电话号码0578-2091234"),
    ("R10", "公开", None, (*OPEN, "332501700101123"), (), "有身份证号码332501700101123"),
    ("R10", "公开", None, (*OPEN, "责任人：张三丰。"), (), "有联系人一类的名字张三丰"),
    (
        "R10",
        "公开",
        None,
        (*OPEN, "另 0578-2091235", "{{ doc.phone }}"),
        ("监督电话：0578-2091234",),
        "号码0578-2091235。",
    ),
]


@pytest.mark.parametrize(("code", "kind", "change", "lines", "said", "message"), FOUND)
def test_what_is_wrong_is_found_with_its_words(
    book: Path,
    tmp_path: Path,
    code: str,
    kind: str,
    change: Change | None,
    lines: tuple[str, ...],
    said: tuple[str, ...],
    message: str,
) -> None:
    source = edited(book, tmp_path, change) if change else book
    words = {"template": template(tmp_path, *lines), "info": told(tmp_path, *said) if said else None}
    made = report(source, kind=kind, out=tmp_path / "a.docx", **words)
    found = {one: text for one, text in codes(made).items() if one != "R12"}
    assert list(found) == [code]
    assert message in found[code]
    # An error keeps a paper from being final, a warning does not.
    severity = next(one.severity for one in made.findings if one.code == code)
    if severity is Severity.ERROR:
        with pytest.raises(UserError, match="还不能定稿"):
            report(source, kind=kind, out=tmp_path / "b.docx", final=True, **words)
    else:
        report(source, kind=kind, out=tmp_path / "b.docx", final=True, **words)
    assert (tmp_path / "b.docx").exists() == (severity is not Severity.ERROR)


UNREADABLE: list[tuple[Change, str]] = [
    (typed("莲都区", "状态", "完成"), "“明细”D2的状态是“完成”，不是认得的状态"),
    (typed("莲都区", "状态", "未完成"), "“明细”D2的状态是“未完成”"),
    (typed("莲都区", "状态", "已完成 "), "“明细”D2的状态是“已完成 ”"),
    (typed("莲都区", "状态", True), "“明细”D2的状态是“TRUE”"),
    (typed("莲都区", "状态", None), "“明细”D2的状态空着"),
    (typed("莲都区", "单位", "莲都"), "“明细”C2的单位是“莲都”，“汇总统计”里没有"),
    (typed("莲都区", "单位", None), "“明细”C2的单位是“”，“汇总统计”里没有"),
    (typed("莲都区", "汇总序号", "一"), "“明细”A2的汇总序号是“一”，“任务统计”里没有"),
    (typed("莲都区", "汇总序号", 9), "“明细”A2的汇总序号是“9”，“任务统计”里没有"),
    (typed("莲都区", "截止日期", "2022年12月底前"), "“明细”F2的截止日期是“2022年12月底前”，不是日期"),
    (typed("莲都区", "截止日期", 20221231), "“明细”F2的截止日期是“20221231”，不是日期"),
    (typed("莲都区", "截止日期", "#N/A"), "“明细”F2是错误值 #N/A"),
    (typed("莲都区", "状态", "#N/A"), "“明细”D2是错误值 #N/A"),
    (typed("第1项", "截止日期", "#VALUE!", "任务统计"), "“任务统计”L4是错误值 #VALUE!"),
    (typed("第1项", "逾期", "#VALUE!", "任务统计"), "“任务统计”J4是错误值 #VALUE!"),
    (put("汇总统计", "到期应完成", "#VALUE!"), "“汇总统计”B22是错误值 #VALUE!"),
]


@pytest.mark.parametrize(("change", "message"), UNREADABLE)
@pytest.mark.parametrize("kind", ["通报", "附件"])
def test_a_cell_that_cannot_be_counted_is_named_once(
    book: Path, tmp_path: Path, kind: str, change: Change, message: str
) -> None:
    source = edited(book, tmp_path, change)
    made = report(source, kind=kind, out=tmp_path / "a.docx")
    named = [found.message for found in made.findings if message in found.message]
    assert len(named) == 1
    assert {found.code for found in made.findings if message in found.message} == {"R01"}
    cell = message.split("的")[0].split("是")[0]
    assert named[0].count(cell) == 1
    with pytest.raises(UserError, match="还不能定稿"):
        report(source, kind=kind, out=tmp_path / "b.docx", final=True)
    assert not (tmp_path / "b.docx").exists()


def test_units_whose_sum_is_not_that_of_the_entries_are_found(book: Path, tmp_path: Path) -> None:
    source = edited(book, tmp_path, put("汇总统计", "应报条目", 2))
    found = codes(report(source, kind="通报", out=tmp_path / "a.docx"))
    assert "“汇总统计”的“应报条目”是2，“明细”里数出来是27" in found["R01"]


def test_a_person_of_the_table_in_a_public_text_is_warned_of(book: Path, tmp_path: Path) -> None:
    """The column beside the form is carried into the roll-up; the task's own text names the same person."""

    def change(own: openpyxl.Workbook) -> None:
        sheet = own["整改进展"]
        head = next(cell for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == "备注")
        sheet.cell(head.row, head.column + 1).value = "联系人"
        sheet.cell(head.row + 1, head.column + 1).value = "欧阳明"
        task = next(cell for cell in sheet[head.row] if cell.value == "整改任务名称")
        below = sheet.cell(head.row + 1, task.column)
        below.value = f"{below.value}由欧阳明负责。"

    made = report(edited(book, tmp_path, change), kind="公开", out=tmp_path / "a.docx")
    assert "有联系人一类的名字欧阳明" in codes(made)["R10"]
    assert "R10" not in codes(report(book, kind="公开", out=tmp_path / "b.docx"))


@pytest.mark.parametrize("kind", ["报告", "通报", "简报", "一页纸"])
def test_what_is_not_settled_must_be_named(unsettled: Path, tmp_path: Path, kind: str) -> None:
    named = template(tmp_path, *OWN, '没有上报：{{ lists.unreported|join("、") }}。')
    assert "R05" not in codes(report(unsettled, kind=kind, out=tmp_path / "a.docx", template=named, final=True))
    silent = template(tmp_path, "截至{{ as_of }}共{{ n.total }}项。")
    made = report(unsettled, kind=kind, out=tmp_path / "b.docx", template=silent)
    assert "第1项、云和县" in codes(made)["R05"]
    with pytest.raises(UserError, match="还不能定稿"):
        report(unsettled, kind=kind, out=tmp_path / "c.docx", template=silent, final=True)


def test_a_leaders_page_that_is_too_long_is_said(book: Path, tmp_path: Path) -> None:
    made = report(book, kind="一页纸", out=tmp_path / "a.docx")
    assert "R11" not in codes(made)
    asks = told(tmp_path, *(f"请领导协调的事项：第{place}件，请有关部门研究办理。" for place in range(1, 20)))
    made = report(book, kind="一页纸", out=tmp_path / "a.docx", info=asks)
    assert "一页只有 22 行" in codes(made)["R11"]
    assert "R11" not in codes(report(book, kind="报告", out=tmp_path / "b.docx", info=asks))


@pytest.mark.real("soffice")
@pytest.mark.parametrize(("asks", "pages"), [(2, 1), (19, 2)])
def test_a_leaders_page_that_is_printed_is_counted(book: Path, tmp_path: Path, asks: int, pages: int) -> None:
    lines = told(tmp_path, *(f"请领导协调的事项：第{place}件，请有关部门研究办理。" for place in range(1, asks + 1)))
    made = report(book, kind="一页纸", out=tmp_path / "a.docx", info=lines, pdf=True)
    said = codes(made).get("R11", "")
    assert (f"印出来有 {pages} 页" in said) == (pages > 1)
    assert bool(said) == (pages > 1)


def test_the_self_check_names_the_fonts_that_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lister = tmp_path / "fc-list"
    for there, works in (("仿宋,FangSong", False), ("仿宋\n楷体\n黑体\n宋体\n方正小标宋简体", True)):
        lister.write_text(f"#!/bin/sh\necho '{there}'\n", "utf-8")
        lister.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        (found,) = [one for one in examine(Office) if one.name == "公文字体"]
        assert found.works == works
        assert ("方正小标宋简体" in found.detail) == (not works)


def test_no_pdf_without_libreoffice_and_it_is_said(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    made = report(book, kind="报告", out=tmp_path / "a.docx", pdf=True)
    assert "没有装 LibreOffice" in codes(made)["R13"]
    assert made.pdf is None
    assert not (tmp_path / "a.pdf").exists()
    assert "R13" not in codes(report(book, kind="报告", out=tmp_path / "a.docx"))


def test_a_changed_paper_is_looked_through_for_all_of_it(book: Path, tmp_path: Path) -> None:
    """Blanks and sums that a person typed are found in the paper itself."""
    report(book, kind="报告", out=tmp_path / "a.docx")
    document = Document(tmp_path / "a.docx")
    document.add_paragraph("排查问题10个，其中一般问题5个、重大问题4个。")
    document.save(tmp_path / "a.docx")
    found = codes(look_through(book, tmp_path / "a.docx", kind="报告"))
    assert "R04" in found
    assert "【签发人】" in found["R06"]

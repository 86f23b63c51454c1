"""Documents as offices publish them: a list in paragraphs, pasted tables, an assessment, a plan and a report.

The twins here are in words of their own; the real ones are read where they lie beside the project.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.app.test_import_real import converted
from tests.books.documents import docx, p
from xl_tools.app.import_ import ImportedFile, import_files
from xl_tools.app.score import score
from xl_tools.books.file.reader import read_book
from xl_tools.core.records import Field, Mode, ProgressSheet, Status
from xl_tools.parse.assessment.assessment_book import read_assessment
from xl_tools.parse.table.sheets import read_sheets

LIST = """遂昌县贯彻落实第二轮中央生态环境保护督察反馈问题整改方案
一、总体要求
坚持问题导向，逐项抓好整改。
二、任务安排
对照督察组反馈的2个共性问题、1个具体问题和交办的15件信访件，逐项列出清单。我县共承担3项整改任务。
附件
遂昌县督察反馈问题整改责任清单

为压实责任，列出本清单。
一、有的乡镇对污水管网维护不上心，部分检查井破损。（省序号：6号）
责任领导：甲某、乙某
责任单位：县住建局（牵头）、县水利局，各乡镇（街道）
责任人：责任单位主要负责同志
整改目标：管网破损点全部修好。
整改时限：2023年12月底前，长期坚持
整改措施：
（一）摸底。查清破损点位。
（二）修复。2023年6月底前修好一半。
二、农业面源污染防治力度不够。（省序号：11号）
责任领导：丙某
    责任单位：县农业农村局
责任人：责任单位主要负责同志
整改目标：减少化肥用量。
整改时限：2025年12月底前，分阶段推进
整改措施：（一）推广配方肥。

（二）办好示范片。
三、化工园区审查把关不严。(省序号：20号)
责任领导：丁某
责任单位：县发改局
责任人：责任单位主要负责同志
整改措施：本县没有化工园区，无此项整改任务。
"""
HALF = str.maketrans("，；：（）", ",;:()")


def as_docx(path: Path, text: str) -> Path:
    tab = "<w:r><w:tab/></w:r>"
    lines = (line.split("\t") for line in text.splitlines())
    return docx(path, *(p(first, *(run for text in more for run in (tab, text))) for first, *more in lines))


def written(path: Path, out: Path) -> tuple[ImportedFile, list[ProgressSheet]]:
    (file,) = import_files([path], out=out).files
    return file, read_sheets(read_book(Path(file.written))) if file.written else []


def made(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    if path.suffix == ".docx":
        return as_docx(path, text)
    path.write_bytes(text.encode("gb18030" if "国标" in name else "utf-8"))
    return path


@pytest.mark.parametrize("name", ["清单.txt", "清单（国标）.txt", "清单.docx"])
@pytest.mark.parametrize("width", ["full", "half"])
def test_a_list_in_paragraphs(tmp_path: Path, name: str, width: str) -> None:
    text = LIST if width == "full" else LIST.translate(HALF)
    file, (sheet,) = written(made(tmp_path, name, text), tmp_path / "out")
    assert (file.outcome, sheet.form.name) == ("imported", "list")
    assert [row.serial.number for row in sheet.rows] == [1, 2, 3]
    assert [row.province_serial for row in sheet.rows] == [6, 11, 20]
    first, second, third = sheet.rows
    assert first.text(Field.MEASURES).splitlines()[1][3:] == "修复。2023年6月底前修好一半。"
    assert first.deadline.due == date(2023, 12, 31)
    assert second.deadline.modes == (Mode.FIXED, Mode.PHASED)
    assert second.text(Field.UNITS) == "县农业农村局"
    assert [line[3:] for line in second.text(Field.MEASURES).splitlines() if line] == ["推广配方肥。", "办好示范片。"]
    assert third.text(Field.GOAL) == third.text(Field.DEADLINE) == ""
    assert third.text(Field.MEASURES).endswith("无此项整改任务。")


def test_the_plan_around_a_list_is_held_against_it(tmp_path: Path) -> None:
    file, _ = written(made(tmp_path, "清单.txt", LIST), tmp_path / "out")
    record = file.record
    assert record is not None
    assert (record.kind, record.title) == ("list", "遂昌县贯彻落实第二轮中央生态环境保护督察反馈问题整改方案")
    assert (record.inspection, record.area) == ("central-2", "遂昌县")
    counts = {count.label: count.value for count in record.counts}
    assert counts == {"共性": 2, "具体": 1, "信访件": 15, "整改任务": 3, "清单": 3}
    assert not file.notes
    four = LIST.replace("2个共性问题", "3个共性问题")
    file, _ = written(made(tmp_path, "不符.txt", four), tmp_path / "out")
    assert any("3+1≠3" in note.text for note in file.notes)


SECTIONS = """一、共性问题
（一）河道保洁不到位。
责任单位：县水利局
整改措施：（一）每月巡河。（二）建账。
整改时限：2023年6月底前
（二）扬尘管控不严。
责任单位：县住建局
整改措施：
（三）加密洒水。
整改时限：2023年9月底前
二、个性问题
（一）某采石场没有复绿。
责任单位：县自然资源和规划局
整改措施：补种。
整改时限：2024年底前
"""


def test_sections_of_a_list_are_the_kind_of_its_tasks(tmp_path: Path) -> None:
    _, (sheet,) = written(made(tmp_path, "责任清单.txt", "松阳县整改责任清单\n" + SECTIONS), tmp_path / "out")
    assert [row.text(Field.KIND) for row in sheet.rows] == ["共性", "共性", "个性"]
    assert [row.text(Field.UNITS) for row in sheet.rows] == ["县水利局", "县住建局", "县自然资源和规划局"]
    assert sheet.rows[1].text(Field.MEASURES) == "（三）加密洒水。"


# --- pasted tables --------------------------------------------------------------------------------

HEADINGS = ("地市名称", "序号", "整改任务名称", "整改目标和措施", "完成时限", "目前进展情况\n及存在问题", "备注")
STATUS = ("已完成\n□达到序时进度\n□未达序时进度\n□尚未启动", "□已完成\n达到序时进度\n□未达序时进度\n□尚未启动")
ROWS = [
    [
        "丽水",
        "一",
        "第三项：老砖窑没有复绿。",
        "整改目标：\n复绿。\n整改措施：\n1.补种。",
        "2021年12月底前",
        "\n1.已补种，已验收。",
        STATUS[0],
    ],
    ["丽水", "二", "第九项：管道漏水。", "整改目标：修好。\n\n整改措施：检修。", "2023年底前", "正在检修。", STATUS[1]],
]
PROGRESS_TITLE = "丽水市督察反馈问题整改进展情况表"


def by_line() -> str:
    """A cell a line, each with a tab before it, as a web page pastes."""
    rows = ["\n".join(f"\t{cell}" for cell in row) for row in (HEADINGS, *ROWS)]
    return "\n".join(["附件", PROGRESS_TITLE, *(f"{row}\n" for row in rows)])


def by_tab() -> str:
    """A row a line, as Excel pastes: a cell of several lines is quoted."""
    lines = ["\t".join(f'"{cell}"' if "\n" in cell else cell for cell in row) for row in (HEADINGS, *ROWS)]
    return "\n".join([PROGRESS_TITLE, *lines])


@pytest.mark.parametrize(
    ("name", "text"),
    [("网页.txt", by_line()), ("网页.docx", by_line()), ("表格.txt", by_tab()), ("表格.docx", by_tab())],
    ids=str,
)
def test_a_table_pasted_as_text(tmp_path: Path, name: str, text: str) -> None:
    file, (sheet,) = written(made(tmp_path, name, text), tmp_path / "out")
    assert file.outcome == "imported"
    assert sheet.title == PROGRESS_TITLE
    assert [row.serial.number for row in sheet.rows] == [1, 2]
    assert [row.status.status for row in sheet.rows] == [Status.COMPLETED, Status.ON_SCHEDULE]
    assert [row.deadline.due for row in sheet.rows] == [date(2021, 12, 31), date(2023, 12, 31)]
    assert "1.已补种，已验收。" in sheet.rows[0].text(Field.PROGRESS)


def test_a_row_that_lacks_a_cell_is_told_and_keeps_its_status(tmp_path: Path) -> None:
    text = by_line().replace("\t2021年12月底前\n", "")
    file, (sheet,) = written(made(tmp_path, "少栏.txt", text), tmp_path / "out")
    assert [row.status.status for row in sheet.rows] == [Status.COMPLETED, Status.ON_SCHEDULE]
    assert any("少了 1 栏" in note.text for note in file.notes)


# --- an assessment --------------------------------------------------------------------------------

BOOK = """2024年度市级单位美丽建设考核任务书
附件2
考核评价项目
考核评价指标
分值
考核评价内容
评分细则
一、工作目标
（80分）
年度任务完成情况
80
按任务书考核。
未完成的按比例扣分。
附加分
5
出台政策的加分。
附件3
序号
重点单位
重点工作
目标任务
分值
1
市水利局
河湖
治理
整治河道12公里。
30
新建水闸2座。
20
做好宣传
开展宣传活动6场，
发放资料500份。
30
序号
非重点单位
重点工作
目标任务
分值
2
市体育局
绿色场馆
改造场馆3个。
78
"""


@pytest.mark.parametrize("name", ["考核.txt", "考核.docx"])
def test_an_assessment_becomes_the_workbook_that_is_scored(tmp_path: Path, name: str) -> None:
    file, _ = written(made(tmp_path, name, BOOK), tmp_path / "out")
    assert file.record is not None
    assert file.record.kind == "assessment"
    book = read_assessment(read_book(Path(file.written or "")))
    assert book is not None
    assert [(item.office, item.kind, item.work, int(item.weight or 0)) for item in book.items] == [
        ("市水利局", "重点单位", "河湖治理", 30),
        ("市水利局", "重点单位", "河湖治理", 20),
        ("市水利局", "重点单位", "做好宣传", 30),
        ("市体育局", "非重点单位", "绿色场馆", 78),
    ]
    said = [note.text for note in file.notes]
    assert any("市体育局的分值合计是 78" in text for text in said)
    assert any("分成了几段" in text for text in said)
    assert score(Path(file.written or "")).offices


# --- plans and reports ----------------------------------------------------------------------------

REPORT = """松阳县贯彻落实第二轮中央生态环境保护督察整改落实情况报告
公开日期：2023-03-05
截至2023年2月底，3项个性问题均已完成整改，面上问题涉及我县9项已完成整改5项，长期坚持4项；交办的26件信访已全部办结。
检查企业12家，其中达标8家、不达标5家。
"""


def test_a_report_gives_its_numbers_and_their_faults(tmp_path: Path) -> None:
    file, _ = written(made(tmp_path, "报告.txt", REPORT), tmp_path / "out")
    record = file.record
    assert file.outcome == "imported"
    assert record is not None
    assert (record.kind, record.inspection, record.area, record.as_of) == (
        "report", "central-2", "松阳县", date(2023, 2, 28),
    )  # fmt: skip
    counts = {count.label: count.value for count in record.counts}
    assert counts == {
        "个性": 3, "个性·已完成": 3, "面上": 9, "面上·已完成": 5, "面上·长期坚持": 4, "信访件": 26, "信访件·已完成": 26,
    }  # fmt: skip
    claims = {claim.expression: claim.holds for claim in record.claims}
    assert claims["5+4=9"]
    assert claims["8+5≠12"] is False
    assert any("8+5≠12" in note.text for note in file.notes)
    assert [grid.name for grid in read_book(Path(file.written or "")).grids] == ["数字", "核对"]


def test_a_report_is_held_against_a_roll_up(tmp_path: Path) -> None:
    headings = "序号\t整改任务名称\t问题类型\t整改目标和措施\t完成时限\t目前进展情况及存在问题\t备注"
    kinds = ["个性"] * 3 + ["面上"] * 8
    rows = [
        f"{number}\t第{number}项：问题\t{kind}\t整改目标：整改\t"
        f"{'立行立改，长期坚持' if number > 7 else '2022年12月底前'}\t已整改，已验收。\t已完成"
        for number, kind in enumerate(kinds, 1)
    ]
    table = made(tmp_path, "汇总.txt", "\n".join(["松阳县整改进展情况表", headings, *rows]))
    (rolled,) = import_files([table], out=tmp_path / "汇总").files
    report = made(tmp_path, "报告.txt", REPORT)
    (file,) = import_files([report], out=tmp_path / "out", against=rolled.written).files
    assert file.record is not None
    held = {claim.text.partition("：")[0]: claim for claim in file.record.claims if claim.kind == "restated"}
    assert held["个性"].holds
    assert (held["面上"].holds, held["面上"].expression) == (False, "9≠8")
    assert held["面上·长期坚持"].holds
    assert any("与汇总表对不上" in note.text for note in file.notes)


def test_a_plan_gives_its_kinds(tmp_path: Path) -> None:
    text = (
        "云和县督察报告整改方案\n日期：2021-10-27\n我县个性问题整改任务2项，共性问题整改任务5项。\n针对8项整改任务。\n"
    )
    file, _ = written(made(tmp_path, "方案.txt", text), tmp_path / "out")
    assert file.record is not None
    assert (file.record.kind, file.record.as_of) == ("plan", date(2021, 10, 27))
    assert any("2+5≠8" in note.text for note in file.notes)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("共性问题8项，已完成1项，长期坚持1项", False),
        ("共性问题8项，已完成7项，长期坚持2项", True),
        ("个性问题3项，已完成1项；共性问题6项，已完成2项", False),
        ("个性问题3项，已完成1项；共性问题9项，已完成2项", True),
    ],
)
def test_in_a_report_some_are_late_and_some_of_no_kind(tmp_path: Path, said: str, wrong: bool) -> None:
    text = f"云和县督察整改进展情况报告\n截至2022年11月30日，全县11项整改任务。\n{said}。\n"
    file, _ = written(made(tmp_path, "报告.txt", text), tmp_path / "out")
    assert file.record is not None
    assert [claim for claim in file.record.claims if not claim.holds] == [] or wrong
    assert any("≠" in note.text for note in file.notes) == wrong


@pytest.mark.parametrize("text", ["会议通知\n请各单位准时参加。\n", "一、背景\n二、目的\n", "\n\n", "序号\n1\n2\n"])
def test_what_is_no_such_document_is_not_imported(tmp_path: Path, text: str) -> None:
    (file,) = import_files([made(tmp_path, "通知.txt", text)], out=tmp_path / "out").files
    assert (file.outcome, file.written, file.record) == ("no_table", None, None)


def test_the_command_tells_the_record(tmp_path: Path) -> None:
    path = made(tmp_path, "报告.txt", REPORT)
    command = [sys.executable, "-m", "xl_tools", "import", str(path), "--out", str(tmp_path / "out"), "--json"]
    done = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8")
    record = json.loads(done.stdout)["files"][0]["record"]
    assert (record["kind"], record["as_of"], record["counts"][0]["value"]) == ("report", "2023-02-28", 3)


@pytest.mark.real("soffice")
def test_an_old_document_gives_the_same_list(tmp_path: Path) -> None:
    old = converted(as_docx(tmp_path / "清单.docx", LIST), "doc", tmp_path)
    _, (sheet,) = written(old, tmp_path / "out")
    assert [row.province_serial for row in sheet.rows] == [6, 11, 20]


# --- the published documents ----------------------------------------------------------------------


@pytest.fixture
def seeds(shared: Path, tmp_path: Path) -> dict[str, Path]:
    """The published documents as text and as Word documents, by number and ending."""
    made = {}
    for path in sorted((shared / "seeds").glob("*.txt")):
        text = path.read_text("utf-8")
        plain = tmp_path / f"{path.name[:3]}.txt"
        plain.write_text(text, "utf-8")
        made[f"{path.name[:3]}.txt"] = plain
        made[f"{path.name[:3]}.docx"] = as_docx(tmp_path / f"{path.name[:3]}.docx", text)
    return made


@pytest.mark.parametrize("ending", ["txt", "docx"])
def test_the_published_documents_come_in_whole(seeds: dict[str, Path], tmp_path: Path, ending: str) -> None:
    files = {
        number: written(seeds[f"{number}.{ending}"], tmp_path / "out")[0]
        for number in ("000", "001", "002", "003", "004")
    }
    records = {number: file.record for number, file in files.items()}
    assert all(file.outcome == "imported" for file in files.values())
    assert [record.kind for record in records.values() if record] == [
        "progress",
        "plan",
        "list",
        "report",
        "assessment",
    ]
    counts = {n: {c.label: c.value for c in record.counts} for n, record in records.items() if record}
    assert counts["001"] == {"个性": 4, "共性": 7, "整改任务": 11}
    assert counts["002"] == {"整改任务": 14, "共性": 13, "具体": 1, "信访件": 42, "清单": 14}
    assert (counts["003"]["个性"], counts["003"]["面上"], counts["003"]["信访件"]) == (4, 10, 1157)
    assert (counts["003"]["面上·已完成"], counts["003"]["面上·长期坚持"]) == (6, 4)
    assert all(claim.holds for number in ("001", "002", "003") for claim in records[number].claims)  # type: ignore[union-attr]
    (progress,) = read_sheets(read_book(Path(files["000"].written or "")))
    assert len(progress.rows) == 11
    assert {row.status.status for row in progress.rows} == {Status.COMPLETED}
    (tasks,) = read_sheets(read_book(Path(files["002"].written or "")))
    assert len(tasks.rows) == 14
    assert [row.serial.number for row in tasks.rows if not row.text(Field.GOAL)] == [7]
    book = read_assessment(read_book(Path(files["004"].written or "")))
    assert book is not None
    assert (len({item.office for item in book.items}), len(book.items)) == (26, 164)
    assert sum(int(item.weight or 0) for item in book.items) == 26 * 80

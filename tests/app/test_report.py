"""Papers from a roll-up's workbook: the numbers stand in it as somebody else counts them, and nothing is lost."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import openxml_audit
import pytest
from docx import Document

import xl_tools
from xl_tools.app.import_ import import_files
from xl_tools.app.report import report
from xl_tools.app.roll_up import roll_up
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.core.records import Field
from xl_tools.data import load
from xl_tools.parse.figures.claims import read_figures
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.sample import write_sample_city
from xl_tools.write.documents.fill import texts_of

AS_OF = date(2022, 12, 20)
KINDS = [kind["name"] for kind in load("documents")["kinds"]]
INFO = """发文机关：丽水市督察整改办
发文字号：丽督整改办〔2022〕1号
签发人：甲某
主送：省督察整改办
成文日期：2022年12月20日
印发机关：丽水市督察整改办
印发日期：2022年12月20日
期号：1
回复期限：2022年12月30日
监督电话：0578-1234567
公示期：10天
第8项：设备没有到货。
第44项：台账没有补齐，2023年3月底前补齐。
第18项：点位多。
第43项：正在核定。
下一步：逐项督办。
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The roll-up of the sample city."""
    folder = tmp_path_factory.mktemp("city")
    write_sample_city(folder / "县")
    out = folder / "丽水市汇总.xlsx"
    roll_up([folder / "县"], level="city", name="丽水市", out=out, as_of=AS_OF)
    (folder / "文稿信息.txt").write_text(INFO, "utf-8")
    return out


def info(city: Path) -> Path:
    return city.with_name("文稿信息.txt")


def shown(path: Path) -> str:
    texts = texts_of(path.read_bytes())
    return texts.whole


def running(path: Path) -> str:
    return "\n".join(texts_of(path.read_bytes()).running)


# --- the sample city, counted anew ------------------------------------------------------------------


def counted_by_hand(city: Path) -> Counter[str]:
    """The partition, out of 明细 by openpyxl: a unit that is behind makes the task behind, one without a status makes
    it undecided, all done makes it done; else it is on schedule."""
    sheet = openpyxl.load_workbook(city, data_only=True)["明细"]
    head = [cell.value for cell in sheet[1]]
    tasks: dict[int, list[dict[str, object]]] = {}
    for cells in sheet.iter_rows(min_row=2, values_only=True):
        row = dict(zip(head, cells, strict=False))
        if isinstance(row["汇总序号"], int | float) and row["状态"] != "不涉及":
            tasks.setdefault(int(row["汇总序号"]), []).append(row)
    found: Counter[str] = Counter()
    for rows in tasks.values():
        states = {row["状态"] for row in rows}
        late = any(row["逾期"] == "是" for row in rows)
        if "未达序时进度" in states:
            found["逾期" if late else "未达"] += 1
        elif "未定" in states:
            found["待核实"] += 1
        elif states == {"已完成"}:
            found["已完成"] += 1
        elif late:
            found["逾期"] += 1
        elif all(row["长期坚持"] == "是" for row in rows):
            found["长期坚持"] += 1
        else:
            found["序时"] += 1
    return found


def test_the_report_says_what_somebody_else_counts(city: Path, tmp_path: Path) -> None:
    by_hand = counted_by_hand(city)
    assert by_hand == {"已完成": 1, "逾期": 2, "未达": 2, "长期坚持": 1, "序时": 2, "待核实": 3}
    made = report(city, kind="报告", out=tmp_path / "报告.docx", info=info(city), final=True)
    text = running(tmp_path / "报告.docx")
    assert (
        "以任务计，我市11项整改任务已完成1项，逾期未完成2项，未达序时进度2项，长期坚持1项，达到序时进度2项，待核实3项。"
        in text
    )
    assert "待核实的任务中，已过时限的有3项" in text
    assert "到期应完成的任务6项，已完成1项，完成率16.7%" in text
    assert "应报84条，已完成61条，占应报条目的72.6%" in text
    assert "第39项，青田县（没有勾选）" in text
    assert not made.draft
    assert {found.code for found in made.findings} <= {"R12"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_is_a_sound_document_without_a_false_sum(city: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"{kind}.docx"
    report(city, kind=kind, out=out, info=info(city), final=True)
    assert openxml_audit.OpenXmlValidator().validate(out).errors == []
    claims = [claim for line in running(out).splitlines() for claim in read_figures(line)]
    assert [claim.expression for claim in claims if not claim.holds] == []
    core = zipfile.ZipFile(out).read("docProps/core.xml").decode()
    assert re.findall(r">\s*([^<\s][^<]*)<", core) == []


@pytest.mark.parametrize("kind", ["报告", "通报"])
def test_a_full_paper_names_each_task_that_is_late(city: Path, tmp_path: Path, kind: str) -> None:
    report(city, kind=kind, out=tmp_path / "文.docx")
    text = running(tmp_path / "文.docx")
    assert [
        label for label in ("第8项", "第44项", "第18项", "第43项", "第39项", "第40项", "第41项") if label not in text
    ] == []


def test_units_are_ranked_by_what_is_due_and_the_unsettled_are_not(city: Path, tmp_path: Path) -> None:
    report(city, kind="通报", out=tmp_path / "通报.docx")
    rows = [[cell.text for cell in row.cells] for row in Document(tmp_path / "通报.docx").tables[0].rows]
    by_name = {row[1].split("（")[0]: row for row in rows[1:]}
    # Ten of Songyang's entries count; six were due by 20 December, and one of its own has no sure status.
    assert by_name["松阳县"][0] == "—"
    assert by_name["松阳县"][-1] == "已报，待核实1条"
    assert [row[0] for row in rows[1:]] == ["1", "1", "1", "4", "—", "—", "—", "—", "—"]
    assert by_name["遂昌县"][3:6] == ["4", "3", "75.0%"]


@pytest.mark.real("soffice", "pdftotext")
@pytest.mark.parametrize("kind", ["报告", "一页纸"])
def test_what_is_printed_holds_every_number(city: Path, tmp_path: Path, kind: str) -> None:
    report(city, kind=kind, out=tmp_path / "a.docx", info=info(city))
    converted(tmp_path / "a.docx", "pdf")
    printed = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "out" / "a.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    squeezed = re.sub(r"\s", "", printed)
    lines = [re.sub(r"\s", "", line) for line in running(tmp_path / "a.docx").splitlines()]
    pages = re.sub(r"—\d+—", "", squeezed)
    assert [line for line in lines if line not in pages] == []
    if kind == "一页纸":
        assert printed.count("\f") == 1


def converted(path: Path, kind: str) -> Path:
    command = ["soffice", f"-env:UserInstallation={(path.parent / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", kind, "--outdir", str(path.parent / "out"), str(path)],
        capture_output=True,
        check=True,
    )
    return path.parent / "out" / f"{path.stem}.{kind}"


@pytest.mark.real("soffice")
def test_the_workbook_counts_as_the_clerk_left_it(city: Path, tmp_path: Path) -> None:
    """The day was moved on behind New Year, and Excel has calculated anew: three more dates have passed."""
    book = openpyxl.load_workbook(city)
    book["汇总统计"]["B2"] = date(2023, 1, 15)
    book.save(tmp_path / "改过.xlsx")
    with pytest.raises(UserError, match="保存一次再试"):
        report(tmp_path / "改过.xlsx", kind="报告", out=tmp_path / "x.docx")
    assert not (tmp_path / "x.docx").exists()
    recalculated = converted(tmp_path / "改过.xlsx", "xlsx")
    report(recalculated, kind="报告", out=tmp_path / "b.docx")
    text = running(tmp_path / "b.docx")
    assert "截至2023年1月15日，以任务计，我市11项整改任务已完成1项，逾期未完成5项，" in text
    assert "到期应完成的任务9项，已完成1项，完成率11.1%" in text


def test_more_petitions_settled_than_there_are_is_said(city: Path, tmp_path: Path) -> None:
    (tmp_path / "信息.txt").write_text("信访交办：10\n信访办结：12\n", "utf-8")
    made = report(city, kind="报告", out=tmp_path / "a.docx", info=tmp_path / "信息.txt")
    assert "信访件交办10件，办结12件、阶段性办结0件、未办结0件，加起来不是10件" in next(
        found.message for found in made.findings if found.code == "R01"
    )
    with pytest.raises(UserError, match="还不能定稿"):
        report(city, kind="报告", out=tmp_path / "b.docx", info=tmp_path / "信息.txt", final=True)
    assert not (tmp_path / "b.docx").exists()


# --- what the office gives --------------------------------------------------------------------------


def test_a_draft_shows_what_is_left_to_fill_in_and_is_not_final(city: Path, tmp_path: Path) -> None:
    made = report(city, kind="报告", out=tmp_path / "a.docx")
    assert made.draft
    assert "【签发人】" in shown(tmp_path / "a.docx")
    with pytest.raises(UserError, match="【发文字号】"):
        report(city, kind="报告", out=tmp_path / "b.docx", final=True)
    assert not (tmp_path / "b.docx").exists()


def test_info_is_a_sheet_as_well(city: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [("项目", "内容"), ("签发人", "乙某"), ("下一步", "一是督办。\n二是核查。")]:
        sheet.append(row)
    book.save(tmp_path / "文稿信息.xlsx")
    report(city, kind="报告", out=tmp_path / "a.docx", info=tmp_path / "文稿信息.xlsx")
    text = shown(tmp_path / "a.docx")
    assert "签发人：乙某" in text
    assert "一是督办。\n二是核查。" in text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("签发：甲", "“签发”不认识"),
        ("签发人甲", "第 1 行没有冒号"),
        ("信访交办：十件", "要写一个整数"),
        ("主送：甲\n主送：乙", "写了几行"),
        ("成文日期：2022年13月40日", "里的“成文日期”写着“2022年13月40日”，没有这一天"),
        ("约谈时间：2月30日上午9时", "里的“约谈时间”写着“2月30日”，没有这一天"),
        ("印发日期：２０２２-２-３０", "没有这一天"),
    ],
)
def test_info_that_is_not_understood_is_said(city: Path, tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "信息.txt").write_text(line, "utf-8")
    with pytest.raises(UserError, match=said):
        report(city, kind="报告", out=tmp_path / "a.docx", info=tmp_path / "信息.txt")


def test_the_facts_of_a_paper_stand_in_the_json_of_the_roll_up(city: Path) -> None:
    rolled = xl_tools.roll_up([city.parent / "县"], level="city", name="丽水市", as_of=AS_OF).model_dump(mode="json")
    assert rolled["due"] == {
        "now": {"total": 6, "done": 1},
        "year": {"total": 3, "done": 0},
        "later": {"total": 1, "done": 0},
        "none": {"total": 1, "done": 0},
    }
    first, *_ = rolled["tasks"]
    assert (first["kind"], first["modes"]) == ("未分类", ["immediate", "ongoing"])
    by_number = {one["province_serial"]: one for one in rolled["tasks"]}
    assert by_number[43]["title"] == "化肥农药减量工作不严不实"
    assert by_number[39]["undecided"] == [{"unit": "青田县", "why": "没有勾选"}]


# --- the table ------------------------------------------------------------------------------


def test_the_table_comes_back_by_import_as_it_was(city: Path, tmp_path: Path) -> None:
    report(city, kind="附件", out=tmp_path / "附件.docx")
    (file,) = import_files([tmp_path / "附件.docx"], out=tmp_path / "导入").files
    assert file.written
    (back,) = [sheet for sheet in read_sheets(read_book(Path(file.written))) if sheet.rows]
    (there,) = [sheet for sheet in read_sheets(read_book(city)) if sheet.sheet == "整改进展"]
    assert len(back.rows) == len(there.rows) == 11
    for one, other in zip(back.rows, there.rows, strict=True):
        for name in (Field.TASK, Field.PLAN, Field.DEADLINE, Field.PROGRESS, Field.STATUS):
            assert one.text(name) == other.text(name)
        assert one.status.status == other.status.status


def test_the_heading_stands_on_every_page_and_the_sheet_is_landscape(city: Path, tmp_path: Path) -> None:
    report(city, kind="附件", out=tmp_path / "附件.docx")
    xml = zipfile.ZipFile(tmp_path / "附件.docx").read("word/document.xml").decode()
    assert xml.count("<w:tblHeader/>") == 1
    assert 'w:orient="landscape"' in xml
    assert "cantSplit" not in xml


# --- what may not go out ----------------------------------------------------------------------------


def test_the_public_version_holds_no_word_that_is_not_allowed(city: Path, tmp_path: Path) -> None:
    made = report(city, kind="报告", public=True, out=tmp_path / "公开.docx", info=info(city))
    assert made.kind == "公开"
    text = shown(tmp_path / "公开.docx")
    assert "丽水市11项督察反馈问题整改任务已完成1项，长期坚持1项，其余9项正在推进。" in text
    for word in ("未定", "待核实", "逾期", "未报", "青田县（", "甲某", "丽督整改办", "没有勾选"):
        assert word not in text
    with pytest.raises(UserError, match="通报没有公开版"):
        report(city, kind="通报", public=True, out=tmp_path / "x.docx")


# --- files ------------------------------------------------------------------------------------------


def test_a_paper_that_somebody_worked_in_is_kept(city: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告.docx"
    assert report(city, kind="报告", out=out).kept == ()
    assert report(city, kind="报告", out=out).kept == ()
    document = Document(out)
    document.add_paragraph("科里加的一段。")
    document.save(out)
    (kept,) = report(city, kind="报告", out=out).kept
    assert "科里加的一段。" in shown(Path(kept.backup))


def test_what_is_no_roll_up_is_said(city: Path, tmp_path: Path) -> None:
    county = next((city.parent / "县").glob("*.xlsx"))
    with pytest.raises(UserError, match="不是 xl-tools rollup 写出的汇总工作簿"):
        report(county, kind="报告", out=tmp_path / "a.docx")
    with pytest.raises(UserError, match="--kind 只能是"):
        report(city, kind="总结", out=tmp_path / "a.docx")
    with pytest.raises(UserError, match=r"要以 \.docx 结尾"):
        report(city, kind="报告", out=tmp_path / "a.pdf")


def test_fonts_that_are_not_there_are_named(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has a lister and one font alone."""
    (tmp_path / "bin").mkdir()
    lister = tmp_path / "bin" / "fc-list"
    lister.write_text("#!/bin/sh\necho 仿宋,FangSong\n", "utf-8")
    lister.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert shutil.which("fc-list") == str(lister)
    made = report(city, kind="报告", out=tmp_path / "a.docx")
    (said,) = [found.message for found in made.findings if found.code == "R12"]
    assert "方正小标宋简体、黑体、楷体、宋体" in said


def test_the_python_function_gives_a_model(city: Path, tmp_path: Path) -> None:
    made = xl_tools.report(city, kind="一页纸", out=tmp_path / "a.docx")
    told = made.model_dump(mode="json")
    assert told["schema"] == "xl-tools/report/1"
    assert told["kind"] == "一页纸"

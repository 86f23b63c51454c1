"""Papers and letters as they are printed: every character of them stands on a page, and no other does."""

from __future__ import annotations

import html
import re
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.app.test_report import INFO
from tests.write.test_papers import standing, task
from xl_tools.app.import_ import import_files
from xl_tools.app.letters import letters
from xl_tools.app.report import report
from xl_tools.app.roll_up import roll_up
from xl_tools.books.file.libreoffice import as_pdf
from xl_tools.books.file.reader import read_book
from xl_tools.books.word.table_grids import tidy
from xl_tools.core.records import Field, Status
from xl_tools.data import load
from xl_tools.parse.figures.claims import read_figures
from xl_tools.parse.table.sheets import read_sheets
from xl_tools.rollup.paper_numbers import count
from xl_tools.sample import write_sample_city
from xl_tools.write.documents.fill import fill, texts_of
from xl_tools.write.documents.template import template_bytes
from xl_tools.write.documents.values import values

pytestmark = pytest.mark.real("soffice", "pdftotext")
AS_OF = date(2022, 12, 20)
KINDS = [kind["name"] for kind in load("documents")["kinds"]]
_WORD = re.compile(r"<word [^>]*>(.*?)</word>")
_FOOT = re.compile(r"<word [^>]*>—</word>\s*<word [^>]*>\d+</word>\s*<word [^>]*>—</word>")


@pytest.fixture(scope="module")
def rolled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_sample_city(folder / "县")
    out = folder / "丽水市汇总.xlsx"
    roll_up([folder / "县"], level="city", name="丽水市", out=out, as_of=AS_OF)
    (folder / "文稿信息.txt").write_text(INFO, "utf-8")
    return out


@pytest.fixture(scope="module")
def of_a_real_table(city_table: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province in which this city alone has reported."""
    folder = tmp_path_factory.mktemp("province")
    out = folder / "浙江省汇总.xlsx"
    roll_up([city_table], level="province", name="浙江省", out=out, as_of=date(2022, 3, 31))
    (folder / "文稿信息.txt").write_text(INFO, "utf-8")
    return out


def on_pages(document: bytes, folder: Path) -> list[str]:
    """The words of each page, without its number. By their places: as plain text, hyphens at the end of a line go."""
    paper = as_pdf(document, "文.docx")
    assert paper is not None
    (folder / "文.pdf").write_bytes(paper)
    told = subprocess.run(["pdftotext", "-bbox", str(folder / "文.pdf"), "-"], capture_output=True, check=True).stdout
    pages = told.decode().split("<page ")[1:]
    return ["".join(map(html.unescape, _WORD.findall(_FOOT.sub("", page)))) for page in pages]


def signs(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", text))


def printed_whole(document: bytes, folder: Path, heading: str = "") -> int:
    """How many pages there are, when each character of the document is on one and no other is. ``heading`` is what
    stands again on top of every page but the first."""
    pages = on_pages(document, folder)
    expected = signs(texts_of(document).whole)
    for _ in pages[1:]:
        expected += signs(heading)
    assert signs("".join(pages)) == expected
    return len(pages)


HEADINGS = {
    "附件": "名称序号整改任务名称整改目标和措施完成时限目前进展情况及存在问题备注",
    "公开": "序号整改任务整改目标和措施完成时限整改情况",
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_is_printed_whole(rolled: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "a.docx"
    report(rolled, kind=kind, out=out, info=rolled.with_name("文稿信息.txt"))
    pages = printed_whole(out.read_bytes(), tmp_path, HEADINGS.get(kind, ""))
    assert (pages == 1) == (kind == "一页纸")


def test_a_leaders_page_has_room_for_what_the_leader_is_asked(rolled: Path, tmp_path: Path) -> None:
    asked = tmp_path / "文稿信息.txt"
    asked.write_text(f"{INFO}\n请领导协调的事项：第8项的用地指标请市自然资源和规划局牵头落实。\n", "utf-8")
    report(rolled, kind="一页纸", out=tmp_path / "a.docx", info=asked)
    assert printed_whole((tmp_path / "a.docx").read_bytes(), tmp_path) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_papers_of_a_real_table_are_printed_whole_and_their_sums_hold(
    of_a_real_table: Path, tmp_path: Path, kind: str
) -> None:
    out = tmp_path / "a.docx"
    report(of_a_real_table, kind=kind, out=out, info=of_a_real_table.with_name("文稿信息.txt"))
    printed_whole(out.read_bytes(), tmp_path, HEADINGS.get(kind, ""))
    told = texts_of(out.read_bytes())
    claims = [claim for line in told.running for claim in read_figures(line)]
    assert [claim.expression for claim in claims if not claim.holds] == []
    for number in (1, 3, 8, 12, 16, 18, 39, 40, 41, 43, 44):
        assert f"第{number}项" in told.whole or kind in HEADINGS


def test_a_real_table_comes_back_by_import_as_it_was(of_a_real_table: Path, tmp_path: Path) -> None:
    """But for blanks at the ends of lines, which an import of Word takes away from any cell."""
    report(of_a_real_table, kind="附件", out=tmp_path / "附件.docx")
    (file,) = import_files([tmp_path / "附件.docx"], out=tmp_path / "导入").files
    assert file.written
    (back,) = [sheet for sheet in read_sheets(read_book(Path(file.written))) if sheet.rows]
    (there,) = [sheet for sheet in read_sheets(read_book(of_a_real_table)) if sheet.sheet == "整改进展"]
    assert len(back.rows) == len(there.rows) == 11
    names = (Field.TASK, Field.PLAN, Field.DEADLINE, Field.PROGRESS, Field.STATUS)
    for one, other in zip(back.rows, there.rows, strict=True):
        assert [one.text(name) for name in names] == [tidy(other.text(name)) for name in names]
        assert one.status.status == other.status.status


def test_letters_are_printed_whole(rolled: Path, tmp_path: Path) -> None:
    for kind in ("提醒", "预警"):
        for one in letters(rolled, kind=kind, out=tmp_path / kind).letters[:2]:
            document = Path(one.path).read_bytes()
            pages = on_pages(document, tmp_path)
            # The name of the office stands in the head of the first page, over the text.
            assert signs("".join(pages)) - signs(texts_of(document).whole) == signs("【发文机关】")
            assert signs(texts_of(document).whole) - signs("".join(pages)) == Counter()


def test_a_text_of_30000_characters_is_printed_whole(tmp_path: Path) -> None:
    long = "\n".join(f"{place}.清运、监测&公示<5毫克>；" for place in range(1700))
    assert len(long) > 30_000
    texts = {Field.TASK: "A&B<1>", Field.PROGRESS: long, Field.SERIAL: "1"}
    whole = standing([replace(task(1, Status.BEHIND), texts=texts)])
    kind = next(kind for kind in load("documents")["kinds"] if kind["name"] == "附件")
    document = fill(template_bytes("attachment"), values(kind, whole, count(whole), {}), "附件")
    assert printed_whole(document, tmp_path, HEADINGS["附件"]) > 20

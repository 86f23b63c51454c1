"""Documents that real programs wrote, and real texts in them."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.app.test_import import AS_OF, TITLE, boxes, entry, imported
from tests.books.documents import (
    HEADINGS,
    OPTIONS,
    docx,
    form_checkbox,
    lvl,
    numbered,
    numbering,
    p,
    sym,
    tbl,
    tc,
)
from xl_tools.app.check import check
from xl_tools.app.import_ import import_files
from xl_tools.books.file.libreoffice import as_docx
from xl_tools.books.file.reader import read_book
from xl_tools.books.word.document import Paragraph, read_document
from xl_tools.books.word.kind import document_kind
from xl_tools.core.records import Field, Status
from xl_tools.parse.table.sheets import read_sheets

# --- real programs --------------------------------------------------------------------------------


def converted(source: Path, ending: str, folder: Path) -> Path:
    """The document as LibreOffice writes it in another format."""
    profile = (folder / "profile").as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        ending,
        "--outdir",
        str(folder),
    ]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
    return folder / f"{source.stem}.{ending}"


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document with every make of tick, numbers, merged cells and a piece on a second page."""
    part = numbering(lvl("chineseCounting", "%1"), lvl("decimal", "%1."))
    first, second, third = (entry(n, deadline="2022年6月30日前") for n in ("一", "二", "三"))
    for row in (first, second, third):
        row[1] = tc(numbered())
    second[5] = tc(numbered("已清运", number=2) + numbered("已复绿", number=2))
    first[6] = boxes(Status.COMPLETED)
    second[6] = boxes(Status.ON_SCHEDULE, full=sym("F052", "Wingdings 2"), empty=sym("F0A3", "Wingdings 2"))
    third[6] = boxes(Status.BEHIND, full=form_checkbox("0", "1"), empty=form_checkbox("0"))
    body = [
        p(TITLE),
        tbl(HEADINGS, first, second, widths=[1200] * 7),
        p(),
        tbl(HEADINGS, third, widths=[1200] * 7),
        p(),
    ]
    return docx(tmp_path_factory.mktemp("rich") / "综合.docx", *body, parts={"numbering": part})


@pytest.mark.real("soffice")
@pytest.mark.parametrize("ending", ["docx", "doc", "odt"])
def test_what_libreoffice_saved_reads_the_same(rich: Path, tmp_path: Path, ending: str) -> None:
    path = converted(rich, ending, tmp_path)
    if ending == "doc":  # WPS writes the format of Word 97 under its own ending
        path = path.rename(path.with_suffix(".wps"))
    before = path.read_bytes()
    (file,) = import_files([path], out=tmp_path / "out").files
    assert file.outcome == "imported", file.reason
    (sheet,) = read_sheets(read_book(Path(file.written or "")))
    assert [row.status.ticks for row in sheet.rows] == [(Status.COMPLETED,), (Status.ON_SCHEDULE,), (Status.BEHIND,)]
    assert [row.serial.number for row in sheet.rows] == [1, 2, 3]
    assert sheet.rows[1].text(Field.PROGRESS) == "1.已清运\n2.已复绿"
    assert {row.deadline.due for row in sheet.rows} == {date(2022, 6, 30)}
    assert sheet.title == TITLE
    assert path.read_bytes() == before


@pytest.mark.real("soffice")
def test_form_fields_of_a_rich_text_file(tmp_path: Path) -> None:
    """As Word writes them: 0 and 1 are the state, 25 says that the default holds."""

    def box(result: int, default: int) -> str:
        data = rf"{{\*\formfield{{\fftype1\ffres{result}\fftypetxt0\ffhps20\ffdefres{default}}}}}"
        return rf"{{\field{{\*\fldinst {{ FORMCHECKBOX {data}}}}}{{\fldrslt }}}}"

    path = tmp_path / "表.doc"
    path.write_text(rf"{{\rtf1\ansi {box(1, 0)}A\par {box(25, 1)}B\par {box(0, 0)}C\par}}")
    with as_docx(path, document_kind(path).value) as converted_path:
        document = read_document(converted_path)
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["☑A", "☑B", "□C"]


def test_without_libreoffice_an_old_document_gets_its_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "旧.doc"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "WordDocument".encode("utf-16-le"))
    monkeypatch.setenv("PATH", str(tmp_path))
    (file,) = import_files([path], out=tmp_path / "out").files
    assert file.outcome == "unreadable"
    assert "LibreOffice" in (file.reason or "")
    assert "另存为 .docx" in (file.reason or "")


def test_what_python_docx_wrote(tmp_path: Path) -> None:
    documents = pytest.importorskip("docx")
    document = documents.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(rows=1, cols=7)
    rows = [HEADINGS, *(entry(n)[:6] for n in "一二")]
    for index, texts in enumerate(rows):
        cells = table.rows[0].cells if index == 0 else table.add_row().cells
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text
    for row, ticked in zip(table.rows[1:], (0, 2), strict=True):
        for n, name in enumerate(OPTIONS):
            paragraph = row.cells[6].paragraphs[0] if n == 0 else row.cells[6].add_paragraph()
            run = paragraph.add_run()
            mark = run._r.makeelement(documents.oxml.ns.qn("w:sym"), {})
            mark.set(documents.oxml.ns.qn("w:font"), "Wingdings")
            mark.set(documents.oxml.ns.qn("w:char"), "F0FE" if n == ticked else "F0A8")
            run._r.append(mark)
            paragraph.add_run(name)
    table.cell(1, 0).merge(table.cell(2, 0))
    document.save(str(tmp_path / "文.docx"))
    (file,) = import_files([tmp_path / "文.docx"], out=tmp_path / "out").files
    (sheet,) = read_sheets(read_book(Path(file.written or "")))
    assert [row.status.status for row in sheet.rows] == [Status.COMPLETED, Status.BEHIND]
    assert [row.text(Field.TASK) for row in sheet.rows] == [row[2] for row in rows[1:]]


# --- real texts -----------------------------------------------------------------------------------


def real_rows(city_table: Path) -> list[list[str]]:
    """The rows of the published progress table, as they stand in the workbook made of it."""
    rows = read_book(city_table).grids[0].rows
    return [[str(value or "") for value in row] for row in rows if len(row) > 6 and "□" in str(row[6])]


def test_real_texts_with_their_symbols_kept_have_the_right_ticks(tmp_path: Path, city_table: Path) -> None:
    rows = real_rows(city_table)
    assert len(rows) == 11
    expected, body = [], []
    for row in rows:
        options = [line.strip() for line in row[6].split("\n") if line.strip()]
        expected.append(tuple(Status(s) for s, line in zip(Status, options, strict=True) if not line.startswith("□")))
        cell = "".join(
            p(sym("F0A8"), line.lstrip("□")) if line.startswith("□") else p(sym("F0FE"), line) for line in options
        )
        body.append([*row[:6], tc(cell)])
    file, (sheet,) = imported(tmp_path, p("附件"), p("丽水市整改进展情况表"), tbl(HEADINGS, *body))
    assert [row.status.ticks for row in sheet.rows] == expected
    assert {ticks[0] for ticks in expected} <= set(Status)
    (source,) = read_sheets(read_book(city_table))
    assert [row.deadline.due for row in sheet.rows] == [row.deadline.due for row in source.rows]
    assert [row.province_serial for row in sheet.rows] == [row.province_serial for row in source.rows]
    assert [squeezed(row.text(Field.PROGRESS)) for row in sheet.rows] == [
        squeezed(row.text(Field.PROGRESS)) for row in source.rows
    ]
    report = check([Path(file.written or "")], as_of=AS_OF)
    assert "T304" not in {found.code for found in report.files[0].findings}


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)

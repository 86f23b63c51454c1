"""The layout of official papers (GB/T 9704-2012), as LibreOffice prints it."""

from __future__ import annotations

import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from xl_tools.books.file.libreoffice import as_pdf
from xl_tools.write.documents.template import template_bytes

WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')
MILLIMETRE = 72 / 25.4


def printed(document: bytes, folder: Path) -> list[list[tuple[float, float, float, str]]]:
    """Of each page its words: left, top and right edge in millimetres, and the text."""
    paper = as_pdf(document, "文.docx")
    assert paper is not None
    (folder / "文.pdf").write_bytes(paper)
    told = subprocess.run(["pdftotext", "-bbox", str(folder / "文.pdf"), "-"], capture_output=True, check=True).stdout
    pages = told.decode().split("<page ")[1:]
    return [
        [
            (float(x) / MILLIMETRE, float(y) / MILLIMETRE, float(right) / MILLIMETRE, text)
            for x, y, right, _, text in WORD.findall(page)
        ]
        for page in pages
    ]


def with_body(template: str, *paragraphs: str) -> bytes:
    """One of our templates with its gaps left out and other paragraphs in place of those of its text."""
    source = zipfile.ZipFile(BytesIO(template_bytes(template)))
    xml = source.read("word/document.xml").decode()
    body = next(
        one
        for one in re.findall(r"<w:p>.*?</w:p>", xml)
        if "firstLineChars" in one and "pBdr" not in one and "{{" in one
    )
    made = "".join(re.sub(r"(<w:t [^>]*>).*?(</w:t>)", rf"\g<1>{text}\g<2>", body, count=1) for text in paragraphs)
    section = xml[xml.index("<w:sectPr>") : xml.index("</w:body>")]
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in source.namelist():
            text = source.read(name)
            if name == "word/document.xml":
                text = f"{xml[: xml.index('<w:body>') + 8]}{made}{section}</w:body></w:document>".encode()
            package.writestr(name, re.sub(rb"\{\{.*?\}\}|\{%.*?%\}", "丽水市整改办".encode(), text))
    return buffer.getvalue()


@pytest.mark.real("soffice", "pdftotext")
def test_a_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    first, second, *_ = printed(with_body("report", "国" * 28 * 50), tmp_path)
    lines = [text for *_, text in first if "国" in text]
    assert len(lines) == 22
    assert {len(text) for text in lines[1:]} == {28}
    assert len(lines[0]) == 26  # two characters in
    assert min(x for x, *_, text in second if "国" in text) == pytest.approx(28, abs=0.3)
    assert max(right for *_, right, text in second if "国" in text) == pytest.approx(210 - 26, abs=1.2)


@pytest.mark.real("soffice", "pdftotext")
def test_a_letter_has_its_name_above_and_no_number_on_its_first_page(tmp_path: Path) -> None:
    first, second, *_ = printed(with_body("letter", *["国" * 28 * 40]), tmp_path)
    name = next((x, y) for x, y, *_, text in first if text == "丽水市整改办")
    assert name[1] == pytest.approx(30, abs=2.5)
    assert not [text for *_, text in first if text == "—"]
    assert [text for *_, text in second if text in "—2"] == ["—", "2", "—"]
    assert "丽水市整改办" not in [text for *_, text in second]


def test_the_red_lines_of_a_letter_are_thick_over_thin_and_thin_over_thick() -> None:
    package = zipfile.ZipFile(BytesIO(template_bytes("letter")))
    weights = {
        name: [
            int(size) for size in re.findall(r'w:sz="(\d+)" w:space="0" w:color="FF0000"', package.read(name).decode())
        ]
        for name in ("word/header1.xml", "word/footer3.xml")
    }
    assert weights == {"word/header1.xml": [24, 6], "word/footer3.xml": [6, 24]}


@pytest.mark.real("soffice", "pdftotext")
def test_the_imprint_stands_at_the_foot_of_the_last_page(tmp_path: Path) -> None:
    source = zipfile.ZipFile(BytesIO(template_bytes("report")))
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in source.namelist():
            package.writestr(name, re.sub(rb"\{\{.*?\}\}|\{%.*?%\}", "丽".encode(), source.read(name)))
    *_, last = printed(buffer.getvalue(), tmp_path)
    (issued,) = [y for _, y, _, text in last if "印发" in text]
    # The text ends 35 mm above the sheet's edge, and a line of the imprint is 24 points high.
    assert 297 - 35 - 10 < issued < 297 - 35

"""Marks that other programs have saved: openpyxl always, LibreOffice where it is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.books.odd import CASES
from tests.books.packages import THREE, finding, note_text, pack, sheet, unpack, with_note, workbook
from tests.conftest import SHARED, those_there
from xl_tools.books.file.marked_file import clear_bytes, mark_bytes, read_explanations

FIXTURES = those_there(sorted((SHARED / "fixtures" / "lossless").glob("*.xls*")))
USER_RULE = (
    '<conditionalFormatting sqref="D2:D9"><cfRule type="expression" dxfId="0" priority="1"><formula>A1&lt;9</formula>'
    "</cfRule></conditionalFormatting>"
)


def convert(files: list[Path], kind: str, out: Path) -> None:
    profile = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)


def leftovers(data: bytes) -> list[str]:
    """Parts that still hold something of ours."""
    words = ["XLT:", "校验意见", "_xlt_results", "两处勾选互相矛盾"]
    return [name for name, content in unpack(data).items() if any(word.encode() in content for word in words)]


def resaved(data: bytes) -> bytes:
    out = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(out)
    return out.getvalue()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_openpyxl_reads_the_marks(path: Path) -> None:
    data = mark_bytes(path.read_bytes(), THREE)[0]
    book = openpyxl.load_workbook(io.BytesIO(data), keep_vba=path.suffix == ".xlsm")
    cells = {
        str(rule.sqref) for rule in book["数据"].conditional_formatting for r in rule.rules if "XLT" in str(r.formula)
    }
    assert cells == {"D3", "E4", "F5"}
    assert all("校验意见" in book["数据"][cell].comment.text for cell in cells)
    assert book.sheetnames[-1] == "校验结果"
    assert not book["校验结果"].sheet_view.tabSelected


@pytest.mark.parametrize("text", ["<t>原有批注</t>", "<r><t>原有</t></r><r><rPr><b/></rPr><t>批注</t></r>"])
def test_marks_leave_a_file_that_openpyxl_saved(text: str) -> None:
    before = with_note(text)
    saved = resaved(mark_bytes(pack(before), [*THREE, finding("B2", sheet="数据")])[0])
    assert "xlt" not in " ".join(unpack(saved))
    cleared, found = clear_bytes(saved)
    assert found
    assert leftovers(cleared) == []
    book = openpyxl.load_workbook(io.BytesIO(cleared))
    assert book.sheetnames == ["数据"]
    assert book.defined_names == {}
    assert not list(book["数据"].conditional_formatting)
    assert book["数据"]["D3"].comment.text == "原有批注"
    assert book["数据"]["E4"].comment is None
    assert clear_bytes(cleared) == (cleared, False)


def test_words_of_the_clerk_in_our_note_stay() -> None:
    book = openpyxl.load_workbook(io.BytesIO(mark_bytes(pack(workbook()), THREE)[0]))
    note = book["数据"]["E4"].comment
    note.text = "先看这里\n" + note.text + "\n已于十一月改正"
    out = io.BytesIO()
    book.save(out)
    cleared = openpyxl.load_workbook(io.BytesIO(clear_bytes(out.getvalue())[0]))
    assert cleared["数据"]["E4"].comment.text == "先看这里\n\n已于十一月改正"
    assert cleared["数据"]["D3"].comment is None


def test_a_results_sheet_that_was_moved_is_found_and_other_names_keep_their_sheets() -> None:
    part = str(workbook()["xl/workbook.xml"]).replace("<sheets>", "<bookViews><workbookView/></bookViews><sheets>")
    book = openpyxl.load_workbook(io.BytesIO(mark_bytes(pack(workbook(book=part)), THREE)[0]))
    book["校验结果"].title = "改了名"
    book.move_sheet("改了名", -1)
    book.defined_names["_xlt_results"].attr_text = "改了名!$A$1"
    book["数据"].print_title_rows = "1:2"
    book.create_sheet("后加")
    book.active = 2
    out = io.BytesIO()
    book.save(out)
    cleared = openpyxl.load_workbook(io.BytesIO(clear_bytes(out.getvalue())[0]))
    assert cleared.sheetnames == ["数据", "后加"]
    assert cleared["数据"].print_title_rows == "$1:$2"
    assert cleared.active.title == "后加"


def test_rules_that_a_program_put_together_with_the_users_go_alone() -> None:
    signed = '<cfRule type="expression" priority="2"><formula>N(&quot;XLT:error&quot;)=0</formula></cfRule>'
    both = USER_RULE.replace("</conditionalFormatting>", signed + "</conditionalFormatting>")
    cleared, found = clear_bytes(pack(workbook(sheet=sheet(after=both + USER_RULE.replace("D2:D9", "C2")))))
    assert found
    assert unpack(cleared)["xl/worksheets/sheet1.xml"].decode() == sheet(
        after=USER_RULE + USER_RULE.replace("D2:D9", "C2")
    )


def test_a_name_whose_sheet_was_deleted_goes_too() -> None:
    book = str(workbook()["xl/workbook.xml"]).replace(
        "</workbook>",
        '<definedNames><definedName name="_xlt_results">#REF!</definedName></definedNames></workbook>',
    )
    data = pack(workbook(book=book))
    assert read_explanations(data) == []
    assert clear_bytes(data)[1]
    assert unpack(clear_bytes(data)[0]) == unpack(pack(workbook()))


@pytest.mark.real("soffice")
def test_libreoffice_opens_all_and_marks_leave_what_it_saved(shared: Path, tmp_path: Path) -> None:
    sources = sorted((shared / "fixtures" / "lossless").iterdir())
    folder = tmp_path / "marked"
    folder.mkdir()
    for source in sources:
        folder.joinpath(source.name).write_bytes(mark_bytes(source.read_bytes(), THREE)[0])
    for number, case in enumerate(("strict", "prefixes", "UTF-16", "note in a bare text", "no styles part")):
        folder.joinpath(f"odd{number}.xlsx").write_bytes(mark_bytes(pack(CASES[case]), THREE)[0])
    files = sorted(folder.iterdir())
    convert(files, "xlsx", tmp_path)
    for file in files:
        saved = tmp_path.joinpath(file.stem + ".xlsx").read_bytes()
        book = openpyxl.load_workbook(io.BytesIO(saved))
        assert book.sheetnames[-1] == "校验结果", file.name
        assert "校验意见" in book["数据"]["E4"].comment.text, file.name
        cleared, found = clear_bytes(saved)
        assert found, file.name
        # Strings that no cell uses any more go when the next program saves the file.
        assert set(leftovers(cleared)) <= {"xl/sharedStrings.xml"}, file.name
        after = openpyxl.load_workbook(io.BytesIO(cleared))
        assert after.sheetnames == book.sheetnames[:-1], file.name
        assert after["数据"]["E4"].comment is None, file.name
    old = note_text(unpack(clear_bytes(tmp_path.joinpath("comments.xlsx").read_bytes())[0])["xl/comments1.xml"], "D3")
    assert old == "旧批注在要标的格"


@pytest.mark.real("soffice", "pdftoppm")
def test_the_colours_show_even_on_a_cell_with_a_rule_of_the_user(tmp_path: Path) -> None:
    green = '<dxfs count="1"><dxf><fill><patternFill><bgColor rgb="FF00FF00"/></patternFill></fill></dxf></dxfs>'
    styles = str(workbook()["xl/styles.xml"]).replace("</styleSheet>", green + "</styleSheet>")
    rows = "".join(
        f'<row r="{r}">{"".join(f"""<c r="{c}{r}"><v>1</v></c>""" for c in "ADEF")}</row>' for r in range(1, 9)
    )
    data = pack(workbook(sheet=sheet(rows, after=USER_RULE), styles=styles))
    source = tmp_path / "表.xlsx"
    source.write_bytes(mark_bytes(data, THREE)[0])
    convert([source], "pdf", tmp_path)
    pdftoppm = shutil.which("pdftoppm")
    assert pdftoppm
    command = [pdftoppm, "-r", "72", "-f", "1", "-l", "1", str(tmp_path / "表.pdf"), str(tmp_path / "page")]
    subprocess.run(command, check=True)
    [page] = tmp_path.glob("page*.ppm")
    pixels = page.read_bytes()
    for color in ("FFC7CE", "FFE699", "DDEBF7", "00FF00"):
        assert pixels.count(bytes.fromhex(color)) > 100, color

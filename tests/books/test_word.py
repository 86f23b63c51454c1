"""Word documents: tick boxes of every make, automatic numbers, merged and broken tables, tracked changes."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tests.books.documents import (
    checkbox,
    docx,
    field,
    form_checkbox,
    lvl,
    numbered,
    numbering,
    p,
    sym,
    t,
    tbl,
    tc,
    tr,
)
from tests.conftest import ROOT
from xl_tools.books.word.document import Document, Paragraph, WordTable, read_document
from xl_tools.core.errors import UserError
from xl_tools.core.grid import Range
from xl_tools.core.records import Status
from xl_tools.parse.status.status_cell import read_status


def read(path: Path, *body: str, **more: object) -> Document:
    return read_document(docx(path / "文档.docx", *body, **more))  # type: ignore[arg-type]


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def table(document: Document) -> WordTable:
    (found,) = [block for block in document.blocks if isinstance(block, WordTable)]
    return found


def remarks(document: Document) -> list[str]:
    return [*document.remarks, *(remark.text for remark in table(document).remarks)]


def status_cell(path: Path, *boxes: str) -> str:
    """The text of a status cell with one of these boxes before each of the four options."""
    options = ("已完成", "达到序时进度", "未达序时进度", "尚未启动")
    cell = "".join(p(box, option) for box, option in zip(boxes, options, strict=True))
    return table(read(path, tbl([tc(cell)]))).rows[0][0]


# --- tick boxes -----------------------------------------------------------------------------------

BOXES = {
    "Wingdings": (sym("F0FE"), sym("F0A8")),
    "Wingdings in capitals": (sym("F0FE", "WINGDINGS"), sym("F06F", "wingdings")),
    "a crossed box": (sym("F0FD"), sym("F0A8")),
    "Wingdings 2": (sym("F052", "Wingdings 2"), sym("F0A3", "Wingdings 2")),
    "Wingdings 2, bare tick": (sym("F050", "Wingdings 2"), sym("F0A3", "Wingdings 2")),
    "Wingdings with the codes of Wingdings 2": (sym("F052"), sym("F0A3")),
    "Webdings": (sym("F061", "Webdings"), sym("F063", "Webdings")),
    "code without F0": (sym("00FE"), sym("00A8")),
    "letters in the symbol font": (
        t("þ", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'),
        t("¨", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'),
    ),
    "the letter R in Wingdings 2": (
        t("R", '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'),
        t("£", '<w:rFonts w:hAnsi="Wingdings 2"/>'),
    ),
    "codes as text": (t("\uf0fe", '<w:rFonts w:ascii="Wingdings"/>'), t("\uf0a8", '<w:rFonts w:ascii="Wingdings"/>')),
    "content control": (checkbox(True, "☒"), checkbox(False, "☐")),
    "content control with its own sign": (checkbox(True, "☑"), checkbox(False, "□")),
    "form field": (form_checkbox("0", "1"), form_checkbox("0")),
    "form field by its default": (form_checkbox("1"), form_checkbox("1", "0")),
    "form field, state without a value": (form_checkbox("0", ""), form_checkbox("0", "false")),
    "overlaid signs": (field(r" EQ \o\ac(□,√)"), t("□")),
    "framed signs": (t("√", '<w:bdr w:val="single"/>'), t(" ", '<w:bdr w:val="single"/>')),
    "Unicode signs": (t("☑"), t("□")),
    "Unicode signs by their code": (
        '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w16se:symEx w16se:font="Segoe UI Symbol" '
        'w16se:char="2611"/></mc:Choice><mc:Fallback><w:t>☑</w:t></mc:Fallback></mc:AlternateContent></w:r>',
        '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"/><mc:Fallback><w:t>☐</w:t></mc:Fallback>'
        "</mc:AlternateContent></w:r>",
    ),
}


@pytest.mark.parametrize("make", BOXES)
@pytest.mark.parametrize("ticked", range(4))
def test_every_make_of_box_reads_as_what_it_shows(tmp_path: Path, make: str, ticked: int) -> None:
    full, empty = BOXES[make]
    text = status_cell(tmp_path, *(full if index == ticked else empty for index in range(4)))
    reading = read_status(text)
    assert reading.ticks == (list(Status)[ticked],)
    assert reading.verdict == "one"
    assert not any(option.lost for option in reading.options)


def test_a_state_that_its_sign_contradicts_is_no_state(tmp_path: Path) -> None:
    document = read(tmp_path, tbl([tc(p(checkbox(True, "☐"), "已完成") + p(checkbox(False, "☐"), "达到序时进度"))]))
    assert table(document).rows[0][0] == "⍰已完成\n□达到序时进度"
    assert "1 个勾选框" in remarks(document)[0]
    assert read_status(table(document).rows[0][0]).status is None


def test_a_control_without_a_state_shows_its_sign(tmp_path: Path) -> None:
    document = read(tmp_path, p(checkbox(None, "☒"), "甲"), p(checkbox(None, "☐"), "乙"))
    assert lines(document) == ["☑甲", "□乙"]


def test_a_symbol_that_is_not_known_is_kept_and_said(tmp_path: Path) -> None:
    document = read(tmp_path, tbl([tc(p(sym("F03A"), "已完成"))]))
    assert table(document).rows[0][0] == "\uf03a已完成"
    assert any("F03A" in remark for remark in remarks(document))


def test_signs_of_the_font_symbol_are_no_boxes(tmp_path: Path) -> None:
    assert lines(read(tmp_path, p("浓度", sym("F0A3", "Symbol"), "40"))) == ["浓度≤40"]


def test_an_activex_box_with_and_without_a_state(tmp_path: Path) -> None:
    from xl_tools.books.file.activex import CHECKBOX_CLASS

    def control(value: str) -> str:
        ax = 'xmlns:ax="http://schemas.microsoft.com/office/2006/activeX"'
        return (
            f'<ax:ocx {ax} ax:classid="{{{CHECKBOX_CLASS}}}" ax:persistence="persistPropertyBag">'
            f'<ax:ocxPr ax:name="Caption" ax:value="已完成"/>{value}</ax:ocx>'
        )

    box = p('<w:r><w:object><w:control r:id="rId1" w:name="CheckBox1"/></w:object></w:r>')
    ticked = control('<ax:ocxPr ax:name="Value" ax:value="1"/>')
    assert lines(read(tmp_path, box, parts={"control": ticked})) == ["☑已完成"]
    unread = read(tmp_path, tbl([tc(box)]), parts={"control": control("")})
    assert table(unread).rows[0][0] == "⍰已完成"
    assert any("没有存下状态" in remark for remark in remarks(unread))


def test_the_documented_symbols_are_read_as_documented(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "readings" / "word.md").read_text("utf-8")
    rows = re.findall(r"^\| (\w+(?: \d)?) \| (F0[0-9A-F]{2}) \| (\S) \|$", text, re.MULTILINE)
    assert len(rows) == 12
    assert lines(read(tmp_path, *(p(sym(code, font)) for font, code, _ in rows))) == [sign for *_, sign in rows]


# --- text -----------------------------------------------------------------------------------------


def test_breaks_tabs_and_hyphens(tmp_path: Path) -> None:
    run = (
        "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:softHyphen/><w:t>丁</w:t><w:noBreakHyphen/>"
        "<w:t>戊\xad</w:t></w:r>"
    )
    assert lines(read(tmp_path, p(run))) == ["甲\n乙 丙丁-戊"]


def test_tracked_changes_as_if_accepted(tmp_path: Path) -> None:
    deleted = "<w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    moved = "<w:moveFrom><w:r><w:t>搬走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>搬来</w:t></w:r></w:moveTo>"
    joined = p("前半", properties="<w:rPr><w:del/></w:rPr>")
    gone = tr("整行删去", properties="<w:del/>")
    document = read(
        tmp_path, tbl(tr(tc(p(deleted, "<w:ins><w:r><w:t>新</w:t></w:r></w:ins>", moved))), gone), joined, p("后半")
    )
    assert [list(row) for row in table(document).rows] == [["新搬来"]]
    assert lines(document) == ["前半后半"]
    assert "有修订中已删除的文字，没有导入" in remarks(document)


def test_hidden_text_prompts_and_codes_are_left_out(tmp_path: Path) -> None:
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{t('单击输入')}</w:sdtContent></w:sdt>"
    document = read(tmp_path, tbl([tc(p(t("藏", "<w:vanish/>"), "见", prompt, field(" PAGE ", "3")))]))
    assert table(document).rows[0][0] == "见3"
    assert any("隐藏文字“藏”" in remark for remark in remarks(document))


def test_text_boxes_notes_and_strikes_are_said(tmp_path: Path) -> None:
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{p('框中字')}</w:txbxContent></v:textbox></w:pict></w:r>"
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    document = read(tmp_path, tbl([tc(p("正文", box, note, t("划掉", "<w:strike/>")))]))
    assert table(document).rows[0][0] == "正文划掉"
    said = "".join(remarks(document))
    assert "框中字" in said
    assert "脚注" in said
    assert "删除线" in said


def test_overlaid_numbers_become_numbers_in_circles(tmp_path: Path) -> None:
    assert lines(read(tmp_path, p(field(r" eq \o\ac(○,3)"), "排查"))) == ["③排查"]


def test_a_drop_down_shows_its_choice(tmp_path: Path) -> None:
    entries = "".join(f'<w:listEntry w:val="{name}"/>' for name in ("已完成", "尚未启动"))
    data = f'<w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>'
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
    code = "<w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r>"
    runs = f'{begin}{code}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert lines(read(tmp_path, p(runs))) == ["尚未启动"]


# --- tables ---------------------------------------------------------------------------------------


def test_merged_cells_across_and_down(tmp_path: Path) -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    document = read(
        tmp_path,
        tbl(
            tr(tc("标题", '<w:gridSpan w:val="3"/>')),
            tr(tc("莲都区", down), "甲", "乙"),
            tr(tc("", on), "丙", "丁"),
            tr("青田县", tc("戊", '<w:gridSpan w:val="2"/>')),
        ),
    )
    assert [list(row) for row in table(document).rows] == [
        ["标题", "", ""], ["莲都区", "甲", "乙"], ["", "丙", "丁"], ["青田县", "戊", ""],
    ]  # fmt: skip
    assert list(table(document).merged) == [Range(1, 1, 1, 3), Range(2, 1, 3, 1), Range(4, 2, 4, 3)]


def test_edges_dragged_by_a_few_millimetres_are_one_edge(tmp_path: Path) -> None:
    wide = '<w:gridSpan w:val="2"/>'
    document = read(
        tmp_path,
        tbl(tr("甲", tc("乙", wide), "丙"), tr(tc("丁", wide), "戊", "己"), widths=(2000, 120, 2000, 2000)),
    )
    assert [list(row) for row in table(document).rows] == [["甲", "乙", "丙"], ["丁", "戊", "己"]]
    assert not table(document).merged


def test_cells_that_begin_later(tmp_path: Path) -> None:
    document = read(tmp_path, tbl(tr("甲", "乙"), tr("丙", properties='<w:gridBefore w:val="1"/>')))
    assert [list(row) for row in table(document).rows] == [["甲", "乙"], ["", "丙"]]


def test_a_table_in_a_cell_is_there_as_text_and_as_a_table(tmp_path: Path) -> None:
    document = read(tmp_path, tbl([tc(p("前") + tbl(["一", "二"]) + p("后"))]))
    assert table(document).rows[0][0] == "前\n一 二\n后"
    assert list(table(document).inner[0].rows[0]) == ["一", "二"]
    assert any("还有一个表" in remark for remark in remarks(document))


def test_rows_and_cells_in_content_controls(tmp_path: Path) -> None:
    cell = f"<w:sdt><w:sdtContent>{tc('甲')}</w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent><w:tr>{cell}{tc('乙')}</w:tr></w:sdtContent></w:sdt>"
    assert [list(row) for row in table(read(tmp_path, tbl(row))).rows] == [["甲", "乙"]]


# --- files ----------------------------------------------------------------------------------------


def test_the_main_part_may_have_another_name_and_the_strict_namespace(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", p("甲"), main="word/document2.xml")
    strict = tmp_path / "b.docx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(strict, "w") as target:
        for name in source.namelist():
            old, new = (
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            target.writestr(name, source.read(name).replace(old, new))
    assert lines(read_document(path)) == lines(read_document(strict)) == ["甲"]


def test_every_cut_of_a_document_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", p("甲" * 500))
    data = path.read_bytes()
    for length in range(1, len(data), max(1, len(data) // 25)):
        path.write_bytes(data[:length])
        with pytest.raises(UserError, match=r"a\.docx"):
            read_document(path)


def test_a_document_with_entities_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", p("甲"))
    bomb = tmp_path / "b.docx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bomb, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            if name.endswith("document.xml"):
                text = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + text.replace("甲", "甲&e;乙")
            target.writestr(name, text)
    with pytest.raises(UserError, match="DOCTYPE"):
        read_document(bomb)


def test_changed_documents_raise_nothing_but_sentences(tmp_path: Path) -> None:
    """Elements lost, doubled or moved, values that no program writes."""
    cells = [tc(p(sym("F0FE"), "甲"), '<w:gridSpan w:val="2"/>'), tc(numbered("乙")), tc(p(form_checkbox("1"), "丙"))]
    body = [
        tbl(cells, [tc("丁", '<w:vMerge w:val="restart"/>'), "戊", "己", "庚"], widths=[900] * 4),
        p(checkbox(True, "☒")),
    ]
    whole = docx(tmp_path / "a.docx", *body, parts={"numbering": numbering(lvl("decimal", "%1."))})
    with zipfile.ZipFile(whole) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    chance = random.Random(7)
    for _ in range(150):
        name = chance.choice(["word/document.xml", "word/document.xml", "word/numbering1.xml"])
        root = etree.fromstring(parts[name])
        for _ in range(3):
            elements = [*root.iter()][1:]
            if not elements:
                break
            one, other = chance.choice(elements), chance.choice(elements)
            match chance.randrange(4):
                case 0:
                    one.getparent().remove(one)
                case 1:
                    one.addnext(etree.fromstring(etree.tostring(one)))
                case 2 if one.attrib:
                    one.set(
                        chance.choice([*one.attrib]), chance.choice(["", "-1", "²", "99999999999", "x", "D800", "0"])
                    )
                case 3 if one is not other and one not in other.iterancestors():
                    other.append(one)
        with zipfile.ZipFile(tmp_path / "b.docx", "w") as target:
            for part, data in (parts | {name: etree.tostring(root)}).items():
                target.writestr(part, data)
        try:
            document = read_document(tmp_path / "b.docx")
        except UserError:
            continue
        for block in document.blocks:
            if isinstance(block, WordTable):
                assert len({len(row) for row in block.rows}) <= 1
                "".join(text for row in block.rows for text in row).encode()

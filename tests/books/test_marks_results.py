"""The sheet 校验结果: what stands in it, and what the clerk wrote in it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from lxml import etree

from tests.books.packages import THREE, find_part, finding, note_text, pack, relations, sheet, unpack, workbook
from xl_tools.books.file.marked_file import Explanation, clear_bytes, mark_bytes, read_explanations, words_beside
from xl_tools.books.ooxml.vml import box_size
from xl_tools.core.records import Finding
from xl_tools.marks.results import BESIDE


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def marked(*findings: Finding, title: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    return mark_bytes(pack(parts or workbook()), findings, title=title)[0]


def rows(data: bytes) -> list[tuple[Any, ...]]:
    """The rows of 校验结果, without its two hidden columns."""
    return [tuple(row)[:8] for row in opened(data)["校验结果"].iter_rows(values_only=True)]


def written(data: bytes, **said: str) -> bytes:
    """The file after a clerk wrote in cells of 校验结果 and saved it with another program."""
    book = opened(data)
    for cell, text in said.items():
        book["校验结果"][cell] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_counts_on_top_and_a_row_a_finding() -> None:
    found = rows(marked(*THREE, finding(None, "warning", None, code="X706", message="云和县未报。"), title="丽水市"))
    assert found[0][0] == "校验结果　丽水市"
    assert [row[:2] for row in found[1:4]] == [("错误", 1), ("警告", 2), ("提示", 1)]
    assert found[5] == ("序号", "级别", "代码", "工作表", "单元格", "问题", "怎么改", "说明")
    assert found[6] == (1, "错误", "T303", "数据", "D3", "两处勾选互相矛盾。", "只留一项。", None)
    assert found[9] == (4, "警告", "X706", "整个文件", None, "云和县未报。", "只留一项。", None)


def test_nothing_found_is_said() -> None:
    data = marked()
    assert [row[1] for row in rows(data)[1:4]] == [0, 0, 0]
    assert rows(data)[6][0] == "没有发现问题。"
    assert clear_bytes(data)[1]


def test_the_sheet_is_the_last_and_the_users_tab_stays_open() -> None:
    parts = workbook()
    book = str(parts["xl/workbook.xml"]).replace(
        "<sheets>", '<bookViews><workbookView activeTab="0" firstSheet="0"/></bookViews><sheets>'
    )
    after = opened(marked(*THREE, parts=parts | {"xl/workbook.xml": book}))
    assert after.sheetnames == ["数据", "校验结果"]
    assert after.active.title == "数据"


def test_links_lead_to_the_cells() -> None:
    results = opened(marked(*THREE, finding(None, sheet="数据")))["校验结果"]
    assert [results[f"E{n}"].hyperlink.location for n in (7, 8, 9)] == ["'数据'!D3", "'数据'!E4", "'数据'!F5"]
    assert results["E10"].hyperlink is None


def test_it_prints_and_scrolls_well() -> None:
    results = opened(marked(*THREE))["校验结果"]
    assert (results.freeze_panes, results.auto_filter.ref) == ("A7", "A6:J9")
    assert (results.page_setup.orientation, results.page_setup.paperSize) == ("landscape", 9)
    assert results.sheet_properties.pageSetUpPr.fitToPage
    assert (results.page_setup.fitToHeight, results.print_title_rows) == (0, "$6:$6")
    assert results["F7"].alignment.wrap_text
    assert [results[f"{column}7"].protection.locked for column in "FGH"] == [True, True, False]
    assert results["B7"].fill.fgColor.rgb == "FFFFC7CE"


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "=cmd|' /c calc'!A0", "<b>&amp;"])
def test_text_from_outside_stays_text(text: str) -> None:
    data = marked(finding("D3", message=text, advice=text, code="T303"))
    results = opened(data)["校验结果"]
    assert [results[f"{column}7"].data_type for column in "FG"] == ["s", "s"] or text[0] != "="
    assert results["F7"].value == text
    assert b"<f>" not in find_part(unpack(data), "xltResults")
    assert text in (note_text(find_part(unpack(data), "xltComments"), "D3") or "")


def test_what_xml_cannot_carry_is_left_out() -> None:
    data = marked(finding("D3", message="一\x00\x0b二\ud800三\u202e四\r\n五_x0041_六\ufffe"))
    # Excel would read _x0041_ as the letter A; written like this it shows as it was.
    assert '<t xml:space="preserve">一二三四\n五_x005F_x0041_六</t>' in find_part(unpack(data), "xltResults").decode()
    assert "一二三四\n五_x005F_x0041_六" in (note_text(find_part(unpack(data), "xltComments"), "D3") or "")


def test_a_text_longer_than_a_cell_is_cut_in_our_sheet_and_it_is_said() -> None:
    long = "整" * 40_000
    text = rows(marked(finding("D3", message=long)))[6][5]
    assert len(text) == 32_767
    assert text.endswith("……（原文共 40000 字，超过一格所能容纳，此处截断）")
    emoji = rows(marked(finding("D3", message="😀" * 20_000)))[6][5]
    assert len(emoji.encode("utf-16-le")) // 2 <= 32_767


def test_a_note_stays_short_and_points_to_the_sheet() -> None:
    data = marked(*(finding("D3", message="整改" * 1000, code=f"T3{n:02}") for n in range(20)))
    text = note_text(find_part(unpack(data), "xltComments"), "D3") or ""
    assert len(text) < 5000
    assert "见“校验结果”表" in text
    assert "另有" in text


def test_the_box_of_a_note_grows_with_its_text() -> None:
    short, long = box_size("一行"), box_size("字" * 600)
    assert short[1] < 60 < long[1] <= 520
    assert box_size("字" * 5000) == (520, 520)


def with_sheet(name: str) -> dict[str, str | bytes]:
    parts = workbook(
        book_rels=relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("worksheet", "own.xml")),
        **{"xl/own.xml": sheet()},
    )
    book = str(parts["xl/workbook.xml"]).replace(
        "</sheets>", f'<sheet name="{name}" sheetId="2" r:id="rId3"/></sheets>'
    )
    return parts | {"xl/workbook.xml": book}


def test_a_sheet_of_the_user_with_our_name_stays() -> None:
    data = pack(with_sheet("校验结果"))
    after = mark_bytes(data, THREE)[0]
    assert opened(after).sheetnames == ["数据", "校验结果", "校验结果(2)"]
    assert opened(clear_bytes(after)[0]).sheetnames == ["数据", "校验结果"]
    assert unpack(clear_bytes(after)[0]) == unpack(data)


def test_the_clerks_words_are_read_back() -> None:
    data = written(marked(*THREE), H8="已请示市整改办", H9="  ")
    assert read_explanations(data) == [
        Explanation("T308", "数据", "E4", "勾了已完成，文字却说还在做。", "已请示市整改办")
    ]
    assert read_explanations(pack(workbook())) == []


def test_the_clerks_words_are_carried_over_to_the_next_marks() -> None:
    again, _ = mark_bytes(written(marked(*THREE), H8="已请示"), [*THREE[1:], finding("D9", code="T308")])
    assert [(row[2], row[4], row[7]) for row in rows(again)[6:]] == [
        ("T308", "E4", "已请示"),
        ("T302", "F5", None),
        ("T308", "D9", None),
    ]
    assert read_explanations(again)[0].text == "已请示"


def test_an_accepted_reason_goes_before_the_clerks_words() -> None:
    accepted = replace(THREE[1], accepted="市里同意")
    again, _ = mark_bytes(written(marked(*THREE), H8="已请示"), [accepted])
    assert rows(again)[6][7] == "市里同意"


def test_words_go_to_the_same_message_where_a_cell_has_the_same_code_twice() -> None:
    two = [finding("D3", message="甲处有误"), finding("D3", message="乙处有误")]
    again, _ = mark_bytes(written(marked(*two), H8="乙已改"), [two[1], two[0]])
    assert [row[7] for row in rows(again)[6:]] == ["乙已改", None]
    changed, _ = mark_bytes(written(marked(two[0]), H7="已核"), [replace(two[0], message="甲处仍有误")])
    assert rows(changed)[6][7] == "已核"


def test_words_typed_before_any_save_by_another_program() -> None:
    parts = unpack(marked(*THREE))
    name = next(part for part in parts if "xltResults" in part)
    root = etree.fromstring(parts[name])
    cell = root.xpath("//*[local-name()='c'][@r='H7']")[0]
    cell.set("t", "str")
    etree.SubElement(cell, f"{{{etree.QName(cell).namespace}}}v").text = "甲 &_x000D_乙"
    changed = parts | {name: etree.tostring(root)}
    assert [said.text for said in read_explanations(pack(changed))] == ["甲 &\r乙"]


# --- words beside 说明 -------------------------------------------------------------------------------


def below(data: bytes) -> list[str]:
    """What stands below the list, under its own heading."""
    texts = [str(row[0] or "") for row in rows(data)]
    return texts[texts.index(BESIDE) + 1 :] if BESIDE in texts else []


def test_words_beside_the_reasons_are_carried_below_and_not_once_more() -> None:
    data = written(marked(*THREE), L6="经办人", L7="陈某", M8="已电话催过", A14="王某：下周再看", F2="共三处")
    for _ in range(3):
        data = mark_bytes(data, THREE)[0]
        assert below(data) == [
            "共三处",
            "T303 数据 D3：经办人：陈某",
            "T308 数据 E4：已电话催过",
            "王某：下周再看",
        ]
    data = written(data, H7="已请示", A18="再加一句")
    again = mark_bytes(data, THREE[:1])[0]
    assert below(again)[-2:] == ["王某：下周再看", "再加一句"]
    assert read_explanations(again)[0].text == "已请示"


def test_words_stay_beside_a_list_with_nothing_in_it() -> None:
    data = mark_bytes(written(marked(), A9="王某：看过了"), [])[0]
    assert [row[0] for row in rows(data)[6:]] == ["没有发现问题。", None, BESIDE, "王某：看过了"]


def test_clearing_takes_the_marks_and_leaves_the_words() -> None:
    original = pack(workbook())
    data = written(marked(*THREE), L7="陈某")
    cleared, found = clear_bytes(data)
    assert found
    assert [row[0] for row in rows(cleared)[6:]] == ["标记已清除。", None, BESIDE, "T303 数据 D3：陈某"]
    assert not any(cell.comment for row in opened(cleared)["数据"].iter_rows() for cell in row)
    assert not opened(cleared)["数据"].conditional_formatting
    assert below(clear_bytes(cleared)[0]) == ["T303 数据 D3：陈某"]
    again = mark_bytes(cleared, THREE[:1])[0]
    assert below(again) == ["T303 数据 D3：陈某"]
    gone = written(again, **{f"A{len(rows(again))}": ""})
    assert clear_bytes(gone)[1]
    assert opened(clear_bytes(gone)[0]).sheetnames == opened(original).sheetnames


@pytest.mark.parametrize("cell", ["H7", "H9"])
def test_a_reason_is_no_word_beside(cell: str) -> None:
    data = written(marked(*THREE, title="莲都区"), **{cell: "改过"})
    assert words_beside(data) == []
    assert below(mark_bytes(data, THREE)[0]) == []


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("A1", "改过"),
        ("C2", "改过"),
        ("B3", "改过"),
        ("A5", "改过"),
        ("C3", "改过"),
        ("H6", "改过"),
        ("F6", "改过"),
        ("A7", "T303 数据 D3：序号改写为：改过"),
        ("B7", "T303 数据 D3：级别改写为：改过"),
        ("C7", "改过 数据 D3：代码改写为：改过"),
        ("D7", "T303 改过 D3：工作表改写为：改过"),
        ("E7", "T303 数据 改过：单元格改写为：改过"),
        ("F8", "T308 数据 E4：问题改写为：改过"),
        ("G8", "T308 数据 E4：怎么改改写为：改过"),
    ],
)
def test_what_was_typed_over_our_own_cells_is_carried_below(cell: str, said: str) -> None:
    """Each of our cells; the reasons stay where they are, under a heading with another name, too."""
    data = written(marked(*THREE, title="莲都区"), H7="已请示", **{cell: "改过"})
    for _ in range(2):
        data = mark_bytes(data, THREE)[0]
        assert below(data)[0] == said
        assert below(data)[1:] == ([f"{said.partition('：')[0]}：说明：已请示"] if cell in ("C7", "D7", "E7") else [])
    assert ("已请示" in [one.text for one in read_explanations(data)]) is (cell not in ("C7", "D7", "E7"))


def test_a_copy_of_an_older_make_has_no_codes_and_nothing_counts_as_typed_over() -> None:
    book = opened(marked(*THREE))
    book["校验结果"].delete_cols(10)
    book["校验结果"]["A5"] = "另一版的说明。"
    out = io.BytesIO()
    book.save(out)
    assert words_beside(out.getvalue()) == []

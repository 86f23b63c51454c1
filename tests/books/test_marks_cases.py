"""Odd files that real offices send: marked, and cleared to what they were."""

from __future__ import annotations

from collections import Counter

import pytest
from lxml import etree

from tests.books.odd import CASES, USER_RULE
from tests.books.packages import (
    MAIN,
    REL,
    STYLES,
    THREE,
    additions,
    assert_same_parts,
    find_part,
    finding,
    note_text,
    pack,
    relations,
    sheet,
    unpack,
    with_note,
    workbook,
)
from xl_tools.books.file.marked_file import MarkResult, clear_bytes, mark_bytes
from xl_tools.core.errors import UserError
from xl_tools.core.records import Finding


@pytest.mark.parametrize("name", CASES)
def test_marked_and_cleared(name: str) -> None:
    data = pack(CASES[name])
    marked, result = mark_bytes(data, THREE)
    assert (result.noted, result.overlaid) == (3, 3)
    before, after = unpack(data), unpack(marked)
    for part in before:
        if before[part] != after[part] and not part.endswith(".vml"):
            additions(before[part], after[part])
    cleared, found = clear_bytes(marked)
    assert found
    assert_same_parts(data, cleared)
    assert clear_bytes(data) == (data, False)


def rules(parts: dict[str, bytes], part: str = "xl/worksheets/sheet1.xml") -> dict[str, tuple[str, int]]:
    """Our rules: severity -> (cells, priority)."""
    found = {}
    for holder in etree.fromstring(parts[part]).iter("{*}conditionalFormatting"):
        for rule in holder:
            formula = rule.findtext("{*}formula") or ""
            if "XLT:" in formula:
                assert rule.get("type") == "expression"
                found[formula.split('"')[1]] = (holder.get("sqref"), int(rule.get("priority")))
    return found


def mark(parts: dict[str, str | bytes], *findings: Finding) -> tuple[dict[str, bytes], MarkResult]:
    data = pack(parts)
    marked, result = mark_bytes(data, findings)
    assert_same_parts(data, clear_bytes(marked)[0])
    return unpack(marked), result


def test_one_rule_a_severity_over_its_cells_joined_where_they_touch() -> None:
    cells = ["C4", "C5", "C6", "E6", "C8"]
    parts, _ = mark(workbook(), *map(finding, cells), finding("G3", "hint"))
    assert rules(parts) == {"XLT:error": ("C4:C6 C8 E6", 1), "XLT:hint": ("G3", 2)}


def test_a_cell_with_several_findings_takes_the_most_severe_and_lists_all() -> None:
    several = [
        finding("D3", "hint", code="T302"),
        finding("D3", "error", code="T303"),
        finding("D3", "warning", code="T305"),
    ]
    parts, result = mark(workbook(), *several)
    assert rules(parts).keys() == {"XLT:error"}
    text = note_text(find_part(parts, "xltComments"), "D3") or ""
    assert text.index("T303") < text.index("T305") < text.index("T302")
    assert "共 3 条" in text
    assert (result.noted, result.overlaid) == (1, 1)


@pytest.mark.parametrize(("theirs", "ours"), [(1, {2, 3, 4}), (4, {1, 2, 3}), (3, {1, 2, 4})])
def test_priorities_are_free_numbers_and_the_users_rule_keeps_its_own(theirs: int, ours: set[int]) -> None:
    parts, _ = mark(workbook(sheet=sheet(after=USER_RULE.format(theirs))), *THREE)
    assert {priority for _, priority in rules(parts).values()} == ours
    assert f'priority="{theirs}"><formula>D2&gt;9' in parts["xl/worksheets/sheet1.xml"].decode()


def test_cells_without_a_format_look_as_before_where_the_styles_were_empty() -> None:
    parts, _ = mark(CASES["no lists in the styles"], *THREE)
    styles = etree.fromstring(parts["xl/styles.xml"])
    first = styles.find("{*}cellXfs")[0]
    assert (first.get("fontId"), first.get("fillId"), first.get("borderId")) == ("0", "0", "0")
    assert [fill[0].get("patternType") for fill in styles.find("{*}fills")][:3] == ["none", "gray125", "solid"]
    assert len(styles.find("{*}borders")[0].find("{*}left")) == 0


def test_a_merged_cell_is_marked_whole_and_noted_where_a_note_shows() -> None:
    merged = sheet(after='<mergeCells count="1"><mergeCell ref="A3:A6"/></mergeCells>')
    parts, result = mark(workbook(sheet=merged), finding("A5"), finding("A3", code="S105"))
    assert rules(parts)["XLT:error"][0] == "A3:A6"
    text = note_text(find_part(parts, "xltComments"), "A3") or ""
    assert "T303" in text
    assert "S105" in text
    assert result.noted == 1


def test_the_users_note_keeps_text_and_formatting_and_ours_stands_behind_it() -> None:
    parts, _ = mark(with_note("<r><rPr><b/></rPr><t>张三：请核实</t></r>"), *THREE)
    comments = parts["xl/comments1.xml"].decode()
    assert "<text><r><rPr><b/></rPr><t>张三：请核实</t></r>" in comments
    text = note_text(comments.encode(), "D3") or ""
    assert text.startswith("张三：请核实\n───")
    assert "两处勾选互相矛盾" in text
    assert parts["xl/drawings/vmlDrawing1.vml"].count(b"<v:shape ") == 3  # D3 has its box already


def test_a_threaded_comment_gets_no_note_but_the_colour() -> None:
    thread = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    rels = relations(
        ("vmlDrawing", "../drawings/vmlDrawing1.vml"), ("comments", "../comments1.xml"), ("x", "../tc.xml")
    )
    parts, result = mark(
        with_note(
            "<t>[线程批注]</t>",
            **{
                "xl/worksheets/_rels/sheet1.xml.rels": rels.replace(f"{REL}/x", thread),
                "xl/tc.xml": '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
                'threadedcomments"><threadedComment ref="D3" id="{1}"><text>请核对</text></threadedComment>'
                "</ThreadedComments>",
            },
        ),
        *THREE,
    )
    assert note_text(parts["xl/comments1.xml"], "D3") == "[线程批注]"
    assert note_text(parts["xl/comments1.xml"], "E4")
    assert (result.noted, result.overlaid) == (2, 3)
    assert [cell for cell, _ in result.skipped] == ["数据!D3"]
    assert "线程批注" in result.skipped[0][1]


def test_a_drawing_that_cannot_take_notes_leaves_the_colour() -> None:
    broken = workbook(sheet=sheet(after='<legacyDrawing r:id="rId9"/>'))
    parts, result = mark(broken, *THREE)
    assert (result.noted, result.overlaid, len(result.skipped)) == (0, 3, 3)
    assert not any("xltComments" in name for name in parts)


@pytest.mark.parametrize("cell", ["XFD1048576", "A1", "XFA1048570"])
def test_a_far_cell(cell: str) -> None:
    parts, result = mark(workbook(), finding(cell))
    assert (result.noted, rules(parts)["XLT:error"][0]) == (1, cell)
    anchor = [int(n) for n in etree.fromstring(find_part(parts, "xltDrawing")).findtext(".//{*}Anchor").split(",")]
    assert 0 <= anchor[0] < anchor[4] < 16384
    assert 0 <= anchor[2] < anchor[6] < 1048576


def test_a_cell_past_the_end_of_a_sheet_is_told_and_listed() -> None:
    parts, result = mark(workbook(), finding("ZZZ9999999"))
    assert (result.noted, result.overlaid, [cell for cell, _ in result.skipped]) == (0, 0, ["数据!ZZZ9999999"])
    assert "ZZZ9999999" in find_part(parts, "xltResults").decode()


def two_sheets(second: str, kind: str = "worksheet", state: str = "") -> dict[str, str | bytes]:
    parts = workbook(
        book_rels=relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), (kind, "sheets/second.xml")
        )
    )
    book = str(parts["xl/workbook.xml"]).replace(
        "</sheets>", f'<sheet name="{second}" sheetId="5" {state} r:id="rId3"/></sheets>'
    )
    body = sheet() if kind == "worksheet" else f'<chartsheet xmlns="{MAIN}"><sheetViews/></chartsheet>'
    return parts | {"xl/workbook.xml": book, "xl/sheets/second.xml": body}


@pytest.mark.parametrize("state", ['state="hidden"', 'state="veryHidden"', ""])
def test_a_hidden_sheet_is_marked_and_stays_hidden(state: str) -> None:
    parts, result = mark(two_sheets("底表", state=state), finding("B2", sheet="底表"))
    assert rules(parts, "xl/sheets/second.xml")
    assert result.noted == 1
    assert f'name="底表" sheetId="5" {state} r:id' in parts["xl/workbook.xml"].decode()
    assert not rules(parts)


def test_a_chart_sheet_has_no_cells_to_mark() -> None:
    _, result = mark(two_sheets("图", "chartsheet"), finding("B2", sheet="图"), finding("B2"))
    assert (result.overlaid, [cell for cell, _ in result.skipped]) == (1, ["图!B2"])


@pytest.mark.parametrize("name", ["O'Brien &amp; &quot;数 据&quot;", "2022!进展", "&lt;表&gt;"])
def test_sheet_names_that_need_quoting(name: str) -> None:
    plain = etree.fromstring(f'<a n="{name}"/>').get("n")
    parts, _ = mark(two_sheets(name), finding("B2", sheet=plain))
    link = etree.fromstring(find_part(parts, "xltResults")).find(".//{*}hyperlink")
    assert link.get("location") == "'" + plain.replace("'", "''") + "'!B2"


def test_a_signed_file_is_marked_and_it_is_said() -> None:
    assert mark(CASES["signed"], *THREE)[1].signed
    assert not mark(workbook(), *THREE)[1].signed


def test_a_thousand_findings_on_one_sheet() -> None:
    many = [finding(f"{'CDEFG'[n % 5]}{n // 5 + 4}", ["error", "warning", "hint"][n % 3]) for n in range(1000)]
    data = pack(workbook(sheet=sheet("".join(f'<row r="{r}" ht="60"><c r="A{r}"/></row>' for r in range(1, 3000)))))
    marked, result = mark_bytes(data, many)
    assert (result.noted, result.overlaid) == (1000, 1000)
    drawing = find_part(unpack(marked), "xltDrawing").decode()
    assert len(set(etree.fromstring(drawing).xpath("//@id"))) == 1001
    assert unpack(clear_bytes(marked)[0]) == unpack(data)


def test_more_than_1024_notes_claim_more_than_one_block_of_shape_numbers() -> None:
    parts, _ = mark(workbook(), *(finding(f"B{n}") for n in range(1, 2101)))
    root = etree.fromstring(find_part(parts, "xltDrawing"))
    [claimed] = root.xpath("//*[local-name()='idmap']/@data")
    blocks = Counter(int(i.removeprefix("_x0000_s")) // 1024 for i in root.xpath("//*[local-name()='shape']/@id"))
    assert blocks.keys() == {int(n) for n in claimed.split(",")}


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (workbook(sheet=sheet().replace("<worksheet", "<!DOCTYPE worksheet [<!ENTITY a 'b'>]><worksheet")), "DOCTYPE"),
        (workbook(sheet=sheet()[:-20]), "损坏"),
        (workbook(sheet=b"\xff\xfe\x00"), "编码"),
        (workbook(styles=STYLES.replace("</fonts>", "")), "损坏"),
        (workbook(**{"_rels/.rels": relations()}), "不是 Excel 工作簿"),
        (
            workbook(**{"_rels/.rels": relations(("officeDocument", "xl/workbook.bin")), "xl/workbook.bin": b"1"}),
            "xlsb",
        ),
        (workbook(types=None), "不是 Excel 工作簿"),
    ],
)
def test_what_cannot_be_marked_gets_a_sentence(parts: dict[str, str | bytes], said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        mark_bytes(pack(parts), THREE, name="青田县.xlsx")
    assert "青田县.xlsx" in str(caught.value)
    assert str(caught.value).endswith("文件未改动。")


def test_a_finding_on_a_sheet_that_is_not_there_stops_all() -> None:
    with pytest.raises(UserError, match="没有名为“别的表”的工作表"):
        mark_bytes(pack(workbook()), [finding("B2", sheet="别的表")])

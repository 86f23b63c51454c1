"""Hostile files, continued: numbers, lists, encodings and archives that few programs write and all must survive."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from tests.books.odd import utf16
from tests.books.packages import HEAD, MAIN, STYLES, VML, pack, relations, sheet, unpack, workbook
from tests.trust.attacks import book_rels, word
from tests.trust.bases import rows, table

FAULTY = {"H2": "☑已完成\n☑尚未启动"}
"""A cell with a finding, so that there is something to mark."""
ENDLESS = "9" * 5000
"""More digits than ``int`` takes."""
_BOOK = str(workbook()["xl/workbook.xml"])
_STYLED = STYLES.replace(
    "<fonts", '<numFmts count="1"><numFmt numFmtId="164" formatCode="{}"/></numFmts><fonts', 1
).replace(
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>',
)


def names(xml: str) -> bytes:
    return table(FAULTY, book=_BOOK.replace("</workbook>", f"<definedNames>{xml}</definedNames></workbook>"))


def named(name: str) -> bytes:
    return table(FAULTY, book=_BOOK.replace('name="数据"', f'name="{name}"'))


def rule(priority: str, ranges: str = "A1") -> bytes:
    return table(
        FAULTY,
        after=f'<conditionalFormatting sqref="{ranges}"><cfRule type="expression" priority="{priority}">'
        "<formula>1</formula></cfRule></conditionalFormatting>",
    )


def validation(ranges: str, count: int = 1) -> bytes:
    one = f'<dataValidation type="list" sqref="{ranges}"><formula1>"a"</formula1></dataValidation>'
    return table(FAULTY, after=f"<dataValidations>{one * count}</dataValidations>")


def cells(count: int) -> str:
    return " ".join(f"A{number}" for number in range(1, count))


def columns() -> bytes:
    odd = f'<col min="1" max="{ENDLESS[:400]}" width="1e308"/><col min="-5" max="3" width="nan"/>'
    return table(FAULTY, before=f'<cols>{odd}<col min="1" max="16384" width="inf"/></cols>')


def beside(kind: str, name: str, xml: str, after: str = "") -> bytes:
    """The table with a part that its sheet points at."""
    rels = relations((kind, f"../{name}"))
    return table(FAULTY, after=after, **{"xl/worksheets/_rels/sheet1.xml.rels": rels, f"xl/{name}": xml})


def note(author: str, text: str = "批注", count: int = 1) -> bytes:
    one = f'<comment ref="H2" authorId="{author}"><text><t>{text}</t></text></comment>'
    return beside(
        "comments",
        "comments1.xml",
        f'{HEAD}<comments xmlns="{MAIN}"><authors><author>甲</author></authors><commentList>{one * count}'
        "</commentList></comments>",
    )


def threads(count: int) -> bytes:
    listed = "".join(f'<threadedComment ref="H{n}" id="{n}"><text>x</text></threadedComment>' for n in range(1, count))
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    return beside("threadedComment", "threads1.xml", f'<ThreadedComments xmlns="{space}">{listed}</ThreadedComments>')


def drawing(shapes: str) -> bytes:
    return beside("vmlDrawing", "drawing1.vml", VML.format(shapes), '<legacyDrawing r:id="rId1"/>')


def value(cell: str, content: str, kind: str = "", **parts: str) -> bytes:
    return table({**FAULTY, cell: f'<c r="{cell}"{kind}>{content}</c>'}, **parts)


def dated(number: str, form: str = "yyyy/mm/dd") -> bytes:
    return value("F2", f"<v>{number}</v>", ' s="1"', styles=_STYLED.format(form))


def encoded(name: str, codec: str = "ascii") -> bytes:
    xml = sheet(rows(FAULTY)).replace("UTF-8", name)
    return table(sheet=xml.encode(codec, "xmlcharrefreplace"))


def shared_formula() -> bytes:
    first = '<row r="9"><c r="J9"><f t="shared" ref="J9:XFD60000" si="0">SUM(A1:XFD1048576)</f><v>1</v></c></row>'
    rest = "".join(f'<row r="{r}"><c r="J{r}"><f t="shared" si="0"/><v>1</v></c></row>' for r in range(10, 30_000))
    return table(FAULTY, more=first + rest)


def target(text: str) -> bytes:
    return table(FAULTY, book_rels=book_rels().replace("worksheets/sheet1.xml", text))


def second_sheet_of_one_id() -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    more = f'<Relationship Id="rId1" Type="{kind}" Target="styles.xml"/></Relationships>'
    return table(FAULTY, book_rels=book_rels().replace("</Relationships>", more))


def in_capitals() -> bytes:
    return pack({name.upper() if "sheet1" in name else name: data for name, data in unpack(table(FAULTY)).items()})


def all_in_utf16() -> bytes:
    return pack({name: utf16(data.decode()) for name, data in unpack(table(FAULTY)).items()})


def second_end() -> bytes:
    """A second end of the directory, empty, in the comment of the first."""
    data, fake = table(FAULTY), b"PK\5\6" + bytes(18)
    at = data.rindex(b"PK\5\6")
    return data[: at + 20] + struct.pack("<H", len(fake)) + fake


def streamed() -> bytes:
    """Written without going back: flags for sizes that follow, and descriptors behind each part."""

    class Pipe(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            return out.write(data)

    out = io.BytesIO()
    with zipfile.ZipFile(Pipe(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in unpack(table(FAULTY)).items():
            archive.writestr(name, data)
    return out.getvalue()


def zip64() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in unpack(table(FAULTY)).items():
            with archive.open(name, "w", force_zip64=True) as stream:
                stream.write(data)
    return out.getvalue()


def binary(content: bytes) -> bytes:
    rels = relations(("officeDocument", "xl/workbook.bin"))
    return pack({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": content, "_rels/.rels": rels})


REFUSED, READ = "refused", "read"
ODD: dict[str, tuple[str, str, Callable[[], bytes], str]] = {
    "a sheet number of 5,000 digits": (
        "大数", READ, lambda: table(FAULTY, book=_BOOK.replace('sheetId="1"', f'sheetId="{ENDLESS}"')), ".xlsx"
    ),
    "a name for a sheet of 5,000 digits": (
        "大数",
        READ,
        lambda: names(
            '<definedName name="_xlt_results">数据!$A$1</definedName>'
            f'<definedName name="y" localSheetId="{ENDLESS}">数据!$A$1</definedName>'
        ),
        ".xlsx",
    ),
    "a priority of 5,000 digits": ("大数", READ, lambda: rule(ENDLESS), ".xlsx"),
    "the last priority there is": ("大数", READ, lambda: rule("2147483647"), ".xlsx"),
    "an author of 5,000 digits": ("大数", READ, lambda: note(ENDLESS), ".xlsx"),
    "a row of 5,000 digits": ("大数", REFUSED, lambda: table(FAULTY, more=f'<row r="{ENDLESS}"/>'), ".xlsx"),
    "columns without end, and as wide": ("大数", READ, columns, ".xlsx"),
    "shapes numbered with 5,000 digits": (
        "大数", READ, lambda: drawing(f'<v:shape id="_x0000_s{ENDLESS}"></v:shape>'), ".xlsx"
    ),
    "a hundred thousand names": (
        "长表",
        READ,
        lambda: names("".join(f'<definedName name="n{n}">数据!$A$1</definedName>' for n in range(100_000))),
        ".xlsx",
    ),
    "a rule for a million ranges": ("长表", READ, lambda: rule("1", cells(1_000_000)), ".xlsx"),
    "a validation of a million ranges": ("长表", READ, lambda: validation(cells(1_000_000)), ".xlsx"),
    "a hundred thousand validations of everything": (
        "长表", READ, lambda: validation("A1:XFD1048576", 100_000), ".xlsx"
    ),
    "a shared formula over everything": ("长表", READ, shared_formula, ".xlsx"),
    "a note of 30 MB": ("长表", READ, lambda: note("0", "x" * 30_000_000), ".xlsx"),
    "fifty thousand notes on one cell": ("长表", READ, lambda: note("0", count=50_000), ".xlsx"),
    "fifty thousand threads": ("长表", READ, lambda: threads(50_000), ".xlsx"),
    "a hundred thousand groups in groups": (
        "长表", READ, lambda: drawing("<v:group>" * 100_000 + "</v:group>" * 100_000), ".xlsx"
    ),
    "a name of ours that points at the table": (
        "表名", READ, lambda: names('<definedName name="_xlt_results">数据!$A$1</definedName>'), ".xlsx"
    ),
    "a sheet's name of signs that no name may hold": ("表名", READ, lambda: named("a/b\\c?d*[e]:f"), ".xlsx"),
    "a sheet's name of line breaks and codes": ("表名", READ, lambda: named("a&#10;b&#9;c_x0007_"), ".xlsx"),
    "a sheet without a name": ("表名", READ, lambda: named(""), ".xlsx"),
    "a sheet's name of a million characters": ("表名", REFUSED, lambda: named("长" * 1_000_000), ".xlsx"),
    "a date far in the past": ("坏数值", READ, lambda: dated("-1e308"), ".xlsx"),
    "the same, its sign disguised": ("坏数值", READ, lambda: dated("&#45;1e308"), ".xlsx"),
    "a date far in the future": ("坏数值", READ, lambda: dated("1e308"), ".xlsx"),
    "a date that is no number": ("坏数值", READ, lambda: dated("nan"), ".xlsx"),
    "a duration without end": ("坏数值", REFUSED, lambda: dated("1e10", "[h]:mm:ss"), ".xlsx"),
    "a date of the year 99999": (
        "坏数值", READ, lambda: value("F2", "<v>99999-13-45T99:99:99Z</v>", ' t="d"'), ".xlsx"
    ),
    "a number of 30,000 digits": ("坏数值", READ, lambda: value("B2", f"<v>{'9' * 30_000}</v>"), ".xlsx"),
    "a number of letters": ("坏数值", READ, lambda: value("B2", "<v>abc</v>"), ".xlsx"),
    "a truth value of 2": ("坏数值", REFUSED, lambda: value("H3", "<v>2</v>", ' t="b"'), ".xlsx"),
    "an error that there is none": ("坏数值", REFUSED, lambda: value("G2", "<v>#EVIL!</v>", ' t="e"'), ".xlsx"),
    "a kind of cell that there is none": ("坏数值", REFUSED, lambda: value("G2", "<v>1</v>", ' t="zzz"'), ".xlsx"),
    "punycode": ("编码", REFUSED, lambda: encoded("punycode"), ".xlsx"),
    "idna": ("编码", REFUSED, lambda: encoded("idna"), ".xlsx"),
    "escaped text as an encoding": ("编码", REFUSED, lambda: encoded("unicode_escape", "unicode_escape"), ".xlsx"),
    "everything in UTF-16": ("编码", READ, all_in_utf16, ".xlsx"),
    "a program before the archive": ("压缩包", REFUSED, lambda: b"MZ" + bytes(1000) + table(FAULTY), ".xlsx"),
    "a second directory in the comment": ("压缩包", REFUSED, second_end, ".xlsx"),
    "bytes behind the archive": ("压缩包", READ, lambda: table(FAULTY) + b"more" * 20, ".xlsx"),
    "sizes behind the parts": ("压缩包", READ, streamed, ".xlsx"),
    "64-bit sizes": ("压缩包", READ, zip64, ".xlsx"),
    "two relationships of one number": ("坏关系", "either", second_sheet_of_one_id, ".xlsx"),
    "a target from the root": ("坏关系", READ, lambda: target("/xl/worksheets/sheet1.xml"), ".xlsx"),
    "a target in percent signs": ("坏关系", READ, lambda: target("worksheets/sheet%31.xml"), ".xlsx"),
    "a target with backslashes": ("坏关系", READ, lambda: target("worksheets\\sheet1.xml"), ".xlsx"),
    "parts in capitals": ("坏关系", READ, in_capitals, ".xlsx"),
    "noise as .xlsb": ("其他格式", REFUSED, lambda: binary(b"\xff" * 5000), ".xlsb"),
    "a document called .xlsx": ("其他格式", REFUSED, lambda: word(""), ".xlsx"),
    "a list of commas called .xlsx": ("其他格式", REFUSED, lambda: "县,序号\n遂昌县,1\n".encode("gbk"), ".xlsx"),
    "nothing at all": ("其他格式", REFUSED, lambda: b"", ".xlsx"),
    "a workbook called .et": ("其他格式", READ, lambda: table(FAULTY), ".et"),
}  # fmt: skip

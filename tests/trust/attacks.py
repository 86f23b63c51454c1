"""How hostile parts are made: each function one trick, small on disk."""

from __future__ import annotations

from tests.books.packages import HEAD, MAIN, REL, VML, pack, relations, sheet
from tests.trust.bases import patched, rows, table

EVIL = "evil.example"
"""Stands in every address and command, so that a trace of it in what we write can be found."""


def doctype(inside: str) -> bytes:
    return table(sheet=sheet(rows()).replace("<worksheet", f"<!DOCTYPE w [{inside}]><worksheet", 1))


def laughs(levels: int) -> str:
    chain = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels))
    return '<!ENTITY a0 "ha">' + chain


def stray(name: str, content: str = "<v>1</v>", kind: str = "") -> bytes:
    row = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return table(more=f'<row r="{row}"><c r="{name}"{kind}>{content}</c></row>')


def blank_rows(last: int) -> bytes:
    return table(more="".join(f'<row r="{r}"><c r="A{r}" s="0"/></row>' for r in range(10, last)))


def overlapping() -> bytes:
    """Two names for the same bytes: the second line of the directory points at the first entry."""
    data = table(**{"xl/worksheets/sheet9.xml": sheet(rows())})
    first = data.index(b"PK\3\4", data.index(b"xl/worksheets/sheet1.xml") - 30)
    return patched(data, "xl/worksheets/sheet9.xml", 42, "<L", first)


def misnamed() -> bytes:
    """The directory says one name, the entry itself another."""
    data = table()
    at = data.index(b"xl/styles.xml")
    return data[:at] + b"xl/stylez.xml" + data[at + 13 :]


def squeezed(size: int) -> bytes:
    return table(sheet=sheet(rows(), after=f"<!--{' ' * size}-->"))


def formula(cell_name: str, text: str, value: str = "0") -> dict[str, str]:
    return {cell_name: f'<c r="{cell_name}"><f>{text}</f><v>{value}</v></c>'}


def related(kind: str, target: str, *, external: bool = True, after: str = "") -> bytes:
    rels = (
        relations((kind, target)).replace("/>", ' TargetMode="External"/>') if external else relations((kind, target))
    )
    return table(after=after, **{"xl/worksheets/_rels/sheet1.xml.rels": rels})


def book_rels(*more: tuple[str, str]) -> str:
    return relations(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), *more)


LINK = (
    f'{HEAD}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{REL}" r:id="rId1"><sheetNames><sheetName val="S"/>'
    "</sheetNames></externalBook></externalLink>"
)
DDE = f'{HEAD}<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c {EVIL}"/></externalLink>'


def linked(part: str) -> bytes:
    return table(
        book_rels=book_rels(("externalLink", "externalLinks/externalLink1.xml")),
        **{
            "xl/externalLinks/externalLink1.xml": part,
            "xl/externalLinks/_rels/externalLink1.xml.rels": relations(
                ("externalLinkPath", f"http://{EVIL}/a.xlsx")
            ).replace("/>", ' TargetMode="External"/>'),
        },
    )


def controls(count: int) -> bytes:
    shape = (
        '<v:shape id="_x0000_s{0}"><x:ClientData ObjectType="Checkbox"><x:Anchor>7,1,{1},1,7,20,{1},15</x:Anchor>'
        "<x:Checked>1</x:Checked></x:ClientData></v:shape>"
    )
    return table(
        after='<legacyDrawing r:id="rId1"/>',
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("vmlDrawing", "../drawings/vmlDrawing1.vml")),
            "xl/drawings/vmlDrawing1.vml": VML.format("".join(shape.format(n, n % 60_000) for n in range(count))),
        },
    )


def unclosed_shapes() -> bytes:
    """Drawings are patched as text: shapes that never close must not make the search quadratic."""
    return table(
        after='<legacyDrawing r:id="rId1"/>',
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("vmlDrawing", "../drawings/vmlDrawing1.vml")),
            "xl/drawings/vmlDrawing1.vml": VML.format(
                '<v:shape xmlns:xlt="urn:xl-tools" id="_x0000_s1">' * 60_000 + '<v:shape id="x">' * 60_000
            ),
        },
    )


def notes(count: int) -> bytes:
    listed = "".join(
        f'<comment ref="A{n}" authorId="0"><text><r><t>批注{n}</t></r></text></comment>' for n in range(1, count)
    )
    return table(
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("comments", "../comments1.xml")),
            "xl/comments1.xml": f'{HEAD}<comments xmlns="{MAIN}"><authors><author>甲</author></authors>'
            f"<commentList>{listed}</commentList></comments>",
        }
    )


def ods(body: str) -> bytes:
    spaces = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    return pack(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<m/>",
            "content.xml": f"<office:document-content{spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="a">{body}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        }
    )


ODS_CELL = '<table:table-cell {}office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
LONG = "县" * 50_000
BIDI = "已完成\u202e\u2066成未\u202c"


def many_sheets(count: int) -> bytes:
    listed = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, count + 1))
    return table(book=f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{listed}</sheets></workbook>')


def encrypted() -> bytes:
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


def entry_flag(bit: int) -> bytes:
    return patched(table(), "xl/workbook.xml", 8, "<H", bit)


def deflate_bomb_in_rels() -> bytes:
    return table(**{"_rels/.rels": f"<Relationships>{' ' * 30_000_000}</Relationships>"})


def word(body: str, **parts: str | bytes) -> bytes:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return pack(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/document.xml": f'{HEAD}<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>',
            **parts,
        }
    )


def stored_zip64_size() -> bytes:
    return patched(table(), "xl/worksheets/sheet1.xml", 24, "<L", 0x7FFFFFFF)


OLE = table(
    after='<oleObjects><oleObject progId="Package" shapeId="1" r:id="rId1"/></oleObjects>',
    **{
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("oleObject", "../embeddings/oleObject1.bin")),
        "xl/embeddings/oleObject1.bin": b"MZ" + bytes(3000),
    },
)
MACRO = table(**{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(4000)})
CASES_OF_LINKS = {"DDE": linked(DDE), "linked workbook": linked(LINK), "OLE object": OLE, "macros": MACRO}
"""Files whose dangerous parts are copied as they are, and neither run nor fetched."""

"""Odd files that real offices send, each drawn as text."""

from __future__ import annotations

from lxml import etree

from tests.books.packages import HEAD, MAIN, REL, STYLES, VML, relations, sheet, with_note, workbook

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def prefixed(xml: str) -> str:
    """The same part with every element of the main namespace under the prefix x:."""
    root = etree.fromstring(xml.encode())
    moved = etree.Element(root.tag, nsmap={"x": MAIN, "r": REL})
    for key, value in root.attrib.items():
        moved.set(key, value)
    moved.extend(list(root))
    etree.cleanup_namespaces(moved)
    return etree.tostring(moved, xml_declaration=True, encoding="UTF-8", standalone=True).decode()


def strict(parts: dict[str, str | bytes]) -> dict[str, str | bytes]:
    return {
        name: content.replace(MAIN, STRICT).replace(REL, STRICT_REL) if isinstance(content, str) else content
        for name, content in parts.items()
    }


def utf16(xml: str) -> bytes:
    return xml.replace("UTF-8", "UTF-16").encode("utf-16")


CONTROLS = VML.format(
    '<v:shape id="_x0000_s1985" type="#_x0000_t201"><v:textbox><div><font>同意<br></div></v:textbox>'
    '<x:ClientData ObjectType="Checkbox"><x:Checked>1</x:Checked></x:ClientData></v:shape>'
)
NO_R = "<row><c><v>1</v></c></row>" * 6
PROTECTED = '<sheetProtection password="CC1A" sheet="1" objects="1" scenarios="1"/>'
USER_RULE = (
    '<conditionalFormatting sqref="D2:D9"><cfRule type="expression" dxfId="0" priority="{}"><formula>D2&gt;9</formula>'
    "</cfRule></conditionalFormatting>"
)
CASES: dict[str, dict[str, str | bytes]] = {
    "no dxfs": workbook(),
    "dxfs without a count": workbook(styles=STYLES.replace("</styleSheet>", "<dxfs/></styleSheet>")),
    "dxfs with a wrong count": workbook(styles=STYLES.replace("</styleSheet>", '<dxfs count="7" /></styleSheet>')),
    "no lists in the styles": workbook(styles=f'{HEAD}<styleSheet xmlns="{MAIN}"/>'),
    "no styles part": workbook(styles=None, book_rels=relations(("worksheet", "worksheets/sheet1.xml"))),
    "rows and cells without r": workbook(sheet=sheet(NO_R)),
    "no rows": workbook(sheet=f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'),
    "an empty sheet": workbook(sheet=f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{REL}"/>'),
    "strict": strict(workbook()),
    "strict with a note": strict(with_note("<r><t>原有批注</t></r>")),
    "prefixes": workbook(
        sheet=prefixed(sheet()), styles=prefixed(STYLES), book=prefixed(str(workbook()["xl/workbook.xml"]))
    ),
    "UTF-16": workbook(sheet=utf16(sheet()), styles=utf16(STYLES), book=utf16(str(workbook()["xl/workbook.xml"]))),
    "UTF-16 without a mark": workbook(sheet=sheet().replace("UTF-8", "UTF-16").encode("utf-16-be")),
    "GBK": workbook(sheet=sheet().replace("UTF-8", "GBK").encode("gbk")),
    "UTF-8 with a mark": workbook(sheet=b"\xef\xbb\xbf" + sheet().encode()),
    "line ends of Windows": workbook(sheet=sheet().replace("<row", "\r\n<row").encode()),
    "a comment and CDATA among the rows": workbook(
        sheet=sheet(
            '<row r="1"><!-- </sheetData> --><c r="A1" t="str"><v><![CDATA[</sheetData><mergeCells/>]]></v></c></row>'
        )
    ),
    "note in a bare text": with_note('<t xml:space="preserve">原有批注 </t>'),
    "note in runs": with_note("<r><rPr><b/></rPr><t>张三：</t></r><r><t>请核实\n第二行</t></r>"),
    "note with a reading": with_note(
        '<r><t>核实</t></r><rPh sb="0" eb="2"><t>hé shí</t></rPh><phoneticPr fontId="1"/>'
    ),
    "empty note": with_note(""),
    "note without a box": with_note(
        "<t>原有</t>",
        **{"sheet": sheet(after='<legacyDrawing r:id="rId1"/>'), "xl/drawings/vmlDrawing1.vml": VML.format("")},
    ),
    "notes without a drawing": with_note("<t>原有</t>", sheet=sheet()),
    "drawing of controls that is no XML": workbook(
        **{
            "sheet": sheet(after='<legacyDrawing r:id="rId1"/>'),
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("vmlDrawing", "../drawings/vmlDrawing1.vml")),
            "xl/drawings/vmlDrawing1.vml": CONTROLS,
        }
    ),
    "empty relationships": workbook(**{"xl/worksheets/_rels/sheet1.xml.rels": relations()}),
    "relationships of links": workbook(
        **{
            "sheet": sheet(after='<hyperlinks><hyperlink ref="A1" r:id="rId1"/></hyperlinks>'),
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("hyperlink", "https://example.cn/?a=1&amp;b=2")).replace(
                "/>", ' TargetMode="External"/>'
            ),
        }
    ),
    "protected": workbook(sheet=sheet(after=PROTECTED)),
    "own rules": workbook(
        sheet=sheet(after=USER_RULE.format(1)),
        styles=STYLES.replace("</styleSheet>", '<dxfs count="1"><dxf><font><b/></font></dxf></dxfs></styleSheet>'),
    ),
    "names": workbook(
        book=str(workbook()["xl/workbook.xml"]).replace(
            "</workbook>", '<definedNames><definedName name="区">数据!$A$1</definedName></definedNames></workbook>'
        )
    ),
    "signed": workbook(**{"_xmlsignatures/sig1.xml": "<Signature/>"}),
    "our part names are taken": workbook(**{"xl/xltComments1.xml": "<a/>", "xl/worksheets/xltResults1.xml": "<a/>"}),
}

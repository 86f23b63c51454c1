"""The package of a Word document with the least of parts: what Word and LibreOffice want, and nothing of a machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xl_tools.data import load

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = f"{_OFFICE}.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OPEN = f'xmlns:w="{_W}" xmlns:r="{_R}"'
_THEN = (1980, 1, 1, 0, 0, 0)

_PARTS = {
    "word/styles.xml": "styles",
    "word/settings.xml": "settings",
    "word/footer1.xml": "footer",
    "word/footer2.xml": "footer",
    "word/fontTable.xml": "fontTable",
    "word/theme/theme1.xml": "theme",
}
"""What belongs to the document, and its kind: of its content and of the relation to it."""


def document_bytes(body: str, defaults: str, *, first_head: str = "", first_foot: str = "") -> bytes:
    """A .docx: ``body`` is what stands in ``w:body``, ``defaults`` the defaults of runs, ``first_head`` and
    ``first_foot`` the paragraphs of the first page's own head and foot (rId7 and rId8). The same bytes each time."""
    own = {"word/header1.xml": ("hdr", first_head), "word/footer3.xml": ("ftr", first_foot)} if first_head else {}
    kinds = _PARTS | {name: "header" if tag == "hdr" else "footer" for name, (tag, _) in own.items()}
    parts = {
        "[Content_Types].xml": _content_types(kinds),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml"), ("core", "docProps/core.xml")]),
        "docProps/core.xml": _core(),
        "word/_rels/document.xml.rels": _relations(
            [(kind, name.removeprefix("word/")) for name, kind in kinds.items()]
        ),
        "word/document.xml": f"{_HEAD}<w:document {_OPEN}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"{_HEAD}<w:styles {_OPEN}><w:docDefaults>{defaults}</w:docDefaults>{_normal()}</w:styles>",
        "word/settings.xml": f"{_HEAD}<w:settings {_OPEN}>{_settings()}</w:settings>",
        "word/footer1.xml": _footer("left"),
        "word/footer2.xml": _footer("right"),
        "word/fontTable.xml": _font_table(),
        "word/theme/theme1.xml": _theme(),
        **{name: f"{_HEAD}<w:{tag} {_OPEN}>{text}</w:{tag}>" for name, (tag, text) in own.items()},
    }
    return _packed((name, text.encode()) for name, text in parts.items())


def without_moment(document: bytes) -> bytes:
    """The document without the moment at which it was packed: the same bytes each time."""
    with ZipFile(BytesIO(document)) as package:
        return _packed((info.filename, package.read(info)) for info in package.infolist())


def _packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, data in parts:
            info = ZipInfo(name, _THEN)
            info.compress_type = ZIP_DEFLATED
            package.writestr(info, data)
    return buffer.getvalue()


def _normal() -> str:
    return (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="a1"><w:name w:val="Normal Table"/></w:style>'
    )


def _settings() -> str:
    return '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>'


def _footer(side: str) -> str:
    """— 1 —, one character in from the side."""
    font = escape(load("documents")["fonts"]["page"], {'"': "&quot;"})
    look = (
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
        '<w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
    )
    number = (
        f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r><w:r>{look}<w:instrText>PAGE</w:instrText></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{look}<w:t>1</w:t></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
    )
    dashes = [f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>' for text in ("— ", " —")]
    properties = f'<w:pPr><w:spacing w:after="266"/><w:ind w:{side}="280"/><w:jc w:val="{side}"/></w:pPr>'
    return f"{_HEAD}<w:ftr {_OPEN}><w:p>{properties}{dashes[0]}{number}{dashes[1]}</w:p></w:ftr>"


def _font_table() -> str:
    names = (escape(str(name), {'"': "&quot;"}) for name in dict.fromkeys(load("documents")["fonts"].values()))
    fonts = "".join(f'<w:font w:name="{name}"/>' for name in names)
    return f"{_HEAD}<w:fonts {_OPEN}>{fonts}</w:fonts>"


def _theme() -> str:
    """Office's own colours and shapes; nothing in our papers uses them, but Word wants a theme."""
    colours = {
        "dk1": "000000",
        "lt1": "FFFFFF",
        "dk2": "1F497D",
        "lt2": "EEECE1",
        "hlink": "0000FF",
        "folHlink": "800080",
    }
    colours |= {f"accent{number}": "4F81BD" for number in range(1, 7)}
    order = ["dk1", "lt1", "dk2", "lt2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink"]
    scheme = "".join(f'<a:{name}><a:srgbClr val="{colours[name]}"/></a:{name}>' for name in order)
    font = '<a:latin typeface=""/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{_HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office">'
        f'<a:themeElements><a:clrScheme name="Office">{scheme}</a:clrScheme><a:fontScheme name="Office">'
        f"<a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Office"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )


def _core() -> str:
    """No author, no dates: who opens and saves it puts in its own."""
    return f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"/>'


def _relations(targets: list[tuple[str, str]]) -> str:
    kinds = {"core": f"{_PACKAGE}/relationships/metadata/core-properties"}
    links = "".join(
        f'<Relationship Id="rId{place}" Type="{kinds.get(kind, f"{_R}/{kind}")}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _content_types(kinds: Mapping[str, str]) -> str:
    overrides = {
        "/word/document.xml": f"{_TYPES}.document.main+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"/{name}": f"{_TYPES}.{kind}+xml" for name, kind in kinds.items()},
        "/word/theme/theme1.xml": f"{_OFFICE}.theme+xml",
    }
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )

"""The collection that the lossless promise is held against: files of many makers, drawn oddities, very large ones."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

import openpyxl
import xlsxwriter

from tests.books.odd import CASES
from tests.books.packages import HEAD, MAIN, VML, pack, relations, sheet, workbook
from tests.conftest import ROOT, SHARED
from tests.trust.attacks import CASES_OF_LINKS
from tests.trust.bases import rows, table

NAMES = ("O'Brien & 子表!", "'引号'", "a b", "=1+1", "[1]表", "年.月-日", "𠮷😀", "R1C1", "A1")


def collection(*, large: bool, office: bool) -> Iterator[tuple[str, bytes]]:
    """(where it comes from and its name, the file). ``large`` adds what takes seconds, ``office`` LibreOffice's."""
    for folder in (SHARED / "fixtures" / "lossless", SHARED / "cases", ROOT / "workbooks"):
        for path in sorted(folder.rglob("*.xls[xm]")):
            if "doctype" not in path.name:  # refused, as tests/cases/packages says
                yield f"{folder.name}/{path.name}", path.read_bytes()
    for name, parts in CASES.items():
        yield f"drawn/{name}", pack(parts)
    for name, data in CASES_OF_LINKS.items():
        yield f"drawn/{name}", data
    yield "drawn/sheet names that need quoting", names()
    yield "openpyxl/styles, notes, validation", by_openpyxl()
    yield "XlsxWriter/chart, table, sparkline", by_xlsxwriter()
    if office:
        yield from by_libreoffice()
    if large:
        yield "drawn/100,000 notes", notes(100_000)
        yield (
            "drawn/50,000 rows",
            table(more="".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in range(9, 50_009))),
        )


def names() -> bytes:
    """One sheet for each name that a formula or a link must quote."""
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(NAMES, 1))
    book = str(workbook()["xl/workbook.xml"])
    start, end = book.index("<sheets>"), book.index("</sheets>")
    sheets = {f"xl/worksheets/sheet{n}.xml": sheet(rows()) for n in range(1, len(NAMES) + 1)}
    rels = relations(
        *(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(NAMES) + 1)), ("styles", "styles.xml")
    )
    return pack(workbook(book=book[:start] + "<sheets>" + listed + book[end:], book_rels=rels, **sheets))


def notes(count: int) -> bytes:
    """A sheet with so many notes, each with its box, as Excel writes them."""
    shapes = "".join(
        f'<v:shape id="_x0000_s{1024 + n}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
        f'fillcolor="#ffffe1"><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>2, 15, {n}, 10, 4, 15, {n + 4}, 4</x:Anchor><x:Row>{n}</x:Row><x:Column>9</x:Column>"
        "</x:ClientData></v:shape>"
        for n in range(1, count + 1)
    )
    listed = "".join(
        f'<comment ref="J{n + 1}" authorId="0"><text><r><rPr><b/><sz val="9"/></rPr><t>批注{n}</t></r></text></comment>'
        for n in range(1, count + 1)
    )
    return table(
        after='<legacyDrawing r:id="rId1"/>',
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("vmlDrawing", "../drawings/vmlDrawing1.vml"), ("comments", "../comments1.xml")
            ),
            "xl/comments1.xml": f'{HEAD}<comments xmlns="{MAIN}"><authors><author>甲</author></authors>'
            f"<commentList>{listed}</commentList></comments>",
            "xl/drawings/vmlDrawing1.vml": VML.format(shapes),
        },
    )


def by_openpyxl() -> bytes:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    page = book.active
    page["D3"], page["E4"] = "已完成", 3
    page["D3"].comment = Comment("请核实", "张三")
    page["E4"].fill = PatternFill("solid", fgColor="FFFF00")
    choice = DataValidation(type="list", formula1='"已完成,未完成"')
    page.add_data_validation(choice)
    choice.add("F5")
    page.merge_cells("A1:C1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_xlsxwriter() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("进展")
        page.write_column("A1", [3, 1, 2])
        page.write_comment("D3", "请核实")
        page.add_sparkline("E4", {"range": "A1:A3"})
        page.add_table("G1:H4", {"columns": [{"header": "甲"}, {"header": "乙"}]})
        page.conditional_format("A1:A3", {"type": "data_bar"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=进展!$A$1:$A$3"})
        page.insert_chart("J2", chart)
        page.insert_textbox("J20", "说明")
    return out.getvalue()


def by_libreoffice() -> Iterator[tuple[str, bytes]]:
    """Some of the files above, opened and saved by LibreOffice; none where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [*sorted((ROOT / "workbooks").rglob("*.xlsx"))[:3], *sorted((SHARED / "cases").glob("*.xlsx"))]
        for path in sources:
            shutil.copy(path, folder)
        for made, data in (("openpyxl", by_openpyxl()), ("xlsxwriter", by_xlsxwriter())):
            (folder / f"{made}.xlsx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        words = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
        subprocess.run([*words, *map(str, folder.glob("*.xlsx"))], capture_output=True, timeout=300, check=True)
        for path in sorted((folder / "out").glob("*.xlsx")):
            yield f"LibreOffice/{path.name}", path.read_bytes()

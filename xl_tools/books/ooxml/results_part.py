"""The results sheet 校验结果 as a part of a file: counts on top, a row a finding, a column for the clerk's reasons.

All text is written as inline strings: what came from outside never becomes a formula.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from xl_tools.books.ooxml import cell_texts
from xl_tools.books.ooxml.markup import escape, escape_cell
from xl_tools.books.ooxml.workbook import Workbook, quoted
from xl_tools.core.expressions import expression
from xl_tools.core.records import Finding, Severity
from xl_tools.core.text import carried
from xl_tools.marks.plan import Link, Results
from xl_tools.marks.results import (
    HEADER_ROW,
    WIDTHS,
    Explanation,
    Row,
    beside_in,
    explanations_in,
    findings_in,
    fit,
    is_heading,
)

_COLUMNS = "ABCDEFGH"
_HIDDEN = "IJ"
"""Key and code."""
_SHARED = expression(r"\st=[\"']s[\"']")
MAX_LINKS = 65_530
"""Links that a sheet holds; findings past that have none."""


def results_xml(results: Results, styles: Mapping[str, int], namespace: str) -> Iterator[str]:
    """The sheet's part, in pieces. ``styles`` are the cell formats by name."""
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{width}.7109375" customWidth="1"/>' for i, width in enumerate(WIDTHS, 1)
    )
    widths += '<col min="9" max="10" width="14.7109375" hidden="1" customWidth="1"/>'
    top = f"A{HEADER_ROW + 1}"
    table = table_ref(results).replace("$", "")
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{namespace}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{_last_cell(results)}"/>'
        '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
        f'<pane ySplit="{HEADER_ROW}" topLeftCell="{top}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{top}" sqref="{top}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="16.5"/><cols>{widths}</cols><sheetData>'
    )
    links = [link for link in results.links if link.row <= HEADER_ROW + MAX_LINKS]
    yield from _rows(results, styles, {link.row for link in links})
    yield f'</sheetData><autoFilter ref="{table}"/>'
    yield from _links(links)
    yield (
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    )


def _rows(results: Results, styles: Mapping[str, int], linked: Collection[int]) -> Iterator[str]:
    low = ' ht="18" customHeight="1"'
    lines, behind = iter(results.rows), iter(results.behind)
    yield _row(1, next(lines), ("title",), styles, ' ht="30" customHeight="1"', next(behind))
    for number, severity in enumerate(Severity, 2):
        yield _row(number, next(lines), (severity.value, "center", "plain"), styles, low, next(behind))
    yield _row(5, next(lines), ("note",), styles, low, next(behind))
    head = next(lines)
    yield _row(HEADER_ROW, head, ("head",) * len(head), styles, ' ht="24" customHeight="1"', next(behind))
    for number, (finding, _) in enumerate(results.listed, HEADER_ROW + 1):
        line = next(lines)
        # No customHeight: the row still grows when the clerk writes a long reason.
        height = f' ht="{_height(line)}"'
        looks = ("center", finding.severity.value, "center", "center", "link" if number in linked else "center")
        yield _row(number, line, (*looks, "text", "text", "pen"), styles, height, next(behind))
    for number, line in enumerate(lines, HEADER_ROW + 1 + len(results.listed)):
        if line:
            yield _row(number, line, ("plain",), styles)


def table_ref(results: Results) -> str:
    """The range of heading and findings, for the filter: keys in it, since what is sorted must stay together."""
    return f"$A${HEADER_ROW}:${_HIDDEN[-1]}${HEADER_ROW + max(len(results.listed), 1)}"


def _last_cell(results: Results) -> str:
    beside = len(results.beside) + 2 if results.beside else 0
    return f"{_HIDDEN[-1]}{HEADER_ROW + max(len(results.listed), 1) + beside}"


def _height(line: Row) -> str:
    """Points that hold the longest of the wrapped texts: not every program fits rows when it opens a file."""
    widths = {3: WIDTHS[3] - 2, **{column: WIDTHS[column] - 4 for column in (5, 6, 7)}}
    lines = max(
        sum(-(-sum(2 if c > "\u2e7f" else 1 for c in part) // width) or 1 for part in carried(str(text)).split("\n"))
        for text, width in ((line[column], width) for column, width in widths.items())
    )
    return f"{min(max(lines * 15 + 7, 24), 409)}"


def _row(
    number: int,
    values: Row,
    looks: Sequence[str],
    styles: Mapping[str, int],
    more: str = "",
    behind: tuple[str, str] = ("", ""),
) -> str:
    body = "".join(
        _cell(f"{column}{number}", value, styles[look])
        for column, value, look in zip(_COLUMNS, values, looks, strict=False)
    )
    body += "".join(
        _cell(f"{column}{number}", value, styles["plain"])
        for column, value in zip(_HIDDEN, behind, strict=True)
        if value
    )
    return f'<row r="{number}"{more}>{body}</row>'


def _cell(name: str, value: str | int, style: int) -> str:
    if isinstance(value, int):
        return f'<c r="{name}" s="{style}"><v>{value}</v></c>'
    if not value:
        return f'<c r="{name}" s="{style}"/>'
    text = escape_cell(fit(value))
    return f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _links(links: Sequence[Link]) -> Iterator[str]:
    opening, closing = "<hyperlinks>", ""
    for link in links:
        target = escape(quoted(link.sheet) + "!" + link.cell)
        yield f'{opening}<hyperlink ref="E{link.row}" location="{target}" display="{link.cell}"/>'
        opening, closing = "", "</hyperlinks>"
    yield closing


def read_explanations(workbook: Workbook) -> list[Explanation]:
    """The rows of the results sheet in which the clerk wrote something; [] where there is no such sheet."""
    return explanations_in(_texts(workbook))


def read_listed(workbook: Workbook) -> list[tuple[Finding, str]]:
    """The findings that the results sheet lists, each with what the clerk wrote beside it; [] where there is none."""
    return findings_in(_texts(workbook))


def read_beside(workbook: Workbook) -> list[str]:
    """What people wrote into the results sheet beside the column 说明."""
    return beside_in(_texts(workbook))


def is_ours(workbook: Workbook) -> bool:
    """Whether the sheet that our name points at reads as a results sheet: a name may be made to point anywhere."""
    return any(is_heading({text.strip() for text in row.values()}) for row in islice(_texts(workbook), 50))


def _texts(workbook: Workbook) -> Iterator[dict[int, str]]:
    """The texts of the results sheet, row by row; nothing where there is no such sheet."""
    sheet = workbook.results_sheet()
    if sheet is not None and sheet.part:
        cells = workbook.package.text(sheet.part, "worksheet").text
        # As we write it the sheet needs no other part: marks come out where that one is damaged.
        part = workbook.related("sharedStrings") if _SHARED.search(cells) else None
        strings = list(cell_texts.strings(workbook.package.text(part).text)) if part else []
        yield from cell_texts.rows(cells, strings)

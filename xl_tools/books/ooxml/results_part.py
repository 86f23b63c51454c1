"""The results sheet 校验结果 as a part of a file: counts on top, a row a finding, a column for the clerk's reasons.

All text is written as inline strings: what came from outside never becomes a formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from xl_tools.books.ooxml import cell_texts
from xl_tools.books.ooxml.markup import escape, escape_cell
from xl_tools.books.ooxml.workbook import Workbook, quoted
from xl_tools.core.records import Finding, Severity
from xl_tools.core.text import carried
from xl_tools.marks.results import (
    HEADER_ROW,
    WIDTHS,
    Explanation,
    explanations_in,
    fit,
    is_heading,
    keyed,
    linked,
    rows,
)

_COLUMNS = "ABCDEFGHI"
MAX_LINKS = 65_530
"""Links that a sheet holds; findings past that have none."""


def results_xml(
    findings: Sequence[Finding], title: str, styles: Mapping[str, int], explanations: Sequence[str], namespace: str
) -> Iterator[str]:
    """The sheet's part, in pieces. ``explanations`` holds the text of 说明 for each finding, "" where there is none."""
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{width}.7109375" customWidth="1"/>' for i, width in enumerate(WIDTHS, 1)
    )
    if keyed(findings):
        widths += '<col min="9" max="9" width="14.7109375" hidden="1" customWidth="1"/>'
    top = f"A{HEADER_ROW + 1}"
    yield (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{namespace}">'
        '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="A1:{_last_column(findings)}{last_row(findings)}"/>'
        '<sheetViews><sheetView showGridLines="0" workbookViewId="0">'
        f'<pane ySplit="{HEADER_ROW}" topLeftCell="{top}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{top}" sqref="{top}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="16.5"/><cols>{widths}</cols><sheetData>'
    )
    yield from _rows(findings, title, styles, explanations)
    yield f'</sheetData><autoFilter ref="{table_ref(findings).replace("$", "")}"/>'
    yield from _links(findings)
    yield (
        '<printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>"
    )


def _rows(
    findings: Sequence[Finding], title: str, styles: Mapping[str, int], explanations: Sequence[str]
) -> Iterator[str]:
    low = ' ht="18" customHeight="1"'
    lines = rows(findings, title, explanations)
    yield _row(1, next(lines), ("title",), styles, ' ht="30" customHeight="1"')
    for number, severity in enumerate(Severity, 2):
        yield _row(number, next(lines), (severity.value, "center", "plain"), styles, low)
    yield _row(5, next(lines), ("note",), styles, low)
    yield _row(HEADER_ROW, next(lines), ("head",) * len(_COLUMNS), styles, ' ht="24" customHeight="1"')
    for number, (finding, said) in enumerate(zip(findings, explanations, strict=True), 1):
        # No customHeight: the row still grows when the clerk writes a long reason.
        height = f' ht="{_height(finding, said)}"'
        yield _row(HEADER_ROW + number, next(lines), _looks(number, finding), styles, height)
    if not findings:
        yield _row(HEADER_ROW + 1, next(lines), ("plain",), styles)


def last_row(findings: Sequence[Finding]) -> int:
    return HEADER_ROW + max(len(findings), 1)


def table_ref(findings: Sequence[Finding]) -> str:
    """The range of heading and findings, for the filter: keys in it, since what is sorted must stay together."""
    return f"$A${HEADER_ROW}:${_last_column(findings)}${last_row(findings)}"


def _last_column(findings: Sequence[Finding]) -> str:
    return "I" if keyed(findings) else "H"


def _looks(number: int, finding: Finding) -> tuple[str, ...]:
    link = "link" if linked(finding) and number <= MAX_LINKS else "center"
    return ("center", finding.severity.value, "center", "center", link, "text", "text", "pen", "plain")


def _height(finding: Finding, said: str) -> str:
    """Points that hold the longest of the wrapped texts: not every program fits rows when it opens a file."""
    lines = max(
        sum(-(-sum(2 if c > "\u2e7f" else 1 for c in line) // width) or 1 for line in carried(text).split("\n"))
        for text, width in (
            (finding.message, WIDTHS[5] - 4),
            (finding.advice, WIDTHS[6] - 4),
            (said, WIDTHS[7] - 4),
            (finding.sheet or "", WIDTHS[3] - 2),
        )
    )
    return f"{min(max(lines * 15 + 7, 24), 409)}"


def _row(
    number: int, values: Sequence[str | int], looks: Sequence[str], styles: Mapping[str, int], more: str = ""
) -> str:
    body = "".join(
        _cell(f"{column}{number}", value, styles[look])
        for column, value, look in zip(_COLUMNS, values, looks, strict=False)
    )
    return f'<row r="{number}"{more}>{body}</row>'


def _cell(name: str, value: str | int, style: int) -> str:
    if isinstance(value, int):
        return f'<c r="{name}" s="{style}"><v>{value}</v></c>'
    if not value:
        return f'<c r="{name}" s="{style}"/>'
    text = escape_cell(fit(value))
    return f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _links(findings: Sequence[Finding]) -> Iterator[str]:
    opening, closing = "<hyperlinks>", ""
    for number, finding in enumerate(findings[:MAX_LINKS], 1):
        if linked(finding) and finding.sheet is not None and finding.cell is not None:
            target = escape(quoted(finding.sheet) + "!" + finding.cell)
            yield f'{opening}<hyperlink ref="E{HEADER_ROW + number}" location="{target}" display="{finding.cell}"/>'
            opening, closing = "", "</hyperlinks>"
    yield closing


def read_explanations(workbook: Workbook) -> list[Explanation]:
    """The rows of the results sheet in which the clerk wrote something; [] where there is no such sheet."""
    return explanations_in(_texts(workbook))


def is_ours(workbook: Workbook) -> bool:
    """Whether the sheet that our name points at reads as a results sheet: a name may be made to point anywhere."""
    return any(is_heading({text.strip() for text in row.values()}) for row in islice(_texts(workbook), 50))


def _texts(workbook: Workbook) -> Iterator[dict[int, str]]:
    """The texts of the results sheet, row by row; nothing where there is no such sheet."""
    sheet = workbook.results_sheet()
    if sheet is not None and sheet.part:
        part = workbook.related("sharedStrings")
        strings = list(cell_texts.strings(workbook.package.text(part).text)) if part else []
        yield from cell_texts.rows(workbook.package.text(sheet.part, "worksheet").text, strings)

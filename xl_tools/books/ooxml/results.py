"""The results sheet 校验结果: counts on top, one row a finding, a column for the clerk's explanation.

All text is written as inline strings: what came from outside never becomes a formula.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from xl_tools.books.ooxml import cells
from xl_tools.books.ooxml.areas import cell_at
from xl_tools.books.ooxml.markup import clean, escape, escape_cell
from xl_tools.books.ooxml.workbook import Workbook, quoted
from xl_tools.models import Finding, Severity

HEADINGS = ("序号", "级别", "代码", "工作表", "单元格", "问题", "怎么改", "说明")
_COLUMNS = "ABCDEFGH"
WIDTHS = (7, 8, 9, 16, 10, 56, 40, 30)
MEANING = {
    Severity.ERROR: "上报前必须改正",
    Severity.WARNING: "请改正，或在“说明”一列写明理由",
    Severity.HINT: "供参考",
}
GUIDE = "点“单元格”一列的蓝字可跳到该格。“说明”一列由填表人填写，再次校验时保留。清除标记时本表随之删除。"
HEADER_ROW = 6
MAX_TEXT = 32_767
"""Characters (UTF-16 units) that a cell holds."""
MAX_LINKS = 65_530
"""Links that a sheet holds; findings past that have none."""
WHOLE_FILE = "整个文件"
KEY = "校验键"
"""Heading of the hidden ninth column: the finding's key, so that a reason stays with task and value."""
STALE = "【内容已变，请重新说明】"
"""Stands before a reason that was given for another value: it is kept for the clerk to read, and accepts nothing."""
NOTHING_FOUND = "没有发现问题。"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a clerk wrote in the column 说明 beside a finding. ``sheet``, ``cell`` and ``key`` as in ``Finding``."""

    code: str
    sheet: str | None
    cell: str | None
    message: str
    text: str
    key: str | None = None

    @property
    def stale(self) -> bool:
        """Given for a value that has changed since."""
        return self.text.startswith(STALE)


def results_xml(
    findings: Sequence[Finding], title: str, styles: Mapping[str, int], explanations: Sequence[str], namespace: str
) -> Iterator[str]:
    """The sheet's part, in pieces. ``explanations`` holds the text of 说明 for each finding, "" where there is none."""
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{width}.7109375" customWidth="1"/>' for i, width in enumerate(WIDTHS, 1)
    )
    if _keyed(findings):
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
    yield _row(1, [("A", f"校验结果　{title}".strip(), "title")], styles, ' ht="30" customHeight="1"')
    yield from _count_rows(findings, styles, low)
    yield _row(5, [("A", GUIDE, "note")], styles, low)
    headings = [*zip(_COLUMNS, HEADINGS, strict=True), *([("I", KEY)] if _keyed(findings) else [])]
    head = [(column, text, "head") for column, text in headings]
    yield _row(HEADER_ROW, head, styles, ' ht="24" customHeight="1"')
    for number, (finding, said) in enumerate(zip(findings, explanations, strict=True), 1):
        yield _finding_row(number, finding, said, styles)
    if not findings:
        yield _row(HEADER_ROW + 1, [("A", NOTHING_FOUND, "plain")], styles)


def _count_rows(findings: Sequence[Finding], styles: Mapping[str, int], more: str) -> Iterator[str]:
    counts = Counter(finding.severity for finding in findings if finding.accepted is None)
    for index, severity in enumerate(Severity):
        cells: list[tuple[str, str | int, str]] = [
            ("A", severity.label, severity.value),
            ("B", counts[severity], "center"),
            ("C", MEANING[severity], "plain"),
        ]
        yield _row(2 + index, cells, styles, more)


def last_row(findings: Sequence[Finding]) -> int:
    return HEADER_ROW + max(len(findings), 1)


def table_ref(findings: Sequence[Finding]) -> str:
    """The range of heading and findings, for the filter: keys in it, since what is sorted must stay together."""
    return f"$A${HEADER_ROW}:${_last_column(findings)}${last_row(findings)}"


def _last_column(findings: Sequence[Finding]) -> str:
    return "I" if _keyed(findings) else "H"


def _keyed(findings: Sequence[Finding]) -> bool:
    """Findings made elsewhere have no keys; then there is no column for them."""
    return any(finding.key for finding in findings)


def _finding_row(number: int, finding: Finding, said: str, styles: Mapping[str, int]) -> str:
    cells: list[tuple[str, str | int, str]] = [
        ("A", number, "center"),
        ("B", finding.severity.label, finding.severity.value),
        ("C", finding.code, "center"),
        ("D", finding.sheet if finding.sheet is not None else WHOLE_FILE, "center"),
        ("E", finding.cell or "", "link" if linked(finding) and number <= MAX_LINKS else "center"),
        ("F", finding.message, "text"),
        ("G", finding.advice, "text"),
        ("H", said, "pen"),
    ]
    if finding.key:
        cells.append(("I", finding.key, "plain"))
    # No customHeight: the row still grows when the clerk writes a long reason.
    return _row(HEADER_ROW + number, cells, styles, f' ht="{_height(finding, said)}"')


def _height(finding: Finding, said: str) -> str:
    """Points that hold the longest of the wrapped texts: not every program fits rows when it opens a file."""
    lines = max(
        sum(-(-sum(2 if c > "\u2e7f" else 1 for c in line) // width) or 1 for line in clean(text).split("\n"))
        for text, width in (
            (finding.message, WIDTHS[5] - 4),
            (finding.advice, WIDTHS[6] - 4),
            (said, WIDTHS[7] - 4),
            (finding.sheet or "", WIDTHS[3] - 2),
        )
    )
    return f"{min(max(lines * 15 + 7, 24), 409)}"


def _row(number: int, cells: Sequence[tuple[str, str | int, str]], styles: Mapping[str, int], more: str = "") -> str:
    body = "".join(_cell(f"{column}{number}", value, styles[style]) for column, value, style in cells)
    return f'<row r="{number}"{more}>{body}</row>'


def _cell(name: str, value: str | int, style: int) -> str:
    if isinstance(value, int):
        return f'<c r="{name}" s="{style}"><v>{value}</v></c>'
    if not value:
        return f'<c r="{name}" s="{style}"/>'
    text = escape_cell(fit(value))
    return f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def fit(text: str) -> str:
    """The text, cut to what a cell holds and then saying so."""
    text = clean(text)
    if len(text) <= MAX_TEXT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_TEXT:
        return text
    remark = f"……（原文共 {len(text)} 字，超过一格所能容纳，此处截断）"
    return units[: 2 * (MAX_TEXT - len(remark))].decode("utf-16-le", "ignore") + remark


def linked(finding: Finding) -> bool:
    return finding.sheet is not None and finding.cell is not None and cell_at(finding.cell) is not None


def _links(findings: Sequence[Finding]) -> Iterator[str]:
    opening, closing = "<hyperlinks>", ""
    for number, finding in enumerate(findings[:MAX_LINKS], 1):
        if linked(finding) and finding.sheet is not None and finding.cell is not None:
            target = escape(quoted(finding.sheet) + "!" + finding.cell)
            yield f'{opening}<hyperlink ref="E{HEADER_ROW + number}" location="{target}" display="{finding.cell}"/>'
            opening, closing = "", "</hyperlinks>"
    yield closing


# --- reading it back ----------------------------------------------------------------------------


def read_explanations(workbook: Workbook) -> list[Explanation]:
    """The rows of the results sheet in which the clerk wrote something; [] where there is no such sheet."""
    return explanations_in(_texts(workbook))


def is_ours(workbook: Workbook) -> bool:
    """Whether the sheet that our name points at reads as a results sheet: a name may be made to point anywhere."""
    return any({"代码", "说明"} <= {text.strip() for text in row.values()} for row in islice(_texts(workbook), 50))


def _texts(workbook: Workbook) -> Iterator[dict[int, str]]:
    """The texts of the results sheet, row by row; nothing where there is no such sheet."""
    sheet = workbook.results_sheet()
    if sheet is not None and sheet.part:
        part = workbook.related("sharedStrings")
        strings = list(cells.strings(workbook.package.text(part).text)) if part else []
        yield from cells.rows(workbook.package.text(sheet.part, "worksheet").text, strings)


def explanations_in(rows: Iterable[Mapping[int, str]]) -> list[Explanation]:
    """What the clerk wrote, from the rows of a results sheet: each maps column numbers to the texts there."""
    columns: dict[str, int] = {}
    found = []
    for row in rows:
        if not columns:
            places = {text.strip(): column for column, text in row.items()}
            columns = {name: places[name] for name in (*HEADINGS, KEY) if name in places}
            if not {"代码", "说明"} <= columns.keys():
                columns = {}
            continue
        values = {name: row.get(column, "") for name, column in columns.items()}
        if values["说明"].strip() and values["代码"].strip():
            place = values.get("工作表", "")
            found.append(
                Explanation(
                    values["代码"].strip(),
                    None if place in ("", WHOLE_FILE) else place,
                    values.get("单元格", "").strip() or None,
                    values.get("问题", ""),
                    values["说明"].strip(),
                    values.get(KEY, "").strip() or None,
                )
            )
    return found


def carried_over(findings: Sequence[Finding], explanations: Sequence[Explanation]) -> list[str]:
    """The text of 说明 for each finding: its own reason, else what the clerk wrote for the same code and key, else for
    the same code and cell (where several share these, for the same message before any other). A reason that was
    given for another value is marked as such."""
    said: list[str | None] = [finding.accepted for finding in findings]
    left = dict(enumerate(explanations))
    for same in (_same_key, _same_message, _same_cell) if left else ():
        waiting: dict[tuple[str | None, ...], deque[int]] = defaultdict(deque)
        for place, explanation in left.items():
            waiting[same(explanation, explanation.key)].append(place)
        for index, finding in enumerate(findings):
            choice = waiting.get(same(finding, finding.key)) if said[index] is None else None
            if choice and (same is not _same_key or finding.key):
                taken = left.pop(choice.popleft())
                said[index] = taken.text if _holds(taken, finding) else STALE + taken.text.removeprefix(STALE)
    return [text or "" for text in said]


def _same_key(one: Finding | Explanation, key: str | None) -> tuple[str | None, ...]:
    return one.code, key


def _same_message(one: Finding | Explanation, _: str | None) -> tuple[str | None, ...]:
    return one.code, one.sheet, one.cell, fit(one.message)


def _same_cell(one: Finding | Explanation, _: str | None) -> tuple[str | None, ...]:
    return one.code, one.sheet, one.cell


def _holds(said: Explanation, finding: Finding) -> bool:
    """Whether a reason was given for this value, as far as can be told."""
    return not said.key or not finding.key or said.key == finding.key
